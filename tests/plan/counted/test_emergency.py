"""Emergency plans, resources, drills, shifts and events."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.emergency_duty import Drill, DutyRosterShift, EmergencyEvent
from yunzhu.city.registers.emergency_plans import EmergencyPlan, EmergencyResource
from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
from yunzhu.city.registers.training_records import TrainingRecord
from yunzhu.plan.schema import Owes

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)
OWES_ALL = {"owes": Owes.RESULT}


@pytest.fixture
def firms(row_of):
    def make(*codes: str, **changes: dict[str, Any]) -> dict[str, Any]:
        return {
            "enterprises": tuple(
                row_of(Enterprise, code=code, name=f"厂{code}", area="1") for code in codes
            ),
            "enterprise_listings": tuple(
                row_of(
                    EnterpriseListing,
                    enterprise=code,
                    enterprise_list="key_industrial_source",
                    year="2020",
                    **changes.get(code, {}),
                )
                for code in codes
            ),
        }

    return make


@pytest.fixture
def filed(row_of):
    def make(firm: str, filed: str | None, valid_to: str | None, version: str = "1", **cells: Any):
        base = {
            "enterprise": firm,
            "version": version,
            "filed_on": filed,
            "filing_number": None if filed is None else f"备{firm}",
            "valid_to": valid_to,
        }
        return row_of(EmergencyPlan, **(base | cells))

    return make


def test_a_plan_must_be_filed_and_still_valid(judged, firms, filed) -> None:
    plans = (
        filed("A", "2019-05-06", "2022-05-05"),
        filed("B", "2017-04-01", "2020-03-31"),
        filed("C", None, None, written_on="2020-02-01"),
        # The version filed last stands, whatever an older one said.
        filed("E", "2016-01-01", "2023-01-01"),
        filed("E", "2019-01-01", "2020-05-01", "2"),
    )
    (found,) = judged(
        "27.5", as_of=END, change=OWES_ALL, emergency_plans=plans, **firms("A", "B", "C", "D", "E")
    )
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 1, 5)
    assert "B 厂B: 备案 filed 2017-04-01 备B, 已于 2020-03-31 到期 expired" in found.rest
    assert "C 厂C: 已编制未备案 written, not filed" in found.rest
    assert "D 厂D: 无预案 no plan" in found.rest
    assert any(line.startswith("E 厂E") and "2020-05-01" in line for line in found.rest)


def test_the_last_day_of_a_plan_still_counts(judged, firms, filed) -> None:
    rows = {"emergency_plans": (filed("A", "2017-07-01", "2020-06-30"),), **firms("A")}
    (found,) = judged("27.5", change=OWES_ALL, **rows)
    assert found.numerator == 1
    (found,) = judged("27.5", change=OWES_ALL, as_of=date(2020, 7, 1), **rows)
    assert found.numerator == 0


def test_what_expires_within_90_days_is_listed(judged, firms, filed) -> None:
    # From 30 June on the 90th day is 28 September.
    plans = (
        filed("A", "2017-10-01", "2020-09-28"),
        filed("B", "2017-10-01", "2020-09-29"),
        filed("C", "2017-04-01", "2020-06-29"),
    )
    (found,) = judged("27.5", emergency_plans=plans, **firms("A", "B", "C"))
    soon = [note for note in found.notes if "expires within" in note]
    assert soon == ["90 d 内到期 expires within: A 厂A 2020-09-28"]
    # All three stood at the end of the year before.
    assert "2019-12-31 有效 valid then: 3" in found.notes


def test_without_a_last_day_a_plan_cannot_be_judged(judged, firms, filed) -> None:
    rows = {"emergency_plans": (filed("A", "2020-02-01", None),), **firms("A")}
    (found,) = judged("27.5", as_of=END, change=OWES_ALL, **rows)
    assert (found.status.value, len(found.missing)) == ("证据不足", 1)


def test_the_effort_is_judged_by_what_was_written_revised_or_filed(judged, firms, filed) -> None:
    written = (filed("A", None, None, written_on="2020-02-01"),)
    (found,) = judged("27.5", as_of=END, emergency_plans=written, **firms("A"))
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 0, 1)
    old = (filed("A", "2019-05-06", "2022-05-05"),)
    (found,) = judged("27.5", as_of=END, emergency_plans=old, **firms("A"))
    assert (found.status.value, found.numerator) == ("证据不足", 1)
    # A firm of another list owes nothing here.
    (found,) = judged("27.5", as_of=END, emergency_plans=old)
    assert "enterprise_listings" in found.missing[0]


def test_a_firm_that_left_the_list_by_a_document_owes_nothing(judged, firms, filed) -> None:
    gone = {
        "B": {"removed_on": "2020-03-01", "document": "函1号"},
        "C": {"removed_on": "2020-03-01"},
    }
    plans = (filed("A", "2019-05-06", "2022-05-05"),)
    (found,) = judged(
        "27.5", change=OWES_ALL, as_of=END, emergency_plans=plans, **firms("A", "B", "C", **gone)
    )
    # C's removal has no document: it stays.
    assert (found.numerator, found.denominator) == (1, 2)
    assert any("已退出 left: B" in note and "函1号" in note for note in found.notes)


@pytest.fixture
def resource(row_of):
    def make(code: str, **cells: Any):
        base = {
            "code": code,
            "name": f"资{code}",
            "kind": "material",
            "quantity": "200",
            "unit": "kg",
            "owner": "甲厂",
            "area": "990101001",
            "place": "甲路1号",
            "checked_on": "2020-06-10",
        }
        return row_of(EmergencyResource, **(base | cells))

    return make


@pytest.mark.parametrize(
    ("cells", "lack"),
    [
        ({"place": None}, "缺 without 位置 place"),
        ({"quantity": None, "unit": None}, "缺 without 数量 quantity"),
        ({"owner": None}, "缺 without 所有者 owner"),
        ({"checked_on": None}, "2020 年核查"),
        ({"checked_on": "2019-12-31"}, "2020 年核查"),
        ({"checked_on": "2020-07-01"}, "2020 年核查"),
    ],
)
def test_a_resource_needs_place_quantity_owner_and_a_check(judged, resource, cells, lack) -> None:
    found, risk = judged("27.1", emergency_resources=(resource("R1"), resource("R2", **cells)))
    assert (found.numerator, found.denominator) == (1, 2)
    assert lack in found.rest[0]
    assert "990101: 资源 resources 2" in found.notes
    assert "regional_risk_assessment" in risk.missing[0]


def test_a_position_is_a_place(judged, resource) -> None:
    row = resource("R1", place=None, longitude="113.1", latitude="23.1")
    found, _ = judged("27.1", as_of=END, emergency_resources=(row,))
    assert (found.status.value, found.numerator) == ("已达成", 1)


def drill(row_of, code: str, day: str, organiser: str = "bureau", **cells: Any):
    base = {
        "code": code,
        "day": day,
        "scenario": "泄漏",
        "organiser": organiser,
        "area": "1",
        "record": "演1号",
        "reviewed_on": day,
    }
    return row_of(Drill, **(base | cells))


def training(row_of, course: str, held: str | None, **cells: Any):
    base = {
        "course": course,
        "day": held or "2020-05-01",
        "name": "应急班",
        "kind": "emergency",
        "is_planned": "是",
        "held_on": held,
        "area": "1",
        "record": "训1号",
    }
    return row_of(TrainingRecord, **(base | cells))


def test_one_drill_and_one_training_are_enough_and_a_firms_drill_is_none(judged, row_of) -> None:
    firm = drill(row_of, "L1", "2020-03-01", "firm")
    rows = {"drills": (firm,), "training_records": (training(row_of, "K1", "2020-04-01"),)}
    drills, trainings = judged("27.4", as_of=END, **rows)
    assert (drills.status.value, drills.value) == ("未达成", 0)
    assert "企业自办，另列 a firm's own, apart" in drills.rest[0]
    assert (trainings.status.value, trainings.value) == ("已达成", 1)
    rows["drills"] = (firm, drill(row_of, "L2", "2020-06-30"))
    drills, _ = judged("27.4", **rows)
    assert (drills.status.value, drills.value) == ("已达成", 1)


@pytest.mark.parametrize(
    "cells",
    [{"record": None}, {"reviewed_on": None}, {"reviewed_on": "2020-07-01"}, {"day": "2019-06-01"}],
)
def test_a_drill_needs_a_record_and_a_review_in_the_year(judged, row_of, cells) -> None:
    base = {"code": "L1", "day": "2020-06-01"} | cells
    rows = (drill(row_of, base.pop("code"), base.pop("day"), **base),)
    drills, _ = judged("27.4", drills=rows)
    assert drills.value in (0, None)


def test_a_training_without_a_record_or_not_held_does_not_count(judged, row_of) -> None:
    rows = (
        training(row_of, "K1", "2020-04-01", record=None),
        training(row_of, "K2", None),
        training(row_of, "K3", "2020-07-01"),
        training(row_of, "K4", "2020-04-01", kind="petition"),
    )
    _, trainings = judged("27.4", training_records=rows)
    assert (trainings.value, len(trainings.rest)) == (0, 3)


def shift(row_of, day: str, signed_in: str | None, part: str = "whole"):
    return row_of(DutyRosterShift, day=day, shift=part, people_due="2", people_signed_in=signed_in)


def event(row_of, code: str, grade: str, minutes: str | None, **cells: Any):
    base = {
        "code": code,
        "name": "侧翻",
        "grade": grade,
        "area": "1",
        "started_on": "2020-01-02",
        "report_minutes": minutes,
        "closed_on": "2020-01-05",
        "has_full_log": "是",
    }
    return row_of(EmergencyEvent, **(base | cells))


def test_shifts_are_staffed_when_all_have_signed_in(judged, row_of) -> None:
    rows = (
        shift(row_of, "2020-01-01", "2", "day"),
        shift(row_of, "2020-01-01", "1", "night"),
        shift(row_of, "2020-01-03", None),
        shift(row_of, "2020-01-07", "2"),
    )
    (found,) = judged("27.2", as_of=date(2020, 1, 6), duty_shifts=rows)
    assert (found.status.value, found.numerator, found.denominator) == ("有望", 1, 3)
    assert "2020-01-01 夜班 night: 签到 signed in 1 / 2" in found.rest
    # The roster has nothing for 2 January and for 4 to 6 January.
    assert found.missing == (
        "值班表无班次 no shift in the roster: 2020-01-02..2020-01-02",
        "值班表无班次 no shift in the roster: 2020-01-04..2020-01-06",
    )
    assert any("no event in the year" in note for note in found.notes)


@pytest.mark.parametrize(
    ("grade", "minutes", "is_timely"),
    [("I", "120", 1), ("I", "121", 0), ("II", "121", 0), ("III", "240", 1), ("IV", "241", 0)],
)
def test_events_are_reported_within_the_limit_of_their_grade(
    judged, row_of, grade, minutes, is_timely
) -> None:
    rows = {
        "duty_shifts": (shift(row_of, "2020-01-01", "2"),),
        "emergency_events": (event(row_of, "E1", grade, minutes),),
    }
    _, reported, closed = judged("27.2", **rows)
    assert (reported.numerator, reported.denominator) == (is_timely, 1)
    # The limits are known from memory, and the finding says so.
    assert any("未核对原文 unverified" in note for note in reported.notes)
    assert (closed.numerator, closed.denominator) == (1, 1)


def test_events_are_told_by_grade_and_closed_with_a_full_log(judged, row_of) -> None:
    rows = (
        event(row_of, "E1", "IV", "60"),
        event(row_of, "E2", "IV", "60", has_full_log="否"),
        event(row_of, "E3", "III", None, closed_on=None),
        event(row_of, "E4", "I", "60", started_on="2020-07-01", closed_on=None),
        event(row_of, "E5", "I", "60", started_on="2019-12-31"),
    )
    (found,) = judged("Q3", emergency_events=rows)
    assert (found.numerator, found.denominator) == (1, 3)
    assert found.notes[:4] == (
        "特别重大 I: 0 起 events",
        "重大 II: 0 起 events",
        "较大 III: 1 起 events",
        "一般 IV: 2 起 events",
    )
    assert "处置记录不完整" in found.rest[0]
    assert "未结案 not closed" in found.rest[1]
    # No event is no proof of safety.
    (none,) = judged("Q3", as_of=END)
    assert none.status.value == "证据不足"


def test_the_capacity_is_four_figures_beside_those_of_the_year_before(
    judged, row_of, firms, filed, resource
) -> None:
    rows = {
        "emergency_plans": (filed("A", "2020-02-01", "2023-01-31"),),
        **firms("A"),
        "emergency_resources": (resource("R1"),),
        "drills": (
            drill(row_of, "L0", "2019-06-01"),
            drill(row_of, "L1", "2020-06-01"),
            drill(row_of, "L2", "2020-06-02", "firm"),
        ),
        "training_records": (
            training(row_of, "K0", "2019-06-01"),
            training(row_of, "K1", "2020-06-01"),
        ),
    }
    found = judged("Q2", **rows)
    assert [(one.numerator, one.denominator) for one in found] == [(1, 1)] * 4
    assert {one.status.value for one in found} == {"有望"}
    assert "2019 年演练 drills of the year before: 1" in found[2].notes
    assert any("上年举办 held the year before: 1" in note for note in found[3].notes)
