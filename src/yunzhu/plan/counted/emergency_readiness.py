"""Plans of the key sources, resources at hand, drills: what is ready before an emergency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunzhu.city.registers.emergency_duty import DRILLS, DrillOrganiser
from yunzhu.city.registers.emergency_plans import EMERGENCY_PLANS, EMERGENCY_RESOURCES
from yunzhu.city.registers.enterprises import (
    ENTERPRISE_LISTINGS,
    ENTERPRISES,
    EnterpriseList,
)
from yunzhu.periods import Period
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.districts import district_of
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.listed_firms import ListedFirm, listed_firms
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.emergency_duty import Drill
    from yunzhu.city.registers.emergency_plans import EmergencyPlan, EmergencyResource

# A quarter's notice to revise and file again; it is shown and judges nothing.
EXPIRY_NOTICE_DAYS = 90


def year_before(facts: Facts) -> Period:
    """Return the year before the plan's."""
    return Period.of_year(facts.year.first.year - 1)


def _key_sources(facts: Facts) -> list[ListedFirm]:
    return listed_firms(facts, EnterpriseList.KEY_INDUSTRIAL_SOURCE)


def _plans(facts: Facts) -> Mapping[str, Sequence[EmergencyPlan]]:
    found: dict[str, list[EmergencyPlan]] = defaultdict(list)
    for row in facts.registers.all(EMERGENCY_PLANS):
        found[row.enterprise].append(row)
    return found


def _plans_valid(facts: Facts) -> list[Member]:
    plans = _plans(facts)
    return [_planned(one, plans.get(one.firm.code, ()), facts.day) for one in _key_sources(facts)]


def _latest_filed(plans: Sequence[EmergencyPlan], day: date) -> EmergencyPlan | None:
    """Return the version that stands on a day: the one filed last."""
    filed = [
        (row.filed_on, row.version, row)
        for row in plans
        if row.filed_on is not None and row.filed_on <= day
    ]
    return max(filed, key=lambda one: one[:2])[2] if filed else None


def _planned(one: ListedFirm, plans: Sequence[EmergencyPlan], day: date) -> Member:
    if one.left:
        return one.as_left
    acts = [
        act
        for row in plans
        for act in (row.written_on, row.revised_on, row.filed_on)
        if act is not None and act <= day
    ]
    latest = max(acts, default=None)
    plan = _latest_filed(plans, day)
    if plan is None:
        lack = "已编制未备案 written, not filed" if acts else "无预案 no plan"
        return one.member(MemberState.NOT_COVERED, lack, latest)
    filed = f"备案 filed {plan.filed_on} {plan.filing_number}"
    if plan.valid_to is None:
        lack = f"{filed}, 有效期未登记 its last day is not registered"
        return one.member(MemberState.UNKNOWN, lack, latest)
    if plan.valid_to < day:
        text = f"{filed}, 已于 {plan.valid_to} 到期 expired"
        return one.member(MemberState.NOT_COVERED, text, latest)
    text = f"{filed}, 有效至 valid to {plan.valid_to}"
    return one.member(MemberState.COVERED, text, latest)


def _expiring(facts: Facts) -> list[str]:
    """List the plans that expire soon, the earliest first, and how many stood a year before."""
    plans = _plans(facts)
    until = facts.day + timedelta(days=EXPIRY_NOTICE_DAYS)
    before = year_before(facts).last
    soon, stood = [], 0
    for one in _key_sources(facts):
        versions = plans.get(one.firm.code, ())
        stood += _last_day(versions, before) >= before
        ends = _last_day(versions, facts.day)
        if facts.day <= ends <= until and not one.left:
            soon.append((ends, one.name))
    lines = [
        f"{EXPIRY_NOTICE_DAYS} d 内到期 expires within: {name} {ends}"
        for ends, name in sorted(soon)
    ]
    return [*lines, f"{before} 有效 valid then: {stood}"]


def _last_day(plans: Sequence[EmergencyPlan], day: date) -> date:
    """Return the last day of the version that stands on a day; the first of all when none does."""
    plan = _latest_filed(plans, day)
    return date.min if plan is None or plan.valid_to is None else plan.valid_to


