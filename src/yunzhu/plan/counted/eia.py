"""Environmental impact assessments counted: of key areas, on commitment, re-checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from yunzhu.city.registers.eia_documents import (
    EIA_DOCUMENTS,
    EiaDocument,
    EiaKind,
    RecheckResult,
)
from yunzhu.city.registers.inspections import (
    INSPECTION_ANSWERS,
    INSPECTIONS,
    OFFICERS,
    CheckItem,
    InspectedKind,
)
from yunzhu.periods import Period
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage, Owed, share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visits_by_object
from yunzhu.plan.members import Member, MemberState, dated_member


def _plans_of_key_areas(facts: Facts) -> list[Member]:
    """A plan EIA counts by a step of the year; one finished before it could not count."""
    return [
        _plan(row, facts)
        for row in facts.registers.all(EIA_DOCUMENTS)
        if row.kind is EiaKind.PLAN
        and row.is_key_area
        and (row.approved_on is None or row.approved_on >= facts.year.first)
    ]


def _plan(row: EiaDocument, facts: Facts) -> Member:
    name = f"{row.code} {row.name}"
    steps = [
        (day, fact)
        for day, fact in (
            (row.received_on, "受理 received"),
            (row.approved_on, "审查 reviewed"),
        )
        if day is not None and facts.year.first <= day <= facts.day
    ]
    if not steps:
        text = f"{facts.year.first.year} 年无步骤 no step of the year"
        return Member(name, row.area, MemberState.NOT_COVERED, text)
    text = ", ".join(f"{fact} {day}" for day, fact in steps)
    return Member(name, row.area, MemberState.COVERED, text, steps[-1][0])


def _on_commitment(facts: Facts) -> list[Member]:
    return [
        dated_member(row, row.approved_on, facts.day, "承诺制批准 approved on commitment")
        for row in facts.registers.all(EIA_DOCUMENTS)
        if row.kind is EiaKind.PROJECT
        and row.on_commitment
        and (row.approved_on is None or row.approved_on >= facts.year.first)
    ]


def _checks_of_commitments(facts: Facts) -> list[str]:
    """Tell which approvals on commitment met a valid check, and whether the promise was kept."""
    given = [
        row
        for row in facts.registers.all(EIA_DOCUMENTS)
        if row.kind is EiaKind.PROJECT and row.on_commitment and _approved_in_year(row, facts)
    ]
    if not given:
        return []
    visits = visits_by_object(
        facts.registers, InspectedKind.EIA_DOCUMENT, Period(facts.year.first, facts.day)
    )
    answers = {
        row.inspection: row.is_met
        for row in facts.registers.all(INSPECTION_ANSWERS)
        if row.item is CheckItem.COMMITMENT_KEPT
    }
    unchecked, kept, broken = [], 0, []
    for row in given:
        told = [
            answers[visit.code]
            for visit, fault in visits.get(row.code, ())
            if not fault and visit.code in answers
        ]
        if not told:
            unchecked.append(row.code)
        elif all(told):
            kept += 1
        else:
            broken.append(row.code)
    checked = len(given) - len(unchecked)
    notes = [f"承诺已核查 commitments checked: {checked}/{len(given)}"]
    if checked:
        share = share_percent(kept, checked)
        notes.append(f"核查中兑现 kept, of those checked: {kept}/{checked} ({share} %)")
    if broken:
        notes.append(f"未兑现 not kept: {'、'.join(broken)}")
    if unchecked:
        notes.append(f"未核查 not checked: {'、'.join(unchecked)}")
    return notes


def _approved_in_year(row: EiaDocument, facts: Facts) -> bool:
    day = row.approved_on
    return day is not None and facts.year.first <= day <= min(facts.day, facts.year.last)


def _approved_projects(facts: Facts) -> list[EiaDocument]:
    return [
        row
        for row in facts.registers.all(EIA_DOCUMENTS)
        if row.kind is EiaKind.PROJECT and _approved_in_year(row, facts)
    ]


def _rechecked(facts: Facts) -> list[Member]:
    return [_recheck(row, facts.day) for row in _approved_projects(facts)]


def _recheck(row: EiaDocument, day: date) -> Member:
    found = dated_member(row, row.rechecked_on, day, "复核 re-checked")
    if found.state is not MemberState.COVERED or row.recheck_result is None:
        return found
    text = f"{found.text} {row.recheck_result.label}, 编制单位 by {row.preparing_unit or '—'}"
    return Member(found.name, row.area, MemberState.COVERED, text, row.rechecked_on)


def _faults_by_unit(facts: Facts) -> list[str]:
    done = [
        row
        for row in _approved_projects(facts)
        if row.rechecked_on is not None and row.rechecked_on <= facts.day
    ]
    if not done:
        return []
    whole = Counter(row.preparing_unit or "编制单位未登记 none given" for row in done)
    faulty = Counter(
        row.preparing_unit or "编制单位未登记 none given"
        for row in done
        if row.recheck_result is RecheckResult.FAULTY
    )
    number = faulty.total()
    notes = [
        f"复核有质量问题 faulty, of those re-checked: {number}/{len(done)} "
        f"({share_percent(number, len(done))} %)"
    ]
    if number:
        told = "; ".join(f"{unit} {count}/{whole[unit]}" for unit, count in faulty.most_common())
        notes.append(f"按编制单位 by preparing unit: {told}")
    return notes


COUNTS: Mapping[str, Count] = {
    "key_area_plan_eias": Count(
        "重点区域规划环评 plan EIAs of key areas with a step in the year",
        "件",
        (EIA_DOCUMENTS,),
        _plans_of_key_areas,
    ),
    "eia_commitment_approvals": Count(
        "承诺制批准的项目环评 project EIAs approved on commitment",
        "件",
        (EIA_DOCUMENTS, INSPECTIONS, INSPECTION_ANSWERS, OFFICERS),
        _on_commitment,
        beside=_checks_of_commitments,
    ),
}
"""Name to count; a plan's YAML uses the names."""

COVERAGES: Mapping[str, Coverage] = {
    "project_eias_rechecked": Coverage(
        "当年批准的项目环评已复核 project EIAs approved in the year that were re-checked",
        (EIA_DOCUMENTS,),
        _rechecked,
        owed=Owed.AS_THEY_COME,
        notes=_faults_by_unit,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
