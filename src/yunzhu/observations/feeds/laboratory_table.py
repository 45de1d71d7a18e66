"""A laboratory's table of results, CSV or XLSX: one row per result, or one column per item."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from yunzhu.observations.feeds.laboratory_mapping import LaboratoryMapping, mapping_of_header
from yunzhu.observations.feeds.moment_text import MomentFault, read_moment
from yunzhu.observations.feeds.reading import WORKBOOK_MAGICS, require_columns
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.sample_reading import (
    CopyScope,
    SampleBatch,
    SampleColumn,
    SampleFileOptions,
    SampleReading,
    SampleRows,
    table_of_cells,
)
from yunzhu.observations.feeds.table_mapping import normalised, read_mapping_as
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.observations.feeds.units import power_to, units_of
from yunzhu.observations.feeds.valueless_cells import (
    VALUELESS_EXPECTED,
    VALUELESS_REASON,
    Valueless,
)
from yunzhu.observations.feeds.workbook import Workbook, moment_of_cell
from yunzhu.observations.sample_numbers import (
    FULL_WIDTH_REASON,
    MISSING_IN_SAMPLES,
    SAMPLE_REASONS,
    SampleFault,
    parse_marked,
)
from yunzhu.observations.samples import NO_NUMBER, DetectionMark
from yunzhu.observations.sites import ControlLevel
from yunzhu.observations.water_items import WATER_ITEMS, WaterItem, find_item
from yunzhu.periods import minute_index

_ROWS_PER_BATCH = 20_000
_SHOWN = 80
_MOMENT_EXPECTED = "YYYY-MM-DD HH:MM, YYYY-MM-DD"


def read(path: Path, options: SampleFileOptions) -> SampleReading:
    """Open a table through its mapping, or through the headers known without one.

    Raises
    ------
    FileFault : the table or the mapping cannot be used.
    """
    stated = None
    if options.mapping is not None:
        stated = read_mapping_as(LaboratoryMapping, options.mapping)
    with path.open("rb") as stream:
        is_workbook = stream.read(4) in WORKBOOK_MAGICS
    source: _Sheet | _Text
    if is_workbook:
        source = _Sheet(path, stated.sheet if stated else None)
    else:
        source = _Text(path, options.encoding, stated.delimiter if stated else ",")
    mapping = mapping_of_header(path, source.header) if stated is None else _spelled(stated, source)
    require_columns(path, source.header, mapping.columns)
    return SampleReading(
        site_field=mapping.site or "site_constant",
        time_field=mapping.time,
        scope=CopyScope.CELL,
        level=ControlLevel.MUNICIPAL,
        batches=(_batch(mapping, lines, rejected) for lines, rejected in source.lines(mapping)),
        position=source.position,
        ignored_columns=tuple(
            name for name in source.header if name and name not in mapping.columns
        ),
    )


def _spelled(mapping: LaboratoryMapping, source: _Sheet | _Text) -> LaboratoryMapping:
    """Return the mapping with its column names as the header spells them."""
    by_normal = {normalised(name): name for name in source.header}
    content = mapping.model_dump()

    def spelled(name: Any) -> Any:
        if not isinstance(name, str) or name in source.header:
            return name
        return by_normal.get(normalised(name), name)

    for key in ("site", "time", "item", "result", "unit", "limit", "method", "laboratory"):
        content[key] = spelled(content[key])
    for one in content["items"].values():
        one["column"] = spelled(one["column"])
    content["carry_down"] = tuple(spelled(name) for name in content["carry_down"])
    return LaboratoryMapping.model_validate(content)


@dataclass(frozen=True)
class _Line:
    """One row as text.

    Attributes
    ----------
    row : line of the file. cells : column to text.
    merged : columns whose cell continues a merged one, and the row it begins on.
    valueless : columns whose cell shows an error or an uncalculated formula, and its text.
    """

    row: int
    cells: Mapping[str, str]
    merged: Mapping[str, int] = field(default_factory=dict)
    valueless: Mapping[str, str] = field(default_factory=dict)

    def require_values(self, columns: Iterable[str]) -> None:
        """Refuse cells that show an error or an uncalculated formula."""
        for name in columns:
            if name in self.valueless:
                text = self.valueless[name]
                raise _Fault(name, text, VALUELESS_REASON, VALUELESS_EXPECTED)


_Lines = Iterator[tuple[list[_Line], list[Rejected]]]


class _Text:
    """Delimited text in blocks."""

    def __init__(self, path: Path, encoding: str, delimiter: str) -> None:
        self._table = TextTable(path, encoding=encoding, delimiter=delimiter)
        self._delimiter = delimiter
        self.header = self._table.header
        self.position = self._table.position

    def lines(self, mapping: LaboratoryMapping) -> _Lines:
        """Yield the rows of a block and those that could not be split."""
        types = dict.fromkeys(mapping.columns, pa.string())
        carried = _Carried(mapping.carry_down)
        for block in self._table.blocks():
            columns, rows, rejected = columns_of_block(
                block, self.header, types, delimiter=self._delimiter
            )
            texts = [columns[name].to_pylist() for name in mapping.columns]
            cells = (
                dict(zip(mapping.columns, one, strict=True)) for one in zip(*texts, strict=True)
            )
            yield (
                [
                    carried.over(_Line(row, some))
                    for row, some in zip(rows.tolist(), cells, strict=True)
                    if any(text.strip() for text in some.values())
                ],
                rejected,
            )


class _Sheet:
    """One sheet of a workbook; its cells become the text a CSV of it would hold."""

    def __init__(self, path: Path, sheet: str | None) -> None:
        self._book = Workbook(path, sheet)
        self.header = self._book.header
        self.position = self._book.position

    def lines(self, mapping: LaboratoryMapping) -> _Lines:
        """Yield the rows in batches."""
        places = {name: self.header.index(name) for name in mapping.columns}
        carried = _Carried(mapping.carry_down)
        lines: list[_Line] = []
        for row, cells in self._book.rows():
            texts = {name: _cell_text(cells[place], mapping) for name, place in places.items()}
            valueless = {
                name: texts[name]
                for name, place in places.items()
                if isinstance(cells[place], Valueless)
            }
            if any(texts.values()):
                merged = {
                    name: begin
                    for name, place in places.items()
                    if (begin := self._book.merged_with(row, place)) is not None
                }
                lines.append(carried.over(_Line(row, texts, merged, valueless)))
            if len(lines) == _ROWS_PER_BATCH:
                yield lines, []
                lines = []
        yield lines, []


class _Carried:
    """Carries cells down the columns for which the mapping says so."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._last = dict.fromkeys(columns, "")
        self._valueless: dict[str, str] = {}

    def over(self, line: _Line) -> _Line:
        """Return a line with the carried cells filled, and keep its own for the next ones."""
        cells, valueless = dict(line.cells), dict(line.valueless)
        for name, above in self._last.items():
            if cells[name].strip():
                self._valueless.pop(name, None)
            else:
                cells[name] = above
            if name in line.valueless:
                self._valueless[name] = line.valueless[name]
            elif name in self._valueless:
                valueless[name] = self._valueless[name]
            self._last[name] = cells[name]
        merged = {name: row for name, row in line.merged.items() if name not in self._last}
        return _Line(line.row, cells, merged, valueless)


