"""Columns of a block of delimited text, with the exact line number of every record."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.csv

from yunzhu.arrays import Int64Array
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.text_source import TextBlock

MOST_LINES_OF_RECORD = 50
_SHOWN = 80


def columns_of_block(
    block: TextBlock,
    header: Sequence[str],
    wanted: Mapping[str, pa.DataType],
    *,
    delimiter: str = ",",
) -> tuple[dict[str, pa.Array], Int64Array, list[Rejected]]:
    """Split a block into the wanted columns.

    Parameters
    ----------
    block : whole lines.
    header : column names of the file.
    wanted : column to Arrow type: string or a dictionary of strings.

    Returns
    -------
    The columns [records], the line number of each record, and the lines with another number
    of columns than the header. Empty lines are no records, but they are counted as lines.
    """
    names = [f"{place}\0{name}" for place, name in enumerate(header)]
    place_of = {name: place for place, name in enumerate(header)}
    types = {names[place_of[name]]: kind for name, kind in wanted.items()}
    odd: list[pyarrow.csv.InvalidRow] = []

    def keep(row: pyarrow.csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    if not block.data.strip(b"\r\n"):
        return {name: pa.array([], kind) for name, kind in wanted.items()}, _no_rows(), []
    lines = block.data.count(b"\n") + (not block.data.endswith(b"\n"))
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(block.data),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, use_threads=False, block_size=len(block.data) + 1
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=False, invalid_row_handler=keep
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return _split_line_by_line(block, header, wanted, delimiter)
    if table.num_rows == lines and not odd:
        rows = np.arange(block.first_row, block.first_row + lines, dtype=np.int64)
    else:
        filled = _filled_lines(block)
        if table.num_rows + len(odd) != len(filled) or any(row.number is None for row in odd):
            return _split_line_by_line(block, header, wanted, delimiter)
        odd_places = np.array([row.number - 1 for row in odd], np.int64)
        rows = np.delete(filled, odd_places)
        odd_rows = filled[odd_places].tolist()
        rejected = [
            _odd_line(at, row.text, row.actual_columns, len(header))
            for at, row in zip(odd_rows, odd, strict=True)
        ]
        return _columns(table, wanted, names, place_of), rows, rejected
    return _columns(table, wanted, names, place_of), rows, []


def _columns(
    table: pa.Table,
    wanted: Mapping[str, pa.DataType],
    names: Sequence[str],
    place_of: Mapping[str, int],
) -> dict[str, pa.Array]:
    columns = {}
    for name in wanted:
        column = table.column(names[place_of[name]])
        columns[name] = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return columns


def _no_rows() -> Int64Array:
    return np.zeros(0, np.int64)


def _filled_lines(block: TextBlock) -> Int64Array:
    """Return the line numbers of the lines that are not empty."""
    lines = block.data.split(b"\n")
    filled = [place for place, line in enumerate(lines) if line not in (b"", b"\r")]
    return np.array(filled, np.int64) + block.first_row


def _odd_line(row: int, text: str, found: int, expected: int) -> Rejected:
    return Rejected(
        row,
        "",
        text[:_SHOWN],
        f"列数不符 {found} columns, not those of the header",
        f"{expected} 列 columns",
        cells=0,
    )


def _split_line_by_line(
    block: TextBlock, header: Sequence[str], wanted: Mapping[str, pa.DataType], delimiter: str
) -> tuple[dict[str, pa.Array], Int64Array, list[Rejected]]:
    """Split what the fast path could not: quoted line ends, stray quotes."""
    place_of = {name: place for place, name in enumerate(header)}
    cells: dict[str, list[str]] = {name: [] for name in wanted}
    rows: list[int] = []
    rejected: list[Rejected] = []
    lines = block.data.decode().split("\n")
    at = 0
    while at < len(lines):
        row = block.first_row + at
        bare = lines[at].rstrip("\r")
        parts, used = _record_at(lines, at, len(header), delimiter)
        at += used
        if not bare:
            continue
        if len(parts) != len(header):
            rejected.append(_odd_line(row, bare, len(parts), len(header)))
            continue
        rows.append(row)
        for name, kept in cells.items():
            kept.append(parts[place_of[name]])
    columns = {name: pa.array(kept, pa.string()).cast(wanted[name]) for name, kept in cells.items()}
    return columns, np.array(rows, np.int64), rejected


def _record_at(lines: Sequence[str], at: int, width: int, delimiter: str) -> tuple[list[str], int]:
    """Return the cells of the record that begins at a line, and how many lines it takes.

    A quoted cell may hold line ends; a quote that is never closed spoils only its own line.
    """
    if lines[at].count('"') % 2:
        joined = lines[at]
        for used in range(2, min(MOST_LINES_OF_RECORD, len(lines) - at) + 1):
            joined += "\n" + lines[at + used - 1]
            if joined.count('"') % 2 == 0:
                parts = _cells(joined, delimiter)
                if len(parts) == width:
                    return parts, used
                break
    return _cells(lines[at], delimiter), 1


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        found = list(csv.reader(io.StringIO(text.rstrip("\r"), newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    return found[0] if len(found) == 1 else []
