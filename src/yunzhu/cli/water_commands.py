"""``yunzhu water``: classes, statistics and ranking of surface water."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import (
    BaseOption,
    FormatOption,
    KnownAtOption,
    OutputFormat,
    PeriodOption,
    WorkspaceOption,
    day_of,
    opened_workspace,
    word_of,
)
from yunzhu.cli.output import digits, print_rows
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.indicators.water.results import WaterAnswer
    from yunzhu.indicators.water.rules import ClassRule, WaterRule
    from yunzhu.indicators.water.subjects import WaterSubject
    from yunzhu.observations.sample_lake import SampleLake
    from yunzhu.values import Result

app = typer.Typer(
    help="水质 water quality. 例 example: yunzhu water class --period 2020-05 --rule assessment",
    no_args_is_help=True,
)

WaterAreaOption = Annotated[
    str,
    typer.Option(
        "--area",
        help="区域，默认全部断面 area, by default every section",
        show_default=False,
    ),
]
SitesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--site",
        help="断面，或名录中的编码，可多次 section, or its code in the register, repeatable",
        show_default=False,
    ),
]
WaterEditionOption = Annotated[
    str | None,
    typer.Option(
        "--edition",
        help="GB 3838 版本，默认按日期 edition, by default the one in force: 2002",
        show_default=False,
    ),
]
BelowDetectionOption = Annotated[
    str,
    typer.Option("--below-detection", help="低于检出限按 counted as: half, limit, zero"),
]
PeriodMeanOption = Annotated[
    str,
    typer.Option("--period-mean", help="时段均值 mean of a period: of_monthly_means, of_samples"),
]
OxygenOption = Annotated[
    str,
    typer.Option(
        "--dissolved-oxygen-class-one",
        help="溶解氧Ⅰ类 class I of oxygen: concentration, concentration_or_saturation",
    ),
]

_HEADINGS = {
    "subject": "断面 section",
    "indicator": "指标 indicator",
    "statistic": "统计 statistic",
    "value": "值 value",
    "unit": "单位 unit",
    "exact": "修约前 exact",
    "coverage": "有/应有 present/expected",
    "edition": "版本 edition",
    "mark": "来源 mark",
    "note": "注 note",
}


@app.command("class")
def classes(
    period: PeriodOption,
    area: WaterAreaOption = "",
    site: SitesOption = None,
    rule: Annotated[
        str, typer.Option("--rule", help="定类规则 rule: assessment, realtime_feed")
    ] = "assessment",
    edition: WaterEditionOption = None,
    below_detection: BelowDetectionOption = "half",
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """水质类别 Class of each section: of the period, or of every moment.

    assessment 先求时段均值、修约、再定类，并给出优良与劣Ⅴ类比例；realtime_feed 按未修约的
    逐次值定类，与国家实时发布一致。The two rules can differ; the rule stands in every row.

    例 example: yunzhu water class --area 440100 --period 2020-05 --rule realtime_feed
    """
    from yunzhu.indicators.water.results import water_classes
    from yunzhu.indicators.water.rules import ClassRule
    from yunzhu.periods import Period

    lake, subjects = _lake_and_subjects(area, site, workspace)
    chosen = _rule(word_of(ClassRule, rule, "--rule"), edition, below_detection, known_at)
    span = Period.parse(period)
    answers = [water_classes(lake, one, span, chosen) for one in subjects]
    _print(answers, form, lake, f"水质类别 class {span}", chosen)


@app.command("stats")
def statistics(
    period: PeriodOption,
    area: WaterAreaOption = "",
    site: SitesOption = None,
    target: Annotated[
        str,
        typer.Option(
            "--target",
            help="目标类别，给出是否达到和余月可有均值 target class: I, II, III, IV, V",
            show_default=False,
        ),
    ] = "",
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="此日以后的月份为余月 months after this day are still to come",
            show_default=False,
        ),
    ] = None,
    trend: Annotated[
        str,
        typer.Option(
            "--trend",
            help="各项趋势，按年或按月 trend of each item: years, months",
            show_default=False,
        ),
    ] = "",
    edition: WaterEditionOption = None,
    below_detection: BelowDetectionOption = "half",
    period_mean: PeriodMeanOption = "of_monthly_means",
    dissolved_oxygen_class_one: OxygenOption = "concentration",
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """官方统计 Means, classes and exceedance of each item; class, status and shares.

    按环办〔2011〕22号与〔2020〕82号修约；每行有编号，可用 yunzhu explain 打开。

    例 example: yunzhu water stats --site 广东省·鸦岗 --period 2020 --target IV --as-of 2020-06-30
    """
    from yunzhu.indicators.water.results import water_statistics
    from yunzhu.indicators.water.rules import ClassRule, OxygenClassOne, PeriodMean
    from yunzhu.indicators.water.targets import target_rows
    from yunzhu.indicators.water.trend_rows import TrendStep, trend_rows
    from yunzhu.periods import Period
    from yunzhu.standards.water_class import WaterClass

    lake, subjects = _lake_and_subjects(area, site, workspace)
    oxygen = word_of(OxygenClassOne, dissolved_oxygen_class_one, "--dissolved-oxygen-class-one")
    chosen = replace(
        _rule(ClassRule.ASSESSMENT, edition, below_detection, known_at),
        period_mean=word_of(PeriodMean, period_mean, "--period-mean"),
        dissolved_oxygen_class_one=oxygen,
    )
    span = Period.parse(period)
    answers = [water_statistics(lake, one, span, chosen) for one in subjects]
    extra: list[Result] = []
    if target:
        if target not in WaterClass.__members__:
            raise UsageError(
                "不是类别 not a class", field="--target", found=target, expected="I, II, III, IV, V"
            )
        day = day_of(as_of, "--as-of") or span.last
        for one in subjects:
            extra += target_rows(lake, one, span, chosen, WaterClass[target], day)
    if trend:
        step = word_of(TrendStep, trend, "--trend")
        for one in subjects:
            extra += trend_rows(lake, one, span, chosen, step)
    _print(answers, form, lake, f"水质统计 statistics {span}", chosen, extra)


@app.command("rank")
def rank(
    period: PeriodOption,
    base: BaseOption = None,
    area: Annotated[
        list[str] | None,
        typer.Option("--area", help="参加排名的区域，默认全部 areas, by default all"),
    ] = None,
    site: SitesOption = None,
    edition: WaterEditionOption = None,
    below_detection: BelowDetectionOption = "half",
    period_mean: PeriodMeanOption = "of_monthly_means",
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """水质排名 Rank areas, or sections named by --site, by the city water index.

    指数越小越好；只加各方共有的项目。Lower is better; only items that all have are added up.

    例 example: yunzhu water rank --period 2020-H1
    """
    from yunzhu.indicators.water.ranking import water_ranking
    from yunzhu.indicators.water.rules import ClassRule, PeriodMean
    from yunzhu.indicators.water.subjects import areas_with_sections, find_water_subject
    from yunzhu.observations.sample_lake import SampleLake
    from yunzhu.periods import Period, base_period_of

    opened = opened_workspace(workspace)
    lake = SampleLake(opened)
    subjects = [find_water_subject(lake, one, "--area") for one in area or ()]
    subjects += _subjects_of_sites(lake, site or ())
    subjects = subjects or areas_with_sections(lake)
    span = Period.parse(period)
    base_span = base_period_of(span) if base is None else Period.parse(base)
    chosen = replace(
        _rule(ClassRule.ASSESSMENT, edition, below_detection, known_at),
        period_mean=word_of(PeriodMean, period_mean, "--period-mean"),
    )
    ranked = water_ranking(lake, subjects, span, base_span, chosen)
    rows = []
    for one in ranked:
        row = one.as_dict(opened.origin)
        if form is OutputFormat.TABLE:
            row["index"] = digits(one.index.value)
            row["base_index"] = digits(None if one.base is None else one.base.value)
            row["change_percent"] = digits(one.change)
            row["coverage"] = f"{one.index.n_valid}/{one.index.n_expected}"
        rows.append(row)
    headings = {
        "rank": "名次 rank",
        "subject": "编码 id",
        "name": "名称 name",
        "index": "指数 index",
        "base_index": "基期 base",
        "change_percent": "变化 change %",
        "change_rank": "改善名次 by change",
        "standing": "类别 class",
        "class_change": "类别变化 change of class",
        "coverage": "断面 sections",
        "note": "注 note",
    }
    print_rows(
        rows,
        form,
        title=f"水质指数排名 ranking {span}, 基期 base {base_span}",
        origin=opened.origin,
        columns=headings,
        notes=[f"规则 rule: {chosen}"],
    )


def _lake_and_subjects(
    area: str, sites: Sequence[str] | None, workspace: WorkspaceOption
) -> tuple[SampleLake, list[WaterSubject]]:
    """Open the lake and find whom a command is about."""
    from yunzhu.indicators.water.subjects import EVERY_SECTION, find_water_subject
    from yunzhu.observations.sample_lake import SampleLake

    if area and sites:
        raise UsageError(
            "区域与断面只能指定其一 an area or sections, not both",
            field="--site",
            found=", ".join(sites),
        )
    lake = SampleLake(opened_workspace(workspace))
    if sites:
        return lake, _subjects_of_sites(lake, sites)
    return lake, [find_water_subject(lake, area or EVERY_SECTION, "--area")]


def _subjects_of_sites(lake: SampleLake, texts: Sequence[str]) -> list[WaterSubject]:
    """Find the subjects of ids, names, or codes in the city's registers."""
    from yunzhu.city.evidence import sites_by_code
    from yunzhu.city.setup import close_city, has_city, open_city
    from yunzhu.indicators.water.subjects import find_water_subject
    from yunzhu.observations.sites import load_sites

    known = load_sites(lake.workspace).sites
    codes: dict[str, str] = {}
    if has_city(lake.workspace) and any(one not in known for one in texts):
        open_city(lake.workspace)
        try:
            codes = sites_by_code()
        finally:
            close_city()
    meant = [one if one in known else codes.get(one, one) for one in texts]
    return [find_water_subject(lake, one, "--site") for one in meant]


