"""One sheet of a workbook: its header, its rows with their numbers, and its merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.text_source import no_header, require_names_once
from yunzhu.observations.feeds.valueless_cells import Valueless, broken_workbook, valueless_cells

LARGEST_WORKBOOK = 48 << 20


class Workbook:
    """One sheet, read forward.

    Parameters
    ----------
    path : the file.
    sheet : name of the sheet; None: the first.
    header_row : row of the header, from 1; None: the first that is not empty.

    Attributes
    ----------
    header, header_row : cells of the header, and its row.

    Raises
    ------
    FileFault : too large, unreadable, empty, without that sheet, or a column named twice.
    """

    def __init__(self, path: Path, sheet: str | None, header_row: int | None) -> None:
        self._path = path
        self._size = path.stat().st_size
        self._done = 0
        if self._size > LARGEST_WORKBOOK:
            raise FileFault(
                "工作簿过大 workbook too large to hold in memory",
                file=path,
                found=f"{self._size >> 20} MB",
                expected=f"<= {LARGEST_WORKBOOK >> 20} MB",
                action="另存为 CSV save it as CSV",
            )
        opened = self._opened(sheet)
        # Rows are counted from the sheet's first one, columns from the first that is not empty.
        left = opened.start[1] if opened.start else 0
        self._merged = {
            (row + 1, column - left): first_row + 1
            for (first_row, first_column), (last_row, last_column) in opened.merged_cell_ranges
            or ()
            for row in range(first_row, last_row + 1)
            for column in range(first_column, last_column + 1)
            if (row, column) != (first_row, first_column)
        }
        self._valueless: dict[int, dict[int, Valueless]] = {}
        for (row, column), cell in valueless_cells(path, opened.name).items():
            self._valueless.setdefault(row, {})[column - left] = cell
        self._lines = enumerate(opened.iter_rows(), 1)
        self.header: tuple[str, ...] = ()
        self.header_row = header_row or 1
        for row, cells in self._lines:
            if row == header_row or (header_row is None and any(cell != "" for cell in cells)):
                self.header_row = row
                self.header = tuple(str(cell).strip() for cell in cells)
                break
        if not any(self.header):
            raise no_header(path, header_row)
        require_names_once(path, self.header_row, self.header)

    def position(self) -> int:
        """Return the bytes of the file read so far."""
        return self._done

    def merged_with(self, row: int, column: int) -> int | None:
        """Return the row whose cell a merged one continues, None for a cell of its own.

        Parameters
        ----------
        row : from 1. column : place in the header, from 0.
        """
        return self._merged.get((row, column))

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the number and the cells of every row that is not empty; none at all is a fault.

        A cell that shows an error or a formula without a result is a `Valueless`.
        """
        any_row = False
        last = 0
        for row, cells in self._lines:
            last = row
            filled = self._filled(row, cells)
            if any(cell != "" for cell in filled):
                any_row = True
                yield row, filled
        for row in sorted(row for row in self._valueless if row > last):
            any_row = True
            yield row, self._filled(row, [])
        if not any_row:
            raise FileFault(
                "只有表头 only a header, no records",
                file=self._path,
                expected="至少一行数据 at least one row of data",
            )
        self._done = self._size

    def _filled(self, row: int, cells: Sequence[Any]) -> list[Any]:
        """Return the cells of a row as wide as the header, those without a value told."""
        filled = [*cells, *[""] * (len(self.header) - len(cells))]
        for place, cell in self._valueless.get(row, {}).items():
            if 0 <= place < len(filled):
                filled[place] = cell
        return filled

    def _opened(self, sheet: str | None) -> Any:
        try:
            book = python_calamine.CalamineWorkbook.from_path(str(self._path))
            name = sheet or book.sheet_names[0]
            if name in book.sheet_names:
                return book.get_sheet_by_name(name)
        except (python_calamine.CalamineError, OSError, IndexError) as error:
            raise broken_workbook(self._path, error) from error
        raise FileFault(
            "没有该工作表 no such sheet",
            file=self._path,
            field="sheet",
            found=name,
            expected=", ".join(book.sheet_names),
        )


def moment_of_cell(cell: datetime | date) -> datetime:
    """Return the moment of a date cell, to the second.

    A workbook counts days in float64: 01:00 may come as 00:59:59.999.
    """
    if isinstance(cell, datetime):
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0)
    return datetime.combine(cell, time())
