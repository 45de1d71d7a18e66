"""The metric ``register_coverage``: how many rows of a register show what is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yunzhu.city.registers.drinking_sources import DRINKING_SOURCES, SourceLevel
from yunzhu.city.registers.outfalls import OutfallKind
from yunzhu.city.registers.protection_zones import CheckResult
from yunzhu.periods import Period
from yunzhu.plan.joint_counts import sections_needed
from yunzhu.plan.outfall_samplings import sampling_days
from yunzhu.plan.schema import Commitment, Cuts, KnownThreshold, UnknownThreshold
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding, unknown_threshold_text, weakest_kind
from yunzhu.plan.work_item_metric import status_of_pace
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

if TYPE_CHECKING:
    from yunzhu.city.registers.drinking_sources import DrinkingSource
    from yunzhu.city.registers.outfalls import Outfall
    from yunzhu.city.registers.protection_zones import ProtectionZone
    from yunzhu.plan.city_evidence import CityEvidence
    from yunzhu.plan.register_evidence import RegisterEvidence
    from yunzhu.plan.schema import RegisterCoverageMetric
    from yunzhu.plan.water_records import WaterRecords

SHARE_DECIMALS = 1


class RowState(Enum):
    """Whether a row shows what is asked of it."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Facts:
    """What rows are judged by.

    Attributes
    ----------
    registers : their rows.
    day : last day that counts; what is dated later is not there yet.
    year : of the plan.
    sampled : outfall code to the days on which it was sampled in the year, up to that day; an
        outfall without a site is not in it.
    """

    registers: RegisterEvidence
    day: date
    year: int
    sampled: Mapping[str, Sequence[date]]


Judged = tuple[RowState, str]


@dataclass(frozen=True)
class Coverage:
    """One coverage that a plan can ask for.

    Attributes
    ----------
    label : Chinese and English.
    register : whose rows are the denominator.
    rows : the denominator.
    judge : state of one row, and the fact or the lack that makes it so.
    is_due_by_now : whether a row is judged by what its samples owe up to the day, so that all
        rows are owed every day and not in the pace of the year.
    """

    label: str
    register: str
    rows: Callable[[Facts], Sequence[Any]]
    judge: Callable[[Any, Facts], Judged]
    is_due_by_now: bool = False


def judge_register_coverage(
    commitment: Commitment,
    metric: RegisterCoverageMetric,
    water: WaterRecords,
    evidence: CityEvidence,
    cuts: Cuts,
) -> tuple[Finding, ...]:
    """Return one finding per coverage: rows that show what is asked, of all, and the rest.

    All rows are owed unless the threshold gives a share. A register can still grow, so a
    coverage that is complete is 有望 until the due day and 已达成 on it; incomplete, it runs by
    pace against the working days passed (against all rows where each is judged by what is due
    by now), and is 未达成 from the due day on. What is dated after the due day does not undo
    that; a row registered later does reopen the count. An empty register is 证据不足, and so is
    one with rows that cannot be judged, unless the rest settles the word.

    Parameters
    ----------
    commitment : its threshold and due date.
    metric : names of coverages, and of those that have no register yet.
    water : the records that count.
    evidence : of the city as it stood on the last day that counts.
    cuts : of the plan.
    """
    day = min(water.as_of, commitment.due)
    coverages = [COVERAGES[name] for name in metric.coverages]
    sampled: Mapping[str, Sequence[date]] = {}
    if any(one.is_due_by_now for one in coverages):
        codes = [row.code for row in evidence.registers.outfalls]
        sampled = sampling_days(water, codes, day)
    facts = Facts(evidence.registers, day, water.year, sampled)
    found = [_judge(one, commitment, facts, water, evidence, cuts) for one in coverages]
    absent = [
        Finding(
            name,
            commitment.threshold,
            Status.INSUFFICIENT,
            missing=(f"名录尚未建立 its register is not there yet: {name}",),
        )
        for name in metric.absent
    ]
    return (*found, *absent)


