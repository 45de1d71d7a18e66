"""Counted commitments: coverages, counts and ledgers of the city's registers, by subject."""

from __future__ import annotations

from collections.abc import Mapping

from yunzhu.plan.counted import actions, boilers, firm_visits, water
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage

COVERAGES: Mapping[str, Coverage] = {
    **water.COVERAGES,
    **boilers.COVERAGES,
    **firm_visits.COVERAGES,
    **actions.COVERAGES,
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {**actions.COUNTS}
"""Name to count; a plan's YAML uses the names."""
