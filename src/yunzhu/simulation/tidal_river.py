"""The simulated tidal border river: hourly signed flow and concentrations with a known net load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from yunzhu.arrays import BoolArray, Int64Array
from yunzhu.periods import HOURS_PER_DAY, Period
from yunzhu.simulation.water_city import FLOW_NAME, FLOW_SITE
from yunzhu.simulation.weather import FloatArray, autoregressive, season

FLOW_DECIMALS, CONCENTRATION_DECIMALS = 1, 3
KILOGRAMS_PER_HOUR = Fraction(3600, 1000)
"""One m³/s of one mg/L carries so many kilograms an hour."""

_SEED_PART = 11
_TIDE_HOURS, _SPRING_HOURS = 12.4206, 354.37
_RESIDUAL, _RESIDUAL_SEASON, _RESIDUAL_MEMORY = 180.0, 0.45, 120.0
_RESIDUAL_SHARE = 0.25
_TIDE, _SPRING_SHARE = 850.0, 0.3
_WETTEST_DAY = 172.0
# Mean, memory of chance [h], its share, and what the ebb carries more of, as a share.
_ITEMS = {
    "NH3N": (0.60, 72.0, 0.16, 0.14),
    "TP": (0.130, 72.0, 0.12, 0.10),
    "CODMn": (4.0, 96.0, 0.08, 0.05),
}
_LOST_SHARE = 0.008
_OUTAGE_START, _OUTAGE_HOURS = (3, 11, 5), 41


@dataclass(frozen=True)
class TidalRiver:
    """A year of hours at the border; seaward flow is positive.

    Attributes
    ----------
    site, name : of the station. year : simulated one.
    start_hour : hour index of the first slot.
    flow : int64 [hours], times 10**`FLOW_DECIMALS` [m³/s].
    concentrations : item to int64 [hours], times 10**`CONCENTRATION_DECIMALS` [mg/L].
    lost : bool [hours], hours of which the station sends nothing.
    """

    site: str
    name: str
    year: int
    start_hour: int
    flow: Int64Array
    concentrations: dict[str, Int64Array]
    lost: BoolArray

    def net_load(self, item: str) -> Fraction:
        """Return the true net load of the year [kg], of all its hours, sent or not."""
        products = sum(
            flow * number
            for flow, number in zip(
                self.flow.tolist(), self.concentrations[item].tolist(), strict=True
            )
        )
        decimals = FLOW_DECIMALS + CONCENTRATION_DECIMALS
        return Fraction(products, 10**decimals) * KILOGRAMS_PER_HOUR

    def turns(self) -> int:
        """Return how often the flow changes its direction."""
        return int((np.sign(self.flow[1:]) * np.sign(self.flow[:-1]) < 0).sum())


def simulate_tidal_river(seed: int, year: int) -> TidalRiver:
    """Return a year of hours; the same arguments give the same ones.

    Examples
    --------
    >>> river = simulate_tidal_river(1, 2020)
    >>> len(river.flow), bool((river.flow < 0).any()), river.net_load("NH3N") > 0
    (8784, True, True)
    """
    chance = np.random.default_rng([seed, _SEED_PART, year])
    period = Period.of_year(year)
    count = period.days * HOURS_PER_DAY
    hours: FloatArray = np.arange(count, dtype=np.float64)
    hours += 0.5
    springs = 1 + _SPRING_SHARE * np.cos(2 * np.pi * hours / _SPRING_HOURS)
    tide = _TIDE * springs * np.cos(2 * np.pi * hours / _TIDE_HOURS)
    wet = 1 + _RESIDUAL_SEASON * season(hours, _WETTEST_DAY)
    runoff = (
        _RESIDUAL * wet * np.exp(0.25 * autoregressive(chance, (1, count), _RESIDUAL_MEMORY)[0])
    )
    flow = runoff + tide
    concentrations = {}
    for item, (mean, memory, share, ebb) in _ITEMS.items():
        slow = np.exp(share * autoregressive(chance, (1, count), memory)[0])
        # The ebb brings the city's water, the flood the sea's: that pumps a load seawards.
        pumped = 1 + ebb * np.tanh(flow / _TIDE)
        read = mean * slow * pumped * (1 + 0.02 * chance.standard_normal(count))
        concentrations[item] = np.rint(read * 10**CONCENTRATION_DECIMALS).astype(np.int64)
    lost = chance.random(count) < _LOST_SHARE
    begin = (date(year, *_OUTAGE_START[:2]) - period.first).days * HOURS_PER_DAY + _OUTAGE_START[2]
    lost[begin : begin + _OUTAGE_HOURS] = True
    return TidalRiver(
        site=FLOW_SITE,
        name=FLOW_NAME,
        year=year,
        start_hour=period.first_hour,
        flow=np.rint(flow * 10**FLOW_DECIMALS).astype(np.int64),
        concentrations=concentrations,
        lost=lost,
    )
