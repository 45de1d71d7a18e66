"""Files are imported into registers, all or nothing; single rows are withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from simple_history.utils import bulk_create_with_history

from yunzhu.city.actions.recording import Action, acting, require_text
from yunzhu.city.models import column_of, model_of
from yunzhu.city.queries.register_rows import (
    FileCompared,
    compared_file,
    content_digest,
    current_rows,
    referring_rows,
    row_history,
)
from yunzhu.city.registers.register import Register, RowT, shown_key
from yunzhu.city.registers.register_row import RegisterRow
from yunzhu.city.registers.report import RegisterReport
from yunzhu.errors import RowsRefused, UsageError

IMPORT, WITHDRAW = "register.import", "register.withdraw"
_BATCH = 5000


def import_register_file(
    register: Register[Any],
    path: Path,
    *,
    by: str,
    at: datetime | None = None,
    encoding: str = "utf-8",
    columns: Path | None = None,
) -> RegisterReport:
    """Add the rows of a file that are new, change those that differ, and tell which.

    Rows that the file does not list stay as they are. Every state before stays in the history.

    Parameters
    ----------
    register, path : whereinto, and what. by, at : who imports it, and when.
    encoding : of a CSV file. columns : the mapping of a file with headings of its own.

    Raises
    ------
    RowsRefused : cells or rows cannot be taken; nothing was stored, and all of them are told.
    FileFault : the file as a whole cannot be used.
    """
    with acting(by, at) as action:
        found = compared_file(register, path, encoding, columns)
        report = found.report
        if report.faults:
            raise RowsRefused(report.faults)
        _store(action, register, found)
        action.log(
            IMPORT,
            register.name,
            None,
            {
                "file": report.file,
                "sha256": report.sha256,
                "new": list(report.new),
                "changed": list(report.changed),
                "unchanged": report.unchanged,
                "content": content_digest(current_rows(register)),
                **({"mapping": report.mapping_sha256} if report.mapping_sha256 else {}),
            },
        )
        return report


def withdraw_register_row(
    register: Register[Any],
    key: Collection[str],
    *,
    reason: str,
    by: str,
    at: datetime | None = None,
) -> None:
    """Take a row out of a register that should never have been there; its history stays.

    What existed and ended is not withdrawn: it gets its last day.

    Raises
    ------
    UsageError : there is no such row, other rows refer to it, or there is no reason.
    """
    with acting(by, at) as action:
        kept = require_text("reason", reason, longest=500)
        held = {tuple(map(str, found)): found for found in current_rows(register)}
        found = held.get(tuple(key))
        if found is None:
            row_history(register, key)
            raise UsageError(
                "该行已撤销 withdrawn already",
                field="key",
                found=shown_key(tuple(key)),
                expected="仍在名录中的一行 a row that is still in the register",
            )
        if len(found) == 1 and (referring := referring_rows(register, found[0])):
            raise UsageError(
                "仍被引用 other rows refer to it",
                field="key",
                found=shown_key(found),
                expected="先改这些行 change these first: " + ", ".join(referring[:10]),
            )
        columns = [column_of(register, field) for field in register.key]
        row = model_of(register).objects.get(**dict(zip(columns, found, strict=True)))
        number = row.pk
        row._history_date = action.recorded_at
        row._history_user = action.actor
        row._change_reason = kept
        row.delete()
        action.log(
            WITHDRAW,
            register.name,
            number,
            {
                "key": shown_key(found),
                "reason": kept,
                "content": content_digest(current_rows(register)),
            },
        )


def _store(action: Action, register: Register[RowT], found: FileCompared[RowT]) -> None:
    model = model_of(register)
    told = {
        "default_user": action.actor,
        "default_date": action.recorded_at,
        "default_change_reason": found.report.file,
    }
    columns = {field: column_of(register, field) for field in register.row.columns()}
    for batch in _batches(found.fresh):
        bulk_create_with_history([model(**_content(columns, row)) for row in batch], model, **told)
    if not found.differing:
        return
    key = [columns[field] for field in register.key]
    numbers = {tuple(code): number for number, *code in model.objects.values_list("pk", *key)}
    changeable = [field for field in columns if field not in register.key]
    for batch in _batches(found.differing):
        differing = [
            model(pk=numbers[register.key_of(row)], **_content(columns, row)) for row in batch
        ]
        # An upsert by number: many times faster than an update with one case per row.
        model.objects.bulk_create(
            differing, update_conflicts=True, unique_fields=["id"], update_fields=changeable
        )
        model.history.bulk_history_create(differing, update=True, **told)


def _batches(rows: Sequence[RowT]) -> Iterator[Sequence[RowT]]:
    """Cut rows into pieces, so that memory holds the models of one piece only."""
    return (rows[first : first + _BATCH] for first in range(0, len(rows), _BATCH))


def _content(columns: Mapping[str, str], row: RegisterRow) -> dict[str, Any]:
    """Return a row as the attributes of the model."""
    values = ((column, getattr(row, field)) for field, column in columns.items())
    return {column: value.value if isinstance(value, Enum) else value for column, value in values}
