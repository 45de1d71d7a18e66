"""What the simulated city's plan says of the truths that were planted among its counted things."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yunzhu.plan.assessment import PlanAssessment
    from yunzhu.plan.verdicts import Finding

# Row of the plan, what was planted, and what must stand in the line that tells it.
_PLANTED = (
    ("03.1", "一台锅炉从未检查 a boiler that nobody visits", "B0801"),
    ("03.1", "一台检查两次 one visited twice", "共 2 次"),
    ("T10", "减排项目重复申报 a reduction project entered twice", "重复 double"),
    ("04.2", "出租车纯电动比例差 0.1 a taxi cohort at 89.9 %", "89/99"),
    ("04.7", "同船同日抽检两次 a ship checked twice in a day", "samples 2"),
    ("T14", "地块提前放行 a parcel released too early", "早于移出"),
    ("10.3", "联单到货变轻 a manifest that arrives lighter", "轻 lighter"),
)


def planted_findings(assessment: PlanAssessment) -> list[dict[str, str]]:
    """Return for each planted truth the line of the plan's verdicts that tells it.

    A truth that no line tells is said to be 未发现; there is none of that kind at the end of the
    simulated year.

    Parameters
    ----------
    assessment : of the simulated plan.
    """
    found = {one.commitment.id: one.findings for one in assessment.verdicts}
    return [
        {
            "id": row,
            "planted": planted,
            "told": next(
                (line for one in found[row] for line in _lines(one) if mark in line),
                "未发现 not found",
            ),
        }
        for row, planted, mark in _PLANTED
    ]


def _lines(finding: Finding) -> tuple[str, ...]:
    share = f"{finding.label} {finding.numerator}/{finding.denominator} = {finding.value} %"
    return (*finding.rest, *finding.counted, *finding.evidence, *finding.notes, share)
