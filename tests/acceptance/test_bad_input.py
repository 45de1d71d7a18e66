"""Every kind of bad input of the done-line: what is said, the exit code, and the lake after it."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.acceptance

HEADER = "time,city,AQI,PM2.5,PM10,SO2,NO2,O3,CO"
GOOD = [f"2020-05-01 {hour:02d}:00:00,广州,50,20,40,6,30,80,0.7" for hour in range(1, 24)]


def digest_of(folder: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != ".lock":
            found.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return found.hexdigest()


@pytest.fixture
def workspace(yunzhu: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    assert yunzhu("init", folder).code == 0
    good = tmp_path / "good.csv"
    good.write_text("\n".join([HEADER, *GOOD]) + "\n", encoding="utf-8")
    assert yunzhu("import", "air", good, workspace=folder).code == 0
    return folder


def lines(*rows: str) -> bytes:
    return ("\n".join([HEADER, *rows]) + "\n").encode()


WHOLE_FILE: dict[str, tuple[str, bytes, list[str]]] = {
    "wrong encoding": ("a.csv", "\n".join([HEADER, *GOOD]).encode("gb18030"), ["gb18030"]),
    "missing column": ("a.csv", b"time,town,PM2.5\n2020-05-02 01:00:00,x,1\n", ["a.csv"]),
    "empty file": ("a.csv", b"", ["a.csv"]),
    "header only": ("a.csv", (HEADER + "\n").encode(), ["a.csv"]),
    "truncated gzip": (
        "a.csv.gz",
        gzip.compress(lines(*[row.replace("05-01", "05-03") for row in GOOD] * 50))[:-40],
        ["a.csv.gz"],
    ),
}


@pytest.mark.parametrize("kind", WHOLE_FILE)
def test_a_fault_of_the_file_stores_nothing(
    yunzhu: Any, workspace: Path, tmp_path: Path, kind: str
) -> None:
    name, content, said = WHOLE_FILE[kind]
    file = tmp_path / name
    file.write_bytes(content)
    before = digest_of(workspace / "lake")
    done = yunzhu("import", "air", file, workspace=workspace)
    assert done.code == 2, done.out + done.err
    assert name in done.err
    assert "expected" in done.err or "action" in done.err
    assert all(text in done.err for text in said), done.err
    assert digest_of(workspace / "lake") == before


CELLS: dict[str, tuple[bytes, str, str, str]] = {
    "text in a number": (
        lines("2020-05-02 01:00:00,广州,50,维护,40,6,30,80,0.7"),
        "2",
        "PM2.5",
        "维护",
    ),
    "out of range": (
        lines("2020-05-02 01:00:00,广州,50,99999,40,6,30,80,0.7"),
        "2",
        "PM2.5",
        "99999",
    ),
    "no such day": (lines("2020-02-30 01:00:00,广州,50,20,40,6,30,80,0.7"), "2", "time", "02-30"),
    "future": (lines("2099-05-02 01:00:00,广州,50,20,40,6,30,80,0.7"), "2", "time", "2099"),
    "unknown site": (lines("2020-05-02 01:00:00,广洲,50,20,40,6,30,80,0.7"), "2", "city", "广洲"),
    "duplicate with another value": (
        lines(
            "2020-05-02 01:00:00,广州,50,20,40,6,30,80,0.7",
            "2020-05-02 01:00:00,广州,50,21,40,6,30,80,0.7",
        ),
        "3",
        "PM2.5",
        "21",
    ),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_bad_cell_is_quarantined_and_the_rest_stored(
    yunzhu: Any, workspace: Path, tmp_path: Path, kind: str
) -> None:
    content, row, field, value = CELLS[kind]
    good = "2020-05-04 01:00:00,广州,50,20,40,6,30,80,0.7\n"
    file = tmp_path / "cells.csv"
    file.write_bytes(content + good.encode())
    done = yunzhu("import", "air", file, "--json", workspace=workspace)
    assert done.code == 1, done.out + done.err
    report = done.json[0]
    assert report["cells"]["new"] >= 7
    told = [
        one
        for one in report["shown"]
        if one["row"] == int(row) and one["field"] == field and value in one["value"]
    ]
    assert told, report["shown"]
    assert told[0]["file"] == "cells.csv"
    assert told[0]["expected"]
    assert told[0]["reason"]


def test_repeated_and_skipped_hours_and_a_byte_order_mark(
    yunzhu: Any, workspace: Path, tmp_path: Path
) -> None:
    row = "2020-05-06 {:02d}:00:00,广州,50,20,40,6,30,80,0.7"
    file = tmp_path / "hours.csv"
    file.write_bytes(
        b"\xef\xbb\xbf" + lines(row.format(1), row.format(2), row.format(2), row.format(7))
    )
    done = yunzhu("import", "air", file, "--json", workspace=workspace)
    assert done.code == 0, done.out + done.err
    report = done.json[0]
    assert report["cells"]["repeated"] == 7
    assert report["skipped_hours"][0]["hours"] == 4


def test_a_file_larger_than_memory_allows_is_streamed(tmp_path: Path) -> None:
    """A file of 1.2 GB goes through a process whose peak stays under 1 GB."""
    script = tmp_path / "big.py"
    script.write_text(BIG, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    size, peak, read = (int(word) for word in done.stdout.split())
    assert size > 1.1e9
    assert peak < 1e9
    assert read > 1e8


BIG = """
import resource, sys
from datetime import datetime
from pathlib import Path
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.workspace import init_workspace
folder = Path(sys.argv[1])
path = folder / "big.csv"
header = "time,city,AQI,PM2.5,PM10,SO2,NO2,O3,CO\\n"
cities = [f"模拟市{place:04d}" for place in range(2600)]
with path.open("w", encoding="utf-8") as stream:
    stream.write(header)
    for day in range(1, 32):
        for month in range(1, 13):
            if (month, day) in ((2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)):
                continue
            for hour in range(1, 24):
                stamp = f"2020-{month:02d}-{day:02d} {hour:02d}:00:00,"
                tail = f",50,{10 + hour},{30 + day},6,{20 + month},80,0.{day % 10}\\n"
                stream.write("".join(stamp + city + tail for city in cities))
workspace = init_workspace(folder / "w")
report = import_hourly(workspace, path, ImportOptions(), now=datetime(2021, 2, 1))
print(path.stat().st_size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, report.read)
"""
