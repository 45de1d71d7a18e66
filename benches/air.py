"""Air benchmarks in one run: the same job by Yunzhu, DuckDB SQL and pandas, and the small ones.

Job: 1,600 stations × one year of hours of six pollutants (84 M cells) from Parquet to annual
statistics: daily means, daily maximum 8-hour ozone, AQI, means, percentiles, good days. Each
contender runs in a process of its own; seconds are CPU seconds, imports excluded, files warm,
median of three; memory is the peak of the whole process. Ratios are against Yunzhu.

    python benches/air.py            everything
    python benches/air.py --stations 200   a smaller network
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
YEAR = 2020
RUNS = 3


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--stations", type=int, default=1_600)
    arguments.add_argument("--contender", choices=CONTENDERS)
    arguments.add_argument("--folder", type=Path)
    chosen = arguments.parse_args()
    if chosen.contender:
        run_contender(chosen.contender, chosen.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_network(folder, chosen.stations)
        compare(folder, chosen.stations)
        tick(chosen.stations)
        lookups()
        small_city(folder)
        help_page()


def make_network(folder: Path, stations: int) -> None:
    """Write one year of generated hours as a workspace and as one wide Parquet file."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from yunzhu.arrays import MISSING16
    from yunzhu.observations.grid import Grid, Series
    from yunzhu.observations.items import AIR_ITEMS, POLLUTANTS
    from yunzhu.observations.lake import Lake
    from yunzhu.periods import Period
    from yunzhu.workspace import init_workspace

    generator = np.random.default_rng(20_200_101)
    highest = {"SO2": 40, "NO2": 120, "PM10": 220, "PM2.5": 160, "CO": 250, "O3": 320}
    workspace = init_workspace(folder / "workspace")
    sites = tuple(f"{place:04d}A" for place in range(stations))
    wide = folder / "wide.parquet"
    lake = Lake(workspace)
    writer = None
    with lake.writing() as transaction:
        for month in Period.of_year(YEAR).months():
            slots = month.days * 24
            series, columns = {}, {}
            for name in POLLUTANTS:
                level = generator.gamma(3.0, highest[name] / 9, (stations, 1 + slots // 12))
                smooth = np.repeat(level, 12, axis=1)[:, :slots]
                noise = generator.normal(1.0, 0.15, (stations, slots))
                values = np.clip(smooth * noise, 0, 30_000).astype(np.int16)
                absent = generator.random((stations, slots)) < 0.045
                values[absent] = MISSING16
                item = AIR_ITEMS[name]
                series[name] = Series(values, item.decimals, item.unit)
                columns[name] = pa.array(values.reshape(-1), mask=absent.reshape(-1))
            transaction.add_segment(f"{month.first:%Y-%m}", Grid(sites, month.first_hour, series))
            hours = np.arange(month.first_hour, month.stop_hour, dtype=np.int64) * 3600
            table = pa.table(
                {
                    "station": pa.DictionaryArray.from_arrays(
                        np.repeat(np.arange(stations, dtype=np.int32), slots), list(sites)
                    ),
                    "time": pa.array(np.tile(hours, stations)).cast(pa.timestamp("s")),
                    **columns,
                }
            )
            writer = writer or pq.ParquetWriter(wide, table.schema, compression="zstd")
            writer.write_table(table)
        transaction.commit(source="bench", digest="0" * 64, feed="bench", counts={})
    assert writer is not None
    writer.close()


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
    peak = _peak_resident()
    print(
        json.dumps(
            {
                "cpu": statistics.median(cpu),
                "wall": statistics.median(wall),
                "peak": peak,
                "answer": answer,
            }
        )
    )


def _peak_resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def yunzhu_job() -> Callable[[Path], dict[str, float]]:
    """The functions that `yunzhu air stats` calls."""
    import pyarrow as pa

    from yunzhu.indicators.air.rules import AirRule, Source
    from yunzhu.indicators.air.sources import published_days_of_sites
    from yunzhu.indicators.air.statistics import period_statistics
    from yunzhu.observations.lake import Lake
    from yunzhu.periods import Period
    from yunzhu.standards import air_edition
    from yunzhu.workspace import open_workspace

    pa.set_cpu_count(1)
    edition = air_edition("2012")
    period = Period.of_year(YEAR)

    def job(folder: Path) -> dict[str, float]:
        lake = Lake(open_workspace(folder / "workspace"))
        rule = AirRule("2012", Source.SITE)
        days = published_days_of_sites(lake, lake.sites(), period, rule)
        columns = period_statistics(days, period, edition)
        found = {}
        for one in columns:
            if one.statistic in {"mean", "p98", "p95", "p90"}:
                has_value = one.denominator > 0
                share = one.numerator[has_value] / one.denominator[has_value]
                found[f"{one.indicator} {one.statistic}"] = round(float(share.sum()), 4)
            if one.statistic in {"good_days", "valid_days"}:
                found[one.statistic] = float(one.numerator.sum())
        return found

    return job


def duckdb_job() -> Callable[[Path], dict[str, float]]:
    """DuckDB SQL over the wide file: hours pivoted to 24 columns for the windows, exact ties."""
    import duckdb

    from yunzhu.standards import air_edition

    index = air_edition("2012").index

    def ladder(item: str, column: str, scale: int) -> str:
        points = [int(point * scale) for point in index.break_points_of(item).concentrations]
        levels = index.index_levels.values
        cases = " ".join(
            f"when {column} <= {high} then "
            f"ceil(({high_level} - {low_level}) * ({column} - {low})::double / ({high} - {low}) "
            f"- 1e-9) + {low_level}"
            for (low, high, low_level, high_level) in zip(
                points, points[1:], levels, levels[1:], strict=False
            )
        )
        return f"case when {column} is null then null {cases} else 500 end"

    hours = ", ".join(f"max(O3) filter (where h = {hour}) as h{hour}" for hour in range(24))
    means = ", ".join(
        f"case when count({name}) >= 20 then "
        f"round_even(sum({name})::double / (count({name}) * {divisor}), 0) end as {alias}"
        for name, alias, divisor in (
            ("SO2", "so2", 1),
            ("NO2", "no2", 1),
            ("PM10", "pm10", 1),
            ('"PM2.5"', "pm25", 1),
            ("CO", "co", 10),
        )
    )

    def window(end: int) -> str:
        cells = [f"h{hour}" for hour in range(end - 8, end)]
        count = " + ".join(f"({cell} is not null)::int" for cell in cells)
        total = " + ".join(f"coalesce({cell}, 0)::int" for cell in cells)
        return f"case when {count} >= 6 then ({total})::double / ({count}) end"

    windows = ", ".join(window(end) for end in range(8, 25))
    daily = f"""
        with hourly as (
            select station, time::date as day, hour(time) as h,
                   SO2, NO2, PM10, "PM2.5", CO, O3
            from read_parquet(?)
        ), pivoted as (
            select station, day, {means}, {hours} from hourly group by station, day
        ), ozone as (
            select station, day, so2, no2, pm10, pm25, co, [{windows}] as w from pivoted
        ), best as (
            select * exclude (w), round_even(list_max(w), 0) as top, list_count(w) as n from ozone
        ), days as (
            select * exclude (top, n),
                   case when n >= 14 or top > 160 then top end as o3 from best
        ), indexed as (
            select *,
                {ladder("SO2_24h", "so2", 1)} as i1, {ladder("NO2_24h", "no2", 1)} as i2,
                {ladder("PM10_24h", "pm10", 1)} as i3, {ladder("PM2.5_24h", "pm25", 1)} as i4,
                {ladder("CO_24h", "co", 10)} as i5, {ladder("O3_8h", "o3", 1)} as i6
            from days
        ), judged as (
            select *, case when i1 + i2 + i3 + i4 + i5 + i6 is not null
                           then greatest(i1, i2, i3, i4, i5, i6) end as aqi
            from indexed
        )
        select station, avg(so2) a1, quantile_cont(so2, 0.98) a2, avg(no2) a3,
               quantile_cont(no2, 0.98) a4, avg(pm10) a5, quantile_cont(pm10, 0.95) a6,
               avg(pm25) a7, quantile_cont(pm25, 0.95) a8, quantile_cont(co, 0.95) / 10 a9,
               quantile_cont(o3, 0.9) a10, count(aqi) valid_days,
               count(*) filter (where aqi <= 100) good_days
        from judged group by station
    """
    names = [
        "SO2 mean",
        "SO2 p98",
        "NO2 mean",
        "NO2 p98",
        "PM10 mean",
        "PM10 p95",
        "PM2.5 mean",
        "PM2.5 p95",
        "CO p95",
        "O3 p90",
    ]

    def job(folder: Path) -> dict[str, float]:
        connection = duckdb.connect()
        sums = ", ".join(f"sum(a{place})" for place in range(1, 11))
        query = f"select {sums}, sum(valid_days), sum(good_days) from ({daily})"
        row = connection.execute(query, [str(folder / "wide.parquet")]).fetchone()
        assert row is not None
        found = {name: round(float(value), 4) for name, value in zip(names, row, strict=False)}
        return {**found, "valid_days": float(row[10]), "good_days": float(row[11])}

    return job


def pandas_job() -> Callable[[Path], dict[str, float]]:
    """Idiomatic pandas: groupby for the daily means, rolling per station-day for the ozone."""
    import numpy as np
    import pandas as pd

    from yunzhu.standards import air_edition

    index = air_edition("2012").index
    scales = {"SO2": 1, "NO2": 1, "PM10": 1, "PM2.5": 1, "CO": 10}

    def sub_index(values: pd.Series, item: str, scale: int) -> pd.Series:
        points = [float(point) * scale for point in index.break_points_of(item).concentrations]
        levels = index.index_levels.values[: len(points)]
        exact = np.interp(values, points, levels)
        exact = np.where(values > points[-1], 500, exact)
        return pd.Series(np.ceil(np.round(exact, 6)), values.index).where(values.notna())

    def job(folder: Path) -> dict[str, float]:
        hourly = pd.read_parquet(folder / "wide.parquet")
        hourly["day"] = hourly["time"].dt.floor("D")
        hourly = hourly.sort_values(["station", "time"])
        groups = hourly.groupby(["station", "day"], observed=True)
        means = groups[list(scales)].mean()
        counts = groups[list(scales)].count()
        daily = pd.DataFrame(index=means.index)
        for name in scales:
            value = means[name] / 10 if name == "CO" else means[name]
            daily[name] = value.round(0).where(counts[name] >= 20)
        eight = groups["O3"].rolling(8, min_periods=6).mean().reset_index(level=[0, 1])
        end = hourly.loc[eight.index, "time"].dt.hour + 1
        eight = eight[end >= 8]
        best = eight.groupby(["station", "day"], observed=True)["O3"].agg(["max", "count"])
        top = best["max"].round(0)
        daily["O3"] = top.where((best["count"] >= 14) | (top > 160))
        indices = pd.concat(
            [
                *(sub_index(daily[name], f"{name}_24h", scale) for name, scale in scales.items()),
                sub_index(daily["O3"], "O3_8h", 1),
            ],
            axis=1,
        )
        aqi = indices.max(axis=1, skipna=False)
        stations = daily.groupby("station", observed=True)
        found = {}
        for name, percent in (("SO2", 98), ("NO2", 98), ("PM10", 95), ("PM2.5", 95)):
            found[f"{name} mean"] = float(stations[name].mean().sum())
            found[f"{name} p{percent}"] = float(stations[name].quantile(percent / 100).sum())
        found["CO p95"] = float(stations["CO"].quantile(0.95).sum()) / 10
        found["O3 p90"] = float(stations["O3"].quantile(0.9).sum())
        found["valid_days"] = float(aqi.notna().sum())
        found["good_days"] = float((aqi <= 100).sum())
        return {name: round(value, 4) for name, value in found.items()}

    return job


def compare(folder: Path, stations: int) -> None:
    """Run the contenders one after the other and print the table with ratios."""
    print(f"{stations} stations × {YEAR}, from Parquet to annual statistics")
    figures = {}
    for name in CONTENDERS:
        command = [sys.executable, __file__, "--contender", name, "--folder", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        figures[name] = json.loads(done.stdout.splitlines()[-1])
    ours = figures["yunzhu"]
    for name, found in figures.items():
        differs = [
            key for key, value in found["answer"].items() if value != ours["answer"].get(key)
        ]
        print(
            f"  {name:<8} CPU {found['cpu']:7.2f} s  wall {found['wall']:7.2f} s  "
            f"peak {found['peak'] / 2**30:5.2f} GiB  CPU ratio {found['cpu'] / ours['cpu']:6.1f}×  "
            + (f"differs in {', '.join(differs)}" if differs else "same results")
        )


def tick(stations: int) -> None:
    """Time the recomputation of the current day when an hour arrives, in memory."""
    import numpy as np

    from yunzhu.arrays import MISSING16
    from yunzhu.indicators.air.daily import daily_items
    from yunzhu.indicators.air.hourly import realtime_feed
    from yunzhu.indicators.air.published_days import publish_days
    from yunzhu.observations.grid import Grid, Series
    from yunzhu.observations.items import AIR_ITEMS, POLLUTANTS
    from yunzhu.periods import Period
    from yunzhu.standards import air_edition

    generator = np.random.default_rng(1)
    day = Period.parse("2020-06-30")
    series = {}
    for name in POLLUTANTS:
        values = generator.integers(0, 300, (stations, 24)).astype(np.int16)
        values[:, 20:] = MISSING16
        series[name] = Series(values, AIR_ITEMS[name].decimals, AIR_ITEMS[name].unit)
    grid = Grid(tuple(str(place) for place in range(stations)), day.first_hour, series)
    edition = air_edition("2012")
    items = edition.index.daily_items

    def one_tick() -> None:
        exact = daily_items(grid, edition.assessment.validity, 160, items)
        publish_days(grid.sites, day.first, exact, edition, items)
        realtime_feed(grid.of_hours(day.first_hour + 19, day.first_hour + 20), edition)

    one_tick()
    print(f"hourly tick, {stations} stations × 6: {1000 * median_seconds(one_tick):.1f} ms")


def lookups() -> None:
    """Compare AQI look-ups with python-aqi."""
    import aqi
    import numpy as np
    from aqi import constants

    from yunzhu.standards import air_edition, air_quality_index, iaqi

    edition = air_edition("2012").index
    many, few = 1_000_000, 5_000
    generator = np.random.default_rng(2)
    tops = {"SO2_24h": 800, "NO2_24h": 280, "PM10_24h": 420, "PM2.5_24h": 250, "CO_24h": 360}
    tops["O3_8h"] = 260
    values = {
        item: generator.integers(0, tops[item], many).astype(np.int32)
        for item in edition.daily_items
    }

    def ours() -> np.ndarray:
        stacked = np.stack([iaqi(values[item], item, edition) for item in edition.daily_items])
        return air_quality_index(stacked, edition)[0]

    names = {
        "SO2_24h": constants.POLLUTANT_SO2_24H,
        "NO2_24h": constants.POLLUTANT_NO2_24H,
        "PM10_24h": constants.POLLUTANT_PM10,
        "PM2.5_24h": constants.POLLUTANT_PM25,
        "CO_24h": constants.POLLUTANT_CO_24H,
        "O3_8h": constants.POLLUTANT_O3_8H,
    }

    def theirs() -> list[int]:
        found = []
        for place in range(few):
            pairs = [
                (
                    names[item],
                    str(series[place] / 10) if item == "CO_24h" else str(series[place]),
                )
                for item, series in values.items()
            ]
            found.append(int(aqi.to_aqi(pairs, algo=aqi.ALGO_MEP)))
        return found

    answer = ours()
    rate = many / median_seconds(ours)
    start = time.perf_counter()
    other = theirs()
    other_rate = few / (time.perf_counter() - start)
    same = sum(1 for place in range(few) if other[place] == int(answer[place]))
    print(
        f"AQI of six items: {rate / 1e6:.1f} M/s; python-aqi {other_rate / 1e3:.1f} k/s "
        f"({rate / other_rate:.0f}×), the same value in {100 * same / few:.1f} %"
    )


def small_city(folder: Path) -> None:
    """Time a year of eleven stations, from Parquet to annual statistics."""
    from yunzhu.indicators.air.rules import AirRule, Source
    from yunzhu.indicators.air.sources import published_days_of_sites
    from yunzhu.indicators.air.statistics import period_statistics
    from yunzhu.observations.items import POLLUTANTS
    from yunzhu.observations.lake import Lake
    from yunzhu.observations.quality import quality_flags
    from yunzhu.observations.quality_settings import default_quality_settings
    from yunzhu.periods import Period
    from yunzhu.standards import air_edition
    from yunzhu.workspace import open_workspace

    period = Period.of_year(YEAR)

    def job() -> None:
        lake = Lake(open_workspace(folder / "workspace"))
        days = published_days_of_sites(
            lake, lake.sites()[:11], period, AirRule("2012", Source.SITE)
        )
        period_statistics(days, period, air_edition("2012"))

    def flags() -> None:
        lake = Lake(open_workspace(folder / "workspace"))
        grid = lake.read_grid(POLLUTANTS, lake.sites()[:11], period.first_hour, period.stop_hour)
        quality_flags(grid, default_quality_settings())

    job()
    print(f"11 stations × 1 year out of the same lake: {median_seconds(job):.3f} s")
    flags()
    print(f"quality flags of the same year: {median_seconds(flags):.3f} s")


def help_page() -> None:
    """Time `yunzhu --help` as a process."""
    command = [str(Path(sys.executable).parent / "yunzhu"), "--help"]

    def job() -> None:
        subprocess.run(command, capture_output=True, check=True)

    job()

    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    print(f"yunzhu --help: {median_seconds(job, children):.2f} s")


def median_seconds(
    job: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> float:
    """Return the median CPU seconds of three runs."""
    seconds = []
    for _ in range(RUNS):
        start = clock()
        job()
        seconds.append(clock() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
