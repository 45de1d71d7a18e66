"""What the city's records prove, as plain values: the door for `plan`, pages and reports.

Importing this module does not load Django; calling its functions does. A city has to be open
(`yunzhu.city.setup.open_city`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.ledgers.reading import Progress
from yunzhu.city.ledgers.report import LedgerReport
from yunzhu.city.records import (
    AccountRecord,
    ActivityRecord,
    AlarmRecord,
    AreaRecord,
    BrokenEntry,
    DocumentRecord,
    FigureRecord,
    LedgerReceiptRecord,
    MeetingRecord,
    RowVersion,
    SeriesRecord,
    WorkingDays,
    WorkItemRecord,
)
from yunzhu.city.registers.assessment_sections import ASSESSMENT_SECTIONS
from yunzhu.city.registers.drinking_sources import DRINKING_SOURCES
from yunzhu.city.registers.register import Register, RowT
from yunzhu.city.registers.report import RegisterReport

if TYPE_CHECKING:
    from yunzhu.city.outlines import Outline


def work_item_records(
    commitments: Collection[str], as_of: date, known_at: date | None = None, *, plan: str
) -> list[WorkItemRecord]:
    """Return the work items of some commitments as they stood at the end of a day.

    Parameters
    ----------
    commitments : ids within the plan, e.g. ``13.2``.
    as_of : last day that counts; what happened later is left out, and so is an item that was
        created later.
    known_at : leave out what was recorded after that day, too.
    plan : id of the plan, since every plan has its own ``13.2``.

    Returns
    -------
    The records in the order of their numbers; three queries whatever their count.
    """
    from yunzhu.city.queries import work_items

    return work_items.work_item_records(commitments, as_of, known_at, plan)


def series_records(as_of: date, known_at: date | None = None, *, plan: str) -> list[SeriesRecord]:
    """Return a plan's recurring duties that existed by a day, each with its count of work items."""
    from yunzhu.city.queries import series

    return series.series_records(plan, as_of, known_at)


def account_records() -> list[AccountRecord]:
    """Return all accounts, open and closed, in the order of their opening."""
    from yunzhu.city.queries import accounts

    return accounts.account_records()


def document_records(as_of: date, known_at: date | None = None) -> list[DocumentRecord]:
    """Return the documents issued by a day and, if it is given, received by ``known_at``."""
    from yunzhu.city.queries import registers

    return registers.document_records(as_of, known_at)


def meeting_records(as_of: date, known_at: date | None = None) -> list[MeetingRecord]:
    """Return the meetings held by a day and, if it is given, received by ``known_at``."""
    from yunzhu.city.queries import registers

    return registers.meeting_records(as_of, known_at)


def activity_records(as_of: date, known_at: date | None = None) -> list[ActivityRecord]:
    """Return the activities over by a day and, if it is given, received by ``known_at``."""
    from yunzhu.city.queries import registers

    return registers.activity_records(as_of, known_at)


def figure_records(
    as_of: date, known_at: date | None = None, *, indicators: Collection[str] | None = None
) -> list[FigureRecord]:
    """Return the figures about days up to ``as_of``, each in its newest version, by day.

    Parameters
    ----------
    as_of : last day that a figure may be about.
    known_at : leave out what was received after that day; the version then known counts.
    indicators : only these; all when None.
    """
    from yunzhu.city.queries import figures

    return figures.figure_records(as_of, known_at, indicators)


def register_rows(
    register: Register[RowT],
    as_of: date,
    known_at: date | None = None,
    *,
    since: date | None = None,
) -> list[RowT]:
    """Return the rows of a register that hold on a day, in the order of their keys.

    Parameters
    ----------
    register : which, e.g. `yunzhu.city.registers.OUTFALLS`; its rows say their fields.
    as_of : the day, between a row's first and last day where the register has such; rows of a
        register without them all hold.
    known_at : the register as it was recorded by the end of that day.
    since : take rows that hold on any day from this one to ``as_of``, ended ones too.
    """
    from yunzhu.city.queries import register_rows as rows

    return rows.register_rows(register, since or as_of, as_of, known_at)


def register_contents(register: Register[RowT], known_at: date | None = None) -> list[RowT]:
    """Return all rows of a register, ended ones too, in the order of their keys.

    Parameters
    ----------
    register : which.
    known_at : the register as it was recorded by the end of that day; None: as it is now.
    """
    from yunzhu.city.queries import register_rows as rows

    held = rows.current_rows(register) if known_at is None else rows.rows_known(register, known_at)
    return [row for _, row in sorted(held.items())]


