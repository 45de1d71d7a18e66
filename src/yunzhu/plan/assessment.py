"""Where a plan stands on a day: one verdict per commitment, and how many of each word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yunzhu.observations.lake import Lake
from yunzhu.plan.air_metric import MeasureVerdict, judge_air_metric
from yunzhu.plan.outlook import COUNTING_RULE
from yunzhu.plan.schema import Commitment, KnownThreshold, Plan
from yunzhu.plan.status import Status, worst_status
from yunzhu.values import EvidenceKind, Origin, plain_number
from yunzhu.workspace import Workspace, require_same_origin


@dataclass(frozen=True)
class Verdict:
    """Where one commitment stands.

    Attributes
    ----------
    commitment : the clause.
    status : the worst of its measures.
    measures : every measure with its value, threshold, cap and what is missing.
    kind : kind of the evidence, the weakest input; None without any evidence.
    notes : about the evidence.
    """

    commitment: Commitment
    status: Status
    measures: tuple[MeasureVerdict, ...]
    kind: EvidenceKind | None
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for JSON."""
        one = self.commitment
        return {
            "id": one.id,
            "clause": one.clause,
            "english": one.english,
            "force": one.force.value,
            "role": one.role.value,
            "owes": one.owes.value,
            "due": one.due.isoformat(),
            "readings": list(one.readings),
            "status": self.status.value,
            "status_english": self.status.english,
            "evidence_kind": None if self.kind is None else self.kind.value,
            "missing": [text for measure in self.measures for text in measure.missing],
            "measures": [_measure_as_dict(measure) for measure in self.measures],
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class PlanAssessment:
    """All verdicts of a plan on a day."""

    plan: Plan
    as_of: date
    known_at: date | None
    origin: Origin
    verdicts: tuple[Verdict, ...]

    def counts(self) -> dict[Status, int]:
        """Return how many commitments stand at each word, the worst first."""
        return {
            status: sum(1 for verdict in self.verdicts if verdict.status is status)
            for status in Status
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the assessment for JSON."""
        return {
            "plan": self.plan.id,
            "title": self.plan.title,
            "as_of": self.as_of.isoformat(),
            "known_at": None if self.known_at is None else self.known_at.isoformat(),
            "origin": self.origin.value,
            "origin_label": self.origin.label,
            "counts": {status.value: count for status, count in self.counts().items()},
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
        }


def assess_plan(
    workspace: Workspace, plan: Plan, as_of: date, *, known_at: date | None = None
) -> PlanAssessment:
    """Judge every commitment of a plan on the records of a workspace.

    Parameters
    ----------
    workspace : where the records are; its origin must be the plan's.
    plan : from `load_plan`.
    as_of : last day that counts; nothing dated later is read.
    known_at : ignore what was received after that day.

    Raises
    ------
    WorkspaceError : a real plan on a simulated workspace, or the other way round.
    """
    require_same_origin(workspace, plan.origin, file=plan.id)
    lake = Lake(workspace)
    kind = EvidenceKind.SIMULATED if plan.origin is Origin.SIMULATED else EvidenceKind.MEASURED
    verdicts = []
    for commitment in plan.commitments:
        measures, notes = judge_air_metric(
            lake, plan.area, commitment.metric, plan.year, as_of, plan.cuts, known_at=known_at
        )
        status = worst_status(measure.status for measure in measures)
        has_evidence = any(measure.result is not None for measure in measures)
        verdicts.append(
            Verdict(commitment, status, measures, kind if has_evidence else None, notes)
        )
    return PlanAssessment(plan, as_of, known_at, workspace.origin, tuple(verdicts))


def _measure_as_dict(verdict: MeasureVerdict) -> dict[str, Any]:
    threshold = verdict.measure.threshold
    content: dict[str, Any] = {
        "indicator": verdict.measure.indicator,
        "statistic": verdict.measure.statistic,
        "status": verdict.status.value,
        "compare": threshold.compare,
        "threshold": plain_number(threshold.value)
        if isinstance(threshold, KnownThreshold)
        else None,
        "threshold_unknown": None if isinstance(threshold, KnownThreshold) else threshold.unknown,
        "unit": threshold.unit,
        "missing": list(verdict.missing),
        "result": None if verdict.result is None else verdict.result.as_dict(),
        "remaining": None,
    }
    if verdict.cap is not None:
        content["remaining"] = {
            "days": verdict.cap.remaining_days,
            "highest_mean": plain_number(verdict.cap.shown),
            "highest_mean_whole": plain_number(verdict.cap.whole),
            "counted_days": verdict.cap.counted_days,
            "counting_rule": COUNTING_RULE,
        }
    return content
