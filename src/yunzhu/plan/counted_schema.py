"""What a plan's YAML may say of metrics that count registers and ledgers; one class each."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from yunzhu.city.registers.emergency_duty import EventGrade
from yunzhu.city.registers.rectification import RectificationKind
from yunzhu.city.registers.training_records import TrainingKind
from yunzhu.city.registers.vehicles import VehicleKind
from yunzhu.values import SourceMark
from yunzhu.yaml_documents import STRICT, ExactDecimal

MetricName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]

DustItem = Literal[
    "fenced",
    "piles_covered",
    "vehicles_washed",
    "roads_hardened",
    "wet_works",
    "transport_closed",
    "land_greened",
]


class RegisterCoverageMetric(BaseModel):
    """The metric ``register_coverage``: how many things of a register show what is asked of them.

    ``coverages`` are names of `yunzhu.plan.counted.COVERAGES`; each is a finding of its own, and
    they are never averaged. ``listed`` is how many things there are by the plan's own text.
    ``absent`` names what the clause asks for as well and that has no register yet; each is
    证据不足.
    """

    model_config = STRICT
    name: Literal["register_coverage"]
    coverages: tuple[str, ...] = Field(min_length=1)
    listed: Annotated[int, Field(gt=0)] | None = None
    absent: tuple[MetricName, ...] = ()


class RegisterCountMetric(BaseModel):
    """The metric ``register_count``: how many distinct things were done.

    ``counts`` are names of `yunzhu.plan.counted.COUNTS`; each is a finding of its own. ``absent``
    names what the clause asks for as well and that has no register yet; each is 证据不足.
    """

    model_config = STRICT
    name: Literal["register_count"]
    counts: tuple[str, ...] = Field(min_length=1)
    absent: tuple[MetricName, ...] = ()


class BudgetExecutionMetric(BaseModel):
    """The metric ``budget_execution``: what was spent of the year's budget; no rate is promised."""

    model_config = STRICT
    name: Literal["budget_execution"]


FleetPart = Literal["battery_electric", "enclosed"]


class FleetShareMetric(BaseModel):
    """The metric ``fleet_share``: a share of fleets against that of the year before's end.

    ``part`` is whose share; each of ``kinds`` is a finding of its own, and they are never summed.
    """

    model_config = STRICT
    name: Literal["fleet_share"]
    part: FleetPart
    kinds: tuple[Annotated[VehicleKind, Field(strict=False)], ...] = Field(min_length=1)


class ParcelSafeUseMetric(BaseModel):
    """The metric ``parcel_safe_use``: contaminated parcels that were fit before their new use.

    The denominator has those whose new use began from ``since`` to ``cut_off``, the day on which
    it is frozen; by count and by area.
    """

    model_config = STRICT
    name: Literal["parcel_safe_use"]
    since: date
    cut_off: date


class WasteDeclarationAuditMetric(BaseModel):
    """The metric ``waste_declaration_audit``: declarations of waste sampled and verified.

    A balance may lack ``tolerance_t`` [t]; what is ``outlier_factor`` times more or less than the
    year before is an outlier; ``confidence`` is that of the error rate's interval.
    """

    model_config = STRICT
    name: Literal["waste_declaration_audit"]
    tolerance_t: Annotated[ExactDecimal, Field(ge=0)]
    outlier_factor: Annotated[ExactDecimal, Field(gt=1)]
    confidence: Annotated[ExactDecimal, Field(gt=0, lt=1)]


class RadioactiveSourcesMetric(BaseModel):
    """The metric ``radioactive_sources_checked``: sources in use that were checked in the year.

    ``categories`` are those that are meant. ``absent`` names what has no register yet.
    """

    model_config = STRICT
    name: Literal["radioactive_sources_checked"]
    categories: tuple[Literal["I", "II", "III", "IV", "V"], ...] = Field(min_length=1)
    absent: tuple[MetricName, ...] = ()


