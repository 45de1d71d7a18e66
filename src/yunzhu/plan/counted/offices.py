"""Coverages and counts of the offices: posts, assessments, papers to answer, publicity, runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from yunzhu.city.registers.analysis_runs import ANALYSIS_RUNS, AnalysisKind
from yunzhu.city.registers.inspections import OFFICERS
from yunzhu.city.registers.posts import POSTS, PostLevel
from yunzhu.city.registers.proposals import PROPOSALS, ProposalKind
from yunzhu.city.registers.publicity_items import PUBLICITY_ITEMS, Channel, PublicityKind
from yunzhu.city.registers.responsibility_assessments import RESPONSIBILITY_ASSESSMENTS
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage, Owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState, dated_fact

if TYPE_CHECKING:
    from yunzhu.city.registers.analysis_runs import AnalysisRun
    from yunzhu.city.registers.posts import Post
    from yunzhu.city.registers.proposals import Proposal
    from yunzhu.city.registers.publicity_items import PublicityItem


def _posts(facts: Facts) -> list[Member]:
    return [_post(row, facts) for row in facts.registers.all(POSTS)]


def _leading_posts(facts: Facts) -> list[Member]:
    rows = facts.registers.all(POSTS)
    return [_post(row, facts) for row in rows if row.level is not PostLevel.OTHER]


def _post(row: Post, facts: Facts) -> Member:
    """A post is covered with its risk, the measures, and a review in the plan's year."""
    name = f"{row.code} {row.name}"
    if row.risk is None or row.measures is None:
        return Member(name, "", MemberState.NOT_COVERED, "无风险点或措施 no risk or no measures")
    if row.reviewed_on is not None and row.reviewed_on < facts.year.first:
        text = f"最近复核 last review {row.reviewed_on}"
        return Member(name, "", MemberState.NOT_COVERED, text)
    return dated_fact(name, "", row.reviewed_on, facts.day, "复核 reviewed")


def _assessed_units(facts: Facts) -> list[Member]:
    """The units whose assessment is of the year before the plan's."""
    assessed = facts.year.first.year - 1
    return [
        dated_fact(
            row.unit, row.area or "", row.closed_on, facts.day, f"{assessed} 年度办结 closed"
        )
        for row in facts.registers.all(RESPONSIBILITY_ASSESSMENTS)
        if row.year == assessed
    ]


def _score_gaps(facts: Facts) -> list[str]:
    assessed = facts.year.first.year - 1
    return [
        f"{row.unit}: 自评 self {row.self_score}, 核算 computed {row.computed_score}, "
        f"差 gap {row.self_score - row.computed_score}"
        for row in facts.registers.all(RESPONSIBILITY_ASSESSMENTS)
        if row.year == assessed
        and row.self_score is not None
        and row.computed_score is not None
        and row.self_score != row.computed_score
    ]


def _certified(facts: Facts) -> list[Member]:
    return [
        Member(
            f"{row.code} {row.certificate}",
            row.area,
            MemberState.COVERED if OFFICERS.holds_on(row, facts.day) else MemberState.NOT_COVERED,
            f"证件 certificate {row.valid_from}..{row.valid_to}",
            row.valid_from,
        )
        for row in facts.registers.all(OFFICERS)
    ]


def _answered(kind: ProposalKind) -> Callable[[Facts], Sequence[Member]]:
    """Return the papers of the year: answered by their day, or not yet due."""

    def members(facts: Facts) -> list[Member]:
        return [
            _answer(row, facts)
            for row in facts.registers.all(PROPOSALS)
            if row.kind is kind and row.received_on in facts.year and row.received_on <= facts.day
        ]

    return members


def _answer(row: Proposal, facts: Facts) -> Member:
    name = f"{row.code} {row.subject}"
    if row.answered_on is not None and row.answered_on <= facts.day:
        told = "" if row.satisfaction is None else f" {row.satisfaction.label}"
        if row.answered_on <= row.due_on:
            text = f"答复 answered {row.answered_on}{told}"
            return Member(name, "", MemberState.COVERED, text, row.answered_on)
        text = f"逾期答复 answered late {row.answered_on}, 应于 due {row.due_on}{told}"
        return Member(name, "", MemberState.NOT_COVERED, text)
    word = "逾期未复 overdue" if row.due_on < facts.day else "未到期 not yet due"
    return Member(name, "", MemberState.NOT_COVERED, f"{word}, 应于 due {row.due_on}")


def _releases(facts: Facts) -> list[Member]:
    """Releases that are due in the year up to the day: held by their day or not."""
    return [
        _release(row)
        for row in facts.registers.all(PUBLICITY_ITEMS)
        if row.kind is PublicityKind.RELEASE
        and row.due_on is not None
        and row.due_on in facts.year
        and row.due_on <= facts.day
    ]


