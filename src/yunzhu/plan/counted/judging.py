"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.carbon_intensity import judge_carbon_intensity
from yunzhu.plan.counted.coal import judge_coal_consumption
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.emission_reduction import judge_emission_reduction
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.power_units import judge_power_unit_closed
from yunzhu.plan.counted.reduction_plan import judge_reduction_plan, judge_yearly_reduction
from yunzhu.plan.metric_schema import (
    CarbonIntensityMetric,
    CoalConsumptionMetric,
    EmissionReductionMetric,
    PowerUnitClosedMetric,
    ReductionPlanMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    YearlyReductionMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = (
    RegisterCoverageMetric
    | RegisterCountMetric
    | EmissionReductionMetric
    | ReductionPlanMetric
    | YearlyReductionMetric
    | CarbonIntensityMetric
    | PowerUnitClosedMetric
    | CoalConsumptionMetric
)


def judge_counted(metric: CountedMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings of a counted metric, one per coverage or count; none is averaged.

    Parameters
    ----------
    metric : of the commitment.
    facts : as they stood on the last day that counts.
    """
    found: list[Finding]
    match metric:
        case EmissionReductionMetric():
            found = [*judge_emission_reduction(metric, facts)]
        case ReductionPlanMetric():
            found = [*judge_reduction_plan(metric, facts)]
        case YearlyReductionMetric():
            found = [*judge_yearly_reduction(metric, facts)]
        case CarbonIntensityMetric():
            found = [*judge_carbon_intensity(metric, facts)]
        case PowerUnitClosedMetric():
            found = [*judge_power_unit_closed(metric, facts)]
        case CoalConsumptionMetric():
            found = [*judge_coal_consumption(metric, facts)]
        case RegisterCoverageMetric():
            found = [
                judge_coverage(COVERAGES[name], facts, metric.listed) for name in metric.coverages
            ]
        case RegisterCountMetric():
            found = [judge_count(COUNTS[name], facts) for name in metric.counts]
    absent = (
        metric.absent if isinstance(metric, RegisterCoverageMetric | RegisterCountMetric) else ()
    )
    return (*found, *(_absent(name, facts) for name in absent))


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
