"""What the simulated laboratory finds at sections, sources and outfalls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import numpy as np

from yunzhu.observations.water_items import WATER_ITEMS
from yunzhu.periods import minute_index
from yunzhu.simulation.water import SimulatedWater
from yunzhu.simulation.water_city import (
    OUTFALLS,
    SOURCES,
    STATIONS,
    SimulatedOutfall,
    SimulatedSource,
)
from yunzhu.simulation.water_truth import (
    ABSENT_MONTH,
    ABSENT_SOURCE,
    FAILING_ITEM,
    FAILING_MONTH,
    FAILING_SOURCE,
    FAILING_VALUE,
)
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.source_compliance import Sampling, drinking_source_rules, due_items
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_limits

_SEED_PART = 7
_SECTION_DAY, _SOURCE_DAY, _OUTFALL_DAY = 6, 9, 12
_MORNING, _NOON = time(10, 30), time(14, 10)
_YEARLY_MONTH = 7
_OUTFALL_MONTHS = (2, 5, 8, 11)
METHOD = "模拟方法"

# Item to decimals and detection limit of the laboratory [unit of the item].
_FORMS = {
    "water_temp": (1, None),
    "pH": (2, None),
    "DO": (2, None),
    "CODMn": (1, "0.5"),
    "COD": (0, "4"),
    "BOD5": (1, "0.5"),
    "NH3N": (3, "0.025"),
    "TP": (3, "0.01"),
    "TN": (2, "0.05"),
    "F": (2, "0.05"),
    "oil": (2, "0.01"),
    "FC": (0, None),
    "SO4": (1, None),
    "Cl": (1, None),
    "NO3N": (2, "0.02"),
    "Fe": (2, "0.03"),
    "Mn": (3, "0.004"),
    "transparency": (2, None),
    "chl_a": (4, "0.0005"),
}
# Items of table 1 that are never found here, with the laboratory's detection limit.
_NEVER_FOUND = {
    "Cu": "0.001",
    "Zn": "0.004",
    "Se": "0.0004",
    "As": "0.0003",
    "Hg": "0.00004",
    "Cd": "0.0001",
    "Cr6": "0.004",
    "Pb": "0.001",
    "CN": "0.001",
    "phenol": "0.0003",
    "LAS": "0.05",
    "S": "0.003",
}


@dataclass(frozen=True)
class LaboratoryResult:
    """One result as a laboratory writes it; ``text`` may say below detection as ``0.025L``."""

    site: str
    moment: datetime
    item: str
    text: str
    unit: str

    @property
    def chinese(self) -> str:
        """The item's name in the table."""
        return WATER_ITEMS[self.item].chinese


def section_results(water: SimulatedWater, year: int) -> Iterator[LaboratoryResult]:
    """Yield what is found at every section and tributary, one morning a month."""
    chance = _chance(water.seed, year, 0)
    for month in range(1, 13):
        moment = datetime.combine(date(year, month, _SECTION_DAY), _MORNING)
        at = int(np.searchsorted(water.minutes, minute_index(moment), side="right")) - 1
        for row, station in enumerate(STATIONS):
            found = {item: float(values[row, at]) for item, values in water.clean.items()}
            found |= _beside(found, chance)
            if station.body is WaterBody.LAKE:
                found |= {"transparency": _near(2.1, chance), "chl_a": _near(0.0042, chance)}
            yield from _results(station.site, moment, found)


def source_results(water: SimulatedWater, year: int) -> Iterator[LaboratoryResult]:
    """Yield what is found at every source: monthly items, and once a year all of them."""
    chance = _chance(water.seed, year, 1)
    for month in range(1, 13):
        for source in SOURCES:
            if year == water.year and (source.code, month) == (ABSENT_SOURCE, ABSENT_MONTH):
                continue
            moment = datetime.combine(date(year, month, _SOURCE_DAY), _NOON)
            found = _source_water(source, chance)
            yield from _results(source.code, moment, found)
            fails = (year, month) == (water.year, FAILING_MONTH) and source.code == FAILING_SOURCE
            mangan = FAILING_VALUE if fails else _text("Mn", _near(0.035, chance))
            yield LaboratoryResult(source.code, moment, FAILING_ITEM, mangan, "mg/L")
            if month == _YEARLY_MONTH:
                yield from _specific(source, moment)


