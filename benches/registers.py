"""A register of 50,000 enterprises with 20 columns: checked, imported, imported again, gathered.

The workbook is generated, every cell filled, and read on SQLite with the file in the cache.
Seconds are wall seconds, the median of three runs, each on a fresh city; memory is the peak of the
whole process. Beside them stands what openpyxl alone needs to read the cells. Bounds: dry run
15 s, import with history 30 s, the same file again no longer and without a change, gathering 3 s,
1 GB.

    python benches/registers.py                 everything
    python benches/registers.py --rows 5000     a smaller register
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

COLUMNS = 20
RUNS = 3
STREETS = 30
BOUNDS = {"check": 15.0, "import": 30.0, "again": 30.0, "gather": 3.0}
MOST_BYTES = 1_000_000_000


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=50_000)
    arguments.add_argument("--runs", type=int, default=RUNS)
    arguments.add_argument("--measure", type=Path)
    arguments.add_argument("--read-alone", type=Path)
    chosen = arguments.parse_args()
    # The rows are written to a database of their own, never to one that the user has set.
    os.environ.pop("YUNZHU_DATABASE_URL", None)
    if chosen.read_alone:
        print(json.dumps(read_alone(chosen.read_alone)))
        return
    if chosen.measure:
        print(json.dumps(measure(chosen.measure, chosen.rows, chosen.runs)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workbook(folder / "enterprises.xlsx", chosen.rows)
        prepare(folder)
        alone = in_process("--read-alone", folder / "enterprises.xlsx")
        options = ("--rows", str(chosen.rows), "--runs", str(chosen.runs))
        found = in_process("--measure", folder, *options)
        report(found, float(alone["seconds"]), chosen.rows)


def in_process(option: str, path: Path, *more: str) -> dict[str, float]:
    """Run a part of this file in a process of its own and return the figures that it prints."""
    done = subprocess.run(
        [sys.executable, __file__, option, str(path), *more],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def lines(rows: int) -> Iterator[list[object]]:
    """Yield rows with every cell filled as a spreadsheet has them."""
    from yunzhu.city.registers.credit_code import check_character

    for number in range(rows):
        body = f"91440101MA{number:07d}"
        code = body + check_character(body)
        street = number % STREETS
        yield [
            code,
            f"企业{number:05d}(模拟)",
            code,
            "990101",
            f"990101{street:03d}",
            f"模拟路{number}号",
            round(113.0 + number % 1000 / 2000, 6),
            round(22.5 + number // 1000 / 100, 6),
            "4620",
            "污水处理及其再生利用",
            ("重点管理", "简化管理", "登记管理")[number % 3],
            "甲",
            "乙",
            "020-00000000",
            number % 900,
            "是" if number % 2 else "否",
            f"园区{street}",
            datetime(2000 + number % 20, 1 + number % 12, 1 + number % 28),
            datetime(2030, 12, 31),
            f"关停〔2030〕{number}号",
        ]


def write_workbook(path: Path, rows: int) -> None:
    """Write the register's file."""
    from openpyxl import Workbook

    from yunzhu.city.registers import ENTERPRISES

    headings = [ENTERPRISES.heading(field) for field in ENTERPRISES.row.columns()]
    assert len(headings) == COLUMNS
    book = Workbook(write_only=True)
    sheet = book.create_sheet("企业名录(模拟)")
    sheet.append(headings)
    for line in lines(rows):
        sheet.append(line)
    book.save(path)


def prepare(folder: Path) -> None:
    """Found a city with the areas that the rows name."""
    from yunzhu.city.actions.areas import register_areas
    from yunzhu.city.actions.recording import LOCAL_OPERATOR
    from yunzhu.city.records import AreaRecord
    from yunzhu.city.setup import close_city, prepare_city
    from yunzhu.values import Origin
    from yunzhu.workspace import init_workspace

    workspace = init_workspace(folder / "workspace", origin=Origin.SIMULATED, area="990100")
    prepare_city(workspace)
    streets = [
        AreaRecord(f"990101{number:03d}", f"街道{number}", "subdistrict", "990101")
        for number in range(STREETS)
    ]
    district = AreaRecord("990101", "甲区", "district", "")
    register_areas([district, *streets], by=LOCAL_OPERATOR)
    close_city()
    shutil.copy(workspace.city_database, folder / "empty.sqlite3")


