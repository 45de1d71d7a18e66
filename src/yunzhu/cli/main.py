"""``yunzhu``: the commands, their groups, and how errors end them."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from yunzhu.cli import (
    air_commands,
    alarm_commands,
    area_commands,
    city_commands,
    demo_command,
    explain_command,
    flux_commands,
    import_commands,
    layer_commands,
    ledger_commands,
    plan_commands,
    plan_member_commands,
    register_commands,
    snapshot_commands,
    standards_commands,
    water_commands,
    water_warning_commands,
    workspace_commands,
)
from yunzhu.cli.wrong_use import wrong_use_text
from yunzhu.errors import UsageError, WorkspaceError, YunzhuError

app = typer.Typer(
    name="yunzhu",
    help="云珠: 让城市的环境计划运行起来。Yunzhu runs a city's environmental plan. "
    "例 example: yunzhu demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.command("init")(workspace_commands.init)
app.add_typer(import_commands.app, name="import")
app.add_typer(workspace_commands.sites_app, name="sites")
app.add_typer(standards_commands.app, name="standards")
app.add_typer(air_commands.app, name="air")
water_commands.app.command("warn")(water_warning_commands.warn)
app.add_typer(water_commands.app, name="water")
app.add_typer(flux_commands.app, name="flux")
app.command("explain")(explain_command.explain_number)
app.add_typer(layer_commands.quality_app, name="quality")
app.add_typer(layer_commands.exclude_app, name="exclude")
app.command("assess")(plan_commands.assess)
snapshot_commands.app.command("areas")(plan_member_commands.areas)
snapshot_commands.app.command("members")(plan_member_commands.members)
app.add_typer(snapshot_commands.app, name="plan")
app.add_typer(city_commands.app, name="city")
city_commands.app.add_typer(alarm_commands.app, name="alarms")
city_commands.app.add_typer(area_commands.app, name="areas")
app.add_typer(register_commands.app, name="register")
app.add_typer(ledger_commands.app, name="ledger")
app.command("published")(plan_commands.published)
app.command("simulate")(demo_command.simulate)
app.command("demo")(demo_command.demo)


def main() -> None:
    """Run the command line; a failure told to the user ends with exit code 2."""
    try:
        # The framework hands back the code of a command that ended itself.
        sys.exit(app(prog_name="yunzhu", standalone_mode=False))
    except TyperException as fault:
        sys.stderr.write(wrong_use_text(fault) + "\n")
        sys.exit(UsageError.exit_code)
    except YunzhuError as error:
        sys.stderr.write(f"错误 error: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe went away; nothing is wrong with the command.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        told = WorkspaceError(
            "系统拒绝了读写，未留下半个文件 "
            "the system refused to read or write; nothing is half done",
            file=error.filename,
            found=error.strerror or str(error),
            action="检查磁盘空间与权限 check space and permissions",
        )
        sys.stderr.write(f"错误 error: {told}\n")
        sys.exit(told.exit_code)


if __name__ == "__main__":
    main()
