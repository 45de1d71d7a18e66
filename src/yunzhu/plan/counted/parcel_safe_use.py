"""The metric ``parcel_safe_use``: contaminated parcels that met the requirement before re-use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.parcels import PARCEL_STEPS, PARCELS
from yunzhu.plan.counted.coverage import SHARE_DECIMALS, share_owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.parcel_states import standing_on, steps_by_parcel
from yunzhu.plan.counted.parcels import reused_on, violation_text
from yunzhu.plan.counted_schema import ParcelSafeUseMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

if TYPE_CHECKING:
    from yunzhu.city.registers.parcels import Parcel, ParcelStepRecord

BY_COUNT = "安全利用率，按块数 safe use by count"
BY_AREA = "安全利用率，按面积(m²) safe use by area"


@dataclass(frozen=True)
class _Reused:
    """A contaminated parcel that was put to re-use, judged, with its size [m²]."""

    member: Member
    area_m2: Decimal


@dataclass(frozen=True)
class _Rate:
    """A rate by one measure: its sums over all, the safe, and those that cannot be judged."""

    label: str
    safe: Decimal
    unknown: Decimal
    whole: Decimal

    def reaches(self, owed: Fraction) -> bool:
        return Fraction(self.safe) >= owed * Fraction(self.whole)

    def could_reach(self, owed: Fraction) -> bool:
        return Fraction(self.safe + self.unknown) >= owed * Fraction(self.whole)


def judge_parcel_safe_use(metric: ParcelSafeUseMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return two findings, the safe use by count and by area; none is averaged.

    The denominator has the contaminated parcels whose new use began from ``since`` up to the
    cut-off, by the rows' own dates: a parcel registered after the cut-off and a step dated after
    it change nothing. A parcel that nobody found polluted is in neither figure; one that was
    re-used without any survey cannot be judged. Until the cut-off the cohort grows, so the word
    is 有望 or 有风险; on it the figures are settled, since no release undoes an earlier permit.

    Parameters
    ----------
    metric : first day and cut-off. facts : as they stood.
    """
    last = min(facts.day, metric.cut_off)
    rows = facts.registers.all(PARCELS)
    steps = steps_by_parcel(facts.registers.all(PARCEL_STEPS))
    cohort: list[_Reused] = []
    late: list[str] = []
    for row in rows:
        reused = reused_on(row)
        if reused is None or not metric.since <= reused <= last:
            continue
        if row.registered_on is not None and row.registered_on > last:
            if row.registered_on > metric.cut_off:
                late.append(f"{row.code} {row.name} {row.registered_on}")
            continue
        member = _judged(row, reused, steps.get(row.code, ()), last)
        if member is not None:
            cohort.append(_Reused(member, row.area_m2))
    rates = (
        _rate(BY_COUNT, cohort, [Decimal(1)] * len(cohort)),
        _rate(BY_AREA, cohort, [one.area_m2 for one in cohort]),
    )
    notes = _notes(metric, late, rates, share_owed(facts.commitment.threshold))
    is_frozen = facts.as_of >= metric.cut_off
    empty = "" if rows else f"名录为空 the register has none: {PARCELS.name}"
    return tuple(_finding(rate, cohort, notes, facts, empty, is_frozen=is_frozen) for rate in rates)


def _judged(
    row: Parcel, reused: date, steps: Sequence[ParcelStepRecord], last: date
) -> Member | None:
    """Return a parcel as judged, or None for one that is not contaminated."""
    name = f"{row.code} {row.name}, {row.area_m2} m²"
    then, now = standing_on(steps, reused), standing_on(steps, last)
    if now.polluted_on is None:
        if now.released_on is not None:
            return None
        text = f"再利用 re-used {reused}, 无调查，不知是否污染 never surveyed"
        return Member(name, row.area, MemberState.UNKNOWN, text)
    if then.released_on is None:
        text = violation_text(reused, steps, last)
        return Member(name, row.area, MemberState.NOT_COVERED, text)
    if now.released_on is None:
        text = (
            f"再利用 re-used {reused} 后又查出污染 pollution was found afterwards; "
            f"今 now {now.state.label}"
        )
        return Member(name, row.area, MemberState.NOT_COVERED, text)
    text = f"{then.state.label} {then.released_on}, 再利用 re-used {reused}"
    return Member(name, row.area, MemberState.COVERED, text, reused)


