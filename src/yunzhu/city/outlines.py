"""Outlines of areas: a GeoJSON file read and checked, and how outlines lie to one another."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from yunzhu.city.coordinates import (
    CoordinateSystem,
    equal_area,
    metres_per_degree,
    to_cgcs2000,
)
from yunzhu.city.displacement import SMALLEST_M
from yunzhu.city.registers.known_codes import KnownCodes
from yunzhu.errors import FileFault
from yunzhu.files import digest_of_bytes
from yunzhu.observations.feeds.origin_mark import names_origin, origin_named
from yunzhu.values import Origin

KINDS = ("Polygon", "MultiPolygon")
# The span of the country: longitude and latitude in each other's place do not pass.
_WEST, _EAST, _SOUTH, _NORTH = 73.0, 136.0, 3.0, 54.0
# A tenth of a millimetre.
_DECIMALS = 9
_ALIKE_M, _FEWEST_OUTLINES = 100, 3
_M2_PER_KM2 = 1_000_000


@dataclass(frozen=True)
class Outline:
    """An area's outline in CGCS2000, longitude and latitude [°].

    Attributes
    ----------
    code : of the area. geometry : a polygon or several.
    system : that of the file it came from. file, sha256 : of that file.
    """

    code: str
    geometry: BaseGeometry
    system: CoordinateSystem
    file: str
    sha256: str

    @property
    def text(self) -> str:
        """The outline in WKT, as it is kept."""
        return wkt_of(self.geometry)

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return digest_of_bytes(self.text.encode("utf-8"))

    @property
    def km2(self) -> float:
        """Area on the ellipsoid [km2]."""
        return area_km2(self.geometry)


@dataclass(frozen=True)
class OutlinesRead:
    """What a file of outlines says.

    Attributes
    ----------
    file, sha256 : of the file. count : its features, faulty ones included.
    outlines : those without a fault. faults : in the order of the features.
    """

    file: str
    sha256: str
    count: int
    outlines: tuple[Outline, ...]
    faults: tuple[FileFault, ...]


@dataclass(frozen=True)
class OutlineReport:
    """What an import of outlines did.

    Attributes
    ----------
    file : its name. system : the coordinate system that its user stated.
    new, changed, unchanged : codes of areas without an outline before, with another, with this.
    km2 : code to area [km2]. lying : how they lie in the areas above, for reading.
    warnings : what is to be looked into before they are relied on.
    """

    file: str
    system: CoordinateSystem
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    km2: Mapping[str, float]
    lying: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def wkt_of(geometry: BaseGeometry) -> str:
    """Return a geometry in WKT with as many decimals as are kept."""
    return str(shapely.to_wkt(geometry, rounding_precision=_DECIMALS))


def area_km2(geometry: BaseGeometry) -> float:
    """Return the area of a figure of longitudes and latitudes [°] on the ellipsoid [km2]."""
    plane = shapely.transform(geometry, lambda points: np.column_stack(equal_area(*points.T)))
    return float(shapely.area(plane)) / _M2_PER_KM2


def read_outlines(
    path: Path,
    *,
    system: CoordinateSystem,
    code_property: str,
    origin: Origin,
    known: Collection[str],
) -> OutlinesRead:
    """Read outlines from GeoJSON and bring them to CGCS2000.

    Parameters
    ----------
    path : a FeatureCollection. system : of its positions, as its user states.
    code_property : property of a feature with the code of its area.
    origin : of the city. known : codes of the registered areas.

    Raises
    ------
    FileFault : the file as a whole cannot be used, or says that it is of another origin.
    """
    content = path_bytes(path)
    digest = digest_of_bytes(content)
    codes = KnownCodes(known)
    features = _features(path, content, origin)
    outlines: list[Outline] = []
    faults: list[FileFault] = []
    first: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        place = f"features[{number}]"
        try:
            code = _code(path, place, feature, code_property, codes)
            if first.setdefault(code, number) != number:
                raise FileFault(
                    f"与第 {first[code]} 个要素重复 the same area as feature {first[code]}",
                    file=path,
                    field=f"{place}.properties.{code_property}",
                    found=code,
                    expected="每个区域一个要素 one feature per area",
                )
            geometry = _geometry(path, place, feature, system)
        except FileFault as fault:
            faults.append(fault)
            continue
        outlines.append(Outline(code, geometry, system, path.name, digest))
    return OutlinesRead(path.name, digest, len(features), tuple(outlines), tuple(faults))


def path_bytes(path: Path) -> bytes:
    """Return the content of a file.

    Raises
    ------
    FileFault : it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileFault("无法打开文件 cannot open", file=path, found=str(error)) from error


