"""Real registers are taken as they are: 220 enterprises, areas of a city, their outlines, figures.

What the program should find is worked out here by other means than its own.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.coordinates import CoordinateSystem
from yunzhu.city.outlines import read_outlines
from yunzhu.city.registers import register_named
from yunzhu.city.registers.reading import read_rows
from yunzhu.values import Origin

pytestmark = pytest.mark.acceptance

ENTERPRISES = "ningxia_220_enterprises.csv"
# 中华人民共和国行政区划代码 GB/T 2260.
CITIES = {"银川": "640100", "石嘴山": "640200", "吴忠": "640300", "固原": "640400",
          "中卫": "640500"}  # fmt: skip
MAPPING = """
columns: {code: id, name: name, credit_code: uscc, area: city, longitude: lng, latitude: lat,
  industry: industry}
words:
  area: {银川: "640100", 石嘴山: "640200", 吴忠: "640300", 固原: "640400", 中卫: "640500"}
rounded: [longitude, latitude]
empty: [street, address, industry_code, management_class, legal_person, contact, telephone,
  employees, is_industrial, park, in_operation_from, in_operation_to, closure_evidence]
ignored: [air_pollutants, air_standards, water_pollutants, water_standards, permit_no,
  pollutant_kind, risk, management_score, credit_avg, degree, exceed_count, trend, complaints,
  level, credit_2016, credit_2017, credit_2018, credit_2019]
"""
Yunzhu = Callable[..., Any]


@pytest.fixture(scope="module")
def firms(shared: Path) -> list[dict[str, str]]:
    path = shared / "data" / "registers" / ENTERPRISES
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mapping") / "ningxia.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def region(yunzhu: Yunzhu, tmp_path: Path) -> Path:
    """A city database with the five cities of the region."""
    workspace = tmp_path / "workspace"
    assert yunzhu("init", workspace, "--area", "640000").code == 0
    assert yunzhu("city", "prepare", workspace=workspace).code == 0
    areas = tmp_path / "areas.csv"
    lines = ["代码,名称,级别,上级", "640000,宁夏,province,"]
    lines += [f"{code},{name},city,640000" for name, code in CITIES.items()]
    areas.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = yunzhu("city", "areas", "import", areas, workspace=workspace)
    assert done.code == 0, done.out + done.err
    return workspace


def has_right_check(code: str) -> bool:
    """GB 32100: the last character makes the weighted sum of all eighteen a multiple of 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weighted = sum(alphabet.index(one) * 3**place % 31 for place, one in enumerate(code[:17]))
    return (weighted + alphabet.index(code[17])) % 31 == 0


def is_well_formed(code: str) -> bool:
    return re.fullmatch(r"[0-9A-HJ-NPQRTUWXY]{18}", code) is not None


def test_the_faults_of_220_enterprises_are_told_by_row_and_field(
    shared: Path, yunzhu: Yunzhu, region: Path, mapping: Path, firms: list[dict[str, str]]
) -> None:
    codes = {row: firm["uscc"] for row, firm in enumerate(firms, 2)}
    well_formed = {row for row, code in codes.items() if is_well_formed(code)}
    wrong_check = {row for row in well_formed if not has_right_check(codes[row])}
    assert (len(firms), len(well_formed), len(wrong_check)) == (220, 142, 3)
    file = shared / "data" / "registers" / ENTERPRISES
    words = ("register", "check", "enterprises", file, "--columns", mapping, "--format", "json")
    done = yunzhu(*words, workspace=region)
    assert done.code == 1, done.out + done.err
    faults = [row for row in done.json if row["result"].startswith("错误")]
    assert {fault["column"] for fault in faults} == {"K uscc → 统一社会信用代码 credit_code"}
    # One fault per row: 3 whose check character is wrong, 78 that are no code.
    assert sorted(fault["row"] for fault in faults) == sorted(
        wrong_check | (codes.keys() - well_formed)
    )
    by_what: dict[str, set[int]] = {}
    for fault in faults:
        by_what.setdefault(fault["what"].split()[0], set()).add(fault["row"])
    assert by_what["校验码不符"] == wrong_check
    dashes = {row for row, code in codes.items() if code == "-"}
    assert by_what["以横线代替编码"] == dashes
    suffixes = {row for row, code in codes.items() if re.search(r"\(\d+\)$", code)}
    assert by_what["编码带后缀"] == suffixes
    assert len(dashes) == 51
    for fault in faults:
        if fault["row"] in suffixes:
            assert fault["expected"] == f"18 位 characters: {fault['found'].partition('(')[0]}"


