"""The metric ``work_items``: what was accepted of what was owed, by dated acts of other persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.plan.schema import Commitment, Cuts, WorkItemsMetric
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding, evidence_line
from yunzhu.values import EvidenceKind

if TYPE_CHECKING:
    from yunzhu.city.records import WorkItemRecord


@dataclass(frozen=True)
class WorkEvidence:
    """The work items of a plan as they stood on a day, and how much of the year had passed.

    Attributes
    ----------
    items : commitment id to its work items.
    elapsed : share of the year's working days passed; None where the calendar does not cover it.
    calendar_missing : what the calendar lacks, for a reader.
    kind : kind of the evidence.
    """

    items: Mapping[str, Sequence[WorkItemRecord]]
    elapsed: Fraction | None
    calendar_missing: str
    kind: EvidenceKind


def judge_work_items(
    commitment: Commitment,
    metric: WorkItemsMetric,
    evidence: WorkEvidence,
    as_of: date,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return one finding per component: accepted of owed, and the list of the rest.

    Running, a single deliverable is on track until due; several are held against the share of
    working days passed (house rule 7). Nothing registered is 证据不足, never a miss.

    Parameters
    ----------
    commitment : its threshold and due date.
    metric : its components; without any, all items count together.
    evidence : the work items as they stood on ``as_of``.
    as_of : last day that counts.
    cuts : of the plan.
    """
    items = evidence.items.get(commitment.id, ())
    components = metric.components or ("",)
    return tuple(
        _judge_component(
            commitment,
            component,
            [one for one in items if not component or one.component == component],
            evidence,
            as_of,
            cuts,
        )
        for component in components
    )


def _judge_component(
    commitment: Commitment,
    component: str,
    items: Sequence[WorkItemRecord],
    evidence: WorkEvidence,
    as_of: date,
    cuts: Cuts,
) -> Finding:
    label = f"工作项 work items {component}".rstrip()
    if not items:
        absent = f"未登记工作项 no work item registered: {commitment.id} {component}".rstrip()
        return Finding(
            label, commitment.threshold, Status.INSUFFICIENT, unit="项", missing=(absent,)
        )
    accepted = [one for one in items if one.accepted_on is not None]
    rest = [one for one in items if one.accepted_on is None]
    status, missing = _status(accepted, rest, commitment, evidence, as_of, cuts)
    return Finding(
        label=label,
        threshold=commitment.threshold,
        status=status,
        kind=evidence.kind,
        value=Decimal(len(accepted)),
        unit="项",
        numerator=len(accepted),
        denominator=len(items),
        missing=missing,
        rest=tuple(_named(one, as_of) for one in rest),
        evidence=tuple(
            f"{one.title}: {evidence_line(file.name, file.sha256, file.received)}"
            for one in items
            for file in one.evidence
        ),
    )


def _status(
    accepted: Sequence[WorkItemRecord],
    rest: Sequence[WorkItemRecord],
    commitment: Commitment,
    evidence: WorkEvidence,
    as_of: date,
    cuts: Cuts,
) -> tuple[Status, tuple[str, ...]]:
    is_single = len(accepted) + len(rest) == 1
    unproved = [one for one in rest if not one.evidence and one.due <= as_of]
    missing = tuple(f"无证据 without evidence: {one.title}" for one in unproved)
    if not rest:
        status = Status.ACHIEVED
    elif as_of >= commitment.due or (is_single and rest[0].due < as_of):
        status = Status.MISSED
    elif is_single:
        status = Status.ON_TRACK
    elif evidence.elapsed is None:
        status, missing = Status.INSUFFICIENT, (*missing, evidence.calendar_missing)
    else:
        done = Fraction(len(accepted), len(accepted) + len(rest))
        status = status_of_pace(done, evidence.elapsed, cuts)
    return status, missing


def status_of_pace(done: Fraction, elapsed: Fraction, cuts: Cuts) -> Status:
    """Return the word of a share done against the share of working days passed.

    Examples
    --------
    >>> from yunzhu.plan.loading import load_plan
    >>> cuts = load_plan("guangzhou-2020").cuts
    >>> [status_of_pace(Fraction(n, 10), Fraction(1, 2), cuts).value for n in (5, 4, 3)]
    ['有望', '有风险', '难以达成']
    """
    if done >= elapsed:
        return Status.ON_TRACK
    return Status.AT_RISK if done >= elapsed * Fraction(cuts.at_risk_pace) else Status.OFF_TRACK


def _named(item: WorkItemRecord, as_of: date) -> str:
    late = "逾期 overdue" if item.due < as_of else "未到期 not yet due"
    return f"{item.title} ({item.owner}, {item.due}, {item.state.label}, {late})"
