"""Exclusions with author, reason and time; raw records stay as they are."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.observations.exclusions import (
    ExclusionKind,
    add_exclusion,
    excluded_cells,
    grid_without,
    read_exclusions,
    withdraw_exclusion,
)
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.lake import Lake
from yunzhu.workspace import Workspace, init_workspace

GOOD: dict[str, Any] = {
    "kind": ExclusionKind.SAND_DUST,
    "sites": ("*",),
    "items": ("PM10", "PM2.5"),
    "start_hour": 102,
    "stop_hour": 104,
    "reason": "沙尘过境",
    "author": "监测中心",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w")


def small_grid() -> Grid:
    values = np.arange(12, dtype=np.int16).reshape(2, 6)
    return Grid(
        ("A", "B"),
        100,
        {item: Series(values.copy(), 0, "µg/m³") for item in ("PM10", "PM2.5", "NO2")},
    )


def test_no_exclusions_at_first(workspace: Workspace) -> None:
    assert read_exclusions(workspace) == ()


def test_an_exclusion_is_read_back_as_it_was_recorded(workspace: Workspace) -> None:
    first = add_exclusion(workspace, **GOOD)
    second = add_exclusion(workspace, **{**GOOD, "kind": ExclusionKind.INSTRUMENT})
    assert (first.id, second.id) == ("E0001", "E0002")
    assert read_exclusions(workspace) == (first, second)
    assert first.recorded.tzinfo is not None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reason": "  "}, "reason"),
        ({"author": ""}, "author"),
        ({"stop_hour": 102}, "stop_hour"),
        ({"items": ("PM25",)}, r"PM25.*PM2\.5"),
        ({"items": ()}, "items"),
        ({"sites": ()}, "sites"),
    ],
)
def test_a_wrong_exclusion_is_refused_and_nothing_recorded(
    workspace: Workspace, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        add_exclusion(workspace, **{**GOOD, **wrong})
    assert read_exclusions(workspace) == ()


def test_a_site_the_lake_does_not_know_is_refused(workspace: Workspace) -> None:
    with Lake(workspace).writing() as transaction:
        transaction.add_segment("1970-01", small_grid())
        transaction.commit(source="a.csv", digest="0" * 64, feed="test", counts={})
    with pytest.raises(UsageError, match="sites"):
        add_exclusion(workspace, **{**GOOD, "sites": ("C",)})
    assert add_exclusion(workspace, **{**GOOD, "sites": ("B",)}).sites == ("B",)


def test_a_withdrawn_exclusion_stays_on_record_and_does_not_count(workspace: Workspace) -> None:
    added = add_exclusion(workspace, **GOOD)
    withdraw_exclusion(workspace, added.id, author="监测中心", reason="复核后不属沙尘")
    (kept,) = read_exclusions(workspace)
    assert kept.withdrawn is not None
    assert kept.withdrawn.reason == "复核后不属沙尘"
    assert not any(cells.any() for cells in excluded_cells(small_grid(), [kept]).values())
    with pytest.raises(UsageError, match="E0001"):
        withdraw_exclusion(workspace, added.id, author="a", reason="twice")


def test_an_unknown_exclusion_cannot_be_withdrawn(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="E0009"):
        withdraw_exclusion(workspace, "E0009", author="a", reason="b")


def test_what_was_known_at_a_day_can_be_asked(workspace: Workspace) -> None:
    # 2020-04-30 17:00 UTC is already 1 May in the city.
    added = add_exclusion(workspace, **GOOD, recorded=datetime(2020, 4, 30, 17, tzinfo=UTC))
    gone = withdraw_exclusion(
        workspace, added.id, author="a", reason="b", recorded=datetime(2020, 6, 1, tzinfo=UTC)
    )
    days = [date(2020, 4, 30), date(2020, 5, 1), date(2020, 5, 31), date(2020, 6, 1)]
    assert [gone.in_force(day) for day in days] == [False, True, True, False]
    assert not gone.in_force()


def test_excluded_cells_are_those_of_the_named_sites_items_and_hours(workspace: Workspace) -> None:
    one = add_exclusion(workspace, **{**GOOD, "sites": ("B",), "start_hour": 90})
    cells = excluded_cells(small_grid(), [one])
    assert cells["PM10"].tolist() == [[False] * 6, [True] * 4 + [False] * 2]
    assert not cells["NO2"].any()


def test_an_exclusion_outside_the_grid_changes_nothing(workspace: Workspace) -> None:
    before = add_exclusion(workspace, **{**GOOD, "start_hour": 10, "stop_hour": 20})
    after = add_exclusion(workspace, **{**GOOD, "start_hour": 1000, "stop_hour": 2000})
    assert not excluded_cells(small_grid(), [before, after])["PM10"].any()


def test_the_grid_without_events_is_a_copy(workspace: Workspace) -> None:
    grid = small_grid()
    without = grid_without(grid, [add_exclusion(workspace, **GOOD)])
    assert without.series["PM10"].present.tolist() == [[True, True, False, False, True, True]] * 2
    assert without.series["NO2"].present.all()
    assert (grid.series["PM10"].values == np.arange(12).reshape(2, 6)).all()


def test_a_damaged_layer_is_named(workspace: Workspace) -> None:
    add_exclusion(workspace, **GOOD)
    path = workspace.lake / "exclusions.json"
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"exclusions\.json"):
        read_exclusions(workspace)


def test_a_layer_of_another_origin_is_refused(workspace: Workspace) -> None:
    add_exclusion(workspace, **GOOD)
    path = workspace.lake / "exclusions.json"
    content = json.loads(path.read_text(encoding="utf-8")) | {"origin": "simulated"}
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="simulated"):
        read_exclusions(workspace)


def test_writers_at_the_same_time_lose_nothing(workspace: Workspace) -> None:
    with ThreadPoolExecutor(4) as writers:
        added = list(writers.map(lambda _: add_exclusion(workspace, **GOOD), range(16)))
    assert [one.id for one in read_exclusions(workspace)] == [f"E{n:04d}" for n in range(1, 17)]
    assert len({one.id for one in added}) == 16
