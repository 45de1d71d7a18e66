"""Open the city of a workspace, without manage.py.

Importing this module does not load Django; opening a city does. One process has one city open
at a time; opening another closes the first.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.workspace import Workspace

_PREPARE = "先准备城市数据库 prepare the city first: yunzhu city prepare"
_opened: list[Workspace] = []


def configure_django() -> None:
    """Load Django with ``yunzhu.settings`` unless the process has done so already."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunzhu.settings")
    if not apps.ready:
        django.setup()


def has_city(workspace: Workspace) -> bool:
    """Return whether a city was prepared for this workspace (nothing is created).

    A PostgreSQL address counts as one; whether it answers shows when it is opened.
    """
    settings = _settings_of(workspace)
    return "sqlite3" not in settings["ENGINE"] or Path(settings["NAME"]).is_file()


def prepare_city(workspace: Workspace) -> None:
    """Create or upgrade the city's database of a workspace and open it.

    Raises
    ------
    WorkspaceError : the database belongs to a city of another origin, or cannot be opened.
    """
    from django.core.management import call_command

    _connect(workspace)
    try:
        _require_origin(workspace, missing_is_fine=True)
    except WorkspaceError:
        close_city()
        raise
    call_command("migrate", verbosity=0, interactive=False)

    from yunzhu.city.actions.founding import found_city

    found_city(workspace.origin)
    _require_origin(workspace, missing_is_fine=False)
    _opened[:] = [workspace]


def open_city(workspace: Workspace) -> None:
    """Open the city of a workspace for the actions and queries of this process.

    Raises
    ------
    WorkspaceError : there is no city yet, its database cannot be opened or is of an older
        version, or it belongs to a city of another origin.
    """
    if not has_city(workspace):
        raise WorkspaceError(
            "此工作区还没有城市数据库 the workspace has no city yet",
            file=_settings_of(workspace)["NAME"],
            action=_PREPARE,
        )
    _connect(workspace)
    try:
        _require_current_version()
        _require_origin(workspace, missing_is_fine=False)
    except WorkspaceError:
        close_city()
        raise
    _opened[:] = [workspace]


def close_city() -> None:
    """Close the open city's connections of this thread."""
    from django.db import connections

    configure_django()
    connections.close_all()
    _opened.clear()


def current_workspace() -> Workspace:
    """Return the workspace whose city is open.

    Raises
    ------
    UsageError : none is.
    """
    if not _opened:
        raise UsageError("没有打开的城市 no city is open", action="open_city(workspace)")
    return _opened[0]


def _settings_of(workspace: Workspace) -> dict[str, Any]:
    from yunzhu.settings import database_settings

    return database_settings(workspace.root)


def _connect(workspace: Workspace) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connections

    configure_django()
    close_city()
    wanted = {"default": _settings_of(workspace)}
    connections.settings["default"] = connections.configure_settings(wanted)["default"]
    try:
        connections["default"] = connections.create_connection("default")
        connections["default"].ensure_connection()
    except ImproperlyConfigured as error:
        raise UsageError(
            "缺少 PostgreSQL 驱动 the PostgreSQL driver is not installed",
            found=str(error).splitlines()[0],
            action='pip install "yunzhu[postgresql]"',
        ) from error
    except DatabaseError as error:
        close_city()
        raise WorkspaceError(
            "城市数据库打不开 the city's database cannot be opened",
            file=workspace.root,
            found=str(error).splitlines()[0],
        ) from error


def _require_current_version() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise WorkspaceError(
            "城市数据库版本较旧或尚未准备 the city's database is older than this program, or empty",
            found=f"{len(waiting)} 项升级未做 upgrades not made",
            action=_PREPARE,
        )


def _require_origin(workspace: Workspace, *, missing_is_fine: bool) -> None:
    from django.db import connection

    from yunzhu.city.models import City

    known = City._meta.db_table in connection.introspection.table_names()
    city = City.objects.first() if known else None
    if city is None:
        if missing_is_fine:
            return
        raise WorkspaceError("此数据库里没有城市 no city in this database", action=_PREPARE)
    if city.origin != workspace.origin.value:
        raise WorkspaceError(
            "模拟与实测数据不得混用同一城市数据库 simulated and measured records never mix",
            file=workspace.root,
            found=f"origin={city.origin}, 建立于 founded {date.isoformat(city.founded_at)}",
            expected=f"origin={workspace.origin.value}",
            action="为其另建工作区或另设数据库 use another workspace or another database",
        )