def _cell_text(cell: Any, mapping: LaboratoryMapping) -> str:
    """Return a cell as text: a date in the mapping's form, a number as the workbook shows it."""
    if isinstance(cell, date):
        return moment_of_cell(cell).strftime(mapping.time_format or "%Y-%m-%d %H:%M:%S")
    # A workbook keeps binary fractions and 15 digits of them.
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()


class _Fault(Exception):
    """A cell or row that cannot be taken: column, text, reason, expected."""

    def __init__(self, column: str, text: str, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.told = column, text[:_SHOWN], reason, expected


@dataclass
class _Cells:
    """The cells of one item as they are found."""

    records: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def column(self, item: str) -> SampleColumn:
        """Return them as arrays."""
        return SampleColumn(
            item,
            np.array(self.records, np.int64),
            np.array(self.numbers, np.int64),
            np.array(self.marks, np.uint8),
            pa.array(self.texts, pa.string()),
            pa.nulls(len(self.texts), pa.string()),
        )


def _batch(
    mapping: LaboratoryMapping, lines: Sequence[_Line], split: Sequence[Rejected]
) -> SampleBatch:
    rejected = list(split)
    found: dict[str, _Cells] = defaultdict(_Cells)
    sites: list[str] = []
    minutes: list[int] = []
    kept: list[_Line] = []
    for line in lines:
        results = list(_results(mapping, line))
        try:
            site, minute = _place(mapping, line)
        except _Fault as fault:
            rejected.append(Rejected(line.row, *fault.told, cells=len(results)))
            continue
        record = len(kept)
        kept.append(line)
        sites.append(site)
        minutes.append(minute)
        for result in results:
            try:
                item, number, mark = result.parsed(line)
            except _Fault as fault:
                rejected.append(Rejected(line.row, *fault.told))
                continue
            cells = found[item.item]
            cells.records.append(record)
            cells.numbers.append(number)
            cells.marks.append(mark)
            cells.texts.append(result.text)
    rows = SampleRows(
        lines=np.array([line.row for line in kept], np.int64),
        sites=pa.array(sites, pa.string()),
        minutes=np.array(minutes, np.int64),
        states=pa.nulls(len(kept), pa.string()),
        methods=_column_of(kept, mapping.method, None),
        laboratories=_column_of(kept, mapping.laboratory, mapping.laboratory_constant),
        standing=mapping.standing,
        polled=pa.nulls(len(kept), pa.int32()),
    )
    columns = [cells.column(item) for item, cells in found.items()]
    rejected.sort(key=lambda one: one.row)
    return SampleBatch(table_of_cells(rows, columns), {}, tuple(rejected))


def _column_of(lines: Sequence[_Line], column: str | None, constant: str | None) -> pa.Array:
    if column is None:
        return pa.array([constant] * len(lines), pa.string())
    return pa.array([line.cells[column].strip() or constant for line in lines], pa.string())


def _place(mapping: LaboratoryMapping, line: _Line) -> tuple[str, int]:
    """Return the site and the minute of a row."""
    results = {one.column for one in mapping.items.values()}
    line.require_values(name for name in mapping.columns if name not in results)
    site = mapping.site_constant or ""
    if mapping.site is not None:
        site = _own_cell(line, mapping.site)
        if not site:
            raise _Fault(mapping.site, "", "缺少点位 no site", "点位编码或名称 code or name")
    text = _own_cell(line, mapping.time)
    moment = _moment(text, mapping.time_format)
    if not isinstance(moment, MomentFault):
        return site, moment
    usual = unicodedata.normalize("NFKC", text)
    if usual != text and not isinstance(_moment(usual, mapping.time_format), MomentFault):
        raise _Fault(mapping.time, text, FULL_WIDTH_REASON, f"半角 half-width: {usual}")
    expected = mapping.time_format or _MOMENT_EXPECTED
    if moment is not MomentFault.NO_YEAR and mapping.time_format is None:
        expected = moment.expected if moment is not MomentFault.NOT_A_TIME else _MOMENT_EXPECTED
    raise _Fault(mapping.time, text, moment.reason, expected)


def _moment(text: str, written: str | None) -> int | MomentFault:
    if written is None:
        return read_moment(text, None)
    try:
        return minute_index(datetime.strptime(text, written).replace(tzinfo=None))
    except ValueError:
        return MomentFault.NOT_A_TIME


def _own_cell(line: _Line, column: str) -> str:
    """Return the trimmed cell; one that only continues a merged cell is a fault."""
    text = line.cells[column].strip()
    if not text and column in line.merged:
        begin = line.merged[column]
        raise _Fault(
            column,
            "",
            f"合并单元格, 起于第 {begin} 行 merged cells, begun on row {begin}",
            f"取消合并并逐行填写 unmerge and fill every row; 或 or carry_down: [{column}]",
        )
    return text


@dataclass(frozen=True)
class _Result:
    """One result as it stands in the table.

    Attributes
    ----------
    column, text : its cell. item : found by the header or from the row; a function that raises.
    unit, limit : texts; the limit is in the unit of the result.
    unit_column : column of the unit, for messages.
    """

    column: str
    text: str
    item: Callable[[], WaterItem]
    unit: str
    unit_column: str
    limit: str

    def parsed(self, line: _Line) -> tuple[WaterItem, int, int]:
        """Return the item, the number times 10**8 in the item's unit and the mark."""
        line.require_values([self.column])
        if not self.text:
            _own_cell(line, self.column)
        item = self.item()
        power = power_to(item.unit, self.unit)
        if power is None:
            reason = "单位未知或缺少 no unit, or one that does not convert"
            raise _Fault(self.unit_column, self.unit, reason, units_of(item.unit))
        number, mark, fault = parse_marked(self.text, power=power)
        if fault is SampleFault.NO_LIMIT and self.limit not in MISSING_IN_SAMPLES:
            number, _, fault = parse_marked(self.limit, power=power)
            mark = DetectionMark.BELOW
        lowest, highest = item.bounds_e8
        if fault is SampleFault.NONE and number != NO_NUMBER and not lowest <= number <= highest:
            fault = SampleFault.OUT_OF_RANGE
        if fault is not SampleFault.NONE:
            expected = item.expected
            if fault is SampleFault.FULL_WIDTH:
                usual = unicodedata.normalize("NFKC", self.text)
                expected = f"半角 half-width: {usual}"
            raise _Fault(self.column, self.text, SAMPLE_REASONS[fault], expected)
        return item, number, mark


def _results(mapping: LaboratoryMapping, line: _Line) -> Iterator[_Result]:
    """Yield the results of a row that are not missing."""
    if mapping.items:
        for name, told in mapping.items.items():
            text = line.cells[told.column].strip()
            if text not in MISSING_IN_SAMPLES or told.column in line.merged:
                item = WATER_ITEMS[name]
                yield _Result(told.column, text, _always(item), told.unit, told.column, limit="")
        return
    assert mapping.item is not None
    assert mapping.result is not None
    assert mapping.unit is not None
    text = line.cells[mapping.result].strip()
    if text in MISSING_IN_SAMPLES and mapping.result not in line.merged:
        return
    named = line.cells[mapping.item].strip()
    yield _Result(
        mapping.result,
        text,
        lambda: _item_named(mapping.item or "", named, line),
        line.cells[mapping.unit].strip(),
        mapping.unit,
        line.cells[mapping.limit].strip() if mapping.limit is not None else "",
    )


def _always(item: WaterItem) -> Callable[[], WaterItem]:
    return lambda: item


def _item_named(column: str, name: str, line: _Line) -> WaterItem:
    item = find_item(name)
    if item is not None:
        return item
    if not name:
        _own_cell(line, column)
    known = [one for each in WATER_ITEMS.values() for one in (each.item, each.chinese)]
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f", 是否 did you mean {nearest[0]!r}" if nearest else ""
    raise _Fault(column, name, "未知项目 unknown item", f"水样项目 an item of water{meant}")
