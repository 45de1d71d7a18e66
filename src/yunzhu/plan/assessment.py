"""Where a plan stands on a day: a verdict per commitment, rolled up per target, goal and task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yunzhu.city.records import AreaRecord
from yunzhu.observations.lake import Lake
from yunzhu.plan.air_metric import AirYear, air_year, judge_air_metric
from yunzhu.plan.city_evidence import CityEvidence
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.judging import judge_counted
from yunzhu.plan.figures_metric import judge_declared_figures
from yunzhu.plan.metric_schema import (
    AbsentMetric,
    AirMetric,
    DeclaredFiguresMetric,
    WorkItemsMetric,
)
from yunzhu.plan.published import PublishedFact, published_facts_of_area
from yunzhu.plan.published_evidence import judge_published
from yunzhu.plan.schema import Commitment, Plan, Role
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import UnknownThreshold
from yunzhu.plan.urging import judged_by_urging
from yunzhu.plan.verdicts import (
    Finding,
    GroupVerdict,
    Verdict,
    groups_of,
    kind_counts,
    kinds_by_name,
    status_counts,
    unknown_threshold_text,
)
from yunzhu.plan.water_metrics import WaterMetric, judge_water
from yunzhu.plan.water_records import WaterRecords
from yunzhu.plan.work_item_metric import judge_work_items
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace, require_same_origin


@dataclass(frozen=True)
class PlanAssessment:
    """All verdicts of a plan on a day, and the areas of which their members tell."""

    plan: Plan
    as_of: date
    known_at: date | None
    origin: Origin
    verdicts: tuple[Verdict, ...]
    areas: tuple[AreaRecord, ...] = ()

    @property
    def groups(self) -> tuple[GroupVerdict, ...]:
        """The rows: each target and goal by itself, then each task."""
        return groups_of(self.verdicts, self.plan.tasks)

    def counts(self) -> dict[Status, int]:
        """Return how many commitments stand at each word, the worst first."""
        return status_counts(self.verdicts)

    def kinds(self) -> dict[EvidenceKind | None, int]:
        """Return how many commitments rest on each kind of evidence."""
        return kind_counts(self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """Return the assessment for JSON."""
        return {
            "plan": self.plan.id,
            "plan_sha256": self.plan.digest,
            "title": self.plan.title,
            "as_of": self.as_of.isoformat(),
            "known_at": None if self.known_at is None else self.known_at.isoformat(),
            "origin": self.origin.value,
            "origin_label": self.origin.label,
            "counts": {status.value: count for status, count in self.counts().items()},
            "evidence_kinds": kinds_by_name(self.kinds()),
            "groups": [group.as_dict() for group in self.groups],
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
        }


def assess_plan(
    workspace: Workspace,
    plan: Plan,
    as_of: date,
    *,
    known_at: date | None = None,
    evidence: CityEvidence | None = None,
) -> PlanAssessment:
    """Judge every commitment of a plan on the records of a workspace.

    Parameters
    ----------
    workspace : where the records are; its origin must be the plan's.
    plan : from `load_plan`.
    as_of : last day that counts; nothing dated later is read.
    known_at : ignore what was received after that day.
    evidence : of the city as it stood on ``as_of``; None when there is no city.

    Raises
    ------
    WorkspaceError : a real plan on a simulated workspace, or the other way round.
    """
    require_same_origin(workspace, plan.origin, file=plan.id)
    water = WaterRecords(workspace, plan.year, as_of, known_at)
    year = air_year(Lake(workspace), plan.area, plan.year, as_of, known_at)
    # What a real city published says nothing about a simulated one, whatever its area code.
    facts = published_facts_of_area(plan.area) if plan.origin is Origin.MEASURED else ()
    verdicts = tuple(_judge(one, plan, year, water, evidence, facts) for one in plan.commitments)
    areas = () if evidence is None else evidence.areas
    return PlanAssessment(plan, as_of, known_at, workspace.origin, verdicts, areas)


def _judge(
    commitment: Commitment,
    plan: Plan,
    year: AirYear | str,
    water: WaterRecords,
    evidence: CityEvidence | None,
    facts: Sequence[PublishedFact],
) -> Verdict:
    metric = commitment.metric
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    if isinstance(metric, AirMetric):
        findings, notes = judge_air_metric(year, metric, plan.cuts)
    elif isinstance(metric, AbsentMetric):
        findings = (_absent(commitment, metric),)
    elif evidence is None:
        missing = "工作区没有城市数据库 no city in this workspace: yunzhu city prepare"
        findings = (
            Finding(
                "城市记录 city records",
                commitment.threshold,
                Status.INSUFFICIENT,
                missing=(missing,),
            ),
        )
    elif isinstance(metric, WorkItemsMetric):
        findings = judge_work_items(commitment, metric, evidence.work, water.as_of, plan.cuts)
    elif isinstance(metric, DeclaredFiguresMetric):
        findings = judge_declared_figures(commitment, metric, evidence, water.as_of, plan.cuts)
    elif isinstance(metric, WaterMetric):
        findings = judge_water(commitment, metric, water, evidence, plan.cuts)
    else:
        findings = judge_counted(metric, Facts(commitment, evidence, water, plan.cuts))
        if commitment.role is Role.URGE:
            findings = judged_by_urging(commitment, findings, evidence.work, water.as_of, plan.cuts)
    judged = Verdict(commitment, findings, notes)
    if judged.kind is not None:
        return judged
    published = judge_published(commitment, facts, plan.year, water.as_of, water.known_at)
    return _stood_in_for(judged, published) if published else judged


def _stood_in_for(judged: Verdict, published: tuple[Finding, ...]) -> Verdict:
    """Let published facts stand in for a verdict without evidence; what is owed stays listed.

    Facts that settle nothing themselves leave a word such as 未达成 of overdue work standing.
    """
    is_settled = all(one.status.is_settled for one in published)
    if not is_settled and judged.status is not Status.INSUFFICIENT:
        return judged
    first, *others = published
    rest = tuple(line for one in judged.findings for line in one.rest)
    return Verdict(judged.commitment, (replace(first, rest=rest), *others))


def _absent(commitment: Commitment, metric: AbsentMetric) -> Finding:
    """Say that the metric is named but not there yet, and what else is missing."""
    registers = ", ".join(commitment.registers) or "—"
    missing = [
        f"指标尚未实现 metric not available yet: {metric.wanted}; 所需名录 registers: {registers}"
    ]
    if isinstance(commitment.threshold, UnknownThreshold):
        missing.append(unknown_threshold_text(commitment.threshold))
    return Finding(metric.wanted, commitment.threshold, Status.INSUFFICIENT, missing=tuple(missing))
