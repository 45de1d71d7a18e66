"""Answers about one subject: classes and statistics of a period, each row open to inspection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yunzhu.errors import EvidenceError, UsageError
from yunzhu.indicators.water.areas import area_status
from yunzhu.indicators.water.class_shares import class_shares
from yunzhu.indicators.water.mixed_sources import mixed_sources, with_sources
from yunzhu.indicators.water.realtime_classes import REALTIME_ITEMS, realtime_classes
from yunzhu.indicators.water.recorded import recorded_blocks, recorded_totals
from yunzhu.indicators.water.rows import (
    WATER_CLASS,
    RowSource,
    make_row,
    moment_rows,
    share_rows,
)
from yunzhu.indicators.water.rules import ClassRule, PeriodMean, WaterRule
from yunzhu.indicators.water.section_assessment import AssessedSection, assess_sections
from yunzhu.indicators.water.site_rows import OWN_STANDARD, rows_of_site, source_rows
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import STOPPED_STATES
from yunzhu.observations.sites import Medium, Site
from yunzhu.periods import Period
from yunzhu.standards.documents import Setting
from yunzhu.standards.water_assessment import water_assessment
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_edition, surface_water_limits
from yunzhu.values import Result, SourceMark

STATUS = "status"
_MOST_NAMED = 5
_STATUS_WORDS = ("优", "良好", "轻度污染", "中度污染", "重度污染")


@dataclass(frozen=True)
class WaterAnswer:
    """Rows about one subject and what a reader must know."""

    subject: WaterSubject
    rows: tuple[Result, ...]
    notes: tuple[str, ...]


def row_source(lake: SampleLake, period: Period, rule: WaterRule) -> RowSource:
    """Return what the rows of a period share: the standards are those of its last day.

    Raises
    ------
    StandardError : no edition of GB 3838 is known for that day, or none of the name asked for.
    """
    return RowSource(
        period,
        rule,
        surface_water_limits(period.last)
        if rule.edition is None
        else surface_water_edition(rule.edition),
        water_assessment(),
        lake.workspace.origin,
    )


def assessed_sections(
    lake: SampleLake, sites: Sequence[Site], period: Period, rule: WaterRule
) -> list[AssessedSection]:
    """Assess some sections over a period from their recorded samples.

    Parameters
    ----------
    lake : opened lake of samples.
    sites : sections.
    period : whole days.
    rule : settings.

    Raises
    ------
    StandardError : no edition of GB 3838 is known for the period's last day.
    """
    source = row_source(lake, period, rule)
    totals = recorded_totals(lake, [site.id for site in sites], period, rule)
    return assess_sections(totals, bodies_of(sites), source.limits, source.method, rule)


def bodies_of(sites: Sequence[Site]) -> list[WaterBody | None]:
    """Return what each site lies on."""
    return [site.water_body for site in sites]


def water_classes(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule
) -> WaterAnswer:
    """Return the class of each section, of the period or of every moment, as the rule says.

    Parameters
    ----------
    lake : opened lake of samples.
    subject : from `find_water_subject`.
    period : whole days.
    rule : class rule and settings.
    """
    if rule.class_rule is ClassRule.ASSESSMENT:
        sections = assessed_sections(lake, subject.sites, period, rule)
        source = row_source(lake, period, rule)
        rows = [
            rows_of_site(section, site, source)[0]
            for section, site in zip(sections, subject.sites, strict=True)
        ]
        return WaterAnswer(
            subject,
            tuple(rows + _area_rows(subject, sections, source)),
            _notes(source, subject.sites),
        )
    return _moments(lake, subject, period, rule)


def water_statistics(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule
) -> WaterAnswer:
    """Return every statistic of a subject over a period by the assessment's rule.

    Parameters
    ----------
    lake : opened lake of samples.
    subject : from `find_water_subject`.
    period : whole days.
    rule : of `ClassRule.ASSESSMENT`, with settings.
    """
    source = row_source(lake, period, rule)
    sections = assessed_sections(lake, subject.sites, period, rule)
    rows = _area_rows(subject, sections, source)
    for section, site in zip(sections, subject.sites, strict=True):
        if site.medium is Medium.DRINKING_SOURCE:
            blocks = recorded_blocks(lake, (site.id,), period, rule)
            rows += source_rows(blocks, site, period.months(), source)
        rows += rows_of_site(section, site, source)
    mixed = mixed_sources(lake, sections, period, rule)
    notes = _notes(source, subject.sites)
    if mixed:
        notes += (
            f"{len(mixed)} 个均值同时用自动站与实验室的样品，各样品等权 means rest on samples of "
            "stations and of a laboratory, which count alike within a month",
        )
    return WaterAnswer(subject, tuple(with_sources(rows, mixed)), notes)


def _moments(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule
) -> WaterAnswer:
    source = row_source(lake, period, rule)
    if any(site.medium in OWN_STANDARD for site in subject.sites):
        raise UsageError(
            "实时类别只用于地表水 the realtime class is of surface water",
            field="rule",
            found=", ".join(site.id for site in subject.sites),
            expected=ClassRule.ASSESSMENT.value,
        )
    rows: list[Result] = []
    blocks = recorded_blocks(lake, subject.site_ids, period, rule, REALTIME_ITEMS)
    for samples in blocks:
        found = realtime_classes(
            samples, bodies_of(subject.sites), source.limits, rule.below_detection
        )
        rows += moment_rows(found, source)
    if not rows:
        raise EvidenceError(
            "该时段没有水样 no sample in this period",
            field="period",
            found=str(period),
            expected=str(lake.span(rule.known_at)),
        )
    rows.sort(key=lambda row: (row.subject, row.period))
    return WaterAnswer(subject, tuple(rows), _notes(source, subject.sites))


def _area_rows(
    subject: WaterSubject, sections: Sequence[AssessedSection], source: RowSource
) -> list[Result]:
    """Return shares and status of an area, nothing of a single site."""
    if not subject.is_area:
        return []
    shares = class_shares({one.site: one.water_class for one in sections})
    status = area_status(sections, shares, source.limits, source.method, source.rule)
    notes = [
        status.status or "不能定性 no status can be given",
        "按断面类别比例 by shares" if status.by_shares else "按断面平均浓度 by mean concentrations",
    ]
    if status.pollutants:
        notes.append(f"主要污染指标 main pollutants: {', '.join(status.pollutants)}")
    value = None if status.status is None else Decimal(1 + _STATUS_WORDS.index(status.status))
    return [
        *share_rows(subject.id, shares, source),
        make_row(
            source,
            subject=subject.id,
            indicator=WATER_CLASS,
            statistic=STATUS,
            value=value,
            n_valid=len(shares.classed),
            n_expected=len(sections),
            edition=source.method.name,
            mark=SourceMark.UNVERIFIED,
            notes=notes,
        ),
    ]


def _notes(source: RowSource, sites: Sequence[Site]) -> tuple[str, ...]:
    """Return what a reader must know of an answer."""
    rule = source.rule
    notes = [rule.class_rule.label]
    settings: list[tuple[Setting, str]] = [
        (source.method.setting("below_detection"), rule.below_detection.value)
    ]
    if rule.class_rule is ClassRule.ASSESSMENT:
        settings += [
            (source.method.setting("period_mean"), rule.period_mean.value),
            (
                source.method.setting("dissolved_oxygen_class_one"),
                rule.dissolved_oxygen_class_one.value,
            ),
        ]
        if rule.period_mean is PeriodMean.OF_MONTHLY_MEANS and len(source.period.months()) > 1:
            notes.append("月均值不修约 monthly means are not rounded")
    notes += [
        f"{setting.name}: {option.chinese} {option.english} ({option.mark.value})"
        for setting, chosen in settings
        for option in [setting.option(chosen)]
    ]
    notes.append(f"不计停站的数据 without stations in state: {', '.join(sorted(STOPPED_STATES))}")
    unknown = [site.id for site in sites if site.water_body is None]
    if unknown:
        notes.append(
            f"{len(unknown)}/{len(sites)} 个断面未登记水体类型 sections without a water body: "
            f"yunzhu sites import; {', '.join(unknown[:_MOST_NAMED])}"
        )
    return tuple(notes)
