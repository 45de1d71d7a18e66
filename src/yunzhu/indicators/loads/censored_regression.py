"""Linear regression with values below a detection limit, many weighted fits at once.

A censored value enters as the probability of lying below its limit, so that nothing is put in
its place (Tobit; Cohn 1988 for loads). In Olsen's form, coefficient over sigma and one over
sigma, the log-likelihood is concave: Newton's method finds the one maximum.

Sources: Tobin 1958, Econometrica 26, 24-36; Olsen 1978, Econometrica 46, 1211-1215.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yunzhu.arrays import BoolArray, Float64Array
from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.normal import log_normal_cdf

_MOST_ITERATIONS = 60
_CLOSE_ENOUGH = 1e-9
_SMALLEST_STEP = 1e-6
# Keeps a fit of repeated samples solvable; far below what any digit of a load shows.
_RIDGE = 1e-13


@dataclass(frozen=True)
class Fits:
    """Fitted regressions.

    Attributes
    ----------
    coefficients : float64 [draws, fits, terms].
    sigma : float64 [draws, fits], standard deviation of the residuals, of maximum likelihood
        (divided by the sum of the weights).
    """

    coefficients: Float64Array
    sigma: Float64Array


def fit_censored(
    terms: Float64Array,
    values: Float64Array,
    is_below: BoolArray,
    weights: Float64Array,
    draws: Float64Array,
) -> Fits:
    """Fit ``values = terms @ coefficients + sigma * noise`` for each weighting and each draw.

    Parameters
    ----------
    terms : float64 [samples, terms], the constant included.
    values : float64 [samples]; the limit where the value lies below it.
    is_below : bool [samples].
    weights : float64 [fits, samples], >= 0.
    draws : float64 [draws, samples], how often a sample was drawn; it multiplies the weight.

    Raises
    ------
    EvidenceError : a fit has no solution: too few samples above the limit, or all alike.

    Examples
    --------
    >>> line = np.array([[1.0, 0], [1, 1], [1, 2], [1, 3]])
    >>> once = np.ones((1, 4))
    >>> fits = fit_censored(line, np.array([1.0, 3, 5, 7.5]), np.zeros(4, bool), once, once)
    >>> np.round(fits.coefficients, 2).tolist(), np.round(fits.sigma, 4).tolist()
    ([[[0.9, 2.15]]], [[0.1369]])
    """
    size = terms.shape[1] + 1
    joined = np.concatenate([-terms, values[:, None]], axis=1)
    moments, sums = _moments(joined, weights, draws * ~is_below)
    if not (sums > 0).all():
        raise EvidenceError(
            "没有高于检出限的样品 no sample above the detection limit",
            expected="至少与系数一样多 at least as many as coefficients",
        )
    if not is_below.any():
        return _fits(_least_squares(moments, sums), (len(draws), len(weights), size))
    # Half the limit only where the search begins; the maximum does not depend on it.
    half = joined[is_below]
    half[:, -1] += np.log(0.5)
    limits = joined[is_below]
    weights_below, draws_below = weights[:, is_below], draws[:, is_below]
    moments_below, sums_below = _moments(half, weights_below, draws_below)
    start = _least_squares(moments + moments_below, sums + sums_below)
    each = (draws_below[:, None, :] * weights_below).reshape(len(start), -1)
    found = _most_likely(start, moments, sums, limits, each)
    return _fits(found, (len(draws), len(weights), size))


def _fits(found: Float64Array, shape: tuple[int, int, int]) -> Fits:
    """Return coefficients and sigma from Olsen's parameters [draws * fits, terms + 1]."""
    parameters = found.reshape(shape)
    inverse = parameters[..., -1]
    return Fits(parameters[..., :-1] / inverse[..., None], 1 / inverse)


def _moments(
    joined: Float64Array, weights: Float64Array, draws: Float64Array
) -> tuple[Float64Array, Float64Array]:
    """Return weighted sums of products [draws * fits, size, size] and of weights [...]."""
    size = joined.shape[1]
    rows, columns = np.triu_indices(size)
    products = np.concatenate([joined[:, rows] * joined[:, columns], np.ones((len(joined), 1))], 1)
    drawn = (products[:, None, :] * draws.T[:, :, None]).reshape(len(joined), -1)
    sums = (weights @ drawn).reshape(len(weights), len(draws), -1)
    flat = np.moveaxis(sums, 1, 0).reshape(len(weights) * len(draws), -1)
    moments = np.empty((len(flat), size, size))
    moments[:, rows, columns] = flat[:, :-1]
    moments[:, columns, rows] = flat[:, :-1]
    return moments, flat[:, -1]


