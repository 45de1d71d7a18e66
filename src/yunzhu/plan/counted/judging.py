"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.dust import judge_dust_items
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.hit_rates import judge_hit_rates
from yunzhu.plan.counted.road_cleaning import judge_road_cleaning
from yunzhu.plan.metric_schema import (
    DustItemsMetric,
    HitRatesMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    RoadCleaningMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = (
    RegisterCoverageMetric
    | RegisterCountMetric
    | DustItemsMetric
    | RoadCleaningMetric
    | HitRatesMetric
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
        case RegisterCoverageMetric():
            found = [
                judge_coverage(COVERAGES[name], facts, metric.listed) for name in metric.coverages
            ]
        case RegisterCountMetric():
            found = [judge_count(COUNTS[name], facts) for name in metric.counts]
        case DustItemsMetric():
            found = [*judge_dust_items(metric, facts)]
        case RoadCleaningMetric():
            found = [*judge_road_cleaning(metric, facts)]
        case HitRatesMetric():
            found = [*judge_hit_rates(metric, facts)]
    return (*found, *(_absent(name, facts) for name in metric.absent))


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
