"""The reduction ledger of 云珠市(模拟): a double claim, an early start, one rejected, one late."""

from __future__ import annotations

from collections.abc import Mapping

from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.register_files import RegisterRows

DOUBLE_CLAIM, REJECTED, NOT_ENTERED = "X02", "X03", "X04"
"""Planted: the second claim on one tank, the rejected project, the one without tonnes."""

EARLY_START, VERIFIED_LATE = "Y01", "Y02"
"""Planted: stable in March and claimed from March, so it counts from May; verified in November."""

_BASE_YEAR = 2015
_FIRM_NUMBER = 601
_DISTRICTS = ("990101", "990102", "990104")


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return firms, inventories, targets and projects, by register.

    Parameters
    ----------
    year : of the plan.
    """
    plan = f"模拟减排计划〔{year}〕1号"
    return {
        "enterprises": tuple(
            firm_row(district, _FIRM_NUMBER, f"{district[-1]}号减排厂") for district in _DISTRICTS
        ),
        "emission_inventory": (
            _inventory("COD", _BASE_YEAR, "40000"),
            _inventory("COD", year - 1, "35600"),
            _inventory("SO2", _BASE_YEAR, "10000"),
            _inventory("SO2", year - 1, "9094"),
            _inventory("SO2", year, "9000", issued_on=f"{year + 1}-01-06"),
        ),
        "emission_targets": tuple(
            {
                "pollutant": pollutant,
                "year": str(year),
                "tonnes": tonnes,
                "document": plan,
                "issued_on": f"{year}-04-20",
            }
            for pollutant, tonnes in (("COD", "300"), ("SO2", "100"))
        ),
        "emission_projects": _projects(year, plan),
    }


def _inventory(pollutant: str, year: int, tonnes: str, issued_on: str = "") -> Mapping[str, str]:
    return {
        "pollutant": pollutant,
        "source_class": "whole",
        "year": str(year),
        "tonnes": tonnes,
        "is_base_year": "是" if year == _BASE_YEAR else "否",
        "is_provisional": "否",
        "issued_on": issued_on,
        "document": f"模拟核〔{year}〕1号",
    }


def _projects(year: int, plan: str) -> RegisterRows:
    """Return the cuts on the plan's list, and a new load that is on none."""

    def cut(code: str, pollutant: str, tonnes: str, place: int, **changes: str) -> dict[str, str]:
        row = {
            "project": code,
            "pollutant": pollutant,
            "name": f"{code}号减排工程(模拟)",
            "enterprise": firm_code(_DISTRICTS[place], _FIRM_NUMBER),
            "area": _DISTRICTS[place],
            "kind": "cut",
            "tonnes": tonnes,
            "stable_on": "",
            "start_year": str(year) if tonnes else "",
            "start_month": "1" if tonnes else "",
            "physical_object": "",
            "evidence": f"模拟验收 {code}",
            "verification": "verified",
            "verified_on": f"{year}-04-10",
            "listed_in": plan,
            "listed_year": str(year),
        }
        return row | changes

    tank = {"physical_object": "甲区1号生化池(模拟)"}
    waiting = {"verification": "unverified", "verified_on": ""}
    return (
        cut("X01", "COD", "300", 0, **tank),
        cut(DOUBLE_CLAIM, "COD", "150", 0, verified_on=f"{year}-05-20", **tank),
        cut(REJECTED, "COD", "200", 1, verification="rejected", verified_on=f"{year}-08-01"),
        cut(NOT_ENTERED, "COD", "", 1, **waiting),
        cut(
            EARLY_START,
            "SO2",
            "120",
            2,
            stable_on=f"{year}-03-12",
            start_month="3",
            verified_on=f"{year}-05-30",
        ),
        cut(VERIFIED_LATE, "SO2", "20", 2, verified_on=f"{year}-11-16"),
        cut("N01", "SO2", "6", 2, kind="new_load", listed_in="", listed_year=""),
    )