def _judge(
    coverage: Coverage,
    commitment: Commitment,
    facts: Facts,
    water: WaterRecords,
    evidence: CityEvidence,
    cuts: Cuts,
) -> Finding:
    rows = coverage.rows(facts)
    if not rows:
        empty = f"名录为空 the register has none: {coverage.register} ({coverage.label})"
        return Finding(
            coverage.label, commitment.threshold, Status.INSUFFICIENT, unit="%", missing=(empty,)
        )
    judged = [(_name(row), *coverage.judge(row, facts)) for row in rows]
    covered = [f"{name}: {text}" for name, state, text in judged if state is RowState.COVERED]
    unknown = [f"{name}: {text}" for name, state, text in judged if state is RowState.UNKNOWN]
    rest = [f"{name}: {text}" for name, state, text in judged if state is not RowState.COVERED]
    days = evidence.work.working_days
    elapsed = days.elapsed_share(water.as_of, commitment.due)
    status, missing = _status(
        commitment,
        len(covered),
        len(unknown),
        len(rows),
        is_closed=water.as_of >= commitment.due,
        expected=Fraction(1) if coverage.is_due_by_now else elapsed,
        cuts=cuts,
    )
    if status is Status.INSUFFICIENT and not (missing or unknown):
        missing = (days.missing,)
    kinds = [facts.registers.kind, *([water.kind] if coverage.is_due_by_now else [])]
    return Finding(
        label=coverage.label,
        threshold=commitment.threshold,
        status=status,
        kind=weakest_kind(kinds),
        value=_percent(len(covered), len(rows)),
        unit="%",
        numerator=len(covered),
        denominator=len(rows),
        missing=(*missing, *unknown),
        rest=tuple(rest),
        evidence=tuple(covered),
    )


def _status(
    commitment: Commitment,
    covered: int,
    unknown: int,
    rows: int,
    *,
    is_closed: bool,
    expected: Fraction | None,
    cuts: Cuts,
) -> tuple[Status, tuple[str, ...]]:
    threshold = commitment.threshold
    if isinstance(threshold, UnknownThreshold):
        return Status.INSUFFICIENT, (unknown_threshold_text(threshold),)
    share = threshold.value if isinstance(threshold, KnownThreshold) else Decimal(PERCENT)
    needed = sections_needed(share, rows)
    if covered >= needed:
        return (Status.ACHIEVED if is_closed else Status.ON_TRACK), ()
    if is_closed and covered + unknown < needed:
        return Status.MISSED, ()
    if unknown or expected is None:
        return Status.INSUFFICIENT, ()
    return status_of_pace(Fraction(covered, needed), expected, cuts), ()


def _percent(covered: int, rows: int) -> Decimal:
    return round_half_even(Fraction(covered * PERCENT, rows), SHARE_DECIMALS)


def _name(row: Any) -> str:
    """Return code and name of a row; a zone has the source in place of a name."""
    name = row.source if hasattr(row, "source") else row.name
    return f"{row.code} {name}"


def _outfalls(kind: OutfallKind) -> Callable[[Facts], Sequence[Outfall]]:
    return lambda facts: [row for row in facts.registers.outfalls if row.kind is kind]


def _sources(facts: Facts) -> list[DrinkingSource]:
    """Return the sources in use on the day."""
    return [row for row in facts.registers.sources if DRINKING_SOURCES.holds_on(row, facts.day)]


def _rural_sources(facts: Facts) -> list[DrinkingSource]:
    return [row for row in _sources(facts) if row.level is SourceLevel.TOWN_OR_BELOW]


def _dated(day: date | None, facts: Facts, fact: str) -> Judged:
    """Judge a fact that stands in one column of dates."""
    if day is None:
        return RowState.NOT_COVERED, f"未{fact.replace(' ', ' not ', 1)}"
    if day > facts.day:
        return RowState.NOT_COVERED, f"{fact} {day}, 截至 up to {facts.day} 尚未 not yet"
    return RowState.COVERED, f"{fact} {day}"


def _approved(row: Outfall, facts: Facts) -> Judged:
    state, text = _dated(row.filed_on, facts, "审批或备案 approved or filed")
    if state is RowState.COVERED and row.valid_to is not None and row.valid_to < facts.day:
        return RowState.NOT_COVERED, f"已于 {row.valid_to} 到期 expired"
    return state, f"{text} {row.approval_number}" if state is RowState.COVERED else text


