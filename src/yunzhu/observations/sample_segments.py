"""A segment of samples: one Parquet file with the samples of one import and one month.

Rows are ordered by site, minute, item, then by poll, so that of several versions of one sample
in a file the last one counts. ``number`` is the value times 10**8; ``text`` is what was received.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from yunzhu.arrays import BoolArray, Int32Array, Int64Array
from yunzhu.errors import WorkspaceError
from yunzhu.files import write_whole
from yunzhu.observations.samples import SAMPLE_DECIMALS
from yunzhu.observations.water_items import item_rank
from yunzhu.periods import day_index
from yunzhu.values import Origin

ROWS_PER_GROUP = 1 << 18
_WORD = pa.dictionary(pa.int32(), pa.string())
SAMPLE_SCHEMA = pa.schema(
    [
        ("site", _WORD),
        ("item", _WORD),
        ("minutes", pa.int32()),
        ("number", pa.int64()),
        ("mark", pa.uint8()),
        ("text", pa.string()),
        ("shown", pa.string()),
        ("state", _WORD),
        ("method", _WORD),
        ("laboratory", _WORD),
        ("standing", _WORD),
        ("polled", pa.date32()),
        ("row", pa.int32()),
    ]
)
KEY_COLUMNS = ("site", "item", "minutes")
STOPPED_STATES = frozenset({"停站", "不具备运行条件"})
"""States of a station in which the national feed repeats old values and publishes no class."""


@dataclass(frozen=True)
class SampleSegment:
    """What the manifest knows of one file of samples.

    Attributes
    ----------
    path : path below the dataset's folder.
    first_minute, stop_minute : span of its samples.
    site_list : key of its site list in the manifest.
    items : items it holds.
    samples : rows.
    has_versions : whether a sample stands in it more than once.
    """

    path: str
    first_minute: int
    stop_minute: int
    site_list: str
    items: tuple[str, ...]
    samples: int
    has_versions: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest entry."""
        return {**vars(self), "items": list(self.items)}

    @classmethod
    def from_dict(cls, entry: dict[str, Any]) -> SampleSegment:
        """Read a manifest entry."""
        return replace(cls(**entry), items=tuple(entry["items"]))


def sample_order(table: pa.Table, sites: Sequence[str], items: Sequence[str]) -> Int64Array:
    """Return the rows of a table by site, minute, item, poll and line of the file.

    Parameters
    ----------
    table : of `SAMPLE_SCHEMA`.
    sites, items : all names in it, in the order wanted.
    """
    polled = pc.fill_null(table["polled"].cast(pa.int32()), 0).to_numpy()
    keys = (
        table["row"].to_numpy(),
        polled,
        codes_of(table["item"], items),
        table["minutes"].to_numpy(),
        codes_of(table["site"], sites),
    )
    return np.lexsort(keys)


def codes_of(column: pa.ChunkedArray, names: Sequence[str]) -> Int32Array:
    """Return the position of each cell of a dictionary column in ``names``; -1 for none of them."""
    places = {name: place for place, name in enumerate(names)}
    parts = []
    for chunk in column.chunks:
        lookup = np.array([places.get(name, -1) for name in chunk.dictionary.to_pylist()], np.int32)
        cells = pc.fill_null(chunk.indices, len(lookup)) if chunk.null_count else chunk.indices
        parts.append(np.append(lookup, np.int32(-1))[cells.to_numpy()])
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)


def names_in(column: pa.ChunkedArray) -> set[str]:
    """Return the distinct cells of a dictionary column."""
    return set(pc.unique(column).cast(pa.string()).to_pylist()) - {None}


