"""Conversion of gas concentrations: volume to mass, and old to new reference state.

`REFERENCE_STATE_CHANGE` is the first day of the new state (298.15 K instead of 273.15 K): the
same air has a lower number of µg/m³ from then on. Particles are not converted.
"""

from __future__ import annotations

import functools
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel

from yunzhu.standards.documents import (
    PACKAGED_AIR,
    Folders,
    Mark,
    Sourced,
    documents_of,
    only_named,
)
from yunzhu.yaml_documents import STRICT, ExactDecimal

REFERENCE_STATE_CHANGE: date


class MolarVolume(BaseModel):
    """Volume of a mole of gas [L/mol] at a temperature [K] and 1013.25 hPa."""

    model_config = STRICT
    temperature_kelvin: ExactDecimal
    litre_per_mole: ExactDecimal
    mark: Mark
    reference: str


class MolarMass(BaseModel):
    """Mass of a mole of a gas [g/mol]."""

    model_config = STRICT
    pollutant: str
    gram_per_mole: ExactDecimal
    mark: Mark
    reference: str


class GasConversion(BaseModel):
    """The constants of conversion."""

    model_config = STRICT
    name: str
    reference_state_change: Sourced[date]
    old_temperature_kelvin: Sourced[ExactDecimal]
    new_temperature_kelvin: Sourced[ExactDecimal]
    molar_volumes: tuple[MolarVolume, ...]
    molar_masses: tuple[MolarMass, ...]


@functools.cache
def gas_conversion(folders: Folders = PACKAGED_AIR) -> GasConversion:
    """Return the packaged constants of conversion with their marks."""
    return documents_of("gas_conversion", GasConversion, folders)[0]


def old_to_new_reference_state() -> Fraction:
    """Return the factor from a gas concentration at 273.15 K to the one at 298.15 K.

    Source: GB 3095-2012 and its amendment; same pressure, so the ratio of temperatures.

    Examples
    --------
    >>> round(float(old_to_new_reference_state()), 5)
    0.91615
    """
    constants = gas_conversion()
    old = Fraction(constants.old_temperature_kelvin.value)
    return old / Fraction(constants.new_temperature_kelvin.value)


def microgram_per_ppb(pollutant: str, temperature_kelvin: Decimal) -> Fraction:
    """Return how many µg/m³ one ppb of a gas is at a reference temperature [K].

    Raises
    ------
    StandardError : a gas or a temperature without constants.

    Examples
    --------
    >>> round(float(microgram_per_ppb("O3", Decimal("298.15"))), 3)
    1.962
    """
    constants = gas_conversion()
    masses = {row.pollutant: row.gram_per_mole for row in constants.molar_masses}
    volumes = {str(row.temperature_kelvin): row.litre_per_mole for row in constants.molar_volumes}
    mass = only_named(pollutant, masses, "pollutant")
    volume = only_named(str(temperature_kelvin), volumes, "temperature_kelvin")
    return Fraction(mass) / Fraction(volume)


def microgram_from_ppb(
    ppb: Fraction | Decimal | int, pollutant: str, temperature_kelvin: Decimal
) -> Fraction:
    """Return a concentration [µg/m³] from a mixing ratio [ppb]; see `microgram_per_ppb`.

    Examples
    --------
    >>> round(float(microgram_from_ppb(40, "NO2", Decimal("298.15"))), 1)
    75.2
    """
    return Fraction(ppb) * microgram_per_ppb(pollutant, temperature_kelvin)


def ppb_from_microgram(
    microgram: Fraction | Decimal | int, pollutant: str, temperature_kelvin: Decimal
) -> Fraction:
    """Return a mixing ratio [ppb] from a concentration [µg/m³]; see `microgram_per_ppb`.

    Examples
    --------
    >>> round(float(ppb_from_microgram(200, "O3", Decimal("298.15"))), 1)
    101.9
    """
    return Fraction(microgram) / microgram_per_ppb(pollutant, temperature_kelvin)


def __getattr__(name: str) -> date:
    # Read when first asked for, so that importing this module opens no file.
    if name == "REFERENCE_STATE_CHANGE":
        return gas_conversion().reference_state_change.value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