def _surveyed(row: DrinkingSource, facts: Facts) -> Judged:
    return _dated(row.surveyed_on, facts, "排查 surveyed")


def _has_zone(row: DrinkingSource, facts: Facts) -> Judged:
    """A source has a zone when one with an outline is approved: approved, not drawn alone."""
    zones = [zone for zone in facts.registers.zones if zone.source == row.code]
    if not zones:
        return RowState.NOT_COVERED, "无保护区 no zone"
    drawn = [zone for zone in zones if zone.outline is not None]
    if not drawn:
        return RowState.NOT_COVERED, "保护区无范围 no zone has an outline"
    days = sorted(zone.approved_on for zone in drawn if zone.approved_on is not None)
    return _dated(days[0] if days else None, facts, "批准 approved")


def _boundary_fixed(row: ProtectionZone, facts: Facts) -> Judged:
    return _dated(row.boundary_fixed_on, facts, "定界 fixed")


def _marks_passed(row: ProtectionZone, facts: Facts) -> Judged:
    state, text = _dated(row.mark_checked_on, facts, "核查 checked")
    if state is RowState.COVERED and row.mark_result is not CheckResult.PASSED:
        return RowState.NOT_COVERED, f"{text} 不合格 failed"
    return state, text


def _assessed(row: DrinkingSource, facts: Facts) -> Judged:
    """The register has the year that is assessed and no day of the report."""
    if row.assessment_year != facts.year:
        return RowState.NOT_COVERED, f"无 {facts.year} 年评估 no assessment of {facts.year}"
    return RowState.COVERED, f"{facts.year} 年评估 assessed, 得分 score {row.assessment_score}"


def _sampled(row: Outfall, facts: Facts) -> Judged:
    """An outfall is sampled as due when its days of sampling keep up with the year."""
    if row.samplings_per_year is None:
        return RowState.UNKNOWN, "应监测次数未登记 samplings due are not registered"
    if row.code not in facts.sampled:
        return RowState.UNKNOWN, f"没有站点 no site of this id: {row.code}"
    year = Period.of_year(facts.year)
    passed = (min(facts.day, year.last) - year.first).days + 1
    due = row.samplings_per_year * max(passed, 0) // year.days
    done = len(facts.sampled[row.code])
    text = f"采样 sampled {done} d, 应 due {due} (全年 a year {row.samplings_per_year})"
    return (RowState.COVERED if done >= due else RowState.NOT_COVERED), text


COVERAGES: Mapping[str, Coverage] = {
    "river_outfalls_approved": Coverage(
        "入河排污口已审批或备案 river outfalls approved or filed",
        "outfalls",
        _outfalls(OutfallKind.RIVER),
        _approved,
    ),
    "rural_sources_surveyed": Coverage(
        "乡镇及以下“千吨万人”水源地已排查 thousand-ton rural sources surveyed",
        "drinking_sources",
        lambda facts: [row for row in _rural_sources(facts) if row.is_thousand_ton],
        _surveyed,
    ),
    "rural_sources_with_zone": Coverage(
        "乡镇及以下水源保护区已获批 rural sources with an approved zone",
        "drinking_sources",
        _rural_sources,
        _has_zone,
    ),
    "zone_boundaries_fixed": Coverage(
        "保护区边界已确定 zones with a fixed boundary",
        "protection_zones",
        lambda facts: facts.registers.zones,
        _boundary_fixed,
    ),
    "zone_marks_passed": Coverage(
        "保护区标志核查合格 zones whose marks passed",
        "protection_zones",
        lambda facts: facts.registers.zones,
        _marks_passed,
    ),
    "sources_assessed": Coverage(
        "水源地环境状况已评估 sources assessed", "drinking_sources", _sources, _assessed
    ),
    "sea_outfalls_filed": Coverage(
        "入海排污口已备案 sea outfalls filed", "outfalls", _outfalls(OutfallKind.SEA), _approved
    ),
    "sea_outfalls_sampled": Coverage(
        "入海排污口按应有频次采样 sea outfalls sampled as due",
        "outfalls",
        _outfalls(OutfallKind.SEA),
        _sampled,
        is_due_by_now=True,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""
