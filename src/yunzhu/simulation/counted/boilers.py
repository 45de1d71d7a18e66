"""Biomass boilers of 云珠市(模拟): one never visited, one visited twice, one removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.counted.officers import officer_rows, visit_row
from yunzhu.simulation.register_files import RegisterRows

BOILERS_PER_DISTRICT = 3
UNINSPECTED, INSPECTED_TWICE, REMOVED = "B0801", "B0102", "B0503"
"""Planted: the boiler nobody visits, the one with two visits, the one that left in March."""

_FIRM_NUMBERS = 100
_STEP = timedelta(days=11)


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return firms, boilers, officers and visits, by register.

    Parameters
    ----------
    year : of the plan, in which the visits are made.
    """
    boilers = _boilers(year)
    return {
        "enterprises": tuple(
            firm_row(district, _FIRM_NUMBERS + n, f"{name[0]}区{n}号供热厂")
            for district, name in DISTRICTS.items()
            for n in range(1, BOILERS_PER_DISTRICT + 1)
        ),
        "boilers": boilers,
        "officers": officer_rows(),
        "inspections": _visits(boilers, year),
    }


def _boilers(year: int) -> RegisterRows:
    rows = []
    for district, name in DISTRICTS.items():
        for n in range(1, BOILERS_PER_DISTRICT + 1):
            code = f"B0{district[-1]}0{n}"
            is_gone = code == REMOVED
            rows.append(
                {
                    "code": code,
                    "name": f"{name[0]}区{n}号生物质锅炉(模拟)",
                    "enterprise": firm_code(district, _FIRM_NUMBERS + n),
                    "area": f"{district}00{n}",
                    "fuel": "biomass",
                    "capacity_t_per_hour": "4",
                    "is_ultra_low": "否",
                    "listed_on": f"{year}-01-02",
                    "in_use_from": "2015-06-01",
                    "in_use_to": f"{year}-03-31" if is_gone else "",
                    "removal_evidence": f"模拟拆〔{year}〕1号" if is_gone else "",
                }
            )
    return tuple(rows)


def _visits(boilers: RegisterRows, year: int) -> RegisterRows:
    """Return one visit every 11 days from 6 January on; the second one of a boiler in October."""
    visited = [one for one in boilers if one["code"] not in (UNINSPECTED, REMOVED)]
    rows = [
        _visit(one, f"J{number:04}", date(year, 1, 6) + number * _STEP)
        for number, one in enumerate(visited)
    ]
    (twice,) = (one for one in boilers if one["code"] == INSPECTED_TWICE)
    return (*rows, _visit(twice, "J0900", date(year, 10, 20)))


def _visit(boiler: Mapping[str, str], code: str, day: date) -> Mapping[str, str]:
    return visit_row(code, "boiler", boiler["code"], boiler["area"], day)
