"""The rows of a laboratory's table as text, from CSV or XLSX: merged, carried, without a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from yunzhu.observations.feeds.laboratory_mapping import LaboratoryMapping
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.observations.feeds.valueless_cells import (
    VALUELESS_EXPECTED,
    VALUELESS_REASON,
    Valueless,
)
from yunzhu.observations.feeds.workbook import Workbook, moment_of_cell

_ROWS_PER_BATCH = 20_000
_SHOWN = 80


class CellFault(Exception):
    """A cell or row that cannot be taken: column, text, reason, expected."""

    def __init__(self, column: str, text: str, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.told = column, text[:_SHOWN], reason, expected


@dataclass(frozen=True)
class Line:
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
                raise CellFault(name, text, VALUELESS_REASON, VALUELESS_EXPECTED)

    def own_cell(self, column: str) -> str:
        """Return the trimmed cell; one that only continues a merged cell is a fault."""
        text = self.cells[column].strip()
        if not text and column in self.merged:
            begin = self.merged[column]
            raise CellFault(
                column,
                "",
                f"合并单元格, 起于第 {begin} 行 merged cells, begun on row {begin}",
                f"取消合并并逐行填写 unmerge and fill every row; 或 or carry_down: [{column}]",
            )
        return text


Lines = Iterator[tuple[list[Line], list[Rejected]]]


class TextLines:
    """Delimited text in blocks."""

    def __init__(self, path: Path, encoding: str, delimiter: str, header_row: int | None) -> None:
        self._table = TextTable(path, encoding=encoding, delimiter=delimiter, header_row=header_row)
        self._delimiter = delimiter
        self.header, self.header_row = self._table.header, self._table.header_row
        self.position = self._table.position

    def lines(self, mapping: LaboratoryMapping, beside: Sequence[str] = ()) -> Lines:
        """Yield the rows of a block, and those that could not be split.

        Parameters
        ----------
        mapping : its columns are read; a row with nothing in them is none.
        beside : columns that are read besides.
        """
        names = (*mapping.columns, *beside)
        types = dict.fromkeys(names, pa.string())
        carried = _Carried(mapping.carry_down)
        for block in self._table.blocks():
            columns, rows, rejected = columns_of_block(
                block, self.header, types, delimiter=self._delimiter
            )
            texts = [columns[name].to_pylist() for name in names]
            cells = (dict(zip(names, one, strict=True)) for one in zip(*texts, strict=True))
            yield (
                [
                    carried.over(Line(row, some))
                    for row, some in zip(rows.tolist(), cells, strict=True)
                    if any(some[name].strip() for name in mapping.columns)
                ],
                rejected,
            )


class SheetLines:
    """One sheet of a workbook; its cells become the text a CSV of it would hold."""

    def __init__(self, path: Path, sheet: str | None, header_row: int | None) -> None:
        self._book = Workbook(path, sheet, header_row)
        self.header, self.header_row = self._book.header, self._book.header_row
        self.position = self._book.position

    def lines(self, mapping: LaboratoryMapping, beside: Sequence[str] = ()) -> Lines:
        """Yield the rows in batches; parameters as of `TextLines.lines`."""
        places = {name: self.header.index(name) for name in (*mapping.columns, *beside)}
        carried = _Carried(mapping.carry_down)
        lines: list[Line] = []
        for row, cells in self._book.rows():
            texts = {name: _cell_text(cells[place], mapping) for name, place in places.items()}
            valueless = {
                name: texts[name]
                for name, place in places.items()
                if isinstance(cells[place], Valueless)
            }
            if any(texts[name] for name in mapping.columns):
                merged = {
                    name: begin
                    for name, place in places.items()
                    if (begin := self._book.merged_with(row, place)) is not None
                }
                lines.append(carried.over(Line(row, texts, merged, valueless)))
            if len(lines) == _ROWS_PER_BATCH:
                yield lines, []
                lines = []
        yield lines, []


class _Carried:
    """Carries cells down the columns for which the mapping says so."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._last = dict.fromkeys(columns, "")
        self._valueless: dict[str, str] = {}

    def over(self, line: Line) -> Line:
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
        return Line(line.row, cells, merged, valueless)


def _cell_text(cell: Any, mapping: LaboratoryMapping) -> str:
    """Return a cell as text: a date in the mapping's form, a number as the workbook shows it."""
    if isinstance(cell, date):
        return moment_of_cell(cell).strftime(mapping.time_format or "%Y-%m-%d %H:%M:%S")
    # A workbook keeps binary fractions and 15 digits of them.
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()
