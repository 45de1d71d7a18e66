"""The metric ``report_reconciliation``: what permits report against what others say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median

from yunzhu.city.registers.discharge_outlets import OUTLET_LIMITS, MonitorReading, OutletLimit
from yunzhu.city.registers.enterprises import ENTERPRISES
from yunzhu.city.registers.permits import PERMIT_REPORT_EMISSIONS, PERMIT_REPORTS, PERMITS
from yunzhu.city.registers.pollutants import LimitUnit
from yunzhu.plan.counted.coverage import Coverage, Owed, judge_coverage, share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.reported_tonnes import (
    FigureOf,
    Limits,
    OtherFigure,
    Readings,
    Reported,
    has_enough_hours,
    last_day,
    limits_by_outlet,
    monitored,
    promised_in_eia,
    readings_by_outlet,
    reported_tonnes,
    returned_in_statistics,
    shown,
)
from yunzhu.plan.counted_schema import ReportReconciliationMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.verdicts import Finding
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

_TERMS = {
    "monitor": "自动监测 monitored",
    "eia": "环评承诺 promised in the EIA",
    "statistics": "环境统计 in statistics",
}
_CEILINGS = frozenset({"eia"})
_CONCENTRATIONS = frozenset({LimitUnit.MG_PER_L, LimitUnit.MG_PER_M3})
_LABEL = "排放量与其他制度一致的许可证 permits whose emission agrees with other systems"
_READ = (PERMIT_REPORT_EMISSIONS, PERMIT_REPORTS, PERMITS)


@dataclass(frozen=True)
class Comparison:
    """One reported figure against one system; ``agrees`` is None where nothing is to compare."""

    reported: Reported
    agrees: bool | None
    text: str


def judge_report_reconciliation(
    metric: ReportReconciliationMetric, facts: Facts
) -> tuple[Finding, ...]:
    """Return the finding about permits: those of which every compared figure agrees.

    A report without a counterpart is not compared, which is no conflict; a permit of which
    nothing could be compared is in no denominator and is listed with what is missing. The act of
    the year is the handing in of the latest report that was compared.

    Parameters
    ----------
    metric : systems and tolerance.
    facts : as they stood on the last day that counts.
    """
    readings, limits = readings_by_outlet(facts), limits_by_outlet(facts)
    compared = _by_permit(compare_reports(metric, facts, readings, limits))
    open_ones = _not_compared(facts, compared)
    coverage = Coverage(
        _LABEL,
        _READ,
        lambda _: _members(facts, compared),
        owed=Owed.BY_NOW,
        notes=lambda _: [
            *_notes(metric, compared),
            *medians_above_limit(facts, readings, limits, metric.least_valid_percent),
        ],
    )
    found = judge_coverage(coverage, facts)
    if not found.members and open_ones:
        missing = (*(one for one in found.missing if not one.startswith("名录")), *open_ones)
        return (replace(found, missing=missing),)
    return (replace(found, rest=(*found.rest, *open_ones)),)


def compare_reports(
    metric: ReportReconciliationMetric, facts: Facts, readings: Readings, limits: Limits
) -> list[Comparison]:
    """Return every reported figure of the year against every system that is compared."""
    systems: dict[str, FigureOf] = {}
    if "monitor" in metric.compared:
        systems["monitor"] = monitored(facts, readings, limits, metric.least_valid_percent)
    if "eia" in metric.compared:
        systems["eia"] = promised_in_eia(facts)
    if "statistics" in metric.compared:
        systems["statistics"] = returned_in_statistics(facts)
    found = []
    for one in reported_tonnes(facts):
        for system, figure in systems.items():
            comparison = _compared(one, system, figure, metric.tolerance_percent)
            if comparison is not None:
                found.append(comparison)
    return found


def _compared(
    one: Reported, system: str, figure: FigureOf, tolerance: Decimal
) -> Comparison | None:
    other = figure(one)
    if other is None:
        return None
    if system != "monitor" and other.tonnes is not None and one.lacking:
        lack = (
            f"许可证未全部报告 not all permits of the firm have reported: {'、'.join(one.lacking)}"
        )
        other = OtherFigure(None, lack)
    own = one.tonnes if system == "monitor" else one.of_firm
    told = f"{one.kind.label} {one.span} {one.item.label}: 报告 reported {shown(own)} t"
    term = _TERMS[system]
    if other.tonnes is None:
        return Comparison(one, None, f"{told}, {term} —: {other.text}")
    text = f"{told}, {term} {shown(other.tonnes)} t ({other.text})"
    apart = own - other.tonnes if system in _CEILINGS else abs(own - other.tonnes)
    if Fraction(apart) <= Fraction(other.tonnes) * Fraction(tolerance) / PERCENT:
        return Comparison(one, True, text)
    if other.tonnes:
        percent = round_half_even(Fraction(apart) / Fraction(other.tonnes) * PERCENT, 1)
        text += f", 相差 differs by {percent} %"
    return Comparison(one, False, text)


def _by_permit(comparisons: Sequence[Comparison]) -> Mapping[str, Sequence[Comparison]]:
    found: dict[str, list[Comparison]] = defaultdict(list)
    for one in comparisons:
        found[one.reported.permit].append(one)
    return found


def _members(facts: Facts, compared: Mapping[str, Sequence[Comparison]]) -> list[Member]:
    names = _names(facts)
    return [
        _member(*names[permit], [one for one in found if one.agrees is not None])
        for permit, found in sorted(compared.items())
        if any(one.agrees is not None for one in found)
    ]


def _member(name: str, area: str, found: Sequence[Comparison]) -> Member:
    conflicts = [one.text for one in found if not one.agrees]
    done_on = max(one.reported.submitted_on for one in found)
    if conflicts:
        text = f"冲突 conflicts {len(conflicts)}/{len(found)}: {'; '.join(conflicts)}"
        return Member(name, area, MemberState.NOT_COVERED, text, done_on)
    text = "; ".join(one.text for one in found)
    return Member(name, area, MemberState.COVERED, text, done_on)


def _not_compared(facts: Facts, compared: Mapping[str, Sequence[Comparison]]) -> tuple[str, ...]:
    names = _names(facts)
    return tuple(
        f"{names[permit][0]}: 未比对 not compared: {'; '.join(one.text for one in found)}"
        for permit, found in sorted(compared.items())
        if all(one.agrees is None for one in found)
    )


def _names(facts: Facts) -> Mapping[str, tuple[str, str]]:
    """Return the name and the area of each permit."""
    firms = {row.code: row for row in facts.registers.all(ENTERPRISES)}
    found = {}
    for permit in facts.registers.all(PERMITS):
        firm = firms.get(permit.enterprise)
        name = permit.code if firm is None else f"{permit.code} {firm.name}"
        found[permit.code] = (name, "" if firm is None else firm.street or firm.area)
    return found


def _notes(
    metric: ReportReconciliationMetric,
    compared: Mapping[str, Sequence[Comparison]],
) -> list[str]:
    every = [one for found in compared.values() for one in found]
    judged = [one for one in every if one.agrees is not None]
    agreeing = sum(one.agrees is True for one in judged)
    systems = "、".join(_TERMS[name] for name in metric.compared)
    notes = [
        f"比对 compared: {systems}; 容差 tolerance {metric.tolerance_percent} %，为设置 a setting"
    ]
    if judged:
        share = share_percent(agreeing, len(judged))
        notes.append(f"一致的数字 figures that agree: {agreeing}/{len(judged)} ({share} %)")
    if len(every) > len(judged):
        notes.append(f"无对应数字 figures without a counterpart: {len(every) - len(judged)}")
    return notes


def medians_above_limit(
    facts: Facts, readings: Readings, limits: Limits, least_valid_percent: Decimal
) -> list[str]:
    """Return the outlets whose median of the monthly means of the year lies above their limit.

    Months are taken with the limit that holds on their last day, in its own unit. Those with too
    few valid hours, or in another unit, are not taken and are named.
    """
    notes = []
    for (outlet, item), months in sorted(
        readings.items(), key=lambda one: (one[0][0], one[0][1].value)
    ):
        means: dict[date, list[Decimal]] = defaultdict(list)
        held: dict[date, OutletLimit] = {}
        skipped = []
        for (year, month), row in sorted(months.items()):
            last = last_day(year, month)
            limit = _limit_on(limits.get((outlet, item), ()), last)
            if row.mean is None or limit is None or last not in facts.year:
                continue
            lack = _lack_of_mean(row, limit, least_valid_percent)
            if lack:
                skipped.append(f"{year}-{month:02} {lack}")
                continue
            means[limit.valid_from].append(row.mean)
            held[limit.valid_from] = limit
        for first, values in means.items():
            middle, limit = Fraction(median(values)), held[first]
            if middle > Fraction(limit.limit):
                notes.append(
                    f"月均中位数超限 median of monthly means above the limit: {outlet} "
                    f"{item.label}: {round_half_even(middle, 2)} > {limit.limit.normalize():f} "
                    f"{limit.unit.value} ({len(values)} 月 months)"
                )
        if skipped:
            notes.append(
                f"不计入月均中位数的月份 months not in the median of monthly means: {outlet} "
                f"{item.label}: {'; '.join(skipped)}"
            )
    return notes


def _lack_of_mean(row: MonitorReading, limit: OutletLimit, least_valid_percent: Decimal) -> str:
    """Return why the mean of a month is not held against a limit, or ""."""
    if row.unit is not limit.unit:
        unit = "" if row.unit is None else row.unit.value
        return f"单位不符 unit {unit}, 限值 limit {limit.unit.value}"
    if has_enough_hours(row, least_valid_percent):
        return ""
    share = row.valid_hours_percent
    found = "不详 not told" if share is None else f"{share.normalize():f} %"
    return f"有效小时不足 too few valid hours {found} < {least_valid_percent.normalize():f} %"


def _limit_on(limits: Sequence[OutletLimit], day: date) -> OutletLimit | None:
    """Return the latest limit of a concentration that holds on a day."""
    found = [
        row for row in limits if row.unit in _CONCENTRATIONS and OUTLET_LIMITS.holds_on(row, day)
    ]
    return found[-1] if found else None
