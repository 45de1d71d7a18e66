"""``yunzhu assess`` and ``yunzhu published``: verdicts on a plan, and the published facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    day_of,
    opened_workspace,
)
from yunzhu.cli.output import print_json, print_line, print_rows
from yunzhu.errors import UsageError
from yunzhu.values import Origin, plain_number

if TYPE_CHECKING:
    from yunzhu.plan.air_metric import MeasureVerdict
    from yunzhu.plan.assessment import PlanAssessment


def assess(
    plan: Annotated[str, typer.Argument(help="计划编号或文件 plan id or file: guangzhou-2020")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="截至日，默认今天 last day that counts", show_default=False),
    ] = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """评判计划 Say for every target where the city stands, why, and what is missing.

    只用截至日及以前的数据。Nothing dated after the as-of day is read.

    例 example: yunzhu assess guangzhou-2020 --as-of 2020-06-30
    """
    from yunzhu.periods import city_now
    from yunzhu.plan.assessment import assess_plan
    from yunzhu.plan.loading import load_plan

    if form is OutputFormat.CSV:
        raise UsageError(
            "评判只有 table 与 json a verdict is a table or JSON",
            field="--format",
            found=form.value,
            expected="table | json",
        )
    opened = opened_workspace(workspace)
    day = day_of(as_of, "--as-of") or city_now().date()
    assessment = assess_plan(opened, load_plan(plan), day, known_at=day_of(known_at, "--known-at"))
    if form is OutputFormat.JSON:
        print_json(assessment.as_dict())
    else:
        _print_assessment(assessment)


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
                "reference": fact.reference,
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
        "mark": "来源 mark",
        "reference": "出处 reference",
        "conflicting": "不一致 conflicting",
    }
    print_rows(
        rows,
        form,
        title=f"{city}: 公开数字(真实) real published figures",
        origin=Origin.MEASURED,
        columns=headings,
    )


def _print_assessment(assessment: PlanAssessment) -> None:
    plan = assessment.plan
    rows = []
    for verdict in assessment.verdicts:
        first = True
        for measure in verdict.measures:
            rows.append(
                {
                    "id": verdict.commitment.id if first else "",
                    "clause": verdict.commitment.clause if first else "",
                    "status": verdict.status.label if first else "",
                    "kind": verdict.kind.value if first and verdict.kind else "",
                    **_measure_cells(measure),
                }
            )
            first = False
    headings = {
        "id": "编号 id",
        "clause": "条款 clause",
        "status": "状态 status",
        "kind": "证据 kind",
        "what": "统计 statistic",
        "value": "值 value",
        "coverage": "有效/应有 valid/expected",
        "threshold": "阈值 threshold",
        "remaining": "剩余日均最高 cap of the rest",
        "missing": "缺什么 missing",
    }
    title = f"{plan.title} {plan.id}, 截至 as of {assessment.as_of}"
    notes = list(dict.fromkeys(note for one in assessment.verdicts for note in one.notes))
    if any(measure.cap for one in assessment.verdicts for measure in one.measures):
        from yunzhu.plan.outlook import COUNTING_RULE

        notes.append(COUNTING_RULE)
    print_rows(
        rows,
        OutputFormat.TABLE,
        title=title,
        origin=assessment.origin,
        columns=headings,
        notes=notes,
    )
    counts = ", ".join(
        f"{status.label} {count}" for status, count in assessment.counts().items() if count
    )
    print_line(f"合计 counts: {counts}")
    for verdict in assessment.verdicts:
        for measure in verdict.measures:
            if measure.result is not None:
                print_line(f"{verdict.commitment.id}: yunzhu explain {measure.result.lineage_id}")


def _measure_cells(measure: MeasureVerdict) -> dict[str, str]:
    from yunzhu.plan.schema import KnownThreshold

    threshold, result = measure.measure.threshold, measure.result
    sign = "≤" if threshold.compare == "at_most" else "≥"
    known = f"{threshold.value}" if isinstance(threshold, KnownThreshold) else "未知 unknown"
    value = "—"
    if result is not None and result.value is not None:
        value = f"{format(result.value, 'f')} ({float(result.exact or 0):.2f}) {result.unit}"
    remaining = ""
    if measure.cap is not None:
        remaining = (
            f"{measure.cap.shown} (取整 whole {measure.cap.whole}) {threshold.unit}, "
            f"{measure.cap.remaining_days} d"
        )
    return {
        "what": f"{measure.measure.indicator} {measure.measure.statistic}",
        "value": value,
        "coverage": "" if result is None else f"{result.n_valid}/{result.n_expected}",
        "threshold": f"{sign} {known} {threshold.unit}",
        "remaining": remaining,
        "missing": "; ".join(measure.missing),
    }
