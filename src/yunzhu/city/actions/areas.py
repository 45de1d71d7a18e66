"""Areas are registered all together or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yunzhu.city.actions.recording import acting, require_text
from yunzhu.city.models import Area
from yunzhu.city.records import AreaRecord
from yunzhu.errors import UsageError


def register_areas(areas: Iterable[AreaRecord], *, by: str, at: datetime | None = None) -> int:
    """Add areas, parents before or after their children, and return how many were new.

    An area that is registered already with the same content is left alone.

    Raises
    ------
    UsageError : a code stands for something else already, a level is unknown, or a parent is
        neither registered nor among the areas.
    """
    with acting(by, at) as action:
        wanted = tuple(areas)
        known = {area.code: area for area in Area.objects.select_related("parent")}
        fresh: dict[str, AreaRecord] = {}
        for area in wanted:
            _check(area, known.get(area.code), fresh.get(area.code))
            if area.code not in known:
                fresh[area.code] = area
        for area in fresh.values():
            if area.parent and area.parent not in known and area.parent not in fresh:
                raise UsageError(
                    "上级区域未登记 the parent is not registered",
                    field="parent",
                    found=f"{area.code} → {area.parent}",
                    expected="已登记或同批的代码 a code registered or in the same list",
                )
        made = {
            area.code: Area.objects.create(code=area.code, name=area.name, level=area.level)
            for area in fresh.values()
        }
        for area in fresh.values():
            if area.parent:
                child = made[area.code]
                child.parent = made.get(area.parent) or known[area.parent]
                child.save(update_fields=["parent"])
        action.log("area.register", "area", None, {"codes": sorted(fresh)})
        return len(fresh)


def _check(area: AreaRecord, known: Area | None, same_list: AreaRecord | None) -> None:
    require_text("code", area.code, longest=12)
    require_text("name", area.name, longest=60)
    if area.level not in Area.Level.values:
        raise UsageError(
            "未知级别 unknown level",
            field="level",
            found=area.level,
            expected=" | ".join(Area.Level.values),
        )
    held = same_list
    if known is not None:
        parent = known.parent.code if known.parent else ""
        held = AreaRecord(known.code, known.name, known.level, parent)
    if held is not None and held != area:
        raise UsageError(
            "代码已属另一区域 the code stands for another area",
            field="code",
            found=str(area),
            expected=str(held),
        )
