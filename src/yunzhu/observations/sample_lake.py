"""The lake of water samples: every version kept, the newest counts, read month by month.

Versions are ordered by the day of the poll that gave them, where the feed was asked, otherwise
by the day of receipt; within a day the later import counts, within a file the later line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

import pyarrow as pa

from yunzhu.arrays import Int64Array
from yunzhu.errors import EvidenceError
from yunzhu.observations.dataset_folder import Staging, only_writer, staging_of
from yunzhu.observations.manifest import ImportRecord, Manifest, read_manifest, site_list_key
from yunzhu.observations.sample_blocks import (
    MonthReader,
    joined,
    minutes_of_days,
    overlaps,
)
from yunzhu.observations.sample_segments import (
    SampleSegment,
    codes_of,
    read_samples,
    write_samples,
)
from yunzhu.observations.samples import DetectionMark, Samples
from yunzhu.observations.water_items import item_rank
from yunzhu.periods import CITY_ZONE, Period, minute_start
from yunzhu.workspace import Workspace

SAMPLES_DATASET = "water_samples"


@dataclass(frozen=True)
class SampleVersion:
    """One stored version of a sample's value: what was received, when, from where.

    Attributes
    ----------
    received, source, import_id : the import. row : line of its file. polled : day on which the
        feed was asked, where there is one.
    number : times 10**`SAMPLE_DECIMALS`. mark : detection mark. text : as received.
    shown : text that the feed displays beside the original value; None: the same.
    state : what the station says of itself. standing : provisional or final.
    """

    received: datetime
    source: str
    import_id: str
    row: int
    polled: date | None
    number: int
    mark: DetectionMark
    text: str
    shown: str | None
    state: str
    method: str
    laboratory: str
    standing: str

    @property
    def day(self) -> date:
        """The day that orders versions: of the poll, without one of receipt (city time)."""
        return self.polled or self.received.astimezone(CITY_ZONE).date()


class SampleLake:
    """Water samples of one workspace.

    Readers open the files that the manifest lists at the moment the lake was opened.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from yunzhu.workspace import init_workspace
    >>> SampleLake(init_workspace(Path(tempfile.mkdtemp()) / "w")).sites()
    ()
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.folder = workspace.lake / SAMPLES_DATASET
        self.manifest: Manifest[SampleSegment] = read_manifest(
            self.folder, workspace.origin, SampleSegment.from_dict
        )

    def sites(self, *, known_at: date | None = None) -> tuple[str, ...]:
        """Return every site that has a sample, sorted."""
        keys = {segment.site_list for segment in self.manifest.segments(known_at)}
        return tuple(sorted({site for key in keys for site in self.manifest.site_lists[key]}))

    def span(self, known_at: date | None = None) -> Period | None:
        """Return the days from the first sample to the last, or None when there is none."""
        segments = list(self.manifest.segments(known_at))
        if not segments:
            return None
        first = min(one.first_minute for one in segments)
        last = max(one.stop_minute for one in segments) - 1
        return Period(minute_start(first).date(), minute_start(last).date())

    def items(self, first: date, last: date, *, known_at: date | None = None) -> tuple[str, ...]:
        """Return every item in the files that hold samples of some days, by `item_rank`."""
        start, stop = minutes_of_days(first, last)
        segments = [one for one in self.manifest.segments(known_at) if overlaps(one, start, stop)]
        return tuple(sorted({item for one in segments for item in one.items}, key=item_rank))

    def imports_of(
        self, sites: Sequence[str], first: date, last: date, *, known_at: date | None = None
    ) -> tuple[ImportRecord[SampleSegment], ...]:
        """Return the imports that stored samples of some sites within days, oldest first."""
        wanted = set(sites)
        start, stop = minutes_of_days(first, last)
        return tuple(
            record
            for record in self.manifest.imports_known_at(known_at)
            if any(
                overlaps(segment, start, stop)
                and wanted.intersection(self.manifest.site_lists[segment.site_list])
                for segment in record.segments
            )
        )

    def read(
        self,
        first: date,
        last: date,
        *,
        sites: Sequence[str] | None = None,
        items: Sequence[str] | None = None,
        known_at: date | None = None,
        without_states: Collection[str] = (),
    ) -> Samples:
        """Return the newest version of every sample taken from ``first`` to ``last``.

        Parameters
        ----------
        first, last : days, both included.
        sites, items : what is read, in the order wanted; None: all that the days have, sites
            sorted by id and items in the order of `WATER_ITEMS`.
        known_at : ignore what was received after that day.
        without_states : leave out samples of stations in these states (``停站`` ...). A version
            that only repeats the one before it in such a state hides nothing.

        Raises
        ------
        WorkspaceError : a file that the manifest lists is absent or broken.
        """
        blocks = self.blocks(
            first,
            last,
            sites=sites,
            items=items,
            known_at=known_at,
            without_states=without_states,
        )
        return joined(list(blocks))

    def read_shown(
        self,
        first: date,
        last: date,
        *,
        sites: Sequence[str] | None = None,
        items: Sequence[str] | None = None,
        known_at: date | None = None,
    ) -> Samples:
        """Return the numbers as the feed displays them, where it shows other than the original.

        Parameters and errors as in `read`.
        """
        reader = self._reader(first, last, sites, items, known_at, ())
        return joined([reader.block(month, is_shown=True) for month in reader.months])

    def blocks(
        self,
        first: date,
        last: date,
        *,
        sites: Sequence[str] | None = None,
        items: Sequence[str] | None = None,
        known_at: date | None = None,
        without_states: Collection[str] = (),
    ) -> Iterator[Samples]:
        """Yield the samples of `read` month by month; every block has the same sites and items.

        Parameters and errors as in `read`.
        """
        reader = self._reader(first, last, sites, items, known_at, without_states)
        for month in reader.months:
            yield reader.block(month, is_shown=False)

    def versions(self, site: str, item: str, minute: int) -> tuple[SampleVersion, ...]:
        """Return every stored version of one sample's value, oldest first; the last one counts."""
        versions = []
        for record in self.manifest.imports:
            for segment in record.segments:
                if (
                    site not in self.manifest.site_lists[segment.site_list]
                    or item not in segment.items
                    or not segment.first_minute <= minute < segment.stop_minute
                ):
                    continue
                table = read_samples(self.folder / segment.path, _ALL_COLUMNS, [site])
                is_it = (
                    (codes_of(table["site"], [site]) == 0)
                    & (codes_of(table["item"], [item]) == 0)
                    & (table["minutes"].to_numpy() == minute)
                )
                cut = table.filter(pa.array(is_it)).drop_columns(["site", "item", "minutes"])
                for cells in cut.to_pylist():
                    versions.append(
                        SampleVersion(
                            received=record.received,
                            source=record.source,
                            import_id=record.id,
                            mark=DetectionMark(cells.pop("mark")),
                            **cells,
                        )
                    )
        return tuple(sorted(versions, key=lambda one: one.day))

    def segments(self, known_at: date | None = None) -> Iterator[tuple[SampleSegment, date]]:
        """Yield the segments with the day (city time) of their receipt, as they were received."""
        for record in self.manifest.imports_known_at(known_at):
            day = record.received.astimezone(CITY_ZONE).date()
            for segment in record.segments:
                yield segment, day

    def of_manifest(self, manifest: Manifest[SampleSegment]) -> SampleLake:
        """Return the lake as another manifest of it lists it."""
        other = SampleLake(self.workspace)
        other.manifest = manifest
        return other

    @contextmanager
    def writing(self) -> Iterator[SampleTransaction]:
        """Open the one transaction that may write; leaving without commit stores nothing.

        Raises
        ------
        WorkspaceError : another import is running.
        """
        with only_writer(self.workspace):
            self.manifest = read_manifest(
                self.folder, self.workspace.origin, SampleSegment.from_dict
            )
            with staging_of(self.folder, self.manifest) as staging:
                yield SampleTransaction(self, staging)

    def _reader(
        self,
        first: date,
        last: date,
        sites: Sequence[str] | None,
        items: Sequence[str] | None,
        known_at: date | None,
        without_states: Collection[str],
    ) -> MonthReader:
        start, stop = minutes_of_days(first, last)
        received = [pair for pair in self.segments(known_at) if overlaps(pair[0], start, stop)]
        segments = [segment for segment, _ in received]
        if sites is None:
            keys = {segment.site_list for segment in segments}
            sites = sorted({site for key in keys for site in self.manifest.site_lists[key]})
        if items is None:
            items = self.items(first, last, known_at=known_at)
        return MonthReader(
            self.folder,
            tuple(received),
            Period(first, last).months(),
            tuple(sites),
            tuple(items),
            None if len(sites) == len(self.sites()) else frozenset(sites),
            frozenset(without_states),
        )


