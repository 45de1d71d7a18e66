"""Import of the site register from a CSV: all rows or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.origin_mark import (
    OriginMark,
    note_origin,
    origin_columns,
)
from yunzhu.observations.gazetteer import find_area
from yunzhu.observations.import_file import require_origins
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import (
    ControlLevel,
    Medium,
    Site,
    SiteChange,
    SiteRegister,
    load_sites,
    save_sites,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.values import Origin
from yunzhu.workspace import Workspace

COLUMNS = ("id", "name", "area", "control_level", "background", "opened", "closed")
WATER_COLUMNS = ("medium", "water_body", "river")
OPTIONAL_COLUMNS = ("since", "open", *WATER_COLUMNS)
_LEVELS = {
    **{level.value: level for level in ControlLevel},
    "国控": ControlLevel.NATIONAL,
    "省控": ControlLevel.PROVINCIAL,
    "市控": ControlLevel.MUNICIPAL,
    "区控": ControlLevel.DISTRICT,
    "城市均值": ControlLevel.CITY_MEAN,
    "替代站点": ControlLevel.PROXY,
}
_MEDIA = {word: one for one in Medium for word in (one.value, one.chinese)}
_BODIES = {
    **{body.value: body for body in WaterBody},
    "河流": WaterBody.RIVER,
    "湖库": WaterBody.LAKE,
}
_WORDS = {
    **dict.fromkeys(("true", "yes", "1", "是"), True),
    **dict.fromkeys(("false", "no", "0", "否", ""), False),
}
_SHOWN = 5


@dataclass(frozen=True)
class SitesImport:
    """What an import of sites did: ids added, changed, unchanged."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True)
class _Problem:
    row: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"行 row {self.row}, {self.field}: {self.found!r}, 应为 expected {self.expected}"


class _RowError(Exception):
    def __init__(self, field: str, found: str, expected: str) -> None:
        self.field, self.found, self.expected = field, found, expected
        super().__init__(field)


def import_sites(workspace: Workspace, path: Path) -> SitesImport:
    """Read sites from a CSV and put them into the register, all rows or none.

    Columns ``id,name,area,control_level,background,opened,closed``; optional ``since`` and
    ``open``: a row with ``since`` is a dated change of the site of that id, whose row without
    ``since`` comes from the file or from the register. Optional ``medium``, ``water_body`` and
    ``river``; a file without one of these columns leaves what the register says. Optional
    ``origin``: the sites are measured or simulated.

    Raises
    ------
    FileFault : any row is wrong; nothing was stored. It tells the first row and counts the rest.
    WorkspaceError : an import of observations is running, or the file says that its sites are
        of another origin than the workspace's.
    """
    rows = _read_rows(path)
    origins: dict[Origin, OriginMark] = {}
    for row, cells in rows:
        for heading in origin_columns(cells):
            note_origin(origins, OriginMark(heading, row, cells[heading]), path)
    require_origins(workspace, origins, workspace.origin, path)
    with Lake(workspace).writing():
        register = load_sites(workspace)
        sites, problems = _sites_of_rows(rows, register)
        if problems:
            first, rest = problems[0], problems[1:]
            more = "".join(f"; {problem}" for problem in rest[:_SHOWN])
            raise FileFault(
                f"点位名录有误, 未存入 {len(problems)} 处 nothing was stored, "
                f"{len(problems)} problem(s){more}",
                file=path,
                row=first.row,
                field=first.field,
                found=first.found,
                expected=first.expected,
            )
        added = tuple(site.id for site in sites if site.id not in register.sites)
        unchanged = tuple(site.id for site in sites if register.sites.get(site.id) == site)
        changed = tuple(
            site.id for site in sites if site.id not in added and site.id not in unchanged
        )
        if added or changed:
            save_sites(workspace, register.with_sites(sites))
    return SitesImport(added, changed, unchanged)


def _csv_lines(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a CSV with the number of the line each ends on."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise FileFault(
            "不是可读的 CSV not readable CSV",
            file=path,
            row=reader.line_num + 1,
            found=str(error),
            expected="CSV",
        ) from error


def _read_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileFault("无法打开文件 cannot open", file=path, found=str(error)) from error
    except UnicodeDecodeError as error:
        raise FileFault(
            f"不是 UTF-8 编码 not UTF-8, 字节 byte {error.start}",
            file=path,
            row=error.object.count(b"\n", 0, error.start) + 1,
            expected="UTF-8",
        ) from error
    lines = _csv_lines(path, text)
    header = [name.strip() for name in next(lines, (1, []))[1]]
    if absent := [name for name in COLUMNS if name not in header]:
        raise FileFault(
            "缺少列 missing column" if header else "空文件 empty file",
            file=path,
            row=1,
            field=", ".join(absent),
            found=",".join(header),
            expected=",".join(COLUMNS),
        )
    known = (*COLUMNS, *OPTIONAL_COLUMNS, *origin_columns(header))
    if unknown := [name for name in header if name not in known]:
        raise FileFault(
            "未知的列 unknown column",
            file=path,
            row=1,
            field=", ".join(unknown),
            expected=",".join((*COLUMNS, *OPTIONAL_COLUMNS, "origin")),
        )
    rows = []
    for row, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise FileFault(
                "列数不符 another number of columns than the header",
                file=path,
                row=row,
                found=len(cells),
                expected=str(len(header)),
            )
        named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        rows.append((row, named))
    if not rows:
        raise FileFault("只有表头 only a header, no records", file=path, row=1)
    return rows