class GroundwaterWorkMetric(BaseModel):
    """The metric ``groundwater_work``: accepted work items, and wells sampled with their trends.

    ``components`` as of ``work_items``.
    """

    model_config = STRICT
    name: Literal["groundwater_work"]
    components: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class ReportReconciliationMetric(BaseModel):
    """The metric ``report_reconciliation``: permits whose reported tonnes agree with others.

    ``compared`` names the systems whose figures are held against the execution reports:
    ``monitor`` over the span of each report, ``eia`` and ``statistics`` over the year of a yearly
    one. ``tolerance_percent`` is of the other system's figure; a month of a monitor counts from
    ``least_valid_percent`` of valid hours on. ``coverages`` are findings of their own beside it,
    names of `yunzhu.plan.counted.COVERAGES`; ``absent`` names what has no register yet.
    """

    model_config = STRICT
    name: Literal["report_reconciliation"]
    compared: tuple[Literal["monitor", "eia", "statistics"], ...] = Field(min_length=1)
    tolerance_percent: Annotated[ExactDecimal, Field(gt=0, le=100)]
    least_valid_percent: Annotated[ExactDecimal, Field(ge=0, le=100)]
    coverages: tuple[str, ...] = ()
    absent: tuple[MetricName, ...] = ()


class RectificationDueMetric(BaseModel):
    """The metric ``rectification_due``: problems closed of those due by the day, list by list.

    ``yellow_days`` before its date a problem that is not closed is warned of [d].
    """

    model_config = STRICT
    name: Literal["rectification_due"]
    kinds: tuple[Annotated[RectificationKind, Field(strict=False)], ...] = Field(min_length=1)
    yellow_days: Annotated[int, Field(gt=0)]


class AssignedCasesMetric(BaseModel):
    """The metric ``assigned_cases``: cases checked, which is owed, and settled, an effort."""

    model_config = STRICT
    name: Literal["assigned_cases"]


class SourceProblemsMetric(BaseModel):
    """The metric ``source_problems``: problems closed at rural sources that are all surveyed."""

    model_config = STRICT
    name: Literal["source_problems"]


class VillageTreatmentMetric(BaseModel):
    """The metric ``village_treatment``: villages accepted of those set since a year, cumulative.

    ``since`` is the first year of the programme.
    """

    model_config = STRICT
    name: Literal["village_treatment"]
    since: Annotated[int, Field(ge=2000)]


class ProjectMilestonesMetric(BaseModel):
    """The metric ``project_milestones``: milestones of named projects, one finding each."""

    model_config = STRICT
    name: Literal["project_milestones"]
    projects: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)


class ProjectsStartedMetric(BaseModel):
    """The metric ``projects_started``: named projects that have begun with a document."""

    model_config = STRICT
    name: Literal["projects_started"]
    projects: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)


class EmergencyDutyMetric(BaseModel):
    """The metric ``emergency_duty``: shifts staffed, events reported in time and closed.

    ``report_minutes`` is the limit for each grade [min], ``source`` how well it is known.
    """

    model_config = STRICT
    name: Literal["emergency_duty"]
    report_minutes: dict[
        Annotated[EventGrade, Field(strict=False)], Annotated[int, Field(gt=0)]
    ] = Field(min_length=1)
    source: Annotated[SourceMark, Field(strict=False)]


class DistrictTrainingsMetric(BaseModel):
    """The metric ``district_trainings``: districts in which a training of a kind was held.

    ``districts`` are the codes of the plan's districts.
    """

    model_config = STRICT
    name: Literal["district_trainings"]
    kind: Annotated[TrainingKind, Field(strict=False)]
    districts: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)


PollutantName = Literal["COD", "NH3N", "SO2", "NOx", "VOC"]


class EmissionReductionMetric(BaseModel):
    """The metric ``emission_reduction``: accounted tonnes of a pollutant against a base year [%].

    ``pollutant`` is one of the ledger's, ``base_year`` the year whose inventory is the base.
    """

    model_config = STRICT
    name: Literal["emission_reduction"]
    pollutant: PollutantName
    base_year: Annotated[int, Field(ge=2000, le=2100)]


class ReductionPlanMetric(BaseModel):
    """The metric ``reduction_plan_issued``: the year's reduction plan, and its list in the ledger.

    ``listed`` is how many projects the plan lists, where a text says so.
    """

    model_config = STRICT
    name: Literal["reduction_plan_issued"]
    listed: Annotated[int, Field(gt=0)] | None = None


