"""The registers of documents, meetings, activities and areas, and the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from yunzhu.city.clock import wall_clock
from yunzhu.city.models import Activity, Area, CalendarDate, Document, Meeting
from yunzhu.city.queries.received import received_by
from yunzhu.city.records import (
    ActivityRecord,
    AreaRecord,
    DocumentRecord,
    EvidenceFile,
    MeetingRecord,
    WorkingDays,
)
from yunzhu.periods import Period


def document_records(as_of: date, known_at: date | None) -> list[DocumentRecord]:
    """Return the documents issued by a day, in the order of issue."""
    rows = received_by(Document.objects.filter(issued_on__lte=as_of), known_at).order_by(
        "issued_on", "pk"
    )
    return [
        DocumentRecord(
            row.pk,
            row.number,
            row.title,
            row.kind,
            row.issuer,
            row.issued_on,
            EvidenceFile(row.file_name, row.sha256, wall_clock(row.received_at))
            if row.sha256
            else None,
        )
        for row in rows
    ]


def meeting_records(as_of: date, known_at: date | None) -> list[MeetingRecord]:
    """Return the meetings held by a day, in the order of their dates."""
    rows = received_by(Meeting.objects.filter(held_on__lte=as_of), known_at).order_by(
        "held_on", "pk"
    )
    return [
        MeetingRecord(
            row.pk, row.kind, row.title, row.held_on, row.minutes_id, wall_clock(row.received_at)
        )
        for row in rows
    ]


def activity_records(as_of: date, known_at: date | None) -> list[ActivityRecord]:
    """Return the activities that were over by a day, in the order of their first days."""
    rows = received_by(Activity.objects.filter(last_day__lte=as_of), known_at).order_by(
        "first_day", "pk"
    )
    return [
        ActivityRecord(
            row.pk,
            row.kind,
            row.title,
            row.first_day,
            row.last_day,
            row.people,
            row.document_id,
            wall_clock(row.received_at),
        )
        for row in rows
    ]


def area_records() -> list[AreaRecord]:
    """Return the registered areas in the order of their codes."""
    rows = Area.objects.order_by("code").values_list("code", "name", "level", "parent__code")
    return [AreaRecord(code, name, level, parent or "") for code, name, level, parent in rows]


def working_days(first: date, last: date, known_at: date | None = None) -> WorkingDays:
    """Return the working days of a span and what the calendar does not cover of it."""
    rows = received_by(CalendarDate.objects.filter(day__range=(first, last)), known_at)
    known = dict(rows.order_by("id").values_list("day", "is_workday"))
    count = (last - first).days + 1
    days = [first + timedelta(days=step) for step in range(count)]
    return WorkingDays(
        first,
        last,
        tuple(day for day in days if known.get(day)),
        _spans([day for day in days if day not in known]),
    )


def _spans(days: list[date]) -> tuple[Period, ...]:
    spans: list[Period] = []
    for day in days:
        if spans and spans[-1].last + timedelta(days=1) == day:
            spans[-1] = Period(spans[-1].first, day)
        else:
            spans.append(Period(day, day))
    return tuple(spans)
