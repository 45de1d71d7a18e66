"""The folder of a dataset: one writer at a time, an import all visible or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from yunzhu.errors import WorkspaceError
from yunzhu.files import flush_to_disk, write_whole_text
from yunzhu.observations.manifest import (
    MANIFEST_NAME,
    UNLISTED_MARK,
    ImportRecord,
    Manifest,
    SegmentT,
    site_list_key,
    unlisted_folder,
    write_manifest,
)
from yunzhu.periods import CITY_ZONE
from yunzhu.workspace import Workspace

LOCK_NAME = ".lock"
_STAGING_PREFIX = ".staging-"


@contextmanager
def only_writer(workspace: Workspace) -> Iterator[None]:
    """Hold the lake's one lock: imports of every dataset also write the site register.

    Raises
    ------
    WorkspaceError : another import is running.
    """
    workspace.lake.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(workspace.lake / LOCK_NAME, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkspaceError(
                "另一导入正在进行 another import is running",
                file=workspace.lake,
                action="待其结束后重试 try again when it has ended",
            ) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def staging_of(folder: Path, manifest: Manifest[SegmentT]) -> Iterator[Staging]:
    """Open the staging of the next import; what is not published is gone afterwards.

    The caller holds the lock and has read the manifest under it.

    Parameters
    ----------
    folder : of the dataset; made when absent.
    manifest : as the folder has it.

    Raises
    ------
    WorkspaceError : the folder holds data that the manifest does not list.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _prepare(folder, manifest)
    staging = Staging(folder, 1 + len(manifest.imports))
    try:
        yield staging
    finally:
        shutil.rmtree(staging.path, ignore_errors=True)


def _prepare(folder: Path, manifest: Manifest[SegmentT]) -> None:
    """Write the first manifest and remove what a killed import left behind.

    A killed import leaves staging, or one folder that still bears the mark of an import not
    yet listed. Any other unlisted folder means that the manifest lost something: refuse,
    never delete.
    """
    listed = {record.id for record in manifest.imports}
    has_manifest = (folder / MANIFEST_NAME).exists()
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((_STAGING_PREFIX, f".{MANIFEST_NAME}.")):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        elif entry.is_dir() and entry.name not in listed:
            if not (entry / UNLISTED_MARK).exists():
                raise unlisted_folder(entry, len(listed))
            shutil.rmtree(entry)
    if not has_manifest:
        write_manifest(folder, manifest)


class Staging:
    """Files out of readers' sight until `publish` makes all of them visible at once.

    Parameters
    ----------
    folder : of the dataset.
    sequence : number of the import, from 1.

    Attributes
    ----------
    path : where an import puts its files.
    """

    def __init__(self, folder: Path, sequence: int) -> None:
        self._folder = folder
        self._sequence = sequence
        self.path = folder / f"{_STAGING_PREFIX}{sequence:06d}"
        self.path.mkdir()

    @property
    def scratch(self) -> Path:
        """A folder for intermediate files; it is gone after the import."""
        folder = self.path / ".scratch"
        folder.mkdir(exist_ok=True)
        return folder

    def add_text(self, name: str, text: str) -> None:
        """Stage a text file (the list of quarantined cells) beside the segments."""
        write_whole_text(self.path / name, text)

    def publish(
        self,
        manifest: Manifest[SegmentT],
        segments: Sequence[SegmentT],
        sites: Sequence[tuple[str, ...]],
        *,
        source: str,
        digest: str,
        feed: str,
        counts: Mapping[str, int],
    ) -> Manifest[SegmentT]:
        """Make everything staged visible in one step and return the new manifest.

        Parameters
        ----------
        manifest : before the import.
        segments : dataclasses whose ``path`` is the name of a staged file.
        sites : the site lists that the segments refer to.
        source, digest, feed, counts : as in `ImportRecord`.
        """
        shutil.rmtree(self.path / ".scratch", ignore_errors=True)
        identity = f"{self._sequence:06d}-{digest[:8]}"
        (self.path / UNLISTED_MARK).touch()
        flush_to_disk(self.path)
        os.replace(self.path, self._folder / identity)
        flush_to_disk(self._folder)
        record = ImportRecord(
            id=identity,
            received=datetime.now(CITY_ZONE),
            source=source,
            digest=digest,
            feed=feed,
            counts=dict(counts),
            segments=tuple(_below(identity, one) for one in segments),
        )
        widened = manifest.with_import(record, {site_list_key(one): one for one in sites})
        write_manifest(self._folder, widened)
        (self._folder / identity / UNLISTED_MARK).unlink()
        return widened


def _below(identity: str, segment: Any) -> Any:
    """Return a segment whose path lies in the folder of its import."""
    return replace(segment, path=f"{identity}/{segment.path}")
