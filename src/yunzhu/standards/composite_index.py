"""The composite index (环境空气质量综合指数) that ranks cities; lower is better."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, Self

from pydantic import BaseModel, model_validator

from yunzhu.errors import UsageError
from yunzhu.standards.documents import (
    PACKAGED_AIR,
    Folders,
    Mark,
    Rule,
    Setting,
    Sourced,
    documents_of,
    only_named,
)
from yunzhu.standards.rounding import round_half_even
from yunzhu.values import SourceMark, worst_mark
from yunzhu.yaml_documents import STRICT, ExactDecimal


class CompositeTerm(BaseModel):
    """One pollutant of the index: its statistic, divisor [unit] and weight."""

    model_config = STRICT
    pollutant: str
    statistic: Literal["mean", "p95", "p90"]
    unit: str
    divisor: ExactDecimal
    weight: ExactDecimal
    mark: Mark
    reference: str

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if self.divisor <= 0 or self.weight <= 0:
            raise ValueError("divisor and weight must be positive")
        return self


class CompositeEdition(BaseModel):
    """One formula of the index.

    ``use_mark`` says how sure it is that the formula belongs to the set of editions it was asked
    from: no document was read that names the formula after 2026-03-01.
    """

    model_config = STRICT
    name: str
    terms: tuple[CompositeTerm, ...]
    sub_index_decimals: Sourced[int]
    total_decimals: Sourced[int]
    settings: tuple[Setting, ...] = ()
    rules: tuple[Rule, ...] = ()
    use_mark: SourceMark = SourceMark.SEEN

    @property
    def mark(self) -> SourceMark:
        """The worst mark among the terms and the use of the formula."""
        return worst_mark(self.use_mark, *(term.mark for term in self.terms))

    @property
    def pollutants(self) -> tuple[str, ...]:
        """The pollutants of the formula, in its order."""
        return tuple(term.pollutant for term in self.terms)

    def setting(self, name: str) -> Setting:
        """Return a setting: ``composite_total``."""
        return only_named(name, {row.name: row for row in self.settings}, self.name)


@dataclass(frozen=True)
class CompositeIndex:
    """A composite index by both readings of its sum.

    Attributes
    ----------
    total_of_rounded : sum of the rounded sub-indices, rounded (default reading).
    total_of_unrounded : sum of the exact sub-indices, rounded.
    sub_indices : value / divisor of each pollutant, rounded, without its weight.
    exact : the same before rounding.
    largest : the pollutants with the largest weighted sub-index; ties joint.
    """

    total_of_rounded: Decimal
    total_of_unrounded: Decimal
    sub_indices: Mapping[str, Decimal]
    exact: Mapping[str, Fraction]
    largest: tuple[str, ...]


@functools.cache
def composite_editions(folders: Folders = PACKAGED_AIR) -> tuple[CompositeEdition, ...]:
    """Return every formula of the composite index."""
    return documents_of("composite_index", CompositeEdition, folders)


def composite_edition(name: str, folders: Folders = PACKAGED_AIR) -> CompositeEdition:
    """Return a formula by name; raise `StandardError` when there is none such."""
    return only_named(name, {row.name: row for row in composite_editions(folders)}, "composite")


def composite_index(values: Mapping[str, Decimal], edition: CompositeEdition) -> CompositeIndex:
    """Return the composite index of six published (already rounded) statistics.

    Parameters
    ----------
    values : per pollutant the statistic its term names [µg/m³; CO mg/m³].

    Raises
    ------
    UsageError : the pollutants are not exactly those of the formula.

    Source: 环办监测〔2018〕19号; GB/T 8170 once per published stage.

    Examples
    --------
    >>> half_year = {"SO2": "6", "NO2": "37", "PM10": "40", "PM2.5": "22", "CO": "1.0", "O3": "142"}
    >>> found = composite_index(
    ...     {name: Decimal(text) for name, text in half_year.items()},
    ...     composite_edition("环办监测〔2018〕19号"),
    ... )
    >>> found.total_of_rounded, found.sub_indices["NO2"], found.largest
    (Decimal('3.36'), Decimal('0.92'), ('NO2',))
    """
    if set(values) != set(edition.pollutants):
        raise UsageError(
            "综合指数的项目不齐或多余 the composite index needs exactly its own pollutants",
            found=", ".join(values),
            expected=", ".join(edition.pollutants),
        )
    exact = {
        term.pollutant: Fraction(values[term.pollutant]) / Fraction(term.divisor)
        for term in edition.terms
    }
    decimals = edition.sub_index_decimals.value
    rounded = {name: round_half_even(value, decimals) for name, value in exact.items()}
    weights = {term.pollutant: Fraction(term.weight) for term in edition.terms}
    weighted = {name: weights[name] * Fraction(value) for name, value in rounded.items()}
    top = max(weighted.values())
    places = edition.total_decimals.value
    return CompositeIndex(
        total_of_rounded=round_half_even(sum(weighted.values(), Fraction(0)), places),
        total_of_unrounded=round_half_even(
            sum((weights[name] * value for name, value in exact.items()), Fraction(0)), places
        ),
        sub_indices=rounded,
        exact=exact,
        largest=tuple(name for name, value in weighted.items() if value == top),
    )
