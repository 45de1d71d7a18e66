"""Import of hourly records: read in batches, check, spool by month, resolve, commit."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from yunzhu.arrays import MISSING32, BoolArray, Int32Array, Int64Array
from yunzhu.errors import FileFault
from yunzhu.files import digest_of_file
from yunzhu.observations.datasets import AIR_HOURLY, Dataset
from yunzhu.observations.feeds import Feed, detect_feed, feed_named
from yunzhu.observations.feeds.reading import Reading, ReadingOptions, cell_count
from yunzhu.observations.feeds.records import Records, Rejected
from yunzhu.observations.import_file import (
    CLOCK_TOLERANCE,
    no_progress,
    require_file,
    require_origins,
    require_unchanged,
)
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.lake import Lake, LakeTransaction
from yunzhu.observations.manifest import up_to_file
from yunzhu.observations.quarantine import Quarantine
from yunzhu.observations.resolution import (
    MonthPart,
    conflicting_copies,
    difference,
    grid_of_changes,
    lay_item,
    month_parts,
    record_counts,
    site_lookup,
)
from yunzhu.observations.site_matching import NewSites, SiteMatcher, Unmatched
from yunzhu.observations.sites import load_sites, registered_sites
from yunzhu.observations.skipped_hours import SkippedHoursFinder
from yunzhu.observations.spool import Spool
from yunzhu.periods import HourLabel, hour_index, hour_start, hours_to_interval_start
from yunzhu.values import Origin
from yunzhu.workspace import Workspace

SITES_PER_PART = 2_000
FIRST_HOUR = hour_index(datetime(1980, 1, 1))


@dataclass(frozen=True)
class ImportOptions:
    """What a user may say about an import.

    Attributes
    ----------
    format : name of a feed; None: known by the file's content.
    encoding, hour_label, mapping : as in `ReadingOptions`.
    new_sites : what to do with sites that the register does not have.
    area : area code of newly registered stations that the gazetteer does not know.
    origin : of the records, where the file itself does not state it.
    dataset : of the records.
    """

    format: str | None = None
    encoding: str = "utf-8"
    hour_label: HourLabel | None = None
    mapping: Path | None = None
    new_sites: NewSites = NewSites.QUARANTINE
    area: str = ""
    origin: Origin = Origin.MEASURED
    dataset: Dataset = AIR_HOURLY

    @property
    def reading(self) -> ReadingOptions:
        """The part that concerns the reader."""
        return ReadingOptions(self.encoding, self.hour_label, self.mapping, self.dataset)


@dataclass
class _Tally:
    read: int = 0
    new: int = 0
    unchanged: int = 0
    superseding: int = 0
    repeated: int = 0
    received_before: int = 0
    first_hour: int | None = None
    stop_hour: int | None = None

    def span(self, hours: Int64Array) -> None:
        """Widen the span to these hours."""
        first, stop = int(hours.min()), int(hours.max()) + 1
        self.first_hour = first if self.first_hour is None else min(first, self.first_hour)
        self.stop_hour = stop if self.stop_hour is None else max(stop, self.stop_hour)


def import_hourly(
    workspace: Workspace,
    path: Path,
    options: ImportOptions,
    *,
    now: datetime,
    progress: Callable[[int, int], None] = no_progress,
) -> ImportReport:
    """Import one file of hourly records into the lake of its dataset.

    Cells and rows that cannot be taken are quarantined and the rest is stored, all at once;
    an import that is killed leaves the lake as it was. What the lake has already is not stored
    again, so a second import of a file changes nothing.

    Parameters
    ----------
    workspace : where to.
    path : the file.
    options : what the user said about it.
    now : wall clock of the city; records of hours not ended by then are quarantined.
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
    lake = Lake(workspace, options.dataset)
    with lake.writing() as transaction:
        feed = _feed(path, options)
        before = os.stat(path)
        digest = digest_of_file(path)
        reading = feed.read(path, options.reading)
        register = load_sites(workspace)
        area = options.area or reading.area
        matcher = SiteMatcher(
            register,
            reading.site_kind,
            options.new_sites,
            area,
            medium=options.dataset.medium,
            level=options.dataset.level,
        )
        quarantine = Quarantine(transaction.scratch, path.name)
        spool = Spool(transaction.scratch)
        tally = _Tally()
        checker = _BatchChecker(reading, matcher, _last_start(now))
        for batch in reading.batches:
            tally.read += cell_count(batch)
            rejected, good, sites = checker.check(batch)
            quarantine.add(rejected)
            if good.any():
                hours = batch.start_hours[good]
                tally.span(hours)
                values = {name: scaled[good] for name, scaled in batch.values.items()}
                spool.add(batch.rows[good], sites[good], hours, values)
            progress(reading.position(), before.st_size)
            require_unchanged(path, before)
        require_origins(workspace, reading.origins, options.origin, path)
        skipped = SkippedHoursFinder(matcher.ids)
        resolver = _MonthResolver(lake, transaction, spool, quarantine, tally, skipped)
        same_file = _after_same_file(lake, digest)
        changed = [
            resolver.resolve(month, matcher.ids, reading.hour_label, same_file)
            for month in spool.months()
        ]
        report = _report(
            path, feed, options.dataset, digest, tally, quarantine, matcher, reading, skipped
        )
        told_before = any(one.digest == digest for one in lake.manifest.imports)
        if any(changed) or (report.rejections and not told_before):
            for number, text in enumerate(quarantine.parts(), 1):
                transaction.add_text(f"quarantined-{number:03d}.jsonl", text)
            with registered_sites(workspace, register, matcher.registered.values()):
                record = transaction.commit(
                    source=path.name, digest=digest, feed=feed.name, counts=report.counts
                )
            report = replace(report, import_id=record.id)
        progress(before.st_size, before.st_size)
        return report


