"""Plates (号牌号码) of vehicles: one spelling for each, since they are counted by it."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register_row import Column
from yunzhu.observations.character_width import (
    FULL_WIDTH_REASON,
    half_width,
    half_width_expected,
)

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
"""The characters with which plates begin."""

_SERIAL = "[A-HJ-NP-Z0-9]"
_FORM = re.compile(rf"[{PROVINCES}][A-Z]({_SERIAL}{{5,6}}|{_SERIAL}{{4}}[挂学警港澳领])")
_SEPARATORS = re.compile(r"[\s·•・‧∙⋅.\-—_]+")
_HEAD = 2
_DIGITS = str.maketrans("IO", "10")
_EXPECTED = (
    "省份简称、字母和 5 或 6 位数字与字母，如粤A00001 "
    "the province's character, a letter, and 5 or 6 digits and letters"
)


def _usual(text: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _checked(plate: str) -> str:
    """Refuse a plate in another spelling than the usual one, with that beside it.

    Source: GA 36, from memory: province, letter, five characters, six of a new-energy vehicle;
    I and O are in no serial.
    """
    usual = _usual(plate)
    if not _FORM.fullmatch(usual):
        likely = usual[:_HEAD] + usual[_HEAD:].translate(_DIGITS)
        if _FORM.fullmatch(likely):
            raise CellFault("号牌序号不用字母 I、O no serial has I or O", expected=likely)
        raise CellFault("不是号牌号码 not a plate", expected=_EXPECTED)
    if half_width(plate) is not None:
        raise CellFault(FULL_WIDTH_REASON, expected=half_width_expected(usual))
    if _SEPARATORS.search(plate):
        raise CellFault("号牌中有空格或间隔号 a blank or a dot in a plate", expected=usual)
    if plate != usual:
        raise CellFault("小写字母 small letters", expected=usual)
    return plate


Plate = Annotated[
    str,
    AfterValidator(_checked),
    Column(
        "号牌号码", "不写空格和间隔号 without blanks and the dot", example="粤A00001", longest=8
    ),
]
"""Type of a column with the plate of a vehicle."""
