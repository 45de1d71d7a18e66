"""HJ 663, assessment of ambient air quality: decimals, percentiles, validity, exceedance."""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel

from yunzhu.arrays import Int64Array, IntArray
from yunzhu.errors import StandardError, UsageError
from yunzhu.standards.documents import (
    PACKAGED_AIR,
    Folders,
    Mark,
    Rule,
    Setting,
    Unknown,
    documents_of,
    only_named,
)
from yunzhu.values import SourceMark, worst_mark
from yunzhu.yaml_documents import STRICT, ExactDecimal

PERCENT = 100

Stage = Literal["daily", "period"]


class DecimalsRow(BaseModel):
    """Decimals of one subject (a pollutant, ``rate``, ``exceedance_multiple``) at a stage."""

    model_config = STRICT
    stage: Stage
    subject: str
    decimals: int
    mark: Mark
    reference: str


class StatisticsRow(BaseModel):
    """What a year is judged by: its mean where there is a yearly limit, and a percentile."""

    model_config = STRICT
    pollutant: str
    annual_mean: bool
    percent: int
    mark: Mark
    reference: str


class ValidityNumber(BaseModel):
    """One number of the rules of validity."""

    model_config = STRICT
    name: str
    value: ExactDecimal
    unit: str
    mark: Mark
    reference: str


