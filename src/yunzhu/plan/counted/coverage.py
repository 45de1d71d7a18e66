"""The metric ``register_coverage``: how many things show what is asked of them, and the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import Any

from yunzhu.city.registers.register import Register
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.joint_counts import sections_needed
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.schema import Owes
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, Threshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text, weakest_kind
from yunzhu.plan.work_item_metric import status_of_pace
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

SHARE_DECIMALS = 1
BY_ACTS = (
    "文中无数，凭有日期的行动评判，比率只作参考 "
    "no number in the text: dated acts are judged, the share is only shown"
)


_REST = (MemberState.NOT_COVERED, MemberState.UNKNOWN)


class Owed(Enum):
    """When the members of a coverage are owed."""

    IN_THE_YEAR = "in_the_year"
    """All of them by the due day, at the pace of the working days."""

    BY_NOW = "by_now"
    """All of them every day: each is judged by what it owes up to the day."""

    AS_THEY_COME = "as_they_come"
    """A cohort that still grows: the share of those that have come is judged."""


@dataclass(frozen=True)
class Coverage:
    """One coverage that a plan can ask for.

    Attributes
    ----------
    label : Chinese and English.
    registers : which it reads; the first one has the members.
    members : the denominator, each judged.
    owed : when its members are owed.
    reads_samples : whether laboratory samples are part of its evidence.
    notes : what a reader must know of these facts.
    is_own_act : whether they are the bureau's own acts, also where others owe the outcome.
    """

    label: str
    registers: tuple[Register[Any], ...]
    members: Callable[[Facts], Sequence[Member]]
    owed: Owed = Owed.IN_THE_YEAR
    reads_samples: bool = False
    notes: Callable[[Facts], Sequence[str]] = field(default=lambda _: ())
    is_own_act: bool = False


def judge_coverage(coverage: Coverage, facts: Facts, listed: int | None = None) -> Finding:
    """Return the finding about a coverage: members that show what is asked, of all, and the rest.

    All members are owed unless the threshold gives a share. A register can still grow, so a
    coverage that is complete is 有望 until the due day and 已达成 on it; incomplete, it runs by
    pace against the working days passed, and is 未达成 from the due day on. Where the text owes
    an effort and prints no number, dated acts of the year are judged and the share is shown. An
    empty register is 证据不足, and so are members that cannot be judged, unless the rest settles
    the word.

    Parameters
    ----------
    coverage : what is asked of whom.
    facts : as they stood.
    listed : how many there are by the plan's own text; it stays the denominator when the
        register has fewer, and both numbers are shown when they differ.
    """
    commitment = facts.commitment
    members = tuple(coverage.members(facts))
    if not members:
        missing = [nothing_to_count(facts, coverage.registers, coverage.label)]
        if isinstance(commitment.threshold, UnknownThreshold):
            missing.insert(0, unknown_threshold_text(commitment.threshold))
        return Finding(
            coverage.label,
            commitment.threshold,
            Status.INSUFFICIENT,
            unit="%",
            denominator=listed,
            missing=tuple(missing),
        )
    covered = [one for one in members if one.state is MemberState.COVERED]
    unknown = [one.line for one in members if one.state is MemberState.UNKNOWN]
    left = [one for one in members if one.state is MemberState.LEFT]
    rest = [one.line for one in members if one.state in _REST]
    unregistered = 0 if listed is None else max(listed - len(members), 0)
    if unregistered:
        rest.append(f"未登记 not in the register: {unregistered}")
    not_due = [one for one in members if one.state is MemberState.NOT_DUE]
    whole = len(members) - len(left) - len(not_due) + unregistered
    if not whole and not is_by_acts(facts):
        status, missing_words = Status.INSUFFICIENT, _nothing_owed(facts, has_due=not not_due)
    else:
        status, missing_words = _status(coverage, facts, len(covered), len(unknown), whole, members)
    return Finding(
        label=coverage.label,
        threshold=commitment.threshold,
        status=status,
        kind=weakest_kind(
            [facts.registers.kind, *([facts.water.kind] if coverage.reads_samples else [])]
        ),
        value=None if not whole else share_percent(len(covered), whole),
        unit="%",
        numerator=len(covered),
        denominator=whole,
        missing=(*missing_words, *unknown),
        notes=(*_notes(coverage, facts, listed, members, whole, len(covered)),),
        rest=tuple(rest),
        evidence=tuple(one.line for one in covered),
        members=members,
        is_own_act=coverage.is_own_act,
    )


def share_owed(threshold: Threshold) -> Decimal:
    """Return the share of the members [%] that a threshold asks for; a number asks for all."""
    is_share = isinstance(threshold, KnownThreshold) and threshold.unit == "%"
    return threshold.value if is_share else Decimal(PERCENT)  # type: ignore[union-attr]


def share_percent(part: int, whole: int) -> Decimal:
    """Return a share [%] as it is shown; comparisons use the exact one."""
    return round_half_even(Fraction(part * PERCENT, whole), SHARE_DECIMALS)


def status_by_acts(facts: Facts, acts: int) -> tuple[Status, tuple[str, ...]]:
    """Return the word of an effort without a number: dated acts of the year, however many."""
    if not acts:
        return Status.INSUFFICIENT, (f"尚无 {facts.year.first.year} 年的行动 no act in the year",)
    return (Status.ACHIEVED if facts.is_closed else Status.ON_TRACK), ()


def is_by_acts(facts: Facts) -> bool:
    """Tell whether the text owes an effort and prints no number."""
    one = facts.commitment
    return one.owes is Owes.EFFORT and isinstance(one.threshold, NoThreshold)


def nothing_to_count(facts: Facts, registers: Sequence[Register[Any]], label: str) -> str:
    """Say that a register has no row at all, or none that is asked about."""
    name = registers[0].name
    if any(facts.registers.all(one) for one in registers[:1]):
        return f"名录中没有所问的 the register has none of these yet: {name} ({label})"
    return f"名录为空 the register has none: {name} ({label})"


def _nothing_owed(facts: Facts, *, has_due: bool) -> tuple[str, ...]:
    threshold = facts.commitment.threshold
    unknown = isinstance(threshold, UnknownThreshold)
    named = [unknown_threshold_text(threshold)] if unknown else []  # type: ignore[arg-type]
    told = "全部已退出 all have left" if has_due else "尚无到期的 nothing is due yet"
    return (*named, told)


def _notes(
    coverage: Coverage,
    facts: Facts,
    listed: int | None,
    members: Sequence[Member],
    whole: int,
    covered: int,
) -> list[str]:
    notes = [*coverage.notes(facts)]
    if is_by_acts(facts):
        notes.append(BY_ACTS)
    if listed is not None and listed != len(members):
        notes.append(f"文中 in the text {listed}, 名录 in the register {len(members)}")
    notes += [f"已退出 left: {one.line}" for one in members if one.state is MemberState.LEFT]
    not_due = sum(one.state is MemberState.NOT_DUE for one in members)
    if not_due:
        notes.append(f"未到期，不计 not due yet, not counted: {not_due}")
    threshold = facts.commitment.threshold
    if coverage.owed is Owed.AS_THEY_COME and isinstance(threshold, KnownThreshold):
        further = _further(covered, whole, share_owed(threshold))
        if further:
            notes.append(f"还须连续 further ones in a row that show it: {further}")
        if further != 0 and share_percent(covered, whole) >= share_owed(threshold):
            notes.append(
                f"未修约低于 unrounded below {share_owed(threshold)} %: {covered} ÷ {whole}"
            )
    if coverage.owed is Owed.IN_THE_YEAR and isinstance(threshold, KnownThreshold):
        left = sections_needed(share_owed(threshold), whole) - covered
        notes += [pace for pace in (working_day_pace(facts, left),) if pace]
    return notes


def _further(covered: int, whole: int, percent: Decimal) -> int | None:
    """Return how many more members in a row must be covered; None when no number is enough."""
    share = Fraction(percent) / PERCENT
    if covered >= share * whole:
        return 0
    return None if share >= 1 else ceil((share * whole - covered) / (1 - share))


def _status(
    coverage: Coverage,
    facts: Facts,
    covered: int,
    unknown: int,
    whole: int,
    members: Sequence[Member],
) -> tuple[Status, tuple[str, ...]]:
    threshold = facts.commitment.threshold
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    if is_by_acts(facts):
        acts = [one for one in members if one.done_on is not None and one.done_on in facts.year]
        return status_by_acts(facts, len(acts))
    share = share_owed(threshold)
    needed = sections_needed(share, whole)
    if covered >= needed:
        return (Status.ACHIEVED if facts.is_closed else Status.ON_TRACK), ()
    if facts.is_closed:
        return (Status.MISSED if covered + unknown < needed else Status.INSUFFICIENT), ()
    if coverage.owed is Owed.AS_THEY_COME:
        return _cohort_status(covered, unknown, whole, share), ()
    return _status_of_running(coverage, facts, Fraction(covered, needed), has_unknown=unknown > 0)


def _status_of_running(
    coverage: Coverage, facts: Facts, done: Fraction, *, has_unknown: bool
) -> tuple[Status, tuple[str, ...]]:
    if has_unknown:
        return Status.INSUFFICIENT, ()
    if coverage.owed is Owed.BY_NOW:
        return status_of_pace(done, Fraction(1), facts.cuts), ()
    return status_by_working_days(facts, done)


def status_by_working_days(facts: Facts, done: Fraction) -> tuple[Status, tuple[str, ...]]:
    """Return the word of a share done against the working days passed, and what is missing."""
    days = facts.evidence.work.working_days
    elapsed = days.elapsed_share(facts.as_of, facts.commitment.due)
    if elapsed is None:
        return Status.INSUFFICIENT, (days.missing,)
    return status_of_pace(done, elapsed, facts.cuts), ()


def _cohort_status(covered: int, unknown: int, whole: int, share: Decimal) -> Status:
    """Return the word of a cohort below its share: one exception undoes 100 % for good."""
    if covered + unknown >= sections_needed(share, whole):
        return Status.INSUFFICIENT
    return Status.MISSED if share >= PERCENT else Status.AT_RISK


def working_day_pace(facts: Facts, left: int) -> str:
    """Say how many of what is left are needed per working day until the due day."""
    days = facts.evidence.work.working_days
    remaining = days.remaining(facts.as_of, facts.commitment.due)
    if left <= 0 or not remaining:
        return ""
    pace = round_half_even(Fraction(left, remaining), SHARE_DECIMALS)
    return (
        f"每工作日须 needed per working day: {pace} (余 left {left}, "
        f"余工作日 working days left {remaining})"
    )
