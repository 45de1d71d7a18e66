"""Duties that come round, as they stood on a day, from the dated entries of the audit log."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from yunzhu.city.clock import end_of
from yunzhu.city.models import AuditEntry, WorkItemSeries
from yunzhu.city.records import PeriodRule, SeriesRecord
from yunzhu.periods import Period


def series_records(plan: str, as_of: date, known_at: date | None) -> list[SeriesRecord]:
    """Return the series of a plan that existed by a day, in the order of their numbers."""
    entries = AuditEntry.objects.filter(
        subject_kind="work_item_series", happened_at__lt=end_of(as_of)
    )
    if known_at is not None:
        entries = entries.filter(recorded_at__lt=end_of(known_at))
    made: Counter[int | None] = Counter()
    for number, text in entries.values_list("subject_id", "detail"):
        made[number] += len(json.loads(text).get("made", ()))
    return [
        SeriesRecord(
            id=row.pk,
            plan=row.plan,
            commitment=row.commitment,
            component=row.component,
            title=row.title,
            owner=row.owner,
            rule=PeriodRule(row.rule),
            meeting_kind=row.meeting_kind,
            span=Period(row.first_day, row.last_day),
            days_to_due=row.days_to_due,
            items=made[row.pk],
        )
        for row in WorkItemSeries.objects.filter(plan=plan, pk__in=list(made)).order_by("pk")
    ]
