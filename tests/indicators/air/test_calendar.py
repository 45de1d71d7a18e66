"""The calendar: each day under the edition of its own date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from yunzhu.indicators.air.calendar import CalendarDay, air_calendar
from yunzhu.indicators.air.results import RuleChoice
from yunzhu.indicators.air.rules import Source
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period
from yunzhu.values import Origin
from yunzhu.workspace import Workspace

X = -(2**15)
CITY = "990100"
ORDINARY = {"SO2": 6, "NO2": 30, "PM10": 42, "PM2.5": 21, "CO": 80, "O3": 80}


def hours(days: int, **levels: int) -> dict[str, np.ndarray]:
    return {
        name: np.full((1, days * 24), levels.get(name.replace(".", ""), level), np.int16)
        for name, level in ORDINARY.items()
    }


@pytest.fixture
def workspace(tmp_path: Path, make_workspace) -> Workspace:
    return make_workspace(tmp_path / "w", [Site("YZ01", "一(模拟)", CITY, ControlLevel.NATIONAL)])


def calendar(
    workspace: Workspace,
    period: str,
    choice: RuleChoice | None = None,
    known_at: date | None = None,
) -> list[CalendarDay]:
    lake = Lake(workspace)
    subject = find_subject(lake, CITY)
    days, source, _ = air_calendar(
        lake, subject, Period.parse(period), replace(choice or RuleChoice(), known_at=known_at)
    )
    assert source is Source.STATIONS
    return days


def test_each_day_is_judged_by_its_own_date(workspace: Workspace, store) -> None:
    store(workspace, ["YZ01"], date(2026, 2, 27), hours(4, PM25=61))
    days = calendar(workspace, "2026-02-27..2026-03-02")
    # The fact book: PM2.5 61 is 83 under HJ 633-2012 and 101 under HJ 633-2026.
    assert [(day.index, day.edition) for day in days] == [
        (83, "HJ 633-2012"), (83, "HJ 633-2012"), (101, "HJ 633-2026"), (101, "HJ 633-2026"),
    ]  # fmt: skip
    assert [day.category.name if day.category else None for day in days] == [
        "良",
        "良",
        "轻度污染",
        "轻度污染",
    ]
    assert days[0].primary == ("PM2.5",)
    asked = calendar(workspace, "2026-02-27..2026-03-02", RuleChoice(edition="2012"))
    assert [day.index for day in asked] == [83] * 4


def test_days_across_the_change_of_gas_state_are_as_recorded(workspace: Workspace, store) -> None:
    store(workspace, ["YZ01"], date(2018, 8, 31), hours(2, NO2=60))
    days = calendar(workspace, "2018-08-31..2018-09-01")
    assert [day.values["NO2_24h"] for day in days] == [60, 60]


def test_an_invalid_day_is_shown_with_its_coverage_and_no_index(
    workspace: Workspace, store
) -> None:
    broken = hours(2)
    broken["CO"][:, 18:24] = X
    store(workspace, ["YZ01"], date(2020, 2, 28), broken)
    first, second = calendar(workspace, "2020-02-28..2020-02-29")
    assert (first.index, first.category, first.primary) == (None, None, ())
    assert first.values["CO_24h"] is None
    assert first.coverage["CO_24h"] == (0, 1)
    assert first.values["PM2.5_24h"] == 21
    assert second.index == 42
    assert second.category is not None
    assert second.category.name == "优"


def test_2026_publishes_an_incomplete_day_above_100_only(workspace: Workspace, store) -> None:
    broken = hours(2, CO=X)
    broken["PM2.5"][:, 24:] = 76
    store(workspace, ["YZ01"], date(2026, 5, 1), broken)
    first, second = calendar(workspace, "2026-05-01..2026-05-02")
    assert first.index is None
    assert (second.index, second.primary) == (115, ("PM2.5",))


def test_days_without_any_record_are_there_and_empty(workspace: Workspace, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 2), hours(1))
    days = calendar(workspace, "2020-01-01..2020-01-03")
    assert [day.day.day for day in days] == [1, 2, 3]
    assert [day.index is None for day in days] == [True, False, True]


def test_a_day_of_the_calendar_as_json(workspace: Workspace, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 2), hours(1))
    (day,) = calendar(workspace, "2020-01-02")
    subject = find_subject(Lake(workspace), CITY)
    content = day.as_dict(subject, Source.STATIONS, Origin.SIMULATED)
    assert content["origin_label"].startswith("模拟")
    assert content["values"]["CO_24h"] == 0.8
    assert content["coverage"]["CO_24h"] == [1, 1]
    assert (content["date"], content["aqi"], content["category"]) == ("2020-01-02", 42, "优")


def test_known_at(workspace: Workspace, store) -> None:
    store(
        workspace, ["YZ01"], date(2020, 1, 2), hours(1), received=datetime(2020, 1, 3, tzinfo=UTC)
    )
    store(
        workspace,
        ["YZ01"],
        date(2020, 1, 2),
        hours(1, PM25=61),
        received=datetime(2020, 2, 3, tzinfo=UTC),
    )
    assert calendar(workspace, "2020-01-02")[0].index == 83
    assert calendar(workspace, "2020-01-02", known_at=date(2020, 1, 31))[0].index == 42
    assert calendar(workspace, "2020-01-02", known_at=date(2020, 1, 2))[0].index is None
