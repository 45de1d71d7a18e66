"""``yunzhu city``: registers and work items; every change is an action with an author."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    day_of,
    opened_workspace,
)
from yunzhu.cli.output import origin_label, print_line, print_rows

if TYPE_CHECKING:
    from yunzhu.workspace import Workspace

app = typer.Typer(
    help="城市名录与工作项 registers and work items. 例 example: yunzhu city prepare",
    no_args_is_help=True,
)

ByOption = Annotated[
    str, typer.Option("--by", help="账号 account, 默认本机 by default the local operator")
]
ActorOption = Annotated[str, typer.Option("--by", help="账号 account")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", help="办理日，默认现在 day it happened, default now", show_default=False),
]
ItemArgument = Annotated[int, typer.Argument(help="工作项编号 number of the work item")]
LOCAL = "本机 local operator"


@app.command("prepare")
def prepare(workspace: WorkspaceOption = None) -> None:
    """建立或升级城市数据库 Create or upgrade the city's database of the workspace.

    默认 SQLite；PostgreSQL 用 YUNZHU_DATABASE_URL。SQLite by default; PostgreSQL by that variable.

    例 example: yunzhu city prepare
    """
    from yunzhu.city.setup import prepare_city

    opened = opened_workspace(workspace)
    prepare_city(opened)
    print_line(f"{origin_label(opened.origin)}城市已就绪 city ready: {opened.root}")


@app.command("account")
def account(
    name: Annotated[str, typer.Argument(help="账号 name of the account")],
    organisation: Annotated[str, typer.Option(help="单位或角色 organisation or role")],
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """开设账号 Open an account; submitting, verifying and accepting need three of them.

    例 example: yunzhu city account 甲 --organisation 大气处
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.accounts import open_account

    open_account(name, organisation=organisation, by=by)
    print_line(f"{origin_label(opened.origin)}已开设 opened: {name}")


