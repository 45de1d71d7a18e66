"""A file's rows checked against the description of a register, every fault with its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from pydantic import ValidationError

from yunzhu.city.registers.cell_sources import cell_sources
from yunzhu.city.registers.cell_text import CellFault, plain_text
from yunzhu.city.registers.column_mapping import ColumnMapping
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
    rows : those without a fault in themselves. numbers : where each of them stands.
    faults : of single cells and rows, in the order of rows and columns.
    """

    file: str
    sha256: str
    count: int
    rows: tuple[RowT, ...]
    numbers: tuple[int, ...]
    faults: tuple[FileFault, ...]


def read_rows(
    register: Register[RowT],
    path: Path,
    *,
    origin: Origin,
    known: Mapping[str, Collection[str]],
    encoding: str = "utf-8",
    mapping: ColumnMapping | None = None,
) -> RowsRead[RowT]:
    """Read a register's file; single bad cells and rows are among the faults it returns.

    Parameters
    ----------
    register : what the rows must be. path : CSV or XLSX.
    origin : of the city; a file that says it is of another origin is refused.
    known : what the register's columns refer to, to the codes known there.
    encoding : of a CSV file.
    mapping : of a table with headings of its own.

    Raises
    ------
    FileFault : the file cannot be read, a column is absent or unknown, or it is of another origin.
    """
    table = read_table(path, encoding=encoding)
    sources = cell_sources(register, path, table, mapping)
    require_origin(register, path, table, origin, mapping)
    content = [
        (number, {field: source.cell(cells) for field, source in sources.items()})
        for number, cells in table.rows
    ]
    if register.name in known:
        own = {plain_text(cells[register.key[0]]) for _, cells in content}
        known = {**known, register.name: {*known[register.name], *own}}
    known = {name: KnownCodes(codes) for name, codes in known.items()}
    rows: list[RowT] = []
    numbers: list[int] = []
    faults: list[tuple[int, int, FileFault]] = []
    first_rows: dict[tuple[str, ...], int] = {}

    def note(row: int, field: str, what: str, found: object, expected: str) -> None:
        source = sources[field]
        told = FileFault(
            what, file=path, row=row, field=source.label, found=found, expected=expected or None
        )
        faults.append((row, source.order, told))

    for number, cells in content:
        key: Sequence[Any] = [plain_text(cells[field]) for field in register.key]
        try:
            row = register.row.model_validate(cells, context=known)
            rows.append(row)
            numbers.append(number)
            key = register.key_of(row)
        except ValidationError as error:
            for told in error.errors():
                cause = cause_of(dict(told))
                field = cause.field or str(told["loc"][0])
                note(number, field, cause.what, plain_text(cells[field]), cause.expected)
        first = first_rows.setdefault(tuple(str(part) for part in key), number)
        if first != number:
            twice = repeated_key(first)
            note(number, register.key[0], twice.what, shown_key(key), twice.expected)
    return RowsRead(
        path.name,
        digest_of_file(path),
        len(content),
        tuple(rows),
        tuple(numbers),
        tuple(fault for *_, fault in sorted(faults, key=lambda one: one[:2])),
    )


def fault_at(
    register: Register[Any],
    path: Path,
    places: Mapping[str, int],
    row: int,
    field: str,
    cause: CellFault,
    found: object,
) -> FileFault:
    """Return a fault of a cell with its place in the file.

    Parameters
    ----------
    register, path : of the file. places : field to place in the header.
    row, field : of the cell. cause : what is wrong. found : what stands there.
    """
    return FileFault(
        cause.what,
        file=path,
        row=row,
        field=f"{column_letter(places[field])} {register.heading(field)}",
        found=found,
        expected=cause.expected or None,
    )


def repeated_key(first: int) -> CellFault:
    """Return what is told of a row whose key stands in an earlier row."""
    return CellFault(
        f"与第 {first} 行重复 the same key as in row {first}",
        expected="每个主键一行 one row per key",
    )


def place_of(fault: FileFault) -> tuple[int, int, str]:
    """Return row and column of a fault, for sorting."""
    letters = (fault.field or "").partition(" ")[0]
    return fault.row or 0, len(letters), letters


def cause_of(error: Mapping[str, Any]) -> CellFault:
    """Return what a rule of a row told, from the error that pydantic made of it."""
    cause = error.get("ctx", {}).get("error")
    if not isinstance(cause, CellFault):
        raise AssertionError(f"a rule of a row told otherwise than by CellFault: {error}")
    return cause


def require_origin(
    register: Register[Any],
    path: Path,
    table: TableFile,
    origin: Origin,
    mapping: ColumnMapping | None = None,
) -> None:
    """Refuse a file of another origin; a column that is ignored as stated may hold other words.

    Raises
    ------
    FileFault : naming the first such row.
    """
    for place, heading in enumerate(table.header):
        if not names_origin(heading) or _is_read(register, heading, mapping):
            continue
        is_stated = mapping is not None and heading in mapping.ignored
        for row, cells in table.rows:
            named = origin_named(plain_text(cells[place]))
            if named is not origin and not (is_stated and named is None):
                raise FileFault(
                    "模拟与实测数据不得混用 simulated and measured records never mix",
                    file=path,
                    row=row,
                    field=f"{column_letter(place)} {ORIGIN_HEADING}",
                    found=cells[place],
                    expected=origin.label,
                )


def _is_read(register: Register[Any], heading: str, mapping: ColumnMapping | None) -> bool:
    if mapping is None:
        return register.field_named(heading) is not None
    return heading in mapping.columns.values()
