"""The simulated city's air: weather, sources, six pollutants, one measure, planted defects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from yunzhu.arrays import Int16Array
from yunzhu.errors import UsageError
from yunzhu.observations.exclusions import ExclusionKind
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.items import AIR_ITEMS, POLLUTANTS
from yunzhu.periods import HOURS_PER_DAY, Period, day_index
from yunzhu.simulation.city import Station, stations
from yunzhu.simulation.defects import (
    DefectKind,
    PlantedDefect,
    planned_defects,
    with_defects,
)
from yunzhu.simulation.sources import Drive, concentrations, drive_of_weather
from yunzhu.simulation.weather import FloatArray, Weather, simulate_weather
from yunzhu.values import Origin

LEAST_DAYS = 60
MIDDLE_OF_HOUR = 0.5
MEASURED_ITEMS = ("SO2", "NO2", "PM2.5", "CO", "O3")
REPORTED_DECIMALS = {"SO2": 0, "NO2": 0, "PM10": 0, "PM2.5": 0, "CO": 1, "O3": 0}
CLOSING_SHARE, MEASURE_SHARE, OPENING_SHARE = 0.48, 0.5, 0.55
DUST_PEAK = 420.0
DUST_AUTHOR = "云珠市监测中心(模拟)"


@dataclass(frozen=True)
class Measure:
    """A measure whose effect is known.

    Attributes
    ----------
    name : in words.
    start : first day in force.
    item : the pollutant it lowers, one of `MEASURED_ITEMS`; PM10 follows PM2.5.
    share : share of every hour's concentration that it removes, 0 to 1.
    """

    name: str
    start: date
    item: str
    share: float

    def __post_init__(self) -> None:
        if self.item not in MEASURED_ITEMS:
            raise UsageError(
                "措施作用的项目有误 not an item of a measure",
                field="item",
                found=self.item,
                expected=" | ".join(MEASURED_ITEMS),
            )
        if not 0 <= self.share <= 1:
            raise UsageError(
                "削减比例有误 not a share", field="share", found=self.share, expected="0..1"
            )


@dataclass(frozen=True)
class PlannedExclusion:
    """The exclusion that goes with a planted event, as `add_exclusion` takes it."""

    kind: ExclusionKind
    sites: tuple[str, ...]
    items: tuple[str, ...]
    start_hour: int
    stop_hour: int
    reason: str
    author: str


@dataclass(frozen=True)
class SimulatedAir:
    """A simulated span of air records and its truth.

    Attributes
    ----------
    seed, first, last : what it was made from.
    stations : order of the grids' first axis.
    weather : the city's weather [hours].
    observed : the records as a faultless import should store them, defects in.
    clean : the same without defects and without missing hours.
    without_measure : ``clean`` as it would have been without the measure.
    measure : the measure and its known effect.
    defects : what was planted.
    exclusions : what the monitoring centre would exclude.
    """

    seed: int
    first: date
    last: date
    stations: tuple[Station, ...]
    weather: Weather
    observed: Grid
    clean: Grid
    without_measure: Grid
    measure: Measure
    defects: tuple[PlantedDefect, ...]
    exclusions: tuple[PlannedExclusion, ...]
    origin: Origin = Origin.SIMULATED

    def planted(self, kind: DefectKind) -> PlantedDefect:
        """Return the planted defect of a kind."""
        return next(one for one in self.defects if one.kind is kind)


def default_measure(first: date, last: date) -> Measure:
    """Return the measure of the demonstration: in force over the second half of the span.

    Examples
    --------
    >>> default_measure(date(2019, 1, 1), date(2020, 12, 31)).start
    datetime.date(2020, 1, 1)
    """
    start = _day_at(MEASURE_SHARE, first, last)
    return Measure("柴油货车限行(模拟) diesel lorries kept out (simulated)", start, "NO2", 0.15)


def simulate_air(
    seed: int, first: date, last: date, measure: Measure | None = None
) -> SimulatedAir:
    """Return the simulated city's air over a span; the same arguments give the same records.

    Parameters
    ----------
    seed : of the generator of chance.
    first, last : whole days, at least 60 of them.
    measure : see `default_measure`, which is taken by default.

    Raises
    ------
    UsageError : the span is too short to hold the planted defects apart.

    Examples
    --------
    >>> air = simulate_air(1, date(2020, 1, 1), date(2020, 3, 31))
    >>> air.observed.slots, air.origin.value
    (2184, 'simulated')
    """
    span = Period(first, last)
    if span.days < LEAST_DAYS:
        raise UsageError(
            "模拟时段过短 the span is too short",
            field="last",
            found=f"{span.days} d",
            expected=f">= {LEAST_DAYS} d",
        )
    measure = measure or default_measure(first, last)
    places = stations(_day_at(CLOSING_SHARE, first, last), _day_at(OPENING_SHARE, first, last))
    plan = planned_defects(first, last)
    chance, loss = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(2))
    first_of_year = day_index(date(first.year, 1, 1)) * HOURS_PER_DAY
    hours: FloatArray = np.arange(span.first_hour, span.stop_hour, dtype=np.float64)
    hours += MIDDLE_OF_HOUR - first_of_year
    weather = simulate_weather(chance, hours)
    dust = _dust(next(one for one in plan if one.kind is DefectKind.SAND_DUST), span)
    drive = drive_of_weather(chance, weather, places, span.first_hour, hours, dust)
    clean = _reported(_with_measure(drive, measure, span))
    without = _reported(concentrations(drive, {}))
    stored, defects = with_defects(clean, _stored_decimals(), places, span.first_hour, plan, loss)
    return SimulatedAir(
        seed=seed,
        first=first,
        last=last,
        stations=places,
        weather=weather,
        observed=_grid(places, span, stored),
        clean=_grid(places, span, clean),
        without_measure=_grid(places, span, without),
        measure=measure,
        defects=defects,
        exclusions=tuple(_exclusion(one) for one in defects if one.kind is DefectKind.SAND_DUST),
    )


def _day_at(share: float, first: date, last: date) -> date:
    return first + timedelta(days=int(share * ((last - first).days + 1)))


def _stored_decimals() -> dict[str, int]:
    return {item: AIR_ITEMS[item].decimals for item in POLLUTANTS}


def _dust(event: PlantedDefect, span: Period) -> FloatArray:
    """Return the passing event's coarse dust, rising and falling within its hours [hours]."""
    hours = event.stop_hour - event.start_hour
    shape = np.sin(np.pi * (np.arange(hours) + MIDDLE_OF_HOUR) / hours) ** 2
    dust = np.zeros(span.stop_hour - span.first_hour)
    dust[event.start_hour - span.first_hour : event.stop_hour - span.first_hour] = DUST_PEAK * shape
    return dust


