"""The national automatic water stations: rows of either form become cells.

Every 4 hours each section states temperature, pH and so on, the class that the feed publishes
and what the station says of itself (正常, 维护, 停站). Stamps have no year. Numbers are shown
rounded with the original beside them: the original counts, what is shown is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from yunzhu.arrays import BoolArray, Int64Array
from yunzhu.observations.feeds.moment_text import MomentFault, read_moment
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.sample_reading import (
    SampleBatch,
    SampleColumn,
    SampleReading,
    SampleRows,
    table_of_cells,
)
from yunzhu.observations.import_report import StaleStamp
from yunzhu.observations.sample_numbers import (
    MISSING_IN_SAMPLES,
    SampleFault,
    parse_sample_numbers,
    range_fault,
    words_of_fault,
)
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS
from yunzhu.observations.water_items import PUBLISHED_CLASS, WATER_ITEMS
from yunzhu.periods import MINUTES_PER_DAY, day_index, day_of_index
from yunzhu.standards.water_class import WaterClass

PROVISIONAL = "provisional"
JOIN = "·"
_CLASSES = {
    **{unicodedata.normalize("NFKC", one.chinese): int(one) for one in WaterClass},
    **{str(int(one)): int(one) for one in WaterClass},
}
_EXPECTED_CLASS = "Ⅰ, Ⅱ, Ⅲ, Ⅳ, Ⅴ, 劣Ⅴ 或空 or empty"
_SHOWN = 80


@dataclass(frozen=True)
class NationalColumn:
    """The cells of one item: the texts that count, those displayed, and the name of the column."""

    field: str
    texts: Sequence[str]
    shown: Sequence[str]


@dataclass(frozen=True)
class NationalRows:
    """Rows of the feed as text, columns of equal length.

    Attributes
    ----------
    lines : line of the file, or place in the answer's list, from 1.
    provinces, sections, stamps, classes, states : cells.
    polled : day of the poll of each row, or None where the cell that states it is no date.
    poll_texts : what that cell says.
    items : item to its cells.
    fields : names of the columns ``section``, ``time``, ``class``, ``polled``.
    """

    lines: Sequence[int]
    provinces: Sequence[str]
    sections: Sequence[str]
    stamps: Sequence[str]
    classes: Sequence[str]
    states: Sequence[str]
    polled: Sequence[date | None]
    poll_texts: Sequence[str]
    items: Mapping[str, NationalColumn]
    fields: Mapping[str, str]


def batch_of_rows(rows: NationalRows, reading: SampleReading) -> SampleBatch:
    """Turn rows into cells; count states and stale stamps into the reading."""
    keys = [
        f"{province.strip()}{JOIN}{section.strip()}"
        for province, section in zip(rows.provinces, rows.sections, strict=True)
    ]
    parsed = [_class_column(rows), *(_item_column(item, rows) for item in rows.items)]
    cells = np.sum([one.present for one in parsed], axis=0)
    minutes = np.zeros(len(keys), np.int64)
    good = np.ones(len(keys), np.bool_)
    rejected: list[Rejected] = []
    for place, stamp in enumerate(rows.stamps):
        told = _row_fault(rows, place)
        if told is None:
            moment = read_moment(stamp, rows.polled[place])
            if isinstance(moment, MomentFault):
                expected = moment.expected
                if moment is MomentFault.FAR_FROM_POLL:
                    expected = f"{expected}: {rows.polled[place]}"
                told = rows.fields["time"], stamp, moment.reason, expected
            else:
                minutes[place] = moment
        if told is not None:
            good[place] = False
            if stamp.strip() or cells[place]:
                named, value, reason, expected = told
                rejected.append(
                    Rejected(
                        rows.lines[place],
                        named,
                        value[:_SHOWN],
                        reason,
                        expected,
                        cells=int(cells[place]),
                    )
                )
    _count(rows, reading, keys, minutes, good)
    columns = []
    for one in parsed:
        columns.append(one.column(good))
        rejected.extend(one.rejected(rows.lines, good))
    lines = np.array(rows.lines, np.int64)
    nothing = pa.nulls(len(keys), pa.string())
    days = [None if day is None else day_index(day) for day in rows.polled]
    said = SampleRows(
        lines=lines,
        sites=pa.array(keys, pa.string()),
        minutes=minutes,
        states=pa.array([state.strip() or None for state in rows.states], pa.string()),
        methods=nothing,
        laboratories=nothing,
        standing=PROVISIONAL,
        polled=pa.array(days, pa.int32()),
    )
    names = dict(zip(keys, (name.strip() for name in rows.sections), strict=True))
    rejected.sort(key=lambda told: told.row)
    return SampleBatch(table_of_cells(said, columns), names, tuple(rejected))


def _row_fault(rows: NationalRows, place: int) -> tuple[str, str, str, str] | None:
    if not rows.sections[place].strip() or not rows.provinces[place].strip():
        where = f"{rows.provinces[place]}{JOIN}{rows.sections[place]}"
        return rows.fields["section"], where, "缺少断面 no section", "省份和断面 province, section"
    if rows.polled[place] is None and rows.poll_texts[place]:
        return rows.fields["polled"], rows.poll_texts[place], "不是日期 not a date", "YYYY-MM-DD"
    return None


def _count(
    rows: NationalRows,
    reading: SampleReading,
    keys: Sequence[str],
    minutes: Int64Array,
    good: BoolArray,
) -> None:
    reading.states.update(state.strip() for state in rows.states)
    for place in np.flatnonzero(good).tolist():
        polled = rows.polled[place]
        minute = int(minutes[place])
        if polled is not None and day_of_index(minute // MINUTES_PER_DAY) != polled:
            reading.stale.append(StaleStamp(rows.lines[place], keys[place], minute, polled))


@dataclass(frozen=True)
class _Parsed:
    """One parsed column [rows]."""

    item: str
    field: str
    numbers: Int64Array
    marks: np.ndarray
    faults: Mapping[int, tuple[str, str]]
    texts: pa.Array
    shown: pa.Array

    @property
    def present(self) -> Int64Array:
        """1 where the file has a cell, well written or not."""
        there = self.numbers != NO_NUMBER
        there[list(self.faults)] = True
        return np.asarray(there, np.int64)

    def column(self, good: BoolArray) -> SampleColumn:
        """Return the cells of good rows."""
        records = np.flatnonzero(good & (self.numbers != NO_NUMBER))
        taken = pa.array(records)
        return SampleColumn(
            self.item,
            records,
            self.numbers[records],
            self.marks[records],
            self.texts.take(taken),
            self.shown.take(taken),
        )

    def rejected(self, lines: Sequence[int], good: BoolArray) -> list[Rejected]:
        """Return the cells of good rows that cannot be taken."""
        return [
            Rejected(
                lines[place],
                self.field,
                str(self.texts[place].as_py())[:_SHOWN],
                reason,
                expected,
            )
            for place, (reason, expected) in self.faults.items()
            if good[place]
        ]


def _item_column(item: str, rows: NationalRows) -> _Parsed:
    column = rows.items[item]
    texts = pa.array(column.texts, pa.string())
    shown = pa.array(column.shown, pa.string())
    read = parse_sample_numbers(texts)
    lowest, highest = WATER_ITEMS[item].bounds_e8
    numbers = read.numbers.copy()
    outside = (numbers != NO_NUMBER) & ((numbers < lowest) | (numbers > highest))
    faults = read.faults.copy()
    for place in np.flatnonzero(outside).tolist():
        faults[place] = range_fault(int(numbers[place]), WATER_ITEMS[item])
    numbers[faults != SampleFault.NONE] = NO_NUMBER
    faulty = np.flatnonzero(faults != SampleFault.NONE).tolist()
    return _Parsed(
        item=item,
        field=column.field,
        numbers=numbers,
        marks=read.marks,
        faults={
            place: words_of_fault(
                SampleFault(int(faults[place])), texts[place].as_py(), WATER_ITEMS[item]
            )
            for place in faulty
        },
        texts=texts,
        shown=pc.if_else(pc.equal(shown, texts), pa.scalar(None, pa.string()), shown),
    )


def _class_column(rows: NationalRows) -> _Parsed:
    numbers = np.full(len(rows.classes), NO_NUMBER, np.int64)
    faults = {}
    for place, text in enumerate(rows.classes):
        plain = unicodedata.normalize("NFKC", text).strip()
        if plain in _CLASSES:
            numbers[place] = _CLASSES[plain] * 10**SAMPLE_DECIMALS
        elif plain not in MISSING_IN_SAMPLES:
            faults[place] = "没有该水质类别 no such class", _EXPECTED_CLASS
    return _Parsed(
        item=PUBLISHED_CLASS,
        field=rows.fields["class"],
        numbers=numbers,
        marks=np.zeros(len(numbers), np.uint8),
        faults=faults,
        texts=pa.array(rows.classes, pa.string()),
        shown=pa.nulls(len(numbers), pa.string()),
    )
