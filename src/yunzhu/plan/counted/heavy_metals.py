"""Coverage of firms with heavy metals: those surveyed in the year, and their load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from yunzhu.city.registers.enterprises import ENTERPRISE_LISTINGS, ENTERPRISES, EnterpriseList
from yunzhu.city.registers.heavy_metals import HEAVY_METAL_LOADS, HeavyMetal
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
    from yunzhu.city.registers.heavy_metals import HeavyMetalLoad


def _listings(facts: Facts) -> list[EnterpriseListing]:
    """Return who was listed with heavy metals for the plan's year, until the day."""
    year, day = facts.year.first.year, facts.day
    return [
        row
        for row in facts.registers.all(ENTERPRISE_LISTINGS)
        if row.enterprise_list is EnterpriseList.HEAVY_METAL
        and row.year == year
        and (row.listed_on is None or row.listed_on <= day)
    ]


def _loads(facts: Facts) -> Mapping[str, list[HeavyMetalLoad]]:
    found: dict[str, list[HeavyMetalLoad]] = defaultdict(list)
    for row in facts.registers.all(HEAVY_METAL_LOADS):
        if row.year == facts.year.first.year and row.surveyed_on <= facts.day:
            found[row.enterprise].append(row)
    return found


def _surveyed(facts: Facts) -> list[Member]:
    firms = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    loads = _loads(facts)
    return [
        _member(row, firms.get(row.enterprise), loads.get(row.enterprise, ()), facts.day)
        for row in _listings(facts)
    ]


def _member(
    listing: EnterpriseListing,
    firm: Enterprise | None,
    loads: Sequence[HeavyMetalLoad],
    day: date,
) -> Member:
    """Let a firm leave that was taken off the list before anyone surveyed it."""
    code = listing.enterprise
    name = code if firm is None else f"{code} {firm.name}"
    area = "" if firm is None else firm.area
    if not loads and listing.removed_on is not None and listing.removed_on <= day:
        text = f"{listing.removed_on} 移出名单 off the list {listing.document or ''}".rstrip()
        return Member(name, area, MemberState.LEFT, text)
    if not loads:
        return Member(name, area, MemberState.NOT_COVERED, "未调查 not surveyed")
    first = min(row.surveyed_on for row in loads)
    load = "; ".join(f"{row.metal.label} {row.load_kg} kg" for row in loads)
    return Member(name, area, MemberState.COVERED, f"调查 surveyed {first}: {load}", first)


def _load_inventory(facts: Facts) -> list[str]:
    """Return the load of each metal of all surveyed firms, listed or not."""
    sums: dict[HeavyMetal, Decimal] = defaultdict(Decimal)
    for rows in _loads(facts).values():
        for row in rows:
            sums[row.metal] += row.load_kg
    if not sums:
        return []
    told = "; ".join(f"{metal.label} {sums[metal]} kg" for metal in HeavyMetal if metal in sums)
    return [f"负荷清单 load inventory: {told}"]


COVERAGES: Mapping[str, Coverage] = {
    "heavy_metal_firms_surveyed": Coverage(
        "涉重金属企业已调查(家) firms with heavy metals surveyed",
        (ENTERPRISE_LISTINGS, HEAVY_METAL_LOADS, ENTERPRISES),
        _surveyed,
        notes=_load_inventory,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
