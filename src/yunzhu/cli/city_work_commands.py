"""``yunzhu city``: work items and series; registered, proved, submitted, verified, accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.city_options import (
    LOCAL,
    ActorOption,
    ByOption,
    OnOption,
    moment_of,
    opened_city,
    print_done,
    print_register_as_of,
)
from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    day_of,
    last_day_of,
    opened_workspace,
    word_of,
)
from yunzhu.cli.plan_commands import AsOfOption, PlanArgument
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.plan.schema import Commitment, Plan
    from yunzhu.workspace import Workspace

app = typer.Typer()

CommitmentArgument = Annotated[str, typer.Argument(help="条目编号 commitment id: 05.1")]
TitleOption = Annotated[str, typer.Option(help="名称 title")]
OwnerOption = Annotated[str, typer.Option(help="责任单位 organisation that owes it")]
ComponentOption = Annotated[str, typer.Option(help="组成部分 component of the commitment")]
ItemArgument = Annotated[int, typer.Argument(help="工作项编号 number of the work item")]
_LONGEST_WAIT = 366


@app.command("add")
def add(
    plan: PlanArgument,
    commitment: CommitmentArgument,
    title: TitleOption,
    owner: OwnerOption,
    due: Annotated[str, typer.Option(help="期限 due date, YYYY-MM-DD")],
    component: ComponentOption = "",
    by: ByOption = LOCAL,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """登记工作项 Register a work item of a commitment of the plan.

    例 example: yunzhu city add guangzhou-2020 05.1 --title 条例草案 --owner 法规处 --due 2020-10-31
    """
    loaded, opened = _plan_and_city(plan, workspace)
    owed = _owed(loaded, commitment, component)
    day = day_of(due, "--due")
    if not date(loaded.year, 1, 1) <= day <= owed.due:
        raise UsageError(
            "期限不在计划内 a due day outside the plan",
            field="--due",
            found=due,
            expected=f"{loaded.year}-01-01..{owed.due}",
        )
    from yunzhu.city.actions.work_items import create_work_item

    number = create_work_item(
        plan=loaded.id,
        commitment=commitment,
        component=component,
        title=title,
        owner=owner,
        due=day,
        by=by,
        at=moment_of(on),
    )
    print_done(opened, f"已登记 registered: {number}")


@app.command("add-series")
def add_series(
    plan: PlanArgument,
    commitment: CommitmentArgument,
    title: TitleOption,
    owner: OwnerOption,
    rule: Annotated[
        str,
        typer.Option(help="周期 rule: once, monthly, quarterly, yearly, every_meeting"),
    ],
    days_to_due: Annotated[
        int, typer.Option(help="期末或会后几天到期 days from the end of a period, or a meeting")
    ],
    meeting_kind: Annotated[
        str, typer.Option(help="会议种类 kind of meeting, with every_meeting only")
    ] = "",
    period: Annotated[
        str | None,
        typer.Option(help="起止，默认计划年 span, default the plan's year", show_default=False),
    ] = None,
    component: ComponentOption = "",
    by: ByOption = LOCAL,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """登记周期工作 Register a duty that comes round; expand makes its work items.

    例 example: yunzhu city add-series guangzhou-2020 18.1 --title 巡查记录 --owner 水务处
    --rule quarterly --days-to-due 15
    """
    from yunzhu.city.records import PeriodRule
    from yunzhu.periods import Period

    how_often = word_of(PeriodRule, rule, "--rule")
    loaded, opened = _plan_and_city(plan, workspace)
    owed = _owed(loaded, commitment, component)
    year = Period.of_year(loaded.year)
    span = Period(year.first, min(year.last, owed.due)) if period is None else Period.parse(period)
    if not year.first <= span.first <= span.last <= owed.due:
        raise UsageError(
            "起止不在计划内 a span outside the plan",
            field="--period",
            found=str(span),
            expected=f"{year.first}..{owed.due}",
        )
    if not 0 <= days_to_due <= _LONGEST_WAIT:
        raise UsageError(
            "期限天数不合常理 days to due out of all reason",
            field="--days-to-due",
            found=days_to_due,
            expected=f"0..{_LONGEST_WAIT}",
        )
    from yunzhu.city.actions.work_items import create_work_item_series

    number = create_work_item_series(
        plan=loaded.id,
        commitment=commitment,
        component=component,
        title=title,
        owner=owner,
        rule=how_often,
        span=span,
        days_to_due=days_to_due,
        meeting_kind=meeting_kind,
        by=by,
        at=moment_of(on),
    )
    print_done(
        opened, f"已登记 registered: {number}; 生成工作项 its items: yunzhu city expand {number}"
    )


@app.command("expand")
def expand(
    series: Annotated[int, typer.Argument(help="周期工作编号 number of the series")],
    by: ByOption = LOCAL,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """生成工作项 Make the work items of a series that are missing; again after further meetings.

    例 example: yunzhu city expand 1
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.work_items import expand_work_item

    made = expand_work_item(series, by=by, at=moment_of(on))
    numbers = ", ".join(str(number) for number in made)
    print_done(opened, f"新工作项 new work items {len(made)}: {numbers or '无 none'}")


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
    opened = opened_city(workspace)
    from yunzhu.city.actions.work_items import add_evidence

    number = add_evidence(item, file, by=by, at=moment_of(on))
    print_done(opened, f"已收 received: {number}")


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
    opened = opened_city(workspace)
    from yunzhu.city.actions.work_items import submit_work_item

    submit_work_item(item, by=by, at=moment_of(on))
    print_done(opened, f"已提交 submitted: {item}")


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
    opened = opened_city(workspace)
    from yunzhu.city.actions.work_items import verify_work_item

    verify_work_item(item, by=by, at=moment_of(on))
    print_done(opened, f"已核实 verified: {item}")


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
    opened = opened_city(workspace)
    from yunzhu.city.actions.work_items import accept_work_item

    accept_work_item(item, by=by, at=moment_of(on))
    print_done(opened, f"已验收 accepted: {item}")


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
    opened = opened_city(workspace)
    from yunzhu.city.actions.work_items import return_work_item

    return_work_item(item, reason=reason, by=by, at=moment_of(on))
    print_done(opened, f"已退回 returned: {item}")


