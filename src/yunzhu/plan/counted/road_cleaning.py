"""The metric ``road_cleaning``: road-days that were cleaned as often as the city's setting asks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.roads import (
    DAYS_PER_WEEK,
    ROAD_CLEANING,
    ROADS,
    CleaningKind,
    Road,
    RoadCleaning,
)
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import (
    BY_ACTS,
    is_by_acts,
    share_owed,
    share_percent,
    status_by_acts,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import NoThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.plan.work_item_metric import status_of_pace
from yunzhu.standards.air_assessment import PERCENT

if TYPE_CHECKING:
    from yunzhu.plan.counted_schema import RoadCleaningMetric

_SET = NoThreshold(
    none="频次按道路名录所载依据", english="the frequency is that of the register's documents"
)
_OTHERS = (
    "冲洗洒水由责任单位做，本局督促 the cleaning is that of others, the bureau urges; "
    "名单以道路计，比率以路段日计 roads are listed, road-days are counted"
)


@dataclass(frozen=True)
class _Days:
    """The road-days of one road.

    Attributes
    ----------
    road : whose. met, due : days. exempt : days on which rain exempted it.
    last_done : the latest day on which anything was done.
    """

    road: Road
    met: int
    due: int
    exempt: tuple[date, ...]
    last_done: date | None


def judge_road_cleaning(metric: RoadCleaningMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings about washing and about watering: road-days met of those due.

    A road is due for watering every day, met when it was watered as often as set; for washing on
    so many days of each whole week, Monday to Sunday, as set. Rain days that the register exempts
    are not due and are listed; a week is due on no more days than it has left. A day without a
    record is not met. How often is the city's own setting: with its document in the register it
    stands in for a frequency that the plan leaves to others.

    Parameters
    ----------
    metric : of the commitment. facts : as they stood.
    """
    span = facts.so_far
    rows = () if span is None else facts.registers.between(ROADS, span.first, span.last)
    done = _cleanings(facts.registers.all(ROAD_CLEANING), span)
    return tuple(_judge(kind, rows, done, span, facts) for kind in CleaningKind)


def _cleanings(
    rows: Sequence[RoadCleaning], span: Period | None
) -> Mapping[tuple[str, CleaningKind], Sequence[RoadCleaning]]:
    found: dict[tuple[str, CleaningKind], list[RoadCleaning]] = defaultdict(list)
    for row in rows:
        if span is not None and row.day in span:
            found[row.road, row.kind].append(row)
    return found


def _setting(road: Road, kind: CleaningKind) -> int | None:
    is_washing = kind is CleaningKind.WASHING
    return road.washing_days_per_week if is_washing else road.waterings_per_day


def _judge(
    kind: CleaningKind,
    roads: Sequence[Road],
    done: Mapping[tuple[str, CleaningKind], Sequence[RoadCleaning]],
    span: Period | None,
    facts: Facts,
) -> Finding:
    label = f"道路{kind.label} 路段日 road-days"
    asked = [road for road in roads if _setting(road, kind) != 0]
    if span is None or not asked:
        empty = f"名录为空 the register has none: {ROADS.name} ({label})"
        return Finding(label, facts.commitment.threshold, Status.INSUFFICIENT, missing=(empty,))
    counted = [
        _days_of(road, kind, done.get((road.code, kind), ()), span)
        for road in asked
        if _setting(road, kind) is not None
    ]
    unset = [road for road in asked if _setting(road, kind) is None]
    met, due = sum(one.met for one in counted), sum(one.due for one in counted)
    members = (*map(_member, counted), *(_unset_member(road) for road in unset))
    resolved, missing = _resolved(asked, facts)
    status, lacks = _status(resolved, counted, met, due, has_unset=bool(unset))
    unknown = [one.line for one in members if one.state is MemberState.UNKNOWN]
    return Finding(
        label=label,
        threshold=facts.commitment.threshold,
        status=Status.INSUFFICIENT if missing else status,
        kind=facts.registers.kind,
        value=share_percent(met, due) if due else None,
        unit="%",
        numerator=met,
        denominator=due,
        missing=(*missing, *lacks, *unknown),
        notes=_notes(resolved, counted),
        rest=tuple(one.line for one in members if one.state is MemberState.NOT_COVERED),
        evidence=tuple(one.line for one in members if one.state is MemberState.COVERED),
        members=members,
    )


