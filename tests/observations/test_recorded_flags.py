"""Recorded flags: runs with author, reason and time; raw records stay as they are."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import UsageError
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.quality import Flag
from yunzhu.observations.recorded_flags import flag_runs, read_flags, record_flags
from yunzhu.workspace import Workspace, init_workspace


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


def test_flags_become_runs_and_are_recorded_once(workspace: Workspace) -> None:
    grid = small_grid()
    flags = {item: np.zeros((2, 6), np.uint8) for item in grid.series}
    flags["NO2"][0] = [1, 1, 0, 1, 0, 0]
    flags["NO2"][1] = [0, 0, 0, 0, 4, 5]
    runs = flag_runs(grid, flags)
    assert [(one.site, one.flag, one.start_hour, one.stop_hour) for one in runs] == [
        ("A", Flag.RANGE, 100, 102),
        ("A", Flag.RANGE, 103, 104),
        ("B", Flag.SPIKE, 104, 106),
        ("B", Flag.RANGE, 105, 106),
    ]
    path = record_flags(workspace, runs, "质控员")
    assert record_flags(workspace, runs, "质控员") == path
    stored = read_flags(workspace)
    assert tuple(one.run for one in stored) == runs
    assert {one.author for one in stored} == {"质控员"}
    assert json.loads(path.read_text(encoding="utf-8").splitlines()[0])["origin"] == "measured"


def test_flags_need_an_author(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="author"):
        record_flags(workspace, (), " ")
