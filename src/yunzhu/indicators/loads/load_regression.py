"""Load by one regression of log concentration on flow, season and time, with seven parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.censored_regression import fit_censored
from yunzhu.indicators.loads.daily_loads import REPLICATES, DailyLoads
from yunzhu.indicators.loads.normal import log_normal_cdf
from yunzhu.indicators.loads.resampling import block_multiplicities, lasting_noise
from yunzhu.indicators.loads.sampled_concentrations import (
    KILOGRAMS_PER_DAY,
    Calibration,
    DailyFlow,
    decimal_years,
)

PARAMETERS = 7
LEAST_UNCENSORED = 4 * PARAMETERS
"""Our choice: four samples above the detection limit for each parameter."""


@dataclass(frozen=True)
class _Centre:
    """Middle of the log flows and of the years, taken off so that the terms stay apart."""

    log_flow: float
    years: float

    def terms(self, log_flow: Float64Array, years: Float64Array) -> Float64Array:
        flow, time = log_flow - self.log_flow, years - self.years
        season = 2 * np.pi * years
        columns = [
            np.ones(len(flow)),
            flow,
            flow**2,
            np.sin(season),
            np.cos(season),
            time,
            time**2,
        ]
        return np.stack(columns, axis=1)


def load_by_regression(
    data: Calibration, flow: DailyFlow, *, seed: int = 0, replicates: int = REPLICATES
) -> DailyLoads:
    """Estimate the daily loads of a river from samples by one regression over all of them.

    ln C = a0 + a1 ln Q + a2 (ln Q)² + a3 sin 2πt + a4 cos 2πt + a5 t + a6 t², centred; values
    below detection enter as such. Concentrations come back from their logarithms with Duan's
    smearing factor. The replicates refit samples drawn again in blocks of time and add the
    residuals' own noise, so that an interval of them is one of prediction. Over a year or more it
    is wide rather than narrow, since samples and days share that noise.

    Parameters
    ----------
    data : samples of one substance, at least 28 above the detection limit.
    flow : of the days wanted.
    seed : of the replicates; the same seed gives the same interval.
    replicates : how many; 0 gives no interval.

    Raises
    ------
    EvidenceError : too few samples.

    Sources: Cohn et al. 1992, Water Resources Research 28, 2353-2363 (the seven parameters);
    Duan 1983, J. Am. Statistical Association 78, 605-610 (smearing).
    """
    require_samples(data, LEAST_UNCENSORED, LEAST_UNCENSORED)
    centre = _Centre(float(data.log_flow.mean()), float(data.years.mean()))
    terms = centre.terms(data.log_flow, data.years)
    generator = np.random.default_rng(seed)
    once = np.ones((1, len(data)))
    draws = np.vstack([once, block_multiplicities(data.days, replicates, generator)])
    fits = fit_censored(terms, data.log_concentration, data.is_below, once, draws)
    coefficients, sigma = fits.coefficients[:, 0], fits.sigma[:, 0]
    days = flow.first_day + np.arange(len(flow.flow))
    flowing = flow.flow > 0
    at = centre.terms(np.log(flow.flow[flowing]), decimal_years(days[flowing]))
    amount = KILOGRAMS_PER_DAY * flow.flow[flowing]
    residuals = data.log_concentration - terms @ coefficients[0]
    smearing = _smearing(residuals, data.is_below, float(sigma[0]))
    predicted = at @ coefficients[0]
    noise = lasting_noise(replicates, int(flowing.sum()), generator)
    spread = at @ coefficients[1:].T + (noise * sigma[1:, None]).T
    return DailyLoads(
        first_day=flow.first_day,
        kilograms=laid_out(flow, flowing, amount * np.exp(predicted) * smearing),
        replicates=laid_out(flow, flowing, (amount[:, None] * np.exp(spread)).T),
        extrapolated=is_beyond(flow, data),
        samples=len(data),
        below_detection=int(data.is_below.sum()),
        left_out=data.left_out,
    )


def require_samples(data: Calibration, least: int, least_uncensored: int) -> None:
    """Refuse a calibration with too few samples."""
    uncensored = int((~data.is_below).sum())
    if len(data) < least or uncensored < least_uncensored:
        raise EvidenceError(
            "样品太少，不能估算通量 too few samples to estimate a load",
            found=f"{len(data)} samples with flow, {uncensored} above detection",
            expected=f">= {least}, >= {least_uncensored} above detection",
            action="延长取样时段或改用流量×浓度 sample longer, or use flow x concentration",
        )


def is_beyond(flow: DailyFlow, data: Calibration) -> BoolArray:
    """Return the days whose flow lies outside those of the samples, bool [days]."""
    low, high = np.exp(data.log_flow.min()), np.exp(data.log_flow.max())
    beyond: BoolArray = (flow.flow > 0) & ((flow.flow < low) | (flow.flow > high))
    return beyond


def laid_out(flow: DailyFlow, flowing: BoolArray, loads: Float64Array) -> Float64Array:
    """Put the loads of flowing days [..., flowing] among all days; a day without flow has none."""
    every = np.full((*loads.shape[:-1], len(flow.flow)), np.nan)
    every[..., flow.flow == 0] = 0.0
    every[..., flowing] = loads
    return every


def _smearing(residuals: Float64Array, is_below: BoolArray, sigma: float) -> float:
    """Return the mean of exp(residual), of a censored one its mean given the limit."""
    factors = np.exp(residuals)
    if is_below.any():
        limit = residuals[is_below] / sigma
        given = log_normal_cdf(limit - sigma) - log_normal_cdf(limit)
        factors[is_below] = np.exp(sigma**2 / 2 + given)
    return float(factors.mean())
