"""Which execution reports (执行报告) a permit owes by a day, and which it need not hand in."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from yunzhu.city.registers.permits import ReportKind
from yunzhu.periods import Period
from yunzhu.values import SourceMark

_MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class ReportRules:
    """The rules of reporting, as settings: none of these numbers was read in the rule's own text.

    Attributes
    ----------
    due_day : day of the month after the span on which a report is due [day of the month]. For
        the half-year it is a reading; the source names months and quarters.
    latest_year_day : day of January of a yearly report whose permit does not state it.
    least_days : of a month report: it is not owed when the permit was held for fewer [d].
    least_months_quarter, least_months_half_year, least_months_year : of the longer ones, not
        owed when it was held for less [months]; None: no bound is known, always owed.
    merged : kinds that need not be handed in where a longer one ends on the same day.
    mark : how well the numbers are known.
    """

    due_day: int = 15
    latest_year_day: int = 31
    least_days: int = 10
    least_months_quarter: int | None = 1
    least_months_half_year: int | None = None
    least_months_year: int | None = 3
    merged: frozenset[ReportKind] = frozenset({ReportKind.MONTH})
    mark: SourceMark = SourceMark.UNVERIFIED


RULES = ReportRules()


@dataclass(frozen=True)
class ReportTerms:
    """What a permit says of its reports.

    Attributes
    ----------
    held : first and last day on which it stands.
    kinds : that it owes.
    year_report_day : day of January on which the yearly one is due; None: not stated.
    """

    held: Period
    kinds: frozenset[ReportKind]
    year_report_day: int | None = None


@dataclass(frozen=True)
class ReportDue:
    """A report whose day has come.

    Attributes
    ----------
    kind, span : what it tells of. due_on : last day to hand it in.
    held_too_short : the bound that the permit's time in the span does not reach, or "".
    merged_into : the longer report that takes its place.
    """

    kind: ReportKind
    span: Period
    due_on: date
    held_too_short: str = ""
    merged_into: ReportKind | None = None

    @property
    def is_owed(self) -> bool:
        """Whether it must be handed in."""
        return not self.held_too_short and self.merged_into is None


def reports_due(
    terms: ReportTerms, since: date, until: date, rules: ReportRules = RULES
) -> tuple[ReportDue, ...]:
    """Return the reports due from ``since`` to ``until``, by the day on which they are due.

    Source: requirements 2.11 (HJ 944-2018 as recalled, unverified).

    Parameters
    ----------
    terms : of the permit.
    since, until : first and last day.
    rules : of reporting.
    """
    # No span lies outside of these days, and most permits stand on all of them: they are alike.
    first, last = max(terms.held.first, date(since.year - 1, 1, 1)), min(terms.held.last, until)
    if last < first:
        return ()
    return _due_of(Period(first, last), terms.kinds, terms.year_report_day, since, until, rules)


def report_due(
    terms: ReportTerms, kind: ReportKind, span: Period, rules: ReportRules = RULES
) -> ReportDue | None:
    """Return the report of one span, whenever it is due; None when the permit has none of it.

    Parameters
    ----------
    terms : of the permit.
    kind, span : of the report.
    rules : of reporting.
    """
    if not _is_of(terms, kind, span):
        return None
    return _due(kind, span, _due_on(kind, span, terms.year_report_day, rules), terms, rules)


def _is_of(terms: ReportTerms, kind: ReportKind, span: Period) -> bool:
    held = terms.held
    return kind in terms.kinds and span.last >= held.first and span.first <= held.last


@lru_cache(maxsize=4096)
def _due_of(
    held: Period,
    kinds: frozenset[ReportKind],
    year_report_day: int | None,
    since: date,
    until: date,
    rules: ReportRules,
) -> tuple[ReportDue, ...]:
    terms = ReportTerms(held, kinds, year_report_day)
    return tuple(
        _due(kind, span, due_on, terms, rules)
        for kind, span, due_on in _calendar(since, until, year_report_day, rules)
        if _is_of(terms, kind, span)
    )


@lru_cache(maxsize=256)
def _calendar(
    since: date, until: date, year_report_day: int | None, rules: ReportRules
) -> tuple[tuple[ReportKind, Period, date], ...]:
    """Return all spans whose report is due within two days, the same for every permit."""
    found = []
    for year in range(since.year - 1, until.year + 1):
        for month in range(1, _MONTHS_PER_YEAR + 1):
            for kind in ReportKind:
                if month % kind.months == 0:
                    span = Period.of_months(year, month - kind.months + 1, month)
                    due_on = _due_on(kind, span, year_report_day, rules)
                    if since <= due_on <= until:
                        found.append((kind, span, due_on))
    return tuple(sorted(found, key=lambda one: (one[2], one[1].first)))


def _due(
    kind: ReportKind, span: Period, due_on: date, terms: ReportTerms, rules: ReportRules
) -> ReportDue:
    short = _held_too_short(kind, span, terms, rules)
    merged = None if short else _longer_one(kind, span, terms, rules)
    return ReportDue(kind, span, due_on, short, merged)


def _due_on(
    kind: ReportKind, span: Period, year_report_day: int | None, rules: ReportRules
) -> date:
    after = span.last + timedelta(days=1)
    if kind is ReportKind.YEAR:
        return after.replace(day=year_report_day or rules.latest_year_day)
    return after.replace(day=rules.due_day)


def _held_too_short(kind: ReportKind, span: Period, terms: ReportTerms, rules: ReportRules) -> str:
    held = Period(max(span.first, terms.held.first), min(span.last, terms.held.last))
    if kind is ReportKind.MONTH:
        return f"< {rules.least_days} d" if held.days < rules.least_days else ""
    months = {
        ReportKind.QUARTER: rules.least_months_quarter,
        ReportKind.HALF_YEAR: rules.least_months_half_year,
        ReportKind.YEAR: rules.least_months_year,
    }[kind]
    if months is None or _months_later(held.first, months) <= held.last + timedelta(days=1):
        return ""
    return f"< {months} 月 months"


def _longer_one(
    kind: ReportKind, span: Period, terms: ReportTerms, rules: ReportRules
) -> ReportKind | None:
    """Return the shortest longer report that ends with the span and is owed itself."""
    if kind not in rules.merged:
        return None
    month = span.last.month
    for longer in ReportKind:
        if longer.months <= kind.months or longer not in terms.kinds or month % longer.months:
            continue
        whole = Period.of_months(span.last.year, month - longer.months + 1, month)
        if not _held_too_short(longer, whole, terms, rules):
            return longer
    return None


def _months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    count = day.year * _MONTHS_PER_YEAR + day.month - 1 + months
    year, month = divmod(count, _MONTHS_PER_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
