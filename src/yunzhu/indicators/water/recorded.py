"""From the lake to what a rule counts: which samples enter, and in which months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yunzhu.indicators.water.monthly_totals import MonthlyTotals, joined_totals, monthly_totals
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import STOPPED_STATES
from yunzhu.observations.samples import Samples
from yunzhu.observations.water_items import PUBLISHED_CLASS
from yunzhu.periods import Period


def recorded_blocks(
    lake: SampleLake,
    sites: Sequence[str],
    period: Period,
    rule: WaterRule,
    items: Sequence[str] | None = None,
) -> Iterator[Samples]:
    """Yield the samples that count, month by month, without those of stopped stations.

    Parameters
    ----------
    lake : opened lake of samples.
    sites : ids, in the order of the samples' sites.
    period : whole days.
    rule : says until when received samples are known.
    items : names; None: all that the period has. The class that a feed publishes is none of
        them: it is no reading, and a mean of classes says nothing.
    """
    if items is None:
        found = lake.items(period.first, period.last, known_at=rule.known_at)
        items = [item for item in found if item != PUBLISHED_CLASS]
    return lake.blocks(
        period.first,
        period.last,
        sites=sites,
        items=items,
        known_at=rule.known_at,
        without_states=STOPPED_STATES,
    )


def recorded_totals(
    lake: SampleLake, sites: Sequence[str], period: Period, rule: WaterRule
) -> MonthlyTotals:
    """Return the monthly totals of some sites over a period."""
    return joined_totals(
        [
            monthly_totals(samples, (month,), rule.below_detection)
            for month, samples in zip(
                period.months(), recorded_blocks(lake, sites, period, rule), strict=True
            )
        ]
    )