def _rate(label: str, cohort: Sequence[_Reused], sizes: Sequence[Decimal]) -> _Rate:
    sums = dict.fromkeys(MemberState, Decimal(0))
    for one, size in zip(cohort, sizes, strict=True):
        sums[one.member.state] += size
    return _Rate(
        label,
        safe=sums[MemberState.COVERED],
        unknown=sums[MemberState.UNKNOWN],
        whole=sum(sums.values(), Decimal(0)),
    )


def _notes(
    metric: ParcelSafeUseMetric, late: Sequence[str], rates: Sequence[_Rate], owed: Decimal
) -> tuple[str, ...]:
    notes = [
        f"期 period {metric.since}..{metric.cut_off}；分母按各行自身日期于截止日冻结 "
        "the denominator is frozen on the cut-off by the rows' own dates"
    ]
    if late:
        notes.append(f"登记晚于截止，不计 registered too late, not counted: {', '.join(late)}")
    by_count, by_area = rates
    share = Fraction(owed) / PERCENT
    if by_count.whole and by_count.reaches(share) != by_area.reaches(share):
        notes.append(
            f"按块数与按面积对 {owed} % 结论不一 count and area disagree about {owed} %: "
            f"{_percent(by_count)} %, {_percent(by_area)} %"
        )
    return tuple(notes)


def _percent(rate: _Rate) -> Decimal:
    return round_half_even(Fraction(rate.safe) * PERCENT / Fraction(rate.whole), SHARE_DECIMALS)


def _finding(
    rate: _Rate,
    cohort: Sequence[_Reused],
    notes: Sequence[str],
    facts: Facts,
    empty: str,
    *,
    is_frozen: bool,
) -> Finding:
    threshold = facts.commitment.threshold
    members = tuple(one.member for one in cohort)
    unknown = [one.line for one in members if one.state is MemberState.UNKNOWN]
    status, missing = _status(rate, facts, empty, is_frozen=is_frozen)
    return Finding(
        label=rate.label,
        threshold=threshold,
        status=status,
        kind=facts.registers.kind if members else None,
        value=_percent(rate) if rate.whole else None,
        unit="%",
        numerator=int(round_half_even(Fraction(rate.safe), 0)) if members else None,
        denominator=int(round_half_even(Fraction(rate.whole), 0)) if members else None,
        missing=(*missing, *unknown),
        notes=tuple(notes),
        rest=tuple(one.line for one in members if one.state is not MemberState.COVERED),
        evidence=tuple(one.line for one in members if one.state is MemberState.COVERED),
        members=members,
    )


def _status(
    rate: _Rate, facts: Facts, empty: str, *, is_frozen: bool
) -> tuple[Status, tuple[str, ...]]:
    threshold = facts.commitment.threshold
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    if not rate.whole:
        none = "期内无再利用的污染地块 no contaminated parcel was re-used in the period"
        return Status.INSUFFICIENT, (empty or none,)
    owed = Fraction(share_owed(threshold)) / PERCENT
    if rate.reaches(owed):
        return (Status.ACHIEVED if is_frozen else Status.ON_TRACK), ()
    if rate.could_reach(owed):
        return Status.INSUFFICIENT, ()
    if is_frozen:
        return Status.MISSED, ()
    # Further safe parcels can still lift the rate, unless all of them had to be safe.
    return (Status.AT_RISK if owed < 1 else Status.OFF_TRACK), ()
