"""Coverages of waste: declarations that were accepted, and capacity for what they declare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from yunzhu.city.registers.enterprises import (
    ENTERPRISE_LISTINGS,
    ENTERPRISES,
    EnterpriseList,
)
from yunzhu.city.registers.waste import DECLARATIONS, FACILITY_CAPACITIES
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.listed_firms import ListedFirm, closed, listed_firms
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.waste import Declaration, FacilityCapacity
    from yunzhu.periods import Period


def _accepted(facts: Facts) -> list[Member]:
    """Bound are the firms on the year's list; one that left the list or closed is no longer."""
    span = facts.so_far
    if span is None:
        return []
    declared: dict[str, list[Declaration]] = defaultdict(list)
    for row in facts.registers.all(DECLARATIONS):
        declared[row.enterprise].append(row)
    return [
        one.unless_left(_declared(one, declared[one.firm.code], span))
        for one in listed_firms(facts, EnterpriseList.WASTE_DECLARANT)
    ]


def _declared(one: ListedFirm, rows: Sequence[Declaration], span: Period) -> Member:
    """A declaration counts whole: all wastes of its latest year that was accepted in the span."""
    accepted = [row for row in rows if row.accepted_on is not None and row.accepted_on in span]
    if not accepted:
        text = f"{span.first.year} 年内无审核通过的申报 no declaration accepted in the year"
        return one.member(MemberState.NOT_COVERED, text)
    year = max(row.year for row in accepted)
    pending = [
        row.waste_code
        for row in rows
        if row.year == year
        and row.is_there_on(span.last)
        and (row.accepted_on is None or row.accepted_on > span.last)
    ]
    if pending:
        text = f"{year} 年申报未全部通过 not all accepted: {', '.join(pending)}"
        return one.member(MemberState.NOT_COVERED, text)
    day = max(row.accepted_on for row in accepted if row.accepted_on is not None)
    text = f"{year} 年申报审核通过 accepted {day}, {len(accepted)} 种 kinds"
    return one.member(MemberState.COVERED, text, day)


def _with_capacity(facts: Facts) -> list[Member]:
    """Hold what was declared as generated, by class, against what is licensed and running."""
    accepted = _accepted_by_year(facts)
    year = _complete_year(accepted, facts)
    generated: dict[str, Decimal] = defaultdict(Decimal)
    for row in accepted.get(year, ()):
        generated[row.waste_class] += row.generated_t
    capacities = _by_class(facts)
    return [
        _class_member(name, year, amount, capacities.get(name, ()), facts)
        for name, amount in sorted(generated.items())
    ]


def _accepted_by_year(facts: Facts) -> Mapping[int, Sequence[Declaration]]:
    """Return the declarations accepted by the day, by the year that they are about."""
    found: dict[int, list[Declaration]] = defaultdict(list)
    for row in facts.registers.all(DECLARATIONS):
        is_accepted = row.accepted_on is not None and row.accepted_on <= facts.day
        if is_accepted and row.year <= facts.year.first.year:
            found[row.year].append(row)
    return found


def _complete_year(accepted: Mapping[int, Sequence[Declaration]], facts: Facts) -> int:
    """Return the latest year that lacks none who declared the year before; the first lacks none."""
    whole = (year for year in sorted(accepted, reverse=True) if not _lacking(accepted, year, facts))
    return next(whole, facts.year.first.year)


def _lacking(
    accepted: Mapping[int, Sequence[Declaration]], year: int, facts: Facts
) -> Sequence[str]:
    """Name who declared in the year before of all and not in this one; the closed owe nothing."""
    before = max((one for one in accepted if one < year), default=year)
    lacking = {row.enterprise for row in accepted[before]}
    lacking -= {row.enterprise for row in accepted[year]}
    firms = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    return [
        code if code not in firms else f"{code} {firms[code].name}"
        for code in sorted(lacking)
        if code not in firms or not closed(firms[code], facts.day)
    ]


def _by_class(facts: Facts) -> Mapping[str, Sequence[FacilityCapacity]]:
    found: dict[str, list[FacilityCapacity]] = defaultdict(list)
    for row in facts.registers.all(FACILITY_CAPACITIES):
        found[row.waste_class].append(row)
    return found


def _capacity(rows: Sequence[FacilityCapacity], day: date) -> Decimal:
    return sum((row.licensed_t_per_year for row in rows if row.counts_on(day)), Decimal(0))


def _class_member(
    name: str, year: int, generated: Decimal, rows: Sequence[FacilityCapacity], facts: Facts
) -> Member:
    capacity = _capacity(rows, facts.day)
    left = capacity - generated
    opened = [
        row.in_operation_from
        for row in rows
        if row.in_operation_from in facts.year and row.counts_on(facts.day)
    ]
    word = "余 left" if left >= 0 else "缺 short"
    text = (
        f"能力 capacity {_tonnes(capacity)} t/a, {year} 年产生 generated {_tonnes(generated)} t, "
        f"{word} {_tonnes(abs(left))} t"
    )
    state = MemberState.COVERED if left >= 0 else MemberState.NOT_COVERED
    return Member(name, "", state, text, max(opened, default=None))


def _tonnes(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _capacity_notes(facts: Facts) -> list[str]:
    """Name who is missing for a newer year; say each class's capacity against a year before."""
    accepted = _accepted_by_year(facts)
    used = _complete_year(accepted, facts)
    notes = [
        f"按 {used} 年产生量 by what was generated in {used}: {year} 年尚无审核通过的申报 "
        f"without an accepted declaration of {year}: {', '.join(_lacking(accepted, year, facts))}"
        for year in sorted(accepted)
        if year > used
    ]
    before = facts.year.first - timedelta(days=1)
    for name, rows in sorted(_by_class(facts).items()):
        old, new = _capacity(rows, before), _capacity(rows, facts.day)
        notes.append(
            f"{name} 持证在运 licensed and running [t/a]: {before} {_tonnes(old)}, "
            f"{facts.day} {_tonnes(new)}, 差 change {_tonnes(new - old)}"
        )
    return notes


COVERAGES: Mapping[str, Coverage] = {
    "waste_declarants_accepted": Coverage(
        "固体废物申报已审核通过的应申报单位 bound firms with an accepted declaration of waste",
        (ENTERPRISE_LISTINGS, DECLARATIONS, ENTERPRISES),
        _accepted,
    ),
    "waste_classes_with_capacity": Coverage(
        "处置能力不小于产生量的废物类别 waste classes with capacity for what is generated",
        (DECLARATIONS, FACILITY_CAPACITIES, ENTERPRISES),
        _with_capacity,
        notes=_capacity_notes,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
