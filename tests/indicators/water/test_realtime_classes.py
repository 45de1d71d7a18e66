"""Rule realtime_feed: unrounded values, worst of five items, phosphorus by the water body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from yunzhu.indicators.water.realtime_classes import items_of_bits, realtime_classes
from yunzhu.indicators.water.rules import BelowDetection
from yunzhu.observations.samples import Samples
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_limits

LIMITS = surface_water_limits(date(2020, 5, 8))
NOON = "2020-05-08 12:00"
MakeSamples = Callable[[Sequence[tuple[str, str, str, str]]], Samples]


def classes(
    samples: Samples,
    *bodies: WaterBody | None,
    below: BelowDetection = BelowDetection.HALF,
) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    found = realtime_classes(samples, bodies, LIMITS, below)
    return [
        (int(one), items_of_bits(int(driving)), items_of_bits(int(present)))
        for one, driving, present in zip(found.classes, found.driving, found.present, strict=True)
    ]


def test_the_worst_item_decides_and_ties_all_drive(samples_of: MakeSamples) -> None:
    # CODMn 5 is III (4..6), NH3N 0.7 is III (0.5..1), DO 8 is I, TN 9 takes no part.
    rows = [("DO", "8"), ("CODMn", "5"), ("NH3N", "0.7"), ("TN", "9")]
    samples = samples_of([("A", item, NOON, text) for item, text in rows])
    assert classes(samples, WaterBody.RIVER) == [(3, ("CODMn", "NH3N"), ("DO", "CODMn", "NH3N"))]


def test_values_are_not_rounded_before_they_are_classed(samples_of: MakeSamples) -> None:
    # Published beside its original values on 2020-05-08: shown 0.500, original 0.5002, class III;
    # and a pH of 9.001, shown 9.00, makes a section worse than class V.
    ammonia = samples_of([("A", "NH3N", NOON, "0.5002")])
    assert classes(ammonia, WaterBody.RIVER)[0][0] == 3
    acidity = samples_of([("A", "pH", NOON, "9.001")])
    assert classes(acidity, WaterBody.RIVER)[0][0] == 6


@pytest.mark.parametrize(
    ("body", "expected"),
    [(WaterBody.RIVER, (2, ("TP",))), (WaterBody.LAKE, (4, ("TP",))), (None, (0, ()))],
)
def test_phosphorus_by_the_water_body(
    samples_of: MakeSamples, body: WaterBody | None, expected: tuple[int, tuple[str, ...]]
) -> None:
    # 0.06 mg/L: river II (0.02..0.1), lake IV (0.05..0.1); not known: no class rather than a guess.
    samples = samples_of([("A", "TP", NOON, "0.06"), ("A", "DO", NOON, "8")])
    assert classes(samples, body)[0][:2] == expected
    found = realtime_classes(samples, [body], LIMITS)
    assert found.undetermined.tolist() == [body is None]


def test_an_unknown_water_body_does_no_harm_where_another_item_is_worse(
    samples_of: MakeSamples,
) -> None:
    # Ammonia 1.8 is V under either reading of phosphorus.
    samples = samples_of([("A", "TP", NOON, "0.06"), ("A", "NH3N", NOON, "1.8")])
    assert classes(samples, None) == [(5, ("NH3N",), ("NH3N", "TP"))]


def test_each_section_and_moment_stands_alone(samples_of: MakeSamples) -> None:
    samples = samples_of(
        [
            ("B", "DO", NOON, "1"),
            ("A", "DO", NOON, "8"),
            ("A", "DO", "2020-05-08 16:00", "4"),
            ("A", "CODMn", "2020-05-08 16:00", "-"),
            ("A", "EC", "2020-05-08 20:00", "400"),
        ]
    )
    found = realtime_classes(samples, [WaterBody.RIVER] * 2, LIMITS)
    assert found.site.tolist() == [0, 0, 1]
    assert found.classes.tolist() == [1, 4, 6]
    assert len(found) == 3


@pytest.mark.parametrize(
    ("setting", "expected"),
    [(BelowDetection.HALF, 1), (BelowDetection.LIMIT, 2), (BelowDetection.ZERO, 1)],
)
def test_below_detection_counts_as_set(
    samples_of: MakeSamples, setting: BelowDetection, expected: int
) -> None:
    # <0.2: half of it, 0.1, is class I (0.15), the limit itself class II (0.5).
    samples = samples_of([("A", "NH3N", NOON, "<0.2")])
    assert classes(samples, WaterBody.RIVER, below=setting)[0][0] == expected


def test_what_drives_under_either_reading_is_what_drives(samples_of: MakeSamples) -> None:
    # CODMn 7 is IV; phosphorus 0.09 is II of a river and IV of a lake: it drives there only.
    samples = samples_of([("A", "TP", NOON, "0.09"), ("A", "CODMn", NOON, "7")])
    assert classes(samples, None) == [(4, ("CODMn",), ("CODMn", "TP"))]
    assert classes(samples, WaterBody.LAKE)[0][1] == ("CODMn", "TP")


def test_sections_sampled_at_one_minute_stay_apart(samples_of: MakeSamples) -> None:
    samples = samples_of([("A", "DO", NOON, "8"), ("B", "DO", NOON, "1")])
    assert [one[0] for one in classes(samples, WaterBody.RIVER, WaterBody.RIVER)] == [1, 6]
