"""Energy of 云珠市(模拟): less coal but more coal power, a unit closed in October, carbon by hand.

The factors are round numbers of the simulation, no one's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from yunzhu.simulation.city import CITY_CODE, DISTRICTS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

PLANT, CLOSED_UNIT = "云珠电厂(模拟)", "2"
"""Planted: the unit stands still from February and is closed on 15 October."""

WITHOUT_MEASURE, NOT_VISITED = "K05", "K07"
"""Planted: the kiln without a measure, and the one that nobody visits."""

FACTORS, OTHER_FACTORS = "yunzhu_2020", "yunzhu_high_power"

_FIRM_NUMBER = 650
_STEP = timedelta(days=20)
_FACTORS = {
    FACTORS: {"coal": "2.5", "oil": "2", "gas": "1.5", "purchased_power": "6"},
    OTHER_FACTORS: {"coal": "2.5", "oil": "2", "gas": "1.5", "purchased_power": "8"},
}
# Of the plan's year and the five before: coal [tce], power bought [10⁴ kWh], coal power [MWh],
# product [10⁴ yuan at prices of 2015]. Oil and gas stay: 500,000 and 200,000 tce.
_YEARS = (
    ("1200000", "50000", "4400000", "10000000"),
    ("1140000", "60000", "4300000", "10600000"),
    ("1100000", "80000", "4200000", "11200000"),
    ("1040000", "90000", "4100000", "11900000"),
    ("1000000", "100000", "4000000", "12500000"),
    ("980000", "113650", "4100000", "12750000"),
)


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return firms, units, balances, factors, products, kilns, metals and visits, by register.

    Parameters
    ----------
    year : of the plan.
    """
    years = range(year - len(_YEARS) + 1, year + 1)
    return {
        "enterprises": tuple(
            firm_row(district, _FIRM_NUMBER, f"{name[0]}区窑炉厂")
            for district, name in DISTRICTS.items()
        ),
        "enterprise_listings": tuple(_listing(district, year) for district in _METAL_DISTRICTS),
        "heavy_metal_loads": tuple(
            _load(district, year, day) for district, day in _METAL_DISTRICTS.items()
        ),
        "industrial_kilns": tuple(_kiln(district) for district in DISTRICTS),
        "power_units": (_unit("1", "", ""), _unit(CLOSED_UNIT, f"{year}-02-01", f"{year}-10-15")),
        "power_generation": _generation(year),
        "energy_balance": tuple(
            row
            for one, figures in zip(years, _YEARS, strict=True)
            for row in _balance(one, figures)
        ),
        "emission_factors": tuple(
            {
                "version": version,
                "energy": energy,
                "value": value,
                "first_year": "",
                "last_year": "",
                "source": "模拟数，非任何指南 of the simulation",
                "mark": "unverified",
            }
            for version, factors in _FACTORS.items()
            for energy, value in factors.items()
        ),
        "gdp": tuple(
            {
                "year": str(one),
                "area": CITY_CODE,
                "value": figures[-1],
                "price_base_year": "2015",
                "is_provisional": "否",
                "issued_on": f"{one + 1}-01-06",
                "revised_on": "",
            }
            for one, figures in zip(years, _YEARS, strict=True)
        ),
        "inspections": _visits(year),
    }


def _balance(year: int, figures: tuple[str, ...]) -> RegisterRows:
    coal, power, coal_power, _ = figures

    def row(energy: str, tce: str, **changes: str) -> Mapping[str, str]:
        base = {
            "year": str(year),
            "energy": energy,
            "sector": "whole",
            "amount": "",
            "unit": "",
            "tce": tce,
            "conversion_version": "模拟当量",
            "coal_generation_mwh": "",
            "is_provisional": "否",
            "issued_on": f"{year + 1}-01-06",
            "document": f"模拟能核〔{year + 1}〕1号",
        }
        return base | changes

    return (
        row("coal", coal, coal_generation_mwh=coal_power),
        row("oil", "500000"),
        row("gas", "200000"),
        row("purchased_power", "", amount=power, unit="10^4 kWh"),
    )


def _unit(number: str, stopped: str, closed: str) -> Mapping[str, str]:
    return {
        "plant": PLANT,
        "unit": number,
        "fuel": "coal",
        "capacity_mw": "300",
        "enterprise": "",
        "area": "990104",
        "state": "stopped" if stopped else "running",
        "state_since": stopped,
        "in_operation_from": "1995-01-01",
        "closed_on": closed,
        "closure_evidence": f"模拟关停〔{closed[:4]}〕1号" if closed else "",
    }


def _generation(year: int) -> RegisterRows:
    generated = {("1", year - 1): "2000000", (CLOSED_UNIT, year - 1): "2000000"}
    generated |= {("1", year): "3950000", (CLOSED_UNIT, year): "150000"}
    return tuple(
        {
            "plant": PLANT,
            "unit": unit,
            "year": str(one),
            "generation_mwh": mwh,
            "operating_hours": "",
            "last_operated_on": f"{year}-01-31" if (unit, one) == (CLOSED_UNIT, year) else "",
            "is_provisional": "否",
        }
        for (unit, one), mwh in generated.items()
    )


def _kiln(district: str) -> Mapping[str, str]:
    code = f"K0{district[-1]}"
    is_bare = code == WITHOUT_MEASURE
    return {
        "code": code,
        "name": f"{DISTRICTS[district][0]}区熔化炉(模拟)",
        "enterprise": firm_code(district, _FIRM_NUMBER),
        "area": f"{district}001",
        "kind": "melting",
        "fuel": "gas",
        "control_class": "B",
        "measure": "" if is_bare else "改用天然气(模拟)",
        "measure_from": "" if is_bare else "2019-04-01",
        "measure_to": "",
        "in_use_from": "2014-01-01",
        "in_use_to": "",
        "removal_evidence": "",
    }


def _visits(year: int) -> RegisterRows:
    """Return one visit to a kiln every 20 days from 10 February on."""
    visited = [one for one in DISTRICTS if f"K0{one[-1]}" != NOT_VISITED]
    return tuple(
        visit_row(
            f"J6{place:03}",
            "kiln",
            f"K0{district[-1]}",
            f"{district}001",
            date(year, 2, 10) + place * _STEP,
        )
        for place, district in enumerate(visited)
    )


_METAL_DISTRICTS = {"990101": "03-16", "990103": "05-18", "990104": "11-20"}


def _listing(district: str, year: int) -> Mapping[str, str]:
    return {
        "enterprise": firm_code(district, _FIRM_NUMBER),
        "enterprise_list": "heavy_metal",
        "year": str(year),
        "listed_on": f"{year}-01-02",
        "removed_on": "",
        "document": f"模拟名录〔{year}〕1号",
    }


def _load(district: str, year: int, day: str) -> Mapping[str, str]:
    return {
        "enterprise": firm_code(district, _FIRM_NUMBER),
        "metal": "Cr",
        "year": str(year),
        "load_kg": "1.5",
        "surveyed_on": f"{year}-{day}",
        "document": "模拟调查表",
    }
