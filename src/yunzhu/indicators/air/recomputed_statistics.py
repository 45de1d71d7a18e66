"""Period statistics once more, from the published days of an explanation, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yunzhu.errors import UsageError
from yunzhu.indicators.air.recomputation import IndexDay
from yunzhu.indicators.air.rules import AirRule, CompositeForm
from yunzhu.periods import Period
from yunzhu.standards import PERCENT, AirEdition, percentile_rank, round_half_even

Working = tuple[Decimal | None, tuple[str, ...]]


@dataclass(frozen=True)
class PublishedDay:
    """A day's rounded values (None where not valid) and its index where it was needed."""

    day: date
    values: Mapping[str, Decimal | None]
    index: IndexDay | None


def recomputed_value(
    indicator: str,
    statistic: str,
    days: Sequence[PublishedDay],
    period: Period,
    rule: AirRule,
    edition: AirEdition,
) -> Working:
    """Return the published value of a statistic and the lines that show how it came about.

    Parameters
    ----------
    indicator, statistic : as in the row.
    days : every day of the period.
    period : of the statistic.
    rule : its settings.
    edition : that judges the period.

    Raises
    ------
    UsageError : no such statistic.
    """
    if indicator == "AQI":
        return _of_index(statistic, days, edition)
    if indicator == "composite_index":
        return _composite(days, period, rule, edition)
    if indicator == "all_items":
        return _all_items(days, period, rule, edition)
    if statistic == "primary_days":
        if not any(one.index and one.index.index is not None for one in days):
            return None, ("没有有效日 no valid day",)
        named = [one.day for one in days if one.index and indicator in one.index.primary]
        return Decimal(len(named)), (f"{len(named)} d: {_dates(named)}",)
    return _of_pollutant(indicator, statistic, days, period, rule, edition)


def _of_pollutant(
    pollutant: str,
    statistic: str,
    days: Sequence[PublishedDay],
    period: Period,
    rule: AirRule,
    edition: AirEdition,
) -> Working:
    if statistic == "attains":
        return _attains(pollutant, days, period, rule, edition)
    if statistic == "sub_index":
        return _sub_index(pollutant, days, period, rule, edition)
    item = "O3_8h" if pollutant == "O3" else f"{pollutant}_24h"
    present = {one.day: value for one in days if (value := one.values[item]) is not None}
    absent = [one.day for one in days if one.day not in present]
    lines = [f"有效 valid {len(present)} / {len(days)} d"]
    if absent:
        lines.append(f"无效 not valid: {_dates(absent)}")
    if not present:
        return None, tuple(lines)
    exact, decimals = _exact_statistic(pollutant, item, statistic, present, edition, lines)
    return round_half_even(exact, decimals), tuple(lines)


def _exact_statistic(
    pollutant: str,
    item: str,
    statistic: str,
    present: Mapping[date, Decimal],
    edition: AirEdition,
    lines: list[str],
) -> tuple[Fraction, int]:
    """Return the statistic of the valid days before rounding, and its decimals."""
    assessment = edition.assessment
    decimals = assessment.decimals_of("period", pollutant).decimals
    numbers = sorted(Fraction(value) for value in present.values())
    percent = assessment.statistics_of(pollutant).percent
    if statistic == "mean":
        total = sum(numbers, Fraction(0))
        lines.append(f"{float(total):g} / {len(numbers)} = {float(total / len(numbers)):.6f}")
        return total / len(numbers), decimals
    if statistic == f"p{percent}":
        return _percentile(numbers, percent, lines), decimals
    limit = edition.limits.limit(pollutant, "mda8" if item == "O3_8h" else "24h").grade2
    over = [day for day, value in present.items() if value > limit]
    lines.append(f"超过日限值 over the daily limit {limit}: {len(over)} d {_dates(over)}")
    if statistic == "exceedance_days":
        return Fraction(len(over)), 0
    if statistic == "attainment_rate":
        share = Fraction((len(present) - len(over)) * PERCENT, len(present))
        return share, assessment.decimals_of("period", "rate").decimals
    raise UsageError("没有这项统计 no such statistic", found=statistic)


def _percentile(ascending: Sequence[Fraction], percent: int, lines: list[str]) -> Fraction:
    rank = percentile_rank(len(ascending), percent)
    below = int(rank)
    low = ascending[below - 1]
    high = ascending[min(below, len(ascending) - 1)]
    lines.append(f"k = {float(rank):g}: {float(low):g} .. {float(high):g}")
    return low + (high - low) * (rank - below)