class YearlyReductionMetric(BaseModel):
    """The metric ``yearly_reduction_target``: listed projects verified, tonnes against the year's.

    Each of ``pollutants`` is a finding of its own, held against its target of the register.
    """

    model_config = STRICT
    name: Literal["yearly_reduction_target"]
    pollutants: tuple[PollutantName, ...] = Field(min_length=1)


class CarbonIntensityMetric(BaseModel):
    """The metric ``carbon_intensity``: fall of energy CO2 per gross domestic product [%].

    ``since`` is the year compared with, ``area`` whose product it is, ``factor_version`` which
    emission factors of the register. ``last_year_fall`` is the fall [%] that the plan prints for
    its own year alone: with it the finding says what the years before must have given.
    """

    model_config = STRICT
    name: Literal["carbon_intensity"]
    since: Annotated[int, Field(ge=2000, le=2100)]
    area: Annotated[str, Field(min_length=1)]
    factor_version: Annotated[str, Field(min_length=1)]
    last_year_fall: Annotated[ExactDecimal, Field(gt=0, lt=100)] | None = None


class PowerUnitClosedMetric(BaseModel):
    """The metric ``power_unit_closed``: one generating unit, closed by a dated document."""

    model_config = STRICT
    name: Literal["power_unit_closed"]
    plant: Annotated[str, Field(min_length=1)]
    unit: Annotated[str, Field(min_length=1)]


class CoalConsumptionMetric(BaseModel):
    """The metric ``coal_consumption_change``: coal used, and coal power, against last year."""

    model_config = STRICT
    name: Literal["coal_consumption_change"]


class DustItemsMetric(BaseModel):
    """The metric ``dust_items``: active building sites that meet each of the dust items.

    ``items`` are those that the plan means: lists differ on the last of the six. ``absent`` names
    what the clause asks for as well and that has no register yet; each is 证据不足.
    """

    model_config = STRICT
    name: Literal["dust_items"]
    items: tuple[DustItem, ...] = Field(min_length=1)
    absent: tuple[MetricName, ...] = ()


class RoadCleaningMetric(BaseModel):
    """The metric ``road_cleaning``: road-days cleaned as often as the roads' own setting asks.

    Washing and watering are two findings. ``absent`` names what the clause asks for as well and
    that has no register yet; each is 证据不足.
    """

    model_config = STRICT
    name: Literal["road_cleaning"]
    absent: tuple[MetricName, ...] = ()


class HitRatesMetric(BaseModel):
    """The metric ``hit_rates``: visits that found a violation, of targeted and of random ones.

    Each kind of object is a finding of its own, held against the year before. ``absent`` names
    what the clause asks for as well and that has no register yet; each is 证据不足.
    """

    model_config = STRICT
    name: Literal["hit_rates"]
    absent: tuple[MetricName, ...] = ()


class DieselVehicleTestsMetric(BaseModel):
    """The metric ``diesel_vehicle_tests``: distinct diesel plates tested in a season, of the stock.

    Both days of the season are in it; ``fleet_on`` is the day of the stock. Under
    ``remote_sensing: counts`` a vehicle tested from afar counts, under ``beside`` it is only
    shown.
    """

    model_config = STRICT
    name: Literal["diesel_vehicle_tests"]
    season_first: Annotated[date, Field(strict=False)]
    season_last: Annotated[date, Field(strict=False)]
    fleet_on: Annotated[date, Field(strict=False)]
    remote_sensing: Literal["counts", "beside"]


class VehicleTestsMetric(BaseModel):
    """The metric ``vehicle_tests_by_district``: tests by district and method, and a year before."""

    model_config = STRICT
    name: Literal["vehicle_tests_by_district"]


class ManifestsAgreeMetric(BaseModel):
    """The metric ``manifests_agree``: manifests of the year that arrive as they were sent.

    A weight may differ by ``tolerance_percent`` of what was sent, and has to be confirmed within
    ``confirmed_within_days`` of the sending; both are the plan's.
    """

    model_config = STRICT
    name: Literal["manifests_agree"]
    tolerance_percent: Annotated[ExactDecimal, Field(ge=0)]
    confirmed_within_days: Annotated[int, Field(gt=0)]
