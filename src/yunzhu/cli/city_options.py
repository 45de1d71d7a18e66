"""What the commands of ``yunzhu city`` share: who acts, when, and how a register is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import OutputFormat, day_of, last_day_of, opened_workspace
from yunzhu.cli.output import origin_label, print_line, print_rows

if TYPE_CHECKING:
    from yunzhu.workspace import Workspace

LOCAL = "本机 local operator"
ByOption = Annotated[
    str, typer.Option("--by", help="账号 account, 默认本机 by default the local operator")
]
ActorOption = Annotated[str, typer.Option("--by", help="账号 account")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", help="办理日，默认现在 day it happened, default now", show_default=False),
]


def opened_city(workspace: Path | None) -> Workspace:
    """Open the workspace that a command acts on, and its city."""
    from yunzhu.city.setup import open_city

    opened = opened_workspace(workspace)
    open_city(opened)
    return opened


def moment_of(on: str | None) -> datetime | None:
    """Return the end of a past day that an act is dated to, None for now."""
    from yunzhu.periods import city_now

    day = day_of(on, "--on")
    if day is None or day == city_now().date():
        return None
    return datetime.combine(day, time(23, 59, 59))


def print_done(workspace: Workspace, text: str) -> None:
    """Print what was done, and that it is simulated where it is."""
    print_line(f"{origin_label(workspace.origin)}{text}")


def print_register(
    rows: Sequence[Mapping[str, Any]],
    form: OutputFormat,
    workspace: Workspace,
    *,
    title: str,
    columns: Mapping[str, str],
    notes: Sequence[str] = (),
) -> None:
    """Print what a register holds; each row says whether it is simulated."""
    label = {"origin": workspace.origin.value, "origin_label": workspace.origin.label}
    labelled = [{**row, **label} for row in rows]
    print_rows(labelled, form, title=title, origin=workspace.origin, columns=columns, notes=notes)


def print_register_as_of(
    as_of: str | None,
    rows: Sequence[Mapping[str, Any]],
    form: OutputFormat,
    workspace: Workspace,
    *,
    title: str,
    columns: Mapping[str, str],
) -> None:
    """Print what a register held on a day; without one, a note says that today is left out."""
    day = last_day_of(as_of)
    today = day + timedelta(days=1)
    note = f"截至昨天；含今天用 up to yesterday; with today: --as-of {today}"
    print_register(
        rows,
        form,
        workspace,
        title=f"{title}, 截至 as of {day}",
        columns=columns,
        notes=() if as_of else (note,),
    )