def outfall_results(water: SimulatedWater, year: int) -> Iterator[LaboratoryResult]:
    """Yield what is found at every outfall, four times a year."""
    chance = _chance(water.seed, year, 2)
    for month in _OUTFALL_MONTHS:
        for outfall in OUTFALLS:
            moment = datetime.combine(date(year, month, _OUTFALL_DAY), _MORNING)
            yield from _results(outfall.code, moment, _effluent(outfall, chance))


def _chance(seed: int, year: int, part: int) -> np.random.Generator:
    return np.random.default_rng([seed, _SEED_PART, year, part])


def _near(mean: float, chance: np.random.Generator, share: float = 0.12) -> float:
    return mean * float(np.exp(share * chance.standard_normal()))


def _beside(found: dict[str, float], chance: np.random.Generator) -> dict[str, float]:
    """Return the items that only the laboratory measures, in keeping with the others."""
    return {
        "COD": _near(3.4 * found["CODMn"], chance, 0.08),
        "BOD5": _near(0.62 * found["CODMn"], chance, 0.10),
        "F": _near(0.22, chance),
        "oil": _near(0.015, chance, 0.3),
        "FC": _near(3500, chance, 0.6),
    }


def _source_water(source: SimulatedSource, chance: np.random.Generator) -> dict[str, float]:
    is_lake = source.body is WaterBody.LAKE
    found = {
        "water_temp": _near(21, chance, 0.2),
        "pH": _near(7.5, chance, 0.015),
        "DO": _near(7.9, chance, 0.06),
        "CODMn": _near(2.1 if is_lake else 2.6, chance),
        "NH3N": _near(0.08 if is_lake else 0.22, chance),
        "TP": _near(0.018 if is_lake else 0.06, chance),
        "SO4": _near(18, chance),
        "Cl": _near(14, chance),
        "NO3N": _near(1.1, chance),
        "Fe": _near(0.09, chance),
    }
    # Above the limit of class III, which does not count at a source.
    if is_lake:
        found["TN"] = _near(1.35, chance, 0.08)
    return found | _beside(found, chance)


def _effluent(outfall: SimulatedOutfall, chance: np.random.Generator) -> dict[str, float]:
    return {
        "pH": _near(7.3, chance, 0.02),
        "COD": _near(outfall.oxygen_demand, chance),
        "NH3N": _near(outfall.ammonia, chance),
        "TP": _near(outfall.phosphorus, chance),
    }


def _results(site: str, moment: datetime, found: dict[str, float]) -> Iterator[LaboratoryResult]:
    for item, value in found.items():
        if item in _FORMS:
            yield LaboratoryResult(site, moment, item, _text(item, value), WATER_ITEMS[item].unit)
    if "BOD5" in found:
        for item, limit in _NEVER_FOUND.items():
            yield LaboratoryResult(site, moment, item, f"{limit}L", WATER_ITEMS[item].unit)


def _text(item: str, value: float) -> str:
    decimals, limit = _FORMS[item]
    if limit is not None and value < float(limit):
        return f"{limit}L"
    return str(round_half_even(Decimal(repr(value)), decimals))


def _specific(source: SimulatedSource, moment: datetime) -> Iterator[LaboratoryResult]:
    """Yield the specific items of a full analysis: none found, at a tenth of the limit."""
    limits = surface_water_limits(moment.date())
    every = due_items(Sampling.YEARLY, limits, source.body, drinking_source_rules()).items
    for row in limits.specific:
        if row.item in every:
            tenth = (row.limit_of(1) / 10).normalize()
            yield LaboratoryResult(source.code, moment, row.item, f"{tenth:f}L", row.unit)
