"""The metric ``work_items``: what was accepted of what was owed, by dated acts of other persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.plan.metric_schema import WorkItemsMetric
from yunzhu.plan.schema import Commitment, CommitmentKind, Cuts
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, evidence_line, unknown_threshold_text
from yunzhu.values import EvidenceKind

if TYPE_CHECKING:
    from yunzhu.city.records import WorkingDays, WorkItemRecord


@dataclass(frozen=True)
class WorkEvidence:
    """The work items of a plan as they stood on a day, and the working days of its year.

    Attributes
    ----------
    items : commitment id to its work items.
    working_days : from the first day of the plan's year to the last due day.
    kind : kind of the evidence that is handed in.
    """

    items: Mapping[str, Sequence[WorkItemRecord]]
    working_days: WorkingDays
    kind: EvidenceKind


@dataclass(frozen=True)
class _Counted:
    """The items of one component.

    Attributes
    ----------
    done : accepted on or before the commitment's due day. rest : all others.
    wanted : how many must be done: the threshold's number, otherwise all of them.
    """

    done: Sequence[WorkItemRecord]
    rest: Sequence[WorkItemRecord]
    wanted: int

    @property
    def registered(self) -> int:
        """How many items there are."""
        return len(self.done) + len(self.rest)


_CONTINUING = (CommitmentKind.COVERAGE, CommitmentKind.MECHANISM, CommitmentKind.STANDING_DUTY)


def judge_work_items(
    commitment: Commitment,
    metric: WorkItemsMetric,
    evidence: WorkEvidence,
    as_of: date,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return one finding per component: accepted of owed, and the list of the rest.

    Only the commitment's own due day settles a miss, and an acceptance after it does not undo it.
    An item's day is its schedule: what is done is held against the items due by now, or, where
    several are due on one day, against the share of working days passed up to it (house rule 7).
    With fewer items registered than the threshold asks for, the days of the others are not known:
    it is named, and the share of working days passed counts where it asks for more.
    A duty that continues to its due day is achieved then and not before. Nothing registered is
    证据不足, never a miss. An item says what is owed; without a file or an acceptance there is no
    evidence of any kind, whatever the word.

    Parameters
    ----------
    commitment : its threshold and due date.
    metric : its components; without any, all items count together.
    evidence : the work items as they stood on ``as_of``.
    as_of : last day that counts, taken as over.
    cuts : of the plan.
    """
    items = evidence.items.get(commitment.id, ())
    components = metric.components or ("",)
    findings = [
        _judge_component(
            commitment,
            component,
            [one for one in items if not component or one.component == component],
            evidence,
            as_of,
            cuts,
        )
        for component in components
    ]
    strays = tuple(
        f"组成部分不在计划中 a component not in the plan: {one.component or '—'} ({one.title})"
        for one in items
        if metric.components and one.component not in metric.components
    )
    first = findings[0]
    return (replace(first, missing=(*first.missing, *strays)), *findings[1:])


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
    threshold = commitment.threshold
    has_mark = isinstance(threshold, KnownThreshold) and not component
    done = [one for one in items if _in_time(one, commitment)]
    rest = [one for one in items if not _in_time(one, commitment)]
    wanted = int(threshold.value) if has_mark else len(items)  # type: ignore[union-attr]
    is_proved = any(one.evidence or one.accepted_on is not None for one in items)
    status, missing = _status(_Counted(done, rest, wanted), commitment, evidence, as_of, cuts)
    return Finding(
        label=label,
        threshold=threshold,
        status=status,
        kind=evidence.kind if is_proved else None,
        value=Decimal(len(done)),
        unit="项",
        numerator=len(done),
        denominator=max(wanted, len(items)),
        missing=missing,
        rest=tuple(_named(one, as_of) for one in rest),
        evidence=tuple(
            f"{one.title}: {evidence_line(file.name, file.sha256, file.received)}"
            for one in items
            for file in one.evidence
        ),
    )


def _in_time(item: WorkItemRecord, commitment: Commitment) -> bool:
    return item.accepted_on is not None and item.accepted_on <= commitment.due


def _status(
    counted: _Counted,
    commitment: Commitment,
    evidence: WorkEvidence,
    as_of: date,
    cuts: Cuts,
) -> tuple[Status, tuple[str, ...]]:
    if isinstance(commitment.threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(commitment.threshold),)
    unproved = [one for one in counted.rest if not one.evidence and one.due <= as_of]
    missing = tuple(f"无证据 without evidence: {one.title}" for one in unproved)
    if counted.registered < counted.wanted:
        short = f"登记不足 registered {counted.registered} of {counted.wanted} 项"
        missing = (short, *missing)
    is_over = as_of >= commitment.due
    if len(counted.done) >= counted.wanted:
        goes_on = commitment.kind in _CONTINUING and not is_over
        has_mark = isinstance(commitment.threshold, KnownThreshold)
        return Status.ON_TRACK if goes_on and not has_mark else Status.ACHIEVED, missing
    if is_over:
        return Status.MISSED, missing
    expected = _share_expected(counted, commitment, evidence, as_of)
    if expected is None:
        return Status.INSUFFICIENT, (*missing, evidence.working_days.missing)
    return status_of_pace(Fraction(len(counted.done), counted.wanted), expected, cuts), missing


def _share_expected(
    counted: _Counted, commitment: Commitment, evidence: WorkEvidence, as_of: date
) -> Fraction | None:
    """Return the share that should be done by now; None where the calendar does not tell."""
    days = [min(one.due, commitment.due) for one in (*counted.done, *counted.rest)]
    owed_by_now = Fraction(sum(day <= as_of for day in days), counted.wanted)
    if counted.registered < counted.wanted:
        elapsed = evidence.working_days.elapsed_share(as_of, commitment.due)
        return None if elapsed is None else max(owed_by_now, elapsed)
    if len(days) > 1 and len(set(days)) == 1 and as_of < days[0]:
        return evidence.working_days.elapsed_share(as_of, days[0])
    return min(owed_by_now, Fraction(1))


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
    if item.accepted_on is not None:
        when = f"逾期验收 accepted late on {item.accepted_on}"
    else:
        when = "逾期 overdue" if item.due <= as_of else "未到期 not yet due"
    return f"{item.title} ({item.owner}, {item.due}, {item.state.label}, {when})"
