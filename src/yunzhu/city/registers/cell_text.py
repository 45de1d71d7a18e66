"""What is written in one cell of a table, read as a value of the kind its column has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from yunzhu.observations.character_width import (
    FULL_WIDTH_REASON,
    folded,
    half_width,
    half_width_expected,
)
from yunzhu.observations.feeds.calendar_text import day_of_text

_WHOLE = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
_YEARS = range(1900, 2201)
_ANSWERS = {"是": True, "否": False, "1": True, "0": False, "true": True, "false": False}
# A workbook keeps numbers in binary; beyond 15 digits it shows nothing of them either.
_WORKBOOK_DIGITS = ".15g"
_NUMBER_EXPECTED = "数字, 如 a number, as 12.5"


class CellFault(ValueError):
    """A cell, or a row because of one of its cells, that cannot be taken.

    Attributes
    ----------
    what, expected : as in `YunzhuError`. field : the column, when a rule of the row speaks.
    """

    def __init__(self, what: str, *, expected: str = "", field: str = "") -> None:
        self.what = what
        self.expected = expected
        self.field = field
        super().__init__(what)


def plain_text(cell: object) -> str:
    """Return a cell as trimmed text: 12.0 of a workbook as 12.

    Examples
    --------
    >>> plain_text(440100.0), plain_text(" 东江 "), plain_text(None)
    ('440100', '东江', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(cell, _WORKBOOK_DIGITS)
    return str(cell).strip()


def read_text(cell: object) -> str:
    """Return a free text.

    Raises
    ------
    CellFault : a workbook made a date of it, or it has line breaks or unprintable characters.
    """
    if isinstance(cell, date | time | bool):
        raise CellFault(
            "不是文字 not a text", expected="单元格格式设为文本 format the cell as text"
        )
    text = plain_text(cell)
    if not text.isprintable():
        raise CellFault(
            "含换行或不可见字符 line breaks or unprintable characters", expected="一行文字 one line"
        )
    return text


def read_code(cell: object) -> str:
    """Return a code, which is a text without full-width letters, digits or inner blanks.

    Examples
    --------
    >>> read_code("4401")
    '4401'
    >>> read_code("４４０１")
    Traceback (most recent call last):
    yunzhu.city.registers.cell_text.CellFault: 全角字符 full-width characters
    """
    text = _in_half_width(read_text(cell))
    if any(character.isspace() for character in text):
        raise CellFault("编码中有空格 a blank in a code", expected=re.sub(r"\s+", "", text))
    return text


def read_whole_number(cell: object) -> int:
    """Return a whole number.

    Examples
    --------
    >>> read_whole_number("12"), read_whole_number(12.0)
    (12, 12)
    """
    text = _number_text(cell)
    if not _WHOLE.fullmatch(text):
        raise CellFault("不是整数 not a whole number", expected="整数, 如 a whole number, as 12")
    return int(text)


def read_decimal(cell: object) -> Decimal:
    """Return a decimal number exactly as written.

    Examples
    --------
    >>> read_decimal("1.50"), read_decimal(0.1)
    (Decimal('1.50'), Decimal('0.1'))
    """
    text = _number_text(cell)
    if not _DECIMAL.fullmatch(text):
        raise CellFault("不是数字 not a number", expected=_NUMBER_EXPECTED)
    return Decimal(text)


def read_day(cell: object) -> date:
    """Return a date.

    Examples
    --------
    >>> read_day("2020年1月31日") == read_day("2020/1/31") == read_day(datetime(2020, 1, 31))
    True
    """
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    day = day_of_text(_in_half_width(plain_text(cell)))
    if day is None or day.year not in _YEARS:
        raise CellFault("不是日期 not a date", expected="日期, 如 a date, as 2020-01-31")
    return day


def read_answer(cell: object) -> bool:
    """Return yes or no.

    Examples
    --------
    >>> read_answer("是"), read_answer("0")
    (True, False)
    """
    answer = _ANSWERS.get(plain_text(cell).casefold())
    if answer is None:
        raise CellFault("不是是否 neither yes nor no", expected="是 | 否")
    return answer


def read_choice(cell: object, choices: type[Enum]) -> Enum:
    """Return the member that a cell names by its label, either half of it, value or name.

    Examples
    --------
    >>> from yunzhu.standards.water_class import WaterBody
    >>> read_choice("河流", WaterBody) is read_choice("river", WaterBody) is WaterBody.RIVER
    True
    """
    wanted = folded(plain_text(cell)).removesuffix("类")
    for member in choices:
        label = label_of(member)
        chinese, _, english = label.partition(" ")
        spellings = (label, chinese.removesuffix("类"), english, member.name, str(member.value))
        if wanted in {folded(spelling) for spelling in spellings}:
            return member
    raise CellFault(
        "未知选项 not a choice", expected=" | ".join(label_of(member) for member in choices)
    )


def label_of(member: Enum) -> str:
    """Return the words that users see for a member of an enumeration: 中文 English."""
    label: str = member.label  # type: ignore[attr-defined]
    return label


READERS: Mapping[type, Callable[[object], Any]] = {
    str: read_text,
    int: read_whole_number,
    Decimal: read_decimal,
    date: read_day,
    bool: read_answer,
}
"""Type of a column to the reader of its cells; enumerations are read by `read_choice`."""


def _number_text(cell: object) -> str:
    if isinstance(cell, date | time | bool):
        raise CellFault("不是数字 not a number", expected=_NUMBER_EXPECTED)
    return _in_half_width(plain_text(cell))


def _in_half_width(text: str) -> str:
    usual = half_width(text)
    if usual is not None:
        raise CellFault(FULL_WIDTH_REASON, expected=half_width_expected(usual))
    return text
