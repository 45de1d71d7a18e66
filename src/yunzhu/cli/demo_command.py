"""``yunzhu simulate`` and ``yunzhu demo``: a simulated city, imported as real files are."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import OutputFormat
from yunzhu.cli.output import print_line, print_rows, progress_bar
from yunzhu.errors import WorkspaceError, YunzhuError

if TYPE_CHECKING:
    from yunzhu.simulation.air import SimulatedAir
    from yunzhu.workspace import Workspace

FIRST, LAST = date(2019, 1, 1), date(2020, 12, 31)
SEED = 20200101
PLAN, HALF_YEAR = "yunzhu-2020", date(2020, 6, 30)
REAL_PLAN, REAL_AREA, AFTER_THE_YEAR = "guangzhou-2020", "440100", date(2021, 1, 20)
FolderArgument = Annotated[Path, typer.Argument(help="新文件夹 a new folder")]
_MARKER = "truth.json"


def simulate(
    folder: FolderArgument,
    seed: Annotated[int, typer.Option(help="随机种子 seed")] = SEED,
) -> None:
    """建立模拟城市 Make a workspace of the simulated city 云珠市(模拟), with its known truth.

    例 example: yunzhu simulate simulated-city
    """
    build_simulated_city(folder, seed)


def demo(folder: FolderArgument = Path("demo-workspace")) -> None:
    """演示 Build the simulated city, print its statistics and its plan, then real published facts.

    真实的计划只凭公开数字评判，用旁边名称以 -guangzhou 结尾的空工作区。
    The real plan is judged on published facts, in an empty workspace beside, *-guangzhou.

    例 example: yunzhu demo demo-workspace
    """
    from yunzhu.cli.air_commands import calendar, statistics
    from yunzhu.cli.plan_commands import assess, published
    from yunzhu.workspace import open_workspace

    if (folder / "feeds" / _MARKER).exists():
        workspace = open_workspace(folder)
        print_line(f"【{workspace.origin.label}】沿用已有的模拟城市 using the one in {folder}")
        _fill_city(workspace)
    else:
        workspace = build_simulated_city(folder, SEED)
    print_line()
    statistics(area=workspace.area, period="2020", workspace=folder)
    calendar(area=workspace.area, period="2020", workspace=folder)
    print_line()
    _print_plan(workspace)
    print_line()
    print_line("以下为真实公开数字 what follows is real: published figures of Guangzhou")
    published("guangzhou", OutputFormat.TABLE)
    print_line()
    beside = _real_workspace(folder)
    print_line(
        "真实的计划，没有记录，凭公开数字 the real plan, without records, on published figures: "
        f"yunzhu assess {REAL_PLAN} --as-of {AFTER_THE_YEAR} --workspace {beside}"
    )
    assess(REAL_PLAN, as_of=AFTER_THE_YEAR.isoformat(), workspace=beside)
    print_line(
        f"下一步 next: yunzhu assess {PLAN} --as-of {HALF_YEAR} --workspace {folder}; "
        f"yunzhu explain ID --workspace {folder}"
    )


def _real_workspace(folder: Path) -> Path:
    """Return the folder of the empty measured workspace beside a demonstration's."""
    from yunzhu.values import Origin
    from yunzhu.workspace import init_workspace

    beside = folder.parent / f"{folder.resolve().name}-guangzhou"
    return init_workspace(beside, origin=Origin.MEASURED, area=REAL_AREA).root


