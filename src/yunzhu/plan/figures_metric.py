"""The metric ``declared_figures``: figures about objects, counted, summed, or the worst of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.plan.metric_schema import DeclaredFiguresMetric
from yunzhu.plan.schema import Commitment, Cuts
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, NumberThreshold, UnknownThreshold
from yunzhu.plan.verdicts import (
    Finding,
    meets,
    unknown_threshold_text,
    weakest_kind,
)
from yunzhu.plan.words import evidence_label
from yunzhu.plan.work_item_metric import status_of_pace
from yunzhu.values import EvidenceKind

if TYPE_CHECKING:
    from yunzhu.city.records import FigureRecord
    from yunzhu.plan.city_evidence import CityEvidence

_TERMS = {
    "count_objects": "对象数 objects counted",
    "latest_worst": "最差一项 the worst",
    "latest_sum": "合计 sum",
}


@dataclass(frozen=True)
class _Latest:
    """The latest figure of each object, and what is lacking.

    Attributes
    ----------
    figures : object to its figure.
    absent : expected objects without one, for a reader.
    unusable : figures in another unit.
    outside : figures about objects that are not expected.
    """

    figures: Mapping[str, FigureRecord]
    absent: tuple[str, ...]
    unusable: tuple[str, ...]
    outside: tuple[str, ...]


def judge_declared_figures(
    commitment: Commitment,
    metric: DeclaredFiguresMetric,
    evidence: CityEvidence,
    as_of: date,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return the finding about a commitment's figures up to a day.

    A count or a sum that has reached its mark is settled at once, below it the share of working
    days passed decides. The worst of several is on track within its limit and off track beyond
    it, until the due date settles it. Objects without a figure leave open only what they could
    still change.

    Parameters
    ----------
    commitment : its threshold and due date; a figure dated after the due date does not count.
    metric : the indicator, how its figures are read, and whose they should be.
    evidence : the figures as they stood on ``as_of``.
    as_of : last day that counts.
    cuts : of the plan.
    """
    threshold = commitment.threshold
    assert not isinstance(threshold, NoThreshold)  # a plan that has none there is refused
    figures = [
        one
        for one in evidence.figures.get(metric.indicator, ())
        if one.day <= min(as_of, commitment.due)
    ]
    found = _judge(commitment, metric, threshold, figures, evidence, as_of, cuts)
    if metric.settled_by == "any" or not found.status.is_settled:
        return (found,)
    confirmed = [one for one in figures if one.kind is EvidenceKind.CONFIRMED]
    settled = _judge(commitment, metric, threshold, confirmed, evidence, as_of, cuts)
    newest = _latest(metric, figures, threshold).figures.values()
    if settled.status.is_settled and all(one.kind is EvidenceKind.CONFIRMED for one in newest):
        return (settled,)
    within = found.status is Status.ACHIEVED
    waiting = f"待核定数字 a confirmed figure is needed: {metric.indicator}"
    return (
        replace(
            found,
            status=Status.ON_TRACK if within else Status.OFF_TRACK,
            missing=(waiting, *found.missing),
        ),
    )


def _judge(
    commitment: Commitment,
    metric: DeclaredFiguresMetric,
    threshold: NumberThreshold,
    figures: Sequence[FigureRecord],
    evidence: CityEvidence,
    as_of: date,
    cuts: Cuts,
) -> Finding:
    latest = _latest(metric, figures, threshold)
    lacking = (*latest.absent, *latest.unusable, *latest.outside)
    label = f"{metric.indicator}: {_TERMS[metric.reading]}"
    if not latest.figures:
        nothing = f"没有数字 no figure: {metric.indicator}, 截至 up to {as_of}"
        missing = (nothing, *lacking)
        return Finding(label, threshold, Status.INSUFFICIENT, unit=threshold.unit, missing=missing)
    values = latest.figures.values()
    counted = [one for one in values if _counts(one, metric, threshold)]
    expected = _expected(metric, threshold)
    value = _value(metric, threshold, list(values), len(counted))
    is_closed = commitment.due <= as_of
    elapsed = evidence.work.working_days.elapsed_share(as_of, commitment.due)
    status, more = _status(metric, threshold, value, latest, is_closed, elapsed, cuts)
    if status is Status.INSUFFICIENT and elapsed is None and not (more or lacking):
        more = (evidence.work.working_days.missing,)
    return Finding(
        label=label,
        threshold=threshold,
        status=status,
        kind=weakest_kind([*(one.kind for one in values), _kind_of_city(evidence)]),
        value=value,
        unit=threshold.unit,
        oldest=None if metric.reading == "count_objects" else min(one.day for one in values),
        numerator=len(counted),
        denominator=len(values) if expected is None else max(expected, len(values)),
        missing=(*more, *lacking),
        rest=_rest(metric, latest, counted, expected),
        evidence=tuple(_received(one) for one in values),
    )


def _kind_of_city(evidence: CityEvidence) -> EvidenceKind | None:
    """Everything in a simulated city is simulated; elsewhere a figure's own kind tells."""
    is_simulated = evidence.work.kind is EvidenceKind.SIMULATED
    return EvidenceKind.SIMULATED if is_simulated else None


