"""Loads from sampled concentrations, on rivers whose loads are known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.daily_loads import DailyLoads, LoadEstimate
from yunzhu.indicators.loads.load_regression import load_by_regression
from yunzhu.indicators.loads.resampling import block_multiplicities
from yunzhu.indicators.loads.sampled_concentrations import (
    KILOGRAMS_PER_DAY,
    DailyFlow,
    SampledConcentrations,
    calibration,
    decimal_years,
)
from yunzhu.indicators.loads.weighted_regression import (
    Windows,
    load_by_weighted_regression,
    nearness,
)
from yunzhu.periods import day_index

FIRST_DAY = 10_957
CORRELATION = 0.9


@dataclass(frozen=True)
class River:
    """A river of known concentration on every day.

    Attributes
    ----------
    flow : of every day.
    concentrations : float64 [days] [mg/L], noise included.
    """

    flow: DailyFlow
    concentrations: np.ndarray

    @property
    def kilograms(self) -> float:
        """The load of all days [kg]."""
        return float((self.flow.flow * self.concentrations).sum() * KILOGRAMS_PER_DAY)

    def sampled(self, every: int, detection_limit: float = 0.0) -> SampledConcentrations:
        """Return a sample every so many days."""
        places = np.arange(3, len(self.concentrations), every)
        seen = self.concentrations[places]
        return SampledConcentrations(
            FIRST_DAY + places, np.maximum(seen, detection_limit), seen < detection_limit
        )


def lasting(days: int, generator: np.random.Generator) -> np.ndarray:
    """Return standard normal noise that lasts some days."""
    noise = np.empty(days)
    noise[0] = generator.standard_normal()
    for day in range(1, days):
        fresh = np.sqrt(1 - CORRELATION**2) * generator.standard_normal()
        noise[day] = CORRELATION * noise[day - 1] + fresh
    return noise


def river(years: int, noise: float, seed: int = 0, turn: float = 0.0) -> River:
    """Return a river that dilutes in summer floods.

    Parameters
    ----------
    noise : standard deviation of the log concentration.
    turn : by how much the log concentration falls, most of it within the four middle years.
    """
    generator = np.random.default_rng(seed)
    days = int(365.25 * years)
    time = decimal_years(FIRST_DAY + np.arange(days))
    season = np.sin(2 * np.pi * time)
    log_flow = 2 + 0.8 * season + 0.6 * lasting(days, generator)
    logs = 0.4 - 0.3 * (log_flow - 2) + 0.05 * (log_flow - 2) ** 2 + 0.2 * season
    logs += 0.01 * (time - time[0]) - turn / (1 + np.exp(-1.5 * (time - time.mean())))
    logs += noise * lasting(days, generator)
    return River(DailyFlow(FIRST_DAY, np.exp(log_flow)), np.exp(logs))


def whole(loads: DailyLoads) -> LoadEstimate:
    return loads.over(loads.first_day, loads.first_day + len(loads.kilograms))


def test_without_noise_the_regression_gives_the_load_itself() -> None:
    known = river(years=6, noise=0)
    found = whole(
        load_by_regression(
            calibration(known.sampled(every=14), known.flow), known.flow, replicates=0
        )
    )
    assert found.kilograms == pytest.approx(known.kilograms, rel=1e-6)
    assert (found.covered, found.expected, found.low) == (2191, 2191, None)


def test_logarithms_alone_would_come_out_too_small() -> None:
    # exp(0.6**2 / 2) = 1.197: without its factor the regression would miss a sixth.
    known = river(years=12, noise=0.6, seed=5)
    found = whole(
        load_by_regression(
            calibration(known.sampled(every=5), known.flow), known.flow, replicates=0
        )
    )
    assert found.kilograms == pytest.approx(known.kilograms, rel=0.06)


@pytest.mark.parametrize("share", [0.2, 0.5])
def test_values_below_detection_do_not_move_the_load(share: float) -> None:
    known = river(years=10, noise=0.3, seed=2)
    limit = float(np.quantile(known.concentrations, share))
    samples = known.sampled(every=7, detection_limit=limit)
    assert samples.is_below.mean() == pytest.approx(share, abs=0.1)
    found = whole(load_by_regression(calibration(samples, known.flow), known.flow, replicates=0))
    assert found.kilograms == pytest.approx(known.kilograms, rel=0.06)
    # Taken for measured values, the limits would lift the load.
    as_measured = replace(samples, is_below=np.zeros(len(samples.days), bool))
    lifted = whole(
        load_by_regression(calibration(as_measured, known.flow), known.flow, replicates=0)
    )
    assert lifted.kilograms > found.kilograms


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rivers = [river(years=5, noise=0.4, seed=seed) for seed in range(40)]
    held = 0
    for known in rivers:
        loads = load_by_regression(
            calibration(known.sampled(every=15), known.flow), known.flow, replicates=60
        )
        last_year = loads.over(FIRST_DAY + 1461, FIRST_DAY + 1826)
        truth = float((known.flow.flow * known.concentrations)[1461:1826].sum() * 86.4)
        assert last_year.low is not None
        assert last_year.high is not None
        held += last_year.low <= truth <= last_year.high
    # Wide rather than narrow: samples and days share their noise, which the replicates do not.
    assert held >= 36


def test_weighted_regression_follows_a_turn_that_one_regression_cannot() -> None:
    known = river(years=16, noise=0.15, seed=3, turn=1.2)
    samples = known.sampled(every=12)
    windows = Windows(years=3)
    one = load_by_regression(calibration(samples, known.flow), known.flow, replicates=0)
    many = load_by_weighted_regression(
        calibration(samples, known.flow), known.flow, windows=windows, replicates=0
    )

    def worst_year(loads: DailyLoads) -> float:
        daily = known.flow.flow * known.concentrations * 86.4
        misses = []
        for year in range(16):
            start, stop = int(365.25 * year), int(365.25 * (year + 1))
            found = loads.over(FIRST_DAY + start, FIRST_DAY + stop).kilograms
            misses.append(abs(found / daily[start:stop].sum() - 1))
        return max(misses)

    assert worst_year(many) < 0.2
    assert worst_year(many) < 0.5 * worst_year(one)


def test_weighted_interval_holds_the_truth() -> None:
    known = river(years=5, noise=0.4, seed=8)
    loads = load_by_weighted_regression(
        calibration(known.sampled(every=12), known.flow), known.flow, replicates=40
    )
    found = whole(loads)
    assert found.low is not None
    assert found.high is not None
    assert found.low < known.kilograms < found.high
    assert found.high - found.low < 0.5 * known.kilograms


def test_weight_of_a_sample_by_hand() -> None:
    first = day_index(date(2010, 7, 2))
    flow = DailyFlow(first - 3652, np.full(7305, np.e))
    days = first + np.array([-3652, -1461, 0, 1461, 3652])
    samples = SampledConcentrations(days, np.ones(5), np.zeros(5, bool))
    data = calibration(samples, flow)
    windows = Windows(least_samples=1, least_uncensored=1)
    at = decimal_years(np.array([first]))
    weights = nearness(data, at, np.array([2.0]), windows)[0]
    # Four years of seven: (1 - (4/7)**3)**3; one of two in log flow: (1 - (1/2)**3)**3.
    flow_part = (1 - 0.5**3) ** 3
    assert weights[2] == pytest.approx(flow_part, rel=1e-4)
    assert weights[1] == pytest.approx((1 - (4 / 7) ** 3) ** 3 * flow_part, rel=1e-3)
    assert weights[0] == weights[4] == 0
    # On the last day nothing lies beyond: the window reaches twice as far back.
    last = nearness(data, at + 10, np.array([2.0]), windows)[0]
    assert last[2] == pytest.approx((1 - (10 / 14) ** 3) ** 3 * flow_part, rel=1e-3)


def test_windows_widen_until_enough_samples_have_a_weight() -> None:
    known = river(years=3, noise=0.2)
    data = calibration(known.sampled(every=9), known.flow)
    at = decimal_years(np.array([FIRST_DAY + 500]))
    windows = Windows(log_flow=0.05, least_samples=100, least_uncensored=50)
    assert (nearness(data, at, np.array([2.0]), windows) > 0).sum() >= 100


def test_days_without_flow_carry_nothing_and_unknown_days_are_not_filled() -> None:
    known = river(years=6, noise=0.1)
    flow = known.flow.flow.copy()
    flow[100:110] = np.nan
    flow[200:205] = 0
    gappy = DailyFlow(FIRST_DAY, flow)
    loads = load_by_regression(calibration(known.sampled(every=14), gappy), gappy, replicates=5)
    found = loads.over(FIRST_DAY, FIRST_DAY + 365)
    assert (found.covered, found.expected) == (355, 365)
    assert (loads.kilograms[200:205] == 0).all()
    assert np.isnan(loads.kilograms[100:110]).all()
    assert loads.left_out == sum(
        1 for place in range(3, len(flow), 14) if 100 <= place < 110 or 200 <= place < 205
    )


def test_flows_beyond_the_samples_are_counted() -> None:
    known = river(years=6, noise=0.1)
    samples = known.sampled(every=14)
    flow = known.flow.flow.copy()
    flow[50] = 10 * flow.max()
    loads = load_by_regression(
        calibration(samples, DailyFlow(FIRST_DAY, flow)), DailyFlow(FIRST_DAY, flow), replicates=0
    )
    assert loads.extrapolated[50]
    assert loads.over(FIRST_DAY + 50, FIRST_DAY + 51).extrapolated == 1


@pytest.mark.parametrize("estimate", [load_by_regression, load_by_weighted_regression])
def test_too_few_samples_are_refused(estimate: object) -> None:
    known: River = river(years=1, noise=0.1)
    with pytest.raises(EvidenceError, match="样品太少"):
        estimate(calibration(known.sampled(every=20), known.flow), known.flow)  # type: ignore[operator]


def test_a_seed_gives_the_same_interval_again() -> None:
    known = river(years=4, noise=0.2)
    samples = known.sampled(every=14)
    first = whole(load_by_regression(calibration(samples, known.flow), known.flow, seed=3))
    assert first == whole(load_by_regression(calibration(samples, known.flow), known.flow, seed=3))
    assert first != whole(load_by_regression(calibration(samples, known.flow), known.flow, seed=4))


def test_blocks_draw_as_many_samples_as_there_are() -> None:
    days = np.arange(0, 3000, 30)
    drawn = block_multiplicities(days, 20, np.random.default_rng(0))
    assert (drawn.sum(axis=1) == len(days)).all()
    # Neighbours come together: a block of 200 days holds six or seven samples.
    together = (drawn[:, :-1] == drawn[:, 1:]).mean()
    assert together > 0.6
