"""A file's rows checked against the description of a register, every fault with its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from pydantic import ValidationError

from yunzhu.city.registers.cell_text import CellFault, plain_text
from yunzhu.city.registers.known_codes import KnownCodes
from yunzhu.city.registers.register import Register, RowT, shown_key
from yunzhu.city.registers.table_file import TableFile, column_letter, read_table
from yunzhu.errors import FileFault
from yunzhu.files import digest_of_file
from yunzhu.observations.feeds.origin_mark import ORIGIN_HEADING, names_origin, origin_named
from yunzhu.values import Origin


@dataclass(frozen=True)
class RowsRead(Generic[RowT]):
    """What a file says.

    Attributes
    ----------
    file : its name. sha256 : of its content.
    count : rows of the file, faulty ones included.
    rows : those without a fault in themselves.
    faults : of single cells and rows, in the order of rows and columns.
    """

    file: str
    sha256: str
    count: int
    rows: tuple[RowT, ...]
    faults: tuple[FileFault, ...]


def read_rows(
    register: Register[RowT],
    path: Path,
    *,
    origin: Origin,
    known: Mapping[str, Collection[str]],
    encoding: str = "utf-8",
) -> RowsRead[RowT]:
    """Read a register's file; single bad cells and rows are among the faults it returns.

    Parameters
    ----------
    register : what the rows must be. path : CSV or XLSX.
    origin : of the city; a file that says it is of another origin is refused.
    known : what the register's columns refer to, to the codes known there.
    encoding : of a CSV file.

    Raises
    ------
    FileFault : the file cannot be read, a column is absent or unknown, or it is of another origin.
    """
    table = read_table(path, encoding=encoding)
    places = _places(register, path, table)
    _require_origin(register, path, table, origin)
    content = [
        (number, {field: cells[place] for field, place in places.items()})
        for number, cells in table.rows
    ]
    if register.name in known:
        own = {plain_text(cells[register.key[0]]) for _, cells in content}
        known = {**known, register.name: {*known[register.name], *own}}
    known = {name: KnownCodes(codes) for name, codes in known.items()}
    rows: list[RowT] = []
    faults: list[FileFault] = []
    first_rows: dict[tuple[str, ...], int] = {}

    def fault(row: int, field: str, what: str, found: object, expected: str) -> FileFault:
        column = f"{column_letter(places[field])} {register.heading(field)}"
        return FileFault(
            what, file=path, row=row, field=column, found=found, expected=expected or None
        )

    for number, cells in content:
        key: Sequence[Any] = [plain_text(cells[field]) for field in register.key]
        try:
            row = register.row.model_validate(cells, context=known)
            rows.append(row)
            key = register.key_of(row)
        except ValidationError as error:
            for told in error.errors():
                cause = _cause(dict(told))
                field = cause.field or str(told["loc"][0])
                found = plain_text(cells[field])
                faults.append(fault(number, field, cause.what, found, cause.expected))
        first = first_rows.setdefault(tuple(str(part) for part in key), number)
        if first != number:
            what = f"与第 {first} 行重复 the same key as in row {first}"
            expected = "每个主键一行 one row per key"
            faults.append(fault(number, register.key[0], what, shown_key(key), expected))
    return RowsRead(
        path.name, digest_of_file(path), len(content), tuple(rows), tuple(sorted(faults, key=_at))
    )


def _at(fault: FileFault) -> tuple[int, int, str]:
    letters = (fault.field or "").partition(" ")[0]
    return fault.row or 0, len(letters), letters


def _cause(error: Mapping[str, Any]) -> CellFault:
    cause = error.get("ctx", {}).get("error")
    if not isinstance(cause, CellFault):
        raise AssertionError(f"a rule of a row told otherwise than by CellFault: {error}")
    return cause


def _places(register: Register[Any], path: Path, table: TableFile) -> dict[str, int]:
    """Return field to place in the header; every column must be there and known."""
    fields: dict[str, int] = {}
    for place, heading in enumerate(table.header):
        field = register.field_named(heading) if heading else None
        if field is None and names_origin(heading):
            continue
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


def _require_origin(register: Register[Any], path: Path, table: TableFile, origin: Origin) -> None:
    for place, heading in enumerate(table.header):
        if register.field_named(heading) is not None or not names_origin(heading):
            continue
        for row, cells in table.rows:
            if origin_named(plain_text(cells[place])) is not origin:
                raise FileFault(
                    "模拟与实测数据不得混用 simulated and measured records never mix",
                    file=path,
                    row=row,
                    field=f"{column_letter(place)} {ORIGIN_HEADING}",
                    found=cells[place],
                    expected=origin.label,
                )
