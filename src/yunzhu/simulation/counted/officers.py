"""Officers of 云珠市(模拟), and visits on site as two of them record one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from yunzhu.simulation.city import DISTRICTS

OFFICERS_PER_DISTRICT = 2


def officer_rows() -> tuple[Mapping[str, str], ...]:
    """Return two certified officers per district."""
    return tuple(
        {
            "code": f"F{district[-1]}{number}",
            "name": f"{name[0]}区人员{number}(模拟)",
            "area": district,
            "certificate": f"模拟-{district}-{number}",
            "valid_from": "2018-01-01",
            "valid_to": "2022-12-31",
        }
        for district, name in DISTRICTS.items()
        for number in range(1, OFFICERS_PER_DISTRICT + 1)
    )


def visit_row(
    code: str, kind: str, object_code: str, area: str, day: date, **changes: str
) -> dict[str, str]:
    """Return a valid visit to a thing by the two officers of its district.

    Parameters
    ----------
    code : of the visit. kind, object_code : of the thing. area : where it lies.
    day : of the visit.
    changes : cells that are otherwise than in a valid visit.
    """
    district = area[:6]
    row = {
        "code": code,
        "object_kind": kind,
        "object_code": object_code,
        "area": area,
        "day": day.isoformat(),
        "kind": "special",
        "first_officer": f"F{district[-1]}1",
        "second_officer": f"F{district[-1]}2",
        "checklist": "检查表(模拟)",
        "result": "passed",
        "evidence_sha256": sha256(f"模拟 {code}".encode()).hexdigest(),
        "action": "",
    }
    return row | changes
