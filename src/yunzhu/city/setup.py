"""Open the city of a workspace, without manage.py.

The workspace says where its city is: in its own ``city.sqlite3``, or, when it holds the note
``city-on-server.json``, in the database that ``YUNZHU_DATABASE_URL`` names. That database is used
only when it holds the very city of the note. A workspace with neither has no city.

Importing this module does not load Django; opening a city does. One process has one city open
at a time; opening another closes the first.
"""

from __future__ import annotations

import json
import os
from datetime import date
from typing import Any

from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.files import write_whole_text
from yunzhu.workspace import DATABASE_VARIABLE, Workspace

_PREPARE = "先准备城市数据库 prepare the city first: yunzhu city prepare"
_ANOTHER_DATABASE = (
    "让该变量指向此工作区自己的数据库，新建城市用空库 "
    "let the variable name the workspace's own database, an empty one for a new city"
)
_opened: list[Workspace] = []


def configure_django() -> None:
    """Load Django with ``yunzhu.settings`` unless the process has done so already."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunzhu.settings")
    if not apps.ready:
        django.setup()


def has_city(workspace: Workspace) -> bool:
    """Return whether a city was prepared for this workspace; nothing is created or connected."""
    return workspace.city_database.is_file() or workspace.served_city.is_file()


def prepare_city(workspace: Workspace) -> None:
    """Create or upgrade the city's database of a workspace and open it.

    Raises
    ------
    WorkspaceError : the database belongs to another workspace or to a city of another origin,
        cannot be opened or written, or is not where the workspace's city is.
    """
    from django.core.management import call_command
    from django.db import DatabaseError, transaction

    if workspace.city_database.is_file() and os.environ.get(DATABASE_VARIABLE):
        raise WorkspaceError(
            "此工作区的城市在其 SQLite 文件中 the workspace has its city in its SQLite file",
            file=workspace.city_database,
            field=DATABASE_VARIABLE,
            action="升级前清除该变量，或为新数据库另建工作区 "
            "unset the variable to upgrade it, or use another workspace for the other database",
        )
    _require_address(workspace)
    _connect(workspace)
    try:
        if _is_founded() or workspace.served_city.is_file():
            _require_ours(workspace)
        call_command("migrate", verbosity=0, interactive=False)

        from yunzhu.city.actions.founding import found_city

        with transaction.atomic():
            founded = found_city(workspace.origin)
            if founded is not None and not workspace.city_database.is_file():
                note = json.dumps({"founding_entry": founded}) + "\n"
                write_whole_text(workspace.served_city, note)
        _require_ours(workspace)
    except WorkspaceError:
        close_city()
        raise
    except DatabaseError as error:
        close_city()
        raise _unusable(workspace, error) from error
    _opened[:] = [workspace]


def open_city(workspace: Workspace) -> None:
    """Open the city of a workspace for the actions and queries of this process.

    Raises
    ------
    WorkspaceError : there is no city yet, its database cannot be opened or is of an older
        version, or it belongs to another workspace or to a city of another origin.
    """
    if not has_city(workspace):
        raise WorkspaceError(
            "此工作区还没有城市数据库 the workspace has no city yet",
            file=workspace.root,
            field=DATABASE_VARIABLE if os.environ.get(DATABASE_VARIABLE) else None,
            action=_PREPARE,
        )
    _require_address(workspace)
    _connect(workspace)
    try:
        _require_ours(workspace)
        _require_current_version()
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
        raise _unusable(workspace, error) from error


def _unusable(workspace: Workspace, error: Exception) -> WorkspaceError:
    # The server's message names host, user and database, never the password.
    served = not workspace.city_database.is_file()
    return WorkspaceError(
        "城市数据库打不开 the city's database cannot be opened",
        file=workspace.root if served else workspace.city_database,
        field=DATABASE_VARIABLE if served else None,
        found=str(error).splitlines()[0],
        action="检查该变量与数据库服务器 check the variable and the database server"
        if served
        else "从备份恢复 restore it from a backup",
    )


def _require_address(workspace: Workspace) -> None:
    """Refuse a workspace whose city is on a server while no address of one is given."""
    served = workspace.served_city.is_file() and not workspace.city_database.is_file()
    if served and not os.environ.get(DATABASE_VARIABLE):
        raise WorkspaceError(
            "此工作区的城市在数据库服务器上，未给地址 "
            "the workspace has its city on a database server, and no address is given",
            file=workspace.served_city,
            field=DATABASE_VARIABLE,
            expected="postgresql://user:password@host:port/name",
            action="设置该变量 set the variable",
        )


def _require_current_version() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise WorkspaceError(
            "城市数据库版本较旧 the city's database is older than this program",
            found=f"{len(waiting)} 项升级未做 upgrades not made",
            action=_PREPARE,
        )


def _is_founded() -> bool:
    from django.db import connection

    from yunzhu.city.models import City

    return City._meta.db_table in connection.introspection.table_names() and City.objects.exists()


def _require_ours(workspace: Workspace) -> None:
    """Refuse a database without a city, of another origin, or of another workspace."""
    from yunzhu.city.models import AuditEntry, City

    served = not workspace.city_database.is_file()
    variable = DATABASE_VARIABLE if served else None
    if not _is_founded():
        raise WorkspaceError(
            "此数据库里没有此工作区的城市 the workspace's city is not in this database",
            file=workspace.served_city if served else workspace.city_database,
            field=variable,
            action=_ANOTHER_DATABASE if served else _PREPARE,
        )
    # Only columns of the first version: the database may be older than the program.
    origin, founded_at = City.objects.values_list("origin", "founded_at").get()
    if origin != workspace.origin.value:
        raise WorkspaceError(
            "模拟与实测数据不得混用同一城市数据库 simulated and measured records never mix",
            file=workspace.root,
            field=variable,
            found=f"origin={origin}, 建立于 founded {date.isoformat(founded_at)}",
            expected=f"origin={workspace.origin.value}",
            action="为其另建工作区或另设数据库 use another workspace or another database",
        )
    if not served:
        return
    founding = AuditEntry.objects.values_list("sha256", flat=True).get(sequence=1)
    expected = _founding_entry(workspace)
    if founding != expected:
        raise WorkspaceError(
            "此数据库是另一工作区的城市 the database holds the city of another workspace",
            file=workspace.served_city if expected else workspace.root,
            field=variable,
            found=f"{founding[:12]}…",
            expected=f"{expected[:12]}…" if expected else None,
            action=_ANOTHER_DATABASE,
        )


def _founding_entry(workspace: Workspace) -> str:
    """Return the hash of the audit entry that founded this workspace's city on a server."""
    try:
        text = workspace.served_city.read_text(encoding="utf-8")
        return str(json.loads(text)["founding_entry"])
    except FileNotFoundError:
        return ""
    except (ValueError, KeyError, TypeError) as error:
        raise WorkspaceError(
            "无法读取 cannot be read",
            file=workspace.served_city,
            expected='{"founding_entry": "…"}',
            action="从备份恢复 restore it from a backup",
        ) from error