def _sites_of_rows(
    rows: list[tuple[int, dict[str, str]]], register: SiteRegister
) -> tuple[list[Site], list[_Problem]]:
    problems: list[_Problem] = []
    sites: dict[str, Site] = {}
    changes: dict[str, dict[date, SiteChange]] = {}
    for row, cells in rows:
        try:
            if cells.get("since"):
                change = _change(cells)
                dated = changes.setdefault(cells["id"], {})
                if change.since in dated:
                    raise _RowError("since", cells["since"], "每日至多一次变更 one change a day")
                dated[change.since] = change
            else:
                site = _site(cells, register)
                if site.id in sites:
                    raise _RowError("id", site.id, "每个编码一行 one row per id")
                sites[site.id] = site
        except _RowError as error:
            problems.append(_Problem(row, error.field, error.found, error.expected))
    # A known site keeps its history: a file adds to it or restates a day, it takes none away.
    for site_id, site in sites.items():
        if site_id in register.sites:
            sites[site_id] = replace(site, history=register.sites[site_id].history)
    for site_id, dated in changes.items():
        base = sites.get(site_id) or register.sites.get(site_id)
        if base is None:
            row = next(row for row, cells in rows if cells["id"] == site_id)
            problems.append(_Problem(row, "id", site_id, "已登记的点位 a registered site"))
            continue
        kept = {change.since: change for change in base.history}
        history = tuple(change for _, change in sorted({**kept, **dated}.items()))
        sites[site_id] = replace(base, history=history)
    problems.sort(key=lambda problem: problem.row)
    return list(sites.values()), problems


def _site(cells: Mapping[str, str], register: SiteRegister) -> Site:
    if not cells["id"]:
        raise _RowError("id", "", "点位编码 a code")
    area = cells["area"]
    if area and (known := find_area(area)) is not None:
        area = known.code
    opened, closed = _day(cells, "opened"), _day(cells, "closed")
    if opened is not None and closed is not None and closed <= opened:
        raise _RowError("closed", cells["closed"], f"晚于启用日 later than opened {opened}")
    medium, water_body, river = _water(cells, register.sites.get(cells["id"]))
    return Site(
        id=cells["id"],
        name=cells["name"] or cells["id"],
        area=area,
        control_level=_level(cells),
        background=_truth(cells, "background"),
        opened=opened,
        closed=closed,
        medium=medium,
        water_body=water_body,
        river=river,
    )


def _water(cells: Mapping[str, str], known: Site | None) -> tuple[Medium, WaterBody | None, str]:
    """Return medium, water body and river: of the row, or of the register without the column."""
    medium = known.medium if known is not None else Medium.AIR
    water_body = None if known is None else known.water_body
    river = "" if known is None else known.river
    if "medium" in cells:
        medium = _one_of(_MEDIA, cells, "medium") if cells["medium"] else Medium.AIR
    if "water_body" in cells:
        water_body = _one_of(_BODIES, cells, "water_body") if cells["water_body"] else None
    if water_body is not None and not medium.is_water:
        raise _RowError("water_body", water_body.value, "空气站点留空 empty for an air site")
    return medium, water_body, cells.get("river", river)


_WordT = TypeVar("_WordT")


def _one_of(words: Mapping[str, _WordT], cells: Mapping[str, str], name: str) -> _WordT:
    if cells[name] not in words:
        raise _RowError(name, cells[name], " | ".join(words))
    return words[cells[name]]


def _change(cells: Mapping[str, str]) -> SiteChange:
    since = _day(cells, "since")
    assert since is not None
    is_open = _truth(cells, "open") if cells.get("open") else True
    return SiteChange(since, _level(cells), _truth(cells, "background"), is_open)


def _level(cells: Mapping[str, str]) -> ControlLevel:
    return _one_of(_LEVELS, cells, "control_level")


def _truth(cells: Mapping[str, str], name: str) -> bool:
    if (text := cells[name].lower()) not in _WORDS:
        raise _RowError(name, cells[name], "true | false | 是 | 否")
    return _WORDS[text]


def _day(cells: Mapping[str, str], name: str) -> date | None:
    if not (text := cells[name]):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _RowError(name, text, "YYYY-MM-DD 或空 or empty") from error
