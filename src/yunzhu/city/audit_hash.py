"""The hash of an audit entry, over everything it says and the hash of the entry before."""

from __future__ import annotations

from datetime import datetime

from yunzhu.city.canonical import canonical_json
from yunzhu.files import digest_of_bytes


def entry_hash(
    *,
    sequence: int,
    recorded: datetime,
    happened: datetime,
    actor: str,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    detail: str,
    previous: str,
) -> str:
    """Return the SHA-256 of an entry; ``recorded`` and ``happened`` are the city's wall clock.

    Examples
    --------
    >>> moment = datetime(2020, 1, 1)
    >>> entry_hash(sequence=1, recorded=moment, happened=moment, actor="甲", action="found",
    ...            subject_kind="city", subject_id=1, detail="{}", previous="")[:8]
    '62f7ce61'
    """
    content = canonical_json(
        {
            "sequence": sequence,
            "recorded": recorded.isoformat(timespec="microseconds"),
            "happened": happened.isoformat(timespec="microseconds"),
            "actor": actor,
            "action": action,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "detail": detail,
            "previous": previous,
        }
    )
    return digest_of_bytes(content.encode("utf-8"))
