"""What a plan's YAML may say of how a commitment is measured; one class per metric."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from yunzhu.plan.threshold import NumberThreshold
from yunzhu.yaml_documents import STRICT, ExactDecimal

MetricName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


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


class RiverMouthsMetric(BaseModel):
    """The metric ``river_mouths``: class and load at the river mouths against the year before."""

    model_config = STRICT
    name: Literal["river_mouths"]


class StationsSendingMetric(BaseModel):
    """The metric ``stations_sending``: automatic stations that are built and send records."""

    model_config = STRICT
    name: Literal["stations_sending"]
    stations: Literal["provincial_sections", "flux"]


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


class AbsentMetric(BaseModel):
    """A metric that is named but not there yet; its row is 证据不足 and says so."""

    model_config = STRICT
    name: Literal["absent"]
    wanted: MetricName


Metric = Annotated[
    AirMetric
    | WorkItemsMetric
    | DeclaredFiguresMetric
    | WaterSectionsMetric
    | DrinkingSourcesMetric
    | RegisterCoverageMetric
    | RegisterCountMetric
    | RiverMouthsMetric
    | StationsSendingMetric
    | DieselVehicleTestsMetric
    | VehicleTestsMetric
    | ManifestsAgreeMetric
    | AbsentMetric,
    Field(discriminator="name"),
]
