"""``yunzhu register`` and ``yunzhu city alarms`` as a user types them."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from yunzhu.city.actions.alarms import raise_alarms
from yunzhu.city.records import Alarmed
from yunzhu.city.setup import close_city, open_city
from yunzhu.periods import city_now
from yunzhu.workspace import open_workspace

HEADER = "断面编码,年份,目标类别,依据\n"
SECTIONS = (
    "code,name,site,river,kind,water_body,area,downstream_section,travel_time_h,longitude,latitude,"
    "assessed_from,assessed_to\n"
)


@pytest.fixture
def in_registers(in_city, told):
    """Run ``yunzhu register`` in a measured city with an area and two sections."""
    in_city("area", "990101", "甲区", "--level", "district")
    lines = (
        "S01,甲桥,,云溪,考核断面,河流,990101,,,,,,\nS02,乙桥,,云溪,考核断面,河流,990101,S01,6,,,,\n"
    )
    Path("sections.csv").write_text(SECTIONS + lines, encoding="utf-8")
    told("register", "import", "assessment_sections", "sections.csv")
    return lambda *words: told("register", *words)


def targets(*lines: str) -> str:
    Path("targets.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines), "utf-8")
    return "targets.csv"


def test_a_register_goes_from_template_to_import_and_back(in_registers) -> None:
    assert "模板已写出" in in_registers("template", "section_targets", "template.csv")
    header = Path("template.csv").read_text("utf-8-sig")
    Path("filled.csv").write_text(f"{header.strip()}\nS01,2020,Ⅲ,目标书\n", encoding="utf-8")
    assert "新增 new 1, 变更 changed 0, 不变 unchanged 0, 错误 faults 0" in in_registers(
        "import", "section_targets", "filled.csv", "--by", "甲"
    )
    assert "1 行 rows, out.xlsx" in in_registers("export", "section_targets", "out.xlsx")
    assert "新增 new 0, 变更 changed 0, 不变 unchanged 1" in in_registers(
        "import", "断面目标名录", "out.xlsx"
    )
    counts = {
        row["name"]: row["rows"] for row in json.loads(in_registers("list", "--format", "json"))
    }
    assert (counts["assessment_sections"], counts["section_targets"]) == (2, 1)


def counts(in_registers) -> dict[str, int]:
    return {
        row["name"]: row["rows"] for row in json.loads(in_registers("list", "--format", "json"))
    }


def test_a_template_is_explained_without_a_city(told) -> None:
    rows = json.loads(told("register", "template", "section_targets", "--format", "json"))
    assert [row["heading"] for row in rows][:2] == ["断面编码 section", "年份 year"]
    assert "Ⅲ类 III" in rows[2]["kind"]


def test_a_check_tells_every_fault_and_change_and_ends_with_1(in_registers, yunzhu) -> None:
    in_registers("import", "section_targets", targets("S01,2020,Ⅲ,目标书"))
    file = targets("S01,2020,Ⅱ,目标书", "S09,2021,Ⅶ,目标书")
    checked = yunzhu("register", "check", "section_targets", file, "--format", "csv")
    assert checked.code == 1
    rows = list(csv.DictReader(io.StringIO(checked.out)))
    assert [(row["result"], row["row"], row["column"][:1]) for row in rows] == [
        ("错误 fault", "3", "A"),
        ("错误 fault", "3", "C"),
        ("变更 changed", "", "目"),
    ]
    assert (rows[2]["found"], rows[2]["expected"]) == ("Ⅲ类 III", "Ⅱ类 II")
    assert "错误 faults 2" in checked.err
    fine = yunzhu("register", "check", "section_targets", targets("S02,2020,Ⅲ,目标书"))
    assert fine.code == 0
    assert "S02/2020" in fine.out


def test_an_import_with_a_fault_prints_all_of_them_and_stores_nothing(in_registers, yunzhu) -> None:
    file = targets("S01,2020,Ⅲ,甲", "S02,２０２０,Ⅲ,乙", "S02,2021,Ⅲ,")
    done = yunzhu("register", "import", "section_targets", file)
    assert done.code == 2
    assert "B 年份 year" in done.out
    assert "D 依据 source" in done.out
    assert "2 处有误，未存入任何一行" in done.err
    assert "行 row: 3" in done.err
    counts = {
        row["name"]: row["rows"] for row in json.loads(in_registers("list", "--format", "json"))
    }
    assert counts["section_targets"] == 0


def test_history_and_withdrawal(in_registers, in_city, yunzhu) -> None:
    in_registers("import", "section_targets", targets("S01,2020,Ⅲ,目标书"), "--by", "甲")
    in_registers("import", "section_targets", targets("S01,2020,Ⅱ,目标书"), "--by", "乙")
    in_registers("withdraw", "section_targets", "S01", "2020", "--reason", "误", "--by", "丙")
    rows = json.loads(in_registers("history", "section_targets", "S01", "2020", "--format", "json"))
    assert [(row["by"], row["change"], row["source"]) for row in rows] == [
        ("甲", "新增 new", "targets.csv"),
        ("乙", "变更 changed", "targets.csv"),
        ("丙", "撤销 withdrawn", "误"),
    ]
    assert rows[1]["differences"] == ["目标类别 target_class: Ⅲ类 III → Ⅱ类 II"]
    refused = yunzhu("register", "withdraw", "assessment_sections", "S01", "--reason", "误")
    assert refused.code == 2
    assert "assessment_sections S02" in refused.err
    assert "审计链完整" in in_city("audit")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "targets", "a.csv"), "没有此名录"),
        (("check", "outfalls", "none.csv"), "无法打开文件"),
        (("export", "outfalls", "a.pdf"), "不是表格文件"),
        (("history", "outfalls", "P99"), "中没有"),
    ],
)
def test_wrong_use_is_told_and_ends_with_2(in_registers, yunzhu, words, message: str) -> None:
    done = yunzhu("register", *words)
    assert done.code == 2
    assert message in done.err


def test_an_alarm_is_acknowledged_handled_and_closed(in_city, yunzhu) -> None:
    open_city(open_workspace(Path()))
    alarm = Alarmed(
        "某省·甲桥", "TP", "jump", datetime(2020, 6, 1, 8), "1.2", "mg/L", "骤升", "采样",
        (("中位数", "0.1"),),
    )  # fmt: skip
    raise_alarms([alarm], by="本机 local operator")
    close_city()
    assert "已确认 acknowledged: 1" in in_city("alarms", "acknowledge", "1", "--by", "甲")
    assert "已处置 handled: 1" in in_city("alarms", "handle", "1", "--note", "已采样", "--by", "乙")
    refused = yunzhu("city", "alarms", "acknowledge", "1", "--by", "甲")
    assert refused.code == 2
    assert "此状态下不能这样做" in refused.err
    assert "已关闭 closed: 1" in in_city("alarms", "close", "1", "--note", "误报", "--by", "丙")
    (row,) = json.loads(
        in_city("alarms", "list", "--as-of", str(city_now().date()), "--format", "json")
    )
    assert (row["site"], row["value"], row["state"]) == ("某省·甲桥", "1.2 mg/L", "已关闭 closed")
    assert row["numbers"] == {"中位数": "0.1"}
    assert len(row["steps"]) == 4
    assert "误报" in row["steps"][-1]
    assert json.loads(in_city("alarms", "list", "--as-of", "2020-05-31", "--format", "json")) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("alarms", "close", "999", "--note", "x", "--by", "甲"), "yunzhu city alarms list"),
        (("submit", "999", "--by", "甲"), "yunzhu city items"),
        (("expand", "999"), "yunzhu city series"),
    ],
)
def test_a_number_that_nothing_has_is_told_with_what_there_is(
    in_city, yunzhu, words: tuple[str, ...], told: str
) -> None:
    done = yunzhu("city", *words)
    assert done.code == 2
    assert f"值 found: 999 | 应为 expected: （空）none there yet | 处理 action: {told}" in done.err
