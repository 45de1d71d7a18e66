"""Coverages of firms on a list of the year: key hazardous-waste firms, firms of risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yunzhu.city.registers.enterprises import ENTERPRISE_LISTINGS, ENTERPRISES, EnterpriseList
from yunzhu.city.registers.inspections import (
    INSPECTION_ANSWERS,
    INSPECTIONS,
    OFFICERS,
    CheckItem,
    InspectedKind,
)
from yunzhu.periods import Period, base_period_of
from yunzhu.plan.counted.answers import Answers, answers_by_visit, answers_of, latest_answering
from yunzhu.plan.counted.coverage import Coverage, share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visited_member, visits_by_object
from yunzhu.plan.counted.self_reports import Visits
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.enterprises import Enterprise

_READ = (ENTERPRISE_LISTINGS, ENTERPRISES, INSPECTIONS, INSPECTION_ANSWERS, OFFICERS)


@dataclass(frozen=True)
class _Firms:
    """The firms on a list of a year, and the visits to all firms in a span of it.

    Attributes
    ----------
    listed : code of each to why it is no longer there; "" when it is.
    """

    listed: Mapping[str, str]
    enterprises: Mapping[str, Enterprise]
    visits: Mapping[str, Visits]
    answers: Answers

    def visits_of(self, code: str) -> Visits:
        return self.visits.get(code, ())

    def member(self, code: str, state: MemberState, text: str) -> Member:
        return Member(self.name(code), self.area(code), state, text)

    def name(self, code: str) -> str:
        firm = self.enterprises.get(code)
        return code if firm is None else f"{code} {firm.name}"

    def area(self, code: str) -> str:
        firm = self.enterprises.get(code)
        return "" if firm is None else firm.street or firm.area

    def checked(self) -> list[str]:
        """Return the listed firms with a valid visit."""
        return [code for code in self.listed if any(not fault for _, fault in self.visits_of(code))]

    def managed(self) -> Mapping[str, bool]:
        """Return the listed firms whose management of waste was checked: whether it passed."""
        found = {}
        for code in self.listed:
            item = CheckItem.WASTE_MANAGED
            visit = latest_answering(self.visits_of(code), item, self.answers)
            if visit is not None:
                found[code] = answers_of(visit, self.answers)[item]
        return found


def _firms(facts: Facts, of: EnterpriseList, span: Period) -> _Firms:
    """Return the firms on the list of the year of a span, and the visits in it."""
    enterprises = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    listed = {}
    for row in facts.registers.all(ENTERPRISE_LISTINGS):
        if row.enterprise_list is not of or row.year != span.first.year:
            continue
        if row.listed_on is not None and row.listed_on > span.last:
            continue
        gone = ""
        if row.removed_on is not None and row.removed_on <= span.last:
            gone = f"{row.removed_on} 移出名单 taken off the list"
        firm = enterprises.get(row.enterprise)
        closed = None if firm is None else firm.in_operation_to
        if closed is not None and firm is not None and firm.closure_evidence and closed < span.last:
            gone = f"{closed} 关停 closed, {firm.closure_evidence}"
        listed[row.enterprise] = gone
    visits = visits_by_object(facts.registers, InspectedKind.ENTERPRISE, span)
    return _Firms(listed, enterprises, visits, answers_by_visit(facts.registers))


def _members_of(
    of: EnterpriseList, member_of: Callable[[_Firms, str], Member]
) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        span = facts.so_far
        if span is None:
            return []
        firms = _firms(facts, of, span)
        return [_unless_gone(firms, code, member_of(firms, code)) for code in firms.listed]

    return members


def _unless_gone(firms: _Firms, code: str, member: Member) -> Member:
    """Let a firm leave that left the list, or closed with a document, before anyone came."""
    gone = firms.listed[code]
    if gone and member.state is not MemberState.COVERED:
        return replace(member, state=MemberState.LEFT, text=gone)
    return member


def _visited(firms: _Firms, code: str) -> Member:
    return visited_member(
        firms.name(code), firms.area(code), firms.visits_of(code), counted_as="家"
    )


def _searched(firms: _Firms, code: str) -> Member:
    """A firm is checked for hazards by a valid visit whose answer says that they were searched."""
    valid = [visit for visit, fault in firms.visits_of(code) if not fault]
    item = CheckItem.HAZARDS_SEARCHED
    for visit in valid:
        if answers_of(visit, firms.answers).get(item):
            text = f"隐患排查 searched {visit.day} {visit.code} {visit.result.label}"
            found = firms.member(code, MemberState.COVERED, text)
            return replace(found, done_on=visit.day)
    visited = _visited(firms, code)
    if visited.state is MemberState.COVERED:
        lack = f"{visited.text}，未查隐患 hazards were not searched"
        return replace(visited, state=MemberState.NOT_COVERED, text=lack, done_on=None)
    return visited


def _managed(facts: Facts) -> list[Member]:
    """Return the firms whose management of hazardous waste was checked in the year so far."""
    span = facts.so_far
    if span is None:
        return []
    firms = _firms(facts, EnterpriseList.KEY_HAZARDOUS_WASTE, span)
    members = []
    for code, is_passed in firms.managed().items():
        visit = latest_answering(firms.visits_of(code), CheckItem.WASTE_MANAGED, firms.answers)
        assert visit is not None
        text = f"{visit.day} {visit.code} {'达标 passed' if is_passed else '不达标 failed'}"
        state = MemberState.COVERED if is_passed else MemberState.NOT_COVERED
        members.append(replace(firms.member(code, state, text), done_on=visit.day))
    return members


def _both_years(facts: Facts) -> tuple[_Firms, _Firms] | None:
    span = facts.so_far
    if span is None:
        return None
    of = EnterpriseList.KEY_HAZARDOUS_WASTE
    return _firms(facts, of, span), _firms(facts, of, base_period_of(span))


def _checked_a_year_before(facts: Facts) -> list[str]:
    both = _both_years(facts)
    if both is None:
        return []
    _, earlier = both
    year = facts.year.first.year - 1
    if not earlier.listed:
        return [f"无 {year} 年名单，不可比 no list of {year} to compare with"]
    checked, listed = len(earlier.checked()), len(earlier.listed)
    return [f"同期 the same days of {year}: {checked} ÷ {listed} = {_share(checked, listed)}"]


def _passed_a_year_before(facts: Facts) -> list[str]:
    """Say how many passed a year before, and whether the same firms were checked."""
    both = _both_years(facts)
    if both is None:
        return []
    now, before = (firms.managed() for firms in both)
    year = facts.year.first.year - 1
    if not before:
        return [f"{year} 年同期未查，不可比 none checked in the same days of {year}"]
    passed = sum(before.values())
    notes = [
        f"同期 the same days of {year}: {passed} ÷ {len(before)} = {_share(passed, len(before))}"
    ]
    common = now.keys() & before.keys()
    if now.keys() != before.keys():
        notes.append(
            f"抽查对象有变，两年不能直接比 the sample changed, the years do not compare: {year} "
            f"{len(before)} 家 firms, {year + 1} {len(now)}, 两年都查 in both {len(common)}"
        )
    if common:
        notes.append(
            f"两年都查的 of the {len(common)} in both: {year} 达标 passed "
            f"{sum(before[code] for code in common)}, {year + 1} 达标 passed "
            f"{sum(now[code] for code in common)}"
        )
    return notes


def _share(part: int, whole: int) -> str:
    return f"{share_percent(part, whole)} %"


COVERAGES: Mapping[str, Coverage] = {
    "key_waste_firms_checked": Coverage(
        "危险废物重点企业已现场抽查(家) key hazardous-waste firms checked on site",
        _READ,
        _members_of(EnterpriseList.KEY_HAZARDOUS_WASTE, _visited),
        notes=_checked_a_year_before,
        is_own_act=True,
    ),
    "key_waste_firms_passed": Coverage(
        "已抽查重点企业危废规范化管理达标(家) checked firms passing standardised management",
        (INSPECTION_ANSWERS, *_READ),
        _managed,
        notes=_passed_a_year_before,
    ),
    "risk_firms_checked": Coverage(
        "环境风险企业已排查隐患(家) risk firms checked for hazards",
        _READ,
        _members_of(EnterpriseList.RISK_FIRM, _searched),
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
