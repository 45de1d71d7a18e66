"""Ledgers in the database, on both engines: all or nothing, receipts, counts by query."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from yunzhu.city.actions import ledgers as ledger_actions
from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.ledgers import import_ledger_file, withdraw_ledger_receipt
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import (
    check_ledger_file,
    disagreements,
    ledger_counts,
    ledger_receipts,
    ledger_rows,
    ledger_sizes,
    verify_audit_chain,
)
from yunzhu.city.ledgers import LEDGERS, VEHICLE_TESTS, WASTE_MANIFESTS
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.ledgers.vehicle_tests import TestMethod, TestResult
from yunzhu.city.models import AuditEntry, LedgerReceipt, ledger_model_of
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import ENTERPRISES
from yunzhu.city.registers.writing import write_register
from yunzhu.errors import FileFault, RowsRefused, UsageError
from yunzhu.observations.feeds import text_source
from yunzhu.values import Origin

EVERY = pytest.mark.parametrize("ledger", LEDGERS, ids=lambda one: one.name)
FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)


@pytest.fixture
def prepared(city, tmp_path: Path) -> Any:
    """A city with an area and the three firms that the examples name."""
    register_areas(
        [
            AreaRecord("990100", "云珠市", "city", ""),
            AreaRecord("990101", "甲区", "district", "990100"),
        ],
        by=LOCAL_OPERATOR,
    )
    columns = WASTE_MANIFESTS.row.columns()
    firms = [columns[field].example for field in ("producer", "carrier", "receiver")]
    empty = dict.fromkeys(ENTERPRISES.row.columns(), "")
    rows = [empty | {"code": code, "name": code, "area": "990101"} for code in firms]
    import_register_file(
        ENTERPRISES, table(tmp_path / "firms.csv", [*empty], [[*row.values()] for row in rows]),
        by="甲",
    )  # fmt: skip
    return city


def table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def lines(ledger: Ledger[Any], path: Path, *changes: dict[str, str]) -> Path:
    """A file of rows, each the examples with changes."""
    examples = {field: column.example for field, column in ledger.row.columns().items()}
    return table(path, [*examples], [[*(examples | one).values()] for one in changes])


def many_tests(path: Path, count: int, **changes: str) -> Path:
    return lines(VEHICLE_TESTS, path, *({"code": f"T{n:04}"} | changes for n in range(count)))


@EVERY
def test_a_ledger_is_imported_exported_and_imported_again(
    prepared, tmp_path: Path, ledger: Ledger[Any]
) -> None:
    path = lines(ledger, tmp_path / "a.csv", {"code": "A"}, {"code": "B"})
    report = import_ledger_file(ledger, path, by="甲")
    assert (report.rows, report.new, report.unchanged) == (2, 2, 0)
    rows = list(ledger_rows(ledger))
    examples = {field: column.example for field, column in ledger.row.columns().items()}
    assert rows == [ledger.row.model_validate(examples | {"code": code}) for code in "AB"]
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"exported{suffix}"
        write_register(ledger, rows, path, origin=Origin.SIMULATED)
        again = import_ledger_file(ledger, path, by="乙")
        assert (again.new, again.unchanged, again.receipt) == (0, 2, None)
    assert list(ledger_rows(ledger)) == rows
    assert ledger_sizes() == {ledger.name: 2}
    (receipt,) = ledger_receipts(ledger)
    assert (receipt.file, receipt.recorded_by, receipt.new) == ("a.csv", "甲", 2)
    entries = AuditEntry.objects.filter(subject_kind=ledger.name).values_list("action", flat=True)
    assert [*entries] == ["ledger.import"] * 3
    assert disagreements() == []
    assert verify_audit_chain() is None


@EVERY
def test_one_bad_cell_and_nothing_of_a_ledger_is_stored(
    prepared, contents, tmp_path: Path, ledger: Ledger[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The fault stands in the last of several blocks, when the first ones are written.
    monkeypatch.setattr(text_source, "BLOCK_BYTES", 300)
    before = contents()
    rows = [{"code": f"N{n}"} for n in range(30)]
    path = lines(ledger, tmp_path / "a.csv", *rows, {"code": "Z", ledger.day: "2020-02-30"})
    report = check_ledger_file(ledger, path)
    assert (report.rows, report.new, len(report.faults)) == (31, 30, 1)
    with pytest.raises(RowsRefused, match="未存入任何一行") as told:
        import_ledger_file(ledger, path, by="甲")
    assert [str(one) for one in told.value.faults] == [str(one) for one in report.faults]
    assert told.value.faults[0].row == 32
    assert contents() == before


def test_the_same_key_with_other_content_is_refused_with_the_way_out(
    prepared, contents, tmp_path: Path
) -> None:
    receipt = import_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 3), by="甲").receipt
    before = contents()
    path = lines(
        VEHICLE_TESTS,
        tmp_path / "b.csv",
        {"code": "T0009"},
        {"code": "T0001", "result": "不合格", "is_local": "否"},
        {"code": "T0002"},
    )
    with pytest.raises(RowsRefused) as told:
        import_ledger_file(VEHICLE_TESTS, path, by="甲")
    (fault,) = told.value.faults
    assert (fault.row, fault.field) == (3, "H 结果 result")
    assert (fault.found, fault.expected) == ("不合格 failed", "合格 passed")
    assert f"yunzhu ledger withdraw vehicle_tests {receipt}" in str(fault.action)
    assert contents() == before


def test_a_withdrawn_receipt_takes_its_rows_and_leaves_what_was_known(
    prepared, tmp_path: Path
) -> None:
    def known(known_at: date | None) -> int:
        return sum(ledger_counts(VEHICLE_TESTS, (), FIRST, LAST, known_at).values())

    with simulated_time(datetime(2021, 1, 5, 9)):
        first = import_ledger_file(
            VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 3), by="甲"
        ).receipt
    with simulated_time(datetime(2021, 2, 5, 9)):
        # Two are there, two are new.
        report = import_ledger_file(
            VEHICLE_TESTS,
            lines(VEHICLE_TESTS, tmp_path / "b.csv",
                  *({"code": f"T{n:04}"} for n in (1, 2, 7, 8))),
            by="甲",
        )  # fmt: skip
        assert (report.new, report.unchanged) == (2, 2)
    with simulated_time(datetime(2021, 3, 5, 9)):
        assert withdraw_ledger_receipt(VEHICLE_TESTS, first, reason="重复报送", by="乙") == 3
    days = [date(2021, 1, 4), date(2021, 1, 5), date(2021, 2, 5), date(2021, 3, 4)]
    assert [known(day) for day in days] == [0, 3, 5, 5]
    assert known(date(2021, 3, 5)) == known(None) == 2
    assert ledger_sizes() == {"vehicle_tests": 2}
    # What the file holds can come in again, now as it should be.
    with simulated_time(datetime(2021, 4, 5, 9)):
        path = many_tests(tmp_path / "c.csv", 3, result="不合格")
        assert import_ledger_file(VEHICLE_TESTS, path, by="甲").new == 3
    assert [known(date(2021, 3, 4)), known(None)] == [5, 5]
    assert ledger_counts(VEHICLE_TESTS, ("result",), FIRST, LAST) == {
        (TestResult.PASSED,): 2,
        (TestResult.FAILED,): 3,
    }
    assert [one.reason for one in ledger_receipts(VEHICLE_TESTS)] == ["重复报送", "", ""]
    assert disagreements() == []
    assert verify_audit_chain() is None


def test_only_a_receipt_in_force_is_withdrawn(prepared, contents, tmp_path: Path) -> None:
    receipt = import_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 1), by="甲").receipt
    before = contents()
    for ledger, number, reason, what in (
        (VEHICLE_TESTS, 99, "误", "没有此回执"),
        (WASTE_MANIFESTS, receipt, "误", "没有此回执"),
        (VEHICLE_TESTS, receipt, " ", "不能为空"),
    ):
        with pytest.raises(UsageError, match=what):
            withdraw_ledger_receipt(ledger, number, reason=reason, by="甲")
    assert contents() == before
    withdraw_ledger_receipt(VEHICLE_TESTS, receipt, reason="误", by="甲")
    with pytest.raises(UsageError, match="已撤销"):
        withdraw_ledger_receipt(VEHICLE_TESTS, receipt, reason="误", by="甲")


def test_counts_are_one_query_however_many_rows(prepared, tmp_path: Path) -> None:
    def counted() -> tuple[dict[tuple[Any, ...], int], int]:
        with CaptureQueriesContext(connection) as queries:
            found = ledger_counts(
                VEHICLE_TESTS,
                ("area", "method", "plate"),
                FIRST,
                LAST,
                only=(("is_supervision", True),),
            )
        return found, len(queries)

    rows = [
        {"code": "A", "plate": "粤A00001"},
        {"code": "B", "plate": "粤A00001", "day": "2020-12-31"},
        {"code": "C", "plate": "粤A00001", "method": "遥感监测"},
        {"code": "D", "is_supervision": "否"},
        {"code": "E", "day": "2021-01-01"},
        {"code": "F", "day": "2019-12-31"},
    ]
    import_ledger_file(VEHICLE_TESTS, lines(VEHICLE_TESTS, tmp_path / "a.csv", *rows), by="甲")
    wanted = {
        ("990101", TestMethod.ROADSIDE, "粤A00001"): 2,
        ("990101", TestMethod.REMOTE_SENSING, "粤A00001"): 1,
    }
    assert counted() == (wanted, 1)
    import_ledger_file(
        VEHICLE_TESTS, many_tests(tmp_path / "b.csv", 300, day="2020-02-02"), by="甲"
    )
    found, queries = counted()
    assert (sum(found.values()), queries) == (303, 1)


def test_weights_are_counted_as_they_were_written(prepared, tmp_path: Path) -> None:
    rows = [
        {"code": "A", "sent_t": "2.5", "received_t": "2.4999"},
        {"code": "B", "sent_t": "0.1", "received_t": "", "received_on": ""},
    ]
    path = lines(WASTE_MANIFESTS, tmp_path / "a.csv", *rows)
    import_ledger_file(WASTE_MANIFESTS, path, by="甲")
    assert ledger_counts(WASTE_MANIFESTS, ("sent_t", "received_t", "received_on"), FIRST, LAST) == {
        (Decimal("2.5"), Decimal("2.4999"), date(2020, 5, 14)): 1,
        (Decimal("0.1"), None, None): 1,
    }
    # The same rows in another file are compared one by one.
    path = lines(WASTE_MANIFESTS, tmp_path / "b.csv", *reversed(rows))
    report = import_ledger_file(WASTE_MANIFESTS, path, by="甲")
    assert (report.new, report.unchanged, report.receipt) == (0, 2, None)


def test_the_same_file_is_read_again_only_when_a_row_of_it_may_be_gone(
    prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = many_tests(tmp_path / "a.csv", 3), many_tests(tmp_path / "b.csv", 5)
    receipt = import_ledger_file(VEHICLE_TESTS, first, by="甲").receipt
    # Of the second file two rows are new, three came with the first.
    assert import_ledger_file(VEHICLE_TESTS, second, by="甲").new == 2
    withdraw_ledger_receipt(VEHICLE_TESTS, receipt, reason="误", by="甲")
    report = import_ledger_file(VEHICLE_TESTS, second, by="甲")
    assert (report.new, report.unchanged) == (3, 2)
    assert import_ledger_file(VEHICLE_TESTS, first, by="甲").unchanged == 3
    assert ledger_sizes() == {"vehicle_tests": 5}
    third = many_tests(tmp_path / "c.csv", 4, day="2020-07-01")
    with pytest.raises(RowsRefused):
        import_ledger_file(VEHICLE_TESTS, third, by="甲")
    for brought in (2, 3):
        withdraw_ledger_receipt(VEHICLE_TESTS, brought, reason="误", by="甲")
    assert import_ledger_file(VEHICLE_TESTS, third, by="甲").new == 4
    monkeypatch.setattr(ledger_actions, "compared_blocks", None)
    again = import_ledger_file(VEHICLE_TESTS, third, by="乙")
    assert (again.rows, again.new, again.unchanged, again.receipt) == (4, 0, 4, None)
    assert disagreements() == []


def test_codes_are_those_of_the_registers(prepared, tmp_path: Path) -> None:
    path = lines(WASTE_MANIFESTS, tmp_path / "a.csv", {"carrier": "91440101MA5XXXXXX1"})
    (fault,) = check_ledger_file(WASTE_MANIFESTS, path).faults
    assert fault.what == "enterprises 中没有 not in enterprises"


def test_an_import_that_fails_half_way_leaves_nothing(
    prepared, contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_source, "BLOCK_BYTES", 600)
    before = contents()
    real, calls = ledger_actions._prepared, []

    def prepared_or_killed(*arguments: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) > 25:
            raise KeyboardInterrupt
        return real(*arguments, **named)

    monkeypatch.setattr(ledger_actions, "_prepared", prepared_or_killed)
    with pytest.raises(KeyboardInterrupt):
        import_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 100), by="甲")
    assert contents() == before
    monkeypatch.setattr(ledger_actions, "_prepared", real)
    assert (
        import_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 100), by="甲").new == 100
    )


def test_the_database_holds_one_current_row_per_key(prepared, tmp_path: Path) -> None:
    import_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 1), by="甲")
    row = ledger_model_of(VEHICLE_TESTS).objects.get()
    row.pk = None
    with pytest.raises(IntegrityError):
        row.save()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE city_vehicletest SET result = 'failed' WHERE code = 'T0001'",
        "DELETE FROM city_vehicletest WHERE code = 'T0001'",
        "UPDATE city_vehicletest SET is_current = FALSE WHERE code = 'T0001'",
        "UPDATE city_ledgerreceipt SET withdrawn_at = recorded_at",
    ],
)
def test_a_ledger_changed_behind_the_log_is_told(prepared, tmp_path: Path, change: str) -> None:
    import_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 3), by="甲")
    assert disagreements() == []
    with connection.cursor() as cursor:
        cursor.execute(change)
    (told,) = disagreements()
    assert told.startswith("台账 ledger vehicle_tests 回执 receipt")


def test_a_file_with_very_many_faults_is_read_no_further(
    prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_source, "BLOCK_BYTES", 60_000)
    report = check_ledger_file(VEHICLE_TESTS, many_tests(tmp_path / "a.csv", 9000, plate="无牌"))
    assert 1000 <= len(report.faults) < 3000
    assert "其余未读" in report.counts


def test_a_measured_file_is_refused_by_a_simulated_city(prepared, tmp_path: Path) -> None:
    examples = {field: column.example for field, column in VEHICLE_TESTS.row.columns().items()}
    path = table(tmp_path / "a.csv", [*examples, "来源"], [[*examples.values(), "实测"]])
    with pytest.raises(FileFault, match="never mix"):
        import_ledger_file(VEHICLE_TESTS, path, by="甲")
    assert not LedgerReceipt.objects.exists()
