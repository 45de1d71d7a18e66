"""Environmental impact assessments: of key areas, on commitment, re-checked for their quality."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.eia_documents import EiaDocument
from yunzhu.city.registers.inspections import Inspection, InspectionAnswer, Officer

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


@pytest.fixture
def eia(row_of):
    def make(code: str, **changes: Any) -> EiaDocument:
        base = {
            "code": code,
            "name": f"项目{code}",
            "kind": "project",
            "area": "1",
            "is_key_area": "否",
            "is_major": "否",
            "on_commitment": "否",
        }
        return row_of(EiaDocument, **base | changes)

    return make


KEY_PLAN = {"kind": "plan", "is_key_area": "是"}


def test_a_plan_of_a_key_area_counts_by_a_step_of_the_year(judged, eia) -> None:
    rows = (
        eia("G1", received_on="2020-02-10", approved_on="2020-12-01", **KEY_PLAN),
        eia("G2", received_on="2018-03-01", approved_on="2020-06-30", **KEY_PLAN),
        eia("G3", received_on="2019-03-01", **KEY_PLAN),
        eia("G4", received_on="2020-07-01", **KEY_PLAN),
        eia("G5", received_on="2019-03-01", approved_on="2019-12-31", **KEY_PLAN),
        eia("G6", received_on="2020-03-01", kind="plan"),
        eia("G7", received_on="2020-03-01", is_key_area="是"),
    )
    (found,) = judged("08.2", eia_documents=rows)
    assert (found.status.value, found.value, found.unit) == ("有望", 2, "件")
    assert [line[:2] for line in found.counted] == ["G1", "G2"]
    assert [line[:2] for line in found.rest] == ["G3", "G4"]
    assert "G1 项目G1: 受理 received 2020-02-10" in found.counted
    assert judged("08.2", as_of=END, eia_documents=rows)[0].status.value == "已达成"


def test_an_empty_register_is_no_miss(judged) -> None:
    for identity in ("08.2", "08.5", "08.6"):
        (found,) = judged(identity, as_of=END)
        assert found.status.value == "证据不足"
        assert "eia_documents" in found.missing[0]


def test_one_approval_on_commitment_is_the_trial(judged, eia) -> None:
    rows = (
        eia("C1", on_commitment="是", approved_on="2020-07-01"),
        eia("C2", approved_on="2020-02-01"),
        eia("C3", on_commitment="是", approved_on="2019-02-01"),
    )
    (june,) = judged("08.5", eia_documents=rows)
    (july,) = judged("08.5", as_of=date(2020, 7, 1), eia_documents=rows)
    assert (june.status.value, june.value) == ("难以达成", 0)
    assert (july.status.value, july.value) == ("已达成", 1)


def test_every_commitment_should_meet_a_check(judged, eia, row_of) -> None:
    given = tuple(eia(f"C{n}", on_commitment="是", approved_on="2020-02-01") for n in range(1, 5))
    officers = tuple(
        row_of(
            Officer,
            code=code,
            name=code,
            area="1",
            certificate=code,
            valid_from="2018-01-01",
            valid_to="2023-12-31",
        )
        for code in ("F01", "F02")
    )
    visit = {
        "object_kind": "eia_document",
        "area": "1",
        "kind": "targeted",
        "first_officer": "F01",
        "second_officer": "F02",
        "checklist": "承诺核查表",
        "result": "passed",
        "evidence_sha256": "0" * 64,
    }
    visits = (
        row_of(Inspection, code="J1", object_code="C1", day="2020-05-01", **visit),
        row_of(Inspection, code="J2", object_code="C2", day="2020-05-01", **visit),
        row_of(Inspection, code="J3", object_code="C3", day="2020-07-01", **visit),
    )
    answers = tuple(
        row_of(InspectionAnswer, inspection=code, item="commitment_kept", is_met=met)
        for code, met in (("J1", "是"), ("J2", "否"), ("J3", "是"))
    )
    (found,) = judged(
        "08.5",
        eia_documents=given,
        officers=officers,
        inspections=visits,
        inspection_answers=answers,
    )
    # C3 is visited after the day, C4 never.
    assert found.notes == (
        "承诺已核查 commitments checked: 2/4",
        "核查中兑现 kept, of those checked: 1/2 (50.0 %)",
        "未兑现 not kept: C2",
        "未核查 not checked: C3、C4",
    )


def test_documents_approved_in_the_year_are_re_checked(judged, eia) -> None:
    def checked(day: str, result: str, unit: str) -> dict[str, str]:
        return {"rechecked_on": day, "recheck_result": result, "preparing_unit": unit}

    rows = (
        eia("E1", approved_on="2020-02-01", **checked("2020-05-01", "passed", "甲所")),
        eia("E2", approved_on="2020-02-01", **checked("2020-05-01", "faulty", "乙所")),
        eia("E3", approved_on="2020-02-01", **checked("2020-07-01", "faulty", "乙所")),
        eia("E4", approved_on="2020-02-01"),
        eia("E5", approved_on="2019-02-01", **checked("2020-05-01", "faulty", "乙所")),
        eia("E6", approved_on="2020-07-01"),
        eia("E7", approved_on="2020-02-01", kind="plan"),
    )
    (found,) = judged("08.6", eia_documents=rows)
    assert (found.status.value, found.numerator, found.denominator) == ("有望", 2, 4)
    assert [line[:2] for line in found.rest] == ["E3", "E4"]
    assert "复核有质量问题 faulty, of those re-checked: 1/2 (50.0 %)" in found.notes
    assert "按编制单位 by preparing unit: 乙所 1/1" in found.notes


def test_without_a_re_check_of_the_year_there_is_no_act(judged, eia) -> None:
    (found,) = judged("08.6", eia_documents=(eia("E1", approved_on="2020-02-01"),))
    assert (found.status.value, found.numerator, found.denominator) == ("证据不足", 0, 1)
    assert "no act in the year" in found.missing[0]
