"""The grid: site × slot of one fixed step, scaled integers, missing is the type's minimum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import MISSING16, MISSING32, BoolArray, Int32Array, IntArray
from yunzhu.errors import EvidenceError
from yunzhu.periods import hour_start

_NARROW = np.iinfo(np.int16)
_WIDE = np.iinfo(np.int32)


@dataclass(frozen=True)
class Series:
    """One item on a grid.

    Attributes
    ----------
    values : int16 or int32 [sites, slots], the reading times 10**decimals.
    decimals : decimals of the least count.
    unit : unit of the reading.
    """

    values: IntArray
    decimals: int
    unit: str

    @property
    def missing(self) -> int:
        """The marker of an absent reading: the minimum of the array's type."""
        return MISSING16 if self.values.dtype == np.int16 else MISSING32

    @property
    def present(self) -> BoolArray:
        """Where there is a reading, bool [sites, slots]."""
        present: BoolArray = self.values != self.missing
        return present


@dataclass(frozen=True)
class Grid:
    """Hourly series of some sites over one contiguous span.

    Attributes
    ----------
    sites : site ids, the first axis.
    start_hour : hour index of the first slot (interval START).
    series : item name to `Series`, all of one shape.

    Examples
    --------
    >>> values = narrowed(np.array([[7, MISSING32]], dtype=np.int32))
    >>> grid = Grid(("A",), 0, {"SO2": Series(values, 0, "µg/m³")})
    >>> grid.slots, grid.series["SO2"].present.tolist()
    (2, [[True, False]])
    """

    sites: tuple[str, ...]
    start_hour: int
    series: Mapping[str, Series]

    def __post_init__(self) -> None:
        shapes = {series.values.shape for series in self.series.values()}
        if len(shapes) != 1 or next(iter(shapes))[0] != len(self.sites):
            raise EvidenceError(
                "网格形状不一致 series of a grid differ in shape",
                found=sorted(shapes),
                expected=f"({len(self.sites)}, slots)",
            )

    @property
    def slots(self) -> int:
        """Number of hours."""
        return int(next(iter(self.series.values())).values.shape[1])

    @property
    def stop_hour(self) -> int:
        """Hour index just after the last slot."""
        return self.start_hour + self.slots

    def of_sites(self, sites: Sequence[str]) -> Grid:
        """Return the rows of ``sites``, in that order; an unknown site raises KeyError."""
        position = {site: row for row, site in enumerate(self.sites)}
        rows = [position[site] for site in sites]
        series = {
            name: Series(one.values[rows], one.decimals, one.unit)
            for name, one in self.series.items()
        }
        return Grid(tuple(sites), self.start_hour, series)

    def of_hours(self, start_hour: int, stop_hour: int) -> Grid:
        """Return the slots ``start_hour`` <= hour < ``stop_hour``, which the grid must hold."""
        if not self.start_hour <= start_hour < stop_hour <= self.stop_hour:
            raise EvidenceError(
                "时段超出网格 hours outside the grid",
                found=f"{hour_start(start_hour)}..{hour_start(stop_hour)}",
                expected=f"{hour_start(self.start_hour)}..{hour_start(self.stop_hour)}",
            )
        cut = slice(start_hour - self.start_hour, stop_hour - self.start_hour)
        series = {
            name: Series(one.values[:, cut], one.decimals, one.unit)
            for name, one in self.series.items()
        }
        return Grid(self.sites, start_hour, series)


def narrowed(values: Int32Array) -> IntArray:
    """Return int32 values as int16 where the extremes seen fit, otherwise as they are.

    Parameters
    ----------
    values : int32 of any shape, `MISSING32` where absent.

    Examples
    --------
    >>> narrowed(np.array([9_985, MISSING32], dtype=np.int32)).dtype, narrowed(
    ...     np.array([40_000], dtype=np.int32)).dtype
    (dtype('int16'), dtype('int32'))
    """
    present = values != MISSING32
    seen = values[present]
    if seen.size and (seen.min() <= _NARROW.min or seen.max() > _NARROW.max):
        return values
    return np.where(present, values, MISSING16).astype(np.int16)


def widened(values: IntArray) -> Int32Array:
    """Return int16 or int32 values as int32 with `MISSING32` where absent."""
    if values.dtype == np.int32:
        return values.astype(np.int32, copy=False)
    wide = values.astype(np.int32)
    wide[values == MISSING16] = MISSING32
    return wide


def rescaled(values: Int32Array, from_decimals: int, to_decimals: int) -> Int32Array:
    """Return int32 values expressed with more decimals; an overflow raises, never wraps.

    Raises
    ------
    EvidenceError : a value does not fit, or decimals would be lost.
    """
    if from_decimals == to_decimals:
        return values
    if to_decimals < from_decimals:
        raise EvidenceError(
            "不得减少小数位 decimals would be lost", found=from_decimals, expected=str(to_decimals)
        )
    scaled = values.astype(np.int64) * 10 ** (to_decimals - from_decimals)
    present = values != MISSING32
    seen = scaled[present]
    if seen.size and (seen.min() <= _WIDE.min or seen.max() > _WIDE.max):
        raise EvidenceError(
            "数值超出存储范围 a value does not fit the stored scale",
            found=int(np.abs(seen).max()),
            expected=f"|value| < {_WIDE.max} / 10**{to_decimals}",
        )
    return np.where(present, scaled, MISSING32).astype(np.int32)
