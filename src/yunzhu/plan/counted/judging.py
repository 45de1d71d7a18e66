"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from collections.abc import Sequence

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.budget_execution import judge_budget_execution
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.metric_schema import (
    BudgetExecutionMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = RegisterCoverageMetric | RegisterCountMetric | BudgetExecutionMetric


def judge_counted(metric: CountedMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings of a counted metric, one per coverage or count; none is averaged.

    Parameters
    ----------
    metric : of the commitment.
    facts : as they stood on the last day that counts.
    """
    match metric:
        case RegisterCoverageMetric():
            names, listed = metric.coverages, metric.listed
            found = [judge_coverage(COVERAGES[one], facts, listed) for one in names]
            return (*found, *_absent(metric.absent, facts))
        case RegisterCountMetric():
            found = [judge_count(COUNTS[one], facts) for one in metric.counts]
            return (*found, *_absent(metric.absent, facts))
        case BudgetExecutionMetric():
            return judge_budget_execution(facts)


def _absent(names: Sequence[str], facts: Facts) -> list[Finding]:
    return [
        Finding(
            name,
            facts.commitment.threshold,
            Status.INSUFFICIENT,
            missing=(f"名录尚未建立 its register is not there yet: {name}",),
        )
        for name in names
    ]
