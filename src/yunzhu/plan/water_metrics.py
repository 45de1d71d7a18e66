"""The metrics of water: which module judges which."""

from __future__ import annotations

from yunzhu.plan.city_evidence import CityEvidence
from yunzhu.plan.drinking_sources_metric import judge_drinking_sources
from yunzhu.plan.metric_schema import (
    DrinkingSourcesMetric,
    RiverMouthsMetric,
    StationsSendingMetric,
    WaterSectionsMetric,
)
from yunzhu.plan.river_mouths_metric import judge_river_mouths
from yunzhu.plan.schema import Commitment, Cuts
from yunzhu.plan.stations_metric import judge_stations
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.water_records import WaterRecords
from yunzhu.plan.water_sections_metric import judge_water_sections

WaterMetric = (
    WaterSectionsMetric | DrinkingSourcesMetric | RiverMouthsMetric | StationsSendingMetric
)


def judge_water(
    commitment: Commitment,
    metric: WaterMetric,
    water: WaterRecords,
    evidence: CityEvidence,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return the findings about a commitment whose metric reads water records.

    Parameters
    ----------
    commitment : its threshold and due date.
    metric : of the commitment.
    water : the records that count.
    evidence : of the city as it stood on the last day that counts.
    cuts : of the plan.
    """
    registers = evidence.registers
    match metric:
        case WaterSectionsMetric():
            return judge_water_sections(commitment, metric, water, registers, cuts)
        case DrinkingSourcesMetric():
            return judge_drinking_sources(commitment, metric, water, registers)
        case RiverMouthsMetric():
            return judge_river_mouths(commitment, water, registers)
        case StationsSendingMetric():
            return judge_stations(commitment, metric, water, registers)
