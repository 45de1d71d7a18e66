"""From stored hours to published days: of single sites, of a city's stations, of a city series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

from yunzhu.arrays import BoolArray, Int64Array
from yunzhu.indicators.air.city import city_daily_max_8h, city_days
from yunzhu.indicators.air.daily import (
    DAILY_ITEMS,
    GASES,
    ItemDays,
    daily_items,
    with_ozone_validity,
)
from yunzhu.indicators.air.published_days import PublishedDays, joined_days, publish_days
from yunzhu.indicators.air.rules import (
    AirRule,
    CityOzone,
    GasState,
    SeriesKind,
)
from yunzhu.observations.blocks import run_here
from yunzhu.observations.exclusions import grid_without, read_exclusions
from yunzhu.observations.grid import Grid
from yunzhu.observations.items import POLLUTANTS
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import SiteRegister
from yunzhu.periods import HOURS_PER_DAY, Period, day_index, day_of_index
from yunzhu.standards import (
    REFERENCE_STATE_CHANGE,
    AirEdition,
    air_edition,
    old_to_new_reference_state,
)
from yunzhu.workspace import open_workspace


@dataclass(frozen=True)
class Block:
    """Some sites over one span under one rule: what a worker needs, as paths and names."""

    workspace: Path
    sites: tuple[str, ...]
    period: Period
    rule: AirRule


def blocks_of_months(
    workspace: Path,
    sites: Sequence[str],
    period: Period,
    rule: AirRule,
) -> list[Block]:
    """Cut a span into one block per calendar month."""
    make = partial(Block, workspace, tuple(sites), rule=rule)
    return [make(period=month) for month in period.months()]


def published_days_of_block(block: Block) -> PublishedDays:
    """Return the published days of a block's sites, each site its own subject."""
    lake = Lake(open_workspace(block.workspace))
    edition = air_edition(block.rule.edition)
    recorded = _records(lake, block.sites, block.period, block.rule.known_at)
    grid = in_series(lake, recorded, block.rule)
    items = _site_items(grid, block.period, block.rule, edition)
    wanted = index_items(edition, block.rule)
    return publish_days(block.sites, block.period.first, items, edition, wanted)


def published_days_of_sites(
    lake: Lake,
    sites: Sequence[str],
    period: Period,
    rule: AirRule,
) -> PublishedDays:
    """Return the published days of sites, each its own subject, month by month in this process.

    Parameters
    ----------
    lake : where the hours are.
    sites : site ids.
    period : days to publish.
    rule : edition and settings.
    """
    blocks = blocks_of_months(lake.workspace.root, sites, period, rule)
    return joined_days(run_here(published_days_of_block, blocks))


def published_days_of_city(
    lake: Lake,
    register: SiteRegister,
    stations: Sequence[str],
    area: str,
    period: Period,
    rule: AirRule,
) -> PublishedDays:
    """Return the published days of a city formed from its evaluated stations.

    Parameters
    ----------
    lake, register : where the hours and the sites' history are.
    stations : station ids of the area.
    area : id of the one subject returned.
    period, rule : as for sites.
    """
    edition = air_edition(rule.edition)
    recorded = _records(lake, stations, period, rule.known_at)
    evaluated = participating_days(lake, register, recorded, period, rule.known_at)
    grid = in_series(lake, recorded, rule)
    items = {
        item: city_days(days, evaluated, edition.assessment.validity)
        for item, days in _site_items(grid, period, rule, edition).items()
    }
    if rule.city_ozone is CityOzone.CITY_HOURS:
        hours = np.repeat(evaluated, HOURS_PER_DAY, axis=1)
        validity, limit = edition.assessment.validity, _ozone_limit(edition)
        days = city_daily_max_8h(grid.series["O3"], hours, validity, limit)
        items["O3_8h"] = _in_reference_state("O3_8h", days, period, rule, edition)
    return publish_days((area,), period.first, items, edition, index_items(edition, rule))


