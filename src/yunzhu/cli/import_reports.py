"""What the import commands share: options, the loop over files, and the account of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from yunzhu.cli.output import origin_label, print_json, print_line, progress_bar
from yunzhu.errors import YunzhuError
from yunzhu.periods import hour_start
from yunzhu.values import Origin

if TYPE_CHECKING:
    from yunzhu.observations.import_report import ImportReport
    from yunzhu.observations.site_matching import NewSites

Progress: TypeAlias = Callable[[int, int], None]
_MOST_SKIPPED = 5
_MOST_NAMED = 50

EncodingOption = Annotated[str, typer.Option(help="文本编码 text encoding")]
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


def new_sites_of(register: bool) -> NewSites:
    """Return what is done with sites that the register does not have."""
    from yunzhu.observations.site_matching import NewSites

    return NewSites.REGISTER if register else NewSites.QUARANTINE


def origin_of(simulated: bool) -> Origin:
    """Return the origin that the command line declares."""
    return Origin.SIMULATED if simulated else Origin.MEASURED


def import_each(
    files: Sequence[Path],
    import_one: Callable[[Path, Progress], ImportReport],
    origin: Origin,
    *,
    as_json: bool,
) -> None:
    """Import file by file, report each, and exit with 1 when anything was rejected."""
    reports: list[ImportReport] = []
    for file in files:
        try:
            with progress_bar(f"{file.name}") as progress:
                report = import_one(file, progress)
        except YunzhuError:
            if reports and as_json:
                print_json([_as_dict(one, origin) for one in reports])
            raise
        reports.append(report)
        if not as_json:
            print_report(report, origin)
    if as_json:
        print_json([_as_dict(one, origin) for one in reports])
    raise typer.Exit(max(one.exit_code for one in reports))


def _as_dict(report: ImportReport, origin: Origin) -> dict[str, Any]:
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


WHOLE_ROW = "整行 whole row"
"""What stands for a field where a row has another number of cells than the header."""


def print_report(report: ImportReport, origin: Origin) -> None:
    """Print the account of one import."""
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
                f"    {report.file} 行 row {reject.row} 字段 field {reject.field or WHOLE_ROW}: "
                f"值 found {reject.value!r}, 应为 expected {reject.expected} ({reject.reason})"
            )
        if report.import_id is not None:
            print_line(
                f"    全部清单 the whole list: "
                f"lake/{report.dataset}/{report.import_id}/quarantined-*.jsonl"
            )
