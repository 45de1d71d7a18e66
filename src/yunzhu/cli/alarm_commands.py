"""``yunzhu city alarms``: alarms listed, acknowledged, handled and closed."""

from __future__ import annotations

from typing import Annotated

import typer

from yunzhu.cli.city_options import (
    ActorOption,
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
)
from yunzhu.cli.plan_commands import AsOfOption

app = typer.Typer(
    help="报警的确认、处置与关闭 alarms: acknowledge, handle, close. "
    "例 example: yunzhu city alarms list",
    no_args_is_help=True,
)

AlarmArgument = Annotated[int, typer.Argument(help="报警编号 number of the alarm")]


@app.command("list")
def list_alarms(
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出报警 List the alarms raised by a day and where each stood then.

    例 example: yunzhu city alarms list --as-of 2020-06-30
    """
    day, known = last_day_of(as_of), day_of(known_at, "--known-at")
    opened = opened_city(workspace)
    from yunzhu.city.evidence import alarm_records

    rows = [
        {
            "number": one.id,
            "site": one.alarm.site,
            "item": one.alarm.item,
            "kind": one.alarm.kind,
            "start": f"{one.alarm.start:%Y-%m-%d %H:%M}",
            "value": f"{one.alarm.value} {one.alarm.unit}".strip(),
            "reason": one.alarm.reason,
            "advice": one.alarm.advice,
            "numbers": dict(one.alarm.numbers),
            "state": one.state.label,
            "steps": [
                f"{step.state.label} {step.by} {step.happened:%Y-%m-%d %H:%M} {step.note}".strip()
                for step in one.steps
            ],
        }
        for one in alarm_records(day, known)
    ]
    headings = {
        "number": "编号 no.",
        "site": "站点 site",
        "item": "项目 item",
        "kind": "种类 kind",
        "start": "开始 start",
        "value": "值 value",
        "reason": "原因 reason",
        "advice": "建议 advice",
        "state": "状态 state",
        "steps": "经过 steps",
    }
    print_register_as_of(as_of, rows, form, opened, title="报警 alarms", columns=headings)


@app.command("acknowledge")
def acknowledge(
    alarm: AlarmArgument,
    by: ActorOption,
    note: Annotated[str, typer.Option(help="附言 note")] = "",
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """确认 Acknowledge a raised alarm: a person has seen it.

    例 example: yunzhu city alarms acknowledge 1 --by 甲
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.alarms import acknowledge_alarm

    acknowledge_alarm(alarm, note=note, by=by, at=moment_of(on))
    print_done(opened, f"已确认 acknowledged: {alarm}")


@app.command("handle")
def handle(
    alarm: AlarmArgument,
    note: Annotated[str, typer.Option(help="做了什么 what was done")],
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """处置 Say what was done about an acknowledged alarm.

    例 example: yunzhu city alarms handle 1 --note 已现场采样 --by 甲
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.alarms import handle_alarm

    handle_alarm(alarm, note=note, by=by, at=moment_of(on))
    print_done(opened, f"已处置 handled: {alarm}")


@app.command("close")
def close(
    alarm: AlarmArgument,
    note: Annotated[str, typer.Option(help="结论 what it turned out to be")],
    by: ActorOption,
    on: OnOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """关闭 Close an acknowledged or handled alarm with what it turned out to be.

    例 example: yunzhu city alarms close 1 --note 仪器故障 --by 乙
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.alarms import close_alarm

    close_alarm(alarm, note=note, by=by, at=moment_of(on))
    print_done(opened, f"已关闭 closed: {alarm}")
