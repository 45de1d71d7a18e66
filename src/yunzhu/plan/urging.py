"""Rows on which the bureau urges (督促): its own acts are judged, the others' outcome is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.plan.metric_schema import MetricWithWork, WorkItemsMetric
from yunzhu.plan.schema import Commitment, Cuts, Role
from yunzhu.plan.threshold import NoThreshold
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.work_item_metric import judge_work_items

if TYPE_CHECKING:
    from yunzhu.plan.work_item_metric import WorkEvidence

_NO_NUMBER = NoThreshold(
    none="督促不设数", english="urging has no number; the number is owed by others"
)


def is_bound_to_work(commitment: Commitment) -> bool:
    """Tell whether accepted work items speak of a commitment: by its metric, or as urging."""
    return isinstance(commitment.metric, MetricWithWork) or commitment.role is Role.URGE


def judged_by_urging(
    commitment: Commitment,
    outcomes: Sequence[Finding],
    evidence: WorkEvidence,
    as_of: date,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return what others achieved, marked as theirs, and what the bureau did about it.

    The bureau's acts are its accepted work items and what a metric itself found of its visits;
    without either the row is 证据不足, whatever the outcome.

    Parameters
    ----------
    commitment : on which the bureau urges.
    outcomes : findings of its metric.
    evidence : the work items as they stood.
    as_of : last day that counts.
    cuts : of the plan.
    """
    marked = [
        one if one.is_own_act else replace(one, is_outcome_of_others=True) for one in outcomes
    ]
    has_own = any(one.is_own_act for one in outcomes)
    if has_own and not evidence.items.get(commitment.id):
        return tuple(marked)
    owed = commitment.model_copy(update={"threshold": _NO_NUMBER})
    items = WorkItemsMetric(name="work_items")
    urged = judge_work_items(owed, items, evidence, as_of, cuts)
    told = [replace(one, label=f"本局督促 the bureau's urging: {one.label}") for one in urged]
    return (*marked, *told)
