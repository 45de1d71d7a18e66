"""A file's rows checked against the description of a register, every fault with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from pydantic import ValidationError

from yunzhu.city.registers.cell_text import CellFault, folded, plain_text
from yunzhu.city.registers.register import Register, RowT, shown_key
from yunzhu.city.registers.table_file import TableFile, column_letter, read_table
from yunzhu.errors import FileFault
from yunzhu.files import digest_of_file
from yunzhu.values import Origin

ORIGIN_HEADING = "来源 origin"


@dataclass(frozen=True)
class RowsRead(Generic[RowT]):
    """What a file says.

    Attributes
    ----------
    path : the file. sha256 : of its content.
    count : rows of the file, faulty ones included.
    rows : number of the row in the file and the row, of those without a fault so far.
    faults : of single cells and rows, in the order of rows.
    places : field to column as messages name it, such as ``C 河流 river``.
    """

    path: Path
    sha256: str
    count: int
    rows: tuple[tuple[int, RowT], ...]
    faults: tuple[FileFault, ...]
    places: Mapping[str, str]

    def fault(self, row: int, field: str, what: str, found: object, expected: str) -> FileFault:
        """Return a fault of one cell."""
        return FileFault(
            what,
            file=self.path,
            row=row,
            field=self.places.get(field, field),
            found=found,
            expected=expected or None,
        )


def read_rows(
    register: Register[RowT], path: Path, *, origin: Origin, encoding: str = "utf-8"
) -> RowsRead[RowT]:
    """Read a register's file; single bad cells and rows are among the faults it returns.

    Parameters
    ----------
    register : what the rows must be. path : CSV or XLSX.
    origin : of the city; a file that says it is of another origin is refused.
    encoding : of a CSV file.

    Raises
    ------
    FileFault : the file cannot be read, a column is absent or unknown, or it is of another origin.
    """
    table = read_table(path, encoding=encoding)
    fields = _fields(register, path, table)
    _require_origin(path, table, origin)
    places = {
        field: f"{column_letter(place)} {register.heading(field)}"
        for field, place in fields.items()
    }
    read: RowsRead[RowT] = RowsRead(path, digest_of_file(path), len(table.rows), (), (), places)
    rows: list[tuple[int, RowT]] = []
    faults: list[FileFault] = []
    first_rows: dict[tuple[Any, ...], int] = {}
    for number, cells in table.rows:
        content = {field: cells[place] for field, place in fields.items()}
        try:
            row = register.row.model_validate(content)
        except ValidationError as error:
            faults += [_told(read, number, content, dict(one)) for one in error.errors()]
            continue
        key = register.key_of(row)
        if key in first_rows:
            faults.append(
                read.fault(
                    number,
                    register.key[0],
                    f"与第 {first_rows[key]} 行重复 the same key as in row {first_rows[key]}",
                    shown_key(key),
                    "每个主键一行 one row per key",
                )
            )
            continue
        first_rows[key] = number
        rows.append((number, row))
    return RowsRead(path, read.sha256, read.count, tuple(rows), tuple(faults), places)


def _fields(register: Register[Any], path: Path, table: TableFile) -> dict[str, int]:
    """Return field to place in the header; every column must be there and known."""
    fields: dict[str, int] = {}
    for place, heading in enumerate(table.header):
        if folded(heading) == folded(ORIGIN_HEADING):
            continue
        field = register.field_named(heading) if heading else None
        if field is None or field in fields:
            raise FileFault(
                "未知的列 unknown column" if field is None else "列重复 the column stands twice",
                file=path,
                row=table.header_row,
                field=column_letter(place),
                found=heading,
                expected=register.nearest_heading(heading),
                action=f"yunzhu register template {register.name}",
            )
        fields[field] = place
    absent = [name for name in register.row.columns() if name not in fields]
    if absent:
        raise FileFault(
            "缺少列 missing column",
            file=path,
            row=table.header_row,
            found=", ".join(table.header),
            expected=", ".join(register.heading(name) for name in absent),
            action="选填的列也要有，单元格可空 optional ones too, their cells may stay empty",
        )
    return fields


def _require_origin(path: Path, table: TableFile, origin: Origin) -> None:
    for place, heading in enumerate(table.header):
        if folded(heading) != folded(ORIGIN_HEADING):
            continue
        for row, cells in table.rows:
            if folded(plain_text(cells[place])) not in (folded(origin.value), folded(origin.label)):
                raise FileFault(
                    "模拟与实测数据不得混用 simulated and measured records never mix",
                    file=path,
                    row=row,
                    field=f"{column_letter(place)} {ORIGIN_HEADING}",
                    found=cells[place],
                    expected=origin.label,
                )


def _told(
    read: RowsRead[Any], row: int, content: Mapping[str, object], error: Mapping[str, Any]
) -> FileFault:
    cause = error.get("ctx", {}).get("error")
    if not isinstance(cause, CellFault):
        raise AssertionError(f"a rule of a row told otherwise than by CellFault: {error}")
    field = cause.field or str(error["loc"][0])
    return read.fault(row, field, cause.what, plain_text(content.get(field)), cause.expected)
