"""Work items as they stood on a day, from the dated entries of the audit log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from yunzhu.city.clock import end_of, wall_clock
from yunzhu.city.models import AuditEntry, Evidence, WorkItem
from yunzhu.city.queries.received import received_by
from yunzhu.city.records import EvidenceFile, WorkItemRecord, WorkItemState
from yunzhu.city.work_item_log import ACCEPT, KIND, STATE_AFTER
from yunzhu.periods import Period


def work_item_records(
    commitments: Collection[str], as_of: date, known_at: date | None, plan: str
) -> list[WorkItemRecord]:
    """Return the records in the order of their numbers, with three queries in all."""
    items = WorkItem.objects.filter(plan=plan, commitment__in=set(commitments))
    states = _states(items.values("pk"), as_of, known_at)
    files = _files(items.values("pk"), as_of, known_at)
    rows = items.order_by("pk").values_list(
        "pk", "commitment", "component", "title", "owner", "first_day", "last_day", "due"
    )
    records = []
    for number, commitment, component, title, owner, first, last, due in rows:
        if number not in states:
            continue
        state, accepted_on = states[number]
        records.append(
            WorkItemRecord(
                id=number,
                plan=plan,
                commitment=commitment,
                component=component,
                title=title,
                owner=owner,
                period=None if first is None or last is None else Period(first, last),
                due=due,
                state=state,
                accepted_on=accepted_on,
                evidence=tuple(files.get(number, ())),
            )
        )
    return records


def _states(
    items: Any, as_of: date, known_at: date | None
) -> dict[int, tuple[WorkItemState, date | None]]:
    """Return state and day of acceptance of every item that existed by then."""
    entries = AuditEntry.objects.filter(
        subject_kind=KIND, subject_id__in=items, happened_at__lt=end_of(as_of)
    )
    if known_at is not None:
        entries = entries.filter(recorded_at__lt=end_of(known_at))
    states: dict[int, tuple[WorkItemState, date | None]] = {}
    for number, action, happened in entries.order_by("sequence").values_list(
        "subject_id", "action", "happened_at"
    ):
        if action in STATE_AFTER:
            day = wall_clock(happened).date() if action == ACCEPT else None
            states[number] = (STATE_AFTER[action], day)
    return states


def _files(items: Any, as_of: date, known_at: date | None) -> dict[int, list[EvidenceFile]]:
    handed_in = Evidence.objects.filter(work_item__in=items, dated_at__lt=end_of(as_of))
    evidence = received_by(handed_in, known_at)
    files: dict[int, list[EvidenceFile]] = defaultdict(list)
    for number, name, sha256, received in evidence.order_by("pk").values_list(
        "work_item_id", "name", "sha256", "received_at"
    ):
        files[number].append(EvidenceFile(name, sha256, wall_clock(received)))
    return files
