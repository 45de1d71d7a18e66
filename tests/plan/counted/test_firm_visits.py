"""Firms on a list of the year: checked, passed, searched for hazards."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.plan.counted.visiting import answers, officers, row, visit
from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
from yunzhu.plan.schema import Owes

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)


def firm(code: str, **changes: Any) -> Enterprise:
    base = {"code": code, "name": f"厂{code}", "area": "440103", "street": "440103001"}
    return row(Enterprise, **(base | changes))


def listing(code: str, of: str, year: int = 2020, **changes: Any) -> EnterpriseListing:
    base = {"enterprise": code, "enterprise_list": of, "year": str(year)}
    return row(EnterpriseListing, **(base | changes))


def city(*firms: Enterprise, listings: list[Any], visits: list[Any], told: list[Any]) -> Any:
    return {
        "enterprises": firms,
        "enterprise_listings": tuple(listings),
        "officers": officers(),
        "inspections": tuple(visits),
        "inspection_answers": tuple(told),
    }


def waste(number: int, code: str, day: str, passed: bool | None) -> tuple[Any, list[Any]]:
    name = f"J{number}"
    given = [] if passed is None else [*answers(name, waste_managed=passed)]
    return visit(name, "enterprise", code, day), given


def waste_city(listed: dict[int, str], *made: tuple[int, str, str, bool | None]) -> Any:
    """Firms listed per year as a text of one-letter codes, and visits."""
    parts = [waste(*one) for one in made]
    return city(
        *(firm(code) for code in "ABCDEF"),
        listings=[
            listing(code, "key_hazardous_waste", year)
            for year, codes in listed.items()
            for code in codes
        ],
        visits=[one for one, _ in parts],
        told=[answer for _, given in parts for answer in given],
    )


def test_key_waste_firms_checked_are_distinct_firms_of_the_years_list(judged) -> None:
    rows = waste_city(
        {2019: "AE", 2020: "ABCD"},
        (1, "A", "2020-03-01", True),
        (2, "A", "2020-04-01", False),
        (3, "B", "2020-05-01", None),
        (4, "E", "2020-05-01", True),
        (5, "C", "2020-07-01", True),
    )
    checked, passed = judged("21.4", **rows)
    # By June A (twice) and B of A, B, C, D; E is on the list of 2019 alone.
    assert (checked.numerator, checked.denominator) == (2, 4)
    assert [line[0] for line in checked.rest] == ["C", "D"]
    assert checked.members[0].area == "440103001"
    # Only A was asked; its latest answer is no.
    assert (passed.numerator, passed.denominator) == (0, 1)
    assert checked.status.value == passed.status.value == "有望"
    end = judged("21.4", as_of=END, **rows)
    assert [(one.numerator, one.denominator) for one in end] == [(3, 4), (1, 2)]
    assert [one.status.value for one in end] == ["已达成", "已达成"]


def test_a_year_before_stands_beside_and_a_changed_sample_is_told(judged) -> None:
    rows = waste_city(
        {2019: "ABC", 2020: "ABCD"},
        (1, "A", "2019-03-01", False),
        (2, "B", "2019-03-01", True),
        (3, "C", "2019-08-01", True),
        (4, "A", "2020-03-01", True),
        (5, "D", "2020-03-01", True),
    )
    checked, passed = judged("21.4", **rows)
    # The same days: by the end of June 2019 A and B of three; C came in August.
    assert any("2019: 2 ÷ 3 = 66.7 %" in note for note in checked.notes)
    assert any("2019: 1 ÷ 2 = 50.0 %" in note for note in passed.notes)
    assert (passed.numerator, passed.denominator) == (2, 2)
    (changed,) = (note for note in passed.notes if "sample changed" in note)
    assert "两年都查 in both 1" in changed
    # Like for like, A alone: failed, then passed.
    assert any("2019 达标 passed 0, 2020 达标 passed 1" in note for note in passed.notes)


def test_the_same_sample_is_not_called_changed(judged) -> None:
    rows = waste_city(
        {2019: "A", 2020: "A"}, (1, "A", "2019-03-01", False), (2, "A", "2020-03-01", True)
    )
    _, passed = judged("21.4", **rows)
    assert not any("sample changed" in note for note in passed.notes)


def test_without_a_check_or_a_list_nothing_is_judged(judged) -> None:
    checked, passed = judged("21.4", as_of=END, **waste_city({2020: "A"}))
    assert (checked.status.value, passed.status.value) == ("证据不足", "证据不足")
    assert checked.denominator == 1
    unlisted, _ = judged("21.4", as_of=END, **waste_city({2019: "A"}, (1, "A", "2020-03-01", True)))
    assert "enterprise_listings" in unlisted.missing[0]


# Firms of risk


def risk_city(*made: tuple[int, str, str, bool | None], **firms: dict[str, Any]) -> Any:
    visits, told = [], []
    for number, code, day, searched in made:
        visits.append(visit(f"J{number}", "enterprise", code, day))
        if searched is not None:
            told += answers(f"J{number}", hazards_searched=searched)
    return city(
        *(firm(code, **changes.get("firm", {})) for code, changes in firms.items()),
        listings=[
            listing(code, "risk_firm", **changes.get("listing", {}))
            for code, changes in firms.items()
        ],
        visits=visits,
        told=told,
    )


def test_risk_firms_are_all_owed_a_search_for_hazards_by_the_due_day(judged) -> None:
    rows = risk_city((1, "A", "2020-03-01", True), (2, "B", "2020-11-20", True), A={}, B={})
    # Half of the working days have passed, and half of the firms are done.
    june, closing = judged("27.3", **rows)
    assert (june.status.value, june.numerator, june.denominator) == ("有望", 1, 2)
    assert closing.status.value == "证据不足"
    assert judged("27.3", as_of=date(2020, 11, 19), **rows)[0].numerator == 1
    assert judged("27.3", as_of=date(2020, 11, 20), **rows)[0].numerator == 2
    assert judged("27.3", as_of=EVE, **rows)[0].status.value == "有望"
    assert judged("27.3", as_of=END, **rows)[0].status.value == "已达成"


def test_a_visit_that_did_not_search_for_hazards_is_not_enough(judged) -> None:
    rows = risk_city((1, "A", "2020-03-01", None), (2, "B", "2020-03-01", False), A={}, B={}, C={})
    found = judged("27.3", as_of=END, **rows)[0]
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 0, 3)
    assert ["未查隐患" in line for line in found.rest] == [True, True, False]


def test_a_firm_leaves_with_a_dated_reason_and_is_listed(judged) -> None:
    closed = {"in_operation_to": "2020-03-31", "closure_evidence": "关〔2020〕1号"}
    rows = risk_city(
        (1, "A", "2020-02-01", True),
        A={"listing": {"removed_on": "2020-05-01"}},
        B={"listing": {"removed_on": "2020-05-01", "document": "环〔2020〕2号"}},
        C={"firm": closed},
        D={"firm": {"in_operation_to": "2020-03-31"}},
        E={"listing": {"listed_on": "2020-09-01"}},
        F={"listing": {"removed_on": "2020-05-01"}},
    )
    # A was searched before it left the list and counts; B and C left; D closed and F was taken
    # off without a document, both are still owed; E is not on the list before September.
    found = judged("27.3", change={"owes": Owes.RESULT}, **rows)[0]
    assert (found.numerator, found.denominator) == (1, 3)
    assert found.rest == (
        "D 厂D: 未检查 not visited; 2020-03-31 关停而无依据 closed without a document",
        "F 厂F: 未检查 not visited; 2020-05-01 移出名单而无依据 off the list without a document",
    )
    left = [note for note in found.notes if note.startswith("已退出")]
    assert ["B 厂B" in left[0], "C 厂C" in left[1], "关〔2020〕1号" in left[1]] == [True] * 3
