"""``yunzhu import``: bring files into the lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import WorkspaceOption, opened_workspace
from yunzhu.cli.output import origin_label, print_json, print_line, progress_bar
from yunzhu.errors import UsageError, YunzhuError
from yunzhu.values import Origin

if TYPE_CHECKING:
    from yunzhu.observations.import_report import ImportReport
    from yunzhu.observations.importing import ImportOptions
    from yunzhu.observations.site_matching import NewSites
    from yunzhu.periods import HourLabel

app = typer.Typer(help="导入数据 import records", no_args_is_help=True)

_MOST_SKIPPED = 5


@app.callback()
def _group() -> None:
    """导入数据 import records. 例 example: yunzhu import air FILE."""


FilesArgument = Annotated[list[Path], typer.Argument(help="文件 CSV, CSV.gz, Parquet, XLSX")]
EncodingOption = Annotated[str, typer.Option(help="文本编码 text encoding")]
HourLabelOption = Annotated[
    str | None,
    typer.Option(help="时间标记 start | end, 默认按格式 by the feed", show_default=False),
]
NewAreaOption = Annotated[
    str,
    typer.Option("--area", help="新站点所属区域代码 area code of newly registered stations"),
]
RegisterSitesOption = Annotated[
    bool, typer.Option("--register-sites", help="登记未知站点 register unknown sites")
]
SimulatedOption = Annotated[
    bool,
    typer.Option(
        "--simulated",
        help="声明为模拟数据 the records are simulated, where a file cannot say so",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 报告 report as JSON")]


@app.command("air")
def import_air_files(
    files: FilesArgument,
    feed: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="数据格式，默认自动识别 feed, by default recognised",
            show_default=False,
        ),
    ] = None,
    encoding: EncodingOption = "utf-8",
    hour_label: HourLabelOption = None,
    mapping: Annotated[
        Path | None, typer.Option(help="列对应表 YAML mapping of columns", show_default=False)
    ] = None,
    area: NewAreaOption = "",
    register_sites: RegisterSitesOption = False,
    simulated: SimulatedOption = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """导入空气小时数据 Import hourly air records; safe to repeat, safe to interrupt.

    每个文件要么整体生效，要么不生效。有问题的单元隔离并说明原因(退出码 1)；
    文件本身不可用时什么都不存(退出码 2)。
    Cells that cannot be taken are quarantined with a reason (exit 1); of a file that cannot be
    used nothing is stored (exit 2).

    例 example: yunzhu import air city_hourly.csv.gz
    """
    from yunzhu.observations.importing import ImportOptions

    options = ImportOptions(
        format=feed,
        encoding=encoding,
        hour_label=_hour_label(hour_label),
        mapping=mapping,
        new_sites=_new_sites(register_sites),
        area=area,
        origin=Origin.SIMULATED if simulated else Origin.MEASURED,
    )
    _import_hourly_files(files, options, as_json, workspace)


@app.command("flow")
def import_flow_files(
    files: Annotated[list[Path], typer.Argument(help="文件 CSV, CSV.gz, XLSX")],
    mapping: Annotated[Path, typer.Option(help="列对应表 YAML mapping of columns")],
    encoding: EncodingOption = "utf-8",
    hour_label: HourLabelOption = None,
    area: NewAreaOption = "",
    register_sites: RegisterSitesOption = False,
    simulated: SimulatedOption = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """导入水文水质小时数据 Import hourly flow, level and quality of a river; safe to repeat.

    流量以顺流为正，潮流倒灌为负。Flow is positive downstream and negative when the tide turns it.
    项目 items: flow, level, water_temp, DO, pH, CODMn, NH3N, TP, TN, EC, turbidity.

    例 example: yunzhu import flow station.csv --mapping station.yaml
    """
    from yunzhu.observations.datasets import WATER_HOURLY
    from yunzhu.observations.importing import ImportOptions

    options = ImportOptions(
        encoding=encoding,
        hour_label=_hour_label(hour_label),
        mapping=mapping,
        new_sites=_new_sites(register_sites),
        area=area,
        origin=Origin.SIMULATED if simulated else Origin.MEASURED,
        dataset=WATER_HOURLY,
    )
    _import_hourly_files(files, options, as_json, workspace)


def _hour_label(word: str | None) -> HourLabel | None:
    from yunzhu.periods import HourLabel

    labels = {label.value: label for label in HourLabel}
    if word is not None and word not in labels:
        raise UsageError(
            "未知选项 not a choice",
            field="--hour-label",
            found=word,
            expected=" | ".join(labels),
        )
    return None if word is None else labels[word]


def _new_sites(register: bool) -> NewSites:
    from yunzhu.observations.site_matching import NewSites

    return NewSites.REGISTER if register else NewSites.QUARANTINE


def _import_hourly_files(
    files: list[Path], options: ImportOptions, as_json: bool, workspace: Path | None
) -> None:
    """Import file by file, report each, and exit with 1 when anything was rejected."""
    from yunzhu.observations.importing import import_hourly
    from yunzhu.periods import city_now

    opened = opened_workspace(workspace)
    reports: list[ImportReport] = []
    for file in files:
        try:
            with progress_bar(f"{file.name}") as progress:
                report = import_hourly(opened, file, options, now=city_now(), progress=progress)
        except YunzhuError:
            if reports and as_json:
                print_json([_as_dict(one, opened.origin) for one in reports])
            raise
        reports.append(report)
        if not as_json:
            print_report(report, opened.origin)
    if as_json:
        print_json([_as_dict(one, opened.origin) for one in reports])
    raise typer.Exit(max(one.exit_code for one in reports))


def _as_dict(report: ImportReport, origin: Origin) -> dict[str, Any]:
    return {**report.as_dict(), "origin": origin.value, "origin_label": origin.label}


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
        names = ", ".join(f"{key} {name}".strip() for key, name in report.registered.items())
        print_line(f"  新登记站点 newly registered: {names}")
        if report.without_area:
            print_line(
                "  注 note: 未归属区域，不计入任何城市 without an area, part of no city: "
                f"{', '.join(report.without_area)} (--area, yunzhu sites import)"
            )
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
