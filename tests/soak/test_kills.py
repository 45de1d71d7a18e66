"""Imports killed at random points: readers see whole imports only, and the next one completes.

The reader is another process that knows nothing of our code: it opens the files that the
manifest lists with plain pyarrow, again and again, while imports are killed beside it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.lake import Lake
from yunzhu.workspace import Workspace, init_workspace

NOW = datetime(2024, 7, 1)
FIRST = datetime(2024, 1, 30, 1)
STEP = 100

IMPORTER = """
import sys
from datetime import datetime
from pathlib import Path
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]))
print("ready", flush=True)
import_hourly(workspace, Path(sys.argv[2]), ImportOptions(), now=datetime(2024, 7, 1))
"""

READER = """
import json, sys, time
from pathlib import Path
import numpy as np
import pyarrow.parquet as pq
folder, stop, cells = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
step = int(sys.argv[4])
looks, faults, seen = 0, [], 0
while not stop.exists():
    manifest = json.loads((folder / "manifest.json").read_text())
    if len(manifest["imports"]) < seen:
        faults.append("an import vanished")
    seen = len(manifest["imports"])
    for entry in manifest["imports"]:
        present, numbers = 0, set()
        for segment in entry["segments"]:
            try:
                table = pq.ParquetFile(folder / segment["path"]).read()
            except Exception as error:
                faults.append(f"{segment['path']}: {error!r}")
                continue
            sites = len(manifest["site_lists"][segment["site_list"]])
            if table.num_rows != sites * segment["hours"]:
                faults.append(f"{segment['path']}: {table.num_rows} rows")
            for name in segment["items"]:
                values = table.column(name).to_numpy()
                values = values[values != np.iinfo(values.dtype).min]
                present += len(values)
                scale = 10 ** segment["items"][name][0]
                numbers.update(np.unique(values // scale % step).tolist())
        if present != cells or len(numbers) != 1:
            faults.append(f"{entry['id']}: {present} cells of files {sorted(numbers)}")
    looks += 1
    if looks == 1:
        print("looking", flush=True)
print(json.dumps({"looks": looks, "faults": faults[:10]}), flush=True)
"""

BURNER = "\nwhile True: sum(range(100000))\n"


@dataclass(frozen=True)
class Load:
    """Size of each imported file."""

    sites: int
    days: int

    @property
    def cells(self) -> int:
        return self.sites * self.days * 24 * 2

    def write(self, path: Path, number: int) -> None:
        """Write file ``number``: every value leaves that number when divided by `STEP`."""
        rows = ["time,city,PM2.5,PM10,SO2,NO2,O3,CO"]
        for hour in range(self.days * 24):
            stamp = FIRST + timedelta(hours=hour)
            for site in range(self.sites):
                pm25 = number + STEP * ((hour + site) % 7)
                rows.append(f"{stamp},模拟{site:03d},{pm25},{pm25 + STEP},,,,")
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def killed_after(workspace: Path, file: Path, seconds: float) -> None:
    """Start an import of ``file`` and kill it so many seconds after it began."""
    with running(IMPORTER, str(workspace), str(file)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)


def killed_on_change(workspace: Path, file: Path, changes: int) -> None:
    """Start an import of ``file`` and kill it at the given change of the lake's folder.

    The changes of a commit follow each other within milliseconds, which a clock hardly hits.
    """
    folder = workspace / "lake" / "air_hourly"

    def state() -> tuple[list[str], int]:
        return sorted(os.listdir(folder)), (folder / "manifest.json").stat().st_mtime_ns

    with running(IMPORTER, str(workspace), str(file)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        last, seen = state(), 0
        while seen < changes and process.poll() is None:
            if (now := state()) != last:
                last, seen = now, seen + 1


def contents(workspace: Workspace) -> tuple[tuple[str, ...], dict[str, np.ndarray], int]:
    """Return sites, newest values and the number of imports of a lake."""
    lake = Lake(workspace)
    span = lake.span()
    assert span is not None
    grid = lake.read_grid(["PM2.5", "PM10"], lake.sites(), *span)
    values = {name: one.values for name, one in grid.series.items()}
    return grid.sites, values, len(lake.manifest.imports)


def kill_and_complete(folder: Path, *, kills: int, load: Load, burners: int) -> int:
    """Return how many imports were interrupted."""
    chance = random.Random(20240701)
    workspace = init_workspace(folder / "killed")
    undisturbed = init_workspace(folder / "undisturbed")
    options = ImportOptions()

    def file(number: int) -> Path:
        path = folder / f"{number}.csv"
        if not path.exists():
            load.write(path, number)
        return path

    import_hourly(workspace, file(0), options, now=NOW)
    began = time.perf_counter()
    import_hourly(undisturbed, file(0), options, now=NOW)
    usual = (time.perf_counter() - began) * (1 + burners)
    stop = folder / "stop"
    lake = workspace.lake / "air_hourly"
    arguments = (READER, str(lake), str(stop), str(load.cells), str(STEP))
    burning = [running(BURNER) for _ in range(burners)]
    number, interrupted = 1, 0
    with running(*arguments) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "looking\n"
        for burner in burning:
            burner.__enter__()
        try:
            for kill in range(kills):
                if kill % 2:
                    killed_on_change(workspace.root, file(number), chance.randint(1, 4))
                else:
                    killed_after(workspace.root, file(number), chance.uniform(0, 1.2 * usual))
                if len(Lake(workspace).manifest.imports) > number:
                    number += 1  # it was done before the kill came: go on with the next file
                else:
                    interrupted += 1
            import_hourly(workspace, file(number), options, now=NOW)
        finally:
            for burner in burning:
                burner.__exit__(None, None, None)
            stop.touch()
        told = json.loads(reader.stdout.readline())
    assert told["faults"] == []
    assert told["looks"] >= kills
    for done in range(1, number + 1):
        import_hourly(undisturbed, file(done), options, now=NOW)
    sites, values, imports = contents(workspace)
    expected_sites, expected_values, expected_imports = contents(undisturbed)
    assert (sites, imports) == (expected_sites, expected_imports)
    for name, expected in expected_values.items():
        np.testing.assert_array_equal(values[name], expected)
    assert import_hourly(workspace, file(number), options, now=NOW).import_id is None
    left_over = [path.name for path in lake.iterdir() if path.name.startswith(".staging")]
    assert left_over == []
    return interrupted


def test_three_kills(tmp_path: Path) -> None:
    assert kill_and_complete(tmp_path, kills=3, load=Load(sites=20, days=40), burners=0) >= 1


@pytest.mark.soak
def test_twenty_five_kills_under_load(tmp_path: Path) -> None:
    assert kill_and_complete(tmp_path, kills=25, load=Load(sites=60, days=120), burners=2) >= 8
