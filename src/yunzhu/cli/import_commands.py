"""``yunzhu import``: bring files into the lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.import_reports import (
    EncodingOption,
    JsonOption,
    NewAreaOption,
    Progress,
    RegisterSitesOption,
    SimulatedOption,
    import_each,
    new_sites_of,
    origin_of,
)
from yunzhu.cli.options import WorkspaceOption, opened_workspace
from yunzhu.cli.water_import_commands import import_sample_files, import_water_files
from yunzhu.errors import UsageError
from yunzhu.periods import city_now

if TYPE_CHECKING:
    from yunzhu.observations.import_report import ImportReport
    from yunzhu.observations.importing import ImportOptions
    from yunzhu.periods import HourLabel

app = typer.Typer(help="导入数据 import records", no_args_is_help=True)

app.command("water")(import_water_files)
app.command("samples")(import_sample_files)


@app.callback()
def _group() -> None:
    """导入数据 import records. 例 example: yunzhu import air FILE."""


FilesArgument = Annotated[list[Path], typer.Argument(help="文件 CSV, CSV.gz, Parquet, XLSX")]
HourLabelOption = Annotated[
    str | None,
    typer.Option(help="时间标记 start | end, 默认按格式 by the feed", show_default=False),
]


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
        new_sites=new_sites_of(register_sites),
        area=area,
        origin=origin_of(simulated),
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
        new_sites=new_sites_of(register_sites),
        area=area,
        origin=origin_of(simulated),
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


def _import_hourly_files(
    files: list[Path], options: ImportOptions, as_json: bool, workspace: Path | None
) -> None:
    from yunzhu.observations.importing import import_hourly

    opened = opened_workspace(workspace)
    now = city_now()

    def import_one(file: Path, progress: Progress) -> ImportReport:
        return import_hourly(opened, file, options, now=now, progress=progress)

    import_each(files, import_one, opened.origin, as_json=as_json)
