"""Counted commitments: coverages, counts and ledgers of the city's registers, by subject."""

from __future__ import annotations

from collections.abc import Mapping

from yunzhu.plan.counted import boilers, eia, firm_lists, fixed_sources, gas_stations, water
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage

COVERAGES: Mapping[str, Coverage] = {
    **water.COVERAGES,
    **boilers.COVERAGES,
    **fixed_sources.COVERAGES,
    **firm_lists.COVERAGES,
    **gas_stations.COVERAGES,
    **eia.COVERAGES,
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {**eia.COUNTS}
"""Name to count; a plan's YAML uses the names."""
