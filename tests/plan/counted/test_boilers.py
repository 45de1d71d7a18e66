"""135 boilers: who counts as visited, who leaves, and what the text's own number does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.boilers import Boiler
from yunzhu.city.registers.inspections import Inspection, Officer
from yunzhu.plan.counted_schema import RegisterCoverageMetric
from yunzhu.plan.verdicts import Finding

TWO = RegisterCoverageMetric(
    name="register_coverage", coverages=("biomass_boilers_inspected",), listed=2
)
EVE, END = date(2020, 12, 30), date(2020, 12, 31)


@pytest.fixture
def city(row_of):
    """Return rows: some boilers, two certified officers, one whose certificate has expired."""

    def rows(boilers: int, *visits: dict[str, Any], **changes: dict[str, Any]) -> dict[str, Any]:
        officers = {"F01": "2023-12-31", "F02": "2023-12-31", "F03": "2020-04-30"}
        return {
            "boilers": tuple(
                row_of(Boiler, **(boiler(f"B{n:03}") | changes.get(f"B{n:03}", {})))
                for n in range(1, boilers + 1)
            ),
            "officers": tuple(
                row_of(
                    Officer,
                    code=code,
                    name=code,
                    area="1",
                    certificate=f"证{code}",
                    valid_from="2018-01-01",
                    valid_to=until,
                )
                for code, until in officers.items()
            ),
            "inspections": tuple(row_of(Inspection, **visit) for visit in visits),
        }

    return rows


def boiler(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"炉{code}",
        "enterprise": "甲",
        "area": "1",
        "fuel": "biomass",
        "is_ultra_low": "否",
        "listed_on": "2020-01-10",
    }


def visit(number: int, code: str, day: str = "2020-05-12", **changes: Any) -> dict[str, Any]:
    base = {
        "code": f"J{number:04}",
        "object_kind": "boiler",
        "object_code": code,
        "area": "1",
        "day": day,
        "kind": "special",
        "first_officer": "F01",
        "second_officer": "F02",
        "checklist": "检查表",
        "result": "passed",
        "evidence_sha256": "0" * 64,
    }
    return base | changes


def all_visited(boilers: int, *without: int) -> list[dict[str, Any]]:
    return [visit(n, f"B{n:03}") for n in range(1, boilers + 1) if n not in without]


def one(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_all_135_visited_is_achieved_on_the_last_day(judged, city) -> None:
    rows = city(135, *all_visited(135))
    assert one(judged("13.4", as_of=EVE, **rows)).status.value == "有望"
    found = one(judged("13.4", as_of=END, **rows))
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 135, 135)


def test_one_without_a_visit_is_missed_and_named(judged, city) -> None:
    found = one(judged("13.4", as_of=END, **city(135, *all_visited(135, 77))))
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 134, 135)
    assert found.rest == ("B077 炉B077: 未检查 not visited",)


def test_two_visits_of_one_boiler_count_once(judged, city) -> None:
    visits = [*all_visited(135, 77), visit(900, "B078", "2020-09-01")]
    found = one(judged("13.4", as_of=END, **city(135, *visits)))
    assert (found.numerator, found.denominator) == (134, 135)
    assert any("B078" in line and "按一台计" in line for line in found.evidence)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"day": "2019-12-31"}, "未检查 not visited"),
        ({"second_officer": None}, "fewer than two officers"),
        ({"second_officer": "F03"}, "F03 证件当日无效"),
        ({"second_officer": "F09"}, "F09 证件当日无效"),
        ({"checklist": None}, "no checklist"),
        ({"evidence_sha256": None}, "no record"),
        ({"kind": "self_report"}, "a self-report"),
        ({"object_kind": "enterprise", "object_code": "甲"}, "未检查 not visited"),
    ],
)
def test_a_visit_that_is_not_valid_does_not_count(judged, city, changes, fault: str) -> None:
    rows = city(2, visit(1, "B001"), visit(2, "B002") | changes)
    found = one(judged("13.4", as_of=END, change={"metric": TWO}, **rows))
    assert (found.numerator, found.denominator) == (1, 2)
    assert fault in found.rest[0]


def test_a_boiler_leaves_with_its_dated_document_and_is_listed(judged, city) -> None:
    gone = {"B002": {"in_use_to": "2020-03-31", "removal_evidence": "拆〔2020〕2号"}}
    rows = city(135, *all_visited(135, 2), **gone)
    found = one(judged("13.4", as_of=END, **rows))
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 134, 134)
    assert any("B002" in note and "拆〔2020〕2号" in note for note in found.notes)
    # Visited before it was removed, it counts.
    rows = city(135, *all_visited(135), visit(900, "B002", "2020-02-01"), **gone)
    assert one(judged("13.4", as_of=END, **rows)).denominator == 135


def test_the_number_of_the_text_stays_the_denominator(judged, city) -> None:
    found = one(judged("13.4", as_of=END, **city(133, *all_visited(133))))
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 133, 135)
    assert found.rest == ("未登记 not in the register: 2",)
    assert "文中 in the text 135, 名录 in the register 133" in found.notes


def test_visits_after_the_day_are_not_there_yet(judged, city) -> None:
    rows = city(135, *all_visited(135))
    early = one(judged("13.4", as_of=date(2020, 5, 11), **rows))
    assert (early.numerator, early.denominator) == (0, 135)


def test_a_boiler_listed_after_the_due_day_changes_nothing(judged, city) -> None:
    later = {"B136": {"listed_on": "2021-02-10"}}
    found = one(judged("13.4", as_of=date(2021, 6, 1), **city(136, *all_visited(135), **later)))
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 135, 135)


def test_when_all_have_left_nothing_is_achieved(judged, city) -> None:
    gone = {"B001": {"in_use_to": "2020-03-01", "removal_evidence": "拆1号"}}
    bare = TWO.model_copy(update={"listed": None})
    found = one(judged("13.4", as_of=END, change={"metric": bare}, **city(1, **gone)))
    assert (found.status.value, found.numerator, found.denominator) == ("证据不足", 0, 0)
    assert found.missing == ("全部已退出 all have left",)
