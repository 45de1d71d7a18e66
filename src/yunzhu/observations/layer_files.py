"""What the layers over the raw records share: one writer at a time, and their faults."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.workspace import Workspace

_LOCK_NAME = ".layers.lock"


def required_words(field: str, text: str) -> str:
    """Return the text without blanks around it; an empty one raises `UsageError`."""
    if not text.strip():
        raise UsageError(
            "不得为空 must not be empty", field=field, found=text, expected="文字 words"
        )
    return text.strip()


def refuse_unreadable(path: Path, error: Exception) -> NoReturn:
    """Raise `WorkspaceError` for a layer's file that cannot be read."""
    raise WorkspaceError(
        "图层文件无法读取 a layer cannot be read",
        file=path,
        found=f"{type(error).__name__}: {error}",
        action="从备份恢复该文件 restore the file from a backup",
    ) from error


@contextmanager
def writing_layers(workspace: Workspace) -> Iterator[None]:
    """Let one writer at a time read, change and write a layer; others wait."""
    workspace.lake.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(workspace.lake / _LOCK_NAME, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
