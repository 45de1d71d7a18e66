"""Ship-visits: a vessel and a day with a sample and a result count once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.registers.ship_fuel_checks import ShipFuelCheck
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.values import EvidenceKind

NEW_YEAR, JUNE, END = date(2020, 1, 1), date(2020, 6, 30), date(2020, 12, 31)
FOUR = {"threshold": KnownThreshold(compare="at_least", value=Decimal(4), unit="艘次")}


@pytest.fixture
def check(row_of):
    """Return a sample with a result below its limit."""

    def make(vessel: int, day: str = "2020-03-02", sample: str = "Y1", **changes: Any) -> Any:
        base = {
            "vessel": f"MN{vessel:010}",
            "day": day,
            "sample": sample,
            "area": "990101",
            "fuel": "distillate",
            "sulphur_percent": "0.4",
            "limit_percent": "0.5",
            "department": "海事",
            "is_case_opened": "否",
        }
        return row_of(ShipFuelCheck, **(base | changes))

    return make


def test_a_ship_twice_in_a_day_counts_once_and_on_two_days_twice(judged, check) -> None:
    rows = (
        check(1),
        check(1, sample="Y2"),
        check(1, "2020-03-03"),
        check(2),
    )
    (found,) = judged("15.10", ship_fuel_checks=rows)
    assert (found.value, found.unit, found.numerator, found.denominator) == (3, "艘次", 3, 1000)
    assert found.notes[0] == "不重复船舶 distinct vessels: 2 艘"
    assert found.kind is EvidenceKind.DECLARED
    (twice,) = (line for line in found.counted if "counted once" in line)
    assert twice.startswith("MN0000000001 2020-03-02: 样品 samples 2")


def test_a_sample_without_a_result_does_not_count_and_one_result_of_a_visit_is_enough(
    judged, check
) -> None:
    rows = (
        check(1, sulphur_percent=None),
        check(2, sulphur_percent=None),
        check(2, sample="Y2"),
    )
    (found,) = judged("15.10", ship_fuel_checks=rows)
    assert found.value == 1
    assert found.rest == ("MN0000000001 2020-03-02: 样品 samples 1, 无结果 no result",)


@pytest.mark.parametrize(("visits", "word"), [(999, "未达成"), (1000, "已达成")])
def test_a_thousand_visits_are_owed(judged, check, visits: int, word: str) -> None:
    # Four ships a day, and every tenth visit with two samples.
    rows = [check(n % 4, str(NEW_YEAR + timedelta(days=n // 4))) for n in range(visits)] + [
        check(n % 4, str(NEW_YEAR + timedelta(days=n // 4)), "Y2") for n in range(0, visits, 10)
    ]
    (found,) = judged("15.10", as_of=END, ship_fuel_checks=tuple(rows))
    assert (found.status.value, found.value, found.numerator) == (word, visits, visits)


@pytest.mark.parametrize(
    ("as_of", "word", "number"),
    [
        # Half of the working days have passed: 2 of 4 keep pace.
        (date(2020, 6, 30), "有望", 2),
        # All of them have, and 3 of 4 are less than 0.8.
        (date(2020, 9, 9), "难以达成", 3),
        # The fourth comes on 10 September and settles it at once.
        (date(2020, 9, 10), "已达成", 4),
        (date(2021, 1, 10), "已达成", 5),
    ],
)
def test_the_number_is_reached_on_the_day_on_which_it_is(
    judged, check, as_of: date, word: str, number: int
) -> None:
    days = ("2019-12-31", "2020-02-01", "2020-06-30", "2020-07-01", "2020-09-10")
    rows = tuple(check(1, day) for day in (*days, "2020-12-31", "2021-01-01"))
    (found,) = judged("15.10", as_of=as_of, change=FOUR, ship_fuel_checks=rows)
    assert (found.status.value, found.value) == (word, number)


def test_the_share_over_the_limit_is_of_visits_with_a_limit(judged, check) -> None:
    over = {"sulphur_percent": "0.51"}
    rows = (
        check(1, **over, is_case_opened="是"),
        check(1, sample="Y2"),
        check(2, **over),
        check(3, sulphur_percent="0.50"),
        check(4),
        check(5, limit_percent=None, sulphur_percent="3"),
        check(6, sulphur_percent=None),
    )
    (found,) = judged("15.10", ship_fuel_checks=rows)
    assert found.value == 5
    # Two of the four visits that have both numbers; the limit itself is within.
    assert "over the sulphur limit: 2 ÷ 4 艘次 = 50.0 %, 已立案 cases opened 1" in found.notes[1]
    assert found.notes[2] == "限值未登记 limit not given: 1 艘次"
    assert found.counted[0].endswith(
        "硫 sulphur 0.51 % m/m 超限 over the limit，按一艘次计 counted once"
    )


def test_one_name_under_two_ids_on_a_day_is_told(judged, check) -> None:
    rows = (
        check(1, vessel_name="甲轮"),
        check(2, vessel_name="甲轮"),
        check(3, "2020-03-03", vessel_name="甲轮"),
    )
    (found,) = judged("15.10", ship_fuel_checks=rows)
    assert found.value == 3
    told = [note for note in found.notes if "several ids" in note]
    assert len(told) == 1
    assert told[0].endswith("2020-03-02 甲轮 MN0000000001, MN0000000002")


def test_an_empty_register_is_no_miss(judged) -> None:
    (found,) = judged("15.10", as_of=END)
    assert (found.status.value, found.kind) == ("证据不足", None)
    assert "ship_fuel_checks" in found.missing[0]


def test_checks_of_another_year_alone_are_a_count_of_none(judged, check) -> None:
    (found,) = judged("15.10", as_of=END, ship_fuel_checks=(check(1, "2019-05-01"),))
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 0, 1000)
    (empty,) = judged("15.10", as_of=END)
    assert (empty.status.value, empty.numerator) == ("证据不足", None)
    assert "名录为空 the register has none: ship_fuel_checks" in empty.missing[0]
