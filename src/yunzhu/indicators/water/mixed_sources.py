"""Means that rest on automatic stations and on a laboratory at once, with how many of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from yunzhu.indicators.water.recorded import recorded_totals
from yunzhu.indicators.water.rows import MEAN
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.indicators.water.section_assessment import AssessedSection
from yunzhu.observations.manifest import ImportRecord
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import SampleSegment
from yunzhu.observations.water_feeds import LABORATORY
from yunzhu.periods import Period
from yunzhu.values import Result


@dataclass(frozen=True)
class MixedSources:
    """How many samples of a mean came from where.

    Attributes
    ----------
    automatic, laboratory : samples of stations, and of a laboratory.
    at_one_moment : samples that both give; the one received later counts.
    """

    automatic: int
    laboratory: int
    at_one_moment: int

    def __str__(self) -> str:
        words = f"自动站 automatic {self.automatic}, 实验室 laboratory {self.laboratory}"
        if self.at_one_moment:
            words += f", 其中同一时刻 of them at one moment {self.at_one_moment}"
        return words


def mixed_sources(
    lake: SampleLake, sections: Sequence[AssessedSection], period: Period, rule: WaterRule
) -> dict[tuple[str, str], MixedSources]:
    """Return the sources of each mean that has both, by site and item.

    Parameters
    ----------
    lake : opened lake of samples.
    sections : as assessed over the period.
    period, rule : of the assessment.
    """
    sites = [one.site for one in sections]
    records = lake.imports_of(sites, period.first, period.last, known_at=rule.known_at)
    laboratory = [one for one in records if one.feed == LABORATORY.name]
    automatic = [one for one in records if one.feed != LABORATORY.name]
    if not laboratory or not automatic:
        return {}
    of_stations, of_laboratory = (
        _counts(lake, some, sites, period, rule) for some in (automatic, laboratory)
    )
    found = {}
    for section in sections:
        for one in section.items:
            key = (section.site, one.item)
            stations, manual = of_stations.get(key, 0), of_laboratory.get(key, 0)
            if stations and manual:
                both = stations + manual - one.mean.samples
                found[key] = MixedSources(stations, manual, both)
    return found


def with_sources(
    rows: Iterable[Result], mixed: Mapping[tuple[str, str], MixedSources]
) -> list[Result]:
    """Return rows of which each mean of both sources says how many samples came from where."""
    return [
        replace(row, note=f"{row.note}; {mixed[row.subject, row.indicator]}")
        if row.statistic == MEAN and (row.subject, row.indicator) in mixed
        else row
        for row in rows
    ]


def _counts(
    lake: SampleLake,
    records: Sequence[ImportRecord[SampleSegment]],
    sites: Sequence[str],
    period: Period,
    rule: WaterRule,
) -> dict[tuple[str, str], int]:
    """Return how many samples some imports alone give, by site and item."""
    part = lake.of_manifest(replace(lake.manifest, imports=tuple(records)))
    totals = recorded_totals(part, sites, period, rule)
    counts = totals.counts.sum(axis=2)
    return {
        (site, item): int(counts[place, number])
        for place, site in enumerate(totals.sites)
        for number, item in enumerate(totals.items)
    }
