"""Water benchmark: a national network's year of samples to classes, beside DuckDB and pandas.

Job: 1,900 sections × 6 samples a day × one year × 9 items (37 M values) from the lake's Parquet
to the class of every moment (worst of five items, phosphorus by the section's water body) and to
the annual assessment of every section. DuckDB and pandas do the same from the same files in
floating point; they give classes of moments and monthly means, not the rounding of the
assessment. Each contender runs in a process of its own; seconds are wall and CPU seconds of the
median of three, imports excluded, files warm; memory is the peak of the whole process.

    python benches/water.py            everything
    python benches/water.py --sections 200   a smaller network
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CONTENDERS = ("yunzhu", "duckdb", "pandas")
MAKE = "make"
YEAR = 2020
RUNS = 3
ITEMS = ("water_temp", "pH", "DO", "EC", "turbidity", "CODMn", "NH3N", "TP", "TN")
LEVELS = (20.0, 7.6, 7.5, 400.0, 20.0, 3.5, 0.4, 0.09, 2.0)
DECIMALS = (1, 2, 2, 1, 1, 3, 4, 4, 3)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sections", type=int, default=1_900)
    arguments.add_argument("--contender", choices=(*CONTENDERS, MAKE))
    arguments.add_argument("--folder", type=Path)
    chosen = arguments.parse_args()
    if chosen.contender == MAKE:
        print(make_network(chosen.folder, chosen.sections))
    elif chosen.contender:
        run_contender(chosen.contender, chosen.folder)
    else:
        with tempfile.TemporaryDirectory() as name:
            compare(Path(name), chosen.sections)


def make_network(folder: Path, sections: int) -> int:
    """Store one year of generated samples, every seventh section on a lake; return their number."""
    import numpy as np
    import pyarrow as pa

    from yunzhu.observations.sample_lake import SampleLake
    from yunzhu.observations.sample_segments import SAMPLE_SCHEMA
    from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
    from yunzhu.periods import Period, day_index
    from yunzhu.standards.water_class import WaterBody
    from yunzhu.workspace import init_workspace

    generator = np.random.default_rng(20_200_508)
    workspace = init_workspace(folder / "workspace")
    names = [f"S{place:04d}" for place in range(sections)]
    save_sites(
        workspace,
        SiteRegister().with_sites(
            Site(
                name,
                name,
                "",
                ControlLevel.NATIONAL,
                medium=Medium.SURFACE_WATER,
                water_body=WaterBody.LAKE if place % 7 == 0 else WaterBody.RIVER,
            )
            for place, name in enumerate(names)
        ),
    )
    levels = np.array(LEVELS) * generator.lognormal(0, 0.4, (sections, len(ITEMS)))
    levels[:, 1] = generator.normal(7.6, 0.3, sections)
    units = 10 ** (8 - np.array(DECIMALS))
    lake = SampleLake(workspace)
    total = 0
    with lake.writing() as transaction:
        for month in Period.of_year(YEAR).months():
            moments = month.days * 6
            minutes = day_index(month.first) * 1440 + 240 * np.arange(moments) + 7
            shape = (sections, moments, len(ITEMS))
            numbers = levels[:, None, :] * generator.normal(1, 0.08, shape)
            scaled = np.maximum(np.round(numbers * 10 ** np.array(DECIMALS)), 0).astype(np.int64)
            scaled = (scaled * units).reshape(-1)
            kept = np.flatnonzero(generator.random(scaled.size) > 0.02)
            site, moment, item = np.unravel_index(kept, shape)
            count = len(kept)
            total += count
            word = pa.dictionary(pa.int32(), pa.string())

            def same(text: str, count: int = count) -> pa.DictionaryArray:
                return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), [text])

            columns = {
                "site": pa.DictionaryArray.from_arrays(site.astype(np.int32), names),
                "item": pa.DictionaryArray.from_arrays(item.astype(np.int32), list(ITEMS)),
                "minutes": minutes[moment].astype(np.int32),
                "number": scaled[kept],
                "mark": np.zeros(count, np.uint8),
                "text": pa.nulls(count, pa.string()),
                "shown": pa.nulls(count, pa.string()),
                "state": same("正常"),
                "method": pa.nulls(count, word),
                "laboratory": pa.nulls(count, word),
                "standing": same("provisional"),
                "polled": pa.nulls(count, pa.date32()),
                "row": np.arange(count, dtype=np.int32),
            }
            transaction.add_samples(f"{month.first:%Y-%m}", pa.table(columns, SAMPLE_SCHEMA))
        transaction.commit(source="bench", digest="0" * 64, feed="bench", counts={})
    return total


def run_contender(name: str, folder: Path) -> None:
    """Run one contender three times and print its figures as JSON."""
    jobs = {"yunzhu": yunzhu_job, "duckdb": duckdb_job, "pandas": pandas_job}
    job = jobs[name]()
    cpu, wall = [], []
    answer: dict[str, float] = {}
    for _ in range(RUNS):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        answer = job(folder)
        cpu.append(time.process_time() - cpu_start)
        wall.append(time.perf_counter() - wall_start)
    figures = {
        "cpu": statistics.median(cpu),
        "wall": statistics.median(wall),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "answer": answer,
    }
    print(json.dumps(figures))


def yunzhu_job() -> Callable[[Path], dict[str, float]]:
    """The functions that `yunzhu water class` calls, both rules in one pass."""
    from yunzhu.indicators.water.annual_classes import network_classes
    from yunzhu.indicators.water.recorded import recorded_blocks
    from yunzhu.indicators.water.results import bodies_of, row_source
    from yunzhu.indicators.water.rules import ClassRule, WaterRule
    from yunzhu.indicators.water.subjects import EVERY_SECTION, find_water_subject
    from yunzhu.observations.sample_lake import SampleLake
    from yunzhu.periods import Period
    from yunzhu.workspace import open_workspace

    period = Period.of_year(YEAR)
    rule = WaterRule(ClassRule.ASSESSMENT)

    def job(folder: Path) -> dict[str, float]:
        lake = SampleLake(open_workspace(folder / "workspace"))
        subject = find_water_subject(lake, EVERY_SECTION)
        source = row_source(lake, period, rule)
        found = network_classes(
            recorded_blocks(lake, subject.site_ids, period, rule, ITEMS),
            period.months(),
            bodies_of(subject.sites),
            source.limits,
            source.method,
            rule,
        )
        answer = {
            f"moments of class {place}": float(count)
            for place, count in enumerate(found.moments.sum(axis=0)[1:], 1)
        }
        for item in ITEMS:
            if item != "pH":
                means = [
                    float(one.mean.exact)
                    for section in found.assessed
                    for one in section.items
                    if one.item == item and one.mean.exact is not None
                ]
                answer[f"{item} mean"] = round(sum(means), 4)
        return answer

    return job


def limits_of_items() -> dict[str, list[float]]:
    """The limits of classes I to V as floating point, for the other contenders."""
    from datetime import date

    from yunzhu.standards.water_class import WaterBody
    from yunzhu.standards.water_limits import surface_water_limits

    limits = surface_water_limits(date(YEAR, 12, 31))
    found = {
        item: [float(one) for one in limits.limit(item, WaterBody.RIVER).limits if one is not None]
        for item in ("DO", "CODMn", "NH3N", "TP")
    }
    lake = limits.limit("TP", WaterBody.LAKE)
    return {**found, "TP_lake": [float(one) for one in lake.limits if one is not None]}


def duckdb_job() -> Callable[[Path], dict[str, float]]:
    """DuckDB SQL over the same files."""
    import duckdb

    limits = limits_of_items()

    def ladder(name: str, sign: str = "<=") -> str:
        cases = " ".join(
            f"when value {sign} {bound} then {place}" for place, bound in enumerate(limits[name], 1)
        )
        return f"case {cases} else 6 end"

    query = f"""
        with samples as (
            select site, item, minutes, number / 1e8 as value,
                   substr(site, 2)::int % 7 = 0 as is_lake from read_parquet(?)
        ), moments as (
            select site, minutes, max(case item
                when 'pH' then case when value between 6 and 9 then 1 else 6 end
                when 'DO' then {ladder("DO", ">=")}
                when 'CODMn' then {ladder("CODMn")}
                when 'NH3N' then {ladder("NH3N")}
                when 'TP' then case when is_lake then {ladder("TP_lake")}
                               else {ladder("TP")} end
            end) as class from samples group by site, minutes
        ), months as (
            select site, item, month(to_timestamp(minutes * 60)) as month, avg(value) as mean
            from samples group by site, item, month
        ), years as (
            select site, item, avg(mean) as mean from months group by site, item
        )
        select 'moments of class ' || class as name, count(*)::double as value from moments
        where class is not null group by class
        union all
        select item || ' mean', round(sum(mean), 4) from years where item <> 'pH' group by item
    """

    def job(folder: Path) -> dict[str, float]:
        connection = duckdb.connect()
        connection.execute("set timezone = 'UTC'")
        files = str(folder / "workspace" / "lake" / "water_samples" / "*" / "*.parquet")
        rows = connection.execute(query, [files]).fetchall()
        return {str(name): float(value) for name, value in rows}

    return job


def pandas_job() -> Callable[[Path], dict[str, float]]:
    """Idiomatic pandas, file by file."""
    import numpy as np
    import pandas as pd

    limits = limits_of_items()

    def classes(values: pd.Series, name: str) -> pd.Series:
        bounds = np.array(limits[name])
        if name == "DO":
            places = 6 - np.searchsorted(bounds[::-1], values, side="right")
        else:
            places = 1 + np.searchsorted(bounds, values, side="left")
        return pd.Series(places, values.index)

    def job(folder: Path) -> dict[str, float]:
        files = sorted((folder / "workspace" / "lake" / "water_samples").glob("*/*.parquet"))
        months, counts = [], pd.Series(0.0, index=range(1, 7))
        for file in files:
            samples = pd.read_parquet(file, columns=["site", "item", "minutes", "number"])
            samples["value"] = samples["number"] / 1e8
            months.append(samples.groupby(["site", "item"], observed=True)["value"].mean())
            is_lake = samples["site"].astype(str).str[1:].astype(int) % 7 == 0
            found = pd.Series(0, samples.index)
            for item in ("pH", "DO", "CODMn", "NH3N", "TP"):
                values = samples.loc[samples["item"] == item, "value"]
                if item == "pH":
                    one = pd.Series(np.where(values.between(6, 9), 1, 6), values.index)
                else:
                    one = classes(values, item)
                if item == "TP":
                    lakes = is_lake.loc[values.index]
                    one = one.where(~lakes, classes(values, "TP_lake"))
                found.loc[values.index] = one
            worst = found.groupby([samples["site"], samples["minutes"]], observed=True).max()
            counts = counts.add(worst[worst > 0].value_counts(), fill_value=0)
        means = pd.concat(months).groupby(level=[0, 1], observed=True).mean()
        answer = {f"moments of class {place}": float(count) for place, count in counts.items()}
        for item in ITEMS:
            if item != "pH":
                answer[f"{item} mean"] = round(float(means.xs(item, level=1).sum()), 4)
        return answer

    return job


def compare(folder: Path, sections: int) -> None:
    """Make the network, run the contenders one after the other, print the table with ratios.

    The network too is made in a process of its own: a child's peak begins at its parent's size.
    """
    figures = {}
    for name in (MAKE, *CONTENDERS):
        command = [sys.executable, __file__, "--contender", name, "--folder", str(folder)]
        command += ["--sections", str(sections)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        figures[name] = json.loads(done.stdout.splitlines()[-1])
    values = figures.pop(MAKE)
    print(f"{sections} sections × {YEAR} × {len(ITEMS)} items: {values:,} values")
    ours = figures["yunzhu"]
    for name, found in figures.items():
        differs = sorted(
            key
            for key in {*found["answer"], *ours["answer"]}
            if abs(found["answer"].get(key, 0.0) - ours["answer"].get(key, 0.0)) > 1e-3
        )
        print(
            f"  {name:<8} CPU {found['cpu']:7.2f} s  wall {found['wall']:7.2f} s  "
            f"peak {found['peak'] / 2**30:5.2f} GiB  wall ratio "
            f"{found['wall'] / ours['wall']:5.1f}×  "
            + (f"differs in {', '.join(differs)}" if differs else "same results")
        )


if __name__ == "__main__":
    main()
