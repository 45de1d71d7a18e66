"""Files handed in as evidence, kept in the workspace under their own hash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yunzhu.errors import FileFault
from yunzhu.files import digest_of_bytes, digest_of_file, write_whole
from yunzhu.workspace import Workspace


@dataclass(frozen=True)
class ReadFile:
    """A file's name and content, read once."""

    name: str
    content: bytes
    sha256: str


def read_evidence_file(path: Path) -> ReadFile:
    """Read a file that is to serve as evidence.

    Raises
    ------
    FileFault : it is absent, not a file, empty, or its name is too long.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileFault(
            "无法读取 cannot be read", file=path, found=error.strerror, expected="文件 a file"
        ) from error
    if not content:
        raise FileFault("空文件不是证据 an empty file proves nothing", file=path)
    longest = 255
    if len(path.name) > longest:
        raise FileFault("文件名过长 the name is too long", file=path, expected=f"≤ {longest} 字")
    return ReadFile(path.name, content, digest_of_bytes(content))


def stored_path(workspace: Workspace, sha256: str) -> Path:
    """Return where the file of a hash lies in the workspace."""
    return workspace.root / "evidence" / sha256[:2] / sha256


def keep_file(workspace: Workspace, file: ReadFile) -> None:
    """Store a file under its hash; the same content is stored once."""
    target = stored_path(workspace, file.sha256)
    if target.exists() and digest_of_file(target) == file.sha256:
        return

    def write(part: Path) -> None:
        part.write_bytes(file.content)

    write_whole(target, write)