def _attains(
    pollutant: str,
    days: Sequence[PublishedDay],
    period: Period,
    rule: AirRule,
    edition: AirEdition,
) -> Working:
    judged = edition.assessment.statistics_of(pollutant)
    averaging = "mda8" if pollutant == "O3" else "24h"
    pairs = [(f"p{judged.percent}", edition.limits.limit(pollutant, averaging).grade2)]
    if judged.annual_mean:
        pairs.append(("mean", edition.limits.limit(pollutant, "year").grade2))
    lines: list[str] = []
    attains = True
    for statistic, limit in pairs:
        value, _ = _of_pollutant(pollutant, statistic, days, period, rule, edition)
        lines.append(f"{statistic} {value} <= {limit}")
        if value is None:
            return None, tuple(lines)
        attains = attains and value <= limit
    return Decimal(int(attains)), tuple(lines)


def _all_items(
    days: Sequence[PublishedDay], period: Period, rule: AirRule, edition: AirEdition
) -> Working:
    values = {}
    lines: list[str] = []
    for one in edition.assessment.statistics:
        values[one.pollutant], working = _attains(one.pollutant, days, period, rule, edition)
        lines += [f"{one.pollutant}: {line}" for line in working]
    if any(value == 0 for value in values.values()):
        return Decimal(0), tuple(lines)
    known = all(value is not None for value in values.values())
    return (Decimal(1) if known else None), tuple(lines)


def _sub_index(
    pollutant: str,
    days: Sequence[PublishedDay],
    period: Period,
    rule: AirRule,
    edition: AirEdition,
) -> Working:
    term = next(one for one in edition.composite.terms if one.pollutant == pollutant)
    value, lines = _of_pollutant(pollutant, term.statistic, days, period, rule, edition)
    if value is None:
        return None, lines
    exact = Fraction(value) / Fraction(term.divisor)
    rounded = round_half_even(exact, edition.composite.sub_index_decimals.value)
    return rounded, (*lines, f"{value} / {term.divisor} = {float(exact):.6f}")


def _composite(
    days: Sequence[PublishedDay], period: Period, rule: AirRule, edition: AirEdition
) -> Working:
    total = Fraction(0)
    lines = []
    for term in edition.composite.terms:
        value, _ = _of_pollutant(term.pollutant, term.statistic, days, period, rule, edition)
        if value is None:
            return None, (f"缺少 missing: {term.pollutant}",)
        exact = Fraction(value) / Fraction(term.divisor)
        rounded = round_half_even(exact, edition.composite.sub_index_decimals.value)
        part = exact if rule.composite is CompositeForm.UNROUNDED else Fraction(rounded)
        total += part * Fraction(term.weight)
        lines.append(
            f"{term.pollutant} {term.statistic} {value} / {term.divisor} "
            f"= {float(exact):.6f} -> {rounded}"
        )
    return round_half_even(total, edition.composite.total_decimals.value), tuple(lines)


def _of_index(statistic: str, days: Sequence[PublishedDay], edition: AirEdition) -> Working:
    indices = {one.day: one.index.index for one in days if one.index is not None}
    valid = {day: index for day, index in indices.items() if index is not None}
    lines = [f"有效 valid {len(valid)} / {len(days)} d"]
    absent = [day for day, index in indices.items() if index is None]
    if absent:
        lines.append(f"无效 not valid: {_dates(absent)}")
    if statistic == "valid_days":
        return Decimal(len(valid)), tuple(lines)
    highest = -1
    classes = {}
    for one in edition.index.categories:
        classes[f"days_{one.english.replace(' ', '_')}"] = (highest + 1, one.high)
        highest = one.high
    good = (0, edition.index.good_day_up_to.value)
    spans = {**classes, "good_days": good, "good_day_share": good}
    if statistic not in spans:
        raise UsageError("没有这项统计 no such statistic", found=statistic)
    low, high = spans[statistic]
    counted = [day for day, index in valid.items() if low <= index <= high]
    rest = [day for day in valid if day not in set(counted)]
    lines.append(f"计入 counted {len(counted)} d; 其余 the rest {len(rest)} d: {_dates(rest)}")
    if not valid:
        return None, tuple(lines)
    if statistic == "good_day_share":
        rate = edition.assessment.decimals_of("period", "rate").decimals
        share = Fraction(len(counted) * PERCENT, len(valid))
        return round_half_even(share, rate), tuple(lines)
    return Decimal(len(counted)), tuple(lines)


def _dates(days: Sequence[date], most: int = 20) -> str:
    shown = ", ".join(day.isoformat() for day in days[:most])
    return shown + (f" ... (+{len(days) - most})" if len(days) > most else "")
