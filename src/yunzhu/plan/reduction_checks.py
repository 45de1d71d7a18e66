"""Whether metrics of tonnage, carbon, coal and units can judge: years in order, thresholds fit."""

from __future__ import annotations

from yunzhu.plan.counted_schema import (
    CarbonIntensityMetric,
    CoalConsumptionMetric,
    EmissionReductionMetric,
    PowerUnitClosedMetric,
    YearlyReductionMetric,
)
from yunzhu.plan.schema import Commitment, Plan
from yunzhu.plan.threshold import KnownThreshold, NoThreshold
from yunzhu.plan.verdicts import threshold_text
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.yaml_documents import YamlDocument


def require_reductions_that_judge(document: YamlDocument, plan: Plan) -> None:
    """Refuse a metric of this subject that could never be held against its threshold.

    Raises
    ------
    PlanError : the first such metric, with file, line, field, the value found and expectation.
    """
    for place, one in enumerate(plan.commitments):
        _require_fitting_threshold(document, place, one)
        _require_earlier_year(document, place, one, plan.year)
        _require_same_last_fall(document, place, one, plan)


def _require_fitting_threshold(document: YamlDocument, place: int, one: Commitment) -> None:
    metric, threshold = one.metric, one.threshold
    compares: tuple[str, ...]
    if isinstance(metric, EmissionReductionMetric | CarbonIntensityMetric):
        compares, unit = ("at_least",), "%"
    elif isinstance(metric, CoalConsumptionMetric):
        compares, unit = ("below", "at_most"), "%"
    elif isinstance(metric, PowerUnitClosedMetric):
        compares, unit = ("equal", "at_least"), "台"
    elif isinstance(metric, YearlyReductionMetric):
        compares, unit = ("at_least",), "t"
    else:
        return
    is_fitting = (
        not isinstance(threshold, NoThreshold)
        and threshold.compare in compares
        and threshold.unit == unit
    )
    if isinstance(metric, PowerUnitClosedMetric) and isinstance(threshold, KnownThreshold):
        is_fitting = is_fitting and threshold.value == 1
    if isinstance(metric, YearlyReductionMetric):
        # The year's targets stand in a register, by pollutant; one number cannot be all of them.
        is_fitting = is_fitting and not isinstance(threshold, KnownThreshold)
    if unit == "%" and isinstance(threshold, KnownThreshold):
        is_fitting = is_fitting and threshold.value < PERCENT
    if not is_fitting:
        raise document.fault(
            "指标不能与这样的阈值比较 the metric cannot be held against such a threshold",
            ("commitments", place, "threshold"),
            found=threshold_text(threshold),
            expected=f"{' | '.join(compares)}, {unit}",
        )


def _require_earlier_year(
    document: YamlDocument, place: int, one: Commitment, plan_year: int
) -> None:
    if isinstance(one.metric, EmissionReductionMetric):
        field, year = "base_year", one.metric.base_year
    elif isinstance(one.metric, CarbonIntensityMetric):
        field, year = "since", one.metric.since
    else:
        return
    if year >= plan_year:
        raise document.fault(
            "须早于计划年 not before the plan's year",
            ("commitments", place, "metric", field),
            found=str(year),
            expected=f"< {plan_year}",
        )


def _require_same_last_fall(
    document: YamlDocument, place: int, one: Commitment, plan: Plan
) -> None:
    """The fall of the last year is the threshold of the row that judges that year alone."""
    metric = one.metric
    if not isinstance(metric, CarbonIntensityMetric) or metric.last_year_fall is None:
        return
    own = [
        other.threshold.value
        for other in plan.commitments
        if isinstance(other.metric, CarbonIntensityMetric)
        and other.metric.since == plan.year - 1
        and isinstance(other.threshold, KnownThreshold)
    ]
    if metric.last_year_fall not in own:
        raise document.fault(
            "与末年降幅的阈值不符 not the threshold of the row on the last year alone",
            ("commitments", place, "metric", "last_year_fall"),
            found=str(metric.last_year_fall),
            expected=" | ".join(map(str, own)) or "一条以上年为基年的碳强度 a row since last year",
        )
