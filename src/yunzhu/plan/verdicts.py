"""What a judged commitment consists of: findings, a verdict, and the roll-up of a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yunzhu.plan.budgets import BadDayBudget, PercentileBudget
from yunzhu.plan.joint_counts import CountOdds, JointCount
from yunzhu.plan.members import AreaCount, Member
from yunzhu.plan.odds import Odds
from yunzhu.plan.other_rows import OtherRow
from yunzhu.plan.outlook import COUNTING_RULE, RemainingCap
from yunzhu.plan.published import PublishedFact
from yunzhu.plan.schema import Commitment, Task
from yunzhu.plan.seasons import NotComputable
from yunzhu.plan.status import Status, worst_status
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, Threshold, UnknownThreshold
from yunzhu.values import EvidenceKind, Result, SourceMark, plain_number

PROXY_ODDS = ("达标概率来自替代站点", "odds from a proxy site")
_SIGNS = {"at_most": "≤", "at_least": "≥", "below": "<", "equal": "="}


@dataclass(frozen=True)
class Finding:
    """One thing found about a commitment, held against its threshold.

    Attributes
    ----------
    label : what was measured: ``PM2.5 mean``, ``工作项 work items``.
    threshold : known, unknown or none.
    status : its word.
    kind : kind of its evidence; None without any.
    value, unit : the published (rounded) value, when there is one.
    oldest : day of the oldest figure that a worst or a sum of latest figures rests on.
    numerator, denominator : of a count or a share; every ratio shows both.
    missing : what would be needed to say more.
    notes : what a reader must know of it.
    counted : what the numerator counts, one line each.
    rest : the list of the rest: what is overdue, not covered, not accepted.
    evidence : what it rests on, one line each: files with their digest and when received.
    result : the row of an official statistic; it opens by its lineage id.
    others : rows of the statistic under other rules, where they differ.
    fact : the published fact that stands in.
    cap, odds, budget : the outlook of a running target.
    joint : of a count of sections: its distribution, or why there is none.
    lineage_ids : the numbers it rests on; `yunzhu explain` opens each.
    members : every thing that it counts, with the area where it lies.
    by_area : its counts by area, where what it counts is no member.
    is_own_act : it is about what the bureau itself did, also where others owe the outcome.
    is_outcome_of_others : it stands beside the verdict on the bureau's urging and judges nothing.
    """

    label: str
    threshold: Threshold
    status: Status
    kind: EvidenceKind | None = None
    value: Decimal | None = None
    unit: str = ""
    oldest: date | None = None
    numerator: int | None = None
    denominator: int | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    result: Result | None = None
    others: tuple[OtherRow, ...] = ()
    fact: PublishedFact | None = None
    cap: RemainingCap | None = None
    odds: Odds | NotComputable | None = None
    budget: BadDayBudget | PercentileBudget | None = None
    joint: JointCount | NotComputable | None = None
    lineage_ids: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    by_area: tuple[AreaCount, ...] = ()
    is_own_act: bool = False
    is_outcome_of_others: bool = False

    @property
    def mark(self) -> SourceMark | None:
        """How well the rules of its statistic, or the published fact, are known."""
        if self.result is not None:
            return self.result.mark
        return None if self.fact is None else self.fact.source

    @property
    def disagreeing(self) -> tuple[OtherRow, ...]:
        """The other rows that would give another word."""
        return tuple(one for one in self.others if one.status not in (None, self.status))

    @property
    def threshold_text(self) -> str:
        """The threshold for reading: ``≤ 35 µg/m³``, ``≥ 未知 unknown %``, ``文中无数 none``."""
        return threshold_text(self.threshold)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON."""
        threshold = self.threshold
        return {
            "label": self.label,
            "status": self.status.value,
            "status_english": self.status.english,
            **_kind_entries(self.kind),
            "value": plain_number(self.value),
            "unit": self.unit,
            "oldest": None if self.oldest is None else self.oldest.isoformat(),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "compare": None if isinstance(threshold, NoThreshold) else threshold.compare,
            "threshold": plain_number(threshold.value)
            if isinstance(threshold, KnownThreshold)
            else None,
            "threshold_text": self.threshold_text,
            "missing": list(self.missing),
            "notes": list(self.notes),
            "counted": list(self.counted),
            "rest": list(self.rest),
            "evidence": list(self.evidence),
            "result": None if self.result is None else self.result.as_dict(),
            "others": [one.as_dict() for one in self.others],
            "published": None if self.fact is None else _published(self.fact),
            "remaining": _remaining(self.cap),
            "odds": _odds(self.odds),
            "budget": _budget(self.budget),
            "joint": _joint(self.joint),
            "lineage_ids": list(self.lineage_ids),
            "outcome_of_others": self.is_outcome_of_others,
        }