def test_once_those_cells_are_empty_the_220_enterprises_are_imported(
    yunzhu: Yunzhu, region: Path, mapping: Path, firms: list[dict[str, str]], tmp_path: Path
) -> None:
    copy = tmp_path / "enterprises.csv"
    with copy.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, firms[0])
        writer.writeheader()
        for firm in firms:
            is_right = is_well_formed(firm["uscc"]) and has_right_check(firm["uscc"])
            writer.writerow(firm if is_right else firm | {"uscc": ""})
    words = ("register", "import", "enterprises", copy, "--columns", mapping)
    done = yunzhu(*words, workspace=region)
    assert done.code == 0, done.out + done.err
    assert "220 行 rows: 新增 new 220, 变更 changed 0, 不变 unchanged 0" in done.out
    done = yunzhu(*words, workspace=region)
    assert "新增 new 0, 变更 changed 0, 不变 unchanged 220" in done.out
    assert yunzhu("city", "audit", workspace=region).code == 0
    exported = tmp_path / "exported.csv"
    assert yunzhu("register", "export", "enterprises", exported, workspace=region).code == 0
    with exported.open(encoding="utf-8-sig", newline="") as stream:
        kept = {row["企业编码 code"]: row for row in csv.DictReader(stream)}
    for firm in firms:
        row = kept[firm["id"]]
        assert row["企业名称 name"] == firm["name"].strip()
        assert row["所在区域 area"] == CITIES[firm["city"]]
        assert float(row["经度 longitude"]) == pytest.approx(float(firm["lng"]), abs=5.1e-7)


def test_without_a_mapping_the_file_is_refused(shared: Path, yunzhu: Yunzhu, region: Path) -> None:
    file = shared / "data" / "registers" / ENTERPRISES
    done = yunzhu("register", "check", "enterprises", file, workspace=region)
    assert done.code == 2
    assert "未知的列 unknown column" in done.err
    assert "--columns" in done.err


def test_permit_numbers_that_are_none_are_told(firms: list[dict[str, str]], tmp_path: Path) -> None:
    register = register_named("permits")
    (key,) = register.key
    example = {name: column.example for name, column in register.row.columns().items()}
    path = tmp_path / "permits.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, example)
        writer.writeheader()
        for firm in firms:
            writer.writerow(example | {key: firm["permit_no"]})
    # Eighteen characters of the firm's code, three digits, and the letter of the kind.
    wrong = {
        row
        for row, firm in enumerate(firms, 2)
        if not re.fullmatch(r"[0-9A-Z]{18}\d{3}[A-Z]", firm["permit_no"])
    }
    assert len(wrong) == 78
    known = {name: set(example.values()) for name in register.row.referred()}
    faults = read_rows(register, path, origin=Origin.MEASURED, known=known).faults
    assert wrong <= {fault.row for fault in faults if str(fault.field).endswith(f" {key}")}


