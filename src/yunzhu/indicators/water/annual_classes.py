"""Large networks: the classes of every moment and the period's assessment, month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import Int64Array
from yunzhu.indicators.water.monthly_totals import MonthlyTotals, joined_totals, monthly_totals
from yunzhu.indicators.water.realtime_classes import realtime_classes
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.indicators.water.section_assessment import AssessedSection, assess_sections
from yunzhu.observations.samples import Samples
from yunzhu.periods import Period
from yunzhu.standards.water_assessment import WaterAssessment
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import SurfaceWaterLimits


@dataclass(frozen=True)
class NetworkClasses:
    """Both rules for every section of a network over a period.

    Attributes
    ----------
    sites : sections.
    moments : int64 [sections, 7], moments without a class, then of class I to worse than V.
    totals : monthly sums that the assessment rests on.
    assessed : one per section.
    """

    sites: tuple[str, ...]
    moments: Int64Array
    totals: MonthlyTotals
    assessed: tuple[AssessedSection, ...]


def network_classes(
    blocks: Iterable[Samples],
    months: Sequence[Period],
    bodies: Sequence[WaterBody | None],
    limits: SurfaceWaterLimits,
    method: WaterAssessment,
    rule: WaterRule,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> NetworkClasses:
    """Class every moment and assess every section, holding one month of samples at a time.

    Parameters
    ----------
    blocks : the samples of each month, with the same sections and items every time.
    months : of the period, in order.
    bodies : per section, what it lies on; None where not known.
    limits : GB 3838 in force.
    method : the assessment method in force.
    rule : settings.
    progress : called with months done and months in all.
    """
    parts: list[MonthlyTotals] = []
    kinds = len(WaterClass) + 1
    moments = np.zeros((len(bodies), kinds), np.int64)
    for place, (month, samples) in enumerate(zip(months, blocks, strict=True)):
        progress(place, len(months))
        found = realtime_classes(samples, bodies, limits, rule.below_detection)
        cell = found.site.astype(np.int64) * kinds + found.classes
        moments += np.bincount(cell, minlength=moments.size).reshape(moments.shape)
        parts.append(monthly_totals(samples, (month,), rule.below_detection))
    totals = joined_totals(parts)
    assessed = tuple(assess_sections(totals, bodies, limits, method, rule))
    return NetworkClasses(totals.sites, moments, totals, assessed)


def monthly_assessments(
    totals: MonthlyTotals,
    bodies: Sequence[WaterBody | None],
    limits: SurfaceWaterLimits,
    method: WaterAssessment,
    rule: WaterRule,
) -> Iterable[tuple[Period, list[AssessedSection]]]:
    """Yield each month with every section as assessed in it alone."""
    for place, month in enumerate(totals.months):
        yield month, assess_sections(totals.of_month(place), bodies, limits, method, rule)
