"""The outlines of areas, and whether positions beside them seem displaced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely

from yunzhu.city.coordinates import CoordinateSystem
from yunzhu.city.displacement import displacement_of
from yunzhu.city.models import AreaOutline
from yunzhu.city.outlines import Outline
from yunzhu.city.queries.received import received_by
from yunzhu.city.registers.register import Register, RowT
from yunzhu.city.registers.register_row import AREAS

_POSITION = ("longitude", "latitude")


def area_outlines(known_at: date | None = None) -> dict[str, Outline]:
    """Return code to the newest outline, of areas that have one, in the order of codes."""
    rows = received_by(AreaOutline.objects.order_by("area_id", "id"), known_at)
    return {
        row.area_id: Outline(
            row.area_id,
            shapely.from_wkt(row.outline),
            CoordinateSystem(row.coordinate_system),
            row.file_name,
            row.sha256,
        )
        for row in rows
    }


def displacement_warnings(register: Register[RowT], rows: Sequence[RowT]) -> tuple[str, ...]:
    """Return a warning when the positions of a register's rows seem displaced as a whole.

    Only rows with a position and with an area whose outline is known say anything; of a district
    and a street the street, where its outline is known.
    """
    columns = register.row.columns()
    fields = [name for name, column in columns.items() if column.refers_to == AREAS]
    if not fields or not set(_POSITION) <= set(columns):
        return ()
    outlines = {code: one.geometry for code, one in area_outlines().items()}
    if not outlines:
        return ()
    told = [
        (float(row.longitude), float(row.latitude), code)  # type: ignore[attr-defined]
        for row in rows
        if None not in (getattr(row, name) for name in _POSITION)
        and (code := _area_of(row, fields, outlines))
    ]
    if not told:
        return ()
    longitude, latitude, codes = (np.array(one) for one in zip(*told, strict=True))
    found = displacement_of(longitude, latitude, codes, outlines)
    return () if found is None else (f"警告 warning: {found.sentence}",)


def _area_of(row: object, fields: Sequence[str], outlines: dict[str, object]) -> str | None:
    codes = [getattr(row, name) for name in fields]
    known = [code for code in codes if code in outlines]
    # A longer code is of a smaller area.
    return max(known, key=len, default=None)
