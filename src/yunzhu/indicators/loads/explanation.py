"""Open a load: list the hours or samples it rests on and compute it from them once more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from yunzhu.errors import UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.indicators.loads.flow_times_concentration import LEAST_COVERAGE
from yunzhu.indicators.loads.recomputation import (
    LoadHour,
    SampledDay,
    bridged_by_line,
    daily_loads_by_one_fit,
    daily_loads_by_own_fits,
    hours_of_whole_tidal_days,
    sum_of_hours,
)
from yunzhu.indicators.loads.results import (
    EXACT_DECIMALS,
    EXACT_STATISTICS,
    load_of_site,
    significant,
)
from yunzhu.indicators.loads.rules import RULE_PREFIX, LoadMethod, LoadRule
from yunzhu.indicators.loads.sampled_concentrations import DailyFlow, SampledConcentrations
from yunzhu.indicators.loads.sources import hourly_inputs, sampled_inputs
from yunzhu.indicators.opened import (
    ImportMarks,
    import_marks,
    opened_as_dict,
    parts_of_lineage,
)
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.grid import Series
from yunzhu.observations.lake import Lake
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.periods import Period, day_index, day_of_index, hour_start
from yunzhu.standards.rounding import round_half_even
from yunzhu.values import Result, decimal_text
from yunzhu.workspace import Workspace

_ENDS = ("_low", "_high")
_HOUR_HEADINGS = {
    "time": "时间 hour",
    "flow": "流量 flow m³/s",
    "concentration": "浓度 mg/L",
    "bridged": "内插 bridged",
}
_SAMPLE_HEADINGS = {
    "date": "日期 date",
    "concentration": "浓度 mg/L",
    "below_detection": "未检出 below detection",
    "flow": "日均流量 daily flow m³/s",
}


@dataclass(frozen=True)
class LoadExplanation:
    """A load opened.

    Attributes
    ----------
    result : the row as `load_of_site` gives it.
    recomputed : the published value from the listed inputs, the plain way.
    working : how, in a few lines.
    inputs, headings : the hours or the samples as rows, and the headings of their columns.
    inputs_digest : SHA-256 over them and, for a regression, over the daily flows.
    imports : the stored imports that hold records of it: (file, received, digest).
    """

    result: Result
    recomputed: Decimal | None
    working: tuple[str, ...]
    inputs: tuple[Mapping[str, Any], ...]
    headings: Mapping[str, str]
    inputs_digest: str
    imports: ImportMarks

    @property
    def agrees(self) -> bool:
        """Whether both computations give the same published number."""
        return self.recomputed == self.result.value

    def as_dict(self) -> dict[str, Any]:
        """Return everything for JSON."""
        return {
            **opened_as_dict(self),
            "inputs": list(self.inputs),
        }


def is_load_id(lineage_id: str) -> bool:
    """Tell whether a lineage id is that of a load."""
    return lineage_id.rpartition("/")[2].partition("+")[0] == RULE_PREFIX


def explain_load(workspace: Workspace, lineage_id: str) -> LoadExplanation:
    """Open the load with this lineage id.

    Parameters
    ----------
    workspace : with the records.
    lineage_id : ``site/item/statistic/period/rule`` as printed with every row.

    Raises
    ------
    UsageError : not an id, or no such statistic.
    EvidenceError : the records do not give the load.
    """
    parts = parts_of_lineage(lineage_id, "site/item/statistic/period/rule", "yunzhu flux load")
    site, item, statistic = parts[:3]
    period, rule = Period.parse(parts[3]), LoadRule.parse(parts[4])
    rows = {row.statistic: row for row in load_of_site(workspace, site, item, period, rule).rows}
    if statistic not in rows:
        raise UsageError(
            "没有这一行 no such row",
            field="statistic",
            found=statistic,
            expected=", ".join(rows),
        )
    rule = LoadRule.parse(rows[statistic].rule)
    opened = _open_hours if rule.method.is_hourly else _open_samples
    found = opened(workspace, rows[statistic].subject, item, period, rule)
    if statistic.endswith(_ENDS):
        # Replicates have no plain way: the same seed is run once more.
        again = load_of_site(workspace, site, item, period, rule)
        recomputed = next(row.value for row in again.rows if row.statistic == statistic)
        working: tuple[str, ...] = ("同一种子再算一遍 run again with the same seed",)
    else:
        recomputed, working = found.value(statistic)
    return LoadExplanation(
        rows[statistic],
        recomputed,
        working,
        found.inputs,
        found.headings,
        digest_of_bytes("\n".join(found.lines).encode()),
        _imports(workspace, site, period, rule),
    )


@dataclass(frozen=True)
class _Opened:
    """Inputs as rows and lines, and how a statistic comes from them."""

    inputs: tuple[Mapping[str, Any], ...]
    headings: Mapping[str, str]
    lines: tuple[str, ...]
    value: Callable[[str], tuple[Decimal | None, tuple[str, ...]]]


def _open_hours(
    workspace: Workspace, site: str, item: str, period: Period, rule: LoadRule
) -> _Opened:
    inputs = hourly_inputs(workspace, site, item, period, rule)
    flow, concentration = (_fractions(one) for one in (inputs.flow, inputs.concentration))
    cut = slice(rule.longest_gap, len(flow) - rule.longest_gap)
    lines = zip(
        flow[cut],
        bridged_by_line(flow, rule.longest_gap)[cut],
        concentration[cut],
        bridged_by_line(concentration, rule.longest_gap)[cut],
        strict=True,
    )
    hours = [
        LoadHour(flow_value, value, raw_flow is None or raw_value is None)
        for raw_flow, flow_value, raw_value, value in lines
    ]
    rows = tuple(
        {
            "time": str(hour_start(period.first_hour + place)),
            "flow": None if hour.flow is None else decimal_text(hour.flow),
            "concentration": (
                None if hour.concentration is None else decimal_text(hour.concentration)
            ),
            "bridged": hour.is_bridged and hour.product is not None,
        }
        for place, hour in enumerate(hours)
    )

    def value(statistic: str) -> tuple[Decimal | None, tuple[str, ...]]:
        is_tidal = rule.method is LoadMethod.TIDAL_FLOW
        return _of_hours(statistic, hours, hours_of_whole_tidal_days(hours) if is_tidal else hours)

    text = tuple(f"{hour.flow} {hour.concentration}" for hour in hours)
    return _Opened(rows, _HOUR_HEADINGS, text, value)


def _of_hours(
    statistic: str, every: Sequence[LoadHour], counted: Sequence[LoadHour]
) -> tuple[Decimal | None, tuple[str, ...]]:
    covered = [hour for hour in counted if hour.product is not None]
    flows = [hour.flow for hour in covered if hour.flow is not None]
    mean = sum(flows, Fraction(0)) / max(len(flows), 1)
    total = sum_of_hours(covered)
    advective = sum_of_hours([LoadHour(mean, hour.concentration, False) for hour in covered])
    formulas = {
        "load_covered": (total, "Σ Q·C·3.6"),
        "net_load_covered": (total, "Σ Q·C·3.6"),
        "ebb_load": (sum_of_hours([one for one in covered if (one.flow or 0) > 0]), "Q > 0"),
        "flood_load": (sum_of_hours([one for one in covered if (one.flow or 0) < 0]), "Q < 0"),
        "residual_flow": (mean * 1000, "ΣQ ÷ n"),
        "advective_load": (advective, "Q̄·ΣC·3.6"),
        "pumping_load": (total - advective, "Σ Q·C·3.6 - Q̄·ΣC·3.6"),
    }
    coverage = Fraction(len(covered), len(every))
    if statistic in formulas:
        kilograms, formula = formulas[statistic]
    elif coverage >= LEAST_COVERAGE:
        kilograms, formula = total / coverage, "Σ Q·C·3.6 ÷ 覆盖率 coverage"
    else:
        return None, (f"{len(covered)} / {len(every)} h",)
    if statistic in EXACT_STATISTICS:
        value = round_half_even(kilograms / 1000, EXACT_DECIMALS)
    else:
        value = significant(float(kilograms / 1000))
    return value, (f"{len(covered)} / {len(every)} h: {formula}",)


def _fractions(series: Series) -> list[Fraction | None]:
    scale = 10**series.decimals
    return [
        Fraction(value, scale) if is_present else None
        for value, is_present in zip(
            series.values[0].tolist(), series.present[0].tolist(), strict=True
        )
    ]


def _open_samples(
    workspace: Workspace, site: str, item: str, period: Period, rule: LoadRule
) -> _Opened:
    samples, flow = sampled_inputs(workspace, site, item, rule)
    days = _sampled_days(samples, flow)
    first, stop = day_index(period.first), day_index(period.last) + 1
    wanted = flow.between(first, stop)
    rows = tuple(
        {
            "date": str(day_of_index(one.day)),
            "concentration": f"{one.concentration:.8g}",
            "below_detection": one.is_below,
            "flow": None if np.isnan(one.flow) else f"{one.flow:.6g}",
        }
        for one in days
    )

    def value(statistic: str) -> tuple[Decimal | None, tuple[str, ...]]:
        if rule.method is LoadMethod.REGRESSION:
            loads, working = daily_loads_by_one_fit(days, wanted)
        else:
            loads, working = daily_loads_by_own_fits(days, wanted)
        known = loads[~np.isnan(loads)]
        if statistic == "load" and len(known) < len(loads):
            return None, working
        return significant(float(known.sum()) / 1000), working

    text = [f"{one.day} {one.concentration!r} {one.is_below}" for one in days]
    text += [repr(one) for one in wanted.flow.tolist()]
    return _Opened(rows, _SAMPLE_HEADINGS, tuple(text), value)


def _sampled_days(samples: SampledConcentrations, flow: DailyFlow) -> list[SampledDay]:
    columns = (samples.days, samples.concentrations, samples.is_below, flow.on(samples.days))
    return [SampledDay(*one) for one in zip(*(column.tolist() for column in columns), strict=True)]


def _imports(workspace: Workspace, site: str, period: Period, rule: LoadRule) -> ImportMarks:
    """Return the imports behind a load; a regression takes the whole record."""
    hours = Lake(workspace, WATER_HOURLY)
    samples = SampleLake(workspace)
    sites = [rule.flow_site or site, site]
    start, stop, days = period.first_hour, period.stop_hour, period
    if not rule.method.is_hourly:
        start, stop = hours.span(rule.known_at) or (start, stop)
        days = samples.span(rule.known_at) or period
    stored = hours.imports_of(sites, start, stop, known_at=rule.known_at)
    sampled = samples.imports_of([site], days.first, days.last, known_at=rule.known_at)
    return import_marks((*stored, *sampled))
