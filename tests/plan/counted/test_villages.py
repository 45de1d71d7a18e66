"""Villages: accepted and set, one village under two names, gaps and facilities, the audit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.inspections import Inspection, InspectionAnswer, Officer
from yunzhu.city.registers.rectification import RectificationItem
from yunzhu.city.registers.villages import Village
from yunzhu.plan.threshold import KnownThreshold, NoThreshold

EVE, END = date(2020, 12, 30), date(2020, 12, 31)
THREE = {"threshold": KnownThreshold(compare="at_least", value=3, unit="个")}
NO_NUMBER = {"threshold": NoThreshold(none="无", english="none")}
ACCEPTED = {"accepted_on": "2019-11-20", "evidence": "验〔2019〕1号"}


@pytest.fixture
def village(row_of):
    def make(code: str, **cells: Any):
        base = {"code": code, "name": f"村{code}", "area": "990101", "set_in": "2018"}
        return row_of(Village, **(base | cells))

    return make


@pytest.fixture
def officers(row_of):
    return tuple(
        row_of(
            Officer,
            code=code,
            name=code,
            area="1",
            certificate=code,
            valid_from="2016-01-01",
            valid_to="2023-12-31",
        )
        for code in ("F1", "F2")
    )


@pytest.fixture
def visit(row_of):
    def make(code: str, village: str, day: str, **cells: Any):
        base = {
            "code": code,
            "object_kind": "village",
            "object_code": village,
            "area": "1",
            "day": day,
            "kind": "special",
            "first_officer": "F1",
            "second_officer": "F2",
            "checklist": "表",
            "result": "passed",
            "evidence_sha256": "0" * 64,
        }
        return row_of(Inspection, **(base | cells))

    return make


def test_the_number_of_the_province_is_unknown_and_stays_so(judged, village) -> None:
    rows = (village("V1", **ACCEPTED), village("V2", area="990102001"))
    (found,) = judged("23.2", as_of=END, villages=rows)
    assert (found.status.value, found.numerator, found.denominator) == ("证据不足", 1, 2)
    assert "省下达" in found.missing[0]
    # A street's village stands under its district.
    assert "990101: 已验收 accepted 1 / 1" in found.notes
    assert "990102: 已验收 accepted 0 / 1" in found.notes


def test_the_count_is_cumulative_and_reached_for_good(judged, village) -> None:
    two = (village("V1", **ACCEPTED), village("V2", **ACCEPTED), village("V3"))
    (found,) = judged("23.2", change=THREE, villages=two)
    # One of three was left for the year; half of the working days have passed and none came.
    assert (found.status.value, found.value, found.denominator) == ("难以达成", 2, 3)
    third = village("V3", accepted_on="2020-06-30", evidence="验〔2020〕9号")
    (found,) = judged("23.2", change=THREE, villages=(*two[:2], third))
    assert (found.status.value, found.value) == ("已达成", 3)
    (found,) = judged("23.2", change=THREE, as_of=END, villages=two)
    assert (found.status.value, found.rest) == ("未达成", ("V3 村V3: 未验收 not accepted",))
    # Without a number all of the register are owed, and the register can grow.
    (found,) = judged("23.2", change=NO_NUMBER, as_of=EVE, villages=two[:2])
    assert found.status.value == "有望"


def test_one_village_under_two_names_counts_once(judged, village) -> None:
    rows = (
        village("V1", village_code="990101001201", **ACCEPTED),
        village("V9", name="联村", village_code="990101001201", set_in="2019", **ACCEPTED),
        village("V2"),
    )
    (found,) = judged("23.2", as_of=END, villages=rows)
    assert (found.numerator, found.denominator) == (1, 2)
    assert "按一村计" in found.counted[0]


@pytest.mark.parametrize(
    ("cells", "lack"),
    [
        ({"accepted_on": "2019-11-20"}, "验收无依据 accepted without a document"),
        ({"accepted_on": "2021-01-01", "evidence": "验"}, "未验收 not accepted"),
        ({"evidence": "验"}, "未验收 not accepted"),
    ],
)
def test_acceptance_needs_a_day_and_a_document(judged, village, cells, lack) -> None:
    (found,) = judged("23.2", as_of=END, villages=(village("V1", **cells),))
    assert found.rest == (f"V1 村V1: {lack}",)


def test_villages_set_before_the_programme_or_by_nobody_are_no_part_of_it(judged, village) -> None:
    rows = (village("V1"), village("V2", set_in="2015"), village("V3", set_in=None))
    (found,) = judged("23.2", as_of=END, villages=rows)
    assert found.denominator == 1
    assert any("not registered, not counted: 1" in note for note in found.notes)
    (empty,) = judged("23.2", as_of=END, villages=rows[1:])
    assert (empty.status.value, empty.kind) == ("证据不足", None)
    assert "villages" in empty.missing[1]


def test_the_audit_sample_is_told_with_its_interval(judged, village, visit, officers) -> None:
    rows = tuple(village(f"V{n:02}", **ACCEPTED) for n in range(1, 12))
    seen = [visit(f"J{n}", f"V{n:02}", "2020-05-12", kind="resample") for n in range(1, 11)]
    # V01 and V02 fail; V02's later visit passes again. V11 was seen by no second look.
    seen[0] = visit("J1", "V01", "2020-05-12", kind="resample", result="problem")
    seen[1] = visit("J2", "V02", "2020-05-12", kind="resample", result="problem")
    seen += [
        visit("J20", "V02", "2020-06-12", kind="resample"),
        visit("J21", "V03", "2020-06-12", kind="resample", result="violation"),
        visit("J22", "V11", "2020-06-12"),
        visit("J23", "V11", "2020-06-13", kind="resample", checklist=None),
    ]
    (found,) = judged("23.2", as_of=END, villages=rows, inspections=tuple(seen), officers=officers)
    # Ten villages, V01 and V03 failed: 8 of 10 is 49.02..94.33 % by Wilson.
    assert (
        "市级复查 audit sample: 合格 passed 8 / 10, 95 % 区间 interval 49.0..94.3 %" in found.notes
    )
    failed = [note for note in found.notes if note.startswith("复查不合格")]
    assert [note.split(": ")[1][:3] for note in failed] == ["V01", "V03"]


GAP = {"gap_found_on": "2020-03-01", "gap_closed_on": "2020-06-01"}


def gap_item(row_of, village: str, **cells: Any):
    base = {
        "code": f"Z{village}",
        "kind": "village_gap",
        "name": "缺口",
        "object_code": village,
        "area": "1",
        "found_on": "2020-03-01",
        "applied_on": "2020-06-02",
        "applicant": "甲",
        "checked_on": "2020-06-03",
        "checker": "乙",
        "signed_on": "2020-06-04",
        "signer": "丙",
        "publicised_on": "2020-06-05",
        "filed_on": "2020-06-20",
    }
    return row_of(RectificationItem, **(base | cells))


def test_a_gap_is_closed_by_its_day_and_all_acts_of_its_item(judged, village, row_of) -> None:
    rows = (
        village("V1", **GAP),
        village("V2", **GAP),
        village("V3", **GAP),
        village("V4", gap_found_on="2020-03-01"),
        village("V5"),
    )
    items = (gap_item(row_of, "V1"), gap_item(row_of, "V2", filed_on=None))
    gaps, _ = judged("17.5", villages=rows, rectification_items=items)
    # V5 has no gap. V2's item was never filed, V3 has none, V4's gap is open.
    assert (gaps.numerator, gaps.denominator, gaps.status.value) == (1, 4, "有望")
    assert [line.split(":")[0] for line in gaps.rest] == ["V2 村V2", "V3 村V3", "V4 村V4"]
    assert "closed without acceptance: ZV2 缺 without 备案 filing" in gaps.rest[0]
    assert "no item on the list" in gaps.rest[1]
    assert "缺口未补齐 gap not closed" in gaps.rest[2]


def test_a_facility_works_when_the_last_valid_visit_says_so(
    judged, village, visit, officers, row_of
) -> None:
    rows = (
        village("V1", facility_code="W1"),
        village("V2", facility_code="W1"),
        village("V3", facility_code="W2"),
        village("V4", facility_code="W3"),
        village("V5"),
    )
    visits = (
        visit("J1", "V1", "2020-02-01"),
        visit("J2", "V2", "2020-06-01"),
        visit("J3", "V3", "2020-05-01"),
        visit("J4", "V4", "2020-05-01", second_officer=None),
    )
    met = {"J1": "否", "J2": "是", "J3": "否", "J4": "是"}
    answers = tuple(
        row_of(InspectionAnswer, inspection=code, item="facility_working", is_met=answer)
        for code, answer in met.items()
    )
    _, working = judged(
        "17.5", villages=rows, inspections=visits, inspection_answers=answers, officers=officers
    )
    # W1 serves two villages and works again since June; W2 stands still; nobody saw W3.
    assert (working.numerator, working.denominator) == (1, 3)
    assert working.evidence == ("W1 村V1、村V2: 运行 working 2020-06-01 J2",)
    assert "W2 村V3: 未运行 standing still 2020-05-01 J3" in working.rest
    assert working.missing == (
        "W3 村V4: 无有效检查，是否运行不明 no valid visit tells whether it works",
    )
