"""环办〔2011〕22号, assessment of surface water: status, main pollutants, change, settings."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from yunzhu.errors import StandardError, UsageError
from yunzhu.standards.air_assessment import PERCENT, exceedance_multiple
from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Mark,
    Rule,
    Setting,
    Sourced,
    Unknown,
    documents_of,
    only_named,
)
from yunzhu.standards.water_class import WaterClass
from yunzhu.standards.water_limits import ItemLimit
from yunzhu.values import SourceMark
from yunzhu.yaml_documents import STRICT, ExactDecimal

EDITION = "环办〔2011〕22号"

Words = Literal["优", "良好", "轻度污染", "中度污染", "重度污染"]


class Status(BaseModel):
    """What a section of some classes is called, and the colour it is drawn in."""

    model_config = STRICT
    classes: tuple[int, ...]
    status: Words
    english: str
    colour: str
    colour_mark: Annotated[SourceMark, Field(strict=False, alias="colour_source")]
    mark: Mark
    reference: str


class BasinStatus(BaseModel):
    """What a basin is called by its shares of sections [%]; a bound that is None does not bind."""

    model_config = STRICT
    status: Words
    good_at_least: ExactDecimal | None = None
    good_below: ExactDecimal | None = None
    worse_at_least: ExactDecimal | None = None
    worse_below: ExactDecimal | None = None
    mark: Mark
    reference: str

    def holds(self, good: Fraction, worse: Fraction) -> bool:
        """Say whether the shares [%] of good sections and of those worse than Ⅴ fit."""
        return all(
            (least is None or share >= least) and (below is None or share < below)
            for share, least, below in (
                (good, self.good_at_least, self.good_below),
                (worse, self.worse_at_least, self.worse_below),
            )
        )


class TrendCritical(BaseModel):
    """The rank correlation beyond which a trend over so many periods is significant."""

    model_config = STRICT
    periods: int
    value: ExactDecimal
    mark: Mark
    reference: str


class WaterAssessment(BaseModel):
    """One edition of the method."""

    model_config = STRICT
    name: str
    statuses: tuple[Status, ...]
    basin_from_sections: Sourced[int]
    basin_statuses: tuple[BasinStatus, ...]
    not_counted: Sourced[tuple[str, ...]]
    no_multiple: Sourced[tuple[str, ...]]
    main_pollutants_at_most: Sourced[int]
    preferred_pollutants: Sourced[tuple[str, ...]]
    marked_change_classes: Sourced[int]
    stable_basin_points: Sourced[int]
    marked_basin_points: Sourced[int]
    trend_critical: tuple[TrendCritical, ...]
    settings: tuple[Setting, ...]
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def status(self, water_class: WaterClass) -> Status:
        """Return what a section of a class is called.

        Examples
        --------
        >>> water_assessment().status(WaterClass.III).status
        '良好'
        """
        known = {str(number): row for row in self.statuses for number in row.classes}
        return only_named(str(int(water_class)), known, self.name)

    def setting(self, name: str) -> Setting:
        """Return a setting: ``below_detection``, ``period_mean`` ..."""
        return only_named(name, {row.name: row for row in self.settings}, self.name)

    def critical_correlation(self, periods: int) -> TrendCritical:
        """Return the critical rank correlation; raise `StandardError` when it is not known."""
        return only_named(
            str(periods), {str(row.periods): row for row in self.trend_critical}, self.name
        )


class Change(IntEnum):
    """How water changed between two periods; positive is better."""

    MARKEDLY_WORSE = -2
    WORSE = -1
    STABLE = 0
    BETTER = 1
    MARKEDLY_BETTER = 2

    @property
    def label(self) -> str:
        """The words shown to users."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    Change.MARKEDLY_WORSE: "明显变差 markedly worse",
    Change.WORSE: "有所变差 worse",
    Change.STABLE: "无明显变化 no marked change",
    Change.BETTER: "有所好转 better",
    Change.MARKEDLY_BETTER: "明显好转 markedly better",
}


@dataclass(frozen=True)
class ItemFinding:
    """One item of a section over a period: its class, and its multiple over class Ⅲ.

    ``multiple`` is None for items that have none (pH, dissolved oxygen).
    """

    item: str
    water_class: WaterClass
    multiple: Fraction | None


@functools.cache
def water_assessment(name: str = EDITION, folders: Folders = PACKAGED_WATER) -> WaterAssessment:
    """Return the method by name; raise `StandardError` when there is none such."""
    documents = documents_of("water_assessment", WaterAssessment, folders)
    return only_named(name, {row.name: row for row in documents}, "water_assessment")


def water_exceedance_multiple(
    value: Fraction | Decimal, limit: ItemLimit, standard: int = WaterClass.III
) -> Fraction | None:
    """Return by how much an item exceeds the limit of a class, (C - S) / S (超标倍数).

    Parameters
    ----------
    value : in the unit of the limit; rounded as the assessment rounds it.
    standard : the class whose limit is S; 1 for items with one limit.

    Returns
    -------
    0 or less where it does not exceed; None for items without a multiple, whose limit is no
    upper one: water temperature, pH, dissolved oxygen.

    Source: 环办〔2011〕22号.

    Examples
    --------
    >>> from datetime import date
    >>> from yunzhu.standards.water_class import WaterBody
    >>> from yunzhu.standards.water_limits import surface_water_limits
    >>> limits = surface_water_limits(date(2020, 6, 30))
    >>> water_exceedance_multiple(Decimal("1.25"), limits.limit("NH3N", WaterBody.RIVER))
    Fraction(1, 4)
    >>> water_exceedance_multiple(Decimal(2), limits.limit("DO", WaterBody.RIVER))
    """
    if limit.rule != "at_most":
        return None
    return exceedance_multiple(value, limit.limit_of(standard))


