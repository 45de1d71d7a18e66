"""``yunzhu city areas``: areas and their outlines, imported from files and listed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.city_options import LOCAL, ByOption, opened_city, print_done, print_register
from yunzhu.cli.options import FormatOption, OutputFormat, WorkspaceOption
from yunzhu.cli.output import print_line, progress_bar
from yunzhu.cli.register_commands import (
    ColumnsOption,
    EncodingOption,
    FileArgument,
    print_faults,
)
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.city.coordinates import CoordinateSystem
    from yunzhu.workspace import Workspace

app = typer.Typer(invoke_without_command=True)
_OUTLINES = (".geojson", ".json")


@app.callback()
def areas(
    context: typer.Context,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出区域，或导入 List the registered areas, or import some; an area has no date.

    例 example: yunzhu city areas
    """
    if context.invoked_subcommand is not None:
        return
    opened = opened_city(workspace)
    from yunzhu.city.evidence import area_outlines, area_records

    outlines = area_outlines()
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "parent": one.parent,
            "outline_km2": round(outlines[one.code].km2, 1) if one.code in outlines else None,
        }
        for one in area_records()
    ]
    headings = {
        "code": "代码 code",
        "name": "名称 name",
        "level": "级别 level",
        "parent": "上级 parent",
        "outline_km2": "边界内 within its outline km²",
    }
    print_register(rows, form, opened, title="区域 areas", columns=headings)


@app.command("import")
def import_areas(
    file: FileArgument,
    crs: Annotated[
        str | None,
        typer.Option(
            help="边界的坐标系，必须写明 coordinate system of outlines, must be stated: "
            "CGCS2000, GCJ-02, BD-09",
            show_default=False,
        ),
    ] = None,
    code_property: Annotated[
        str, typer.Option(help="边界要素中区域代码的属性 property with the code: adcode")
    ] = "code",
    encoding: EncodingOption = "utf-8",
    columns: ColumnsOption = None,
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """导入区域表或边界 Import a table of areas, or outlines in GeoJSON: all or nothing.

    例 example: yunzhu city areas import streets.csv; yunzhu city areas import districts.geojson
    --crs GCJ-02 --code-property adcode
    """
    is_outlines = file.suffix.lower() in _OUTLINES
    system = _system(crs) if is_outlines else None
    if not is_outlines and crs is not None:
        raise UsageError(
            "区域表没有坐标 a table of areas has no positions",
            field="--crs",
            found=file.name,
            expected=" | ".join(_OUTLINES),
        )
    opened = opened_city(workspace)
    from yunzhu.errors import RowsRefused

    try:
        if system is not None:
            _import_outlines(opened, file, system, code_property, by)
        else:
            _import_table(opened, file, encoding, columns, by)
    except RowsRefused as refused:
        print_faults(refused, opened, file)
        raise


def _import_table(
    opened: Workspace, file: Path, encoding: str, columns: Path | None, by: str
) -> None:
    from yunzhu.city.actions.areas import import_area_file

    with progress_bar("导入 import"):
        report = import_area_file(file, by=by, encoding=encoding, columns=columns)
    print_done(
        opened,
        f"已导入 imported 区域 areas: {report.rows} 行 rows: 新增 new {len(report.new)},"
        f" 不变 unchanged {report.rows - len(report.new)}",
    )


def _import_outlines(
    opened: Workspace, file: Path, system: CoordinateSystem, code_property: str, by: str
) -> None:
    from yunzhu.city.actions.outlines import import_area_outlines

    with progress_bar("导入 import"):
        report = import_area_outlines(file, system=system, code_property=code_property, by=by)
    print_done(
        opened,
        f"已导入 imported 区域边界 outlines: 新增 new {len(report.new)},"
        f" 变更 changed {len(report.changed)}, 不变 unchanged {len(report.unchanged)};"
        f" {system.value} → CGCS2000; 合计 sum {sum(report.km2.values()):,.1f} km²",
    )
    for line in (*report.lying, *report.warnings):
        print_line(line)


def _system(crs: str | None) -> CoordinateSystem:
    """Return the coordinate system of a word.

    Raises
    ------
    UsageError : none is given, since none can be told from a file, or it is unknown.
    """
    from yunzhu.city.coordinates import CoordinateSystem

    for system in CoordinateSystem:
        if crs is not None and crs.upper() == system.value:
            return system
    raise UsageError(
        "边界须写明坐标系 outlines need their coordinate system stated"
        if crs is None
        else "未知坐标系 unknown coordinate system",
        field="--crs",
        found=crs,
        expected=" | ".join(system.value for system in CoordinateSystem),
        action="问数据来源 ask where they come from: 天地图 CGCS2000; 高德 GCJ-02; 百度 BD-09",
    )