def sites_by_code() -> dict[str, str]:
    """Return the site of each registered section and drinking-water source, by its code."""
    return {
        row.code: row.site
        for rows in (register_contents(ASSESSMENT_SECTIONS), register_contents(DRINKING_SOURCES))
        for row in rows
        if row.site is not None
    }


def row_history(register: Register[Any], key: Collection[str]) -> list[RowVersion]:
    """Return what was recorded about a key of a register, the earliest first."""
    from yunzhu.city.queries import register_rows as rows

    return rows.row_history(register, key)


def check_register_file(
    register: Register[Any],
    path: Path,
    *,
    encoding: str = "utf-8",
    columns: Path | None = None,
) -> RegisterReport:
    """Return what a file would change in a register and what of it is wrong; nothing changes.

    Parameters
    ----------
    register, path : whereinto, and what.
    encoding : of a CSV file. columns : the mapping of a file with headings of its own.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    from yunzhu.city.queries import register_rows as rows

    return rows.compared_file(register, path, encoding, columns).report


def ledger_counts(
    ledger: Ledger[Any],
    by: Sequence[str],
    first: date,
    last: date,
    known_at: date | None = None,
    *,
    only: Collection[tuple[str, Any]] = (),
) -> dict[tuple[Any, ...], int]:
    """Return how many rows of a ledger have each combination of values; one query.

    Parameters
    ----------
    ledger : which, e.g. `yunzhu.city.ledgers.VEHICLE_TESTS`.
    by : its fields; the keys of the result are tuples of their values. None: all rows are one
        group, ``()``.
    first, last : days of the rows, both included.
    known_at : the ledger as it was recorded by the end of that day.
    only : pairs of field and value that all counted rows have.
    """
    from yunzhu.city.queries import ledgers

    return ledgers.ledger_counts(ledger, by, first, last, known_at, only)


def ledger_has_rows(
    ledger: Ledger[Any], first: date, last: date, known_at: date | None = None
) -> bool:
    """Tell whether a ledger has any row of a span, as it was known at the end of a day."""
    from yunzhu.city.queries import ledgers

    return ledgers.ledger_has_rows(ledger, first, last, known_at)


def ledger_sizes() -> dict[str, int]:
    """Return ledger to the number of its current rows; those without any are left out."""
    from yunzhu.city.queries import ledgers

    return ledgers.ledger_sizes()


def ledger_receipts(ledger: Ledger[Any]) -> list[LedgerReceiptRecord]:
    """Return all receipts of a ledger, withdrawn ones too, the earliest first."""
    from yunzhu.city.queries import ledgers

    return ledgers.ledger_receipts(ledger)


def ledger_rows(ledger: Ledger[RowT]) -> Iterator[RowT]:
    """Give the current rows of a ledger in the order in which they came."""
    from yunzhu.city.queries import ledgers

    return ledgers.ledger_rows(ledger)


def check_ledger_file(
    ledger: Ledger[Any],
    path: Path,
    *,
    encoding: str = "utf-8",
    progress: Progress = lambda done, total: None,
) -> LedgerReport:
    """Return what a file would add to a ledger and what of it is wrong; nothing changes.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    from yunzhu.city.queries import ledgers

    return ledgers.check_file(ledger, path, encoding, progress)


def alarm_records(as_of: date, known_at: date | None = None) -> list[AlarmRecord]:
    """Return the alarms raised by a day with the state that each had then, by start."""
    from yunzhu.city.queries import alarms

    return alarms.alarm_records(as_of, known_at)


def area_records() -> list[AreaRecord]:
    """Return the registered areas in the order of their codes."""
    from yunzhu.city.queries import registers

    return registers.area_records()


def area_outlines(known_at: date | None = None) -> dict[str, Outline]:
    """Return code to the newest outline of each area that has one, as known on a day."""
    from yunzhu.city.queries import outlines

    return outlines.area_outlines(known_at)


def working_days(first: date, last: date, known_at: date | None = None) -> WorkingDays:
    """Return the working days from ``first`` to ``last``; dates not in the calendar are named.

    With ``known_at`` the calendar is read as it was known at the end of that day.
    """
    from yunzhu.city.queries import registers

    return registers.working_days(first, last, known_at)


def verify_audit_chain() -> BrokenEntry | None:
    """Return the first entry where the audit chain breaks, or None when it holds."""
    from yunzhu.city.queries import audit

    return audit.verify_audit_chain()


def disagreements() -> list[str]:
    """Return where records or evidence files differ from the audit log; empty when none does."""
    from yunzhu.city.queries import audit

    return audit.disagreements()
