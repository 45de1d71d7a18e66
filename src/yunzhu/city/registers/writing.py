"""A register as a file: an empty template with notes, or its rows; both can be imported again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

from yunzhu.city.registers.cell_text import label_of
from yunzhu.city.registers.register import Register, RowT, explanation_of
from yunzhu.city.registers.table_file import TABLE_SUFFIX, WORKBOOK_SUFFIX
from yunzhu.errors import UsageError
from yunzhu.files import write_whole
from yunzhu.observations.feeds.origin_mark import ORIGIN_HEADING
from yunzhu.values import Origin

NOTE_HEADINGS = {
    "heading": "列 column",
    "required": "必填 required",
    "kind": "填写 what to write",
    "key": "主键 key",
    "note": "说明 note",
    "example": "示例 example",
}
_RULES = (
    "每行一条；不要合并单元格，不要改列名 one row per record; no merged cells, names as they are",
    "有一处错误则全部不导入 one fault and nothing is imported",
    "主键相同的行更新原记录，未列出的记录不变 the same key updates; rows not listed stay",
)
_WIDTH = 22


def write_register(
    register: Register[RowT], rows: Sequence[RowT], path: Path, *, origin: Origin
) -> None:
    """Write rows, or with none an empty template, as ``.xlsx`` or ``.csv``; the file appears whole.

    Parameters
    ----------
    register, rows : what to write. path : its ending says which format.
    origin : of the city; a simulated one says so in every row and sheet.

    Raises
    ------
    UsageError : another ending.
    """
    suffix = path.suffix.lower()
    if suffix == WORKBOOK_SUFFIX:
        content = workbook_of(register, rows, origin=origin)
    elif suffix == TABLE_SUFFIX:
        content = _delimited_of(register, rows, origin)
    else:
        raise UsageError(
            "不是表格文件 not a table", field="file", found=path.name, expected=".csv | .xlsx"
        )

    def write(part: Path) -> None:
        part.write_bytes(content)

    write_whole(path, write)


def workbook_of(register: Register[RowT], rows: Sequence[RowT], *, origin: Origin) -> bytes:
    """Return a workbook with the rows on its first sheet and the notes on its second."""
    mark = "(模拟)" if origin is Origin.SIMULATED else ""
    book = Workbook()
    table = book.active
    table.title = f"{register.chinese}{mark}"
    lines = _lines(register, rows, origin)
    for row, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = table.cell(row, column, value)
            if isinstance(value, str):
                # A text that begins with an equals sign is no formula, and a code no number.
                cell.data_type = "s"
                cell.number_format = "@"
            elif isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
    _set_head(table, len(lines[0]))
    table.freeze_panes = "A2"
    notes = book.create_sheet(f"说明 notes{mark}")
    notes.append(list(NOTE_HEADINGS.values()))
    for field in register.row.columns():
        told = explanation_of(register, field)
        notes.append([told[name] for name in NOTE_HEADINGS])
    notes.append([])
    for rule in _RULES:
        notes.append([rule])
    _set_head(notes, len(NOTE_HEADINGS))
    buffer = io.BytesIO()
    save_workbook(book, buffer)
    return buffer.getvalue()


def shown_value(value: Any) -> str:
    """Return a value as users read it."""
    cell = _cell(value)
    return "" if cell is None else str(cell)


def _delimited_of(register: Register[RowT], rows: Sequence[RowT], origin: Origin) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for line in _lines(register, rows, origin):
        writer.writerow([shown_value(value) for value in line])
    # With the mark, spreadsheets read the Chinese rightly.
    return text.getvalue().encode("utf-8-sig")


def _lines(register: Register[RowT], rows: Sequence[RowT], origin: Origin) -> list[list[Any]]:
    """Return header and rows; those of a simulated city end with the word for it."""
    is_marked = bool(rows) and origin is Origin.SIMULATED
    fields = list(register.row.columns())
    header = [register.heading(field) for field in fields] + [ORIGIN_HEADING] * is_marked
    return [
        header,
        *(
            [_cell(getattr(row, field)) for field in fields] + [origin.label] * is_marked
            for row in rows
        ),
    ]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return label_of(value)
    if isinstance(value, Decimal):
        text = format(value, "f")
        return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
    return value


def _set_head(sheet: Any, width: int) -> None:
    for column in range(1, width + 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
