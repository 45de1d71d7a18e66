"""The metric ``budget_execution``: what was spent of the year's budget, by task of the plan."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from yunzhu.city.registers.budget_lines import BUDGET_LINES, BUDGET_SPENDING
from yunzhu.periods import Period
from yunzhu.plan.counted.coverage import SHARE_DECIMALS, status_by_acts
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted_schema import BudgetExecutionMetric
from yunzhu.plan.members import Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even


def judge_budget_execution(_: BudgetExecutionMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding about money spent of money budgeted, in the months that are over.

    No rate is promised: spending in the year is the act, the rate is shown for the whole and for
    each line. A line without an entry for a month that is over counts as nothing spent then, and
    is named.

    Parameters
    ----------
    facts : as they stood on the last day that counts.
    """
    year = facts.year.first.year
    lines = [row for row in facts.registers.all(BUDGET_LINES) if row.year == year]
    threshold = facts.commitment.threshold
    label = "预算执行 budget execution"
    if not lines:
        empty = "名录为空 the register has none: budget_lines"
        return (Finding(label, threshold, Status.INSUFFICIENT, unit="%", missing=(empty,)),)
    months = _months_over(facts)
    spent: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for entry in facts.registers.all(BUDGET_SPENDING):
        if entry.month in months:
            spent[entry.line][entry.month] = entry.spent_yuan
    planned = sum((row.planned_yuan for row in lines), Decimal(0))
    whole = sum((sum(spent[row.code].values(), Decimal(0)) for row in lines), Decimal(0))
    members = []
    for row in lines:
        done = sum(spent[row.code].values(), Decimal(0))
        lacking = [month for month in months if month not in spent[row.code]]
        text = f"任务 task {row.task}: {done} / {row.planned_yuan} 元 yuan"
        if lacking:
            text += f", 无记录的月份 months without entry: {', '.join(map(str, lacking))}"
        state = MemberState.COVERED if done >= row.planned_yuan else MemberState.NOT_COVERED
        members.append(Member(f"{row.code} {row.name}", "", state, text))
    status, missing = status_by_acts(facts, sum(1 for one in spent.values() if one))
    share = None
    if planned:
        share = round_half_even(Fraction(whole) * PERCENT / Fraction(planned), SHARE_DECIMALS)
    return (
        Finding(
            label,
            threshold,
            status,
            kind=facts.registers.kind,
            value=share,
            unit="%",
            missing=missing,
            notes=(f"支出 spent {whole} / 预算 budgeted {planned} 元 yuan",),
            rest=tuple(one.line for one in members if one.state is not MemberState.COVERED),
            evidence=tuple(one.line for one in members if one.state is MemberState.COVERED),
            members=tuple(members),
        ),
    )


def _months_over(facts: Facts) -> range:
    """Return the months of the plan's year that are over on the day."""
    year = facts.year.first.year
    ended = [
        month for month in range(1, 13) if Period.of_months(year, month, month).last <= facts.day
    ]
    return range(1, len(ended) + 1)
