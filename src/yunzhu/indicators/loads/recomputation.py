"""A load computed once more, the plain way: hour by hour in fractions, sample by sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array
from yunzhu.indicators.loads.sampled_concentrations import DailyFlow
from yunzhu.indicators.loads.tidal_flow import TIDAL_DAY
from yunzhu.indicators.loads.weighted_regression import WINDOWS
from yunzhu.periods import day_of_index

_PER_HOUR = Fraction(36, 10)
_MOST_ROUNDS, _CLOSE = 20_000, 1e-10


@dataclass(frozen=True)
class LoadHour:
    """One hour: flow [m³/s] and concentration [mg/L], None where absent, maybe bridged."""

    flow: Fraction | None
    concentration: Fraction | None
    is_bridged: bool

    @property
    def product(self) -> Fraction | None:
        """The hour's load [kg]."""
        if self.flow is None or self.concentration is None:
            return None
        return self.flow * self.concentration * _PER_HOUR


def bridged_by_line(values: Sequence[Fraction | None], longest_gap: int) -> list[Fraction | None]:
    """Return the values with gaps of at most ``longest_gap`` filled by straight lines.

    Examples
    --------
    >>> [str(one) for one in bridged_by_line([Fraction(1), None, None, Fraction(2)], 2)]
    ['1', '4/3', '5/3', '2']
    """
    filled = list(values)
    left: int | None = None
    for place, value in enumerate(values):
        if value is None:
            continue
        if left is not None and 1 < place - left <= longest_gap + 1:
            first = values[left]
            assert first is not None
            for between in range(left + 1, place):
                filled[between] = first + (value - first) * Fraction(between - left, place - left)
        left = place
    return filled


def sum_of_hours(hours: Sequence[LoadHour]) -> Fraction:
    """Return the load of the hours that have one [kg]."""
    return sum((one.product for one in hours if one.product is not None), Fraction(0))


def hours_of_whole_tidal_days(hours: Sequence[LoadHour]) -> list[LoadHour]:
    """Return the hours of tidal days without an absent one."""
    days: dict[int, list[LoadHour]] = {}
    for place, hour in enumerate(hours):
        days.setdefault(math.floor(place / TIDAL_DAY), []).append(hour)
    whole = [day for day in days.values() if all(one.product is not None for one in day)]
    return [hour for day in whole for hour in day]


@dataclass(frozen=True)
class SampledDay:
    """One sample: day index, concentration or limit [mg/L], flow of its day [m³/s] or NaN."""

    day: int
    concentration: float
    is_below: bool
    flow: float


def daily_loads_by_one_fit(
    samples: Sequence[SampledDay], wanted: DailyFlow
) -> tuple[Float64Array, tuple[str, ...]]:
    """Return the loads of some days [kg] by the seven parameters, and the working."""
    usable = [one for one in samples if one.flow > 0 and one.concentration > 0]
    years = [_decimal_year(one.day) for one in usable]
    middle_year = sum(years) / len(years)
    middle_flow = sum(math.log(one.flow) for one in usable) / len(usable)

    def terms(flow: float, year: float) -> list[float]:
        log_flow, time, season = (
            math.log(flow) - middle_flow,
            year - middle_year,
            2 * math.pi * year,
        )
        return [1, log_flow, log_flow**2, math.sin(season), math.cos(season), time, time**2]

    matrix = np.array([terms(one.flow, year) for one, year in zip(usable, years, strict=True)])
    values = np.array([math.log(one.concentration) for one in usable])
    is_below = np.array([one.is_below for one in usable])
    coefficients, sigma = fit_by_expectation(matrix, values, is_below, np.ones(len(usable)))
    factor = mean_of_exponentials(values - matrix @ coefficients, is_below, sigma)
    loads = []
    for place, flow in enumerate(wanted.flow.tolist()):
        year = _decimal_year(wanted.first_day + place)
        logarithm = float(np.dot(terms(flow, year), coefficients)) if flow > 0 else 0.0
        loads.append(_load(flow, math.exp(logarithm) * factor))
    names = ("1", "lnQ", "lnQ²", "sin", "cos", "t", "t²")
    told = ", ".join(f"{n} {c:.6g}" for n, c in zip(names, coefficients.tolist(), strict=True))
    return np.array(loads), (
        f"ln C = {told}; lnQ - {middle_flow:.6g}, t - {middle_year:.6g}",
        f"σ {sigma:.6g}, 回变换 smearing {factor:.6g}",
    )


