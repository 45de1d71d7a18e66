"""The metric ``groundwater_work``: accepted work, wells sampled in the year, and their trends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from yunzhu.indicators.water.mann_kendall import FEWEST_VALUES, mann_kendall
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.indicators.water.trend import Direction
from yunzhu.indicators.water.trend_rows import TrendStep, means_by_step, steps_of
from yunzhu.observations.sites import Medium, Site
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import Coverage, judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.outfall_samplings import sampling_days
from yunzhu.plan.counted_schema import GroundwaterWorkMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.metric_schema import WorkItemsMetric
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
    years = [one.first.year for one in steps_of(period, TrendStep.YEARS)]
    means = means_by_step(facts.water.samples, subject, period, facts.water.rule, TrendStep.YEARS)
    told = [
        _trend(f"{site} {item}", dict(zip(years, found, strict=True)), period.last)
        for site, item, found in means
        if any(one is not None for one in found)
    ]
    return told or [f"{period} 无年均值，无趋势 no annual mean, no trend"]


def _trend(name: str, means: Mapping[int, Fraction | None], last: date) -> str:
    """Say the trend of one item of one well over the years that have a mean."""
    present = {year: mean for year, mean in means.items() if mean is not None}
    what, years = f"趋势 trend {name}", _years_told(tuple(present), last)
    if len(present) < FEWEST_VALUES:
        few = f"仅 {len(present)} 年 years, 少于 fewer than {FEWEST_VALUES}"
        return f"{what}: {Direction.NOT_JUDGED.value}, {few}{years}"
    found = mann_kendall(tuple(present.values()), tuple(present))
    return (
        f"{what}: {found.direction.value}, Mann–Kendall S {found.s}, "
        f"单侧概率 one-sided p {float(found.probability):.3f}, "
        f"斜率 slope {float(found.slope):+.3g} 每年，单位同项目 a year in the item's unit, "
        f"{found.values} 年 years{years}"
    )


def _years_told(present: Sequence[int], last: date) -> str:
    """Name the years without a mean since the first one, and a last year that is not over."""
    absent = [str(year) for year in range(present[0], last.year + 1) if year not in present]
    told = f", 缺年均值 no mean: {'、'.join(absent)}" if absent else ""
    if last < Period.of_year(last.year).last:
        told += f", {last.year} 年未满 not over: 至 up to {last}"
    return told
