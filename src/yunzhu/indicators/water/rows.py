"""From assessed sections to result rows: each number with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from yunzhu.indicators.water.class_shares import ClassShares
from yunzhu.indicators.water.realtime_classes import (
    REALTIME_ITEMS,
    RealtimeClasses,
    items_of_bits,
)
from yunzhu.indicators.water.rule_marks import class_mark, mean_mark
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.indicators.water.section_assessment import AssessedItem, AssessedSection
from yunzhu.observations.water_items import WATER_ITEMS
from yunzhu.periods import Period, minute_start
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.water_assessment import WaterAssessment
from yunzhu.standards.water_class import NO_CLASS, WaterBody, WaterClass
from yunzhu.standards.water_limits import SurfaceWaterLimits
from yunzhu.standards.water_rounding import water_rounding
from yunzhu.values import Origin, Result, SourceMark, worst_mark

WATER_CLASS, CLASS, MEAN, MULTIPLE = "water_class", "class", "mean", "exceedance_multiple"
MULTIPLE_DECIMALS, SHARE_DECIMALS = 2, 1
"""How exceedance multiples and shares are shown; no text of either was read."""
_BODY_UNKNOWN = (
    "水体类型未登记，河流与湖库的总磷限值得出不同类别 the water body is not registered, and the "
    "limits of total phosphorus of rivers and of lakes give different classes"
)


@dataclass(frozen=True)
class RowSource:
    """What every row of an answer shares.

    Attributes
    ----------
    period : its period. rule : its rule. limits : GB 3838 in force.
    method : the assessment method in force. origin : of the samples.
    """

    period: Period
    rule: WaterRule
    limits: SurfaceWaterLimits
    method: WaterAssessment
    origin: Origin


def item_rows(section: AssessedSection, source: RowSource) -> list[Result]:
    """Return mean, class and exceedance multiple of each item of a section.

    Parameters
    ----------
    section : as assessed.
    source : what the rows share.
    """
    return [row for item in section.items for row in _item_rows(section, item, source)]


def class_words(water_class: WaterClass, method: WaterAssessment) -> str:
    """Return a class as reports print it, with its status: ``Ⅳ 轻度污染 lightly polluted``."""
    status = method.status(water_class)
    return f"{water_class.chinese} {status.status} {status.english}"


def section_class_row(section: AssessedSection, source: RowSource) -> Result:
    """Return the class of a section with what drives it and the months it rests on."""
    found = section.water_class
    months = section.months_sampled
    notes = []
    if found is not None:
        notes += [
            class_words(found, source.method),
            f"定类项目 driving: {', '.join(section.driving)}",
        ]
    if section.pollutants:
        notes.append(f"主要污染指标 main pollutants: {', '.join(section.pollutants)}")
    if section.undetermined:
        notes.append(_BODY_UNKNOWN)
    if not section.items:
        notes.append("该时段没有水样 no sample in this period")
    notes.append(_judged_items(section, source.limits))
    if missing := [one for one in section.months if one not in months]:
        notes.append(f"缺月 months without a sample: {_month_list(missing)}")
    return make_row(
        source,
        subject=section.site,
        indicator=WATER_CLASS,
        statistic=CLASS,
        value=None if found is None else Decimal(int(found)),
        n_valid=len(months),
        n_expected=len(section.months),
        edition=source.limits.name,
        mark=worst_mark(
            _class_mark(section.body, [one.item for one in section.items], source),
            *(mean_mark(one.mean, one.item, source.rule, source.method) for one in section.items),
        ),
        notes=notes,
    )


def _item_rows(section: AssessedSection, item: AssessedItem, source: RowSource) -> list[Result]:
    mean = item.mean
    notes = [f"{mean.samples} 个样品 samples"]
    if mean.below:
        notes.append(
            f"低于检出限 below detection: {mean.below}, "
            f"按 counted as {source.rule.below_detection.value}"
        )
    if mean.above:
        notes.append(
            f"超出量程 {mean.above} 个，均值至少如此 above range: {mean.above}, a least mean"
        )
    if item.value is None:
        notes.append("修约位数未知 the decimals of this item are not known")
    mark = mean_mark(mean, item.item, source.rule, source.method)
    make = partial(
        make_row,
        source,
        subject=section.site,
        indicator=item.item,
        n_valid=len(mean.months),
        n_expected=len(section.months),
    )
    rows = [
        make(
            statistic=MEAN,
            value=item.value,
            unit=_unit(item.item),
            exact=mean.exact,
            edition=water_rounding().name,
            mark=mark,
            notes=notes,
        )
    ]
    judged = worst_mark(mark, _class_mark(section.body, [item.item], source))
    if item.water_class is not None:
        rows.append(
            make(
                statistic=CLASS,
                value=Decimal(int(item.water_class)),
                edition=source.limits.name,
                mark=judged,
                notes=[item.water_class.chinese],
            )
        )
    if item.multiple is not None:
        rows.append(
            make(
                statistic=MULTIPLE,
                value=round_half_even(item.multiple, MULTIPLE_DECIMALS),
                exact=item.multiple,
                edition=source.method.name,
                mark=worst_mark(judged, SourceMark.UNVERIFIED),
                notes=[
                    "对Ⅲ类限值 against the limit of class III",
                    "修约位数未见条文 no text of its decimals was read",
                ],
            )
        )
    return rows


def moment_rows(found: RealtimeClasses, source: RowSource) -> list[Result]:
    """Return one row per moment: its class, what drives it and which items took part."""
    rows = []
    for place in range(len(found)):
        code = int(found.classes[place])
        present = items_of_bits(int(found.present[place]))
        notes = []
        if code != NO_CLASS:
            driving = items_of_bits(int(found.driving[place]))
            notes += [WaterClass(code).chinese, f"定类项目 driving: {', '.join(driving)}"]
        if found.undetermined[place]:
            notes.append(_BODY_UNKNOWN)
        if absent := [name for name in REALTIME_ITEMS if name not in present]:
            notes.append(f"缺项 absent: {', '.join(absent)}")
        moment = minute_start(int(found.minutes[place]))
        rows.append(
            make_row(
                source,
                subject=found.sites[found.site[place]],
                indicator=WATER_CLASS,
                statistic=CLASS,
                period=moment.isoformat(timespec="minutes"),
                value=None if code == NO_CLASS else Decimal(code),
                n_valid=len(present),
                n_expected=len(REALTIME_ITEMS),
                edition=source.limits.name,
                mark=_class_mark(None, present, source),
                notes=notes,
            )
        )
    return rows


def share_rows(subject: str, shares: ClassShares, source: RowSource) -> list[Result]:
    """Return counts and shares of good sections and of those worse than class V.

    Parameters
    ----------
    subject : of the area.
    shares : its sections by class.
    source : what the rows share.
    """
    every = len(shares.classed) + len(shares.unclassed)
    rows = []
    for name, sites in (("good", shares.good), ("worse_than_v", shares.worse_than_v)):
        share = shares.share(sites)
        percent = None if share is None else share * PERCENT
        rest = [site for site in shares.classed if site not in sites]
        named = ("其余 the rest", rest) if name == "good" else ("名单 they are", sites)
        notes = [f"{len(sites)}/{len(shares.classed)}", f"{named[0]}: {', '.join(named[1]) or '—'}"]
        if shares.unclassed:
            notes.append(f"未定类 without a class: {', '.join(shares.unclassed)}")
        make = partial(
            make_row,
            source,
            subject=subject,
            indicator=WATER_CLASS,
            n_valid=len(shares.classed),
            n_expected=every,
            edition=source.method.name,
            mark=SourceMark.UNVERIFIED,
            notes=notes,
        )
        count = None if share is None else Decimal(len(sites))
        rows.append(make(statistic=f"{name}_sections", value=count))
        rows.append(
            make(
                statistic=f"{name}_share",
                value=None if percent is None else round_half_even(percent, SHARE_DECIMALS),
                unit="%",
                exact=percent,
            )
        )
    return rows


def make_row(
    source: RowSource,
    *,
    subject: str,
    indicator: str,
    statistic: str,
    value: Decimal | None,
    n_valid: int,
    n_expected: int,
    edition: str,
    mark: SourceMark,
    notes: Iterable[str],
    unit: str = "",
    exact: Fraction | None = None,
    period: str | None = None,
) -> Result:
    """Return a row with what all rows of an answer share; parameters as in `Result`."""
    return Result(
        subject=subject,
        indicator=indicator,
        statistic=statistic,
        period=period or str(source.period),
        value=value,
        unit=unit,
        n_valid=n_valid,
        n_expected=n_expected,
        valid=None,
        edition=edition,
        rule=str(source.rule),
        exact=exact,
        mark=mark,
        origin=source.origin,
        note="; ".join(note for note in notes if note),
    )


def _judged_items(section: AssessedSection, limits: SurfaceWaterLimits) -> str:
    every = [one.item for one in limits.section_items(section.body or WaterBody.RIVER)]
    judged = [one.item for one in section.items if one.item in every]
    return f"评价项目 items judged: {len(judged)}/{len(every)}"


def _month_list(months: Sequence[Period]) -> str:
    return ", ".join(f"{month.first:%Y-%m}" for month in months)


def _unit(item: str) -> str:
    known = WATER_ITEMS.get(item)
    return "" if known is None else known.unit


def _class_mark(body: WaterBody | None, items: Iterable[str], source: RowSource) -> SourceMark:
    return class_mark(body, items, source.limits, source.rule, source.method)