def _features(path: Path, content: bytes, origin: Origin) -> list[Any]:
    expected = '{"type": "FeatureCollection", "features": […]}'
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise FileFault(
            "不是 GeoJSON not GeoJSON",
            file=path,
            row=getattr(error, "lineno", None),
            found=str(error),
            expected=expected,
        ) from error
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection":
        raise FileFault("不是要素集 not a collection of features", file=path, expected=expected)
    for name, value in told.items():
        if names_origin(name) and origin_named(str(value)) is not origin:
            raise FileFault(
                "模拟与实测数据不得混用 simulated and measured records never mix",
                file=path,
                field=name,
                found=value,
                expected=origin.label,
            )
    features = told.get("features")
    if not isinstance(features, list) or not features:
        raise FileFault("没有要素 no features", file=path, field="features", expected=expected)
    return features


def _code(path: Path, place: str, feature: Any, name: str, known: KnownCodes) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    held = properties if isinstance(properties, dict) else {}
    value = held.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise FileFault(
            "要素没有区域代码 a feature without the code of its area",
            file=path,
            field=f"{place}.properties.{name}",
            found=value,
            expected="--code-property: " + (", ".join(map(str, held)) or "code"),
        )
    code = str(value).strip()
    if code not in known:
        raise FileFault(
            "areas 中没有 not in areas",
            file=path,
            field=f"{place}.properties.{name}",
            found=code,
            expected=known.suggested(code),
        )
    return code


def _geometry(path: Path, place: str, feature: Any, system: CoordinateSystem) -> BaseGeometry:
    where = f"{place}.geometry"
    told = feature.get("geometry")
    kind = told.get("type") if isinstance(told, dict) else None
    if kind not in KINDS:
        raise FileFault(
            "不是多边形 not a polygon", file=path, field=where, found=kind,
            expected=" | ".join(KINDS),
        )  # fmt: skip
    try:
        written = shapely.force_2d(shapely.from_geojson(json.dumps(told)))
    except (shapely.errors.GEOSException, ValueError) as error:
        raise FileFault(
            "几何无法读取 the geometry cannot be read",
            file=path,
            field=where,
            found=str(error),
            expected="[[[longitude, latitude], …]]",
        ) from error
    points = shapely.get_coordinates(written)
    beside = points[~_in_country(points)]
    if len(beside) or not len(points):
        raise FileFault(
            "坐标超出范围 a position out of range",
            file=path,
            field=where,
            found=beside[0].tolist() if len(beside) else "[]",
            expected=f"[{_WEST:.0f}..{_EAST:.0f}, {_SOUTH:.0f}..{_NORTH:.0f}], "
            "先经度 longitude first",
        )
    moved = shapely.transform(
        written, lambda pairs: np.column_stack(to_cgcs2000(pairs[:, 0], pairs[:, 1], system))
    )
    kept: BaseGeometry = shapely.from_wkt(wkt_of(moved))
    if not shapely.is_valid(kept):
        raise FileFault(
            "几何无效 the geometry is not valid",
            file=path,
            field=where,
            found=str(shapely.is_valid_reason(kept)),
            expected="不自交的闭合环 closed rings that do not cross",
        )
    return kept


def _in_country(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    x, y = points.T
    inside: NDArray[np.bool_] = (x >= _WEST) & (x <= _EAST) & (y >= _SOUTH) & (y <= _NORTH)
    return inside


def share_inside(inner: BaseGeometry, outer: BaseGeometry) -> float:
    """Return which share of a figure's area lies within another."""
    return area_km2(shapely.intersection(inner, outer)) / area_km2(inner)


def shift_of_outlines(
    earlier: Mapping[str, BaseGeometry], fresh: Mapping[str, BaseGeometry]
) -> tuple[float, float] | None:
    """Return how far outlines lie east and north [m] of the earlier ones of the same areas.

    None where they do not all lie aside alike: fewer than three, less than a coordinate system
    displaces, or each by another distance, as when boundaries were redrawn.
    """
    both = [code for code in fresh if code in earlier]
    if len(both) < _FEWEST_OUTLINES:
        return None
    before, after = (
        np.array([shapely.get_coordinates(shapely.centroid(held[code]))[0] for code in both])
        for held in (earlier, fresh)
    )
    shifts = (after - before) * metres_per_degree(float(before[:, 1].mean()))
    middle = np.median(shifts, axis=0)
    spread = np.median(np.abs(shifts - middle), axis=0)
    if np.hypot(*middle) < SMALLEST_M or spread.max() > _ALIKE_M:
        return None
    return float(middle[0]), float(middle[1])
