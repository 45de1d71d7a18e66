"""A lake of hourly records: versions kept, the newest counts, imports all visible or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from yunzhu.arrays import MISSING16, MISSING32, IntArray
from yunzhu.errors import EvidenceError
from yunzhu.observations.dataset_folder import Staging, only_writer, staging_of
from yunzhu.observations.datasets import AIR_HOURLY, Dataset
from yunzhu.observations.grid import Grid, Series, rescaled, widened
from yunzhu.observations.items import Item
from yunzhu.observations.manifest import ImportRecord, Manifest, read_manifest, site_list_key
from yunzhu.observations.segments import Segment, read_segment, write_segment
from yunzhu.workspace import Workspace


@dataclass(frozen=True)
class CellVersion:
    """One stored version of a cell: what was received, when, and from which file."""

    received: datetime
    source: str
    scaled: int
    decimals: int


class Lake:
    """Hourly records of one dataset of a workspace.

    Readers open the files that the manifest lists at the moment the lake was opened.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from yunzhu.workspace import init_workspace
    >>> Lake(init_workspace(Path(tempfile.mkdtemp()) / "w")).sites()
    ()
    """

    def __init__(self, workspace: Workspace, dataset: Dataset = AIR_HOURLY) -> None:
        self.workspace = workspace
        self.dataset = dataset
        self.folder = workspace.lake / dataset.name
        self.manifest: Manifest[Segment] = read_manifest(
            self.folder, workspace.origin, Segment.from_dict
        )

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
    ) -> tuple[ImportRecord[Segment], ...]:
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
        forms = {name: _common_form(self.dataset.items[name], segments) for name in items}
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
                name: Series(arrays[name], decimals, self.dataset.items[name].unit)
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
        with only_writer(self.workspace):
            self.manifest = read_manifest(self.folder, self.workspace.origin, Segment.from_dict)
            with staging_of(self.folder, self.manifest) as staging:
                yield LakeTransaction(self, staging)


class LakeTransaction:
    """Segments staged out of readers' sight until `commit` makes all of them visible at once."""

    def __init__(self, lake: Lake, staging: Staging) -> None:
        self._lake = lake
        self._staging = staging
        self._segments: list[Segment] = []
        self._site_lists: list[tuple[str, ...]] = []
        self.scratch = staging.scratch
        self.add_text = staging.add_text

    def add_segment(self, name: str, grid: Grid) -> None:
        """Stage a grid that lies within one calendar month as ``<name>.parquet``."""
        path = self._staging.path / f"{name}.parquet"
        write_segment(path, grid, self._lake.workspace.origin)
        self._site_lists.append(grid.sites)
        self._segments.append(
            Segment(
                path=path.name,
                start_hour=grid.start_hour,
                hours=grid.slots,
                site_list=site_list_key(grid.sites),
                items={item: (one.decimals, one.unit) for item, one in grid.series.items()},
                wide_items=frozenset(
                    item for item, one in grid.series.items() if one.values.dtype == np.int32
                ),
            )
        )

    def commit(
        self, *, source: str, digest: str, feed: str, counts: dict[str, int]
    ) -> ImportRecord[Segment]:
        """Make everything staged visible in one step and return its record."""
        self._lake.manifest = self._staging.publish(
            self._lake.manifest,
            self._segments,
            self._site_lists,
            source=source,
            digest=digest,
            feed=feed,
            counts=counts,
        )
        return self._lake.manifest.imports[-1]


def _common_form(item: Item, segments: Sequence[Segment]) -> tuple[int, bool]:
    """Return (decimals, whether int32 is needed) of an item over some segments."""
    name = item.name
    decimals = {segment.items[name][0] for segment in segments if name in segment.items}
    wide = any(name in segment.wide_items for segment in segments)
    if not decimals:
        return item.decimals, False
    return max(decimals), wide or len(decimals) > 1
