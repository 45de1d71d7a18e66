"""From stored hours and samples to what the estimators take."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date

import numpy as np

from yunzhu.arrays import MISSING32
from yunzhu.errors import EvidenceError, UsageError
from yunzhu.indicators.loads.interpolation import BridgedSeries, bridged
from yunzhu.indicators.loads.rules import LoadRule
from yunzhu.indicators.loads.sampled_concentrations import DailyFlow, SampledConcentrations
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.grid import Series
from yunzhu.observations.lake import Lake
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, DetectionMark, Samples
from yunzhu.observations.water_items import WATER_ITEMS
from yunzhu.periods import HOURS_PER_DAY, Period, day_of_index
from yunzhu.workspace import Workspace

_MINUTES_PER_DAY, _MINUTES_PER_HOUR = 1440, 60
LOAD_UNIT = "mg/L"
_FIRST_DAY = date(1980, 1, 1)


@dataclass(frozen=True)
class HourlyInputs:
    """Flow and concentration of the hours of a period, as they are stored.

    Attributes
    ----------
    flow, concentration : of one site, values [1, hours], ``padding`` hours more at either end.
    padding : hours [h] beyond the period's ends, so that gaps over them are bridged as well.
    from_samples : the concentrations are samples laid on their hours, not an instrument's means.
    below_detection : hours whose sample lies below detection; half the limit stands there.
    """

    flow: Series
    concentration: Series
    padding: int
    from_samples: bool
    below_detection: int

    def bridged(self) -> tuple[BridgedSeries, BridgedSeries]:
        """Return flow and concentration of the period's hours, gaps up to the padding bridged."""
        flow, concentration = (
            bridged(one, self.padding).hours(self.padding, one.values.shape[1] - self.padding)
            for one in (self.flow, self.concentration)
        )
        return flow, concentration


def require_load_item(item: str) -> None:
    """Refuse an item that has no mass.

    Raises
    ------
    UsageError : not known, or not in mg/L.
    """
    fit = [name for name, one in WATER_ITEMS.items() if one.unit == LOAD_UNIT]
    if item not in fit:
        raise UsageError(
            "该项目没有通量 no load of such an item",
            field="item",
            found=item,
            expected=", ".join(fit[:12]) + " ...",
        )


def hourly_inputs(
    workspace: Workspace, site: str, item: str, period: Period, rule: LoadRule
) -> HourlyInputs:
    """Return the hours of a period; without hours of the item, its samples on their hours.

    Raises
    ------
    EvidenceError : no flow, or neither hours nor samples of the concentration.
    """
    lake = Lake(workspace, WATER_HOURLY)
    start, stop = period.first_hour - rule.longest_gap, period.stop_hour + rule.longest_gap
    flow = _hours(lake, rule.flow_site or site, "flow", start, stop, rule)
    cut = rule.longest_gap, rule.longest_gap + period.stop_hour - period.first_hour
    from_samples, below = False, 0
    series = None
    if item in WATER_HOURLY.items and site in lake.sites(known_at=rule.known_at):
        series = lake.read_grid([item], [site], start, stop, known_at=rule.known_at).series[item]
    if series is None or not series.present[:, slice(*cut)].any():
        from_samples = True
        series, below = _sampled_hours(workspace, site, item, start, stop, rule)
    return HourlyInputs(flow, series, rule.longest_gap, from_samples, below)


def _hours(lake: Lake, site: str, item: str, start: int, stop: int, rule: LoadRule) -> Series:
    known = lake.sites(known_at=rule.known_at)
    if site not in known:
        near = difflib.get_close_matches(site, known, cutoff=0) or ["(无 none)"]
        raise EvidenceError(
            "该点位没有小时流量 no hourly flow at this site",
            field="site",
            found=site,
            expected=", ".join(near),
            action="yunzhu import flow FILE --mapping FILE.yaml, 或 or --flow-site",
        )
    return lake.read_grid([item], [site], start, stop, known_at=rule.known_at).series[item]


def _sampled_hours(
    workspace: Workspace, site: str, item: str, start: int, stop: int, rule: LoadRule
) -> tuple[Series, int]:
    """Lay samples on their hours; of several in one hour the last one stands."""
    samples = _samples(workspace, site, item, _days(start, stop), rule)
    hours = samples.minutes // _MINUTES_PER_HOUR - start
    usable = (hours >= 0) & (hours < stop - start) & (samples.numbers != NO_NUMBER)
    usable &= samples.marks != DetectionMark.ABOVE
    if not usable.any():
        raise EvidenceError(
            "时段内没有浓度 no concentrations in the period",
            field="item",
            found=f"{site} {item} {_days(start, stop)}",
            expected="小时值或样品 hours or samples",
            action="yunzhu import flow, yunzhu import samples",
        )
    is_below = samples.marks == DetectionMark.BELOW
    # One decimal more, so that half a limit is exact.
    numbers = samples.numbers * np.where(is_below, 5, 10)
    laid = np.full((1, stop - start), MISSING32, np.int64)
    laid[0, hours[usable]] = numbers[usable]
    return Series(laid, SAMPLE_DECIMALS + 1, LOAD_UNIT), int((usable & is_below).sum())


def _days(start: int, stop: int) -> Period:
    """Return the days that hold some hours, from the first that can be stored on."""
    first, last = start // HOURS_PER_DAY, (stop - 1) // HOURS_PER_DAY
    return Period(max(day_of_index(first), _FIRST_DAY), day_of_index(last))


def _samples(workspace: Workspace, site: str, item: str, period: Period, rule: LoadRule) -> Samples:
    return SampleLake(workspace).read(
        period.first, period.last, sites=[site], items=[item], known_at=rule.known_at
    )


def sampled_inputs(
    workspace: Workspace, site: str, item: str, rule: LoadRule
) -> tuple[SampledConcentrations, DailyFlow]:
    """Return all samples of an item and the mean flow of every day of the record.

    A day has a mean flow when each of its hours has one, measured or bridged. A sample above a
    range is left out, since it states no number.

    Raises
    ------
    EvidenceError : no flow at the site.
    """
    lake = Lake(workspace, WATER_HOURLY)
    flow_site = rule.flow_site or site
    # Without any record there is no span; reading one hour then tells that there is no flow.
    begin, end = lake.span(rule.known_at) or (0, 1)
    first, last = begin // HOURS_PER_DAY, (end - 1) // HOURS_PER_DAY
    start, stop = first * HOURS_PER_DAY, (last + 1) * HOURS_PER_DAY
    series = _hours(lake, flow_site, "flow", start, stop, rule)
    hours = bridged(series, rule.longest_gap).values.reshape(-1, HOURS_PER_DAY)
    flow = DailyFlow(first, hours.mean(axis=1))
    samples = _samples(workspace, site, item, _days(start, stop), rule)
    usable = (samples.numbers != NO_NUMBER) & (samples.marks != DetectionMark.ABOVE)
    return (
        SampledConcentrations(
            days=(samples.minutes[usable] // _MINUTES_PER_DAY).astype(np.int64),
            concentrations=samples.numbers[usable] / 10**SAMPLE_DECIMALS,
            is_below=samples.marks[usable] == DetectionMark.BELOW,
        ),
        flow,
    )
