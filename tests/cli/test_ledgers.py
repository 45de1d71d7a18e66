"""``yunzhu ledger`` as a user types it."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

HEADER = "检测编号,号牌号码,能源,方式,检测日期,所在区域,监督抽测,结果,本市登记\n"
ROW = "{code},粤A12345,柴油,道路抽检,{day},990101,是,合格,是\n"


@pytest.fixture
def in_ledgers(in_city, told):
    """Run ``yunzhu ledger`` in a measured city with an area."""
    in_city("area", "990101", "甲区", "--level", "district")
    return lambda *words: told("ledger", *words)


def rows(*codes: str, day: str = "2020-10-12", name: str = "tests.csv") -> str:
    text = HEADER + "".join(ROW.format(code=code, day=day) for code in codes)
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_a_ledger_goes_from_template_to_import_and_back(in_ledgers) -> None:
    assert "模板已写出" in in_ledgers("template", "vehicle_tests", "template.csv")
    assert "检测编号 code" in Path("template.csv").read_text("utf-8-sig")
    done = in_ledgers("import", "在用车抽测台账", rows("T1", "T2"), "--by", "甲")
    assert "2 行 rows: 新增 new 2, 不变 unchanged 0, 错误 faults 0, 回执 receipt 1" in done
    for name in ("out.csv", "out.xlsx"):
        assert "2 行 rows" in in_ledgers("export", "vehicle_tests", name)
        assert "新增 new 0, 不变 unchanged 2" in in_ledgers("import", "vehicle_tests", name)
    listed = json.loads(in_ledgers("list", "--format", "json"))
    assert {one["name"]: one["rows"] for one in listed} == {
        "vehicle_tests": 2,
        "waste_manifests": 0,
    }


def test_a_packed_file_is_imported(in_ledgers) -> None:
    Path("tests.csv.gz").write_bytes(gzip.compress(Path(rows("T1")).read_bytes()))
    assert "新增 new 1" in in_ledgers("import", "vehicle_tests", "tests.csv.gz")


def test_a_template_is_explained_without_a_city(told) -> None:
    explained = json.loads(told("ledger", "template", "vehicle_tests", "--format", "json"))
    assert "柴油 diesel" in explained[2]["kind"]


def test_a_check_tells_every_fault_and_ends_with_1(in_ledgers, yunzhu) -> None:
    file = rows("T1", "T1", day="2020-13-01")
    checked = yunzhu("ledger", "check", "vehicle_tests", file, "--format", "csv")
    assert checked.code == 1
    found = list(csv.DictReader(io.StringIO(checked.out)))
    assert [(one["row"], one["column"][:1]) for one in found] == [
        ("2", "E"),
        ("3", "A"),
        ("3", "E"),
    ]
    assert "错误 faults 3" in checked.err
    assert yunzhu("ledger", "check", "vehicle_tests", rows("T1")).code == 0


def test_an_import_with_faults_prints_them_and_ends_with_2(in_ledgers, yunzhu) -> None:
    done = yunzhu("ledger", "import", "vehicle_tests", rows("T1", day="2020-13-01"))
    assert done.code == 2
    assert "不是日期 not a date" in done.out
    assert "未存入任何一行" in done.err


def test_a_receipt_is_listed_and_withdrawn(in_ledgers, yunzhu) -> None:
    in_ledgers("import", "vehicle_tests", rows("T1"), "--by", "甲")
    changed = rows("T1", day="2020-11-12", name="changed.csv")
    refused = yunzhu("ledger", "import", "vehicle_tests", changed)
    assert refused.code == 2
    assert "yunzhu ledger withdraw vehicle_tests 1" in " ".join(refused.out.split())
    done = in_ledgers("withdraw", "vehicle_tests", "1", "--reason", "日期有误", "--by", "乙")
    assert "已撤销 withdrawn 在用车抽测台账 vehicle_tests: 回执 receipt 1, 1 行 rows" in done
    in_ledgers("import", "vehicle_tests", changed)
    first, second = json.loads(in_ledgers("receipts", "vehicle_tests", "--format", "json"))
    assert (first["file"], first["reason"], first["by"]) == ("tests.csv", "乙 日期有误", "甲")
    assert (second["file"], second["withdrawn"], second["new"]) == ("changed.csv", None, 1)
    again = yunzhu("ledger", "withdraw", "vehicle_tests", "1", "--reason", "误")
    assert again.code == 2
    assert "已撤销" in again.err


def test_an_unknown_ledger_is_told_with_those_that_are_there(in_ledgers, yunzhu) -> None:
    done = yunzhu("ledger", "receipts", "boilers")
    assert done.code == 2
    assert "vehicle_tests | waste_manifests" in done.err
