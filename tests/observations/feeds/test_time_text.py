"""Hour stamps: what is written, and why a stamp is refused."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from yunzhu.observations.feeds.time_text import (
    StampFault,
    hours_of_calendar,
    parse_stamps,
    whole_numbers,
)
from yunzhu.periods import hour_index, hour_start

FIVE = datetime(2020, 2, 29, 5)


def stamp(text: str, written: str | None = None) -> datetime | StampFault:
    hours, faults, _ = parse_stamps(pa.array([text]), written)
    return StampFault(int(faults[0])) if faults[0] else hour_start(int(hours[0]))


@pytest.mark.parametrize(
    "text",
    [
        *("2020-02-29 05:00:00", "2020-02-29T05:00", "2020/2/29 5:00", " 2020-02-29 05:00:00.0 "),
        *("2020年2月29日 5:00", "2020年2月29日05:00"),
    ],
)
def test_usual_ways_to_write_an_hour(text: str) -> None:
    assert stamp(text) == FIVE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", StampFault.NOT_A_TIME),
        ("2020-02-29", StampFault.NOT_A_TIME),
        ("yesterday", StampFault.NOT_A_TIME),
        ("2021-02-29 05:00:00", StampFault.NO_SUCH_DATE),
        ("2020-13-01 05:00:00", StampFault.NO_SUCH_DATE),
        ("2020-02-29 24:00:00", StampFault.NO_SUCH_HOUR),
        ("2020-02-29 05:30:00", StampFault.NOT_WHOLE_HOUR),
        ("2020-02-29 05:00:01", StampFault.NOT_WHOLE_HOUR),
    ],
)
def test_what_is_no_hour_is_refused_with_its_reason(text: str, expected: StampFault) -> None:
    assert stamp(text) is expected


def test_a_format_of_the_user() -> None:
    assert stamp("29.02.2020 05h", "%d.%m.%Y %Hh") == FIVE
    assert stamp("2020-02-29 05:00", "%d.%m.%Y %Hh") is StampFault.NOT_A_TIME


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_any_unit(unit: str) -> None:
    column = pa.array([FIVE, None, datetime(2020, 2, 29, 5, 30)], pa.timestamp(unit))
    hours, faults, text = parse_stamps(column)
    assert hour_start(int(hours[0])) == FIVE
    assert faults.tolist() == [0, StampFault.NOT_A_TIME, StampFault.NOT_WHOLE_HOUR]
    assert text(2) == "2020-02-29 05:30:00"


def test_a_timestamp_with_zone_is_put_on_city_time() -> None:
    column = pa.array([datetime(2020, 2, 28, 21, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    hours, _, _ = parse_stamps(column)
    assert hour_start(int(hours[0])) == FIVE


def test_calendar_columns_know_leap_years_and_hours() -> None:
    def fault(*parts: int) -> StampFault:
        _, faults = hours_of_calendar(*(np.array([part]) for part in parts))
        return StampFault(int(faults[0]))

    hours, _ = hours_of_calendar(*(np.array([part]) for part in (2020, 2, 29, 5)))
    assert hours.tolist() == [hour_index(FIVE)]
    assert fault(2000, 2, 29, 0) is StampFault.NONE
    assert fault(1900, 2, 29, 0) is StampFault.NO_SUCH_DATE
    assert fault(2020, 4, 31, 0) is StampFault.NO_SUCH_DATE
    assert fault(2020, 0, 1, 0) is StampFault.NO_SUCH_DATE
    assert fault(-1, 1, 1, 0) is StampFault.NO_SUCH_DATE
    assert fault(2020, 4, 30, 24) is StampFault.NO_SUCH_HOUR
    assert fault(2020, 4, 30, -1) is StampFault.NO_SUCH_HOUR


def test_calendar_fields_as_a_table_program_writes_them() -> None:
    values, text = whole_numbers(pa.array(["2013", "2013.0", "x", "-3", ""]))
    assert values.tolist() == [2013, 2013, -1, -1, -1]
    assert text(2) == "x"
