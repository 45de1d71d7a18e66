"""GB 3095, ambient air quality standards: which limit holds on which day."""

from __future__ import annotations

import functools
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from yunzhu.errors import StandardError
from yunzhu.standards.documents import (
    NAME_AN_EDITION,
    PACKAGED_AIR,
    Folders,
    InForce,
    Mark,
    Rule,
    by_first_day,
    documents_of,
    in_force_on,
    only_named,
)
from yunzhu.values import SourceMark
from yunzhu.yaml_documents import STRICT, ExactDecimal

Averaging = Literal["year", "season", "24h", "mda8", "1h"]
"""Averaging time of a limit; ``mda8`` is the daily maximum 8-hour mean (日最大 8 小时平均)."""


class Limit(BaseModel):
    """One row of the table of limits: grade 1 and grade 2 [unit]."""

    model_config = STRICT
    pollutant: str
    averaging: Averaging
    unit: str
    grade1: ExactDecimal
    grade2: ExactDecimal
    mark: Mark
    reference: str


class ReferenceConcentration(BaseModel):
    """An informative value of an annex; no limit."""

    model_config = STRICT
    pollutant: str
    averaging: str
    unit: str
    values: tuple[ExactDecimal, ...]
    mark: Mark
    reference: str


class ReferenceState(BaseModel):
    """Temperature [K] and pressure [hPa] at which concentrations are stated (参比状态).

    ``particles`` is ``actual`` where PM, TSP and what they carry are stated as sampled.
    """

    model_config = STRICT
    effective: date
    until: date | None
    gas_temperature_kelvin: ExactDecimal
    gas_pressure_hectopascal: ExactDecimal
    particles: Literal["actual", "same_as_gas"]
    date_mark: Annotated[SourceMark, Field(strict=False, alias="date_source")]
    mark: Mark
    reference: str

    def __contains__(self, day: date) -> bool:
        return self.effective <= day and (self.until is None or day <= self.until)


class AirLimits(BaseModel):
    """One edition of the limits, with its days in force."""

    model_config = STRICT
    edition: str = Field(alias="name")
    in_force: InForce
    reference_states: tuple[ReferenceState, ...]
    limits: tuple[Limit, ...]
    reference_concentrations: tuple[ReferenceConcentration, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def effective(self) -> date:
        """First day in force."""
        return self.in_force.effective

    @property
    def until(self) -> date | None:
        """Last day in force, None while open."""
        return self.in_force.until

    def limit(self, pollutant: str, averaging: str) -> Limit:
        """Return the limit of a pollutant; raise `StandardError` when the edition has none.

        Examples
        --------
        >>> limits_of("GB 3095-2012").limit("PM2.5", "year").grade2
        Decimal('35')
        """
        known = {f"{row.pollutant} {row.averaging}": row for row in self.limits}
        return only_named(f"{pollutant} {averaging}", known, self.edition)

    def reference_state(self, on: date) -> ReferenceState:
        """Return the reference state on a day; raise `StandardError` when it is not known."""
        for state in self.reference_states:
            if on in state:
                return state
        raise StandardError(
            "参比状态未知 the reference state on this day is not known",
            field=self.edition,
            found=str(on),
            expected=str(self.in_force),
        )


@functools.cache
def all_limits(folders: Folders = PACKAGED_AIR) -> tuple[AirLimits, ...]:
    """Return every edition of the limits by first day; raise `StandardError` on an overlap."""
    documents = documents_of("air_limits", AirLimits, folders)
    return tuple(by_first_day({row.edition: row for row in documents}).values())


def limits(on: date, folders: Folders = PACKAGED_AIR) -> AirLimits:
    """Return the limits of GB 3095 in force on a day.

    Raises
    ------
    StandardError : no edition is known to be in force on that day.

    Examples
    --------
    >>> limits(date(2026, 3, 1)).limit("PM2.5", "24h").grade2
    Decimal('60')
    """
    return in_force_on({row.edition: row for row in all_limits(folders)}, on, NAME_AN_EDITION)


def limits_of(edition: str, folders: Folders = PACKAGED_AIR) -> AirLimits:
    """Return an edition of the limits by name, whatever the day.

    Raises
    ------
    StandardError : no such edition.

    Examples
    --------
    >>> str(limits_of("GB 3095-2026 final").in_force)
    '2031-01-01..'
    """
    return only_named(edition, {row.edition: row for row in all_limits(folders)}, "edition")
