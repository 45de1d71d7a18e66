"""Rows of the simulated city's registers of water, as a user would fill them in."""

from __future__ import annotations

import calendar
from decimal import Decimal

from yunzhu.simulation.register_files import RegisterRows
from yunzhu.simulation.water_city import OUTFALLS, SECTIONS, SOURCES, STATIONS, SimulatedSource

_TARGET_SOURCE = "水质目标责任书(模拟)"
_WEST, _SOUTH, _STEP = Decimal("113.10"), Decimal("22.90"), Decimal("0.031")
_MARKS_FAILED = "W09"


def water_rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the rows of every register by its name, field to cell; empty cells are "".

    Registers stand after those that they refer to.

    Examples
    --------
    >>> rows = water_rows_of(2020)
    >>> {name: len(one) for name, one in rows.items() if name.endswith("s")}["outfalls"]
    15
    """
    return {
        "assessment_sections": _sections(),
        "section_targets": _targets(year),
        "drinking_sources": _sources(year),
        "source_volumes": _volumes(year),
        "protection_zones": _zones(),
        "outfalls": _outfalls(),
    }


def _place(number: int, row: int) -> tuple[str, str]:
    return str(_WEST + _STEP * number), str(_SOUTH + _STEP * row)


def _sections() -> RegisterRows:
    rows = []
    for number, one in enumerate(STATIONS):
        longitude, latitude = _place(number, 1 + number % 3)
        rows.append(
            {
                "code": one.code,
                "name": one.name,
                "site": one.site,
                "river": one.river,
                "kind": one.kind,
                "water_body": one.body.value,
                "area": one.district,
                "downstream_section": one.downstream or "",
                "travel_time_h": "" if one.travel_hours is None else str(one.travel_hours),
                "longitude": longitude,
                "latitude": latitude,
                "assessed_from": "",
                "assessed_to": "",
            }
        )
    return tuple(rows)


def _targets(year: int) -> RegisterRows:
    return tuple(
        {
            "section": one.code,
            "year": str(of_year),
            "target_class": one.target.chinese,
            "source": _TARGET_SOURCE,
        }
        for of_year in (year - 1, year)
        for one in SECTIONS
        if one.target is not None
    )


def _sources(year: int) -> RegisterRows:
    return tuple(
        {
            "code": one.code,
            "name": one.name,
            "site": one.code,
            "level": one.level,
            "kind": one.kind,
            "is_thousand_ton": "是" if one.level == "town_or_below" else "否",
            "supply_t_per_day": str(one.supply),
            "people": str(one.people),
            "area": one.district,
            "in_use_from": "2012-05-01",
            "in_use_to": "",
            "surveyed_on": f"{year}-05-{number + 10}",
            "assessment_year": str(year),
            "assessment_score": str(Decimal(97) - Decimal("1.2") * number),
        }
        for number, one in enumerate(SOURCES)
    )


def _volumes(year: int) -> RegisterRows:
    return tuple(
        {
            "source": one.code,
            "year": str(year),
            "month": str(month),
            "volume_t": str(_volume(one, year, month)),
        }
        for one in SOURCES
        for month in range(1, 13)
    )


def _volume(source: SimulatedSource, year: int, month: int) -> int:
    """Return what is taken in a month [t]: the supply of its days, more of it in summer."""
    summer = 6 - abs(month - 7)
    return source.supply * calendar.monthrange(year, month)[1] * (100 + summer) // 100


def _zones() -> RegisterRows:
    rows = []
    for number, one in enumerate(SOURCES):
        for grade, size in (("first", Decimal("0.006")), ("second", Decimal("0.018"))):
            longitude, latitude = (Decimal(text) for text in _place(number, 6))
            is_marked = one.code != _MARKS_FAILED or grade == "first"
            rows.append(
                {
                    "code": f"{one.code}-{grade}",
                    "source": one.code,
                    "grade": grade,
                    "outline": _square(longitude, latitude, size),
                    "approval_number": f"云府水源(模拟)〔2013〕{number + 1}号",
                    "approved_on": "2013-08-01",
                    "boundary_fixed_on": "2019-06-30" if one.level == "urban" else "",
                    "mark_checked_on": "2020-04-15",
                    "mark_result": "passed" if is_marked else "failed",
                }
            )
    return tuple(rows)


def _square(longitude: Decimal, latitude: Decimal, half: Decimal) -> str:
    corners = ((-half, -half), (half, -half), (half, half), (-half, half), (-half, -half))
    points = ", ".join(f"{longitude + east} {latitude + north}" for east, north in corners)
    return f"POLYGON(({points}))"


def _outfalls() -> RegisterRows:
    rows = []
    for number, one in enumerate(OUTFALLS):
        longitude, latitude = _place(number, 4)
        rows.append(
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind,
                "receiving_water": one.water,
                "area": one.district,
                "owner": "" if not one.items else one.name.replace("排污口", ""),
                "items": one.items,
                "approval_number": one.approval,
                "filed_on": one.filed_on,
                "valid_to": one.valid_to,
                "samplings_per_year": "4",
                "upstream_section": "",
                "downstream_section": one.downstream,
                "travel_time_h": one.travel_hours,
                "longitude": longitude,
                "latitude": latitude,
            }
        )
    return tuple(rows)
