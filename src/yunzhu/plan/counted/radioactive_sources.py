"""The metric ``radioactive_sources_checked``: sources in use that were checked in the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yunzhu.city.registers.radioactive_sources import RADIOACTIVE_SOURCES, SourceState
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted_schema import RadioactiveSourcesMetric
from yunzhu.plan.members import Member, MemberState, dated_fact
from yunzhu.plan.verdicts import Finding
from yunzhu.standards.radioactive_sources import (
    RadioactiveCategory,
    radioactive_category,
    radioactive_rule,
)
from yunzhu.values import SourceMark

if TYPE_CHECKING:
    from yunzhu.city.registers.radioactive_sources import RadioactiveSource


def judge_radioactive_sources(
    metric: RadioactiveSourcesMetric, facts: Facts
) -> tuple[Finding, ...]:
    """Return the coverage of the sources in use, of some categories, by a check in the year.

    A source that was retired unchecked leaves by its dated document. A category that does not fit
    activity and nuclide is told beside and changes nothing: the register's own decides.

    Parameters
    ----------
    metric : the categories that are meant. facts : as they stood.
    """
    categories = frozenset(RadioactiveCategory(one) for one in metric.categories)
    names = "、".join(
        one.label.split(" ", maxsplit=1)[0] for one in RadioactiveCategory if one in categories
    )
    coverage = Coverage(
        f"在用放射源年内已检查({names}) radioactive sources in use checked in the year",
        (RADIOACTIVE_SOURCES,),
        members=lambda facts: [_member(row, facts) for row in _meant(facts, categories)],
        notes=lambda facts: _notes(facts, categories),
    )
    return (judge_coverage(coverage, facts),)


def _meant(facts: Facts, categories: frozenset[RadioactiveCategory]) -> list[RadioactiveSource]:
    since = facts.year.first
    return [
        row
        for row in facts.registers.between(RADIOACTIVE_SOURCES, since, max(since, facts.day))
        if row.category in categories and row.state is not SourceState.STORED
    ]


def _member(row: RadioactiveSource, facts: Facts) -> Member:
    name = f"{row.code} {row.nuclide} {row.category.label}, {row.holder}"
    checked = row.last_check_on
    if checked is not None and checked < facts.year.first:
        text = f"上次检查 last checked {checked}, 年内未查 not in the year"
        member = Member(name, row.area, MemberState.NOT_COVERED, text)
    else:
        member = dated_fact(name, row.area, checked, facts.day, "检查 checked")
    is_gone = row.ended_on is not None and row.ended_on < facts.day
    if member.state is MemberState.COVERED or not is_gone:
        return member
    text = f"{row.ended_on} 退出 left, {row.ending_document}"
    return Member(name, row.area, MemberState.LEFT, text)


def _notes(facts: Facts, categories: frozenset[RadioactiveCategory]) -> list[str]:
    """Tell the sources of any category whose category does not fit, and what cannot be told."""
    rule = radioactive_rule()
    mark = SourceMark.UNVERIFIED.label
    rows = facts.registers.on(RADIOACTIVE_SOURCES, facts.day)
    notes = []
    unknown: dict[str, int] = {}
    for row in rows:
        expected = radioactive_category(row.nuclide, row.activity_bq, rule)
        if expected is None:
            unknown[row.nuclide] = unknown.get(row.nuclide, 0) + 1
        elif expected is not row.category:
            notes.append(
                f"类别不符 category does not fit: {row.code} {row.nuclide} {row.activity_bq} Bq "
                f"({row.activity_on}) 登记 registered {row.category.label}, 按活度 by activity "
                f"{expected.label} ({rule.name}, {mark})"
            )
    for nuclide, number in unknown.items():
        notes.append(
            f"D 值未知，类别未核 D value not known, category not checked: {nuclide} {number}"
        )
    stored = sum(
        1 for row in rows if row.category in categories and row.state is SourceState.STORED
    )
    if stored:
        notes.append(f"闲置，不计 stored, not counted: {stored}")
    return notes
