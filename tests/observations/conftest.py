"""Fixtures of the import tests: a workspace, and a hand that imports a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.lake import Lake
from yunzhu.periods import hour_index
from yunzhu.workspace import Workspace, init_workspace

NOW = datetime(2024, 7, 1, 12, 0)
Bring = Callable[..., ImportReport]
ReadCell = Callable[[str, str, datetime], float | None]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "workspace")


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Bring:
    """Import a text or bytes as a file: ``bring(content, name="a.csv", now=..., **options)``."""

    def import_content(
        content: str | bytes, *, name: str = "feed.csv", now: datetime = NOW, **options: Any
    ) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_hourly(workspace, path, ImportOptions(**options), now=now)

    return import_content


@pytest.fixture
def cell(workspace: Workspace) -> ReadCell:
    """Read one stored cell by the START of its hour; None where there is none."""

    def read(site: str, item: str, start: datetime) -> float | None:
        hour = hour_index(start)
        series = Lake(workspace).read_grid([item], [site], hour, hour + 1).series[item]
        scaled = int(series.values[0, 0])
        return None if scaled == series.missing else scaled / 10**series.decimals

    return read
