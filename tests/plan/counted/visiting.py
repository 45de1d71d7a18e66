"""Cells of officers, visits and their answers, from which tests make the rows they need."""

from __future__ import annotations

from typing import Any

from yunzhu.city.registers.inspections import Inspection, InspectionAnswer, Officer


def row(model: Any, **cells: Any) -> Any:
    empty: dict[str, Any] = dict.fromkeys(model.model_fields)
    return model.model_validate(empty | cells)


def officers() -> tuple[Officer, ...]:
    return tuple(
        row(
            Officer,
            code=code,
            name=code,
            area="1",
            certificate=f"证{code}",
            valid_from="2018-01-01",
            valid_to="2023-12-31",
        )
        for code in ("F01", "F02")
    )


def visit(code: str, kind: str, of: str, day: str, why: str = "special", **changes: Any) -> Any:
    base = {
        "code": code,
        "object_kind": kind,
        "object_code": of,
        "area": "1",
        "day": day,
        "kind": why,
        "first_officer": "F01",
        "second_officer": "F02",
        "checklist": "检查表",
        "result": "passed",
        "evidence_sha256": "0" * 64,
    }
    return row(Inspection, **(base | changes))


def answers(code: str, **items: bool) -> tuple[InspectionAnswer, ...]:
    """The answers of a visit: item=True is yes."""
    return tuple(
        row(InspectionAnswer, inspection=code, item=item, is_met="是" if is_met else "否")
        for item, is_met in items.items()
    )
