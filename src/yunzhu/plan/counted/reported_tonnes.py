"""What execution reports say was emitted, and what the other systems say of the same span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from yunzhu.city.registers.discharge_outlets import (
    DISCHARGE_OUTLETS,
    MONITOR_READINGS,
    OUTLET_LIMITS,
    MonitorReading,
    OutletLimit,
)
from yunzhu.city.registers.eia_documents import (
    EIA_DOCUMENTS,
    EIA_PROMISED_EMISSIONS,
    EiaPromisedEmission,
)
from yunzhu.city.registers.permits import (
    PERMIT_REPORT_EMISSIONS,
    PERMIT_REPORTS,
    PERMITS,
    Permit,
    PermitReport,
    ReportKind,
)
from yunzhu.city.registers.pollutants import Pollutant
from yunzhu.city.registers.statistical_returns import (
    STATISTICAL_RETURN_EMISSIONS,
    STATISTICAL_RETURNS,
    Survey,
)
from yunzhu.periods import Period
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.fixed_sources import lacks_report


@dataclass(frozen=True)
class Reported:
    """The figure of one pollutant in one report.

    Attributes
    ----------
    permit, enterprise : whose. kind, span : of the report. submitted_on : its day.
    item : the pollutant. tonnes : [t].
    of_firm : of all permits of the firm that have reported on the span [t].
    lacking : permits of the firm that owe the same report and have not handed it in.
    """

    permit: str
    enterprise: str
    kind: ReportKind
    span: Period
    submitted_on: date
    item: Pollutant
    tonnes: Decimal
    of_firm: Decimal
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class OtherFigure:
    """What another system says.

    Attributes
    ----------
    tonnes : [t]; None: it says nothing that could be compared, because of ``text``.
    text : where the figure comes from, or what is missing.
    """

    tonnes: Decimal | None
    text: str


FigureOf = Callable[[Reported], "OtherFigure | None"]
"""A system: its figure for a report, None where it has nothing to say of such a report."""


def reported_tonnes(facts: Facts) -> list[Reported]:
    """Return the figures of all reports handed in within the plan's year, up to the day.

    A firm's total takes in what its other permits handed in before the year, too.
    """
    firm_of = {row.code: row.enterprise for row in facts.registers.all(PERMITS)}
    reports = {
        (row.permit, row.kind, row.period_start): row for row in facts.registers.all(PERMIT_REPORTS)
    }
    submitted = {
        key: row.submitted_on
        for key, row in reports.items()
        if row.submitted_on is not None and row.submitted_on <= facts.day
    }
    rows = [
        row
        for row in facts.registers.all(PERMIT_REPORT_EMISSIONS)
        if (row.permit, row.kind, row.period_start) in submitted
    ]
    of_firm: dict[tuple[str, ReportKind, date, Pollutant], Decimal] = defaultdict(Decimal)
    for row in rows:
        of_firm[firm_of[row.permit], row.kind, row.period_start, row.item] += row.tonnes
    lacking = _lacking(facts, reports)
    return [
        Reported(
            row.permit,
            firm_of[row.permit],
            row.kind,
            _span(row.kind, row.period_start),
            day,
            row.item,
            row.tonnes,
            of_firm[firm_of[row.permit], row.kind, row.period_start, row.item],
            lacking(firm_of[row.permit], row.kind, row.period_start),
        )
        for row in rows
        if (day := submitted[row.permit, row.kind, row.period_start]) in facts.year
    ]


def _lacking(
    facts: Facts, reports: Mapping[tuple[str, ReportKind, date], PermitReport]
) -> Callable[[str, ReportKind, date], tuple[str, ...]]:
    """Return which permits of a firm owe a report of a span and have not handed it in."""
    permits: dict[str, list[Permit]] = defaultdict(list)
    for row in facts.registers.all(PERMITS):
        permits[row.enterprise].append(row)

    @cache
    def of(firm: str, kind: ReportKind, first: date) -> tuple[str, ...]:
        span = _span(kind, first)
        return tuple(
            permit.code
            for permit in permits[firm]
            if lacks_report(permit, kind, span, reports.get((permit.code, kind, first)), facts.day)
        )

    return of


@lru_cache(maxsize=1024)
def _span(kind: ReportKind, first: date) -> Period:
    return Period.of_months(first.year, first.month, first.month + kind.months - 1)


@lru_cache(maxsize=1024)
def _months(span: Period) -> tuple[tuple[int, int], ...]:
    return tuple((month.first.year, month.first.month) for month in span.months())


@lru_cache(maxsize=1024)
def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return Period.of_months(year, month, month).last


Readings = Mapping[tuple[str, Pollutant], Mapping[tuple[int, int], MonitorReading]]
"""Outlet and pollutant to the readings of its months, by year and month."""

Limits = Mapping[tuple[str, Pollutant], Sequence[OutletLimit]]
"""Outlet and pollutant to its limits, the earliest first."""


def monitored(
    facts: Facts, readings: Readings, limits: Limits, least_valid_percent: Decimal
) -> FigureOf:
    """Return what the monitors of a permit's outlets found over the span of a report.

    Outlets with a limit or a reading of the pollutant count, and each needs every month; a part
    of them is no figure of the permit.

    Parameters
    ----------
    facts : as they stood. readings, limits : of the outlets.
    least_valid_percent : of the hours of a month, for it to count [%].
    """
    outlets: dict[str, list[str]] = defaultdict(list)
    for outlet in facts.registers.all(DISCHARGE_OUTLETS):
        if outlet.permit is not None:
            outlets[outlet.permit].append(outlet.code)

    def figure(one: Reported) -> OtherFigure:
        tonnes, parts, months = Decimal(0), [], _months(one.span)
        for code in outlets.get(one.permit, ()):
            of_item = readings.get((code, one.item), {})
            bound = [row for row in limits.get((code, one.item), ()) if _overlaps(row, one.span)]
            if not bound and not any(month in of_item for month in months):
                continue
            lacking = [
                month for month in months if not _counts(of_item.get(month), least_valid_percent)
            ]
            if lacking:
                told = "、".join(f"{year}-{month:02}" for year, month in lacking)
                text = f"{code} 缺有效监测月份 months without valid readings: {told}"
                return OtherFigure(None, text)
            found = sum((of_item[month].tonnes or Decimal(0) for month in months), Decimal(0))
            tonnes += found
            limit = "、".join(f"{row.limit.normalize():f} {row.unit.value}" for row in bound)
            parts.append(f"{code} {shown(found)} t" + (f", 限值 limit {limit}" if limit else ""))
        if not parts:
            return OtherFigure(None, "无自动监测的排放口 no outlet with a monitor of it")
        return OtherFigure(tonnes, "; ".join(parts))

    return figure


def _counts(row: MonitorReading | None, least_valid_percent: Decimal) -> bool:
    return row is not None and row.tonnes is not None and has_enough_hours(row, least_valid_percent)


def has_enough_hours(row: MonitorReading, least_valid_percent: Decimal) -> bool:
    """Return whether enough hours of a month are valid; not told is not enough."""
    return row.valid_hours_percent is not None and row.valid_hours_percent >= least_valid_percent


def _overlaps(row: OutletLimit, span: Period) -> bool:
    return OUTLET_LIMITS.holds_between(row, span.first, span.last)


def readings_by_outlet(facts: Facts) -> Readings:
    """Return the months of each outlet and pollutant that were over by the day."""
    found: dict[tuple[str, Pollutant], dict[tuple[int, int], MonitorReading]] = defaultdict(dict)
    for row in facts.registers.all(MONITOR_READINGS):
        if last_day(row.year, row.month) <= facts.day:
            found[row.outlet, row.item][row.year, row.month] = row
    return found


def limits_by_outlet(facts: Facts) -> Limits:
    """Return the limits of each outlet and pollutant, the earliest first."""
    found: dict[tuple[str, Pollutant], list[OutletLimit]] = defaultdict(list)
    for row in facts.registers.all(OUTLET_LIMITS):
        found[row.outlet, row.item].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.valid_from)
    return found


def promised_in_eia(facts: Facts) -> FigureOf:
    """Return what assessments approved by the end of a report's span let a firm emit.

    Asked of yearly reports: a later approval does not raise the ceiling of a year that is over.
    """
    approved = {
        row.code: (row.enterprise, row.approved_on)
        for row in facts.registers.all(EIA_DOCUMENTS)
        if row.enterprise is not None
        and row.approved_on is not None
        and row.approved_on <= facts.day
    }
    found: dict[tuple[str, Pollutant], list[tuple[date, EiaPromisedEmission]]] = defaultdict(list)
    for row in facts.registers.all(EIA_PROMISED_EMISSIONS):
        if row.eia in approved:
            firm, approved_on = approved[row.eia]
            found[firm, row.item].append((approved_on, row))

    def figure(one: Reported) -> OtherFigure | None:
        if one.kind is not ReportKind.YEAR:
            return None
        promised = [
            row
            for approved_on, row in found.get((one.enterprise, one.item), ())
            if approved_on <= one.span.last
        ]
        if not promised:
            text = f"截至 {one.span.last} 无环评承诺排放量 no promised emission on record by then"
            return OtherFigure(None, text)
        ceiling = sum((row.tonnes_per_year for row in promised), Decimal(0))
        return OtherFigure(ceiling, "、".join(row.eia for row in promised))

    return figure


def returned_in_statistics(facts: Facts) -> FigureOf:
    """Return what a firm's accepted return says of the same year; asked of yearly reports."""
    firms: dict[tuple[Survey, int, str], str] = {
        (row.survey, row.year, row.unit): row.enterprise
        for row in facts.registers.all(STATISTICAL_RETURNS)
        if row.survey is Survey.STATISTICS
        and row.enterprise is not None
        and row.accepted_on is not None
        and row.accepted_on <= facts.day
    }
    found: dict[tuple[str, int, Pollutant], Decimal] = defaultdict(Decimal)
    for row in facts.registers.all(STATISTICAL_RETURN_EMISSIONS):
        firm = firms.get((row.survey, row.year, row.unit))
        if firm is not None:
            found[firm, row.year, row.item] += row.tonnes

    def figure(one: Reported) -> OtherFigure | None:
        if one.kind is not ReportKind.YEAR:
            return None
        year = one.span.first.year
        key = (one.enterprise, year, one.item)
        if key not in found:
            return OtherFigure(None, f"无 {year} 年通过的统计报表 no accepted return of {year}")
        return OtherFigure(found[key], f"{year} 年环境统计 statistics")

    return figure


def shown(tonnes: Decimal) -> str:
    """Return tonnes for reading, without zeros at the end."""
    return f"{tonnes.normalize():f}"
