"""Checked records parked on disk by month until the whole file has been read without a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import Int32Array, Int64Array
from yunzhu.periods import HOURS_PER_DAY

_INT32_BYTES = 4
_INT64_BYTES = 8


@dataclass(frozen=True)
class SpoolChunk:
    """Records of one month that were written together.

    Attributes
    ----------
    first, count : place of their rows, sites and hours in the month's key files.
    items : item to the place of its values in the item's file, in records.
    """

    first: int
    count: int
    items: Mapping[str, int]


class Spool:
    """One file per month and column, only ever appended to, read chunk by chunk.

    Parameters
    ----------
    folder : scratch folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "spool"
        self._folder.mkdir()
        self._chunks: dict[int, list[SpoolChunk]] = {}
        self._lengths: dict[tuple[int, str], int] = {}

    def months(self) -> tuple[int, ...]:
        """Return the months that have records, as months since 1970-01."""
        return tuple(sorted(self._chunks))

    def add(
        self,
        rows: Int64Array,
        sites: Int32Array,
        hours: Int64Array,
        values: Mapping[str, Int32Array],
    ) -> None:
        """Append records of any months.

        Parameters
        ----------
        rows, hours : int64 [records]: line in the file, hour index of the interval START.
        sites : int32 [records], position in the import's list of sites.
        values : item to int32 [records].
        """
        if len(rows) == 0:
            return
        days = (hours // HOURS_PER_DAY).astype("datetime64[D]")
        months = days.astype("datetime64[M]").astype(np.int64)
        first, last = int(months.min()), int(months.max())
        if first == last:
            self._append(first, rows, sites, hours, values)
            return
        order = np.argsort(months, kind="stable")
        cuts = np.flatnonzero(np.diff(months[order])) + 1
        for chosen in np.split(order, cuts):
            self._append(
                int(months[chosen[0]]),
                rows[chosen],
                sites[chosen],
                hours[chosen],
                {name: scaled[chosen] for name, scaled in values.items()},
            )

    def _append(
        self,
        month: int,
        rows: Int64Array,
        sites: Int32Array,
        hours: Int64Array,
        values: Mapping[str, Int32Array],
    ) -> None:
        first = self._write(month, "row", rows)
        self._write(month, "site", sites)
        self._write(month, "hour", hours.astype(np.int32))
        items = {
            name: self._write(month, f"item-{name}", scaled) for name, scaled in values.items()
        }
        self._chunks.setdefault(month, []).append(SpoolChunk(first, len(rows), items))

    def _path(self, month: int, column: str) -> Path:
        return self._folder / f"{month}-{column}"

    def _write(self, month: int, column: str, values: npt.NDArray[np.signedinteger]) -> int:
        place = self._lengths.get((month, column), 0)
        with self._path(month, column).open("ab") as stream:
            stream.write(np.ascontiguousarray(values).tobytes())
        self._lengths[month, column] = place + len(values)
        return place

    def items(self, month: int) -> tuple[str, ...]:
        """Return the items that have values in a month, in the order in which they came."""
        return tuple(dict.fromkeys(name for chunk in self._chunks[month] for name in chunk.items))

    def keys(self, month: int) -> Iterator[tuple[Int32Array, Int32Array]]:
        """Yield the sites and hours of a month's records, chunk by chunk."""
        for chunk in self._chunks[month]:
            yield (
                self._read32(month, "site", chunk.first, chunk.count),
                self._read32(month, "hour", chunk.first, chunk.count),
            )

    def cells(
        self, month: int, item: str
    ) -> Iterator[tuple[Int64Array, Int32Array, Int32Array, Int32Array]]:
        """Yield rows, sites, hours and values of an item in a month, chunk by chunk."""
        for chunk in self._chunks[month]:
            if item in chunk.items:
                rows = np.fromfile(
                    self._path(month, "row"),
                    np.int64,
                    chunk.count,
                    offset=_INT64_BYTES * chunk.first,
                )
                yield (
                    rows,
                    self._read32(month, "site", chunk.first, chunk.count),
                    self._read32(month, "hour", chunk.first, chunk.count),
                    self._read32(month, f"item-{item}", chunk.items[item], chunk.count),
                )

    def forget(self, month: int) -> None:
        """Remove a month's files."""
        for path in self._folder.glob(f"{month}-*"):
            path.unlink()

    def _read32(self, month: int, column: str, first: int, count: int) -> Int32Array:
        return np.fromfile(self._path(month, column), np.int32, count, offset=_INT32_BYTES * first)
