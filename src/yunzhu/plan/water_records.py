"""The water records that a plan's metrics read, and the days that count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from yunzhu.indicators.water.monthly_totals import MonthlyTotals
from yunzhu.indicators.water.recorded import recorded_totals
from yunzhu.indicators.water.rules import ClassRule, WaterRule
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.lake import Lake
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sites import SiteRegister, load_sites
from yunzhu.periods import Period
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace


@dataclass(frozen=True)
class WaterRecords:
    """The water records of a workspace as a plan's year may use them.

    Attributes
    ----------
    workspace : where they are.
    year : of the plan.
    as_of : last day that counts; nothing dated later is read.
    known_at : ignore what was received after that day.
    """

    workspace: Workspace
    year: int
    as_of: date
    known_at: date | None

    @cached_property
    def samples(self) -> SampleLake:
        """The lake of samples."""
        return SampleLake(self.workspace)

    @cached_property
    def hours(self) -> Lake:
        """The lake of hourly records of water."""
        return Lake(self.workspace, WATER_HOURLY)

    @cached_property
    def sites(self) -> SiteRegister:
        """The register of measuring sites."""
        return load_sites(self.workspace, known_at=self.known_at)

    @cached_property
    def _totals(self) -> dict[tuple[tuple[str, ...], Period], MonthlyTotals]:
        return {}

    def totals(self, sites: tuple[str, ...], period: Period) -> MonthlyTotals:
        """Return the monthly totals of some sites, read once for all metrics."""
        key = (sites, period)
        if key not in self._totals:
            self._totals[key] = recorded_totals(self.samples, sites, period, self.rule)
        return self._totals[key]

    @property
    def rule(self) -> WaterRule:
        """The rule by which a plan's sections are assessed."""
        return WaterRule(ClassRule.ASSESSMENT, known_at=self.known_at)

    @property
    def whole(self) -> Period:
        """The plan's year."""
        return Period.of_year(self.year)

    @property
    def so_far(self) -> Period | None:
        """The year up to the last day that counts; None before it begins."""
        if self.as_of < self.whole.first:
            return None
        return Period(self.whole.first, min(self.as_of, self.whole.last))

    @property
    def kind(self) -> EvidenceKind:
        """Kind of evidence that the records are."""
        is_simulated = self.workspace.origin is Origin.SIMULATED
        return EvidenceKind.SIMULATED if is_simulated else EvidenceKind.MEASURED
