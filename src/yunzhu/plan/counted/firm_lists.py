"""Coverages of firms on the lists of a year: monitors, VOC measures, statistical returns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from yunzhu.city.registers.enterprises import ENTERPRISE_LISTINGS, ENTERPRISES, EnterpriseList
from yunzhu.city.registers.online_monitors import ONLINE_MONITORS, OnlineMonitor
from yunzhu.city.registers.statistical_returns import (
    STATISTICAL_RETURNS,
    StatisticalReturn,
    Survey,
)
from yunzhu.city.registers.voc_firms import VOC_FIRMS
from yunzhu.plan.counted.coverage import Coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.listed_firms import ListedFirm, listed_firms, standing
from yunzhu.plan.members import Member, MemberState, dated_fact

_BUILT = (
    ("installed_on", "安装 installed"),
    ("connected_on", "联网 connected"),
    ("accepted_on", "验收 accepted"),
)


def _monitors_by_firm(facts: Facts) -> Mapping[str, list[OnlineMonitor]]:
    found: dict[str, list[OnlineMonitor]] = defaultdict(list)
    for row in facts.registers.all(ONLINE_MONITORS):
        if row.required_by is not None:
            found[row.enterprise].append(row)
    return found


def _built_this_year(facts: Facts) -> list[Member]:
    """The year's task: key dischargers with a facility that was asked for by this year."""
    year, monitors = facts.year.first.year, _monitors_by_firm(facts)
    found = []
    for one in listed_firms(facts, EnterpriseList.KEY_DISCHARGER):
        owed = [row for row in monitors.get(one.firm.code, ()) if row.required_by == year]
        if owed:
            found.append(_built(one, owed, facts.day, _BUILT))
    return found


def _connected_by_now(facts: Facts) -> list[Member]:
    """Key dischargers with a facility that was asked for by this year or an earlier one."""
    year, monitors = facts.year.first.year, _monitors_by_firm(facts)
    found = []
    for one in listed_firms(facts, EnterpriseList.KEY_DISCHARGER):
        owed = [
            row
            for row in monitors.get(one.firm.code, ())
            if row.required_by is not None and row.required_by <= year
        ]
        if owed:
            found.append(_built(one, owed, facts.day, _BUILT[1:2]))
    return found


def _built(
    one: ListedFirm, owed: Sequence[OnlineMonitor], day: date, steps: Sequence[tuple[str, str]]
) -> Member:
    """A firm is covered when every step of every facility of its was taken by the day."""
    if one.left:
        return one.as_left
    taken, lacks = [], []
    for row in owed:
        for field, fact in steps:
            step = dated_fact(row.code, one.area, getattr(row, field), day, fact)
            if step.state is not MemberState.COVERED or step.done_on is None:
                lacks.append(step.line)
                break
            taken.append(step.done_on)
    if lacks:
        return one.member(MemberState.NOT_COVERED, "; ".join(lacks))
    told = "、".join(row.code for row in owed)
    fact = steps[-1][1]
    return one.member(MemberState.COVERED, f"{told} {fact} {max(taken)}", max(taken))


def _without_monitor(facts: Facts) -> list[str]:
    monitors = _monitors_by_firm(facts)
    none = sum(
        one.firm.code not in monitors for one in listed_firms(facts, EnterpriseList.KEY_DISCHARGER)
    )
    told = "名单内无应建设施记录的单位 on the list, with no facility asked for on record"
    return [f"{told}: {none}"] if none else []


def _voc_treated(facts: Facts) -> list[Member]:
    return [member for _, member in _voc_firms(facts)]


def _voc_firms(facts: Facts) -> list[tuple[str, Member]]:
    """Return the industry and the standing of each key firm, of either register."""
    year = facts.year.first.year
    rows = {row.enterprise: row for row in facts.registers.all(VOC_FIRMS) if row.list_year == year}
    listed = {one.firm.code: one for one in listed_firms(facts, EnterpriseList.VOC_KEY_FIRM)}
    firms = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    found = []
    for code in sorted({*rows, *listed}):
        firm = firms[code]
        one = listed.get(code) or standing(firm, facts.day)
        row = rows.get(code)
        industry = (row.industry if row is not None else None) or firm.industry
        if one.left:
            member = one.as_left
        elif row is None or row.measure is None:
            member = one.member(MemberState.NOT_COVERED, "无整治措施登记 no measure is registered")
        else:
            fact = dated_fact(one.name, one.area, row.accepted_on, facts.day, "验收 accepted")
            text = fact.text
            if fact.state is MemberState.COVERED:
                text = f"{text} {row.evidence}: {row.measure}"
            member = one.member(fact.state, text, fact.done_on)
        found.append((industry or "行业未登记 none given", member))
    return found


