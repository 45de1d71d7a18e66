"""Machines with a code: which were tested, which failed, which left."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.inspections import Inspection, Officer
from yunzhu.city.registers.nonroad_machines import NonroadMachine

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


@pytest.fixture
def city(row_of):
    """Return rows: machines by their changes, two certified officers, and tests."""

    def rows(machines: dict[str, dict[str, Any]], *tests: dict[str, Any]) -> dict[str, Any]:
        return {
            "nonroad_machines": tuple(
                row_of(NonroadMachine, **machine(code) | changes)
                for code, changes in machines.items()
            ),
            "officers": tuple(row_of(Officer, **officer(code)) for code in ("F01", "F02")),
            "inspections": tuple(
                row_of(Inspection, code=f"J{number:03}", **one) for number, one in enumerate(tests)
            ),
        }

    return rows


def machine(code: str) -> dict[str, Any]:
    return {"code": code, "kind": "excavator", "area": "990101", "coded_on": "2019-11-01"}


def officer(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": code,
        "area": "990101",
        "certificate": code,
        "valid_from": "2018-01-01",
        "valid_to": "2023-12-31",
    }


def visited(code: str, day: str = "2020-05-12", **changes: Any) -> dict[str, Any]:
    return {
        "object_kind": "machine",
        "object_code": code,
        "area": "990101",
        "day": day,
        "kind": "random",
        "first_officer": "F01",
        "second_officer": "F02",
        "checklist": "烟度",
        "result": "passed",
        "evidence_sha256": "0" * 64,
    } | changes


def test_machines_tested_of_those_coded_with_the_fail_rate_and_the_year_before(
    judged, city
) -> None:
    machines: dict[str, dict[str, Any]] = {f"M{n}": {} for n in range(1, 6)}
    rows = city(
        machines | {"M5": {"coded_on": "2019-01-02"}, "M6": {"coded_on": "2020-07-01"}},
        visited("M1"),
        visited("M1", "2020-06-30", result="violation"),
        visited("M2"),
        visited("M3", second_officer=None),
        visited("M4", "2020-07-01"),
        visited("M5", "2019-06-30"),
        visited("M5", "2019-07-01"),
        visited("M1", "2019-03-01", object_kind="enterprise"),
        # M9 has no code of the register.
        visited("M9", result="violation"),
    )
    (found,) = judged("15.8", **rows)
    assert (found.status.value, found.numerator, found.denominator) == ("有望", 2, 5)
    assert [line[:2] for line in found.rest] == ["M3", "M4", "M5"]
    # Three valid tests of two machines, one of which failed once.
    assert any("tests 3 次" in note and "failed 1 ÷ 2 = 50.0 %" in note for note in found.notes)
    # The same days are those up to 30 June 2019.
    assert any(note.endswith("(2019-01-01..2019-06-30): 1") for note in found.notes)
    assert {one.name[:2]: one.done_on for one in found.members if one.done_on} == {
        "M1": date(2020, 5, 12),
        "M2": date(2020, 5, 12),
    }
    (end,) = judged("15.8", as_of=END, **rows)
    assert (end.status.value, end.numerator, end.denominator) == ("已达成", 3, 6)


def test_a_machine_struck_off_untested_leaves_and_one_tested_before_stays(judged, city) -> None:
    gone = {"ended": "2020-04-30", "end_evidence": "注〔2020〕1号"}
    rows = city(
        {"M1": {}, "M2": gone, "M3": gone, "M4": gone | {"ended": "2019-12-31"}},
        visited("M1"),
        visited("M3", "2020-04-01"),
    )
    (found,) = judged("15.8", **rows)
    assert (found.numerator, found.denominator) == (2, 2)
    assert [note for note in found.notes if "left: " in note] == [
        "已退出 left: M2 挖掘机 excavator: 2020-04-30 注销 struck off, 注〔2020〕1号"
    ]


def test_without_machines_or_without_a_test_nothing_is_said(judged, city) -> None:
    (empty,) = judged("15.8", as_of=END, **city({}))
    assert (empty.status.value, empty.kind) == ("证据不足", None)
    assert "nonroad_machines" in empty.missing[0]
    (idle,) = judged("15.8", as_of=END, **city({"M1": {}}))
    assert (idle.status.value, idle.numerator, idle.denominator) == ("证据不足", 0, 1)
    assert "no act in the year" in idle.missing[0]
