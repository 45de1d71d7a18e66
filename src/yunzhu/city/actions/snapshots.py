"""Assessments are frozen here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from yunzhu.city.actions.recording import acting, require_text
from yunzhu.city.canonical import canonical_json
from yunzhu.city.models import PlanSnapshot
from yunzhu.errors import UsageError
from yunzhu.files import digest_of_bytes


def take_snapshot(
    *,
    plan: str,
    as_of: date,
    known_at: date | None = None,
    content: Mapping[str, Any],
    by: str,
    at: datetime | None = None,
) -> int:
    """Freeze an assessment and return the snapshot's number.

    Parameters
    ----------
    content : the assessment as JSON values; its ``origin``, when it names one, is the city's.

    Raises
    ------
    UsageError : the content is no JSON, or of another origin than the city.
    """
    try:
        text = canonical_json(content)
    except (TypeError, ValueError) as error:
        raise UsageError(
            "内容不能存为 JSON the content is no JSON", field="content", found=str(error)
        ) from error
    with acting(by, at) as action:
        origin = action.city.origin
        if content.get("origin", origin) != origin:
            raise UsageError(
                "快照与城市来源不同 the snapshot is of another origin than the city",
                field="content.origin",
                found=content["origin"],
                expected=origin,
            )
        snapshot = PlanSnapshot.objects.create(
            plan=require_text("plan", plan, longest=60),
            as_of=as_of,
            known_at=known_at,
            taken_at=action.recorded_at,
            taken_by=action.actor,
            content=text,
            sha256=digest_of_bytes(text.encode("utf-8")),
            origin=origin,
        )
        detail = {
            "plan": snapshot.plan,
            "as_of": as_of.isoformat(),
            "known_at": None if known_at is None else known_at.isoformat(),
            "sha256": snapshot.sha256,
        }
        action.log("snapshot.take", "snapshot", snapshot.pk, detail)
        return int(snapshot.pk)
