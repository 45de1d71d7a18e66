"""Unified social credit codes (统一社会信用代码) of firms and other organisations."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register_row import Column

# The digits and the capitals without I, O, S, V, Z, as the code's own alphabet.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY, _LENGTH, _MODULUS = 17, 18, 31
_WEIGHTS = [pow(3, place, _MODULUS) for place in range(_BODY)]
_FORM = re.compile(rf"[1-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_BRANCH = re.compile(r"\(\d+\)$")


def check_character(body: str) -> str:
    """Return the last character of a code from its first 17.

    Source: GB 32100-2015, 4.7: weights 3 to the power of the place modulo 31.

    Examples
    --------
    >>> check_character("9144010118000000X")
    '8'
    """
    total = sum(
        weight * _ALPHABET.index(character)
        for weight, character in zip(_WEIGHTS, body, strict=True)
    )
    return _ALPHABET[-total % _MODULUS]


def _checked(code: str | None) -> str | None:
    if code is None:
        return None
    if set(code) <= set("-—"):
        raise CellFault("以横线代替编码 a dash for a code", expected="无则留空 empty when none")
    if _BRANCH.search(code):
        raise CellFault(
            "编码带后缀 a suffix behind the code",
            expected=f"18 位 characters: {_BRANCH.sub('', code)}",
        )
    if not _FORM.fullmatch(code):
        raise CellFault(
            "不是统一社会信用代码 not a unified credit code",
            expected="18 位数字与大写字母，无 I O S V Z "
            "18 digits and capitals without I, O, S, V, Z",
        )
    wanted = check_character(code[:_BODY])
    if code[_BODY] != wanted:
        raise CellFault(
            "校验码不符 the check character does not fit",
            expected=f"末位 the last one: {wanted}，或其他字符抄错 or another was copied wrongly",
        )
    return code


CreditCode = Annotated[
    str | None,
    AfterValidator(_checked),
    Column(
        "统一社会信用代码",
        "18 位，校验末位；无则留空 its last character is checked; empty when none",
        "91440101MA5AAAAA7W",
        longest=18,
    ),
]
"""Type of a column with a unified credit code, which may be empty."""
