"""A segment: one Parquet file that holds a dense rectangle of sites × hours of one month.

Rows are site-major; the columns ``site`` and ``time`` (interval START) serve open readers, the
item columns hold the reading times 10**decimals as int16 or int32, absent is the type's minimum.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from yunzhu.errors import WorkspaceError
from yunzhu.files import write_whole
from yunzhu.observations.grid import Grid, Series
from yunzhu.values import Origin

SITES_PER_ROW_GROUP = 200
_SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Segment:
    """What the manifest knows of one segment file.

    Attributes
    ----------
    path : path below the dataset's folder.
    start_hour, hours : the span it covers.
    site_list : key of its site list in the manifest.
    items : item to (decimals, unit).
    wide_items : the items stored as int32.
    """

    path: str
    start_hour: int
    hours: int
    site_list: str
    items: dict[str, tuple[int, str]]
    wide_items: frozenset[str]

    @property
    def stop_hour(self) -> int:
        """Hour index just after the last slot."""
        return self.start_hour + self.hours

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest entry."""
        return {
            "path": self.path,
            "start_hour": self.start_hour,
            "hours": self.hours,
            "site_list": self.site_list,
            "items": {name: list(form) for name, form in self.items.items()},
            "wide_items": sorted(self.wide_items),
        }

    @classmethod
    def from_dict(cls, entry: dict[str, Any]) -> Segment:
        """Read a manifest entry."""
        items = {name: (int(form[0]), str(form[1])) for name, form in entry["items"].items()}
        return cls(
            path=entry["path"],
            start_hour=int(entry["start_hour"]),
            hours=int(entry["hours"]),
            site_list=entry["site_list"],
            items=items,
            wide_items=frozenset(entry["wide_items"]),
        )


def write_segment(path: Path, grid: Grid, origin: Origin) -> None:
    """Write a grid of one month as a segment file that appears whole.

    Parameters
    ----------
    path : the Parquet file to appear.
    grid : dense rectangle; every series int16 or int32 [sites, slots].
    origin : stored in the file's own metadata.
    """
    sites, slots = len(grid.sites), grid.slots
    hours = np.arange(grid.start_hour, grid.stop_hour, dtype=np.int64) * _SECONDS_PER_HOUR
    columns: dict[str, pa.Array] = {
        "site": pa.DictionaryArray.from_arrays(
            pa.array(np.repeat(np.arange(sites, dtype=np.int32), slots)),
            pa.array(grid.sites, pa.string()),
        ),
        "time": pa.array(np.tile(hours, sites)).cast(pa.timestamp("s")),
    }
    for name, series in grid.series.items():
        columns[name] = pa.array(np.ascontiguousarray(series.values).reshape(-1))
    description = {
        "origin": origin.value,
        "items": {name: [one.decimals, one.unit] for name, one in grid.series.items()},
        "missing": "minimum of the column's type",
        "time": "start of the hour, city wall clock",
    }
    table = pa.table(columns).replace_schema_metadata(
        {"yunzhu": json.dumps(description, ensure_ascii=False)}
    )

    def write(part: Path) -> None:
        pq.write_table(
            table,
            part,
            row_group_size=slots * SITES_PER_ROW_GROUP,
            compression="zstd",
            use_dictionary=True,
            write_statistics=False,
        )

    write_whole(path, write)


def read_segment(
    path: Path, segment: Segment, items: Sequence[str], site_rows: Sequence[int] | None
) -> tuple[list[int], dict[str, Series]]:
    """Read some items of a segment, for all its sites or only the row groups that hold some.

    Parameters
    ----------
    path : the Parquet file.
    segment : its manifest entry.
    items : item names it holds.
    site_rows : positions of the wanted sites in the segment's list; None means all.

    Returns
    -------
    The positions actually read, and the series [positions, hours] as they are stored.

    Raises
    ------
    WorkspaceError : the file named by the manifest is absent or unreadable.
    """
    try:
        with pq.ParquetFile(path) as parquet:
            if site_rows is None:
                groups = list(range(parquet.num_row_groups))
            else:
                groups = sorted({row // SITES_PER_ROW_GROUP for row in site_rows})
            table = parquet.read_row_groups(groups, columns=list(items), use_threads=False)
            total = parquet.metadata.num_rows // segment.hours
    except (OSError, pa.ArrowInvalid) as error:
        raise WorkspaceError(
            "数据文件缺失或损坏 a stored file is absent or broken",
            file=path,
            found=str(error),
            action="从备份恢复该文件 restore the file from a backup",
        ) from error
    rows = [
        row
        for group in groups
        for row in range(group * SITES_PER_ROW_GROUP, min((group + 1) * SITES_PER_ROW_GROUP, total))
    ]
    series = {}
    for name in items:
        decimals, unit = segment.items[name]
        values = table.column(name).to_numpy().reshape(len(rows), segment.hours)
        series[name] = Series(values, decimals, unit)
    return rows, series
