"""Positions of the coordinate systems that Chinese maps use, brought to CGCS2000.

GCJ-02 (phone and web maps: 高德, 腾讯) is displaced by some 300 to 700 m, BD-09 (百度) by as much
again. Neither is published; the formulas are those in common use, and the inverse is found by
iteration. CGCS2000 and WGS84 differ by centimetres and are taken as one.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Degrees: TypeAlias = NDArray[np.float64]
"""Longitudes or latitudes [°]."""

# Krasovsky 1940, on which the formula works: semi-major axis [m] and squared eccentricity.
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
_WEST, _SOUTH = 105.0, 35.0
_TURN = np.pi * 3000 / 180
_EAST_OF_BD, _NORTH_OF_BD = 0.0065, 0.006
# Each step gains some three digits; a metre is 1e-5 degrees.
_STEPS, _CLOSE = 30, 1e-11
# GRS 80, the ellipsoid of CGCS2000: semi-major axis [m] and flattening.
_EARTH_AXIS, _EARTH_FLATTENING = 6378137.0, 1 / 298.257222101


class CoordinateSystem(Enum):
    """Which system the positions of a file are in; a file does not say it, so its user must."""

    CGCS2000 = "CGCS2000"
    GCJ_02 = "GCJ-02"
    BD_09 = "BD-09"


def to_cgcs2000(
    longitude: Degrees, latitude: Degrees, system: CoordinateSystem
) -> tuple[Degrees, Degrees]:
    """Return longitudes and latitudes [°] in CGCS2000.

    Parameters
    ----------
    longitude, latitude : [°] in ``system``.
    """
    match system:
        case CoordinateSystem.CGCS2000:
            return longitude, latitude
        case CoordinateSystem.GCJ_02:
            return _inverse(gcj02_of, longitude, latitude)
        case CoordinateSystem.BD_09:
            return _inverse(gcj02_of, *_inverse(bd09_of, longitude, latitude))


def gcj02_of(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 [°] of WGS84 or CGCS2000 [°].

    Examples
    --------
    >>> x, y = gcj02_of(np.array([113.2644]), np.array([23.1291]))
    >>> f"{x[0]:.5f} {y[0]:.5f}"
    '113.26973 23.12642'
    """
    x, y = longitude - _WEST, latitude - _SOUTH
    root = np.sqrt(np.abs(x))
    short = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east = (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        + 2 / 3 * (short + 20 * np.sin(np.pi * x) + 40 * np.sin(np.pi / 3 * x)
                   + 150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x))
    )  # fmt: skip
    north = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        + 2 / 3 * (short + 20 * np.sin(np.pi * y) + 40 * np.sin(np.pi / 3 * y)
                   + 160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y))
    )  # fmt: skip
    angle = np.radians(latitude)
    bulge = 1 - _ECCENTRICITY * np.sin(angle) ** 2
    north_radius = _AXIS * (1 - _ECCENTRICITY) / bulge**1.5
    east_radius = _AXIS / np.sqrt(bulge) * np.cos(angle)
    return longitude + np.degrees(east / east_radius), latitude + np.degrees(north / north_radius)


def bd09_of(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return BD-09 [°] of GCJ-02 [°]."""
    length = np.hypot(longitude, latitude) + 2e-5 * np.sin(latitude * _TURN)
    angle = np.arctan2(latitude, longitude) + 3e-6 * np.cos(longitude * _TURN)
    return length * np.cos(angle) + _EAST_OF_BD, length * np.sin(angle) + _NORTH_OF_BD


def equal_area(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return plane coordinates [m] in which every figure has its area on the ellipsoid.

    The cylindrical equal-area projection of the ellipsoid (Snyder 1987, USGS Professional Paper
    1395, equations 10-1, 10-2 and 3-12, standard parallel 0).
    """
    squared = _EARTH_FLATTENING * (2 - _EARTH_FLATTENING)
    eccentricity = np.sqrt(squared)
    sine = np.sin(np.radians(latitude))
    q = (1 - squared) * (
        sine / (1 - squared * sine**2)
        - np.log((1 - eccentricity * sine) / (1 + eccentricity * sine)) / (2 * eccentricity)
    )
    return _EARTH_AXIS * np.radians(longitude), _EARTH_AXIS * q / 2


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Return how long a degree of longitude and one of latitude are [m] at a latitude [°]."""
    squared = _EARTH_FLATTENING * (2 - _EARTH_FLATTENING)
    angle = np.radians(latitude)
    bulge = 1 - squared * np.sin(angle) ** 2
    east = np.pi / 180 * _EARTH_AXIS / np.sqrt(bulge) * np.cos(angle)
    return float(east), float(np.pi / 180 * _EARTH_AXIS * (1 - squared) / bulge**1.5)


def _inverse(
    forward: Callable[[Degrees, Degrees], tuple[Degrees, Degrees]],
    longitude: Degrees,
    latitude: Degrees,
) -> tuple[Degrees, Degrees]:
    """Return what ``forward`` takes to the given positions: its displacement, undone by steps."""
    x, y = longitude, latitude
    for _ in range(_STEPS):
        ahead_x, ahead_y = forward(x, y)
        gap_x, gap_y = ahead_x - longitude, ahead_y - latitude
        x, y = x - gap_x, y - gap_y
        if max(np.abs(gap_x).max(initial=0.0), np.abs(gap_y).max(initial=0.0)) < _CLOSE:
            break
    return x, y
