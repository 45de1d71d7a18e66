"""A user's own table is read by a mapping that says of every column and every field what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.registers import ASSESSMENT_SECTIONS, SECTION_TARGETS
from yunzhu.city.registers.assessment_sections import SectionTarget
from yunzhu.city.registers.column_mapping import read_column_mapping
from yunzhu.city.registers.reading import RowsRead, read_rows
from yunzhu.city.registers.register import Register
from yunzhu.errors import FileFault
from yunzhu.standards.water_class import WaterClass
from yunzhu.values import Origin

TABLE = "序号,断面,目标,备注\n1,S01,三类水,甲\n2,S02,Ⅱ,乙\n"
MAPPING = """
columns:
  断面编码: 断面
  target_class: 目标
constants:
  year: "2020"
  source: 年度目标书
words:
  target_class:
    三类水: Ⅲ
ignored: [序号, 备注]
"""


def read(
    folder: Path,
    table: str = TABLE,
    mapping: str = MAPPING,
    register: Register[Any] = SECTION_TARGETS,
    origin: Origin = Origin.MEASURED,
) -> RowsRead[Any]:
    (folder / "own.csv").write_text(table, encoding="utf-8")
    (folder / "own.yaml").write_text(mapping, encoding="utf-8")
    return read_rows(
        register,
        folder / "own.csv",
        origin=origin,
        known={"assessment_sections": {"S01", "S02"}, "areas": {"990101"}, "sites": set()},
        mapping=read_column_mapping(register, folder / "own.yaml"),
    )


def test_columns_constants_and_words_make_rows(tmp_path: Path) -> None:
    assert read(tmp_path).rows == (
        SectionTarget(section="S01", year=2020, target_class=WaterClass.III, source="年度目标书"),
        SectionTarget(section="S02", year=2020, target_class=WaterClass.II, source="年度目标书"),
    )


def test_a_fault_names_the_tables_own_column_and_the_field(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, TABLE.replace("Ⅱ", "二")).faults
    assert (fault.row, fault.field, fault.found) == (3, "C 目标 → 目标类别 target_class", "二")
    faults = read(tmp_path, mapping=MAPPING.replace('"2020"', '"二〇"')).faults
    assert [(one.row, one.field) for one in faults] == [
        (2, "own.yaml → 年份 year"),
        (3, "own.yaml → 年份 year"),
    ]


def test_one_column_may_serve_two_fields(tmp_path: Path) -> None:
    mapping = """
columns: {code: 断面, name: 断面}
constants: {river: 云溪, kind: 考核断面, water_body: 河流, area: "990101"}
empty: [site, downstream_section, travel_time_h, longitude, latitude, assessed_from, assessed_to]
ignored: [序号, 目标, 备注]
"""
    rows = read(tmp_path, mapping=mapping, register=ASSESSMENT_SECTIONS).rows
    assert [(row.code, row.name, row.site) for row in rows] == [
        ("S01", "S01", None),
        ("S02", "S02", None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "what", "found"),
    [
        ("  source: 年度目标书\n", "", "未说明的项", "依据 source"),
        ("  source:", "  sauce:", "名录没有此项", "sauce"),
        ("ignored:", "empty: [source]\nignored:", "重复说明的项", "依据 source"),
        ("  source: 年度目标书\n", "empty: [source]\n", "必填项不可为空", "依据 source"),
        ("  target_class:\n    三类水: Ⅲ", "  year: {甲: 乙}", "此项不取自列", "year"),
        ("[序号, 备注]", "[序号, 备注, 断面]", "既取用又忽略的列", "断面"),
        ('"2020"', "2020", "不合要求", "2020"),
        ("ignored:", "rounded: [target_class]\nignored:", "此项不可修约", "target_class"),
        ("ignored:", "ignore:", "不合要求", "列表 a list"),
    ],
)
def test_a_wrong_mapping_is_refused_with_line_and_field(
    tmp_path: Path, before: str, after: str, what: str, found: str
) -> None:
    assert MAPPING.count(before) == 1
    with pytest.raises(FileFault, match=what) as caught:
        read(tmp_path, mapping=MAPPING.replace(before, after))
    assert str(caught.value.file).endswith("own.yaml")
    assert caught.value.row
    assert str(caught.value.found) == found


def test_a_column_that_the_mapping_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="映射未说明的列") as caught:
        read(tmp_path, TABLE.replace("备注", "说明"))
    assert (caught.value.row, caught.value.field, caught.value.found) == (1, "D", "说明")
    with pytest.raises(FileFault, match="不在表中") as caught:
        read(tmp_path, mapping=MAPPING.replace("备注]", "备注, 年度]"))
    assert caught.value.found == "年度"


def test_a_stated_column_of_sources_may_hold_words_but_no_other_origin(tmp_path: Path) -> None:
    table, mapping = TABLE.replace("备注", "来源"), MAPPING.replace("备注]", "来源]")
    assert len(read(tmp_path, table, mapping).rows) == 2
    with pytest.raises(FileFault, match="never mix") as caught:
        read(tmp_path, table.replace("乙", "模拟"), mapping)
    assert caught.value.row == 3
    with pytest.raises(FileFault, match="never mix"):
        read(tmp_path, table, mapping.replace(", 来源]", "]"))


def test_numbers_with_more_decimals_are_rounded_where_the_mapping_says_so(tmp_path: Path) -> None:
    table = "断面,经度,纬度\nS01,113.26438550,23.1291125\nS02,113.2643865,东\n"
    mapping = """
columns: {code: 断面, name: 断面, longitude: 经度, latitude: 纬度}
constants: {river: 云溪, kind: 考核断面, water_body: 河流, area: "990101"}
empty: [site, downstream_section, travel_time_h, assessed_from, assessed_to]
"""
    faults = read(tmp_path, table, mapping, ASSESSMENT_SECTIONS).faults
    assert [(one.row, str(one.field)[0]) for one in faults] == [(2, "B"), (2, "C"), (3, "B"),
                                                                (3, "C")]  # fmt: skip
    mapping += "rounded: [经度, latitude]\n"
    read_again = read(tmp_path, table, mapping, ASSESSMENT_SECTIONS)
    # Half to even: ...4385|5 becomes ...4386, as 5 is odd; ...9112|5 stays, as 2 is even.
    (row,) = read_again.rows
    assert (str(row.longitude), str(row.latitude)) == ("113.264386", "23.129112")
    (fault,) = read_again.faults
    assert (fault.row, str(fault.field)[0], fault.found) == (3, "C", "东")