def daily_loads_by_own_fits(
    samples: Sequence[SampledDay], wanted: DailyFlow
) -> tuple[Float64Array, tuple[str, ...]]:
    """Return the loads of some days [kg] by a fit for each day, and the working."""
    usable = [one for one in samples if one.flow > 0 and one.concentration > 0]
    years = np.array([_decimal_year(one.day) for one in usable])
    flows = np.array([math.log(one.flow) for one in usable])
    values = np.array([math.log(one.concentration) for one in usable])
    is_below = np.array([one.is_below for one in usable])
    season = 2 * np.pi * years
    loads = []
    for place, flow in enumerate(wanted.flow.tolist()):
        year = _decimal_year(wanted.first_day + place)
        if not flow > 0:
            loads.append(_load(flow, 0.0))
            continue
        weights = _weights(years - year, flows - math.log(flow), is_below, years)
        # Counted from the day itself, so that the constant is its log concentration.
        terms = np.stack(
            [
                np.ones(len(years)),
                years - year,
                flows - math.log(flow),
                np.sin(season) - math.sin(2 * math.pi * year),
                np.cos(season) - math.cos(2 * math.pi * year),
            ],
            axis=1,
        )
        coefficients, sigma = fit_by_expectation(terms, values, is_below, weights)
        loads.append(_load(flow, math.exp(float(coefficients[0]) + sigma**2 / 2)))
    return np.array(loads), (f"{len(loads)} d, 每日一次回归 a regression for each day",)


def _weights(
    years: Float64Array, flows: Float64Array, is_below: BoolArray, calendar: Float64Array
) -> Float64Array:
    """Return the weights of the samples from their distances to a day."""
    here = float(calendar[0] - years[0])
    end = min(abs(here - float(calendar.min())), abs(float(calendar.max()) - here))
    half = 2 * WINDOWS.years - end if end < WINDOWS.years else WINDOWS.years
    wide = 1.0
    while True:
        parts = (
            np.abs(years) / (half * wide),
            np.abs(flows) / (WINDOWS.log_flow * wide),
            np.abs(years - np.round(years)) / min(WINDOWS.season * wide, 0.5),
        )
        weights = np.ones(len(years))
        for part in parts:
            weights = weights * np.where(part < 1, (1 - part**3) ** 3, 0.0)
        near = weights > 0
        seen = int((near & ~is_below).sum())
        if near.sum() >= WINDOWS.least_samples and seen >= WINDOWS.least_uncensored:
            return np.asarray(weights)
        wide *= 1.1


def _load(flow: float, concentration: float) -> float:
    if flow == 0:
        return 0.0
    return 86.4 * flow * concentration if flow > 0 else math.nan


def _decimal_year(day: int) -> float:
    date = day_of_index(day)
    first = date.replace(month=1, day=1)
    length = (first.replace(year=date.year + 1) - first).days
    return date.year + ((date - first).days + 0.5) / length


def fit_by_expectation(
    terms: Float64Array, values: Float64Array, is_below: BoolArray, weights: Float64Array
) -> tuple[Float64Array, float]:
    """Return coefficients and sigma by putting in what is expected below the limit, in rounds.

    The rounds (Dempster, Laird and Rubin 1977) end at the same maximum as Newton's method.

    Parameters
    ----------
    terms, values, is_below : as in `fit_censored`.
    weights : float64 [samples].
    """
    used = weights > 0
    terms, values, is_below, weights = terms[used], values[used], is_below[used], weights[used]
    root = np.sqrt(weights)
    filled, extra = values.copy(), np.zeros(len(values))
    coefficients: Float64Array = np.zeros(terms.shape[1])
    sigma = 0.0
    for _ in range(_MOST_ROUNDS):
        found = np.asarray(np.linalg.lstsq(terms * root[:, None], filled * root, rcond=None)[0])
        squares = (filled - terms @ found) ** 2 + extra
        spread = math.sqrt(float((weights * squares).sum() / weights.sum()))
        change = float(np.abs(found - coefficients).max()) + abs(spread - sigma)
        coefficients, sigma = found, spread
        if not is_below.any() or change < _CLOSE * (1 + spread):
            break
        for place in np.flatnonzero(is_below):
            middle = float(terms[place] @ coefficients)
            limit = (float(values[place]) - middle) / sigma
            ratio = _density_over_probability(limit)
            filled[place] = middle - sigma * ratio
            extra[place] = sigma**2 * (1 - limit * ratio - ratio**2)
    return coefficients, sigma


def _density_over_probability(limit: float) -> float:
    density = math.exp(-(limit**2) / 2) / math.sqrt(2 * math.pi)
    return density / (0.5 * math.erfc(-limit / math.sqrt(2)))


def mean_of_exponentials(residuals: Float64Array, is_below: BoolArray, sigma: float) -> float:
    """Return Duan's factor: the mean of exp(residual), a censored one taken below its limit."""
    total = 0.0
    for residual, below in zip(residuals.tolist(), is_below.tolist(), strict=True):
        if not below:
            total += math.exp(residual)
            continue
        limit = residual / sigma
        share = math.erfc(-(limit - sigma) / math.sqrt(2)) / math.erfc(-limit / math.sqrt(2))
        total += math.exp(sigma**2 / 2) * share
    return total / len(residuals)
