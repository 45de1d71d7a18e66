"""Counted commitments: coverages, counts and ledgers of the city's registers, by subject."""

from __future__ import annotations

from collections.abc import Mapping

from yunzhu.plan.counted import (
    boilers,
    data_and_streets,
    emergency_handling,
    emergency_readiness,
    monitoring,
    offices,
    parcels,
    projects,
    rectification,
    trainings,
    villages,
    waste,
    water,
)
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage

COVERAGES: Mapping[str, Coverage] = {
    **water.COVERAGES,
    **boilers.COVERAGES,
    **parcels.COVERAGES,
    **waste.COVERAGES,
    **offices.COVERAGES,
    **data_and_streets.COVERAGES,
    **villages.COVERAGES,
    **projects.COVERAGES,
    **rectification.COVERAGES,
    **monitoring.COVERAGES,
    **emergency_readiness.COVERAGES,
    **emergency_handling.COVERAGES,
    **trainings.COVERAGES,
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    **offices.COUNTS,
    **emergency_readiness.COUNTS,
    **trainings.COUNTS,
}
"""Name to count; a plan's YAML uses the names."""
