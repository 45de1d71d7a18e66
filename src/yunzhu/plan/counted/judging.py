"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.report_reconciliation import judge_report_reconciliation
from yunzhu.plan.metric_schema import (
    RegisterCountMetric,
    RegisterCoverageMetric,
    ReportReconciliationMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = RegisterCoverageMetric | RegisterCountMetric | ReportReconciliationMetric


def judge_counted(metric: CountedMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the findings of a counted metric, one per coverage or count; none is averaged.

    Parameters
    ----------
    metric : of the commitment.
    facts : as they stood on the last day that counts.
    """
    found: list[Finding]
    match metric:
        case RegisterCoverageMetric():
            found = [
                judge_coverage(COVERAGES[name], facts, metric.listed) for name in metric.coverages
            ]
        case RegisterCountMetric():
            found = [judge_count(COUNTS[name], facts) for name in metric.counts]
        case ReportReconciliationMetric():
            beside = (judge_coverage(COVERAGES[name], facts) for name in metric.coverages)
            found = [*judge_report_reconciliation(metric, facts), *beside]
    return (*found, *(_absent(name, facts) for name in metric.absent))


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
