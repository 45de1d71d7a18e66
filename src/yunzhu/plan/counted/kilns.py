"""Coverage of industrial kilns: classed, under a measure, and visited on site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.industrial_kilns import INDUSTRIAL_KILNS
from yunzhu.city.registers.inspections import INSPECTIONS, OFFICERS, InspectedKind
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visited_member, visits_by_object
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.industrial_kilns import IndustrialKiln
    from yunzhu.city.registers.inspections import Inspection


def _controlled(facts: Facts) -> list[Member]:
    span = facts.so_far
    if span is None:
        return []
    visits = visits_by_object(facts.registers, InspectedKind.KILN, span)
    return [
        _member(row, visits.get(row.code, ()), facts.day)
        for row in facts.registers.between(INDUSTRIAL_KILNS, facts.year.first, facts.day)
    ]


def _member(row: IndustrialKiln, visits: Sequence[tuple[Inspection, str]], day: date) -> Member:
    """Cover a kiln that has a class, a measure in force and a valid visit of the year.

    One that went out of use leaves, unless it had all three on its last day.
    """
    visited = visited_member(f"{row.code} {row.name}", row.area, visits)
    last = day if row.in_use_to is None else min(day, row.in_use_to)
    lacks = [] if row.control_class is not None else ["未分类 not classed"]
    if not _has_measure(row, last):
        lacks.append("无管控措施 no measure in force")
    if visited.state is not MemberState.COVERED:
        lacks.append(visited.text)
    if lacks and last < day:
        text = f"{row.in_use_to} 停用 out of use, {row.removal_evidence}"
        return replace(visited, state=MemberState.LEFT, text=text)
    if lacks:
        return replace(visited, state=MemberState.NOT_COVERED, text="; ".join(lacks))
    text = f"{row.control_class}; {row.measure}; {visited.text}"
    return replace(visited, text=text)


def _has_measure(row: IndustrialKiln, day: date) -> bool:
    if row.measure is None or row.measure_from is None or row.measure_from > day:
        return False
    return row.measure_to is None or row.measure_to >= day


COVERAGES: Mapping[str, Coverage] = {
    "kilns_controlled": Coverage(
        "工业窑炉有分类、有措施、有检查(台) kilns classed, under a measure and visited",
        (INDUSTRIAL_KILNS, INSPECTIONS, OFFICERS),
        _controlled,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
