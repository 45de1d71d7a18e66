"""The metric ``dust_items``: each dust item of the building sites, and what self-reports hide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.construction_sites import CONSTRUCTION_SITES
from yunzhu.city.registers.inspections import (
    INSPECTION_ANSWERS,
    INSPECTIONS,
    OFFICERS,
    CheckItem,
    InspectedKind,
    InspectionKind,
)
from yunzhu.plan.counted.answers import Answers, answers_by_visit, answers_of, latest_answering
from yunzhu.plan.counted.coverage import (
    Coverage,
    judge_coverage,
    share_percent,
    status_by_acts,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.inspected import visited_member, visits_by_object
from yunzhu.plan.counted.self_reports import (
    Resampling,
    Visits,
    failing_lines,
    finite_line,
    resampling_of,
)
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.schema import Owes
from yunzhu.plan.threshold import NoThreshold
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.city.registers.construction_sites import ConstructionSite
    from yunzhu.plan.counted_schema import DustItemsMetric

_READ = (CONSTRUCTION_SITES, INSPECTIONS, INSPECTION_ANSWERS, OFFICERS)
_ACTS = NoThreshold(none="本局的检查，文中无数", english="the bureau's own visits, no number")
_NO_RESAMPLING = (
    "有自报而无市级复查，自报的真实性无从估计 "
    "self-reports without re-sampling: how true they are cannot be estimated"
)


@dataclass(frozen=True)
class _Sites:
    """The sites that were active in the year so far, and everything that visits say of them."""

    rows: tuple[ConstructionSite, ...]
    visits: Mapping[str, Visits]
    answers: Answers
    day: date

    def visits_of(self, row: ConstructionSite) -> Visits:
        return self.visits.get(row.code, ())

    def has_left(self, row: ConstructionSite) -> bool:
        return row.active_to is not None and row.active_to < self.day


def judge_dust_items(metric: DustItemsMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return one finding per item, then the bureau's visits, then its re-sampling of self-reports.

    The unit is the site: those active in the year so far whose latest valid visit that asked for
    the item found it met, of all of them. A site without such a visit is not compliant, whatever
    it reports of itself; one that was finished before anyone came has left and is listed. The
    items are never averaged. What the bureau does is judged by its dated visits.

    Parameters
    ----------
    metric : which items the plan means.
    facts : as they stood.
    """
    items = tuple(CheckItem(name) for name in metric.items)
    sites = _sites(facts)
    resampling = resampling_of(
        {row.code: row.active_to for row in sites.rows}, sites.visits, sites.answers, items
    )
    found = [_judge_item(item, facts, sites, resampling) for item in items]
    found.append(_judge_visits(items, facts, sites, resampling))
    if resampling.drawn(items):
        found.append(_judge_resampling(items, facts, sites, resampling))
    return tuple(found)


def _sites(facts: Facts) -> _Sites:
    span = facts.so_far
    if span is None:
        return _Sites((), {}, {}, facts.day)
    rows = facts.registers.between(CONSTRUCTION_SITES, span.first, span.last)
    visits = visits_by_object(facts.registers, InspectedKind.CONSTRUCTION_SITE, span)
    return _Sites(rows, visits, answers_by_visit(facts.registers), facts.day)


def _judge_item(item: CheckItem, facts: Facts, sites: _Sites, resampling: Resampling) -> Finding:
    def notes(_: Facts) -> list[str]:
        own = [_own_answer(sites, row, item) for row in sites.rows]
        if own.count(None) == len(own):
            return []
        told = f"自报符合 self-reported as met: {own.count(True)} ÷ {len(own)}，不计入 not counted"
        return [told, *failing_lines(resampling, (item,))]

    coverage = Coverage(
        f"{item.label}：在建工地 active building sites",
        _READ,
        _members(sites, lambda row: _item_member(row, item, sites)),
        notes=notes,
    )
    return judge_coverage(coverage, facts)


def _members(
    sites: _Sites, member_of: Callable[[ConstructionSite], Member]
) -> Callable[[Facts], Sequence[Member]]:
    return lambda _: [member_of(row) for row in sites.rows]


def _own_answer(sites: _Sites, row: ConstructionSite, item: CheckItem) -> bool | None:
    """Return what the site's latest own report says of an item."""
    for visit, _ in reversed(sites.visits_of(row)):
        if visit.kind is InspectionKind.SELF_REPORT:
            return answers_of(visit, sites.answers).get(item)
    return None


