"""``yunzhu import water`` and ``yunzhu import samples``: bring water samples into the lake."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from yunzhu.cli.options import WorkspaceOption, day_of, opened_workspace, word_of
from yunzhu.periods import city_now

if TYPE_CHECKING:
    from yunzhu.observations.import_report import ImportReport
    from yunzhu.observations.sample_importing import SampleImportOptions


def import_water_files(
    files: Annotated[list[Path], typer.Argument(help="文件 JSON, CSV (.gz)")],
    feed: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="national_water_json | national_water_csv，默认自动识别 recognised",
            show_default=False,
        ),
    ] = None,
    polled: Annotated[
        str | None,
        typer.Option(
            "--polled",
            help="采集日期，时间无年份而文件和文件名都未说明时 day of the poll, where stamps have "
            "no year and neither the file nor its name states it",
            show_default=False,
        ),
    ] = None,
    encoding: EncodingOption = "utf-8",
    area: NewAreaOption = "",
    register_sites: RegisterSitesOption = False,
    simulated: SimulatedOption = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """导入国家水质自动站 Import the national automatic water stations' answers or tables.

    断面以“省·断面名”登记。原始值参与计算，显示值另存；有问题的单元隔离并说明原因(退出码 1)；
    文件本身不可用时什么都不存(退出码 2)。
    Sections are known as "province·section". Original values count, what is displayed is kept
    beside them. Cells that cannot be taken are quarantined (exit 1); of a file that cannot be
    used nothing is stored (exit 2).

    例 example: yunzhu import water answer_2024-05-08.json.gz
    """
    from yunzhu.observations.sample_importing import SampleImportOptions
    from yunzhu.observations.water_feeds import (
        NATIONAL_FEEDS,
        national_feed_of,
        sample_feed_named,
    )

    named = None if feed is None else sample_feed_named(feed, NATIONAL_FEEDS)
    day = day_of(polled, "--polled")

    def options_of(file: Path) -> SampleImportOptions:
        return SampleImportOptions(
            feed=named or national_feed_of(file),
            encoding=encoding,
            polled=day,
            new_sites=new_sites_of(register_sites),
            area=area,
            origin=origin_of(simulated),
        )

    _import(files, options_of, workspace, as_json)


def import_sample_files(
    files: Annotated[list[Path], typer.Argument(help="文件 CSV (.gz), XLSX")],
    mapping: Annotated[
        Path | None, typer.Option(help="列对应表 YAML mapping of columns", show_default=False)
    ] = None,
    encoding: EncodingOption = "utf-8",
    medium: Annotated[
        str,
        typer.Option(
            help="新点位的介质 of newly registered sites: surface_water, drinking_source, outfall, "
            "sea, groundwater"
        ),
    ] = "surface_water",
    area: NewAreaOption = "",
    register_sites: RegisterSitesOption = False,
    simulated: SimulatedOption = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """导入实验室监测结果 Import a laboratory's table of results (CSV or XLSX).

    默认表头 headers known without a mapping: 样品编号, 点位 或 断面, 采样时间, 项目, 结果, 单位,
    方法, 实验室, 检出限; 或每项一列 or one column per item: 氨氮(mg/L), 总磷(mg/L) …
    结果可写作 results may be 0.25, <0.025, 0.025L; 未检出 ND 须有检出限 needs a detection limit.
    有问题的单元隔离并说明行、列和原因(退出码 1)。 Cells that cannot be taken are quarantined with
    row, column and reason (exit 1).

    例 example: yunzhu import samples results.xlsx
    """
    from yunzhu.observations.sample_importing import SampleImportOptions
    from yunzhu.observations.sites import Medium
    from yunzhu.observations.water_feeds import LABORATORY

    options = SampleImportOptions(
        feed=LABORATORY,
        encoding=encoding,
        mapping=mapping,
        new_sites=new_sites_of(register_sites),
        area=area,
        medium=word_of([one for one in Medium if one.is_water], medium, "--medium"),
        origin=origin_of(simulated),
    )
    _import(files, lambda file: options, workspace, as_json)


def _import(
    files: Sequence[Path],
    options_of: Callable[[Path], SampleImportOptions],
    workspace: Path | None,
    as_json: bool,
) -> None:
    from yunzhu.observations.sample_importing import import_samples

    opened = opened_workspace(workspace)
    now = city_now()

    def import_one(file: Path, progress: Progress) -> ImportReport:
        return import_samples(opened, file, options_of(file), now=now, progress=progress)

    import_each(files, import_one, opened.origin, as_json=as_json)
