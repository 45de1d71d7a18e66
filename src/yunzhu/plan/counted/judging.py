"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from collections.abc import Sequence

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.emergency_handling import judge_emergency_duty
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.projects import judge_milestones, judge_started
from yunzhu.plan.counted.rectification import (
    judge_assigned_cases,
    judge_rectification_due,
    judge_source_problems,
)
from yunzhu.plan.counted.trainings import judge_district_trainings
from yunzhu.plan.counted.villages import judge_villages
from yunzhu.plan.metric_schema import (
    AssignedCasesMetric,
    DistrictTrainingsMetric,
    EmergencyDutyMetric,
    ProjectMilestonesMetric,
    ProjectsStartedMetric,
    RectificationDueMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    SourceProblemsMetric,
    VillageTreatmentMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = (
    RegisterCoverageMetric
    | RegisterCountMetric
    | RectificationDueMetric
    | AssignedCasesMetric
    | SourceProblemsMetric
    | VillageTreatmentMetric
    | ProjectMilestonesMetric
    | ProjectsStartedMetric
    | EmergencyDutyMetric
    | DistrictTrainingsMetric
)


def judge_counted(metric: CountedMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings of a counted metric, one per coverage or count; none is averaged.

    Parameters
    ----------
    metric : of the commitment.
    facts : as they stood on the last day that counts.
    """
    found: Sequence[Finding]
    absent: Sequence[str] = ()
    match metric:
        case RegisterCoverageMetric():
            found = [
                judge_coverage(COVERAGES[name], facts, metric.listed) for name in metric.coverages
            ]
            absent = metric.absent
        case RegisterCountMetric():
            found = [judge_count(COUNTS[name], facts) for name in metric.counts]
            absent = metric.absent
        case RectificationDueMetric():
            found = judge_rectification_due(metric, facts)
        case AssignedCasesMetric():
            found = judge_assigned_cases(metric, facts)
        case SourceProblemsMetric():
            found = judge_source_problems(metric, facts)
        case VillageTreatmentMetric():
            found = judge_villages(metric, facts)
        case ProjectMilestonesMetric():
            found = judge_milestones(metric, facts)
        case ProjectsStartedMetric():
            found = judge_started(metric, facts)
        case EmergencyDutyMetric():
            found = judge_emergency_duty(metric, facts)
        case DistrictTrainingsMetric():
            found = judge_district_trainings(metric, facts)
    return (*found, *(_absent(name, facts) for name in absent))


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
