"""A laboratory's results, CSV or XLSX: marks, units, merged cells, and what is left out and why."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.units import power_to
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sites import ControlLevel, Medium, load_sites
from yunzhu.observations.water_feeds import LABORATORY
from yunzhu.periods import minute_index, minute_start
from yunzhu.workspace import Workspace

NOW = datetime(2024, 7, 1, 12, 0)
HEADER = ("样品编号", "点位/断面", "采样时间", "项目", "结果", "单位", "方法", "实验室", "检出限")
MAY_8 = "2024-05-08 09:30"
Bring = Callable[..., ImportReport]


def result(
    item: str = "氨氮",
    value: Any = "0.25",
    unit: str = "mg/L",
    *,
    site: Any = "甲断面",
    time: Any = MAY_8,
    limit: str = "",
) -> tuple[Any, ...]:
    return ("S1", site, time, item, value, unit, "HJ 535", "模拟实验室", limit)


def csv_of(*rows: Sequence[Any]) -> bytes:
    return "\n".join(",".join(str(cell) for cell in row) for row in rows).encode()


def workbook_of(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Callable:
    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
        book.save(path)

    return write


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Bring:
    def import_content(content: Any, *, name: str = "", mapping: str = "", **options: Any) -> Any:
        path = tmp_path / (name or ("a.csv" if isinstance(content, bytes) else "a.xlsx"))
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        if mapping:
            options["mapping"] = tmp_path / "mapping.yaml"
            options["mapping"].write_text(mapping, encoding="utf-8")
        chosen = SampleImportOptions(feed=LABORATORY, **options)
        return import_samples(workspace, path, chosen, now=NOW)

    return import_content


@pytest.fixture
def stored(workspace: Workspace) -> Callable[[], list[tuple[str, str, str, int, int]]]:
    """Every newest sample: site, item, stamp, number times 10**8, mark."""

    def read() -> list[tuple[str, str, str, int, int]]:
        lake = SampleLake(workspace)
        span = lake.span()
        if span is None:
            return []
        found = lake.read(span.first, span.last)
        return [
            (found.sites[s], found.items[i], f"{minute_start(m):%Y-%m-%d %H:%M}", n, mark)
            for s, i, m, n, mark in zip(
                found.site.tolist(),
                found.item.tolist(),
                found.minutes.tolist(),
                found.numbers.tolist(),
                found.marks.tolist(),
                strict=True,
            )
        ]

    return read


@pytest.mark.parametrize(
    ("value", "unit", "limit", "number", "mark"),
    [
        ("0.25", "mg/L", "", 25_000_000, 0),
        ("250", "μg/L", "", 25_000_000, 0),
        ("250", "ug/l", "", 25_000_000, 0),
        ("<0.025", "mg/L", "", 2_500_000, 1),
        ("0.025L", "mg/L", "", 2_500_000, 1),
        ("25L", "µg/L", "", 2_500_000, 1),
        ("ND", "mg/L", "0.025", 2_500_000, 1),
        ("未检出", "µg/L", "25", 2_500_000, 1),
        ("2.5E-2", "mg/L", "", 2_500_000, 0),
    ],
)
def test_results_with_marks_and_units_are_read_exactly(
    bring: Bring, stored: Any, value: str, unit: str, limit: str, number: int, mark: int
) -> None:
    report = bring(csv_of(HEADER, result(value=value, unit=unit, limit=limit)))
    assert report.exit_code == 0
    assert stored() == [("甲断面", "NH3N", MAY_8, number, mark)]


@pytest.mark.parametrize(
    ("item", "clean", "beyond"),
    # Clean water in µg/L given as mg/L: phosphorus, ammonia, copper, cyanide.
    [("总磷", "0.4", "30"), ("氨氮", "2", "25"), ("铜", "1", "5"), ("氰化物", "0.2", "1")],
)
def test_clean_water_in_another_unit_is_stored_and_named_with_its_row(
    bring: Bring, item: str, clean: str, beyond: str
) -> None:
    as_usual = bring(csv_of(HEADER, result(item, clean)))
    assert not [note for note in as_usual.notes if "核对单位" in note]
    told = bring(
        csv_of(HEADER, result(item, clean, site="乙断面"), result(item, beyond)), name="b.csv"
    )
    (note,) = [note for note in told.notes if "核对单位" in note]
    assert f"最大 largest {beyond}, 行 row 3" in note


@pytest.mark.parametrize("day", ["2024-05-08", "2024/5/8", "2024.5.8", "2024年5月8日"])
def test_dates_are_taken_as_registers_take_them(bring: Bring, stored: Any, day: str) -> None:
    assert bring(csv_of(HEADER, result(time=f"{day} 09:30"))).exit_code == 0
    assert [stamp for _, _, stamp, _, _ in stored()] == [MAY_8]


def test_counts_in_other_volumes_and_above_the_range(bring: Bring, stored: Any) -> None:
    bring(csv_of(HEADER, result("粪大肠菌群", ">24000", "MPN/100mL")))
    assert stored() == [("甲断面", "FC", MAY_8, 240_000 * 10**8, 2)]


def test_method_laboratory_and_text_are_kept(bring: Bring, workspace: Workspace) -> None:
    bring(csv_of(HEADER, result(value="0.025L")))
    (version,) = SampleLake(workspace).versions(
        "甲断面", "NH3N", minute_index(datetime(2024, 5, 8, 9, 30))
    )
    assert (version.text, version.method, version.laboratory) == ("0.025L", "HJ 535", "模拟实验室")
    assert (version.standing, version.polled) == ("final", None)


@pytest.mark.parametrize(
    ("row", "field", "value", "reason", "expected"),
    [
        (result(value="０.25"), "结果", "０.25", "全角字符", "half-width: 0.25"),
        (result(time="２０２４-05-08"), "采样时间", "２０２４-05-08", "全角字符", "2024-05-08"),
        (result(value="约0.2"), "结果", "约0.2", "不是数字", "0..200 mg/L"),
        (result(value="2.5×10^4"), "结果", "2.5×10^4", "不是数字", ""),
        (result(value="<0.2L"), "结果", "<0.2L", "不是数字", ""),
        (result(value="ND"), "结果", "ND", "未检出而无检出限", ""),
        # µg/L given as mg/L
        (result("总磷", "85"), "结果", "85", "超出可存范围, 或单位数量级有误", "0..40 mg/L"),
        (result(value="-0.2"), "结果", "-0.2", "负值 a negative number", "0..200 mg/L"),
        (result("pH", "6.8", "mg/L"), "单位", "mg/L", "单位未知或缺少", "无单位"),
        (result(unit=""), "单位", "", "单位未知或缺少", "ug/l"),
        (result("氨氰"), "项目", "氨氰", "未知项目", "did you mean '氨氮'"),
        (result(""), "项目", "", "未知项目", ""),
        (result(site=""), "点位/断面", "", "缺少点位", ""),
        (result(time="05-08 09:30"), "采样时间", "05-08 09:30", "时间没有年份", "YYYY-MM-DD"),
        (result(time="2024-02-30"), "采样时间", "2024-02-30", "日期不存在", ""),
        (result(time="昨天"), "采样时间", "昨天", "无法识别的时间", "YYYY-MM-DD HH:MM"),
    ],
)
def test_a_wrong_cell_is_told_with_row_and_column_and_the_rest_is_stored(
    bring: Bring, row: Any, field: str, value: str, reason: str, expected: str
) -> None:
    report = bring(csv_of(HEADER, result("pH", "7.1", ""), row))
    (told,) = report.shown
    assert (told.row, told.field, told.value) == (3, field, value)
    assert told.reason.startswith(reason)
    assert expected in told.expected
    assert (report.new, report.quarantined, report.exit_code) == (1, 1, 1)


def test_one_column_per_item_with_its_unit_in_the_header(bring: Bring, stored: Any) -> None:
    header = (
        "断面",
        "采样日期",
        "pH",
        "氨氮（mg/L）",
        "总磷(以P计)(µg/L)",
        "铬(六价)(mg/L)",
        "备注",
    )
    report = bring(csv_of(header, ("甲断面", "2024/5/8", "7.1", "0.5", "85", "0.004L", "晴"), ()))
    assert stored() == [
        ("甲断面", "pH", "2024-05-08 00:00", 710_000_000, 0),
        ("甲断面", "NH3N", "2024-05-08 00:00", 50_000_000, 0),
        ("甲断面", "TP", "2024-05-08 00:00", 8_500_000, 0),
        ("甲断面", "Cr6", "2024-05-08 00:00", 400_000, 1),
    ]
    assert report.ignored_columns == ("备注",)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        (("断面", "采样日期", "氨氮"), "氨氮"),
        (("断面", "采样日期", "氨氮(ppm)"), "氨氮(ppm)"),
        (("断面", "采样日期", "氨氮(mg/L)", "氨氮(µg/L)"), "氨氮(µg/L)"),
        (("断面", "采样日期", "备注"), None),
        (("采样日期", "氨氮(mg/L)"), "点位/断面"),
        (("断面", "采样时间", "项目", "结果"), "单位"),
    ],
)
def test_a_header_that_does_not_say_enough_stores_nothing(
    bring: Bring, workspace: Workspace, header: Sequence[str], field: str | None
) -> None:
    with pytest.raises(FileFault, match=r"mapping|one column per item") as caught:
        bring(csv_of(header, ["1"] * len(header)))
    assert (caught.value.row, caught.value.field) == (1, field)
    assert SampleLake(workspace).sites() == ()


TITLED = [("2024 年 5 月监测结果",), (), HEADER, result(), result(value="x")]


@pytest.mark.parametrize("content", [csv_of(*TITLED), workbook_of(TITLED)], ids=["csv", "xlsx"])
def test_a_title_above_the_header_is_told_and_passed_over_where_the_mapping_says_so(
    bring: Bring, stored: Any, content: Any
) -> None:
    with pytest.raises(FileFault, match="缺少列") as caught:
        bring(content)
    assert caught.value.row == 1
    assert "header_row: 2" in str(caught.value.action)
    report = bring(content, mapping=LONG + "header_row: 3")
    assert [(told.row, told.value) for told in report.shown] == [(5, "x")]
    assert [one[1] for one in stored()] == ["NH3N"]


@pytest.mark.parametrize("content", [csv_of(*TITLED), workbook_of(TITLED)], ids=["csv", "xlsx"])
@pytest.mark.parametrize("row", [2, 9])
def test_a_row_without_a_header_is_refused(bring: Bring, content: Any, row: int) -> None:
    with pytest.raises(FileFault, match="no header on this row") as caught:
        bring(content, mapping=LONG + f"header_row: {row}")
    assert (caught.value.row, caught.value.field) == (row, "header_row")


def test_a_missing_column_is_told_on_the_row_of_the_header(bring: Bring) -> None:
    with pytest.raises(FileFault, match="缺少列") as caught:
        bring(csv_of(*TITLED), mapping=LONG.replace("单位", "计量") + "header_row: 3")
    assert (caught.value.row, caught.value.field) == (3, "计量")


def test_a_workbook_reads_as_its_table(bring: Bring, stored: Any) -> None:
    rows = [
        HEADER,
        result(value=0.1 + 0.2, time=datetime(2024, 5, 8, 9, 30)),
        result("化学需氧量", 12, time=datetime(2024, 5, 8)),
    ]
    assert bring(workbook_of(rows)).exit_code == 0
    assert stored() == [
        ("甲断面", "COD", "2024-05-08 00:00", 1_200_000_000, 0),
        ("甲断面", "NH3N", MAY_8, 30_000_000, 0),
    ]


MERGED = workbook_of(
    [HEADER, result(), result("总磷", "0.05", site=None, time=None), result("pH", "7", "")],
    ["B2:B3", "C2:C3"],
)


def test_merged_cells_are_told_with_row_and_column(bring: Bring, stored: Any) -> None:
    report = bring(MERGED)
    (told,) = report.shown
    assert (told.row, told.field, told.cells) == (3, "点位/断面", 1)
    assert "begun on row 2" in told.reason
    assert "carry_down: [点位/断面]" in told.expected
    assert [one[1] for one in stored()] == ["pH", "NH3N"]


def offset(path: Path) -> None:
    """A table that begins at C3, with a merged site."""
    book = openpyxl.Workbook()
    for row, cells in enumerate([HEADER, result(), result("总磷", "0.05", site=None)], 3):
        for column, cell in enumerate(cells, 3):
            book.active.cell(row, column, cell)
    book.active.merge_cells("D4:D5")
    book.save(path)


def test_merged_cells_are_told_in_a_table_that_begins_elsewhere(bring: Bring) -> None:
    (told,) = bring(offset).shown
    assert (told.row, told.field) == (5, "点位/断面")
    assert "begun on row 4" in told.reason


@pytest.mark.parametrize(("cell", "text"), [("#N/A", "#N/A"), ("=F2/0", "=F2/0")])
def test_errors_and_formulas_without_a_result_are_told(
    bring: Bring, stored: Any, cell: str, text: str
) -> None:
    report = bring(workbook_of([HEADER, result("总磷", "0.05"), result(value=cell)]))
    (told,) = report.shown
    assert (told.row, told.field, told.value, told.cells) == (3, "结果", text, 1)
    assert "错误值或未计算的公式" in told.reason
    assert [one[1] for one in stored()] == ["TP"]


def test_a_last_row_of_errors_alone_is_told(bring: Bring) -> None:
    rows = [HEADER, result(), ("=A2", *["#REF!"] * 8)]
    (told,) = bring(workbook_of(rows)).shown
    assert (told.row, told.field, told.value) == (3, "点位/断面", "#REF!")


def test_in_a_wide_table_only_the_cell_without_a_value_is_left_out(
    bring: Bring, stored: Any
) -> None:
    header = ("断面", "采样日期", "氨氮(mg/L)", "总磷(mg/L)", "备注")
    (told,) = bring(workbook_of([header, ("甲", MAY_8, "=1/0", "0.05", "#N/A")])).shown
    assert (told.row, told.field, told.value) == (2, "氨氮(mg/L)", "=1/0")
    assert [one[1] for one in stored()] == ["TP"]


def test_a_site_in_error_is_not_carried_down(bring: Bring, stored: Any) -> None:
    rows = [HEADER, result(), result("总磷", site="#REF!"), result("pH", "7", "", site=None)]
    report = bring(workbook_of(rows), mapping=LONG + "carry_down: [点位/断面]")
    assert [(one.row, one.field, one.value) for one in report.shown] == [
        (3, "点位/断面", "#REF!"),
        (4, "点位/断面", "#REF!"),
    ]
    assert [one[:2] for one in stored()] == [("甲断面", "NH3N")]


def calculated(path: Path) -> None:
    """A workbook as a spreadsheet saves it: formulas with results, one of them an empty text."""
    workbook_of([HEADER, result(value="=0.1+0.2"), result("总磷", '=""')])(path)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    text = parts[sheet].decode()
    text = text.replace("<f>0.1+0.2</f><v />", "<f>0.1+0.2</f><v>0.3</v>")
    text = text.replace('<c r="E3"><f>""</f><v />', '<c r="E3" t="str"><f>""</f><v></v>')
    parts[sheet] = text.encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)


def test_calculated_formulas_are_their_results(bring: Bring, stored: Any) -> None:
    assert bring(calculated).exit_code == 0
    assert [one[1:4] for one in stored()] == [("NH3N", MAY_8, 30_000_000)]


LONG = """
site: 点位/断面
time: 采样时间
item: 项目
result: 结果
unit: 单位
"""


def test_merged_cells_are_carried_down_where_the_mapping_says_so(bring: Bring, stored: Any) -> None:
    assert bring(MERGED, mapping=LONG + "carry_down: [点位/断面, 采样时间]").exit_code == 0
    assert [one[:3] for one in stored()] == [
        ("甲断面", "pH", MAY_8),
        ("甲断面", "NH3N", MAY_8),
        ("甲断面", "TP", MAY_8),
    ]


def test_a_merged_result_is_no_result_of_the_second_row(bring: Bring) -> None:
    rows = [HEADER, result(), result("总磷", None)]
    (told,) = bring(workbook_of(rows, ["E2:E3"])).shown
    assert (told.row, told.field) == (3, "结果")


def test_a_mapping_names_columns_units_and_time(bring: Bring, stored: Any) -> None:
    mapping = """
