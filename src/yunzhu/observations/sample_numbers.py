"""Exact numbers of samples from text: an integer of 10**-8 and a detection mark, or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yunzhu.arrays import Int64Array, UInt8Array
from yunzhu.observations.character_width import (
    FULL_WIDTH_REASON,
    half_width,
    half_width_expected,
)
from yunzhu.observations.feeds.number_text import (
    MARKED,
    MISSING_SPELLINGS,
    NOT_DETECTED,
    encoded_text,
)
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, DetectionMark
from yunzhu.observations.water_items import WaterItem

MISSING_IN_SAMPLES = MISSING_SPELLINGS | {"*"}
_PLAIN = r"^[+-]?[0-9]{1,10}(\.[0-9]{1,8})?$"
_PLAIN_TYPE = pa.decimal128(18, SAMPLE_DECIMALS)
_LONGEST = 60
_LARGEST_POWER = 17


class SampleFault(IntEnum):
    """Why a cell cannot be taken; NONE for a number and for no cell."""

    NONE = 0
    NOT_NUMBER = 1
    FULL_WIDTH = 2
    TOO_MANY_DECIMALS = 3
    OUT_OF_RANGE = 4
    NO_LIMIT = 5
    NEGATIVE = 6


_REASONS = {
    SampleFault.NOT_NUMBER: "不是数字 not a number",
    SampleFault.FULL_WIDTH: FULL_WIDTH_REASON,
    SampleFault.TOO_MANY_DECIMALS: f"小数超过 {SAMPLE_DECIMALS} 位 more than "
    f"{SAMPLE_DECIMALS} decimals",
    SampleFault.OUT_OF_RANGE: "超出可存范围, 或单位数量级有误 out of range, or a unit of another "
    "magnitude",
    SampleFault.NO_LIMIT: "未检出而无检出限 not detected, without a detection limit",
    SampleFault.NEGATIVE: "负值 a negative number",
}


@dataclass(frozen=True)
class SampleNumbers:
    """A parsed column.

    Attributes
    ----------
    numbers : int64 [cells], times 10**8; with a mark, the detection limit; `NO_NUMBER` where
        absent or at fault.
    marks : uint8 [cells], codes of `DetectionMark`.
    faults : uint8 [cells], codes of `SampleFault`.
    """

    numbers: Int64Array
    marks: UInt8Array
    faults: UInt8Array


def parse_sample_numbers(column: pa.Array | pa.ChunkedArray) -> SampleNumbers:
    """Parse a column of text exactly: ``0.25``, ``4E-05``, ``<0.025``, ``0.025L``, ``>24000``.

    Parameters
    ----------
    column : text [cells]; null and the spellings of a missing value are no number, no fault.

    Examples
    --------
    >>> read = parse_sample_numbers(pa.array(["0.25", "0.025L", "4E-05", "--", "０.2"]))
    >>> read.numbers.tolist()[:3], read.marks.tolist(), read.faults.tolist()
    ([25000000, 2500000, 4000], [0, 1, 0, 0, 0], [0, 0, 0, 0, 2])
    """
    texts, positions = encoded_text(column)
    trimmed = pc.utf8_trim_whitespace(texts)
    plain = pc.match_substring_regex(trimmed, _PLAIN)
    exact = pc.cast(pc.if_else(plain, trimmed, pa.scalar("0")), _PLAIN_TYPE)
    # The low half of a 128-bit decimal is the integer of 10**-8: 18 digits fit in 63 bits.
    numbers = np.frombuffer(exact.buffers()[1], np.int64)[::2][: len(texts)].copy()
    marks = np.zeros(len(texts), np.uint8)
    faults = np.zeros(len(texts), np.uint8)
    for place in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        numbers[place], marks[place], faults[place] = parse_marked(trimmed[int(place)].as_py())
    return SampleNumbers(numbers[positions], marks[positions], faults[positions])


def parse_marked(text: str, *, power: int = 0) -> tuple[int, DetectionMark, SampleFault]:
    """Parse one cell.

    Parameters
    ----------
    text : trimmed.
    power : the number of the cell times 10**power is in the item's unit (-3: µg/L to mg/L).

    Examples
    --------
    >>> parse_marked("25L", power=-3)
    (2500000, <DetectionMark.BELOW: 1>, <SampleFault.NONE: 0>)
    """
    match = MARKED.fullmatch(text)
    if match is None:
        return NO_NUMBER, DetectionMark.NONE, _fault_of(text)
    sign, digits, suffix = match.groups()
    number, fault = _scaled(digits, power)
    if sign and suffix:
        number, fault = NO_NUMBER, SampleFault.NOT_NUMBER
    mark = DetectionMark.NONE
    if fault is SampleFault.NONE and (sign or suffix):
        mark = DetectionMark.ABOVE if sign == ">" else DetectionMark.BELOW
    return number, mark, fault


def _scaled(digits: str, power: int) -> tuple[int, SampleFault]:
    value = Decimal(digits) if len(digits) <= _LONGEST else None
    if value is None or value.adjusted() + power + SAMPLE_DECIMALS > _LARGEST_POWER:
        return NO_NUMBER, SampleFault.OUT_OF_RANGE
    value = value.scaleb(power + SAMPLE_DECIMALS)
    if value != value.to_integral_value():
        return NO_NUMBER, SampleFault.TOO_MANY_DECIMALS
    return int(value), SampleFault.NONE


def _fault_of(text: str) -> SampleFault:
    if text in MISSING_IN_SAMPLES:
        return SampleFault.NONE
    if text.casefold() in NOT_DETECTED:
        return SampleFault.NO_LIMIT
    usual = half_width(text)
    is_number = usual is not None and MARKED.fullmatch(usual) is not None
    return SampleFault.FULL_WIDTH if is_number else SampleFault.NOT_NUMBER


def range_fault(number: int, item: WaterItem) -> SampleFault:
    """Return what is wrong with a number times 10**8 [unit of the item] that lies out of bounds.

    Examples
    --------
    >>> from yunzhu.observations.water_items import WATER_ITEMS
    >>> range_fault(-10**8, WATER_ITEMS["NH3N"]).name, range_fault(10**8, WATER_ITEMS["NH3N"]).name
    ('NEGATIVE', 'NONE')
    """
    lowest, highest = item.bounds_e8
    if number < 0 <= lowest:
        return SampleFault.NEGATIVE
    return SampleFault.NONE if lowest <= number <= highest else SampleFault.OUT_OF_RANGE


def words_of_fault(fault: SampleFault, text: str, item: WaterItem) -> tuple[str, str]:
    """Return why a cell of an item cannot be taken, and what was expected of it."""
    usual = half_width(text) if fault is SampleFault.FULL_WIDTH else None
    return _REASONS[fault], item.expected if usual is None else half_width_expected(usual)


def plain_number(number: int) -> str:
    """Return a number times 10**8 as the shortest decimal text.

    Examples
    --------
    >>> plain_number(2_500_000), plain_number(-700_000_000)
    ('0.025', '-7')
    """
    text = f"{Decimal(number).scaleb(-SAMPLE_DECIMALS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
