"""Petrol stations of 云珠市(模拟): one not connected, one late, and checks of their vapour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

NOT_CONNECTED, INSTALLED_LATE = "Y03", "Y08"
"""Planted: the station whose facility never sends, the one that gets its own on 20 November."""

FAILED, DEPOT = "Y02", "K01"
"""Planted: the station whose check failed; the depot, checked on 15 October alone."""

_FIRM, _DEPOT_FIRM = 551, 552
_CHECKED = 6


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return stations, their facilities and the checks of their vapour.

    Parameters
    ----------
    year : of the plan.
    """
    visits = tuple(_visits(year))
    return {
        "enterprises": (
            *(
                firm_row(district, _FIRM, f"{name[0]}区油品公司")
                for district, name in DISTRICTS.items()
            ),
            firm_row("990101", _DEPOT_FIRM, "甲区储运公司"),
        ),
        "online_monitors": tuple(_monitors(year)),
        "gas_stations": tuple(_stations(year)),
        "inspections": visits,
        "inspection_answers": tuple(
            {
                "inspection": visit["code"],
                "item": "vapour_recovered",
                "is_met": "否" if visit["object_code"] == FAILED else "是",
            }
            for visit in visits
        ),
    }


def _station(district: str) -> str:
    return f"Y0{district[-1]}"


def _facility(district: str) -> str:
    return f"YZSIM{district}9001"


def _monitors(year: int) -> Iterator[Mapping[str, str]]:
    for district in DISTRICTS:
        is_late = _station(district) == INSTALLED_LATE
        is_connected = _station(district) != NOT_CONNECTED
        connected = date(year, 12, 1) if is_late else date(year, 4, 15)
        yield {
            "code": _facility(district),
            "enterprise": firm_code(district, _FIRM),
            "outlet": "",
            "kind": "petrol_vapour",
            "required_by": "",
            "installed_on": f"{year}-11-20" if is_late else f"{year}-03-10",
            "connected_on": connected.isoformat() if is_connected else "",
            "accepted_on": "",
            "last_sent_on": f"{year}-12-31" if is_connected else "",
        }


def _stations(year: int) -> Iterator[Mapping[str, str]]:
    row = {"in_use_from": "2010-01-01", "in_use_to": "", "closure_evidence": ""}
    for district, name in DISTRICTS.items():
        yield {
            "code": _station(district),
            "name": f"{name[0]}区加油站(模拟)",
            "kind": "station",
            "enterprise": firm_code(district, _FIRM),
            "area": district,
            "bound_in": str(year),
            "monitor": _facility(district),
            **row,
        }
    yield {
        "code": DEPOT,
        "name": "甲区储油库(模拟)",
        "kind": "depot",
        "enterprise": firm_code("990101", _DEPOT_FIRM),
        "area": "990101",
        "bound_in": "",
        "monitor": "",
        **row,
    }


def _visits(year: int) -> Iterator[Mapping[str, str]]:
    """Check six of the eight stations, one a day from 11 May on, and the depot in October."""
    for number, district in enumerate(list(DISTRICTS)[:_CHECKED]):
        day = date(year, 5, 11) + timedelta(days=number)
        yield visit_row(f"J05{number:02}", "gas_station", _station(district), district, day)
    yield visit_row("J0590", "gas_station", DEPOT, "990101", date(year, 10, 15))
