"""What counted metrics are judged by: registers, work items and samples as they stood on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.periods import Period

if TYPE_CHECKING:
    from yunzhu.city.records import AreaRecord
    from yunzhu.plan.city_evidence import CityEvidence
    from yunzhu.plan.ledger_evidence import LedgerEvidence
    from yunzhu.plan.register_evidence import RegisterEvidence
    from yunzhu.plan.schema import Commitment, Cuts
    from yunzhu.plan.water_records import WaterRecords


@dataclass(frozen=True)
class Facts:
    """What a commitment's things are judged by.

    Attributes
    ----------
    commitment : whose things.
    evidence : of the city as it stood on the last day that counts.
    water : the samples that count.
    cuts : of the plan.
    """

    commitment: Commitment
    evidence: CityEvidence
    water: WaterRecords
    cuts: Cuts

    @property
    def registers(self) -> RegisterEvidence:
        """The rows of the registers."""
        return self.evidence.registers

    @property
    def areas(self) -> tuple[AreaRecord, ...]:
        """The registered areas."""
        return self.evidence.areas

    @property
    def ledgers(self) -> LedgerEvidence:
        """The counts of the ledgers."""
        return self.evidence.ledgers

    @property
    def year(self) -> Period:
        """The plan's year."""
        return self.water.whole

    @property
    def as_of(self) -> date:
        """The day of the assessment."""
        return self.water.as_of

    @property
    def day(self) -> date:
        """Last day that counts; what is dated after the due day does not undo or add anything."""
        return min(self.water.as_of, self.commitment.due)

    @property
    def is_closed(self) -> bool:
        """Whether the due day is over."""
        return self.water.as_of >= self.commitment.due

    @property
    def so_far(self) -> Period | None:
        """The days of the plan's year that count; None before it has begun."""
        if self.day < self.year.first:
            return None
        return Period(self.year.first, min(self.day, self.year.last))
