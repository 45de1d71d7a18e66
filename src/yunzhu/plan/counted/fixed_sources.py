"""Coverages of fixed sources: a permit or registration of their class, and its reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunzhu.city.registers.enterprises import (
    ENTERPRISE_LISTINGS,
    ENTERPRISES,
    EnterpriseList,
    ManagementClass,
)
from yunzhu.city.registers.permits import (
    PERMIT_REPORTS,
    PERMITS,
    ExemptionReason,
    Permit,
    ReportKind,
)
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import Coverage, Owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.listed_firms import ListedFirm, listed_firms
from yunzhu.plan.counted.permit_report_dues import (
    RULES,
    ReportDue,
    ReportTerms,
    report_due,
    reports_due,
)
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.permits import PermitReport

# What the engine of the dues itself finds; a row that claims it where it does not hold is wrong.
_BY_RULE = (ExemptionReason.HELD_TOO_SHORT, ExemptionReason.MERGED)
_DAY = timedelta(days=1)


def lack_of(permit: Permit, day: date) -> str:
    """Return why a permit does not stand on a day, or "".

    Parameters
    ----------
    permit : or registration. day : on which it is asked for.
    """
    if day < permit.valid_from:
        return f"{permit.valid_from} 起有效 valid from then on"
    if permit.state_on is not None and permit.state_on <= day:
        return f"{permit.state_on} {permit.state.label}"
    return f"已于 {permit.valid_to} 到期 expired" if permit.valid_to < day else ""


def _permitted(facts: Facts) -> list[Member]:
    permits: dict[str, list[Permit]] = defaultdict(list)
    for row in facts.registers.all(PERMITS):
        permits[row.enterprise].append(row)
    return [
        _permission(one, permits.get(one.firm.code, ()), facts.day)
        for one in listed_firms(facts, EnterpriseList.FIXED_SOURCE)
    ]


def _permission(one: ListedFirm, permits: Sequence[Permit], day: date) -> Member:
    """A source is covered by a permit of its own class that stands on the day."""
    if one.left:
        return one.as_left
    wanted = one.firm.management_class
    if wanted is None:
        lack = "管理类别未登记 its management class is not registered"
        return one.member(MemberState.UNKNOWN, lack)
    lacks = []
    for permit in sorted(permits, key=lambda row: row.valid_from, reverse=True):
        lack = lack_of(permit, day)
        if not lack and permit.management_class is wanted:
            text = f"{permit.code} {wanted.label}, {permit.valid_from}..{permit.valid_to}"
            return one.member(MemberState.COVERED, text, permit.valid_from)
        if permit.management_class is not wanted:
            told = permit.management_class.label
            lack = f"类别不符 of another class: {told}, 应为 it needs {wanted.label}" + (
                f", {lack}" if lack else ""
            )
        lacks.append(f"{permit.code} {lack}")
    is_registration = wanted is ManagementClass.REGISTRATION
    none = "无排污登记 no registration" if is_registration else "无排污许可证 no permit"
    text = "; ".join(lacks) or f"{none} ({wanted.label})"
    return one.member(MemberState.NOT_COVERED, text)


def _rest_by_industry(facts: Facts) -> list[str]:
    """Say in which industries those without a permit are; by district they are told elsewhere."""
    industries = {
        f"{row.code} {row.name}": row.industry or "行业未登记 none given"
        for row in facts.registers.all(ENTERPRISES)
    }
    rest = Counter(
        industries[one.name]
        for one in _permitted(facts)
        if one.state in (MemberState.NOT_COVERED, MemberState.UNKNOWN)
    )
    told = "; ".join(f"{industry} {number}" for industry, number in rest.most_common())
    return [f"其余按行业 the rest by industry: {told}"] if told else []


@dataclass(frozen=True)
class _Standing:
    """How a report that was due stands; ``late`` counts the days."""

    state: MemberState
    text: str
    submitted_on: date | None = None
    late: int = 0


@dataclass(frozen=True)
class _Owed:
    """A report that was due, and how many days it came late."""

    member: Member
    late: int


def _reports(facts: Facts) -> tuple[list[_Owed], int]:
    """Return the reports due in the plan's year by the day, and how many were merged."""
    firms = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    rows = {
        (row.permit, row.kind, row.period_start): row for row in facts.registers.all(PERMIT_REPORTS)
    }
    found: list[_Owed] = []
    merged = 0
    for permit in facts.registers.all(PERMITS):
        terms = _terms_of(permit, facts.day)
        if terms is None:
            continue
        firm = firms.get(permit.enterprise)
        name = permit.code if firm is None else f"{permit.code} {firm.name}"
        area = "" if firm is None else firm.street or firm.area
        for due in reports_due(terms, facts.year.first, facts.day):
            if due.merged_into is not None:
                merged += 1
                continue
            report = rows.get((permit.code, due.kind, due.span.first))
            stands = _standing(due, report, facts.day)
            if stands is not None:
                told = f"{name} {due.kind.label} {due.span}"
                member = Member(told, area, stands.state, stands.text, stands.submitted_on)
                found.append(_Owed(member, stands.late))
    return found, merged


