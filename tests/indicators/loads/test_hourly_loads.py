"""Flow times concentration by the hour: one-way rivers, gaps, and the tide."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from yunzhu.arrays import MISSING32
from yunzhu.errors import EvidenceError
from yunzhu.indicators.loads.flow_times_concentration import flow_times_concentration
from yunzhu.indicators.loads.gap_uncertainty import InstrumentErrors
from yunzhu.indicators.loads.interpolation import BridgedSeries, bridged
from yunzhu.indicators.loads.tidal_flow import tidal_load
from yunzhu.observations.grid import Series

MONTH = 31 * 24


def series(
    values: list[float | None] | np.ndarray, decimals: int, longest_gap: int = 3
) -> BridgedSeries:
    scaled = [
        MISSING32 if one is None or np.isnan(one) else round(one * 10**decimals) for one in values
    ]
    return bridged(Series(np.array([scaled], np.int32), decimals, ""), longest_gap)


def without(values: np.ndarray, *gaps: slice) -> np.ndarray:
    found = values.astype(float).copy()
    for gap in gaps:
        found[gap] = np.nan
    return found


def test_one_cubic_metre_at_one_milligram_for_a_day_is_86_4_kilograms() -> None:
    load = flow_times_concentration(series([1.0] * 24, 3), series([1.0] * 24, 2))
    assert load.covered_kilograms == Fraction(864, 10)
    assert (load.measured, load.bridged, load.absent) == (24, 0, 0)


def test_a_short_gap_is_bridged_exactly_and_a_long_one_stays_absent() -> None:
    flow = series([10, 10, 10, 10, 10, 10, 10, 10], 2)
    concentration = series([1, None, 2, 5, None, None, None, 4], 3, longest_gap=2)
    load = flow_times_concentration(flow, concentration)
    # 10 m³/s x (1 + 1.5 + 2 + 5 + 4) mg/L x 3.6
    assert load.covered_kilograms == Fraction(486)
    assert (load.measured, load.bridged, load.absent) == (4, 1, 3)
    assert load.estimate is None


def test_both_gaps_in_one_hour_multiply_exactly() -> None:
    load = flow_times_concentration(series([1, None, None, 2], 0), series([1, None, 2, 2], 0))
    # hour 1: 4/3 x 3/2, hour 2: 5/3 x 2
    assert load.covered_kilograms == (1 + 2 + Fraction(10, 3) + 4) * Fraction(36, 10)


def test_a_gap_at_the_end_has_no_second_side_and_stays_absent() -> None:
    load = flow_times_concentration(series([1, 1, None], 0), series([1, 1, 1], 0))
    assert load.absent == 1


def test_the_period_is_estimated_from_three_quarters_on_and_says_so() -> None:
    flow = np.full(MONTH, 20.0)
    concentration = without(np.full(MONTH, 0.5), slice(100, 160))
    load = flow_times_concentration(series(flow, 1), series(concentration, 2))
    assert load.absent == 60
    assert load.covered_kilograms == (MONTH - 60) * 36
    assert load.estimate is not None
    assert load.estimate.kilograms == pytest.approx(MONTH * 36)
    assert (load.estimate.covered, load.estimate.expected) == (MONTH - 60, MONTH)
    many = without(np.full(MONTH, 0.5), slice(100, 100 + MONTH // 4 + 1))
    assert flow_times_concentration(series(flow, 1), series(many, 2)).estimate is None


def test_the_interval_holds_what_the_gaps_hid() -> None:
    held = 0
    for seed in range(30):
        generator = np.random.default_rng(seed)
        log_flow = np.cumsum(generator.standard_normal(MONTH)) * 0.05
        flow = 50 * np.exp(log_flow - 0.5 * (log_flow - log_flow.mean()))
        concentration = 2 + 0.3 * np.sin(np.arange(MONTH) / 4) + 0.1 * generator.random(MONTH)
        truth = float((flow * concentration).sum() * 3.6)
        seen = concentration.copy()
        seen[np.arange(MONTH) % 4 != 0] = np.nan
        load = flow_times_concentration(
            series(without(flow, slice(300, 360)), 3), series(seen, 4), seed=seed
        )
        assert load.estimate is not None
        assert load.estimate.low is not None
        assert load.estimate.high is not None
        held += load.estimate.low <= truth <= load.estimate.high
    assert held >= 24


def test_bridged_hours_alone_leave_an_interval_and_it_holds_the_truth() -> None:
    held = 0
    for seed in range(20):
        generator = np.random.default_rng(seed)
        concentration = 2 * np.exp(np.cumsum(generator.standard_normal(MONTH)) * 0.05)
        seen = concentration.copy()
        seen[np.arange(MONTH) % 4 != 0] = np.nan
        seen[-1] = concentration[-1]
        load = flow_times_concentration(series(np.full(MONTH, 10.0), 1), series(seen, 4), seed=seed)
        assert (load.absent, load.bridged) == (0, 557)
        assert load.estimate is not None
        assert load.estimate.low is not None
        assert load.estimate.high is not None
        truth = float(concentration.sum() * 36)
        held += load.estimate.low <= truth <= load.estimate.high
        assert load.estimate.high - load.estimate.low < 0.05 * truth
    assert held >= 17


def test_instrument_errors_widen_the_interval_by_their_size() -> None:
    flow, concentration = series(np.full(MONTH, 20.0), 1), series(np.full(MONTH, 0.5), 2)
    exact = flow_times_concentration(flow, concentration).estimate
    assert exact is not None
    assert exact.low == exact.high == pytest.approx(MONTH * 36)
    known = InstrumentErrors(flow_percent=3, concentration_percent=4)
    wide = flow_times_concentration(flow, concentration, errors=known, replicates=4000).estimate
    assert wide is not None
    assert wide.low is not None
    assert wide.high is not None
    # 90 % of a normal law of 5 %: 2 x 1.645 x 0.05
    assert (wide.high - wide.low) / exact.kilograms == pytest.approx(0.1645, rel=0.06)


def test_flow_below_zero_is_not_for_the_one_way_sum() -> None:
    with pytest.raises(EvidenceError, match="tidal_flow"):
        flow_times_concentration(series([1, -1], 0), series([1, 1], 0))


TIDE = 12.4206
CYCLES = 58


def tidal_river(residual: float = 80.0) -> tuple[np.ndarray, np.ndarray, float]:
    """Return flow, concentration and the net load [kg] of 58 tides, by the formula."""
    hours = round(CYCLES * TIDE)
    angle = 2 * np.pi * (np.arange(hours) + 0.5) / TIDE
    flow = residual + 1500 * np.cos(angle)
    concentration = 1.2 + 0.3 * np.cos(angle - np.pi / 3)
    # The mean of a product of two waves: half their sizes by the cosine of the lag.
    net = (residual * 1.2 + 1500 * 0.3 / 2 * np.cos(np.pi / 3)) * 3.6 * hours
    return flow, concentration, float(net)


def test_net_load_of_the_tide_is_what_remains_with_its_sign() -> None:
    flow, concentration, net = tidal_river()
    load = tidal_load(series(flow, 4), series(concentration, 4))
    assert float(load.net_kilograms) == pytest.approx(net, rel=0.01)
    assert load.ebb_kilograms > 0 > load.flood_kilograms
    size = load.ebb_kilograms - load.flood_kilograms
    assert size > 5 * load.net_kilograms
    assert load.residual_flow == pytest.approx(80, rel=0.02)
    assert load.advective_kilograms == pytest.approx(80 * 1.2 * 3.6 * len(flow), rel=0.02)
    assert load.pumping_kilograms == pytest.approx(1500 * 0.3 / 4 * 3.6 * len(flow), rel=0.01)


def test_a_residual_that_runs_inland_is_a_load_below_zero() -> None:
    flow, concentration, net = tidal_river(residual=-200)
    load = tidal_load(series(flow, 4), series(concentration, 4))
    assert net < 0
    assert float(load.net_kilograms) == pytest.approx(net, rel=0.01)


def test_hours_lost_on_the_ebb_alone_do_not_turn_the_net_load() -> None:
    flow, concentration, net = tidal_river()
    gaps = [slice(10 + 125 * day, 16 + 125 * day) for day in range(5)]
    load = tidal_load(series(without(flow, *gaps), 4), series(concentration, 4))
    assert load.tidal_days - load.whole_tidal_days == 5
    assert load.estimate is not None
    assert load.estimate.kilograms == pytest.approx(net, rel=0.02)
    assert load.estimate.covered == load.counted == load.hours - 5 * 25
    assert load.estimate.low is not None
    assert load.estimate.high is not None
    assert 0.9 * net < load.estimate.low < load.estimate.high < 1.1 * net
    # Summing what was measured would miss by more than the net load's tenth.
    naive = np.nansum(without(flow, *gaps) * concentration) * 3.6
    assert abs(naive / net - 1) > 0.1


def test_the_meter_s_zero_decides_a_net_load() -> None:
    flow, concentration, _ = tidal_river()
    known = InstrumentErrors(flow_zero=20)
    load = tidal_load(series(flow, 4), series(concentration, 4), errors=known, replicates=4000)
    assert load.estimate is not None
    assert load.estimate.low is not None
    assert load.estimate.high is not None
    half_width = 1.645 * 20 * 1.2 * 3.6 * len(flow)
    assert load.estimate.high - load.estimate.low == pytest.approx(2 * half_width, rel=0.06)


def test_too_few_whole_tidal_days_give_no_net_load() -> None:
    flow, concentration, _ = tidal_river()
    gaps = [slice(10 + 50 * day, 16 + 50 * day) for day in range(14)]
    load = tidal_load(series(without(flow, *gaps), 4), series(concentration, 4))
    assert load.estimate is None
    assert load.whole_tidal_days < load.tidal_days * 0.75
