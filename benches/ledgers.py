"""A ledger of a million vehicle tests: import from CSV, the same file again, another
file with the same rows, counts by plate.

The tests are generated into a folder of their own, with keys in no order, and imported into the
city of a simulated workspace, each step in a process of its own. Seconds are wall-clock seconds,
memory is the peak of the whole process. Bound for a million rows: 120 s, 1 GB.

    python benches/ledgers.py                a million rows
    python benches/ledgers.py --rows 100000  fewer
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

MILLION = 1_000_000
MOST_SECONDS, MOST_BYTES = 120.0, 1_000_000_000
SEED = 20200101
STEPS = ("import", "again", "compare", "count")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=MILLION)
    arguments.add_argument("--step", choices=STEPS)
    arguments.add_argument("--folder", type=Path)
    chosen = arguments.parse_args()
    # The rows are written to a database of their own, never to one that the user has set.
    os.environ.pop("YUNZHU_DATABASE_URL", None)
    if chosen.step:
        print(json.dumps(measured(chosen.step, chosen.folder)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tests(folder, chosen.rows)
        prepare(folder)
        for step in STEPS:
            command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            report(step, json.loads(done.stdout.splitlines()[-1]), chosen.rows)


def write_tests(folder: Path, rows: int) -> None:
    """Write tests of a year with keys in no order; every other plate has been tested before."""
    draw = random.Random(SEED)
    numbers = list(range(rows))
    draw.shuffle(numbers)
    days = [str(date(2020, 1, 1) + timedelta(days=step)) for step in range(366)]
    methods, results = ("道路抽检", "停放地抽检", "遥感监测"), ("合格", "合格", "合格", "不合格")
    with (folder / "tests.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "code",
                "plate",
                "energy",
                "method",
                "day",
                "area",
                "is_supervision",
                "result",
                "is_local",
            ]
        )
        for number in numbers:
            plate = f"云Z{draw.randrange(rows // 2 + 1):06d}"
            area = f"99010{draw.randrange(1, 9)}"
            writer.writerow(
                (
                    f"T{number:09d}", plate, "柴油", draw.choice(methods), draw.choice(days), area,
                    "是", draw.choice(results), "否" if number % 10 == 0 else "是",
                )
            )  # fmt: skip


def prepare(folder: Path) -> None:
    """Make a simulated city with the areas that the tests name."""
    from yunzhu.city.setup import prepare_city
    from yunzhu.values import Origin
    from yunzhu.workspace import init_workspace

    prepare_city(init_workspace(folder / "city", origin=Origin.SIMULATED))
    from yunzhu.city.actions.areas import register_areas
    from yunzhu.city.actions.recording import LOCAL_OPERATOR
    from yunzhu.city.records import AreaRecord

    areas = [AreaRecord(f"99010{n}", f"{n}区(模拟)", "district", "990100") for n in range(1, 9)]
    city = AreaRecord("990100", "云珠市(模拟)", "city", "")
    register_areas([city, *areas], by=LOCAL_OPERATOR)


def measured(step: str, folder: Path) -> dict[str, float]:
    """Do one step in this process: seconds, peak memory [bytes], what was counted."""
    from yunzhu.city.setup import open_city
    from yunzhu.workspace import open_workspace

    open_city(open_workspace(folder / "city"))
    from yunzhu.city.actions.ledgers import import_ledger_file
    from yunzhu.city.actions.recording import LOCAL_OPERATOR
    from yunzhu.city.evidence import ledger_counts
    from yunzhu.city.ledgers import VEHICLE_TESTS

    started = time.perf_counter()
    if step == "count":
        span = date(2020, 1, 1), date(2020, 12, 31)
        number = len(ledger_counts(VEHICLE_TESTS, ("area", "method", "is_local", "plate"), *span))
    else:
        path = folder / "tests.csv"
        if step == "compare":
            # A blank line more is another file with the same rows.
            with path.open("a", encoding="utf-8") as stream:
                stream.write("\n")
        told = import_ledger_file(VEHICLE_TESTS, path, by=LOCAL_OPERATOR)
        number = told.new if step == "import" else told.unchanged
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"seconds": seconds, "bytes": peak, "number": number}


def report(step: str, found: dict[str, float], rows: int) -> None:
    """Print a step; end with 1 when a million rows take more than they may."""
    print(
        f"{step:7} {found['seconds']:7.1f} s  {found['bytes'] / 1e6:6.0f} MB  "
        f"{found['number']:,.0f} {'groups' if step == 'count' else f'of {rows:,} rows'}"
    )
    is_over = found["seconds"] > MOST_SECONDS or found["bytes"] > MOST_BYTES
    if rows <= MILLION and is_over:
        sys.exit(f"over the bound: {MOST_SECONDS:.0f} s, {MOST_BYTES / 1e9:.0f} GB")


if __name__ == "__main__":
    main()
