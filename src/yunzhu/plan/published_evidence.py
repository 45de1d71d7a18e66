"""Published facts as evidence (公开) where no record exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yunzhu.periods import Period
from yunzhu.plan.published import PublishedFact
from yunzhu.plan.schema import Commitment, PublishedMeasure
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.plan.verdicts import Finding, meets, unknown_threshold_text
from yunzhu.values import EvidenceKind, SourceMark


def judge_published(
    commitment: Commitment,
    facts: Sequence[PublishedFact],
    year: int,
    as_of: date,
    known_at: date | None = None,
) -> tuple[Finding, ...]:
    """Return a finding per published measure, or nothing when a fact is lacking.

    A fact counts from its day of publication, or, where that is not known, from the last day of
    its period; what is asked as known at a day leaves such a fact out. Facts of a part of the
    year, facts in another unit than the threshold, and facts whose sources conflict, judge
    nothing.

    Parameters
    ----------
    commitment : names the measures.
    facts : of the plan's area.
    year : of the plan.
    as_of : last day that counts.
    known_at : leave out what was published after that day, or on a day not known.
    """
    whole = str(Period.of_year(year))
    found = []
    for measure in commitment.published:
        fact = next(
            (
                one
                for one in facts
                if (one.indicator, one.statistic, one.period)
                == (measure.indicator, measure.statistic, whole)
                and _counts(one, as_of, known_at)
            ),
            None,
        )
        if fact is None:
            return ()
        found.append(_judge(measure, fact))
    return tuple(found)


def _counts(fact: PublishedFact, as_of: date, known_at: date | None) -> bool:
    if known_at is None:
        return fact.counts_from <= as_of
    return fact.published is not None and fact.published <= min(as_of, known_at)


def _judge(measure: PublishedMeasure, fact: PublishedFact) -> Finding:
    missing: tuple[str, ...] = ()
    if not isinstance(measure.threshold, KnownThreshold):
        status, missing = Status.INSUFFICIENT, (unknown_threshold_text(measure.threshold),)
    elif measure.threshold.unit != fact.unit:
        status = Status.INSUFFICIENT
        missing = (
            f"单位不符 the fact is in another unit than the threshold: {fact.unit or '—'}, "
            f"{measure.threshold.unit or '—'}",
        )
    elif fact.source is SourceMark.CONFLICT:
        others = ", ".join(one.value for one in fact.conflicting)
        status = Status.INSUFFICIENT
        missing = (f"来源不一致 sources conflict: {fact.value}, {others}",)
    else:
        met = meets(fact.value, measure.threshold)
        status = Status.ACHIEVED if met else Status.MISSED
    return Finding(
        label=f"{measure.indicator} {measure.statistic}",
        threshold=measure.threshold,
        status=status,
        kind=EvidenceKind.PUBLISHED,
        value=fact.value,
        unit=fact.unit,
        missing=missing,
        evidence=(f"{fact.id}: {fact.reference}; {fact.source.value}; {fact.publication}",),
        fact=fact,
    )
