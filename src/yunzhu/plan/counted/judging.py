"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.budget_execution import judge_budget_execution
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.declaration_audit import judge_declaration_audit
from yunzhu.plan.counted.emergency_handling import judge_emergency_duty
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.groundwater import judge_groundwater_work
from yunzhu.plan.counted.parcel_safe_use import judge_parcel_safe_use
from yunzhu.plan.counted.projects import judge_milestones, judge_started
from yunzhu.plan.counted.radioactive_sources import judge_radioactive_sources
from yunzhu.plan.counted.rectification import (
    judge_assigned_cases,
    judge_rectification_due,
    judge_source_problems,
)
from yunzhu.plan.counted.trainings import judge_district_trainings
from yunzhu.plan.counted.villages import judge_villages
from yunzhu.plan.metric_schema import (
    AssignedCasesMetric,
    BudgetExecutionMetric,
    DistrictTrainingsMetric,
    EmergencyDutyMetric,
    GroundwaterWorkMetric,
    ParcelSafeUseMetric,
    ProjectMilestonesMetric,
    ProjectsStartedMetric,
    RadioactiveSourcesMetric,
    RectificationDueMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    SourceProblemsMetric,
    VillageTreatmentMetric,
    WasteDeclarationAuditMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding


def judge_counted(metric: BaseModel, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings of a counted metric, one per coverage or count; none is averaged.

    Parameters
    ----------
    metric : of the commitment; of a class in `JUDGES`.
    facts : as they stood on the last day that counts.
    """
    return JUDGES[type(metric)](metric, facts)


def _coverages(metric: RegisterCoverageMetric, facts: Facts) -> tuple[Finding, ...]:
    found = [judge_coverage(COVERAGES[name], facts, metric.listed) for name in metric.coverages]
    return (*found, *_absent(metric.absent, facts))


def _counts(metric: RegisterCountMetric, facts: Facts) -> tuple[Finding, ...]:
    found = [judge_count(COUNTS[name], facts) for name in metric.counts]
    return (*found, *_absent(metric.absent, facts))


def _sources(metric: RadioactiveSourcesMetric, facts: Facts) -> tuple[Finding, ...]:
    return (*judge_radioactive_sources(metric, facts), *_absent(metric.absent, facts))


def _absent(names: Sequence[str], facts: Facts) -> list[Finding]:
    return [
        Finding(
            name,
            facts.commitment.threshold,
            Status.INSUFFICIENT,
            missing=(f"名录尚未建立 its register is not there yet: {name}",),
        )
        for name in names
    ]


JUDGES: Mapping[type[BaseModel], Callable[[Any, Facts], tuple[Finding, ...]]] = {
    RegisterCoverageMetric: _coverages,
    RegisterCountMetric: _counts,
    BudgetExecutionMetric: judge_budget_execution,
    RectificationDueMetric: judge_rectification_due,
    AssignedCasesMetric: judge_assigned_cases,
    SourceProblemsMetric: judge_source_problems,
    VillageTreatmentMetric: judge_villages,
    ProjectMilestonesMetric: judge_milestones,
    ProjectsStartedMetric: judge_started,
    EmergencyDutyMetric: judge_emergency_duty,
    DistrictTrainingsMetric: judge_district_trainings,
    ParcelSafeUseMetric: judge_parcel_safe_use,
    WasteDeclarationAuditMetric: judge_declaration_audit,
    RadioactiveSourcesMetric: _sources,
    GroundwaterWorkMetric: judge_groundwater_work,
}
"""Class of a metric to its judge."""
