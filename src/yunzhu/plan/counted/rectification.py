"""Problems that must be put right: which are closed, which overdue, which to be warned of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yunzhu.city.registers.drinking_sources import DRINKING_SOURCES, SourceLevel
from yunzhu.city.registers.outfalls import OUTFALLS, OutfallKind
from yunzhu.city.registers.rectification import RECTIFICATION_ITEMS, RectificationKind
from yunzhu.observations.character_width import folded
from yunzhu.plan.counted import water
from yunzhu.plan.counted.coverage import Coverage, Owed, judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState, dated_fact
from yunzhu.plan.schema import Owes
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

if TYPE_CHECKING:
    from yunzhu.city.registers.rectification import RectificationItem
    from yunzhu.plan.counted_schema import (
        AssignedCasesMetric,
        RectificationDueMetric,
        SourceProblemsMetric,
    )

_READ = (RECTIFICATION_ITEMS,)
_SURVEY = "rural_sources_surveyed"


def fault_of_closing(row: RectificationItem, day: date) -> str:
    """Return why a problem is not closed on a day, or "".

    Closed is what was applied for, checked on site, signed, publicised and filed, the first three
    by three persons, and not re-opened since. Acts from before a re-opening close nothing.

    Parameters
    ----------
    row : the problem. day : last day that counts.
    """
    since = row.reopened_on if row.reopened_on is not None and row.reopened_on <= day else None
    lacking = [
        name
        for name, done_on in _acts(row)
        if done_on is None or done_on > day or (since is not None and done_on <= since)
    ]
    if lacking:
        again = "" if since is None else f"{since} 重新打开 re-opened, "
        return f"{again}缺 without {'、'.join(lacking)}"
    people = [row.applicant, row.checker, row.signer]
    if None in people:
        return "申请、核查、签字有无名的 an act without its person"
    if len({folded(str(one)) for one in people}) < len(people):
        return "申请、核查、签字非三人 application, check and sign-off are not by three persons"
    return ""


def _acts(row: RectificationItem) -> Sequence[tuple[str, date | None]]:
    return (
        ("申请 application", row.applied_on),
        ("现场核查 check", row.checked_on),
        ("签字 sign-off", row.signed_on),
        ("公示 publicity", row.publicised_on),
        ("备案 filing", row.filed_on),
    )


def closing_member(row: RectificationItem, day: date) -> Member:
    """Return a problem as closed or not; its day is that of the latest act."""
    days = [done_on for _, done_on in _acts(row) if done_on is not None and done_on <= day]
    fault = fault_of_closing(row, day)
    state = MemberState.NOT_COVERED if fault else MemberState.COVERED
    text = fault or f"销号 closed {row.filed_on}"
    return Member(f"{row.code} {row.name}", row.area, state, text, max(days, default=None))


def items_of(facts: Facts, kind: RectificationKind) -> list[RectificationItem]:
    """Return the problems of a list that were found up to the day."""
    return [
        row
        for row in facts.registers.all(RECTIFICATION_ITEMS)
        if row.kind is kind and row.found_on <= facts.day
    ]


def _closed(kind: RectificationKind) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        return [closing_member(row, facts.day) for row in items_of(facts, kind)]

    return members


def _sea_outfall_problems(facts: Facts) -> list[Member]:
    sea = {row.code for row in facts.registers.all(OUTFALLS) if row.kind is OutfallKind.SEA}
    return [
        closing_member(row, facts.day)
        for row in items_of(facts, RectificationKind.OUTFALL)
        if row.object_code in sea
    ]


def _checked(facts: Facts) -> list[Member]:
    return [
        dated_fact(
            f"{row.code} {row.name}", row.area, row.checked_on, facts.day, "现场核查 checked"
        )
        for row in items_of(facts, RectificationKind.ASSIGNED_CASE)
    ]


def judge_rectification_due(metric: RectificationDueMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return a finding per list: closed of those due by the day, and what to warn of.

    Red is what is overdue and not closed: the list of the rest. Yellow is what falls due within
    the plan's days of warning and is not closed either: among the notes.

    Parameters
    ----------
    metric : the lists, and the days of warning. facts : as they stood.
    """
    return tuple(_due_finding(kind, metric.yellow_days, facts) for kind in metric.kinds)


def _due_finding(kind: RectificationKind, yellow_days: int, facts: Facts) -> Finding:
    coverage = Coverage(
        f"{kind.label}：到期且已销号 due and closed",
        _READ,
        lambda facts: [_due_member(row, facts.day) for row in items_of(facts, kind)],
        owed=Owed.BY_NOW,
        notes=lambda facts: _yellow(kind, yellow_days, facts),
    )
    return judge_coverage(coverage, facts)


def _due_member(row: RectificationItem, day: date) -> Member:
    found = closing_member(row, day)
    if row.due_on is None:
        lack = "期限未登记 no date is registered"
        return replace(found, state=MemberState.UNKNOWN, text=lack)
    if row.due_on > day:
        text = f"期限 due {row.due_on}, {found.text}"
        return replace(found, state=MemberState.NOT_DUE, text=text)
    if found.state is MemberState.COVERED:
        return found
    return replace(found, text=f"红 red: 期限 due {row.due_on}, {found.text}")


