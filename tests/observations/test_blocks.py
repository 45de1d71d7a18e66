"""Blocks: the same check-sum here and in spawned processes."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from yunzhu.indicators.air.published_days import PublishedDays, joined_days
from yunzhu.indicators.air.rules import AirRule, Source
from yunzhu.indicators.air.sources import blocks_of_months, published_days_of_block
from yunzhu.observations.blocks import checksum, run_here, run_in_processes
from yunzhu.periods import Period
from yunzhu.workspace import Workspace, init_workspace

SITES = tuple(f"S{number}" for number in range(6))
PERIOD = Period.parse("2020-01-01..2020-03-15")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, store) -> Workspace:
    made = init_workspace(tmp_path_factory.mktemp("blocks") / "w")
    chance = np.random.default_rng(2)
    tops = {"SO2": 40, "NO2": 90, "PM10": 180, "PM2.5": 110, "CO": 250, "O3": 220}
    hours = {}
    for name, top in tops.items():
        values = chance.integers(0, top, (len(SITES), PERIOD.days * 24)).astype(np.int16)
        values[chance.uniform(size=values.shape) < 0.08] = -(2**15)
        hours[name] = values
    store(made, SITES, date(2020, 1, 1), hours)
    return made


def sum_of(parts: list[PublishedDays]) -> str:
    whole = joined_days(parts)
    return checksum([whole.index, whole.primary, *whole.values.values(), *whole.counts.values()])


def test_serial_and_spawned_processes_give_the_same_check_sum(workspace: Workspace) -> None:
    blocks = blocks_of_months(workspace.root, SITES, PERIOD, AirRule("2012", Source.SITE))
    assert [str(block.period) for block in blocks] == [
        "2020-01-01..2020-01-31", "2020-02-01..2020-02-29", "2020-03-01..2020-03-15",
    ]  # fmt: skip
    here = run_here(published_days_of_block, blocks)
    there = run_in_processes(published_days_of_block, blocks, 2)
    assert joined_days(here).days == PERIOD.days
    assert sum_of(here) == sum_of(there)
    other = run_here(published_days_of_block, blocks_of_months(
        workspace.root, SITES, PERIOD, AirRule("2026-transition", Source.SITE)
    ))  # fmt: skip
    assert sum_of(here) != sum_of(other)


def test_results_come_in_the_order_of_the_blocks() -> None:
    assert run_in_processes(abs, [-3, 2, -1, 0], 2) == [3, 2, 1, 0]


def test_the_number_of_threads_of_this_process_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    assert run_in_processes(os.getenv, ["OMP_NUM_THREADS"], 1) == ["1"]
    assert os.environ["OMP_NUM_THREADS"] == "3"
    assert "MKL_NUM_THREADS" not in os.environ


def test_an_error_in_a_worker_reaches_the_caller(tmp_path: Path) -> None:
    blocks = blocks_of_months(tmp_path, SITES, PERIOD, AirRule("2012", Source.SITE))
    with pytest.raises(Exception, match="no workspace here"):
        run_in_processes(published_days_of_block, blocks, 1)


def test_a_check_sum_sees_values_shape_type_and_order() -> None:
    base = np.arange(6, dtype=np.int16)
    sums = {
        checksum([base]),
        checksum([base.reshape(2, 3)]),
        checksum([base.astype(np.int32)]),
        checksum([base[::-1]]),
        checksum([base, base]),
    }
    assert len(sums) == 5
    assert checksum([base.reshape(2, 3)]) == checksum([np.asfortranarray(base.reshape(2, 3))])
