"""The metric ``drinking_sources``: sources of drinking water none of whose due months failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.drinking_sources import (
    DRINKING_SOURCES,
    SOURCE_VOLUMES,
    SourceKind,
    SourceLevel,
)
from yunzhu.indicators.water.drinking_sources import (
    SourceMonth,
    SourceMonthState,
    failure_text,
    required_items,
    source_months,
    source_rates,
)
from yunzhu.indicators.water.recorded import recorded_blocks
from yunzhu.indicators.water.site_rows import MET, MET_MONTHS, SOURCE
from yunzhu.observations.sites import Medium
from yunzhu.periods import Period, PeriodKind
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding, evidence_line, weakest_kind
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.source_compliance import drinking_source_rules
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_limits

if TYPE_CHECKING:
    from yunzhu.city.registers.drinking_sources import DrinkingSource
    from yunzhu.plan.metric_schema import DrinkingSourcesMetric
    from yunzhu.plan.register_evidence import RegisterEvidence
    from yunzhu.plan.schema import Commitment
    from yunzhu.plan.water_records import WaterRecords

SHARE_DECIMALS = 1
_BODIES = {SourceKind.RIVER: WaterBody.RIVER, SourceKind.LAKE: WaterBody.LAKE}
_OPEN = (SourceMonthState.INCOMPLETE, SourceMonthState.MISSING)


@dataclass(frozen=True)
class _JudgedSource:
    """One source of the register.

    Attributes
    ----------
    source : its row.
    months : whole months of use that are over, and others only where they failed; ``site`` of
        each is the source's code.
    unjudged : why it cannot be judged; empty when it can.
    opens : whether `yunzhu explain` finds its site as a source on the same water body.
    """

    source: DrinkingSource
    months: tuple[SourceMonth, ...]
    unjudged: str
    opens: bool

    @property
    def name(self) -> str:
        """Code and name."""
        return f"{self.source.code} {self.source.name}"


def judge_drinking_sources(
    commitment: Commitment,
    metric: DrinkingSourcesMetric,
    water: WaterRecords,
    registers: RegisterEvidence,
) -> tuple[Finding, ...]:
    """Return the findings by number of sources and by volume of water.

    A month is due once it is over when the source was in use in all of it. One failing item
    fails a month, whether it is due or not, and one failed month the commitment, at once and for
    good. A due month that was not sampled, or lacks items, is missing: it does not pass, and the
    word is 证据不足. With every month met the word is 有望 until the due day and 已达成 on it.

    Parameters
    ----------
    commitment : its due date; its threshold is all of them.
    metric : the level of the sources that are meant.
    water : the records that count.
    registers : sources, of which those count that were in use on any day of the year so far,
        since one that failed and was given up has failed all the same; and their volumes.

    Source: 环办〔2011〕22号; what counts as steady (稳定) is a reading of the plan's.
    """
    label = f"饮用水水源 drinking-water sources ({SourceLevel(metric.level).label})"
    if water.so_far is None:
        return (_without(label, commitment, f"计划年未开始 not begun: {water.whole.first}"),)
    span = Period(water.so_far.first, min(water.so_far.last, commitment.due))
    sources = [
        row
        for row in registers.between(DRINKING_SOURCES, span.first, span.last)
        if row.level is SourceLevel(metric.level)
    ]
    if not sources:
        return (_without(label, commitment, "名录为空 the register has none: drinking_sources"),)
    judged = _judged(sources, water, span)
    months = [month for one in judged for month in one.months]
    known = source_rates(months, _volumes(registers))
    status, missing = _status(judged, months, is_closed=water.as_of >= commitment.due)
    is_sampled = any(one.state is not SourceMonthState.MISSING for one in months)
    sites = sorted({row.site for row in sources if row.site is not None})
    imports = water.samples.imports_of(sites, span.first, span.last, known_at=water.known_at)
    owing = sum(1 for one in judged if one.months or one.unjudged)
    by_count = Finding(
        label=f"{label}, 按个数 by number",
        threshold=commitment.threshold,
        status=status,
        kind=weakest_kind([water.kind, registers.kind]) if is_sampled else None,
        value=_percent(Fraction(known.sources_met, owing)) if owing else None,
        unit="%",
        numerator=known.sources_met,
        denominator=owing,
        missing=missing,
        rest=tuple(_rest(judged)),
        evidence=tuple(evidence_line(one.source, one.digest, one.received) for one in imports),
        lineage_ids=tuple(_lineage_ids(judged, str(water.rule))),
    )
    return (by_count, _by_volume(by_count, label, judged, registers))


def _without(label: str, commitment: Commitment, reason: str) -> Finding:
    return Finding(label, commitment.threshold, Status.INSUFFICIENT, missing=(reason,))


def _judged(
    sources: Sequence[DrinkingSource], water: WaterRecords, span: Period
) -> list[_JudgedSource]:
    """Judge every month of every source that can be judged, reading each month once."""
    unjudged = {row.code: _why_unjudged(row, water) for row in sources}
    usable = [row for row in sources if not unjudged[row.code]]
    months: dict[str, list[SourceMonth]] = {row.code: [] for row in sources}
    sites = sorted({str(row.site) for row in usable})
    limits, rules = surface_water_limits(span.last), drinking_source_rules()
    blocks = recorded_blocks(water.samples, sites, span, water.rule) if sites else ()
    for month, samples in zip(span.months() if sites else (), blocks, strict=True):
        for row in usable:
            body = _BODIES[row.kind]
            part = _used_part(row, month)
            if part is None:
                continue
            due = required_items(limits, body, rules)
            (found,) = source_months(
                samples,
                str(row.site),
                (part,),
                body,
                limits,
                rules,
                due,
                water.rule.below_detection,
            )
            if part.kind is PeriodKind.MONTH or found.state is SourceMonthState.FAILED:
                months[row.code].append(replace(found, site=row.code))
    return [
        _JudgedSource(row, tuple(months[row.code]), unjudged[row.code], _opens(row, water))
        for row in sources
    ]


def _why_unjudged(row: DrinkingSource, water: WaterRecords) -> str:
    name = f"{row.code} {row.name}"
    if row.kind not in _BODIES:
        return f"地下水水源的评价办法未知 how groundwater sources are judged is not known: {name}"
    if row.site is None:
        return f"名录未登记站点 no site in the register: {name}"
    site = water.sites.sites.get(row.site)
    if site is not None and site.water_body not in (None, _BODIES[row.kind]):
        return f"名录与站点的水体类型不一 register and site differ in the water body: {name}"
    return ""


def _opens(row: DrinkingSource, water: WaterRecords) -> bool:
    site = None if row.site is None else water.sites.sites.get(row.site)
    is_source = site is not None and site.medium is Medium.DRINKING_SOURCE
    return site is not None and is_source and site.water_body is not None


def _used_part(row: DrinkingSource, month: Period) -> Period | None:
    """Return the days of a month on which the source was in use."""
    first = max(month.first, row.in_use_from or month.first)
    last = min(month.last, row.in_use_to or month.last)
    return Period(first, last) if first <= last else None


def _status(
    judged: Sequence[_JudgedSource], months: Sequence[SourceMonth], *, is_closed: bool
) -> tuple[Status, tuple[str, ...]]:
    missing = [one.unjudged for one in judged if one.unjudged]
    missing += [
        f"{one.name} {_month_text(month)}"
        for one in judged
        for month in one.months
        if month.state in _OPEN
    ]
    if any(month.state is SourceMonthState.FAILED for month in months):
        return Status.MISSED, tuple(missing)
    if not missing and not months:
        return Status.INSUFFICIENT, ("尚无已过的整月 no whole month is over yet",)
    if missing:
        return Status.INSUFFICIENT, tuple(missing)
    return (Status.ACHIEVED if is_closed else Status.ON_TRACK), ()


def _by_volume(
    by_count: Finding,
    label: str,
    judged: Sequence[_JudgedSource],
    registers: RegisterEvidence,
) -> Finding:
    """Return the same months by the water taken in them [t]; due months alone have volumes."""
    due = [month for one in judged for month in one.months if month.month.kind is PeriodKind.MONTH]
    volumes = _volumes(registers)
    rates = source_rates(due, volumes)
    unjudged = any(one.unjudged for one in judged)
    share = None if unjudged else rates.volume_share
    lacking = tuple(
        f"缺取水量 no volume: {code} {month.first:%Y-%m}" for code, month in rates.without_volume
    )
    total = met = None
    if share is not None:
        volume = sum((volumes[one.site, one.month] for one in due), Fraction(0))
        total, met = _whole(volume), _whole(volume * share)
    return replace(
        by_count,
        label=f"{label}, 按取水量 by volume [t]",
        value=None if share is None else _percent(share),
        numerator=met,
        denominator=total,
        missing=(*by_count.missing, *lacking),
        lineage_ids=(),
    )


def _volumes(registers: RegisterEvidence) -> Mapping[tuple[str, Period], Fraction]:
    return {
        (row.source, Period.of_months(row.year, row.month, row.month)): Fraction(row.volume_t)
        for row in registers.all(SOURCE_VOLUMES)
    }


def _rest(judged: Sequence[_JudgedSource]) -> list[str]:
    lines = []
    for one in judged:
        if one.unjudged:
            lines.append(one.unjudged)
        lines += [
            f"{one.name} {_month_text(month)}"
            for month in one.months
            if month.state is not SourceMonthState.MET
        ]
    return lines


def _month_text(month: SourceMonth) -> str:
    """Return ``2020-06 超标 failed: Mn 0.14 (限值 limit 0.1)``."""
    text = f"{month.month.first:%Y-%m} {month.state.value}"
    if month.failing:
        return f"{text}: {'; '.join(failure_text(one) for one in month.failing)}"
    if month.state is SourceMonthState.INCOMPLETE:
        return f"{text}: {', '.join(month.absent)}"
    return text


def _lineage_ids(judged: Sequence[_JudgedSource], rule: str) -> list[str]:
    """Return for each source the id of its count of months, and of each month that is not met."""
    ids = []
    for one in judged:
        if not one.opens or not one.months:
            continue
        whole = [each.month for each in one.months if each.month.kind is PeriodKind.MONTH]
        if whole:
            span = Period(whole[0].first, whole[-1].last)
            ids.append(f"{one.source.site}/{SOURCE}/{MET_MONTHS}/{span}/{rule}")
        ids += [
            f"{one.source.site}/{SOURCE}/{MET}/{each.month}/{rule}"
            for each in one.months
            if each.state is not SourceMonthState.MET
        ]
    return ids


def _percent(share: Fraction) -> Decimal:
    return round_half_even(share * PERCENT, SHARE_DECIMALS)


def _whole(volume: Fraction) -> int:
    return int(round_half_even(volume, 0))
