"""Hour stamps from text, timestamps or separate columns, with a fault code per record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yunzhu.arrays import BoolArray, Int64Array, UInt8Array
from yunzhu.observations.feeds.calendar_text import BEFORE_HOUR, MONTH_AND_DAY, YEAR
from yunzhu.observations.feeds.number_text import encoded_text
from yunzhu.periods import CITY_ZONE, HOURS_PER_DAY, hour_index

_STAMP = re.compile(
    rf"{YEAR}{MONTH_AND_DAY}{BEFORE_HOUR}"
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\.0+)?"
)
_SECONDS_PER_HOUR = 3600
_MONTHS_PER_YEAR = 12
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class StampFault(IntEnum):
    """Why an hour stamp cannot be taken."""

    NONE = 0
    NOT_A_TIME = 1
    NO_SUCH_DATE = 2
    NO_SUCH_HOUR = 3
    NOT_WHOLE_HOUR = 4


STAMP_REASONS = {
    StampFault.NOT_A_TIME: ("无法识别的时间 not a time", "YYYY-MM-DD HH:MM:SS"),
    StampFault.NO_SUCH_DATE: ("日期不存在 no such date", "日历上的日期 a date of the calendar"),
    StampFault.NO_SUCH_HOUR: ("小时应为 0 至 23 no such hour", "0..23"),
    StampFault.NOT_WHOLE_HOUR: ("不是整点 not a whole hour", "HH:00:00"),
}


def parse_stamps(
    column: pa.Array | pa.ChunkedArray, written: str | None = None
) -> tuple[Int64Array, UInt8Array, Callable[[int], str]]:
    """Parse a column of stamps.

    Parameters
    ----------
    column : text or Arrow timestamps [records]; a timestamp with zone is put on city time.
    written : ``strptime`` format of the text; None: ``YYYY-MM-DD HH:MM[:SS]``, with ``T`` too and
        the date in any form of `yunzhu.observations.feeds.calendar_text`.

    Returns
    -------
    Hour index of each stamp as written, its `StampFault`, and the text of a record.
    """
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _parse_timestamps(column)
    texts, positions = encoded_text(column)
    parse = _parse_stamp if written is None else lru_cache(_parser_of(written))
    parsed = [parse(text) for text in texts.to_pylist()]
    hours = np.array([hour for hour, _ in parsed], np.int64)[positions]
    faults = np.array([fault for _, fault in parsed], np.uint8)[positions]
    return hours, faults, lambda record: str(texts[int(positions[record])].as_py())


def _parse_timestamps(
    column: pa.Array | pa.ChunkedArray,
) -> tuple[Int64Array, UInt8Array, Callable[[int], str]]:
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
    ticks = pc.fill_null(column.cast(pa.int64()), np.iinfo(np.int64).min).to_numpy()
    absent = ticks == np.iinfo(np.int64).min
    ticks = np.where(absent, 0, ticks)
    offset = CITY_ZONE.utcoffset(None) if column.type.tz is not None else timedelta(0)
    per_hour = per_second * _SECONDS_PER_HOUR
    hours = ticks // per_hour + offset // timedelta(hours=1)
    faults = np.where(ticks % per_hour != 0, StampFault.NOT_WHOLE_HOUR, StampFault.NONE)
    faults = np.where(absent, StampFault.NOT_A_TIME, faults).astype(np.uint8)

    def text(record: int) -> str:
        value = column[record].as_py()
        return "" if value is None else str(value)

    return hours.astype(np.int64), faults, text


@lru_cache(maxsize=100_000)
def _parse_stamp(text: str) -> tuple[int, StampFault]:
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        return 0, StampFault.NOT_A_TIME
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        midnight = datetime(year, month, day)
    except ValueError:
        return 0, StampFault.NO_SUCH_DATE
    if hour >= HOURS_PER_DAY:
        return 0, StampFault.NO_SUCH_HOUR
    if minute or second:
        return 0, StampFault.NOT_WHOLE_HOUR
    return hour_index(midnight) + hour, StampFault.NONE


def _parser_of(written: str) -> Callable[[str], tuple[int, StampFault]]:
    def parse(text: str) -> tuple[int, StampFault]:
        try:
            moment = datetime.strptime(text.strip(), written)
        except ValueError:
            return 0, StampFault.NOT_A_TIME
        if moment.tzinfo is not None:
            moment = moment.astimezone(CITY_ZONE).replace(tzinfo=None)
        if moment.minute or moment.second or moment.microsecond:
            return 0, StampFault.NOT_WHOLE_HOUR
        return hour_index(moment), StampFault.NONE

    return parse


def hours_of_calendar(
    year: Int64Array, month: Int64Array, day: Int64Array, hour: Int64Array
) -> tuple[Int64Array, UInt8Array]:
    """Return the hour index of year, month, day, hour and a `StampFault` each.

    Parameters
    ----------
    year, month, day, hour : int64 [records]; a field that could not be read is negative.

    Examples
    --------
    >>> one = lambda *parts: [np.array([part]) for part in parts]
    >>> hours_of_calendar(*one(1970, 1, 2, 3))[0].tolist()
    [27]
    >>> StampFault(hours_of_calendar(*one(2023, 2, 29, 0))[1][0]).name
    'NO_SUCH_DATE'
    """
    plausible = (
        _between(year, _FIRST_YEAR, _LAST_YEAR)
        & _between(month, 1, _MONTHS_PER_YEAR)
        & _between(day, 1, 31)
    )
    index = np.where(plausible, (year - 1970) * _MONTHS_PER_YEAR + month - 1, 0)
    first = index.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = first + np.where(plausible, day, 1) - 1
    real = plausible & (
        days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) == index
    )
    faults = np.where(
        _between(hour, 0, HOURS_PER_DAY - 1), StampFault.NONE, StampFault.NO_SUCH_HOUR
    )
    faults = np.where(real, faults, StampFault.NO_SUCH_DATE).astype(np.uint8)
    hours = np.where(faults == StampFault.NONE, days * HOURS_PER_DAY + hour, 0)
    return hours.astype(np.int64), faults


def whole_numbers(column: pa.Array | pa.ChunkedArray) -> tuple[Int64Array, Callable[[int], str]]:
    """Read a column of calendar fields; what is not a whole number becomes -1."""
    texts, positions = encoded_text(column)
    read = [
        int(text) if re.fullmatch(r"[0-9]{1,9}", text) else _whole_of_float(text)
        for text in (text.strip() for text in texts.to_pylist())
    ]
    return np.array(read, np.int64)[positions], lambda record: str(
        texts[int(positions[record])].as_py()
    )


def _whole_of_float(text: str) -> int:
    """Read the ``2013.0`` that a table program makes of 2013."""
    match = re.fullmatch(r"([0-9]{1,9})\.0*", text)
    return int(match[1]) if match else -1


def _between(values: Int64Array, lowest: int, highest: int) -> BoolArray:
    return (values >= lowest) & (values <= highest)
