"""Taxis of the year, fleets against the year before, and vehicles scrapped early."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.registers.vehicles import VehicleFleet, VehicleRegistration
from yunzhu.errors import PlanError
from yunzhu.plan.counted_schema import FleetShareMetric
from yunzhu.plan.threshold import UnknownThreshold
from yunzhu.values import EvidenceKind

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)


def plate(number: int) -> str:
    return f"粤A{number:05}"


@pytest.fixture
def event(row_of):
    """Return an event; a new battery-electric taxi unless changed."""

    def make(number: int, energy: str = "battery_electric", **changes: Any) -> Any:
        base = {
            "plate": plate(number),
            "event": "new",
            "day": "2020-03-02",
            "vehicle_kind": "cruising_taxi",
            "energy": energy,
            "area": "990101",
        }
        return row_of(VehicleRegistration, **(base | changes))

    return make


@pytest.fixture
def fleet(row_of):
    """Return the vehicles of one energy on a day; taxis unless changed."""

    def make(day: str, energy: str, number: int, **changes: Any) -> Any:
        base = {
            "day": day,
            "area": "990101",
            "vehicle_kind": "cruising_taxi",
            "energy": energy,
            "number": number,
            "source": "报表",
        }
        return row_of(VehicleFleet, **(base | changes))

    return make


def taxis(event, battery: int, other: int, energy: str = "plug_in_hybrid") -> tuple[Any, ...]:
    return (
        *(event(number) for number in range(battery)),
        *(event(50000 + number, energy) for number in range(other)),
    )


@pytest.mark.parametrize(
    ("battery", "others", "as_of", "word", "shown"),
    [
        # 0.9 x 100 = 90: 90 of them are exactly enough, 89 are not.
        (90, 10, EVE, "有望", "90.0"),
        (90, 10, END, "已达成", "90.0"),
        (89, 11, END, "未达成", "89.0"),
        # 89 of 99 is 89.899 %: 89.1 are needed.
        (89, 10, EVE, "有风险", "89.9"),
        (89, 10, END, "未达成", "89.9"),
        # 1799 of 2000 is 89.95 %: shown as 90.0, and below 90 % all the same.
        (1799, 201, END, "未达成", "90.0"),
    ],
)
def test_the_battery_electric_share_is_compared_unrounded(
    judged, event, battery: int, others: int, as_of: date, word: str, shown: str
) -> None:
    rows = taxis(event, battery, others)
    (found,) = judged("15.4", as_of=as_of, vehicle_registrations=rows)
    assert (found.status.value, found.value) == (word, Decimal(shown))
    assert (found.numerator, found.denominator) == (battery, battery + others)
    assert len(found.rest) == others
    assert found.kind is EvidenceKind.DECLARED
    is_hidden = any("unrounded" in note for note in found.notes)
    assert is_hidden == (word == "未达成" and shown == "90.0")


def test_below_90_it_is_told_how_many_in_a_row_would_restore_it(judged, event) -> None:
    # (72 + x) / (81 + x) >= 0.9 from x = 9 on: 81 / 90.
    (found,) = judged("15.4", vehicle_registrations=taxis(event, 72, 9))
    assert (found.status.value, found.value) == ("有风险", Decimal("88.9"))
    assert any(note.endswith("in a row that show it: 9") for note in found.notes)


@pytest.mark.parametrize(
    ("energy", "new_energy", "battery"),
    [
        ("battery_electric", 1, 1),
        ("plug_in_hybrid", 1, 0),
        ("fuel_cell", 1, 0),
        ("hybrid", 0, 0),
        ("petrol", 0, 0),
        ("gas", 0, 0),
        ("other", 0, 0),
    ],
)
def test_plug_in_hybrid_and_fuel_cell_count_in_15_3_only(
    judged, event, energy: str, new_energy: int, battery: int
) -> None:
    rows = (event(1, energy),)
    (found,) = judged("15.3", vehicle_registrations=rows)
    assert (found.numerator, found.denominator) == (new_energy, 1)
    (found,) = judged("15.4", vehicle_registrations=rows)
    assert (found.numerator, found.denominator) == (battery, 1)


def test_one_petrol_taxi_undoes_all_and_is_named_by_its_plate(judged, event) -> None:
    rows = (*taxis(event, 20, 4), event(7000, "petrol", event="renewed", day="2020-06-30"))
    (before,) = judged("15.3", as_of=date(2020, 6, 29), vehicle_registrations=rows)
    assert (before.status.value, before.numerator, before.denominator) == ("有望", 24, 24)
    (after,) = judged("15.3", as_of=JUNE, vehicle_registrations=rows)
    assert (after.status.value, after.numerator, after.denominator) == ("未达成", 24, 25)
    assert after.rest == ("粤A07000: 更新 renewed 2020-06-30 汽油 petrol",)
    (end,) = judged("15.3", as_of=END, vehicle_registrations=rows)
    assert end.status.value == "未达成"


def test_only_new_and_renewed_cruising_taxis_of_the_year_are_of_the_cohort(judged, event) -> None:
    rows = (
        event(1),
        event(2, event="renewed", day="2020-12-31"),
        event(3, "petrol", day="2019-12-31"),
        event(4, "petrol", day="2021-01-01"),
        event(5, "petrol", vehicle_kind="ride_hailing"),
        event(6, "petrol", event="moved_in"),
        event(7, "petrol", event="deregistered"),
    )
    (found,) = judged("15.3", as_of=date(2021, 1, 10), vehicle_registrations=rows)
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 2, 2)
    assert found.notes == ("转入的巡游出租车不计 taxis moved in are neither new nor renewed: 1 辆",)


def test_a_taxi_that_is_deregistered_later_stays_in_the_cohort(judged, event) -> None:
    rows = (
        event(1),
        event(2, "petrol"),
        event(2, "petrol", event="deregistered", day="2020-05-01"),
    )
    (found,) = judged("15.3", vehicle_registrations=rows)
    assert (found.numerator, found.denominator) == (1, 2)


def test_a_plate_counts_once_and_each_of_its_registrations_must_serve(judged, event) -> None:
    later = {"event": "renewed", "day": "2020-06-01"}
    rows = (event(1), event(1, **later), event(2, "petrol"), event(2, **later))
    (found,) = judged("15.3", vehicle_registrations=rows)
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.rest == (
        "粤A00002: 新增 new 2020-03-02 汽油 petrol; 更新 renewed 2020-06-01 "
        "纯电动 battery electric",
    )


def test_without_a_new_taxi_nothing_is_said(judged, event) -> None:
    (found,) = judged("15.4", as_of=END, vehicle_registrations=(event(1, day="2019-03-02"),))
    assert (found.status.value, found.kind) == ("证据不足", None)
    assert "vehicle_registrations" in found.missing[0]


@pytest.mark.parametrize(
    ("before", "now", "as_of", "word", "points"),
    [
        # 20 of 100 = 20 %; 30 of 120 = 25 %.
        ((20, 80), (30, 90), JUNE, "有望", "上升 risen 5.0"),
        ((20, 80), (30, 90), END, "已达成", "上升 risen 5.0"),
        # More battery-electric ones, and a smaller share: 24 of 150 = 16 %.
        ((20, 80), (24, 126), JUNE, "有风险", "下降 fallen -4.0"),
        ((20, 80), (24, 126), END, "未达成", "下降 fallen -4.0"),
        ((20, 80), (10, 40), END, "未达成", "未变 unchanged 0.0"),
        # A fleet that is whole cannot rise.
        ((100, 0), (90, 0), END, "已达成", "未变 unchanged 0.0"),
        # 2001 of 10000 against 20 %: risen, though 0.01 points are shown as 0.0.
        ((20, 80), (2001, 7999), END, "已达成", "上升 risen 0.0"),
    ],
)
def test_the_share_of_a_fleet_is_held_against_the_end_of_the_year_before(
    judged, fleet, before, now, as_of: date, word: str, points: str
) -> None:
    rows = (
        *(fleet("2019-12-31", energy, n) for energy, n in zip(ENERGIES, before, strict=True)),
        *(fleet("2020-06-30", energy, n) for energy, n in zip(ENERGIES, now, strict=True)),
    )
    found, _ = judged("15.2", as_of=as_of, vehicle_fleet=rows)
    assert found.status.value == word
    assert (found.numerator, found.denominator) == (now[0], sum(now))
    assert points in found.notes[0]
    assert f"2019-12-31 {before[0]} ÷ {sum(before)}" in found.notes[0]


ENERGIES = ("battery_electric", "plug_in_hybrid")


def test_the_latest_stock_that_is_not_after_the_day_counts(judged, fleet) -> None:
    rows = tuple(
        fleet(day, energy, number)
        for day, battery in [
            ("2018-12-31", 90),
            ("2019-12-31", 40),
            ("2020-03-31", 50),
            ("2020-06-30", 30),
            ("2020-07-01", 60),
            ("2021-01-31", 10),
        ]
        for energy, number in [("battery_electric", battery), ("petrol", 100 - battery)]
    )
    for as_of, value, word in [
        (date(2020, 4, 30), 50, "有望"),
        (JUNE, 30, "有风险"),
        (date(2021, 2, 28), 60, "已达成"),
    ]:
        found, _ = judged("15.2", as_of=as_of, vehicle_fleet=rows)
        assert (found.value, found.status.value) == (value, word)


def test_two_fleets_are_two_findings_and_none_is_summed(judged, fleet) -> None:
    van = {"vehicle_kind": "delivery"}
    rows = (
        fleet("2019-12-31", "battery_electric", 20),
        fleet("2019-12-31", "petrol", 80),
        fleet("2020-06-30", "battery_electric", 50),
        fleet("2020-06-30", "petrol", 50),
        fleet("2019-12-31", "battery_electric", 30, **van),
        fleet("2019-12-31", "diesel", 70, **van),
        fleet("2020-06-30", "battery_electric", 20, **van),
        fleet("2020-06-30", "diesel", 60, **van),
    )
    taxi, delivery = judged("15.2", vehicle_fleet=rows)
    assert (taxi.label[:5], taxi.value, taxi.status.value) == ("巡游出租车", 50, "有望")
    # 20 of 80 = 25 % against 30 %.
    assert (delivery.label[:5], delivery.value, delivery.status.value) == (
        "物流配送车",
        25,
        "有风险",
    )
    assert taxi.evidence == ("2019-12-31 报表", "2020-06-30 报表")


def test_areas_whose_own_share_has_not_risen_are_the_rest(judged, fleet) -> None:
    rows = (
        fleet("2019-12-31", "battery_electric", 10),
        fleet("2019-12-31", "petrol", 10),
        fleet("2019-12-31", "battery_electric", 5, area="990102"),
        fleet("2019-12-31", "petrol", 5, area="990102"),
        fleet("2020-06-30", "battery_electric", 15),
        fleet("2020-06-30", "petrol", 5),
        fleet("2020-06-30", "battery_electric", 4, area="990102"),
        fleet("2020-06-30", "petrol", 6, area="990102"),
    )
    found, _ = judged("15.2", vehicle_fleet=rows)
    assert (found.numerator, found.denominator, found.status.value) == (19, 30, "有望")
    assert found.rest == (
        "990102: 2019-12-31 5 ÷ 10 = 50.0 % → 2020-06-30 4 ÷ 10 = 40.0 % 未上升 not risen",
    )


@pytest.mark.parametrize(
    ("rows", "lack"),
    [
        ([], "no fleet of the year before's end: 2019-12-31"),
        ([("2019-12-31", "990101", 5)], "no fleet of the year yet: 2020"),
        ([("2020-06-30", "990101", 5)], "no fleet of the year before's end: 2019-12-31"),
        # The day after the end of the year before is not that end.
        (
            [("2020-01-01", "990101", 5), ("2020-06-30", "990101", 6)],
            "no fleet of the year before's end: 2019-12-31",
        ),
        (
            [("2019-12-31", "990101", 5), ("2020-06-30", "990102", 5)],
            "only on: 2019-12-31 990101; 2020-06-30 990102",
        ),
        (
            [
                *(
                    (day, area, 5)
                    for day in ("2019-12-31", "2020-06-30")
                    for area in ("990100", "990101")
                ),
            ],
            "2020-06-30 990101 ⊂ 990100",
        ),
        (
            [
                *(
                    (day, area, 5)
                    for day in ("2019-12-31", "2020-06-30")
                    for area in ("990101", "990101002")
                ),
            ],
            "2019-12-31 990101002 ⊂ 990101",
        ),
        ([("2019-12-31", "990101", 0), ("2020-06-30", "990101", 5)], "zero: 2019-12-31"),
    ],
)
def test_without_both_stocks_on_the_same_areas_nothing_is_said(
    judged, fleet, rows, lack: str
) -> None:
    stocks = tuple(fleet(day, "battery_electric", n, area=area) for day, area, n in rows)
    found, _ = judged("15.2", as_of=END, vehicle_fleet=stocks)
    assert found.status.value == "证据不足"
    assert any(lack in text for text in found.missing)
    assert found.missing[-1].endswith("vehicle_fleet")


def test_an_unknown_threshold_is_named_and_the_share_is_shown(judged, fleet) -> None:
    unknown = UnknownThreshold(compare="at_least", unknown="市定比例", english="set", unit="%")
    rows = tuple(fleet(day, "battery_electric", 5) for day in ("2019-12-31", "2020-06-30"))
    found, _ = judged("15.2", change={"threshold": unknown}, vehicle_fleet=rows)
    assert (found.status.value, found.value) == ("证据不足", 100)
    assert "市定比例" in found.missing[0]


def test_enclosed_vehicles_are_two_shares_and_an_empty_cell_is_named(judged, fleet) -> None:
    waste, powder = {"vehicle_kind": "construction_waste"}, {"vehicle_kind": "powder"}
    rows = (
        fleet("2019-12-31", "diesel", 100, enclosed_number=60, **waste),
        fleet("2020-06-30", "diesel", 100, enclosed_number=70, **waste),
        fleet("2020-06-30", "battery_electric", 20, enclosed_number=20, **waste),
        fleet("2019-12-31", "diesel", 50, enclosed_number=40, **powder),
        fleet("2020-06-30", "diesel", 50, **powder),
    )
    found, other = judged("14.3", vehicle_fleet=rows)
    # 60 of 100 against 90 of 120.
    assert (found.status.value, found.numerator, found.denominator) == ("有望", 90, 120)
    assert (other.status.value, other.numerator) == ("证据不足", None)
    assert other.missing[0] == (
        "未登记全封闭数 enclosed ones not given: 2020-06-30 990101 柴油 diesel"
    )


def test_early_scrapped_ones_are_counted_and_those_that_moved_out_are_not(judged, event) -> None:
    scrapped = {"event": "early_scrapped", "vehicle_kind": "truck", "energy": "diesel"}
    rows = (
        event(1, **scrapped, emission_stage="iii"),
        event(2, **scrapped, emission_stage="iii", day="2020-06-30"),
        event(3, **scrapped | {"energy": "petrol"}, emission_stage="ii"),
        event(3, **scrapped | {"energy": "petrol"}, emission_stage="ii", day="2020-04-01"),
        event(4, **scrapped),
        event(5, **scrapped | {"event": "moved_out"}, emission_stage="iii"),
        event(6, **scrapped | {"event": "deregistered"}),
        event(7, **scrapped, day="2019-12-31"),
        event(8, **scrapped, day="2020-07-01"),
    )
    (found,) = judged("15.5", vehicle_registrations=rows)
    assert (found.status.value, found.value, found.unit) == ("有望", 4, "辆")
    assert found.notes[:4] == (
        "国三 China III: 2 辆 (柴油 diesel 2)",
        "国二 China II: 1 辆 (汽油 petrol 1)",
        "未登记 not given: 1 辆 (柴油 diesel 1)",
        "不计 not counted: 转出 moved out 1 辆, 注销 deregistered 1 辆",
    )
    assert found.counted[2].startswith("粤A00003: 提前淘汰 early scrapped 2020-03-02")
    (end,) = judged("15.5", as_of=END, vehicle_registrations=rows)
    assert (end.status.value, end.value) == ("已达成", 5)


def test_a_year_with_moves_alone_has_no_early_scrapped_one(judged, event) -> None:
    (found,) = judged("15.5", as_of=END, vehicle_registrations=(event(1, event="moved_out"),))
    assert (found.status.value, found.value) == ("证据不足", 0)


@pytest.mark.parametrize(
    ("threshold", "kinds", "told"),
    [
        ({"compare": "at_least", "value": 30, "unit": "%"}, ["delivery"], "a direction"),
        (None, ["delivery", "delivery"], "given twice"),
        (None, ["taxi"], "kinds"),
        (None, [], "kinds"),
    ],
)
def test_a_metric_of_fleets_that_cannot_judge_is_refused(
    plan_of, write, threshold, kinds, told: str
) -> None:
    metric = {"name": "fleet_share", "part": "battery_electric", "kinds": kinds}
    changes = {} if threshold is None else {"threshold": threshold}
    with pytest.raises(PlanError, match=told):
        plan_of(write.entry("01.1", metric, **changes))
    taken = plan_of(write.entry("01.1", metric | {"kinds": ["delivery"]})).commitments[0].metric
    assert isinstance(taken, FleetShareMetric)
