"""Were the positions of a batch read in the wrong coordinate system?

Positions in GCJ-02 that are taken for CGCS2000 all lie some 300 to 700 m aside. Each thing says in
which area it lies: when one shift of all positions puts significantly more of them into their own
areas, the batch is displaced. Pure: positions and outlines in, a finding out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from yunzhu.city.coordinates import (
    CoordinateSystem,
    Degrees,
    metres_per_degree,
    to_cgcs2000,
)

REACH_M = 1200
"""Shifts up to so far to each side are tried [m]; BD-09 displaces by up to some 1,100 m."""

STEP_M = 100
"""Distance between the shifts that are tried [m]."""

SIGNIFICANT = 4.0
"""Standard deviations by which gains must outweigh losses; 625 shifts are tried."""

SMALLEST_M = 250
"""A shift shorter than this [m] is none: outlines and addresses are not that exact."""

MOST_POINTS = 5000
"""Of more positions every n-th is tried."""


@dataclass(frozen=True)
class Displacement:
    """A shift by which the positions of a batch seem to be displaced.

    Attributes
    ----------
    east, north : how far the positions lie aside [m].
    points : how many positions were tried.
    inside_before, inside_after : how many of them lie in their areas, as given and shifted back.
    system : whose displacement it is when undoing that system puts as many into their areas.
    """

    east: float
    north: float
    points: int
    inside_before: int
    inside_after: int
    system: CoordinateSystem | None

    @property
    def metres(self) -> float:
        """Length of the shift [m]."""
        return float(np.hypot(self.east, self.north))

    @property
    def sentence(self) -> str:
        """What a user is told."""
        before, after = (
            100 * inside / self.points for inside in (self.inside_before, self.inside_after)
        )
        which = ""
        if self.system is not None:
            which = f", 与 {self.system.value} 的偏移相符 as {self.system.value} displaces"
        return (
            f"疑似整批坐标偏移 the whole batch seems displaced: 约 about {self.metres:.0f} m"
            f" (东 east {self.east:+.0f} m, 北 north {self.north:+.0f} m){which}; "
            f"落在所属区域内 within their own areas: {before:.1f} % → {after:.1f} %"
            f" ({self.points} 点 points); 核对坐标系 check the coordinate system"
        )


def displacement_of(
    longitude: Degrees,
    latitude: Degrees,
    areas: NDArray[np.str_],
    outlines: Mapping[str, BaseGeometry],
) -> Displacement | None:
    """Return the shift by which a batch is significantly displaced, None when it is not.

    Parameters
    ----------
    longitude, latitude : of the things [°], read as CGCS2000.
    areas : code of the area in which each says it lies; those without an outline are left out.
    outlines : code to the area's outline [°], CGCS2000.
    """
    known = np.flatnonzero(np.isin(areas, list(outlines)))
    known = known[:: max(1, -(-len(known) // MOST_POINTS))]
    if not len(known):
        return None
    x, y, codes = longitude[known], latitude[known], areas[known]
    east, north = metres_per_degree(float(y.mean()))
    steps = np.arange(-REACH_M, REACH_M + 1, STEP_M)
    shifts = np.array([(right, up) for right in steps for up in steps], dtype=float)
    shifts = shifts[np.hypot(*shifts.T) <= REACH_M]
    before = _inside(x[:, None], y[:, None], codes, outlines)[:, 0]
    moved = _inside(
        x[:, None] + shifts[:, 0] / east, y[:, None] + shifts[:, 1] / north, codes, outlines
    )
    gained = (moved & ~before[:, None]).sum(axis=0)
    lost = (~moved & before[:, None]).sum(axis=0)
    net = gained - lost
    spread = np.sqrt(np.maximum(gained + lost, 1))
    # Many shifts serve about as well; the middle of them is the best guess.
    alike = net >= net.max() - 0.5 * spread[net.argmax()]
    middle = shifts[alike].mean(axis=0)
    if net.max() < SIGNIFICANT * spread[net.argmax()] or np.hypot(*middle) < SMALLEST_M:
        return None
    return Displacement(
        east=-float(middle[0]),
        north=-float(middle[1]),
        points=len(known),
        inside_before=int(before.sum()),
        inside_after=int(before.sum() + net.max()),
        system=_system_of(x, y, codes, outlines, int(before.sum() + net.max()), middle * (-1)),
    )


def _system_of(
    x: Degrees,
    y: Degrees,
    codes: NDArray[np.str_],
    outlines: Mapping[str, BaseGeometry],
    best: int,
    displaced: NDArray[np.float64],
) -> CoordinateSystem | None:
    """Return the system that displaces by about so much and whose undoing serves as well."""
    east, north = metres_per_degree(float(y.mean()))
    for system in (CoordinateSystem.GCJ_02, CoordinateSystem.BD_09):
        true_x, true_y = to_cgcs2000(x, y, system)
        shift = np.array([(x - true_x).mean() * east, (y - true_y).mean() * north])
        inside = int(_inside(true_x[:, None], true_y[:, None], codes, outlines).sum())
        is_near = np.hypot(*(shift - displaced)) <= 2 * STEP_M
        if is_near and inside >= best - np.sqrt(len(x) - best + 1):
            return system
    return None


def _inside(
    x: Degrees, y: Degrees, codes: NDArray[np.str_], outlines: Mapping[str, BaseGeometry]
) -> NDArray[np.bool_]:
    """Tell for each position [points, shifts] whether it lies in its area."""
    found = np.zeros(np.broadcast(x, y).shape, dtype=bool)
    for code in np.unique(codes):
        of_area = codes == code
        outline = outlines[code]
        shapely.prepare(outline)
        found[of_area] = shapely.intersects_xy(outline, x[of_area], y[of_area])
    return found
