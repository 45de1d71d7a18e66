"""The whole plan judged on a large city: 50,000 firms and a million vehicle tests.

The rows are generated and imported through the city's own actions, which takes minutes and is not
counted: firms with 20 columns, all of them listed as fixed sources, permits, visits, patrols,
boilers, and the ledger of tests. The 168 rows of the packaged plan are judged in a process of its
own, as `yunzhu assess` does. Bound: 10 s, 1 GB.

    python benches/counted.py                              everything
    python benches/counted.py --firms 5000 --tests 100000  a smaller city
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from ledgers import write_tests
from plan import write_plan
from registers import lines

FIRMS, TESTS, BOILERS, OFFICERS = 50_000, 1_000_000, 135, 200
AS_OF = date(2020, 12, 31)
MOST_SECONDS, MOST_BYTES = 10.0, 1_000_000_000


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--firms", type=int, default=FIRMS)
    arguments.add_argument("--tests", type=int, default=TESTS)
    arguments.add_argument("--judge", type=Path)
    chosen = arguments.parse_args()
    # The rows are written to a database of their own, never to one that the user has set.
    os.environ.pop("YUNZHU_DATABASE_URL", None)
    if chosen.judge:
        judge(chosen.judge)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_plan(folder)
        write_tests(folder, chosen.tests)
        started = time.perf_counter()
        rows = fill(folder, chosen.firms)
        print(f"city filled in {time.perf_counter() - started:.0f} s (not counted)", flush=True)
        done = subprocess.run(
            [sys.executable, __file__, "--judge", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        report(json.loads(done.stdout.splitlines()[-1]), rows, chosen.tests)


def fill(folder: Path, firms: int) -> int:
    """Import the generated rows into a city and return how many rows its registers have."""
    from yunzhu.city.setup import prepare_city
    from yunzhu.values import Origin
    from yunzhu.workspace import init_workspace

    prepare_city(init_workspace(folder / "workspace", origin=Origin.SIMULATED, area="990100"))
    from yunzhu.city.actions.areas import register_areas
    from yunzhu.city.actions.ledgers import import_ledger_file
    from yunzhu.city.actions.recording import LOCAL_OPERATOR
    from yunzhu.city.actions.register_rows import import_register_file
    from yunzhu.city.ledgers import VEHICLE_TESTS
    from yunzhu.city.records import AreaRecord
    from yunzhu.city.registers import register_named

    districts = [AreaRecord(f"99010{n}", f"{n}区(模拟)", "district", "990100") for n in range(1, 9)]
    streets = [
        AreaRecord(f"990101{n:03d}", f"{n}街(模拟)", "subdistrict", "990101") for n in range(30)
    ]
    city = AreaRecord("990100", "云珠市(模拟)", "city", "")
    register_areas([city, *districts, *streets], by=LOCAL_OPERATOR)
    written = 0
    for name, rows in tables(firms).items():
        path = folder / f"{name}.csv"
        written += write_table(path, register_named(name).row.columns(), rows)
        import_register_file(register_named(name), path, by=LOCAL_OPERATOR)
    import_ledger_file(VEHICLE_TESTS, folder / "tests.csv", by=LOCAL_OPERATOR)
    return written


def tables(firms: int) -> dict[str, Iterator[Mapping[str, object]]]:
    """Return the rows of each register, a register after those that it refers to."""
    from yunzhu.city.registers import ENTERPRISES

    fields = tuple(ENTERPRISES.row.columns())
    firm_rows = [dict(zip(fields, line, strict=False)) for line in lines(firms)]
    for row in firm_rows:
        row |= {"in_operation_from": "2012-05-01", "in_operation_to": "", "closure_evidence": ""}
    codes = [str(row["code"]) for row in firm_rows]
    return {
        "enterprises": iter(firm_rows),
        "enterprise_listings": (
            {"enterprise": code, "enterprise_list": "fixed_source", "year": 2020} for code in codes
        ),
        "permits": (
            {
                "code": f"{code}001V",
                "enterprise": code,
                "management_class": "key",
                "valid_from": "2019-01-01",
                "valid_to": "2023-12-31",
                "state": "valid",
                "has_month_reports": "否",
                "has_quarter_reports": "否",
                "has_half_year_reports": "否",
                "has_year_reports": "是",
                "year_report_day": 31,
            }
            for code in codes[::2]
        ),
        "boilers": (
            {
                "code": f"B{n:03d}",
                "name": f"{n}号锅炉(模拟)",
                "enterprise": codes[n],
                "area": "990101",
                "fuel": "biomass",
                "is_ultra_low": "否",
                "listed_on": "2020-01-02",
            }
            for n in range(BOILERS)
        ),
        "officers": (
            {
                "code": f"F{n:03d}",
                "name": f"人员{n}(模拟)",
                "area": "990101",
                "certificate": f"模拟-{n}",
                "valid_from": "2018-01-01",
                "valid_to": "2022-12-31",
            }
            for n in range(OFFICERS)
        ),
        "inspections": visits(codes),
        "grid_staff": (
            {"code": f"H{n:02d}", "role": "supervisor", "area": f"990101{n:03d}"} for n in range(30)
        ),
        "patrols": (
            {
                "code": f"X{n:06d}",
                "staff": f"H{n % 30:02d}",
                "enterprise": code,
                "area": f"990101{n % 30:03d}",
                "due_on": "2020-06-30",
                "done_on": "2020-06-15",
                "photo_sha256": f"{n:064x}",
            }
            for n, code in enumerate(codes)
        ),
    }


def visits(codes: list[str]) -> Iterator[Mapping[str, object]]:
    """Give a valid visit to every boiler and to every other firm."""
    things = [("boiler", f"B{n:03d}") for n in range(BOILERS)]
    things += [("enterprise", code) for code in codes[::2]]
    for number, (kind, code) in enumerate(things):
        yield {
            "code": f"J{number:06d}",
            "object_kind": kind,
            "object_code": code,
            "area": "990101",
            "day": date(2020, 1, 2) + timedelta(days=number % 360),
            "kind": "targeted",
            "first_officer": f"F{number % OFFICERS:03d}",
            "second_officer": f"F{(number + 1) % OFFICERS:03d}",
            "checklist": "检查表(模拟)",
            "result": "violation" if number % 7 == 0 else "passed",
            "evidence_sha256": f"{number:064x}",
        }


def write_table(
    path: Path, fields: Mapping[str, object], rows: Iterator[Mapping[str, object]]
) -> int:
    """Write rows as a table of a simulated city; cells that are not given are empty."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*fields, "origin"], restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow({**row, "origin": "simulated"})
            count += 1
    return count


