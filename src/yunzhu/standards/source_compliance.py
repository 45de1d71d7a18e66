"""Drinking-water sources: which items are due, and whether each meets its limit."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from pydantic import BaseModel

from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Mark,
    Rule,
    Sourced,
    Unknown,
    documents_of,
    only_named,
)
from yunzhu.standards.water_assessment import water_exceedance_multiple
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import ItemLimit, SurfaceWaterLimits
from yunzhu.standards.water_rounding import round_water, water_rounding
from yunzhu.yaml_documents import STRICT, ExactDecimal

EDITION = "集中式饮用水水源水质评价"


class PreferredItem(BaseModel):
    """A specific item that is sampled every month."""

    model_config = STRICT
    item: str
    mark: Mark
    reference: str


class DrinkingSourceRules(BaseModel):
    """What is sampled at sources, which of it counts, and which sources the terms name."""

    model_config = STRICT
    name: str
    standard_class: Sourced[int]
    not_counted: Sourced[tuple[str, ...]]
    monthly_preferred: Sourced[int]
    yearly_surface: Sourced[int]
    yearly_ground: Sourced[int]
    preferred_items: tuple[PreferredItem, ...]
    centralised_people_over: Sourced[int]
    thousand_ton_supply: Sourced[ExactDecimal]
    thousand_ton_people: Sourced[int]
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def is_thousand_ton(self, supply: Decimal | None, people: int | None) -> bool | None:
        """Say whether a source is 千吨万人; None where what is known does not settle it.

        Parameters
        ----------
        supply : [t/d].
        people : served.

        Examples
        --------
        >>> rules = drinking_source_rules()
        >>> rules.is_thousand_ton(Decimal(1000), None), rules.is_thousand_ton(Decimal(999), None)
        (True, None)
        """
        enough = (
            None if supply is None else supply >= self.thousand_ton_supply.value,
            None if people is None else people >= self.thousand_ton_people.value,
        )
        return True if True in enough else None if None in enough else False


class Sampling(Enum):
    """How often a set of items is due."""

    MONTHLY = "monthly"
    YEARLY = "yearly"


class ItemGroup(Enum):
    """The table of GB 3838 that an item stands in."""

    BASIC = "基本项目 basic"
    SUPPLEMENTARY = "补充项目 supplementary"
    SPECIFIC = "特定项目 specific"
    OTHER = "其他 other"


@dataclass(frozen=True)
class DueItems:
    """Items due at a source; ``unlisted`` further ones are due whose names are not known."""

    items: tuple[str, ...]
    unlisted: int


@dataclass(frozen=True)
class SourceFinding:
    """One item at a source.

    Attributes
    ----------
    value : as judged: basic items rounded by the decimals of assessment, others as given.
    limit : what it is judged against; None for a range, and where there is none.
    meets : None where there is nothing to judge against.
    counted : whether it decides on the source.
    multiple : (C - S) / S, None for items that have none.
    """

    item: str
    group: ItemGroup
    value: Fraction | Decimal
    limit: Decimal | None
    meets: bool | None
    counted: bool
    multiple: Fraction | None


@functools.cache
def drinking_source_rules(
    name: str = EDITION, folders: Folders = PACKAGED_WATER
) -> DrinkingSourceRules:
    """Return the rules by name; raise `StandardError` when there are none such."""
    documents = documents_of("drinking_sources", DrinkingSourceRules, folders)
    return only_named(name, {row.name: row for row in documents}, "drinking_sources")


def due_items(
    sampling: Sampling, limits: SurfaceWaterLimits, body: WaterBody, rules: DrinkingSourceRules
) -> DueItems:
    """Return the items due at a surface source.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> limits, rules = surface_water_limits(date(2020, 6, 30)), drinking_source_rules()
    >>> year = due_items(Sampling.YEARLY, limits, WaterBody.LAKE, rules)
    >>> len(year.items), year.unlisted
    (109, 0)
    """
    basic = [row.item for row in limits.basic if row.body in (None, body)]
    supplementary = [row.item for row in limits.supplementary]
    if sampling is Sampling.YEARLY:
        return DueItems((*basic, *supplementary, *(row.item for row in limits.specific)), 0)
    preferred = [limits.source_limit(row.item).item for row in rules.preferred_items]
    unlisted = max(rules.monthly_preferred.value - len(preferred), 0)
    return DueItems((*basic, *supplementary, *preferred), unlisted)


def source_findings(
    values: Mapping[str, Fraction | Decimal],
    limits: SurfaceWaterLimits,
    body: WaterBody,
    rules: DrinkingSourceRules,
) -> tuple[SourceFinding, ...]:
    """Judge every item of one sampling at a surface source.

    Parameters
    ----------
    values : per item, not rounded [unit of its limit].

    Source: GB 3838 tables 1 to 3; 环办〔2011〕22号 for the basic items against class Ⅲ.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> limits, rules = surface_water_limits(date(2020, 6, 30)), drinking_source_rules()
    >>> values = {"COD": Decimal("20.04"), "TN": Decimal(9), "Mn": Decimal("0.12")}
    >>> found = source_findings(values, limits, WaterBody.LAKE, rules)
    >>> [(each.item, each.meets, each.counted) for each in found]
    [('COD', True, True), ('TN', False, False), ('Mn', False, True)]
    """
    basic = {row.item: row for row in limits.basic if row.body in (None, body)}
    supplementary = {row.item: row for row in limits.supplementary}
    specific = {row.item: row for row in limits.specific}
    findings = []
    for item, value in values.items():
        if item in basic:
            rounded = _as_assessed(value, item)
            standard = rules.standard_class.value
            counted = item not in rules.not_counted.value
            findings.append(_finding(basic[item], ItemGroup.BASIC, rounded, standard, counted))
        elif item in supplementary:
            limit = supplementary[item]
            findings.append(_finding(limit, ItemGroup.SUPPLEMENTARY, value, 1, True))
        elif item in specific:
            findings.append(_finding(specific[item], ItemGroup.SPECIFIC, value, 1, True))
        else:
            findings.append(SourceFinding(item, ItemGroup.OTHER, value, None, None, False, None))
    return tuple(findings)


def source_meets(findings: Sequence[SourceFinding]) -> bool | None:
    """Say whether a source meets the standard: one failing item fails it; None without items."""
    judged = [each.meets for each in findings if each.counted and each.meets is not None]
    return all(judged) if judged else None


def _as_assessed(value: Fraction | Decimal, item: str) -> Fraction | Decimal:
    known = {row.item for row in water_rounding().decimals if row.assessment is not None}
    return round_water(value, item, "assessment") if item in known else value


def _finding(
    limit: ItemLimit, group: ItemGroup, value: Fraction | Decimal, standard: int, counted: bool
) -> SourceFinding:
    return SourceFinding(
        item=limit.item,
        group=group,
        value=value,
        limit=limit.limit_of(standard) if limit.limits else None,
        meets=limit.meets(value, standard),
        counted=counted,
        multiple=water_exceedance_multiple(value, limit, standard),
    )
