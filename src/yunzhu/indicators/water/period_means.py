"""Means of a period from monthly totals, exact until they are rounded once."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yunzhu.indicators.water.monthly_totals import ACIDITY, MonthlyTotals
from yunzhu.indicators.water.rules import PeriodMean
from yunzhu.observations.samples import SAMPLE_DECIMALS
from yunzhu.standards.water_rounding import water_rounding

_DOUBLED_UNIT = 2 * 10**SAMPLE_DECIMALS
_ACIDITY_DECIMALS = 11
"""Decimals to which a mean pH from binary fractions is certain; ties lie far above them."""


@dataclass(frozen=True)
class PeriodMeanOfItem:
    """The mean of one item at one section over a period.

    Attributes
    ----------
    exact : before rounding, in the item's unit; None where there is no sample.
    months : place of each month with a sample on the months' axis.
    samples, below, above : numbers of samples, of those below detection, and of those that are
        only known to lie above what is stated.
    """

    exact: Fraction | None
    months: tuple[int, ...]
    samples: int
    below: int
    above: int


@functools.cache
def rounded_items() -> frozenset[str]:
    """Return the items whose decimals of assessment are known.

    Chlorophyll a is left out: it is stored in mg/L, and no unit stands beside its decimals.
    """
    known = {row.item for row in water_rounding().decimals if row.assessment is not None}
    return frozenset(known - {"chl_a"})


def period_mean(totals: MonthlyTotals, site: int, item: int, kind: PeriodMean) -> PeriodMeanOfItem:
    """Return the mean of an item at a section over all months of the totals.

    The mean of monthly means gives each month with a sample the same weight. A mean pH is
    -log10 of the mean of the hydrogen ions.

    Parameters
    ----------
    totals : of the period's months.
    site, item : places on the totals' axes.
    kind : mean of monthly means, or of all samples.

    Source: 环办监测函〔2020〕82号 for pH; which mean of a period is meant is not known.
    """
    counts = totals.counts[site, item].tolist()
    months = tuple(place for place, count in enumerate(counts) if count)
    if not months:
        return PeriodMeanOfItem(None, (), 0, 0, 0)
    if totals.items[item] == ACIDITY:
        exact = _mean_ph([float(one) for one in totals.hydrogen[site]], counts, kind)
    else:
        exact = _mean(totals.doubled[site, item].tolist(), counts, kind) / _DOUBLED_UNIT
    return PeriodMeanOfItem(
        exact,
        months,
        sum(counts),
        int(totals.below[site, item].sum()),
        int(totals.above[site, item].sum()),
    )


def monthly_means(totals: MonthlyTotals, site: int, item: int) -> list[Fraction | None]:
    """Return the unrounded mean of an item in each month, None where there is no sample.

    Parameters
    ----------
    totals : of the months.
    site, item : places on the totals' axes.
    """
    return [
        period_mean(totals.of_month(place), site, item, PeriodMean.OF_MONTHLY_MEANS).exact
        for place in range(len(totals.months))
    ]


def _mean(sums: Sequence[int], counts: Sequence[int], kind: PeriodMean) -> Fraction:
    present = [(total, count) for total, count in zip(sums, counts, strict=True) if count]
    if kind is PeriodMean.OF_SAMPLES:
        return Fraction(sum(total for total, _ in present), sum(count for _, count in present))
    common = math.lcm(*(count for _, count in present))
    return Fraction(
        sum(total * (common // count) for total, count in present), common * len(present)
    )


def _mean_ph(sums: Sequence[float], counts: Sequence[int], kind: PeriodMean) -> Fraction:
    present = [(total, count) for total, count in zip(sums, counts, strict=True) if count]
    if kind is PeriodMean.OF_SAMPLES:
        ions = math.fsum(total for total, _ in present) / sum(count for _, count in present)
    else:
        ions = math.fsum(total / count for total, count in present) / len(present)
    return Fraction(round(Decimal(-math.log10(ions)), _ACIDITY_DECIMALS))
