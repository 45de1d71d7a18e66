"""Drinking-water sources: source by month by item, compliance by count and by volume."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

from yunzhu.indicators.water.monthly_totals import MINUTES_PER_DAY, minute_of
from yunzhu.indicators.water.realtime_classes import counted_numbers
from yunzhu.indicators.water.rules import BelowDetection
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, Samples
from yunzhu.periods import Period
from yunzhu.standards.source_compliance import (
    DrinkingSourceRules,
    SourceFinding,
    source_findings,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import SurfaceWaterLimits


class SourceMonthState(Enum):
    """What a month of a source came to."""

    MET = "达标 met"
    FAILED = "超标 failed"
    INCOMPLETE = "缺项 items missing"
    MISSING = "未监测 not sampled"


@dataclass(frozen=True)
class SourceMonth:
    """One source in one month that was due.

    Attributes
    ----------
    site, month : of what.
    state : failed where one item of one sampling failed, whatever else is missing.
    failing : findings that failed.
    judged : counted items with a sample.
    absent : due items without one.
    """

    site: str
    month: Period
    state: SourceMonthState
    failing: tuple[SourceFinding, ...]
    judged: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class SourceRates:
    """Compliance of some source-months.

    Attributes
    ----------
    months_met, months_due : source-months.
    sources_met, sources : sources all of whose due months met, and sources.
    volume_share : volume of the months met over that of the months due; None where a volume of a
        due month is not known.
    without_volume : source-months whose volume is not known.
    rest : source-months that did not meet.
    """

    months_met: int
    months_due: int
    sources_met: int
    sources: int
    volume_share: Fraction | None
    without_volume: tuple[tuple[str, Period], ...]
    rest: tuple[SourceMonth, ...]


def required_items(
    limits: SurfaceWaterLimits, body: WaterBody, rules: DrinkingSourceRules
) -> tuple[str, ...]:
    """Return the items that decide on a surface source and are due every month by name.

    The basic items that count and the supplementary ones; the preferred specific items are due
    as well, but their list is not known. What does not apply to a source is for the caller to
    leave out.
    """
    not_counted = rules.not_counted.value
    basic = [row.item for row in limits.basic if row.body in (None, body)]
    return (
        *(item for item in basic if item not in not_counted),
        *(row.item for row in limits.supplementary),
    )


def source_months(
    samples: Samples,
    site: str,
    months: Sequence[Period],
    body: WaterBody,
    limits: SurfaceWaterLimits,
    rules: DrinkingSourceRules,
    due: Iterable[str],
    below_detection: BelowDetection = BelowDetection.HALF,
) -> list[SourceMonth]:
    """Judge a surface source in each due month: every sampling alone, one failure fails.

    Parameters
    ----------
    samples : of the months, of any sites.
    site : the source.
    months : months that are due.
    body : what the source lies on.
    limits, rules : in force.
    due : items that the month must have, commonly `required_items`.
    below_detection : what a value below its detection limit counts as.

    Source: 环办〔2011〕22号 for basic items against class III; GB 3838 tables 2 and 3.
    """
    required = tuple(due)
    of_site = samples.site == samples.sites.index(site) if site in samples.sites else None
    found = []
    for month in months:
        start, stop = minute_of(month.first), minute_of(month.last) + MINUTES_PER_DAY
        findings: list[SourceFinding] = []
        if of_site is not None:
            here = of_site & (samples.minutes >= start) & (samples.minutes < stop)
            for values in _samplings(samples, np.flatnonzero(here), below_detection):
                findings += source_findings(values, limits, body, rules)
        found.append(_month(site, month, findings, required))
    return found


def source_rates(
    months: Sequence[SourceMonth], volumes: Mapping[tuple[str, Period], Fraction | None]
) -> SourceRates:
    """Return compliance by number of sources and source-months, and by volume.

    A month that was not sampled, or lacks items, is not met: it lowers every rate and stands in
    the rest.

    Parameters
    ----------
    months : every due source-month.
    volumes : source and month to its water volume [t], None where not known.
    """
    met = [one for one in months if one.state is SourceMonthState.MET]
    sources = dict.fromkeys(one.site for one in months)
    failing = {one.site for one in months if one.state is not SourceMonthState.MET}
    known = {(one.site, one.month): volumes.get((one.site, one.month)) for one in months}
    without = tuple(key for key, volume in known.items() if volume is None)
    total = sum((volume for volume in known.values() if volume is not None), Fraction(0))
    share = None
    if not without and total > 0:
        share = sum((known[one.site, one.month] or Fraction(0) for one in met), Fraction(0)) / total
    return SourceRates(
        months_met=len(met),
        months_due=len(months),
        sources_met=len(sources) - len(failing),
        sources=len(sources),
        volume_share=share,
        without_volume=without,
        rest=tuple(one for one in months if one.state is not SourceMonthState.MET),
    )


def _samplings(
    samples: Samples, places: np.ndarray, below_detection: BelowDetection
) -> list[dict[str, Fraction]]:
    """Return the values of each moment of sampling, item to number."""
    places = places[samples.numbers[places] != NO_NUMBER]
    counted = counted_numbers(samples.numbers[places], samples.marks[places], below_detection)
    found: dict[int, dict[str, Fraction]] = {}
    for place, number in zip(places.tolist(), counted.tolist(), strict=True):
        values = found.setdefault(int(samples.minutes[place]), {})
        values[samples.items[samples.item[place]]] = Fraction(number, 10**SAMPLE_DECIMALS)
    return list(found.values())


def _month(
    site: str, month: Period, findings: Sequence[SourceFinding], required: Sequence[str]
) -> SourceMonth:
    counted = [one for one in findings if one.counted and one.meets is not None]
    failing = tuple(one for one in counted if not one.meets)
    judged = tuple(dict.fromkeys(one.item for one in counted))
    absent = tuple(item for item in required if item not in judged)
    if failing:
        state = SourceMonthState.FAILED
    elif not judged:
        state = SourceMonthState.MISSING
    else:
        state = SourceMonthState.INCOMPLETE if absent else SourceMonthState.MET
    return SourceMonth(site, month, state, failing, judged, absent)
