"""The metric ``air_statistics``: official statistics of the plan's year so far, judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from yunzhu.arrays import MISSING32
from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.results import RuleChoice, air_statistics, published_days
from yunzhu.indicators.air.rows import COMPOSITE
from yunzhu.indicators.air.rules import AirRule
from yunzhu.indicators.air.subjects import Subject, find_subject
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import load_sites
from yunzhu.periods import Period
from yunzhu.plan.air_outlook import DEFAULT_SETTINGS, air_odds
from yunzhu.plan.budgets import (
    BadDayBudget,
    PercentileBudget,
    bad_day_budget,
    percentile_budget,
)
from yunzhu.plan.metric_schema import AirMeasure, AirMetric
from yunzhu.plan.odds import Odds, status_of_odds
from yunzhu.plan.other_rows import OtherRow
from yunzhu.plan.outlook import days_after, is_out_of_reach, remaining_cap
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.plan.verdicts import Finding, evidence_line, meets, unknown_threshold_text
from yunzhu.standards import PERCENT, air_edition, air_editions
from yunzhu.values import EvidenceKind, Origin, Result

GOOD_DAY_SHARE, DAYS = "good_day_share", "d"


@dataclass(frozen=True)
class AirYear:
    """The plan's year of one area as far as it counts: its statistics, once for all measures.

    Attributes
    ----------
    lake, subject : where the records are and whose they are.
    whole, so_far : the year, and the part up to the as-of day.
    rows : (indicator, statistic) to the row of the default rule.
    others : (indicator, statistic) to the rows of the other rules: without excluded events, of
        another edition.
    notes : about the evidence.
    proxy_site : site whose earlier years may serve the odds, never the city value.
    known_at : what was received later does not count.
    evidence : the imports that hold its records, one line each.
    """

    lake: Lake
    subject: Subject
    whole: Period
    so_far: Period
    rows: dict[tuple[str, str], Result]
    others: dict[tuple[str, str], list[Result]]
    notes: tuple[str, ...]
    proxy_site: str | None
    known_at: date | None
    evidence: tuple[str, ...] = ()

    @property
    def kind(self) -> EvidenceKind:
        """Kind of the evidence."""
        if self.lake.workspace.origin is Origin.SIMULATED:
            return EvidenceKind.SIMULATED
        return EvidenceKind.MEASURED


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


def air_year(lake: Lake, area: str, year: int, as_of: date, known_at: date | None) -> AirYear | str:
    """Return the year of an area up to a day, or why there is nothing to read.

    Only records of days up to ``as_of`` are read.
    """
    whole = Period.of_year(year)
    if as_of < whole.first:
        return f"计划年未开始 the year has not begun: {whole.first}"
    try:
        subject = find_subject(lake, area)
    except EvidenceError:
        return f"工作区内没有该区域的记录 no records of the area: {area}"
    so_far = Period(whole.first, min(as_of, whole.last))
    answer = air_statistics(lake, subject, so_far, RuleChoice(known_at=known_at))
    rows: dict[tuple[str, str], Result] = {}
    others: dict[tuple[str, str], list[Result]] = {}
    for row in answer.rows:
        key = (row.indicator, row.statistic)
        if rows.setdefault(key, row) is not row:
            others.setdefault(key, []).append(row)
    imports = lake.imports_of(subject.sites, so_far.first_hour, so_far.stop_hour, known_at=known_at)
    return AirYear(
        lake=lake,
        subject=subject,
        whole=whole,
        so_far=so_far,
        rows=rows,
        others=others,
        notes=answer.notes,
        proxy_site=_proxy_of(lake, area, known_at),
        known_at=known_at,
        evidence=tuple(evidence_line(one.source, one.digest, one.received) for one in imports),
    )


def _proxy_of(lake: Lake, area: str, known_at: date | None) -> str | None:
    """Return the site whose earlier years may serve the odds: the first proxy with records."""
    recorded = set(lake.sites(known_at=known_at))
    register = load_sites(lake.workspace, known_at=known_at)
    proxies = [site.id for site in register.proxies_of_area(area) if site.id in recorded]
    return proxies[0] if proxies else None


def judge_air_metric(
    year: AirYear | str, metric: AirMetric, cuts: Cuts
) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return the finding on every measure of the metric, and notes about the evidence.

    Parameters
    ----------
    year : from `air_year`; text says why there is none.
    metric : its measures.
    cuts : of the plan.
    """
    if isinstance(year, str):
        return tuple(_without_records(one, year) for one in metric.measures), ()
    return tuple(_judge(one, year, cuts) for one in metric.measures), year.notes


