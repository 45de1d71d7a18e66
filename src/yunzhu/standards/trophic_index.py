"""The trophic level index of lakes and reservoirs (综合营养状态指数)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from pydantic import BaseModel

from yunzhu.errors import UsageError
from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Mark,
    Sourced,
    documents_of,
    only_named,
)
from yunzhu.standards.rounding import round_half_even
from yunzhu.yaml_documents import STRICT, ExactDecimal

EDITION = "综合营养状态指数"

_PRECISION = Context(prec=50)
_KEPT = 30


class TrophicTerm(BaseModel):
    """One item [unit]: its index is ``factor (constant + slope ln value)``."""

    model_config = STRICT
    item: str
    unit: str
    constant: ExactDecimal
    slope: ExactDecimal
    weight: ExactDecimal
    mark: Mark
    reference: str


class TrophicState(BaseModel):
    """A state and the index it reaches up to; None has no bound."""

    model_config = STRICT
    state: str
    english: str
    bound: ExactDecimal | None
    mark: Mark
    reference: str


class TrophicRule(BaseModel):
    """One edition of the index."""

    model_config = STRICT
    name: str
    factor: Sourced[ExactDecimal]
    terms: tuple[TrophicTerm, ...]
    states: tuple[TrophicState, ...]

    def state(self, index: Decimal) -> TrophicState:
        """Return the state of an index; the first lies below its bound, the others reach it.

        Examples
        --------
        >>> [trophic_rule().state(Decimal(index)).state for index in (29, 30, 50, 70, 71)]
        ['贫营养', '中营养', '中营养', '中度富营养', '重度富营养']
        """
        first, *others = self.states
        if first.bound is None or index < first.bound:
            return first
        return next(row for row in others if row.bound is None or index <= row.bound)


@dataclass(frozen=True)
class TrophicIndex:
    """The index of one lake.

    Attributes
    ----------
    sub_indices : of the items present.
    missing : items of the index without a value.
    total : the weighted sum; None while an item is missing.
    state : of the total.
    """

    sub_indices: Mapping[str, Decimal]
    missing: tuple[str, ...]
    total: Decimal | None
    state: TrophicState | None


@functools.cache
def trophic_rule(name: str = EDITION, folders: Folders = PACKAGED_WATER) -> TrophicRule:
    """Return the rule by name; raise `StandardError` when there is none such."""
    documents = documents_of("trophic_index", TrophicRule, folders)
    return only_named(name, {row.name: row for row in documents}, "trophic_index")


def trophic_index(values: Mapping[str, Decimal], rule: TrophicRule) -> TrophicIndex:
    """Return the trophic level index of a lake from its mean values.

    Parameters
    ----------
    values : ``chl_a`` [mg/m³], ``TP``, ``TN``, ``CODMn`` [mg/L], ``transparency`` [m].

    Raises
    ------
    UsageError : a value that is not above 0 has no logarithm.

    Source: from memory; logarithms with 50 digits, 30 decimals kept.

    Examples
    --------
    >>> one = dict.fromkeys(("chl_a", "TP", "TN", "transparency", "CODMn"), Decimal(1))
    >>> round(trophic_index(one, trophic_rule()).total, 3)
    Decimal('43.735')
    """
    present = {term.item: values[term.item] for term in rule.terms if term.item in values}
    for item, value in present.items():
        if value <= 0:
            raise UsageError(
                "营养状态指数的数值须大于零 the trophic index needs values above 0",
                field=item,
                found=value,
                expected="> 0",
            )
    missing = tuple(term.item for term in rule.terms if term.item not in present)
    with localcontext(_PRECISION):
        sub_indices = {
            term.item: rule.factor.value * (term.constant + term.slope * present[term.item].ln())
            for term in rule.terms
            if term.item in present
        }
        weighted = sum(
            (term.weight * sub_indices[term.item] for term in rule.terms if term.item in present),
            Decimal(0),
        )
        total = None if missing else round_half_even(weighted, _KEPT).normalize()
    return TrophicIndex(sub_indices, missing, total, None if total is None else rule.state(total))
