"""One month of an import: repeated cells within the file, then the difference to the lake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import MISSING32, BoolArray, Int32Array, Int64Array
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.grid import Grid, Series, narrowed, rescaled, widened
from yunzhu.observations.items import MOST_DECIMALS, Item
from yunzhu.observations.lake import Lake
from yunzhu.observations.spool import Spool
from yunzhu.periods import HourLabel, hour_start, hours_to_interval_start

CONFLICT_REASON = "同一单元有不同的值 one cell, different values"


@dataclass(frozen=True)
class MonthPart:
    """The sites of one month that are resolved together, so that memory stays bounded.

    Attributes
    ----------
    month : months since 1970-01.
    positions : int64 [sites], positions in the import's list of sites.
    sites : their ids, sorted.
    start_hour, hours : the month.
    """

    month: int
    positions: Int64Array
    sites: tuple[str, ...]
    start_hour: int
    hours: int

    @property
    def cells(self) -> int:
        """Cells of one item."""
        return len(self.sites) * self.hours

    def places(self, sites: Int32Array, hours: Int32Array, lookup: Int32Array) -> Int64Array:
        """Return each record's cell in the flat grid; -1 for a site of another part."""
        row = lookup[sites].astype(np.int64)
        return np.where(row < 0, -1, row * self.hours + hours - self.start_hour)


@dataclass(frozen=True)
class LaidItem:
    """One item of a part as the file has it.

    Attributes
    ----------
    values : int32 [cells], times 10**4; conflicting cells are absent.
    conflicts : bool [cells].
    first_rows, other_rows : int64 [cells], the lines of a cell and of one that differs.
    repeated : further copies of cells that do not conflict.
    """

    values: Int32Array
    conflicts: BoolArray
    first_rows: Int64Array
    other_rows: Int64Array
    repeated: int


@dataclass(frozen=True)
class Difference:
    """What the file has beyond the lake for one item of a part.

    Attributes
    ----------
    changes : int32 [sites, hours], times 10**4, only new and superseding cells.
    new, unchanged, superseding, received_before : counts of cells.
    """

    changes: Int32Array
    new: int
    unchanged: int
    superseding: int
    received_before: int


def site_lookup(part: MonthPart, sites: int) -> Int32Array:
    """Return int32 [sites of the import]: row in the part, -1 outside it."""
    lookup = np.full(sites, -1, np.int32)
    lookup[part.positions] = np.arange(len(part.positions), dtype=np.int32)
    return lookup


def record_counts(spool: Spool, part: MonthPart, lookup: Int32Array) -> Int64Array:
    """Return how many records the file has of each site and hour, int64 [cells]."""
    counts = np.zeros(part.cells, np.int64)
    for sites, hours in spool.keys(part.month):
        places = part.places(sites, hours, lookup)
        counts += np.bincount(places[places >= 0], minlength=part.cells)
    return counts


def lay_item(
    spool: Spool, part: MonthPart, item: str, lookup: Int32Array, records_are_unique: bool
) -> LaidItem:
    """Lay the file's values of an item on the month; copies of a cell are compared.

    Parameters
    ----------
    records_are_unique : no site and hour has a second record, so nothing is to compare.
    """
    values = np.full(part.cells, MISSING32, np.int32)
    first_rows = np.zeros(part.cells, np.int64)
    other_rows = np.zeros(part.cells, np.int64)
    conflicts = np.zeros(part.cells, np.bool_)
    copies = np.zeros(part.cells, np.int64)
    for all_rows, sites, hours, all_scaled in spool.cells(part.month, item):
        all_places = part.places(sites, hours, lookup)
        if records_are_unique:
            values[all_places[all_places >= 0]] = all_scaled[all_places >= 0]
            continue
        taken = (all_places >= 0) & (all_scaled != MISSING32)
        rows, places, scaled = all_rows[taken], all_places[taken], all_scaled[taken]
        copies += np.bincount(places, minlength=part.cells)
        fresh = values[places] == MISSING32
        # Backwards, so that of several copies in one chunk the first one stays.
        values[places[fresh][::-1]] = scaled[fresh][::-1]
        first_rows[places[fresh][::-1]] = rows[fresh][::-1]
        differing = values[places] != scaled
        conflicts[places[differing]] = True
        other_rows[places[differing]] = rows[differing]
    repeated = int((copies[~conflicts & (copies > 1)] - 1).sum())
    values[conflicts] = MISSING32
    return LaidItem(values, conflicts, first_rows, other_rows, repeated)


