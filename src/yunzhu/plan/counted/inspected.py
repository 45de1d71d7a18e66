"""Which visits on site are valid, and what was visited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.inspections import (
    INSPECTIONS,
    OFFICERS,
    InspectedKind,
    Inspection,
    InspectionKind,
)
from yunzhu.periods import Period
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.inspections import Officer
    from yunzhu.plan.register_evidence import RegisterEvidence


def visits_by_object(
    registers: RegisterEvidence, kind: InspectedKind, span: Period
) -> Mapping[str, Sequence[tuple[Inspection, str]]]:
    """Return for each visited thing its visits in a span, each with its fault; "" when valid.

    Parameters
    ----------
    registers : visits and officers.
    kind : of the things.
    span : first and last day.
    """
    officers = {row.code: row for row in registers.all(OFFICERS)}
    found: dict[str, list[tuple[Inspection, str]]] = defaultdict(list)
    for row in registers.all(INSPECTIONS):
        if row.object_kind is kind and row.day in span:
            found[row.object_code].append((row, fault_of_visit(row, officers)))
    for visits in found.values():
        visits.sort(key=lambda one: (one[0].day, one[0].code))
    return found


def fault_of_visit(visit: Inspection, officers: Mapping[str, Officer]) -> str:
    """Return why a visit is not valid, or "".

    Valid is one of two officers with certificates in force on the day, with a checklist and the
    digest of its record; what an owner reports about himself is none.
    """
    if visit.kind is InspectionKind.SELF_REPORT:
        return "自报 a self-report"
    if visit.first_officer is None or visit.second_officer is None:
        return "不足两名人员 fewer than two officers"
    for code in (visit.first_officer, visit.second_officer):
        if not _is_certified(officers.get(code), visit.day):
            return f"{code} 证件当日无效 certificate not in force"
    if visit.checklist is None:
        return "无检查表 no checklist"
    return "" if visit.evidence_sha256 is not None else "无记录文件 no record"


def _is_certified(officer: Officer | None, day: date) -> bool:
    return officer is not None and OFFICERS.holds_on(officer, day)


def visited_member(
    name: str, area: str, visits: Sequence[tuple[Inspection, str]], *, counted_as: str = "台"
) -> Member:
    """Return a thing as covered by its first valid visit; several visits count once.

    Parameters
    ----------
    name, area : of the thing.
    visits : from `visits_by_object`, the earliest first.
    counted_as : measure word of such a thing.
    """
    valid = [visit for visit, fault in visits if not fault]
    if valid:
        first = valid[0]
        text = f"检查 visited {first.day} {first.code} {first.result.label}"
        if len(valid) > 1:
            text += f"，共 {len(valid)} 次，按一{counted_as}计 visits, counted once"
        return Member(name, area, MemberState.COVERED, text, first.day)
    if visits:
        told = "; ".join(f"{visit.day} {visit.code} {fault}" for visit, fault in visits)
        return Member(name, area, MemberState.NOT_COVERED, f"检查无效 no valid visit: {told}")
    return Member(name, area, MemberState.NOT_COVERED, "未检查 not visited")
