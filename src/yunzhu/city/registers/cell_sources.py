"""Where the cells of a register's fields stand in a table: under its headings, or as mapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from yunzhu.city.registers.cell_text import CellFault, plain_text, read_decimal
from yunzhu.city.registers.column_mapping import ColumnMapping
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.table_file import TableFile, column_letter
from yunzhu.errors import FileFault
from yunzhu.observations.feeds.origin_mark import names_origin


@dataclass(frozen=True)
class CellSource:
    """Where a field's cells come from.

    Attributes
    ----------
    label : how a fault names it: the column's letter and heading.
    place : in the header, from 0; None for a constant.
    constant : the cell of every row. words : the table's words and what is meant by them.
    decimals : to how many its numbers are rounded, by GB/T 8170; None: they are not.
    """

    label: str
    place: int | None
    constant: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    decimals: int | None = None

    def cell(self, cells: Sequence[object]) -> object:
        """Return the field's cell in a row."""
        if self.place is None:
            return self.constant
        cell = cells[self.place]
        if self.words:
            return self.words.get(plain_text(cell), cell)
        return cell if self.decimals is None else _rounded(cell, self.decimals)

    @property
    def order(self) -> int:
        """Where faults of the field stand among those of a row."""
        return -1 if self.place is None else self.place


def _rounded(cell: object, decimals: int) -> object:
    """Return a number rounded, half to even; what is no number is told by who reads it."""
    try:
        number = read_decimal(cell)
    except CellFault:
        return cell
    return str(number.quantize(Decimal(1).scaleb(-decimals)))


def cell_sources(
    register: Register[Any], path: Path, table: TableFile, mapping: ColumnMapping | None
) -> dict[str, CellSource]:
    """Return field to source; every column of the table must be known.

    Raises
    ------
    FileFault : a column is unknown or absent, or stands twice.
    """
    if mapping is None:
        return _by_headings(register, path, table)
    return _by_mapping(register, path, table, mapping)


def _by_headings(register: Register[Any], path: Path, table: TableFile) -> dict[str, CellSource]:
    sources: dict[str, CellSource] = {}
    for place, heading in enumerate(table.header):
        name = register.field_named(heading) if heading else None
        if name is None and names_origin(heading):
            continue
        if name is None or name in sources:
            raise FileFault(
                "未知的列 unknown column" if name is None else "列重复 the column stands twice",
                file=path,
                row=table.header_row,
                field=column_letter(place),
                found=heading,
                expected=register.nearest_heading(heading),
                action=register.template_command,
            )
        label = f"{column_letter(place)} {register.heading(name)}"
        sources[name] = CellSource(label, place)
    absent = [name for name in register.row.columns() if name not in sources]
    if absent:
        raise FileFault(
            "缺少列 missing column",
            file=path,
            row=table.header_row,
            found=", ".join(table.header),
            expected=", ".join(register.heading(name) for name in absent),
            action="选填的列也要有，单元格可空 optional ones too, their cells may stay empty",
        )
    return sources


def _by_mapping(
    register: Register[Any], path: Path, table: TableFile, mapping: ColumnMapping
) -> dict[str, CellSource]:
    named = {*mapping.columns.values(), *mapping.ignored}
    for place, heading in enumerate(table.header):
        if heading not in named and not names_origin(heading):
            raise FileFault(
                "映射未说明的列 a column of which the mapping says nothing",
                file=path,
                row=table.header_row,
                field=column_letter(place),
                found=heading,
                expected=f"{mapping.file}: columns | ignored",
            )
    if absent := [heading for heading in named if heading not in table.header]:
        raise FileFault(
            "映射所述的列不在表中 a column of the mapping is not in the table",
            file=path,
            row=table.header_row,
            found=", ".join(sorted(absent)),
            expected=", ".join(table.header),
            action=f"改 change {mapping.file}",
        )
    sources: dict[str, CellSource] = {}
    columns = register.row.columns()
    for name in columns:
        title = register.heading(name)
        if name in mapping.columns:
            heading = mapping.columns[name]
            place = table.header.index(heading)
            words = mapping.words.get(name, {})
            sources[name] = CellSource(
                f"{column_letter(place)} {heading} → {title}",
                place,
                words=words,
                decimals=columns[name].decimals if name in mapping.rounded else None,
            )
        else:
            constant = mapping.constants.get(name, "")
            sources[name] = CellSource(f"{mapping.file} → {title}", None, constant)
    return sources
