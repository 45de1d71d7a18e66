"""Which editions stand together: limits, index, assessment and composite index of a day.

`AIR_EDITIONS` holds the packaged sets by first day.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from yunzhu.errors import StandardError
from yunzhu.standards.air_assessment import AssessmentEdition, assessment_edition
from yunzhu.standards.air_index_edition import IndexEdition, index_edition
from yunzhu.standards.air_limits import AirLimits, all_limits, limits, limits_of
from yunzhu.standards.composite_index import CompositeEdition, composite_edition
from yunzhu.standards.documents import (
    PACKAGED_AIR,
    Folders,
    Mark,
    documents_of,
    only_named,
)
from yunzhu.yaml_documents import STRICT

AIR_EDITIONS: tuple[AirEdition, ...]


class EditionLink(BaseModel):
    """The name of a document that belongs to a set."""

    model_config = STRICT
    name: str
    mark: Mark
    reference: str


class EditionSet(BaseModel):
    """One set of editions, by the names of its documents."""

    model_config = STRICT
    key: str
    aliases: tuple[str, ...]
    limits: EditionLink
    index: EditionLink
    assessment: EditionLink
    composite: EditionLink


class EditionSets(BaseModel):
    """The sets of one document."""

    model_config = STRICT
    name: str
    editions: tuple[EditionSet, ...]


@dataclass(frozen=True)
class AirEdition:
    """The editions that judge a day of air together; their days are those of the limits."""

    key: str
    aliases: tuple[str, ...]
    limits: AirLimits
    index: IndexEdition
    assessment: AssessmentEdition
    composite: CompositeEdition
    links: EditionSet

    @property
    def effective(self) -> date:
        """First day in force."""
        return self.limits.effective

    @property
    def until(self) -> date | None:
        """Last day in force, None while open."""
        return self.limits.until


@dataclass(frozen=True, order=True)
class AirChange:
    """The first day of a new edition or a new reference state."""

    day: date
    what: str


@functools.cache
def air_editions(folders: Folders = PACKAGED_AIR) -> tuple[AirEdition, ...]:
    """Return every set of editions by first day; raise `StandardError` on a name used twice."""
    rows = [
        row
        for document in documents_of("air_editions", EditionSets, folders)
        for row in document.editions
    ]
    names = [name for row in rows for name in (row.key, *row.aliases)]
    if len(set(names)) != len(names):
        raise StandardError(
            "版本名重复 an edition's key stands twice", field="key", found=", ".join(names)
        )
    built = (_edition(row, folders) for row in rows)
    return tuple(sorted(built, key=lambda edition: edition.effective))


def air_edition_on(day: date, folders: Folders = PACKAGED_AIR) -> AirEdition:
    """Return the set in force on a day.

    Raises
    ------
    StandardError : no set is known to be in force on that day.

    Examples
    --------
    >>> air_edition_on(date(2020, 6, 30)).key, air_edition_on(date(2026, 3, 1)).index.name
    ('2012', 'HJ 633-2026')
    """
    name = limits(day, folders).edition
    return only_named(name, {each.limits.edition: each for each in air_editions(folders)}, "on")


def air_edition(key: str, folders: Folders = PACKAGED_AIR) -> AirEdition:
    """Return a set by key or alias: ``2012``, ``2026`` (``2026-transition``), ``2026-final``.

    Raises
    ------
    StandardError : no such set.

    Examples
    --------
    >>> air_edition("2026").key
    '2026-transition'
    """
    named = {
        name: edition
        for edition in air_editions(folders)
        for name in (edition.key, *edition.aliases)
    }
    return only_named(key, named, "edition")


def air_changes(first: date, last: date, folders: Folders = PACKAGED_AIR) -> tuple[AirChange, ...]:
    """Return the changes that a period straddles: the new rule's first day is after ``first``.

    Examples
    --------
    >>> [(str(each.day), each.what) for each in air_changes(date(2018, 8, 1), date(2018, 9, 30))]
    [('2018-09-01', '参比状态 reference state: GB 3095-2012')]
    """
    changes = set()
    for edition in all_limits(folders):
        changes.add(AirChange(edition.effective, f"版本 edition: {edition.edition}"))
        for state in edition.reference_states:
            if state.effective != edition.effective:
                what = f"参比状态 reference state: {edition.edition}"
                changes.add(AirChange(state.effective, what))
    return tuple(sorted(each for each in changes if first < each.day <= last))


def _edition(row: EditionSet, folders: Folders) -> AirEdition:
    composite = composite_edition(row.composite.name, folders)
    return AirEdition(
        key=row.key,
        aliases=row.aliases,
        limits=limits_of(row.limits.name, folders),
        index=index_edition(row.index.name, folders),
        assessment=assessment_edition(row.assessment.name, folders),
        composite=composite.model_copy(update={"use_mark": row.composite.mark}),
        links=row,
    )


def __getattr__(name: str) -> tuple[AirEdition, ...]:
    # Read when first asked for, so that importing this module opens no file.
    if name == "AIR_EDITIONS":
        return air_editions()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
