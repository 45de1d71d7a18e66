"""Coverages of the registers of water: outfalls, drinking-water sources, protection zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.drinking_sources import DRINKING_SOURCES, SourceLevel
from yunzhu.city.registers.outfalls import OUTFALLS, OutfallKind
from yunzhu.city.registers.protection_zones import PROTECTION_ZONES, CheckResult
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import Coverage, Owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.outfall_samplings import sampling_days
from yunzhu.plan.members import Member, MemberState, dated_fact, dated_member

if TYPE_CHECKING:
    from yunzhu.city.registers.drinking_sources import DrinkingSource
    from yunzhu.city.registers.outfalls import Outfall
    from yunzhu.city.registers.protection_zones import ProtectionZone


def _outfalls(facts: Facts, kind: OutfallKind) -> list[Outfall]:
    return [row for row in facts.registers.on(OUTFALLS, facts.day) if row.kind is kind]


def _sources(facts: Facts) -> tuple[DrinkingSource, ...]:
    """Return the sources in use on the day."""
    return facts.registers.on(DRINKING_SOURCES, facts.day)


def _rural_sources(facts: Facts) -> list[DrinkingSource]:
    return [row for row in _sources(facts) if row.level is SourceLevel.TOWN_OR_BELOW]


def _approved(kind: OutfallKind) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        return [_approval(row, facts.day) for row in _outfalls(facts, kind)]

    return members


def _approval(row: Outfall, day: date) -> Member:
    found = dated_member(row, row.filed_on, day, "审批或备案 approved or filed")
    if found.state is not MemberState.COVERED:
        return found
    if row.valid_to is not None and row.valid_to < day:
        expired = f"已于 {row.valid_to} 到期 expired"
        return Member(found.name, row.area, MemberState.NOT_COVERED, expired)
    text = f"{found.text} {row.approval_number}"
    return Member(found.name, row.area, MemberState.COVERED, text, row.filed_on)


def _surveyed(facts: Facts) -> list[Member]:
    return [
        dated_member(row, row.surveyed_on, facts.day, "排查 surveyed")
        for row in _rural_sources(facts)
        if row.is_thousand_ton
    ]


def _with_zone(facts: Facts) -> list[Member]:
    """A source has a zone when one with an outline is approved: approved, not drawn alone."""
    zones = _by_source(facts.registers.on(PROTECTION_ZONES, facts.day))
    return [_zoned(row, zones[row.code], facts.day) for row in _rural_sources(facts)]


def _by_source(zones: Iterable[ProtectionZone]) -> Mapping[str, list[ProtectionZone]]:
    found: dict[str, list[ProtectionZone]] = defaultdict(list)
    for zone in zones:
        found[zone.source].append(zone)
    return found


def _zoned(row: DrinkingSource, zones: Sequence[ProtectionZone], day: date) -> Member:
    drawn = [zone for zone in zones if zone.outline is not None]
    if drawn:
        days = sorted(zone.approved_on for zone in drawn if zone.approved_on is not None)
        return dated_member(row, days[0] if days else None, day, "批准 approved")
    lack = "保护区无范围 no zone has an outline" if zones else "无保护区 no zone"
    return Member(f"{row.code} {row.name}", row.area, MemberState.NOT_COVERED, lack)


def _boundaries_fixed(facts: Facts) -> list[Member]:
    return [
        dated_fact(name, area, zone.boundary_fixed_on, facts.day, "定界 fixed")
        for zone, name, area in _zones(facts)
    ]


def _marks_passed(facts: Facts) -> list[Member]:
    return [_mark(zone, name, area, facts.day) for zone, name, area in _zones(facts)]


def _zones(facts: Facts) -> list[tuple[ProtectionZone, str, str]]:
    """Return the zones, each called by its source and lying where that does."""
    area_of = {row.code: row.area for row in facts.registers.all(DRINKING_SOURCES)}
    return [
        (zone, f"{zone.code} {zone.source}", area_of.get(zone.source, ""))
        for zone in facts.registers.on(PROTECTION_ZONES, facts.day)
    ]


def _mark(zone: ProtectionZone, name: str, area: str, day: date) -> Member:
    found = dated_fact(name, area, zone.mark_checked_on, day, "核查 checked")
    if found.state is MemberState.COVERED and zone.mark_result is not CheckResult.PASSED:
        return Member(name, area, MemberState.NOT_COVERED, f"{found.text} 不合格 failed")
    return found


def _assessed(facts: Facts) -> list[Member]:
    """The register has the year that is assessed and no day of the report."""
    year = facts.year.first.year
    return [_assessment(row, year) for row in _sources(facts)]


def _assessment(row: DrinkingSource, year: int) -> Member:
    name = f"{row.code} {row.name}"
    if row.assessment_year != year:
        text = f"无 {year} 年评估 no assessment of {year}"
        return Member(name, row.area, MemberState.NOT_COVERED, text)
    text = f"{year} 年评估 assessed, 得分 score {row.assessment_score}"
    return Member(name, row.area, MemberState.COVERED, text)


def _sampled(facts: Facts) -> list[Member]:
    """An outfall is sampled as due when its days of sampling keep up with the year."""
    rows = _outfalls(facts, OutfallKind.SEA)
    days = sampling_days(facts.water, [row.code for row in rows], facts.day)
    return [_sampling(row, days.get(row.code), facts.day, facts.year) for row in rows]


def _sampling(row: Outfall, days: Sequence[date] | None, day: date, year: Period) -> Member:
    name = f"{row.code} {row.name}"
    if row.samplings_per_year is None:
        lack = "应监测次数未登记 samplings due are not registered"
        return Member(name, row.area, MemberState.UNKNOWN, lack)
    if days is None:
        lack = f"没有站点 no site of this id: {row.code}"
        return Member(name, row.area, MemberState.UNKNOWN, lack)
    passed = (min(day, year.last) - year.first).days + 1
    due = row.samplings_per_year * max(passed, 0) // year.days
    done = len(days)
    text = f"采样 sampled {done} d, 应 due {due} (全年 a year {row.samplings_per_year})"
    state = MemberState.COVERED if done >= due else MemberState.NOT_COVERED
    return Member(name, row.area, state, text, days[-1] if days else None)


COVERAGES: Mapping[str, Coverage] = {
    "river_outfalls_approved": Coverage(
        "入河排污口已审批或备案 river outfalls approved or filed",
        (OUTFALLS,),
        _approved(OutfallKind.RIVER),
    ),
    "rural_sources_surveyed": Coverage(
        "乡镇及以下“千吨万人”水源地已排查 thousand-ton rural sources surveyed",
        (DRINKING_SOURCES,),
        _surveyed,
    ),
    "rural_sources_with_zone": Coverage(
        "乡镇及以下水源保护区已获批 rural sources with an approved zone",
        (DRINKING_SOURCES, PROTECTION_ZONES),
        _with_zone,
    ),
    "zone_boundaries_fixed": Coverage(
        "保护区边界已确定 zones with a fixed boundary", (PROTECTION_ZONES,), _boundaries_fixed
    ),
    "zone_marks_passed": Coverage(
        "保护区标志核查合格 zones whose marks passed", (PROTECTION_ZONES,), _marks_passed
    ),
    "sources_assessed": Coverage(
        "水源地环境状况已评估 sources assessed", (DRINKING_SOURCES,), _assessed
    ),
    "sea_outfalls_filed": Coverage(
        "入海排污口已备案 sea outfalls filed", (OUTFALLS,), _approved(OutfallKind.SEA)
    ),
    "sea_outfalls_sampled": Coverage(
        "入海排污口按应有频次采样 sea outfalls sampled as due",
        (OUTFALLS,),
        _sampled,
        owed=Owed.BY_NOW,
        reads_samples=True,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
