"""``yunzhu city areas`` and a register's own headings, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

from yunzhu.city.models import AuditEntry
from yunzhu.files import digest_of_file

SQUARE = [[[113.2, 23.1], [113.3, 23.1], [113.3, 23.2], [113.2, 23.2], [113.2, 23.1]]]


def outlines(*codes: str, coordinates: object = SQUARE) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"adcode": code},
            "geometry": {"type": "Polygon", "coordinates": coordinates},
        }
        for code in codes
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    Path("outlines.geojson").write_text(text, encoding="utf-8")
    return "outlines.geojson"


def test_areas_are_imported_and_listed_with_what_their_outlines_hold(in_city) -> None:
    Path("areas.csv").write_text(
        "代码,名称,级别,上级\n990100,云珠市,city,\n990101,甲区,district,990100\n", "utf-8"
    )
    assert "新增 new 2, 不变 unchanged 0" in in_city("areas", "import", "areas.csv")
    assert "新增 new 0, 不变 unchanged 2" in in_city("areas", "import", "areas.csv")
    words = ("--crs", "cgcs2000", "--code-property", "adcode")
    printed = in_city("areas", "import", outlines("990101"), *words)
    # A cell of a tenth of a degree at 23.15 N has 10.238 km by 11.076 km.
    assert "新增 new 1, 变更 changed 0, 不变 unchanged 0" in printed
    assert "合计 sum 113.4 km²" in printed
    assert "本身无边界 itself without an outline" in printed
    rows = json.loads(in_city("areas", "--format", "json"))
    listed = {row["code"]: row["outline_km2"] for row in rows}
    assert listed == {"990100": None, "990101": 113.4}


def test_outlines_without_a_stated_system_are_refused(in_city, yunzhu) -> None:
    in_city("area", "990101", "甲区", "--level", "district")
    file = outlines("990101", "990109")
    words = ("city", "areas", "import", file, "--code-property", "adcode")
    done = yunzhu(*words)
    assert done.code == 2
    assert "CGCS2000 | GCJ-02 | BD-09" in done.err
    done = yunzhu(*words, "--crs", "WGS 72")
    assert done.code == 2
    assert "未知坐标系" in done.err
    done = yunzhu(*words, "--crs", "GCJ-02")
    assert done.code == 2
    assert "未导入 not imported: outlines.geojson" in done.out
    assert "features[2].properties.adcode" in done.out
    done = yunzhu("city", "areas", "import", "areas.csv", "--crs", "GCJ-02")
    assert done.code == 2
    assert "区域表没有坐标" in done.err


def test_a_register_with_own_headings_is_checked_and_imported(in_city, told, yunzhu) -> None:
    in_city("area", "990101", "甲区", "--level", "district")
    Path("own.csv").write_text("No,Station,Remark\nS1,甲桥,-\nS 2,乙桥,-\n", "utf-8")
    Path("own.yaml").write_text(
        'columns: {code: "No", name: Station}\n'
        'constants: {river: 云溪, kind: 考核断面, water_body: 河流, area: "990101"}\n'
        "empty: [site, downstream_section, travel_time_h, longitude, latitude, assessed_from,"
        " assessed_to]\nignored: [Remark]\n",
        "utf-8",
    )
    words = ("assessment_sections", "own.csv", "--columns", "own.yaml")
    done = yunzhu("register", "check", *words, "--format", "csv")
    assert done.code == 1
    assert "A No → 断面编码 code" in done.out
    Path("own.csv").write_text("No,Station,Remark\nS1,甲桥,-\nS2,乙桥,-\n", "utf-8")
    assert "新增 new 2" in told("register", "import", *words)
    assert "新增 new 0, 变更 changed 0, 不变 unchanged 2" in told("register", "import", *words)
    in_city("audit")
    detail = AuditEntry.objects.filter(action="register.import").latest("sequence").detail
    assert json.loads(detail)["mapping"] == digest_of_file(Path("own.yaml"))