def _latest(
    metric: DeclaredFiguresMetric, figures: Sequence[FigureRecord], threshold: NumberThreshold
) -> _Latest:
    """Return the figure of each object that counts: of the latest day, the strongest kind."""
    strength = list(reversed(EvidenceKind))
    ordered = sorted(figures, key=lambda one: (one.day, strength.index(one.kind), one.version))
    newest = {one.object_name: one for one in ordered}
    names = metric.objects if isinstance(metric.objects, tuple) else ()
    kept, unusable, outside = {}, [], []
    for name, one in sorted(newest.items()):
        if names and name not in names:
            outside.append(f"不在名单 not among the objects: {_named(one)}")
        elif one.unit != threshold.unit:
            unusable.append(f"单位不符 another unit than {threshold.unit}: {_named(one)}")
        else:
            kept[name] = one
    return _Latest(kept, _absent(metric, kept), tuple(unusable), tuple(outside))


def _absent(metric: DeclaredFiguresMetric, kept: Mapping[str, FigureRecord]) -> tuple[str, ...]:
    """Name the expected objects without a figure; a count is not expected to be complete."""
    if metric.reading == "count_objects" or metric.objects is None:
        return ()
    if isinstance(metric.objects, tuple):
        return tuple(f"缺数字 no figure: {name}" for name in metric.objects if name not in kept)
    short = metric.objects - len(kept)
    if short <= 0:
        return ()
    present = ", ".join(kept) or "—"
    return (f"缺 {short} 个对象的数字 figures of {short} objects missing; 已有 present: {present}",)


def _expected(metric: DeclaredFiguresMetric, threshold: NumberThreshold) -> int | None:
    if metric.objects is not None:
        return metric.objects if isinstance(metric.objects, int) else len(metric.objects)
    if metric.reading != "count_objects" or not isinstance(threshold, KnownThreshold):
        return None
    return int(threshold.value) if threshold.compare in ("at_least", "equal") else None


def _counts(
    figure: FigureRecord,
    metric: DeclaredFiguresMetric,
    threshold: NumberThreshold,
) -> bool:
    """Return whether an object stands in the numerator: counted, within, or reported."""
    if metric.reading == "count_objects":
        return figure.value != 0
    if metric.reading == "latest_worst" and isinstance(threshold, KnownThreshold):
        return meets(figure.value, threshold)
    return True


def _value(
    metric: DeclaredFiguresMetric,
    threshold: NumberThreshold,
    figures: Sequence[FigureRecord],
    counted: int,
) -> Decimal:
    values = [one.value for one in figures]
    if metric.reading == "count_objects":
        return Decimal(counted)
    if metric.reading == "latest_sum":
        return sum(values, Decimal(0))
    if isinstance(threshold, KnownThreshold) and threshold.compare == "equal":
        wanted = threshold.value
        return max(values, key=lambda value: abs(value - wanted))
    return min(values) if threshold.compare == "at_least" else max(values)


def _status(
    metric: DeclaredFiguresMetric,
    threshold: NumberThreshold,
    value: Decimal,
    latest: _Latest,
    is_closed: bool,
    elapsed: Fraction | None,
    cuts: Cuts,
) -> tuple[Status, tuple[str, ...]]:
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    grows = metric.reading != "latest_worst"
    is_mark = threshold.compare == "at_least" or (
        threshold.compare == "equal" and value <= threshold.value
    )
    has_gaps = bool(latest.absent or latest.unusable)
    if grows and is_mark:
        return _status_of_mark(threshold, value, has_gaps, is_closed, elapsed, cuts)
    if not meets(value, threshold):
        is_final = is_closed or metric.reading == "count_objects"
        return Status.MISSED if is_final else Status.OFF_TRACK, ()
    if has_gaps:
        return Status.INSUFFICIENT, ()
    return Status.ACHIEVED if is_closed else Status.ON_TRACK, ()


def _status_of_mark(
    threshold: KnownThreshold,
    value: Decimal,
    has_gaps: bool,
    is_closed: bool,
    elapsed: Fraction | None,
    cuts: Cuts,
) -> tuple[Status, tuple[str, ...]]:
    """Return the word of a count or a sum that grows towards its mark."""
    if meets(value, threshold):
        may_pass_it = threshold.compare == "equal" and not is_closed
        return Status.ON_TRACK if may_pass_it else Status.ACHIEVED, ()
    if has_gaps:
        return Status.INSUFFICIENT, ()
    if is_closed:
        return Status.MISSED, ()
    if elapsed is None:
        return Status.INSUFFICIENT, ()
    done = Fraction(value) / Fraction(threshold.value)
    return status_of_pace(done, elapsed, cuts), ()


def _rest(
    metric: DeclaredFiguresMetric,
    latest: _Latest,
    counted: Sequence[FigureRecord],
    expected: int | None,
) -> tuple[str, ...]:
    """Name what is not in the numerator, as far as the register knows it."""
    inside = {one.object_name for one in counted}
    rest = [_named(one) for name, one in latest.figures.items() if name not in inside]
    if isinstance(metric.objects, tuple):
        rest += [name for name in metric.objects if name not in latest.figures]
    elif expected is not None and (unnamed := expected - len(latest.figures)) > 0:
        rest.append(f"另 {unnamed} 个未登记 the other {unnamed} are not in the register")
    return tuple(rest)


def _named(figure: FigureRecord) -> str:
    amount = f"{figure.value} {figure.unit}".rstrip()
    kind = evidence_label(figure.kind)
    return f"{figure.object_name} {amount} ({figure.day}, {kind}, {figure.source})"


def _received(figure: FigureRecord) -> str:
    """Say which version of a figure counts and when it came, for comparing two snapshots."""
    return (
        f"{_named(figure)}, 第 {figure.version} 版 version {figure.version}, "
        f"收到 received {figure.received:%Y-%m-%d %H:%M}"
    )
