"""Cities ranked by the composite index, and by its change against a base period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from yunzhu.errors import EvidenceError, UsageError
from yunzhu.indicators.air.results import RuleChoice, air_statistics, editions_of_period
from yunzhu.indicators.air.rows import COMPOSITE
from yunzhu.indicators.air.rules import AirRule, GasState
from yunzhu.indicators.air.subjects import Subject
from yunzhu.observations.lake import Lake
from yunzhu.periods import Period
from yunzhu.standards import PERCENT, REFERENCE_STATE_CHANGE, round_half_even
from yunzhu.values import Origin, Result, plain_number

CHANGE_DECIMALS = 1


@dataclass(frozen=True)
class RankedCity:
    """One city of a ranking.

    Attributes
    ----------
    subject : the city.
    rank : 1 is best; equal indices share a rank; None when it cannot be ranked.
    composite : the index of the period, as a result row.
    base : the index of the base period, if there is one.
    change : per cent against the base, negative is better.
    change_rank : 1 improved most; None without a change.
    """

    subject: Subject
    rank: int | None
    composite: Result
    base: Result | None
    change: Decimal | None
    change_rank: int | None

    @property
    def note(self) -> str:
        """What a reader must know of the index and of its base."""
        notes = [self.composite.note]
        if self.base is not None and self.base.note not in (self.composite.note, ""):
            notes.append(f"基期 base: {self.base.note}")
        return "; ".join(note for note in notes if note)

    def as_dict(self, origin: Origin) -> dict[str, Any]:
        """Return the city for JSON."""
        return {
            "rank": self.rank,
            "subject": self.subject.id,
            "name": self.subject.name,
            "composite_index": plain_number(self.composite.value),
            "base_composite_index": None if self.base is None else plain_number(self.base.value),
            "change_percent": plain_number(self.change),
            "change_rank": self.change_rank,
            "source": AirRule.parse(self.composite.rule).source.value,
            "n_valid": self.composite.n_valid,
            "n_expected": self.composite.n_expected,
            "base_n_valid": None if self.base is None else self.base.n_valid,
            "base_n_expected": None if self.base is None else self.base.n_expected,
            "valid": self.composite.valid,
            "edition": self.composite.edition,
            "mark": self.composite.mark.value,
            "lineage_id": self.composite.lineage_id,
            "note": self.note,
            "origin": origin.value,
            "origin_label": origin.label,
        }


def air_ranking(
    lake: Lake,
    cities: Sequence[Subject],
    period: Period,
    base: Period,
    choice: RuleChoice,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[RankedCity]:
    """Rank cities by the composite index of a period, lowest first.

    Cities without an index (an item missing), or with too few valid days of a month or year,
    come last, unranked. The rank by change is among all cities that have one.

    Parameters
    ----------
    lake : opened lake of the workspace.
    cities : whom to rank.
    period : ranked period.
    base : period that the change refers to.
    choice : what the user fixes of the rule; both periods are judged by the edition and the
        source of the ranked one and in its state of gas volumes, so that the change compares
        like with like.
    progress : called with cities done and cities in all.

    Raises
    ------
    EvidenceError : no city has records.
    UsageError : the period straddles editions and none is chosen.
    """
    if choice.edition is None and len(editions_of_period(period)) > 1:
        raise UsageError(
            "时段跨标准更替，排名须指定一个版本 the period straddles editions; a ranking needs one",
            field="edition",
            found=str(period),
            expected=" | ".join(edition.key for edition in editions_of_period(period)),
        )
    if not cities:
        raise EvidenceError(
            "工作区内没有城市 no city in this workspace", action="yunzhu import air FILE"
        )
    found = []
    for place, subject in enumerate(cities):
        progress(place, len(cities))
        composite = _composite(lake, subject, period, choice)
        judged = AirRule.parse(composite.rule)
        crosses = base.first < REFERENCE_STATE_CHANGE <= period.last
        like = replace(
            choice,
            edition=judged.edition,
            source=judged.source,
            gas_state=GasState.STATE_2018 if crosses else None,
        )
        earlier = _composite(lake, subject, base, like)
        found.append((subject, composite, earlier if earlier.value is not None else None))
    indices = {
        subject.id: one.value
        for subject, one, _ in found
        if one.value is not None and _can_be_ranked(one)
    }
    changes = {subject.id: _change(one, before) for subject, one, before in found}
    exact_changes = [change for change in changes.values() if change is not None]
    ranked = []
    for subject, composite, before in found:
        change = changes[subject.id]
        ranked.append(
            RankedCity(
                subject=subject,
                rank=_rank(indices[subject.id], list(indices.values()))
                if subject.id in indices
                else None,
                composite=composite,
                base=before,
                change=None if change is None else round_half_even(change, CHANGE_DECIMALS),
                change_rank=None if change is None else _rank(change, exact_changes),
            )
        )
    return sorted(ranked, key=lambda one: (one.rank is None, one.rank or 0, one.subject.id))


def _composite(lake: Lake, subject: Subject, period: Period, choice: RuleChoice) -> Result:
    rows = air_statistics(lake, subject, period, choice).rows
    return next(row for row in rows if row.indicator == COMPOSITE)


def _can_be_ranked(composite: Result) -> bool:
    """Tell whether there is an index and, for a month or a year, enough valid days behind it."""
    return composite.value is not None and composite.valid is not False


def _change(composite: Result, base: Result | None) -> Fraction | None:
    if base is None or not base.value or composite.value is None:
        return None
    if not (_can_be_ranked(composite) and _can_be_ranked(base)):
        return None
    return (Fraction(composite.value) / Fraction(base.value) - 1) * PERCENT


def _rank(value: Decimal | Fraction, every: Sequence[Decimal] | Sequence[Fraction]) -> int:
    return 1 + sum(1 for other in every if other < value)
