"""The metric ``carbon_intensity``: by how much energy CO2 per product fell since a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from yunzhu.city.registers.energy import EMISSION_FACTORS, EmissionFactor, EnergyKind, FactorMark
from yunzhu.plan.counted.carbon import (
    Factors,
    YearEnergy,
    chained_fall,
    factors_by_version,
    implied_earlier_fall,
    lacking_factors,
    what_is_missing,
    year_energies,
)
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.year_figures import (
    fall_percent,
    is_met,
    settled_by_confirmed,
    shown,
)
from yunzhu.plan.counted_schema import CarbonIntensityMetric
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text


def judge_carbon_intensity(metric: CarbonIntensityMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding about the fall of carbon intensity since a year [%].

    CO2 is the sum of each energy's tce times its factor, and of the purchased power times its
    own. Both years are computed by the same version of factors and at one price base, or not at
    all. The fall is compared unrounded. A confirmed balance and product settle it once the due
    day is over; on provisional ones it is at most 有望, and 难以达成 where it falls short.

    Parameters
    ----------
    metric : year compared with, area, version of factors. facts : as they stood.
    """
    year = facts.year.first.year
    label = f"碳强度较 {metric.since} 年下降 fall of carbon intensity since {metric.since}"
    years = year_energies(facts, metric.area, range(metric.since, year + 1))
    ends = (years[0], years[-1])
    threshold = facts.commitment.threshold
    versions = factors_by_version(facts)
    factors = versions.get(metric.factor_version, {})
    missing = what_is_missing(ends, years)
    if not factors:
        missing.append(
            f"缺因子版本 no such version: {EMISSION_FACTORS.name} {metric.factor_version}"
        )
    else:
        missing += lacking_factors(factors, metric.factor_version, ends)
    if isinstance(threshold, UnknownThreshold):
        missing.insert(0, unknown_threshold_text(threshold))
    if not missing and not ends[0].carbon(factors):
        missing.append(f"{metric.since} 年排放为零 no CO2 in the year compared with")
    has_any = any(one.energies or one.product for one in years)
    if missing or not isinstance(threshold, KnownThreshold):
        return (
            Finding(
                label,
                threshold,
                Status.INSUFFICIENT,
                facts.registers.kind if has_any else None,
                unit="%",
                missing=tuple(missing),
                notes=_identity(metric, threshold),
            ),
        )
    fall = fall_percent(ends[0].intensity(factors), ends[1].intensity(factors))
    is_provisional = any(one.is_provisional for one in ends)
    unconfirmed = [str(one.year) for one in ends if one.is_provisional]
    return (
        Finding(
            label=label,
            threshold=threshold,
            status=settled_by_confirmed(
                is_met(fall, threshold), is_provisional=is_provisional, facts=facts
            ),
            kind=facts.registers.kind,
            value=shown(fall),
            unit="%",
            missing=(
                (f"待核定数 awaits confirmed figures: {', '.join(unconfirmed)}",)
                if unconfirmed
                else ()
            ),
            notes=(
                *_factor_notes(metric.factor_version, factors, ends),
                *_yearly(years, factors, metric),
                *_identity(metric, threshold),
                *_by_other_versions(metric, versions, ends, threshold),
            ),
            evidence=tuple(one.line(factors) for one in ends),
        ),
    )


def _factor_notes(version: str, factors: Factors, ends: Sequence[YearEnergy]) -> list[str]:
    used = [factors[kind] for kind in EnergyKind if any(kind in one.energies for one in ends)]
    return [f"因子版本 factors {version}: {'; '.join(_told(one) for one in used)}"]


def _told(factor: EmissionFactor) -> str:
    mark = "" if factor.mark is FactorMark.SEEN else f" [{factor.mark.label}]"
    per = "10⁴ kWh" if factor.energy is EnergyKind.PURCHASED_POWER else "tce"
    return f"{factor.energy.label} {factor.value} tCO2/{per} ({factor.source}){mark}"


def _yearly(
    years: Sequence[YearEnergy], factors: Factors, metric: CarbonIntensityMetric
) -> list[str]:
    """Tell the fall of each year, and what they give together; or which years it lacks."""
    if metric.since + 1 == years[-1].year:
        return []
    lacks = [
        str(one.year) for one, after in pairwise(years) if what_is_missing((one, after), years)
    ]
    lacks += lacking_factors(factors, metric.factor_version, years)
    if lacks:
        return [f"逐年降幅不全 not every year's fall can be told: {', '.join(lacks)}"]
    falls = [
        fall_percent(one.intensity(factors), after.intensity(factors))
        for one, after in pairwise(years)
    ]
    told = "; ".join(
        f"{one.year} {shown(fall)} %" for one, fall in zip(years[1:], falls, strict=True)
    )
    before = f"{years[0].year + 1}–{years[-2].year}"
    return [
        f"逐年降幅 yearly falls d: {told}; 1 − Π(1 − d) = {shown(chained_fall(falls))} %",
        f"{before} 年累计 together {shown(chained_fall(falls[:-1]))} %",
    ]


def _identity(metric: CarbonIntensityMetric, threshold: object) -> tuple[str, ...]:
    """Tell what the years before must have given when both targets are met exactly."""
    last = metric.last_year_fall
    if last is None or not isinstance(threshold, KnownThreshold):
        return ()
    implied = implied_earlier_fall(Fraction(threshold.value), Fraction(last))
    return (
        f"恒等式 identity: 1 − (1 − {threshold.value} %)/(1 − {last} %) = {shown(implied)} % "
        "须由末年之前各年完成 is owed by the years before the last",
    )


def _by_other_versions(
    metric: CarbonIntensityMetric,
    versions: Mapping[str, Factors],
    ends: Sequence[YearEnergy],
    threshold: KnownThreshold,
) -> list[str]:
    lines = []
    for version, factors in sorted(versions.items()):
        if version == metric.factor_version or lacking_factors(factors, version, ends):
            continue
        if not ends[0].carbon(factors):
            continue
        fall = fall_percent(ends[0].intensity(factors), ends[1].intensity(factors))
        word = "达到 meets" if is_met(fall, threshold) else "未达到 does not meet"
        lines.append(f"按因子版本 by factors {version}: {shown(fall)} %, {word}")
    return lines
