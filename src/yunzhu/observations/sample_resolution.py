"""One month of an import of samples: copies within the file, then the difference to the lake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from yunzhu.arrays import BoolArray, Int64Array
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.sample_reading import CopyScope, SampleReading
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_numbers import plain_number
from yunzhu.observations.sample_segments import (
    STOPPED_STATES,
    codes_of,
    names_in,
    read_samples,
    sample_order,
    version_days,
    with_version_days,
)
from yunzhu.observations.water_items import item_rank
from yunzhu.periods import minute_start

CONFLICT_REASON = "同一时刻有不同的值 one moment, different values"
VALUE = ("number", "mark", "shown", "method", "laboratory", "standing")
SAID = (*VALUE, "state")
"""What a version says; a copy that says the same in all of these is no new version. A stopped
station repeats old values, so from one a copy that says the same in `VALUE` is none either."""
_MINUTE_BITS = 32


@dataclass(frozen=True)
class SampleChanges:
    """What a month of a file has beyond the lake.

    Attributes
    ----------
    table : the new versions.
    new, unchanged, superseding, repeated, received_before : counts of cells.
    older : of the superseding ones, those that the lake has a version of a later day for; they
        are kept as older versions.
    rejected : copies that contradict one another.
    """

    table: pa.Table
    new: int
    unchanged: int
    superseding: int
    repeated: int
    received_before: int
    older: int
    rejected: tuple[Rejected, ...]


def changes_of_month(
    table: pa.Table,
    reading: SampleReading,
    lake: SampleLake,
    after_same_file: SampleLake | None,
    today: date,
) -> SampleChanges:
    """Compare one month's cells of a file with each other and with the lake.

    Parameters
    ----------
    table : of `SAMPLE_SCHEMA`, all of one month, sites by their ids.
    reading : of the file: what copies of one moment in one poll must agree in, and the names of
        its columns, for messages.
    lake : as it is.
    after_same_file : the lake as it was when this very file had been imported before: a version
        that it holds is no news, even where a later file replaced it.
    today : the day of versions that no poll gave.
    """
    sites = tuple(sorted(names_in(table["site"])))
    items = tuple(sorted(names_in(table["item"]), key=item_rank))
    table = table.take(pa.array(sample_order(table, sites, items)))
    table, rejected, copies = _without_copies(table, reading)
    if not len(table):
        return SampleChanges(table, 0, 0, 0, copies, 0, 0, rejected)
    keys = _key_codes(table, sites, items)
    stored = _stored(lake, table, sites, items, keys)
    before = table.slice(0, 0)
    if after_same_file is not None:
        before = _stored(after_same_file, table, sites, items, keys)
    said, said_stored, said_before = _content_codes([table, stored, before], SAID)
    values, values_stored = _content_codes([table, stored], VALUE)
    is_stopped = codes_of(table["state"], tuple(STOPPED_STATES)) >= 0
    stored_keys = _key_codes(stored, sites, items)
    order = _Order.of(
        np.concatenate((stored_keys, keys)),
        np.concatenate((version_days(stored, today), version_days(table, today))),
        np.concatenate((said_stored, said)),
        np.concatenate((values_stored, values)),
        np.concatenate((np.zeros(len(stored), np.bool_), is_stopped)),
        len(stored),
    )
    known = set(zip(_key_codes(before, sites, items).tolist(), said_before.tolist(), strict=True))
    pairs = zip(keys.tolist(), said.tolist(), strict=True)
    held = np.fromiter((pair in known for pair in pairs), np.bool_, len(keys))
    received_before = held & ~order.is_repeated & ~order.is_unchanged
    fresh = ~order.is_repeated & ~order.is_unchanged & ~received_before
    is_new = fresh & ~order.has_previous & ~np.isin(keys, stored_keys)
    return SampleChanges(
        table=table.filter(pa.array(fresh)),
        new=int(is_new.sum()),
        unchanged=int((order.is_unchanged | received_before).sum()),
        superseding=int((fresh & ~is_new).sum()),
        repeated=copies + int(order.is_repeated.sum()),
        received_before=int(received_before.sum()),
        older=int((fresh & order.has_later).sum()),
        rejected=rejected,
    )


@dataclass(frozen=True)
class _Order:
    """The file's versions among the stored ones, bool [versions of the file] each.

    Attributes
    ----------
    has_previous : another version of the same sample comes before it.
    is_unchanged : the stored version just before or after it says the same.
    is_repeated : the version just before it is of the file and says the same.
    has_later : a stored version of the same sample is of a later day.
    """

    has_previous: BoolArray
    is_unchanged: BoolArray
    is_repeated: BoolArray
    has_later: BoolArray

    @classmethod
    def of(
        cls,
        keys: Int64Array,
        days: Int64Array,
        said: Int64Array,
        values: Int64Array,
        is_stopped: BoolArray,
        stored: int,
    ) -> _Order:
        """Order versions by sample, day and coming; the first ``stored`` of them are stored.

        A copy of a value that a stopped station sends again says what the version before it says.
        """
        order = np.lexsort((np.arange(len(keys)), days, keys))
        is_file = order >= stored
        same_key = np.zeros(len(keys), np.bool_)
        same_key[1:] = keys[order][1:] == keys[order][:-1]
        repeats = same_key & is_stopped[order]
        repeats[1:] &= values[order][1:] == values[order][:-1]
        meant = said[order][np.maximum.accumulate(np.where(repeats, 0, np.arange(len(order))))]
        same_said = same_key.copy()
        same_said[1:] &= meant[1:] == meant[:-1]
        after_file = np.zeros(len(keys), np.bool_)
        after_file[1:] = is_file[:-1]
        before_same = np.zeros(len(keys), np.bool_)
        before_same[:-1] = same_said[1:] & ~is_file[1:]
        place = np.empty(len(keys), np.int64)
        place[order] = np.arange(len(keys))
        of_file = place[stored:]
        newest: dict[int, int] = {}
        for key, day in zip(keys[:stored].tolist(), days[:stored].tolist(), strict=True):
            newest[key] = max(day, newest.get(key, day))
        pairs = zip(keys[stored:].tolist(), days[stored:].tolist(), strict=True)
        later = (newest.get(key, day) > day for key, day in pairs)
        return cls(
            has_previous=same_key[of_file],
            is_unchanged=((same_said & ~after_file) | before_same)[of_file],
            is_repeated=(same_said & after_file & ~before_same)[of_file],
            has_later=np.fromiter(later, np.bool_, len(keys) - stored),
        )


def _key_codes(table: pa.Table, sites: Sequence[str], items: Sequence[str]) -> Int64Array:
    key = codes_of(table["site"], sites).astype(np.int64) << _MINUTE_BITS
    key += table["minutes"].to_numpy()
    key *= len(items)
    key += codes_of(table["item"], items)
    return key


def _without_copies(
    table: pa.Table, reading: SampleReading
) -> tuple[pa.Table, tuple[Rejected, ...], int]:
    """Return the table with one copy of each cell of a poll, the contradictions and the repeats."""
    group = ["site", "minutes", "polled", *(["item"] if reading.scope is CopyScope.CELL else [])]
    codes, lines = _codes_of_columns(table, group), table["row"].to_numpy()
    order = np.lexsort((lines, codes))
    is_next = np.zeros(len(order), np.bool_)
    is_next[1:] = codes[order][1:] == codes[order][:-1]
    several = is_next & np.concatenate(([False], lines[order][1:] != lines[order][:-1]))
    if not several.any():
        return table, (), 0
    wanted = np.isin(codes, codes[order][several])
    copies: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place in np.flatnonzero(wanted).tolist():
        copies[int(codes[place])][int(lines[place])].append(place)
    kept = np.ones(len(codes), np.bool_)
    rejected: list[Rejected] = []
    repeated = 0
    for of_line in copies.values():
        says = {line: _says(table, places) for line, places in of_line.items()}
        first = min(of_line)
        if len(set(says.values())) == 1:
            again = [place for line, some in of_line.items() if line != first for place in some]
            repeated += len(again)
            kept[again] = False
            continue
        for line, places in of_line.items():
            other = next(one for one, told in says.items() if told != says[line])
            rejected.append(_contradiction(table, places, line, other, reading))
            kept[places] = False
    rejected.sort(key=lambda one: one.row)
    return table.filter(pa.array(kept)), tuple(rejected), repeated


def _says(table: pa.Table, places: Sequence[int]) -> frozenset[tuple[object, ...]]:
    cut = table.take(pa.array(places)).select(["item", *SAID]).to_pylist()
    return frozenset(tuple(row.values()) for row in cut)


def _contradiction(
    table: pa.Table, places: Sequence[int], line: int, other: int, reading: SampleReading
) -> Rejected:
    site = table["site"][places[0]].as_py()
    item = table["item"][places[0]].as_py()
    stamp = minute_start(table["minutes"][places[0]].as_py())
    field, value, what = reading.site_field, site, site
    if reading.scope is CopyScope.CELL:
        what = f"{site}, {item}"
        field, value = reading.value_fields[item], table["text"][places[0]].as_py()
        value = value or plain_number(table["number"][places[0]].as_py())
    return Rejected(
        line,
        field,
        value,
        CONFLICT_REASON,
        f"与第 {other} 行相同 the same as on row {other} ({what}, {stamp:%Y-%m-%d %H:%M})",
        cells=len(places),
    )


def _stored(
    lake: SampleLake,
    table: pa.Table,
    sites: Sequence[str],
    items: Sequence[str],
    keys: Int64Array,
) -> pa.Table:
    """Return every stored version of the table's cells with its day, as they were received."""
    minutes = table["minutes"].to_numpy()
    first, last = int(minutes.min()), int(minutes.max())
    wanted = set(sites)
    parts = [table.slice(0, 0)]
    for segment, day in lake.segments():
        if segment.first_minute > last or segment.stop_minute <= first:
            continue
        if not wanted.intersection(lake.manifest.site_lists[segment.site_list]):
            continue
        part = with_version_days(
            read_samples(lake.folder / segment.path, table.schema.names, wanted), day
        )
        known = (codes_of(part["site"], sites) >= 0) & (codes_of(part["item"], items) >= 0)
        known[known] = np.isin(_key_codes(part.filter(pa.array(known)), sites, items), keys)
        parts.append(part.filter(pa.array(known)).select(table.schema.names))
    return pa.concat_tables(parts).unify_dictionaries()


def _content_codes(tables: Sequence[pa.Table], columns: Sequence[str]) -> list[Int64Array]:
    """Return one number per row that tells what it says, comparable between the tables."""
    codes = _codes_of_columns(pa.concat_tables(one.select(columns) for one in tables), columns)
    return np.split(codes, np.cumsum([len(one) for one in tables])[:-1])


def _codes_of_columns(table: pa.Table, columns: Sequence[str]) -> Int64Array:
    """Return one number per row, equal where all the columns are equal."""
    codes = np.zeros(len(table), np.int64)
    for name in columns:
        column = table[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        cells = encoded.indices.to_numpy().astype(np.int64)
        _, codes = np.unique(codes * (len(encoded.dictionary) + 1) + cells, return_inverse=True)
        codes = codes.astype(np.int64)
    return codes
