"""What the city's re-sampling says of those that report themselves as passing.

The true rate of failing is estimated from the re-sampled ones alone, drawn from the list of those
that report themselves as passing; the bias of the reports is their share of passing less that of
the re-sampling, of the same things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yunzhu.city.registers.inspections import CheckItem, Inspection, InspectionKind
from yunzhu.plan.counted.answers import Answers, answers_of
from yunzhu.plan.counted.coverage import share_percent
from yunzhu.plan.counted.proportions import (
    CONFIDENCE,
    Pairs,
    clopper_pearson_interval,
    finite_interval,
    paired_difference_interval,
    wilson_interval,
)

Visits = Sequence[tuple[Inspection, str]]

_SHOWN_CONFIDENCE = f"{CONFIDENCE:.0%}"


@dataclass(frozen=True)
class Resampled:
    """One re-sampled thing: what it had reported of itself, and what the city found.

    Attributes
    ----------
    code : of the thing. report, visit : its report before the visit, and the visit.
    reported, found : item to answer, in either.
    """

    code: str
    report: Inspection
    visit: Inspection
    reported: Mapping[CheckItem, bool]
    found: Mapping[CheckItem, bool]

    def has_reported(self, items: Sequence[CheckItem]) -> bool:
        """Tell whether it reported all of these as met."""
        return all(self.reported.get(item) for item in items)

    def is_told(self, items: Sequence[CheckItem]) -> bool:
        """Tell whether one no, or an answer to each, says if all of these are met."""
        answers = [self.found.get(item) for item in items]
        return False in answers or None not in answers

    def was_found(self, items: Sequence[CheckItem]) -> bool:
        """Tell whether all of these were found to be met."""
        return all(self.found.get(item) for item in items)


@dataclass(frozen=True)
class Resampling:
    """Self-reports and the city's re-sampling of them.

    Attributes
    ----------
    reporting : codes of those whose latest report says that every item is met and from which the
        re-sample could be drawn. silent : codes of those without a report.
    resampled : those that the city visited after their own report.
    left_out : why a visit of re-sampling is not used, one line each.
    """

    reporting: frozenset[str]
    silent: frozenset[str]
    resampled: tuple[Resampled, ...]
    left_out: tuple[str, ...]

    def drawn(self, items: Sequence[CheckItem]) -> tuple[Resampled, ...]:
        """Return the re-sampled ones that had reported all of these as met."""
        told = (one for one in self.resampled if one.is_told(items))
        return tuple(one for one in told if one.has_reported(items))

    def failing(self, items: Sequence[CheckItem]) -> tuple[Resampled, ...]:
        """Return those of them that failed at least one of these."""
        return tuple(one for one in self.drawn(items) if not one.was_found(items))

    def pairs(self, items: Sequence[CheckItem]) -> Pairs:
        """Return how often report and visit agree that all of these are met."""
        told = (one for one in self.resampled if one.is_told(items))
        both = [(one.has_reported(items), one.was_found(items)) for one in told]
        return Pairs(
            both.count((True, True)),
            both.count((True, False)),
            both.count((False, True)),
            both.count((False, False)),
        )


def resampling_of(
    last_days: Mapping[str, date | None],
    visits: Mapping[str, Visits],
    answers: Answers,
    items: Sequence[CheckItem],
) -> Resampling:
    """Return what was reported and what was found when the city went to see.

    The first valid re-sampling of a thing after its own report is used, for a later one follows
    up what the first has found. A visit that says no to one item and does not answer the others
    fails; one that says no to none and leaves some unanswered cannot be told and is left out.

    Parameters
    ----------
    last_days : code of each thing that was there in the span to its last day; None: it goes on.
    visits : from `visits_by_object`. answers : from `answers_by_visit`.
    items : all that are asked for.
    """
    reporting: list[str] = []
    silent: list[str] = []
    resampled: list[Resampled] = []
    left_out: list[str] = []
    for code in last_days:
        all_visits = visits.get(code, ())
        own = [one for one, _ in all_visits if one.kind is InspectionKind.SELF_REPORT]
        found, faults = _first_resampling(all_visits, own, answers, items)
        left_out += faults
        if found is not None:
            resampled.append(found)
        if not own:
            silent.append(code)
            continue
        report = own[-1] if found is None else found.report
        if all(answers_of(report, answers).get(item) for item in items):
            reporting.append(code)
    first = min((one.visit.day for one in resampled), default=None)
    drawn = {one.code for one in resampled}
    there = frozenset(
        code for code in reporting if code in drawn or not _ended_before(last_days[code], first)
    )
    return Resampling(there, frozenset(silent), tuple(resampled), tuple(left_out))


def _ended_before(last_day: date | None, first: date | None) -> bool:
    """Nobody could draw what had ended before the re-sampling began."""
    return last_day is not None and first is not None and last_day < first


def _first_resampling(
    visits: Visits, own: Sequence[Inspection], answers: Answers, items: Sequence[CheckItem]
) -> tuple[Resampled | None, list[str]]:
    """Return the first re-sampling that can be used, and why those before it cannot."""
    faults: list[str] = []
    for visit, fault in visits:
        if visit.kind is not InspectionKind.RESAMPLE:
            continue
        report = next((one for one in reversed(own) if one.day <= visit.day), None)
        why = fault
        if not why and report is None:
            why = "此前无自报 no self-report before it"
        if not why and report is not None:
            pair = Resampled(
                visit.object_code,
                report,
                visit,
                answers_of(report, answers),
                answers_of(visit, answers),
            )
            if pair.is_told(items):
                return pair, faults
            why = "检查项不全 items unanswered"
        faults.append(f"{visit.object_code} {visit.day} {visit.code}: {why}")
    return None, faults


def failing_lines(resampling: Resampling, items: Sequence[CheckItem]) -> list[str]:
    """Return the estimate of the true rate and the bias of the reports, for reading.

    Parameters
    ----------
    resampling : from `resampling_of`. items : all that are asked for, or one of them.
    """
    drawn, failing = len(resampling.drawn(items)), len(resampling.failing(items))
    if not drawn:
        return []
    return [
        f"复查不合格率估计 estimated failing rate of the self-reported as passing: {failing} ÷ "
        f"{drawn} = {share_percent(failing, drawn)} %, {_SHOWN_CONFIDENCE} 区间 interval Wilson "
        f"{wilson_interval(failing, drawn).shown}, Clopper–Pearson "
        f"{clopper_pearson_interval(failing, drawn).shown}",
        bias_line(resampling.pairs(items)),
    ]


def finite_line(resampling: Resampling, items: Sequence[CheckItem]) -> str:
    """Return the interval for the very list from which the re-sample was drawn, for reading."""
    drawn, failing = len(resampling.drawn(items)), len(resampling.failing(items))
    whole = len(resampling.reporting)
    interval = finite_interval(failing, drawn, whole)
    least, most = round(interval.low * whole), round(interval.high * whole)
    return (
        f"自报合格 {whole} 个中抽 {drawn} 个不放回，超几何区间 drawn without replacement from "
        f"{whole} self-reported as passing, hypergeometric interval {interval.shown}, 即 that is "
        f"{least}–{most} 个不合格 failing; 均以简单随机抽取为前提 all as of a simple random sample"
    )


def bias_line(pairs: Pairs) -> str:
    """Return the bias of the reports of the same things, for reading, with its method.

    Where all had reported themselves as passing, as a re-sample drawn from those must have, their
    share is 100 % by the way of drawing, and the bias is the failing rate with its exact interval.
    """
    reported, found = pairs.both + pairs.first_only, pairs.both + pairs.second_only
    if reported == pairs.size:
        method = "自报均为合格，即不合格率的精确区间 all reported as passing: exact, of the failing"
        interval = clopper_pearson_interval(pairs.first_only, pairs.size)
    else:
        method = "配对差，Newcombe 1998 方法10 of pairs, Newcombe 1998 method 10"
        interval = paired_difference_interval(pairs)
    bias = share_percent(pairs.first_only - pairs.second_only, pairs.size)
    return (
        f"自报偏差 bias of self-reports: 自报合格 reported {reported} ÷ {pairs.size} − 复查合格 "
        f"found {found} ÷ {pairs.size} = {bias} 个百分点 percentage points, "
        f"{_SHOWN_CONFIDENCE} 区间 interval {interval.shown} ({method})"
    )
