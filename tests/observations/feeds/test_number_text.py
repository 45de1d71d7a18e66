"""Numbers from text are exact, or they are refused with the reason."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.arrays import MISSING32
from yunzhu.observations.feeds.number_text import Fault, NumberForm, parse_numbers
from yunzhu.observations.items import AIR_ITEMS

PM = AIR_ITEMS["PM2.5"]
CO = AIR_ITEMS["CO"]


def scaled(text: str, form: NumberForm | None = None) -> int:
    column = parse_numbers("x", pa.array([text]), PM, form or NumberForm())
    assert column.faults[0] == Fault.NONE
    return int(column.scaled[0])


def fault(text: str, form: NumberForm | None = None) -> Fault:
    return Fault(int(parse_numbers("x", pa.array([text]), PM, form or NumberForm()).faults[0]))


decimals = st.decimals(min_value=-100, max_value=20_000, allow_nan=False, places=4)


@given(st.lists(decimals, min_size=1, max_size=50))
def test_every_decimal_of_four_places_is_kept_exactly(numbers: list[Decimal]) -> None:
    column = parse_numbers("x", pa.array([str(number) for number in numbers]), PM)
    assert column.scaled.tolist() == [int(number * 10_000) for number in numbers]


@given(st.lists(st.integers(-10_0000, 300_0000), min_size=1))
def test_float32_gives_the_shortest_decimal_not_the_binary_one(numbers: list[int]) -> None:
    # Up to 300 with 4 decimals is 7 digits, one more than float32 always keeps: use 3 decimals.
    texts = [Decimal(number // 10) / 1000 for number in numbers]
    floats = pa.array(np.array([float(text) for text in texts], np.float32))
    column = parse_numbers("CO", floats, CO)
    assert column.scaled.tolist() == [int(text * 10_000) for text in texts]


def test_float32_1_06_is_1_06() -> None:
    column = parse_numbers("CO", pa.array([1.06, None, float("nan")], pa.float32()), CO)
    assert column.scaled.tolist() == [10_600, MISSING32, MISSING32]
    assert not column.faults.any()


@pytest.mark.parametrize(
    "text", ["", " ", "-", "—", "NA", "NaN", "null", "-;", "_", "nan"], ids=repr
)
def test_spellings_of_missing_are_no_cell(text: str) -> None:
    column = parse_numbers("x", pa.array([text, None], pa.string()), PM)
    assert column.scaled.tolist() == [MISSING32, MISSING32]
    assert not column.present.any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 12 ", 120_000),
        ("+7.5", 75_000),
        ("-3", -30_000),
        (".5", 5_000),
        ("12.", 120_000),
        ("1e3", 10_000_000),
        ("1.06000000000", 10_600),
        ("000000000012.5", 125_000),
    ],
)
def test_other_ways_to_write_a_number(text: str, expected: int) -> None:
    assert scaled(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", Fault.NOT_NUMBER),
        ("1,2", Fault.NOT_NUMBER),
        ("1 2", Fault.NOT_NUMBER),
        ("１２", Fault.FULL_WIDTH),
        ("1．2", Fault.FULL_WIDTH),
        ("<0.01", Fault.DETECTION_MARK),
        ("＜0.01", Fault.DETECTION_MARK),
        ("0.01L", Fault.DETECTION_MARK),
        ("ND", Fault.DETECTION_MARK),
        ("未检出", Fault.DETECTION_MARK),
        ("1_000", Fault.NOT_NUMBER),
        ("0x10", Fault.NOT_NUMBER),
        ("12\n", Fault.NONE),
        ("inf", Fault.NOT_FINITE),
        ("-Infinity", Fault.NOT_FINITE),
        ("1.00001", Fault.TOO_MANY_DECIMALS),
        ("1.000000000000000000000001", Fault.TOO_MANY_DECIMALS),
        ("20000", Fault.NONE),
        ("20000.0001", Fault.OUT_OF_RANGE),
        ("-100.0001", Fault.OUT_OF_RANGE),
        ("999999999", Fault.OUT_OF_RANGE),
        ("1e300", Fault.OUT_OF_RANGE),
        ("99999999999999999999", Fault.OUT_OF_RANGE),
    ],
)
def test_what_is_no_reading_is_refused_with_its_reason(text: str, expected: Fault) -> None:
    assert fault(text) is expected


def test_microgram_to_milligram_is_exact_or_refused() -> None:
    form = NumberForm(power=-3)
    assert scaled("1234.5", form) == 12_345  # 1.2345 mg/m³
    assert scaled("300", form) == 3_000
    assert fault("1234.56", form) is Fault.TOO_MANY_DECIMALS
    assert fault("0.05", form) is Fault.TOO_MANY_DECIMALS


@given(st.integers(0, 20_000_0000), st.integers(0, 3))
def test_asked_rounding_is_half_even_on_the_written_number(number: int, places: int) -> None:
    text = Decimal(number) / 10_000
    expected = text.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_EVEN")
    assert scaled(str(text), NumberForm(decimals=places)) == int(expected * 10_000)


def test_asked_rounding_takes_long_decimals_too() -> None:
    assert scaled("21.500000000000000001", NumberForm(decimals=0)) == 220_000
    assert scaled("22.5", NumberForm(decimals=0)) == 220_000
    assert scaled("21.666666666666668", NumberForm(decimals=1)) == 217_000


def test_a_rejection_tells_row_field_value_and_expectation() -> None:
    column = parse_numbers("PM2.5(ug)", pa.array(["5", "high"]), PM)
    told = column.rejected(1, 17)
    assert (told.row, told.field, told.value) == (17, "PM2.5(ug)", "high")
    assert told.reason == "不是数字 not a number"
    assert told.expected == "数字或空 number or empty, -100..20000 µg/m³"


def test_full_width_digits_are_told_with_the_spelling_that_was_meant() -> None:
    told = parse_numbers("PM2.5(ug)", pa.array(["１２.５"]), PM).rejected(0, 3)
    assert (told.reason, told.expected) == (
        "全角字符 full-width characters",
        "半角 half-width: 12.5",
    )
