"""The metric ``groundwater_work``: accepted work, wells sampled in the year, and their trends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from yunzhu.indicators.water.mann_kendall import FEWEST_VALUES, mann_kendall
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.indicators.water.trend import Direction
from yunzhu.indicators.water.trend_rows import TrendStep, means_by_step
from yunzhu.observations.sites import Medium, Site
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.outfall_samplings import sampling_days
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.metric_schema import GroundwaterWorkMetric, WorkItemsMetric
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.work_item_metric import judge_work_items

_YEARS = 30
"""Of the past that a trend looks at; wells are sampled once or twice a year."""

_LABEL = "地下水监测井年内已采样 groundwater wells sampled in the year"


def judge_groundwater_work(metric: GroundwaterWorkMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return two findings: the accepted work items, and the wells that were sampled.

    The trend of each item of each well stands beside the wells: the Mann–Kendall test of its
    annual means.

    Parameters
    ----------
    metric : components of the work. facts : as they stood.
    """
    items = WorkItemsMetric(name="work_items", components=metric.components)
    work = judge_work_items(facts.commitment, items, facts.evidence.work, facts.as_of, facts.cuts)
    return (*work, _wells_finding(facts))


def _wells_finding(facts: Facts) -> Finding:
    wells = _wells(facts)
    if not wells:
        lack = "没有地下水站点 no groundwater site: yunzhu sites import"
        return Finding(
            _LABEL, facts.commitment.threshold, Status.INSUFFICIENT, unit="%", missing=(lack,)
        )
    coverage = Coverage(
        _LABEL,
        (),
        members=lambda facts: _members(wells, facts),
        notes=lambda facts: _trends(wells, facts),
    )
    # Sites and samples alone, no register of the city.
    return replace(judge_coverage(coverage, facts), kind=facts.water.kind)


def _wells(facts: Facts) -> tuple[Site, ...]:
    """Return the wells that operate on some day of the year so far."""
    first = facts.year.first
    return tuple(
        site
        for site in facts.water.sites.of_medium(Medium.GROUNDWATER)
        if (site.opened is None or site.opened <= facts.day)
        and (site.closed is None or site.closed > first)
    )


def _members(wells: tuple[Site, ...], facts: Facts) -> list[Member]:
    days = sampling_days(facts.water, [site.id for site in wells], facts.day)
    return [_member(site, days.get(site.id, ()), facts.day) for site in wells]


def _member(site: Site, days: Sequence[date], day: date) -> Member:
    name = f"{site.id} {site.name}".rstrip()
    if days:
        text = f"采样 sampled {len(days)} d, 最近 latest {days[-1]}"
        return Member(name, site.area, MemberState.COVERED, text, days[-1])
    if site.closed is not None and site.closed <= day:
        text = f"{site.closed} 停用 closed"
        return Member(name, site.area, MemberState.LEFT, text)
    return Member(name, site.area, MemberState.NOT_COVERED, "年内未采样 not sampled in the year")


def _trends(wells: tuple[Site, ...], facts: Facts) -> list[str]:
    span, whole = facts.so_far, facts.water.samples.span(facts.water.known_at)
    if span is None or whole is None:
        return []
    first = max(whole.first.year, span.last.year - _YEARS + 1)
    if first > span.last.year:
        return []
    period = Period(date(first, 1, 1), span.last)
    subject = WaterSubject("groundwater", "地下水监测井", wells, is_area=False)
    means = means_by_step(facts.water.samples, subject, period, facts.water.rule, TrendStep.YEARS)
    told = [
        _trend(site, item, present)
        for site, item, found in means
        if (present := [one for one in found if one is not None])
    ]
    return told or [f"{period} 无年均值，无趋势 no annual mean, no trend"]


def _trend(site: str, item: str, means: Sequence[Fraction]) -> str:
    """Say the trend of one item of one well over the years that have a mean."""
    what = f"趋势 trend {site} {item}"
    if len(means) < FEWEST_VALUES:
        few = f"仅 {len(means)} 年 years, 少于 fewer than {FEWEST_VALUES}"
        return f"{what}: {Direction.NOT_JUDGED.value}, {few}"
    found = mann_kendall(means)
    return (
        f"{what}: {found.direction.value}, Mann–Kendall S {found.s}, "
        f"单侧概率 one-sided p {float(found.probability):.3f}, "
        f"斜率 slope {float(found.slope):+.3g} 每年，单位同项目 a year in the item's unit, "
        f"{found.values} 年 years"
    )
