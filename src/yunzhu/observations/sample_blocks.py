"""Samples of one month after another: the newest version of each, ordered, and their joining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from yunzhu.arrays import BoolArray, Int16Array, Int32Array, Int64Array, UInt8Array
from yunzhu.observations.sample_numbers import parse_sample_numbers
from yunzhu.observations.sample_segments import (
    SampleSegment,
    codes_of,
    last_versions,
    read_samples,
    version_days,
)
from yunzhu.observations.samples import NO_NUMBER, Samples
from yunzhu.observations.water_items import item_rank
from yunzhu.periods import MINUTES_PER_DAY, Period, day_index

_NUMBERS = ("site", "item", "minutes", "number", "mark")
_KINDS = (np.int32, np.int16, np.int32, np.int64, np.uint8, np.bool_, np.int64)
_NOTHING: list[Any] = [np.zeros(0, kind) for kind in _KINDS]


@dataclass(frozen=True)
class MonthReader:
    """Reads the newest versions of one month after another.

    Attributes
    ----------
    segments : with the day of their receipt.
    only : the sites whose row groups are read; None: all of them.
    """

    folder: Path
    segments: tuple[tuple[SampleSegment, date], ...]
    months: tuple[Period, ...]
    sites: tuple[str, ...]
    items: tuple[str, ...]
    only: frozenset[str] | None
    without_states: frozenset[str]

    def block(self, month: Period, *, is_shown: bool) -> Samples:
        """Return the newest version of the month's samples, as displayed or as they are."""
        start, stop = minutes_of_days(month.first, month.last)
        segments = [pair for pair in self.segments if overlaps(pair[0], start, stop)]
        extra = (
            *(("shown",) if is_shown else ()),
            *(("state",) if self.without_states else ()),
            *(("polled",) if len(segments) > 1 else ()),
        )
        parts = [self._columns(*pair, start, stop, extra) for pair in segments]
        columns = parts[0] if len(parts) == 1 else _stacked(parts)
        if not self._is_ordered([segment for segment, _ in segments]):
            key = _key(columns[0], columns[2], start, stop, columns[1], len(self.items))
            order = (
                np.lexsort((columns[6], key)) if len(parts) > 1 else np.argsort(key, kind="stable")
            )
            if self.without_states:
                order = order[~_is_repeat(key[order], *(column[order] for column in columns[3:6]))]
            order = order[last_versions(key[order])]
            columns = [column[order] for column in columns]
        if not columns[5].all():
            kept = np.flatnonzero(columns[5])
            columns = [column[kept] for column in columns]
        return Samples(self.sites, self.items, *columns[:5])

    def _is_ordered(self, segments: Sequence[SampleSegment]) -> bool:
        """Whether the rows come by site, minute, item as they are stored, each once."""
        return (
            len(segments) == 1
            and not segments[0].has_versions
            and self.sites == tuple(sorted(self.sites))
            and self.items == tuple(sorted(self.items, key=item_rank))
        )

    def _columns(
        self, segment: SampleSegment, received: date, start: int, stop: int, extra: Sequence[str]
    ) -> list[Any]:
        """Return site, item, minutes, number, mark, whether the version counts, and its day."""
        table = read_samples(self.folder / segment.path, (*_NUMBERS, *extra), self.only)
        site = codes_of(table["site"], self.sites)
        item = codes_of(table["item"], self.items).astype(np.int16)
        minutes = table["minutes"].to_numpy()
        numbers, marks = table["number"].to_numpy(), table["mark"].to_numpy()
        counts = np.ones(len(minutes), np.bool_)
        if "shown" in extra:
            shown = parse_sample_numbers(table["shown"])
            differs = table["shown"].is_valid().to_numpy()
            numbers = np.where(differs, shown.numbers, numbers)
            marks = np.where(differs, shown.marks, marks)
            counts = ~differs | (numbers != NO_NUMBER)
        if "state" in extra:
            counts = counts & (codes_of(table["state"], tuple(self.without_states)) < 0)
        days = version_days(table, received) if "polled" in extra else minutes
        columns = [site, item, minutes, numbers, marks, counts, days]
        wanted = (site >= 0) & (item >= 0) & (minutes >= start) & (minutes < stop)
        if wanted.all():
            return columns
        return [column[wanted] for column in columns]


def _is_repeat(
    key: Int64Array, numbers: Int64Array, marks: UInt8Array, counts: BoolArray
) -> BoolArray:
    """Return which ordered versions are left out by their state, and say what the one before says.

    A stopped station sends old values again: such a copy does not hide the value it repeats.
    """
    repeat = np.zeros(len(key), np.bool_)
    repeat[1:] = ~counts[1:] & (key[1:] == key[:-1])
    repeat[1:] &= (numbers[1:] == numbers[:-1]) & (marks[1:] == marks[:-1])
    return repeat


def _stacked(parts: Sequence[list[Any]]) -> list[Any]:
    return [np.concatenate(one) for one in zip(*parts, strict=True)] if parts else _NOTHING


def minutes_of_days(first: date, last: date) -> tuple[int, int]:
    """Return the first minute of a day and the one after the last of another."""
    return day_index(first) * MINUTES_PER_DAY, (day_index(last) + 1) * MINUTES_PER_DAY


def overlaps(segment: SampleSegment, start: int, stop: int) -> bool:
    """Tell whether a segment may hold samples of a span of minutes."""
    return segment.first_minute < stop and segment.stop_minute > start


def _key(
    site: Int32Array, minutes: Int32Array, start: int, stop: int, item: Int16Array, items: int
) -> Int64Array:
    """Return one number per sample that orders by site, minute, item."""
    key = site.astype(np.int64) * (stop - start)
    key += minutes - start
    key *= max(1, items)
    key += item
    return key


def joined(blocks: list[Samples]) -> Samples:
    """Join blocks of one list of sites, each ordered and later than the one before.

    The list is emptied on the way, so that a block's memory is free once it is laid.
    """
    if len(blocks) == 1:
        return blocks[0]
    sites, items = blocks[0].sites, blocks[0].items
    counts = [np.bincount(block.site, minlength=len(sites)) for block in blocks]
    total = np.sum(counts, axis=0)
    place = np.concatenate(([0], np.cumsum(total)[:-1])) if len(sites) else np.zeros(0, np.int64)
    size = int(total.sum())
    site = np.empty(size, np.int32)
    item, minutes = np.empty(size, np.int16), np.empty(size, np.int32)
    numbers, marks = np.empty(size, np.int64), np.empty(size, np.uint8)
    for count in counts:
        block = blocks.pop(0)
        begin = np.cumsum(count) - count
        target = np.arange(len(block)) + np.repeat(place - begin, count)
        place = place + count
        site[target], item[target], minutes[target] = block.site, block.item, block.minutes
        numbers[target], marks[target] = block.numbers, block.marks
    return Samples(sites, items, site, item, minutes, numbers, marks)
