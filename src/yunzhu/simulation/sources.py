"""From sources and weather to concentrations: traffic, industry, the region, sun and titration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yunzhu.periods import HOURS_PER_DAY
from yunzhu.simulation.city import Station
from yunzhu.simulation.weather import (
    TYPICAL_WIND,
    FloatArray,
    Weather,
    autoregressive,
    decaying_sum,
    season,
)

DAYS_PER_WEEK = 7
FIRST_WEEKEND_DAY = 5
THURSDAY = 3  # 1970-01-01, where hour indices begin


@dataclass(frozen=True)
class Mixture:
    """What a pollutant is made of, all in its own unit.

    Attributes
    ----------
    always : what is always there.
    regional : carried in by the region's air on an average day.
    traffic, industry : what average sources add at average dilution.
    """

    always: float
    regional: float
    traffic: float
    industry: float


COARSE = "PM10-PM2.5"
MIXTURES = {
    "SO2": Mixture(2.5, 2.0, 0.5, 3.0),
    "NO2": Mixture(5.0, 4.0, 24.0, 4.0),
    "CO": Mixture(0.35, 0.18, 0.28, 0.04),
    "PM2.5": Mixture(2.0, 15.0, 6.0, 3.0),
    COARSE: Mixture(5.0, 7.0, 7.0, 3.0),
}

TRAFFIC_BY_HOUR = np.array(
    [
        *(0.45, 0.30, 0.25, 0.22, 0.25, 0.45, 0.85, 1.45, 1.75, 1.50, 1.25, 1.15),
        *(1.10, 1.15, 1.20, 1.25, 1.35, 1.60, 1.75, 1.45, 1.15, 1.00, 0.80, 0.60),
    ]
)
WEEKEND_TRAFFIC = 0.82

REGION_PEAK_DAY = 15.0
REGION_SEASON = 0.45
REGION_VARIABILITY = 0.45
REGION_MEMORY = 72.0
WASHOUT_MEMORY = 10.0
WASHOUT_PER_MILLIMETRE = 0.03

TYPICAL_VENTILATION = 1100.0  # wind times mixing height [m²/s]
DILUTION_POWER = 0.55
LEAST_DILUTION, MOST_DILUTION = 0.25, 3.5
MOST_STAGNATION = 2.0

SITE_VARIABILITY = 0.10
SITE_MEMORY = 5.0
READING_ERROR = {"SO2": 0.5, "NO2": 0.9, "CO": 0.04, "PM2.5": 1.0, COARSE: 1.2, "O3": 1.5}
"""Standard deviation of an analyser's hourly reading, in the item's unit."""

OZONE_REGION = 62.0
OZONE_SEASON = 16.0
OZONE_PEAK_DAY = 275.0
OZONE_BY_SUN = 33.0
OZONE_MEMORY = 4.0
OZONE_BASE_TEMPERATURE = 8.0
OZONE_TEMPERATURE_SPAN = 16.0
MOST_WARMTH = 1.5
TITRATION_PER_LOCAL_NO2 = 1.4

DUST_FINE_SHARE = 0.18


@dataclass(frozen=True)
class Drive:
    """All that drives concentrations, fixed before any measure: chance has been drawn.

    Attributes
    ----------
    region : regional air, 1 on average [hours].
    dilution : 1 on average; less dilutes more [hours].
    traffic, industry : strength of sources around each station [sites, hours].
    noise : multiplies each item at each station, around 1: item to [sites, hours].
    error : the analysers' own errors, in the item's unit: item to [sites, hours].
    ozone : ozone the region and the sun provide [hours], µg/m³.
    dust : coarse dust of a passing event [hours], µg/m³.
    """

    region: FloatArray
    dilution: FloatArray
    traffic: FloatArray
    industry: FloatArray
    noise: dict[str, FloatArray]
    error: dict[str, FloatArray]
    ozone: FloatArray
    dust: FloatArray


def traffic_by_hour(first_hour: int, hours: int) -> FloatArray:
    """Return the city's traffic of consecutive hours, 1 on average on a weekday [hours]."""
    index = first_hour + np.arange(hours)
    weekday = (index // HOURS_PER_DAY + THURSDAY) % DAYS_PER_WEEK
    week = np.where(weekday >= FIRST_WEEKEND_DAY, WEEKEND_TRAFFIC, 1.0)
    shape = TRAFFIC_BY_HOUR / TRAFFIC_BY_HOUR.mean()
    traffic: FloatArray = week * shape[index % HOURS_PER_DAY]
    return traffic


def dilution(weather: Weather) -> FloatArray:
    """Return how much of a local emission is found at the ground, 1 in typical air [hours]."""
    ventilation = weather.wind * weather.mixing_height / TYPICAL_VENTILATION
    return np.clip(ventilation**-DILUTION_POWER, LEAST_DILUTION, MOST_DILUTION)


def drive_of_weather(
    generator: np.random.Generator,
    weather: Weather,
    places: Sequence[Station],
    first_hour: int,
    hours_of_year: FloatArray,
    dust: FloatArray,
) -> Drive:
    """Draw what chance decides and return all that drives the concentrations.

    Parameters
    ----------
    generator : source of chance.
    weather : [hours].
    places : the stations, order of the first axis.
    first_hour : hour index of the first slot.
    hours_of_year : middle of each hour, counted from 1 January of the first year [h].
    dust : coarse dust of a passing event [hours], µg/m³.
    """
    hours = hours_of_year.size
    shape = (len(places), hours)
    washout = np.exp(-WASHOUT_PER_MILLIMETRE * decaying_sum(weather.rain, WASHOUT_MEMORY))
    synoptic = autoregressive(generator, (1, hours), REGION_MEMORY)[0]
    swing = np.exp(REGION_VARIABILITY * synoptic - REGION_VARIABILITY**2 / 2)
    region = (1 + REGION_SEASON * season(hours_of_year, REGION_PEAK_DAY)) * swing * washout
    sun = decaying_sum(weather.sun, OZONE_MEMORY)
    warmth = np.clip(
        (weather.temperature - OZONE_BASE_TEMPERATURE) / OZONE_TEMPERATURE_SPAN, 0.0, MOST_WARMTH
    )
    autumn = OZONE_SEASON * season(hours_of_year, OZONE_PEAK_DAY)
    calm = np.sqrt(stagnation(weather))
    ozone = OZONE_REGION + autumn + OZONE_BY_SUN * sun * warmth * calm
    noise = {
        item: np.exp(SITE_VARIABILITY * autoregressive(generator, shape, SITE_MEMORY))
        for item in (*MIXTURES, "O3")
    }
    error = {
        item: deviation * generator.standard_normal(shape)
        for item, deviation in READING_ERROR.items()
    }
    traffic = np.array([[one.traffic] for one in places]) * traffic_by_hour(first_hour, hours)
    industry = np.repeat([[one.industry] for one in places], hours, axis=1)
    return Drive(region, dilution(weather), traffic, industry, noise, error, ozone, dust)


def stagnation(weather: Weather) -> FloatArray:
    """Return the stagnation that lets ozone gather: typical wind over the wind, in bounds."""
    return np.clip(TYPICAL_WIND / weather.wind, LEAST_DILUTION, MOST_STAGNATION)


def concentrations(drive: Drive, kept: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the six pollutants before rounding: item to float [sites, hours].

    Parameters
    ----------
    drive : what the weather, the sources and chance provide.
    kept : item to the share [hours] that a measure leaves of it; other items are left whole.
        A measure changes its own item; PM10 follows PM2.5, of which it holds all.
    """
    local = {
        item: (mixture.traffic * drive.traffic + mixture.industry * drive.industry) * drive.dilution
        for item, mixture in MIXTURES.items()
    }
    found = {
        item: (mixture.always + mixture.regional * drive.region + local[item]) * drive.noise[item]
        for item, mixture in MIXTURES.items()
    }
    found["PM2.5"] = found["PM2.5"] + DUST_FINE_SHARE * drive.dust
    # NO from nearby traffic takes up ozone, most of all at night under a low lid.
    titrated = TITRATION_PER_LOCAL_NO2 * local["NO2"] / drive.ozone
    found["O3"] = drive.ozone * np.exp(-titrated) * drive.noise["O3"]
    found[COARSE] = found[COARSE] + drive.dust
    readings = {
        item: np.maximum(values * kept.get(item, 1.0) + drive.error[item], 0.0)
        for item, values in found.items()
    }
    readings["PM10"] = readings["PM2.5"] + readings.pop(COARSE)
    return readings
