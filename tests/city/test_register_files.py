"""The files of all registers: their cells, headers, faults and examples. Needs no database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from yunzhu.city.registers import (
    ASSESSMENT_SECTIONS,
    OUTFALLS,
    PROTECTION_ZONES,
    REGISTERS,
    SECTION_TARGETS,
    register_named,
)
from yunzhu.city.registers.assessment_sections import SectionKind, SectionTarget
from yunzhu.city.registers.cell_text import label_of, read_choice
from yunzhu.city.registers.reading import RowsRead, read_rows
from yunzhu.city.registers.register import Register, explanation_of
from yunzhu.city.registers.writing import write_register
from yunzhu.errors import FileFault, UsageError
from yunzhu.standards.water_class import WaterClass
from yunzhu.values import Origin

EVERY = pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.name)
TARGET_HEADER = "断面编码,年份,目标类别,依据"
KNOWN = {"assessment_sections": {"S01", "S02"}}


def examples_of(register: Register[Any]) -> dict[str, str]:
    return {field: column.example for field, column in register.row.columns().items()}


def codes_of(register: Register[Any]) -> dict[str, set[str]]:
    """Everything that the examples refer to, known."""
    examples = set(examples_of(register).values())
    return dict.fromkeys(register.row.referred(), examples)


def read(
    register: Register[Any],
    path: Path,
    known: Mapping[str, Collection[str]] = KNOWN,
    origin: Origin = Origin.MEASURED,
) -> RowsRead[Any]:
    return read_rows(register, path, origin=origin, known=known)


def targets(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((TARGET_HEADER, *lines)) + "\n", encoding="utf-8")
    return path


def workbook(path: Path, *lines: Sequence[object], merged: str = "") -> Path:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    if merged:
        book.active.merge_cells(merged)
    book.save(path)
    return path


@EVERY
def test_the_examples_of_a_register_make_a_row(register: Register[Any], tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "examples.xlsx",
        [register.heading(field) for field in register.row.columns()],
        list(examples_of(register).values()),
    )
    found = read(register, path, codes_of(register))
    assert found.faults == ()
    (row,) = found.rows
    assert all(getattr(row, field) is not None for field in register.row.columns())


@EVERY
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_template_names_every_column_and_tells_what_belongs_there(
    register: Register[Any], suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"template{suffix}"
    write_register(register, (), path, origin=Origin.MEASURED)
    headings = [register.heading(field) for field in register.row.columns()]
    if suffix == ".csv":
        assert path.read_text("utf-8-sig").splitlines() == [",".join(headings)]
    else:
        book = openpyxl.load_workbook(path)
        table, notes = book.worksheets
        assert [cell.value for cell in table[1]] == headings
        assert table.max_row == 1
        told = {line[0]: line for line in notes.iter_rows(min_row=2, values_only=True)}
        for field in register.row.columns():
            explained = explanation_of(register, field)
            assert told[register.heading(field)][1] == explained["required"]
            assert told[register.heading(field)][2] == explained["kind"]
    with pytest.raises(FileFault, match="只有表头"):
        read(register, path, codes_of(register))


@EVERY
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("origin", list(Origin))
def test_what_is_written_is_read_again_as_it_was(
    register: Register[Any], suffix: str, origin: Origin, tmp_path: Path
) -> None:
    row = register.row.model_validate(examples_of(register), context=codes_of(register))
    path = tmp_path / f"rows{suffix}"
    write_register(register, [row], path, origin=origin)
    found = read(register, path, codes_of(register), origin)
    assert (found.rows, found.faults) == ((row,), ())
    other = Origin.MEASURED if origin is Origin.SIMULATED else Origin.SIMULATED
    if origin is Origin.SIMULATED:
        with pytest.raises(FileFault, match="never mix"):
            read(register, path, codes_of(register), other)


def test_simulated_rows_say_so_on_every_sheet(tmp_path: Path) -> None:
    row = SectionTarget(section="S01", year=2020, target_class=WaterClass.III, source="目标书")
    write_register(SECTION_TARGETS, [row], tmp_path / "a.xlsx", origin=Origin.SIMULATED)
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert ["模拟" in sheet.title for sheet in sheets] == [True, True]
    assert "模拟" in sheets[0].cell(2, 5).value
    write_register(SECTION_TARGETS, [row], tmp_path / "a.csv", origin=Origin.SIMULATED)
    assert "模拟" in (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1]


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    row = SectionTarget(section="S01", year=2020, target_class=WaterClass.III, source="=1+1")
    write_register(SECTION_TARGETS, [row], tmp_path / "a.xlsx", origin=Origin.MEASURED)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["D2"].data_type == "s"
    assert read(SECTION_TARGETS, tmp_path / "a.xlsx").rows == (row,)


@pytest.mark.parametrize(
    ("line", "column", "what", "expected"),
    [
        ("S０1,2020,Ⅲ,目标书", "A", "全角字符", "半角 half-width: S01"),
        ("S01,２０２０,Ⅲ,目标书", "B", "全角字符", "半角 half-width: 2020"),
        ("S03,2020,Ⅲ,目标书", "A", "assessment_sections 中没有", "S02"),
        ("S 1,2020,Ⅲ,目标书", "A", "编码中有空格", "S1"),
        ("S01,2020.5,Ⅲ,目标书", "B", "不是整数", "整数, 如 a whole number, as 12"),
        ("S01,二〇二〇,Ⅲ,目标书", "B", "不是整数", "12"),
        ("S01,1999,Ⅲ,目标书", "B", "超出范围", "2,000 .. 2,100"),
        ("S01,2020,Ⅶ,目标书", "C", "未知选项", "Ⅰ类 I"),
        ("S01,2020,,目标书", "C", "不能为空", "必填 required, e.g. Ⅲ"),
        ("S01,2020,Ⅲ,", "D", "不能为空", "必填 required"),
        (f"S01,2020,Ⅲ,{'长' * 201}", "D", "文字过长", "≤ 200"),
        ("S01,2020,Ⅲ,目标\u200b书", "D", "不可见字符", "一行文字"),
    ],
)
def test_a_bad_cell_is_told_with_row_and_column(
    tmp_path: Path, line: str, column: str, what: str, expected: str
) -> None:
    found = read(SECTION_TARGETS, targets(tmp_path / "t.csv", "S02,2020,Ⅱ,目标书", line))
    (fault,) = found.faults
    assert fault.row == 3
    assert str(fault.field).startswith(f"{column} ")
    assert what in fault.what
    assert fault.found == line.split(",")[ord(column) - ord("A")]
    assert expected in (fault.expected or "")
    assert len(found.rows) == 1


@EVERY
def test_an_empty_required_cell_is_told_with_what_belongs_there(
    register: Register[Any], tmp_path: Path
) -> None:
    examples = examples_of(register)
    required = [name for name in examples if not register.row.described(name)[2]]
    lines = [list((examples | {name: ""}).values()) for name in required]
    header = [register.heading(name) for name in examples]
    path = workbook(tmp_path / "a.xlsx", header, *lines)
    told = read(register, path, codes_of(register)).faults
    empty = [fault for fault in told if "不能为空" in fault.what]
    assert [(fault.row, str(fault.field).partition(" ")[2], fault.expected) for fault in empty] == [
        (row, register.heading(name), f"必填 required, e.g. {examples[name]}")
        for row, name in enumerate(required, 2)
    ]


def test_every_bad_cell_of_every_row_is_told(tmp_path: Path) -> None:
    path = targets(
        tmp_path / "t.csv", "S09,20x,Ⅶ,", "S01,2020,Ⅲ,甲", "", "S01,2020,Ⅳ,乙", "S09,20x,Ⅲ,丙"
    )
    found = read(SECTION_TARGETS, path)
    assert [(fault.row, str(fault.field)[0]) for fault in found.faults] == [
        (2, "A"), (2, "B"), (2, "C"), (2, "D"), (5, "A"), (6, "A"), (6, "A"), (6, "B"),
    ]  # fmt: skip
    assert "第 3 行重复" in found.faults[4].what
    assert found.count == 4


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("Ⅲ", 3), ("III", 3), ("iii", 3), ("Ⅲ类", 3), ("3", 3), ("劣Ⅴ", 6), ("劣V类", 6)],
)
def test_a_class_is_read_in_every_usual_spelling(written: str, read_as: int) -> None:
    assert read_choice(written, WaterClass) == read_as


@EVERY
def test_a_choice_is_read_by_label_words_value_and_name(register: Register[Any]) -> None:
    kinds = [register.row.described(field)[1] for field in register.row.columns()]
    for kind in {kind for kind in kinds if issubclass(kind, Enum)}:
        for member in kind:
            label = label_of(member)
            for text in (label, *label.split(" ", 1), member.name, member.value):
                assert read_choice(text, kind) is member, text


@pytest.mark.parametrize(
    ("header", "what", "place"),
    [
        ("断面编码,年份,目标类别", "缺少列", None),
        ("断面编码,年份,目标类别,依据,备注", "未知的列", "E"),
        ("断面编码,年分,目标类别,依据", "未知的列", "B"),
        ("断面编码,年份,目标类别,source,依据", "列重复", "E"),
        ("断面编码,断面编码,目标类别,依据", "列名重复", "断面编码"),
    ],
)
def test_a_wrong_header_is_refused(
    tmp_path: Path, header: str, what: str, place: str | None
) -> None:
    path = tmp_path / "t.csv"
    row = ",".join(["S01", "2020", "Ⅲ", "目标书", "x"][: header.count(",") + 1])
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(FileFault, match=what) as caught:
        read(SECTION_TARGETS, path)
    assert (caught.value.row, caught.value.field) == (1, place)


def test_headings_are_known_in_chinese_english_or_both_and_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n依据 source,YEAR,目标类别,断面编码\n目标书,2020,Ⅲ,S01\n", encoding="utf-8")
    (row,) = read(SECTION_TARGETS, path).rows
    assert row == SectionTarget(
        section="S01", year=2020, target_class=WaterClass.III, source="目标书"
    )


def test_merged_cells_of_a_workbook_are_refused_with_their_place(tmp_path: Path) -> None:
    lines = [TARGET_HEADER.split(","), ["S01", 2020, "Ⅲ", "目标书"], ["", 2021, "Ⅲ", "目标书"]]
    with pytest.raises(FileFault, match="合并单元格") as caught:
        read(SECTION_TARGETS, workbook(tmp_path / "t.xlsx", *lines, merged="A2:A3"))
    assert (caught.value.row, caught.value.field) == (2, "A")
    assert caught.value.found == "A2:A3"


@pytest.mark.parametrize(("cell", "shown"), [("#REF!", "#REF!"), ("=1/0", "=1/0")])
def test_errors_and_formulas_without_a_result_are_refused_with_their_place(
    cell: str, shown: str, tmp_path: Path
) -> None:
    lines = [TARGET_HEADER.split(","), ["S01", 2020, cell, "目标书"], ["S01", 2021, "Ⅲ", "#N/A"]]
    with pytest.raises(FileFault, match="错误值或未计算的公式") as caught:
        read(SECTION_TARGETS, workbook(tmp_path / "t.xlsx", *lines))
    assert (caught.value.row, caught.value.field) == (2, "C")
    assert caught.value.found == f"{shown} 等 2 处 and others"


def test_a_workbook_is_read_with_its_types(tmp_path: Path) -> None:
    header = [ASSESSMENT_SECTIONS.heading(field) for field in ASSESSMENT_SECTIONS.row.columns()]
    line = [
        1001, "甲桥", None, "云溪", "river mouth", "river", 990101, None, None, 113.264385,
        23.1, datetime(2020, 1, 1), date(2020, 12, 31),
    ]  # fmt: skip
    path = workbook(tmp_path / "s.xlsx", [], header, line)
    known = {"areas": {"990101"}, "sites": set(), "assessment_sections": set()}
    (row,) = read(ASSESSMENT_SECTIONS, path, known).rows
    assert (row.code, row.area, row.kind) == ("1001", "990101", SectionKind.RIVER_MOUTH)
    assert (row.longitude, row.latitude) == (Decimal("113.264385"), Decimal("23.1"))
    assert (row.assessed_from, row.assessed_to) == (date(2020, 1, 1), date(2020, 12, 31))
    line[1], line[7], line[8] = date(2020, 1, 2), True, date(2020, 1, 2)
    found = read(ASSESSMENT_SECTIONS, workbook(tmp_path / "s.xlsx", [], header, line), known)
    assert [(fault.row, str(fault.field)[0]) for fault in found.faults] == [
        (3, "B"), (3, "H"), (3, "I"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["2020-1-31", "2020/01/31", "2020.1.31", "2020年1月31日"])
def test_a_date_is_read_in_every_usual_spelling(text: str) -> None:
    row = OUTFALLS.row.model_validate(examples_of(OUTFALLS) | {"filed_on": text})
    assert row.filed_on == date(2020, 1, 31)


@pytest.mark.parametrize(
    ("name", "what"),
    [("t.txt", "不是表格文件"), ("none.csv", "无法打开文件"), ("none.xlsx", "无法读取工作簿")],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, what: str) -> None:
    with pytest.raises(FileFault, match=what):
        read(SECTION_TARGETS, tmp_path / name)


def test_other_faults_of_a_file_are_told(tmp_path: Path) -> None:
    path = targets(tmp_path / "t.csv", "S01,2020,Ⅲ,目标书,多一格")
    with pytest.raises(FileFault, match="表头之外") as caught:
        read(SECTION_TARGETS, path)
    assert (caught.value.row, caught.value.field) == (2, "E")
    path.write_bytes(f"{TARGET_HEADER}\nS01,2020,Ⅲ,目标书\n".encode("gb18030"))
    with pytest.raises(FileFault, match="gb18030"):
        read(SECTION_TARGETS, path)
    read_again = read_rows(
        SECTION_TARGETS, path, origin=Origin.MEASURED, known=KNOWN, encoding="gb18030"
    )
    assert len(read_again.rows) == 1
    (tmp_path / "broken.xlsx").write_bytes(b"PK broken")
    with pytest.raises(FileFault, match="无法读取工作簿"):
        read(SECTION_TARGETS, tmp_path / "broken.xlsx")
    with pytest.raises(FileFault, match="空文件"):
        read(SECTION_TARGETS, workbook(tmp_path / "empty.xlsx"))


def test_rows_count_lines_of_the_file_across_quoted_line_breaks(tmp_path: Path) -> None:
    path = targets(tmp_path / "t.csv", 'S01,2020,Ⅲ,"目标\n书"', "S09,2020,Ⅲ,目标书")
    assert [fault.row for fault in read(SECTION_TARGETS, path).faults] == [2, 4]


@pytest.mark.parametrize(
    ("register", "changes", "field"),
    [
        (ASSESSMENT_SECTIONS, {"downstream_section": "S01"}, "downstream_section"),
        (ASSESSMENT_SECTIONS, {"downstream_section": ""}, "travel_time_h"),
        (ASSESSMENT_SECTIONS, {"longitude": ""}, "latitude"),
        (ASSESSMENT_SECTIONS, {"longitude": "23.1", "latitude": "113.2"}, "longitude"),
        (ASSESSMENT_SECTIONS, {"assessed_to": "2019-12-31"}, "assessed_to"),
        (register_named("drinking_sources"), {"in_use_to": "2012-04-30"}, "in_use_to"),
        (register_named("drinking_sources"), {"assessment_year": ""}, "assessment_score"),
        (register_named("drinking_sources"), {"assessment_score": "100.01"}, "assessment_score"),
        (register_named("source_volumes"), {"month": "13"}, "month"),
        (register_named("source_volumes"), {"volume_t": "-1"}, "volume_t"),
        (PROTECTION_ZONES, {"approved_on": ""}, "approved_on"),
        (PROTECTION_ZONES, {"mark_checked_on": ""}, "mark_result"),
        (PROTECTION_ZONES, {"outline": "POINT(113 23)"}, "outline"),
        (PROTECTION_ZONES, {"outline": "POLYGON((113 23, 114 23, 113 23))"}, "outline"),
        (PROTECTION_ZONES, {"outline": "POLYGON((23 113, 24 113, 24 114, 23 113))"}, "outline"),
        (OUTFALLS, {"valid_to": "2020-03-01"}, "valid_to"),
        (OUTFALLS, {"downstream_section": ""}, "travel_time_h"),
        (OUTFALLS, {"filed_on": ""}, "filed_on"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, register: Register[Any], changes: dict[str, str], field: str
) -> None:
    header = [register.heading(name) for name in register.row.columns()]
    content = examples_of(register) | changes
    path = workbook(tmp_path / "a.xlsx", header, list(content.values()))
    faults = read(register, path, codes_of(register)).faults
    assert faults
    assert register.heading(field) in str(faults[0].field)


def test_several_polygons_and_holes_are_outlines() -> None:
    ring = "(113 23, 114 23, 114 24, 113 23)"
    for outline in (f"MULTIPOLYGON(({ring}),({ring}))", f"polygon ({ring}, {ring})"):
        row = examples_of(PROTECTION_ZONES) | {"outline": outline}
        assert PROTECTION_ZONES.row.model_validate(row).outline == outline


def test_an_unknown_register_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        register_named("outfall")
    assert "outfalls" in str(caught.value.expected)
