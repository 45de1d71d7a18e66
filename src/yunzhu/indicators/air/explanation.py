"""Open a number: list the hours it rests on and compute it from them once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from yunzhu.errors import UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.indicators.air.daily import DAILY_ITEMS, GASES
from yunzhu.indicators.air.recomputation import (
    ExactDay,
    Hours,
    IndexDay,
    day_of_item,
    index_of_day,
    judged_ozone,
    largest_8h_of_day,
    largest_hour_of_day,
    mean_of_stations,
    times,
)
from yunzhu.indicators.air.recomputed_statistics import PublishedDay, recomputed_value
from yunzhu.indicators.air.results import (
    BY_DATE,
    RuleChoice,
    air_statistics,
    editions_of_period,
)
from yunzhu.indicators.air.rules import AirRule, CityOzone, GasState, Source
from yunzhu.indicators.air.sources import in_series, index_items, participating_days
from yunzhu.indicators.air.subjects import Subject, find_subject
from yunzhu.indicators.opened import (
    ImportMarks,
    import_marks,
    opened_as_dict,
    parts_of_lineage,
)
from yunzhu.observations.grid import Grid
from yunzhu.observations.items import POLLUTANTS
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import load_sites
from yunzhu.periods import HOURS_PER_DAY, Period
from yunzhu.standards import (
    REFERENCE_STATE_CHANGE,
    AirEdition,
    air_edition,
    air_edition_on,
    air_editions,
    old_to_new_reference_state,
    round_half_even,
)
from yunzhu.values import Result

SiteHours = Mapping[str, Mapping[str, Hours]]


@dataclass(frozen=True)
class ExplainedDay:
    """One day of an explanation.

    Attributes
    ----------
    day : its date.
    items : daily item to what it came to, exact.
    index : AQI and primary pollutants, where the statistic needs them.
    hours : site to pollutant to its 24 hours, None where absent.
    """

    day: date
    items: Mapping[str, ExactDay]
    index: IndexDay | None
    hours: SiteHours


@dataclass(frozen=True)
class Explanation:
    """A number opened: the row, the days and hours behind it, and the number once more.

    Attributes
    ----------
    result : the row as `air_statistics` gives it.
    recomputed : the published value computed from the listed hours by `recomputation`.
    working : how, in a few lines.
    days : every day of the period.
    inputs_digest : SHA-256 over the listed hours.
    imports : the stored imports that hold records of it: (file, received, digest).
    """

    result: Result
    recomputed: Decimal | None
    working: tuple[str, ...]
    days: tuple[ExplainedDay, ...]
    inputs_digest: str
    imports: ImportMarks

    @property
    def agrees(self) -> bool:
        """Whether both computations give the same published number."""
        return self.recomputed == self.result.value

    def as_dict(self) -> dict[str, Any]:
        """Return everything for JSON, hours as decimal text."""
        return {
            **opened_as_dict(self),
            "days": [_day_as_dict(day) for day in self.days],
        }


def explain(lake: Lake, lineage_id: str) -> Explanation:
    """Open the number with this lineage id.

    Parameters
    ----------
    lake : opened lake of the workspace.
    lineage_id : ``subject/indicator/statistic/period/rule`` as printed with every row.

    Raises
    ------
    UsageError : not an id, or no such statistic.
    EvidenceError : the workspace has no records of the subject.
    """
    parts = parts_of_lineage(
        lineage_id, "subject/indicator/statistic/period/rule", "yunzhu air stats"
    )
    rule = AirRule.parse(parts[4])
    period = Period.parse(parts[3])
    subject = find_subject(lake, parts[0])
    whole_id = "/".join((subject.id, parts[1], parts[2], str(period), str(rule)))
    result = _reported(lake, subject, period, rule, whole_id)
    pollutant = result.indicator if _is_of_one_pollutant(result) else None
    days = _explained_days(lake, subject, period, rule, pollutant)
    published = [_published(day, rule) for day in days]
    edition = _edition_of(rule, period.last)
    recomputed, working = recomputed_value(
        result.indicator, result.statistic, published, period, rule, edition
    )
    return Explanation(
        result=result,
        recomputed=recomputed,
        working=working,
        days=tuple(days),
        inputs_digest=_digest(days),
        imports=import_marks(
            lake.imports_of(
                subject.sites, period.first_hour, period.stop_hour, known_at=rule.known_at
            )
        ),
    )


def _reported(
    lake: Lake,
    subject: Subject,
    period: Period,
    rule: AirRule,
    lineage_id: str,
) -> Result:
    """Return the row as it is given by date, or for an edition or a gas state asked for."""
    by_date = RuleChoice(
        source=rule.source,
        daily_items=rule.daily_items,
        city_ozone=rule.city_ozone,
        composite=rule.composite,
        known_at=rule.known_at,
    )
    choices = []
    if rule.edition != BY_DATE:
        named = replace(by_date, edition=rule.edition)
        choices = [named, replace(named, gas_state=rule.gas_state)]
    if rule.edition == BY_DATE or _is_in_force(rule.edition, period):
        choices.insert(0, by_date)
    rows: dict[str, Result] = {}
    for choice in choices:
        for row in air_statistics(lake, subject, period, choice).rows:
            rows.setdefault(row.lineage_id, row)
        if lineage_id in rows:
            return rows[lineage_id]
    known = {(row.indicator, row.statistic) for row in rows.values() if row.rule == str(rule)}
    raise UsageError(
        "没有这一行 no such row",
        found=lineage_id,
        expected=", ".join(sorted("/".join(pair) for pair in known))
        or " | ".join(sorted({row.rule for row in rows.values()})),
    )


def _is_in_force(key: str, period: Period) -> bool:
    """Tell whether the period is judged by this edition without asking for it."""
    edition = air_edition(key)
    oldest = air_editions()[0].effective
    return period.first >= oldest and edition in editions_of_period(period)


def _edition_of(rule: AirRule, day: date) -> AirEdition:
    return air_edition_on(day) if rule.edition == BY_DATE else air_edition(rule.edition)


def _is_of_one_pollutant(result: Result) -> bool:
    return result.indicator in POLLUTANTS and result.statistic != "primary_days"


def _explained_days(
    lake: Lake,
    subject: Subject,
    period: Period,
    rule: AirRule,
    pollutant: str | None,
) -> list[ExplainedDay]:
    """Open every day; with a pollutant only its items, otherwise all and the index."""
    sites = {
        Source.STATIONS: subject.stations,
        Source.CITY_SERIES: (subject.city_series or "",),
        Source.SITE: (subject.site or "",),
    }[rule.source]
    recorded = lake.read_grid(
        POLLUTANTS, sites, period.first_hour, period.stop_hour, known_at=rule.known_at
    )
    taking_part = np.ones((len(sites), period.days), np.bool_)
    if rule.source is Source.STATIONS:
        register = load_sites(lake.workspace, known_at=rule.known_at)
        taking_part = participating_days(lake, register, recorded, period, rule.known_at)
    hours_of = _exact_hours(in_series(lake, recorded, rule), pollutant)
    found = []
    for offset in range(period.days):
        day = period.first + timedelta(days=offset)
        edition = _edition_of(rule, day)
        items = index_items(edition, rule)
        if pollutant is not None:
            items = tuple(item for item in items if DAILY_ITEMS[item] == pollutant)
        hours = {
            site: {
                name: series[offset * HOURS_PER_DAY : (offset + 1) * HOURS_PER_DAY]
                for name, series in hours_of[site].items()
            }
            for row, site in enumerate(sites)
            if taking_part[row, offset]
        }
        values = {item: _day_value(item, hours, day, rule, edition) for item in items}
        index = _index(values, hours, day, rule, edition) if pollutant is None else None
        found.append(ExplainedDay(day, values, index, hours))
    return found


def _exact_hours(grid: Grid, pollutant: str | None) -> dict[str, dict[str, list[Fraction | None]]]:
    names = POLLUTANTS if pollutant is None else (pollutant,)
    return {
        site: {
            name: [
                None if scaled == series.missing else Fraction(scaled, 10**series.decimals)
                for scaled in series.values[row].tolist()
            ]
            for name, series in ((name, grid.series[name]) for name in names)
        }
        for row, site in enumerate(grid.sites)
    }


def _day_value(
    item: str, hours: SiteHours, day: date, rule: AirRule, edition: AirEdition
) -> ExactDay:
    validity = edition.assessment.validity
    pollutant = DAILY_ITEMS[item]
    limit = int(edition.limits.limit("O3", "mda8").grade2)
    factor = _state_factor(pollutant, day, rule.gas_state)

    def in_state(one: ExactDay) -> ExactDay:
        if factor == 1:
            return one
        converted = times(one, factor)
        if item != "O3_8h":
            return converted
        enough = converted.count >= validity.windows_per_day
        return judged_ozone(
            ExactDay(converted.value, converted.count, converted.expected, enough), limit
        )

    if rule.source is not Source.STATIONS:
        return in_state(day_of_item(item, next(iter(hours.values()))[pollutant], edition))
    if item == "O3_8h" and rule.city_ozone is CityOzone.CITY_HOURS:
        return in_state(largest_8h_of_day(_city_hours(hours, edition), validity, limit))
    stations = [in_state(day_of_item(item, one[pollutant], edition)) for one in hours.values()]
    return mean_of_stations(stations, validity)


def _city_hours(hours: SiteHours, edition: AirEdition) -> list[Fraction | None]:
    needed = edition.assessment.validity.points_needed(len(hours))
    means: list[Fraction | None] = []
    for hour in range(HOURS_PER_DAY):
        present = [one["O3"][hour] for one in hours.values()]
        values = [value for value in present if value is not None]
        if not values or len(values) < needed:
            means.append(None)
        else:
            means.append(sum(values, Fraction(0)) / len(values))
    return means


def _state_factor(pollutant: str, day: date, state: GasState) -> Fraction:
    is_new = day >= REFERENCE_STATE_CHANGE
    if pollutant not in GASES or state is GasState.OF_LAST_DAY:
        return Fraction(1)
    if state is GasState.STATE_2018:
        return Fraction(1) if is_new else old_to_new_reference_state()
    return 1 / old_to_new_reference_state() if is_new else Fraction(1)


def _index(
    values: Mapping[str, ExactDay],
    hours: SiteHours,
    day: date,
    rule: AirRule,
    edition: AirEdition,
) -> IndexDay:
    """Return the day's index; an over-range ozone day brings its largest hour along."""
    items = tuple(values)
    over = edition.index.over_range_of("O3_8h")
    every = dict(values)
    if over is not None and over.take is not None and over.take not in every:
        every[over.take] = _largest_hour(hours, day, rule, edition)
    return index_of_day(every, items, edition)


