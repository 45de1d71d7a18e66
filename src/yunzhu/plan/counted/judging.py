"""Which judge finds what about a counted commitment."""

from __future__ import annotations

from yunzhu.plan.counted import COUNTS, COVERAGES
from yunzhu.plan.counted.count import judge_count
from yunzhu.plan.counted.coverage import judge_coverage
from yunzhu.plan.counted.declaration_audit import judge_declaration_audit
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.groundwater import judge_groundwater_work
from yunzhu.plan.counted.parcel_safe_use import judge_parcel_safe_use
from yunzhu.plan.counted.radioactive_sources import judge_radioactive_sources
from yunzhu.plan.metric_schema import (
    GroundwaterWorkMetric,
    ParcelSafeUseMetric,
    RadioactiveSourcesMetric,
    RegisterCountMetric,
    RegisterCoverageMetric,
    WasteDeclarationAuditMetric,
)
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

CountedMetric = (
    RegisterCoverageMetric
    | RegisterCountMetric
    | ParcelSafeUseMetric
    | WasteDeclarationAuditMetric
    | RadioactiveSourcesMetric
    | GroundwaterWorkMetric
)


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
        case ParcelSafeUseMetric():
            found = [*judge_parcel_safe_use(metric, facts)]
        case WasteDeclarationAuditMetric():
            found = [*judge_declaration_audit(metric, facts)]
        case RadioactiveSourcesMetric():
            found = [*judge_radioactive_sources(metric, facts)]
        case GroundwaterWorkMetric():
            found = [*judge_groundwater_work(metric, facts)]
    return (*found, *(_absent(name, facts) for name in metric.absent))


def _absent(name: str, facts: Facts) -> Finding:
    lack = f"名录尚未建立 its register is not there yet: {name}"
    return Finding(name, facts.commitment.threshold, Status.INSUFFICIENT, missing=(lack,))
