"""Rows of sites that are no river sections: lakes, sea sites, wells and drinking-water sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from yunzhu.indicators.water.drinking_sources import (
    SourceMonth,
    SourceMonthState,
    required_items,
    source_months,
)
from yunzhu.indicators.water.other_waters import (
    SingleFactor,
    lake_trophic_index,
    means_of,
    sea_class,
    well_class,
)
from yunzhu.indicators.water.rows import CLASS, RowSource, item_rows, make_row, section_class_row
from yunzhu.indicators.water.section_assessment import AssessedSection
from yunzhu.observations.samples import Samples
from yunzhu.observations.sites import Medium, Site
from yunzhu.periods import Period
from yunzhu.standards.rounding import round_half_even
from yunzhu.standards.source_compliance import drinking_source_rules
from yunzhu.standards.trophic_index import trophic_rule
from yunzhu.standards.water_class import WaterBody
from yunzhu.values import Result, SourceMark, worst_mark

TROPHIC, SEA, WELL = "trophic_index", "sea_class", "groundwater_class"
SOURCE, MET, MET_MONTHS = "source_compliance", "met", "met_months"
TROPHIC_DECIMALS = 1
"""How the trophic index is shown; no text of its decimals was read."""
OWN_STANDARD = (Medium.SEA, Medium.GROUNDWATER)
"""Media whose items have classes of their own standard, and decimals that are not known."""


def rows_of_site(section: AssessedSection, site: Site, source: RowSource) -> list[Result]:
    """Return class and items of one site by the standard of its medium.

    Parameters
    ----------
    section : the means of its samples, assessed as surface water.
    site : its medium and water body.
    source : what the rows share.
    """
    if site.medium in OWN_STANDARD:
        bare = tuple(
            replace(one, value=None, water_class=None, multiple=None) for one in section.items
        )
        return [
            _single_factor_row(section, site, source),
            *item_rows(replace(section, items=bare), source),
        ]
    rows = [section_class_row(section, source), *item_rows(section, source)]
    if site.water_body is WaterBody.LAKE:
        rows.insert(1, _trophic_row(section, source))
    return rows


def source_rows(
    blocks: Iterable[Samples], site: Site, months: Sequence[Period], source: RowSource
) -> list[Result]:
    """Return for a drinking-water source whether each month met, and how many did.

    Parameters
    ----------
    blocks : the samples of each month.
    site : the source; one without a water body is not judged, since how groundwater sources are
        judged is not known.
    months : due months.
    source : what the rows share.
    """
    rules = drinking_source_rules()
    if site.water_body is None:
        found = []
    else:
        due = required_items(source.limits, site.water_body, rules)
        found = [
            one
            for month, samples in zip(months, blocks, strict=True)
            for one in source_months(
                samples,
                site.id,
                (month,),
                site.water_body,
                source.limits,
                rules,
                due,
                source.rule.below_detection,
            )
        ]
    rows = [_source_month_row(one, source) for one in found]
    rest = [
        f"{one.month.first:%Y-%m} {one.state.value}"
        for one in found
        if one.state is not SourceMonthState.MET
    ]
    met = len(found) - len(rest)
    summary = make_row(
        source,
        subject=site.id,
        indicator=SOURCE,
        statistic=MET_MONTHS,
        value=Decimal(met) if found else None,
        n_valid=sum(1 for one in found if one.state is not SourceMonthState.MISSING),
        n_expected=len(months),
        edition=rules.name,
        mark=SourceMark.UNVERIFIED,
        notes=[
            f"{met}/{len(months)}",
            f"其余 the rest: {', '.join(rest) or '—'}"
            if found
            else "水体类型未登记；地下水水源的评价办法未知 no water body is registered, and how "
            "groundwater sources are judged is not known",
            "33 项优选特定项目的名单未知，未要求 the list of the 33 preferred items is not known, "
            "they are not demanded",
        ],
    )
    return [summary, *rows]


def _source_month_row(month: SourceMonth, source: RowSource) -> Result:
    value = {
        SourceMonthState.MET: Decimal(1),
        SourceMonthState.FAILED: Decimal(0),
        SourceMonthState.INCOMPLETE: None,
        SourceMonthState.MISSING: None,
    }[month.state]
    failing = [f"{one.item} {_shown(one.value)} (限值 limit {one.limit})" for one in month.failing]
    return make_row(
        source,
        subject=month.site,
        indicator=SOURCE,
        statistic=MET,
        period=str(month.month),
        value=value,
        n_valid=len(month.judged),
        n_expected=len({*month.judged, *month.absent}),
        edition=drinking_source_rules().name,
        mark=SourceMark.UNVERIFIED,
        notes=[
            month.state.value,
            *failing,
            f"缺项 absent: {', '.join(month.absent)}" if month.absent and month.judged else "",
        ],
    )


def _shown(value: Fraction | Decimal) -> str:
    return f"{Decimal(Fraction(value).numerator) / Fraction(value).denominator:f}"


def _single_factor_row(section: AssessedSection, site: Site, source: RowSource) -> Result:
    means = means_of(section)
    is_sea = site.medium is Medium.SEA
    found: SingleFactor = sea_class(means) if is_sea else well_class(means, source.period.last)
    return make_row(
        source,
        subject=section.site,
        indicator=SEA if is_sea else WELL,
        statistic=CLASS,
        value=None if found.worst is None else Decimal(found.worst),
        n_valid=len(section.months_sampled),
        n_expected=len(section.months),
        edition=found.edition,
        mark=worst_mark(found.mark, SourceMark.UNVERIFIED),
        notes=[
            found.label,
            f"定类项目 driving: {', '.join(found.driving)}" if found.driving else "",
            f"评价项目 items judged: {len(found.classes)}",
            f"无限值 without a limit: {', '.join(found.not_judged)}" if found.not_judged else "",
            "均值不修约 means are not rounded: 修约位数未知 decimals are not known",
        ],
    )


def _trophic_row(section: AssessedSection, source: RowSource) -> Result:
    rule = trophic_rule()
    found = lake_trophic_index(means_of(section))
    total = None if found.total is None else Fraction(found.total)
    return make_row(
        source,
        subject=section.site,
        indicator=TROPHIC,
        statistic="total",
        value=None if total is None else round_half_even(total, TROPHIC_DECIMALS),
        exact=total,
        n_valid=len(rule.terms) - len(found.missing),
        n_expected=len(rule.terms),
        edition=rule.name,
        mark=SourceMark.UNVERIFIED,
        notes=[
            "" if found.state is None else f"{found.state.state} {found.state.english}",
            f"缺项 absent: {', '.join(found.missing)}" if found.missing else "",
            "均值不修约 means are not rounded",
        ],
    )
