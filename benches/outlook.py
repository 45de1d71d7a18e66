"""How often targets were met that were given odds of 70 to 90 %: past years, each by the others.

Every past year of a series is judged on several days, for every whole target, by the other years
(the judged one left out), and the odds are held against what came. Beside the method of the plan
stands the one that draws blocks without a common level. Cases of one year hang together: what
counts is how many years and days stand behind them.

With YUNZHU_SHARED the series are the proxies' (PM2.5, hourly); without it, simulated years.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from yunzhu.arrays import MISSING16, MISSING32
from yunzhu.observations.feeds import proxy_parquet
from yunzhu.observations.feeds.reading import ReadingOptions
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.items import AIR_ITEMS, MOST_DECIMALS
from yunzhu.periods import HOURS_PER_DAY, Period, day_of_index
from yunzhu.plan.earlier_days import days_without_faults
from yunzhu.plan.odds import (
    draw_picks,
    levelled_days,
    mean_at_most,
    percentile_at_most,
    published_means,
)
from yunzhu.plan.seasons import DailyValues, OddsSettings, remaining_seasons, season_of
from yunzhu.standards import air_edition

FILE = "data/air/us_consulate_pm25_hourly_guangzhou_beijing_2013_2021.parquet"
EDITION = air_edition("2012")
SETTINGS = OddsSettings(draws=4_000)
FEWEST = 3
DAYS_OF_JUDGEMENT = [(2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30)]
TARGETS = np.arange(5, 151)
BINS = [(0, 10), (10, 30), (30, 50), (50, 70), (70, 90), (90, 100)]


@dataclass
class Account:
    """Odds given and what came: [cases] each."""

    given: list[float] = field(default_factory=list)
    met: list[bool] = field(default_factory=list)
    behind: list[tuple[int, tuple[int, int]]] = field(default_factory=list)

    def print(self, name: str) -> None:
        given, met = np.array(self.given), np.array(self.met)
        print(f"  {name}")
        for low, high in BINS:
            inside = (given >= low / 100) & (given < high / 100 + (high == 100))
            if not inside.any():
                continue
            places = {self.behind[place] for place in np.flatnonzero(inside)}
            years = {year for year, _ in places}
            print(
                f"    given 给出 {low:3d}..{high:3d} %: {int(inside.sum()):5d} targets 目标, "
                f"met 达成 {int(met[inside].sum()):5d} = {100 * met[inside].mean():5.1f} % "
                f"(mean given 平均给出 {100 * given[inside].mean():5.1f} %; "
                f"{len(places)} as-of days 截至日 of {len(years)} years 年)"
            )


def judge(days: DailyValues) -> dict[str, Account]:
    """Judge every year of a series by its other years."""
    accounts = {
        "one year sets the level 一年定水平 (plan)": Account(),
        "blocks alone 仅块": Account(),
    }
    years = range(days.first.year, days.last.year + 1)
    for year in years:
        for month, day in DAYS_OF_JUDGEMENT:
            as_of, last = date(year, month, day), date(year, 12, 31)
            judged = season_of(days, year, as_of, last)
            served = remaining_seasons(
                days,
                as_of,
                last,
                valid_share=SETTINGS.valid_share,
                years=[one for one in years if one != year],
            )
            enough = min(
                part.valid / part.days for part in (judged.first_part, judged.rest)
            ) >= float(SETTINGS.valid_share)
            if not enough or len(served.used) < FEWEST:
                continue
            scaled = levelled_days(served.used, judged.first_part)
            alone = np.stack([np.einsum("kkd->kd", scaled)] * len(scaled))
            picks = draw_picks(len(served.used), scaled.shape[-1], SETTINGS)
            came = published_means(judged.values[None], judged.first_part, 0, days.decimals)[0]
            for account, stack in zip(accounts.values(), (scaled, alone), strict=True):
                final = published_means(picks.of(stack), judged.first_part, 0, days.decimals)
                for target in TARGETS:
                    account.given.append(float((final <= target).mean()))
                    account.met.append(bool(came <= target))
                    account.behind.append((year, (month, day)))
    return accounts


def proxy_days(path: Path) -> dict[str, DailyValues]:
    """Return the daily values of every site of a proxy file, flagged hours left out."""
    batches = list(proxy_parquet.read(path, ReadingOptions()).batches)
    sites = np.concatenate([one.sites for one in batches])
    hours = np.concatenate([one.start_hours for one in batches])
    values = np.concatenate([one.values["PM2.5"] for one in batches]) // 10**MOST_DECIMALS
    found = {}
    for site in np.unique(sites.astype(str)):
        own = sites == site
        first = day_of_index(int(hours[own].min()) // HOURS_PER_DAY).year
        last = day_of_index(int(hours[own].max()) // HOURS_PER_DAY).year
        parts = []
        for year in range(first, last + 1):
            period = Period.of_year(year)
            here = own & (hours >= period.first_hour) & (hours < period.stop_hour)
            row = np.full((1, period.days * HOURS_PER_DAY), MISSING16, np.int16)
            row[0, hours[here] - period.first_hour] = values[here]
            item = AIR_ITEMS["PM2.5"]
            grid = Grid((site,), period.first_hour, {item.name: Series(row, 0, item.unit)})
            ((_, days),) = days_without_faults(grid, period, EDITION, ("PM2.5_24h",))
            parts.append(days)
        joined = np.concatenate([one.values for one in parts])
        found[site] = DailyValues(parts[0].first, joined, parts[0].decimals)
    return found


def simulated_days(years: int = 12) -> DailyValues:
    """Return simulated years: a season, a year's own level that drifts, weather of some days."""
    generator = np.random.default_rng(7)
    period = Period(date(2001, 1, 1), date(2000 + years, 12, 31))
    days = np.arange(period.days)
    season = 35 * (1 + 0.5 * np.cos(2 * np.pi * days / 365.25))
    level = np.exp(np.cumsum(generator.normal(0, 0.01, period.days // 30 + 1)) * 3)
    weather = np.zeros(period.days)
    for day in range(1, period.days):
        weather[day] = 0.7 * weather[day - 1] + generator.normal(0, 0.3)
    values = np.rint(season * level[days // 30] * np.exp(weather)).astype(np.int32)
    values[generator.random(period.days) < 0.04] = MISSING32
    return DailyValues(period.first, values, 0)


def speed(days: DailyValues) -> None:
    """Time the odds of one target at the plan's settings."""
    year = days.last.year - 1
    for name, as_of in (
        ("31 March 3月31日", date(year, 3, 31)),
        ("30 June 6月30日", date(year, 6, 30)),
    ):
        last = date(year, 12, 31)
        settings = OddsSettings()
        served = remaining_seasons(days, as_of, last, valid_share=settings.valid_share)
        judged = season_of(days, year, as_of, last)
        calendar = [
            date.fromordinal(one)
            for one in range(date(year, 1, 1).toordinal(), as_of.toordinal() + 1)
        ]
        start = time.process_time()
        mean_at_most(Decimal(35), 0, judged.first_part, served, settings)
        middle = time.process_time()
        percentile_at_most(Decimal(75), 0, 95, days.on(calendar), served, settings)
        stop = time.process_time()
        print(
            f"{settings.draws} draws 次抽取, {name}, {len(served.used)} years 年: "
            f"mean 均值 {middle - start:.2f} s, percentile 百分位数 {stop - middle:.2f} s CPU"
        )


def main() -> None:
    shared = Path(os.environ.get("YUNZHU_SHARED", "../shared"))
    file = shared / FILE
    if file.exists():
        series = {f"{site} PM2.5": days for site, days in proxy_days(file).items()}
    else:
        print(f"模拟 simulated years: no shared data at {shared} (YUNZHU_SHARED)")
        series = {"模拟 simulated PM2.5": simulated_days()}
    print("Odds of an annual PM2.5 mean, each year by the others 年均值达标概率, 逐年留一检验")
    for name, days in series.items():
        print(f"{name}: {days.first} .. {days.last}")
        for method, account in judge(days).items():
            account.print(method)
    speed(next(iter(series.values())))


if __name__ == "__main__":
    main()
