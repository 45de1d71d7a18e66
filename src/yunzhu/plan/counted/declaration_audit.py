"""The metric ``waste_declaration_audit``: declarations sampled and verified, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.enterprises import ENTERPRISES
from yunzhu.city.registers.waste import DECLARATIONS
from yunzhu.plan.counted.count import Count, judge_count
from yunzhu.plan.counted.coverage import share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.proportions import wilson_interval
from yunzhu.plan.counted_schema import WasteDeclarationAuditMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.verdicts import Finding
from yunzhu.standards.air_assessment import PERCENT

if TYPE_CHECKING:
    from yunzhu.city.registers.waste import Declaration

_LABEL = "已抽查核查的固体废物申报 declarations of waste sampled and verified"


@dataclass(frozen=True)
class _Checked:
    """A declaration and what its own figures show; "" where nothing is wrong."""

    row: Declaration
    imbalance: str
    outlier: str

    @property
    def doubts(self) -> str:
        return "; ".join(text for text in (self.imbalance, self.outlier) if text)


def judge_declaration_audit(
    metric: WasteDeclarationAuditMetric, facts: Facts
) -> tuple[Finding, ...]:
    """Return the count of declarations verified in the year, with what their figures show beside.

    Verified is what was sampled on a day of the year and has the number of errors found. Every
    declaration about the year and the year before is put to two tests: the balance opening +
    generated = transferred + disposed + closing, and generation against that of the year before.
    Those that fail stand first in the rest, since they are whom to visit next.

    Parameters
    ----------
    metric : tolerance of the balance [t], factor of an outlier, confidence of the interval.
    facts : as they stood.
    """
    checked = _checked(metric, facts)
    count = Count(
        _LABEL,
        "份",
        (DECLARATIONS,),
        members=lambda facts: _members(checked, facts),
        beside=lambda facts: _beside(checked, metric, facts),
    )
    return (judge_count(count, facts),)


def _checked(metric: WasteDeclarationAuditMetric, facts: Facts) -> list[_Checked]:
    year = facts.year.first.year
    rows = {
        (row.enterprise, row.waste_code, row.year): row for row in facts.registers.all(DECLARATIONS)
    }
    return [
        _Checked(row, _imbalance(row, metric), _outlier(row, rows, metric))
        for row in rows.values()
        if row.is_there_on(facts.day)
        and (row.year in (year - 1, year) or _sampled(row, facts) is not None)
    ]


def _imbalance(row: Declaration, metric: WasteDeclarationAuditMetric) -> str:
    difference = row.difference_t
    if abs(difference) <= metric.tolerance_t:
        return ""
    return f"不平衡 does not balance: 差 {difference.normalize():f} t"


def _outlier(
    row: Declaration,
    rows: Mapping[tuple[str, str, int], Declaration],
    metric: WasteDeclarationAuditMetric,
) -> str:
    """Compare with the same waste of the same firm a year before; nothing then, nothing said."""
    before = rows.get((row.enterprise, row.waste_code, row.year - 1))
    if before is None or not before.generated_t:
        return ""
    low, high = before.generated_t / metric.outlier_factor, before.generated_t
    high *= metric.outlier_factor
    if low <= row.generated_t <= high:
        return ""
    return (
        f"产生量异常 outlier: {row.year - 1} {before.generated_t.normalize():f} t, "
        f"{row.year} {row.generated_t.normalize():f} t"
    )


def _members(checked: list[_Checked], facts: Facts) -> list[Member]:
    area_of = {row.code: row.street or row.area for row in facts.registers.all(ENTERPRISES)}
    ordered = sorted(checked, key=lambda one: not one.doubts)
    return [_member(one, area_of.get(one.row.enterprise, ""), facts) for one in ordered]


def _member(one: _Checked, area: str, facts: Facts) -> Member:
    row = one.row
    name = f"{row.enterprise} {row.year} {row.waste_code}"
    tail = f"; {one.doubts}" if one.doubts else ""
    day = _sampled(row, facts)
    if day is None:
        return Member(name, area, MemberState.NOT_COVERED, f"未抽查 not sampled{tail}")
    if row.errors_found is None:
        text = f"抽查 sampled {day}, 未核查 not verified{tail}"
        return Member(name, area, MemberState.NOT_COVERED, text)
    text = f"核查 verified {day}, 差错 errors {row.errors_found}{tail}"
    return Member(name, area, MemberState.COVERED, text, day)


def _sampled(row: Declaration, facts: Facts) -> date | None:
    span, day = facts.so_far, row.sampled_on
    return day if span is not None and day is not None and day in span else None


def _beside(
    checked: list[_Checked], metric: WasteDeclarationAuditMetric, facts: Facts
) -> list[str]:
    verified = [
        one.row
        for one in checked
        if one.row.errors_found is not None and _sampled(one.row, facts) is not None
    ]
    wrong = sum(1 for row in verified if row.errors_found)
    whole = len(checked)
    balanced = sum(1 for one in checked if not one.imbalance)
    outliers = sum(1 for one in checked if one.outlier)
    notes = []
    if verified:
        share = share_percent(wrong, len(verified))
        interval = wilson_interval(wrong, len(verified), float(metric.confidence))
        notes.append(
            f"差错率 error rate {wrong} ÷ {len(verified)} = {share} %, "
            f"{_percent_text(metric.confidence)} % 区间 interval "
            f"{interval.shown} (Wilson)"
        )
    if whole:
        notes.append(
            f"平衡 balanced {balanced} ÷ {whole} = {share_percent(balanced, whole)} %, "
            f"容差 tolerance {metric.tolerance_t} t"
        )
        notes.append(
            f"产生量异常 outliers {outliers} ÷ {whole}, "
            f"逾上年 {metric.outlier_factor} 倍或不足其分之一 beyond this factor of the year before"
        )
    notes.append("样本是否抽取产生，本名录不载 whether the sample was drawn is not registered")
    return notes


def _percent_text(confidence: Decimal) -> str:
    percent = Fraction(confidence) * PERCENT
    return f"{Decimal(percent.numerator) / Decimal(percent.denominator):f}"
