"""A generic CSV or XLSX with a mapping of its columns; the mapping states the hour label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from yunzhu.arrays import Int64Array
from yunzhu.errors import UsageError
from yunzhu.observations.feeds.long_rows import ENCODED_TEXT, NameCollector, trimmed_objects
from yunzhu.observations.feeds.number_text import encoded_text, parse_numbers
from yunzhu.observations.feeds.origin_mark import note_origins, origin_columns
from yunzhu.observations.feeds.reading import (
    WORKBOOK_MAGICS,
    Reading,
    ReadingOptions,
    RowCheck,
    assemble,
    require_columns,
    site_check,
    stamp_check,
)
from yunzhu.observations.feeds.records import Records, Rejected
from yunzhu.observations.feeds.table_mapping import (
    HEADER_ROW_ACTION,
    TableMapping,
    as_spelled,
    form_of,
    normalised,
    read_mapping,
)
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.observations.feeds.time_text import (
    STAMP_REASONS,
    StampFault,
    hours_of_calendar,
    parse_stamps,
    whole_numbers,
)
from yunzhu.observations.feeds.workbook import Workbook, moment_of_cell
from yunzhu.observations.items import Item
from yunzhu.periods import HourLabel, hours_to_interval_start

_ROWS_PER_BATCH = 20_000
_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")


def detects(header: Sequence[str]) -> bool:
    """A table with names of its own is never taken without a mapping."""
    del header
    return False


def read(path: Path, options: ReadingOptions) -> Reading:
    """Open a table through the mapping of the options.

    Raises
    ------
    UsageError : no mapping is given.
    FileFault : the table or the mapping cannot be used.
    """
    if options.mapping is None:
        raise UsageError(
            "需要列映射 a mapping is needed",
            field="mapping",
            action="--mapping FILE.yaml (time, hour_label, site, items)",
        )
    items = options.dataset.items
    mapping = read_mapping(options.mapping, items)
    with path.open("rb") as stream:
        is_workbook = stream.read(4) in WORKBOOK_MAGICS
    label = options.hour_label or mapping.hour_label
    source = _Sheet(path, mapping) if is_workbook else _Text(path, mapping, options.encoding)
    mapping = as_spelled(mapping, source.header)
    require_columns(
        path, source.header, mapping.columns, row=source.header_row, action=HEADER_ROW_ACTION
    )
    marks = origin_columns(source.header, mapping.columns)
    wanted = (*mapping.columns, *marks)

    def batches() -> Iterator[Records]:
        collect = NameCollector()
        for columns, rows, rejected in source.pieces(wanted):
            note_origins(reading.origins, columns, marks, rows, path)
            yield _records(mapping, items, columns, rows, rejected, label, collect)

    rounded = [
        f"{item} → {form.decimals} 位小数 decimals (GB/T 8170)"
        for item, mapped in mapping.items.items()
        if (form := form_of(items[item], mapped, mapping.decimals)).decimals is not None
    ]
    reading = Reading(
        site_kind=mapping.site_kind,
        site_field=mapping.site or "site_constant",
        time_field=mapping.time or f"{mapping.date},{mapping.hour}",
        hour_label=label,
        batches=batches(),
        position=source.position,
        ignored_columns=tuple(name for name in source.header if name and name not in wanted),
        notes=[f"修约 rounded: {text}" for text in rounded],
        area=mapping.area,
    )
    return reading


_Piece = tuple[Mapping[str, pa.Array], Int64Array, list[Rejected]]


class _Text:
    """Delimited text in blocks."""

    def __init__(self, path: Path, mapping: TableMapping, encoding: str) -> None:
        self._table = TextTable(
            path,
            encoding=encoding,
            delimiter=mapping.delimiter,
            header_row=mapping.header_row,
        )
        self._delimiter = mapping.delimiter
        self.header, self.header_row = self._table.header, self._table.header_row
        self.position = self._table.position

    def pieces(self, wanted: Sequence[str]) -> Iterator[_Piece]:
        types = dict.fromkeys(wanted, ENCODED_TEXT)
        for block in self._table.blocks():
            yield columns_of_block(block, self.header, types, delimiter=self._delimiter)


class _Sheet:
    """One sheet of a workbook; its cells become the text a CSV of it would hold."""

    def __init__(self, path: Path, mapping: TableMapping) -> None:
        self._mapping = mapping
        self._book = Workbook(path, mapping.sheet, mapping.header_row)
        self.header, self.header_row = self._book.header, self._book.header_row
        self.position = self._book.position

    def pieces(self, wanted: Sequence[str]) -> Iterator[_Piece]:
        places = {name: self.header.index(name) for name in wanted}
        kept: dict[str, list[str]] = {name: [] for name in wanted}
        rows: list[int] = []
        for row, cells in self._book.rows():
            rows.append(row)
            for name, place in places.items():
                kept[name].append(self._text(name, cells[place]))
            if len(rows) == _ROWS_PER_BATCH:
                yield _piece(kept, rows)
                kept, rows = {name: [] for name in wanted}, []
        if rows:
            yield _piece(kept, rows)

    def _text(self, column: str, cell: Any) -> str:
        """Return a cell as text: dates in the mapping's format, 12.0 as 12."""
        mapping = self._mapping
        if isinstance(cell, date):
            is_date = mapping.date is not None and normalised(column) == normalised(mapping.date)
            usual = _DATE_FORMATS[0] if is_date else "%Y-%m-%d %H:%M:%S"
            written = mapping.date_format if is_date else mapping.time_format
            return moment_of_cell(cell).strftime(written or usual)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return str(cell)