@dataclass(frozen=True)
class Validity:
    """How much data a statistic needs; window ends are hours of the day, 8 to 24."""

    minutes_per_hour: int
    hours_per_8h: int
    hours_per_day: int
    windows_per_day: int
    first_window_end: int
    last_window_end: int
    days_per_month: int
    days_in_february: int
    days_per_year: int
    sampled_days_per_month: int
    sampled_days_per_year: int
    lead_days_per_season: int
    share_of_points: Decimal
    share_of_few_points: Decimal
    few_points: int
    mark: SourceMark

    def days_in_month(self, month: int) -> int:
        """Return the valid days a month (1 to 12) needs."""
        return self.days_in_february if month == _FEBRUARY else self.days_per_month

    def points_needed(self, points: int) -> int:
        """Return how many of a city's points a city value needs.

        Examples
        --------
        >>> validity = assessment_edition("HJ 663-2013").validity
        >>> [validity.points_needed(points) for points in (1, 2, 3, 4, 11)]
        [1, 1, 2, 3, 9]
        """
        few = points < self.few_points
        share = Fraction(self.share_of_few_points if few else self.share_of_points)
        return -(-points * share.numerator // share.denominator)


_FEBRUARY = 2
_SHARES = ("share_of_points", "share_of_few_points")
_NUMBERS = tuple(field.name for field in fields(Validity) if field.name != "mark")


class AssessmentEdition(BaseModel):
    """One edition of HJ 663, as far as it is known."""

    model_config = STRICT
    name: str
    decimals: tuple[DecimalsRow, ...]
    statistics: tuple[StatisticsRow, ...]
    validity_numbers: tuple[ValidityNumber, ...]
    settings: tuple[Setting, ...] = ()
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @functools.cached_property
    def validity(self) -> Validity:
        """The numbers of validity; raise `StandardError` when one is not known."""
        rows = {row.name: row for row in self.validity_numbers}
        values = {name: only_named(name, rows, self.name).value for name in _NUMBERS}
        counts = {name: int(value) for name, value in values.items() if name not in _SHARES}
        shares = {name: values[name] for name in _SHARES}
        mark = worst_mark(*(row.mark for row in self.validity_numbers))
        numbers: dict[str, Any] = {**counts, **shares}
        return Validity(**numbers, mark=mark)

    def decimals_of(self, stage: Stage, subject: str) -> DecimalsRow:
        """Return the decimals of a subject at a stage; raise `StandardError` when not known.

        Examples
        --------
        >>> assessment_edition("HJ 663-2026").decimals_of("period", "CO").decimals
        2
        """
        known = {f"{row.stage} {row.subject}": row for row in self.decimals}
        return only_named(f"{stage} {subject}", known, self.name)

    def statistics_of(self, pollutant: str) -> StatisticsRow:
        """Return the statistics of a pollutant; raise `StandardError` when not known."""
        return only_named(pollutant, {row.pollutant: row for row in self.statistics}, self.name)

    def setting(self, name: str) -> Setting:
        """Return a setting, e.g. ``city_daily_max_8h``."""
        return only_named(name, {row.name: row for row in self.settings}, self.name)


@functools.cache
def assessment_editions(folders: Folders = PACKAGED_AIR) -> tuple[AssessmentEdition, ...]:
    """Return every edition of HJ 663."""
    return documents_of("air_assessment", AssessmentEdition, folders)


def assessment_edition(name: str, folders: Folders = PACKAGED_AIR) -> AssessmentEdition:
    """Return an edition of HJ 663 by name; raise `StandardError` when there is none such."""
    return only_named(name, {row.name: row for row in assessment_editions(folders)}, "edition")


def percentile_rank(count: int, percent: int) -> Fraction:
    """Return the rank k = 1 + (n - 1) p of a percentile among ``count`` values, from 1.

    Raises
    ------
    UsageError : no values, or ``percent`` outside 0 to 100.

    Source: HJ 663-2013, formula from memory.

    Examples
    --------
    >>> percentile_rank(366, 90)
    Fraction(659, 2)
    """
    if count < 1 or not 0 <= percent <= PERCENT:
        raise UsageError(
            "无法求百分位数 no percentile",
            found=(count, percent),
            expected="count >= 1, 0 <= percent <= 100",
        )
    return 1 + Fraction((count - 1) * percent, PERCENT)


def percentile(ascending: IntArray, percent: int) -> Fraction:
    """Return a percentile of one ascending series, exactly, in the units of its integers.

    Parameters
    ----------
    ascending : ``[n]``, without missing values.
    percent : 0 to 100.

    Raises
    ------
    UsageError : empty series, or ``percent`` outside 0 to 100.

    Source: HJ 663-2013, linear between the neighbours of rank k; formula from memory.

    Examples
    --------
    >>> percentile(np.array([10, 20, 30, 40]), 90)
    Fraction(37, 1)
    """
    rank = percentile_rank(len(ascending), percent)
    below = int(rank)
    low = int(ascending[below - 1])
    high = int(ascending[min(below, len(ascending) - 1)])
    return low + (high - low) * (rank - below)


def percentile_numerators(ascending: IntArray, counts: Int64Array, percent: int) -> Int64Array:
    """Return percentiles of many ascending series as numerators over `PERCENT`.

    Parameters
    ----------
    ascending : ``[..., n]``, sorted along the last axis; the missing marker, being the type's
        minimum, stands first as `numpy.sort` leaves it.
    counts : ``[...]``, how many values of each series are not missing.
    percent : 0 to 100.

    Returns
    -------
    int64 ``[...]``; 0 where a series has no value.

    Examples
    --------
    >>> percentile_numerators(np.array([[-32768, 10, 20]]), np.array([2]), 90).tolist()
    [1900]
    """
    counts = np.asarray(counts, dtype=np.int64)
    percentile_rank(1, percent)
    steps = np.maximum(counts - 1, 0) * percent
    length = ascending.shape[-1]
    first = np.minimum(length - counts + steps // PERCENT, length - 1)
    second = np.minimum(first + 1, length - 1)
    low = np.take_along_axis(ascending, first[..., None], axis=-1)[..., 0].astype(np.int64)
    high = np.take_along_axis(ascending, second[..., None], axis=-1)[..., 0].astype(np.int64)
    return np.where(counts > 0, low * PERCENT + (high - low) * (steps % PERCENT), 0)


def exceedance_multiple(concentration: Fraction | Decimal | int, limit: Decimal) -> Fraction:
    """Return by how much a concentration exceeds its limit, (C - S) / S (超标倍数).

    Both in the same unit; 0 or less means it does not exceed.

    Raises
    ------
    StandardError : a limit that is not positive.

    Source: HJ 663-2013, formula from memory.

    Examples
    --------
    >>> exceedance_multiple(90, Decimal(75))
    Fraction(1, 5)
    """
    if limit <= 0:
        raise StandardError(
            "限值须为正 a limit must be positive", field="limit", found=limit, expected="> 0"
        )
    return Fraction(concentration) / Fraction(limit) - 1
