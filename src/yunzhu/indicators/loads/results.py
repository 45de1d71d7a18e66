"""Loads of a site over a period as result rows, each with its interval and its coverage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.daily_loads import LEVEL, LoadEstimate
from yunzhu.indicators.loads.flow_times_concentration import (
    LEAST_COVERAGE,
    flow_times_concentration,
)
from yunzhu.indicators.loads.gap_uncertainty import NO_ERRORS
from yunzhu.indicators.loads.interpolation import BridgedSeries
from yunzhu.indicators.loads.load_regression import load_by_regression
from yunzhu.indicators.loads.rules import LoadMethod, LoadRule
from yunzhu.indicators.loads.sampled_concentrations import calibration
from yunzhu.indicators.loads.sources import (
    HourlyInputs,
    hourly_inputs,
    require_load_item,
    sampled_inputs,
)
from yunzhu.indicators.loads.tidal_flow import tidal_load
from yunzhu.indicators.loads.weighted_regression import load_by_weighted_regression
from yunzhu.observations.sites import SiteRegister, load_sites
from yunzhu.periods import Period, day_index
from yunzhu.standards.rounding import round_half_even
from yunzhu.values import Result
from yunzhu.workspace import Workspace

TONNE, FLOW_UNIT = "t", "m³/s"
EXACT_DECIMALS, SIGNIFICANT = 3, 4
EXACT_STATISTICS = ("load_covered", "net_load_covered", "ebb_load", "flood_load")
"""Of hourly loads: sums of what is there, to the kilogram; the rest are estimates."""
_SOURCES = {
    LoadMethod.FLOW_TIMES_CONCENTRATION: "Σ Q·C, 无国家标准 no national standard",
    LoadMethod.TIDAL_FLOW: "Σ Q·C signed, 无国家标准 no national standard",
    LoadMethod.REGRESSION: "Cohn 1992, Duan 1983",
    LoadMethod.WEIGHTED_REGRESSION: "WRTDS, Hirsch 2010",
}
_PERCENT = 100


@dataclass(frozen=True)
class LoadAnswer:
    """The rows of a load and what a reader must know."""

    site: str
    name: str
    rows: tuple[Result, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Rows:
    """Makes rows of one site, item, period and rule."""

    workspace: Workspace
    site: str
    item: str
    period: Period
    rule: LoadRule

    def row(
        self,
        statistic: str,
        value: Decimal | None,
        coverage: tuple[int, int],
        note: str = "",
        unit: str = TONNE,
        exact: Fraction | None = None,
    ) -> Result:
        return Result(
            subject=self.site,
            indicator=self.item,
            statistic=statistic,
            period=str(self.period),
            value=value,
            unit=unit,
            n_valid=coverage[0],
            n_expected=coverage[1],
            valid=None,
            edition=_SOURCES[self.rule.method],
            rule=str(self.rule),
            exact=exact,
            origin=self.workspace.origin,
            note=note,
        )

    def exact(self, statistic: str, kilograms: Fraction, coverage: tuple[int, int]) -> Result:
        tonnes = kilograms / 1000
        rounded = round_half_even(tonnes, EXACT_DECIMALS)
        return self.row(statistic, rounded, coverage, exact=tonnes)

    def estimate(self, statistic: str, found: LoadEstimate) -> list[Result]:
        """Return the estimate and the ends of its interval."""
        coverage = (found.covered, found.expected)
        beyond = (
            f"流量超出样品范围 flow beyond that of the samples: {found.extrapolated} {found.unit}"
        )
        rows = [
            self.row(
                statistic,
                significant(found.kilograms / 1000),
                coverage,
                beyond if found.extrapolated else "",
                exact=Fraction(found.kilograms) / 1000,
            )
        ]
        for end, value in (("low", found.low), ("high", found.high)):
            if value is not None:
                note = f"{LEVEL * _PERCENT:.0f} % 区间 interval"
                rows.append(
                    self.row(f"{statistic}_{end}", significant(value / 1000), coverage, note)
                )
        return rows


def significant(value: float, digits: int = SIGNIFICANT) -> Decimal:
    """Round an estimate to some significant digits, a large one to whole units.

    Examples
    --------
    >>> significant(4303.977), significant(0.0123456), significant(-86.44512)
    (Decimal('4304'), Decimal('0.01235'), Decimal('-86.45'))
    """
    exact = Decimal(value)
    return round_half_even(exact, max(0, digits - 1 - exact.adjusted()) if exact else 0)


def load_of_site(
    workspace: Workspace, site: str, item: str, period: Period, rule: LoadRule
) -> LoadAnswer:
    """Return the load of a substance through a site over a period.

    Parameters
    ----------
    workspace : with hourly flow and concentrations or samples.
    site : id or name.
    item : in mg/L, e.g. ``TP``.
    period : whole days.
    rule : method and settings.

    Raises
    ------
    UsageError : an item without a mass.
    EvidenceError : no flow, no concentrations, or too few samples.
    """
    require_load_item(item)
    register = load_sites(workspace, known_at=rule.known_at)
    site_id, name = _site(register, site)
    if rule.flow_site:
        rule = replace(rule, flow_site=_site(register, rule.flow_site)[0])
    make = _Rows(workspace, site_id, item, period, rule)
    notes = [f"方法 method: {rule.method.label}"]
    if rule.method.is_hourly:
        inputs = hourly_inputs(workspace, site_id, item, period, rule)
        flow, concentration = inputs.bridged()
        rows = _hourly_rows(make, flow, concentration)
        notes += _hourly_notes(inputs, flow, concentration, rule)
    else:
        rows, more = _sampled_rows(make)
        notes += more
    return LoadAnswer(site_id, name, tuple(rows), tuple(notes))


def _site(register: SiteRegister, text: str) -> tuple[str, str]:
    """Return id and name of the site that a text means; one not registered is its own id."""
    site = register.meant(text, "site")
    return (text, text) if site is None else (site.id, site.name or site.id)


def _hourly_rows(make: _Rows, flow: BridgedSeries, concentration: BridgedSeries) -> list[Result]:
    errors = make.rule.errors
    lacking = f"覆盖不足 {LEAST_COVERAGE} 不推估 not estimated below that coverage"

    def whole(
        statistic: str, found: LoadEstimate | None, coverage: tuple[int, int]
    ) -> list[Result]:
        if found is None:
            return [make.row(statistic, None, coverage, lacking)]
        return make.estimate(statistic, found)

    if make.rule.method is LoadMethod.FLOW_TIMES_CONCENTRATION:
        load = flow_times_concentration(flow, concentration, errors=errors)
        covered = (load.measured + load.bridged, load.hours)
        return [
            *whole("load", load.estimate, covered),
            make.exact("load_covered", load.covered_kilograms, covered),
        ]
    tide = tidal_load(flow, concentration, errors=errors)
    counted = (tide.counted, tide.hours)
    return [
        *whole("net_load", tide.estimate, counted),
        make.exact("net_load_covered", tide.net_kilograms, counted),
        make.exact("ebb_load", tide.ebb_kilograms, counted),
        make.exact("flood_load", tide.flood_kilograms, counted),
        make.row("residual_flow", significant(tide.residual_flow), counted, unit=FLOW_UNIT),
        make.row("advective_load", significant(tide.advective_kilograms / 1000), counted),
        make.row("pumping_load", significant(tide.pumping_kilograms / 1000), counted),
    ]


def _hourly_notes(
    inputs: HourlyInputs, flow: BridgedSeries, concentration: BridgedSeries, rule: LoadRule
) -> Iterable[str]:
    yield (
        f"流量 flow: 实测 measured {int(flow.measured.sum())} h, 内插 bridged "
        f"{int(flow.bridged.sum())} h; 浓度 concentration: {int(concentration.measured.sum())} h, "
        f"{int(concentration.bridged.sum())} h; 不超过 {rule.longest_gap} h 的缺口线性内插, "
        f"其余缺测 gaps up to that are bridged, the rest is absent"
    )
    if inputs.from_samples:
        yield (
            "浓度取自样品所在的小时 concentrations are samples at their hour; 未检出取检出限一半 "
            f"half the limit below detection: {inputs.below_detection}"
        )
    if rule.errors == NO_ERRORS:
        yield (
            "区间只含缺测的不确定 the interval holds the gaps only; 仪器误差未给出 no instrument "
            "error is stated (--flow-error, --concentration-error, --flow-zero)"
        )


def _sampled_rows(make: _Rows) -> tuple[list[Result], list[str]]:
    samples, flow = sampled_inputs(make.workspace, make.site, make.item, make.rule)
    data = calibration(samples, flow)
    first, stop = day_index(make.period.first), day_index(make.period.last) + 1
    wanted = flow.between(first, stop)
    weighted = make.rule.method is LoadMethod.WEIGHTED_REGRESSION
    estimator = load_by_weighted_regression if weighted else load_by_regression
    loads = estimator(data, wanted)
    found = loads.over(first, stop)
    if not found.covered:
        raise EvidenceError(
            "时段内没有日均流量 no daily flow in the period",
            field="period",
            found=str(make.period),
            expected="整日的小时流量 days with all hours of flow",
        )
    rows = []
    statistic = "load"
    if found.covered < found.expected:
        lacking = "有的日子没有流量, 不推估 some days have no flow; the whole is not estimated"
        coverage = (found.covered, found.expected)
        rows.append(make.row("load", None, coverage, lacking))
        statistic = "load_covered"
    rows += make.estimate(statistic, found)
    notes = [
        f"样品 samples: {loads.samples}, 未检出 below detection {loads.below_detection}, "
        f"未用 left out {loads.left_out} (当日无流量 no flow that day)"
    ]
    return rows, notes
