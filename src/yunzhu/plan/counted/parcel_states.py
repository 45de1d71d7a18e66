"""The legal order of a parcel's steps: where it stands on a day, and which steps were out of order.

Suspected land is surveyed. Beyond the limits, a detailed survey, a risk assessment, the list of
land under control and remediation, control or remediation, an evaluation of the effect and the
removal from the list follow one another. A survey or an assessment within the limits ends the
order: the parcel is released without ever being listed. Source: fact book 6.3 [memory].
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from yunzhu.city.registers.parcels import ParcelStep, ParcelStepRecord


class ParcelState(Enum):
    """Where a parcel stands in the legal order."""

    SUSPECTED = "suspected"
    NOT_POLLUTED = "not_polluted"
    SURVEYED = "surveyed"
    SURVEYED_IN_DETAIL = "surveyed_in_detail"
    ASSESSED = "assessed"
    LISTED = "listed"
    TREATED = "treated"
    EVALUATED = "evaluated"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_TERMS[self]} {self.value.replace('_', ' ')}"

    @property
    def is_released(self) -> bool:
        """Whether the soil requirement is met and the parcel may be used anew."""
        return self in (ParcelState.NOT_POLLUTED, ParcelState.REMOVED)


_TERMS = {
    ParcelState.SUSPECTED: "疑似",
    ParcelState.NOT_POLLUTED: "未污染",
    ParcelState.SURVEYED: "初查超标",
    ParcelState.SURVEYED_IN_DETAIL: "详查超标",
    ParcelState.ASSESSED: "风险不可接受",
    ParcelState.LISTED: "名录内",
    ParcelState.TREATED: "已管控或修复",
    ParcelState.EVALUATED: "效果达标",
    ParcelState.REMOVED: "已移出",
}

_S, _P = ParcelState, ParcelStep
_ORDER = {step: place for place, step in enumerate(ParcelStep)}
_AFTER_RELEASE = (_S.NOT_POLLUTED, _S.REMOVED)

_FROM: Mapping[ParcelStep, tuple[ParcelState, ...]] = {
    _P.SURVEY: (_S.SUSPECTED, *_AFTER_RELEASE),
    _P.DETAILED_SURVEY: (_S.SURVEYED,),
    _P.RISK_ASSESSMENT: (_S.SURVEYED_IN_DETAIL,),
    _P.LISTED: (_S.ASSESSED,),
    # Both may be needed on one parcel, and either in several stages.
    _P.CONTROL: (_S.LISTED, _S.TREATED),
    _P.REMEDIATION: (_S.LISTED, _S.TREATED),
    _P.EFFECT_EVALUATION: (_S.TREATED,),
    # Land that was found clean may leave without ever having been listed.
    _P.REMOVED: (_S.EVALUATED, _S.NOT_POLLUTED),
}
"""From which states a step is legal; a survey of a released parcel begins a new round."""

_WITHIN_LIMITS = {
    _P.SURVEY: _S.NOT_POLLUTED,
    _P.DETAILED_SURVEY: _S.NOT_POLLUTED,
    _P.RISK_ASSESSMENT: _S.NOT_POLLUTED,
    _P.EFFECT_EVALUATION: _S.EVALUATED,
}
_BEYOND_LIMITS = {
    _P.SURVEY: _S.SURVEYED,
    _P.DETAILED_SURVEY: _S.SURVEYED_IN_DETAIL,
    _P.RISK_ASSESSMENT: _S.ASSESSED,
    # A failed evaluation sends the parcel back to control or remediation.
    _P.EFFECT_EVALUATION: _S.LISTED,
}
_WITHOUT_RESULT = {
    _P.LISTED: _S.LISTED,
    _P.CONTROL: _S.TREATED,
    _P.REMEDIATION: _S.TREATED,
    _P.REMOVED: _S.REMOVED,
}
_NEEDED: Mapping[ParcelState, tuple[ParcelStep, ...]] = {
    _S.SUSPECTED: (_P.SURVEY,),
    _S.SURVEYED: (_P.DETAILED_SURVEY,),
    _S.SURVEYED_IN_DETAIL: (_P.RISK_ASSESSMENT,),
    _S.ASSESSED: (_P.LISTED,),
    _S.LISTED: (_P.CONTROL, _P.REMEDIATION),
    _S.TREATED: (_P.EFFECT_EVALUATION,),
    _S.EVALUATED: (_P.REMOVED,),
    _S.NOT_POLLUTED: (_P.SURVEY,),
    _S.REMOVED: (_P.SURVEY,),
}
"""What has to come next; what comes instead is out of order."""

_SHOWS_POLLUTION = (_P.LISTED, _P.CONTROL, _P.REMEDIATION)


@dataclass(frozen=True)
class OrderFault:
    """A step that was out of order.

    Attributes
    ----------
    step, day : what was done and when.
    state : where the parcel stood.
    needed : the steps of which one had to come first.
    needed_on : on which day the first of them came after all; None: up to the day it has not.
    """

    step: ParcelStep
    day: date
    state: ParcelState
    needed: tuple[ParcelStep, ...]
    needed_on: date | None

    @property
    def text(self) -> str:
        """The fault for reading, with both dates."""
        needed = " | ".join(one.label for one in self.needed)
        when = "未做 not done" if self.needed_on is None else f"{self.needed_on}"
        return (
            f"{self.step.label} {self.day} 次序不合法 out of order ({self.state.label}), "
            f"须先 first needed: {needed} {when}"
        )


@dataclass(frozen=True)
class ParcelStanding:
    """Where a parcel stands on a day.

    Attributes
    ----------
    state : in the legal order; a step that was out of order moved nothing.
    polluted_on : first day on which a finding or a step showed pollution; None: none has.
    released_on : day since which it is released, found clean or removed; None: it is not.
    faults : steps out of order, by day.
    """

    state: ParcelState = ParcelState.SUSPECTED
    polluted_on: date | None = None
    released_on: date | None = None
    faults: tuple[OrderFault, ...] = ()


def steps_by_parcel(
    records: Iterable[ParcelStepRecord],
) -> Mapping[str, Sequence[ParcelStepRecord]]:
    """Return code of a parcel to its steps."""
    found: dict[str, list[ParcelStepRecord]] = defaultdict(list)
    for record in records:
        found[record.parcel].append(record)
    return found


def standing_on(records: Iterable[ParcelStepRecord], day: date) -> ParcelStanding:
    """Return where a parcel stands at the end of a day.

    Only days are recorded: steps of one day are taken in the legal order.

    Parameters
    ----------
    records : steps of one parcel, in any order.
    day : last day that counts.
    """
    known = sorted(
        (one for one in records if one.day <= day), key=lambda one: (one.day, _ORDER[one.step])
    )
    state = ParcelState.SUSPECTED
    polluted_on: date | None = None
    released_on: date | None = None
    faults: list[OrderFault] = []
    for place, one in enumerate(known):
        if polluted_on is None and _shows_pollution(one):
            polluted_on = one.day
        if state not in _FROM[one.step]:
            later = (other for other in known[place + 1 :] if other.step in _NEEDED[state])
            came = next(later, None)
            needed_on = None if came is None else came.day
            faults.append(OrderFault(one.step, one.day, state, _NEEDED[state], needed_on))
            continue
        state = _after(one)
        released_on = (released_on or one.day) if state.is_released else None
    return ParcelStanding(state, polluted_on, released_on, tuple(faults))


def _shows_pollution(record: ParcelStepRecord) -> bool:
    return record.step in _SHOWS_POLLUTION or record.is_within_limits is False


def _after(record: ParcelStepRecord) -> ParcelState:
    if record.step in _WITHOUT_RESULT:
        return _WITHOUT_RESULT[record.step]
    return (_WITHIN_LIMITS if record.is_within_limits else _BEYOND_LIMITS)[record.step]
