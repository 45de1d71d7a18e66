"""Acceptance: one test per done-line, on the shared real data; absent data is a failure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
COMMAND = Path(sys.executable).parent / "yunzhu"


@dataclass(frozen=True)
class Run:
    """One finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("YUNZHU_SHARED", ROOT.parent / "shared")).resolve()
    assert (folder / "data" / "air").is_dir(), f"shared data missing: {folder} (YUNZHU_SHARED)"
    return folder


@pytest.fixture(scope="session")
def yunzhu() -> Callable[..., Run]:
    def run(*words: object, workspace: Path | None = None) -> Run:
        environment = {**os.environ, "COLUMNS": "200"}
        environment.pop("YUNZHU_WORKSPACE", None)
        if workspace is not None:
            environment["YUNZHU_WORKSPACE"] = str(workspace)
        done = subprocess.run(
            [str(COMMAND), *map(str, words)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def guangzhou(
    shared: Path, yunzhu: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A workspace with the city's real hours, and its twelve stations."""
    workspace = tmp_path_factory.mktemp("guangzhou") / "workspace"
    assert yunzhu("init", workspace, "--area", "440100").code == 0
    air = shared / "data" / "air"
    city = air / "guangzhou_city_hourly_201812_202006.csv.gz"
    stations = air / "guangzhou_12stations_hourly_20200326_20200408.csv.gz"
    done = yunzhu("import", "air", city, stations, workspace=workspace)
    assert done.code == 0, done.out + done.err
    return workspace


@pytest.fixture(scope="session")
def province(
    shared: Path, yunzhu: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A workspace with the real hours of twenty-one cities."""
    workspace = tmp_path_factory.mktemp("province") / "workspace"
    assert yunzhu("init", workspace).code == 0
    file = shared / "data" / "air" / "guangdong21_city_hourly_201812_202006.parquet"
    done = yunzhu("import", "air", file, workspace=workspace)
    assert done.code == 0, done.out + done.err
    return workspace
