"""From stored hours to the row a user reads, once more by the oracle alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from yunzhu.indicators.air.calendar import air_calendar
from yunzhu.indicators.air.results import RuleChoice, air_statistics
from yunzhu.indicators.air.rules import CityOzone, DailyItems
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period

X = -(2**15)
CITY = "990100"
TOP = {"SO2": 90, "NO2": 100, "PM10": 180, "PM2.5": 90, "CO": 380, "O3": 220}
DECIMALS = {"SO2": 0, "NO2": 0, "PM10": 0, "PM2.5": 0, "CO": 2, "O3": 0}
CHANGE_OF_STATE = date(2018, 9, 1)
GASES = ("SO2", "NO2", "CO", "O3")


def chance_hours(seed: int, sites: int, days: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    found = {}
    for name, top in TOP.items():
        level = chance.uniform(0, top, (1, days, 1)) * chance.uniform(0.6, 1.4, (sites, 1, 1))
        values = np.rint(level * chance.uniform(0.5, 1.5, (sites, days, 24))).astype(np.int16)
        values[chance.uniform(size=values.shape) < 0.1] = X
        values[chance.uniform(size=(sites, days)) < 0.1] = X
        found[name] = values
    found["O3"][:, 4, 9:21] = 900
    return found


def sites_between(first: date, days: int) -> list[Site]:
    """Three stations throughout, one that closes, one that opens, a background and a local one."""
    closing, opening = (first + timedelta(days=share * days // 10) for share in (4, 6))
    national = ControlLevel.NATIONAL
    return [
        Site("YZ01", "一", CITY, national),
        Site("YZ02", "二", CITY, national),
        Site("YZ03", "三", CITY, national),
        Site("YZ04", "四", CITY, national, closed=closing),
        Site("YZ05", "五", CITY, national, opened=opening),
        Site("YZ06", "六", CITY, national, background=True),
        Site("YZ07", "七", CITY, ControlLevel.DISTRICT),
    ]


def takes_part(site: Site, day: date) -> bool:
    if site.background or site.control_level is not ControlLevel.NATIONAL:
        return False
    return (site.opened is None or day >= site.opened) and (
        site.closed is None or day < site.closed
    )


def oracle_days(
    oracle: ModuleType,
    sites: list[Site],
    hours: dict[str, np.ndarray],
    first: date,
    *,
    state: str = "as recorded",
    city_hours: bool = False,
) -> list[dict[str, object]]:
    """The city's exact daily items, gases expressed in the state asked for."""
    found = []
    for place in range(hours["SO2"].shape[1]):
        day = first + timedelta(days=place)
        members = [row for row, site in enumerate(sites) if takes_part(site, day)]
        values = {}
        for item in oracle.SEVEN_ITEMS:
            name = oracle.POLLUTANT_OF[item]
            factor = Fraction(1)
            if name in GASES and state == "new" and day < CHANGE_OF_STATE:
                factor = oracle.NEW_OVER_OLD_STATE
            if name in GASES and state == "old" and day >= CHANGE_OF_STATE:
                factor = 1 / oracle.NEW_OVER_OLD_STATE
            series = [
                [
                    None if one == X else Fraction(one, 10 ** DECIMALS[name]) * factor
                    for one in hours[name][row, place].tolist()
                ]
                for row in members
            ]
            if item == "O3_8h" and city_hours:
                means = []
                for hour in zip(*series, strict=True):
                    day_of_hour = [oracle.Day(one, 1, one is not None) for one in hour]
                    mean = oracle.city_day(day_of_hour)
                    means.append(mean.value if mean.valid else None)
                values[item] = oracle.mda8(means)
            else:
                each = [oracle.daily_item(item, {name: one}) for one in series]
                values[item] = oracle.city_day(each)
        found.append(values)
    return found


