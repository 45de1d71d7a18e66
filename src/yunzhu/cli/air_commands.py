"""``yunzhu air``: statistics, ranking and calendar."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import (
    AreaOption,
    BaseOption,
    CityOzoneOption,
    CompositeOption,
    DailyItemsOption,
    EditionOption,
    FormatOption,
    KnownAtOption,
    OutputFormat,
    PeriodOption,
    SourceOption,
    WorkspaceOption,
    area_of,
    choice_of,
    opened_workspace,
)
from yunzhu.cli.output import (
    digits,
    origin_label,
    print_line,
    print_rows,
    progress_bar,
)
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.indicators.air.calendar import CalendarDay

app = typer.Typer(
    help="空气统计 official air statistics. 例 example: yunzhu air stats --period 2020",
    no_args_is_help=True,
)

_STATISTIC_HEADINGS = {
    "indicator": "指标 indicator",
    "statistic": "统计 statistic",
    "value": "值 value",
    "unit": "单位 unit",
    "exact": "修约前 exact",
    "coverage": "有效/应有 valid/expected",
    "valid": "有效 valid",
    "edition": "版本 edition",
    "mark": "来源 mark",
    "rule": "规则 rule",
    "note": "注 note",
}


@app.command("stats")
def statistics(
    period: PeriodOption,
    area: AreaOption = "",
    edition: EditionOption = None,
    source: SourceOption = None,
    daily_items: DailyItemsOption = "six_items",
    city_ozone: CityOzoneOption = "mean_of_station_mda8",
    composite: CompositeOption = "rounded_sub_indices",
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """官方统计 Official statistics of an area or a site over a period.

    均值、百分位数、超标天数、达标率、优良天数与综合指数；每行有编号，可用 yunzhu explain 打开。

    例 example: yunzhu air stats --area 广州 --period 2020-01-01..2020-06-30 --format json
    """
    from yunzhu.indicators.air.results import air_statistics
    from yunzhu.indicators.air.subjects import find_subject
    from yunzhu.observations.lake import Lake
    from yunzhu.periods import Period

    opened = opened_workspace(workspace)
    lake = Lake(opened)
    subject = find_subject(lake, area_of(area, opened))
    span = Period.parse(period)
    choice = choice_of(edition, source, daily_items, city_ozone, composite, known_at)
    answer = air_statistics(lake, subject, span, choice)
    rows = []
    for result in answer.rows:
        row = result.as_dict()
        if form is OutputFormat.TABLE:
            row["value"] = digits(result.value)
            row["coverage"] = f"{result.n_valid}/{result.n_expected}"
            for note in answer.notes:
                row["note"] = row["note"].replace(note, "").strip("; ")
        rows.append(row)
    headings, notes = dict(_STATISTIC_HEADINGS), list(answer.notes)
    rules = {result.rule for result in answer.rows}
    if len(rules) == 1:
        del headings["rule"]
        notes.append(f"规则 rule: {rules.pop()}")
    if form is OutputFormat.TABLE:
        notes.append(
            f"编号 lineage id: {subject.id}/指标 indicator/统计 statistic/{span}/规则 rule; "
            "yunzhu explain 打开 opens it"
        )
    print_rows(
        rows,
        form,
        title=f"{subject.name} ({subject.id}) {span}",
        origin=opened.origin,
        columns=headings,
        notes=notes,
    )


@app.command("rank")
def rank(
    period: PeriodOption,
    base: BaseOption = None,
    area: Annotated[
        list[str] | None,
        typer.Option("--area", help="参加排名的城市，默认全部 cities, by default all"),
    ] = None,
    edition: EditionOption = None,
    source: SourceOption = None,
    daily_items: DailyItemsOption = "six_items",
    city_ozone: CityOzoneOption = "mean_of_station_mda8",
    composite: CompositeOption = "rounded_sub_indices",
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """城市排名 Rank cities by the composite index, with the change against a base period.

    例 example: yunzhu air rank --period 2020-H1
    """
    from yunzhu.indicators.air.ranking import air_ranking
    from yunzhu.indicators.air.subjects import city_subjects, find_subject
    from yunzhu.observations.lake import Lake
    from yunzhu.periods import Period, base_period_of

    opened = opened_workspace(workspace)
    lake = Lake(opened)
    span = Period.parse(period)
    base_span = base_period_of(span) if base is None else Period.parse(base)
    choice = choice_of(edition, source, daily_items, city_ozone, composite, known_at)
    cities = [find_subject(lake, one) for one in area] if area else city_subjects(lake)
    with progress_bar("排名 ranking") as progress:
        ranked = air_ranking(
            lake,
            cities,
            span,
            base_span,
            choice,
            progress=progress,
        )
    rows = []
    for one in ranked:
        row = one.as_dict(opened.origin)
        if form is OutputFormat.TABLE:
            row["coverage"] = f"{one.composite.n_valid}/{one.composite.n_expected}"
            row["base_coverage"] = f"{row['base_n_valid']}/{row['base_n_expected']}"
            row["composite_index"] = digits(one.composite.value)
            row["base_composite_index"] = digits(None if one.base is None else one.base.value)
            row["change_percent"] = digits(one.change)
        rows.append(row)
    headings = {
        "rank": "名次 rank",
        "subject": "编码 code",
        "name": "城市 city",
        "composite_index": "综合指数 composite",
        "base_composite_index": "基期 base",
        "change_percent": "变化 change %",
        "change_rank": "改善名次 by change",
        "source": "来源 source",
        "coverage": "有效/应有 valid/expected",
        "base_coverage": "基期有效/应有 of the base",
        "note": "注 note",
    }
    print_rows(
        rows,
        form,
        title=f"综合指数排名 ranking {span}, 基期 base {base_span}",
        origin=opened.origin,
        columns=headings,
        notes=[
            "改善名次含全部城市；不含各项均达标城市的做法未核实 the rank by change is among all "
            "cities; leaving out those that meet every limit is a rule not verified"
        ],
    )


@app.command("calendar")
def calendar(
    period: PeriodOption,
    area: AreaOption = "",
    edition: EditionOption = None,
    source: SourceOption = None,
    daily_items: DailyItemsOption = "six_items",
    city_ozone: CityOzoneOption = "mean_of_station_mda8",
    known_at: KnownAtOption = None,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", help="另存为 SVG 图 save as an SVG picture", show_default=False),
    ] = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """日历 One cell per day in the colours of HJ 633; JSON and CSV give every daily value.

    每日按当日施行的版本判定。Each day is judged by the edition in force on its own date.

    例 example: yunzhu air calendar --area 广州 --period 2020-H1 --picture calendar.svg
    """
    from yunzhu.indicators.air.calendar import air_calendar
    from yunzhu.indicators.air.subjects import find_subject
    from yunzhu.observations.lake import Lake
    from yunzhu.periods import Period

    opened = opened_workspace(workspace)
    lake = Lake(opened)
    subject = find_subject(lake, area_of(area, opened))
    span = Period.parse(period)
    choice = choice_of(edition, source, daily_items, city_ozone, "rounded_sub_indices", known_at)
    days, chosen, note = air_calendar(lake, subject, span, choice)
    if picture is not None:
        if picture.suffix != ".svg":
            raise UsageError(
                "图片为 SVG the picture is SVG",
                field="--picture",
                found=str(picture),
                expected="NAME.svg",
            )
        from yunzhu.files import write_whole_text
        from yunzhu.portal.calendar_picture import calendar_picture

        title = f"{subject.name} ({subject.id}) AQI {span}, {chosen.label}"
        write_whole_text(picture, calendar_picture(days, title, opened.origin))
    if form is OutputFormat.TABLE:
        label = origin_label(opened.origin)
        print_line(f"{label}{subject.name} ({subject.id}) {span} {chosen.label}")
        _print_calendar(days)
        notes = [note] if note else []
        for one in notes:
            print_line(f"注 note: {one}")
        return
    rows = [day.as_dict(subject, chosen, opened.origin) for day in days]
    print_rows(rows, form, title="", origin=opened.origin, columns={}, notes=[note] if note else [])


def _print_calendar(days: Sequence[CalendarDay]) -> None:
    """Print one line per month, each day its AQI on the colour of its class."""
    from rich.console import Console
    from rich.text import Text

    from yunzhu.portal.calendar_picture import ink_on

    console = Console(width=200, highlight=False)
    months: dict[str, list[CalendarDay]] = {}
    for day in days:
        months.setdefault(day.day.strftime("%Y-%m"), []).append(day)
    classes: dict[str, tuple[int, int]] = {}
    for month, cells in months.items():
        line = Text(f"{month} ")
        line.append("    " * (cells[0].day.day - 1))
        for cell in cells:
            if cell.index is None or cell.category is None:
                line.append("  ··")
                continue
            label = f"{cell.category.name} {cell.category.english}"
            low, count = classes.get(label, (cell.category.low, 0))
            classes[label] = (low, count + 1)
            red, green, blue = cell.category.rgb
            ink = ink_on(cell.category.rgb)
            line.append(f"{cell.index:>4}", style=f"{ink} on rgb({red},{green},{blue})")
        console.print(line)
    absent = sum(1 for day in days if day.index is None)
    ordered = sorted(classes.items(), key=lambda one: one[1])
    counts = ", ".join(f"{label} {count}" for label, (_, count) in ordered)
    console.print(f"{counts}; ·· 无效 no valid AQI {absent}; 共 total {len(days)} d")
