"""CO2 of a city's energy and its intensity, by year, from the balance, the factors and the GDP."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.energy import (
    EMISSION_FACTORS,
    ENERGY_BALANCE,
    GDP,
    AmountUnit,
    EmissionFactor,
    EnergyKind,
    EnergySector,
    GrossDomesticProduct,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.year_figures import (
    PROVISIONAL,
    YearFigure,
    is_out,
    lacking_parts,
    shown,
    year_figure,
)
from yunzhu.standards.air_assessment import PERCENT

if TYPE_CHECKING:
    from yunzhu.city.registers.energy import EnergyBalance

_MWH_PER_TEN_THOUSAND_KWH = 10
_INTENSITY_DECIMALS = 4

Factors = Mapping[EnergyKind, EmissionFactor]


@dataclass(frozen=True)
class YearEnergy:
    """What a year's CO2 and intensity are computed from.

    Attributes
    ----------
    year : of the balance. energies : tce, and 10⁴ kWh of purchased power.
    product : the gross domestic product; None when there is none.
    """

    year: int
    energies: Mapping[EnergyKind, YearFigure]
    product: GrossDomesticProduct | None

    @property
    def is_provisional(self) -> bool:
        """Whether anything of it is."""
        is_product = self.product is not None and self.product.is_provisional
        return is_product or any(one.is_provisional for one in self.energies.values())

    def carbon(self, factors: Factors) -> Fraction:
        """Return the CO2 [t]: every energy times its factor."""
        return sum(
            (one.value * Fraction(factors[kind].value) for kind, one in self.energies.items()),
            Fraction(0),
        )

    def intensity(self, factors: Factors) -> Fraction:
        """Return CO2 per product [tCO2/10⁴ yuan]."""
        assert self.product is not None
        return self.carbon(factors) / Fraction(self.product.value)

    def line(self, factors: Factors) -> str:
        """Return the year for reading."""
        assert self.product is not None
        mark = f" {PROVISIONAL}" if self.is_provisional else ""
        return (
            f"{self.year}: CO2 {shown(self.carbon(factors))} t ÷ GDP {self.product.value} 万元 "
            f"10⁴ yuan ({self.product.price_base_year} 年价 prices) = "
            f"{shown(self.intensity(factors), _INTENSITY_DECIMALS)} tCO2/10⁴ yuan{mark}"
        )


def year_energies(facts: Facts, area: str, years: Iterable[int]) -> tuple[YearEnergy, ...]:
    """Return some years as far as they are there; a year without a balance has no energies.

    Parameters
    ----------
    facts : as they stood. area : whose product. years : in order.
    """
    rows: dict[tuple[int, EnergyKind], list[EnergyBalance]] = defaultdict(list)
    for row in facts.registers.all(ENERGY_BALANCE):
        if is_out(row, facts.as_of):
            rows[row.year, row.energy].append(row)
    products = {
        row.year: row
        for row in facts.registers.all(GDP)
        if row.area == area and is_out(row, facts.as_of)
    }
    found = []
    for year in years:
        figures = {kind: _figure(rows[year, kind]) for kind in EnergyKind if (year, kind) in rows}
        energies = {kind: one for kind, one in figures.items() if one is not None}
        found.append(YearEnergy(year, energies, products.get(year)))
    return tuple(found)


def _figure(rows: list[EnergyBalance]) -> YearFigure | None:
    return year_figure(rows, lambda row: row.sector, EnergySector.WHOLE, _amount)


def _amount(row: EnergyBalance) -> Decimal:
    """Return tce, or 10⁴ kWh of purchased power."""
    if row.energy is not EnergyKind.PURCHASED_POWER:
        assert row.tce is not None
        return row.tce
    assert row.amount is not None
    if row.unit is AmountUnit.MEGAWATT_HOUR:
        return row.amount / _MWH_PER_TEN_THOUSAND_KWH
    return row.amount


def what_is_missing(ends: Sequence[YearEnergy], all_years: Sequence[YearEnergy]) -> list[str]:
    """Return why intensities cannot be compared, one line for each lack.

    Parameters
    ----------
    ends : first and last year, which must be whole and of the same energies and sectors.
    all_years : with those between, none of which may have another price base.
    """
    lines = []
    for one in ends:
        if not one.energies:
            lines.append(f"缺能源平衡 missing: {ENERGY_BALANCE.name} {one.year}")
        if one.product is None or not one.product.value:
            lines.append(f"缺地区生产总值 missing: {GDP.name} {one.year}")
    lines += _unlike(*ends) if all(one.energies for one in ends) else []
    bases: dict[int, list[int]] = defaultdict(list)
    for one in all_years:
        if one.product is not None:
            bases[one.product.price_base_year].append(one.year)
    if len(bases) > 1:
        told = "; ".join(
            f"{base} 年价 prices: {', '.join(map(str, years))}" for base, years in bases.items()
        )
        lines.append(f"价格基期不一 more than one price base: {told}")
    return lines


def _unlike(first: YearEnergy, last: YearEnergy) -> list[str]:
    lines = []
    for one, other in ((first, last), (last, first)):
        lines += [
            f"缺品种 an energy missing {other.year}: {kind.label}"
            for kind in one.energies
            if kind not in other.energies
        ]
    for kind in first.energies.keys() & last.energies.keys():
        gone, new = lacking_parts(first.energies[kind], last.energies[kind], EnergySector.WHOLE)
        lines += [f"缺部门 a sector missing {last.year}: {kind.label} {part}" for part in gone]
        lines += [f"缺部门 a sector missing {first.year}: {kind.label} {part}" for part in new]
    return sorted(lines)


def factors_by_version(facts: Facts) -> Mapping[str, Factors]:
    """Return the factors of each version that a city entered, by energy."""
    found: dict[str, dict[EnergyKind, EmissionFactor]] = defaultdict(dict)
    for row in facts.registers.all(EMISSION_FACTORS):
        found[row.version][row.energy] = row
    return found


def lacking_factors(factors: Factors, version: str, years: Sequence[YearEnergy]) -> list[str]:
    """Return which factors a version lacks for some years; a factor is never filled in."""
    lines = []
    for one in years:
        for kind in one.energies:
            factor = factors.get(kind)
            if factor is None:
                lines.append(f"缺因子 missing: {EMISSION_FACTORS.name} {version} {kind.label}")
            elif not _holds_in(factor, one.year):
                lines.append(
                    f"因子不适用 factor not for {one.year}: {version} {kind.label} "
                    f"({factor.first_year or ''}–{factor.last_year or ''})"
                )
    return list(dict.fromkeys(lines))


def _holds_in(factor: EmissionFactor, year: int) -> bool:
    is_begun = factor.first_year is None or factor.first_year <= year
    return is_begun and (factor.last_year is None or year <= factor.last_year)


def chained_fall(falls: Iterable[Fraction]) -> Fraction:
    """Return the fall [%] that yearly falls [%] give together: they multiply, and do not add.

    1 − Π(1 − d_t).

    Examples
    --------
    >>> chained_fall([Fraction(10), Fraction(10)])
    Fraction(19, 1)
    """
    left = Fraction(1)
    for fall in falls:
        left *= 1 - fall / PERCENT
    return (1 - left) * PERCENT


def implied_earlier_fall(whole: Fraction, last: Fraction) -> Fraction:
    """Return the fall [%] that the years before the last must give for the whole one.

    1 − (1 − whole)/(1 − last).

    Parameters
    ----------
    whole : over all years [%]. last : of the last year alone [%], below 100.

    Examples
    --------
    >>> shown(implied_earlier_fall(Fraction(23), Fraction(11, 10)))
    Decimal('22.14')
    """
    return (1 - (1 - whole / PERCENT) / (1 - last / PERCENT)) * PERCENT