def _label(measure: AirMeasure) -> str:
    return f"{measure.indicator} {measure.statistic}"


def _without_records(measure: AirMeasure, reason: str) -> Finding:
    return Finding(_label(measure), measure.threshold, Status.INSUFFICIENT, missing=(reason,))


def _judge(measure: AirMeasure, year: AirYear, cuts: Cuts) -> Finding:
    result = year.rows.get((measure.indicator, measure.statistic))
    if result is None or result.value is None:
        reason = f"没有有效记录 no valid record: {_label(measure)}, {year.so_far}"
        return _without_records(measure, reason)
    if not isinstance(measure.threshold, KnownThreshold):
        missing = (unknown_threshold_text(measure.threshold),)
        return _found(measure, year, result, Status.INSUFFICIENT, missing)
    if year.so_far.last < year.whole.last:
        return _judge_running(measure, measure.threshold, year, result, cuts)
    word = _closed_word(measure, measure.threshold, year, result)
    if _has_enough_days(result) and word is not None:
        return _found(measure, year, result, word, ())
    short = (
        f"有效日不足 too few valid days: {result.n_valid} / {result.n_expected} ({result.edition})"
    )
    if word is None:
        return _found(measure, year, result, Status.INSUFFICIENT, (short,))
    note = f"{short}; 其余各日不改变结论 no value of the other days changes the word"
    return _found(measure, year, result, word, (), notes=(note,))


def _closed_word(
    measure: AirMeasure, threshold: KnownThreshold, year: AirYear, result: Result
) -> Status | None:
    """Return the word that a statistic of the closed year gives; None where it settles nothing."""
    assert result.value is not None
    if _has_enough_days(result):
        return Status.ACHIEVED if meets(result.value, threshold) else Status.MISSED
    is_met = _whatever_comes(measure, threshold, year, result, _open_days(year, result))
    if is_met is None:
        return None
    return Status.ACHIEVED if is_met else Status.MISSED


def _other_rows(measure: AirMeasure, year: AirYear, result: Result) -> tuple[OtherRow, ...]:
    """Return the rows of other rules that differ, with the words they would give."""
    found = []
    for row in year.others.get((measure.indicator, measure.statistic), ()):
        if row.value is None or (row.n_valid, row.exact) == (result.n_valid, result.exact):
            continue
        word = None
        if isinstance(measure.threshold, KnownThreshold):
            word = _word_of_other(measure, measure.threshold, year, row)
        found.append(OtherRow(row, result, word))
    return tuple(found)


def _word_of_other(
    measure: AirMeasure, threshold: KnownThreshold, year: AirYear, row: Result
) -> Status | None:
    if year.so_far.last == year.whole.last:
        return _closed_word(measure, threshold, year, row)
    certain = _whatever_comes(measure, threshold, year, row, _open_days(year, row))
    return Status.MISSED if certain is False else None


def _open_days(year: AirYear, result: Result) -> int:
    """Return the days to come and the past ones without a valid value: they may yet be good."""
    remaining = days_after(year.so_far.last, year.whole.last)
    return remaining + result.n_expected - result.n_valid


def _has_enough_days(result: Result) -> bool:
    """Tell whether a statistic of the closed year may settle a target by its value.

    Where the standard defines no validity (the index) the share of valid days counts that odds
    need as well.
    """
    if result.valid is not None:
        return result.valid
    return result.n_valid >= DEFAULT_SETTINGS.valid_share * result.n_expected


def _whatever_comes(
    measure: AirMeasure,
    threshold: KnownThreshold,
    year: AirYear,
    result: Result,
    open_days: int,
) -> bool | None:
    """Tell whether the target is met whatever the open days bring; None where they decide.

    Parameters
    ----------
    open_days : days to come, and past days without a valid value: each may be good or bad.
    """
    assert result.value is not None
    budget = _budget(measure, threshold, year, result, open_days)
    if budget is not None:
        return False if budget.out_of_reach else budget.cannot_fail or None
    if measure.statistic == "mean" and threshold.compare == "at_most" and result.exact is not None:
        decimals = _decimals(result.value)
        lost = is_out_of_reach(threshold.value, decimals, result.n_valid, result.exact, open_days)
        return False if lost else None
    if result.unit == DAYS:
        fewest, most = meets(result.value, threshold), meets(result.value + open_days, threshold)
        return fewest if fewest is most and threshold.compare != "equal" else None
    return None


