"""``yunzhu plan``: plans, their rows opened, and frozen assessments compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    opened_workspace,
)
from yunzhu.cli.output import origin_label, print_json, print_line, print_rows
from yunzhu.cli.plan_commands import AsOfOption, PlanArgument, assessed
from yunzhu.errors import UsageError
from yunzhu.plan.status import Status
from yunzhu.values import Origin

if TYPE_CHECKING:
    from yunzhu.city.records import SnapshotRecord

app = typer.Typer(
    help="计划与快照 plans and snapshots. 例 example: yunzhu plan show guangzhou-2020 T01",
    no_args_is_help=True,
)


@app.command("list")
def list_plans(form: FormatOption = OutputFormat.TABLE) -> None:
    """列出计划 List the packaged plans.

    例 example: yunzhu plan list
    """
    from yunzhu.plan.loading import load_plan, packaged_plans

    rows = []
    for name in packaged_plans():
        plan = load_plan(name)
        rows.append(
            {
                "id": plan.id,
                "title": plan.title,
                "area": plan.area,
                "year": plan.year,
                "commitments": len(plan.commitments),
                "origin": plan.origin.value,
                "origin_label": plan.origin.label,
            }
        )
    headings = {
        "id": "编号 id",
        "title": "名称 title",
        "area": "区域 area",
        "year": "年 year",
        "commitments": "条数 rows",
        "origin_label": "来源 origin",
    }
    print_rows(rows, form, title="计划 plans", origin=Origin.MEASURED, columns=headings)


@app.command("show")
def show(
    plan: PlanArgument,
    identity: Annotated[str, typer.Argument(help="条目编号 id: T01, 13.4, 或任务 a task: 13")],
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """打开一条 Open a row: clause, readings, metric, records, evidence, and what is missing.

    例 example: yunzhu plan show guangzhou-2020 13.4 --as-of 2020-06-30
    """
    from yunzhu.cli.plan_printing import csv_row, print_verdict

    opened = opened_workspace(workspace)
    assessment = assessed(opened, plan, as_of, known_at)
    wanted = [
        one for one in assessment.verdicts if identity in (one.commitment.id, one.commitment.group)
    ]
    if not wanted:
        raise UsageError(
            "计划中没有这一条 no such row in the plan",
            field="id",
            found=identity,
            expected="T01..T14, Q1..Q3, 01.1..34.4, 01..34",
        )
    if form is OutputFormat.JSON:
        print_json(
            [
                {
                    **one.as_dict(),
                    "origin": opened.origin.value,
                    "origin_label": opened.origin.label,
                }
                for one in wanted
            ]
        )
        return
    if form is OutputFormat.CSV:
        rows = [csv_row(one, finding, opened.origin) for one in wanted for finding in one.findings]
        print_rows(rows, form, title="", origin=opened.origin, columns={})
        return
    for one in wanted:
        print_verdict(one, opened.origin)


@app.command("snapshot")
def snapshot(
    plan: PlanArgument,
    by: Annotated[str, typer.Option(help="账号 account that takes it")],
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """冻结一次评判 Freeze an assessment, hashed and listed.

    例 example: yunzhu plan snapshot guangzhou-2020 --as-of 2020-06-30 --by 计划处
    """
    from yunzhu.city.setup import open_city
    from yunzhu.city.snapshots import take_snapshot

    opened = opened_workspace(workspace)
    assessment = assessed(opened, plan, as_of, known_at)
    open_city(opened)
    number = take_snapshot(
        plan=assessment.plan.id,
        as_of=assessment.as_of,
        known_at=assessment.known_at,
        content=assessment.as_dict(),
        by=by,
    )
    print_line(f"{origin_label(opened.origin)}已冻结 frozen: {number}")


@app.command("snapshots")
def list_snapshots(
    form: FormatOption = OutputFormat.TABLE, workspace: WorkspaceOption = None
) -> None:
    """列出快照 List the snapshots with their hashes.

    例 example: yunzhu plan snapshots
    """
    from yunzhu.city.setup import open_city
    from yunzhu.city.snapshots import snapshot_records

    opened = opened_workspace(workspace)
    open_city(opened)
    rows = [
        {
            "number": one.id,
            "plan": one.plan,
            "as_of": one.as_of.isoformat(),
            "known_at": None if one.known_at is None else one.known_at.isoformat(),
            "taken": f"{one.taken_at:%Y-%m-%d %H:%M}",
            "by": one.taken_by,
            "sha256": one.sha256,
            "origin": opened.origin.value,
            "origin_label": opened.origin.label,
        }
        for one in snapshot_records()
    ]
    headings = {
        "number": "编号 no.",
        "plan": "计划 plan",
        "as_of": "截至 as of",
        "known_at": "截至某日所知 known at",
        "taken": "冻结时间 taken",
        "by": "账号 by",
        "sha256": "SHA-256",
    }
    print_rows(rows, form, title="快照 snapshots", origin=opened.origin, columns=headings)


@app.command("diff")
def diff(
    first: Annotated[int, typer.Argument(help="第一个快照 first snapshot")],
    second: Annotated[int, typer.Argument(help="第二个快照 second snapshot")],
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """比较两个快照 What moved between two snapshots, and because of what.

    例 example: yunzhu plan diff 1 2
    """
    from yunzhu.city.setup import open_city
    from yunzhu.city.snapshots import open_snapshot
    from yunzhu.plan.differences import movements, plan_note

    opened = opened_workspace(workspace)
    open_city(opened)
    (before, old), (after, new) = open_snapshot(first), open_snapshot(second)
    moved = movements(old, new)
    label = {"origin": opened.origin.value, "origin_label": opened.origin.label}
    rows: list[dict[str, Any]] = [{**one.as_dict(), **label} for one in moved]
    if form is OutputFormat.TABLE:
        for row, one in zip(rows, moved, strict=True):
            row["values"] = "; ".join(
                f"{name}: {_shown(was)} → {_shown(now)}" for name, was, now in one.values
            )
            row["before"], row["after"] = _word(one.before), _word(one.after)
            row["reasons"] = "\n".join(one.reasons)
    headings = {
        "id": "编号 id",
        "before": "之前 before",
        "after": "之后 after",
        "values": "数值 values",
        "reasons": "原因 because of",
    }
    days = f"截至 as of {_day(before)} → {_day(after)}"
    title = f"快照 snapshots {first} → {second}: {before.plan}, {days}"
    notes = [note] if (note := plan_note(old, new)) else []
    if not moved:
        notes.append("两个快照之间没有变化 nothing moved between the two snapshots")
    if form is OutputFormat.TABLE and not moved:
        print_line(f"{origin_label(opened.origin)}{title}")
        for note in notes:
            print_line(f"注 note: {note}")
        return
    print_rows(rows, form, title=title, origin=opened.origin, columns=headings, notes=notes)


def _day(snapshot: SnapshotRecord) -> str:
    known = "" if snapshot.known_at is None else f" (所知 known at {snapshot.known_at})"
    return f"{snapshot.as_of}{known}"


def _word(status: str | None) -> str:
    return "—" if status is None else Status(status).label


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)
