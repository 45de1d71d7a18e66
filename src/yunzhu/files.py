"""Files appear whole: temporary name, fsync, rename, fsync of the folder; and digests."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

TEMPORARY_SUFFIX = ".part"


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then put it in place in one step.

    A reader of ``path`` sees the old content or the new one, never a part, even when the
    process is killed. A left-over temporary file ends in ``.part`` and starts with a dot.

    Parameters
    ----------
    path : the file to appear; its folder is made when absent.
    write : called with the temporary path; must create the file.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> write_whole(target, lambda part: print(part.write_text("whole")))
    5
    >>> target.read_text()
    'whole'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.parent / f".{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}"
    try:
        write(part)
        flush_to_disk(part)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_to_disk(path.parent)


def write_whole_text(path: Path, text: str) -> None:
    """Write ``text`` in UTF-8 so that ``path`` appears whole."""

    def write(part: Path) -> None:
        part.write_bytes(text.encode("utf-8"))

    write_whole(path, write)


def flush_to_disk(path: Path) -> None:
    """Force a file or a folder entry onto the disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def digest_of_bytes(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
