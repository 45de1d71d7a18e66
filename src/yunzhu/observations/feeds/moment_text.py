"""Moments from text to the minute; a stamp without a year takes it from the day of the poll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from yunzhu.periods import minute_index

_MOMENT = re.compile(
    r"(?:(?P<year>[0-9]{4})[-/])?(?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})"
    r"(?:[ T]+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.0+)?)?)?"
)
_DAY_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})([-_.]?)([01][0-9])\2([0-3][0-9])(?![0-9])")
_YEARS_BACK = 8
_LAST_HOUR, _LAST_MINUTE = 23, 59


class MomentFault(Enum):
    """Why a stamp cannot be taken, and what was expected."""

    NOT_A_TIME = ("无法识别的时间 not a time", "YYYY-MM-DD HH:MM, MM-DD HH:MM")
    NO_SUCH_DATE = ("日期不存在 no such date", "日历上的日期 a date of the calendar")
    NO_SUCH_HOUR = ("时刻不存在 no such hour or minute", "00:00..23:59")
    NO_YEAR = ("时间没有年份 a time without a year", "--polled YYYY-MM-DD")

    @property
    def reason(self) -> str:
        """What is wrong."""
        return self.value[0]

    @property
    def expected(self) -> str:
        """What should have stood there."""
        return self.value[1]


def read_moment(text: str, polled: date | None) -> int | MomentFault:
    """Return the minute index of a stamp.

    Parameters
    ----------
    text : ``YYYY-MM-DD HH:MM``, ``MM-DD HH:MM``, or a date alone, which means its 00:00.
    polled : day on which the feed was asked: a stamp without a year is of the latest year in
        which it is not after that day.

    Examples
    --------
    >>> from yunzhu.periods import minute_start
    >>> minute_start(read_moment("12-31 20:00", date(2021, 1, 1)))
    datetime.datetime(2020, 12, 31, 20, 0)
    >>> read_moment("12-31 20:00", None).name
    'NO_YEAR'
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return MomentFault.NOT_A_TIME
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    month, day = int(match["month"]), int(match["day"])
    if match["year"] is not None:
        found = _calendar(int(match["year"]), month, day)
    elif polled is None:
        return MomentFault.NO_YEAR
    else:
        found = next(_not_after(polled, month, day), None)
    if found is None:
        return MomentFault.NO_SUCH_DATE
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return MomentFault.NO_SUCH_HOUR
    return minute_index(datetime(found.year, found.month, found.day, hour, minute))


def _not_after(polled: date, month: int, day: int) -> Iterator[date]:
    for year in range(polled.year, polled.year - _YEARS_BACK - 1, -1):
        found = _calendar(year, month, day)
        if found is not None and found <= polled:
            yield found


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_in_name(path: Path) -> date | None:
    """Return the one date that a file's name states, or None.

    Examples
    --------
    >>> day_in_name(Path("raw_2020-05-08.json.gz")), day_in_name(Path("20200508_20200509.csv"))
    (datetime.date(2020, 5, 8), None)
    """
    found = {
        day
        for year, _, month, number in _DAY_IN_NAME.findall(path.name)
        if (day := _calendar(int(year), int(month), int(number))) is not None
    }
    return found.pop() if len(found) == 1 else None
