"""GCJ-02 and BD-09 against published examples, and back again to a hundredth of a metre."""

from __future__ import annotations

import numpy as np
import pytest

from yunzhu.city.coordinates import (
    CoordinateSystem,
    bd09_of,
    equal_area,
    gcj02_of,
    metres_per_degree,
    to_cgcs2000,
)

# The test of wandergis/coordtransform (test/app.js): longitude, latitude.
TIANANMEN = (116.404, 39.915)


def pair(longitude: float, latitude: float) -> tuple[np.ndarray, np.ndarray]:
    return np.array([longitude]), np.array([latitude])


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # googollee/eviltransform, python/test.py: Shanghai, Shenzhen, Beijing.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        # wandergis/coordtransform, test/app.js.
        (TIANANMEN, (116.41024449916938, 39.91640428150164)),
    ],
)
def test_published_examples_of_gcj_02(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    found = gcj02_of(*pair(*wgs84))
    assert np.hstack(found) == pytest.approx(gcj02, abs=1e-9)
    back = to_cgcs2000(*pair(*gcj02), CoordinateSystem.GCJ_02)
    assert np.hstack(back) == pytest.approx(wgs84, abs=1e-9)


def test_published_examples_of_bd_09() -> None:
    # wandergis/coordtransform, test/app.js; its inverse of BD-09 is good to 1e-6 only.
    forward = np.hstack(bd09_of(*pair(*TIANANMEN)))
    assert forward == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)
    true = to_cgcs2000(*pair(*TIANANMEN), CoordinateSystem.BD_09)
    gcj02 = np.hstack(gcj02_of(*true))
    assert gcj02 == pytest.approx((116.39762729119315, 39.90865673957631), abs=2e-6)


def test_every_place_of_the_country_comes_back_to_itself() -> None:
    longitude, latitude = (
        axis.ravel() for axis in np.meshgrid(np.linspace(74, 135, 200), np.linspace(18, 53, 150))
    )
    gcj02 = gcj02_of(longitude, latitude)
    for system, displaced in (
        (CoordinateSystem.GCJ_02, gcj02),
        (CoordinateSystem.BD_09, bd09_of(*gcj02)),
        (CoordinateSystem.CGCS2000, (longitude, latitude)),
    ):
        x, y = to_cgcs2000(*displaced, system)
        assert max(np.abs(x - longitude).max(), np.abs(y - latitude).max()) < 1e-9, system


def test_an_area_is_that_on_the_ellipsoid() -> None:
    # The whole of GRS 80 has 510,065,621.7 km2; the plane is a rectangle of that area.
    x, y = equal_area(np.array([-180.0, 180.0]), np.array([-90.0, 90.0]))
    assert (x[1] - x[0]) * (y[1] - y[0]) / 1e6 == pytest.approx(510_065_621.7, abs=0.1)


def test_degrees_have_their_lengths() -> None:
    # A degree of longitude on the equator is 2 pi 6,378.137 km / 360; GRS 80's quarter meridian
    # is 10,001.966 km, so a degree of latitude is 111.133 km in the mean, which it has near 45.
    assert metres_per_degree(0.0)[0] == pytest.approx(111_319.49, abs=0.01)
    assert metres_per_degree(45.0)[1] == pytest.approx(10_001_966 / 90, rel=1e-4)
