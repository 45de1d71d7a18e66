"""Categories of sealed radioactive sources (放射源分类), by activity over the nuclide's D value."""

from __future__ import annotations

import functools
from enum import Enum
from fractions import Fraction

from pydantic import BaseModel, Field

from yunzhu.standards.documents import (
    PACKAGED_RADIATION,
    Folders,
    Mark,
    documents_of,
    only_named,
)
from yunzhu.yaml_documents import STRICT, ExactDecimal

EDITION = "放射源分类办法"


class RadioactiveCategory(Enum):
    """How dangerous a source is; I the most."""

    I = "I"  # noqa: E741
    II = "II"
    III = "III"
    IV = "IV"
    V = "V"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_TERMS[self]}类 {self.value}"


_TERMS = dict(zip(RadioactiveCategory, "ⅠⅡⅢⅣⅤ", strict=True))


class CategoryBound(BaseModel):
    """From which ratio A/D on a source is of a category."""

    model_config = STRICT
    category: RadioactiveCategory = Field(strict=False)
    least_ratio: ExactDecimal
    mark: Mark
    reference: str


class NuclideValue(BaseModel):
    """The D value of a nuclide [Bq]."""

    model_config = STRICT
    nuclide: str
    d_bq: int = Field(gt=0)
    mark: Mark
    reference: str


class RadioactiveRule(BaseModel):
    """The rule: bounds of the ratio from the highest down, and the D values that are known."""

    model_config = STRICT
    name: str
    categories: tuple[CategoryBound, ...]
    nuclides: tuple[NuclideValue, ...]


@functools.cache
def radioactive_rule(name: str = EDITION, folders: Folders = PACKAGED_RADIATION) -> RadioactiveRule:
    """Return the rule by name; raise `StandardError` when there is none such."""
    documents = documents_of("radioactive_sources", RadioactiveRule, folders)
    return only_named(name, {row.name: row for row in documents}, "radioactive_sources")


def radioactive_category(
    nuclide: str, activity_bq: int, rule: RadioactiveRule
) -> RadioactiveCategory | None:
    """Return the category of a source, or None for a nuclide whose D value is not known.

    A ratio on a bound belongs to the more dangerous category. Below the last bound it is V;
    whether so weak a source is exempt is not known here.

    Parameters
    ----------
    nuclide : as ``Co-60``. activity_bq : its activity [Bq].
    rule : from `radioactive_rule`.

    Source: from memory.

    Examples
    --------
    >>> rule = radioactive_rule()
    >>> [radioactive_category("Co-60", bq, rule).name for bq in (3 * 10**11, 3 * 10**11 - 1)]
    ['II', 'III']
    >>> radioactive_category("Se-75", 10**12, rule) is None
    True
    """
    values = {row.nuclide: row.d_bq for row in rule.nuclides}
    if nuclide not in values:
        return None
    ratio = Fraction(activity_bq, values[nuclide])
    for bound in rule.categories:
        if ratio >= Fraction(bound.least_ratio):
            return bound.category
    return RadioactiveCategory.V
