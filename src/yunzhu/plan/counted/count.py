"""The metric ``register_count``: how many distinct things were done, held against a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yunzhu.city.registers.register import Register
from yunzhu.plan.counted.coverage import (
    BY_ACTS,
    is_by_acts,
    nothing_to_count,
    status_by_acts,
    status_by_working_days,
    working_day_pace,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text


@dataclass(frozen=True)
class Count:
    """One count that a plan can ask for.

    Attributes
    ----------
    label : Chinese and English. unit : of what is counted, e.g. ``艘次``.
    registers : which it reads; the first one has what is counted.
    members : what could count, each judged; those covered are the count.
    beside : figures that are shown beside it and judge nothing.
    """

    label: str
    unit: str
    registers: tuple[Register[Any], ...]
    members: Callable[[Facts], Sequence[Member]]
    beside: Callable[[Facts], Sequence[str]] = field(default=lambda _: ())


def judge_count(count: Count, facts: Facts) -> Finding:
    """Return the finding about a count: what counts, and what does not and why.

    A number to be reached is achieved on the day on which it is; below it the working days passed
    give the word until the due day, then 未达成. Without a number one act of the year is enough:
    at once where a result is owed, on the due day where it is an effort. Nothing registered at
    all is 证据不足.

    Parameters
    ----------
    count : what is counted.
    facts : as they stood.
    """
    members = tuple(count.members(facts))
    counted = [one for one in members if one.state is MemberState.COVERED]
    is_empty = not members and not facts.registers.all(count.registers[0])
    status, missing = _status(count, facts, len(counted), is_empty=is_empty)
    threshold = facts.commitment.threshold
    needed = int(threshold.value) if isinstance(threshold, KnownThreshold) else None
    notes = [*count.beside(facts)]
    if is_by_acts(facts):
        notes.append(BY_ACTS)
    if needed is not None:
        notes += [pace for pace in (working_day_pace(facts, needed - len(counted)),) if pace]
    return Finding(
        label=count.label,
        threshold=threshold,
        status=status,
        kind=None if is_empty else facts.registers.kind,
        value=None if is_empty else Decimal(len(counted)),
        unit=count.unit,
        numerator=None if is_empty or needed is None else len(counted),
        denominator=None if is_empty else needed,
        missing=missing,
        notes=tuple(notes),
        counted=tuple(one.line for one in counted),
        rest=tuple(one.line for one in members if one.state is not MemberState.COVERED),
        members=members,
    )


def _status(
    count: Count, facts: Facts, counted: int, *, is_empty: bool
) -> tuple[Status, tuple[str, ...]]:
    threshold = facts.commitment.threshold
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    if is_empty:
        return Status.INSUFFICIENT, (nothing_to_count(facts, count.registers, count.label),)
    if is_by_acts(facts):
        return status_by_acts(facts, counted)
    needed = threshold.value if isinstance(threshold, KnownThreshold) else Decimal(1)
    if counted >= needed or facts.is_closed:
        return (Status.ACHIEVED if counted >= needed else Status.MISSED), ()
    return status_by_working_days(facts, Fraction(counted) / Fraction(needed))