def _release(row: PublicityItem) -> Member:
    name = f"{row.code} {row.subject}"
    if row.published_on is None or row.due_on is None:
        return Member(name, "", MemberState.NOT_COVERED, f"未发布 not held, 应于 due {row.due_on}")
    is_in_time = row.published_on <= row.due_on
    state = MemberState.COVERED if is_in_time else MemberState.NOT_COVERED
    text = f"发布 held {row.published_on}, 应于 due {row.due_on}"
    return Member(name, "", state, text, row.published_on)


_EXPOSING = (Channel.PARTY_PAPER, Channel.TELEVISION, Channel.GOVERNMENT_SITE)
_OWN_CHANNELS = (Channel.WEBSITE, Channel.WEIBO, Channel.WECHAT)


def _exposures(facts: Facts) -> list[Member]:
    """Exposed problems: closed when followed up and linked to what was done about them."""
    return [
        _exposure(row, facts)
        for row in facts.registers.all(PUBLICITY_ITEMS)
        if row.kind is PublicityKind.EXPOSURE
        and row.channel in _EXPOSING
        and row.published_on is not None
        and row.published_on in facts.year
        and row.published_on <= facts.day
    ]


def _exposure(row: PublicityItem, facts: Facts) -> Member:
    name = f"{row.code} {row.subject} ({row.channel.label})"
    if row.linked_case is None:
        return Member(name, "", MemberState.NOT_COVERED, "未关联案件或整改 no linked case")
    return dated_fact(name, "", row.follow_up_on, facts.day, "后续处理 followed up")


def _items_of(channel: Channel) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        return [
            Member(
                f"{row.code} {row.subject}",
                "",
                MemberState.COVERED,
                f"{row.channel.label} {row.published_on}",
                row.published_on,
            )
            for row in facts.registers.all(PUBLICITY_ITEMS)
            if row.channel is channel
            and row.published_on is not None
            and row.published_on in facts.year
            and row.published_on <= facts.day
        ]

    return members


def _receptor_runs(facts: Facts) -> list[Member]:
    """Receptor models about days of the year; shares without uncertainty are no result."""
    return [
        _run(row, facts)
        for row in facts.registers.all(ANALYSIS_RUNS)
        if row.kind is AnalysisKind.RECEPTOR_MODEL
        and row.first_day <= facts.year.last
        and facts.year.first <= row.last_day
        and row.made_on <= facts.as_of
    ]


def _run(row: AnalysisRun, facts: Facts) -> Member:
    name = f"{row.code} {row.first_day}..{row.last_day} {row.sites}"
    if row.result is None or row.uncertainty is None:
        return Member(name, "", MemberState.NOT_COVERED, "无不确定度 no result with uncertainty")
    return dated_fact(name, "", row.accepted_on, facts.day, "报告验收 report accepted")


COVERAGES: Mapping[str, Coverage] = {
    "posts_reviewed": Coverage("岗位廉政风险已复核 posts with a reviewed risk", (POSTS,), _posts),
    "leading_posts_reviewed": Coverage(
        "领导和关键岗位已复核 posts of leaders and key posts reviewed", (POSTS,), _leading_posts
    ),
    "units_assessed": Coverage(
        "上年度目标责任考核已办结 units with a closed assessment of the year before",
        (RESPONSIBILITY_ASSESSMENTS,),
        _assessed_units,
        notes=_score_gaps,
    ),
    "officers_certified": Coverage(
        "持有效证件的执法人员 officers with a certificate in force", (OFFICERS,), _certified
    ),
    "congress_suggestions_answered": Coverage(
        "人大建议按期答复 suggestions of congress members answered in time",
        (PROPOSALS,),
        _answered(ProposalKind.CONGRESS),
    ),
    "conference_proposals_answered": Coverage(
        "政协提案按期答复 proposals of the consultative conference answered in time",
        (PROPOSALS,),
        _answered(ProposalKind.CONFERENCE),
    ),
    "releases_held": Coverage(
        "新闻发布按期举行 releases held as due", (PUBLICITY_ITEMS,), _releases, owed=Owed.BY_NOW
    ),
    "exposures_followed_up": Coverage(
        "曝光问题已跟踪处理 exposed problems followed up", (PUBLICITY_ITEMS,), _exposures
    ),
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    "receptor_model_runs": Count(
        "源解析运算 receptor-model runs with uncertainty and an accepted report",
        "次",
        (ANALYSIS_RUNS,),
        _receptor_runs,
    ),
    **{
        f"{channel.value}_items": Count(
            f"{channel.label}: 发布 items published", "条", (PUBLICITY_ITEMS,), _items_of(channel)
        )
        for channel in _OWN_CHANNELS
    },
}
"""Name to count; a plan's YAML uses the names."""
