"""Alarms as they stood on a day, from the dated entries of the audit log."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

from yunzhu.city.alarm_log import KIND, RAISE, STATE_AFTER
from yunzhu.city.clock import end_of, wall_clock
from yunzhu.city.models import Alarm, AuditEntry
from yunzhu.city.records import Alarmed, AlarmRecord, AlarmStep


def alarm_records(as_of: date, known_at: date | None) -> list[AlarmRecord]:
    """Return the alarms raised by a day, by their starts; two queries whatever their count."""
    entries = AuditEntry.objects.filter(
        subject_kind=KIND, action__in=STATE_AFTER, happened_at__lt=end_of(as_of)
    )
    if known_at is not None:
        entries = entries.filter(recorded_at__lt=end_of(known_at))
    steps: dict[int | None, list[AlarmStep]] = defaultdict(list)
    for entry in entries.order_by("sequence"):
        steps[entry.subject_id].append(
            AlarmStep(
                STATE_AFTER[entry.action],
                entry.actor,
                wall_clock(entry.happened_at),
                wall_clock(entry.recorded_at),
                "" if entry.action == RAISE else json.loads(entry.detail)["note"],
            )
        )
    return [
        AlarmRecord(row.pk, _alarmed(row), steps[row.pk][-1].state, tuple(steps[row.pk]))
        for row in Alarm.objects.all()
        if row.pk in steps
    ]


def described(alarm: Alarm) -> dict[str, str]:
    """Return what the log says of an alarm that is raised."""
    return {
        "site": alarm.site,
        "item": alarm.item,
        "kind": alarm.kind,
        "start": wall_clock(alarm.started_at).isoformat(),
        "value": alarm.value,
        "unit": alarm.unit,
        "reason": alarm.reason,
        "advice": alarm.advice,
        "numbers": alarm.numbers,
    }


def _alarmed(row: Alarm) -> Alarmed:
    return Alarmed(
        site=row.site,
        item=row.item,
        kind=row.kind,
        start=wall_clock(row.started_at),
        value=row.value,
        unit=row.unit,
        reason=row.reason,
        advice=row.advice,
        numbers=tuple(json.loads(row.numbers).items()),
    )
