"""Areas and outlines from files: all or nothing, each fault with its place, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.db import IntegrityError, connection

from yunzhu.city.actions.areas import import_area_file, register_areas
from yunzhu.city.actions.outlines import import_area_outlines
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.coordinates import CoordinateSystem, bd09_of, gcj02_of, metres_per_degree
from yunzhu.city.evidence import (
    area_outlines,
    area_records,
    check_register_file,
    disagreements,
    verify_audit_chain,
)
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import ENTERPRISES
from yunzhu.errors import FileFault, RowsRefused, UsageError

CITY = AreaRecord("990100", "云珠市", "city", "")
DISTRICTS = [
    AreaRecord(f"99010{number}", f"{number}区", "district", "990100") for number in range(1, 5)
]
WEST, SOUTH, SIDE_M = 113.2, 23.1, 4000
EAST, NORTH = metres_per_degree(SOUTH)
Displace = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def square(column: int, row: int, sides: float = 1) -> shapely.Polygon:
    """A square of 4 km, or of so many sides."""
    wide, high = SIDE_M / EAST, SIDE_M / NORTH
    return shapely.box(
        WEST + column * wide,
        SOUTH + row * high,
        WEST + (column + sides) * wide,
        SOUTH + (row + sides) * high,
    )


def as_it_is(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return x, y


def as_bd09(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return bd09_of(*gcj02_of(x, y))


def feature(code: object, shape: Any, displace: Displace = as_it_is) -> dict[str, Any]:
    moved = shapely.transform(shape, lambda points: np.column_stack(displace(*points.T)))
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"{code}(模拟)"},
        "geometry": json.loads(shapely.to_geojson(moved)),
    }


def write(path: Path, *features: dict[str, Any], **more: object) -> Path:
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": list(features), **more}), "utf-8"
    )
    return path


def four(displace: Displace = as_it_is) -> list[dict[str, Any]]:
    """A city of 8 km by 8 km and its four districts."""
    districts = [
        feature(f"99010{1 + row * 2 + column}", square(column, row), displace)
        for row in range(2)
        for column in range(2)
    ]
    return [feature(990100, square(0, 0, 2), displace), *districts]


@pytest.fixture
def areas(city) -> Any:
    register_areas([CITY, *DISTRICTS], by=LOCAL_OPERATOR)
    return city


def imported(path: Path, system: CoordinateSystem = CoordinateSystem.CGCS2000) -> Any:
    return import_area_outlines(path, system=system, by="甲")


def test_a_table_of_areas_is_imported_with_own_headings_and_only_once(city, tmp_path: Path) -> None:
    register_areas([CITY, *DISTRICTS], by=LOCAL_OPERATOR)
    path = tmp_path / "villages.csv"
    path.write_text(
        "编号,村名,镇\n990101001001,甲村,990101001\n990101001002,乙社区,990101001\n", "utf-8"
    )
    mapping = tmp_path / "villages.yaml"
    mapping.write_text(
        "columns: {code: 编号, name: 村名, parent: 镇}\nconstants: {level: village}\n", "utf-8"
    )
    with pytest.raises(RowsRefused) as caught:
        import_area_file(path, by="甲", columns=mapping)
    assert [(one.row, one.found) for one in caught.value.faults] == [
        (2, "990101001"),
        (3, "990101001"),
    ]
    register_areas([AreaRecord("990101001", "甲镇", "subdistrict", "990101")], by=LOCAL_OPERATOR)
    assert import_area_file(path, by="甲", columns=mapping).new == ("990101001001", "990101001002")
    assert import_area_file(path, by="甲", columns=mapping).new == ()
    assert AreaRecord("990101001002", "乙社区", "village", "990101001") in area_records()
    assert verify_audit_chain() is None


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("990101,另一区,区,990100", "代码 code", "代码已属另一区域"),
        ("990101001,甲镇,街道、镇,990102001", "上级 parent", "上级的级别不高于它"),
        ("990101001,甲镇,镇,990101", "C 级别 level", "未知选项"),
        ("990101001,甲镇,街道、镇,990109", "D 上级 parent", "areas 中没有"),
        ("990101001,,街道、镇,990101", "B 名称 name", "不能为空"),
        ("990102001,乙镇,街道、镇,990102", "A 代码 code", "第 2 行重复"),
    ],
)
def test_one_bad_row_and_no_area_is_stored(
    areas, contents, tmp_path: Path, line: str, column: str, what: str
) -> None:
    before = contents()
    path = tmp_path / "areas.csv"
    path.write_text(f"代码,名称,级别,上级\n990102001,乙镇,街道、镇,990102\n{line}\n", "utf-8")
    with pytest.raises(RowsRefused) as caught:
        import_area_file(path, by="甲")
    (fault,) = caught.value.faults
    assert (fault.row, fault.field) == (3, column)
    assert what in fault.what
    assert contents() == before


def test_outlines_are_kept_in_cgcs2000_with_what_they_came_in(areas, tmp_path: Path) -> None:
    path = write(tmp_path / "city.geojson", *four(gcj02_of))
    report = imported(path, CoordinateSystem.GCJ_02)
    assert report.new == ("990100", "990101", "990102", "990103", "990104")
    # Squares of 4 km have 16 km2; along a parallel that is not quite straight.
    assert report.km2["990104"] == pytest.approx(16, rel=2e-3)
    assert (
        "4 个下级区域 areas within it, 合计 sum 64.0 km², 本身 itself 64.0 km²" in report.lying[0]
    )
    assert len(report.lying) == 1
    outlines = area_outlines()
    found = shapely.get_coordinates(outlines["990101"].geometry).min(axis=0)
    assert found == pytest.approx((WEST, SOUTH), abs=1e-8)
    assert outlines["990101"].system is CoordinateSystem.GCJ_02
    assert outlines["990101"].file == "city.geojson"
    again = imported(path, CoordinateSystem.GCJ_02)
    assert (again.new, again.changed, len(again.unchanged)) == ((), (), 5)
    assert disagreements() == []
    assert verify_audit_chain() is None


def test_a_district_that_lies_beside_its_city_is_told(areas, tmp_path: Path) -> None:
    features = [*four()[:4], feature("990104", square(1.25, 1))]
    report = imported(write(tmp_path / "city.geojson", *features))
    assert any("990104: 仅 only 75.0 %" in line for line in report.lying)


@pytest.mark.parametrize(
    ("displace", "metres"), [(gcj02_of, (546, -297)), (as_bd09, None)], ids=["gcj02", "bd09"]
)
def test_outlines_aside_of_the_earlier_ones_are_told(
    areas, tmp_path: Path, displace: Displace, metres: tuple[int, int] | None
) -> None:
    assert imported(write(tmp_path / "a.geojson", *four())).warnings == ()
    (warning,) = imported(write(tmp_path / "b.geojson", *four(displace))).warnings
    assert "与原边界整体相差" in warning
    if metres is not None:
        # The offset at the squares, near 113.26 E 23.13 N, is 546 m and -297 m.
        told = [int(part.split(" m")[0].replace("+", "")) for part in
                (warning.split("east ")[1], warning.split("north ")[1])]  # fmt: skip
        assert told == pytest.approx(metres, abs=25)
    # A boundary that was redrawn moves one district only.
    redrawn = [*four(displace)[:4], feature("990104", square(1.3, 1), displace)]
    assert imported(write(tmp_path / "c.geojson", *redrawn)).warnings == ()


BOW = [[113.2, 23.1], [113.3, 23.2], [113.3, 23.1], [113.2, 23.2], [113.2, 23.1]]


@pytest.mark.parametrize(
    ("wrong", "place", "what"),
    [
        (feature("990109", square(0, 0)), "properties.code", "areas 中没有"),
        (feature("990101", square(0, 0)), "properties.code", "第 1 个要素重复"),
        ({"type": "Feature", "properties": {"id": 1}}, "properties.code", "没有区域代码"),
        (feature("990102", shapely.Point(113.2, 23.1)), "geometry", "不是多边形"),
        (feature("990102", shapely.box(23.1, 113.2, 23.2, 113.3)), "geometry", "超出范围"),
        ({"properties": {"code": "990102"},
          "geometry": {"type": "Polygon", "coordinates": [BOW]}}, "geometry", "几何无效"),
        ({"properties": {"code": "990102"},
          "geometry": {"type": "Polygon", "coordinates": [["x"]]}}, "geometry", "无法读取"),
        ({"properties": {"code": "990102"},
          "geometry": {"type": "Polygon", "coordinates": []}}, "geometry", "超出范围"),
    ],
)  # fmt: skip
def test_one_bad_feature_and_no_outline_is_stored(
    areas, contents, tmp_path: Path, wrong: dict[str, Any], place: str, what: str
) -> None:
    before = contents()
    path = write(tmp_path / "a.geojson", feature("990101", square(0, 0)), wrong)
    with pytest.raises(RowsRefused) as caught:
        imported(path)
    (fault,) = caught.value.faults
    assert fault.field == f"features[2].{place}"
    assert what in fault.what
    assert contents() == before


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{", "不是 GeoJSON"),
        ('{"type": "Feature"}', "不是要素集"),
        ('{"type": "FeatureCollection", "features": []}', "没有要素"),
        ('{"type": "FeatureCollection", "origin": "measured", "features": []}', "never mix"),
    ],
)
def test_a_file_that_holds_no_outlines_is_refused(
    areas, tmp_path: Path, text: str, what: str
) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileFault, match=what):
        imported(path)
    with pytest.raises(FileFault, match="无法打开文件"):
        imported(tmp_path / "none.geojson")


def test_outlines_stay_as_they_came_and_their_loss_is_told(areas, tmp_path: Path) -> None:
    imported(write(tmp_path / "a.geojson", *four()))
    table = "city_areaoutline"
    for statement in (
        f"UPDATE {table} SET outline = 'POINT(0 0)'",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE"
        if areas.engine == "postgresql"
        else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO city_areaoutline (area, outline, coordinate_system, file_name, sha256,"
            " received_at, recorded_by) SELECT area, 'POLYGON EMPTY', coordinate_system,"
            " file_name, sha256, received_at, recorded_by FROM city_areaoutline"
            " WHERE area = '990101'"
        )
    (told,) = disagreements()
    assert told.startswith("区域边界 outline 990101")


def firms(path: Path, displace: Displace, count: int = 300) -> Path:
    """Firms spread over the four districts, each with its own district and position."""
    generator = np.random.default_rng(3)
    across, up = generator.random(count) * 2, generator.random(count) * 2
    x, y = displace(WEST + across * SIDE_M / EAST, SOUTH + up * SIDE_M / NORTH)
    codes = 990101 + np.floor(across) + 2 * np.floor(up)
    columns = ENTERPRISES.row.columns()
    lines = [",".join(columns)]
    for number in range(count):
        told = {
            "code": f"F{number:04}",
            "name": f"{number}厂(模拟)",
            "area": f"{codes[number]:.0f}",
            "longitude": f"{x[number]:.6f}",
            "latitude": f"{y[number]:.6f}",
        }
        lines.append(",".join(told.get(one, "") for one in columns))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_register_whose_positions_are_in_another_system_is_warned_of(
    areas, tmp_path: Path
) -> None:
    right = firms(tmp_path / "right.csv", as_it_is)
    aside = firms(tmp_path / "aside.csv", gcj02_of)
    assert check_register_file(ENTERPRISES, aside).warnings == ()
    imported(write(tmp_path / "a.geojson", *four()))
    assert check_register_file(ENTERPRISES, right).warnings == ()
    (warning,) = check_register_file(ENTERPRISES, aside).warnings
    assert "疑似整批坐标偏移" in warning
    assert "GCJ-02" in warning
    assert import_register_file(ENTERPRISES, aside, by="甲").warnings == (warning,)


def test_an_area_lies_in_one_of_a_higher_level(areas) -> None:
    with pytest.raises(UsageError, match="上级的级别不高于它"):
        register_areas([AreaRecord("990102001", "乙区", "district", "990101")], by=LOCAL_OPERATOR)