@app.command("items")
def items(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出工作项 List the work items of a plan as they stood on a day.

    例 example: yunzhu city items guangzhou-2020 --as-of 2020-06-30
    """
    day, known = last_day_of(as_of), day_of(known_at, "--known-at")
    loaded, opened = _plan_and_city(plan, workspace)
    from yunzhu.city.evidence import work_item_records

    commitments = [one.id for one in loaded.commitments]
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
        }
        for one in work_item_records(commitments, day, known, plan=loaded.id)
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
    title = f"工作项 work items {loaded.id}"
    print_register_as_of(as_of, rows, form, opened, title=title, columns=headings)


@app.command("series")
def list_series(
    plan: PlanArgument,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出周期工作 List the recurring duties of a plan that were registered by a day.

    例 example: yunzhu city series guangzhou-2020 --as-of 2020-06-30
    """
    day, known = last_day_of(as_of), day_of(known_at, "--known-at")
    loaded, opened = _plan_and_city(plan, workspace)
    from yunzhu.city.evidence import series_records

    rows = [
        {
            "number": one.id,
            "commitment": one.commitment,
            "component": one.component,
            "title": one.title,
            "owner": one.owner,
            "rule": one.rule.label,
            "meeting_kind": one.meeting_kind,
            "period": str(one.span),
            "days_to_due": one.days_to_due,
            "items": one.items,
        }
        for one in series_records(day, known, plan=loaded.id)
    ]
    headings = {
        "number": "编号 no.",
        "commitment": "条目 commitment",
        "component": "部分 component",
        "title": "名称 title",
        "owner": "责任单位 owner",
        "rule": "周期 rule",
        "meeting_kind": "会议 meetings",
        "period": "起止 span",
        "days_to_due": "到期 due after [d]",
        "items": "工作项 items",
    }
    title = f"周期工作 series {loaded.id}"
    print_register_as_of(as_of, rows, form, opened, title=title, columns=headings)


def _plan_and_city(plan: str, workspace: Path | None) -> tuple[Plan, Workspace]:
    """Load a plan and open the city whose records may be about it, of the same origin."""
    from yunzhu.plan.loading import load_plan
    from yunzhu.workspace import require_same_origin

    loaded = load_plan(plan)
    require_same_origin(opened_workspace(workspace), loaded.origin, file=loaded.id)
    return loaded, opened_city(workspace)


def _owed(plan: Plan, identity: str, component: str) -> Commitment:
    """Return the commitment that work is registered for."""
    from yunzhu.plan.metric_schema import MetricWithWork
    from yunzhu.plan.urging import is_bound_to_work

    bound = {one.id: one for one in plan.commitments if is_bound_to_work(one)}
    if identity not in bound:
        raise UsageError(
            "计划中没有以工作项评判的这一条 no such commitment judged by work items in the plan",
            field="commitment",
            found=identity,
            expected=", ".join(list(bound)[:20]) + " ...",
        )
    metric = bound[identity].metric
    components = metric.components if isinstance(metric, MetricWithWork) else ()
    if component not in (components or ("",)):
        raise UsageError(
            "这一条没有这个组成部分 the commitment has no such component",
            field="--component",
            found=component,
            expected=" | ".join(components) or "不写 none",
        )
    return bound[identity]
