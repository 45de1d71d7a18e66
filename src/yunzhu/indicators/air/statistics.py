"""HJ 663 step 4: month, quarter, half-year and year statistics of published days, in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from yunzhu.arrays import MISSING16, MISSING32, BoolArray, Int32Array, Int64Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.daily import DAILY_ITEMS
from yunzhu.indicators.air.published_days import PublishedDays
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.periods import Period, PeriodKind, day_index
from yunzhu.standards import (
    PERCENT,
    AirEdition,
    Limit,
    Validity,
    category_numbers,
    percentile_numerators,
    round_half_even_ratio,
)
from yunzhu.values import SourceMark, worst_mark


@dataclass(frozen=True)
class Column:
    """One statistic of every subject: value = numerator / denominator.

    Attributes
    ----------
    indicator, statistic, unit : as in a result row.
    numerator, denominator : int64 [subjects]; denominator 0 where there is no value.
    decimals : decimals of the published value.
    n_valid : int64 [subjects], days that entered.
    n_expected : days of the period.
    valid : bool [subjects], or None where the standard defines no validity for the period.
    mark : worst source mark of the rules used.
    """

    indicator: str
    statistic: str
    unit: str
    numerator: Int64Array
    denominator: Int64Array
    decimals: int
    n_valid: Int64Array
    n_expected: int
    valid: BoolArray | None
    mark: SourceMark


def days_of_period(days: PublishedDays, period: Period) -> slice:
    """Return the slice of the day axis that ``period`` covers, which must lie inside."""
    if period.first < days.first or period.last > days.last:
        raise EvidenceError(
            "时段超出日值范围 the period lies outside the daily values",
            found=str(period),
            expected=f"{days.first}..{days.last}",
        )
    begin = day_index(period.first) - day_index(days.first)
    return slice(begin, begin + period.days)


def pollutant_columns(days: PublishedDays, period: Period, edition: AirEdition) -> list[Column]:
    """Return means, percentiles, exceedance and attainment of each pollutant.

    Parameters
    ----------
    days : published days that cover the period.
    period : the statistic's period.
    edition : limits and HJ 663 edition.
    """
    span = days_of_period(days, period)
    columns: list[Column] = []
    for item, values in days.values.items():
        if item == "O3_1h":
            continue
        columns += _columns_of_item(item, values[:, span], days.decimals[item], period, edition)
    return columns


def _columns_of_item(
    item: str, values: Int32Array, decimals: int, period: Period, edition: AirEdition
) -> list[Column]:
    pollutant = DAILY_ITEMS[item]
    rule = edition.assessment
    judged = rule.statistics_of(pollutant)
    published = rule.decimals_of("period", pollutant)
    rate = rule.decimals_of("period", "rate")
    present = values != MISSING32
    n = present.sum(axis=1, dtype=np.int64)
    ones = np.where(n > 0, 1, 0)
    scale = 10**decimals
    unit = AIR_ITEMS[pollutant].unit
    column = partial(
        Column,
        indicator=pollutant,
        n_valid=n,
        n_expected=period.days,
        valid=period_validity(present, period, rule.validity),
    )
    statistic = partial(
        column,
        unit=unit,
        decimals=published.decimals,
        mark=worst_mark(judged.mark, published.mark, rule.validity.mark),
    )
    sums = np.where(present, values, 0).sum(axis=1, dtype=np.int64)
    mean = statistic(statistic="mean", numerator=sums, denominator=n * scale)
    percentile = statistic(
        statistic=f"p{judged.percent}",
        numerator=percentile_numerators(np.sort(values, axis=1), n, judged.percent),
        denominator=ones * PERCENT * scale,
    )
    daily_limit = edition.limits.limit(pollutant, "mda8" if item == "O3_8h" else "24h")
    over = (present & (values > int(daily_limit.grade2 * scale))).sum(axis=1, dtype=np.int64)
    judgement = partial(column, mark=worst_mark(daily_limit.mark, rule.validity.mark))
    columns = [mean, percentile] if judged.annual_mean else [percentile]
    columns += [
        judgement(
            statistic="exceedance_days", unit="d", numerator=over, denominator=ones, decimals=0
        ),
        judgement(
            statistic="attainment_rate",
            unit="%",
            numerator=(n - over) * PERCENT,
            denominator=n,
            decimals=rate.decimals,
        ),
    ]
    if period.kind is PeriodKind.YEAR:
        attains = at_most(percentile, daily_limit)
        if judged.annual_mean:
            attains &= at_most(mean, edition.limits.limit(pollutant, "year"))
        columns.append(
            judgement(
                statistic="attains",
                unit="",
                numerator=attains.astype(np.int64),
                denominator=ones,
                decimals=0,
            )
        )
    return columns


def at_most(column: Column, limit: Limit) -> BoolArray:
    """Return where the published (rounded) value does not exceed the grade-2 limit."""
    least_counts = published_least_counts(column)
    return (column.denominator > 0) & (least_counts <= int(limit.grade2 * 10**column.decimals))


def published_least_counts(column: Column) -> Int64Array:
    """Return the published values as integers in units of 10**-decimals, 0 where absent."""
    safe = np.maximum(column.denominator, 1)
    return round_half_even_ratio(column.numerator * 10**column.decimals, safe)


def period_validity(present: BoolArray, period: Period, validity: Validity) -> BoolArray | None:
    """Return the standard's validity of a period: defined for day, month and year only.

    A year needs enough days in all and in each of its months.

    Parameters
    ----------
    present : bool [subjects, days of the period].
    period : its span.
    validity : of the HJ 663 edition (324 days a year, 27 a month, 25 in February).
    """
    if period.kind is PeriodKind.DAY:
        return present[:, 0]
    if period.kind not in (PeriodKind.MONTH, PeriodKind.YEAR):
        return None
    enough = np.ones(len(present), np.bool_)
    begin = 0
    for month in period.months():
        needed = validity.days_in_month(month.first.month)
        enough &= present[:, begin : begin + month.days].sum(axis=1) >= needed
        begin += month.days
    if period.kind is PeriodKind.YEAR:
        enough &= present.sum(axis=1) >= validity.days_per_year
    return enough


def index_columns(days: PublishedDays, period: Period, edition: AirEdition) -> list[Column]:
    """Return good days of valid days, days per category and days per primary pollutant."""
    span = days_of_period(days, period)
    index = days.index[:, span]
    present = index != MISSING16
    n = present.sum(axis=1, dtype=np.int64)
    ones = np.where(n > 0, 1, 0)
    rule = edition.index
    items = tuple(days.values)
    reading = next((one for one in rule.daily if one.items == items), None)
    rate = edition.assessment.decimals_of("period", "rate")
    column = partial(
        Column,
        n_valid=n,
        n_expected=period.days,
        valid=None,
        mark=worst_mark(
            rule.missing_item.mark,
            edition.assessment.validity.mark,
            SourceMark.CONFLICT if reading is None else reading.mark,
        ),
    )
    counted = partial(column, unit="d", denominator=ones, decimals=0)

    def count(where: BoolArray) -> Int64Array:
        found: Int64Array = (where & present).sum(axis=1, dtype=np.int64)
        return found

    good = count(index <= rule.good_day_up_to.value)
    every = partial(counted, denominator=np.ones_like(n))
    columns = [
        every(indicator="AQI", statistic="valid_days", numerator=n),
        counted(indicator="AQI", statistic="good_days", numerator=good),
        column(
            indicator="AQI",
            statistic="good_day_share",
            unit="%",
            numerator=good * PERCENT,
            denominator=n,
            decimals=rate.decimals,
        ),
    ]
    numbers = category_numbers(index, rule)
    for number, one in enumerate(rule.categories, 1):
        within = count(numbers == number)
        name = f"days_{one.english.replace(' ', '_')}"
        columns.append(counted(indicator="AQI", statistic=name, numerator=within))
    for pollutant in dict.fromkeys(DAILY_ITEMS[item] for item in items):
        mask = sum(1 << bit for bit, item in enumerate(items) if DAILY_ITEMS[item] == pollutant)
        named = count((days.primary[:, span] & mask) != 0)
        columns.append(counted(indicator=pollutant, statistic="primary_days", numerator=named))
    return columns


def period_statistics(days: PublishedDays, period: Period, edition: AirEdition) -> Sequence[Column]:
    """Return every column of a period: pollutants first, then the index."""
    return [*pollutant_columns(days, period, edition), *index_columns(days, period, edition)]
