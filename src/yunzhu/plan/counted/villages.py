"""Villages: accepted of those set, gaps closed of those found, facilities that work."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.inspections import (
    INSPECTION_ANSWERS,
    INSPECTIONS,
    OFFICERS,
    CheckItem,
    InspectedKind,
    InspectionKind,
    InspectionResult,
)
from yunzhu.city.registers.rectification import RECTIFICATION_ITEMS, RectificationKind
from yunzhu.city.registers.villages import VILLAGES
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import Coverage, status_by_working_days
from yunzhu.plan.counted.districts import district_of
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visits_by_object
from yunzhu.plan.counted.proportions import wilson_interval
from yunzhu.plan.counted.rectification import fault_of_closing, items_of
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.standards.air_assessment import PERCENT

if TYPE_CHECKING:
    from yunzhu.city.registers.inspections import Inspection
    from yunzhu.city.registers.rectification import RectificationItem
    from yunzhu.city.registers.villages import Village
    from yunzhu.plan.counted_schema import VillageTreatmentMetric

LABEL = "已验收的村庄 villages accepted"


def distinct_villages(rows: Iterable[Village]) -> Mapping[str, Sequence[Village]]:
    """Return the rows of each village: what has one code of the village is one, by any name."""
    found: dict[str, list[Village]] = defaultdict(list)
    for row in rows:
        found[row.village_code or row.code].append(row)
    return found


def _name(rows: Sequence[Village]) -> str:
    return " = ".join(f"{row.code} {row.name}" for row in rows)


def judge_villages(metric: VillageTreatmentMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the villages accepted with a document, of those set by the province since a year.

    The number is cumulative: the working days of the plan's year are held against what was left
    at its beginning.

    Parameters
    ----------
    metric : the first year of the programme. facts : as they stood.
    """
    threshold = facts.commitment.threshold
    rows = facts.registers.all(VILLAGES)
    years = range(metric.since, facts.year.first.year + 1)
    villages = distinct_villages(row for row in rows if row.set_in in years)
    if not villages:
        missing = [f"名录为空 the register has none: {VILLAGES.name} ({LABEL})"]
        if isinstance(threshold, UnknownThreshold):
            missing.insert(0, unknown_threshold_text(threshold))
        return (Finding(LABEL, threshold, Status.INSUFFICIENT, unit="个", missing=tuple(missing)),)
    members = [_accepted(one, facts.day) for one in villages.values()]
    accepted = [one for one in members if one.state is MemberState.COVERED]
    needed = int(threshold.value) if isinstance(threshold, KnownThreshold) else len(members)
    before = sum(one.done_on is not None and one.done_on < facts.year.first for one in accepted)
    status, missing_words = _treatment_status(facts, len(accepted), before, needed)
    since = date(metric.since, 1, 1)
    return (
        Finding(
            LABEL,
            threshold,
            status,
            kind=facts.registers.kind,
            value=Decimal(len(accepted)),
            unit="个",
            numerator=len(accepted),
            denominator=needed,
            missing=missing_words,
            notes=(
                f"名录内下达 set, in the register: {len(members)}, {years[0]}—{years[-1]}",
                *_unset(rows),
                *_by_district(members),
                *_audit(villages, accepted, facts, since),
            ),
            counted=tuple(one.line for one in accepted),
            rest=tuple(one.line for one in members if one.state is not MemberState.COVERED),
            members=tuple(members),
        ),
    )


def _accepted(rows: Sequence[Village], day: date) -> Member:
    name, area = _name(rows), rows[0].area
    dated = [row for row in rows if row.accepted_on is not None and row.accepted_on <= day]
    proved = sorted(
        (row.accepted_on, row.evidence)
        for row in dated
        if row.accepted_on is not None and row.evidence is not None
    )
    if proved:
        first, document = proved[0]
        text = f"验收 accepted {first} {document}"
        if len(rows) > 1:
            text += f"，{len(rows)} 行同村，按一村计 rows of one village, counted once"
        return Member(name, area, MemberState.COVERED, text, first)
    lack = "验收无依据 accepted without a document" if dated else "未验收 not accepted"
    return Member(name, area, MemberState.NOT_COVERED, lack)


def _treatment_status(
    facts: Facts, accepted: int, before: int, needed: int
) -> tuple[Status, tuple[str, ...]]:
    threshold = facts.commitment.threshold
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    if accepted >= needed:
        # A printed number is reached for good; all of a register is not, for it can grow.
        is_settled = facts.is_closed or isinstance(threshold, KnownThreshold)
        return (Status.ACHIEVED if is_settled else Status.ON_TRACK), ()
    if facts.is_closed:
        return Status.MISSED, ()
    return status_by_working_days(facts, Fraction(accepted - before, needed - before))


def _unset(rows: Sequence[Village]) -> list[str]:
    unset = sum(row.set_in is None for row in rows)
    return [f"下达年份未登记，不计 year not registered, not counted: {unset}"] if unset else []


def _by_district(members: Sequence[Member]) -> list[str]:
    whole = Counter(district_of(one.area) for one in members)
    done = Counter(district_of(one.area) for one in members if one.state is MemberState.COVERED)
    return [f"{area}: 已验收 accepted {done[area]} / {whole[area]}" for area in sorted(whole)]


