"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.budget_execution import judge_budget_execution
from yunzhu.plan.counted.carbon_intensity import judge_carbon_intensity
from yunzhu.plan.counted.coal import judge_coal_consumption
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.declaration_audit import judge_declaration_audit
from yunzhu.plan.counted.diesel_tests import judge_diesel_tests
from yunzhu.plan.counted.dust import judge_dust_items
from yunzhu.plan.counted.emergency_handling import judge_emergency_duty
from yunzhu.plan.counted.emission_reduction import judge_emission_reduction
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.fleet_share import judge_fleet_share
from yunzhu.plan.counted.groundwater import judge_groundwater_work
from yunzhu.plan.counted.hit_rates import judge_hit_rates
from yunzhu.plan.counted.manifests import judge_manifests
from yunzhu.plan.counted.parcel_safe_use import judge_parcel_safe_use
from yunzhu.plan.counted.power_units import judge_power_unit_closed
from yunzhu.plan.counted.projects import judge_milestones, judge_started
from yunzhu.plan.counted.radioactive_sources import judge_radioactive_sources
from yunzhu.plan.counted.rectification import (
    judge_assigned_cases,
    judge_rectification_due,
    judge_source_problems,
)
from yunzhu.plan.counted.reduction_plan import judge_reduction_plan, judge_yearly_reduction
from yunzhu.plan.counted.report_reconciliation import judge_report_reconciliation
from yunzhu.plan.counted.road_cleaning import judge_road_cleaning
from yunzhu.plan.counted.tests_by_district import judge_tests_by_district
from yunzhu.plan.counted.trainings import judge_district_trainings
from yunzhu.plan.counted.villages import judge_villages
from yunzhu.plan.counted_schema import (
    AssignedCasesMetric,
    BudgetExecutionMetric,
    CarbonIntensityMetric,
    CoalConsumptionMetric,
    DieselVehicleTestsMetric,
    DistrictTrainingsMetric,
    DustItemsMetric,
    EmergencyDutyMetric,
    EmissionReductionMetric,
    FleetShareMetric,
    GroundwaterWorkMetric,
    HitRatesMetric,
    ManifestsAgreeMetric,
    ParcelSafeUseMetric,
    PowerUnitClosedMetric,
    ProjectMilestonesMetric,
    ProjectsStartedMetric,
    RadioactiveSourcesMetric,
    RectificationDueMetric,
    ReductionPlanMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    ReportReconciliationMetric,
    RoadCleaningMetric,
    SourceProblemsMetric,
    VehicleTestsMetric,
    VillageTreatmentMetric,
    WasteDeclarationAuditMetric,
    YearlyReductionMetric,
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
    found = JUDGES[type(metric)](metric, facts)
    absent: Sequence[str] = getattr(metric, "absent", ())
    return (*found, *(_absent(name, facts) for name in absent))


def _coverages(metric: RegisterCoverageMetric, facts: Facts) -> tuple[Finding, ...]:
    return tuple(judge_coverage(COVERAGES[name], facts, metric.listed) for name in metric.coverages)


def _counts(metric: RegisterCountMetric, facts: Facts) -> tuple[Finding, ...]:
    return tuple(judge_count(COUNTS[name], facts) for name in metric.counts)


def _reconciliation(metric: ReportReconciliationMetric, facts: Facts) -> tuple[Finding, ...]:
    beside = (judge_coverage(COVERAGES[name], facts) for name in metric.coverages)
    found = judge_report_reconciliation(metric, facts)
    return (*found, *beside)


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))


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
    FleetShareMetric: judge_fleet_share,
    EmissionReductionMetric: judge_emission_reduction,
    ReductionPlanMetric: judge_reduction_plan,
    YearlyReductionMetric: judge_yearly_reduction,
    CarbonIntensityMetric: judge_carbon_intensity,
    PowerUnitClosedMetric: judge_power_unit_closed,
    CoalConsumptionMetric: judge_coal_consumption,
    DustItemsMetric: judge_dust_items,
    RoadCleaningMetric: judge_road_cleaning,
    HitRatesMetric: judge_hit_rates,
    ParcelSafeUseMetric: judge_parcel_safe_use,
    WasteDeclarationAuditMetric: judge_declaration_audit,
    RadioactiveSourcesMetric: judge_radioactive_sources,
    GroundwaterWorkMetric: judge_groundwater_work,
    ReportReconciliationMetric: _reconciliation,
    DieselVehicleTestsMetric: judge_diesel_tests,
    VehicleTestsMetric: judge_tests_by_district,
    ManifestsAgreeMetric: judge_manifests,
}
"""Class of a metric to its judge."""
