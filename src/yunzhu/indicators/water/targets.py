"""A section against its own target class, and what the months to come may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from yunzhu.errors import UsageError
from yunzhu.indicators.water.class_shares import target_met
from yunzhu.indicators.water.monthly_totals import ACIDITY, MonthlyTotals
from yunzhu.indicators.water.period_means import monthly_means
from yunzhu.indicators.water.recorded import recorded_totals
from yunzhu.indicators.water.remaining_mean import RemainingMean, remaining_mean
from yunzhu.indicators.water.results import assessed_sections, bodies_of, row_source
from yunzhu.indicators.water.rows import WATER_CLASS, RowSource, make_row
from yunzhu.indicators.water.rules import PeriodMean, WaterRule
from yunzhu.indicators.water.section_assessment import AssessedSection, assess_sections
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.periods import Period
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import SurfaceWaterLimits
from yunzhu.standards.water_rounding import water_rounding
from yunzhu.values import Result, SourceMark, worst_mark

TARGET_MET = "meets_class_"
LARGEST, LEAST = "largest_remaining_mean_for_class_", "least_remaining_mean_for_class_"
_ASKED = re.compile(
    rf"(?:{TARGET_MET}|{LARGEST}|{LEAST})([IV]+)(?:_after_(\d{{4}}-\d{{2}}-\d{{2}}))?"
)


def asked_target(statistic: str) -> tuple[WaterClass, date | None] | None:
    """Return the target class of a statistic, and the day after which months are to come.

    Examples
    --------
    >>> asked_target("largest_remaining_mean_for_class_III_after_2020-06-30")
    (<WaterClass.III: 3>, datetime.date(2020, 6, 30))
    >>> asked_target("meets_class_IV"), asked_target("mean")
    ((<WaterClass.IV: 4>, None), None)
    """
    found = _ASKED.fullmatch(statistic)
    if found is None or found[1] not in WaterClass.__members__:
        return None
    return WaterClass[found[1]], None if found[2] is None else date.fromisoformat(found[2])


def remaining_means(
    totals: MonthlyTotals,
    site: int,
    body: WaterBody,
    limits: SurfaceWaterLimits,
    target: WaterClass,
    months_left: int,
) -> list[RemainingMean]:
    """Return for each item of the class with samples what the months to come may have.

    pH has none: its hydrogen ions have a range, not a limit.

    Parameters
    ----------
    totals : of the months that are over.
    site : place of the section.
    body : what it lies on.
    limits : GB 3838 in force.
    target : class to reach.
    months_left : months to come, at least one.
    """
    found = []
    for limit in limits.section_items(body):
        if limit.item == ACIDITY or limit.item not in totals.items:
            continue
        item = totals.items.index(limit.item)
        monthly = [one for one in monthly_means(totals, site, item) if one is not None]
        if monthly:
            found.append(remaining_mean(monthly, months_left, limit, target))
    return found


def target_rows(
    lake: SampleLake,
    subject: WaterSubject,
    period: Period,
    rule: WaterRule,
    target: WaterClass,
    as_of: date,
) -> list[Result]:
    """Return whether each section meets a class, and the means its months to come may have.

    Parameters
    ----------
    lake : opened lake of samples.
    subject : from `find_water_subject`.
    period : whole months, commonly a year.
    rule : settings; remaining means need the mean of monthly means.
    target : class to reach.
    as_of : the last day of what is over; months that begin after it are to come.

    Raises
    ------
    UsageError : the day is no last day of a month of the period, or lies in none.
    """
    source = row_source(lake, period, rule)
    done, left = _split(period, as_of)
    if not left:
        sections = assessed_sections(lake, subject.sites, period, rule)
        return [_verdict(one, target, source) for one in sections]
    if rule.period_mean is not PeriodMean.OF_MONTHLY_MEANS:
        raise UsageError(
            "余月可有均值只对月均值的平均有定义 a remaining mean needs the mean of monthly means",
            field="period_mean",
            found=rule.period_mean.value,
            expected=PeriodMean.OF_MONTHLY_MEANS.value,
        )
    span = Period(done[0].first, done[-1].last)
    totals = recorded_totals(lake, subject.site_ids, span, rule)
    bodies = bodies_of(subject.sites)
    sections = assess_sections(totals, bodies, source.limits, source.method, rule)
    return [
        row
        for site, section in enumerate(sections)
        for row in remaining_rows(totals, site, section, target, as_of, len(left), source)
    ]


def remaining_rows(
    totals: MonthlyTotals,
    site: int,
    section: AssessedSection,
    target: WaterClass,
    as_of: date,
    months_left: int,
    source: RowSource,
) -> list[Result]:
    """Return the rows of `remaining_means` at one section; none where its body is not known.

    Parameters
    ----------
    totals : of the months that are over.
    site : place of the section.
    section : as assessed over those months.
    target : class to reach.
    as_of : the last day of what is over.
    months_left : months to come, at least one.
    source : what the rows share; its period is the whole one.
    """
    if section.body is None:
        return []
    found = remaining_means(totals, site, section.body, source.limits, target, months_left)
    return [_remaining_row(section, one, target, as_of, source) for one in found]


def _split(period: Period, as_of: date) -> tuple[Sequence[Period], Sequence[Period]]:
    months = period.months()
    done = [month for month in months if month.last <= as_of]
    left = [month for month in months if month.first > as_of]
    if len(done) + len(left) != len(months) or not done:
        raise UsageError(
            "须为时段内某月的末日 must be the last day of a month of the period",
            field="--as-of",
            found=str(as_of),
            expected=", ".join(str(month.last) for month in months),
        )
    return done, left


def _verdict(section: AssessedSection, target: WaterClass, source: RowSource) -> Result:
    met = target_met(section.water_class, target)
    words = {True: "达到 met", False: "未达到 not met", None: "不能判断 cannot be told"}
    return make_row(
        source,
        subject=section.site,
        indicator=WATER_CLASS,
        statistic=f"{TARGET_MET}{target.name}",
        value=None if met is None else Decimal(met),
        n_valid=len(section.months_sampled),
        n_expected=len(section.months),
        edition=source.method.name,
        mark=SourceMark.UNVERIFIED,
        notes=[
            words[met],
            f"目标 target {target.chinese}",
            "" if section.water_class is None else f"实际 class {section.water_class.chinese}",
        ],
    )


def _remaining_row(
    section: AssessedSection,
    one: RemainingMean,
    target: WaterClass,
    as_of: date,
    source: RowSource,
) -> Result:
    item = next(each for each in section.items if each.item == one.item)
    limit = source.limits.limit(one.item, section.body or WaterBody.RIVER)
    is_over = item.water_class is not None and item.water_class > target
    notes = [
        f"已有 {one.months_done} 月 months done, 余 {one.months_left} 月 to come",
        f"迄今 so far {item.value} {'—' if item.water_class is None else item.water_class.chinese}",
        "须改善 must improve" if is_over else "",
        "已无法达到 no mean reaches the target" if one.value is None else "",
    ]
    decimals = [row.mark for row in water_rounding().decimals if row.item == one.item]
    setting = source.method.setting("period_mean").option(source.rule.period_mean.value)
    return make_row(
        source,
        subject=section.site,
        indicator=one.item,
        statistic=f"{LEAST if one.is_least else LARGEST}{target.name}_after_{as_of}",
        value=one.value,
        unit=limit.unit,
        n_valid=one.months_done,
        n_expected=one.months_done + one.months_left,
        edition=source.method.name,
        mark=worst_mark(limit.mark, setting.mark, *decimals),
        notes=notes,
    )
