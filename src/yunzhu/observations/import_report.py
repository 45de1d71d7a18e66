"""What an import tells: cells counted, what was left out and why, what was new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yunzhu.observations.feeds.records import Rejected
from yunzhu.periods import hour_start, minute_start

SHOWN_REJECTED = 20


@dataclass(frozen=True)
class SkippedHours:
    """Hours between a site's first and last record for which the file has no record.

    Attributes
    ----------
    site : id.
    hours : how many.
    first : hour index (interval START) of the first one.
    """

    site: str
    hours: int
    first: int

    def as_dict(self) -> dict[str, Any]:
        """Return the entry for JSON."""
        first = hour_start(self.first).isoformat(sep=" ", timespec="minutes")
        return {"site": self.site, "hours": self.hours, "first": first}


@dataclass(frozen=True)
class StaleStamp:
    """A row whose stamp is not of the day on which the feed was asked.

    Attributes
    ----------
    row : line of the file.
    site : as the feed names it.
    minute : minute index of the stamp.
    polled : the day of the poll.
    """

    row: int
    site: str
    minute: int
    polled: date

    def as_dict(self) -> dict[str, Any]:
        """Return the entry for JSON."""
        stamp = minute_start(self.minute).isoformat(sep=" ", timespec="minutes")
        return {
            "row": self.row,
            "site": self.site,
            "stamp": stamp,
            "polled": self.polled.isoformat(),
        }


@dataclass(frozen=True)
class ImportReport:
    """The account of one import.

    Every cell read is counted once: read = new + unchanged + superseding + repeated +
    quarantined.

    Attributes
    ----------
    file, feed, digest : what was read, by which reader, SHA-256 of it.
    dataset : folder of the lake that it went to.
    import_id : folder of the stored segments; None when there was nothing new to store.
    read : present cells of the file.
    new : cells the lake did not have.
    unchanged : cells the lake has with this value, or once received from this very file.
    superseding : cells that replace another value, which stays readable.
    repeated : further copies of a cell in the file with the same value.
    quarantined : cells left out, with a reason.
    rejections : cells and whole rows left out; a row counts once and may hold no cell.
    reasons : reason to number of rejections.
    shown : the first of them.
    received_before : of the unchanged, those that a later file has superseded since.
    registered : sites newly put into the register, id to name.
    without_area : those of them that belong to no area, so to no city value.
    skipped : per site, hours without a record.
    skipped_types : kinds of rows that are not imported, and how many.
    ignored_columns : columns that were not read.
    notes : conversions and roundings applied.
    first_hour, stop_hour : span of the records taken (interval START), None when none was.
    states : what the stations of a feed say of themselves, and how many rows.
    stale : rows whose stamp is of another day than the poll that gave them.
    """

    file: str
    feed: str
    dataset: str
    digest: str
    import_id: str | None
    read: int
    new: int
    unchanged: int
    superseding: int
    repeated: int
    quarantined: int
    rejections: int
    reasons: Mapping[str, int]
    shown: tuple[Rejected, ...]
    received_before: int = 0
    registered: Mapping[str, str] = field(default_factory=dict)
    without_area: tuple[str, ...] = ()
    skipped: tuple[SkippedHours, ...] = ()
    skipped_types: Mapping[str, int] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    first_hour: int | None = None
    stop_hour: int | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    stale: tuple[StaleStamp, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 when anything was rejected, otherwise 0."""
        return 1 if self.rejections else 0

    @property
    def counts(self) -> dict[str, int]:
        """The cells, as the manifest keeps them."""
        return {
            "read": self.read,
            "new": self.new,
            "unchanged": self.unchanged,
            "superseding": self.superseding,
            "repeated": self.repeated,
            "quarantined": self.quarantined,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "file": self.file,
            "feed": self.feed,
            "dataset": self.dataset,
            "digest": self.digest,
            "import_id": self.import_id,
            "cells": self.counts,
            "rejections": self.rejections,
            "reasons": dict(self.reasons),
            "shown": [rejected_as_dict(one, self.file) for one in self.shown],
            "received_before": self.received_before,
            "registered": dict(self.registered),
            "without_area": list(self.without_area),
            "skipped_hours": [one.as_dict() for one in self.skipped],
            "skipped_types": dict(self.skipped_types),
            "ignored_columns": list(self.ignored_columns),
            "notes": list(self.notes),
            "first_hour": None if self.first_hour is None else str(hour_start(self.first_hour)),
            "stop_hour": None if self.stop_hour is None else str(hour_start(self.stop_hour)),
            "states": dict(self.states),
            "stale_stamps": [one.as_dict() for one in self.stale],
        }


def rejected_as_dict(one: Rejected, file: str) -> dict[str, Any]:
    """Return a rejected cell or row for JSON."""
    return {
        "file": file,
        "row": one.row,
        "field": one.field,
        "value": one.value,
        "reason": one.reason,
        "expected": one.expected,
        "cells": one.cells,
    }
