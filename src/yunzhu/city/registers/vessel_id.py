"""Ids of vessels: MMSI, IMO number or registration number, which a change of name leaves alone."""

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

_BARE_IMO = re.compile(r"[0-9]{7}")
_IMO = re.compile(r"IMO([0-9]{7})")
_MMSI = re.compile(r"[2-7][0-9]{8}")
_REGISTRATION = re.compile(r"(?=.*[0-9])(?!IMO)[A-Z0-9]{10,20}")
_SEPARATORS = re.compile(r"[\s·.:：/\-—_]+")
_PREFIXES = re.compile(r"^(MMSI|IMO(?:NO|号))")
_EXPECTED = (
    "MMSI 9 位、IMO 加 7 位、或登记号 10 至 20 位大写字母与数字；船名不是编号 "
    "an MMSI of 9 digits, IMO and 7 digits, or a registration number of 10 to 20 capitals and "
    "digits; a name is none"
)


def imo_check_digit(body: str) -> str:
    """Return the last digit of an IMO number from its first six.

    Source: IMO ship identification number scheme, from memory: weights 7 to 2, last digit of
    the sum.

    Examples
    --------
    >>> imo_check_digit("000012")
    '7'
    """
    total = sum(weight * int(digit) for weight, digit in zip(range(7, 1, -1), body, strict=True))
    return str(total % 10)


def _usual(text: str) -> str:
    """Return an id without blanks, marks and the word before it; IMO stays part of the number."""
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    word = _PREFIXES.match(bare)
    if word is None:
        return bare
    return ("IMO" if word[1].startswith("IMO") else "") + bare[word.end() :]


def _checked(vessel: str) -> str:
    usual = _usual(vessel)
    if _BARE_IMO.fullmatch(usual):
        raise CellFault("IMO 编号缺前缀 an IMO number without IMO", expected=f"IMO{usual}")
    imo = _IMO.fullmatch(usual)
    if imo and imo[1][-1] != imo_check_digit(imo[1][:-1]):
        raise CellFault(
            "IMO 校验位不符 the check digit of the IMO number does not fit",
            expected=f"末位 the last one: {imo_check_digit(imo[1][:-1])}，或其他数字抄错 "
            "or another was copied wrongly",
        )
    if not imo and not _MMSI.fullmatch(usual) and not _REGISTRATION.fullmatch(usual):
        raise CellFault("不是船舶识别号 not an id of a vessel", expected=_EXPECTED)
    if half_width(vessel) is not None:
        raise CellFault(FULL_WIDTH_REASON, expected=half_width_expected(usual))
    if vessel != usual:
        raise CellFault("识别号的写法不一 another spelling of the id", expected=usual)
    return vessel


VesselId = Annotated[
    str,
    AfterValidator(_checked),
    Column(
        "船舶识别号",
        "MMSI、IMO 编号或登记号，同船始终用同一个 MMSI, IMO or registration number, "
        "the same one of a vessel always",
        "IMO0000127",
        longest=20,
    ),
]
"""Type of a column with the id of a vessel."""
