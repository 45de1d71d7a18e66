"""The whole plan judged at scale: 168 rows on ten years of hours of 20 sites and 100,000 records.

The rows are those of the packaged plan, laid over generated records of a simulated city: hours of
six pollutants, work items registered through the city's actions, some of them proved and accepted,
and a calendar. The judging runs in a process of its own; seconds are CPU seconds, memory is the
peak of the whole process. Bound: 5 s, 1 GB.

    python benches/plan.py                  everything (the records take minutes to write)
    python benches/plan.py --records 10000  fewer records
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

PACKAGED = "guangzhou-2020"
YEARS = range(2011, 2021)
SITES = 20
AS_OF = date(2020, 6, 30)
MOST_SECONDS, MOST_BYTES = 5.0, 1_000_000_000


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--records", type=int, default=100_000)
    arguments.add_argument("--accepted", type=int, default=2_000)
    arguments.add_argument("--judge", type=Path)
    chosen = arguments.parse_args()
    # The records are written to a database of their own, never to one that the user has set.
    os.environ.pop("YUNZHU_DATABASE_URL", None)
    if chosen.judge:
        judge(chosen.judge)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_plan(folder)
        write_hours(folder)
        started = time.perf_counter()
        write_records(folder, chosen.records, min(chosen.accepted, chosen.records))
        print(f"records written in {time.perf_counter() - started:.0f} s (not counted)")
        done = subprocess.run(
            [sys.executable, __file__, "--judge", str(folder)],
            capture_output=True,
            text=True,
            check=True,
        )
        report(json.loads(done.stdout))


def write_plan(folder: Path) -> None:
    """Write the packaged plan as one of a simulated city."""
    from yunzhu.plan.loading import packaged_plans

    packaged = packaged_plans()[PACKAGED]
    shutil.copy(packaged.with_suffix(".txt"), folder)
    text = packaged.read_text(encoding="utf-8")
    for real, simulated in (
        (f"id: {PACKAGED}\n", "id: bench-2020\n"),
        ('\narea: "440100"\n', '\narea: "990100"\n'),
        ("origin: measured\n", "origin: simulated\n"),
    ):
        assert text.count(real) == 1, real
        text = text.replace(real, simulated)
    (folder / "bench-2020.yaml").write_text(text, encoding="utf-8")


def write_hours(folder: Path) -> None:
    """Write ten years of generated hours of every site, to the as-of day."""
    import numpy as np

    from yunzhu.arrays import MISSING16
    from yunzhu.observations.grid import Grid, Series
    from yunzhu.observations.items import AIR_ITEMS, POLLUTANTS
    from yunzhu.observations.lake import Lake
    from yunzhu.observations.sites import ControlLevel, Site, load_sites, save_sites
    from yunzhu.periods import Period
    from yunzhu.values import Origin
    from yunzhu.workspace import init_workspace

    generator = np.random.default_rng(20_200_630)
    highest = {"SO2": 40, "NO2": 120, "PM10": 220, "PM2.5": 110, "CO": 250, "O3": 320}
    workspace = init_workspace(folder / "workspace", origin=Origin.SIMULATED, area="990100")
    names = tuple(f"YZ{number:02d}" for number in range(1, SITES + 1))
    sites = [Site(name, f"{name}(模拟)", "990100", ControlLevel.NATIONAL) for name in names]
    save_sites(workspace, load_sites(workspace).with_sites(sites))
    with Lake(workspace).writing() as transaction:
        for month in Period(date(YEARS[0], 1, 1), AS_OF).months():
            slots = month.days * 24
            series = {}
            for name in POLLUTANTS:
                level = generator.gamma(3.0, highest[name] / 9, (1, 1 + slots // 12))
                smooth = np.repeat(level, 12, axis=1)[:, :slots]
                noise = generator.normal(1.0, 0.15, (SITES, slots))
                values = np.clip(smooth * noise, 0, 30_000).astype(np.int16)
                values[generator.random((SITES, slots)) < 0.03] = MISSING16
                series[name] = Series(values, AIR_ITEMS[name].decimals, AIR_ITEMS[name].unit)
            transaction.add_segment(f"{month.first:%Y-%m}", Grid(names, month.first_hour, series))
        transaction.commit(source="bench", digest="0" * 64, feed="bench", counts={})


def write_records(folder: Path, records: int, accepted: int) -> None:
    """Register work items of every commitment that has any, and accept some of them."""
    from itertools import cycle, islice

    from yunzhu.city.actions.accounts import open_account
    from yunzhu.city.actions.calendar import import_calendar
    from yunzhu.city.actions.recording import LOCAL_OPERATOR, all_or_nothing
    from yunzhu.city.actions.work_items import (
        accept_work_item,
        add_evidence,
        create_work_item,
        submit_work_item,
        verify_work_item,
    )
    from yunzhu.city.clock import simulated_time
    from yunzhu.city.records import CalendarDay
    from yunzhu.city.setup import close_city, prepare_city
    from yunzhu.periods import Period
    from yunzhu.plan.loading import load_plan
    from yunzhu.plan.metric_schema import WorkItemsMetric
    from yunzhu.workspace import open_workspace

    plan = load_plan(str(folder / "bench-2020.yaml"))
    owed = [
        (one.id, component)
        for one in plan.commitments
        if isinstance(one.metric, WorkItemsMetric)
        for component in one.metric.components or ("",)
    ]
    file = folder / "evidence.txt"
    file.write_text("证据(模拟)", encoding="utf-8")
    prepare_city(open_workspace(folder / "workspace"))
    with simulated_time(datetime(2020, 1, 2, 9)), all_or_nothing():
        for name in ("甲", "乙", "丙"):
            open_account(name, organisation="模拟单位", by=LOCAL_OPERATOR)
        year = Period.of_year(plan.year)
        days = [date.fromordinal(year.first.toordinal() + step) for step in range(year.days)]
        import_calendar(
            [CalendarDay(day, day.isoweekday() <= 5, "模拟日历") for day in days], by=LOCAL_OPERATOR
        )
        items = [
            create_work_item(
                plan=plan.id,
                commitment=commitment,
                component=component,
                title=f"工作 {number}",
                owner="模拟单位",
                due=date(2020, 1 + number % 12, 28),
                by="甲",
            )
            for number, (commitment, component) in enumerate(islice(cycle(owed), records))
        ]
    with simulated_time(datetime(2020, 3, 2, 9)), all_or_nothing():
        for item in items[:: max(records // accepted, 1)][:accepted]:
            add_evidence(item, file, by="甲")
            submit_work_item(item, by="甲")
            verify_work_item(item, by="乙")
            accept_work_item(item, by="丙")
    close_city()


def judge(folder: Path) -> None:
    """Judge the plan as the command does, and print what it took as JSON."""
    from yunzhu.plan.assessment import assess_plan
    from yunzhu.plan.city_evidence import gather_city_evidence
    from yunzhu.plan.loading import load_plan
    from yunzhu.workspace import open_workspace

    workspace = open_workspace(folder / "workspace")
    imported = time.process_time()
    plan = load_plan(str(folder / "bench-2020.yaml"))
    evidence = gather_city_evidence(workspace, plan, AS_OF)
    gathered = time.process_time()
    assert evidence is not None
    content = assess_plan(workspace, plan, AS_OF, evidence=evidence).as_dict()
    json.dumps(content)
    stop = time.process_time()
    (target,) = content["verdicts"][0]["findings"]
    print(
        json.dumps(
            {
                "rows": len(content["verdicts"]),
                "items": sum(len(one) for one in evidence.work.items.values()),
                "counts": content["counts"],
                "years": target["odds"].get("years", []),
                "imports": imported,
                "gathering": gathered - imported,
                "judging": stop - gathered,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
        )
    )


def report(found: dict[str, object]) -> None:
    """Print the figures beside their bounds."""
    gathering, judging = float(str(found["gathering"])), float(str(found["judging"]))
    peak = int(str(found["peak"]))
    total = gathering + judging
    print(
        f"plan: {found['rows']} rows, {len(YEARS)} years of hours of {SITES} sites, "
        f"{found['items']} work items; odds from {found['years']}"
    )
    print(f"  {found['counts']}")
    print(
        f"  CPU {total:.2f} s (records {gathering:.2f}, verdicts {judging:.2f}; imports "
        f"{found['imports']:.2f} beside) of {MOST_SECONDS:.0f} s: {_word(total, MOST_SECONDS)}"
    )
    print(
        f"  peak memory {peak / 1e6:.0f} MB of {MOST_BYTES / 1e6:.0f} MB: {_word(peak, MOST_BYTES)}"
    )


def _word(found: float, most: float) -> str:
    return "within" if found <= most else "BEYOND"


if __name__ == "__main__":
    main()
