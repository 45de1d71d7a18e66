"""Documents, meetings and activities are entered into their registers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from yunzhu.city.actions.recording import Action, acting, require_text
from yunzhu.city.evidence_files import keep_file, read_evidence_file
from yunzhu.city.models import Activity, Document, Meeting
from yunzhu.city.setup import current_workspace
from yunzhu.errors import UsageError

# What the column holds on every database.
_MOST_PEOPLE = 2**31 - 1


def record_document(
    *,
    title: str,
    kind: str,
    issuer: str,
    issued_on: date,
    number: str = "",
    file: Path | None = None,
    by: str,
    at: datetime | None = None,
) -> int:
    """Enter a document and return its number in the register; its file is kept by its hash.

    Raises
    ------
    UsageError : a text is missing, the issuer's number is taken, or it is dated in the future.
    FileFault : the file cannot be used.
    """
    read = None if file is None else read_evidence_file(file)
    with acting(by, at) as action:
        _require_past(action, "issued_on", issued_on)
        document = Document(
            number=number.strip() and require_text("number", number, longest=80),
            title=require_text("title", title, longest=300),
            kind=require_text("kind", kind, longest=60),
            issuer=require_text("issuer", issuer, longest=120),
            issued_on=issued_on,
            file_name="" if read is None else read.name,
            sha256="" if read is None else read.sha256,
            received_at=action.recorded_at,
        )
        taken = Document.objects.filter(issuer=document.issuer, number=document.number)
        if document.number and taken.exists():
            raise UsageError(
                "文号已登记 the document number is registered",
                field="number",
                found=document.number,
                expected="新的文号 another number",
            )
        if read is not None:
            keep_file(current_workspace(), read)
        document.save()
        action.log(
            "document.record",
            "document",
            document.pk,
            {
                "number": document.number,
                "title": document.title,
                "kind": document.kind,
                "issuer": document.issuer,
                "issued_on": issued_on.isoformat(),
                "sha256": document.sha256,
            },
        )
        return document.pk


def record_meeting(
    *,
    kind: str,
    title: str,
    held_on: date,
    minutes: int | None = None,
    by: str,
    at: datetime | None = None,
) -> int:
    """Enter a meeting that was held and return its number in the register.

    Raises
    ------
    UsageError : a text is missing, it lies in the future, or the minutes are no document.
    """
    with acting(by, at) as action:
        _require_past(action, "held_on", held_on)
        _require_document("minutes", minutes)
        meeting = Meeting.objects.create(
            kind=require_text("kind", kind, longest=60),
            title=require_text("title", title, longest=300),
            held_on=held_on,
            minutes_id=minutes,
            received_at=action.recorded_at,
        )
        action.log(
            "meeting.record",
            "meeting",
            meeting.pk,
            {
                "kind": meeting.kind,
                "title": meeting.title,
                "held_on": held_on.isoformat(),
                "minutes": minutes,
            },
        )
        return meeting.pk


def record_activity(
    *,
    kind: str,
    title: str,
    first: date,
    last: date,
    people: int | None = None,
    document: int | None = None,
    by: str,
    at: datetime | None = None,
) -> int:
    """Enter an activity that took place and return its number in the register.

    Raises
    ------
    UsageError : a text is missing, its dates are in the wrong order or in the future, the count
        of people is negative or too large, or the document is not in the register.
    """
    with acting(by, at) as action:
        if last < first:
            raise UsageError(
                "结束早于开始 it ends before it begins",
                field="last",
                found=str(last),
                expected=f"不早于 not before {first}",
            )
        _require_past(action, "last", last)
        if people is not None and not 0 <= people <= _MOST_PEOPLE:
            raise UsageError(
                "人次不合常理 a count out of all reason",
                field="people",
                found=people,
                expected=f"0..{_MOST_PEOPLE}",
            )
        _require_document("document", document)
        activity = Activity.objects.create(
            kind=require_text("kind", kind, longest=60),
            title=require_text("title", title, longest=300),
            first_day=first,
            last_day=last,
            people=people,
            document_id=document,
            received_at=action.recorded_at,
        )
        action.log(
            "activity.record",
            "activity",
            activity.pk,
            {
                "kind": activity.kind,
                "title": activity.title,
                "first": first.isoformat(),
                "last": last.isoformat(),
                "people": people,
                "document": document,
            },
        )
        return activity.pk


def _require_past(action: Action, field: str, day: date) -> None:
    if day > action.happened.date():
        raise UsageError(
            "日期在将来 the date lies in the future",
            field=field,
            found=str(day),
            expected=f"不晚于 not after {action.happened.date()}",
        )


def _require_document(field: str, number: int | None) -> None:
    if number is not None and not Document.objects.filter(pk=number).exists():
        raise UsageError(
            "文件未登记 no such document",
            field=field,
            found=number,
            expected="record_document 的编号 a number it returned",
        )
