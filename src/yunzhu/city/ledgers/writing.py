"""A ledger as a file that can be imported again, written row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.registers.register import RowT
from yunzhu.city.registers.table_file import TABLE_SUFFIX
from yunzhu.city.registers.writing import shown_value, write_register
from yunzhu.errors import UsageError
from yunzhu.files import write_whole
from yunzhu.observations.feeds.origin_mark import ORIGIN_HEADING
from yunzhu.values import Origin

MOST_IN_A_WORKBOOK = 100_000


def write_ledger(ledger: Ledger[RowT], rows: Iterator[RowT], path: Path, *, origin: Origin) -> int:
    """Write rows as ``.csv``, or few of them as ``.xlsx``, and return how many.

    Parameters
    ----------
    ledger, rows : what to write. path : its ending says which format; the file appears whole.
    origin : of the city; a simulated one says so in every row.

    Raises
    ------
    UsageError : another ending, or more rows than a workbook takes well.
    """
    if path.suffix.lower() == TABLE_SUFFIX:
        return _written(ledger, rows, path, origin)
    some = [row for _, row in zip(range(MOST_IN_A_WORKBOOK), rows, strict=False)]
    if next(rows, None) is not None:
        raise UsageError(
            "行数过多 too many rows for a workbook",
            field="file",
            found=path.name,
            expected=f".csv, 或 or ≤ {MOST_IN_A_WORKBOOK:,} 行 rows",
        )
    write_register(ledger, some, path, origin=origin)
    return len(some)


def _written(ledger: Ledger[RowT], rows: Iterator[RowT], path: Path, origin: Origin) -> int:
    fields = [*ledger.row.columns()]
    is_marked = origin is Origin.SIMULATED
    mark = [origin.label] * is_marked
    count = 0

    def write(part: Path) -> None:
        nonlocal count
        # With the mark, spreadsheets read the Chinese rightly.
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            headings = [ledger.heading(field) for field in fields]
            writer.writerow([*headings, *[ORIGIN_HEADING] * is_marked])
            for row in rows:
                writer.writerow([*(shown_value(getattr(row, field)) for field in fields), *mark])
                count += 1

    write_whole(path, write)
    return count
