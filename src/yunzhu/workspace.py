"""A workspace: one folder with ``yunzhu.toml`` and a lake, of one origin."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yunzhu.errors import WorkspaceError
from yunzhu.files import write_whole_text
from yunzhu.values import Origin

CONFIG_NAME = "yunzhu.toml"
DATABASE_NAME = "city.sqlite3"
SERVED_CITY_NAME = "city-on-server.json"
FORMAT = 1
ENVIRONMENT_VARIABLE = "YUNZHU_WORKSPACE"
DATABASE_VARIABLE = "YUNZHU_DATABASE_URL"


@dataclass(frozen=True)
class Workspace:
    """An opened workspace.

    Attributes
    ----------
    root : the folder that holds ``yunzhu.toml``.
    origin : measured or simulated; every file and output of the workspace shares it.
    area : default area (code or name) of the commands, or empty.
    """

    root: Path
    origin: Origin
    area: str = ""

    @property
    def lake(self) -> Path:
        """The folder of stored observations."""
        return self.root / "lake"

    @property
    def config(self) -> Path:
        """The workspace's ``yunzhu.toml``."""
        return self.root / CONFIG_NAME

    @property
    def city_database(self) -> Path:
        """The city's own SQLite file, where it has one."""
        return self.root / DATABASE_NAME

    @property
    def served_city(self) -> Path:
        """The note that names the city which a database server holds for this workspace."""
        return self.root / SERVED_CITY_NAME


def init_workspace(root: Path, *, origin: Origin = Origin.MEASURED, area: str = "") -> Workspace:
    """Make ``root`` a workspace; an existing one is left alone when it says the same.

    Raises
    ------
    WorkspaceError : ``root`` is a workspace already with another origin or area, or a file.

    Examples
    --------
    >>> import tempfile
    >>> init_workspace(Path(tempfile.mkdtemp()) / "w").origin
    <Origin.MEASURED: 'measured'>
    """
    if root.exists() and not root.is_dir():
        raise WorkspaceError("不是文件夹 not a folder", file=root, expected="a folder or nothing")
    config = root / CONFIG_NAME
    if config.exists():
        existing = open_workspace(root)
        if (existing.origin, existing.area) != (origin, area):
            raise WorkspaceError(
                "该文件夹已是另一工作区 already a workspace with other settings",
                file=config,
                found=f"origin={existing.origin.value}, area={existing.area!r}",
                expected=f"origin={origin.value}, area={area!r}",
                action="换一个文件夹 choose another folder",
            )
        return existing
    if not area.isprintable() or '"' in area or "\\" in area:
        raise WorkspaceError(
            "区域含不可用字符 an area with characters that cannot be used",
            field="area",
            found=area,
            expected="代码或名称 a code or a name",
        )
    text = (
        f"format = {FORMAT}\n"
        f'origin = "{origin.value}"  # 来源: measured 实测 | simulated 模拟\n'
        f'area = "{area}"  # 默认区域 default area of the commands\n'
        f'created = "{date.today().isoformat()}"\n'
    )
    write_whole_text(config, text)
    (root / "lake").mkdir(exist_ok=True)
    return Workspace(root, origin, area)


def open_workspace(root: Path) -> Workspace:
    """Open the workspace in ``root``.

    Raises
    ------
    WorkspaceError : there is none, or its ``yunzhu.toml`` cannot be read.
    """
    config = root / CONFIG_NAME
    if not config.is_file():
        raise WorkspaceError(
            "此处没有工作区 no workspace here",
            file=config,
            action="yunzhu init DIR, 或 or --workspace DIR, YUNZHU_WORKSPACE",
        )
    try:
        settings = tomllib.loads(config.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(
            "无法读取 cannot be read", file=config, found=str(error), expected="TOML, UTF-8"
        ) from error
    if settings.get("format") != FORMAT:
        raise WorkspaceError(
            "格式版本不符 another format of workspace",
            file=config,
            field="format",
            found=settings.get("format"),
            expected=str(FORMAT),
        )
    origins = [origin.value for origin in Origin]
    if settings.get("origin") not in origins:
        raise WorkspaceError(
            "未知来源 unknown origin",
            file=config,
            field="origin",
            found=settings.get("origin"),
            expected=" | ".join(origins),
        )
    return Workspace(root, Origin(settings["origin"]), str(settings.get("area", "")))


def find_workspace(
    explicit: Path | None,
    *,
    environment: Mapping[str, str] = os.environ,
    current: Path | None = None,
) -> Workspace:
    """Open the workspace a command acts on: ``--workspace``, then YUNZHU_WORKSPACE, then here."""
    if explicit is not None:
        return open_workspace(explicit)
    if named := environment.get(ENVIRONMENT_VARIABLE):
        return open_workspace(Path(named))
    return open_workspace(current or Path.cwd())


def require_same_origin(
    workspace: Workspace,
    origin: Origin,
    *,
    file: Path | str,
    row: int | None = None,
    field: str | None = None,
) -> None:
    """Refuse material of another origin than the workspace's; where it says so, if it does.

    Raises
    ------
    WorkspaceError : simulated and measured records would mix.
    """
    if workspace.origin is not origin:
        raise WorkspaceError(
            "模拟与实测数据不得混入同一工作区 simulated and measured records never mix",
            file=file,
            row=row,
            field=field,
            found=origin.label,
            expected=workspace.origin.label,
            action="为其另建工作区 make a separate workspace: yunzhu init DIR",
        )
