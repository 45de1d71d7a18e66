"""Districts test more than a year before: dated tests are judged, the change is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.ledgers.vehicle_tests import VehicleTest
from yunzhu.plan.counted.tests_by_district import district_questions
from yunzhu.plan.verdicts import Finding

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


@pytest.fixture
def found(judged, row_of):
    """Judge 15.6 on tests, each (day, method, area, result)."""

    def judge(*tests: tuple[str, str, str, str], as_of: date = JUNE, **changes: Any) -> Finding:
        rows = [
            row_of(
                VehicleTest,
                code=f"T{n}",
                plate="粤A12345",
                energy="汽油",
                method=method,
                day=day,
                area=area,
                result=result,
                is_local="否",
                **({"is_supervision": "是"} | changes),
            )
            for n, (day, method, area, result) in enumerate(tests)
        ]
        (one,) = judged("15.6", as_of=as_of, ledgers=rows)
        return one

    return judge


ROAD, SENSING = "道路抽检", "遥感监测"


def test_more_and_fewer_than_the_year_before_by_district_and_method(found) -> None:
    one = found(
        ("2020-03-01", ROAD, "440103", "不合格"),
        ("2020-06-30", ROAD, "440103001", "合格"),
        ("2020-04-01", SENSING, "440104", "合格"),
        ("2020-07-01", SENSING, "440104", "合格"),
        ("2019-06-30", ROAD, "440103", "合格"),
        ("2019-07-01", ROAD, "440103", "合格"),
        ("2019-02-01", SENSING, "440104", "合格"),
    )
    # Up to 30 June: three tests; 440103 two on the road against one, 440104 one against one.
    assert (one.status.value, one.value) == ("有望", 3)
    assert one.counted == (
        "440103 道路抽检 roadside: 2 次 tests, 去年同期 same span a year before 1, "
        "去年全年 whole year before 2",
    )
    assert any(line.startswith("440104 遥感监测 remote sensing: 1 次") for line in one.rest)
    # Two districts by three methods, one of them more than a year before.
    assert len(one.members) == 6
    assert "道路抽检 roadside: 不合格 failed 1 ÷ 2 = 50.0 %" in one.notes
    assert "遥感监测 remote sensing: 不合格 failed 0 ÷ 1 = 0.0 %" in one.notes


def test_an_effort_is_achieved_on_its_day(found) -> None:
    assert found(("2020-03-01", ROAD, "440103", "合格"), as_of=END).status.value == "已达成"


def test_without_a_test_in_the_year_nothing_is_said(found) -> None:
    empty = found()
    assert empty.status.value == "证据不足"
    assert empty.missing == ("台账为空 the ledger has none: vehicle_tests",)
    old = found(("2019-03-01", ROAD, "440103", "合格"), as_of=END)
    assert old.status.value == "证据不足"
    assert "2020 年的行动" in old.missing[0]


def test_yearly_inspections_are_no_supervision_tests(found) -> None:
    one = found(("2020-03-01", ROAD, "440103", "合格"), is_supervision="否")
    assert (one.status.value, one.value) == ("证据不足", 0)


def test_the_leap_day_is_held_against_the_28th(found) -> None:
    tests = [("2019-02-28", ROAD, "440103", "合格"), ("2020-02-29", ROAD, "440103", "合格")]
    one = found(*tests, as_of=date(2020, 2, 29))
    assert any("same span of the year before 1," in note for note in one.notes)


def test_whole_months_are_held_against_whole_months() -> None:
    # To the end of February 2021 there are two months; so there are in 2020, with its 29th.
    assert district_questions(2021, date(2021, 2, 28))[1].last == date(2020, 2, 29)
    assert district_questions(2021, date(2021, 2, 27))[1].last == date(2020, 2, 27)
    # Before the plan's year nothing is asked for, and nothing fails.
    assert district_questions(2021, date(2020, 11, 5))[1].last == date(2019, 11, 5)
