"""Coverages of firms on a list of the year: key hazardous-waste firms, firms of risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

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
from yunzhu.plan.counted.listed_firms import ListedFirm, listed_in
from yunzhu.plan.counted.self_reports import Visits
from yunzhu.plan.members import Member, MemberState

_READ = (ENTERPRISE_LISTINGS, ENTERPRISES, INSPECTIONS, INSPECTION_ANSWERS, OFFICERS)


@dataclass(frozen=True)
class _Firms:
    """The firms on a list of a year, and the visits to all firms in a span of it."""

    listed: Sequence[ListedFirm]
    visits: Mapping[str, Visits]
    answers: Answers

    def visits_of(self, one: ListedFirm) -> Visits:
        return self.visits.get(one.firm.code, ())

    def checked(self) -> list[ListedFirm]:
        """Return the listed firms with a valid visit."""
        return [one for one in self.listed if any(not fault for _, fault in self.visits_of(one))]

    def managed(self) -> Mapping[str, bool]:
        """Return the listed firms whose management of waste was checked: whether it passed."""
        found = {}
        for one in self.listed:
            item = CheckItem.WASTE_MANAGED
            visit = latest_answering(self.visits_of(one), item, self.answers)
            if visit is not None:
                found[one.firm.code] = answers_of(visit, self.answers)[item]
        return found


def _firms(facts: Facts, of: EnterpriseList, span: Period) -> _Firms:
    """Return the firms on the list of the year of a span, and the visits in it."""
    return _Firms(
        listed_in(facts.registers, of, span.first.year, span.last),
        visits_by_object(facts.registers, InspectedKind.ENTERPRISE, span),
        answers_by_visit(facts.registers),
    )


def _members_of(
    of: EnterpriseList, member_of: Callable[[_Firms, ListedFirm], Member]
) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        span = facts.so_far
        if span is None:
            return []
        firms = _firms(facts, of, span)
        return [one.unless_left(member_of(firms, one)) for one in firms.listed]

    return members


def _visited(firms: _Firms, one: ListedFirm) -> Member:
    found = visited_member(one.name, one.area, firms.visits_of(one), counted_as="家")
    return one.member(found.state, found.text, found.done_on)


def _searched(firms: _Firms, one: ListedFirm) -> Member:
    """A firm is checked for hazards by a valid visit whose answer says that they were searched."""
    valid = [visit for visit, fault in firms.visits_of(one) if not fault]
    item = CheckItem.HAZARDS_SEARCHED
    for visit in valid:
        if answers_of(visit, firms.answers).get(item):
            text = f"隐患排查 searched {visit.day} {visit.code} {visit.result.label}"
            return one.member(MemberState.COVERED, text, visit.day)
    visited = _visited(firms, one)
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
    managed = firms.managed()
    members = []
    for one in firms.listed:
        visit = latest_answering(firms.visits_of(one), CheckItem.WASTE_MANAGED, firms.answers)
        if visit is None:
            continue
        is_passed = managed[one.firm.code]
        text = f"{visit.day} {visit.code} {'达标 passed' if is_passed else '不达标 failed'}"
        state = MemberState.COVERED if is_passed else MemberState.NOT_COVERED
        members.append(one.member(state, text, visit.day))
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
