"""What a feed hands to the import: batches of records, and what it says about the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from yunzhu.arrays import MISSING32, BoolArray, Int64Array, UInt8Array
from yunzhu.errors import FileFault
from yunzhu.observations.character_width import (
    FULL_WIDTH_REASON,
    half_width,
    half_width_expected,
)
from yunzhu.observations.datasets import AIR_HOURLY, Dataset
from yunzhu.observations.feeds.number_text import Fault, NumberColumn
from yunzhu.observations.feeds.origin_mark import OriginMark
from yunzhu.observations.feeds.records import Records, Rejected
from yunzhu.observations.feeds.time_text import STAMP_REASONS, StampFault, parse_stamps
from yunzhu.periods import HourLabel
from yunzhu.values import Origin

# The id of a proxy is this and the city that it stands in for.
PROXY_PREFIX = "proxy-"
WORKBOOK_MAGICS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class SiteKind(Enum):
    """What the sites of a feed are."""

    CITY = "city"
    STATION = "station"
    PROXY = "proxy"


@dataclass(frozen=True)
class ReadingOptions:
    """What a user may say about a file.

    Attributes
    ----------
    encoding : of text files.
    hour_label : overrides the label of the feed.
    mapping : mapping file of a mapped table.
    dataset : what the records are.
    """

    encoding: str = "utf-8"
    hour_label: HourLabel | None = None
    mapping: Path | None = None
    dataset: Dataset = AIR_HOURLY


@dataclass
class Reading:
    """A file being read.

    Attributes
    ----------
    site_kind : cities, stations or proxies.
    site_field, time_field : columns, for messages.
    hour_label : which end of the hour the file's stamps name.
    batches : the records, read as they are asked for; a fault of the file raises `FileFault`.
    position : bytes of the file read so far.
    ignored_columns : columns that hold nothing this lake stores.
    skipped_types : kinds of rows not imported, and how many rows; grows while reading.
    notes : what the report must say.
    origins : origins that the file itself states, and where; grows while reading.
    area : area code that the mapping states for its sites.
    """

    site_kind: SiteKind
    site_field: str
    time_field: str
    hour_label: HourLabel
    batches: Iterator[Records]
    position: Callable[[], int]
    ignored_columns: tuple[str, ...] = ()
    skipped_types: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    origins: dict[Origin, OriginMark] = field(default_factory=dict)
    area: str = ""


@dataclass(frozen=True)
class RowCheck:
    """One test of whole rows.

    Attributes
    ----------
    bad : bool [records], the rows that fail.
    describe : of a failing record: field, value, reason, expected.
    """

    bad: BoolArray
    describe: Callable[[int], tuple[str, str, str, str]]


def stamp_check(
    field_name: str, faults: UInt8Array, text: Callable[[int], str], expected: str | None = None
) -> RowCheck:
    """Return the test of the rows' hour stamps, ``expected`` in a format of ``strptime``."""

    def describe(record: int) -> tuple[str, str, str, str]:
        found = text(record)
        meant = half_width(found)
        if meant is not None and not parse_stamps(pa.array([meant]), expected)[1].any():
            return field_name, found[:80], FULL_WIDTH_REASON, half_width_expected(meant)
        reason, usual = STAMP_REASONS[StampFault(int(faults[record]))]
        return field_name, found[:80], reason, expected or usual

    return RowCheck(faults != StampFault.NONE, describe)


def site_check(field_name: str, sites: npt.NDArray[np.object_]) -> RowCheck:
    """Return the test that every row names its site."""
    return RowCheck(
        sites == "",
        lambda record: (field_name, "", "缺少点位 no site", "点位编码或名称 code or name"),
    )


def assemble(
    rows: Int64Array,
    sites: npt.NDArray[np.object_],
    start_hours: Int64Array,
    checks: Sequence[RowCheck],
    numbers: Sequence[NumberColumn],
    *,
    names: dict[str, str] | None = None,
    rejected: Sequence[Rejected] = (),
) -> Records:
    """Put parsed columns together as a batch, taking out what cannot be taken.

    Parameters
    ----------
    rows, sites, start_hours : as in `Records`, [records].
    checks : tests of whole rows; a row that fails is told by the first test it fails.
    numbers : parsed item columns [records], one per item.
    rejected : lines that could not even be split into columns.
    """
    found = list(rejected)
    bad_rows = np.zeros(len(rows), np.bool_)
    for check in checks:
        bad_rows |= check.bad
    if bad_rows.any():
        cells = np.zeros(len(rows), np.int64)
        for column in numbers:
            cells += column.present
        # A row of nothing but separators, as table programs leave them, is no record.
        blank = bad_rows & (sites == "") & (cells == 0)
        for record in np.flatnonzero(bad_rows & ~blank):
            failed = next(check for check in checks if check.bad[record])
            told = failed.describe(int(record))
            found.append(Rejected(int(rows[record]), *told, cells=int(cells[record])))
    good = ~bad_rows
    for column in numbers:
        faulty = (column.faults != Fault.NONE) & good
        for record in np.flatnonzero(faulty):
            found.append(column.rejected(int(record), int(rows[record])))
    values = {column.item.name: column.scaled for column in numbers}
    if bad_rows.any():
        rows, sites, start_hours = rows[good], sites[good], start_hours[good]
        values = {name: scaled[good] for name, scaled in values.items()}
    found.sort(key=lambda one: one.row)
    return Records(rows, sites, start_hours, values, names or {}, tuple(found))


def require_columns(
    path: Path,
    header: Sequence[str],
    required: Sequence[str],
    *,
    row: int = 1,
    action: str | None = None,
) -> None:
    """Refuse a file that lacks a column; ``row`` is the header's, ``action`` what to do.

    Raises
    ------
    FileFault : naming the columns missing.
    """
    if absent := [name for name in required if name not in header]:
        raise FileFault(
            "缺少列 missing column",
            file=path,
            row=row,
            field=", ".join(absent),
            found=",".join(header)[:300],
            expected=", ".join(required),
            action=action,
        )


def cell_count(records: Records) -> int:
    """Return the present cells of a batch, those it rejected included."""
    present = sum(int((scaled != MISSING32).sum()) for scaled in records.values.values())
    return present + sum(one.cells for one in records.rejected)