def participating_days(
    lake: Lake,
    register: SiteRegister,
    grid: Grid,
    period: Period,
    known_at: date | None = None,
) -> BoolArray:
    """Return which stations take part in the city value on which day, bool [stations, days].

    The register says which are evaluated; a station whose opening date is not known takes part
    from its first record on, so that one that begins later changes nothing before.

    Parameters
    ----------
    lake, register : where the hours and the sites' history are.
    grid : every recorded hour of the stations over the period.
    period : days asked for.
    known_at : ignore what was received after that day.
    """
    stations, first = grid.sites, day_index(period.first)
    days = [day_of_index(first + offset) for offset in range(period.days)]
    evaluated = np.array(
        [[register.sites[station].is_evaluated(day) for day in days] for station in stations]
    )
    earlier = set(lake.sites(before=period.first_hour, known_at=known_at))
    month = Period.of_months(period.first.year, period.first.month, period.first.month)
    if month.first < period.first:
        begin = Period(month.first, period.first - timedelta(days=1))
        seen = _recorded(_records(lake, stations, begin, known_at))
        earlier |= {station for row, station in enumerate(stations) if seen[row].any()}
    recorded = _recorded(grid)
    begun = np.logical_or.accumulate(
        recorded.reshape(len(stations), period.days, HOURS_PER_DAY).any(axis=2), axis=1
    )
    for row, station in enumerate(stations):
        if register.sites[station].opened is not None or station in earlier:
            begun[row] = True
    taking_part: BoolArray = evaluated & begun
    return taking_part


def _recorded(grid: Grid) -> BoolArray:
    """Return where any item has a reading, bool [sites, slots]."""
    recorded: BoolArray = np.logical_or.reduce([one.present for one in grid.series.values()])
    return recorded


def index_items(edition: AirEdition, rule: AirRule) -> tuple[str, ...]:
    """Return the items of the daily index under the rule's reading.

    Only the 2012 edition has two readings; the items of the others are their own.
    """
    readings = {one.name: one.items for one in edition.index.daily}
    return readings.get(rule.daily_items.value, edition.index.daily_items)


def _over_range_substitute(grid: Grid, edition: AirEdition, rule: AirRule) -> str | None:
    """Return the item whose sub-index an over-range MDA8 takes, when such a day can occur."""
    over = edition.index.over_range_of("O3_8h")
    if over is None or over.take is None:
        return None
    ozone = grid.series["O3"]
    highest = Fraction(int(ozone.values.max(initial=0)), 10**ozone.decimals)
    if rule.gas_state is not GasState.OF_LAST_DAY:
        highest /= old_to_new_reference_state()
    return over.take if highest > over.above else None


def _ozone_limit(edition: AirEdition) -> int:
    return int(edition.limits.limit("O3", "mda8").grade2)


def _records(lake: Lake, sites: Sequence[str], period: Period, known_at: date | None) -> Grid:
    return lake.read_grid(POLLUTANTS, sites, period.first_hour, period.stop_hour, known_at=known_at)


def in_series(lake: Lake, grid: Grid, rule: AirRule) -> Grid:
    """Return the hours that the rule's series counts: all, or those without recorded events."""
    if rule.series is SeriesKind.FULL:
        return grid
    return grid_without(grid, read_exclusions(lake.workspace), known_at=rule.known_at)


def _site_items(
    grid: Grid, period: Period, rule: AirRule, edition: AirEdition
) -> dict[str, ItemDays]:
    wanted = index_items(edition, rule)
    substitute = _over_range_substitute(grid, edition, rule)
    stands_in = substitute is not None and substitute not in wanted
    asked = (*wanted, substitute) if stands_in and substitute else wanted
    items = daily_items(grid, edition.assessment.validity, _ozone_limit(edition), asked)
    if stands_in and substitute:
        # It only lends its sub-index to a day that counts by its own 8-hour maximum.
        items[substitute] = replace(items[substitute], valid=items[substitute].count > 0)
    return {
        item: _in_reference_state(item, days, period, rule, edition) for item, days in items.items()
    }


def _in_reference_state(
    item: str, days: ItemDays, period: Period, rule: AirRule, edition: AirEdition
) -> ItemDays:
    """Express a gas in one reference state; particles are left as recorded."""
    ratio = _state_ratio(period, rule.gas_state)
    if ratio is None or DAILY_ITEMS[item] not in GASES:
        return days
    converted = days.times(*ratio)
    if item == "O3_8h":
        return with_ozone_validity(converted, edition.assessment.validity, _ozone_limit(edition))
    return converted


def _state_ratio(period: Period, state: GasState) -> tuple[Int64Array, Int64Array] | None:
    """Return numerator and denominator [days] that bring each day into ``state``, or None."""
    first, change = day_index(period.first), day_index(REFERENCE_STATE_CHANGE)
    is_new = np.arange(first, first + period.days) >= change
    if state is GasState.STATE_2018:
        converted, factor = ~is_new, old_to_new_reference_state()
    elif state is GasState.STATE_2012:
        converted, factor = is_new, 1 / old_to_new_reference_state()
    else:
        return None
    if not converted.any():
        return None
    return (
        np.where(converted, factor.numerator, 1),
        np.where(converted, factor.denominator, 1),
    )