def _with_measure(drive: Drive, measure: Measure, span: Period) -> dict[str, FloatArray]:
    start = day_index(measure.start) * HOURS_PER_DAY
    in_force = np.arange(span.first_hour, span.stop_hour) >= start
    kept: FloatArray = np.where(in_force, 1 - measure.share, 1.0)
    return concentrations(drive, {measure.item: kept})


def _reported(found: Mapping[str, FloatArray]) -> dict[str, Int16Array]:
    """Return concentrations in the decimals that stations report, scaled as they are stored."""
    scaled = {}
    for item in POLLUTANTS:
        reported = np.rint(found[item] * 10 ** REPORTED_DECIMALS[item]).astype(np.int16)
        more = AIR_ITEMS[item].decimals - REPORTED_DECIMALS[item]
        scaled[item] = (reported * 10**more).astype(np.int16)
    return scaled


def _grid(places: tuple[Station, ...], span: Period, scaled: Mapping[str, Int16Array]) -> Grid:
    series = {
        item: Series(values, AIR_ITEMS[item].decimals, AIR_ITEMS[item].unit)
        for item, values in scaled.items()
    }
    return Grid(tuple(place.id for place in places), span.first_hour, series)


def _exclusion(event: PlantedDefect) -> PlannedExclusion:
    return PlannedExclusion(
        kind=ExclusionKind.SAND_DUST,
        sites=(event.site,),
        items=event.items,
        start_hour=event.start_hour,
        stop_hour=event.stop_hour,
        reason="沙尘过境(模拟) passing sand-dust (simulated)",
        author=DUST_AUTHOR,
    )
