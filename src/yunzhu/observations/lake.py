"""The lake of hourly air records: versions kept, the newest counts, imports all visible or not."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np

from yunzhu.arrays import MISSING16, MISSING32, IntArray
from yunzhu.errors import EvidenceError, WorkspaceError
from yunzhu.files import flush_to_disk, write_whole_text
from yunzhu.observations.grid import Grid, Series, rescaled, widened
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.observations.manifest import (
    MANIFEST_NAME,
    UNLISTED_MARK,
    ImportRecord,
    Manifest,
    read_manifest,
    site_list_key,
    unlisted_folder,
    write_manifest,
)
from yunzhu.observations.segments import Segment, read_segment, write_segment
from yunzhu.periods import CITY_ZONE
from yunzhu.workspace import Workspace

DATASET = "air_hourly"
_LOCK_NAME = ".lock"
_STAGING_PREFIX = ".staging-"


@dataclass(frozen=True)
class CellVersion:
    """One stored version of a cell: what was received, when, and from which file."""

    received: datetime
    source: str
    scaled: int
    decimals: int


class Lake:
    """Hourly air records of one workspace.

    Readers open the files that the manifest lists at the moment the lake was opened.

    Examples
    --------
    >>> import tempfile
    >>> from yunzhu.workspace import init_workspace
    >>> Lake(init_workspace(Path(tempfile.mkdtemp()) / "w")).sites()
    ()
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.folder = workspace.lake / DATASET
        self.manifest: Manifest = read_manifest(self.folder, workspace.origin)

    def sites(self, *, before: int | None = None, known_at: date | None = None) -> tuple[str, ...]:
        """Return every site that has a record, sorted.

        Parameters
        ----------
        before : count only segments that end by this hour index.
        known_at : ignore what was received after that day.
        """
        lists = {
            segment.site_list
            for segment in self.manifest.segments(known_at)
            if before is None or segment.stop_hour <= before
        }
        return tuple(sorted({site for key in lists for site in self.manifest.site_lists[key]}))

    def span(self, known_at: date | None = None) -> tuple[int, int] | None:
        """Return (first hour, hour after the last) of all records, or None when there is none."""
        segments = list(self.manifest.segments(known_at))
        if not segments:
            return None
        return min(one.start_hour for one in segments), max(one.stop_hour for one in segments)

    def imports_of(
        self,
        sites: Sequence[str],
        start_hour: int,
        stop_hour: int,
        *,
        known_at: date | None = None,
    ) -> tuple[ImportRecord, ...]:
        """Return the imports that stored records of some sites within a span, oldest first."""
        wanted = set(sites)
        return tuple(
            record
            for record in self.manifest.imports_known_at(known_at)
            if any(
                segment.start_hour < stop_hour
                and segment.stop_hour > start_hour
                and wanted.intersection(self.manifest.site_lists[segment.site_list])
                for segment in record.segments
            )
        )

    def read_grid(
        self,
        items: Sequence[str],
        sites: Sequence[str],
        start_hour: int,
        stop_hour: int,
        *,
        known_at: date | None = None,
    ) -> Grid:
        """Return the newest version of every cell as a dense grid; what is absent is missing.

        Parameters
        ----------
        items : item names.
        sites : site ids, the order of the grid's first axis.
        start_hour, stop_hour : span; ``start_hour`` <= hour < ``stop_hour``.
        known_at : ignore what was received after that day.

        Raises
        ------
        WorkspaceError : a file that the manifest lists is absent or broken.
        """
        if stop_hour <= start_hour or not sites:
            raise EvidenceError(
                "空网格 an empty grid was asked for",
                found=f"{len(sites)} sites, {stop_hour - start_hour} hours",
                expected="at least one site and one hour",
            )
        segments = [
            segment
            for segment in self.manifest.segments(known_at)
            if segment.start_hour < stop_hour and segment.stop_hour > start_hour
        ]
        wanted = tuple(sites)
        if len(segments) == 1 and self._is_exactly(
            segments[0], items, wanted, start_hour, stop_hour
        ):
            _, series = read_segment(self.folder / segments[0].path, segments[0], items, None)
            return Grid(wanted, start_hour, series)
        forms = {name: _common_form(name, segments) for name in items}
        shape = (len(wanted), stop_hour - start_hour)
        arrays: dict[str, IntArray] = {}
        for name, (_, wide) in forms.items():
            if wide:
                arrays[name] = np.full(shape, MISSING32, np.int32)
            else:
                arrays[name] = np.full(shape, MISSING16, np.int16)
        row_of = {site: row for row, site in enumerate(wanted)}
        for segment in segments:
            self._lay(segment, forms, arrays, row_of, start_hour, stop_hour)
        return Grid(
            wanted,
            start_hour,
            {
                name: Series(arrays[name], decimals, AIR_ITEMS[name].unit)
                for name, (decimals, _) in forms.items()
            },
        )

    def _is_exactly(
        self,
        segment: Segment,
        items: Sequence[str],
        sites: tuple[str, ...],
        start_hour: int,
        stop_hour: int,
    ) -> bool:
        return (
            (segment.start_hour, segment.stop_hour) == (start_hour, stop_hour)
            and all(name in segment.items for name in items)
            and self.manifest.site_lists[segment.site_list] == sites
        )

    def _lay(
        self,
        segment: Segment,
        forms: dict[str, tuple[int, bool]],
        arrays: dict[str, IntArray],
        row_of: dict[str, int],
        start_hour: int,
        stop_hour: int,
    ) -> None:
        """Lay one segment's present cells over the grid under construction."""
        listed = self.manifest.site_lists[segment.site_list]
        needed = [row for row, site in enumerate(listed) if site in row_of]
        items = [name for name in forms if name in segment.items]
        if not needed or not items:
            return
        read_rows, stored = read_segment(self.folder / segment.path, segment, items, needed)
        position = {row: place for place, row in enumerate(read_rows)}
        source_rows = np.array([position[row] for row in needed])
        target_rows = np.array([row_of[listed[row]] for row in needed])
        first = max(start_hour, segment.start_hour)
        stop = min(stop_hour, segment.stop_hour)
        source_hours = slice(first - segment.start_hour, stop - segment.start_hour)
        target_hours = slice(first - start_hour, stop - start_hour)
        for name in items:
            decimals, wide = forms[name]
            values = stored[name].values[source_rows, source_hours]
            if wide:
                values = rescaled(widened(values), stored[name].decimals, decimals)
            target = arrays[name][target_rows, target_hours]
            missing = MISSING32 if wide else MISSING16
            arrays[name][target_rows, target_hours] = np.where(values != missing, values, target)

    def versions(self, site: str, item: str, hour: int) -> tuple[CellVersion, ...]:
        """Return every stored version of one cell, oldest first; the last one counts."""
        found = []
        for record in self.manifest.imports:
            for segment in record.segments:
                listed = self.manifest.site_lists[segment.site_list]
                if (
                    site not in listed
                    or item not in segment.items
                    or not segment.start_hour <= hour < segment.stop_hour
                ):
                    continue
                row = listed.index(site)
                rows, series = read_segment(self.folder / segment.path, segment, [item], [row])
                one = series[item]
                scaled = int(one.values[rows.index(row), hour - segment.start_hour])
                if scaled != one.missing:
                    found.append(CellVersion(record.received, record.source, scaled, one.decimals))
        return tuple(found)

    @contextmanager
    def writing(self) -> Iterator[LakeTransaction]:
        """Open the one transaction that may write; leaving without commit stores nothing.

        Raises
        ------
        WorkspaceError : another import is running.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / _LOCK_NAME, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise WorkspaceError(
                    "另一导入正在进行 another import is running",
                    file=self.folder,
                    action="待其结束后重试 try again when it has ended",
                ) from error
            self.manifest = read_manifest(self.folder, self.workspace.origin)
            self._prepare_folder()
            transaction = LakeTransaction(self)
            try:
                yield transaction
            finally:
                transaction.discard_staging()
        finally:
            os.close(descriptor)

    def _prepare_folder(self) -> None:
        """Write the first manifest and remove what a killed import left behind.

        A killed import leaves staging, or one folder that still bears the mark of an import not
        yet listed. Any other unlisted folder means that the manifest lost something: refuse,
        never delete.
        """
        listed = {record.id for record in self.manifest.imports}
        has_manifest = (self.folder / MANIFEST_NAME).exists()
        for entry in sorted(self.folder.iterdir()):
            if entry.name.startswith((_STAGING_PREFIX, f".{MANIFEST_NAME}.")):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            elif entry.is_dir() and entry.name not in listed:
                if not (entry / UNLISTED_MARK).exists():
                    raise unlisted_folder(entry, len(listed))
                shutil.rmtree(entry)
        if not has_manifest:
            write_manifest(self.folder, self.manifest)


class LakeTransaction:
    """Segments staged out of readers' sight until `commit` makes all of them visible at once."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._sequence = 1 + len(lake.manifest.imports)
        self._staging = lake.folder / f"{_STAGING_PREFIX}{self._sequence:06d}"
        self._staging.mkdir()
        self._segments: list[Segment] = []
        self._site_lists: dict[str, tuple[str, ...]] = {}

    @property
    def scratch(self) -> Path:
        """A folder for intermediate files; it is gone after the transaction."""
        folder = self._staging / ".scratch"
        folder.mkdir(exist_ok=True)
        return folder

    def add_segment(self, name: str, grid: Grid) -> None:
        """Stage a grid that lies within one calendar month as ``<name>.parquet``."""
        path = self._staging / f"{name}.parquet"
        write_segment(path, grid, self._lake.workspace.origin)
        key = site_list_key(grid.sites)
        self._site_lists[key] = grid.sites
        self._segments.append(
            Segment(
                path=path.name,
                start_hour=grid.start_hour,
                hours=grid.slots,
                site_list=key,
                items={item: (one.decimals, one.unit) for item, one in grid.series.items()},
                wide_items=frozenset(
                    item for item, one in grid.series.items() if one.values.dtype == np.int32
                ),
            )
        )

    def add_text(self, name: str, text: str) -> None:
        """Stage a text file (the list of quarantined cells) beside the segments."""
        write_whole_text(self._staging / name, text)

    def commit(
        self, *, source: str, digest: str, feed: str, counts: dict[str, int]
    ) -> ImportRecord:
        """Make everything staged visible in one step and return its record."""
        lake = self._lake
        shutil.rmtree(self._staging / ".scratch", ignore_errors=True)
        identity = f"{self._sequence:06d}-{digest[:8]}"
        (self._staging / UNLISTED_MARK).touch()
        flush_to_disk(self._staging)
        os.replace(self._staging, lake.folder / identity)
        flush_to_disk(lake.folder)
        record = ImportRecord(
            id=identity,
            received=datetime.now(CITY_ZONE),
            source=source,
            digest=digest,
            feed=feed,
            counts=counts,
            segments=tuple(replace(one, path=f"{identity}/{one.path}") for one in self._segments),
        )
        manifest = lake.manifest.with_import(record, self._site_lists)
        write_manifest(lake.folder, manifest)
        (lake.folder / identity / UNLISTED_MARK).unlink()
        lake.manifest = manifest
        return record

    def discard_staging(self) -> None:
        """Remove what was staged and not committed."""
        shutil.rmtree(self._staging, ignore_errors=True)


def _common_form(name: str, segments: Sequence[Segment]) -> tuple[int, bool]:
    """Return (decimals, whether int32 is needed) of an item over some segments."""
    decimals = {segment.items[name][0] for segment in segments if name in segment.items}
    wide = any(name in segment.wide_items for segment in segments)
    if not decimals:
        return AIR_ITEMS[name].decimals, False
    return max(decimals), wide or len(decimals) > 1