def _item_member(row: ConstructionSite, item: CheckItem, sites: _Sites) -> Member:
    name = f"{row.code} {row.name}"
    visits = sites.visits_of(row)
    visit = latest_answering(visits, item, sites.answers)
    if visit is not None:
        is_met = answers_of(visit, sites.answers)[item]
        text = f"{visit.day} {visit.code} {'符合 met' if is_met else '不符合 not met'}"
        state = MemberState.COVERED if is_met else MemberState.NOT_COVERED
        return Member(name, row.area, state, text, visit.day)
    if sites.has_left(row):
        return _left(name, row)
    visited = visited_member(name, row.area, visits, counted_as="个")
    lack = visited.text
    if visited.state is MemberState.COVERED:
        lack = f"{visited.text}，此项未查 this item was not asked"
    elif _own_answer(sites, row, item) is not None:
        lack = f"{lack}，自报不算 its own report does not count"
    return Member(name, row.area, MemberState.NOT_COVERED, lack)


def _left(name: str, row: ConstructionSite) -> Member:
    text = f"{row.active_to} 完工前未检查 finished before anyone came"
    return Member(name, row.area, MemberState.LEFT, text)


def _judge_visits(
    items: Sequence[CheckItem], facts: Facts, sites: _Sites, resampling: Resampling
) -> Finding:
    """Judge the bureau's part: its dated visits, however many sites they reach."""

    def member(row: ConstructionSite) -> Member:
        name = f"{row.code} {row.name}"
        visited = visited_member(name, row.area, sites.visits_of(row), counted_as="个")
        is_gone = visited.state is not MemberState.COVERED and sites.has_left(row)
        return _left(name, row) if is_gone else visited

    commitment = facts.commitment.model_copy(update={"threshold": _ACTS, "owes": Owes.EFFORT})
    coverage = Coverage(
        "本局已现场检查的在建工地 active building sites visited by the bureau",
        _READ,
        _members(sites, member),
        notes=lambda _: _notes_of_visits(items, sites, resampling),
        is_own_act=True,
    )
    return judge_coverage(coverage, replace(facts, commitment=commitment))


def _notes_of_visits(
    items: Sequence[CheckItem], sites: _Sites, resampling: Resampling
) -> list[str]:
    states = [[_item_member(row, item, sites).state for item in items] for row in sites.rows]
    active = [one for one in states if set(one) != {MemberState.LEFT}]
    met = sum(set(one) == {MemberState.COVERED} for one in active)
    notes = [f"各项全部符合 every item met: {met} ÷ {len(active)}"]
    if resampling.reporting and not resampling.drawn(items):
        notes.append(_NO_RESAMPLING)
    silent = [
        row.code for row in sites.rows if row.is_self_reporting and row.code in resampling.silent
    ]
    if silent:
        notes.append(f"应自报而无自报 self-reporting, without a report: {'、'.join(silent)}")
    return notes


def _judge_resampling(
    items: Sequence[CheckItem], facts: Facts, sites: _Sites, resampling: Resampling
) -> Finding:
    """Show the failing rate of those re-sampled; the word is that of a dated act of the bureau."""
    row_of = {row.code: row for row in sites.rows}
    drawn, failing = resampling.drawn(items), resampling.failing(items)
    members = []
    for one in drawn:
        row = row_of[one.code]
        failed = "、".join(item.label for item in items if one.found.get(item) is False)
        text = f"自报 self-reported {one.report.day} 全部符合 all met; 复查 re-sampled "
        text += f"{one.visit.day} {one.visit.code} "
        text += f"不符合 not met: {failed}" if failed else "全部符合 all met"
        state = MemberState.COVERED if failed else MemberState.NOT_COVERED
        members.append(Member(f"{row.code} {row.name}", row.area, state, text, one.visit.day))
    failed_lines = tuple(one.line for one in members if one.state is MemberState.COVERED)
    status, missing = status_by_acts(facts, len(drawn))
    left_out = [f"复查未用 not used: {line}" for line in resampling.left_out]
    return Finding(
        label="自报合格工地的复查不合格率 re-sampled failing rate of the self-reported as passing",
        threshold=_ACTS,
        status=status,
        kind=facts.registers.kind,
        value=share_percent(len(failing), len(drawn)),
        unit="%",
        numerator=len(failing),
        denominator=len(drawn),
        missing=missing,
        notes=(*failing_lines(resampling, items), finite_line(resampling, items), *left_out),
        rest=failed_lines,
        is_own_act=True,
        members=tuple(members),
    )
