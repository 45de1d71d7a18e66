"""The cells of a CSV or XLSX file, each with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.text_source import TextTable, require_names_once
from yunzhu.observations.feeds.valueless_cells import (
    VALUELESS_EXPECTED,
    VALUELESS_REASON,
    broken_workbook,
    valueless_cells,
)

WORKBOOK_SUFFIX = ".xlsx"
TABLE_SUFFIX = ".csv"
_PACKED_SUFFIX = ".gz"
_LETTERS = 26


@dataclass(frozen=True)
class TableFile:
    """A table as it stands in a file.

    Attributes
    ----------
    header_row : its row in the file, from 1. header : its cells, trimmed.
    rows : number of the row and its cells, blank rows left out; short rows are filled up.
    """

    header_row: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[object]], ...]


def read_table(path: Path, *, encoding: str = "utf-8") -> TableFile:
    """Read a CSV file, or the first sheet of an XLSX file.

    Raises
    ------
    FileFault : it cannot be read, has no rows, merged cells, a column named twice, or cells
        beside its columns.
    """
    name = path.name.lower()
    if name.endswith(WORKBOOK_SUFFIX):
        return _workbook(path)
    if name.removesuffix(_PACKED_SUFFIX).endswith(TABLE_SUFFIX):
        return _delimited(path, encoding)
    raise FileFault(
        "不是表格文件 not a table", file=path, found=path.suffix, expected=".csv | .csv.gz | .xlsx"
    )


def column_letter(place: int) -> str:
    """Return a column's letter as spreadsheets show it; ``place`` counts from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    before, last = divmod(place, _LETTERS)
    return (column_letter(before - 1) if before else "") + chr(ord("A") + last)


def _delimited(path: Path, encoding: str) -> TableFile:
    table = TextTable(path, encoding=encoding)
    blocks = list(table.blocks())
    text = b"".join(block.data for block in blocks).decode("utf-8")
    first = blocks[0].first_row
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[object]]] = []
    begins = first
    try:
        for cells in reader:
            lines.append((begins, list(cells)))
            begins = first + reader.line_num
    except csv.Error as error:
        raise FileFault(
            "引号不成对 quotes do not pair",
            file=path,
            row=begins,
            expected="单元格内的引号写成两个 a quote within a cell is doubled",
        ) from error
    return _table(path, first - 1, table.header, lines)


def _workbook(path: Path) -> TableFile:
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise broken_workbook(path, error) from error
    if merged:
        (top, left), (bottom, right) = min(merged)
        raise FileFault(
            "合并单元格 merged cells",
            file=path,
            row=top + 1,
            field=column_letter(left),
            found=f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
            + (f" 等 {len(merged)} 处 and others" if len(merged) > 1 else ""),
            expected="每格一值 one value per cell",
            action="取消合并，每行填写 unmerge them and fill in every row",
        )
    if valueless := valueless_cells(path, sheet.name):
        (row, column), cell = min(valueless.items(), key=lambda one: one[0])
        others = f" 等 {len(valueless)} 处 and others" if len(valueless) > 1 else ""
        raise FileFault(
            VALUELESS_REASON,
            file=path,
            row=row,
            field=column_letter(column),
            found=f"{cell}{others}",
            expected=VALUELESS_EXPECTED,
        )
    lines = [(row, line) for row, line in enumerate(cells, 1) if any(cell != "" for cell in line)]
    if not lines:
        raise FileFault("空文件 empty file", file=path, expected="表头和数据 a header and rows")
    header_row, headings = lines[0]
    header = tuple(str(cell).strip() for cell in headings)
    while header and not header[-1]:
        header = header[:-1]
    require_names_once(path, header_row, header)
    return _table(path, header_row, header, lines[1:])


def _table(
    path: Path,
    header_row: int,
    header: tuple[str, ...],
    lines: Sequence[tuple[int, Sequence[object]]],
) -> TableFile:
    width = len(header)
    rows = []
    for row, cells in lines:
        if not any(str(cell).strip() for cell in cells):
            continue
        beside = [place for place in range(width, len(cells)) if str(cells[place]).strip()]
        if beside:
            raise FileFault(
                "表头之外的单元格 a cell beside the columns",
                file=path,
                row=row,
                field=column_letter(beside[0]),
                found=cells[beside[0]],
                expected=f"{width} 列 columns",
            )
        rows.append((row, [*cells, *[""] * (width - len(cells))][:width]))
    if not rows:
        raise FileFault(
            "只有表头 only a header, no records", file=path, row=header_row,
            expected="至少一行数据 at least one row",
        )  # fmt: skip
    return TableFile(header_row, header, tuple(rows))
