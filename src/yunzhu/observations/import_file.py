"""The file of an import: what is asked of it before and while it is read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.origin_mark import OriginMark
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, require_same_origin

# Clocks of a feed and of this machine may differ by so much.
CLOCK_TOLERANCE = timedelta(minutes=10)


def no_progress(done: int, total: int) -> None:
    """Show no progress."""
    del done, total


def require_file(path: Path) -> None:
    """Refuse a folder, and a name that cannot be kept in the manifest."""
    if path.is_dir():
        raise FileFault(
            "是文件夹，不是文件 a folder, not a file", file=path, expected="一个文件 a file"
        )
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        raise FileFault(
            "文件名不是 UTF-8 the file's name is not UTF-8",
            file=os.fsencode(path).decode(errors="backslashreplace"),
            action="改名后重试 rename it and try again",
        ) from error


def require_origins(
    workspace: Workspace, stated: Mapping[Origin, OriginMark], declared: Origin, path: Path
) -> None:
    """Refuse a file of another origin than the workspace's.

    Parameters
    ----------
    stated : origins that the file itself states, and where.
    declared : what counts when it states none.

    Raises
    ------
    WorkspaceError : simulated and measured records would mix.
    """
    for origin, mark in stated.items():
        require_same_origin(workspace, origin, file=path, row=mark.row, field=mark.field)
    if not stated:
        require_same_origin(workspace, declared, file=path)


def require_unchanged(path: Path, before: os.stat_result) -> None:
    """Refuse a file that is being written while it is read."""
    after = os.stat(path)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise FileFault(
            "读取时文件被改动 the file changed while it was read",
            file=path,
            action="待其写完后重试 try again when it is complete",
        )
