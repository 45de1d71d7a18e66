"""Road-days washed and watered as often as the city's own setting asks."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.plan.counted.visiting import row
from yunzhu.city.registers.roads import Road, RoadCleaning
from yunzhu.plan.schema import Owes
from yunzhu.plan.threshold import KnownThreshold

END = date(2020, 12, 31)
# Monday, 14 December, to Thursday, 31 December: two whole weeks and four days.
SINCE = date(2020, 12, 14)
SHARE = {
    "threshold": KnownThreshold(compare="at_least", value=Decimal(90), unit="%"),
    "owes": Owes.RESULT,
}


def road(code: str = "L1", **changes: Any) -> Road:
    base = {
        "code": code,
        "name": f"路{code}",
        "area": "1",
        "road_class": "arterial",
        "washing_days_per_week": "3",
        "waterings_per_day": "2",
        "frequency_document": "甲〔2020〕1号",
        "in_service_from": SINCE.isoformat(),
    }
    return row(Road, **(base | changes))


def cleaned(
    days: dict[int, int | str], kind: str = "watering", code: str = "L1"
) -> tuple[RoadCleaning, ...]:
    """Rows of days of December: how many times, or "rain"."""
    return tuple(
        row(
            RoadCleaning,
            road=code,
            day=date(2020, 12, day),
            kind=kind,
            times="0" if times == "rain" else str(times),
            is_rain_exempt="是" if times == "rain" else "否",
        )
        for day, times in days.items()
    )


def test_a_day_is_met_when_the_road_was_watered_as_often_as_set(judged) -> None:
    # Due on 18 days; twice on three of them, once on one, and rain exempts one: 3 of 17.
    rows = cleaned({14: 2, 15: 3, 16: 1, 17: "rain", 18: 2})
    _, watering = judged("14.4", as_of=END, roads=(road(),), road_cleaning=rows)
    assert (watering.numerator, watering.denominator) == (3, 17)
    assert watering.rest == ("L1 路L1: 3 ÷ 17 d，雨天免 rain exempt 1 d",)
    assert any("2020-12-17 (1)" in note for note in watering.notes)


def test_a_week_is_due_on_as_many_days_as_set_and_more_do_not_make_up_for_another(judged) -> None:
    # First week washed on 5 days (3 count), second on 2; the four days after are no whole week.
    rows = cleaned(dict.fromkeys((14, 15, 16, 17, 18, 21, 22, 28, 29, 30), 1), "washing")
    washing, _ = judged("14.4", as_of=END, roads=(road(),), road_cleaning=rows)
    assert (washing.numerator, washing.denominator) == (5, 6)


def test_a_week_is_due_on_no_more_days_than_rain_leaves(judged) -> None:
    # Five days of rain leave two of seven; the second week has no record and is due on three.
    rain: dict[int, int | str] = dict.fromkeys(range(14, 19), "rain")
    rows = cleaned(rain | {19: 1, 20: 1}, "washing")
    washing, _ = judged("14.4", as_of=END, roads=(road(),), road_cleaning=rows)
    assert (washing.numerator, washing.denominator) == (2, 5)


def test_days_before_and_after_service_and_after_the_day_do_not_count(judged) -> None:
    rows = cleaned({13: 2, 14: 2, 15: 2, 16: 2})
    short = road(in_service_to="2020-12-15")
    _, watering = judged("14.4", as_of=END, roads=(short,), road_cleaning=rows)
    assert (watering.numerator, watering.denominator) == (2, 2)
    _, early = judged("14.4", as_of=date(2020, 12, 14), roads=(road(),), road_cleaning=rows)
    assert (early.numerator, early.denominator) == (1, 1)


def test_the_frequency_in_the_register_stands_in_for_the_one_left_to_others(judged) -> None:
    rows = cleaned({14: 2})
    _, watering = judged("14.4", as_of=END, roads=(road(),), road_cleaning=rows)
    assert watering.status.value == "已达成"
    undocumented = road(frequency_document=None)
    _, unknown = judged("14.4", as_of=END, roads=(undocumented,), road_cleaning=rows)
    assert (unknown.status.value, unknown.numerator, unknown.denominator) == ("证据不足", 1, 18)
    assert "道路冲洗、洒水的频次要求" in unknown.missing[0]
    assert "L1" in unknown.missing[1]


def test_a_road_whose_frequency_is_not_set_cannot_be_judged_and_one_of_zero_is_not_due(
    judged,
) -> None:
    roads = (
        road("L1"),
        road("L2", waterings_per_day=None),
        road("L3", waterings_per_day="0"),
    )
    _, watering = judged("14.4", as_of=END, roads=roads, road_cleaning=cleaned({14: 2}))
    assert watering.denominator == 18
    assert [one.name for one in watering.members] == ["L1 路L1", "L2 路L2"]
    assert any("L2" in line and "频次未设" in line for line in watering.missing)


@pytest.mark.parametrize(
    ("met", "as_of", "word"),
    [
        # Twenty days due, 90 % are 18.
        (18, END, "已达成"),
        (17, END, "未达成"),
        (18, date(2020, 12, 30), "有望"),
        # 19 days due by the 30th: 17.1 needed; 14 are 0.82 of it, 13 are 0.76.
        (14, date(2020, 12, 30), "有风险"),
        (13, date(2020, 12, 30), "难以达成"),
    ],
)
def test_a_share_that_a_plan_prints_is_held_against_the_days_due_by_now(
    judged, met: int, as_of: date, word: str
) -> None:
    since = END - timedelta(days=19)
    rows = cleaned(dict.fromkeys(range(12, 12 + met), 2))
    one = road(in_service_from=since.isoformat(), washing_days_per_week="0")
    _, watering = judged("14.4", as_of=as_of, change=SHARE, roads=(one,), road_cleaning=rows)
    assert watering.status.value == word


def test_no_road_is_insufficient(judged) -> None:
    found = judged("14.4", as_of=END)
    assert [one.status.value for one in found] == ["证据不足", "证据不足"]
    assert all("roads" in one.missing[0] for one in found)


def test_many_roads_are_counted_without_walking_their_days(judged) -> None:
    roads = tuple(road(f"L{n}", in_service_from=None) for n in range(20_000))
    washing, watering = judged("14.4", as_of=END, roads=roads, road_cleaning=cleaned({14: 2}))
    assert (watering.numerator, watering.denominator) == (1, 20_000 * 366)
    # 2020 begins on a Wednesday: 51 whole weeks from Monday, 6 January, to 27 December.
    assert washing.denominator == 20_000 * 3 * 51
