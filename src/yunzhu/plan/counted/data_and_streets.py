"""Coverages of data, systems, street-level staff and districts' indicators."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from yunzhu.city.registers.data_assets import DATA_ASSETS, IT_SYSTEM_YEARS, AssetKind
from yunzhu.city.registers.district_indicators import DISTRICT_INDICATORS
from yunzhu.city.registers.grid_staff import GRID_STAFF, PATROLS
from yunzhu.plan.area_shares import DISTRICT, STREET
from yunzhu.plan.counted.coverage import Coverage, Owed, share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState, dated_fact

if TYPE_CHECKING:
    from yunzhu.city.registers.data_assets import DataAsset, SystemYear
    from yunzhu.city.registers.grid_staff import Patrol


def _assets(facts: Facts, kind: AssetKind) -> list[DataAsset]:
    return [row for row in facts.registers.all(DATA_ASSETS) if row.kind is kind]


def _catalogued(facts: Facts) -> list[Member]:
    """A data set is catalogued with owner, scope, freshness and quality."""
    return [_entry(row, facts) for row in _assets(facts, AssetKind.DATA_SET)]


def _entry(row: DataAsset, facts: Facts) -> Member:
    name = f"{row.code} {row.name}"
    parts = {
        "责任单位 owner": row.owner,
        "共享范围 scope": row.share_scope,
        "质量分 quality": row.quality_score,
    }
    lacking = [word for word, value in parts.items() if value is None]
    if lacking:
        return Member(name, "", MemberState.NOT_COVERED, f"缺 lacks {', '.join(lacking)}")
    return dated_fact(name, "", row.refreshed_on, facts.day, "更新 refreshed")


def _used(kind: AssetKind, facts: Facts) -> list[Member]:
    """Uploaded and never used by another body is not shared."""
    return [
        Member(f"{row.code} {row.name}", "", MemberState.NOT_COVERED, "无外单位使用 no other user")
        if row.user is None
        else dated_fact(
            f"{row.code} {row.name}", "", row.last_used_on, facts.day, f"{row.user} 使用 used"
        )
        for row in _assets(facts, kind)
    ]


def _layers_in_force(facts: Facts) -> list[Member]:
    """A layer without a stated coordinate system is a defect, not a layer."""
    return [_layer(row, facts) for row in _assets(facts, AssetKind.BASE_LAYER)]


def _layer(row: DataAsset, facts: Facts) -> Member:
    name = f"{row.code} {row.name}"
    if row.owner is None or row.coordinate_system is None:
        lack = "缺责任单位或坐标系 no owner or no coordinate system"
        return Member(name, "", MemberState.NOT_COVERED, lack)
    matched = ""
    if row.records and row.records_matched is not None:
        share = share_percent(row.records_matched, row.records)
        matched = f", 地址匹配 matched {row.records_matched}/{row.records} = {share} %"
    found = dated_fact(name, "", row.published_on, facts.day, "发布 published")
    return Member(name, "", found.state, found.text + matched, found.done_on)


def _systems(facts: Facts) -> list[Member]:
    year = facts.year.first.year
    rows = [row for row in facts.registers.all(IT_SYSTEM_YEARS) if row.year == year]
    return [_system(row, facts) for row in rows]


def _system(row: SystemYear, facts: Facts) -> Member:
    """A system is covered when its security check of the year passed with nothing left open."""
    uptime = share_percent_of(row)
    text = (
        f"运行 uptime {uptime}, 检查项 items {row.checklist_passed}/{row.checklist_items}, "
        f"整改 closed {row.findings_closed}/{row.findings}"
    )
    is_checked = row.checked_on is not None and row.checked_on <= facts.day
    is_clean = (row.checklist_passed, row.findings_closed) == (row.checklist_items, row.findings)
    if not is_checked:
        return Member(row.system, "", MemberState.NOT_COVERED, f"未检查 not checked; {text}")
    state = MemberState.COVERED if is_clean else MemberState.NOT_COVERED
    return Member(row.system, "", state, text, row.checked_on)


def share_percent_of(row: SystemYear) -> str:
    """Return the share of hours that a system served, with both numbers."""
    hours = f"{row.hours_served}/{row.hours_due} h"
    if not row.hours_due:
        return hours
    tenths = 10
    share = share_percent(int(row.hours_served * tenths), int(row.hours_due * tenths))
    return f"{hours} = {share} %"


def _streets_with_staff(facts: Facts) -> list[Member]:
    staff = Counter(row.area for row in facts.registers.on(GRID_STAFF, facts.day))
    return [
        Member(
            f"{area.code} {area.name}",
            area.code,
            MemberState.COVERED if staff[area.code] else MemberState.NOT_COVERED,
            f"在岗 on duty {staff[area.code]} 人 people",
        )
        for area in facts.areas
        if area.level == STREET
    ]


def _streets_supervised(facts: Facts) -> list[Member]:
    """A street is supervised with staff on duty and a patrol of the year that counts."""
    staff = {row.area for row in facts.registers.on(GRID_STAFF, facts.day)}
    patrols = _patrols(facts)
    first: dict[str, Member] = {}
    for one in patrols:
        if one.state is MemberState.COVERED:
            first.setdefault(one.area, one)
    return [
        _street(f"{area.code} {area.name}", area.code, area.code in staff, first.get(area.code))
        for area in facts.areas
        if area.level == STREET
    ]


def _street(name: str, code: str, has_staff: bool, patrol: Member | None) -> Member:
    if not has_staff:
        return Member(name, code, MemberState.NOT_COVERED, "无在岗人员 no staff on duty")
    if patrol is None:
        return Member(name, code, MemberState.NOT_COVERED, "无有效巡查 no patrol that counts")
    return Member(name, code, MemberState.COVERED, patrol.line, patrol.done_on)


def _patrols(facts: Facts) -> list[Member]:
    """Patrols due in the year by the day; a picture that proves two of them proves neither."""
    rows = [
        row
        for row in facts.registers.all(PATROLS)
        if row.due_on in facts.year and row.due_on <= facts.day
    ]
    pictures: dict[str, list[str]] = defaultdict(list)
    for row in facts.registers.all(PATROLS):
        if row.photo_sha256 is not None:
            pictures[row.photo_sha256].append(row.code)
    return [_patrol(row, pictures.get(row.photo_sha256 or "", [])) for row in rows]


def _patrol(row: Patrol, with_picture: list[str]) -> Member:
    name = f"{row.code} {row.enterprise}"
    if row.done_on is None or row.done_on > row.due_on:
        when = "未巡查 not made" if row.done_on is None else f"逾期 late {row.done_on}"
        return Member(name, row.area, MemberState.NOT_COVERED, f"{when}, 应于 due {row.due_on}")
    if row.photo_sha256 is None:
        return Member(name, row.area, MemberState.NOT_COVERED, "无照片 no picture")
    if len(with_picture) > 1:
        others = ", ".join(code for code in with_picture if code != row.code)
        text = f"照片与他次相同 the same picture as {others}"
        return Member(name, row.area, MemberState.NOT_COVERED, text)
    return Member(name, row.area, MemberState.COVERED, f"巡查 made {row.done_on}", row.done_on)


def _districts_evaluated(facts: Facts) -> list[Member]:
    """A district is evaluated when it has every indicator that any area declares for the year."""
    year = facts.year.first.year
    present: dict[str, set[str]] = defaultdict(set)
    for row in facts.registers.all(DISTRICT_INDICATORS):
        if row.year == year:
            present[row.area].add(row.indicator)
    wanted = set().union(*present.values())
    if not wanted:
        return []
    members = []
    for area in facts.areas:
        if area.level != DISTRICT:
            continue
        lacking = sorted(wanted - present[area.code])
        state = MemberState.NOT_COVERED if lacking else MemberState.COVERED
        text = f"指标 indicators {len(wanted) - len(lacking)}/{len(wanted)}"
        if lacking:
            text += f", 缺 lacks {', '.join(lacking)}"
        members.append(Member(f"{area.code} {area.name}", area.code, state, text))
    return members


COVERAGES: Mapping[str, Coverage] = {
    "data_sets_catalogued": Coverage(
        "已编目的数据集 data sets catalogued", (DATA_ASSETS,), _catalogued
    ),
    "data_sets_used": Coverage(
        "被外单位使用的数据集 data sets used by another body",
        (DATA_ASSETS,),
        lambda facts: _used(AssetKind.DATA_SET, facts),
    ),
    "planning_layers_used": Coverage(
        "被平台使用的规划图层 planning layers in use",
        (DATA_ASSETS,),
        lambda facts: _used(AssetKind.PLANNING_LAYER, facts),
    ),
    "base_layers_in_force": Coverage(
        "基础图层已发布 base layers in force", (DATA_ASSETS,), _layers_in_force
    ),
    "systems_secure": Coverage(
        "信息系统安全检查合格 systems whose security check passed", (IT_SYSTEM_YEARS,), _systems
    ),
    "streets_with_staff": Coverage(
        "有专职人员的镇街 streets and towns with staff", (GRID_STAFF,), _streets_with_staff
    ),
    "streets_supervised": Coverage(
        "有人员且有巡查的镇街 streets and towns with staff and patrols",
        (GRID_STAFF, PATROLS),
        _streets_supervised,
    ),
    "patrols_made": Coverage(
        "按期巡查 patrols made as due", (PATROLS,), _patrols, owed=Owed.BY_NOW
    ),
    "districts_evaluated": Coverage(
        "已评估的区 districts evaluated", (DISTRICT_INDICATORS,), _districts_evaluated
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