def _feed(path: Path, options: ImportOptions) -> Feed:
    if not path.is_file():
        raise FileFault("没有该文件 no such file", file=path)
    if options.format is not None:
        return feed_named(options.format)
    return detect_feed(path, options.reading)


def _last_start(now: datetime) -> int:
    """Return the last hour index whose interval has ended by ``now``."""
    return hour_index(now + CLOCK_TOLERANCE) - 1


def _after_same_file(lake: Lake, digest: str) -> Lake | None:
    """Return the lake as it was after the last import of a file with this digest; None when
    there was none, or when it is the newest."""
    manifest = up_to_file(lake.manifest, digest)
    if manifest is None or manifest == lake.manifest:
        return None
    earlier = Lake(lake.workspace, lake.dataset)
    earlier.manifest = manifest
    return earlier


class _BatchChecker:
    """Tests of records that need the clock or the site register."""

    def __init__(self, reading: Reading, matcher: SiteMatcher, last_start: int) -> None:
        self._reading = reading
        self._matcher = matcher
        self._last_start = last_start
        self._names: dict[str, str] = {}

    def check(self, batch: Records) -> tuple[list[Rejected], BoolArray, Int32Array]:
        """Return all rejections of a batch, which records are good, and their sites' positions."""
        self._names.update(batch.names)
        hours = batch.start_hours
        future = hours > self._last_start
        ancient = hours < FIRST_HOUR
        in_time = ~future & ~ancient
        sites, unmatched = self._positions(batch, in_time)
        good = in_time & (sites >= 0)
        rejected = list(batch.rejected)
        if not good.all():
            cells = np.zeros(len(hours), np.int64)
            for scaled in batch.values.values():
                cells += scaled != MISSING32
            for record in np.flatnonzero(~good):
                rejected.append(
                    Rejected(
                        int(batch.rows[record]),
                        *self._told(batch, int(record), bool(future[record]), unmatched, in_time),
                        cells=int(cells[record]),
                    )
                )
            rejected.sort(key=lambda one: one.row)
        return rejected, good, sites

    def _positions(
        self, batch: Records, in_time: BoolArray
    ) -> tuple[Int32Array, dict[str, Unmatched]]:
        """Match the sites of the records whose time is plausible."""
        encoded = pa.array(batch.sites, pa.string()).dictionary_encode()
        keys: list[str] = encoded.dictionary.to_pylist()
        indices = encoded.indices.to_numpy()
        used = np.bincount(indices[in_time], minlength=len(keys)) > 0
        positions = np.full(len(keys) + 1, -1, np.int32)
        unmatched = {}
        for place, key in enumerate(keys):
            if used[place]:
                matched = self._matcher.match(key, self._names.get(key, ""))
                if isinstance(matched, Unmatched):
                    unmatched[key] = matched
                else:
                    positions[place] = matched
        return positions[indices], unmatched

    def _told(
        self,
        batch: Records,
        record: int,
        is_future: bool,
        unmatched: dict[str, Unmatched],
        in_time: BoolArray,
    ) -> tuple[str, str, str, str]:
        if not in_time[record]:
            shift = hours_to_interval_start(self._reading.hour_label)
            stamp = hour_start(int(batch.start_hours[record]) - shift)
            latest = hour_start(self._last_start - shift)
            reason = "未来的时间 a time in the future" if is_future else "时间过早 too long ago"
            bound = f"<= {latest}" if is_future else f">= {hour_start(FIRST_HOUR - shift)}"
            return self._reading.time_field, str(stamp), reason, bound
        key = str(batch.sites[record])
        why = unmatched[key]
        return self._reading.site_field, key[:80], why.reason, why.expected


