"""How well the rules behind a water number are known: the worst mark of what it used."""

from __future__ import annotations

from collections.abc import Iterable

from yunzhu.indicators.water.period_means import PeriodMeanOfItem
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.standards.water_assessment import WaterAssessment
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import SurfaceWaterLimits
from yunzhu.standards.water_rounding import water_rounding
from yunzhu.values import SourceMark, worst_mark


def mean_mark(
    mean: PeriodMeanOfItem, item: str, rule: WaterRule, method: WaterAssessment
) -> SourceMark:
    """Return the mark of a mean: its decimals, and the settings that could change it.

    Which mean of a period is meant matters only for more than one sample in several months; how
    a value below detection counts only where there is one.
    """
    marks = [row.mark for row in water_rounding().decimals if row.item == item]
    if mean.samples > len(mean.months) > 1:
        marks.append(method.setting("period_mean").option(rule.period_mean.value).mark)
    if mean.below:
        marks.append(method.setting("below_detection").option(rule.below_detection.value).mark)
    return worst_mark(*marks)


def class_mark(
    body: WaterBody | None,
    items: Iterable[str],
    limits: SurfaceWaterLimits,
    rule: WaterRule,
    method: WaterAssessment,
) -> SourceMark:
    """Return the mark of a class: the limits it used, and how oxygen makes class I."""
    used = set(items)
    bodies = (None, body) if body else (None, *WaterBody)
    marks = [row.mark for row in limits.basic if row.item in used and row.body in bodies]
    if "DO" in used:
        setting = method.setting("dissolved_oxygen_class_one")
        marks.append(setting.option(rule.dissolved_oxygen_class_one.value).mark)
    return worst_mark(*marks)