def _found(
    measure: AirMeasure,
    year: AirYear,
    result: Result,
    status: Status,
    missing: tuple[str, ...],
    **outlook: object,
) -> Finding:
    return Finding(
        label=_label(measure),
        threshold=measure.threshold,
        status=status,
        kind=year.kind,
        value=result.value,
        unit=result.unit,
        numerator=result.n_valid,
        denominator=result.n_expected,
        missing=missing,
        evidence=year.evidence,
        result=result,
        others=_other_rows(measure, year, result),
        **outlook,  # type: ignore[arg-type]
    )


def _judge_running(
    measure: AirMeasure,
    threshold: KnownThreshold,
    year: AirYear,
    result: Result,
    cuts: Cuts,
) -> Finding:
    remaining = days_after(year.so_far.last, year.whole.last)
    missing: list[str] = []
    cap = None
    budget = _budget(measure, threshold, year, result, remaining)
    certain = _whatever_comes(measure, threshold, year, result, _open_days(year, result))
    if measure.statistic == "mean" and threshold.compare == "at_most" and result.exact is not None:
        cap = remaining_cap(Fraction(threshold.value), result.n_valid, result.exact, remaining)
        if cap.cap < 0 and certain is not False:
            missing.append(
                "按目标值本身已无余地，只有修约后的均值仍可能不超过 nothing is left against the "
                "target itself; only the rounded mean may still be within it"
            )
    if certain is False:
        return _found(measure, year, result, Status.MISSED, (), cap=cap, budget=budget)
    if result.n_valid < DEFAULT_SETTINGS.valid_share * result.n_expected:
        short = f"有效日不足 too few valid days: {result.n_valid} / {result.n_expected}"
        missing.insert(0, f"达标概率不可计算 odds not computable: {short}")
        return _found(
            measure, year, result, Status.INSUFFICIENT, tuple(missing), cap=cap, budget=budget
        )
    odds = _odds(measure, threshold, year, cuts)
    evidence = year.evidence
    if isinstance(odds, Odds):
        status = status_of_odds(odds.probability, cuts)
        evidence = (*evidence, *_evidence_of_odds(odds, year))
    else:
        status = Status.INSUFFICIENT
        missing.insert(0, f"达标概率不可计算 odds not computable: {odds}")
    found = _found(measure, year, result, status, tuple(missing), cap=cap, odds=odds, budget=budget)
    return replace(found, evidence=evidence)


def _odds(
    measure: AirMeasure, threshold: KnownThreshold, year: AirYear, cuts: Cuts
) -> Odds | NotComputable:
    wanted = "at_least" if measure.indicator == "AQI" else "at_most"
    if threshold.compare != wanted:
        return NotComputable(
            f"{_label(measure)} 只有 {wanted} 的阈值有概率算法: {threshold.compare}",
            f"odds of {_label(measure)} are defined for {wanted} alone",
        )
    return air_odds(
        year.lake,
        year.subject,
        (measure.indicator, measure.statistic),
        threshold.value,
        year.whole.first.year,
        year.so_far.last,
        cuts,
        year.proxy_site,
        year.known_at,
    )


def _evidence_of_odds(odds: Odds, year: AirYear) -> tuple[str, ...]:
    """Return the imports whose earlier years served the odds."""
    sites = (odds.series,) if odds.is_proxy else year.subject.sites
    first = Period.of_year(min(odds.years)).first_hour
    imports = year.lake.imports_of(sites, first, year.whole.first_hour, known_at=year.known_at)
    return tuple(
        f"概率 odds: {evidence_line(one.source, one.digest, one.received)}" for one in imports
    )


def _decimals(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def _budget(
    measure: AirMeasure,
    threshold: KnownThreshold,
    year: AirYear,
    result: Result,
    remaining: int,
) -> BadDayBudget | PercentileBudget | None:
    """Return the days that a share or a percentile still bears."""
    if measure.statistic == GOOD_DAY_SHARE and threshold.compare == "at_least":
        assert result.value is not None
        assert result.exact is not None
        good = result.exact * result.n_valid / PERCENT
        return bad_day_budget(
            threshold.value,
            _decimals(result.value),
            result.n_valid,
            result.n_valid - int(good),
            remaining,
        )
    if not measure.statistic.startswith("p") or threshold.compare != "at_most":
        return None
    rule = AirRule.parse(result.rule)
    days = published_days(year.lake, year.subject, year.so_far, rule)
    item = "O3_8h" if measure.indicator == "O3" else f"{measure.indicator}_24h"
    values = days.values[item][0]
    published = air_edition(rule.edition).assessment.decimals_of("period", measure.indicator)
    return percentile_budget(
        threshold.value,
        published.decimals,
        int(measure.statistic.removeprefix("p")),
        values[values != MISSING32],
        days.decimals[item],
        remaining,
    )
