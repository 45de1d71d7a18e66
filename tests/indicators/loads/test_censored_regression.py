"""Regression with values below detection: least squares, likelihood, draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.censored_regression import fit_censored
from yunzhu.indicators.loads.normal import log_normal_cdf

SAMPLES = 60


def example(share_below: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return terms, values and which lie below one limit."""
    generator = np.random.default_rng(4)
    position = generator.uniform(0, 10, SAMPLES)
    terms = np.stack([np.ones(SAMPLES), position], axis=1)
    values = 1 + 0.3 * position + 0.5 * generator.standard_normal(SAMPLES)
    limit = np.quantile(values, share_below)
    is_below = values < limit
    return terms, np.where(is_below, limit, values), is_below


def likelihood(
    terms: np.ndarray, values: np.ndarray, is_below: np.ndarray, at: np.ndarray, sigma: float
) -> float:
    """Return the log-likelihood, written out sample by sample."""
    total = 0.0
    for row, value, below in zip(terms, values, is_below, strict=True):
        z = (value - float(row @ at)) / sigma
        if below:
            total += math.log(0.5 * math.erfc(-z / math.sqrt(2)))
        else:
            total += -math.log(sigma) - 0.5 * z * z
    return total


def test_logarithm_of_the_probability_is_that_of_the_error_function() -> None:
    at = np.random.default_rng(1).uniform(-37, 8, 500)
    expected = [math.log(0.5 * math.erfc(-one / math.sqrt(2))) for one in at]
    assert log_normal_cdf(at) == pytest.approx(expected, abs=1e-12)


def test_without_censoring_it_is_least_squares() -> None:
    terms, values, is_below = example(0)
    once = np.ones((1, SAMPLES))
    fits = fit_censored(terms, values, is_below, once, once)
    expected, squares, *_ = np.linalg.lstsq(terms, values, rcond=None)
    assert fits.coefficients[0, 0] == pytest.approx(expected, rel=1e-8)
    assert fits.sigma[0, 0] == pytest.approx(math.sqrt(squares[0] / SAMPLES), rel=1e-8)


@pytest.mark.parametrize("share_below", [0.05, 0.4, 0.8])
def test_no_neighbour_is_more_likely_than_the_fit(share_below: float) -> None:
    terms, values, is_below = example(share_below)
    once = np.ones((1, SAMPLES))
    fits = fit_censored(terms, values, is_below, once, once)
    at, sigma = fits.coefficients[0, 0], float(fits.sigma[0, 0])
    best = likelihood(terms, values, is_below, at, sigma)
    for step in (1e-3, -1e-3):
        assert likelihood(terms, values, is_below, at + np.array([step, 0]), sigma) < best
        assert likelihood(terms, values, is_below, at + np.array([0, step]), sigma) < best
        assert likelihood(terms, values, is_below, at, sigma + step) < best


def test_a_sample_drawn_twice_counts_as_two_samples() -> None:
    terms, values, is_below = example(0.3)
    repeats = np.random.default_rng(2).integers(0, 3, SAMPLES)
    weights = np.random.default_rng(3).uniform(0.2, 1, (2, SAMPLES))
    drawn = fit_censored(terms, values, is_below, weights, repeats[None, :].astype(float))
    each = np.repeat(np.arange(SAMPLES), repeats)
    written_out = fit_censored(
        terms[each], values[each], is_below[each], weights[:, each], np.ones((1, len(each)))
    )
    assert drawn.coefficients == pytest.approx(written_out.coefficients, rel=1e-6)
    assert drawn.sigma == pytest.approx(written_out.sigma, rel=1e-6)


def test_values_all_below_the_limit_determine_nothing() -> None:
    terms, values, _ = example(0)
    once = np.ones((1, SAMPLES))
    with pytest.raises(EvidenceError):
        fit_censored(terms, values, np.ones(SAMPLES, bool), once, once)