CASES = {
    "2012": ("2020-03", "2012", "as recorded", RuleChoice()),
    "2012 seven items": (
        "2020-03", "2012", "as recorded", RuleChoice(daily_items=DailyItems.SEVEN_ITEMS),
    ),
    "2026": ("2026-05", "2026", "as recorded", RuleChoice()),
    "2026 what if": ("2020-03", "2026", "as recorded", RuleChoice(edition="2026-transition")),
    "city hours": (
        "2020-03", "2012", "as recorded", RuleChoice(city_ozone=CityOzone.CITY_HOURS),
    ),
    "state of 2018": ("2018-08-17..2018-09-16", "2012", "new", RuleChoice()),
    "state of 2012": ("2018-08-17..2018-09-16", "2012", "old", RuleChoice()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_city_statistics_of_a_month(
    name: str, tmp_path: Path, make_workspace, store, oracle: ModuleType
) -> None:
    text, edition, state, choice = CASES[name]
    period = Period.parse(text)
    sites = sites_between(period.first, period.days)
    hours = chance_hours(len(name), len(sites), period.days)
    workspace = make_workspace(tmp_path / "w", sites)
    flat = {item: values.reshape(len(sites), -1) for item, values in hours.items()}
    store(workspace, [site.id for site in sites], period.first, flat)
    lake = Lake(workspace)
    answer = air_statistics(lake, find_subject(lake, CITY), period, choice)
    wanted_state = {"new": "state_298K", "old": "state_273K"}.get(state, "")
    rows = {
        (row.indicator, row.statistic): row
        for row in answer.rows
        if not wanted_state or wanted_state in row.rule
    }
    days = oracle_days(
        oracle, sites, hours, period.first, state=state, city_hours=name == "city hours"
    )
    statistics = {}
    for item in oracle.SIX_ITEMS:
        pollutant = oracle.POLLUTANT_OF[item]
        values = [one for day in days if (one := oracle.published(item, day[item])) is not None]
        decimals = oracle.PERIOD_DECIMALS[edition][pollutant]
        percent = oracle.PERCENT_OF[pollutant]
        row = rows[pollutant, f"p{percent}"]
        assert row.n_valid == len(values) < period.days
        assert row.exact == oracle.percentile(values, percent)
        assert row.value == oracle.half_even(row.exact, decimals)
        statistics[pollutant] = Fraction(row.value)
        if pollutant in oracle.YEAR_LIMIT[edition]:
            row = rows[pollutant, "mean"]
            assert row.exact == oracle.mean(values)
            assert row.value == oracle.half_even(row.exact, decimals)
            statistics[pollutant] = Fraction(row.value)
        over = sum(one > oracle.DAY_LIMIT[edition][pollutant] for one in values)
        assert rows[pollutant, "exceedance_days"].value == over
    assert rows["composite_index", "total"].value == oracle.composite(statistics)[0]
    items = oracle.SEVEN_ITEMS if "seven" in name else oracle.SIX_ITEMS
    indices = [oracle.index(oracle.sub_indices(items, day, edition), edition) for day in days]
    valid = [one for one, _ in indices if one is not None]
    assert rows["AQI", "valid_days"].value == len(valid)
    assert rows["AQI", "good_days"].value == sum(one <= 100 for one in valid)
    assert len({one <= 100 for one in valid}) == 2
    for pollutant in oracle.DIVISORS:
        named = sum(pollutant in primary for _, primary in indices)
        assert rows[pollutant, "primary_days"].value == named


def test_calendar_across_a_change_of_edition(
    tmp_path: Path, make_workspace, store, oracle: ModuleType
) -> None:
    period = Period.parse("2026-02-15..2026-03-15")
    sites = sites_between(period.first, period.days)
    hours = chance_hours(21, len(sites), period.days)
    workspace = make_workspace(tmp_path / "w", sites)
    flat = {item: values.reshape(len(sites), -1) for item, values in hours.items()}
    store(workspace, [site.id for site in sites], period.first, flat)
    lake = Lake(workspace)
    shown, _, _ = air_calendar(lake, find_subject(lake, CITY), period, RuleChoice())
    exact = oracle_days(oracle, sites, hours, period.first)
    for day, values in zip(shown, exact, strict=True):
        edition = "2012" if day.day < date(2026, 3, 1) else "2026"
        subs = oracle.sub_indices(oracle.SIX_ITEMS, values, edition)
        index, primary = oracle.index(subs, edition)
        assert (day.index, set(day.primary)) == (index, set(primary)), day.day
        for item in oracle.SIX_ITEMS:
            assert day.values[item] == oracle.published(item, values[item])
            assert day.coverage[item][0] == values[item].count