def write_samples(
    folder: Path, name: str, table: pa.Table, origin: Origin
) -> tuple[SampleSegment, tuple[str, ...]]:
    """Write samples of one month as ``<name>.parquet``, which appears whole.

    Parameters
    ----------
    folder : where to.
    name : of the file.
    table : of `SAMPLE_SCHEMA`, in any order, at least one row.
    origin : stored in the file's own metadata.

    Returns
    -------
    The segment, and its sites, sorted.
    """
    sites = tuple(sorted(names_in(table["site"])))
    items = tuple(sorted(names_in(table["item"]), key=item_rank))
    ordered = table.take(pa.array(sample_order(table, sites, items)))
    ordered = _with_words(ordered, {"site": sites, "item": items})
    minutes = ordered["minutes"].to_numpy()
    again = np.ones(max(0, len(minutes) - 1), np.bool_)
    for key in KEY_COLUMNS:
        column = ordered[key]
        cells = minutes if key == "minutes" else codes_of(column, names_of(column))
        again &= cells[1:] == cells[:-1]
    description = {
        "origin": origin.value,
        "number": f"value times 10**{SAMPLE_DECIMALS}",
        "minutes": "minutes since 1970-01-01 00:00, city wall clock",
        "mark": "0 none, 1 below, 2 above",
    }
    stored = ordered.replace_schema_metadata({"yunzhu": json.dumps(description)})

    def write(part: Path) -> None:
        pq.write_table(
            stored,
            part,
            row_group_size=ROWS_PER_GROUP,
            compression="zstd",
            use_dictionary=["site", "item", "minutes", "state", "method", "laboratory", "standing"],
            write_statistics=["site"],
        )

    path = folder / f"{name}.parquet"
    write_whole(path, write)
    segment = SampleSegment(
        path=path.name,
        first_minute=int(minutes.min()),
        stop_minute=int(minutes.max()) + 1,
        site_list="",
        items=items,
        samples=len(minutes),
        has_versions=bool(again.any()),
    )
    return segment, sites


def names_of(column: pa.ChunkedArray) -> list[str]:
    """Return the dictionary of a column that has one."""
    return list(dict.fromkeys(name for one in column.chunks for name in one.dictionary.to_pylist()))


def _with_words(table: pa.Table, words: dict[str, Sequence[str]]) -> pa.Table:
    """Return the table with one dictionary per column, in a given order."""
    for name, names in words.items():
        cells = pa.array(codes_of(table[name], names))
        column = pa.DictionaryArray.from_arrays(cells, pa.array(names, pa.string()))
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table.unify_dictionaries()


def read_samples(path: Path, columns: Sequence[str], sites: Collection[str] | None) -> pa.Table:
    """Read columns of a segment, of all its rows or of the row groups that may hold some sites.

    Raises
    ------
    WorkspaceError : the file named by the manifest is absent or unreadable.
    """
    try:
        with pq.ParquetFile(path) as parquet:
            groups = _groups_of(parquet, sites)
            return parquet.read_row_groups(groups, columns=list(columns))
    except (OSError, pa.ArrowInvalid) as error:
        raise WorkspaceError(
            "数据文件缺失或损坏 a stored file is absent or broken",
            file=path,
            found=str(error),
            action="从备份恢复该文件 restore the file from a backup",
        ) from error


def version_days(table: pa.Table, received: date) -> Int64Array:
    """Return the day by which versions are ordered: of the poll, without one of receipt."""
    polled = table["polled"].cast(pa.int32())
    return np.asarray(pc.fill_null(polled, day_index(received)).to_numpy(), np.int64)


def with_version_days(table: pa.Table, received: date) -> pa.Table:
    """Return the table with the day of receipt where no poll is stated."""
    days = pa.array(version_days(table, received).astype(np.int32)).cast(pa.date32())
    return table.set_column(table.schema.get_field_index("polled"), "polled", days)


def _groups_of(parquet: pq.ParquetFile, sites: Collection[str] | None) -> list[int]:
    metadata = parquet.metadata
    every = range(metadata.num_row_groups)
    if sites is None:
        return list(every)
    place = parquet.schema_arrow.get_field_index("site")
    bounds = [metadata.row_group(group).column(place).statistics for group in every]
    return [
        group
        for group, bound in zip(every, bounds, strict=True)
        if bound is None or any(bound.min <= site <= bound.max for site in sites)
    ]


def last_versions(*keys: Int64Array) -> BoolArray:
    """Return which rows of ordered keys are the last of their run of equal ones.

    Examples
    --------
    >>> last_versions(np.array([1, 1, 2]), np.array([5, 5, 5])).tolist()
    [False, True, True]
    """
    last = np.ones(len(keys[0]), np.bool_)
    if len(last) > 1:
        last[:-1] = False
        for key in keys:
            last[:-1] |= key[1:] != key[:-1]
    return last
