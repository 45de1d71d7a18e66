"""Areas are registered all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yunzhu.city.actions.recording import Action, acting, require_text
from yunzhu.city.area_table import AreaLevel, AreaRow, read_areas
from yunzhu.city.models import Area, City
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers.reading import RowsRead
from yunzhu.errors import FileFault, RowsRefused, UsageError
from yunzhu.values import Origin

_CODE_LENGTH, _NAME_LENGTH = 12, 60
_LEVELS = {level.value: level for level in AreaLevel}


@dataclass(frozen=True)
class AreasImported:
    """What an import of areas did: its file, how many rows it had, and the codes that were new."""

    file: str
    rows: int
    new: tuple[str, ...]


def import_area_file(
    path: Path,
    *,
    by: str,
    at: datetime | None = None,
    encoding: str = "utf-8",
    columns: Path | None = None,
) -> AreasImported:
    """Register the areas of a file, parents before or after their children.

    Parameters
    ----------
    path : CSV or XLSX. by, at : who imports it, and when.
    encoding : of a CSV file. columns : the mapping of a file with headings of its own.

    Raises
    ------
    RowsRefused : cells or rows cannot be taken; nothing was stored, and all of them are told.
    FileFault : the file as a whole cannot be used.
    """
    with acting(by, at) as action:
        held = _held()
        origin = Origin(City.objects.get().origin)
        read = read_areas(path, origin=origin, known=held, encoding=encoding, columns=columns)
        wanted = [
            AreaRecord(row.code, row.name, row.level.value, row.parent or "") for row in read.rows
        ]
        if faults := (*read.faults, *_conflicts(path, read, wanted, held)):
            raise RowsRefused(faults)
        fresh = {area.code: area for area in wanted if area.code not in held}
        _add(action, fresh, {"file": read.file, "sha256": read.sha256})
        return AreasImported(read.file, read.count, tuple(fresh))


def _conflicts(
    path: Path,
    read: RowsRead[AreaRow],
    wanted: Iterable[AreaRecord],
    held: Mapping[str, AreaRecord],
) -> list[FileFault]:
    """Return the rows that say another thing than what is registered, or lie in a lesser area."""
    areas = tuple(wanted)
    levels = {area.code: area.level for area in (*held.values(), *areas)}
    faults = []
    for number, area in zip(read.numbers, areas, strict=True):
        if held.get(area.code, area) != area:
            faults.append(
                FileFault(
                    "代码已属另一区域 the code stands for another area",
                    file=path,
                    row=number,
                    field="代码 code",
                    found=str(area),
                    expected=str(held[area.code]),
                )
            )
        elif not _lies_below(area, levels):
            faults.append(
                FileFault(
                    "上级的级别不高于它 the parent is of no higher level",
                    file=path,
                    row=number,
                    field="上级 parent",
                    found=f"{area.code} {area.level} → {area.parent} {levels[area.parent]}",
                    expected=" > ".join(_LEVELS),
                )
            )
    return faults


def register_areas(areas: Iterable[AreaRecord], *, by: str, at: datetime | None = None) -> int:
    """Add areas, parents before or after their children, and return how many were new.

    An area that is registered already with the same content is left alone.

    Raises
    ------
    UsageError : a code stands for something else already, a level is unknown, or a parent is
        neither registered nor among the areas.
    """
    with acting(by, at) as action:
        held = _held()
        fresh: dict[str, AreaRecord] = {}
        for area in areas:
            _check(area, held.get(area.code) or fresh.get(area.code))
            if area.code not in held:
                fresh[area.code] = area
        levels = {area.code: area.level for area in (*held.values(), *fresh.values())}
        for area in fresh.values():
            if area.parent and area.parent not in levels:
                raise UsageError(
                    "上级区域未登记 the parent is not registered",
                    field="parent",
                    found=f"{area.code} → {area.parent}",
                    expected="已登记或同批的代码 a code registered or in the same list",
                )
            if not _lies_below(area, levels):
                raise UsageError(
                    "上级的级别不高于它 the parent is of no higher level",
                    field="parent",
                    found=f"{area.code} {area.level} → {area.parent} {levels[area.parent]}",
                    expected=" > ".join(_LEVELS),
                )
        _add(action, fresh, {})
        return len(fresh)


def _held() -> dict[str, AreaRecord]:
    rows = Area.objects.values_list("code", "name", "level", "parent__code")
    return {code: AreaRecord(code, name, level, above or "") for code, name, level, above in rows}


def _add(action: Action, fresh: Mapping[str, AreaRecord], told: Mapping[str, str]) -> None:
    """Store areas of which nothing is registered, and log them."""
    Area.objects.bulk_create(
        Area(code=area.code, name=area.name, level=area.level) for area in fresh.values()
    )
    made = Area.objects.in_bulk(field_name="code")
    children = [made[area.code] for area in fresh.values() if area.parent]
    for child in children:
        child.parent = made[fresh[child.code].parent]
    Area.objects.bulk_update(children, ["parent"], batch_size=500)
    action.log("area.register", "area", None, {"codes": sorted(fresh), **told})


def _lies_below(area: AreaRecord, levels: Mapping[str, str]) -> bool:
    """Tell whether an area lies in none or in one of a higher level."""
    above = levels.get(area.parent)
    return above is None or _LEVELS[above].rank < _LEVELS[area.level].rank


def _check(area: AreaRecord, held: AreaRecord | None) -> None:
    require_text("code", area.code, longest=_CODE_LENGTH)
    require_text("name", area.name, longest=_NAME_LENGTH)
    if area.level not in _LEVELS:
        raise UsageError(
            "未知级别 unknown level",
            field="level",
            found=area.level,
            expected=" | ".join(_LEVELS),
        )
    if held is not None and held != area:
        raise UsageError(
            "代码已属另一区域 the code stands for another area",
            field="code",
            found=str(area),
            expected=str(held),
        )
