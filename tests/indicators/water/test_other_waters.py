"""Drinking-water sources, lakes, sea sites and wells, worked by hand and opened again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yunzhu.errors import UsageError
from yunzhu.indicators.water.drinking_sources import (
    SourceMonthState,
    required_items,
    source_months,
    source_rates,
)
from yunzhu.indicators.water.explanation import explain_water
from yunzhu.indicators.water.other_waters import in_unit, sea_class, well_class
from yunzhu.indicators.water.results import water_classes, water_statistics
from yunzhu.indicators.water.rules import ClassRule, WaterRule
from yunzhu.indicators.water.subjects import find_water_subject
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.samples import Samples
from yunzhu.periods import Period
from yunzhu.standards.source_compliance import drinking_source_rules
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_limits
from yunzhu.values import Result
from yunzhu.workspace import Workspace

QUARTER = Period.parse("2020-01-01..2020-04-30")
RULE = WaterRule(ClassRule.ASSESSMENT)
LIMITS, SOURCES = surface_water_limits(date(2020, 4, 30)), drinking_source_rules()
MakeSamples = Callable[[Sequence[tuple[str, str, str, str]]], Samples]


@pytest.fixture(scope="module")
def lake(rivers: Workspace) -> SampleLake:
    return SampleLake(rivers)


def rows(lake: SampleLake, name: str, period: Period = QUARTER) -> list[Result]:
    found = water_statistics(lake, find_water_subject(lake, name), period, RULE).rows
    for one in found:
        opened = explain_water(lake, one.lineage_id)
        assert opened.agrees, (one.lineage_id, one.value, opened.recomputed)
    return list(found)


def test_a_source_month_by_month(lake: SampleLake) -> None:
    found = {one.period[:7]: one for one in rows(lake, "库") if one.statistic == "met"}
    # January met, TN of 9 notwithstanding; in February one of two manganese samples is over 0.1;
    # in March manganese was not analysed; April was not sampled.
    assert [found[f"2020-0{month}"].value for month in (1, 2, 3, 4)] == [1, 0, None, None]
    assert "Mn 0.12 (限值 limit 0.1)" in found["2020-02"].note
    assert "缺项 items missing; 缺项 absent: Mn" in found["2020-03"].note
    assert found["2020-04"].note == "未监测 not sampled"
    assert (found["2020-01"].n_valid, found["2020-01"].n_expected) == (26, 26)
    (summary,) = [one for one in rows(lake, "库") if one.statistic == "met_months"]
    assert (summary.value, summary.n_valid, summary.n_expected) == (1, 3, 4)
    assert "2020-02 超标 failed, 2020-03 缺项 items missing, 2020-04 未监测" in summary.note


def test_a_source_of_groundwater_is_not_judged(lake: SampleLake) -> None:
    (summary,) = [one for one in rows(lake, "井源") if one.statistic == "met_months"]
    assert summary.value is None
    assert "how groundwater sources are judged is not known" in summary.note


def test_what_is_due_by_name() -> None:
    # 21 basic items that count and 5 supplementary ones.
    due = required_items(LIMITS, WaterBody.RIVER, SOURCES)
    assert len(due) == 26
    assert not {"water_temp", "TN", "FC"} & set(due)


def test_a_failure_fails_a_month_whatever_else_is_missing(samples_of: MakeSamples) -> None:
    samples = samples_of([("A", "NH3N", "2020-01-05 09:00", "1.1")])
    (found,) = source_months(
        samples, "A", [Period.parse("2020-01")], WaterBody.RIVER, LIMITS, SOURCES, ["NH3N", "Mn"]
    )
    assert (found.state, found.absent) == (SourceMonthState.FAILED, ("Mn",))


def test_beyond_the_last_limit_is_the_last_class() -> None:
    # Nitrate of 31 mg/L is over class IV (30): V; mercury of 0.0006 is over the fourth (0.0005).
    well = well_class({"NO3N": Fraction(31)}, date(2020, 4, 30))
    assert (well.worst, well.label) == (5, "Ⅴ")
    sea = sea_class({"Hg": Fraction(6, 10_000), "EC": Fraction(1)})
    assert (sea.worst, sea.label, sea.not_judged) == (5, "劣四类", ("EC",))


def test_rates_by_count_and_by_volume(samples_of: MakeSamples) -> None:
    # Two sources, two months, one due item: A met twice; B met, then failed.
    samples = samples_of(
        [
            ("A", "NH3N", "2020-01-05 09:00", "0.4"),
            ("A", "NH3N", "2020-02-05 09:00", "1.004"),
            ("B", "NH3N", "2020-01-05 09:00", "0.9"),
            ("B", "NH3N", "2020-02-05 09:00", "1.1"),
        ]
    )
    months = Period.parse("2020-01-01..2020-02-29").months()
    found = [
        one
        for site in "AB"
        for one in source_months(samples, site, months, WaterBody.RIVER, LIMITS, SOURCES, ["NH3N"])
    ]
    volumes = {
        (site, month): Fraction(volume)
        for site, volume in (("A", 100), ("B", 300))
        for month in months
    }
    rates = source_rates(found, volumes)
    assert (rates.months_met, rates.months_due) == (3, 4)
    assert (rates.sources_met, rates.sources) == (1, 2)
    # (100 + 100 + 300) of 800.
    assert rates.volume_share == Fraction(5, 8)
    assert [(one.site, one.state) for one in rates.rest] == [("B", SourceMonthState.FAILED)]
    partly = source_rates(found, {**volumes, ("A", months[0]): None})
    assert partly.volume_share is None
    assert partly.without_volume == (("A", months[0]),)


def test_the_trophic_index_of_a_lake(lake: SampleLake) -> None:
    january = Period.parse("2020-01")
    (total,) = [one for one in rows(lake, "库", january) if one.indicator == "trophic_index"]
    # chl_a 1 mg/m³: 25; TP 0.02: 10 (9.436 + 1.624 ln 0.02) = 30.828; TN 9: 10 (5.453 +
    # 1.694 ln 9) = 91.751; transparency 1 m: 51.18; CODMn 2: 10 (0.109 + 2.661 ln 2) = 19.535.
    # Weighted 0.2663, 0.1879, 0.1790, 0.1834, 0.1834: 41.8427.
    assert total.value == Decimal("41.8")
    assert "中营养" in total.note
    (april,) = [
        one for one in rows(lake, "湖", Period.parse("2020-05")) if one.indicator == "trophic_index"
    ]
    assert april.value is None
    assert "absent: chl_a, TN, transparency" in april.note


def test_the_sea_and_wells_by_their_own_standards(lake: SampleLake) -> None:
    # Sea: oxygen 5.5 second class (6, 5), copper 0.008 second (0.005, 0.01), mercury first.
    sea = {(one.indicator, one.statistic): one for one in rows(lake, "海")}
    assert sea["sea_class", "class"].value == 2
    assert "第二类" in sea["sea_class", "class"].note
    assert "driving: DO, Cu" in sea["sea_class", "class"].note
    assert ("water_class", "class") not in sea
    assert sea["DO", "mean"].value is None
    # Well: pH 6.2 is IV (5.5..6.5), nitrate 21 is IV (20..30), iron 0.1 is I.
    well = {(one.indicator, one.statistic): one for one in rows(lake, "井")}
    assert well["groundwater_class", "class"].value == 4
    assert "driving: pH, NO3N" in well["groundwater_class", "class"].note
    (row,) = water_classes(lake, find_water_subject(lake, "海"), QUARTER, RULE).rows
    assert row.indicator == "sea_class"
    with pytest.raises(UsageError, match="surface water"):
        water_classes(
            lake, find_water_subject(lake, "海"), QUARTER, WaterRule(ClassRule.REALTIME_FEED)
        )


def test_stored_numbers_come_into_the_unit_of_a_rule_exactly() -> None:
    assert in_unit(Fraction(1, 100), "chl_a", "mg/m³") == 10
    assert in_unit(Fraction(Decimal("0.0025")), "苯并(a)芘", "µg/L") == Fraction(5, 2)
    assert in_unit(Fraction(1), "pH", "mg/L") is None


# GB/T 14848: benzene to 0.5, 1, 10, 120 µg/L; GB 3097: benzo(a)pyrene to 0.0025 µg/L in every
# class; nickel to 0.005, 0.01, 0.02, 0.05 mg/L.
@pytest.mark.parametrize(
    ("milligrams", "expected"),
    [("0.0005", 1), ("0.00051", 2), ("0.01", 3), ("0.12", 4), ("0.1201", 5)],
)
def test_a_well_with_benzene(milligrams: str, expected: int) -> None:
    found = well_class({"苯": Fraction(Decimal(milligrams))}, date(2020, 6, 30))
    assert (found.worst, found.not_judged) == (expected, ())


@pytest.mark.parametrize(
    ("item", "milligrams", "expected"),
    [
        ("苯并(a)芘", "0.0000025", 1),
        ("苯并(a)芘", "0.0000026", 5),
        ("镍", "0.02", 3),
        ("滴滴涕", "0.00006", 2),
    ],
)
def test_a_sea_site_with_items_that_sources_have_too(
    item: str, milligrams: str, expected: int
) -> None:
    found = sea_class({item: Fraction(Decimal(milligrams))})
    assert (found.worst, found.not_judged) == (expected, ())