def _voc_by_industry(facts: Facts) -> list[str]:
    firms = [(name, one) for name, one in _voc_firms(facts) if one.state is not MemberState.LEFT]
    whole = Counter(name for name, _ in firms)
    done = Counter(name for name, one in firms if one.state is MemberState.COVERED)
    told = "; ".join(f"{name} {done[name]}/{number}" for name, number in sorted(whole.items()))
    return [f"按行业 by industry: {told}"] if told else []


def _returns_by_firm(facts: Facts) -> Mapping[str, list[StatisticalReturn]]:
    """Return the returns of environmental statistics; the census is another survey."""
    found: dict[str, list[StatisticalReturn]] = defaultdict(list)
    for row in facts.registers.all(STATISTICAL_RETURNS):
        if row.survey is Survey.STATISTICS and row.enterprise is not None:
            found[row.enterprise].append(row)
    return found


def _returns_accepted(facts: Facts) -> list[Member]:
    returns = _returns_by_firm(facts)
    return [
        _return(one, returns.get(one.firm.code, ()), facts)
        for one in listed_firms(facts, EnterpriseList.STATISTICS_RESPONDENT)
    ]


def _return(one: ListedFirm, rows: Sequence[StatisticalReturn], facts: Facts) -> Member:
    """The text does not say of which year: a return accepted in the plan's year counts."""
    if one.left:
        return one.as_left
    accepted = sorted(
        (row.accepted_on, row.year)
        for row in rows
        if row.accepted_on is not None
        and facts.year.first <= row.accepted_on <= min(facts.day, facts.year.last)
    )
    if accepted:
        day, year = accepted[0]
        text = f"{year} 年报表 return of {year}, {day} 审核通过 accepted"
        return one.member(MemberState.COVERED, text, day)
    sent = [
        f"{row.year} 年报表 return of {row.year}, {row.submitted_on} 上报 handed in"
        for row in rows
        if row.submitted_on is not None
        and row.accepted_on is None
        and row.submitted_on <= facts.day
    ]
    text = "; ".join((*sent, "未审核通过 not accepted")) if sent else "无通过的报表 none accepted"
    return one.member(MemberState.NOT_COVERED, text)


def _returns_in_time(facts: Facts) -> list[str]:
    """Tell how many returns of the year came by their day, and which units are no known firm."""
    due = [
        row
        for row in facts.registers.all(STATISTICAL_RETURNS)
        if row.survey is Survey.STATISTICS
        and row.due_on is not None
        and facts.year.first <= row.due_on <= facts.day
    ]
    kept = [
        row
        for row in due
        if row.submitted_on is not None
        and row.due_on is not None
        and row.submitted_on <= row.due_on
    ]
    notes = [f"按期上报 handed in by the day due: {len(kept)}/{len(due)}"] if due else []
    unmatched = [
        row.unit
        for row in facts.registers.all(STATISTICAL_RETURNS)
        if row.survey is Survey.STATISTICS and row.enterprise is None
    ]
    if unmatched:
        notes.append(f"未对应到企业的报表 returns of no known firm: {len(unmatched)}")
    return notes


_DISCHARGERS_READ = (ONLINE_MONITORS, ENTERPRISE_LISTINGS, ENTERPRISES)
COVERAGES: Mapping[str, Coverage] = {
    "key_discharger_monitors_built": Coverage(
        "当年应建自动监控的重点排污单位已安装、联网并验收 key dischargers of the year's task whose "
        "facilities are installed, connected and accepted",
        _DISCHARGERS_READ,
        _built_this_year,
        notes=_without_monitor,
    ),
    "key_dischargers_monitored": Coverage(
        "应建自动监控的重点排污单位已联网 key dischargers bound to a facility, by this year, "
        "whose facilities are connected",
        _DISCHARGERS_READ,
        _connected_by_now,
    ),
    "voc_firms_treated": Coverage(
        "VOCs重点企业整治措施已验收 key VOC firms with an accepted measure",
        (VOC_FIRMS, ENTERPRISE_LISTINGS, ENTERPRISES),
        _voc_treated,
        notes=_voc_by_industry,
    ),
    "statistical_returns_accepted": Coverage(
        "环境统计调查对象报表已审核通过 respondents of environmental statistics with an accepted "
        "return",
        (ENTERPRISE_LISTINGS, ENTERPRISES, STATISTICAL_RETURNS),
        _returns_accepted,
        notes=_returns_in_time,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