def _resources(facts: Facts) -> list[Member]:
    return [_resource(row, facts) for row in facts.registers.all(EMERGENCY_RESOURCES)]


def _resource(row: EmergencyResource, facts: Facts) -> Member:
    """A resource is surveyed when place, quantity and owner stand there and it was checked."""
    lacks = []
    if row.place is None and row.longitude is None:
        lacks.append("位置 place")
    if row.quantity is None:
        lacks.append("数量 quantity")
    if row.owner is None:
        lacks.append("所有者 owner")
    checked = row.checked_on
    is_checked = checked is not None and checked in facts.year and checked <= facts.day
    if not is_checked:
        lacks.append(f"{facts.year.first.year} 年核查 check of the year")
    name = f"{row.code} {row.name}"
    done_on = checked if is_checked else None
    if lacks:
        lack = f"缺 without {'、'.join(lacks)}"
        return Member(name, row.area, MemberState.NOT_COVERED, lack, done_on)
    return Member(name, row.area, MemberState.COVERED, f"核查 checked {checked}", done_on)


def _resources_by_district(facts: Facts) -> list[str]:
    rows = facts.registers.all(EMERGENCY_RESOURCES)
    count = Counter(district_of(row.area) for row in rows)
    return [f"{area}: 资源 resources {count[area]}" for area in sorted(count)]


def _drills(facts: Facts) -> list[Member]:
    """The bureau's drills of the year count with a record and a review; a firm's stand apart."""
    return [_drill(row, facts.day) for row in _drills_of_year(facts)]


def _bureau_drills(facts: Facts) -> list[Member]:
    return [
        _drill(row, facts.day)
        for row in _drills_of_year(facts)
        if row.organiser is DrillOrganiser.BUREAU
    ]


def _drills_of_year(facts: Facts) -> list[Drill]:
    span = facts.so_far
    return [row for row in facts.registers.all(DRILLS) if span is not None and row.day in span]


def _drill(row: Drill, day: date) -> Member:
    name = f"{row.code} {row.scenario}"
    if row.organiser is DrillOrganiser.FIRM:
        text = f"企业自办，另列 a firm's own, apart {row.day}"
        return Member(name, row.area, MemberState.NOT_COVERED, text)
    lacks = [] if row.record is not None else ["记录 record"]
    if row.reviewed_on is None or row.reviewed_on > day:
        lacks.append("评估 review")
    if lacks:
        text = f"演练 held {row.day}, 缺 without {'、'.join(lacks)}"
        return Member(name, row.area, MemberState.NOT_COVERED, text, row.day)
    text = f"演练 held {row.day}, 评估 reviewed {row.reviewed_on}"
    return Member(name, row.area, MemberState.COVERED, text, row.day)


def _drills_before(facts: Facts) -> list[str]:
    before = year_before(facts)
    rows = [
        row
        for row in facts.registers.all(DRILLS)
        if row.day in before and row.organiser is DrillOrganiser.BUREAU
    ]
    return [f"{before.first.year} 年演练 drills of the year before: {len(rows)}"]


COVERAGES: Mapping[str, Coverage] = {
    "key_sources_with_valid_plan": Coverage(
        "重点工业污染源预案已备案且有效 key industrial sources with a filed plan still valid",
        (ENTERPRISE_LISTINGS, EMERGENCY_PLANS, ENTERPRISES),
        _plans_valid,
        notes=_expiring,
    ),
    "emergency_resources_surveyed": Coverage(
        "应急资源已调查 emergency resources surveyed",
        (EMERGENCY_RESOURCES,),
        _resources,
        notes=_resources_by_district,
    ),
    "emergency_drills_reviewed": Coverage(
        "环保部门演练有记录和评估 drills of the bureau with record and review",
        (DRILLS,),
        _bureau_drills,
        notes=_drills_before,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    "emergency_drills_held": Count(
        "应急演练 emergency drills", "次", (DRILLS,), _drills, beside=_drills_before
    ),
}
"""Name to count; a plan's YAML uses the names."""
