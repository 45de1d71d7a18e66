"""From columns of ratios to result rows: each number rounded once, with all it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from yunzhu.indicators.air.rules import AirRule, CompositeForm, Source
from yunzhu.indicators.air.statistics import Column, published_least_counts
from yunzhu.periods import Period
from yunzhu.standards import PERCENT, AirEdition
from yunzhu.standards.composite_index import composite_index
from yunzhu.values import Origin, Result, SourceMark, worst_mark

COMPOSITE, ALL_ITEMS, ATTAINS = "composite_index", "all_items", "attains"


def edition_name(column: Column, edition: AirEdition) -> str:
    """Return the standard that judges a column."""
    if column.statistic in {"exceedance_days", "attainment_rate", "attains"}:
        return edition.limits.edition
    if column.indicator == "AQI" or column.statistic.startswith("primary_days"):
        return edition.index.name
    return edition.assessment.name


def rows_of_columns(
    columns: Iterable[Column],
    subjects: Sequence[str],
    period: Period,
    rule: AirRule,
    edition: AirEdition,
    origin: Origin,
    note: str,
) -> list[Result]:
    """Return one row per subject and column, subjects outermost.

    Parameters
    ----------
    columns : statistics of one period under one rule.
    subjects : ids, in the order of the columns' first axis.
    period, rule, edition : what the columns were computed for.
    origin : of the records.
    note : put to every row.
    """
    ready = [(column, published_least_counts(column)) for column in columns]
    text, span = str(rule), str(period)
    rows = []
    for place, subject in enumerate(subjects):
        for column, least_counts in ready:
            denominator = int(column.denominator[place])
            has_value = denominator != 0
            rows.append(
                Result(
                    subject=subject,
                    indicator=column.indicator,
                    statistic=column.statistic,
                    period=span,
                    value=Decimal(int(least_counts[place])).scaleb(-column.decimals)
                    if has_value
                    else None,
                    unit=column.unit,
                    n_valid=int(column.n_valid[place]),
                    n_expected=column.n_expected,
                    valid=None if column.valid is None else bool(column.valid[place]),
                    edition=edition_name(column, edition),
                    rule=text,
                    exact=Fraction(int(column.numerator[place]), denominator)
                    if has_value
                    else None,
                    mark=worst_mark(column.mark, reading_mark(column, rule, edition)),
                    origin=origin,
                    note="; ".join(part for part in (_counted(column, place), note) if part),
                )
            )
    return rows


def _all_valid(inputs: Sequence[Result]) -> bool | None:
    """Return the validity of what rests on some rows; None where the standard defines none."""
    validities = [one.valid for one in inputs]
    if None in validities:
        return None
    return bool(validities) and all(validities)


def _counted(column: Column, place: int) -> str:
    """Return numerator and denominator of a share of days; the rest is listed by `explain`."""
    if column.unit != "%" or not column.denominator[place]:
        return ""
    counted = int(column.numerator[place]) // PERCENT
    return f"{counted}/{int(column.denominator[place])} d"


def reading_mark(column: Column, rule: AirRule, edition: AirEdition) -> SourceMark:
    """Return the mark of the reading that a city's ozone, and so its index, rests on."""
    rests_on_ozone = column.indicator in ("O3", "AQI") or column.statistic == "primary_days"
    if rule.source is not Source.STATIONS or not rests_on_ozone:
        return SourceMark.SEEN
    setting = edition.assessment.setting("city_daily_max_8h")
    return setting.option(rule.city_ozone.value).mark


def attainment_rows(rows: Sequence[Result], shared_note: str = "") -> list[Result]:
    """Return whether the subject attains in all six items, naming those that do not.

    Only a year has the rows it rests on; other periods give nothing.

    Parameters
    ----------
    rows : the subject's statistics of one period under one rule.
    shared_note : put to the row as to every other.
    """
    items = [row for row in rows if row.statistic == ATTAINS]
    if not items:
        return []
    absent = [row.indicator for row in items if row.value is None]
    failing = [row.indicator for row in items if row.value == 0]
    notes = [
        f"{words}: {', '.join(names)}"
        for words, names in (("缺少 missing", absent), ("未达标 not attained", failing))
        if names
    ]
    value = None if absent and not failing else Decimal(not failing)
    return [
        replace(
            items[0],
            indicator=ALL_ITEMS,
            value=value,
            exact=None if value is None else Fraction(value),
            n_valid=min(row.n_valid for row in items),
            valid=_all_valid(items),
            mark=worst_mark(*(row.mark for row in items)),
            note="; ".join([*notes, *([shared_note] if shared_note else [])]),
        )
    ]


def composite_rows(
    rows: Sequence[Result], rule: AirRule, edition: AirEdition, shared_note: str = ""
) -> list[Result]:
    """Return the composite index and its sub-indices from one subject's statistics.

    The inputs are the published (rounded) statistics. An absent one leaves the index absent.

    Parameters
    ----------
    rows : the subject's statistics of one period under one rule.
    rule : says which sub-indices the total adds up.
    edition : holds the composite index's own document.
    shared_note : put to the rows as to every other.
    """
    terms = {(term.pollutant, term.statistic) for term in edition.composite.terms}
    inputs = [row for row in rows if (row.indicator, row.statistic) in terms]
    make = partial(
        Result,
        subject=rows[0].subject,
        period=rows[0].period,
        unit="",
        n_valid=min((one.n_valid for one in inputs), default=0),
        n_expected=rows[0].n_expected,
        valid=_all_valid(inputs),
        edition=edition.composite.name,
        rule=rows[0].rule,
        mark=worst_mark(
            *(row.mark for row in inputs),
            edition.composite.mark,
            edition.composite.setting("composite_total").option(rule.composite.value).mark,
        ),
        origin=rows[0].origin,
    )
    note = shared_note
    if _all_valid(inputs) is False:
        short = ", ".join(f"{row.indicator} {row.n_valid}/{row.n_expected} d" for row in inputs)
        note = f"有效日不足 too few valid days: {short}. {note}".strip()
    values = {row.indicator: row.value for row in inputs if row.value is not None}
    absent = [name for name in edition.composite.pollutants if name not in values]
    if absent:
        missing = f"缺少 missing: {', '.join(absent)}. {note}".strip()
        return [make(indicator=COMPOSITE, statistic="total", value=None, note=missing)]
    found = composite_index(values, edition.composite)
    if rule.composite is CompositeForm.UNROUNDED:
        total = found.total_of_unrounded
        addends = dict(found.exact)
    else:
        total = found.total_of_rounded
        addends = {name: Fraction(value) for name, value in found.sub_indices.items()}
    weighted = sum(
        (Fraction(term.weight) * addends[term.pollutant] for term in edition.composite.terms),
        Fraction(0),
    )
    largest = f"最大分指数 largest: {', '.join(found.largest)}. {note}".strip()
    return [
        make(
            indicator=COMPOSITE,
            statistic="total",
            value=total,
            exact=weighted,
            note=largest,
        ),
        *(
            make(
                indicator=name,
                statistic="sub_index",
                value=found.sub_indices[name],
                exact=found.exact[name],
                note=note,
            )
            for name in edition.composite.pollutants
        ),
    ]