_ALL_COLUMNS = (
    "row",
    "polled",
    "number",
    "mark",
    "text",
    "shown",
    "state",
    "method",
    "laboratory",
    "standing",
    "site",
    "item",
    "minutes",
)


class SampleTransaction:
    """Segments staged out of readers' sight until `commit` makes all of them visible at once."""

    def __init__(self, lake: SampleLake, staging: Staging) -> None:
        self._lake = lake
        self._staging = staging
        self._segments: list[SampleSegment] = []
        self._site_lists: list[tuple[str, ...]] = []
        self.scratch = staging.scratch
        self.add_text = staging.add_text

    def add_samples(self, name: str, table: pa.Table) -> None:
        """Stage samples of one calendar month as ``<name>.parquet``.

        Parameters
        ----------
        name : of the file.
        table : columns of `SAMPLE_SCHEMA`, in any order of rows.

        Raises
        ------
        EvidenceError : no sample, or of several months.
        """
        minutes = table["minutes"].to_numpy()
        days = [minute_start(int(one)).date().replace(day=1) for one in _ends(minutes)]
        if len(set(days)) != 1:
            raise EvidenceError(
                "一个数据段只存一个月 a segment holds samples of one month",
                found=[str(day) for day in days],
                expected="one month",
            )
        origin = self._lake.workspace.origin
        segment, sites = write_samples(self._staging.path, name, table, origin)
        self._site_lists.append(sites)
        self._segments.append(replace(segment, site_list=site_list_key(sites)))

    def commit(
        self, *, source: str, digest: str, feed: str, counts: dict[str, int]
    ) -> ImportRecord[SampleSegment]:
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


def _ends(minutes: Int64Array) -> tuple[int, ...]:
    return (int(minutes.min()), int(minutes.max())) if len(minutes) else ()
