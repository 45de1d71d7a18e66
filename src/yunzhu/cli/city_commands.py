"""``yunzhu city``: the database, accounts, the calendar, the audit log; then work and registers.

Every change is an action with an author.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yunzhu.cli import city_register_commands, city_work_commands
from yunzhu.cli.city_options import LOCAL, ByOption, opened_city, print_done, print_register
from yunzhu.cli.options import FormatOption, OutputFormat, WorkspaceOption, opened_workspace
from yunzhu.cli.output import print_line

app = typer.Typer(
    help="城市名录与工作项 registers and work items. 例 example: yunzhu city prepare",
    no_args_is_help=True,
)
app.add_typer(city_work_commands.app)
app.add_typer(city_register_commands.app)


@app.command("prepare")
def prepare(workspace: WorkspaceOption = None) -> None:
    """建立或升级城市数据库 Create or upgrade the city's database of the workspace.

    默认 SQLite；PostgreSQL 用 YUNZHU_DATABASE_URL。SQLite by default; PostgreSQL by that variable.

    例 example: yunzhu city prepare
    """
    from yunzhu.city.setup import prepare_city

    opened = opened_workspace(workspace)
    prepare_city(opened)
    print_done(opened, f"城市已就绪 city ready: {opened.root}")


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
    opened = opened_city(workspace)
    from yunzhu.city.actions.accounts import open_account

    open_account(name, organisation=organisation, by=by)
    print_done(opened, f"已开设 opened: {name}")


@app.command("close-account")
def close(
    name: Annotated[str, typer.Argument(help="账号 name of the account")],
    reason: Annotated[str, typer.Option(help="理由 reason")],
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """停用账号 Close an account for good; what it did stays under its name.

    例 example: yunzhu city close-account 甲 --reason 调离
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.accounts import close_account

    close_account(name, reason=reason, by=by)
    print_done(opened, f"已停用 closed: {name}")


@app.command("accounts")
def accounts(form: FormatOption = OutputFormat.TABLE, workspace: WorkspaceOption = None) -> None:
    """列出账号 List the accounts as they are now, closed ones included.

    例 example: yunzhu city accounts
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import account_records

    rows = [
        {
            "name": one.name,
            "organisation": one.organisation,
            "opened": f"{one.opened:%Y-%m-%d %H:%M}",
            "closed": None if one.closed is None else f"{one.closed:%Y-%m-%d %H:%M}",
        }
        for one in account_records()
    ]
    headings = {
        "name": "账号 account",
        "organisation": "单位 organisation",
        "opened": "开设 opened",
        "closed": "停用 closed",
    }
    print_register(rows, form, opened, title="账号 accounts", columns=headings)


@app.command("calendar")
def calendar(
    file: Annotated[Path, typer.Argument(help="CSV: date,is_workday,source")],
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """导入工作日历 Import working days; dates not covered are said so, never guessed.

    例 example: yunzhu city calendar workdays-2020.csv
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.calendar import import_calendar, read_calendar

    new, changed = import_calendar(read_calendar(file), by=by)
    print_done(opened, f"新增 new {new}, 变更 changed {changed}")


@app.command("audit")
def audit(workspace: WorkspaceOption = None) -> None:
    """核对审计链 Check the audit chain and the records against it; exit 1 when something differs.

    例 example: yunzhu city audit
    """
    opened = opened_city(workspace)
    from yunzhu.city.evidence import disagreements, verify_audit_chain

    broken = verify_audit_chain()
    differing = disagreements()
    if broken is not None:
        print_line(f"审计链断裂 the audit chain breaks: {broken}")
    for line in differing:
        print_line(f"不一致 differs: {line}")
    if broken is None and not differing:
        print_done(opened, "审计链完整 the audit chain holds")
    raise typer.Exit(0 if broken is None and not differing else 1)
