"""Period rules as dated occurrences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yunzhu.city.records import PeriodRule
from yunzhu.errors import UsageError
from yunzhu.periods import Period

_MONTHS = {PeriodRule.MONTHLY: 1, PeriodRule.QUARTERLY: 3, PeriodRule.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a recurring duty falls due; ``meeting`` is the register's number of it."""

    period: Period
    due: date
    meeting: int | None = None


def occurrences(
    rule: PeriodRule,
    span: Period,
    days_to_due: int,
    meetings: Sequence[tuple[int, date]] = (),
) -> tuple[Occurrence, ...]:
    """Return the dated occurrences of a rule within a span, in order.

    Parameters
    ----------
    rule : how often.
    span : first and last day of the duty; calendar periods are cut to it.
    days_to_due : calendar days from the end of a period (or from a meeting) to the due date [d].
    meetings : number and date of the meetings of the kind that the rule follows.

    Examples
    --------
    >>> found = occurrences(PeriodRule.QUARTERLY, Period.parse("2020-02-10..2020-07-31"), 15)
    >>> [(str(one.period), str(one.due)) for one in found]  # doctest: +NORMALIZE_WHITESPACE
    [('2020-02-10..2020-03-31', '2020-04-15'), ('2020-04-01..2020-06-30', '2020-07-15'),
     ('2020-07-01..2020-07-31', '2020-08-15')]
    """
    if days_to_due < 0:
        raise UsageError(
            "期限天数为负 negative days to due", found=days_to_due, expected="0, 1, 2 …"
        )
    wait = timedelta(days=days_to_due)
    if rule is PeriodRule.EVERY_MEETING:
        held = sorted((day, number) for number, day in meetings if day in span)
        return tuple(Occurrence(Period(day, day), day + wait, number) for day, number in held)
    periods = (span,) if rule is PeriodRule.ONCE else _cut(span, _MONTHS[rule])
    return tuple(Occurrence(period, period.last + wait) for period in periods)


def _cut(span: Period, months: int) -> tuple[Period, ...]:
    parts = []
    begin = span.first
    while begin <= span.last:
        first_month = begin.month - (begin.month - 1) % months
        whole = Period.of_months(begin.year, first_month, first_month + months - 1)
        parts.append(Period(begin, min(whole.last, span.last)))
        begin = whole.last + timedelta(days=1)
    return tuple(parts)
