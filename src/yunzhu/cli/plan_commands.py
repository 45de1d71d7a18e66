"""``yunzhu assess`` and ``yunzhu published``: verdicts, and the published facts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    day_of,
    last_day_of,
    opened_workspace,
)
from yunzhu.cli.output import origin_label, print_json, print_line, print_rows, progress_bar
from yunzhu.errors import UsageError
from yunzhu.values import EvidenceKind, Origin, plain_number

if TYPE_CHECKING:
    from yunzhu.plan.assessment import PlanAssessment
    from yunzhu.workspace import Workspace

PlanArgument = Annotated[str, typer.Argument(help="计划编号或文件 plan id or file: guangzhou-2020")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="截至日，默认昨天 last day that counts, default yesterday",
        show_default=False,
    ),
]
ReportFormat = Annotated[
    str, typer.Option("--format", help="输出格式 output format: table, json, csv, html")
]
_FAIL_WORDS = {
    "missed": "未达成",
    "off-track": "难以达成",
    "at-risk": "有风险",
    "insufficient": "证据不足",
}


def assess(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    kind: Annotated[
        bool, typer.Option("--kind", help="各证据类型有几条 how many rows rest on each kind")
    ] = False,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            help="有这些状态时退出码 1 exit 1 on: missed,off-track,at-risk,insufficient",
        ),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", help="HTML 写入的文件 file of the HTML", show_default=False),
    ] = None,
    form: ReportFormat = "table",
    workspace: WorkspaceOption = None,
) -> None:
    """评判计划 Say for every target and task where the city stands, why, and what is missing.

    只用截至日及以前的数据。Nothing dated after the as-of day is read.

    HTML 为可离线打开的单个文件。HTML is one file that opens offline.

    例 example: yunzhu assess guangzhou-2020 --as-of 2020-06-30
    例 example: yunzhu assess guangzhou-2020 --format html --output report.html
    """
    from yunzhu.cli.plan_printing import csv_row, print_groups
    from yunzhu.plan.words import evidence_label

    opened = opened_workspace(workspace)
    words = _fail_words(fail_on)
    if form not in ("table", "json", "csv", "html"):
        raise UsageError(
            "未知格式 unknown format",
            field="--format",
            found=form,
            expected="table | json | csv | html",
        )
    if output is not None and form != "html":
        raise UsageError(
            "只有 HTML 写入文件 only HTML is written to a file",
            field="--output",
            found=f"--format {form}",
            expected="--format html",
        )
    if output is not None:
        _require_file_name(output)
    assessment = assessed(opened, plan, as_of, known_at)
    if form == "html":
        _print_html(opened, assessment, output)
    elif form == "json":
        print_json(assessment.as_dict())
    elif form == "csv":
        rows = [
            csv_row(one, finding, opened.origin)
            for one in assessment.verdicts
            for finding in one.findings
        ]
        print_rows(rows, OutputFormat.CSV, title="", origin=opened.origin, columns={})
    else:
        print_groups(assessment)
    if kind and form == "table":
        for one, count in assessment.kinds().items():
            # The word 模拟 stands only where something is simulated.
            if one is EvidenceKind.SIMULATED and not count:
                continue
            print_line(f"证据 evidence {evidence_label(one)}: {count}")
    failed = [one.commitment.id for one in assessment.verdicts if one.status.value in words]
    if failed:
        typer.echo(f"触发 triggered --fail-on: {', '.join(failed)}", err=True)
        raise typer.Exit(1)


def published(
    city: Annotated[str, typer.Argument(help="城市文件夹 city: guangzhou")] = "guangzhou",
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """公开数字 Show a city's real published figures, each with its source.

    例 example: yunzhu published guangzhou --format csv
    """
    from yunzhu.plan.published import published_facts

    rows: list[dict[str, Any]] = []
    for fact in published_facts(city):
        values = ", ".join(f"{one.value} ({one.reference})" for one in fact.conflicting)
        rows.append(
            {
                "subject": fact.subject,
                "indicator": fact.indicator,
                "statistic": fact.statistic,
                "period": fact.period,
                "value": plain_number(fact.value),
                "unit": fact.unit,
                "kind": fact.kind.value,
                "mark": fact.source.value,
                "mark_label": fact.source.label,
                "reference": fact.reference,
                "published": None if fact.published is None else fact.published.isoformat(),
                "publication": fact.publication,
                "conflicting": values,
                "note": fact.note,
            }
        )
    headings = {
        "subject": "对象 subject",
        "indicator": "指标 indicator",
        "statistic": "统计 statistic",
        "period": "时段 period",
        "value": "值 value",
        "unit": "单位 unit",
        "mark_label": "来源标记 mark",
        "reference": "出处 reference",
        "publication": "发布 publication",
        "conflicting": "不一致 conflicting",
    }
    print_rows(
        rows,
        form,
        title=f"{city}: 公开数字(真实) real published figures",
        origin=Origin.MEASURED,
        columns=headings,
    )


def assessed(
    workspace: Workspace, plan: str, as_of: str | None, known_at: str | None
) -> PlanAssessment:
    """Judge a plan on a workspace, its city's evidence included when it has one."""
    from yunzhu.plan.assessment import assess_plan
    from yunzhu.plan.city_evidence import gather_city_evidence
    from yunzhu.plan.loading import load_plan
    from yunzhu.workspace import require_same_origin

    loaded = load_plan(plan)
    require_same_origin(workspace, loaded.origin, file=loaded.id)
    day = last_day_of(as_of)
    known = day_of(known_at, "--known-at")
    with progress_bar("评判 assessing"):
        evidence = gather_city_evidence(workspace, loaded, day, known)
        return assess_plan(workspace, loaded, day, known_at=known, evidence=evidence)


