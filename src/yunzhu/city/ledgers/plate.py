"""Number plates (号牌) as they stand in a ledger of tests."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register_row import Column
from yunzhu.observations.character_width import FULL_WIDTH_REASON, half_width, half_width_expected

_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
# A letter, then five (fuel) or six (new energy) letters and digits.
_FORM = re.compile(rf"[{_PROVINCES}][A-Z][0-9A-Z]{{5,6}}")


def _checked(plate: str) -> str:
    usual = half_width(plate)
    if usual is not None:
        raise CellFault(FULL_WIDTH_REASON, expected=half_width_expected(usual))
    if not _FORM.fullmatch(plate):
        raise CellFault(
            "不是号牌 not a number plate",
            expected="省简称、字母、5或6位大写字母或数字，无间隔 "
            "province, letter, 5 or 6 capitals or digits, no blanks: 粤A12345",
        )
    return plate


Plate = Annotated[
    str,
    AfterValidator(_checked),
    Column("号牌", "省简称、字母、5或6位 without blanks", "粤A12345", longest=8),
]
"""Type of a column with a number plate."""
