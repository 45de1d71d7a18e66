"""What a plan's YAML may say of how a commitment is measured; one class per metric."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

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
    MetricName,
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
from yunzhu.plan.threshold import NumberThreshold
from yunzhu.yaml_documents import STRICT


class AirMeasure(BaseModel):
    """One official air statistic held against a threshold."""

    model_config = STRICT
    indicator: str
    statistic: str
    threshold: NumberThreshold


class AirMetric(BaseModel):
    """The metric ``air_statistics``: official statistics of the plan's year, joined by AND."""

    model_config = STRICT
    name: Literal["air_statistics"]
    measures: tuple[AirMeasure, ...] = Field(min_length=1)


class WorkItemsMetric(BaseModel):
    """The metric ``work_items``: accepted work items of the commitment, by component.

    Each component needs work items of its own; without components all items count together.
    """

    model_config = STRICT
    name: Literal["work_items"]
    components: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class DeclaredFiguresMetric(BaseModel):
    """The metric ``declared_figures``: figures that are declared or confirmed about objects.

    ``count_objects`` counts the objects whose latest figure is not zero; ``latest_worst`` holds
    the worst of the latest figures against the commitment's threshold, ``latest_sum`` their sum.
    ``objects`` names the objects, or says how many there are. Under ``settled_by: confirmed``
    only confirmed (核定) figures settle the commitment.
    """

    model_config = STRICT
    name: Literal["declared_figures"]
    indicator: str
    reading: Literal["count_objects", "latest_worst", "latest_sum"]
    objects: tuple[str, ...] | Annotated[int, Field(gt=0)] | None
    settled_by: Literal["any", "confirmed"] = "any"


class WaterSectionsMetric(BaseModel):
    """The metric ``water_sections``: how many of the assessed sections the year's class serves.

    ``own_target`` counts sections no worse than their own target class, ``good`` those of class
    III or better, ``worse_than_v`` those worse than class V. The denominator is the plan's.
    """

    model_config = STRICT
    name: Literal["water_sections"]
    reading: Literal["own_target", "good", "worse_than_v"]
    sections: Annotated[int, Field(gt=0)]


class DrinkingSourcesMetric(BaseModel):
    """The metric ``drinking_sources``: sources of a level none of whose due months failed."""

    model_config = STRICT
    name: Literal["drinking_sources"]
    level: Literal["urban", "town_or_below"]


class RiverMouthsMetric(BaseModel):
    """The metric ``river_mouths``: class and load at the river mouths against the year before."""

    model_config = STRICT
    name: Literal["river_mouths"]


class StationsSendingMetric(BaseModel):
    """The metric ``stations_sending``: automatic stations that are built and send records."""

    model_config = STRICT
    name: Literal["stations_sending"]
    stations: Literal["provincial_sections", "flux"]


class AbsentMetric(BaseModel):
    """A metric that is named but not there yet; its row is 证据不足 and says so."""

    model_config = STRICT
    name: Literal["absent"]
    wanted: MetricName


MetricWithWork = WorkItemsMetric | GroundwaterWorkMetric
"""Metrics that judge accepted work items; each has its ``components``."""

Metric = Annotated[
    AirMetric
    | WorkItemsMetric
    | DeclaredFiguresMetric
    | WaterSectionsMetric
    | DrinkingSourcesMetric
    | RegisterCoverageMetric
    | RegisterCountMetric
    | BudgetExecutionMetric
    | FleetShareMetric
    | ParcelSafeUseMetric
    | WasteDeclarationAuditMetric
    | RadioactiveSourcesMetric
    | GroundwaterWorkMetric
    | ReportReconciliationMetric
    | RiverMouthsMetric
    | StationsSendingMetric
    | RectificationDueMetric
    | AssignedCasesMetric
    | SourceProblemsMetric
    | VillageTreatmentMetric
    | ProjectMilestonesMetric
    | ProjectsStartedMetric
    | EmergencyDutyMetric
    | DistrictTrainingsMetric
    | EmissionReductionMetric
    | ReductionPlanMetric
    | YearlyReductionMetric
    | CarbonIntensityMetric
    | PowerUnitClosedMetric
    | CoalConsumptionMetric
    | DustItemsMetric
    | RoadCleaningMetric
    | HitRatesMetric
    | DieselVehicleTestsMetric
    | VehicleTestsMetric
    | ManifestsAgreeMetric
    | AbsentMetric,
    Field(discriminator="name"),
]