def _fail_words(text: str) -> set[str]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if unknown := [word for word in words if word not in _FAIL_WORDS]:
        raise UsageError(
            "未知状态 unknown status",
            field="--fail-on",
            found=", ".join(unknown),
            expected=" | ".join(_FAIL_WORDS),
        )
    return {_FAIL_WORDS[word] for word in words}


def _require_file_name(output: Path) -> None:
    """Refuse, before anything is computed, what cannot become a file."""
    if output.is_dir():
        raise UsageError(
            "这里已有文件夹 a folder stands there",
            field="--output",
            found=str(output),
            expected="文件名 the name of a file, e.g. report.html",
        )
    if not output.parent.is_dir():
        raise UsageError(
            "没有这个文件夹 no such folder",
            field="--output",
            found=str(output.parent),
            expected="已有的文件夹 a folder that exists",
            action="先新建文件夹，或更正路径 make the folder first, or correct the path",
        )


def _print_html(workspace: Workspace, assessment: PlanAssessment, output: Path | None) -> None:
    from yunzhu.files import write_whole_text
    from yunzhu.indicators.air.calendar import CalendarDay, air_calendar
    from yunzhu.indicators.air.results import RuleChoice
    from yunzhu.indicators.air.subjects import find_subject
    from yunzhu.observations.lake import Lake
    from yunzhu.periods import Period, city_now
    from yunzhu.portal.plan_report import plan_report

    whole = Period.of_year(assessment.plan.year)
    days: list[CalendarDay] = []
    if any(one.result for verdict in assessment.verdicts for one in verdict.findings):
        lake = Lake(workspace)
        span = Period(whole.first, min(assessment.as_of, whole.last))
        choice = RuleChoice(known_at=assessment.known_at)
        days, _, _ = air_calendar(lake, find_subject(lake, assessment.plan.area), span, choice)
    text = plan_report(assessment, days, taken=city_now())
    if output is None:
        print_line(text)
    else:
        write_whole_text(output, text)
        print_line(f"{origin_label(workspace.origin)}已写入 written: {output}")
