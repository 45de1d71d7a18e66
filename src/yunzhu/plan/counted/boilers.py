"""Coverages of boilers: those that were visited on site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.boilers import BOILERS, BoilerFuel
from yunzhu.city.registers.inspections import INSPECTIONS, OFFICERS, InspectedKind
from yunzhu.periods import Period, base_period_of
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visited_member, visits_by_object
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.boilers import Boiler
    from yunzhu.city.registers.inspections import Inspection


def _visited(is_meant: Callable[[Boiler, date], bool]) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        span = facts.so_far
        if span is None:
            return []
        visits = visits_by_object(facts.registers, InspectedKind.BOILER, span)
        return [
            _member(row, visits.get(row.code, ()), facts.day)
            for row in facts.registers.between(BOILERS, facts.year.first, facts.day)
            if is_meant(row, facts.day)
        ]

    return members


def _member(row: Boiler, visits: Sequence[tuple[Inspection, str]], day: date) -> Member:
    """Let a boiler leave that was removed or converted before anyone came."""
    visited = visited_member(f"{row.code} {row.name}", row.area, visits)
    is_gone = row.in_use_to is not None and row.in_use_to < day
    if visited.state is MemberState.COVERED or not is_gone:
        return visited
    text = f"{row.in_use_to} 停用 out of use, {row.removal_evidence}"
    return replace(visited, state=MemberState.LEFT, text=text)


def _is_listed_biomass(row: Boiler, day: date) -> bool:
    is_listed = row.listed_on is not None and row.listed_on <= day
    return row.fuel is BoilerFuel.BIOMASS and is_listed


def _is_ultra_low_coal(row: Boiler, _: date) -> bool:
    return row.fuel is BoilerFuel.COAL and row.is_ultra_low


def _visits_against_last_year(
    is_meant: Callable[[Boiler, date], bool],
) -> Callable[[Facts], list[str]]:
    """Tell the valid visits of the year so far beside those of the same days a year before."""

    def told(facts: Facts) -> list[str]:
        span = facts.so_far
        if span is None:
            return []
        codes = {row.code for row in facts.registers.all(BOILERS) if is_meant(row, facts.day)}
        year = span.first.year
        counts = [_valid_visits(facts, one, codes) for one in (base_period_of(span), span)]
        return [
            f"有效检查 valid visits {year - 1}: {counts[0]}, {year}: {counts[1]} (同期 same days)"
        ]

    return told


def _valid_visits(facts: Facts, span: Period, codes: Collection[str]) -> int:
    visits = visits_by_object(facts.registers, InspectedKind.BOILER, span)
    return sum(not fault for code, found in visits.items() if code in codes for _, fault in found)


_READ = (BOILERS, INSPECTIONS, OFFICERS)
COVERAGES: Mapping[str, Coverage] = {
    "biomass_boilers_inspected": Coverage(
        "名单内生物质锅炉已现场检查(台) listed biomass boilers visited on site",
        _READ,
        _visited(_is_listed_biomass),
    ),
    "ultra_low_boilers_inspected": Coverage(
        "超低排放燃煤锅炉已现场检查(台) ultra-low-emission coal boilers visited on site",
        _READ,
        _visited(_is_ultra_low_coal),
        notes=_visits_against_last_year(_is_ultra_low_coal),
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