def _rule(
    class_rule: ClassRule,
    edition: str | None,
    below_detection: str,
    known_at: str | None,
) -> WaterRule:
    from yunzhu.indicators.water.rules import BelowDetection, WaterRule
    from yunzhu.standards.water_limits import surface_water_edition

    below = word_of(BelowDetection, below_detection, "--below-detection")
    known = day_of(known_at, "--known-at")
    year = None if edition is None else surface_water_edition(edition).year
    return WaterRule(class_rule, below_detection=below, edition=year, known_at=known)


def _print(
    answers: Sequence[WaterAnswer],
    form: OutputFormat,
    lake: SampleLake,
    title: str,
    rule: WaterRule,
    extra: Sequence[Result] = (),
) -> None:
    rows = []
    for result in [*(row for one in answers for row in one.rows), *extra]:
        row = result.as_dict()
        if form is OutputFormat.TABLE:
            row["value"] = digits(result.value)
            row["coverage"] = f"{result.n_valid}/{result.n_expected}"
        rows.append(row)
    headings = dict(_HEADINGS)
    if len({row["period"] for row in rows}) > 1:
        headings = {"subject": headings["subject"], "period": "时刻 moment", **headings}
    notes = list(dict.fromkeys(note for one in answers for note in one.notes))
    if form is OutputFormat.TABLE:
        notes.append(
            f"编号 lineage id: 断面 section/指标 indicator/统计 statistic/时段 period/{rule}; "
            "yunzhu explain 打开 opens it"
        )
    print_rows(rows, form, title=title, origin=lake.workspace.origin, columns=headings, notes=notes)
