"""A laboratory's table of results, CSV or XLSX: one row per result, or one column per item."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from yunzhu.observations.character_width import (
    FULL_WIDTH_REASON,
    half_width,
    half_width_expected,
)
from yunzhu.observations.feeds.laboratory_lines import CellFault, Line, SheetLines, TextLines
from yunzhu.observations.feeds.laboratory_mapping import LaboratoryMapping, mapping_of_header
from yunzhu.observations.feeds.moment_text import MomentFault, read_moment
from yunzhu.observations.feeds.origin_mark import note_origins, origin_columns
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
from yunzhu.observations.feeds.table_mapping import HEADER_ROW_ACTION, normalised, read_mapping_as
from yunzhu.observations.feeds.units import power_to, units_of
from yunzhu.observations.sample_numbers import (
    MISSING_IN_SAMPLES,
    SampleFault,
    parse_marked,
    range_fault,
    words_of_fault,
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
    sheet, delimiter, header_row = None, ",", None
    if stated is not None:
        sheet, delimiter, header_row = stated.sheet, stated.delimiter, stated.header_row
    source: SheetLines | TextLines
    if is_workbook:
        source = SheetLines(path, sheet, header_row)
    else:
        source = TextLines(path, options.encoding, delimiter, header_row)
    if stated is None:
        mapping = mapping_of_header(path, source.header_row, source.header)
    else:
        mapping = _spelled(stated, source)
    require_columns(
        path, source.header, mapping.columns, row=source.header_row, action=HEADER_ROW_ACTION
    )
    marks = origin_columns(source.header, mapping.columns)

    def batches() -> Iterator[SampleBatch]:
        for lines, rejected in source.lines(mapping, marks):
            columns = {name: pa.array([line.cells[name] for line in lines]) for name in marks}
            rows = np.array([line.row for line in lines], np.int64)
            note_origins(reading.origins, columns, marks, rows, path)
            yield _batch(mapping, lines, rejected)

    reading = SampleReading(
        site_field=mapping.site or "site_constant",
        time_field=mapping.time,
        scope=CopyScope.CELL,
        value_fields={
            **dict.fromkeys(WATER_ITEMS, mapping.result or ""),
            **{item: told.column for item, told in mapping.items.items()},
        },
        level=ControlLevel.MUNICIPAL,
        batches=batches(),
        position=source.position,
        ignored_columns=tuple(
            name for name in source.header if name and name not in (*mapping.columns, *marks)
        ),
    )
    return reading


def _spelled(mapping: LaboratoryMapping, source: SheetLines | TextLines) -> LaboratoryMapping:
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
    mapping: LaboratoryMapping, lines: Sequence[Line], split: Sequence[Rejected]
) -> SampleBatch:
    rejected = list(split)
    found: dict[str, _Cells] = defaultdict(_Cells)
    sites: list[str] = []
    minutes: list[int] = []
    kept: list[Line] = []
    for line in lines:
        results = list(_results(mapping, line))
        try:
            site, minute = _place(mapping, line)
        except CellFault as fault:
            rejected.append(Rejected(line.row, *fault.told, cells=len(results)))
            continue
        record = len(kept)
        kept.append(line)
        sites.append(site)
        minutes.append(minute)
        for result in results:
            try:
                item, number, mark = result.parsed(line)
            except CellFault as fault:
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


def _column_of(lines: Sequence[Line], column: str | None, constant: str | None) -> pa.Array:
    if column is None:
        return pa.array([constant] * len(lines), pa.string())
    return pa.array([line.cells[column].strip() or constant for line in lines], pa.string())


def _place(mapping: LaboratoryMapping, line: Line) -> tuple[str, int]:
    """Return the site and the minute of a row."""
    results = {one.column for one in mapping.items.values()}
    line.require_values(name for name in mapping.columns if name not in results)
    site = mapping.site_constant or ""
    if mapping.site is not None:
        site = line.own_cell(mapping.site)
        if not site:
            raise CellFault(mapping.site, "", "缺少点位 no site", "点位编码或名称 code or name")
    text = line.own_cell(mapping.time)
    moment = _moment(text, mapping.time_format)
    if not isinstance(moment, MomentFault):
        return site, moment
    usual = half_width(text)
    if usual is not None and not isinstance(_moment(usual, mapping.time_format), MomentFault):
        raise CellFault(mapping.time, text, FULL_WIDTH_REASON, half_width_expected(usual))
    expected = mapping.time_format or _MOMENT_EXPECTED
    if moment is not MomentFault.NO_YEAR and mapping.time_format is None:
        expected = moment.expected if moment is not MomentFault.NOT_A_TIME else _MOMENT_EXPECTED
    raise CellFault(mapping.time, text, moment.reason, expected)


def _moment(text: str, written: str | None) -> int | MomentFault:
    if written is None:
        return read_moment(text, None)
    try:
        return minute_index(datetime.strptime(text, written).replace(tzinfo=None))
    except ValueError:
        return MomentFault.NOT_A_TIME


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

    def parsed(self, line: Line) -> tuple[WaterItem, int, int]:
        """Return the item, the number times 10**8 in the item's unit and the mark."""
        line.require_values([self.column])
        if not self.text:
            line.own_cell(self.column)
        item = self.item()
        power = power_to(item.unit, self.unit)
        if power is None:
            reason = "单位未知或缺少 no unit, or one that does not convert"
            raise CellFault(self.unit_column, self.unit, reason, units_of(item.unit))
        number, mark, fault = parse_marked(self.text, power=power)
        if fault is SampleFault.NO_LIMIT and self.limit not in MISSING_IN_SAMPLES:
            number, _, fault = parse_marked(self.limit, power=power)
            mark = DetectionMark.BELOW
        if fault is SampleFault.NONE and number != NO_NUMBER:
            fault = range_fault(number, item)
        if fault is not SampleFault.NONE:
            raise CellFault(self.column, self.text, *words_of_fault(fault, self.text, item))
        return item, number, mark


def _results(mapping: LaboratoryMapping, line: Line) -> Iterator[_Result]:
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


def _item_named(column: str, name: str, line: Line) -> WaterItem:
    item = find_item(name)
    if item is not None:
        return item
    if not name:
        line.own_cell(column)
    known = [one for each in WATER_ITEMS.values() for one in (each.item, each.chinese)]
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    meant = f", 是否 did you mean {nearest[0]!r}" if nearest else ""
    raise CellFault(column, name, "未知项目 unknown item", f"水样项目 an item of water{meant}")