site_constant: 甲水源
time: when
time_format: "%d.%m.%Y %H"
items:
  NH3N: {column: ammonia, unit: µg/L}
laboratory_constant: 模拟实验室
standing: provisional
delimiter: ";"
"""
    content = b"when;ammonia\n08.05.2024 9;250\n"
    bring(content, mapping=mapping, medium=Medium.DRINKING_SOURCE)
    assert stored() == [("甲水源", "NH3N", "2024-05-08 09:00", 25_000_000, 0)]


@pytest.mark.parametrize(
    "mapping",
    [
        LONG + "colour: red",
        LONG.replace("site:", "site_constant: A\nsite:"),
        LONG.replace("unit: 单位", ""),
        LONG + "items: {NH3N: {column: 结果, unit: mg/L}}",
        "site: A\ntime: B\nitems: {XX: {column: C}}",
        "site: A\ntime: B\nitems: {NH3N: {column: C, unit: ppm}}",
        LONG + "carry_down: [备注]",
    ],
)
def test_a_wrong_mapping_is_refused(bring: Bring, mapping: str) -> None:
    with pytest.raises(FileFault, match="the mapping is wrong"):
        bring(csv_of(HEADER, result()), mapping=mapping)


def test_two_results_of_one_item_are_left_out_when_they_differ(bring: Bring, stored: Any) -> None:
    report = bring(
        csv_of(
            HEADER, result(), result("总磷", "0.05"), result(value="0.26"), result("总磷", "0.05")
        )
    )
    assert [(told.row, told.field, told.value) for told in report.shown] == [
        (2, "结果", "0.25"),
        (4, "结果", "0.26"),
    ]
    assert "row 4 (甲断面, NH3N, 2024-05-08 09:30)" in report.shown[0].expected
    assert (report.new, report.repeated, report.quarantined) == (1, 1, 2)
    assert [one[1] for one in stored()] == ["TP"]


def test_results_by_item_that_differ_are_told_by_their_column(bring: Bring) -> None:
    header = ("断面", "采样日期", "氨氮(mg/L)")
    report = bring(csv_of(header, ("甲断面", MAY_8, "0.25"), ("甲断面", MAY_8, "0.26")))
    assert [told.field for told in report.shown] == ["氨氮(mg/L)", "氨氮(mg/L)"]


@pytest.mark.parametrize(
    "written", ["2024年5月8日 09:30", "2024年05月08日9:30", "2024/5/8 9:30", "2024.5.8T9:30:00"]
)
def test_an_hour_may_follow_a_date_of_any_form(bring: Bring, stored: Any, written: str) -> None:
    assert bring(csv_of(HEADER, result(time=written))).exit_code == 0
    assert [one[2] for one in stored()] == [MAY_8]


def test_a_corrected_result_is_a_new_version(bring: Bring, stored: Any) -> None:
    bring(csv_of(HEADER, result()))
    report = bring(csv_of(HEADER, result(value="0.26")), name="b.csv")
    assert (report.new, report.superseding) == (0, 1)
    assert bring(csv_of(HEADER, result())).received_before == 1
    assert stored() == [("甲断面", "NH3N", MAY_8, 26_000_000, 0)]


def test_new_sites_bear_the_medium_that_is_said(bring: Bring, workspace: Workspace) -> None:
    bring(csv_of(HEADER, result()), medium=Medium.GROUNDWATER, area="990100")
    (site,) = load_sites(workspace)
    assert (site.medium, site.area, site.control_level) == (
        Medium.GROUNDWATER,
        "990100",
        ControlLevel.MUNICIPAL,
    )


def test_units_convert_by_powers_of_ten_only() -> None:
    assert power_to("mg/L", "ＭＧ／Ｌ") == 0
    assert power_to("mg/L", "mmol/L") is None
    assert power_to("µS/cm", "mS/m") == 1
    assert power_to("", "℃") is None
    assert power_to("°C", "℃") == 0


def test_traces_that_may_be_in_another_unit_are_stored_and_named(bring: Bring, stored) -> None:
    """0.05 µg/L of mercury is clean water; as mg/L it is fifty times the worst limit."""
    report = bring(
        "断面,采样时间,项目,结果,单位\n"
        "甲断面,2024-05-08 09:30,汞,0.05,mg/L\n"
        "甲断面,2024-05-08 10:30,汞,0.05,µg/L\n"
        "甲断面,2024-05-08 09:30,氨氮,2.5,mg/L\n".encode()
    )
    assert report.rejections == 0
    assert len(stored()) == 3
    (note,) = [one for one in report.notes if "µg/L" in one]
    assert note.startswith("Hg: 1 个值大于 values above 0.002 mg/L, 最大 largest 0.05, 行 row 2;")
