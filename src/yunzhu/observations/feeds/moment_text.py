"""Moments from text to the minute; a stamp without a year takes it from the day of the poll."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from yunzhu.observations.feeds.calendar_text import BEFORE_HOUR, MONTH_AND_DAY, YEAR
from yunzhu.periods import minute_index

_MOMENT = re.compile(
    rf"(?:{YEAR})?{MONTH_AND_DAY}"
    rf"(?:{BEFORE_HOUR}([0-9]{{1,2}}):([0-9]{{2}})(?::[0-9]{{2}}(?:\.0+)?)?)?"
)
_DAY_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})([-_.]?)([01][0-9])\2([0-3][0-9])(?![0-9])")
# Beyond this a stamp is as likely one of the month after its poll, and its year unknown; stations
# that have been silent for most of a year are real.
FURTHEST_BACK = timedelta(days=335)
_LAST_HOUR, _LAST_MINUTE = 23, 59
_LEAP_YEAR = 2000


class MomentFault(Enum):
    """Why a stamp cannot be taken, and what was expected."""

    NOT_A_TIME = ("无法识别的时间 not a time", "YYYY-MM-DD HH:MM, MM-DD HH:MM")
    NO_SUCH_DATE = ("日期不存在 no such date", "日历上的日期 a date of the calendar")
    NO_SUCH_HOUR = ("时刻不存在 no such hour or minute", "00:00..23:59")
    FAR_FROM_POLL = (
        "晚于采集日或早得太多，年份不明 after the poll or too long before it, so of no known year",
        f"采集日或其前 {FURTHEST_BACK.days} 天内 on the day of the poll or within "
        f"{FURTHEST_BACK.days} days before",
    )
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
        which it is not after that day, and of none when that is long before.

    Examples
    --------
    >>> from yunzhu.periods import minute_start
    >>> minute_start(read_moment("12-31 20:00", date(2021, 1, 1)))
    datetime.datetime(2020, 12, 31, 20, 0)
    >>> read_moment("12-31 20:00", None).name, read_moment("01-02 00:00", date(2021, 1, 1)).name
    ('NO_YEAR', 'FAR_FROM_POLL')
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return MomentFault.NOT_A_TIME
    month, day, hour, minute = (int(part or 0) for part in match.groups()[1:])
    if match[1] is not None:
        found = _calendar(int(match[1]), month, day)
    elif polled is None:
        return MomentFault.NO_YEAR
    elif _calendar(_LEAP_YEAR, month, day) is None:
        found = None
    else:
        found = _before_poll(polled, month, day)
        if found is None:
            return MomentFault.FAR_FROM_POLL
    if found is None:
        return MomentFault.NO_SUCH_DATE
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return MomentFault.NO_SUCH_HOUR
    return minute_index(datetime(found.year, found.month, found.day, hour, minute))


def _before_poll(polled: date, month: int, day: int) -> date | None:
    for year in (polled.year, polled.year - 1):
        found = _calendar(year, month, day)
        if found is not None and polled - FURTHEST_BACK <= found <= polled:
            return found
    return None


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
