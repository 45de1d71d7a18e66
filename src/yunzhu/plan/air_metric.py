"""The metric ``air_statistics``: official statistics of the plan's year so far, judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.results import RuleChoice, air_statistics
from yunzhu.indicators.air.rows import COMPOSITE
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.observations.lake import Lake
from yunzhu.periods import Period
from yunzhu.plan.outlook import (
    RemainingCap,
    days_after,
    is_out_of_reach,
    remaining_cap,
)
from yunzhu.plan.schema import AirMeasure, AirMetric, Cuts, KnownThreshold
from yunzhu.plan.status import Status
from yunzhu.standards import air_editions
from yunzhu.values import Result


@dataclass(frozen=True)
class MeasureVerdict:
    """One statistic held against its threshold.

    Attributes
    ----------
    measure : indicator, statistic, threshold.
    result : the statistic so far, or None without records.
    status : its word.
    missing : what would be needed to say more; empty when nothing.
    cap : the highest mean of the remaining days, for running targets on a mean.
    """

    measure: AirMeasure
    result: Result | None
    status: Status
    missing: tuple[str, ...]
    cap: RemainingCap | None = None


def air_measure_units() -> dict[tuple[str, str], str]:
    """Return the statistics a plan can be held against: (indicator, statistic) to unit.

    Examples
    --------
    >>> air_measure_units()["PM2.5", "mean"], air_measure_units()["AQI", "good_day_share"]
    ('µg/m³', '%')
    """
    units = {("AQI", "good_days"): "d", ("AQI", "good_day_share"): "%", (COMPOSITE, "total"): ""}
    for edition in air_editions():
        for row in edition.assessment.statistics:
            unit = AIR_ITEMS[row.pollutant].unit
            units[row.pollutant, f"p{row.percent}"] = unit
            if row.annual_mean:
                units[row.pollutant, "mean"] = unit
            units[row.pollutant, "exceedance_days"] = "d"
            units[row.pollutant, "attainment_rate"] = "%"
    return units


def judge_air_metric(
    lake: Lake,
    area: str,
    metric: AirMetric,
    year: int,
    as_of: date,
    cuts: Cuts,
    *,
    known_at: date | None = None,
) -> tuple[tuple[MeasureVerdict, ...], tuple[str, ...]]:
    """Return the verdict on every measure of the metric, and notes about the evidence.

    Only records of days up to ``as_of`` are read.

    Parameters
    ----------
    lake : opened lake of the workspace.
    area : area code of the plan.
    metric : its measures.
    year : the plan's year.
    as_of : last day that counts.
    cuts : of the plan.
    known_at : ignore what was received after that day.
    """
    whole = Period.of_year(year)
    try:
        subject = find_subject(lake, area)
    except EvidenceError:
        reason = f"工作区内没有该区域的记录 no records of the area: {area}"
        return tuple(_without_records(one, reason) for one in metric.measures), ()
    if as_of < whole.first:
        reason = f"计划年未开始 the year has not begun: {whole.first}"
        return tuple(_without_records(one, reason) for one in metric.measures), ()
    so_far = Period(whole.first, min(as_of, whole.last))
    answer = air_statistics(lake, subject, so_far, RuleChoice(known_at=known_at))
    rows: dict[tuple[str, str], Result] = {}
    for row in answer.rows:
        rows.setdefault((row.indicator, row.statistic), row)
    verdicts = tuple(
        _judge(one, rows.get((one.indicator, one.statistic)), whole, so_far, cuts)
        for one in metric.measures
    )
    return verdicts, answer.notes


def _meets(value: Decimal, threshold: KnownThreshold) -> bool:
    """Compare a published value with a threshold; 以下 and 以上 include the number."""
    if threshold.compare == "at_most":
        return value <= threshold.value
    return value >= threshold.value


def _without_records(measure: AirMeasure, reason: str) -> MeasureVerdict:
    return MeasureVerdict(measure, None, Status.INSUFFICIENT, (reason,))


def _judge(
    measure: AirMeasure, result: Result | None, whole: Period, so_far: Period, cuts: Cuts
) -> MeasureVerdict:
    if result is None or result.value is None:
        name = f"{measure.indicator} {measure.statistic}"
        return _without_records(measure, f"没有有效记录 no valid record: {name}, {so_far}")
    if not isinstance(measure.threshold, KnownThreshold):
        unknown = measure.threshold
        missing = f"缺阈值 threshold missing: {unknown.unknown} {unknown.english}"
        return MeasureVerdict(measure, result, Status.INSUFFICIENT, (missing,))
    if so_far.last < whole.last:
        return _judge_running(measure, measure.threshold, result, whole, so_far, cuts)
    if result.valid is False:
        missing = (
            f"有效日不足 too few valid days: {result.n_valid} / {result.n_expected} "
            f"({result.edition})"
        )
        return MeasureVerdict(measure, result, Status.INSUFFICIENT, (missing,))
    met = _meets(result.value, measure.threshold)
    return MeasureVerdict(measure, result, Status.ACHIEVED if met else Status.MISSED, ())


def _judge_running(
    measure: AirMeasure,
    threshold: KnownThreshold,
    result: Result,
    whole: Period,
    so_far: Period,
    cuts: Cuts,
) -> MeasureVerdict:
    odds_missing = (
        f"缺达标概率: 需至少 {cuts.seasons_for_odds} 个往年剩余季节 odds missing: they need the "
        f"remaining season of at least {cuts.seasons_for_odds} earlier years"
    )
    if measure.statistic != "mean" or threshold.compare != "at_most":
        return MeasureVerdict(measure, result, Status.INSUFFICIENT, (odds_missing,))
    remaining = days_after(so_far.last, whole.last)
    assert result.exact is not None
    assert result.value is not None
    cap = remaining_cap(Fraction(threshold.value), result.n_valid, result.exact, remaining)
    decimals = -int(result.value.as_tuple().exponent)
    if is_out_of_reach(threshold.value, decimals, result.n_valid, result.exact, remaining):
        return MeasureVerdict(measure, result, Status.MISSED, (), cap)
    missing = [odds_missing]
    if cap.cap < 0:
        missing.append(
            "按目标值本身已无余地，只有修约后的均值仍可能不超过 nothing is left against the target "
            "itself; only the rounded mean may still be within it"
        )
    return MeasureVerdict(measure, result, Status.INSUFFICIENT, tuple(missing), cap)
