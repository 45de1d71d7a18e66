"""Dates, periods and hours: the one place that shifts an hour label and counts days.

Time is stored as the START of its interval, local wall clock without zone, as the number of
whole hours since 1970-01-01 00:00 (an ``hour index``).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from yunzhu.errors import UsageError

HOURS_PER_DAY = 24
MINUTES_PER_DAY = 1440
_YEARS = range(1980, 2101)
_EPOCH = datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.date()


class HourLabel(Enum):
    """Which end of the averaging hour a feed's time stamp names."""

    START = "start"
    END = "end"


def hours_to_interval_start(label: HourLabel) -> int:
    """Return how many hours to add to a stamp's hour index to reach the interval's start.

    Chinese hourly feeds label the END (00:00 belongs to the day before); HJ 212 the start.

    Examples
    --------
    >>> hours_to_interval_start(HourLabel.END)
    -1
    """
    return -1 if label is HourLabel.END else 0


def hour_index(moment: datetime) -> int:
    """Return the whole hours from 1970-01-01 00:00 to ``moment`` (rounded down).

    Examples
    --------
    >>> hour_index(datetime(1970, 1, 2, 3, 59))
    27
    """
    return (moment - _EPOCH) // timedelta(hours=1)


def hour_start(index: int) -> datetime:
    """Return the wall-clock start of an hour index.

    Examples
    --------
    >>> hour_start(27)
    datetime.datetime(1970, 1, 2, 3, 0)
    """
    return _EPOCH + timedelta(hours=index)


def minute_index(moment: datetime) -> int:
    """Return the whole minutes from 1970-01-01 00:00 to ``moment`` (rounded down).

    Examples
    --------
    >>> minute_index(datetime(1970, 1, 2, 0, 5))
    1445
    """
    return (moment - _EPOCH) // timedelta(minutes=1)


def minute_start(index: int) -> datetime:
    """Return the wall clock of a minute index.

    Examples
    --------
    >>> minute_start(1445)
    datetime.datetime(1970, 1, 2, 0, 5)
    """
    return _EPOCH + timedelta(minutes=index)


def day_index(day: date) -> int:
    """Return the days from 1970-01-01 to ``day``; its first hour index is 24 times that."""
    return (day - _EPOCH_DAY).days


def day_of_index(index: int) -> date:
    """Return the date of a day index."""
    return _EPOCH_DAY + timedelta(days=index)


class PeriodKind(Enum):
    """What a period is in the calendar; only day, month and year have official validity."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    OTHER = "other"


_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_SHORT = re.compile(r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])))?")
_EXPECTED = "2020, 2020-H1, 2020-Q2, 2020-06, 2020-06-30 or 2020-01-01..2020-06-30"


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole days, both ends included.

    Examples
    --------
    >>> Period.parse("2020-H1")
    Period(first=datetime.date(2020, 1, 1), last=datetime.date(2020, 6, 30))
    >>> str(Period.parse("2020-02")), Period.parse("2020-02").days
    ('2020-02-01..2020-02-29', 29)
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first.year not in _YEARS or self.last.year not in _YEARS:
            raise UsageError(
                "年份超出范围 a year out of range",
                field="period",
                found=f"{self.first}..{self.last}",
                expected=f"{_YEARS[0]}..{_YEARS[-1]}",
            )
        if self.last < self.first:
            raise UsageError(
                "时段的末日早于首日 the period ends before it begins",
                found=f"{self.first}..{self.last}",
                expected="FIRST..LAST, FIRST <= LAST",
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period from text; raise `UsageError` when it is not one."""
        try:
            if span := _SPAN.fullmatch(text):
                return cls(date.fromisoformat(span[1]), date.fromisoformat(span[2]))
            if short := _SHORT.fullmatch(text):
                return cls._from_short(short)
        except ValueError as error:
            raise UsageError(
                "日期不存在 no such date", field="period", found=text, expected=_EXPECTED
            ) from error
        raise UsageError(
            "无法识别的时段 not a period", field="period", found=text, expected=_EXPECTED
        )

    @classmethod
    def _from_short(cls, match: re.Match[str]) -> Period:
        year, month, day, quarter, half = (int(part) if part else None for part in match.groups())
        assert year is not None
        if day is not None and month is not None:
            only = date(year, month, day)
            return cls(only, only)
        if month is not None:
            return cls.of_months(year, month, month)
        if quarter is not None:
            return cls.of_months(year, 3 * quarter - 2, 3 * quarter)
        if half is not None:
            return cls.of_months(year, 6 * half - 5, 6 * half)
        return cls.of_months(year, 1, 12)

    @classmethod
    def of_months(cls, year: int, first_month: int, last_month: int) -> Period:
        """Return the whole months ``first_month``..``last_month`` of ``year``."""
        last_day = calendar.monthrange(year, last_month)[1]
        return cls(date(year, first_month, 1), date(year, last_month, last_day))

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls.of_months(year, 1, 12)

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.last - self.first).days + 1

    @property
    def first_hour(self) -> int:
        """Hour index of the first hour."""
        return day_index(self.first) * HOURS_PER_DAY

    @property
    def stop_hour(self) -> int:
        """Hour index just after the last hour."""
        return (day_index(self.last) + 1) * HOURS_PER_DAY

    @property
    def kind(self) -> PeriodKind:
        """What this span is in the calendar."""
        if self.first == self.last:
            return PeriodKind.DAY
        for kind, months in _MONTHS_OF_KIND:
            begin = self.first.month
            if (begin - 1) % months == 0 and self == Period.of_months(
                self.first.year, begin, begin + months - 1
            ):
                return kind
        return PeriodKind.OTHER

    def months(self) -> tuple[Period, ...]:
        """Split into the calendar months it touches, cut to its own ends.

        Examples
        --------
        >>> [str(part) for part in Period.parse("2020-01-30..2020-02-02").months()]
        ['2020-01-30..2020-01-31', '2020-02-01..2020-02-02']
        """
        parts = []
        begin = self.first
        while begin <= self.last:
            whole = Period.of_months(begin.year, begin.month, begin.month)
            end = min(whole.last, self.last)
            parts.append(Period(begin, end))
            begin = end + timedelta(days=1)
        return tuple(parts)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


_MONTHS_OF_KIND = (
    (PeriodKind.MONTH, 1),
    (PeriodKind.QUARTER, 3),
    (PeriodKind.HALF_YEAR, 6),
    (PeriodKind.YEAR, 12),
)


def base_period_of(period: Period) -> Period:
    """Return the same span one year earlier; whole months stay whole months.

    Examples
    --------
    >>> str(base_period_of(Period.parse("2020-H1"))), str(base_period_of(Period.parse("2021-02")))
    ('2019-01-01..2019-06-30', '2020-02-01..2020-02-29')
    """
    first, last = _year_earlier(period.first), _year_earlier(period.last)
    if period.first.day == 1 and (period.last + timedelta(days=1)).day == 1:
        last = Period.of_months(last.year, last.month, last.month).last
    return Period(first, last)


def _year_earlier(day: date) -> date:
    leap_day = (2, 29)
    shifted = 28 if (day.month, day.day) == leap_day else day.day
    return date(day.year - 1, day.month, shifted)


CITY_ZONE = timezone(timedelta(hours=8))


def city_now() -> datetime:
    """Return the city's wall clock (UTC+8) without zone."""
    return datetime.now(CITY_ZONE).replace(tzinfo=None)
