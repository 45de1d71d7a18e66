"""The city's registers as a plan's metrics read them: rows as they held on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yunzhu.city.evidence import register_rows
from yunzhu.city.registers.assessment_sections import (
    ASSESSMENT_SECTIONS,
    SECTION_TARGETS,
    AssessmentSection,
    SectionTarget,
)
from yunzhu.city.registers.drinking_sources import (
    DRINKING_SOURCES,
    SOURCE_VOLUMES,
    DrinkingSource,
    SourceVolume,
)
from yunzhu.city.registers.outfalls import OUTFALLS, Outfall
from yunzhu.city.registers.protection_zones import PROTECTION_ZONES, ProtectionZone
from yunzhu.periods import Period
from yunzhu.values import EvidenceKind


@dataclass(frozen=True)
class RegisterEvidence:
    """The rows of the registers that hold on a day.

    Attributes
    ----------
    sections, targets, volumes, zones, outfalls : in the order of their keys.
    sources : those that were in use on any day of the plan's year up to that day, too, since one
        that failed and was given up has failed all the same.
    kind : what rests on the registers alone: what the bureau itself entered, or simulated.
    """

    sections: tuple[AssessmentSection, ...] = ()
    targets: tuple[SectionTarget, ...] = ()
    sources: tuple[DrinkingSource, ...] = ()
    volumes: tuple[SourceVolume, ...] = ()
    zones: tuple[ProtectionZone, ...] = ()
    outfalls: tuple[Outfall, ...] = ()
    kind: EvidenceKind = EvidenceKind.DECLARED


NO_REGISTERS = RegisterEvidence()


def gather_registers(
    year: Period, as_of: date, known_at: date | None, kind: EvidenceKind
) -> RegisterEvidence:
    """Return the registers of the open city as they stood.

    Parameters
    ----------
    year : of the plan; its sections are those of its last day when it is over.
    as_of : the day on which a row must hold.
    known_at : leave out what was recorded after that day.
    kind : of evidence that rests on them.
    """
    since = min(year.first, as_of)
    return RegisterEvidence(
        tuple(register_rows(ASSESSMENT_SECTIONS, min(as_of, year.last), known_at)),
        tuple(register_rows(SECTION_TARGETS, as_of, known_at)),
        tuple(register_rows(DRINKING_SOURCES, as_of, known_at, since=since)),
        tuple(register_rows(SOURCE_VOLUMES, as_of, known_at)),
        tuple(register_rows(PROTECTION_ZONES, as_of, known_at)),
        tuple(register_rows(OUTFALLS, as_of, known_at)),
        kind,
    )