def _audit(
    villages: Mapping[str, Sequence[Village]],
    accepted: Sequence[Member],
    facts: Facts,
    since: date,
) -> list[str]:
    """Return what the city's own second look at accepted villages found, with its interval."""
    names = {one.name for one in accepted}
    visits = visits_by_object(
        facts.registers, InspectedKind.VILLAGE, Period(since, max(since, facts.day))
    )
    latest: list[tuple[str, Inspection]] = []
    for rows in villages.values():
        name = _name(rows)
        seen = [
            visit
            for row in rows
            for visit, fault in visits.get(row.code, ())
            if not fault and visit.kind is InspectionKind.RESAMPLE
        ]
        if seen and name in names:
            latest.append((name, max(seen, key=lambda one: (one.day, one.code))))
    if not latest:
        return ["无市级复查 no audit sample by the city"]
    failed = [
        f"{name} {visit.day} {visit.result.label}"
        for name, visit in latest
        if visit.result is not InspectionResult.PASSED
    ]
    passed = len(latest) - len(failed)
    interval = wilson_interval(passed, len(latest))
    low, high = interval.low * PERCENT, interval.high * PERCENT
    told = (
        f"市级复查 audit sample: 合格 passed {passed} / {len(latest)}, "
        f"95 % 区间 interval {low:.1f}..{high:.1f} %"
    )
    return [told, *(f"复查不合格 failed the audit: {one}" for one in failed)]


def _gaps_closed(facts: Facts) -> list[Member]:
    """A gap is closed when its end is dated and its item went through all acts of closing."""
    items: dict[str, list[RectificationItem]] = defaultdict(list)
    for row in items_of(facts, RectificationKind.VILLAGE_GAP):
        if row.object_code is not None:
            items[row.object_code].append(row)
    found = []
    for rows in distinct_villages(facts.registers.all(VILLAGES)).values():
        gaps = [
            row
            for row in rows
            if (row.gap_found_on is not None and row.gap_found_on <= facts.day) or row.code in items
        ]
        if gaps:
            found.append(_gap(gaps, [one for row in gaps for one in items[row.code]], facts.day))
    return found


def _gap(rows: Sequence[Village], items: Sequence[RectificationItem], day: date) -> Member:
    name, area = _name(rows), rows[0].area
    ends = [row.gap_closed_on for row in rows if row.gap_found_on is not None]
    acts = [
        one for one in (*ends, *(one.filed_on for one in items)) if one is not None and one <= day
    ]
    latest = max(acts, default=None)
    if any(one is None or one > day for one in ends):
        return Member(name, area, MemberState.NOT_COVERED, "缺口未补齐 gap not closed", latest)
    if not items:
        lack = "无销号问题，补齐未经验收 no item on the list, closed without acceptance"
        return Member(name, area, MemberState.NOT_COVERED, lack, latest)
    faults = [f"{one.code} {fault}" for one in items if (fault := fault_of_closing(one, day))]
    if faults:
        lack = f"补齐未经验收 closed without acceptance: {'; '.join(faults)}"
        return Member(name, area, MemberState.NOT_COVERED, lack, latest)
    return Member(name, area, MemberState.COVERED, f"销号 closed {latest}", latest)


def _facilities_working(facts: Facts) -> list[Member]:
    """A facility works when the last valid visit of the year that looked at it found it so."""
    span = facts.so_far
    if span is None:
        return []
    visits = visits_by_object(facts.registers, InspectedKind.VILLAGE, span)
    answers = {
        row.inspection: row.is_met
        for row in facts.registers.all(INSPECTION_ANSWERS)
        if row.item is CheckItem.FACILITY_WORKING
    }
    facilities: dict[str, list[Village]] = defaultdict(list)
    for row in facts.registers.all(VILLAGES):
        if row.facility_code is not None:
            facilities[row.facility_code].append(row)
    return [
        _facility(
            f"{code} {'、'.join(row.name for row in rows)}",
            rows[0].area,
            [one for row in rows for one in visits.get(row.code, ())],
            answers,
        )
        for code, rows in facilities.items()
    ]


def _facility(
    name: str, area: str, visits: Sequence[tuple[Inspection, str]], answers: Mapping[str, bool]
) -> Member:
    valid = [visit for visit, fault in visits if not fault and visit.code in answers]
    if not valid:
        lack = "无有效检查，是否运行不明 no valid visit tells whether it works"
        return Member(name, area, MemberState.UNKNOWN, lack)
    last = max(valid, key=lambda one: (one.day, one.code))
    if answers[last.code]:
        text = f"运行 working {last.day} {last.code}"
        return Member(name, area, MemberState.COVERED, text, last.day)
    text = f"未运行 standing still {last.day} {last.code}"
    return Member(name, area, MemberState.NOT_COVERED, text, last.day)


COVERAGES: Mapping[str, Coverage] = {
    "village_gaps_closed": Coverage(
        "村庄污水缺口已补齐 gaps of villages closed",
        (VILLAGES, RECTIFICATION_ITEMS),
        _gaps_closed,
    ),
    "village_facilities_working": Coverage(
        "农村污水设施正常运行 rural sewage facilities working",
        (VILLAGES, INSPECTIONS, INSPECTION_ANSWERS, OFFICERS),
        _facilities_working,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
