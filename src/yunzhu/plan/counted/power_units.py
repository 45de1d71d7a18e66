"""The metric ``power_unit_closed``: one generating unit, closed for good by a dated document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.power_units import POWER_GENERATION, POWER_UNITS
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted_schema import PowerUnitClosedMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.city.registers.power_units import PowerGeneration, PowerUnit


def judge_power_unit_closed(metric: PowerUnitClosedMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding about a unit that is to be closed.

    Closed is a date with a document; a unit that is stopped, on standby or in overhaul is not.
    It is owed like a dated deliverable: 有望 until the due day, 已达成 from the day on which it
    is closed, 未达成 on the due day without. A unit that is not registered is 证据不足, and so
    is one that generated after the day on which its document has it closed: one of the two
    records is wrong.

    Parameters
    ----------
    metric : plant and number of the unit. facts : as they stood.
    """
    name = f"{metric.plant} {metric.unit}"
    label = f"{metric.plant} {metric.unit} 号机组已关停 unit closed"
    rows = [
        row
        for row in facts.registers.all(POWER_UNITS)
        if (row.plant, row.unit) == (metric.plant, metric.unit)
    ]
    if not rows:
        lack = f"{POWER_UNITS.name} 中没有该机组 not in the register: {name}"
        return (Finding(label, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,)),)
    (row,) = rows
    generation = [
        one
        for one in facts.registers.all(POWER_GENERATION)
        if (one.plant, one.unit) == (metric.plant, metric.unit) and one.year <= facts.as_of.year
    ]
    closed = _closed_by(row, facts.day)
    against = () if closed is None else contradictions(closed, generation)
    running = Status.MISSED if facts.is_closed else Status.ON_TRACK
    done = Status.INSUFFICIENT if against else Status.ACHIEVED
    member = _member(row, closed, against)
    is_done = member.state is MemberState.COVERED
    return (
        Finding(
            label=label,
            threshold=facts.commitment.threshold,
            status=running if closed is None else done,
            kind=facts.registers.kind,
            unit="台",
            numerator=int(is_done),
            denominator=1,
            missing=against,
            notes=_notes(row, closed, generation),
            evidence=(member.line,) if is_done else (),
            rest=() if is_done else (member.line,),
            members=(member,),
        ),
    )


def _closed_by(row: PowerUnit, day: date) -> date | None:
    return row.closed_on if row.closed_on is not None and row.closed_on <= day else None


def contradictions(closed: date, generation: Sequence[PowerGeneration]) -> tuple[str, ...]:
    """Return which records of generation deny that a unit was closed on a day.

    Parameters
    ----------
    closed : last day of the unit. generation : its years, in any order.
    """
    lines = []
    for row in sorted(generation, key=lambda one: one.year):
        if row.last_operated_on is not None and row.last_operated_on > closed:
            lines.append(
                f"{POWER_GENERATION.name} {row.year}: 末次运行 last ran {row.last_operated_on}, "
                f"晚于关停 after closure {closed}"
            )
        elif row.year > closed.year and row.generation_mwh > 0:
            lines.append(
                f"{POWER_GENERATION.name} {row.year}: {row.generation_mwh} MWh, "
                f"晚于关停 after closure {closed}"
            )
    return tuple(lines)


def _member(row: PowerUnit, closed: date | None, against: tuple[str, ...]) -> Member:
    name = f"{row.plant} {row.unit}"
    if closed is None:
        planned = (
            "" if row.closed_on is None else f", 关停日期 closure {row.closed_on} 未到 to come"
        )
        return Member(
            name, row.area, MemberState.NOT_COVERED, f"未关停 not closed{_state(row)}{planned}"
        )
    text = f"关停 closed {closed} {row.closure_evidence}"
    if against:
        return Member(name, row.area, MemberState.UNKNOWN, f"{text}; {'; '.join(against)}")
    return Member(name, row.area, MemberState.COVERED, text, closed)


def _state(row: PowerUnit) -> str:
    if row.state is None:
        return ""
    since = "" if row.state_since is None else f" {row.state_since}"
    return f" ({row.state.label}{since})"


def _notes(
    row: PowerUnit, closed: date | None, generation: Sequence[PowerGeneration]
) -> tuple[str, ...]:
    if closed is None:
        return ("停机、备用、检修都不是关停 stopped, standby and overhaul are not closed",)
    same_year = [one for one in generation if one.year == closed.year]
    if any(one.last_operated_on is not None for one in same_year):
        return ()
    return (
        f"{POWER_GENERATION.name} {closed.year}: 末次运行日未登记，无法对照 "
        "the last day of running is not registered, nothing to compare",
    )