@dataclass(frozen=True)
class Verdict:
    """Where one commitment stands.

    Attributes
    ----------
    commitment : the clause.
    status : the worst of its findings; what others achieved stands beside it.
    findings : everything that was found, at least one.
    notes : about the evidence.
    """

    commitment: Commitment
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The word: the worst of the findings that judge."""
        return worst_status(one.status for one in self.judging)

    @property
    def kind(self) -> EvidenceKind | None:
        """Kind of the evidence, the weakest input; None without any."""
        return weakest_kind(one.kind for one in self.judging)

    @property
    def judging(self) -> tuple[Finding, ...]:
        """The findings that give the word: all but the outcome of others."""
        return tuple(one for one in self.findings if not one.is_outcome_of_others)

    @property
    def odds_come_from_proxy(self) -> bool:
        """Whether a proxy's earlier years, not the subject's own, gave the odds of a finding."""
        return any(isinstance(one.odds, Odds) and one.odds.is_proxy for one in self.findings)

    @property
    def missing(self) -> tuple[str, ...]:
        """Everything that is missing, each once."""
        return tuple(dict.fromkeys(text for one in self.findings for text in one.missing))

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict for JSON."""
        one = self.commitment
        return {
            "id": one.id,
            "clause": one.clause,
            "english": one.english,
            "kind": one.kind.value,
            "force": one.force.value,
            "role": one.role.value,
            "owes": one.owes.value,
            "due": one.due.isoformat(),
            "measured": one.measured,
            "measured_english": one.measured_english,
            "registers": list(one.registers),
            "metric": one.metric.name,
            "readings": list(one.readings),
            "status": self.status.value,
            "status_english": self.status.english,
            **_kind_entries(self.kind),
            "odds_from_proxy": self.odds_come_from_proxy,
            "missing": list(self.missing),
            "findings": [finding.as_dict() for finding in self.findings],
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class GroupVerdict:
    """A task, or a target or goal by itself: the worst word, and how many stand at each."""

    id: str
    title: str
    english: str
    verdicts: tuple[Verdict, ...]

    @property
    def status(self) -> Status:
        """The worst word of its commitments."""
        return worst_status(one.status for one in self.verdicts)

    @property
    def kind(self) -> EvidenceKind | None:
        """Kind of the evidence, the weakest input; None without any."""
        return weakest_kind(one.kind for one in self.verdicts)

    @property
    def kinds(self) -> dict[EvidenceKind | None, int]:
        """How many commitments rest on each kind of evidence."""
        return kind_counts(self.verdicts)

    @property
    def counts(self) -> dict[Status, int]:
        """How many commitments stand at each word."""
        return status_counts(self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """Return the group for JSON."""
        return {
            "id": self.id,
            "title": self.title,
            "english": self.english,
            "status": self.status.value,
            "status_english": self.status.english,
            "counts": {status.value: count for status, count in self.counts.items()},
            **_kind_entries(self.kind),
            "evidence_kinds": kinds_by_name(self.kinds),
            "commitments": [one.commitment.id for one in self.verdicts],
        }


def status_counts(verdicts: Iterable[Verdict]) -> dict[Status, int]:
    """Return how many verdicts stand at each word, the worst first."""
    words = [one.status for one in verdicts]
    return {status: words.count(status) for status in Status}


def kind_counts(verdicts: Iterable[Verdict]) -> dict[EvidenceKind | None, int]:
    """Return how many verdicts rest on each kind of evidence, the strongest first, none last."""
    kinds = [one.kind for one in verdicts]
    return {kind: kinds.count(kind) for kind in (*EvidenceKind, None)}


def kinds_by_name(counts: Mapping[EvidenceKind | None, int]) -> dict[str, int]:
    """Return counts per kind of evidence for JSON."""
    return {"无" if kind is None else kind.value: count for kind, count in counts.items()}


def weakest_kind(kinds: Iterable[EvidenceKind | None]) -> EvidenceKind | None:
    """Return the weakest kind of evidence, None when there is none.

    Examples
    --------
    >>> weakest_kind([EvidenceKind.CONFIRMED, EvidenceKind.DOCUMENT, None]).value
    '凭文件'
    """
    order = list(EvidenceKind)
    present = [kind for kind in kinds if kind is not None]
    return max(present, key=order.index, default=None)


def meets(value: Decimal, threshold: KnownThreshold) -> bool:
    """Hold a value against a threshold; 以下 and 以上 include the number.

    Examples
    --------
    >>> meets(Decimal(35), KnownThreshold(compare="at_most", value=Decimal(35), unit="µg/m³"))
    True
    """
    if threshold.compare == "at_most":
        return value <= threshold.value
    if threshold.compare == "at_least":
        return value >= threshold.value
    if threshold.compare == "below":
        return value < threshold.value
    return value == threshold.value


def threshold_text(threshold: Threshold) -> str:
    """Return a threshold for reading."""
    if isinstance(threshold, NoThreshold):
        return f"{threshold.none} {threshold.english}"
    sign = _SIGNS[threshold.compare]
    if isinstance(threshold, UnknownThreshold):
        return f"{sign} 未知 unknown {threshold.unit}"
    return f"{sign} {threshold.value} {threshold.unit}".rstrip()


def unknown_threshold_text(threshold: UnknownThreshold) -> str:
    """Say which threshold is missing."""
    return f"缺阈值 threshold missing: {threshold.unknown} {threshold.english}"


def evidence_line(name: str, digest: str, received: datetime) -> str:
    """Return what a finding rests on for reading and for comparing two snapshots."""
    return f"{name} SHA-256 {digest[:16]} 收到 received {received:%Y-%m-%d %H:%M}"


def groups_of(verdicts: Sequence[Verdict], tasks: Sequence[Task]) -> tuple[GroupVerdict, ...]:
    """Return the rows of an assessment: each target and goal by itself, then each task.

    Parameters
    ----------
    verdicts : of the plan, in its order.
    tasks : of the plan.
    """
    single = [
        GroupVerdict(one.commitment.id, one.commitment.clause, one.commitment.english, (one,))
        for one in verdicts
        if one.commitment.id[0] in "TQ"
    ]
    of_tasks = [
        GroupVerdict(task.number, task.title, task.english, members)
        for task in tasks
        if (members := tuple(one for one in verdicts if one.commitment.group == task.number))
    ]
    return (*single, *of_tasks)


def _published(fact: PublishedFact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "reference": fact.reference,
        "mark": fact.source.value,
        "published": None if fact.published is None else fact.published.isoformat(),
        "publication": fact.publication,
        "note": fact.note,
    }


def _kind_entries(kind: EvidenceKind | None) -> dict[str, str | None]:
    if kind is None:
        return {"evidence_kind": None, "evidence_kind_english": None}
    return {"evidence_kind": kind.value, "evidence_kind_english": kind.english}


def _remaining(cap: RemainingCap | None) -> dict[str, Any] | None:
    if cap is None:
        return None
    return {
        "days": cap.remaining_days,
        "highest_mean": plain_number(cap.shown),
        "highest_mean_whole": plain_number(cap.whole),
        "counted_days": cap.counted_days,
        "counting_rule": COUNTING_RULE,
    }


def _odds(odds: Odds | NotComputable | None) -> dict[str, Any] | None:
    if odds is None:
        return None
    if isinstance(odds, NotComputable):
        return {"computable": False, "reason": str(odds), "years": list(odds.years)}
    return {
        "computable": True,
        "probability": float(odds.probability),
        "met": odds.met,
        "draws": odds.draws,
        "seed": odds.seed,
        "years": list(odds.years),
        "block_days": odds.block_days,
        "series": odds.series,
        "is_proxy": odds.is_proxy,
        "method": odds.method,
        "low": plain_number(odds.low),
        "middle": plain_number(odds.middle),
        "high": plain_number(odds.high),
    }


def _budget(budget: BadDayBudget | PercentileBudget | None) -> dict[str, Any] | None:
    if budget is None:
        return None
    return {
        "left": budget.left,
        "remaining_days": budget.remaining_days,
        "out_of_reach": budget.out_of_reach,
        "cannot_fail": budget.cannot_fail,
    }


def _joint(joint: JointCount | NotComputable | None) -> dict[str, Any] | None:
    if joint is None:
        return None
    if isinstance(joint, NotComputable):
        return {"computable": False, "reason": str(joint), "years": list(joint.years)}
    marginal = joint.together.marginal
    return {
        "computable": True,
        "mark": joint.together.mark,
        "together": _count_odds(joint.together),
        "independent": _count_odds(joint.independent),
        "marginal_section": None if marginal is None else marginal.name,
        "marginal_needs": joint.marginal_needs,
        "sections": [
            {"section": one.name, "odds": float(one.odds), "pivotal": float(one.pivotal)}
            for one in joint.together.sections
        ],
        "years": list(joint.years),
        "draws": joint.draws,
        "seed": joint.seed,
    }


def _count_odds(count: CountOdds) -> dict[str, Any]:
    return {
        "probability": float(count.probability),
        "distribution": [float(share) for share in count.distribution],
    }
