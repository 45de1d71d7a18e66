"""Coverage of non-road mobile machines: those with a code that were tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.inspections import (
    INSPECTIONS,
    OFFICERS,
    InspectedKind,
    Inspection,
    InspectionResult,
)
from yunzhu.city.registers.nonroad_machines import NONROAD_MACHINES
from yunzhu.periods import Period, base_period_of
from yunzhu.plan.counted.coverage import Coverage, share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visited_member, visits_by_object
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.nonroad_machines import NonroadMachine


def _tested(facts: Facts) -> list[Member]:
    span = facts.so_far
    if span is None:
        return []
    visits = visits_by_object(facts.registers, InspectedKind.MACHINE, span)
    return [
        _member(row, visits.get(row.code, ()), facts.day)
        for row in facts.registers.between(NONROAD_MACHINES, facts.year.first, facts.day)
    ]


def _member(row: NonroadMachine, visits: Sequence[tuple[Inspection, str]], day: date) -> Member:
    """Let a machine leave that was struck off before anyone tested it."""
    tested = visited_member(f"{row.code} {row.kind.label}", row.area, visits)
    is_gone = row.ended is not None and row.ended < day
    if tested.state is MemberState.COVERED or not is_gone:
        return tested
    text = f"{row.ended} 注销 struck off, {row.end_evidence}"
    return replace(tested, state=MemberState.LEFT, text=text)


def _notes(facts: Facts) -> list[str]:
    """Tell how many tests failed, and how many machines were tested a year earlier."""
    span = facts.so_far
    if span is None:
        return []
    tests = _valid_tests(facts, span)
    number = sum(map(len, tests.values()))
    failed = sum(
        any(test.result is not InspectionResult.PASSED for test in of) for of in tests.values()
    )
    notes = []
    if tests:
        notes.append(
            f"检测 tests {number} 次; 不合格机械 machines that failed {failed} ÷ {len(tests)} = "
            f"{share_percent(failed, len(tests))} % (结果不是合格即计 any result but passed)"
        )
    before = base_period_of(span)
    earlier = len(_valid_tests(facts, before))
    notes.append(
        f"上年同期已检测 machines tested in the same days of the year before ({before}): {earlier}"
    )
    return notes


def _valid_tests(facts: Facts, span: Period) -> dict[str, list[Inspection]]:
    """Return the valid tests of coded machines in a span, by machine."""
    known = {row.code for row in facts.registers.between(NONROAD_MACHINES, span.first, span.last)}
    found = {}
    for code, visits in visits_by_object(facts.registers, InspectedKind.MACHINE, span).items():
        valid = [visit for visit, fault in visits if not fault]
        if valid and code in known:
            found[code] = valid
    return found


COVERAGES: Mapping[str, Coverage] = {
    "nonroad_machines_tested": Coverage(
        "已编码非道路移动机械已检测(台) coded non-road machines tested",
        (NONROAD_MACHINES, INSPECTIONS, OFFICERS),
        _tested,
        notes=_notes,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