def main_pollutants(findings: Sequence[ItemFinding], edition: WaterAssessment) -> tuple[str, ...]:
    """Return the main pollutants of a section (主要污染指标), none where no item is over Ⅲ.

    Parameters
    ----------
    findings : one per item that counts, in the order of the standard, which settles ties.

    Source: 环办〔2011〕22号, from memory: the preferred toxic items first, then by class, then
    by multiple; at most three.

    Examples
    --------
    >>> main_pollutants([
    ...     ItemFinding("DO", WaterClass.IV, None),
    ...     ItemFinding("COD", WaterClass.IV, Fraction(1, 10)),
    ...     ItemFinding("NH3N", WaterClass.V, Fraction(3, 5)),
    ... ], water_assessment())
    ('NH3N', 'COD', 'DO')
    """
    preferred = edition.preferred_pollutants.value
    over = sorted(
        (each for each in findings if each.water_class > WaterClass.III),
        key=lambda each: (
            each.item not in preferred,
            -each.water_class,
            -(each.multiple or Fraction(0)),
        ),
    )
    return tuple(each.item for each in over[: edition.main_pollutants_at_most.value])


def basin_main_pollutants(
    sections_over: Mapping[str, tuple[int, int]], edition: WaterAssessment
) -> tuple[str, ...]:
    """Return the main pollutants of a basin by the share of sections that exceed class Ⅲ.

    Items that share the last place are all named, so there can be more than three.

    Parameters
    ----------
    sections_over : per item, in the order of the standard, sections over Ⅲ and sections that
        have the item.

    Source: 环办〔2011〕22号, from memory; a basin of fewer than five sections is judged as one
    section from its mean concentrations. What becomes of ties is this program's own reading.

    Examples
    --------
    >>> counts = {"COD": (1, 8), "NH3N": (3, 8), "TP": (0, 8), "DO": (1, 8), "pH": (1, 8)}
    >>> basin_main_pollutants(counts, water_assessment())
    ('NH3N', 'COD', 'DO', 'pH')
    """
    shares = {item: Fraction(over, of) for item, (over, of) in sections_over.items() if over}
    ordered = sorted(shares, key=lambda item: -shares[item])
    if not ordered:
        return ()
    last = shares[ordered[: edition.main_pollutants_at_most.value][-1]]
    return tuple(item for item in ordered if shares[item] >= last)


def basin_status(good: Fraction, worse: Fraction, edition: WaterAssessment) -> BasinStatus | None:
    """Return what a basin of at least five sections is called.

    Parameters
    ----------
    good, worse : shares, 0 to 1, of the sections of class Ⅰ to Ⅲ and of those worse than Ⅴ.

    Returns
    -------
    None where no rule that is known covers the shares: 60 % good and 40 % worse than Ⅴ.

    Raises
    ------
    UsageError : no such shares.

    Source: 环办〔2011〕22号.

    Examples
    --------
    >>> basin_status(Fraction(8, 13), Fraction(0), water_assessment()).status
    '轻度污染'
    """
    if not (good >= 0 and worse >= 0 and good + worse <= 1):
        raise UsageError(
            "断面比例不合理 impossible shares of sections",
            found=f"{good}, {worse}",
            expected="both at least 0, together at most 1",
        )
    fitting = [row for row in edition.basin_statuses if row.holds(good * PERCENT, worse * PERCENT)]
    if len(fitting) > 1:
        raise StandardError(
            "流域定性规则重叠 the rules on basins overlap",
            field=edition.name,
            found=" | ".join(row.status for row in fitting),
            expected="one status",
        )
    return fitting[0] if fitting else None


def section_change(before: WaterClass, after: WaterClass, edition: WaterAssessment) -> Change:
    """Return how a section changed between two periods, by its classes.

    Source: 环办〔2011〕22号, from memory.

    Examples
    --------
    >>> section_change(WaterClass.V, WaterClass.III, water_assessment()).label
    '明显好转 markedly better'
    """
    steps = int(before) - int(after)
    size = 2 if abs(steps) >= edition.marked_change_classes.value else min(abs(steps), 1)
    return Change(size if steps > 0 else -size)


def basin_change(
    good: tuple[Fraction, Fraction], worse: tuple[Fraction, Fraction], edition: WaterAssessment
) -> Change:
    """Return how a basin changed between two periods, by ΔG - ΔD.

    Parameters
    ----------
    good, worse : shares, 0 to 1, before and after, of sections Ⅰ to Ⅲ and worse than Ⅴ.

    Source: 环办〔2011〕22号, from memory.

    Examples
    --------
    >>> shares = (Fraction(7, 13), Fraction(10, 13)), (Fraction(2, 13), Fraction(0))
    >>> basin_change(*shares, water_assessment()).name
    'MARKEDLY_BETTER'
    """
    points = ((good[1] - good[0]) - (worse[1] - worse[0])) * PERCENT
    size = (abs(points) > edition.stable_basin_points.value) + (
        abs(points) > edition.marked_basin_points.value
    )
    return Change(size if points > 0 else -size)