def _largest_hour(hours: SiteHours, day: date, rule: AirRule, edition: AirEdition) -> ExactDay:
    """Return the largest hour that stands in for an over-range 8-hour maximum."""
    validity = edition.assessment.validity
    factor = _state_factor("O3", day, rule.gas_state)
    largest = [
        replace(one, valid=one.count > 0)
        for one in (
            times(largest_hour_of_day(site["O3"], validity), factor) for site in hours.values()
        )
    ]
    return mean_of_stations(largest, validity) if rule.source is Source.STATIONS else largest[0]


def _published(day: ExplainedDay, rule: AirRule) -> PublishedDay:
    edition = _edition_of(rule, day.day)
    values: dict[str, Decimal | None] = {}
    for item, one in day.items.items():
        decimals = edition.assessment.decimals_of("daily", DAILY_ITEMS[item]).decimals
        known = one.valid and one.value is not None
        values[item] = (
            round_half_even(one.value, decimals) if known and one.value is not None else None
        )
    return PublishedDay(day.day, values, day.index)


def _digest(days: Sequence[ExplainedDay]) -> str:
    lines = [
        f"{day.day} {site} {name} {','.join('' if one is None else str(one) for one in series)}"
        for day in days
        for site, every in day.hours.items()
        for name, series in every.items()
    ]
    return digest_of_bytes("\n".join(lines).encode())


def _day_as_dict(day: ExplainedDay) -> dict[str, Any]:
    return {
        "date": day.day.isoformat(),
        "items": {
            item: {
                "exact": None if one.value is None else str(round_half_even(one.value, 6)),
                "count": one.count,
                "expected": one.expected,
                "valid": one.valid,
            }
            for item, one in day.items.items()
        },
        "aqi": None if day.index is None else day.index.index,
        "primary": [] if day.index is None else list(day.index.primary),
        "hours": {
            site: {
                name: [None if one is None else _decimal_text(one) for one in series]
                for name, series in every.items()
            }
            for site, every in day.hours.items()
        },
    }


def _decimal_text(value: Fraction) -> str:
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
