"""The simulated waters: nine items at fifteen stations every four hours, with planted truths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from yunzhu.arrays import BoolArray, Int32Array, Int64Array
from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS, DetectionMark, Samples
from yunzhu.periods import (
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    minute_index,
)
from yunzhu.simulation.water_city import STATIONS, TIDAL_SECTION, SimulatedSection
from yunzhu.simulation.water_truth import (
    DRIFT_SECTION,
    DRIFT_SHARE,
    HALF_YEAR_FACTORS,
    RANGE_READING,
    RANGE_SECTION,
    SPILL_AMMONIA,
    SPILL_HOURS,
    SPILL_PERMANGANATE,
    SPILL_SECTION,
    STUCK_AT,
    STUCK_SECTION,
    WORSE_PHOSPHORUS,
    WORSE_RAMP_DAYS,
    WORSE_SECTION,
    PlantedWater,
    WaterTruthKind,
    first_day,
    planted_waters,
)
from yunzhu.simulation.weather import (
    FloatArray,
    autoregressive,
    daily_wave,
    decaying_sum,
    season,
    simulate_weather,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_rounding import round_e8
from yunzhu.values import Origin

STEP_HOURS = 4
AUTOMATIC_ITEMS = ("water_temp", "pH", "DO", "EC", "turbidity", "CODMn", "NH3N", "TP", "TN")
REPORTED_DECIMALS = {
    "water_temp": 2,
    "pH": 3,
    "DO": 3,
    "EC": 2,
    "turbidity": 3,
    "CODMn": 3,
    "NH3N": 4,
    "TP": 4,
    "TN": 3,
}
"""Decimals of the original values that stations send."""

_SEEDS = 3
_EARLIER_PART = 8
_VARIABILITY = {"EC": 0.05, "turbidity": 0.28, "CODMn": 0.09, "NH3N": 0.14, "TP": 0.12, "TN": 0.09}
_READING_ERROR = {
    **{"water_temp": 0.05, "pH": 0.02, "DO": 0.08},
    **{"EC": 0.004, "turbidity": 0.04, "CODMn": 0.02, "NH3N": 0.025, "TP": 0.025, "TN": 0.02},
}
"""Standard deviation of a reading: of the first three in their unit, of the others as a share."""
_WASH = {"EC": -0.12, "turbidity": 2.6, "CODMn": 0.22, "NH3N": 0.10, "TP": 0.24, "TN": 0.06}
"""What a wet day adds, as a share of the calm mean."""
_MEMORY_STEPS = 14.0
_WET_MEMORY, _WET_RAIN, _MOST_WET = 30.0, 30.0, 1.3
_DRY_SEASON = {"EC": 0.10, "NH3N": 0.08, "CODMn": 0.03, "TP": 0.04, "TN": 0.06}
_COLDEST_DAY, _WARMEST_HOUR, _OXYGEN_HOUR = 25.0, 16.0, 15.0
_MEAN_TEMPERATURE, _TEMPERATURE_SWING, _DAILY_TEMPERATURE = 23.0, 7.0, 0.6
_OXYGEN_SEASON, _OXYGEN_DAY, _OXYGEN_NOISE, _LEAST_OXYGEN = 0.9, 0.35, 0.28, 0.3
_TURBIDITY = 18.0
_TIDE_HOURS, _TIDE_SALT = 12.4206, 0.6
_LOST_SHARE = 0.006
_OUTAGE_SITE, _OUTAGE_DAYS = "S11", 5
_PLUME_RISE, _PLUME_FADE = 3.0, 5.0
_BELOW_SPILL = (("S08", 3.5, 1.0), ("S09", 11.5, 0.45), ("S10", 16.5, 0.12))


@dataclass(frozen=True)
class SimulatedWater:
    """Two simulated years of water and their truth.

    Attributes
    ----------
    seed, year : what it was made from; the year before is simulated too.
    stations : order of the first axis.
    minutes : int32 [moments], every four hours.
    clean : item to float [stations, moments], the water itself [unit of the item].
    reported : item to int64 [stations, moments], what the stations send, times 10**8, faults of
        instruments in; `NO_NUMBER` where they send nothing.
    planted : truths.
    """

    seed: int
    year: int
    stations: tuple[SimulatedSection, ...]
    minutes: Int32Array
    clean: dict[str, FloatArray]
    reported: dict[str, Int64Array]
    planted: tuple[PlantedWater, ...]
    origin: Origin = Origin.SIMULATED

    @property
    def automatic_from(self) -> date:
        """First day of the stations: one month before the year."""
        return date(self.year - 1, 12, 1)

    def of_kind(self, kind: WaterTruthKind) -> PlantedWater:
        """Return the planted truth of a kind."""
        return next(one for one in self.planted if one.kind is kind)

    def automatic(self, first: date, last: date) -> Samples:
        """Return what the stations send within days, as the lake should hold it."""
        start, end = (minute_index(_midnight(day)) for day in (first, last))
        inside = (self.minutes >= start) & (self.minutes < end + MINUTES_PER_DAY)
        places = np.flatnonzero(inside)
        numbers = np.stack([self.reported[item][:, places] for item in AUTOMATIC_ITEMS], axis=2)
        site, moment, item = np.nonzero(numbers != NO_NUMBER)
        return Samples(
            tuple(one.site for one in self.stations),
            AUTOMATIC_ITEMS,
            site.astype(np.int32),
            item.astype(np.int16),
            self.minutes[places][moment],
            numbers[site, moment, item],
            np.full(len(site), DetectionMark.NONE, np.uint8),
        )


def simulate_water(seed: int, year: int) -> SimulatedWater:
    """Return the simulated waters of a year and the one before; the same arguments, the same.

    Examples
    --------
    >>> water = simulate_water(1, 2020)
    >>> water.clean["NH3N"].shape, water.origin.value
    ((15, 4386), 'simulated')
    """
    sky, stream, faults = (
        np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(_SEEDS)
    )
    minutes, clean = _unplanted(sky, stream, year)
    planted = planted_waters(year)
    _plant_in_water(clean, minutes, planted)
    water = SimulatedWater(seed, year, STATIONS, minutes, clean, {}, planted)
    reported = _reported(clean, faults)
    _plant_in_instruments(reported, water)
    _lose(reported, water, faults)
    return SimulatedWater(seed, year, STATIONS, minutes, clean, reported, planted)


def simulate_earlier_water(seed: int, year: int) -> SimulatedWater:
    """Return the water of the two years before those of `simulate_water`, which no station saw.

    The laboratory went there all the same; one half-year at two sections is worse than the others.

    Examples
    --------
    >>> earlier = simulate_earlier_water(1, 2020)
    >>> earlier.year, earlier.clean["TP"].shape, earlier.reported
    (2018, (15, 4380), {})
    """
    last = year - 2
    sky, stream = (np.random.default_rng([seed, _EARLIER_PART, part]) for part in (0, 1))
    minutes, clean = _unplanted(sky, stream, last)
    planted = tuple(
        one for one in planted_waters(year) if one.kind is WaterTruthKind.WORSE_HALF_YEAR
    )
    for one in planted:
        row = [station.code for station in STATIONS].index(one.place)
        clean["TP"][row, _within(minutes, one)] *= HALF_YEAR_FACTORS[one.place]
    return SimulatedWater(seed, last, STATIONS, minutes, clean, {}, planted)


def _unplanted(
    sky: np.random.Generator, stream: np.random.Generator, year: int
) -> tuple[Int32Array, dict[str, FloatArray]]:
    """Return the moments of a year and the one before, and the water before anything is planted."""
    first = first_day(year)
    hours_in_all = (date(year + 1, 1, 1) - first).days * HOURS_PER_DAY
    hours: FloatArray = np.arange(hours_in_all, dtype=np.float64)
    weather = simulate_weather(sky, hours + 0.5)
    steps = slice(0, hours_in_all, STEP_HOURS)
    wet = np.minimum(decaying_sum(weather.rain, _WET_MEMORY)[steps] / _WET_RAIN, _MOST_WET)
    minutes = (minute_index(_midnight(first)) + hours[steps] * 60).astype(np.int32)
    return minutes, _waters(stream, hours[steps], wet)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def _waters(
    stream: np.random.Generator, hours: FloatArray, wet: FloatArray
) -> dict[str, FloatArray]:
    """Return every item at every station before anything is planted."""
    shape = (len(STATIONS), hours.size)
    clean: dict[str, FloatArray] = {}
    warm = -season(hours, _COLDEST_DAY)
    cold_shift = autoregressive(stream, (1, hours.size), 4 * _MEMORY_STEPS)[0]
    temperature = (
        _MEAN_TEMPERATURE
        + _TEMPERATURE_SWING * warm
        + _DAILY_TEMPERATURE * daily_wave(hours, _WARMEST_HOUR)
        + cold_shift
    )
    clean["water_temp"] = temperature + 0.3 * autoregressive(stream, shape, _MEMORY_STEPS)
    clean["pH"] = 7.35 + 0.12 * autoregressive(stream, shape, 2 * _MEMORY_STEPS)
    is_lake = np.array([[one.body is WaterBody.LAKE] for one in STATIONS])
    clean["pH"] += np.where(is_lake, 0.35, 0.08) * daily_wave(hours, _OXYGEN_HOUR)
    oxygen = _means("oxygen") - _OXYGEN_SEASON * warm
    oxygen += _OXYGEN_DAY * daily_wave(hours, _OXYGEN_HOUR) * np.where(is_lake, 2.0, 1.0)
    oxygen += _OXYGEN_NOISE * autoregressive(stream, shape, _MEMORY_STEPS)
    clean["DO"] = np.maximum(oxygen, _LEAST_OXYGEN)
    calm = {
        "EC": _means("conductivity"),
        "turbidity": np.full((len(STATIONS), 1), _TURBIDITY),
        "CODMn": _means("permanganate"),
        "NH3N": _means("ammonia"),
        "TP": _means("phosphorus"),
        "TN": _means("nitrogen"),
    }
    for item, means in calm.items():
        noise = _VARIABILITY[item] * autoregressive(stream, shape, _MEMORY_STEPS)
        dry = 1 - _DRY_SEASON.get(item, 0.0) * warm
        wash = np.where(is_lake, 0.25, 1.0) * _WASH[item] * wet
        clean[item] = means * dry * np.exp(noise - _VARIABILITY[item] ** 2 / 2) * (1 + wash)
    tidal = [one.code for one in STATIONS].index(TIDAL_SECTION)
    clean["EC"][tidal] *= 1 + _TIDE_SALT * np.cos(2 * np.pi * hours / _TIDE_HOURS)
    return clean


def _means(name: str) -> FloatArray:
    return np.array([[getattr(one, name)] for one in STATIONS], np.float64)


def _plant_in_water(
    clean: Mapping[str, FloatArray], minutes: Int32Array, planted: tuple[PlantedWater, ...]
) -> None:
    rows = {one.code: row for row, one in enumerate(STATIONS)}
    truths = {one.kind: one for one in planted}
    worse = truths[WaterTruthKind.TURNS_WORSE]
    days = (minutes - minute_index(worse.start)) / MINUTES_PER_DAY
    share = np.clip(days / WORSE_RAMP_DAYS, 0.0, 1.0)
    row = rows[WORSE_SECTION]
    factor = WORSE_PHOSPHORUS / STATIONS[row].phosphorus
    clean["TP"][row] *= 1 + (factor - 1) * share
    spill = truths[WaterTruthKind.SPILL]
    assert spill.place == SPILL_SECTION
    for code, travel_hours, strength in _BELOW_SPILL:
        plume = strength * plume_shape((minutes - minute_index(spill.start)) / 60 - travel_hours)
        clean["NH3N"][rows[code]] += SPILL_AMMONIA * plume
        clean["CODMn"][rows[code]] += SPILL_PERMANGANATE * plume


def plume_shape(hours: FloatArray) -> FloatArray:
    """Return the spill's plume over the hours since its arrival, 1 while it lasts.

    Examples
    --------
    >>> [round(float(one), 2) for one in plume_shape(np.array([-1.0, 1.5, 6.0, 12.0, 17.0]))]
    [0.0, 0.5, 1.0, 1.0, 0.37]
    """
    rising = np.clip(hours / _PLUME_RISE, 0.0, 1.0)
    fading = np.exp(-np.maximum(hours - SPILL_HOURS, 0.0) / _PLUME_FADE)
    shape: FloatArray = rising * fading
    return shape


def _reported(
    clean: Mapping[str, FloatArray], faults: np.random.Generator
) -> dict[str, Int64Array]:
    reported = {}
    for item in AUTOMATIC_ITEMS:
        values = clean[item]
        error = _READING_ERROR[item] * faults.standard_normal(values.shape)
        is_share = item in _VARIABILITY
        read = np.maximum(values * (1 + error) if is_share else values + error, 0.0)
        decimals = REPORTED_DECIMALS[item]
        whole = np.rint(read * 10**decimals).astype(np.int64)
        reported[item] = whole * 10 ** (SAMPLE_DECIMALS - decimals)
    return reported


def _plant_in_instruments(reported: Mapping[str, Int64Array], water: SimulatedWater) -> None:
    rows = {one.code: row for row, one in enumerate(STATIONS)}
    scale = 10**SAMPLE_DECIMALS
    stuck = water.of_kind(WaterTruthKind.STUCK_SENSOR)
    inside = _within(water.minutes, stuck)
    reported["NH3N"][rows[STUCK_SECTION], inside] = round(STUCK_AT * scale)
    beyond = water.of_kind(WaterTruthKind.OUT_OF_RANGE)
    inside = _within(water.minutes, beyond)
    reported["pH"][rows[RANGE_SECTION], inside] = round(RANGE_READING * scale)
    drift = water.of_kind(WaterTruthKind.DRIFT)
    inside = _within(water.minutes, drift)
    length = minute_index(drift.stop) - minute_index(drift.start)
    grown = (water.minutes[inside] - minute_index(drift.start)) / length
    line = reported["EC"][rows[DRIFT_SECTION]]
    drifted = np.rint(line[inside] * (1 + DRIFT_SHARE * grown)).astype(np.int64)
    line[inside] = round_e8(drifted, REPORTED_DECIMALS["EC"])


def _lose(
    reported: Mapping[str, Int64Array], water: SimulatedWater, faults: np.random.Generator
) -> None:
    """Leave out a sample here and there, and the days of an outage, none near what is planted."""
    shape = (len(STATIONS), len(water.minutes))
    lost = faults.random(shape) < _LOST_SHARE
    rows = {one.code: row for row, one in enumerate(STATIONS)}
    for one in water.planted:
        if one.place in rows and one.kind not in _LASTING:
            lost[rows[one.place], _within(water.minutes, one)] = False
    for code, travel_hours, _ in _BELOW_SPILL:
        spill = water.of_kind(WaterTruthKind.SPILL)
        since = (water.minutes - minute_index(spill.start)) / 60 - travel_hours
        lost[rows[code], (since > -STEP_HOURS) & (since < 2 * SPILL_HOURS)] = False
    outage = minute_index(datetime(water.year, 12, 8))
    inside = (water.minutes >= outage) & (water.minutes < outage + _OUTAGE_DAYS * MINUTES_PER_DAY)
    lost[rows[_OUTAGE_SITE], inside] = True
    before = water.minutes < minute_index(_midnight(water.automatic_from))
    lost[:, before] = True
    for values in reported.values():
        values[lost] = NO_NUMBER


_LASTING = (
    WaterTruthKind.TURNS_WORSE,
    WaterTruthKind.WORSE_HALF_YEAR,
    WaterTruthKind.WORSE_THAN_V,
)


def _within(minutes: Int32Array, truth: PlantedWater) -> BoolArray:
    inside: BoolArray = (minutes >= minute_index(truth.start)) & (
        minutes < minute_index(truth.stop)
    )
    return inside
