"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.diesel_tests import judge_diesel_tests
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.manifests import judge_manifests
from yunzhu.plan.counted.tests_by_district import judge_tests_by_district
from yunzhu.plan.metric_schema import (
    DieselVehicleTestsMetric,
    ManifestsAgreeMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    VehicleTestsMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = (
    RegisterCoverageMetric
    | RegisterCountMetric
    | DieselVehicleTestsMetric
    | VehicleTestsMetric
    | ManifestsAgreeMetric
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
        case DieselVehicleTestsMetric():
            return judge_diesel_tests(metric, facts)
        case VehicleTestsMetric():
            return judge_tests_by_district(facts)
        case ManifestsAgreeMetric():
            return judge_manifests(metric, facts)
    return (*found, *(_absent(name, facts) for name in metric.absent))


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
