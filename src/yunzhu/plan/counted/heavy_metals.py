"""Coverage of firms with heavy metals: those surveyed in the year, and their load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from yunzhu.city.registers.enterprises import ENTERPRISE_LISTINGS, ENTERPRISES, EnterpriseList
from yunzhu.city.registers.heavy_metals import HEAVY_METAL_LOADS, HeavyMetal
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.listed_firms import ListedFirm, listed_firms
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.heavy_metals import HeavyMetalLoad


def _loads(facts: Facts) -> Mapping[str, list[HeavyMetalLoad]]:
    found: dict[str, list[HeavyMetalLoad]] = defaultdict(list)
    for row in facts.registers.all(HEAVY_METAL_LOADS):
        if row.year == facts.year.first.year and row.surveyed_on <= facts.day:
            found[row.enterprise].append(row)
    return found


def _surveyed(facts: Facts) -> list[Member]:
    loads = _loads(facts)
    return [
        one.unless_left(_member(one, loads.get(one.firm.code, ())))
        for one in listed_firms(facts, EnterpriseList.HEAVY_METAL)
    ]


def _member(one: ListedFirm, loads: Sequence[HeavyMetalLoad]) -> Member:
    if not loads:
        return one.member(MemberState.NOT_COVERED, "未调查 not surveyed")
    first = min(row.surveyed_on for row in loads)
    load = "; ".join(f"{row.metal.label} {row.load_kg} kg" for row in loads)
    return one.member(MemberState.COVERED, f"调查 surveyed {first}: {load}", first)


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