def _yellow(kind: RectificationKind, yellow_days: int, facts: Facts) -> list[str]:
    """Return the problems that fall due soon and are not closed, the earliest first."""
    until = facts.day + timedelta(days=yellow_days)
    soon = sorted(
        (row.due_on, row.code, row.name, fault_of_closing(row, facts.day))
        for row in items_of(facts, kind)
        if row.due_on is not None and facts.day < row.due_on <= until
    )
    return [
        f"黄 yellow: {code} {name}: 期限 due {due}, {fault}"
        for due, code, name, fault in soon
        if fault
    ]


def judge_assigned_cases(metric: AssignedCasesMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return two findings: every assigned case is owed its check, settling it is an effort.

    Parameters
    ----------
    metric : without parameters. facts : as they stood.
    """
    effort = replace(facts, commitment=facts.commitment.model_copy(update={"owes": Owes.EFFORT}))
    return (
        judge_coverage(COVERAGES["assigned_cases_checked"], facts),
        judge_coverage(COVERAGES["assigned_cases_settled"], effort),
    )


def judge_source_problems(metric: SourceProblemsMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the problems closed of those found at rural sources, once all are surveyed.

    Zero problems at sources that nobody surveyed are not 100 %, so that the share is undefined
    while a survey is lacking.

    Parameters
    ----------
    metric : without parameters. facts : as they stood.
    """
    coverage = COVERAGES["rural_source_problems_closed"]
    surveys = water.COVERAGES[_SURVEY].members(facts)
    lacking = [one.line for one in surveys if one.state is not MemberState.COVERED]
    if not surveys:
        lacking = [f"名录为空 the register has none: {DRINKING_SOURCES.name} ({coverage.label})"]
    problems = coverage.members(facts)
    if lacking:
        return (_undefined(coverage, facts, lacking, problems),)
    if not problems and facts.registers.all(RECTIFICATION_ITEMS):
        return (_without_problems(coverage, facts, surveys),)
    return (judge_coverage(coverage, facts),)


def _undefined(
    coverage: Coverage, facts: Facts, lacking: Sequence[str], problems: Sequence[Member]
) -> Finding:
    closed = sum(one.state is MemberState.COVERED for one in problems)
    return Finding(
        coverage.label,
        facts.commitment.threshold,
        Status.INSUFFICIENT,
        kind=facts.registers.kind if problems else None,
        unit="%",
        missing=tuple(lacking),
        notes=(
            "排查未完成，比率无意义 undefined while the survey is incomplete: "
            f"已销号 closed {closed}, 已发现 found {len(problems)}",
        ),
        rest=tuple(one.line for one in problems if one.state is not MemberState.COVERED),
    )


def _without_problems(coverage: Coverage, facts: Facts, surveys: Sequence[Member]) -> Finding:
    return Finding(
        coverage.label,
        facts.commitment.threshold,
        Status.ACHIEVED if facts.is_closed else Status.ON_TRACK,
        kind=facts.registers.kind,
        unit="%",
        numerator=0,
        denominator=0,
        notes=("全部排查，未发现问题 all surveyed, no problem found",),
        evidence=tuple(one.line for one in surveys),
    )


def _rural_source_problems(facts: Facts) -> list[Member]:
    """A problem at a thousand-ton rural source is closed with a photo as well."""
    sources = {
        row.code: row
        for row in facts.registers.all(DRINKING_SOURCES)
        if row.is_thousand_ton and row.level is SourceLevel.TOWN_OR_BELOW
    }
    found = []
    for row in items_of(facts, RectificationKind.SOURCE_PROBLEM):
        if row.object_code in sources:
            member = closing_member(row, facts.day)
            if member.state is MemberState.COVERED and row.photo_sha256 is None:
                text = "无照片 without a photo"
                member = replace(member, state=MemberState.NOT_COVERED, text=text)
            found.append(member)
    return found


COVERAGES: Mapping[str, Coverage] = {
    "rural_source_problems_closed": Coverage(
        "“千吨万人”水源地问题已销号 problems at thousand-ton rural sources closed",
        (RECTIFICATION_ITEMS, DRINKING_SOURCES),
        _rural_source_problems,
    ),
    "sea_outfall_problems_closed": Coverage(
        "入海排污口问题已销号 problems of sea outfalls closed",
        (RECTIFICATION_ITEMS, OUTFALLS),
        _sea_outfall_problems,
    ),
    "assigned_cases_checked": Coverage(
        "交办案件已逐项排查 assigned cases checked", _READ, _checked
    ),
    "assigned_cases_settled": Coverage(
        "交办案件已办结 assigned cases settled", _READ, _closed(RectificationKind.ASSIGNED_CASE)
    ),
    "hazards_closed": Coverage(
        "环境安全隐患已消除 hazards closed", _READ, _closed(RectificationKind.HAZARD)
    ),
    "theme_education_closed": Coverage(
        "主题教育整改问题已销号 problems of the theme education closed",
        _READ,
        _closed(RectificationKind.THEME_EDUCATION),
    ),
    "scattered_sites_cleared": Coverage(
        "清单内“散乱污”场所已清理 listed scattered sites cleared",
        _READ,
        _closed(RectificationKind.SCATTERED_SITE),
    ),
    "village_parks_upgraded": Coverage(
        "清单内村级工业园已整治提升 listed village parks upgraded",
        _READ,
        _closed(RectificationKind.VILLAGE_PARK),
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