def read_alone(path: Path) -> dict[str, float]:
    """Return the seconds in which openpyxl reads all cells, in its fastest mode."""
    from openpyxl import load_workbook

    taken = []
    for _ in range(2):
        begun = time.perf_counter()
        cells = sum(len(row) for row in load_workbook(path, read_only=True).active.values)
        taken.append(time.perf_counter() - begun)
    assert cells
    return {"seconds": min(taken)}


def measure(folder: Path, rows: int, runs: int) -> dict[str, float]:
    """Return the medians of every step in seconds, and the peak memory in bytes."""
    from yunzhu.city.actions.recording import LOCAL_OPERATOR
    from yunzhu.city.actions.register_rows import import_register_file
    from yunzhu.city.evidence import check_register_file, disagreements
    from yunzhu.city.registers import ENTERPRISES
    from yunzhu.city.setup import close_city, open_city
    from yunzhu.plan.register_evidence import gather_registers
    from yunzhu.values import EvidenceKind
    from yunzhu.workspace import open_workspace

    path = folder / "enterprises.xlsx"
    workspace = open_workspace(folder / "workspace")
    taken: dict[str, list[float]] = {
        name: [] for name in ("check", "import", "again", "gather", "known", "audit")
    }
    for _ in range(runs):
        close_city()
        shutil.copy(folder / "empty.sqlite3", workspace.city_database)
        open_city(workspace)
        clock = [time.perf_counter()]

        def lap(name: str, clock: list[float] = clock) -> None:
            now = time.perf_counter()
            taken[name].append(now - clock[0])
            clock[0] = time.perf_counter()

        report = check_register_file(ENTERPRISES, path)
        lap("check")
        assert (len(report.new), report.faults) == (rows, ())
        report = import_register_file(ENTERPRISES, path, by=LOCAL_OPERATOR)
        lap("import")
        assert len(report.new) == rows
        report = import_register_file(ENTERPRISES, path, by=LOCAL_OPERATOR)
        lap("again")
        assert (report.new, report.changed, report.unchanged) == ((), (), rows)
        assert len(gather_registers(None, EvidenceKind.SIMULATED).all(ENTERPRISES)) == rows
        lap("gather")
        known = gather_registers(date(2999, 1, 1), EvidenceKind.SIMULATED)
        assert len(known.all(ENTERPRISES)) == rows
        lap("known")
        assert disagreements() == []
        lap("audit")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {name: statistics.median(seconds) for name, seconds in taken.items()} | {"peak": peak}


def report(found: dict[str, float], alone: float, rows: int) -> None:
    """Print the figures beside their bounds."""
    told = {
        "check": "dry run",
        "import": "import with history",
        "again": "the same file again",
        "gather": "gathered for a plan",
        "known": "gathered as known on a day",
        "audit": "register and history audited",
    }
    print(f"registers: {rows:,} enterprises x {COLUMNS} columns, XLSX, SQLite")
    print(f"  openpyxl alone reads the cells in {alone:.1f} s")
    for name, what in told.items():
        most = BOUNDS.get(name)
        word = "" if most is None else f" of {most:.0f} s: {_word(found[name], most)}"
        print(f"  {what}: {found[name]:.1f} s, {found[name] / alone:.2f} x openpyxl{word}")
    is_longer = found["again"] > found["import"]
    print(f"  the same file again takes {'LONGER' if is_longer else 'no longer'} than at first")
    peak = found["peak"]
    print(
        f"  peak memory {peak / 1e6:.0f} MB of {MOST_BYTES / 1e6:.0f} MB: {_word(peak, MOST_BYTES)}"
    )


def _word(found: float, most: float) -> str:
    return "within" if found <= most else "BEYOND"


if __name__ == "__main__":
    main()
