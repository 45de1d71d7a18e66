"""Loads of nitrate in the Choptank River over 32 years against the WRTDS results published."""

from __future__ import annotations

import csv
import gzip
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from yunzhu.indicators.loads.daily_loads import DailyLoads
from yunzhu.indicators.loads.load_regression import load_by_regression
from yunzhu.indicators.loads.sampled_concentrations import (
    DailyFlow,
    SampledConcentrations,
    calibration,
)
from yunzhu.indicators.loads.weighted_regression import Windows, load_by_weighted_regression
from yunzhu.periods import day_index

pytestmark = pytest.mark.acceptance

DAYS = 11_688


@dataclass(frozen=True)
class Record:
    """What was measured, and the daily loads [kg] that EGRET's WRTDS gave."""

    flow: DailyFlow
    samples: SampledConcentrations
    kilograms: np.ndarray
    concentrations: np.ndarray
    years: dict[int, tuple[int, int]]


@pytest.fixture(scope="module")
def choptank(shared: Path) -> Record:
    folder = shared / "data" / "flux"
    with gzip.open(folder / "choptank_daily.csv.gz", "rt") as stream:
        daily = list(csv.DictReader(stream))
    with (folder / "choptank_sample.csv").open() as stream:
        samples = list(csv.DictReader(stream))
    with (folder / "choptank_annual_reference.csv").open() as stream:
        annual = {int(row["WY"]): float(row["Flux_kg"]) for row in csv.DictReader(stream)}
    first = day_index(date.fromisoformat(daily[0]["Date"]))
    years = {
        year: (day_index(date(year - 1, 10, 1)), day_index(date(year, 10, 1))) for year in annual
    }
    kilograms = np.array([float(row["FluxDay"]) for row in daily])
    for year, (start, stop) in years.items():
        assert kilograms[start - first : stop - first].sum() == pytest.approx(annual[year])
    return Record(
        DailyFlow(first, np.array([float(row["Q"]) for row in daily])),
        SampledConcentrations(
            np.array([day_index(date.fromisoformat(row["Date"])) for row in samples]),
            np.array([float(row["ConcHigh"]) for row in samples]),
            np.array([row["Uncen"] == "0" for row in samples]),
        ),
        kilograms,
        np.array([float(row["ConcDay"]) for row in daily]),
        years,
    )


def timed(estimate: Callable[..., DailyLoads], record: Record, name: str) -> DailyLoads:
    begin = time.perf_counter()
    loads = estimate(calibration(record.samples, record.flow), record.flow)
    seconds = time.perf_counter() - begin
    whole = loads.over(loads.first_day, loads.first_day + DAYS)
    sys.stdout.write(
        f"\n{name}: {whole.kilograms:,.0f} kg ({whole.kilograms / record.kilograms.sum() - 1:+.2%})"
        f", interval {whole.low:,.0f}..{whole.high:,.0f}, {whole.covered}/{whole.expected} d, "
        f"{seconds:.1f} s\n"
    )
    return loads


def assert_whole_record(loads: DailyLoads, record: Record, within: float) -> None:
    whole = loads.over(loads.first_day, loads.first_day + DAYS)
    reference = float(record.kilograms.sum())
    assert abs(whole.kilograms / reference - 1) <= within
    assert (whole.covered, whole.expected) == (DAYS, DAYS)
    assert whole.low is not None
    assert whole.high is not None
    assert whole.low < reference < whole.high
    assert whole.low < whole.kilograms < whole.high
    assert (loads.samples, loads.below_detection, loads.left_out) == (606, 1, 0)


def test_one_regression_is_within_five_percent(choptank: Record) -> None:
    loads = timed(load_by_regression, choptank, "regression")
    assert_whole_record(loads, choptank, 0.05)


def test_weighted_regression_is_within_three_percent(choptank: Record) -> None:
    loads = timed(load_by_weighted_regression, choptank, "weighted regression")
    assert_whole_record(loads, choptank, 0.03)
    for start, stop in choptank.years.values():
        year = loads.over(start, stop)
        first = start - loads.first_day
        reference = choptank.kilograms[first : first + stop - start].sum()
        assert abs(year.kilograms / reference - 1) < 0.05
        assert year.low is not None
        assert year.high is not None
        assert year.low < reference < year.high


def test_daily_concentrations_follow_those_of_wrtds_with_its_windows(choptank: Record) -> None:
    # The published run had windows of ten years.
    loads = load_by_weighted_regression(
        calibration(choptank.samples, choptank.flow),
        choptank.flow,
        windows=Windows(years=10),
        replicates=0,
    )
    concentrations = loads.kilograms / (86.4 * choptank.flow.flow)
    assert np.median(np.abs(concentrations / choptank.concentrations - 1)) < 0.01
