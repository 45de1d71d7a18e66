"""Outlines of areas are imported, all of a file or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import numpy as np

from yunzhu.city.actions.recording import acting
from yunzhu.city.area_outline_log import IMPORT, KIND
from yunzhu.city.coordinates import CoordinateSystem
from yunzhu.city.models import Area, AreaOutline, City
from yunzhu.city.outlines import (
    Outline,
    OutlineReport,
    area_km2,
    read_outlines,
    share_inside,
    shift_of_outlines,
)
from yunzhu.city.queries.outlines import area_outlines
from yunzhu.errors import RowsRefused
from yunzhu.values import Origin

_WHOLE = 0.995


def import_area_outlines(
    path: Path,
    *,
    system: CoordinateSystem,
    code_property: str = "code",
    by: str,
    at: datetime | None = None,
) -> OutlineReport:
    """Keep the outlines of registered areas; an area's newest outline counts, earlier ones stay.

    Parameters
    ----------
    path : GeoJSON. system : of its positions; no file says it rightly by itself.
    code_property : property of a feature with the code of its area.
    by, at : who imports it, and when.

    Raises
    ------
    RowsRefused : features cannot be taken; nothing was stored, and all of them are told.
    FileFault : the file as a whole cannot be used.
    """
    with acting(by, at) as action:
        parents = dict(Area.objects.values_list("code", "parent__code"))
        read = read_outlines(
            path,
            system=system,
            code_property=code_property,
            origin=Origin(City.objects.get().origin),
            known=parents,
        )
        if read.faults:
            raise RowsRefused(read.faults)
        earlier = area_outlines()
        fresh = {one.code: one for one in read.outlines}
        stored = [
            one for one in read.outlines
            if one.code not in earlier or earlier[one.code].text != one.text
        ]  # fmt: skip
        AreaOutline.objects.bulk_create(
            AreaOutline(
                area_id=one.code,
                outline=one.text,
                coordinate_system=system.value,
                file_name=read.file,
                sha256=read.sha256,
                received_at=action.recorded_at,
                recorded_by=action.actor,
            )
            for one in stored
        )
        action.log(
            IMPORT,
            KIND,
            None,
            {
                "file": read.file,
                "sha256": read.sha256,
                "coordinate_system": system.value,
                "outlines": {one.code: one.digest for one in stored},
            },
        )
        kept = {one.code for one in stored}
        return OutlineReport(
            read.file,
            system,
            tuple(sorted(kept - set(earlier))),
            tuple(sorted(kept & set(earlier))),
            tuple(sorted(set(fresh) - kept)),
            {code: one.km2 for code, one in sorted(fresh.items())},
            tuple(_lying(fresh, {**earlier, **fresh}, parents)),
            tuple(_warnings(earlier, fresh)),
        )


def _lying(
    fresh: Mapping[str, Outline], held: Mapping[str, Outline], parents: Mapping[str, str | None]
) -> Iterator[str]:
    """Tell how the new outlines fill the areas above them, and which of them lie beside."""
    by_parent: dict[str, list[str]] = {}
    for code in sorted(held):
        by_parent.setdefault(parents[code] or "", []).append(code)
    for parent, codes in sorted(by_parent.items()):
        if not parent or not set(codes) & fresh.keys() | {parent} & fresh.keys():
            continue
        total = sum(area_km2(held[code].geometry) for code in codes)
        line = f"{parent}: {len(codes)} 个下级区域 areas within it, 合计 sum {total:,.1f} km²"
        if parent not in held:
            yield f"{line}, 本身无边界 itself without an outline"
            continue
        above = held[parent]
        yield f"{line}, 本身 itself {above.km2:,.1f} km²"
        for code in codes:
            share = share_inside(held[code].geometry, above.geometry)
            if share < _WHOLE:
                yield f"{code}: 仅 only {100 * share:.1f} % 在 within {parent}"


def _warnings(earlier: Mapping[str, Outline], fresh: Mapping[str, Outline]) -> Iterator[str]:
    shift = shift_of_outlines(
        {code: one.geometry for code, one in earlier.items()},
        {code: one.geometry for code, one in fresh.items()},
    )
    if shift is not None:
        east, north = shift
        yield (
            "警告 warning: 与原边界整体相差 all aside of the outlines before by about"
            f" {np.hypot(east, north):.0f} m (东 east {east:+.0f} m, 北 north {north:+.0f} m);"
            " 核对坐标系 check the coordinate system"
        )
