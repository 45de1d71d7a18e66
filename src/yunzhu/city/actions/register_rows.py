"""Files are imported into registers, all or nothing; single rows are withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from yunzhu.city.actions.recording import Action, acting, require_text
from yunzhu.city.models import City, column_of, model_of
from yunzhu.city.queries.register_rows import (
    compared,
    content_digest,
    current_rows,
    referring_rows,
    row_history,
)
from yunzhu.city.registers.reading import RowsRead, read_rows
from yunzhu.city.registers.register import Register, RowT, shown_key
from yunzhu.city.registers.report import RegisterReport
from yunzhu.errors import RowsRefused, UsageError
from yunzhu.values import Origin

IMPORT, WITHDRAW = "register.import", "register.withdraw"


def import_register_file(
    register: Register[Any],
    path: Path,
    *,
    by: str,
    at: datetime | None = None,
    encoding: str = "utf-8",
) -> RegisterReport:
    """Add the rows of a file that are new, change those that differ, and tell which.

    Rows that the file does not list stay as they are. Every state before stays in the history.

    Raises
    ------
    RowsRefused : cells or rows cannot be taken; nothing was stored, and all of them are told.
    FileFault : the file as a whole cannot be used.
    """
    read = read_rows(register, path, origin=Origin(City.objects.get().origin), encoding=encoding)
    with acting(by, at) as action:
        report = compared(register, read)
        if report.faults:
            raise RowsRefused(report.faults)
        _store(action, register, read, report)
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
                "该行已撤销 withdrawn already", field="key", found=shown_key(tuple(key))
            )
        if len(found) == 1 and (referring := referring_rows(register, found[0])):
            raise UsageError(
                "仍被引用 other rows refer to it",
                field="key",
                found=shown_key(found),
                expected="先改这些行 change these first: " + ", ".join(referring[:10]),
            )
        row = model_of(register).objects.get(**_columns(register, register.key, found))
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


def _store(
    action: Action, register: Register[RowT], read: RowsRead[RowT], report: RegisterReport
) -> None:
    model = model_of(register)
    fields = tuple(register.row.columns())
    columns = [column_of(register, field) for field in register.key]
    numbers = {tuple(key): number for number, *key in model.objects.values_list("pk", *columns)}
    changed = set(report.changed)
    fresh, differing = [], []
    for _, row in read.rows:
        key = register.key_of(row)
        values = _columns(register, fields, [getattr(row, field) for field in fields])
        if key not in numbers:
            fresh.append(model(**values))
        elif shown_key(key) in changed:
            differing.append(model(pk=numbers[key], **values))
    told = {
        "default_user": action.actor,
        "default_date": action.recorded_at,
        "default_change_reason": read.path.name,
    }
    if fresh:
        bulk_create_with_history(fresh, model, **told)
    if differing:
        changeable = [field for field in fields if field not in register.key]
        bulk_update_with_history(differing, model, changeable, **told)


def _columns(
    register: Register[Any], fields: Collection[str], values: Collection[Any]
) -> dict[str, Any]:
    return {
        column_of(register, field): getattr(value, "value", value)
        for field, value in zip(fields, values, strict=True)
    }
