"""Samples of one month after another: the newest version of each, ordered, and their joining."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from yunzhu.arrays import Int64Array
from yunzhu.observations.sample_numbers import parse_sample_numbers
from yunzhu.observations.sample_segments import (
    SampleSegment,
    codes_of,
    last_versions,
    read_samples,
)
from yunzhu.observations.samples import NO_NUMBER, Samples
from yunzhu.periods import MINUTES_PER_DAY, Period, day_index

_NUMBERS = ("site", "item", "minutes", "number", "mark")


@dataclass(frozen=True)
class MonthReader:
    """Reads the newest versions of one month after another.

    Attributes
    ----------
    only : the sites whose row groups are read; None: all of them.
    """

    folder: Path
    segments: tuple[SampleSegment, ...]
    months: tuple[Period, ...]
    sites: tuple[str, ...]
    items: tuple[str, ...]
    only: frozenset[str] | None
    without_states: frozenset[str]

    def block(self, month: Period, *, is_shown: bool) -> Samples:
        start, stop = minutes_of_days(month.first, month.last)
        segments = [one for one in self.segments if overlaps(one, start, stop)]
        parts = [self._columns(one, start, stop, is_shown=is_shown) for one in segments]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else []
        if not columns:
            columns = [np.zeros(0, np.int64)] * 6
        key = _key(columns[0], columns[2] - start, stop - start, columns[1], len(self.items))
        if (key[1:] <= key[:-1]).any():
            order = np.argsort(key, kind="stable")
            order = order[last_versions(key[order])]
            columns = [column[order] for column in columns]
        if not columns[5].all():
            kept = np.flatnonzero(columns[5])
            columns = [column[kept] for column in columns]
        site, item, minutes, numbers, marks, _ = columns
        return Samples(
            self.sites,
            self.items,
            site.astype(np.int32, copy=False),
            item.astype(np.int16, copy=False),
            minutes.astype(np.int32, copy=False),
            numbers,
            marks.astype(np.uint8, copy=False),
        )

    def _columns(
        self, segment: SampleSegment, start: int, stop: int, *, is_shown: bool
    ) -> list[np.ndarray]:
        """Return site, item, minutes, number, mark and whether the newest version counts."""
        named = (*_NUMBERS, *(("shown",) if is_shown else ()))
        named = (*named, *(("state",) if self.without_states else ()))
        table = read_samples(self.folder / segment.path, named, self.only)
        site = codes_of(table["site"], self.sites)
        item = codes_of(table["item"], self.items)
        minutes = table["minutes"].to_numpy()
        numbers, marks = table["number"].to_numpy(), table["mark"].to_numpy()
        counts = np.ones(len(minutes), np.bool_)
        if is_shown:
            shown = parse_sample_numbers(table["shown"])
            differs = table["shown"].is_valid().to_numpy()
            numbers = np.where(differs, shown.numbers, numbers)
            marks = np.where(differs, shown.marks, marks)
            counts = ~differs | (numbers != NO_NUMBER)
        if self.without_states:
            counts = counts & (codes_of(table["state"], tuple(self.without_states)) < 0)
        columns = [site, item, minutes, numbers, marks, counts]
        wanted = (site >= 0) & (item >= 0) & (minutes >= start) & (minutes < stop)
        if wanted.all():
            return columns
        return [column[wanted] for column in columns]


def minutes_of_days(first: date, last: date) -> tuple[int, int]:
    return day_index(first) * MINUTES_PER_DAY, (day_index(last) + 1) * MINUTES_PER_DAY


def overlaps(segment: SampleSegment, start: int, stop: int) -> bool:
    return segment.first_minute < stop and segment.stop_minute > start


def _key(
    site: Int64Array, minute: Int64Array, span: int, item: Int64Array, items: int
) -> Int64Array:
    """Return one number per sample that orders by site, minute, item."""
    return (site * span + minute) * max(1, items) + item


def joined(blocks: Sequence[Samples]) -> Samples:
    """Join blocks of one list of sites, each ordered and later than the one before."""
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
    for block, count in zip(blocks, counts, strict=True):
        begin = np.cumsum(count) - count
        target = np.arange(len(block)) + np.repeat(place - begin, count)
        place = place + count
        site[target], item[target], minutes[target] = block.site, block.item, block.minutes
        numbers[target], marks[target] = block.numbers, block.marks
    return Samples(sites, items, site, item, minutes, numbers, marks)
