"""环办监测函〔2020〕82号: the decimals of water data, and the mean of pH."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Literal

import numpy as np
from pydantic import BaseModel

from yunzhu.arrays import MISSING64, BoolArray, Float64Array, Int64Array
from yunzhu.errors import UsageError
from yunzhu.standards.documents import (
    PACKAGED_WATER,
    Folders,
    Mark,
    Rule,
    Unknown,
    documents_of,
    only_named,
)
from yunzhu.standards.rounding import round_half_even, round_half_even_ratio
from yunzhu.standards.water_limits import DECIMALS
from yunzhu.yaml_documents import STRICT

Stage = Literal["hourly", "assessment"]

EDITION = "环办监测函〔2020〕82号"

_PH_PRECISION = Context(prec=50)
_PH_KEPT = 30
_PH_DOUBT = 10


class WaterDecimals(BaseModel):
    """Decimals of one item at both stages; None where they are not known."""

    model_config = STRICT
    item: str
    hourly: int | None
    assessment: int | None
    mark: Mark
    reference: str


class WaterRounding(BaseModel):
    """One edition of the decimals."""

    model_config = STRICT
    name: str
    decimals: tuple[WaterDecimals, ...]
    rules: tuple[Rule, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    def decimals_of(self, item: str, stage: Stage) -> int:
        """Return the decimals of an item; raise `StandardError` when they are not known."""
        known = {
            row.item: places
            for row in self.decimals
            if (places := row.hourly if stage == "hourly" else row.assessment) is not None
        }
        return only_named(item, known, f"{self.name} {stage}")


@functools.cache
def water_rounding(name: str = EDITION, folders: Folders = PACKAGED_WATER) -> WaterRounding:
    """Return the decimals by the name of their document."""
    documents = documents_of("water_rounding", WaterRounding, folders)
    return only_named(name, {row.name: row for row in documents}, "water_rounding")


@functools.cache
def water_decimals(item: str, stage: Stage) -> int:
    """Return the decimals of an item at a stage; raise `StandardError` when not known.

    Examples
    --------
    >>> water_decimals("COD", "assessment"), water_decimals("pH", "assessment")
    (1, 0)
    """
    return water_rounding().decimals_of(item, stage)


def round_water(value: Fraction | Decimal, item: str, stage: Stage) -> Decimal:
    """Round one exact value of an item, half to even; what is not zero never becomes zero.

    Parameters
    ----------
    value : in the item's unit, never rounded before.

    Raises
    ------
    StandardError : the decimals of the item at this stage are not known.

    Source: 环办监测函〔2020〕82号.

    Examples
    --------
    >>> [str(round_water(Decimal(text), "COD", "assessment")) for text in ("20.05", "20.06")]
    ['20.0', '20.1']
    >>> round_water(Decimal("0.00042"), "TP", "assessment")
    Decimal('0.0004')
    """
    decimals = water_decimals(item, stage)
    found = round_half_even(value, decimals)
    while not found and value:
        decimals += 1
        found = round_half_even(value, decimals)
    return found


def round_water_e8(numbers: Int64Array, item: str, stage: Stage) -> Int64Array:
    """Round many values of one item as `round_water` does.

    Parameters
    ----------
    numbers : ``[...]`` [10**-8 of the item's unit], the type's minimum where missing.

    Returns
    -------
    int64 ``[...]`` of the same scale, missing where the input is.

    Examples
    --------
    >>> round_water_e8(np.array([2_005_000_000, 42_000, 0]), "COD", "assessment").tolist()
    [2000000000, 40000, 0]
    """
    return round_e8(numbers, water_decimals(item, stage))


def round_e8(numbers: Int64Array, decimals: int) -> Int64Array:
    """Round many values to some decimals as `round_water_e8` does."""
    numbers = np.asarray(numbers, np.int64)
    missing = numbers == MISSING64
    values = np.where(missing, 0, numbers)
    rounded = np.zeros_like(values)
    for places in range(min(decimals, DECIMALS), DECIMALS + 1):
        lost = (rounded == 0) & (values != 0)
        if not lost.any():
            break
        unit = 10 ** (DECIMALS - places)
        rounded[lost] = round_half_even_ratio(values[lost], unit) * unit
    rounded[missing] = MISSING64
    return rounded


def mean_ph(values: Sequence[Decimal]) -> Decimal:
    """Return the mean of pH values through their hydrogen ions, -log10(mean(10^-pH)).

    The logarithm is taken with 50 digits and 30 decimals of it are kept, so a mean that lies on
    a tie of rounding is returned as the tie itself.

    Raises
    ------
    UsageError : no values.

    Source: 环办监测函〔2020〕82号.

    Examples
    --------
    >>> mean_ph([Decimal("7.5"), Decimal("7.50")])
    Decimal('7.5')
    >>> round(mean_ph([Decimal(7), Decimal(8)]), 4)
    Decimal('7.2596')
    """
    return weighted_mean_ph(values, [1] * len(values))


def weighted_mean_ph(values: Sequence[Decimal], weights: Sequence[int | Fraction]) -> Decimal:
    """Return the mean of pH values that count with weights, as `mean_ph` does."""
    if not values or len(values) != len(weights):
        raise UsageError(
            "没有可求均值的 pH no pH values to take a mean of",
            found=(len(values), len(weights)),
            expected="one weight per value, at least one",
        )
    with localcontext(_PH_PRECISION):
        total = Decimal(0)
        for value, weight in zip(values, weights, strict=True):
            share = Fraction(weight)
            total += Decimal(10) ** -value * share.numerator / share.denominator
        whole = sum((Fraction(weight) for weight in weights), Fraction(0))
        mean = total * whole.denominator / whole.numerator
        return round_half_even(-mean.log10(), _PH_KEPT).normalize()


def hydrogen_ions(numbers: Int64Array) -> Float64Array:
    """Return 10^-pH of many pH values, for means over long series.

    Parameters
    ----------
    numbers : ``[...]`` pH in 10**-8, none missing.

    Examples
    --------
    >>> hydrogen_ions(np.array([700_000_000])).tolist()
    [1e-07]
    """
    return np.asarray(np.power(10.0, np.asarray(numbers, np.int64) / -(10.0**DECIMALS)))


def rounded_ph(ions: Float64Array, stage: Stage) -> tuple[Int64Array, BoolArray]:
    """Return the rounded pH of mean hydrogen ions, and where it is not certain.

    Parameters
    ----------
    ions : ``[...]`` means of `hydrogen_ions`, above 0.

    Returns
    -------
    int64 ``[...]`` in 10**-8; and True where the mean lies within 10**-7 of a tie, or rounds to
    zero, so that the value must be taken from `weighted_mean_ph` instead. Elsewhere the float
    error, below 10**-9 for up to a million values, cannot move the rounded value.

    Examples
    --------
    >>> numbers, doubtful = rounded_ph(np.array([10**-7.4, 10**-7.5]), "assessment")
    >>> numbers.tolist()[0], doubtful.tolist()
    (700000000, [False, True])
    """
    decimals = water_decimals("pH", stage)
    unit = 10 ** (DECIMALS - decimals)
    numbers = np.rint(-np.log10(ions) * 10.0**DECIMALS).astype(np.int64)
    rounded = round_e8(numbers, decimals)
    doubtful = np.abs(numbers % unit - unit // 2) <= _PH_DOUBT
    return rounded, doubtful | (np.abs(numbers) <= unit // 2)
