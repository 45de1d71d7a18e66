"""When things are recorded: the city's wall clock, or a simulated one in a simulated city."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from yunzhu.periods import CITY_ZONE, city_now

_simulated: ContextVar[datetime | None] = ContextVar("simulated_time", default=None)


@contextmanager
def simulated_time(moment: datetime) -> Iterator[None]:
    """Let actions be recorded as of a past moment; a measured city refuses every action inside.

    Parameters
    ----------
    moment : the city's wall clock, without zone.

    Examples
    --------
    >>> with simulated_time(datetime(2020, 3, 1, 9)):
    ...     print(recording_time())
    2020-03-01 09:00:00
    """
    token = _simulated.set(moment)
    try:
        yield
    finally:
        _simulated.reset(token)


def is_simulated() -> bool:
    """Return whether the clock was set by ``simulated_time``."""
    return _simulated.get() is not None


def recording_time() -> datetime:
    """Return the moment that an action is recorded at, the city's wall clock without zone."""
    return _simulated.get() or city_now()


def stored(wall: datetime) -> datetime:
    """Return a wall-clock moment as the database keeps it, with its zone.

    Examples
    --------
    >>> stored(datetime(2020, 3, 1, 9)).isoformat()
    '2020-03-01T09:00:00+08:00'
    """
    return wall.replace(tzinfo=CITY_ZONE)


def wall_clock(moment: datetime) -> datetime:
    """Return a stored moment as the city's wall clock, without zone.

    Examples
    --------
    >>> wall_clock(datetime.fromisoformat("2020-03-01T01:00:00+00:00"))
    datetime.datetime(2020, 3, 1, 9, 0)
    """
    return moment.astimezone(CITY_ZONE).replace(tzinfo=None)


def end_of(day: date) -> datetime:
    """Return the stored moment at which a day is over; everything of the day lies before it.

    Examples
    --------
    >>> end_of(date(2020, 2, 29)).isoformat()
    '2020-03-01T00:00:00+08:00'
    """
    return stored(datetime.combine(day + timedelta(days=1), time()))