def _days_of(road: Road, kind: CleaningKind, rows: Sequence[RoadCleaning], span: Period) -> _Days:
    first = max(span.first, road.in_service_from or span.first)
    last = min(span.last, road.in_service_to or span.last)
    own = [row for row in rows if first <= row.day <= last]
    exempt = tuple(sorted(row.day for row in own if row.is_rain_exempt))
    days = max([row.day for row in own if row.times], default=None)
    setting = _setting(road, kind)
    assert setting is not None
    if kind is CleaningKind.WATERING:
        due = (last - first).days + 1 - len(exempt)
        met = sum(row.times >= setting for row in own if not row.is_rain_exempt)
        return _Days(road, met, due, exempt, days)
    met, due = _weeks(own, setting, first, last)
    return _Days(road, met, due, exempt, days)


def _weeks(rows: Sequence[RoadCleaning], setting: int, first: date, last: date) -> tuple[int, int]:
    """Return the days met and due of the whole weeks of a span."""
    monday = first + timedelta(days=-first.weekday() % DAYS_PER_WEEK)
    weeks = max((last - monday).days + 1, 0) // DAYS_PER_WEEK
    washed: Counter[int] = Counter()
    exempt: Counter[int] = Counter()
    for row in rows:
        week = (row.day - monday).days // DAYS_PER_WEEK
        if 0 <= week < weeks:
            exempt[week] += row.is_rain_exempt
            washed[week] += row.times > 0
    met = due = 0
    for week in exempt.keys() | washed.keys():
        owed = min(setting, DAYS_PER_WEEK - exempt[week])
        due += owed
        met += min(washed[week], owed)
    # Weeks without any record are due in full.
    return met, due + setting * (weeks - len(exempt.keys() | washed.keys()))


def _member(days: _Days) -> Member:
    name, text = f"{days.road.code} {days.road.name}", f"{days.met} ÷ {days.due} d"
    if days.exempt:
        text += f"，雨天免 rain exempt {len(days.exempt)} d"
    state = MemberState.COVERED if days.met >= days.due else MemberState.NOT_COVERED
    return Member(name, days.road.area, state, text, days.last_done)


def _unset_member(road: Road) -> Member:
    lack = "频次未设 its frequency is not set"
    return Member(f"{road.code} {road.name}", road.area, MemberState.UNKNOWN, lack)


def _resolved(roads: Sequence[Road], facts: Facts) -> tuple[Facts, tuple[str, ...]]:
    """Return the facts with a frequency left to others taken from the register, or what lacks."""
    threshold = facts.commitment.threshold
    if not isinstance(threshold, UnknownThreshold):
        return facts, ()
    without = [road.code for road in roads if road.frequency_document is None]
    if without:
        lack = f"道路无频次依据 roads without its document: {len(without)} ({without[0]} …)"
        return facts, (unknown_threshold_text(threshold), lack)
    commitment = facts.commitment.model_copy(update={"threshold": _SET})
    return replace(facts, commitment=commitment), ()


def _status(
    facts: Facts, counted: Sequence[_Days], met: int, due: int, *, has_unset: bool
) -> tuple[Status, tuple[str, ...]]:
    if is_by_acts(facts):
        return status_by_acts(facts, sum(one.last_done is not None for one in counted))
    if not due:
        return Status.INSUFFICIENT, ("尚无应作业的路段日 no road-day is due yet",)
    needed = due * Fraction(share_owed(facts.commitment.threshold)) / PERCENT
    if has_unset:
        return Status.INSUFFICIENT, ()
    if met >= needed:
        return (Status.ACHIEVED if facts.is_closed else Status.ON_TRACK), ()
    if facts.is_closed:
        return Status.MISSED, ()
    return status_of_pace(met / needed, Fraction(1), facts.cuts), ()


def _notes(facts: Facts, counted: Sequence[_Days]) -> tuple[str, ...]:
    notes = [_OTHERS]
    if is_by_acts(facts):
        notes.append(BY_ACTS)
    days = Counter(day for one in counted for day in one.exempt)
    if days:
        told = ", ".join(f"{day} ({days[day]})" for day in sorted(days))
        notes.append(f"雨天免作业的日期(路段数) days exempt for rain (roads): {told}")
    return tuple(notes)
