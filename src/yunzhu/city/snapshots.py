"""Frozen assessments: taken, listed, opened. Importing this module does not load Django."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from yunzhu.city.records import SnapshotRecord


def take_snapshot(
    *,
    plan: str,
    as_of: date,
    known_at: date | None = None,
    content: Mapping[str, Any],
    by: str,
    at: datetime | None = None,
) -> int:
    """Freeze an assessment and return the snapshot's number; see `actions.snapshots`."""
    from yunzhu.city.actions import snapshots

    return snapshots.take_snapshot(
        plan=plan, as_of=as_of, known_at=known_at, content=content, by=by, at=at
    )


def snapshot_records(plan: str | None = None) -> list[SnapshotRecord]:
    """Return the snapshots of a plan, or of all plans, the oldest first."""
    from yunzhu.city.queries import snapshots

    return snapshots.snapshot_records(plan)


def open_snapshot(number: int) -> tuple[SnapshotRecord, dict[str, Any]]:
    """Return a snapshot and its content.

    Raises
    ------
    UsageError : there is no such snapshot.
    EvidenceError : its content is not what was frozen.
    """
    from yunzhu.city.queries import snapshots

    return snapshots.open_snapshot(number)
