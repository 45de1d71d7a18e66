"""Exact numbers from text: every cell becomes an integer of 10**-4 of its unit, or a fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yunzhu.arrays import MISSING32, BoolArray, Int32Array, Int64Array, UInt8Array
from yunzhu.observations.character_width import (
    FULL_WIDTH_REASON,
    half_width,
    half_width_expected,
)
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.items import MOST_DECIMALS, Item
from yunzhu.standards.rounding import round_half_even, round_half_even_ratio

MISSING_SPELLINGS = frozenset(
    ("", "-", "--", "—", "——", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "-;", "_")
)
SCALE = 10**MOST_DECIMALS
# What the vectorised path takes: its float64 times 10**4 rounds to the exact integer.
_PLAIN = r"^[+-]?[0-9]{1,9}(\.[0-9]{0,4})?$"
_NUMBER_PATTERN = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
_NUMBER = re.compile(_NUMBER_PATTERN)
MARKED = re.compile(rf"([<>]?)\s*({_NUMBER_PATTERN})\s*([Ll]?)")
"""A number with or without the mark of a detection limit: ``<0.01``, ``0.01L``."""
NOT_DETECTED = frozenset(("nd", "n.d.", "n.d", "未检出"))
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_NOTHING = np.iinfo(np.int64).min


class Fault(IntEnum):
    """Why a cell cannot be taken; NONE for a number and for no cell."""

    NONE = 0
    NOT_NUMBER = 1
    NOT_FINITE = 2
    TOO_MANY_DECIMALS = 3
    OUT_OF_RANGE = 4
    FULL_WIDTH = 5
    DETECTION_MARK = 6


_REASONS = {
    Fault.NOT_NUMBER: "不是数字 not a number",
    Fault.NOT_FINITE: "不是有限数 not a finite number",
    Fault.TOO_MANY_DECIMALS: f"小数超过 {MOST_DECIMALS} 位 more than {MOST_DECIMALS} decimals",
    Fault.OUT_OF_RANGE: "超出可存范围 out of range",
    Fault.FULL_WIDTH: FULL_WIDTH_REASON,
    Fault.DETECTION_MARK: "小时数据不存检出限标记 hourly records keep no detection mark",
}


@dataclass(frozen=True)
class NumberForm:
    """How a feed writes the numbers of a column.

    Attributes
    ----------
    power : a reading of the feed times 10**power is in the item's unit (-3: µg/m³ to mg/m³).
    decimals : round to so many decimals of the item's unit by GB/T 8170 first; None: take as is.
    """

    power: int = 0
    decimals: int | None = None


AS_WRITTEN = NumberForm()


@dataclass(frozen=True)
class NumberColumn:
    """A parsed column.

    Attributes
    ----------
    field : column name in the file.
    item : the item it holds.
    form : how it was written.
    scaled : int32 [records], the reading times 10**4; `MISSING32` where absent or at fault.
    faults : uint8 [records], codes of `Fault`.
    texts, positions : the text met, ``texts[positions[i]]`` for record i.
    """

    field: str
    item: Item
    form: NumberForm
    scaled: Int32Array
    faults: UInt8Array
    texts: tuple[str, ...]
    positions: Int64Array

    @property
    def present(self) -> BoolArray:
        """Where the file has a cell, well written or not, bool [records]."""
        return np.asarray((self.scaled != MISSING32) | (self.faults != Fault.NONE))

    def rejected(self, record: int, row: int) -> Rejected:
        """Tell what is wrong with the cell of ``record``, which stands on line ``row``."""
        fault = Fault(int(self.faults[record]))
        text = self.texts[int(self.positions[record])]
        expected = expected_number(self.item)
        if fault is Fault.FULL_WIDTH and (usual := half_width(text)) is not None:
            expected = half_width_expected(usual)
        return Rejected(row, self.field, text[:80], _REASONS[fault], expected)


def expected_number(item: Item) -> str:
    """Return what a cell of an item should hold.

    Examples
    --------
    >>> from yunzhu.observations.items import AIR_ITEMS
    >>> expected_number(AIR_ITEMS["CO"])
    '数字或空 number or empty, -10..300 mg/m³'
    """
    return f"数字或空 number or empty, {item.lowest}..{item.highest} {item.unit}".rstrip()


def encoded_text(column: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, Int64Array]:
    """Return the distinct texts of a column and, per record, the position of its text.

    Floats become the shortest decimal of their own type (float32 1.06 is "1.06", not
    1.05999994); null becomes "".
    """
    chunk = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(chunk, pa.ChunkedArray):
        chunk = pa.concat_arrays(chunk.chunks) if chunk.num_chunks else pa.array([], pa.string())
    encoded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
    texts = pc.fill_null(encoded.dictionary.cast(pa.string()), "")
    texts = pa.concat_arrays([texts, pa.array([""], pa.string())])
    positions = pc.fill_null(encoded.indices, len(texts) - 1).cast(pa.int64()).to_numpy()
    return texts, positions


def parse_numbers(
    field: str,
    column: pa.Array | pa.ChunkedArray,
    item: Item,
    form: NumberForm = AS_WRITTEN,
) -> NumberColumn:
    """Parse a column of text, floats or integers exactly.

    Parameters
    ----------
    field : column name, for messages.
    column : pyarrow array [records].
    item : its bounds apply, in its unit.
    form : how the feed writes it.

    Examples
    --------
    >>> from yunzhu.observations.items import AIR_ITEMS
    >>> co = parse_numbers("CO", pa.array(["1.06", "—", "1,2"]), AIR_ITEMS["CO"])
    >>> co.scaled.tolist()[0], co.faults.tolist()
    (10600, [0, 0, 1])
    """
    texts, positions = encoded_text(column)
    scaled, faults = _parse_texts(texts, item, form)
    return NumberColumn(
        field,
        item,
        form,
        scaled[positions],
        faults[positions],
        tuple(texts.to_pylist()),
        positions,
    )


def _parse_texts(texts: pa.Array, item: Item, form: NumberForm) -> tuple[Int32Array, UInt8Array]:
    trimmed = pc.utf8_trim_whitespace(texts)
    plain = pc.match_substring_regex(trimmed, _PLAIN)
    numbers = pc.cast(pc.if_else(plain, trimmed, pa.scalar("0")), pa.float64()).to_numpy()
    is_plain = plain.to_numpy(zero_copy_only=False)
    written = np.rint(numbers * SCALE).astype(np.int64)
    exact, faults = _in_unit(written, form)
    exact[~is_plain] = _NOTHING
    for position in np.flatnonzero(~is_plain):
        exact[position], faults[position] = _parse_one(trimmed[int(position)].as_py(), form)
    present = (exact != _NOTHING) & (faults == Fault.NONE)
    outside = present & ((exact < item.lowest * SCALE) | (exact > item.highest * SCALE))
    faults[outside] = Fault.OUT_OF_RANGE
    scaled = np.where(present & ~outside, exact, MISSING32).astype(np.int32)
    return scaled, faults


def _in_unit(written: Int64Array, form: NumberForm) -> tuple[Int64Array, UInt8Array]:
    """Turn 10**-4 of the feed's unit into 10**-4 of the item's, exactly or rounded as asked."""
    faults = np.zeros(len(written), np.uint8)
    if form.decimals is not None:
        shift = form.power - MOST_DECIMALS + form.decimals
        numerator = written * 10 ** max(shift, 0)
        rounded = round_half_even_ratio(numerator, 10 ** max(-shift, 0))
        return rounded * 10 ** (MOST_DECIMALS - form.decimals), faults
    if form.power >= 0:
        return written * 10**form.power, faults
    divisor = 10**-form.power
    faults[written % divisor != 0] = Fault.TOO_MANY_DECIMALS
    return written // divisor, faults


# Longer or larger texts are no readings, and too much for exact decimals.
_LONGEST_NUMBER, _LARGEST_EXPONENT = 60, 8


def _parse_one(text: str, form: NumberForm) -> tuple[int, Fault]:
    """Parse what the vectorised path does not take: missing, long, scientific, or not a number."""
    if text in MISSING_SPELLINGS:
        return _NOTHING, Fault.NONE
    if _INFINITE.fullmatch(text):
        return _NOTHING, Fault.NOT_FINITE
    if not _NUMBER.fullmatch(text):
        return _NOTHING, _fault_of(text)
    if len(text) > _LONGEST_NUMBER or Decimal(text).adjusted() > _LARGEST_EXPONENT:
        return _NOTHING, Fault.OUT_OF_RANGE
    value = Decimal(text).scaleb(form.power)
    if form.decimals is not None:
        value = round_half_even(value, form.decimals)
    scaled = value.scaleb(MOST_DECIMALS)
    if scaled != scaled.to_integral_value():
        return _NOTHING, Fault.TOO_MANY_DECIMALS
    return int(scaled), Fault.NONE


def _fault_of(text: str) -> Fault:
    """Tell why a text that is neither a number nor missing cannot be taken."""
    usual = half_width(text)
    meant = text if usual is None else usual
    if MARKED.fullmatch(meant) is None:
        return Fault.DETECTION_MARK if meant.casefold() in NOT_DETECTED else Fault.NOT_NUMBER
    return Fault.FULL_WIDTH if _NUMBER.fullmatch(meant) else Fault.DETECTION_MARK