@app.command("calendar")
def calendar(
    file: Annotated[Path, typer.Argument(help="CSV 文件 file: date,is_workday,source")],
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """导入工作日历 Import working days; dates not covered are said so, never guessed.

    例 example: yunzhu city calendar workdays-2020.csv
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.calendar import import_calendar, read_calendar

    new, changed = import_calendar(read_calendar(file), by=by)
    print_line(f"{origin_label(opened.origin)}新增 new {new}, 变更 changed {changed}")


@app.command("add")
def add(
    plan: Annotated[str, typer.Argument(help="计划编号 plan id: guangzhou-2020")],
    commitment: Annotated[str, typer.Argument(help="条目编号 commitment id: 05.1")],
    title: Annotated[str, typer.Option(help="名称 title")],
    owner: Annotated[str, typer.Option(help="责任单位 organisation that owes it")],
    due: Annotated[str, typer.Option(help="期限 due date, YYYY-MM-DD")],
    component: Annotated[str, typer.Option(help="组成部分 component of the commitment")] = "",
    by: ByOption = LOCAL,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """登记工作项 Register a work item of a commitment of the plan.

    例 example: yunzhu city add guangzhou-2020 05.1 --title 条例草案 --owner 法规处 --due 2020-10-31
    """
    from yunzhu.errors import UsageError
    from yunzhu.plan.loading import load_plan
    from yunzhu.plan.schema import WorkItemsMetric
    from yunzhu.workspace import require_same_origin

    loaded = load_plan(plan)
    known = [one.id for one in loaded.commitments if isinstance(one.metric, WorkItemsMetric)]
    if commitment not in known:
        raise UsageError(
            "计划中没有以工作项评判的这一条 no such commitment judged by work items in the plan",
            field="commitment",
            found=commitment,
            expected=", ".join(known[:20]) + " ...",
        )
    metric = loaded.commitment(commitment).metric
    assert isinstance(metric, WorkItemsMetric)
    if component not in (metric.components or ("",)):
        raise UsageError(
            "这一条没有这个组成部分 the commitment has no such component",
            field="--component",
            found=component,
            expected=" | ".join(metric.components) or "不写 none",
        )
    day = day_of(due, "--due")
    last = loaded.commitment(commitment).due
    if day is None or not date(loaded.year, 1, 1) <= day <= last:
        raise UsageError(
            "期限不在计划内 a due day outside the plan",
            field="--due",
            found=due,
            expected=f"{loaded.year}-01-01..{last}",
        )
    opened = _opened(workspace)
    require_same_origin(opened, loaded.origin, file=loaded.id)
    from yunzhu.city.actions.work_items import create_work_item

    number = create_work_item(
        plan=loaded.id,
        commitment=commitment,
        component=component,
        title=title,
        owner=owner,
        due=day,
        by=by,
        at=_moment(on),
    )
    print_line(f"{origin_label(opened.origin)}已登记 registered: {number}")


@app.command("evidence")
def evidence(
    item: ItemArgument,
    file: Annotated[Path, typer.Argument(help="证据文件 file")],
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """交证据 Hand in a file as evidence; it is kept with its SHA-256.

    例 example: yunzhu city evidence 1 minutes.pdf --by 甲
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.work_items import add_evidence

    number = add_evidence(item, file, by=by, at=_moment(on))
    print_line(f"{origin_label(opened.origin)}已收 received: {number}")


@app.command("submit")
def submit(
    item: ItemArgument,
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """提交 Submit a work item with its evidence.

    例 example: yunzhu city submit 1 --by 甲
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.work_items import submit_work_item

    submit_work_item(item, by=by, at=_moment(on))
    print_line(f"{origin_label(opened.origin)}已提交 submitted: {item}")


@app.command("verify")
def verify(
    item: ItemArgument,
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """核实 Verify a submitted work item; another person than who submitted it.

    例 example: yunzhu city verify 1 --by 乙
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.work_items import verify_work_item

    verify_work_item(item, by=by, at=_moment(on))
    print_line(f"{origin_label(opened.origin)}已核实 verified: {item}")


@app.command("accept")
def accept(
    item: ItemArgument,
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """验收 Accept a verified work item; a third person.

    例 example: yunzhu city accept 1 --by 丙 --on 2020-06-24
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.work_items import accept_work_item

    accept_work_item(item, by=by, at=_moment(on))
    print_line(f"{origin_label(opened.origin)}已验收 accepted: {item}")


@app.command("return")
def send_back(
    item: ItemArgument,
    reason: Annotated[str, typer.Option(help="理由 reason")],
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """退回 Return a submitted or verified work item with a reason.

    例 example: yunzhu city return 1 --reason 缺签字 --by 乙
    """
    opened = _opened(workspace)
    from yunzhu.city.actions.work_items import return_work_item

    return_work_item(item, reason=reason, by=by, at=_moment(on))
    print_line(f"{origin_label(opened.origin)}已退回 returned: {item}")


@app.command("items")
def items(
    plan: Annotated[str, typer.Argument(help="计划编号 plan id: guangzhou-2020")],
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="截至日 as of", show_default=False)
    ] = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出工作项 List the work items of a plan as they stood on a day.

    例 example: yunzhu city items guangzhou-2020 --as-of 2020-06-30
    """
    from yunzhu.periods import city_now
    from yunzhu.plan.loading import load_plan

    loaded = load_plan(plan)
    opened = _opened(workspace)
    from yunzhu.city.evidence import work_item_records

    day: date = day_of(as_of, "--as-of") or city_now().date()
    records = work_item_records(
        [one.id for one in loaded.commitments],
        day,
        day_of(known_at, "--known-at"),
        plan=loaded.id,
    )
    rows = [
        {
            "number": one.id,
            "commitment": one.commitment,
            "component": one.component,
            "title": one.title,
            "owner": one.owner,
            "due": one.due.isoformat(),
            "state": one.state.label,
            "accepted_on": None if one.accepted_on is None else one.accepted_on.isoformat(),
            "evidence": len(one.evidence),
            "origin": opened.origin.value,
            "origin_label": opened.origin.label,
        }
        for one in records
    ]
    headings = {
        "number": "编号 no.",
        "commitment": "条目 commitment",
        "component": "部分 component",
        "title": "名称 title",
        "owner": "责任单位 owner",
        "due": "期限 due",
        "state": "状态 state",
        "accepted_on": "验收 accepted",
        "evidence": "证据 files",
    }
    title = f"工作项 work items {loaded.id}, {day}"
    print_rows(rows, form, title=title, origin=opened.origin, columns=headings)


@app.command("audit")
def audit(workspace: WorkspaceOption = None) -> None:
    """核对审计链 Check the audit chain and the records against it; exit 1 when something differs.

    例 example: yunzhu city audit
    """
    opened = _opened(workspace)
    from yunzhu.city.evidence import disagreements, verify_audit_chain

    broken = verify_audit_chain()
    differing = disagreements()
    if broken is not None:
        print_line(f"审计链断裂 the audit chain breaks: {broken}")
    for line in differing:
        print_line(f"不一致 differs: {line}")
    if broken is None and not differing:
        print_line(f"{origin_label(opened.origin)}审计链完整 the audit chain holds")
    raise typer.Exit(0 if broken is None and not differing else 1)


def _moment(on: str | None) -> datetime | None:
    """Return the end of a past day that an act is dated to, None for now."""
    from yunzhu.periods import city_now

    day = day_of(on, "--on")
    if day is None or day == city_now().date():
        return None
    return datetime.combine(day, time(23, 59, 59))


def _opened(workspace: Path | None) -> Workspace:
    from yunzhu.city.setup import open_city

    opened = opened_workspace(workspace)
    open_city(opened)
    return opened