def conflicting_copies(
    spool: Spool,
    part: MonthPart,
    item: str,
    lookup: Int32Array,
    laid: LaidItem,
    label: HourLabel,
) -> Iterator[list[Rejected]]:
    """Yield every copy of the cells that conflict, each naming a line that differs."""
    for rows, sites, hours, scaled in spool.cells(part.month, item):
        places = part.places(sites, hours, lookup)
        copies = (places >= 0) & (scaled != MISSING32)
        copies[copies] = laid.conflicts[places[copies]]
        found = []
        for record in np.flatnonzero(copies):
            place, row = int(places[record]), int(rows[record])
            first, other = int(laid.first_rows[place]), int(laid.other_rows[place])
            site = part.sites[place // part.hours]
            stamp = hour_start(int(hours[record]) - hours_to_interval_start(label))
            found.append(
                Rejected(
                    row,
                    item,
                    plain_text(int(scaled[record])),
                    CONFLICT_REASON,
                    f"与第 {other if row == first else first} 行相同 the same as on row "
                    f"{other if row == first else first} ({site}, {stamp:%Y-%m-%d %H:%M})",
                )
            )
        if found:
            yield found


def plain_text(scaled: int) -> str:
    """Return a reading times 10**4 as the shortest decimal text.

    Examples
    --------
    >>> plain_text(10600), plain_text(-70000), plain_text(-500)
    ('1.06', '-7', '-0.05')
    """
    whole, rest = divmod(abs(scaled), 10**MOST_DECIMALS)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest:0{MOST_DECIMALS}d}".rstrip("0").rstrip(".")


def difference(
    part: MonthPart, item: str, laid: LaidItem, newest: Lake, after_same_file: Lake | None
) -> Difference:
    """Compare an item with the lake.

    Parameters
    ----------
    newest : the lake as it is.
    after_same_file : the lake as it was when this very file had been imported before; a cell
        that it holds with the file's value is no news, even where a later file replaced it.
    """
    values = laid.values.reshape(len(part.sites), part.hours)
    present = values != MISSING32
    stored = _stored(newest, part, item)
    is_new = present & (stored == MISSING32)
    differs = present & ~is_new & (values != stored)
    before = np.zeros_like(present)
    if after_same_file is not None and differs.any():
        before = differs & (_stored(after_same_file, part, item) == values)
    superseding = differs & ~before
    changes = np.where(is_new | superseding, values, MISSING32)
    new, replaced = int(is_new.sum()), int(superseding.sum())
    return Difference(
        changes=changes.astype(np.int32, copy=False),
        new=new,
        unchanged=int(present.sum()) - new - replaced,
        superseding=replaced,
        received_before=int(before.sum()),
    )


def _stored(lake: Lake, part: MonthPart, item: str) -> Int32Array:
    grid = lake.read_grid([item], part.sites, part.start_hour, part.start_hour + part.hours)
    series = grid.series[item]
    return rescaled(widened(series.values), series.decimals, MOST_DECIMALS)


def grid_of_changes(
    part: MonthPart, changes: dict[str, Int32Array], items: Mapping[str, Item]
) -> Grid:
    """Return the smallest dense rectangle that holds all changes of a part.

    Parameters
    ----------
    changes : item to int32 [sites, hours], times 10**4; at least one cell in all.
    items : of the dataset.
    """
    anywhere = np.zeros((len(part.sites), part.hours), np.bool_)
    for values in changes.values():
        anywhere |= values != MISSING32
    rows = np.flatnonzero(anywhere.any(axis=1))
    hours = np.flatnonzero(anywhere.any(axis=0))
    first, stop = int(hours[0]), int(hours[-1]) + 1
    series = {}
    for name, values in changes.items():
        cut = values[rows, first:stop]
        if (cut != MISSING32).any():
            series[name] = _series(items[name], cut)
    return Grid(tuple(part.sites[row] for row in rows), part.start_hour + first, series)


def _series(item: Item, values: Int32Array) -> Series:
    """Return the values with the fewest decimals that hold them all, as narrow as they fit."""
    present = values != MISSING32
    seen = values[present]
    decimals = next(
        count
        for count in range(item.decimals, MOST_DECIMALS + 1)
        if not (seen % 10 ** (MOST_DECIMALS - count)).any()
    )
    divisor = 10 ** (MOST_DECIMALS - decimals)
    scaled = np.where(present, values // divisor, MISSING32).astype(np.int32)
    return Series(narrowed(scaled), decimals, item.unit)


def month_parts(
    spool: Spool, month: int, ids: Sequence[str], sites_per_part: int
) -> Iterator[MonthPart]:
    """Split the sites of a month, sorted by id, into parts of bounded size."""
    seen = np.zeros(len(ids), np.bool_)
    for sites, _ in spool.keys(month):
        seen[sites] = True
    positions = sorted(np.flatnonzero(seen).tolist(), key=lambda position: ids[position])
    first = np.datetime64(month, "M")
    start_day = int(first.astype("datetime64[D]").astype(np.int64))
    stop_day = int((first + 1).astype("datetime64[D]").astype(np.int64))
    for begin in range(0, len(positions), sites_per_part):
        chosen = positions[begin : begin + sites_per_part]
        yield MonthPart(
            month,
            np.array(chosen, np.int64),
            tuple(ids[position] for position in chosen),
            start_day * 24,
            (stop_day - start_day) * 24,
        )
