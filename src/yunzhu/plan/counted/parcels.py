"""Coverages of parcels: the survey under firms of key industries, and release before re-use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.parcels import PARCEL_STEPS, PARCELS, SOIL_SAMPLES, ParcelStep
from yunzhu.plan.counted.coverage import Coverage, Owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.parcel_states import ParcelStanding, standing_on, steps_by_parcel
from yunzhu.plan.members import Member, MemberState, dated_member

if TYPE_CHECKING:
    from yunzhu.city.registers.parcels import Parcel, ParcelStepRecord


def reused_on(row: Parcel) -> date | None:
    """Return the first day of a parcel's new use: the permit, or the use itself when earlier."""
    days = [day for day in (row.reuse_permit_on, row.use_started_on) if day is not None]
    return min(days, default=None)


def faults_text(standing: ParcelStanding) -> str:
    """Return the steps out of order for reading, "" without any."""
    return "; ".join(fault.text for fault in standing.faults)


def _is_registered(row: Parcel, day: date) -> bool:
    return row.registered_on is None or row.registered_on <= day


def _key_parcels(facts: Facts) -> list[Parcel]:
    return [
        row
        for row in facts.registers.all(PARCELS)
        if row.is_key_industry_survey and _is_registered(row, facts.day)
    ]


def _latest(pairs: Iterable[tuple[str, date]], last: date) -> Mapping[str, date]:
    """Return code to its latest day up to a day; what was done again is an act of that year."""
    found: dict[str, date] = {}
    for code, day in pairs:
        if day <= last:
            found[code] = max(day, found.get(code, day))
    return found


def _done(
    fact: str, days: Callable[[Facts], Mapping[str, date]]
) -> Callable[[Facts], list[Member]]:
    def members(facts: Facts) -> list[Member]:
        found = days(facts)
        return [
            dated_member(row, found.get(row.code), facts.day, fact) for row in _key_parcels(facts)
        ]

    return members


def _days_of_step(step: ParcelStep) -> Callable[[Facts], Mapping[str, date]]:
    def days(facts: Facts) -> Mapping[str, date]:
        records = facts.registers.all(PARCEL_STEPS)
        return _latest(((one.parcel, one.day) for one in records if one.step is step), facts.day)

    return days


def _in_detail(facts: Facts) -> list[Member]:
    """Only a first survey beyond the limits makes a detailed one due."""
    records = facts.registers.all(PARCEL_STEPS)
    beyond = {
        one.parcel
        for one in records
        if one.step is ParcelStep.SURVEY and one.day <= facts.day and not one.is_within_limits
    }
    found = _days_of_step(ParcelStep.DETAILED_SURVEY)(facts)
    members = []
    for row in _key_parcels(facts):
        one = dated_member(row, found.get(row.code), facts.day, "详查 surveyed in detail")
        if row.code not in beyond:
            text = f"初步调查未见超标 no first survey beyond the limits; {one.text}"
            one = replace(one, state=MemberState.NOT_DUE, text=text)
        members.append(one)
    return members


def _days_of_samples(facts: Facts) -> Mapping[str, date]:
    samples = facts.registers.all(SOIL_SAMPLES)
    pairs = ((one.parcel, one.day) for one in samples if one.parcel is not None)
    return _latest(pairs, facts.day)


def _released(facts: Facts) -> list[Member]:
    span = facts.so_far
    if span is None:
        return []
    steps = steps_by_parcel(facts.registers.all(PARCEL_STEPS))
    found = []
    for row in facts.registers.all(PARCELS):
        reused = reused_on(row)
        if reused is not None and reused in span and _is_registered(row, facts.day):
            found.append(_release(row, reused, steps.get(row.code, ()), facts.day))
    return found


def _release(row: Parcel, reused: date, steps: Sequence[ParcelStepRecord], day: date) -> Member:
    """A release on the day of the permit is in time: only a permit dated before it is not."""
    name = f"{row.code} {row.name}"
    then = standing_on(steps, reused)
    if then.released_on is not None:
        text = f"{then.state.label} {then.released_on}, 再利用 re-used {reused}"
        return Member(name, row.area, MemberState.COVERED, text, reused)
    return Member(name, row.area, MemberState.NOT_COVERED, violation_text(reused, steps, day))


def violation_text(reused: date, steps: Sequence[ParcelStepRecord], day: date) -> str:
    """Say how a parcel was re-used before it was released, with both dates.

    Parameters
    ----------
    reused : first day of its new use. steps : of the parcel. day : last day that counts.
    """
    then, now = standing_on(steps, reused), standing_on(steps, day)
    released = "未移出 not released" if now.released_on is None else f"{now.released_on}"
    text = (
        f"再利用 re-used {reused} 早于移出 before its release {released}; "
        f"当日 on that day {then.state.label}"
    )
    faults = faults_text(now)
    return f"{text}; {faults}" if faults else text


def _orders(facts: Facts) -> list[str]:
    """Name the parcels to be redeveloped whose steps are out of order."""
    steps = steps_by_parcel(facts.registers.all(PARCEL_STEPS))
    notes = []
    for row in facts.registers.all(PARCELS):
        if not row.is_redevelopment or not _is_registered(row, facts.day):
            continue
        faults = faults_text(standing_on(steps.get(row.code, ()), facts.day))
        if faults:
            notes.append(f"{row.code} {row.name}: {faults}")
    return notes


COVERAGES: Mapping[str, Coverage] = {
    "key_parcels_surveyed": Coverage(
        "重点行业企业用地已初步调查 parcels of key industries surveyed",
        (PARCELS, PARCEL_STEPS),
        _done("调查 surveyed", _days_of_step(ParcelStep.SURVEY)),
    ),
    "key_parcels_sampled": Coverage(
        "重点行业企业用地已采样 parcels of key industries sampled",
        (PARCELS, SOIL_SAMPLES),
        _done("采样 sampled", _days_of_samples),
    ),
    "key_parcels_surveyed_in_detail": Coverage(
        "初查超标的重点行业企业用地已详细调查 parcels of key industries beyond the limits surveyed "
        "in detail",
        (PARCELS, PARCEL_STEPS),
        _in_detail,
    ),
    "redeveloped_parcels_released": Coverage(
        "再利用前已移出或无污染的再开发地块 redeveloped parcels released before their new use",
        (PARCELS, PARCEL_STEPS),
        _released,
        owed=Owed.AS_THEY_COME,
        notes=_orders,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
