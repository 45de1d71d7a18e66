"""A ledger's file read block by block: the same rows and faults as a register's, column by column.

A register's file is validated row by row. Here the distinct spellings of each column of a block
are, which gives the same values and faults at a fraction of the time: dates, areas and choices
repeat. The rules that join columns run once per combination of values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yunzhu.city.ledgers.column_check import ColumnCheck, JointCheck
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.registers.cell_sources import cell_sources
from yunzhu.city.registers.cell_text import CellFault, plain_text
from yunzhu.city.registers.reading import (
    fault_at,
    place_of,
    repeated_key,
    require_origin,
)
from yunzhu.city.registers.table_file import (
    TABLE_SUFFIX,
    WORKBOOK_SUFFIX,
    TableFile,
    column_letter,
    read_table,
)
from yunzhu.errors import FileFault
from yunzhu.observations.feeds.origin_mark import names_origin, origin_named
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.values import Origin

Progress = Callable[[int, int], None]
SUFFIXES = f"{TABLE_SUFFIX} | {TABLE_SUFFIX}.gz | {WORKBOOK_SUFFIX}"


@dataclass(frozen=True)
class LedgerBlock:
    """Some rows of a file.

    Attributes
    ----------
    count : how many, faulty ones included.
    rows : number in the file of each row without a fault in itself.
    columns : field to the values of these rows.
    faults : of the others and of keys that stand twice, in the order of rows and columns.
    """

    count: int
    rows: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    faults: tuple[FileFault, ...]


class LedgerFile:
    """A file of a ledger, whose header has been read.

    Parameters
    ----------
    ledger : what the rows must be. path : CSV, also gzipped, or XLSX.
    origin : of the city; a file that says it is of another origin is refused.
    known : what the ledger's columns refer to, to the codes known there.
    encoding : of a CSV file.

    Raises
    ------
    FileFault : the file cannot be read, a column is absent or unknown; what lies beyond the
        header is only met while reading `blocks`.
    """

    def __init__(
        self,
        ledger: Ledger[Any],
        path: Path,
        *,
        origin: Origin,
        known: Mapping[str, Collection[str]],
        encoding: str = "utf-8",
    ) -> None:
        self.ledger = ledger
        self.path = path
        self._origin = origin
        self._checks = {field: ColumnCheck(ledger, field, known) for field in ledger.row.columns()}
        self._joint = JointCheck(ledger)
        self._first_rows: dict[str, int] = {}
        self._text: TextTable | None = None
        self._table: TableFile
        name = path.name.lower()
        if name.endswith((TABLE_SUFFIX, f"{TABLE_SUFFIX}.gz")):
            self._text = TextTable(path, encoding=encoding)
            self._table = TableFile(self._text.header_row, self._text.header, ())
        elif name.endswith(WORKBOOK_SUFFIX):
            self._table = read_table(path)
        else:
            raise FileFault(
                "不是表格文件 not a table", file=path, found=path.suffix, expected=SUFFIXES
            )
        sources = cell_sources(ledger, path, self._table, None)
        self.places = {name: one.place for name, one in sources.items() if one.place is not None}
        self._marks = [
            place
            for place, heading in enumerate(self._table.header)
            if names_origin(heading) and ledger.field_named(heading) is None
        ]

    def blocks(self, progress: Progress = lambda done, total: None) -> Iterator[LedgerBlock]:
        """Give the rows, block by block; a key stands in one row only of the whole file.

        Parameters
        ----------
        progress : told the bytes read and their total.

        Raises
        ------
        FileFault : quotes do not pair, cells stand beside the columns, there are no rows, or a
            row says it is of another origin.
        """
        size = self.path.stat().st_size
        count = 0
        for rows in self._tables():
            if rows:
                count += len(rows)
                yield self._checked(rows)
            progress(self._text.position() if self._text else size, size)
        if not count:
            raise FileFault(
                "只有表头 only a header, no records", file=self.path, row=self._table.header_row,
                expected="至少一行数据 at least one row",
            )  # fmt: skip

    def fault(self, row: int, field: str, cause: CellFault, found: object) -> FileFault:
        """Return a fault of a cell with its place in the file."""
        return fault_at(self.ledger, self.path, self.places, row, field, cause, found)

    def _tables(self) -> Iterator[Sequence[tuple[int, Sequence[object]]]]:
        if self._text is None:
            yield self._table.rows
            return
        for block in self._text.blocks():
            yield list(self._lines(block.first_row, block.data))

    def _lines(self, first: int, data: bytes) -> Iterator[tuple[int, Sequence[object]]]:
        width = len(self._table.header)
        reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        begins = first
        try:
            for cells in reader:
                if len(cells) == width and cells[0].strip():
                    yield begins, cells
                elif fitted := self._fitted(begins, cells, width):
                    yield begins, fitted
                begins = first + reader.line_num
        except csv.Error as error:
            raise FileFault(
                "引号不成对 quotes do not pair",
                file=self.path,
                row=begins,
                expected="单元格内的引号写成两个 a quote within a cell is doubled",
            ) from error

    def _fitted(self, row: int, cells: list[str], width: int) -> list[str]:
        """Return a row with a cell for each column; nothing of one that is blank."""
        if not any(cell.strip() for cell in cells):
            return []
        beside = [place for place in range(width, len(cells)) if cells[place].strip()]
        if beside:
            raise FileFault(
                "表头之外的单元格 a cell beside the columns",
                file=self.path,
                row=row,
                field=column_letter(beside[0]),
                found=cells[beside[0]],
                expected=f"{width} 列 columns",
            )
        return [*cells, *[""] * (width - len(cells))][:width]

    def _checked(self, lines: Sequence[tuple[int, Sequence[object]]]) -> LedgerBlock:
        rows = [row for row, _ in lines]
        cells = list(zip(*(line for _, line in lines), strict=True))
        self._require_origin(lines, cells)
        columns: dict[str, list[Any]] = {}
        causes: dict[int, list[tuple[str, CellFault]]] = {}
        for field, check in self._checks.items():
            columns[field], is_faulty = check.values(cells[self.places[field]])
            if is_faulty:
                for place, value in enumerate(columns[field]):
                    if type(value) is CellFault:
                        causes.setdefault(place, []).append((field, value))
        if self._joint.fields:
            whole = [place for place in range(len(rows)) if place not in causes]
            joined = [[columns[field][place] for place in whole] for field in self._joint.fields]
            for place, cause in zip(whole, self._joint.faults(joined), strict=True):
                if cause is not None:
                    causes[place] = [(cause.field, cause)]
        faults = [
            self.fault(rows[place], field, cause, plain_text(cells[self.places[field]][place]))
            for place, told in causes.items()
            for field, cause in told
        ]
        twice = self._repeated(rows, cells[self.places[self.ledger.key[0]]])
        for place, first, key in twice:
            cause = repeated_key(first)
            faults.append(self.fault(rows[place], self.ledger.key[0], cause, key))
        faults.sort(key=place_of)
        if causes:
            good = [place for place in range(len(rows)) if place not in causes]
            columns = {
                field: [values[place] for place in good] for field, values in columns.items()
            }
            rows_kept = [rows[place] for place in good]
            return LedgerBlock(len(rows), rows_kept, columns, tuple(faults))
        return LedgerBlock(len(rows), rows, columns, tuple(faults))

    def _repeated(self, rows: Sequence[int], cells: Sequence[object]) -> list[tuple[int, int, str]]:
        """Return the place, the first row and the key of rows whose key was there before."""
        first_rows, found = self._first_rows, []
        for place, (row, cell) in enumerate(zip(rows, cells, strict=True)):
            key = cell.strip() if type(cell) is str else plain_text(cell)
            first = first_rows.setdefault(key, row)
            if first != row:
                found.append((place, first, key))
        return found

    def _require_origin(
        self,
        lines: Sequence[tuple[int, Sequence[object]]],
        cells: Sequence[Sequence[object]],
    ) -> None:
        for place in self._marks:
            words = {plain_text(cell) for cell in set(cells[place])}
            if any(origin_named(word) is not self._origin for word in words):
                table = TableFile(self._table.header_row, self._table.header, tuple(lines))
                require_origin(self.ledger, self.path, table, self._origin)
