"""Simulated hourly weather of a subtropical city: plausible, and nothing more is claimed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunzhu.periods import HOURS_PER_DAY

FloatArray = npt.NDArray[np.float64]

DAYS_PER_YEAR = 365.2425
SUNRISE_HOUR = 6.0
DAYLIGHT_HOURS = 13.0

YEAR_MEAN_TEMPERATURE = 22.5
SEASONAL_TEMPERATURE = 7.5
COLDEST_DAY = 20.0
DAILY_TEMPERATURE = 3.5
WARMEST_HOUR = 15.0
SYNOPTIC_TEMPERATURE = 2.5
TEMPERATURE_MEMORY = 60.0

TYPICAL_WIND = 2.1
WIND_VARIABILITY = 0.45
WIND_MEMORY = 30.0
DAILY_WIND = 0.25
CALM = 0.3

NIGHT_MIXING_HEIGHT = 320.0
DAY_MIXING_HEIGHT = 900.0
MIXING_VARIABILITY = 0.25
MIXING_MEMORY = 18.0

RAIN_ONSET = 0.012
SUMMER_RAIN_ONSET = 0.022
RAIN_END = 0.20
MEAN_RAIN = 2.2

CLOUD_MEMORY = 24.0
CLOUD_SHARE = 0.35
CLOUD_VARIABILITY = 0.22
RAINY_SUN = 0.2


@dataclass(frozen=True)
class Weather:
    """Hourly weather of the whole city, arrays [hours].

    Attributes
    ----------
    temperature : [°C].
    wind : [m/s].
    mixing_height : [m].
    rain : [mm/h].
    sun : share of the strongest sunshine, 0 to 1.
    """

    temperature: FloatArray
    wind: FloatArray
    mixing_height: FloatArray
    rain: FloatArray
    sun: FloatArray


def autoregressive(
    generator: np.random.Generator, shape: tuple[int, int], memory: float
) -> FloatArray:
    """Return rows of a first-order autoregressive series of mean 0 and variance 1.

    Parameters
    ----------
    shape : (rows, hours).
    memory : hours after which the correlation has fallen to 1/e [h].
    """
    persistence = math.exp(-1 / memory)
    innovation = math.sqrt(1 - persistence**2)
    series = generator.standard_normal(shape)
    series[:, 1:] *= innovation
    columns = series.T.copy()
    for hour in range(1, shape[1]):
        columns[hour] += persistence * columns[hour - 1]
    return np.ascontiguousarray(columns.T)


def decaying_sum(amounts: FloatArray, memory: float) -> FloatArray:
    """Return what is left of all earlier amounts when each fades to 1/e within ``memory`` [h]."""
    left = np.empty_like(amounts)
    fade = math.exp(-1 / memory)
    rest = 0.0
    for hour, amount in enumerate(amounts.tolist()):
        rest = rest * fade + amount
        left[hour] = rest
    return left


def season(hours: FloatArray, peak_day: float) -> FloatArray:
    """Return the yearly cosine, 1 on ``peak_day`` of the year and -1 half a year later."""
    return np.cos(2 * np.pi * (hours / HOURS_PER_DAY - peak_day) / DAYS_PER_YEAR)


def daily_wave(hours: FloatArray, peak_hour: float) -> FloatArray:
    """Return the daily cosine, 1 at ``peak_hour``."""
    return np.cos(2 * np.pi * (hours - peak_hour) / HOURS_PER_DAY)


def simulate_weather(generator: np.random.Generator, hours: FloatArray) -> Weather:
    """Return the weather of consecutive hours.

    Parameters
    ----------
    generator : source of chance.
    hours : middle of each hour, counted from 1 January of the first year 00:00 [h].
    """
    shape = (1, hours.size)
    synoptic = autoregressive(generator, shape, TEMPERATURE_MEMORY)[0]
    temperature = (
        YEAR_MEAN_TEMPERATURE
        - SEASONAL_TEMPERATURE * season(hours, COLDEST_DAY)
        + DAILY_TEMPERATURE * daily_wave(hours, WARMEST_HOUR)
        + SYNOPTIC_TEMPERATURE * synoptic
    )
    gusts = autoregressive(generator, shape, WIND_MEMORY)[0]
    wind = TYPICAL_WIND * np.exp(WIND_VARIABILITY * gusts)
    wind = np.maximum(wind * (1 + DAILY_WIND * daily_wave(hours, WARMEST_HOUR)), CALM)
    time_of_day = hours % HOURS_PER_DAY
    height = np.sin(np.pi * (time_of_day - SUNRISE_HOUR) / DAYLIGHT_HOURS)
    daylight = np.where(
        (time_of_day > SUNRISE_HOUR) & (time_of_day < SUNRISE_HOUR + DAYLIGHT_HOURS), height, 0.0
    )
    rain = _rain(generator, hours)
    cloud = CLOUD_SHARE + CLOUD_VARIABILITY * autoregressive(generator, shape, CLOUD_MEMORY)[0]
    clear = np.where(rain > 0, RAINY_SUN, 1 - np.clip(cloud, 0.0, 1.0))
    lid = np.exp(MIXING_VARIABILITY * autoregressive(generator, shape, MIXING_MEMORY)[0])
    mixing_height = (NIGHT_MIXING_HEIGHT + DAY_MIXING_HEIGHT * daylight * clear) * lid
    return Weather(temperature, wind, mixing_height, rain, daylight * clear)


def _rain(generator: np.random.Generator, hours: FloatArray) -> FloatArray:
    """Return hourly rain as a two-state chain, wetter in summer [mm/h]."""
    summer = (1 - season(hours, COLDEST_DAY)) / 2
    onset = RAIN_ONSET + SUMMER_RAIN_ONSET * summer
    chance = generator.random(hours.size)
    amounts = generator.exponential(MEAN_RAIN, hours.size)
    wet = np.zeros(hours.size, dtype=np.bool_)
    raining = False
    for hour, (draw, begins) in enumerate(zip(chance.tolist(), onset.tolist(), strict=True)):
        raining = draw >= RAIN_END if raining else draw < begins
        wet[hour] = raining
    return np.where(wet, amounts, 0.0)
