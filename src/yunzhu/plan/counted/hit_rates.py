"""The metric ``hit_rates``: how many targeted and random visits found a violation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yunzhu.city.registers.inspections import (
    INSPECTIONS,
    OFFICERS,
    InspectedKind,
    Inspection,
    InspectionKind,
    InspectionResult,
)
from yunzhu.periods import base_period_of
from yunzhu.plan.counted.coverage import BY_ACTS, share_percent, status_by_acts
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import fault_of_visit
from yunzhu.plan.counted.proportions import CONFIDENCE, difference_interval, wilson_interval
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.plan.counted_schema import HitRatesMetric

_KINDS = (InspectionKind.TARGETED, InspectionKind.RANDOM)


@dataclass
class _Visits:
    """Visits of one kind to one kind of object.

    Attributes
    ----------
    valid : of the year so far. earlier : valid ones of the same days a year before.
    invalid : how many of the year so far are not valid.
    """

    valid: list[Inspection] = field(default_factory=list)
    earlier: list[Inspection] = field(default_factory=list)
    invalid: int = 0


_Key = tuple[InspectionKind, InspectedKind]


def judge_hit_rates(metric: HitRatesMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return one finding per kind of visit and kind of object: violations of valid visits.

    Kinds of objects are never pooled, since a changed mix changes the rate. The same days of the
    year before stand beside it, and the difference with its interval. Dated visits of the year
    give the word where the text has no number.

    Parameters
    ----------
    metric : of the commitment. facts : as they stood.
    """
    if not facts.registers.all(INSPECTIONS):
        empty = f"名录为空 the register has none: {INSPECTIONS.name}"
        label = "检查发现违法率 hit rates of visits"
        return (Finding(label, facts.commitment.threshold, Status.INSUFFICIENT, missing=(empty,)),)
    found = _grouped(facts)
    return tuple(finding for kind in _KINDS for finding in _findings_of(kind, found, facts))


def _grouped(facts: Facts) -> Mapping[_Key, _Visits]:
    officers = {row.code: row for row in facts.registers.all(OFFICERS)}
    found: dict[_Key, _Visits] = defaultdict(_Visits)
    span = facts.so_far
    if span is None:
        return found
    base = base_period_of(span)
    for row in facts.registers.all(INSPECTIONS):
        if row.kind not in _KINDS or not (row.day in span or row.day in base):
            continue
        group = found[row.kind, row.object_kind]
        is_valid = not fault_of_visit(row, officers)
        if row.day in base:
            group.earlier += [row] if is_valid else []
        elif is_valid:
            group.valid.append(row)
        else:
            group.invalid += 1
    return found


def _findings_of(
    kind: InspectionKind, found: Mapping[_Key, _Visits], facts: Facts
) -> list[Finding]:
    made = [
        _finding(kind, subject, found, facts)
        for subject in InspectedKind
        if (kind, subject) in found and found[kind, subject].valid
    ]
    if made:
        return made
    _, missing = status_by_acts(facts, 0)
    return [
        Finding(
            f"{kind.label}：发现违法率 hit rate",
            facts.commitment.threshold,
            Status.INSUFFICIENT,
            missing=missing,
        )
    ]


def _finding(
    kind: InspectionKind, subject: InspectedKind, found: Mapping[_Key, _Visits], facts: Facts
) -> Finding:
    group = found[kind, subject]
    hits = [one for one in group.valid if _is_hit(one)]
    status, missing = status_by_acts(facts, len(group.valid))
    notes = [_rate_line(f"{facts.year.first.year}", group.valid), *_against(group)]
    other = found.get((InspectionKind.RANDOM, subject), _Visits()).valid
    if kind is InspectionKind.TARGETED and other:
        told = _difference_line(group.valid, other)
        notes.append(f"定向减随机 targeted less random, {subject.label}: {told}")
    if group.invalid:
        notes.append(f"无效检查不计 invalid visits, not counted: {group.invalid}")
    return Finding(
        label=f"{kind.label}：{subject.label} 发现违法率 hit rate",
        threshold=facts.commitment.threshold,
        status=status,
        kind=facts.registers.kind,
        value=share_percent(len(hits), len(group.valid)),
        unit="%",
        numerator=len(hits),
        denominator=len(group.valid),
        missing=missing,
        notes=(*notes, BY_ACTS),
        counted=tuple(_member(one).line for one in hits),
        members=tuple(map(_member, group.valid)),
    )


def _is_hit(visit: Inspection) -> bool:
    return visit.result is InspectionResult.VIOLATION


def _member(visit: Inspection) -> Member:
    state = MemberState.COVERED if _is_hit(visit) else MemberState.NOT_COVERED
    text = f"{visit.day} {visit.code} {visit.result.label}"
    return Member(visit.object_code, visit.area, state, text, visit.day)


def _rate_line(year: str, visits: Sequence[Inspection]) -> str:
    hits = sum(map(_is_hit, visits))
    return (
        f"{year}: {hits} ÷ {len(visits)} = {share_percent(hits, len(visits))} %, "
        f"{CONFIDENCE:.0%} 区间 interval Wilson {wilson_interval(hits, len(visits)).shown}"
    )


def _against(group: _Visits) -> list[str]:
    """Say how it was a year before, and the difference."""
    if not group.earlier:
        return ["上年同期无有效检查，不可比 no valid visit in the same days a year before"]
    year = group.earlier[0].day.year
    return [
        f"同期 the same days of {_rate_line(str(year), group.earlier)}",
        f"同比 against them: {_difference_line(group.valid, group.earlier)}",
    ]


def _difference_line(visits: Sequence[Inspection], others: Sequence[Inspection]) -> str:
    hits, other_hits = sum(map(_is_hit, visits)), sum(map(_is_hit, others))
    interval = difference_interval(hits, len(visits), other_hits, len(others))
    # Exact: a/b - c/d over the common denominator.
    difference = share_percent(
        hits * len(others) - other_hits * len(visits), len(visits) * len(others)
    )
    is_clear = interval.low > 0 or interval.high < 0
    word = "有差别 they differ" if is_clear else "不能断定有差别 no difference is shown"
    return (
        f"{difference} 个百分点 percentage points, {CONFIDENCE:.0%} 区间 interval "
        f"{interval.shown} (Newcombe 1998), {word}"
    )
