"""``yunzhu quality`` and ``yunzhu exclude``: layers over the raw records."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from yunzhu.cli.options import (
    AreaOption,
    FormatOption,
    OutputFormat,
    PeriodOption,
    WorkspaceOption,
    area_of,
    opened_workspace,
)
from yunzhu.cli.output import origin_label, print_line, print_rows
from yunzhu.errors import UsageError

quality_app = typer.Typer(
    help="质量控制 quality control. 例 example: yunzhu quality air --period 2020-01",
    no_args_is_help=True,
)
exclude_app = typer.Typer(
    help="事件剔除 exclusion of events. 例 example: yunzhu exclude list", no_args_is_help=True
)


@quality_app.command("air")
def quality_of_air(
    period: PeriodOption,
    area: AreaOption = "",
    record: Annotated[
        str,
        typer.Option(
            "--record", help="以此人名义存为图层 keep the flags as a layer, by this author"
        ),
    ] = "",
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """质控标记 Flag doubtful hours: range, constant, spike, PM2.5 > PM10, negative.

    标记不删除、不改动任何数据。Flags never delete or change a value. 有标记时退出码 1 (exit 1).

    例 example: yunzhu quality air --area 440100 --period 2020-01
    """
    from yunzhu.indicators.air.subjects import find_subject
    from yunzhu.observations.items import POLLUTANTS
    from yunzhu.observations.lake import Lake
    from yunzhu.observations.quality import flag_summary, quality_flags
    from yunzhu.observations.quality_settings import default_quality_settings
    from yunzhu.observations.recorded_flags import flag_runs, record_flags
    from yunzhu.periods import Period

    opened = opened_workspace(workspace)
    lake = Lake(opened)
    span = Period.parse(period)
    subject = find_subject(lake, area_of(area, opened))
    grid = lake.read_grid(POLLUTANTS, subject.sites, span.first_hour, span.stop_hour)
    flags = quality_flags(grid, default_quality_settings())
    rows = [
        {**row.as_dict(), "origin": opened.origin.value, "origin_label": opened.origin.label}
        for row in flag_summary(grid, flags)
    ]
    headings = {
        "site": "站点 site",
        "item": "项目 item",
        "flag": "标记 flag",
        "hours": "小时 hours",
        "first": "首个 first",
        "last": "末个 last",
        "example": "例 example",
        "unit": "单位 unit",
    }
    print_rows(
        rows,
        form,
        title=f"质控标记 flags {subject.name} {span}",
        origin=opened.origin,
        columns=headings,
    )
    if record:
        path = record_flags(opened, flag_runs(grid, flags), record)
        typer.echo(f"{origin_label(opened.origin)}已存为图层 kept as a layer: {path}", err=True)
    raise typer.Exit(1 if rows else 0)


@exclude_app.command("add")
def add(
    start: Annotated[str, typer.Option("--from", help="首个小时(起点) first hour, its start")],
    stop: Annotated[str, typer.Option("--to", help="末个小时之后 just after the last hour")],
    kind: Annotated[str, typer.Option(help="sand_dust | other_event | instrument")],
    reason: Annotated[str, typer.Option(help="理由或文号 reason or document")],
    author: Annotated[str, typer.Option(help="记录人 author")],
    site: Annotated[
        list[str] | None, typer.Option("--site", help="站点，默认全部 sites, by default all")
    ] = None,
    item: Annotated[
        list[str] | None,
        typer.Option("--item", help="项目，默认 PM10、PM2.5 items, by default PM10, PM2.5"),
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """记录一次剔除 Record hours that the second series of statistics leaves out.

    原始数据不变；统计同时给出含与不含的两个序列。The records stay; statistics give both series.

    例 example: yunzhu exclude add --from "2020-04-01 08:00" --to "2020-04-02 00:00"
    --kind sand_dust --reason "沙尘天气认定" --author 监测站
    """
    from yunzhu.observations.exclusions import ALL_SITES, ExclusionKind, add_exclusion
    from yunzhu.periods import hour_index

    kinds = {one.value: one for one in ExclusionKind}
    if kind not in kinds:
        raise UsageError(
            "未知类别 unknown kind", field="--kind", found=kind, expected=" | ".join(kinds)
        )
    opened = opened_workspace(workspace)
    recorded = add_exclusion(
        opened,
        kind=kinds[kind],
        sites=site or [ALL_SITES],
        items=item or ["PM10", "PM2.5"],
        start_hour=hour_index(_moment(start, "--from")),
        stop_hour=hour_index(_moment(stop, "--to")),
        reason=reason,
        author=author,
    )
    print_line(f"{origin_label(opened.origin)}已记录 recorded: {recorded.id}")


@exclude_app.command("withdraw")
def withdraw(
    identity: Annotated[str, typer.Argument(help="剔除编号 id, e.g. E0001")],
    reason: Annotated[str, typer.Option(help="理由 reason")],
    author: Annotated[str, typer.Option(help="记录人 author")],
    workspace: WorkspaceOption = None,
) -> None:
    """撤回一次剔除，记录保留 Take an exclusion back; it stays on record.

    例 example: yunzhu exclude withdraw E0001 --reason 重新认定 --author 监测站
    """
    from yunzhu.observations.exclusions import withdraw_exclusion

    opened = opened_workspace(workspace)
    withdraw_exclusion(opened, identity, author=author, reason=reason)
    print_line(f"{origin_label(opened.origin)}已撤回 withdrawn: {identity}")


@exclude_app.command("list")
def list_exclusions(
    workspace: WorkspaceOption = None, form: FormatOption = OutputFormat.TABLE
) -> None:
    """列出剔除记录 List every exclusion, withdrawn ones too.

    例 example: yunzhu exclude list
    """
    from yunzhu.observations.exclusions import read_exclusions

    opened = opened_workspace(workspace)
    rows = [
        {**one.as_dict(), "origin": opened.origin.value, "origin_label": opened.origin.label}
        for one in read_exclusions(opened)
    ]
    headings = {
        "id": "编号 id",
        "kind": "类别 kind",
        "sites": "站点 sites",
        "items": "项目 items",
        "start": "起 from",
        "stop": "止 to",
        "reason": "理由 reason",
        "author": "记录人 author",
        "recorded": "记录时间 recorded",
        "withdrawn": "撤回 withdrawn",
    }
    print_rows(rows, form, title="剔除 exclusions", origin=opened.origin, columns=headings)


def _moment(text: str, field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "不是时刻 not a time", field=field, found=text, expected="YYYY-MM-DD HH:00"
        ) from error
    if (moment.minute, moment.second, moment.microsecond) != (0, 0, 0) or moment.tzinfo:
        raise UsageError(
            "须为整点、无时区 a whole hour without zone is needed",
            field=field,
            found=text,
            expected="YYYY-MM-DD HH:00",
        )
    return moment
