"""Load by a regression of its own for every day, weighted by nearness in time, flow and season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import Float64Array
from yunzhu.indicators.loads.censored_regression import fit_censored
from yunzhu.indicators.loads.daily_loads import REPLICATES, DailyLoads
from yunzhu.indicators.loads.load_regression import is_beyond, laid_out, require_samples
from yunzhu.indicators.loads.resampling import block_multiplicities, lasting_noise
from yunzhu.indicators.loads.sampled_concentrations import (
    KILOGRAMS_PER_DAY,
    Calibration,
    DailyFlow,
    decimal_years,
)

# Numbers at once, of all draws of some days: what keeps the work in about 200 MB.
_NUMBERS_AT_ONCE, _NUMBERS_PER_FIT = 1_000_000, 40
_WIDENING = 1.1


@dataclass(frozen=True)
class Windows:
    """Half widths beyond which a sample has no weight; the defaults are those of WRTDS.

    Attributes
    ----------
    years : in time [a].
    log_flow : in the natural logarithm of the flow.
    season : in the time of year [a].
    least_samples, least_uncensored : all three widen by tenths until so many samples, and so
        many above the detection limit, have a weight.
    """

    years: float = 7.0
    log_flow: float = 2.0
    season: float = 0.5
    least_samples: int = 100
    least_uncensored: int = 50


WINDOWS = Windows()


def load_by_weighted_regression(
    data: Calibration,
    flow: DailyFlow,
    *,
    windows: Windows = WINDOWS,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> DailyLoads:
    """Estimate the daily loads of a river by weighted regressions on time, flow and season.

    For each day ln C = b0 + b1 t + b2 ln Q + b3 sin 2πt + b4 cos 2πt is fitted with the weight
    of a sample the product of three tricube weights of its distances; its concentration is
    exp(ln C + s²/2) with the day's own residual deviation s. Each day is fitted by itself, not
    read off a grid of fits. The replicates are as in `load_by_regression`.

    Parameters
    ----------
    data : samples of one substance, at least as many as the windows ask for.
    flow : of the days wanted.
    windows : half widths and the fewest samples.
    seed, replicates : of the interval; 0 replicates give none.

    Raises
    ------
    EvidenceError : too few samples.

    Source: Hirsch, Moyer and Archfield 2010, J. American Water Resources Association 46,
    857-880 (WRTDS); Hirsch et al. 2015, Environmental Modelling & Software 73, 148-166
    (the block bootstrap).
    """
    require_samples(data, windows.least_samples, windows.least_uncensored)
    generator = np.random.default_rng(seed)
    draws = np.vstack(
        [np.ones((1, len(data))), block_multiplicities(data.days, replicates, generator)]
    )
    days = flow.first_day + np.arange(len(flow.flow))
    flowing = flow.flow > 0
    years, log_flow = decimal_years(days[flowing]), np.log(flow.flow[flowing])
    numbers_per_day = len(draws) * (_NUMBERS_PER_FIT + int(data.is_below.sum()))
    parts = [
        _predicted(data, years[part], log_flow[part], windows, draws)
        for part in _parts(len(years), 1 + _NUMBERS_AT_ONCE // numbers_per_day)
    ]
    predicted = np.concatenate([part[0] for part in parts])
    sigma = np.concatenate([part[1] for part in parts])
    amount = KILOGRAMS_PER_DAY * flow.flow[flowing]
    noise = lasting_noise(replicates, len(years), generator)
    logs = predicted[:, 1:].T + noise * sigma[:, 1:].T
    return DailyLoads(
        first_day=flow.first_day,
        kilograms=laid_out(flow, flowing, amount * np.exp(predicted[:, 0] + sigma[:, 0] ** 2 / 2)),
        replicates=laid_out(flow, flowing, amount * np.exp(logs)),
        extrapolated=is_beyond(flow, data),
        samples=len(data),
        below_detection=int(data.is_below.sum()),
        left_out=data.left_out,
    )


def _parts(count: int, size: int) -> list[slice]:
    return [slice(begin, min(begin + size, count)) for begin in range(0, count, size)]


def _predicted(
    data: Calibration,
    years: Float64Array,
    log_flow: Float64Array,
    windows: Windows,
    draws: Float64Array,
) -> tuple[Float64Array, Float64Array]:
    """Return predicted log concentration and its deviation, both float64 [days, draws]."""
    weights = nearness(data, years, log_flow, windows)
    terms = _terms(data, data.years, data.log_flow)
    at = _terms(data, years, log_flow)
    fits = fit_censored(terms, data.log_concentration, data.is_below, weights, draws)
    return np.einsum("ft,dft->fd", at, fits.coefficients), fits.sigma.T


def _terms(data: Calibration, years: Float64Array, log_flow: Float64Array) -> Float64Array:
    """Return the five terms; counted from the samples' middle they stay apart, the fit is same."""
    time, flow = years - data.years.mean(), log_flow - data.log_flow.mean()
    season = 2 * np.pi * years
    columns = [np.ones(len(years)), time, flow, np.sin(season), np.cos(season)]
    return np.stack(columns, axis=1)


def nearness(
    data: Calibration, years: Float64Array, log_flow: Float64Array, windows: Windows
) -> Float64Array:
    """Return the weight of each sample for each day, float64 [days, samples].

    Near either end of the record the window in time widens by what falls off the end.
    """
    from_end = np.minimum(np.abs(years - data.years.min()), np.abs(data.years.max() - years))
    half = np.where(from_end < windows.years, 2 * windows.years - from_end, windows.years)
    apart = np.abs(years[:, None] - data.years)
    season = np.minimum(np.ceil(apart) - apart, apart - np.floor(apart))
    flow_apart = np.abs(log_flow[:, None] - data.log_flow)
    weights = np.zeros_like(apart)
    pending = np.arange(len(years))
    widening = 1.0
    while len(pending):
        trial = (
            _tricube(apart[pending] / (half[pending, None] * widening))
            * _tricube(flow_apart[pending] / (windows.log_flow * widening))
            * _tricube(season[pending] / min(windows.season * widening, 0.5))
        )
        weights[pending] = trial
        near = trial > 0
        enough = near.sum(axis=1) >= windows.least_samples
        enough &= (near & ~data.is_below).sum(axis=1) >= windows.least_uncensored
        pending = pending[~enough]
        widening *= _WIDENING
    return weights


def _tricube(distance: Float64Array) -> Float64Array:
    return np.asarray((1 - np.minimum(distance, 1) ** 3) ** 3)