def test_the_medians_beyond_their_limit_are_told_by_row(
    shared: Path, yunzhu: Yunzhu, region: Path, mapping: Path, firms: list[dict[str, str]],
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = shared / "data" / "registers"
    with (folder / "ningxia_outlet_pollutants.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    outlets = {key: f"P{n:03d}" for n, key in enumerate(dict.fromkeys(map(_place, rows)), 1)}
    assert (len(rows), len(outlets)) == (1038, 398)
    # What is measured before the correction for oxygen has no limit, and stands beside the other.
    judged = [row for row in rows if not row["pollutantName"].endswith("实测浓度")]
    beyond = {
        number
        for number, row in enumerate(judged, 2)
        if float(row["median"]) > float(row["standard"])
    }
    hot = {n for n, row in enumerate(judged, 2) if row["pollutantName"] == "炉膛温度"}
    assert (len(beyond), len(beyond & hot)) == (15, 5)
    owner = {firm["name"].strip(): firm["id"] for firm in firms}
    for number, row in enumerate(rows):
        owner.setdefault(row["enterprise"], f"X{number:04d}")
    bare = _table(tmp_path, "enterprises", [
        {"code": code, "name": name, "area": "640100"} for name, code in owner.items()
    ])  # fmt: skip
    places = _table(tmp_path, "discharge_outlets", [
        {"code": code, "name": outlet, "enterprise": owner[firm], "medium": "air"}
        for (firm, outlet), code in outlets.items()
    ])  # fmt: skip
    for name, path in (("enterprises", bare), ("discharge_outlets", places)):
        done = yunzhu("register", "import", name, path, workspace=region)
        assert done.code == 0, done.out + done.err
    readings = _table(tmp_path, "monitor_readings", [
        {"outlet": outlets[_place(row)], "item": ITEMS[row["pollutantName"]], "year": "2019",
         "month": "6", "mean": f"{float(row['median']):.6f}", "unit": UNITS[row["unit"]]}
        for row in judged
    ])  # fmt: skip

    def told(bound_of_furnace: str) -> set[int]:
        limits = _table(tmp_path, "outlet_limits", [
            {"outlet": outlets[_place(row)], "item": ITEMS[row["pollutantName"]],
             "valid_from": "2019-01-01", "limit": row["standard"], "unit": UNITS[row["unit"]],
             "bound": bound_of_furnace if row["pollutantName"] == "炉膛温度" else "most"}
            for row in judged
        ])  # fmt: skip
        done = yunzhu("register", "import", "outlet_limits", limits, workspace=region)
        assert done.code == 0, done.out + done.err
        done = yunzhu("register", "check", "monitor_readings", readings, workspace=region)
        assert done.code == 0, done.out + done.err
        lines = [line for line in done.out.splitlines() if "beyond the limit" in line]
        assert all("月均浓度 mean" in line for line in lines)
        return {int(re.search(r"第 (\d+) 行", line).group(1)) for line in lines}

    # As the file has them, every limit is an upper one.
    assert told("most") == beyond
    # A furnace must be at least as hot as its limit: those five are as they should be.
    assert told("least") == beyond - hot


ITEMS = {
    "化学需氧量": "COD", "氨氮": "NH3-N", "总氮": "TN", "总磷": "TP", "二氧化硫": "SO2",
    "氮氧化物": "NOx", "烟尘": "PM", "一氧化碳": "CO", "氯化氢": "HCl",
    "炉膛温度": "furnace temperature",
}  # fmt: skip
UNITS = {"mg/L": "mg/L", "mg/m3": "mg/m3", "℃/2S": "degC"}


def _place(row: dict[str, str]) -> tuple[str, str]:
    return row["enterprise"], row["outlet"]


def _table(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    """A file of a register; cells that are not given are empty."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(register_named(name).row.columns()), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_areas_of_a_city_are_imported_from_the_statistics(
    shared: Path, yunzhu: Yunzhu, tmp_path: Path
) -> None:
    geo = shared / "data" / "geo"
    streets, villages = "guangzhou_streets_towns.csv", "guangzhou_villages_communities.csv.gz"
    with (geo / streets).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with gzip.open(geo / villages, "rt", encoding="utf-8-sig", newline="") as stream:
        places = list(csv.DictReader(stream))
    districts = {row["district_code"]: row["district"] for row in rows}
    assert (len(districts), len(rows), len(places)) == (11, 178, 2851)
    assert sum(row["name"].endswith("镇") for row in rows) == 34
    workspace = tmp_path / "workspace"
    assert yunzhu("init", workspace, "--area", "440100").code == 0
    assert yunzhu("city", "prepare", workspace=workspace).code == 0
    above = tmp_path / "districts.csv"
    lines = ["代码,名称,级别,上级", "440100,广州市,city,"]
    lines += [f"{code},{name},district,440100" for code, name in districts.items()]
    above.write_text("\n".join(lines) + "\n", encoding="utf-8")
    by_street, by_village = tmp_path / "streets.yaml", tmp_path / "villages.yaml"
    by_street.write_text(
        "columns: {code: code, name: name, parent: district_code}\n"
        "constants: {level: subdistrict}\nignored: [district]\n",
        encoding="utf-8",
    )
    by_village.write_text(
        "columns: {code: code, name: name, parent: streetCode}\n"
        "constants: {level: village}\nignored: [provinceCode, cityCode, areaCode]\n",
        encoding="utf-8",
    )
    for file, columns, count in (
        (above, (), 12),
        (geo / streets, ("--columns", by_street), 178),
        (geo / villages, ("--columns", by_village), 2851),
    ):
        done = yunzhu("city", "areas", "import", file, *columns, workspace=workspace)
        assert done.code == 0, done.out + done.err
        assert f"新增 new {count}" in done.out
    listed = yunzhu("city", "areas", "--format", "json", workspace=workspace).json
    assert len(listed) == 12 + 178 + 2851
    outlines = geo / "guangzhou_districts_440100_full.geojson"
    words = ("city", "areas", "import", outlines, "--code-property", "adcode")
    refused = yunzhu(*words, workspace=workspace)
    assert refused.code == 2
    assert "坐标系" in refused.err
    done = yunzhu(*words, "--crs", "GCJ-02", workspace=workspace)
    assert done.code == 0, done.out + done.err
    assert "新增 new 11" in done.out
    assert yunzhu("city", "audit", workspace=workspace).code == 0


def test_eleven_districts_have_the_area_that_others_found(shared: Path) -> None:
    path = shared / "data" / "geo" / "guangzhou_districts_440100_full.geojson"
    codes = {
        str(one["properties"]["adcode"]) for one in json.loads(path.read_text("utf-8"))["features"]
    }
    read = read_outlines(
        path,
        system=CoordinateSystem.GCJ_02,
        code_property="adcode",
        origin=Origin.MEASURED,
        known=codes,
    )
    assert (len(read.outlines), read.faults) == (11, ())
    # The list of the data says 7,393 km2, by a method it does not tell, the city says 7,434 km2.
    assert sum(one.km2 for one in read.outlines) == pytest.approx(7393, rel=1e-3)


def test_the_sums_of_the_published_figures_hold(shared: Path) -> None:
    path = shared / "data" / "registers" / "official_facts.json"
    facts = json.loads(path.read_text("utf-8"))
    assert len(facts) == 29
    colours = ("green", "blue", "yellow", "red", "unrated")
    rated = [one for one in facts if one["topic"] == "credit_evaluation"]
    assert len(rated) == 6
    for one in rated:
        # The province's figures of 2016 and 2017 leave the unrated out.
        assert sum(one.get(colour, 0) for colour in colours) == one["rated_total"], one["year"]
    (listed,) = (one for one in facts if "listed" in one)
    assert sum(listed["by_class"].values()) == listed["listed"] == listed["unique"] + 52
    months = [one for one in facts if one["topic"] == "petitions_12369"]
    assert len(months) == 5
    for one in months:
        assert one["accepted"] + one["rejected"] == one["received"]
        if {"phone", "wechat", "web", "other"} <= one.keys():
            parts = (one[name] for name in ("phone", "wechat", "web", "other"))
            assert sum(parts) == one["received"], one["month"]
    (beijing,) = (one for one in facts if one["topic"] == "petitions")
    assert beijing["closed"] + beijing["open"] == beijing["received"]
    assert sum(beijing[name] for name in ("letters", "phone", "email", "wechat")) == 7901
    (noise,) = (one for one in facts if one["topic"] == "noise_function_zone" and "rows" in one)
    *zones, whole = noise["rows"]
    assert [sum(column) for column in list(zip(*zones, strict=True))[1:]] == whole[1:]