def build_simulated_city(folder: Path, seed: int) -> Workspace:
    """Simulate two years of hours, write them as feed files and import them as a user would."""
    from yunzhu.city.setup import prepare_city
    from yunzhu.cli.import_reports import print_report
    from yunzhu.cli.simulated_water import import_simulated_water
    from yunzhu.observations.exclusions import add_exclusion
    from yunzhu.observations.importing import ImportOptions, import_hourly
    from yunzhu.observations.site_table import import_sites
    from yunzhu.periods import city_now
    from yunzhu.simulation.air import simulate_air
    from yunzhu.simulation.city import CITY_CODE, CITY_NAME
    from yunzhu.simulation.feeds import write_simulated_feeds
    from yunzhu.values import Origin
    from yunzhu.workspace import init_workspace

    if folder.exists() and any(folder.iterdir()):
        raise WorkspaceError(
            "文件夹不是空的 the folder is not empty",
            file=folder,
            action="换一个文件夹 choose another folder",
        )
    print_line(f"【模拟 simulated】{CITY_NAME} {FIRST}..{LAST}, 种子 seed {seed}")
    workspace = init_workspace(folder, origin=Origin.SIMULATED, area=CITY_CODE)
    try:
        prepare_city(workspace)
    except YunzhuError:
        shutil.rmtree(folder)
        raise
    with progress_bar("模拟 simulating"):
        air = simulate_air(seed, FIRST, LAST)
        feeds = write_simulated_feeds(air, folder / "feeds")
    import_sites(workspace, feeds.sites)
    print_line(
        "【模拟 simulated】导入与真实文件同路；被隔离的单元是埋设的缺陷 "
        "imported as real files are; the quarantined cells are planted defects"
    )
    for file in feeds.files:
        options = ImportOptions()
        with progress_bar(file.name) as progress:
            report = import_hourly(workspace, file, options, now=city_now(), progress=progress)
        print_report(report, Origin.SIMULATED)
    for event in air.exclusions:
        add_exclusion(workspace, **vars(event))
    _print_truth(air)
    import_simulated_water(workspace, seed)
    _fill_city(workspace)
    return workspace


def _fill_city(workspace: Workspace) -> None:
    """Write what the city's people did in 2020, once."""
    from yunzhu.city.setup import prepare_city

    # Makes Django ready, which the records' own module needs when it is imported.
    prepare_city(workspace)
    from yunzhu.city.simulated import fill_simulated_city, is_filled
    from yunzhu.simulation.register_files import written_registers

    if is_filled(workspace):
        return
    registers = written_registers(workspace.root / "feeds")
    filled = fill_simulated_city(workspace, registers)
    print_line(
        f"【模拟 simulated】城市记录 city records: 工作项 work items {filled.work_items}, "
        f"文件 documents {filled.documents}, 申报数字 declared figures {filled.figures}"
    )


def _print_plan(workspace: Workspace) -> None:
    """Print where the simulated plan stood in the middle of its year and at its end."""
    from yunzhu.cli.plan_commands import assessed
    from yunzhu.cli.planted_findings import planted_findings

    days = (HALF_YEAR, LAST)
    half, end = (assessed(workspace, PLAN, day.isoformat(), None) for day in days)
    rows = [
        {
            "id": one.commitment.id,
            "clause": f"{one.commitment.clause}\n{one.commitment.english}",
            "half": earlier.status.label,
            "end": one.status.label,
            "missing": "; ".join(one.missing[:1]),
        }
        for earlier, one in zip(half.verdicts, end.verdicts, strict=True)
    ]
    headings = {
        "id": "编号 id",
        "clause": "条款 clause",
        "half": f"截至 as of {HALF_YEAR}",
        "end": f"截至 as of {LAST}",
        "missing": f"缺什么 missing, {LAST}",
    }
    print_rows(
        rows, OutputFormat.TABLE, title=half.plan.title, origin=workspace.origin, columns=headings
    )
    told = planted_findings(end)
    print_rows(
        told,
        OutputFormat.TABLE,
        title=f"埋设的真值与所见 planted truths and what was found, {LAST}",
        origin=workspace.origin,
        columns={"id": "编号 id", "planted": "埋设 planted", "told": "所见 found"},
    )
    for assessment in (half, end):
        counts = ", ".join(
            f"{status.label} {count}" for status, count in assessment.counts().items() if count
        )
        print_line(f"【模拟 simulated】截至 as of {assessment.as_of}: {counts}")
    print_line(
        "【模拟 simulated】空气记录在建立模拟城市时收到，城市记录记于 2020 年："
        "--known-at 用 2020 年的日子，只见后者 "
        "the air was received when the city was made, the city's records in 2020: "
        "--known-at with a day of 2020 sees only these"
    )


def _print_truth(air: SimulatedAir) -> None:
    measure = air.measure
    print_line(
        f"【模拟 simulated】已知真值 known truth: {measure.name}, {measure.item} "
        f"-{measure.share:.0%} 自 from {measure.start}; 埋设缺陷 planted defects {len(air.defects)}"
    )
