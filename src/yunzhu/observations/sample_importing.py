"""Import of water samples: read in batches, check, spool by month, resolve, commit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from yunzhu.arrays import Int64Array
from yunzhu.files import digest_of_file
from yunzhu.observations.feeds.reading import SiteKind
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.sample_reading import (
    SampleBatch,
    SampleFileOptions,
    SampleReading,
)
from yunzhu.observations.import_file import (
    CLOCK_TOLERANCE,
    no_progress,
    require_file,
    require_origins,
    require_unchanged,
)
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.manifest import up_to_file
from yunzhu.observations.quarantine import Quarantine
from yunzhu.observations.sample_lake import SAMPLES_DATASET, SampleLake
from yunzhu.observations.sample_resolution import changes_of_month
from yunzhu.observations.sample_segments import SAMPLE_SCHEMA
from yunzhu.observations.site_matching import NewSites, SiteMatcher, Unmatched
from yunzhu.observations.sites import Medium, load_sites, registered_sites
from yunzhu.observations.suspicious_units import SuspiciousUnits
from yunzhu.observations.water_feeds import SampleFeed
from yunzhu.periods import city_now, minute_index, minute_start
from yunzhu.values import Origin
from yunzhu.workspace import Workspace

FIRST_MINUTE = minute_index(datetime(1980, 1, 1))


@dataclass(frozen=True)
class SampleImportOptions:
    """What a user may say about an import of samples.

    Attributes
    ----------
    feed : the reader.
    encoding, polled, mapping : as in `SampleFileOptions`.
    new_sites : what to do with sites that the register does not have.
    area : area code of newly registered sites.
    medium : of newly registered sites.
    origin : of the samples, where the file states none.
    """

    feed: SampleFeed
    encoding: str = "utf-8"
    polled: date | None = None
    mapping: Path | None = None
    new_sites: NewSites = NewSites.QUARANTINE
    area: str = ""
    medium: Medium = Medium.SURFACE_WATER
    origin: Origin = Origin.MEASURED


@dataclass
class _Tally:
    read: int = 0
    new: int = 0
    unchanged: int = 0
    superseding: int = 0
    repeated: int = 0
    received_before: int = 0
    older: int = 0


def import_samples(
    workspace: Workspace,
    path: Path,
    options: SampleImportOptions,
    *,
    now: datetime,
    progress: Callable[[int, int], None] = no_progress,
) -> ImportReport:
    """Import one file of water samples into the lake.

    Cells and rows that cannot be taken are quarantined and the rest is stored, all at once; an
    import that is killed leaves the lake as it was. What the lake has already is not stored
    again, so a second import of a file changes nothing.

    Parameters
    ----------
    workspace : where to.
    path : the file.
    options : what the user said about it.
    now : wall clock of the city; samples of later moments are quarantined.
    progress : called with bytes read and bytes in all.

    Returns
    -------
    The account of the import; its ``exit_code`` is 1 when anything was rejected.

    Raises
    ------
    FileFault : the file as a whole cannot be used; nothing was stored.
    WorkspaceError : another import is running, the lake is broken, or origins would mix.
    """
    require_file(path)
    lake = SampleLake(workspace)
    with lake.writing() as transaction:
        before = os.stat(path)
        digest = digest_of_file(path)
        reading = options.feed.read(
            path, SampleFileOptions(options.encoding, options.polled, options.mapping)
        )
        register = load_sites(workspace)
        matcher = SiteMatcher(
            register,
            SiteKind.STATION,
            options.new_sites,
            options.area,
            medium=options.medium,
            level=reading.level,
        )
        quarantine = Quarantine(transaction.scratch, path.name)
        spool = _MonthSpool(transaction.scratch)
        tally = _Tally()
        suspicious = SuspiciousUnits()
        last_minute = minute_index(now + CLOCK_TOLERANCE)
        for batch in reading.batches:
            tally.read += len(batch.table) + sum(one.cells for one in batch.rejected)
            table, rejected = _checked(batch, reading, matcher, last_minute)
            quarantine.add(rejected)
            spool.add(table)
            suspicious.add(table)
            progress(reading.position(), before.st_size)
            require_unchanged(path, before)
        require_origins(workspace, reading.origins, options.origin, path)
        known = up_to_file(lake.manifest, digest)
        same_file = None if known is None else lake.of_manifest(known)
        is_changed = False
        # The day of receipt, as the manifest will state it.
        today = city_now().date()
        for name, table in spool.months():
            found = changes_of_month(table, reading, lake, same_file, today)
            quarantine.add(found.rejected)
            tally.new += found.new
            tally.unchanged += found.unchanged
            tally.superseding += found.superseding
            tally.repeated += found.repeated
            tally.received_before += found.received_before
            tally.older += found.older
            if len(found.table):
                transaction.add_samples(name, found.table)
                is_changed = True
        reading.notes.extend(suspicious.notes())
        if tally.older:
            reading.notes.append(
                f"{tally.older} 个值的采集日早于已存者，仅作旧版本 values of an earlier day than "
                "those stored, kept as older versions"
            )
        report = _report(path, options.feed, digest, tally, quarantine, matcher, reading, spool)
        if is_changed or (report.rejections and known is None):
            for number, text in enumerate(quarantine.parts(), 1):
                transaction.add_text(f"quarantined-{number:03d}.jsonl", text)
            with registered_sites(workspace, register, matcher.registered.values()):
                record = transaction.commit(
                    source=path.name, digest=digest, feed=options.feed.name, counts=report.counts
                )
            report = replace(report, import_id=record.id)
        progress(before.st_size, before.st_size)
        return report


def _checked(
    batch: SampleBatch, reading: SampleReading, matcher: SiteMatcher, last_minute: int
) -> tuple[pa.Table, list[Rejected]]:
    """Return the cells whose site and moment are good, sites by their ids, and the rest told."""
    table = batch.table
    minutes = table["minutes"].to_numpy()
    in_time = (minutes <= last_minute) & (minutes >= FIRST_MINUTE)
    column = table["site"].combine_chunks()
    keys = column.dictionary.to_pylist()
    codes = column.indices.to_numpy()
    used = np.bincount(codes[in_time], minlength=len(keys)) > 0
    ids: list[str | None] = []
    unmatched: dict[int, Unmatched] = {}
    for place, key in enumerate(keys):
        matched = matcher.match(key, batch.names.get(key, "")) if used[place] else None
        if isinstance(matched, Unmatched):
            unmatched[place] = matched
        ids.append(matcher.ids[matched] if isinstance(matched, int) else None)
    is_known = np.array([one is not None for one in ids], np.bool_)
    good = in_time & is_known[codes] if len(keys) else in_time
    rejected = list(batch.rejected)
    if not good.all():
        rejected.extend(_rows_left_out(table, good, in_time, codes, keys, unmatched, reading))
        rejected.sort(key=lambda one: one.row)
    renamed = pa.DictionaryArray.from_arrays(
        column.indices, pa.array([one or "" for one in ids], pa.string())
    )
    table = table.set_column(0, SAMPLE_SCHEMA.field("site"), renamed)
    return table.filter(pa.array(good)), rejected


def _rows_left_out(
    table: pa.Table,
    good: np.ndarray,
    in_time: np.ndarray,
    codes: np.ndarray,
    keys: list[str],
    unmatched: dict[int, Unmatched],
    reading: SampleReading,
) -> Iterator[Rejected]:
    """Yield one rejection per line of the file whose moment or site is not good."""
    lines, minutes = table["row"].to_numpy(), table["minutes"].to_numpy()
    places = np.flatnonzero(~good)
    found, first, counts = np.unique(lines[places], return_index=True, return_counts=True)
    for line, at, cells in zip(found.tolist(), first.tolist(), counts.tolist(), strict=True):
        place = int(places[at])
        if in_time[place]:
            why = unmatched[int(codes[place])]
            told = reading.site_field, keys[int(codes[place])][:80], why.reason, why.expected
        else:
            stamp = str(minute_start(int(minutes[place])))
            is_early = minutes[place] < FIRST_MINUTE
            reason = "时间过早 too long ago" if is_early else "未来的时间 a time in the future"
            bound = f">= {minute_start(FIRST_MINUTE)}" if is_early else "不晚于现在 not after now"
            told = reading.time_field, stamp, reason, bound
        yield Rejected(line, *told, cells=cells)


class _MonthSpool:
    """Checked cells parked on disk by month until the whole file has been read without a fault."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "samples"
        self._folder.mkdir()
        self._pieces: dict[int, list[Path]] = {}
        self.first_minute: int | None = None
        self.stop_minute: int | None = None

    def add(self, table: pa.Table) -> None:
        """Append cells of any months."""
        if not len(table):
            return
        minutes: Int64Array = table["minutes"].to_numpy().astype(np.int64)
        months = minutes.astype("datetime64[m]").astype("datetime64[M]").astype(np.int64)
        first, stop = int(minutes.min()), int(minutes.max()) + 1
        self.first_minute = min(first, first if self.first_minute is None else self.first_minute)
        self.stop_minute = max(stop, stop if self.stop_minute is None else self.stop_minute)
        for month in np.unique(months).tolist():
            pieces = self._pieces.setdefault(month, [])
            path = self._folder / f"{month}-{len(pieces)}.arrow"
            pieces.append(path)
            part = table.filter(pa.array(months == month)).unify_dictionaries()
            with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, part.schema) as writer:
                writer.write_table(part)

    def months(self) -> Iterator[tuple[str, pa.Table]]:
        """Yield the name of each month and all its cells."""
        for month, paths in sorted(self._pieces.items()):
            parts = []
            for path in paths:
                with pa.OSFile(str(path), "rb") as source:
                    parts.append(pa.ipc.open_file(source).read_all())
            yield str(np.datetime64(month, "M")), pa.concat_tables(parts).unify_dictionaries()


def _report(
    path: Path,
    feed: SampleFeed,
    digest: str,
    tally: _Tally,
    quarantine: Quarantine,
    matcher: SiteMatcher,
    reading: SampleReading,
    spool: _MonthSpool,
) -> ImportReport:
    first, stop = spool.first_minute, spool.stop_minute
    return ImportReport(
        file=path.name,
        feed=feed.name,
        dataset=SAMPLES_DATASET,
        digest=digest,
        import_id=None,
        read=tally.read,
        new=tally.new,
        unchanged=tally.unchanged,
        superseding=tally.superseding,
        repeated=tally.repeated,
        quarantined=quarantine.cells,
        rejections=quarantine.rejections,
        reasons=dict(quarantine.reasons),
        shown=quarantine.shown,
        received_before=tally.received_before,
        registered={site.id: site.name for site in matcher.registered.values()},
        without_area=tuple(site.id for site in matcher.registered.values() if not site.area),
        ignored_columns=reading.ignored_columns,
        notes=(*reading.notes, *quarantine.notes),
        first_hour=None if first is None else first // 60,
        stop_hour=None if stop is None else -(-stop // 60),
        states=dict(sorted(reading.states.items())),
        stale=tuple(reading.stale),
    )
