"""Rows about problems, projects and plans: which the registers take, and which they refuse."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from yunzhu.city.registers.emergency_plans import EmergencyPlan, EmergencyResource
from yunzhu.city.registers.projects import Project
from yunzhu.city.registers.rectification import RectificationItem, RectificationKind
from yunzhu.city.registers.register_row import RegisterRow


def row(model: type[RegisterRow], **cells: Any) -> RegisterRow:
    empty: dict[str, Any] = dict.fromkeys(model.model_fields)
    return model.model_validate(empty | cells)


PROBLEM = {
    "code": "Z1",
    "kind": "中央督察反馈",
    "name": "题",
    "area": "1",
    "found_on": "2020-03-01",
}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"due_on": "2020-02-28"}, "ends before it begins"),
        ({"applied_on": "2020-02-28"}, "ends before it begins"),
        ({"applied_on": "2020-05-02", "checked_on": "2020-05-01"}, "ends before it begins"),
        # Two acts that do not follow one another at once are in order all the same.
        ({"checked_on": "2020-05-02", "filed_on": "2020-05-01"}, "ends before it begins"),
        ({"reopened_on": "2020-02-28"}, "ends before it begins"),
        ({"photo_sha256": "0" * 63}, "not a SHA-256"),
        ({"photo_sha256": "G" * 64}, "not a SHA-256"),
    ],
)
def test_a_problem_ends_after_it_was_found_and_in_the_order_of_the_acts(cells, reason) -> None:
    with pytest.raises(ValidationError, match=reason):
        row(RectificationItem, **PROBLEM, **cells)


def test_acts_on_one_day_by_one_person_are_taken_as_they_were_done() -> None:
    acts = dict.fromkeys(("applied_on", "checked_on", "signed_on", "filed_on"), "2020-05-01")
    found = row(RectificationItem, **PROBLEM, **acts, applicant="甲", checker="甲", signer="甲")
    assert isinstance(found, RectificationItem)
    assert found.kind is RectificationKind.CENTRAL


def test_the_object_of_a_problem_must_stand_in_the_register_of_its_kind() -> None:
    known = {"areas": {"1"}, "drinking_sources": {"Y1"}, "outfalls": {"H1"}}
    cells = dict.fromkeys(RectificationItem.model_fields) | PROBLEM
    for kind, code in (("水源地问题", "H1"), ("排污口问题", "Y1")):
        wrong = cells | {"kind": kind, "object_code": code}
        with pytest.raises(ValidationError, match="not in"):
            RectificationItem.model_validate(wrong, context=known)
    # A problem that a central inspection fed back has an object of no register.
    free = cells | {"object_code": "任意"}
    assert RectificationItem.model_validate(free, context=known).object_code == "任意"


@pytest.mark.parametrize(
    ("model", "cells", "reason"),
    [
        (
            Project,
            {
                "code": "X1",
                "name": "项",
                "kind": "sewage",
                "area": "1",
                "started_on": "2020-05-01",
                "finished_on": "2020-04-30",
            },
            "ends before it begins",
        ),
        (
            EmergencyPlan,
            {"enterprise": "A", "version": "1", "filed_on": "2020-05-01"},
            "both or neither",
        ),
        (
            EmergencyPlan,
            {
                "enterprise": "A",
                "version": "1",
                "filed_on": "2020-05-01",
                "filing_number": "备1",
                "valid_to": "2020-04-30",
            },
            "ends before it begins",
        ),
        (
            EmergencyResource,
            {"code": "R1", "name": "资", "kind": "team", "area": "1", "quantity": "3"},
            "both or neither",
        ),
    ],
)
def test_rows_that_contradict_themselves_are_refused(model, cells, reason) -> None:
    with pytest.raises(ValidationError, match=reason):
        row(model, **cells)