def lacks_report(
    permit: Permit, kind: ReportKind, span: Period, row: PermitReport | None, day: date
) -> bool:
    """Return whether a permit owes the report of a span, due or not yet, and has not handed it in.

    Parameters
    ----------
    permit : whose. kind, span : of the report.
    row : of the report; None when there is none.
    day : last day that counts.
    """
    terms = _terms_of(permit, day)
    due = None if terms is None else report_due(terms, kind, span)
    if due is None or due.merged_into is not None:
        return False
    stands = _standing(due, row, day)
    return stands is None or stands.state is MemberState.NOT_COVERED


def _terms_of(permit: Permit, day: date) -> ReportTerms | None:
    """Return what a permit owes; None of a registration, and of one that never stood."""
    last = permit.valid_to
    if permit.state_on is not None and permit.state_on <= day:
        last = min(last, permit.state_on - _DAY)
    kinds = {
        kind
        for kind, is_owed in (
            (ReportKind.MONTH, permit.has_month_reports),
            (ReportKind.QUARTER, permit.has_quarter_reports),
            (ReportKind.HALF_YEAR, permit.has_half_year_reports),
            (ReportKind.YEAR, permit.has_year_reports),
        )
        if is_owed
    }
    is_registration = permit.management_class is ManagementClass.REGISTRATION
    if is_registration or not kinds or last < permit.valid_from:
        return None
    return ReportTerms(Period(permit.valid_from, last), frozenset(kinds), permit.year_report_day)


def _standing(due: ReportDue, row: PermitReport | None, day: date) -> _Standing | None:
    """Return how a report stands; None when its own row puts it off beyond the day."""
    due_on = due.due_on if row is None or row.due_on is None else row.due_on
    if due.held_too_short:
        return _Standing(MemberState.LEFT, f"豁免 exempt: 持证 held {due.held_too_short}")
    if row is not None and row.submitted_on is not None and row.submitted_on <= day:
        late = max((row.submitted_on - due_on).days, 0)
        text = f"{row.submitted_on} 提交 submitted, 应于 due {due_on}"
        if late:
            text += f", 逾期 late {late} d"
        return _Standing(MemberState.COVERED, text, row.submitted_on, late)
    if row is not None and row.exemption is not None:
        told = f"{row.exemption.label}: {row.exemption_text}"
        if row.exemption not in _BY_RULE:
            return _Standing(MemberState.LEFT, f"豁免 exempt: {told}")
        text = f"应于 due {due_on}, 所称豁免不成立 the exemption does not hold: {told}"
        return _Standing(MemberState.NOT_COVERED, text)
    if due_on > day:
        return None
    return _Standing(MemberState.NOT_COVERED, f"未提交 not submitted, 应于 due {due_on}")


def _submitted(facts: Facts) -> list[Member]:
    return [one.member for one in _reports(facts)[0]]


def _in_time(facts: Facts) -> list[Member]:
    return [
        replace(one.member, state=MemberState.NOT_COVERED) if one.late else one.member
        for one in _reports(facts)[0]
    ]


def _report_notes(facts: Facts) -> list[str]:
    found, merged = _reports(facts)
    late = [one.member.line for one in found if one.late]
    notes = [f"应交日期与豁免规则 rules of dues and exemptions: {RULES.mark.label}"]
    if merged:
        notes.append(f"并入较长报告的月报 month reports merged into longer ones: {merged}")
    if late:
        notes.append(f"逾期提交 submitted late: {len(late)}")
    return notes + late


_REPORTS_READ = (PERMITS, PERMIT_REPORTS, ENTERPRISES)
COVERAGES: Mapping[str, Coverage] = {
    "fixed_sources_permitted": Coverage(
        "持有本类别有效许可证或登记的固定源 fixed sources with a valid permit of their class",
        (ENTERPRISE_LISTINGS, ENTERPRISES, PERMITS),
        _permitted,
        notes=_rest_by_industry,
    ),
    "permit_reports_submitted": Coverage(
        "应交执行报告已提交 execution reports due that were submitted",
        _REPORTS_READ,
        _submitted,
        owed=Owed.BY_NOW,
        notes=_report_notes,
    ),
    "permit_reports_in_time": Coverage(
        "应交执行报告按期提交 execution reports due that were submitted in time",
        _REPORTS_READ,
        _in_time,
        owed=Owed.BY_NOW,
        notes=_report_notes,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
