"""A ledger's file is read as a register's is: the same rows, the same faults, cell by cell."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunzhu.city.ledgers import LEDGERS, VEHICLE_TESTS, WASTE_MANIFESTS, ledger_named
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.ledgers.reading import LedgerFile
from yunzhu.city.registers.boilers import Boiler
from yunzhu.city.registers.outfalls import Outfall
from yunzhu.city.registers.reading import read_rows
from yunzhu.city.registers.writing import write_register
from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.feeds import text_source
from yunzhu.values import Origin

EVERY = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.name)
FIRMS = {column.example for column in WASTE_MANIFESTS.row.columns().values()}
KNOWN = {"areas": {"990101", "990102"}, "enterprises": FIRMS}


def examples_of(ledger: Ledger[Any]) -> dict[str, str]:
    return {field: column.example for field, column in ledger.row.columns().items()}


def written(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def by_columns(ledger: Ledger[Any], path: Path) -> tuple[int, list[Any], list[str]]:
    """Read a file as ledgers are read: number of rows, good rows, faults."""
    file = LedgerFile(ledger, path, origin=Origin.MEASURED, known=KNOWN)
    count, rows, faults = 0, [], []
    for block in file.blocks():
        count += block.count
        faults += [str(fault) for fault in block.faults]
        rows += [
            ledger.row.model_construct(**dict(zip(block.columns, values, strict=True)))
            for values in zip(*block.columns.values(), strict=True)
        ]
    return count, rows, faults


def by_rows(ledger: Ledger[Any], path: Path) -> tuple[int, list[Any], list[str]]:
    """Read a file as registers are read: number of rows, good rows, faults."""
    read = read_rows(ledger, path, origin=Origin.MEASURED, known=KNOWN)
    return read.count, [*read.rows], [str(fault) for fault in read.faults]


@EVERY
def test_the_examples_of_a_ledger_make_a_row(ledger: Ledger[Any], tmp_path: Path) -> None:
    examples = examples_of(ledger)
    path = written(tmp_path / "a.csv", tuple(examples), [tuple(examples.values())])
    count, (row,), faults = by_columns(ledger, path)
    assert (count, faults) == (1, [])
    assert row == ledger.row.model_validate(examples)


# Spellings that are good in some column, and what people write instead.
SPELLINGS = (
    "", " ", "是", "否", "1", "0", "true", "1.0", "-1", "2.50", "2.55555", "99999999999", "１２",
    "2020-05-12", "2020/5/13", "2020年5月14日", "2020-02-30", "20200512", "1899-01-01",
    "990101", " 990102 ", "990199", "９９０１０１", "99 0101", "柴油", "diesel", "DIESEL", "柴油车",
    "道路抽检", "remote sensing", "遥感", "合格", "不合格", "粤A12345", "粤AD12345", "粤a12345",
    "粤A·12345", "粤Ａ12345", "粤A1234567", "T1", "T 1", "T\n1", "T\x001", "é", "T" * 41,
    "HW49 900-041-49", "HW49 900-041-08", "900-041-49", "91440101MA5AAAAA7W",
    "91440101MA5CCCCC4P", "91440101MA5ZZZZZZZ",
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn, ledger: Ledger[Any]) -> list[tuple[str, ...]]:
    """Rows of which most cells are the examples, some another spelling, some keys a repetition."""
    examples = examples_of(ledger)
    rows = []
    for number in range(draw(st.integers(1, 12))):
        row = dict(examples, code=f"N{draw(st.integers(0, 30)) if number else 0}")
        for field in draw(st.lists(st.sampled_from([*examples]), max_size=4)):
            row[field] = draw(st.sampled_from(SPELLINGS))
        rows.append(tuple(row.values()))
    return rows


@EVERY
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_columns_and_rows_take_and_refuse_the_same(
    ledger: Ledger[Any], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"{ledger.name}.csv"
    rows = data.draw(tables(ledger))
    if not any(cell.strip() for row in rows for cell in row):
        return
    written(path, [*examples_of(ledger)], rows)
    assert by_columns(ledger, path) == by_rows(ledger, path)


@EVERY
@pytest.mark.parametrize("field", ["code", "plate", "day", "sent_t", "received_on", "receiver"])
def test_each_spelling_alone_is_judged_the_same(
    ledger: Ledger[Any], field: str, tmp_path: Path
) -> None:
    examples = examples_of(ledger)
    if field not in examples:
        pytest.skip("no such column")
    for number, spelling in enumerate(SPELLINGS):
        row = examples | {field: spelling}
        path = written(tmp_path / f"{number}.csv", tuple(row), [tuple(row.values())])
        assert by_columns(ledger, path) == by_rows(ledger, path), spelling


def test_each_fault_has_its_row_and_column_across_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Blocks of about 300 bytes: three or four rows each.
    monkeypatch.setattr(text_source, "BLOCK_BYTES", 300)
    examples = examples_of(VEHICLE_TESTS)
    rows = [[*(examples | {"code": f"T{number}"}).values()] for number in range(40)]
    rows[20][0] = "T7"
    rows[33][1] = "粤A1"
    rows[33][4] = "2020-13-01"
    rows.insert(5, [""] * len(rows[0]))
    path = written(tmp_path / "a.csv", [*examples], rows)
    count, good, faults = by_columns(VEHICLE_TESTS, path)
    assert (count, len(good)) == (40, 39)
    # The header is row 1 and the blank row counts: T7 stands in row 10, its repetition in row 23.
    assert [fault.split(" | ")[0] for fault in faults] == [
        "与第 10 行重复 the same key as in row 10",
        "不是号牌号码 not a plate",
        "不是日期 not a date",
    ]
    assert [fault.split(" | ")[2] for fault in faults] == ["行 row: 23", "行 row: 36", "行 row: 36"]
    assert faults == by_rows(VEHICLE_TESTS, path)[2]


def test_gzip_and_workbook_are_read_as_the_text_is(tmp_path: Path) -> None:
    ledger = WASTE_MANIFESTS
    examples = examples_of(ledger)
    row = ledger.row.model_validate(examples)
    plain = written(tmp_path / "a.csv", [*examples], [[*examples.values()]])
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    book = tmp_path / "a.xlsx"
    write_register(ledger, [row], book, origin=Origin.MEASURED)
    for path in (plain, packed, book):
        assert by_columns(ledger, path) == (1, [row], [])


def test_numbers_and_answers_of_a_workbook_are_not_mixed_up(tmp_path: Path) -> None:
    """1, 1.0 and true are equal in Python and are different cells."""
    examples = examples_of(VEHICLE_TESTS)
    book = openpyxl.Workbook()
    book.active.append([*examples])
    for number, cell in enumerate((1, True, "1", 0, False)):
        book.active.append([*(examples | {"code": f"T{number}", "is_local": cell}).values()])
    book.active.append([*(examples | {"code": 1}).values()])
    book.active.append([*(examples | {"code": True}).values()])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert by_columns(VEHICLE_TESTS, path) == by_rows(VEHICLE_TESTS, path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("code,plate\n1,2\n", "缺少列"),
        ("{header},x\n1\n", "未知的列"),
        ("{header}\n", "只有表头"),
        ("{header}\n,,\n", "只有表头"),
        ("{header}\n{row},x\n", "表头之外的单元格"),
        ('{header}\n"a\n', "引号不成对"),
        ("{header},来源\n{row},simulated\n", "never mix"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_register_is(
    text: str, what: str, tmp_path: Path
) -> None:
    examples = examples_of(VEHICLE_TESTS)
    path = tmp_path / "a.csv"
    filled = text.format(header=",".join(examples), row=",".join(examples.values()))
    path.write_text(filled, encoding="utf-8")
    with pytest.raises(FileFault, match=what) as told:
        by_columns(VEHICLE_TESTS, path)
    with pytest.raises(FileFault) as expected:
        by_rows(VEHICLE_TESTS, path)
    assert str(told.value) == str(expected.value)


def test_what_is_no_table_or_no_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("code\n1\n", encoding="utf-8")
    with pytest.raises(FileFault, match="不是表格文件"):
        by_columns(VEHICLE_TESTS, path)
    with pytest.raises(UsageError, match="vehicle_tests"):
        ledger_named("boilers")


def test_a_description_whose_cells_cannot_be_judged_alone_is_refused() -> None:
    with pytest.raises(AssertionError, match="fields that its rules read"):
        Ledger("boilers", "锅炉", Boiler)
    with pytest.raises(AssertionError, match="key of a ledger is one text"):
        Ledger("outfalls", "排污口", Outfall, key=("code", "name"), joint=("code",))