def _least_squares(moments: Float64Array, sums: Float64Array) -> Float64Array:
    """Return Olsen's parameters [fits, terms + 1] of the fits without censoring."""
    normal = moments[:, :-1, :-1]
    right = -moments[:, :-1, -1]
    coefficients = _solved(normal, right)
    residual = (
        moments[:, -1, -1]
        - 2 * np.einsum("fi,fi->f", coefficients, right)
        + np.einsum("fi,fij,fj->f", coefficients, normal, coefficients)
    )
    sigma = np.sqrt(np.maximum(residual, 0) / np.maximum(sums, 1e-300))
    floor = 1e-9 * np.sqrt(np.maximum(moments[:, -1, -1], 1e-300) / np.maximum(sums, 1e-300))
    inverse = 1 / np.maximum(sigma, floor)
    return np.concatenate([coefficients * inverse[:, None], inverse[:, None]], axis=1)


def _most_likely(
    start: Float64Array,
    moments: Float64Array,
    sums: Float64Array,
    joined: Float64Array,
    weights: Float64Array,
) -> Float64Array:
    """Climb to the maximum of the likelihood from ``start`` [fits, terms + 1]."""
    products = (joined[:, :, None] * joined[:, None, :]).reshape(len(joined), -1)
    found = start.copy()
    active = np.arange(len(found))
    best = _log_likelihood(found, moments, sums, joined, weights)
    for _ in range(_MOST_ITERATIONS):
        here, seen, part = found[active], moments[active], weights[active]
        total = sums[active]
        at_limit = here @ joined.T
        ratio = np.exp(-0.5 * at_limit**2 - _HALF_LOG_2PI - log_normal_cdf(at_limit))
        gradient = (part * ratio) @ joined - np.einsum("fij,fj->fi", seen, here)
        gradient[:, -1] += total / here[:, -1]
        curvature = seen + ((part * ratio * (at_limit + ratio)) @ products).reshape(seen.shape)
        curvature[:, -1, -1] += total / here[:, -1] ** 2
        step = _solved(curvature, gradient)
        decrement = np.einsum("fi,fi->f", step, gradient)
        size = np.ones(len(active))
        falling = step[:, -1] < 0
        size[falling] = np.minimum(1, -0.9 * here[falling, -1] / step[falling, -1])
        pending = decrement > _CLOSE_ENOUGH
        while pending.any():
            trial = here + size[:, None] * step
            reached = _log_likelihood(trial, seen, total, joined, part)
            better = pending & (reached >= best[active] - 1e-12 * (1 + np.abs(best[active])))
            found[active[better]] = trial[better]
            best[active[better]] = reached[better]
            pending &= ~better & (size > _SMALLEST_STEP)
            size[pending] /= 2
        active = active[decrement > _CLOSE_ENOUGH]
        if not len(active):
            return found
    raise EvidenceError(
        "含未检出值的回归不收敛 a regression with values below detection does not converge",
        found=f"{len(active)} of {len(found)}",
        expected="更多高于检出限的样品 more samples above the detection limit",
    )


_HALF_LOG_2PI = 0.5 * float(np.log(2 * np.pi))


def _log_likelihood(
    at: Float64Array,
    moments: Float64Array,
    sums: Float64Array,
    joined: Float64Array,
    weights: Float64Array,
) -> Float64Array:
    quadratic = np.einsum("fi,fij,fj->f", at, moments, at)
    below = (weights * log_normal_cdf(at @ joined.T)).sum(axis=1)
    result: Float64Array = sums * np.log(at[:, -1]) - quadratic / 2 + below
    return result


def _solved(matrices: Float64Array, right: Float64Array) -> Float64Array:
    count = matrices.shape[1]
    scale = np.sqrt(np.maximum(np.einsum("fii->fi", matrices), 1e-300))
    scaled = matrices / scale[:, :, None] / scale[:, None, :]
    scaled[:, np.arange(count), np.arange(count)] += _RIDGE
    try:
        solution = np.linalg.solve(scaled, (right / scale)[:, :, None])[:, :, 0]
    except np.linalg.LinAlgError as error:
        raise EvidenceError(
            "样品不足以拟合 the samples do not determine the regression",
            expected="更多流量与季节不同的样品 more samples of other flows and seasons",
        ) from error
    return np.asarray(solution / scale)
