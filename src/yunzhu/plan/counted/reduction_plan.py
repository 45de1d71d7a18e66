"""The year's reduction plan: issued, its projects in the ledger and verified, its targets met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.emissions import (
    EMISSION_PROJECTS,
    EMISSION_TARGETS,
    MainPollutant,
    Verification,
)
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.emission_ledger import (
    YearLedger,
    closing_set,
    ledger_of,
    need_text,
    rest_lines,
    total,
    verification_on,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.year_figures import shown
from yunzhu.plan.counted_schema import ReductionPlanMetric, YearlyReductionMetric
from yunzhu.plan.members import Member, MemberState, dated_fact
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, Threshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text

if TYPE_CHECKING:
    from yunzhu.city.registers.emissions import EmissionProject

_NO_NUMBER = NoThreshold(none="文中无数", english="no number in the text")


def judge_reduction_plan(metric: ReductionPlanMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings about the year's reduction plan: its document, and its list.

    The document is the one that the year's targets name; it is owed until the due day and done
    on its date. A listed project is in the ledger when tonnes and first month are entered.

    Parameters
    ----------
    metric : how many projects the plan lists, where known. facts : as they stood.
    """
    listed = judge_coverage(COVERAGES["listed_projects_in_ledger"], facts, metric.listed)
    return (_document(facts), listed)


def _document(facts: Facts) -> Finding:
    year = facts.year.first.year
    label = f"{year} 年减排计划已印发 the year's reduction plan is issued"
    documents = {
        (row.document, row.issued_on)
        for row in facts.registers.all(EMISSION_TARGETS)
        if row.year == year
    }
    if not documents:
        empty = f"名录为空 the register has none: {EMISSION_TARGETS.name} {year}"
        return Finding(label, facts.commitment.threshold, Status.INSUFFICIENT, missing=(empty,))
    members = tuple(
        dated_fact(name, "", issued, facts.day, "印发 issued")
        for name, issued in sorted(documents, key=lambda one: (one[1], one[0]))
    )
    issued_ones = [one for one in members if one.state is MemberState.COVERED]
    running = Status.MISSED if facts.is_closed else Status.ON_TRACK
    return Finding(
        label=label,
        threshold=facts.commitment.threshold,
        status=Status.ACHIEVED if issued_ones else running,
        kind=facts.registers.kind,
        evidence=tuple(one.line for one in issued_ones),
        rest=tuple(one.line for one in members if one.state is not MemberState.COVERED),
        members=members,
    )


