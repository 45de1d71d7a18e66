"""Files are imported into ledgers, all or nothing; a receipt is withdrawn with all its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from yunzhu.city.actions.recording import Action, acting, no_such, require_text
from yunzhu.city.ledger_log import IMPORT, WITHDRAW
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.ledgers.reading import LedgerBlock, Progress
from yunzhu.city.ledgers.report import LedgerReport
from yunzhu.city.models import LedgerReceipt, ledger_model_of
from yunzhu.city.queries.ledgers import ContentDigest, compared_blocks
from yunzhu.errors import FileFault, RowsRefused, UsageError
from yunzhu.files import digest_of_file

Store = Callable[[LedgerBlock, Sequence[int]], None]


def import_ledger_file(
    ledger: Ledger[Any],
    path: Path,
    *,
    by: str,
    at: datetime | None = None,
    encoding: str = "utf-8",
    progress: Progress = lambda done, total: None,
) -> LedgerReport:
    """Add the rows of a file that are new; rows that the ledger has as they are stay.

    Parameters
    ----------
    ledger, path : which, and the file.
    by, at : who acts, and when it happened.
    encoding : of a CSV file.
    progress : told the bytes read and their total.

    Raises
    ------
    RowsRefused : cells or rows cannot be taken, or the ledger has a key with other content;
        nothing was stored, and all of them are told.
    FileFault : the file as a whole cannot be used.
    """
    with acting(by, at) as action:
        digest = digest_of_file(path)
        if before := _brought_whole(ledger, digest):
            unread = LedgerReceipt(file=path.name, sha256=digest, unchanged=before.new)
            return _logged(action, ledger, unread, before.new, str(ContentDigest()))
        receipt = LedgerReceipt(
            ledger=ledger.name,
            file=path.name,
            sha256=digest,
            recorded_at=action.recorded_at,
            recorded_by=action.actor,
        )
        content = ContentDigest()
        store: Store | None = None
        faults: list[FileFault] = []
        rows = 0
        for found in compared_blocks(ledger, path, encoding, progress):
            rows += found.block.count
            receipt.new += len(found.fresh)
            receipt.unchanged += found.unchanged
            faults += found.faults
            # After a fault nothing will stay, so nothing more is written.
            if found.fresh and not faults:
                if store is None:
                    receipt.save()
                    store = _storing(ledger, receipt.pk)
                content.add(found.texts[place] for place in found.fresh)
                store(found.block, found.fresh)
        if faults:
            raise RowsRefused(faults)
        return _logged(action, ledger, receipt, rows, str(content))


def _brought_whole(ledger: Ledger[Any], digest: str) -> LedgerReceipt | None:
    """Return the receipt in force that brought every row of a file: rows never change."""
    same = LedgerReceipt.objects.filter(ledger=ledger.name, sha256=digest, unchanged=0)
    return same.filter(withdrawn_at=None).first()


def _logged(
    action: Action, ledger: Ledger[Any], receipt: LedgerReceipt, rows: int, content: str
) -> LedgerReport:
    """Complete the receipt of a file that brought rows, and log the import either way."""
    detail = {
        "file": receipt.file,
        "sha256": receipt.sha256,
        "new": receipt.new,
        "unchanged": receipt.unchanged,
        "content": content,
    }
    if receipt.new:
        receipt.content = content
        receipt.save()
    action.log(IMPORT, ledger.name, receipt.pk, detail)
    return LedgerReport(
        ledger.name,
        receipt.file,
        receipt.sha256,
        rows,
        receipt.new,
        receipt.unchanged,
        receipt=receipt.pk,
    )


def withdraw_ledger_receipt(
    ledger: Ledger[Any], receipt: int, *, reason: str, by: str, at: datetime | None = None
) -> int:
    """Take out all rows that a file brought, and return how many; they stay known as they were.

    Rows that another file brought as well have to come in again from that file.

    Raises
    ------
    UsageError : there is no such receipt of this ledger, it is withdrawn, or there is no reason.
    """
    with acting(by, at) as action:
        kept = require_text("reason", reason, longest=500)
        found = LedgerReceipt.objects.filter(ledger=ledger.name, pk=receipt).first()
        if found is None:
            told = no_such(LedgerReceipt, "没有此回执 no such receipt", "receipt", receipt, "")
            raise UsageError(
                told.what,
                field="receipt",
                found=receipt,
                expected=told.expected,
                action=f"yunzhu ledger receipts {ledger.name}",
            )
        if found.withdrawn_at is not None:
            raise UsageError(
                "该回执已撤销 withdrawn already",
                field="receipt",
                found=receipt,
                expected="未撤销的回执 a receipt in force",
                action=f"yunzhu ledger receipts {ledger.name}",
            )
        rows = ledger_model_of(ledger).objects.filter(receipt_id=receipt, is_current=True)
        count = int(rows.update(is_current=False))
        found.withdrawn_at = action.recorded_at
        found.withdrawn_by = action.actor
        found.reason = kept
        found.save()
        action.log(WITHDRAW, ledger.name, receipt, {"reason": kept, "rows": count})
        return count


def _storing(ledger: Ledger[Any], receipt: int) -> Store:
    """Return what writes rows of a block straight to the database, past the layer of models."""
    model = ledger_model_of(ledger)
    fields = [model._meta.get_field(name) for name in ledger.row.columns()]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ("receipt_id", "is_current", *(field.column for field in fields))
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    is_served = connection.vendor == "postgresql"
    marks = ", ".join(["%s"] * len(names))
    insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    copy = f"COPY {table} ({columns}) FROM STDIN"

    def store(block: LedgerBlock, places: Sequence[int]) -> None:
        stored = [
            _prepared(field, block.columns[field.name], places, is_served=is_served)
            for field in fields
        ]
        rows = [(receipt, True, *row) for row in zip(*stored, strict=True)]
        with connection.cursor() as cursor:
            if not is_served:
                cursor.executemany(insert, rows)
                return
            with cursor.copy(copy) as stream:
                for row in rows:
                    stream.write_row(row)

    return store


def _prepared(
    field: Any, values: Sequence[Any], places: Sequence[int], *, is_served: bool
) -> Sequence[Any]:
    """Return values as the database takes them; each is converted once however often it stands."""
    taken = values if len(places) == len(values) else [values[place] for place in places]
    if all(type(value) is str for value in taken):
        return taken
    prepared = {
        value: getattr(value, "value", value)
        if is_served
        else field.get_db_prep_save(getattr(value, "value", value), connection)
        for value in set(taken)
    }
    return [prepared[value] for value in taken]
