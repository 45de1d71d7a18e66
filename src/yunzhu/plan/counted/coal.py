"""The metric ``coal_consumption_change``: coal used and coal power against the year before."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.energy import (
    ENERGY_BALANCE,
    AmountUnit,
    EnergyKind,
    EnergySector,
)
from yunzhu.city.registers.power_units import POWER_GENERATION, POWER_UNITS, UnitFuel
from yunzhu.periods import Period
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.year_figures import (
    PROVISIONAL,
    YearFigure,
    fall_percent,
    is_met,
    is_out,
    lacking_parts,
    settled_by_confirmed,
    shown,
    year_figure,
)
from yunzhu.plan.counted_schema import CoalConsumptionMetric
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text

if TYPE_CHECKING:
    from yunzhu.city.registers.energy import EnergyBalance

_COAL = "煤炭消费量较上年 coal consumption against the year before"
_POWER = "燃煤发电量较上年 coal-fired generation against the year before"


def judge_coal_consumption(metric: CoalConsumptionMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return two findings: change of coal consumption, and of coal-fired generation [%].

    Both are compared exactly with the commitment's threshold; they are settled by figures that
    are no longer provisional once the due day is over. The generation is that of the balance;
    where it has not both years, that of all coal units that ran in them.

    Parameters
    ----------
    metric : has no parameters. facts : as they stood.
    """
    year = facts.year.first.year
    coal = {one: _coal(facts, one) for one in (year - 1, year)}
    used = {one: _consumed(rows) for one, rows in coal.items()}
    lacks = [f"缺 missing: {ENERGY_BALANCE.name} 煤炭 coal {one}" for one in used if not used[one]]
    tonnes = "; ".join(f"{one}: {text}" for one, rows in coal.items() if (text := _tonnes(rows)))
    notes = [f"实物量 physical amount {tonnes}"] if tonnes else []
    consumption = _change(_COAL, "tce", used, lacks, notes, facts)
    power, power_lacks, power_notes = _generations(facts, coal)
    return consumption, _change(_POWER, "MWh", power, power_lacks, power_notes, facts)


def _coal(facts: Facts, year: int) -> list[EnergyBalance]:
    return [
        row
        for row in facts.registers.all(ENERGY_BALANCE)
        if row.energy is EnergyKind.COAL and row.year == year and is_out(row, facts.as_of)
    ]


def _consumed(rows: list[EnergyBalance]) -> YearFigure | None:
    return year_figure(rows, lambda row: row.sector, EnergySector.WHOLE, lambda row: row.tce)


def _tonnes(rows: list[EnergyBalance]) -> str:
    if not rows or any(row.unit is not AmountUnit.TONNE for row in rows):
        return ""
    figure = year_figure(rows, lambda row: row.sector, EnergySector.WHOLE, lambda row: row.amount)
    assert figure is not None
    return f"{shown(figure.value)} t"


def _generations(
    facts: Facts, coal: Mapping[int, list[EnergyBalance]]
) -> tuple[dict[int, YearFigure | None], list[str], list[str]]:
    """Return both years' coal-fired generation from one source, what is missing, what to know.

    A year of the balance is never compared with one of the units: they need not be the same
    plants.
    """
    balance = {year: _generated_by_balance(rows) for year, rows in coal.items()}
    by_units = {year: _generated_by_units(facts, year) for year in coal}
    units = {year: figure for year, (figure, _) in by_units.items()}
    notes = ["减少解读为低于上年 less is read as below the year before"]
    if all(balance.values()):
        for year, figure in balance.items():
            other = units[year]
            if figure is not None and other is not None and other.value != figure.value:
                notes.append(
                    f"{year}: 平衡表 balance {shown(figure.value)} MWh, "
                    f"机组合计 units add up to {shown(other.value)} MWh"
                )
        return balance, [], notes
    if all(units.values()):
        return units, [], [*notes, "由各燃煤机组合计 summed over the coal units of the register"]
    lacks = [lack for year, (_, lack) in by_units.items() if lack and balance[year] is None]
    # Each year has a source, but not the same one.
    lacks = lacks or [lack for _, lack in by_units.values() if lack]
    return units, lacks, notes


def _generated_by_balance(coal: list[EnergyBalance]) -> YearFigure | None:
    rows = [row for row in coal if row.coal_generation_mwh is not None]
    return year_figure(
        rows, lambda row: row.sector, EnergySector.WHOLE, lambda row: row.coal_generation_mwh
    )


def _generated_by_units(facts: Facts, year: int) -> tuple[YearFigure | None, str]:
    whole = Period.of_year(year)
    generated = {
        (row.plant, row.unit): row
        for row in facts.registers.all(POWER_GENERATION)
        if row.year == year and (year < facts.as_of.year or facts.as_of == whole.last)
    }
    units = [
        row
        for row in facts.registers.between(POWER_UNITS, whole.first, whole.last)
        if row.fuel is UnitFuel.COAL
    ]
    silent = [f"{row.plant} {row.unit}" for row in units if (row.plant, row.unit) not in generated]
    if silent or not units:
        of = f": {', '.join(silent)}" if silent else ""
        return None, (
            f"缺 missing: 燃煤发电量 coal-fired generation {year}, {ENERGY_BALANCE.name} "
            f"或 or {POWER_GENERATION.name}{of}"
        )
    rows = tuple(generated[row.plant, row.unit] for row in units)
    value = sum((Fraction(row.generation_mwh) for row in rows), Fraction(0))
    is_provisional = any(row.is_provisional for row in rows)
    return YearFigure(value, frozenset({EnergySector.WHOLE}), is_provisional, rows), ""


def _change(
    label: str,
    unit: str,
    figures: dict[int, YearFigure | None],
    lacks: list[str],
    notes: list[str],
    facts: Facts,
) -> Finding:
    threshold = facts.commitment.threshold
    (before_year, before), (year, now) = figures.items()
    missing = list(lacks)
    if isinstance(threshold, UnknownThreshold):
        missing.insert(0, unknown_threshold_text(threshold))
    if before is not None and now is not None:
        gone, new = lacking_parts(before, now, EnergySector.WHOLE)
        missing += [f"缺部门 a sector missing {year}: {one}" for one in gone]
        missing += [f"缺部门 a sector missing {before_year}: {one}" for one in new]
        if not before.value:
            missing.append(f"{before_year} 为零，无从比较 zero, nothing to compare")
    has_any = before is not None or now is not None
    if missing or before is None or now is None or not isinstance(threshold, KnownThreshold):
        return Finding(
            label,
            threshold,
            Status.INSUFFICIENT,
            facts.registers.kind if has_any else None,
            unit="%",
            missing=tuple(missing),
            notes=tuple(notes),
        )
    change = -fall_percent(before.value, now.value)
    figure_lines = [
        f"{one}: {shown(figure.value)} {unit}{f' {PROVISIONAL}' if figure.is_provisional else ''}"
        for one, figure in ((before_year, before), (year, now))
    ]
    is_provisional = before.is_provisional or now.is_provisional
    return Finding(
        label=label,
        threshold=threshold,
        status=settled_by_confirmed(
            is_met(change, threshold), is_provisional=is_provisional, facts=facts
        ),
        kind=facts.registers.kind,
        value=shown(change),
        unit="%",
        missing=(f"待核定数 awaits confirmed figures: {label}",) if is_provisional else (),
        notes=tuple(notes),
        evidence=tuple(figure_lines),
    )
