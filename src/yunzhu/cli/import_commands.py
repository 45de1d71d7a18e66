"""``yunzhu import``: bring files into the lake."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import WorkspaceOption, opened_workspace
from yunzhu.cli.output import origin_label, print_json, print_line, progress_bar
from yunzhu.cli.water_import_commands import import_water_files
from yunzhu.errors import UsageError, YunzhuError
from yunzhu.values import Origin

if TYPE_CHECKING:
    from yunzhu.observations.import_report import ImportReport

app = typer.Typer(help="导入数据 import records", no_args_is_help=True)

_MOST_SKIPPED = 5
_MOST_NAMED = 50


app.command("water")(import_water_files)


@app.callback()
def _group() -> None:
    """导入数据 import records. 例 example: yunzhu import air FILE."""


@app.command("air")
def import_air_files(
    files: Annotated[list[Path], typer.Argument(help="文件 CSV, CSV.gz, Parquet, XLSX")],
    feed: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="数据格式，默认自动识别 feed, by default recognised",
            show_default=False,
        ),
    ] = None,
    encoding: Annotated[str, typer.Option(help="文本编码 text encoding")] = "utf-8",
    hour_label: Annotated[
        str | None,
        typer.Option(help="时间标记 start | end, 默认按格式 by the feed", show_default=False),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="列对应表 YAML mapping of columns", show_default=False)
    ] = None,
    area: Annotated[
        str, typer.Option(help="新站点所属区域代码 area code of newly registered stations")
    ] = "",
    register_sites: Annotated[
        bool, typer.Option("--register-sites", help="登记未知站点 register unknown sites")
    ] = False,
    simulated: Annotated[
        bool,
        typer.Option(
            "--simulated",
            help="声明为模拟数据 the records are simulated, where a file cannot say so",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 报告 report as JSON")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """导入空气小时数据 Import hourly air records; safe to repeat, safe to interrupt.

    每个文件要么整体生效，要么不生效。有问题的单元隔离并说明原因(退出码 1)；
    文件本身不可用时什么都不存(退出码 2)。
    Cells that cannot be taken are quarantined with a reason (exit 1); of a file that cannot be
    used nothing is stored (exit 2).

    例 example: yunzhu import air city_hourly.csv.gz
    """
    from yunzhu.observations.importing import ImportOptions, import_air
    from yunzhu.observations.site_matching import NewSites
    from yunzhu.periods import HourLabel, city_now

    labels = {label.value: label for label in HourLabel}
    if hour_label is not None and hour_label not in labels:
        raise UsageError(
            "未知选项 not a choice",
            field="--hour-label",
            found=hour_label,
            expected=" | ".join(labels),
        )
    opened = opened_workspace(workspace)
    options = ImportOptions(
        format=feed,
        encoding=encoding,
        hour_label=None if hour_label is None else labels[hour_label],
        mapping=mapping,
        new_sites=NewSites.REGISTER if register_sites else NewSites.QUARANTINE,
        area=area,
        origin=Origin.SIMULATED if simulated else Origin.MEASURED,
    )
    reports: list[ImportReport] = []
    for file in files:
        try:
            with progress_bar(f"{file.name}") as progress:
                report = import_air(opened, file, options, now=city_now(), progress=progress)
        except YunzhuError:
            if reports and as_json:
                print_json([report_as_dict(one, opened.origin) for one in reports])
            raise
        reports.append(report)
        if not as_json:
            print_report(report, opened.origin)
    if as_json:
        print_json([report_as_dict(one, opened.origin) for one in reports])
    raise typer.Exit(max(one.exit_code for one in reports))


def report_as_dict(report: ImportReport, origin: Origin) -> dict[str, Any]:
    """Return the account of one import for JSON."""
    return {**report.as_dict(), "origin": origin.value, "origin_label": origin.label}


def _listed(names: Sequence[str]) -> str:
    """Return the first names, and how many there are beyond them."""
    rest = len(names) - _MOST_NAMED
    more = f" … 共 in all {len(names)}" if rest > 0 else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _print_stations(report: ImportReport) -> None:
    """Print what stations say of themselves, and which stamps are old."""
    if report.states:
        states = ", ".join(f"{name or '—'} {count}" for name, count in report.states.items())
        print_line(f"  站点情况(行) what stations say, in rows: {states}")
    if report.stale:
        print_line(
            f"  陈旧时间 stamps of another day than the poll: {len(report.stale)} 行 rows "
            "(全部 all: --json)"
        )
        for one in report.stale[:_MOST_SKIPPED]:
            told = one.as_dict()
            print_line(
                f"    行 row {told['row']} {told['site']}: {told['stamp']}, 采集 polled "
                f"{told['polled']}"
            )


def print_report(report: ImportReport, origin: Origin) -> None:
    """Print the account of one import."""
    from yunzhu.periods import hour_start

    span = ""
    if report.first_hour is not None and report.stop_hour is not None:
        span = f", {hour_start(report.first_hour)} .. {hour_start(report.stop_hour)}"
    print_line(f"{origin_label(origin)}{report.file} [{report.feed}]{span}")
    print_line(
        f"  单元 cells: 读取 read {report.read} = 新增 new {report.new} + 未变 unchanged "
        f"{report.unchanged} + 更正 superseding {report.superseding} + 重复 repeated "
        f"{report.repeated} + 隔离 quarantined {report.quarantined}"
    )
    if report.registered:
        names = [f"{key} {name}".strip() for key, name in report.registered.items()]
        print_line(f"  新登记站点 newly registered: {_listed(names)}")
        if report.without_area:
            print_line(
                "  注 note: 未归属区域，不计入任何城市 without an area, part of no city: "
                f"{_listed(report.without_area)} (--area, yunzhu sites import)"
            )
    _print_stations(report)
    if report.ignored_columns:
        print_line(f"  未导入的列 columns not imported: {', '.join(report.ignored_columns)}")
    if report.skipped_types:
        types = ", ".join(f"{name} {count}" for name, count in report.skipped_types.items())
        print_line(f"  未导入的类型 types not imported: {types}")
    for note in report.notes:
        print_line(f"  注 note: {note}")
    if report.skipped:
        hours = sum(one.hours for one in report.skipped)
        print_line(f"  缺小时 hours without a record: {hours}, {len(report.skipped)} 站 sites")
        for one in report.skipped[:_MOST_SKIPPED]:
            print_line(f"    {one.site}: {one.hours} h, 首个 first {hour_start(one.first)}")
    if report.rejections:
        print_line(f"  隔离原因 rejected: {report.rejections}")
        for reason, count in report.reasons.items():
            print_line(f"    {count} × {reason}")
        for reject in report.shown:
            print_line(
                f"    {report.file} 行 row {reject.row} 字段 field {reject.field}: "
                f"值 found {reject.value!r}, 应为 expected {reject.expected} ({reject.reason})"
            )
        if report.import_id is not None:
            print_line(
                f"    全部清单 the whole list: "
                f"lake/{report.dataset}/{report.import_id}/quarantined-*.jsonl"
            )
