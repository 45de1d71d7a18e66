"""Positions on the earth, as registers hold them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register_row import Column

# The span of the country: two numbers in each other's place do not pass.
_WEST, _EAST, _SOUTH, _NORTH = 73, 136, 3, 54
_SMALLEST_RING = 4
_RING = re.compile(r"\(([^()]*)\)")
_OUTLINE = re.compile(r"POLYGON(\(\([^()]*\)(,\([^()]*\))*\))|MULTIPOLYGON\((.*)\)")

Longitude = Annotated[
    Decimal | None,
    Column("经度", "CGCS2000 [°]", "113.264385", least=_WEST, most=_EAST, decimals=6),
]
Latitude = Annotated[
    Decimal | None,
    Column("纬度", "CGCS2000 [°]", "23.129112", least=_SOUTH, most=_NORTH, decimals=6),
]


def require_outline(text: str, field: str) -> None:
    """Refuse a text that is no polygon or several of them in WKT, in longitude and latitude.

    Raises
    ------
    CellFault : another kind of geometry, a ring that is open or too short, or a position
        outside the country.

    Examples
    --------
    >>> require_outline("POLYGON((113 23, 113.1 23, 113.1 23.1, 113 23))", "outline")
    >>> require_outline("POLYGON((113 23, 113.1 23, 113.1 23.1))", "outline")
    Traceback (most recent call last):
    yunzhu.city.registers.cell_text.CellFault: 环未闭合 a ring that is not closed
    """
    compact = re.sub(r"\s*([(),])\s*", r"\1", text.strip().upper())
    compact = re.sub(r"\s+\(", "(", compact)
    rings = [ring.split(",") for ring in _RING.findall(compact)]
    if not _OUTLINE.fullmatch(compact) or not rings:
        raise CellFault(
            "不是 WKT 多边形 not a polygon in WKT",
            expected="如 as POLYGON((113.1 23.1, 113.2 23.1, 113.2 23.2, 113.1 23.1))",
            field=field,
        )
    for ring in rings:
        points = [_point(pair, field) for pair in ring]
        if len(points) < _SMALLEST_RING or points[0] != points[-1]:
            raise CellFault(
                "环未闭合 a ring that is not closed",
                expected="首尾同点，至少 4 点 first = last, at least 4 points",
                field=field,
            )


def _point(pair: str, field: str) -> tuple[Decimal, Decimal]:
    if not re.fullmatch(r"-?\d+(\.\d+)? -?\d+(\.\d+)?", pair):
        raise CellFault(
            "不是坐标 not a position",
            expected="经度 纬度, 如 longitude latitude, as 113.1 23.1",
            field=field,
        )
    longitude, latitude = (Decimal(part) for part in pair.split())
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        raise CellFault(
            "坐标超出范围 a position out of range",
            expected=f"{_WEST}..{_EAST} {_SOUTH}..{_NORTH}, 先经度 longitude first",
            field=field,
        )
    return longitude, latitude
