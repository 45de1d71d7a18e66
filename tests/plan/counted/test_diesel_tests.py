"""Half of the diesel vehicles tested in autumn and winter: who counts, of which stock, by when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.ledgers.vehicle_tests import VehicleTest
from yunzhu.city.records import WorkingDays
from yunzhu.city.registers.vehicles import VehicleFleet
from yunzhu.periods import Period
from yunzhu.plan.counted_schema import DieselVehicleTestsMetric
from yunzhu.plan.threshold import UnknownThreshold
from yunzhu.plan.verdicts import Finding

EVE, DUE = date(2021, 3, 30), date(2021, 3, 31)
CHRISTMAS = date(2020, 12, 25)
# Ten working days in the season, five of them up to Christmas, and one before the season.
DAYS = WorkingDays(
    date(2020, 1, 1),
    DUE,
    (
        date(2020, 9, 1),
        *(date(2020, month, 9) for month in (10, 11, 12)),
        date(2020, 12, 24),
        CHRISTMAS,
        *(date(2021, month, day) for month in (1, 2) for day in (4, 5)),
        DUE,
    ),
    (),
)


@pytest.fixture
def diesel(judged, row_of):
    """Judge 15.7 on tests, each (plate, changes), and a stock of 10 in two districts."""

    def judge(
        *tests: tuple[str, dict[str, Any]],
        as_of: date = DUE,
        stock: dict[str, int] | None = None,
        days: WorkingDays = DAYS,
        change: dict[str, Any] | None = None,
        fleet_on: str = "2019-12-31",
    ) -> Finding:
        fleet = {"440103": 4, "440104": 6} if stock is None else stock
        rows = tuple(
            row_of(
                VehicleFleet,
                day=fleet_on,
                area=area,
                vehicle_kind=kind,
                energy=energy,
                number=number if energy == "柴油" else 900,
                source="统计年报",
            )
            for area, number in fleet.items()
            for kind, energy in (("truck", "柴油"), ("truck", "汽油"))
        )
        ledger = [vehicle_test(row_of, n, *one) for n, one in enumerate(tests)]
        (found,) = judged(
            "15.7", as_of=as_of, days=days, change=change, ledgers=ledger, vehicle_fleet=rows
        )
        return found

    return judge


def vehicle_test(row_of, number: int, plate: str, changes: dict[str, Any]) -> VehicleTest:
    base = {
        "code": f"T{number}",
        "plate": f"粤A{plate:0>5}",
        "energy": "柴油",
        "method": "道路抽检",
        "day": "2020-10-09",
        "area": "440103",
        "is_supervision": "是",
        "result": "合格",
        "is_local": "是",
    }
    return row_of(VehicleTest, **(base | changes))  # type: ignore[no-any-return]


def plates(count: int, **changes: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(str(n), changes) for n in range(count)]


def told(found: Finding) -> tuple[str, int | None, int | None]:
    return found.status.value, found.numerator, found.denominator


def test_half_of_ten_is_five_and_is_achieved_at_once(diesel) -> None:
    assert told(diesel(*plates(5), as_of=EVE)) == ("已达成", 5, 10)
    assert told(diesel(*plates(5))) == ("已达成", 5, 10)


def test_one_less_is_missed_on_the_due_day_and_not_before(diesel) -> None:
    # On the eve 9 of 10 working days have passed and 4 of 5 are done: 0.8 >= 0.8 x 0.9.
    found = diesel(*plates(4), as_of=EVE)
    assert told(found) == ("有风险", 4, 10)
    assert any("1.0 (余 left 1, 余工作日 working days left 1)" in note for note in found.notes)
    assert told(diesel(*plates(4))) == ("未达成", 4, 10)


@pytest.mark.parametrize(("count", "word"), [(3, "有望"), (2, "有风险"), (1, "难以达成")])
def test_the_pace_is_that_of_the_season_not_of_the_year(diesel, count: int, word: str) -> None:
    # At Christmas 5 of 10 working days of the season have passed: of 5 plates 2.5 are on pace,
    # 0.8 x 2.5 = 2 at risk.
    assert diesel(*plates(count), as_of=CHRISTMAS).status.value == word


def test_a_plate_counts_once_however_often_and_wherever(diesel) -> None:
    often = [("7", {"day": f"2020-11-{day:02}"}) for day in range(1, 21)]
    found = diesel(*often, ("7", {"area": "440104"}))
    assert told(found) == ("未达成", 1, 10)
    assert any("本市号牌 local plates 21" in note for note in found.notes)
    # Both districts tested it: 1 of 4 and 1 of 6.
    assert found.rest == (
        "440103: 抽测 tested 1 ÷ 保有量 stock 4 = 25.0 %",
        "440104: 抽测 tested 1 ÷ 保有量 stock 6 = 16.7 %",
    )


@pytest.mark.parametrize(
    "changes",
    [
        # January to March 2020 belongs to the season before.
        {"day": "2020-02-01"},
        {"day": "2020-09-30"},
        {"day": "2021-04-01"},
        {"energy": "汽油"},
        {"is_supervision": "否"},
        {"is_local": "否"},
        {"method": "遥感监测"},
    ],
)
def test_what_is_no_supervision_test_of_a_local_diesel_in_the_season(diesel, changes) -> None:
    assert told(diesel(*plates(4), ("9", changes))) == ("未达成", 4, 10)


@pytest.mark.parametrize("day", ["2020-10-01", "2021-03-31"])
def test_both_days_of_the_season_are_in_it(diesel, day: str) -> None:
    assert told(diesel(*plates(4), ("9", {"day": day}))) == ("已达成", 5, 10)


def test_a_test_after_the_day_is_not_there_yet(diesel) -> None:
    late = ("9", {"day": "2021-03-31"})
    assert told(diesel(*plates(4), late, as_of=EVE)) == ("有风险", 4, 10)


def test_remote_sensing_stands_beside_or_counts_as_the_plan_reads_it(diesel) -> None:
    tests = [*plates(4), ("4", {"method": "遥感监测"}), ("0", {"method": "遥感监测"})]
    beside = diesel(*tests)
    assert told(beside) == ("未达成", 4, 10)
    assert beside.notes[0] == "计遥感 with remote sensing: 5 ÷ 10 = 50.0 %"
    metric = DieselVehicleTestsMetric(
        name="diesel_vehicle_tests",
        season_first=date(2020, 10, 1),
        season_last=DUE,
        fleet_on=date(2019, 12, 31),
        remote_sensing="counts",
    )
    counted = diesel(*tests, change={"metric": metric})
    assert told(counted) == ("已达成", 5, 10)
    assert counted.notes[0] == "不计遥感 without remote sensing: 4 ÷ 10 = 40.0 %"


def test_plates_from_elsewhere_are_told_apart(diesel) -> None:
    foreign = [("8", {"is_local": "否"}), ("8", {"is_local": "否"}), ("9", {"is_local": "否"})]
    found = diesel(*plates(5), *foreign)
    assert told(found) == ("已达成", 5, 10)
    assert any("外地号牌另列 other plates apart 2, 次数 tests 3" in note for note in found.notes)


def test_the_districts_stand_beside_the_city(diesel) -> None:
    # 440103 has 4 and tests 2 (50 %), 440104 has 6 and tests 2 (33.3 %), 440105 has no stock.
    tests = [
        *plates(2),
        ("5", {"area": "440104"}),
        ("6", {"area": "440104001"}),
        ("7", {"area": "440105"}),
    ]
    found = diesel(*tests)
    assert told(found) == ("已达成", 5, 10)
    assert found.evidence == ("440103: 抽测 tested 2 ÷ 保有量 stock 4 = 50.0 %",)
    assert found.rest == (
        "440104: 抽测 tested 2 ÷ 保有量 stock 6 = 33.3 %",
        "440105: 抽测 tested 1, 无保有量 no stock",
    )
    assert {one.area for one in found.members} == {"440103", "440104", "440105"}


def test_the_citys_own_stock_is_used_where_it_is_registered(diesel) -> None:
    assert told(diesel(*plates(5), stock={"440100": 12})) == ("未达成", 5, 12)
    for nested in ({"440100": 12, "440103": 4}, {"440103": 4, "440103001": 2}):
        found = diesel(*plates(5), stock=nested)
        assert found.status.value == "证据不足"
        assert "counted twice: 2019-12-31" in found.missing[0]


def test_a_stock_by_street_is_that_of_its_district(diesel) -> None:
    found = diesel(*plates(5), stock={"440103001": 4, "440103002": 6})
    assert told(found) == ("已达成", 5, 10)
    (district,) = found.by_area
    assert (district.area, district.numerator, district.denominator) == ("440103", 5, 10)


def test_without_a_stock_of_the_day_nothing_is_said(diesel) -> None:
    for found in (diesel(*plates(5), stock={}), diesel(*plates(5), fleet_on="2018-12-31")):
        assert (found.status.value, found.kind) == ("证据不足", None)
        assert "无 2019-12-31 柴油车保有量" in found.missing[0]
        assert "vehicle_fleet" in found.missing[0]


def test_an_empty_ledger_is_no_miss(diesel) -> None:
    found = diesel()
    assert found.status.value == "证据不足"
    assert found.missing == ("台账为空 the ledger has none: vehicle_tests",)
    # With tests of another season alone it is one.
    assert told(diesel(("1", {"day": "2020-02-01"}))) == ("未达成", 0, 10)


def test_an_unknown_share_and_an_uncovered_calendar_are_named(diesel) -> None:
    unknown = UnknownThreshold(compare="at_least", unknown="比例", english="share", unit="%")
    found = diesel(*plates(5), change={"threshold": unknown})
    assert found.status.value == "证据不足"
    assert "缺阈值" in found.missing[0]
    gap = WorkingDays(
        date(2020, 1, 1), DUE, DAYS.days[:6], (Period(date(2021, 1, 1), date(2021, 3, 31)),)
    )
    found = diesel(*plates(4), as_of=CHRISTMAS, days=gap)
    assert found.status.value == "证据不足"
    assert "2021-01-01" in found.missing[0]
    assert told(diesel(*plates(5), as_of=CHRISTMAS, days=gap)) == ("已达成", 5, 10)