def judge_yearly_reduction(metric: YearlyReductionMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings about the year's projects: verified of those listed, tonnes per target.

    The verified tonnes of the year are held against the target of the register; a target that
    is not entered is an unknown threshold. The target is against the year before, so it is
    another computation than the reduction against the base year, on the same ledger.

    Parameters
    ----------
    metric : which pollutants. facts : as they stood.
    """
    without = facts.commitment.model_copy(update={"threshold": _NO_NUMBER})
    listed = judge_coverage(
        COVERAGES["listed_projects_verified"], replace(facts, commitment=without)
    )
    return (listed, *(_tonnes(MainPollutant(name), facts) for name in metric.pollutants))


def _tonnes(pollutant: MainPollutant, facts: Facts) -> Finding:
    year = facts.year.first.year
    label = f"{pollutant.label} {year} 年核定减排量 verified cuts of the year"
    rows = facts.registers.all(EMISSION_PROJECTS)
    ledger = ledger_of(rows, pollutant, year, facts.as_of)
    verified = total(ledger.verified)
    threshold = _target(pollutant, facts)
    if rows:
        status, missing = _status(ledger, threshold, facts)
    else:
        status = Status.INSUFFICIENT
        missing = (f"名录为空 the register has none: {EMISSION_PROJECTS.name}",)
    return Finding(
        label=label,
        threshold=threshold,
        status=status,
        kind=facts.registers.kind if rows else None,
        value=shown(verified) if rows else None,
        unit="t",
        missing=missing,
        notes=(
            f"已核定 verified {shown(verified)} t, 未核定 unverified "
            f"{shown(total(ledger.unverified))} t",
        ),
        counted=tuple(one.line for one in ledger.verified),
        rest=rest_lines(ledger),
    )


def _target(pollutant: MainPollutant, facts: Facts) -> Threshold:
    """Return the year's target of the register, or that it is not known."""
    year = facts.year.first.year
    for row in facts.registers.all(EMISSION_TARGETS):
        if row.pollutant is pollutant and row.year == year and row.issued_on <= facts.as_of:
            return KnownThreshold(compare="at_least", value=row.tonnes, unit="t")
    own = facts.commitment.threshold
    if isinstance(own, UnknownThreshold):
        return own
    return UnknownThreshold(
        compare="at_least",
        unknown=f"{EMISSION_TARGETS.name} {pollutant.value} {year}",
        english="the year's target is not entered",
        unit="t",
    )


def _status(
    ledger: YearLedger, threshold: Threshold, facts: Facts
) -> tuple[Status, tuple[str, ...]]:
    """Return the word of verified tonnes: they have no pace, only what could still be verified."""
    if not isinstance(threshold, KnownThreshold):
        assert isinstance(threshold, UnknownThreshold)
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    gap = Fraction(threshold.value) - total(ledger.verified)
    if gap <= 0:
        return (Status.ACHIEVED if facts.is_closed else Status.ON_TRACK), ()
    closing = closing_set(ledger.unverified, gap)
    if closing is None:
        return (Status.MISSED if facts.is_closed else Status.OFF_TRACK), ()
    names = "; ".join(f"{one.name} {shown(one.tonnes)} t" for one in closing)
    lack = f"差 gap {need_text(gap)} t, 核定即可补足 unverified, would close it: {names}"
    return (Status.INSUFFICIENT if facts.is_closed else Status.AT_RISK), (lack,)


def _listed(facts: Facts) -> Mapping[str, list[EmissionProject]]:
    """Return the rows of each project on the list of the plan's year, by its code."""
    found: dict[str, list[EmissionProject]] = defaultdict(list)
    for row in facts.registers.all(EMISSION_PROJECTS):
        if row.listed_year == facts.year.first.year:
            found[row.project].append(row)
    return found


def _in_ledger(facts: Facts) -> list[Member]:
    return [_entered(rows) for rows in _listed(facts).values()]


def _entered(rows: Sequence[EmissionProject]) -> Member:
    first = rows[0]
    name = f"{first.project} {first.name}"
    without = [row.pollutant.label for row in rows if row.tonnes is None]
    if without:
        text = f"无吨数与起算月 no tonnes and first month: {', '.join(without)}"
        return Member(name, first.area, MemberState.NOT_COVERED, text)
    tonnes = "; ".join(f"{row.pollutant.label} {row.tonnes} t/a" for row in rows)
    return Member(name, first.area, MemberState.COVERED, f"已入账 in the ledger: {tonnes}")


def _verified(facts: Facts) -> list[Member]:
    """As of the assessment, like the tonnes beside it: a verification comes after the year."""
    return [_decided(rows, facts.as_of) for rows in _listed(facts).values()]


def _decided(rows: Sequence[EmissionProject], as_of: date) -> Member:
    """Cover a project when it is verified for each of its pollutants."""
    first = rows[0]
    name = f"{first.project} {first.name}"
    verdicts = [(row, verification_on(row, as_of)) for row in rows]
    text = "; ".join(f"{row.pollutant.label} {found.label}" for row, found in verdicts)
    if any(found is not Verification.VERIFIED for _, found in verdicts):
        return Member(name, first.area, MemberState.NOT_COVERED, text)
    last = max(row.verified_on for row in rows if row.verified_on is not None)
    return Member(name, first.area, MemberState.COVERED, f"{text} {last}", last)


COVERAGES: Mapping[str, Coverage] = {
    "listed_projects_in_ledger": Coverage(
        "清单内减排项目已录入台账 listed reduction projects in the ledger",
        (EMISSION_PROJECTS,),
        _in_ledger,
    ),
    "listed_projects_verified": Coverage(
        "清单内减排项目已核定 listed reduction projects verified",
        (EMISSION_PROJECTS,),
        _verified,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