def _piece(kept: Mapping[str, list[str]], rows: Sequence[int]) -> _Piece:
    columns = {name: pa.array(texts, pa.string()) for name, texts in kept.items()}
    return columns, np.array(rows, np.int64), []


def _records(
    mapping: TableMapping,
    items: Mapping[str, Item],
    columns: Mapping[str, pa.Array],
    rows: Int64Array,
    rejected: Sequence[Rejected],
    label: HourLabel,
    collect: NameCollector,
) -> Records:
    hours, check = _stamps(mapping, columns)
    if mapping.site is not None:
        sites = trimmed_objects(columns[mapping.site])
    else:
        sites = np.full(len(rows), mapping.site_constant, dtype=object)
    names = {}
    if mapping.name is not None:
        names = collect(sites, trimmed_objects(columns[mapping.name]))
    numbers = [
        parse_numbers(
            mapped.column,
            columns[mapped.column],
            items[item],
            form_of(items[item], mapped, mapping.decimals),
        )
        for item, mapped in mapping.items.items()
    ]
    return assemble(
        rows,
        sites,
        hours + hours_to_interval_start(label),
        [check, site_check(mapping.site or "site_constant", sites)],
        numbers,
        names=names,
        rejected=rejected,
    )


def _stamps(mapping: TableMapping, columns: Mapping[str, pa.Array]) -> tuple[Int64Array, RowCheck]:
    """Return the hour index as written, and the test of the stamps."""
    if mapping.time is not None:
        hours, faults, text = parse_stamps(columns[mapping.time], mapping.time_format)
        return hours, stamp_check(mapping.time, faults, text, mapping.time_format)
    assert mapping.date is not None
    assert mapping.hour is not None
    date_field, hour_field = mapping.date, mapping.hour
    texts, positions = encoded_text(columns[date_field])
    formats = _DATE_FORMATS if mapping.date_format is None else (mapping.date_format,)
    days = np.array([_calendar(text, formats) for text in texts.to_pylist()], np.int64)
    year, month, day = days[positions].T
    hour, hour_text = whole_numbers(columns[hour_field])
    hours, faults = hours_of_calendar(year, month, day, hour)

    def describe(record: int) -> tuple[str, str, str, str]:
        fault = StampFault(int(faults[record]))
        reason, expected = STAMP_REASONS[fault]
        if fault is StampFault.NO_SUCH_HOUR:
            return hour_field, hour_text(record), reason, expected
        written = " | ".join(formats)
        return date_field, str(texts[int(positions[record])].as_py()), reason, written

    return hours, RowCheck(np.asarray(faults != StampFault.NONE), describe)


def _calendar(text: str, formats: Sequence[str]) -> tuple[int, int, int]:
    for written in formats:
        try:
            moment = datetime.strptime(text.strip(), written)
        except ValueError:
            continue
        return moment.year, moment.month, moment.day
    return -1, -1, -1
