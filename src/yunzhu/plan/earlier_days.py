"""Daily values of earlier years for the odds: the subject's own, or those of a proxy site.

Hours of a proxy that quality control flags as out of range, constant or a spike, and hours that a
recorded flag or exclusion names, are left out of its days; they stay stored. Zeros and negative
readings are readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from yunzhu.arrays import MISSING32, UInt8Array
from yunzhu.indicators.air.daily import DAILY_ITEMS, daily_items
from yunzhu.indicators.air.published_days import PublishedDays
from yunzhu.indicators.air.results import RuleChoice, published_days, rules_of
from yunzhu.indicators.air.rules import AirRule
from yunzhu.indicators.air.subjects import Subject
from yunzhu.observations.exclusions import grid_without, read_exclusions
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.lake import Lake
from yunzhu.observations.quality import Flag, quality_flags
from yunzhu.observations.quality_settings import QualitySettings, default_quality_settings
from yunzhu.observations.recorded_flags import RecordedFlag, read_flags
from yunzhu.observations.sites import load_sites
from yunzhu.periods import CITY_ZONE, Period, hour_start
from yunzhu.plan.seasons import DailyValues, NotComputable
from yunzhu.standards import AirEdition

FAULTS = Flag.RANGE | Flag.CONSTANT | Flag.SPIKE


@dataclass(frozen=True)
class YearSoFar:
    """This year so far, and what judges it.

    Attributes
    ----------
    days : published days from 1 January to the as-of day, one subject.
    rule, edition : under which they are published; the rule says what was known when.
    whole : the year.
    as_of : last day that counts.
    """

    days: PublishedDays
    rule: AirRule
    edition: AirEdition
    whole: Period
    as_of: date


@dataclass(frozen=True)
class EarlierDays:
    """Daily values of earlier years that may serve the odds.

    Attributes
    ----------
    series : area or site id.
    is_proxy : whether the series only stands in.
    items : daily item to its days; an item without any valid day is left out.
    """

    series: str
    is_proxy: bool
    items: Mapping[str, DailyValues]


def own_earlier_days(lake: Lake, subject: Subject, now: YearSoFar) -> EarlierDays:
    """Return the subject's own published days of earlier years, under this year's rule.

    Parameters
    ----------
    lake, subject : whose days.
    now : this year so far.
    """
    years = _years_with_records(lake, subject.sites, now)
    items: dict[str, DailyValues] = {}
    if years:
        period = Period(date(years[0], 1, 1), date(years[-1], 12, 31))
        state = rules_of(period, RuleChoice(edition=now.rule.edition), now.rule.source)[0].gas_state
        rule = replace(now.rule, gas_state=state)
        days = published_days(lake, subject, period, rule)
        items = {
            item: DailyValues(days.first, values[0], days.decimals[item])
            for item, values in days.values.items()
            if (values[0] != MISSING32).any()
        }
    return EarlierDays(subject.id, False, items)


def _years_with_records(lake: Lake, sites: Iterable[str], now: YearSoFar) -> list[int]:
    """Return the earlier years in which some of the sites have records, sorted."""
    wanted = set(sites)
    years = set()
    for segment in lake.manifest.segments(now.rule.known_at):
        if wanted.intersection(lake.manifest.site_lists[segment.site_list]):
            years.add(hour_start(segment.start_hour).year)
    return sorted(year for year in years if year < now.whole.first.year)


def proxy_earlier_days(
    lake: Lake, subject: Subject, site: str, now: YearSoFar
) -> EarlierDays | NotComputable:
    """Return a proxy's days of earlier years, or why the site cannot be a proxy.

    Parameters
    ----------
    lake, subject : for whom the site stands in.
    site : its id.
    now : this year so far; its edition says when a day is valid.
    """
    known_at = now.rule.known_at
    known = load_sites(lake.workspace, known_at=known_at).sites.get(site)
    if known is None or site not in lake.sites(known_at=known_at):
        return NotComputable(f"替代站点没有记录: {site}", f"the proxy site has no records: {site}")
    if known.is_city_mean or site == subject.site or known.is_evaluated(now.as_of):
        return NotComputable(
            f"参与城市均值的站点不能作替代站点: {site}",
            f"a site that enters the city value cannot be a proxy: {site}",
        )
    years = _years_with_records(lake, (site,), now)
    if not years:
        return EarlierDays(site, True, {})
    parts: dict[str, list[DailyValues]] = {}
    recorded = read_flags(lake.workspace)
    exclusions = read_exclusions(lake.workspace)
    for year in range(years[0], years[-1] + 1):
        period = Period.of_year(year)
        grid = lake.read_grid(
            _measured_items(now), (site,), period.first_hour, period.stop_hour, known_at=known_at
        )
        grid = grid_without(grid, exclusions, known_at=known_at)
        grid = without_recorded_flags(grid, recorded, known_at)
        for item, days in days_without_faults(grid, period, now.edition, tuple(now.days.values)):
            parts.setdefault(item, []).append(days)
    items = {
        item: DailyValues(
            days[0].first, np.concatenate([one.values for one in days]), days[0].decimals
        )
        for item, days in parts.items()
    }
    return EarlierDays(
        site, True, {item: one for item, one in items.items() if (one.values != MISSING32).any()}
    )


def _measured_items(now: YearSoFar) -> tuple[str, ...]:
    return tuple(dict.fromkeys(DAILY_ITEMS[item] for item in now.days.values))


def without_recorded_flags(
    grid: Grid, recorded: Iterable[RecordedFlag], known_at: date | None = None
) -> Grid:
    """Return the grid without the hours that a recorded flag calls a fault.

    Parameters
    ----------
    grid : hourly readings; it stays as it is.
    recorded : from `read_flags`; negative readings and PM order are no faults here.
    known_at : ignore what was recorded after that day.
    """
    marks = {item: np.zeros(series.values.shape, np.uint8) for item, series in grid.series.items()}
    for one in recorded:
        day = one.recorded.astimezone(CITY_ZONE).date()
        run = one.run
        if run.item in marks and run.site in grid.sites and (known_at is None or day <= known_at):
            first = max(run.start_hour - grid.start_hour, 0)
            stop = max(run.stop_hour - grid.start_hour, 0)
            marks[run.item][grid.sites.index(run.site), first:stop] |= np.uint8(run.flag)
    return _without(grid, marks)


def days_without_faults(
    grid: Grid,
    period: Period,
    edition: AirEdition,
    items: Sequence[str],
    settings: QualitySettings | None = None,
) -> list[tuple[str, DailyValues]]:
    """Return the published days of one site after flagged hours are left out.

    Parameters
    ----------
    grid : hourly readings of one site over the period.
    period : whole days; a month or more, since a spike is held against the site's own spread.
    edition : validity and decimals of a day.
    items : daily items; those that the grid does not have are passed over.
    settings : of quality control; the packaged ones by default.

    Returns
    -------
    Daily item and its days, in the order of ``items``.
    """
    flags = quality_flags(grid, settings or default_quality_settings())
    clean = _without(grid, flags)
    wanted = tuple(item for item in items if DAILY_ITEMS[item] in clean.series)
    limit = int(edition.limits.limit("O3", "mda8").grade2)
    found = daily_items(clean, edition.assessment.validity, limit, wanted)
    days = []
    for item in wanted:
        decimals = edition.assessment.decimals_of("daily", DAILY_ITEMS[item]).decimals
        values = found[item].rounded(decimals)[0]
        days.append((item, DailyValues(period.first, values, decimals)))
    return days


def _without(grid: Grid, marks: Mapping[str, UInt8Array]) -> Grid:
    series = {}
    for item, one in grid.series.items():
        values = one.values.copy()
        values[(marks[item] & np.uint8(FAULTS)) != 0] = one.missing
        series[item] = Series(values, one.decimals, one.unit)
    return Grid(grid.sites, grid.start_hour, series)