@dataclass(frozen=True)
class _MonthResolver:
    """Resolves month after month against the lake and stages what is new."""

    lake: Lake
    transaction: LakeTransaction
    spool: Spool
    quarantine: Quarantine
    tally: _Tally
    skipped: SkippedHoursFinder

    def resolve(self, month: int, ids: list[str], label: HourLabel, same_file: Lake | None) -> bool:
        """Resolve one month; return whether it has anything new."""
        staged = 0
        for part in month_parts(self.spool, month, ids, SITES_PER_PART):
            changes = self._changes(part, ids, label, same_file)
            if changes:
                staged += 1
                name = str(np.datetime64(month, "M"))
                suffix = "" if staged == 1 else f"-{staged}"
                self.transaction.add_segment(
                    name + suffix, grid_of_changes(part, changes, self.lake.dataset.items)
                )
        self.spool.forget(month)
        return staged > 0

    def _changes(
        self, part: MonthPart, ids: list[str], label: HourLabel, same_file: Lake | None
    ) -> dict[str, Int32Array]:
        lookup = site_lookup(part, len(ids))
        counts = record_counts(self.spool, part, lookup)
        self.skipped.add(part, counts.reshape(len(part.sites), part.hours) > 0)
        is_unique = bool(counts.max(initial=0) <= 1)
        changes = {}
        for item in self.spool.items(part.month):
            laid = lay_item(self.spool, part, item, lookup, is_unique)
            if laid.conflicts.any():
                for found in conflicting_copies(self.spool, part, item, lookup, laid, label):
                    self.quarantine.add(found)
            found_difference = difference(part, item, laid, self.lake, same_file)
            self.tally.repeated += laid.repeated
            self.tally.new += found_difference.new
            self.tally.unchanged += found_difference.unchanged
            self.tally.superseding += found_difference.superseding
            self.tally.received_before += found_difference.received_before
            if found_difference.new + found_difference.superseding:
                changes[item] = found_difference.changes
        return changes


def _report(
    path: Path,
    feed: Feed,
    dataset: Dataset,
    digest: str,
    tally: _Tally,
    quarantine: Quarantine,
    matcher: SiteMatcher,
    reading: Reading,
    skipped: SkippedHoursFinder,
) -> ImportReport:
    return ImportReport(
        file=path.name,
        feed=feed.name,
        dataset=dataset.name,
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
        skipped=skipped.found(),
        skipped_types=dict(sorted(reading.skipped_types.items())),
        ignored_columns=reading.ignored_columns,
        notes=(*reading.notes, *quarantine.notes),
        first_hour=tally.first_hour,
        stop_hour=tally.stop_hour,
    )
