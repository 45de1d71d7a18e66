"""Frozen assessments, listed and opened."""

from __future__ import annotations

import json
from typing import Any

from yunzhu.city.clock import wall_clock
from yunzhu.city.models import PlanSnapshot
from yunzhu.city.records import SnapshotRecord
from yunzhu.errors import EvidenceError, UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.values import Origin


def snapshot_records(plan: str | None) -> list[SnapshotRecord]:
    """Return the snapshots of a plan, or of all plans, the oldest first."""
    rows = PlanSnapshot.objects.defer("content").order_by("pk")
    if plan is not None:
        rows = rows.filter(plan=plan)
    return [_record(row) for row in rows]


def open_snapshot(number: int) -> tuple[SnapshotRecord, dict[str, Any]]:
    """Return a snapshot and its content after checking its hash."""
    row = PlanSnapshot.objects.filter(pk=number).first()
    if row is None:
        raise UsageError(
            "没有此快照 no such snapshot",
            field="snapshot",
            found=number,
            expected=", ".join(str(one.id) for one in snapshot_records(None)) or "尚无 none yet",
        )
    digest = digest_of_bytes(row.content.encode("utf-8"))
    if digest != row.sha256:
        raise EvidenceError(
            "快照内容与其哈希不符 the snapshot's content is not what was frozen",
            field=f"snapshot {number}",
            found=digest,
            expected=row.sha256,
        )
    return _record(row), json.loads(row.content)


def _record(row: PlanSnapshot) -> SnapshotRecord:
    return SnapshotRecord(
        id=row.pk,
        plan=row.plan,
        as_of=row.as_of,
        known_at=row.known_at,
        taken_at=wall_clock(row.taken_at),
        taken_by=row.taken_by,
        sha256=row.sha256,
        origin=Origin(row.origin),
    )
