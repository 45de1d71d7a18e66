"""Quality control as flags: one pure function per test, one signature; no value is ever changed.

The settings are this project's own choices (``quality.yaml``, every entry with its reason), not
limits of a standard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import BoolArray, Int32Array, UInt8Array
from yunzhu.observations.grid import Grid, Series, rescaled, widened
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.observations.quality_settings import QualitySettings
from yunzhu.periods import hour_start

NEIGHBOUR_HOURS = (-2, -1, 1, 2)
LEAST_NEIGHBOURS = 2
DEVIATIONS_PER_MEDIAN = 1.4826  # standard deviation of a normal distribution in median deviations

Float32Array: TypeAlias = npt.NDArray[np.float32]
Setting = TypeVar("Setting")


class Flag(IntFlag):
    """What a test found; the bits of one cell add up, 0 is a cell without remark."""

    RANGE = 1
    CONSTANT = 2
    SPIKE = 4
    PM_ORDER = 8
    NEGATIVE = 16

    @property
    def label(self) -> str:
        """The word shown to users."""
        return _LABELS[self]


_LABELS = {
    Flag.RANGE: "超量程 outside the instrument's range",
    Flag.CONSTANT: "数值不变 constant",
    Flag.SPIKE: "突变 spike",
    Flag.PM_ORDER: "PM2.5 与 PM10 倒挂 PM2.5 above PM10",
    Flag.NEGATIVE: "负值 negative",
}


def range_test(grid: Grid, settings: QualitySettings) -> dict[str, BoolArray]:
    """Find readings outside the instrument's range.

    Parameters
    ----------
    grid : hourly series.
    settings : lowest and highest reading per item [unit of the item].

    Returns
    -------
    Item to bool [sites, slots], True where the test found something.

    Examples
    --------
    >>> grid = Grid(("A",), 0, {"SO2": Series(np.array([[6, 1311]], np.int16), 0, "µg/m³")})
    >>> from yunzhu.observations.quality_settings import default_quality_settings
    >>> range_test(grid, default_quality_settings())["SO2"].tolist()
    [[False, True]]
    """
    found = {}
    for item, series, one in _tested(grid, settings.range.items):
        below = series.values < _least_count(one.lowest, series)
        above = series.values > _least_count(one.highest, series)
        found[item] = (below | above) & series.present
    return found


def constant_test(grid: Grid, settings: QualitySettings) -> dict[str, BoolArray]:
    """Find runs of equal readings: at least k in a row, within a window without any variance.

    Parameters
    ----------
    grid : hourly series.
    settings : per item k and the window [h] that holds the k readings; absent hours inside it
        do not break a run.

    Returns
    -------
    Item to bool [sites, slots], True at every reading of such a run.
    """
    found = {}
    for item, series, one in _tested(grid, settings.constant.items):
        found[item] = _equal_runs(series, one.readings, one.window_hours)
    return found


def _equal_runs(series: Series, readings: int, window_hours: int) -> BoolArray:
    flags = np.zeros(series.values.shape, dtype=np.bool_)
    rows, slots = np.nonzero(series.present)
    if rows.size < readings:
        return flags
    values = series.values[rows, slots]
    changes = (values[1:] != values[:-1]) | (rows[1:] != rows[:-1])
    run = np.concatenate(([0], np.cumsum(changes)))
    reach = readings - 1
    begins = (run[reach:] == run[:-reach]) & (slots[reach:] - slots[:-reach] < window_hours)
    steps = np.zeros(rows.size + 1, dtype=np.int32)
    steps[: begins.size] += begins
    steps[readings : readings + begins.size] -= begins
    flags[rows, slots] = np.cumsum(steps[:-1]) > 0
    return flags


def neighbour_difference(series: Series) -> Float32Array:
    """Return each reading less the median of the two hours on either side of it.

    Parameters
    ----------
    series : int16 or int32 [sites, slots].

    Returns
    -------
    float32 [sites, slots] [unit of the item]; NaN where the reading or three of its four
    neighbours are absent.

    Examples
    --------
    >>> series = Series(np.array([[10, 12, 90, 12, 14]], np.int16), 0, "µg/m³")
    >>> float(neighbour_difference(series)[0, 2])
    78.0
    """
    sites, slots = series.values.shape
    margin = max(NEIGHBOUR_HOURS)
    present = np.zeros((sites, slots + 2 * margin), dtype=np.bool_)
    present[:, margin : margin + slots] = series.present
    values = np.zeros(present.shape, dtype=np.float32)
    values[:, margin : margin + slots] = np.where(series.present, series.values, 0)
    shape = (sites, slots)
    count = np.zeros(shape, dtype=np.int8)
    total = np.zeros(shape, dtype=np.float32)
    smallest = np.full(shape, np.inf, dtype=np.float32)
    largest = np.full(shape, -np.inf, dtype=np.float32)
    for shift in NEIGHBOUR_HOURS:
        cut = slice(margin + shift, margin + shift + slots)
        here, one = present[:, cut], values[:, cut]
        count += here
        total += one
        np.minimum(smallest, one, out=smallest, where=here)
        np.maximum(largest, one, out=largest, where=here)
    # Of three or four numbers, those left without the two extremes average to the median.
    more = count > LEAST_NEIGHBOURS
    np.subtract(total, smallest, out=total, where=more)
    np.subtract(total, largest, out=total, where=more)
    divisor = np.where(more, count - 2, LEAST_NEIGHBOURS)
    median: Float32Array = np.divide(total, divisor, dtype=np.float32)
    difference: Float32Array = np.subtract(values[:, margin : margin + slots], median)
    difference /= np.float32(10**series.decimals)
    difference[~series.present | (count < LEAST_NEIGHBOURS)] = np.nan
    return difference


def site_spread(difference: Float32Array) -> Float32Array:
    """Return each site's own spread: 1.4826 × the median absolute neighbour difference.

    Parameters
    ----------
    difference : float32 [sites, slots] [unit], NaN where there is none.

    Returns
    -------
    float32 [sites] [unit]; NaN for a site without any.

    Examples
    --------
    >>> round(float(site_spread(np.array([[1, -1, 50, np.nan]], np.float32))[0]), 4)
    1.4826
    """
    spread = np.full(difference.shape[0], np.nan, dtype=np.float32)
    for row, one in enumerate(np.abs(difference)):
        seen = one[~np.isnan(one)]
        if seen.size:
            spread[row] = np.float32(DEVIATIONS_PER_MEDIAN) * np.median(seen)
    return spread


def spike_test(grid: Grid, settings: QualitySettings) -> dict[str, BoolArray]:
    """Find readings that stand out from the neighbouring hours, against the site's own spread.

    Parameters
    ----------
    grid : hourly series; the spread is that of the grid's span, so give it a month or more.
    settings : per item the multiple of the spread and the least difference [unit].

    Returns
    -------
    Item to bool [sites, slots], True where the test found something.
    """
    found = {}
    for item, series, one in _tested(grid, settings.spike.items):
        difference = neighbour_difference(series)
        allowed = np.maximum(
            np.float32(one.spread_multiple) * site_spread(difference),
            np.float32(one.least_difference),
        )
        found[item] = np.abs(difference) > allowed[:, np.newaxis]
    return found


def pm_order_test(grid: Grid, settings: QualitySettings) -> dict[str, BoolArray]:
    """Find hours with PM2.5 above PM10 beyond the tolerance; both items are flagged.

    Parameters
    ----------
    grid : hourly series; without both items nothing is found.
    settings : the excess that is passed: absolute [µg/m³] and as a share of PM10.

    Returns
    -------
    Item to bool [sites, slots], True where the test found something.

    Examples
    --------
    >>> grid = Grid(("A",), 0, {"PM2.5": Series(np.array([[35, 36]], np.int16), 0, "µg/m³"),
    ...                         "PM10": Series(np.array([[30, 30]], np.int16), 0, "µg/m³")})
    >>> from yunzhu.observations.quality_settings import default_quality_settings
    >>> pm_order_test(grid, default_quality_settings())["PM10"].tolist()
    [[False, True]]
    """
    fine, coarse = grid.series.get("PM2.5"), grid.series.get("PM10")
    if fine is None or coarse is None:
        return {}
    decimals = max(fine.decimals, coarse.decimals)
    inner = _with_decimals(fine, decimals)
    outer = _with_decimals(coarse, decimals)
    order = settings.pm_order
    passed = np.maximum(
        float(order.least_excess.scaleb(decimals)), float(order.share_of_pm10) * outer
    )
    found = (inner - outer > passed) & fine.present & coarse.present
    return {"PM2.5": found, "PM10": found}


def negative_test(grid: Grid, settings: QualitySettings) -> dict[str, BoolArray]:
    """Find readings below zero.

    Parameters
    ----------
    grid : hourly series.
    settings : the items that are tested.

    Returns
    -------
    Item to bool [sites, slots], True where the test found something.
    """
    return {
        item: (grid.series[item].values < 0) & grid.series[item].present
        for item in settings.negative.items
        if item in grid.series
    }


QualityTest: TypeAlias = Callable[[Grid, QualitySettings], dict[str, BoolArray]]
QUALITY_TESTS: Mapping[Flag, QualityTest] = {
    Flag.RANGE: range_test,
    Flag.CONSTANT: constant_test,
    Flag.SPIKE: spike_test,
    Flag.PM_ORDER: pm_order_test,
    Flag.NEGATIVE: negative_test,
}


def quality_flags(grid: Grid, settings: QualitySettings) -> dict[str, UInt8Array]:
    """Run every test and return the sum of `Flag` bits of each cell.

    Parameters
    ----------
    grid : hourly series; it is not changed.
    settings : see `default_quality_settings`.

    Returns
    -------
    Every item of the grid to uint8 [sites, slots], 0 where no test found anything.
    """
    flags = {
        item: np.zeros(series.values.shape, dtype=np.uint8) for item, series in grid.series.items()
    }
    for flag, test in QUALITY_TESTS.items():
        for item, found in test(grid, settings).items():
            flags[item] |= found.astype(np.uint8) * np.uint8(flag)
    return flags


@dataclass(frozen=True)
class FlagSummary:
    """One flag of one item at one site over a grid.

    Attributes
    ----------
    hours : number of flagged hours.
    first, last : start of the first and of the last flagged hour, hour index.
    example : the reading of the first flagged hour, as it was received.
    """

    site: str
    item: str
    flag: Flag
    hours: int
    first: int
    last: int
    example: Decimal
    unit: str

    def as_dict(self) -> dict[str, object]:
        """Return the row for JSON."""
        return {
            "site": self.site,
            "item": self.item,
            "flag": self.flag.label,
            "hours": self.hours,
            "first": hour_start(self.first).isoformat(sep=" "),
            "last": hour_start(self.last).isoformat(sep=" "),
            "example": str(self.example),
            "unit": self.unit,
        }


def flag_summary(grid: Grid, flags: Mapping[str, UInt8Array]) -> tuple[FlagSummary, ...]:
    """Return one row per site, item and flag that was found.

    Parameters
    ----------
    grid : the grid that was tested.
    flags : item to uint8 [sites, slots], from `quality_flags`.
    """
    rows = []
    for item, marks in flags.items():
        series = grid.series[item]
        for flag in Flag:
            found = (marks & np.uint8(flag)) != 0
            for row in np.flatnonzero(found.any(axis=1)):
                slots = np.flatnonzero(found[row])
                first, last = int(slots[0]), int(slots[-1])
                rows.append(
                    FlagSummary(
                        site=grid.sites[row],
                        item=item,
                        flag=flag,
                        hours=int(slots.size),
                        first=grid.start_hour + first,
                        last=grid.start_hour + last,
                        example=Decimal(int(series.values[row, first])).scaleb(-series.decimals),
                        unit=series.unit,
                    )
                )
    return tuple(sorted(rows, key=lambda one: (one.site, _ITEM_ORDER[one.item], one.flag)))


_ITEM_ORDER = {item: place for place, item in enumerate(AIR_ITEMS)}


def _tested(grid: Grid, settings: Mapping[str, Setting]) -> list[tuple[str, Series, Setting]]:
    return [(item, grid.series[item], one) for item, one in settings.items() if item in grid.series]


def _least_count(bound: Decimal, series: Series) -> float:
    """Return a bound in the series' own least counts, for comparison with its integers."""
    return float(bound.scaleb(series.decimals))


def _with_decimals(series: Series, decimals: int) -> Int32Array:
    return rescaled(widened(series.values), series.decimals, decimals)
