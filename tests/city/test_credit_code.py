"""Unified credit codes: the check character and what is told of a wrong one."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import ValidationError

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.credit_code import CreditCode, check_character
from yunzhu.city.registers.register_row import Column, RegisterRow


class Row(RegisterRow):
    """A row with a code."""

    name: Annotated[str, Column("名称")]
    credit_code: CreditCode


def fault_of(code: str) -> CellFault:
    with pytest.raises(ValidationError) as raised:
        Row.model_validate({"name": "甲", "credit_code": code})
    (error,) = raised.value.errors()
    return error["ctx"]["error"]


def test_the_check_character_by_hand() -> None:
    # Only the first place counts: 9 x 3^0 = 9, and 31 - 9 = 22 stands for N: 10 is A, and
    # without I the 22nd is N.
    assert check_character("9" + "0" * 16) == "N"
    # 1 in the third place weighs 3^2 = 9 more: 31 - 18 = 13 is D.
    assert check_character("901" + "0" * 14) == "D"
    # A sum that 31 divides ends in 0.
    assert check_character("0" * 17) == "0"


def test_a_code_that_fits_and_an_empty_one_are_taken() -> None:
    assert Row.model_validate({"name": "甲", "credit_code": ""}).credit_code is None
    taken = Row.model_validate({"name": "甲", "credit_code": "91440101MA5AAAAA7W"})
    assert taken.credit_code == "91440101MA5AAAAA7W"


@pytest.mark.parametrize(
    ("code", "what", "expected"),
    [
        ("91440101MA5AAAAA7X", "check character", "末位 the last one: W"),
        ("91440101MA5AAAAA7W(01)", "a suffix", "91440101MA5AAAAA7W"),
        ("-", "a dash", "empty when none"),
        ("91440101MA5AAAAO7W", "not a unified credit code", "without I, O, S, V, Z"),
        ("91440101MA5AAAAA7", "not a unified credit code", "18 digits"),
    ],
)
def test_a_wrong_code_is_told(code: str, what: str, expected: str) -> None:
    fault = fault_of(code)
    assert what in fault.what
    assert expected in fault.expected
