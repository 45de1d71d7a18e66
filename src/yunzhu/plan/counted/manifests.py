"""The metric ``manifests_agree``: manifests of hazardous waste that arrive as they were sent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from yunzhu.city.ledgers.waste_manifests import WASTE_MANIFESTS
from yunzhu.city.registers.enterprises import ENTERPRISES
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import SHARE_DECIMALS, share_owed, share_percent, status_by_acts
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.proportions import CONFIDENCE, wilson_interval
from yunzhu.plan.counted_schema import ManifestsAgreeMetric
from yunzhu.plan.joint_counts import sections_needed
from yunzhu.plan.ledger_evidence import LedgerCount, any_row_until
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import NoThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

LABEL = "转移联单数量相符 manifests that arrive as they were sent"
_FIELDS = ("code", "producer", "sent_t", "received_t", "sent_on", "received_on")


def manifest_questions(year: int, day: date) -> tuple[LedgerCount, ...]:
    """Return what the metric asks of the ledger of manifests.

    Parameters
    ----------
    year : of the plan, in which the waste is sent. day : last day that counts.
    """
    whole = Period.of_year(year)
    sent = LedgerCount(WASTE_MANIFESTS, _FIELDS, whole.first, min(day, whole.last))
    return sent, any_row_until(WASTE_MANIFESTS, day)


def judge_manifests(metric: ManifestsAgreeMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding: manifests that agree, of those that arrived or should have.

    One that is still within its days counts nowhere. The share has its interval beside it. With
    a share to be reached the manifests that have come are judged: 有望 while it is kept, and on
    the due day 已达成 or 未达成. Without a number the comparison itself is the act that is owed.

    Parameters
    ----------
    metric : tolerance and days.
    facts : as they stood.
    """
    threshold = facts.commitment.threshold
    sent, anything = (
        facts.ledgers.of(one) for one in manifest_questions(facts.year.first.year, facts.day)
    )
    missing = []
    if isinstance(threshold, UnknownThreshold):
        missing.append(unknown_threshold_text(threshold))
    if not anything:
        missing.append(f"台账为空 the ledger has none: {WASTE_MANIFESTS.name}")
    area_of = {row.code: row.street or row.area for row in facts.registers.all(ENTERPRISES)}
    members: list[Member] = []
    for code, producer, *facts_of_it in sorted(sent):
        state, told = _judged(metric, facts.day, *facts_of_it)
        members.append(Member(f"{code} {producer}", area_of.get(producer, ""), state, told))
    odd = [one for one in members if one.state is MemberState.NOT_COVERED]
    agreed = sum(one.state is MemberState.COVERED for one in members)
    whole = agreed + len(odd)
    if not whole and not missing:
        missing.append(f"{facts.year.first.year} 年无到期联单 no manifest of the year is due yet")
    if missing:
        status = Status.INSUFFICIENT
        return (Finding(LABEL, threshold, status, unit="%", missing=tuple(missing)),)
    status, lacks = _status(facts, agreed, whole)
    return (
        Finding(
            LABEL,
            threshold,
            status,
            kind=facts.registers.kind,
            value=share_percent(agreed, whole),
            unit="%",
            numerator=agreed,
            denominator=whole,
            missing=lacks,
            notes=(
                f"{CONFIDENCE:.0%} 区间 interval (Wilson): {wilson_interval(agreed, whole).shown}",
                f"允许偏差 tolerance ±{metric.tolerance_percent} %, "
                f"确认期限 to be confirmed within {metric.confirmed_within_days} d",
                f"未到期未计 within their days, not counted: {len(members) - whole}",
            ),
            rest=tuple(one.line for one in odd),
            members=tuple(members),
        ),
    )


def _judged(
    metric: ManifestsAgreeMetric,
    day: date,
    sent_t: Decimal,
    received_t: Decimal | None,
    sent_on: date,
    received_on: date | None,
) -> tuple[MemberState, str]:
    """Return whether a manifest agrees, and the fact or the difference that makes it so."""
    until = sent_on + timedelta(days=metric.confirmed_within_days)
    if received_on is None or received_t is None or received_on > day:
        if day <= until:
            return MemberState.NOT_DUE, f"{sent_on} 转出 sent, 应于 due by {until}"
        told = f"{sent_on} 转出 sent, 应于 due by {until}, 未确认 not confirmed"
        return MemberState.NOT_COVERED, told
    told_of_it = _differences(metric, until, sent_t, received_t, received_on)
    if told_of_it:
        return MemberState.NOT_COVERED, "; ".join(told_of_it)
    return MemberState.COVERED, f"{sent_t} → {received_t} t, {received_on} 确认 confirmed"


def _differences(
    metric: ManifestsAgreeMetric,
    until: date,
    sent_t: Decimal,
    received_t: Decimal,
    received_on: date,
) -> list[str]:
    told = []
    change = _change_percent(sent_t, received_t)
    if change is None or abs(change) > Fraction(metric.tolerance_percent):
        word = "轻 lighter" if received_t < sent_t else "重 heavier"
        told.append(f"{word}: {sent_t} → {received_t} t{_signed(change)}")
    if received_on > until:
        told.append(f"迟确认 confirmed late: {received_on}, 应于 due by {until}")
    return told


def _signed(change: Fraction | None) -> str:
    if change is None:
        return ""
    sign = "+" if change > 0 else "−"
    return f" ({sign}{round_half_even(abs(change), SHARE_DECIMALS)} %)"


def _change_percent(sent_t: Decimal, received_t: Decimal) -> Fraction | None:
    """Return the change on the way [%]; None when something came of nothing."""
    if not sent_t:
        return None if received_t else Fraction(0)
    return Fraction(received_t - sent_t) / Fraction(sent_t) * PERCENT


def _status(facts: Facts, agreed: int, whole: int) -> tuple[Status, tuple[str, ...]]:
    threshold = facts.commitment.threshold
    if isinstance(threshold, NoThreshold):
        return status_by_acts(facts, whole)
    share = share_owed(threshold)
    if agreed >= sections_needed(share, whole):
        return (Status.ACHIEVED if facts.is_closed else Status.ON_TRACK), ()
    if facts.is_closed:
        return Status.MISSED, ()
    # One that does not agree undoes 100 % for good; another share can still come back.
    return (Status.OFF_TRACK if share >= PERCENT else Status.AT_RISK), ()
