"""Grades of black and odorous water (黑臭水体)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel

from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Mark,
    Rule,
    documents_of,
    only_named,
)
from yunzhu.yaml_documents import STRICT, ExactDecimal

EDITION = "城市黑臭水体分级"


class BlackOdorousGrade(IntEnum):
    """How bad; the larger, the worse."""

    NONE = 0
    LIGHT = 1
    HEAVY = 2

    @property
    def label(self) -> str:
        """The words shown to users."""
        return ("非黑臭 not black-odorous", "轻度黑臭 light", "重度黑臭 heavy")[self]


class Criterion(BaseModel):
    """One item [unit]: beyond which value water is of a grade."""

    model_config = STRICT
    item: str
    unit: str
    direction: Literal["below", "above"]
    light: ExactDecimal
    heavy: ExactDecimal
    mark: Mark
    reference: str

    def grade(self, value: Fraction | Decimal) -> BlackOdorousGrade:
        """Return the grade by this item alone; a value on the bound does not reach it."""
        sign = -1 if self.direction == "below" else 1
        passed = (value * sign > bound * sign for bound in (self.light, self.heavy))
        return BlackOdorousGrade(sum(passed))


class BlackOdorousRule(BaseModel):
    """One edition of the criteria."""

    model_config = STRICT
    name: str
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class BlackOdorousFinding:
    """The grade of one water.

    Attributes
    ----------
    grade : the worst over the items present; None where none is reached and some are missing.
    items : the items of that grade, empty where none is reached.
    missing : items of the criteria without a value; with them the grade is a least one.
    """

    grade: BlackOdorousGrade | None
    items: tuple[str, ...]
    missing: tuple[str, ...]


@functools.cache
def black_odorous_rule(name: str = EDITION, folders: Folders = PACKAGED_WATER) -> BlackOdorousRule:
    """Return the criteria by name; raise `StandardError` when there are none such."""
    documents = documents_of("black_odorous_water", BlackOdorousRule, folders)
    return only_named(name, {row.name: row for row in documents}, "black_odorous_water")


def black_odorous(
    values: Mapping[str, Fraction | Decimal], rule: BlackOdorousRule
) -> BlackOdorousFinding:
    """Return the grade of water, one item being enough.

    Parameters
    ----------
    values : ``transparency`` [m], ``DO`` and ``NH3N`` [mg/L], ``ORP`` [mV].

    Source: from memory.

    Examples
    --------
    >>> found = black_odorous({"DO": Decimal("1.5"), "NH3N": Decimal(16)}, black_odorous_rule())
    >>> found.grade.label, found.items, found.missing
    ('重度黑臭 heavy', ('NH3N',), ('transparency', 'ORP'))
    """
    grades = {row.item: row.grade(values[row.item]) for row in rule.criteria if row.item in values}
    missing = tuple(row.item for row in rule.criteria if row.item not in values)
    worst = max(grades.values(), default=BlackOdorousGrade.NONE)
    if worst is BlackOdorousGrade.NONE:
        return BlackOdorousFinding(None if missing else worst, (), missing)
    items = tuple(item for item, grade in grades.items() if grade == worst)
    return BlackOdorousFinding(worst, items, missing)
