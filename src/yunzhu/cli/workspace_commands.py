"""``yunzhu init`` and ``yunzhu sites``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yunzhu.cli.options import FormatOption, OutputFormat, WorkspaceOption, opened_workspace
from yunzhu.cli.output import origin_label, print_line, print_rows

sites_app = typer.Typer(
    help="站点登记 the register of sites. 例 example: yunzhu sites list", no_args_is_help=True
)


def init(
    folder: Annotated[Path, typer.Argument(help="工作区文件夹 the folder to become a workspace")],
    area: Annotated[str, typer.Option(help="默认区域 default area, e.g. 440100")] = "",
) -> None:
    """新建工作区 Make a workspace.

    例 example: yunzhu init guangzhou --area 440100
    """
    from yunzhu.workspace import init_workspace

    workspace = init_workspace(folder, area=area)
    print_line(f"工作区已就绪 workspace ready: {workspace.config}")


@sites_app.command("list")
def list_sites(workspace: WorkspaceOption = None, form: FormatOption = OutputFormat.TABLE) -> None:
    """列出站点 List the sites with control level, background flag, opening and closing dates.

    例 example: yunzhu sites list --format csv
    """
    from yunzhu.observations.sites import load_sites

    opened = opened_workspace(workspace)
    rows = [
        {
            "id": site.id,
            "name": site.name,
            "area": site.area,
            "control_level": site.control_level.value,
            "background": site.background,
            "opened": None if site.opened is None else site.opened.isoformat(),
            "closed": None if site.closed is None else site.closed.isoformat(),
            "changes": len(site.history),
            "medium": site.medium.value,
            "water_body": None if site.water_body is None else site.water_body.value,
            "river": site.river,
            "origin": opened.origin.value,
            "origin_label": opened.origin.label,
        }
        for site in load_sites(opened)
    ]
    headings = {
        "id": "站点 id",
        "name": "名称 name",
        "area": "区域 area",
        "control_level": "控制级别 level",
        "background": "背景点 background",
        "opened": "启用 opened",
        "closed": "停用 closed",
        "changes": "变更 changes",
        "medium": "介质 medium",
        "water_body": "水体 water body",
        "river": "河湖 river",
    }
    print_rows(rows, form, title="站点 sites", origin=opened.origin, columns=headings)


@sites_app.command("import")
def import_site_table(
    file: Annotated[Path, typer.Argument(help="CSV: id,name,area,control_level,background,...")],
    workspace: WorkspaceOption = None,
) -> None:
    """导入站点名录，全部或全不 Import a table of sites, all rows or none.

    列 columns: id,name,area,control_level,background,opened,closed
    可选 optional: since,open; 水 water: medium,water_body,river

    例 example: yunzhu sites import sites.csv
    """
    from yunzhu.observations.site_table import import_sites

    opened = opened_workspace(workspace)
    report = import_sites(opened, file)
    print_line(
        f"{origin_label(opened.origin)}新增 added {len(report.added)}, "
        f"变更 changed {len(report.changed)}, "
        f"未变 unchanged {len(report.unchanged)}"
    )
