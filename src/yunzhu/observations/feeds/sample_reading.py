"""What a feed of samples hands to the import: cells in columns, and what it says of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

import numpy as np
import pyarrow as pa

from yunzhu.arrays import Int64Array, UInt8Array
from yunzhu.observations.feeds.origin_mark import OriginMark
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.import_report import StaleStamp
from yunzhu.observations.sample_segments import SAMPLE_SCHEMA
from yunzhu.observations.sites import ControlLevel
from yunzhu.values import Origin


@dataclass(frozen=True)
class SampleFileOptions:
    """What a user may say about a file of samples.

    Attributes
    ----------
    encoding : of text files.
    polled : day on which a feed without years was asked.
    mapping : of a laboratory's table.
    """

    encoding: str = "utf-8"
    polled: date | None = None
    mapping: Path | None = None


class CopyScope(Enum):
    """What must agree between copies of one site and moment in one poll of a file.

    ROW: a row states one moment of one section, so copies that differ anywhere are all left out.
    CELL: each result stands for itself.
    """

    ROW = "row"
    CELL = "cell"


@dataclass(frozen=True)
class SampleColumn:
    """Cells of one item, one per row of a batch or fewer.

    Attributes
    ----------
    item : id.
    records : int64 [cells], the row of the batch that each cell stands in.
    numbers, marks : as in `Samples`.
    texts, shown : as received; shown None where the feed shows nothing else.
    """

    item: str
    records: Int64Array
    numbers: Int64Array
    marks: UInt8Array
    texts: pa.Array
    shown: pa.Array


@dataclass(frozen=True)
class SampleRows:
    """What the rows of a batch say of all their cells.

    Attributes
    ----------
    lines : int64 [rows], line of the file.
    sites, states, methods, laboratories : text [rows], null where not stated.
    minutes : int64 [rows].
    standing : provisional or final, of all.
    polled : days since 1970 [rows], int32 with nulls.
    """

    lines: Int64Array
    sites: pa.Array
    minutes: Int64Array
    states: pa.Array
    methods: pa.Array
    laboratories: pa.Array
    standing: str
    polled: pa.Array


@dataclass(frozen=True)
class SampleBatch:
    """Cells that can be taken, in columns of `SAMPLE_SCHEMA` with the site as the feed names it.

    Attributes
    ----------
    table : the cells.
    names : site to the readable name the feed gives it.
    rejected : cells and rows that cannot be taken.
    """

    table: pa.Table
    names: dict[str, str]
    rejected: tuple[Rejected, ...]


@dataclass
class SampleReading:
    """A file being read.

    Attributes
    ----------
    site_field, time_field : columns, for messages.
    scope : what copies must agree in.
    value_fields : item to the column of its values, where copies are compared cell by cell.
    level : who runs newly registered sites.
    batches : the cells, read as they are asked for; a fault of the file raises `FileFault`.
    position : bytes of the file read so far.
    ignored_columns : columns that hold nothing this lake stores.
    states : what the stations say of themselves, and how many rows; grows while reading.
    stale : rows with the stamp of another day than the poll's; grows while reading.
    notes : what the report must say; grows while reading.
    origins : origins that the file itself states, and where; grows while reading.
    """

    site_field: str
    time_field: str
    scope: CopyScope
    level: ControlLevel
    batches: Iterator[SampleBatch]
    position: Callable[[], int]
    value_fields: Mapping[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    states: Counter[str] = field(default_factory=Counter)
    stale: list[StaleStamp] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    origins: dict[Origin, OriginMark] = field(default_factory=dict)


def table_of_cells(rows: SampleRows, columns: Sequence[SampleColumn]) -> pa.Table:
    """Put the columns of a batch together as one row per cell."""
    records = np.concatenate([one.records for one in columns] or [np.zeros(0, np.int64)])
    item = np.repeat(np.arange(len(columns), dtype=np.int32), [len(one.records) for one in columns])
    taken = pa.array(records)
    names = pa.array([one.item for one in columns], pa.string())
    cells = {
        "site": rows.sites.take(taken).dictionary_encode(),
        "item": pa.DictionaryArray.from_arrays(pa.array(item), names),
        "minutes": pa.array(rows.minutes[records]),
        "number": _joined([pa.array(one.numbers) for one in columns], pa.int64()),
        "mark": _joined([pa.array(one.marks) for one in columns], pa.uint8()),
        "text": _joined([one.texts for one in columns], pa.string()),
        "shown": _joined([one.shown for one in columns], pa.string()),
        "state": rows.states.take(taken).dictionary_encode(),
        "method": rows.methods.take(taken).dictionary_encode(),
        "laboratory": rows.laboratories.take(taken).dictionary_encode(),
        "standing": pa.array([rows.standing] * len(records), pa.string()).dictionary_encode(),
        "polled": rows.polled.take(taken).cast(pa.date32()),
        "row": pa.array(rows.lines[records]),
    }
    return pa.table(cells).cast(SAMPLE_SCHEMA)


def _joined(parts: Sequence[pa.Array], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array(list(parts), kind)