def judge(folder: Path) -> None:
    """Judge the plan as the command does, and print what it took as JSON."""
    from yunzhu.plan.assessment import assess_plan
    from yunzhu.plan.city_evidence import gather_city_evidence
    from yunzhu.plan.loading import load_plan
    from yunzhu.workspace import open_workspace

    workspace = open_workspace(folder / "workspace")
    plan = load_plan(str(folder / "bench-2020.yaml"))
    started = time.perf_counter()
    evidence = gather_city_evidence(workspace, plan, AS_OF)
    gathered = time.perf_counter()
    assert evidence is not None
    assessment = assess_plan(workspace, plan, AS_OF, evidence=evidence)
    counts = {status.value: count for status, count in assessment.counts().items()}
    stop = time.perf_counter()
    (found,) = (one.findings for one in assessment.verdicts if one.commitment.id == "13.4")
    print(
        json.dumps(
            {
                "counts": counts,
                "boilers": f"{found[0].numerator}/{found[0].denominator}",
                "gathering": gathered - started,
                "judging": stop - gathered,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


def report(found: dict[str, object], rows: int, tests: int) -> None:
    """Print the figures beside their bounds, and fail beyond them."""
    gathering, judging = float(str(found["gathering"])), float(str(found["judging"]))
    total, peak = gathering + judging, int(str(found["peak"]))
    print(f"counted: {rows:,} rows of registers, {tests:,} vehicle tests, 13.4 {found['boilers']}")
    print(f"  {found['counts']}")
    print(
        f"  wall {total:.2f} s (records {gathering:.2f}, verdicts {judging:.2f}) of "
        f"{MOST_SECONDS:.0f} s; peak memory {peak / 1e6:.0f} MB of {MOST_BYTES / 1e6:.0f} MB"
    )
    if total > MOST_SECONDS or peak > MOST_BYTES:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
