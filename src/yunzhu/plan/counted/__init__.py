"""Counted commitments: coverages, counts and ledgers of the city's registers, by subject."""

from __future__ import annotations

from collections.abc import Mapping

from yunzhu.plan.counted import (
    actions,
    boilers,
    data_and_streets,
    eia,
    emergency_handling,
    emergency_readiness,
    firm_lists,
    firm_visits,
    fixed_sources,
    gas_stations,
    heavy_metals,
    kilns,
    machines,
    monitoring,
    offices,
    parcels,
    projects,
    rectification,
    reduction_plan,
    ships,
    trainings,
    vehicles,
    villages,
    waste,
    water,
)
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage

COVERAGES: Mapping[str, Coverage] = {
    **water.COVERAGES,
    **boilers.COVERAGES,
    **offices.COVERAGES,
    **data_and_streets.COVERAGES,
    **villages.COVERAGES,
    **projects.COVERAGES,
    **rectification.COVERAGES,
    **monitoring.COVERAGES,
    **emergency_readiness.COVERAGES,
    **emergency_handling.COVERAGES,
    **trainings.COVERAGES,
    **vehicles.COVERAGES,
    **machines.COVERAGES,
    **kilns.COVERAGES,
    **heavy_metals.COVERAGES,
    **reduction_plan.COVERAGES,
    **firm_visits.COVERAGES,
    **actions.COVERAGES,
    **parcels.COVERAGES,
    **waste.COVERAGES,
    **fixed_sources.COVERAGES,
    **firm_lists.COVERAGES,
    **gas_stations.COVERAGES,
    **eia.COVERAGES,
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    **offices.COUNTS,
    **emergency_readiness.COUNTS,
    **trainings.COUNTS,
    **vehicles.COUNTS,
    **ships.COUNTS,
    **actions.COUNTS,
    **eia.COUNTS,
}
"""Name to count; a plan's YAML uses the names."""
