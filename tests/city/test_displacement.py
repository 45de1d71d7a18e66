"""A batch of positions beside generated districts: displaced, not displaced, and how far."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import Polygon, box
from shapely.geometry.base import BaseGeometry

from yunzhu.city.coordinates import CoordinateSystem, bd09_of, gcj02_of, metres_per_degree
from yunzhu.city.displacement import Displacement, displacement_of

LONGITUDE, LATITUDE = 113.26, 23.13
EAST, NORTH = metres_per_degree(LATITUDE)
SIDE_M = 4000
Batch = tuple[np.ndarray, np.ndarray, np.ndarray]


def districts() -> dict[str, BaseGeometry]:
    """Nine squares of 4 km around a place in the south."""
    wide, high = SIDE_M / EAST, SIDE_M / NORTH
    return {
        f"99010{1 + row * 3 + column}": box(
            LONGITUDE + column * wide,
            LATITUDE + row * high,
            LONGITUDE + (column + 1) * wide,
            LATITUDE + (row + 1) * high,
        )
        for row in range(3)
        for column in range(3)
    }


def batch(count: int = 2000, seed: int = 20, wrong: float = 0.0) -> Batch:
    """Firms anywhere in the districts, a share of which names another district than its own."""
    generator = np.random.default_rng(seed)
    x = LONGITUDE + generator.random(count) * 3 * SIDE_M / EAST
    y = LATITUDE + generator.random(count) * 3 * SIDE_M / NORTH
    column = np.floor((x - LONGITUDE) * EAST / SIDE_M).astype(int)
    row = np.floor((y - LATITUDE) * NORTH / SIDE_M).astype(int)
    cell = np.where(generator.random(count) < wrong, generator.integers(0, 9, count),
                    row * 3 + column)  # fmt: skip
    return x, y, np.array([f"99010{1 + one}" for one in cell])


def found(x: np.ndarray, y: np.ndarray, codes: np.ndarray) -> Displacement | None:
    return displacement_of(x, y, codes, districts())


@pytest.mark.parametrize("seed", range(20))
def test_a_batch_in_its_place_is_not_flagged(seed: int) -> None:
    assert found(*batch(seed=seed)) is None
    assert found(*batch(seed=seed, count=60)) is None
    assert found(*batch(seed=seed, wrong=0.3)) is None


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("wrong", [0.0, 0.1])
def test_positions_in_gcj_02_are_flagged_and_named(seed: int, wrong: float) -> None:
    x, y, codes = batch(seed=seed, wrong=wrong)
    told = found(*gcj02_of(x, y), codes)
    assert told is not None
    assert told.system is CoordinateSystem.GCJ_02
    # 113.2644 E 23.1291 N is displaced by 621 m: 546 m to the east, 297 m to the south.
    assert told.metres == pytest.approx(621, abs=120)
    assert told.east == pytest.approx(546, abs=100)
    assert told.north == pytest.approx(-297, abs=100)
    # Of 4 km squares moved by 546 and 297 m a share of 0.8635 x 0.9258 = 79.9 % stays inside.
    assert told.inside_before / told.points == pytest.approx(0.8 - 0.7 * wrong, abs=0.04)
    assert told.inside_after / told.points > 0.96 - wrong
    assert "GCJ-02" in told.sentence


def test_positions_in_bd_09_are_flagged_and_named() -> None:
    x, y, codes = batch()
    told = found(*bd09_of(*gcj02_of(x, y)), codes)
    assert told is not None
    assert told.system is CoordinateSystem.BD_09


@pytest.mark.parametrize("degrees", range(10, 360, 37))
def test_a_shift_of_600_m_in_any_direction_is_flagged(degrees: int) -> None:
    x, y, codes = batch(seed=degrees)
    right, up = 600 * np.cos(np.radians(degrees)), 600 * np.sin(np.radians(degrees))
    told = found(x + right / EAST, y + up / NORTH, codes)
    assert told is not None
    assert (told.east, told.north) == pytest.approx((right, up), abs=110)
    is_as_gcj02 = np.hypot(right - 546, up + 297) < 250
    assert (told.system is None) or is_as_gcj02


def test_so_few_positions_that_it_may_be_chance_are_not_flagged() -> None:
    x, y, codes = batch(count=12)
    assert found(*gcj02_of(x, y), codes) is None


def test_positions_without_an_outline_are_left_out() -> None:
    x, y, codes = batch()
    assert displacement_of(*gcj02_of(x, y), codes, {}) is None
    one = {"990105": districts()["990105"]}
    told = displacement_of(*gcj02_of(x, y), codes, one)
    assert told is not None
    assert told.points == (codes == "990105").sum()


def test_a_large_batch_is_tried_in_part() -> None:
    x, y, codes = batch(count=50_000)
    told = found(*gcj02_of(x, y), codes)
    assert told is not None
    assert told.points == 5000
    assert told.system is CoordinateSystem.GCJ_02


def test_an_outline_with_a_hole_holds_what_is_beside_the_hole() -> None:
    ring = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    hole = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4)]
    outline = {"990101": Polygon(ring, [hole])}
    points = np.full(9, 0.5)
    assert displacement_of(points, points, np.full(9, "990101"), outline) is None
