"""``yunzhu plan areas`` and ``yunzhu plan members``: a row of a plan opened to what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    opened_workspace,
)
from yunzhu.cli.output import print_rows
from yunzhu.cli.plan_commands import AsOfOption, PlanArgument, assessed
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.plan.assessment import PlanAssessment
    from yunzhu.plan.verdicts import Verdict

RowArgument = Annotated[str, typer.Argument(help="编号 id of the row: 13.4")]
_LEVELS = {"district": "district", "street": "subdistrict"}


def areas(
    plan: PlanArgument,
    row: RowArgument,
    level: Annotated[
        str, typer.Option("--level", help="按区或镇街 by district or street")
    ] = "district",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """按区、镇街看一条 Split a row's counts by district or street, the lowest share first.

    例 example: yunzhu plan areas guangzhou-2020 13.4 --level street --format csv
    """
    from yunzhu.plan.area_shares import shares_by_area

    if level not in _LEVELS:
        raise UsageError(
            "未知级别 unknown level", field="--level", found=level, expected=" | ".join(_LEVELS)
        )
    opened = opened_workspace(workspace)
    assessment = assessed(opened, plan, as_of, known_at)
    verdict = _verdict_of(assessment, row)
    rows = [
        {"label": finding.label}
        | share.as_dict()
        | {"origin": opened.origin.value, "origin_label": opened.origin.label}
        for finding in verdict.findings
        for share in shares_by_area(
            finding.members, finding.by_area, assessment.areas, _LEVELS[level]
        )
    ]
    headings = {
        "label": "统计 what is counted",
        "area": "区域 area",
        "name": "名称 name",
        "numerator": "分子 numerator",
        "denominator": "分母 denominator",
        "percent": "比率 share [%]",
        "unknown": "无法判断 unknown",
        "left": "已退出 left",
        "not_due": "未到期 not due",
    }
    print_rows(
        rows,
        form,
        title=f"{plan} {row} {verdict.status.label}",
        origin=opened.origin,
        columns=headings,
        notes=() if rows else (_nothing_counted(row),),
    )


def members(
    plan: PlanArgument,
    row: RowArgument,
    state: Annotated[
        str,
        typer.Option("--state", help="只列某种 only these: covered, not_covered, unknown, left"),
    ] = "",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出一条所数的每一项 List everything a row counts: covered, the rest, unknown, left.

    例 example: yunzhu plan members guangzhou-2020 13.4 --state not_covered --format csv
    """
    from yunzhu.plan.members import MemberState

    states = [one.value for one in MemberState]
    if state and state not in states:
        raise UsageError(
            "未知状态 unknown state", field="--state", found=state, expected=" | ".join(states)
        )
    opened = opened_workspace(workspace)
    assessment = assessed(opened, plan, as_of, known_at)
    verdict = _verdict_of(assessment, row)
    names = {one.code: one.name for one in assessment.areas}
    rows = [
        {
            "label": finding.label,
            "member": one.name,
            "area": one.area,
            "area_name": names.get(one.area, ""),
            "state": one.state.value,
            "state_label": one.state.label,
            "fact": one.text,
            "done_on": None if one.done_on is None else one.done_on.isoformat(),
            "origin": opened.origin.value,
            "origin_label": opened.origin.label,
        }
        for finding in verdict.findings
        for one in finding.members
        if state in ("", one.state.value)
    ]
    headings = {
        "label": "统计 what is counted",
        "member": "对象 member",
        "area": "区域 area",
        "area_name": "名称 name",
        "state_label": "状态 state",
        "fact": "依据 fact",
        "done_on": "日期 day",
    }
    print_rows(
        rows,
        form,
        title=f"{plan} {row} {verdict.status.label}",
        origin=opened.origin,
        columns=headings,
        notes=() if rows else (_nothing_counted(row),),
    )


def _nothing_counted(row: str) -> str:
    return f"没有可列的对象 nothing to list: {row}; 见 see yunzhu plan show"


def _verdict_of(assessment: PlanAssessment, row: str) -> Verdict:
    for one in assessment.verdicts:
        if one.commitment.id == row:
            return one
    raise UsageError(
        "计划中没有这一条 no such row in the plan",
        field="ROW",
        found=row,
        expected=", ".join(one.commitment.id for one in assessment.verdicts),
    )
