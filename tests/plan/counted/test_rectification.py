"""Problems to be put right: what closes one or re-opens it, what is overdue, whom to warn."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.drinking_sources import DrinkingSource
from yunzhu.city.registers.outfalls import Outfall
from yunzhu.city.registers.rectification import RectificationItem
from yunzhu.plan.threshold import NoThreshold

END = date(2020, 12, 31)
NO_NUMBER = {"threshold": NoThreshold(none="无", english="none")}
CLOSED = {
    "applied_on": "2020-05-04",
    "applicant": "甲",
    "checked_on": "2020-05-08",
    "checker": "乙",
    "signed_on": "2020-05-12",
    "signer": "丙",
    "publicised_on": "2020-05-14",
    "filed_on": "2020-05-28",
}


@pytest.fixture
def item(row_of):
    def make(code: str, kind: str = "central", due: str | None = "2020-06-30", **cells: Any):
        base = {
            "code": code,
            "kind": kind,
            "name": f"题{code}",
            "area": "1",
            "found_on": "2020-01-10",
            "due_on": due,
        }
        return row_of(RectificationItem, **(base | cells))

    return make


def central(judged, *items: Any, **more: Any):
    """Judge 24.1 without a number; the provincial list has one problem, long closed."""
    found, _ = judged("24.1", change=NO_NUMBER, rectification_items=items, **more)
    return found


def test_the_two_lists_are_judged_apart_and_by_their_dates(judged, item) -> None:
    items = (
        item("Z1", **CLOSED),
        item("Z2"),
        item("Z3", due="2020-07-15"),
        item("Z4", due="2020-12-31", **CLOSED),
        item("P1", "provincial", **CLOSED),
    )
    central_found, provincial = judged("24.1", change=NO_NUMBER, rectification_items=items)
    # Due by 30 June are Z1 and Z2: one is closed, half of what is owed by now.
    assert (central_found.numerator, central_found.denominator) == (1, 2)
    assert central_found.status.value == "难以达成"
    assert central_found.rest[0].startswith("Z2 题Z2: 红 red: 期限 due 2020-06-30, 缺 without 申请")
    assert (provincial.numerator, provincial.denominator) == (1, 1)
    assert provincial.status.value == "有望"
    # Z3 falls due within 30 days and is warned of; Z4 is closed already, and not due.
    yellow = [note for note in central_found.notes if note.startswith("黄 yellow")]
    assert [note.split(":")[1].strip() for note in yellow] == ["Z3 题Z3"]
    assert "未到期，不计 not due yet, not counted: 2" in central_found.notes
    at_end, _ = judged("24.1", change=NO_NUMBER, as_of=END, rectification_items=items)
    assert (at_end.status.value, at_end.numerator, at_end.denominator) == ("未达成", 2, 4)


def test_the_dates_of_the_lists_are_not_in_the_text_so_the_real_row_stays_open(
    judged, item
) -> None:
    found, _ = judged("24.1", as_of=END, rectification_items=(item("Z1", **CLOSED),))
    assert (found.status.value, found.numerator, found.denominator) == ("证据不足", 1, 1)
    assert "整改清单" in found.missing[0]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"applied_on": None}, "缺 without 申请 application"),
        ({"checked_on": None}, "缺 without 现场核查 check"),
        ({"signed_on": None}, "缺 without 签字 sign-off"),
        ({"publicised_on": None}, "缺 without 公示 publicity"),
        ({"filed_on": None}, "缺 without 备案 filing"),
        ({"filed_on": "2020-07-01"}, "缺 without 备案 filing"),
        ({"signer": "甲"}, "非三人"),
        ({"checker": "Ａ", "signer": "a"}, "非三人"),
        ({"checker": None}, "无名的"),
        ({"reopened_on": "2020-06-02"}, "2020-06-02 重新打开 re-opened, 缺 without 申请"),
        # Re-opened on the day of the filing, nothing has been done since.
        ({"reopened_on": "2020-05-28"}, "签字 sign-off、公示 publicity、备案 filing"),
        # Re-opened between check and sign-off, the check is one of before.
        ({"reopened_on": "2020-05-10"}, "缺 without 申请 application、现场核查 check"),
    ],
)
def test_what_is_not_closed_says_why(judged, item, changes, fault: str) -> None:
    found = central(judged, item("Z1", **(CLOSED | changes)))
    assert (found.numerator, found.denominator) == (0, 1)
    assert fault in found.rest[0]
    # The persons are restricted: a report names none of them.
    assert "甲" not in found.rest[0]


@pytest.mark.parametrize("reopened", ["2020-07-01", "2020-02-01"])
def test_a_reopening_to_come_or_put_right_again_does_not_count(judged, item, reopened) -> None:
    found = central(judged, item("Z1", **(CLOSED | {"reopened_on": reopened})))
    assert (found.numerator, found.denominator) == (1, 1)


def test_without_a_date_of_its_own_a_problem_cannot_be_judged(judged, item) -> None:
    found = central(judged, item("Z1", due=None), item("Z2", **CLOSED))
    assert found.status.value == "证据不足"
    assert found.missing == ("Z1 题Z1: 期限未登记 no date is registered",)


def test_nothing_due_yet_is_open_and_an_empty_list_is_no_miss(judged, item) -> None:
    found = central(judged, item("Z1", due="2020-12-31"))
    assert (found.status.value, found.value) == ("证据不足", None)
    assert found.missing == ("尚无到期的 nothing is due yet",)
    empty = central(judged, item("P1", "provincial"), as_of=END)
    assert empty.status.value == "证据不足"
    assert "rectification_items" in empty.missing[0]


def test_a_problem_found_after_the_day_is_not_there(judged, item) -> None:
    late = item("Z2", found_on="2020-07-01", due="2020-07-02")
    found = central(judged, item("Z1", **CLOSED), late)
    assert len(found.members) == 1


def test_assigned_cases_owe_their_check_and_settling_is_an_effort(judged, item) -> None:
    items = (
        item("A1", "assigned_case", None, **CLOSED),
        item("A2", "assigned_case", None, checked_on="2020-06-01", checker="乙"),
    )
    checked, settled = judged("24.2", as_of=END, rectification_items=items)
    assert (checked.status.value, checked.numerator, checked.denominator) == ("已达成", 2, 2)
    # One of two settled, and no day is given for it: an act of the year is enough.
    assert (settled.status.value, settled.numerator, settled.denominator) == ("已达成", 1, 2)
    more = (*items, item("A3", "assigned_case", None))
    checked, _ = judged("24.2", as_of=END, rectification_items=more)
    assert (checked.status.value, checked.rest) == (
        "未达成",
        ("A3 题A3: 未现场核查 not checked",),
    )


def test_sites_and_parks_are_two_lists(judged, item) -> None:
    items = (
        item("S1", "scattered_site", None, **CLOSED),
        item("S2", "scattered_site", None, **(CLOSED | {"reopened_on": "2020-06-10"})),
        item("K1", "village_park", None),
    )
    sites, parks = judged("25.6", rectification_items=items)
    assert (sites.numerator, sites.denominator, sites.status.value) == (1, 2, "有望")
    assert "重新打开" in sites.rest[0]
    assert (parks.numerator, parks.denominator, parks.status.value) == (0, 1, "证据不足")


def source(row_of, code: str, surveyed: str | None, *, listed: str = "是"):
    return row_of(
        DrinkingSource,
        code=code,
        name=f"源{code}",
        area="1",
        level="town_or_below",
        kind="lake",
        is_thousand_ton=listed,
        surveyed_on=surveyed,
    )


def test_problems_of_sources_mean_nothing_while_one_is_not_surveyed(judged, item, row_of) -> None:
    photo = {"photo_sha256": "0" * 64}
    items = (
        item("Q1", "source_problem", None, object_code="Y1", **CLOSED, **photo),
        # Y3 is no thousand-ton source.
        item("Q2", "source_problem", None, object_code="Y3"),
    )
    other = source(row_of, "Y3", None, listed="否")
    sources = (source(row_of, "Y1", "2020-03-01"), source(row_of, "Y2", None), other)
    (found,) = judged("18.3", as_of=END, rectification_items=items, drinking_sources=sources)
    assert (found.status.value, found.value, found.denominator) == ("证据不足", None, None)
    assert found.missing == ("Y2 源Y2: 未排查 not surveyed",)
    assert "closed 1, 已发现 found 1" in found.notes[0]
    sources = (source(row_of, "Y1", "2020-03-01"), source(row_of, "Y2", "2020-04-01"), other)
    (found,) = judged("18.3", as_of=END, rectification_items=items, drinking_sources=sources)
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 1, 1)


def test_a_problem_of_a_source_is_closed_with_a_photo(judged, item, row_of) -> None:
    items = (item("Q1", "source_problem", None, object_code="Y1", **CLOSED),)
    sources = (source(row_of, "Y1", "2020-03-01"),)
    (found,) = judged("18.3", as_of=END, rectification_items=items, drinking_sources=sources)
    assert (found.status.value, found.rest) == ("未达成", ("Q1 题Q1: 无照片 without a photo",))


def test_all_surveyed_without_a_problem_leaves_nothing_to_do(judged, item, row_of) -> None:
    sources = (source(row_of, "Y1", "2020-03-01"),)
    (found,) = judged(
        "18.3", as_of=END, rectification_items=(item("Z1"),), drinking_sources=sources
    )
    assert (found.status.value, found.denominator) == ("已达成", 0)
    # A list that has no problem of any kind was never kept.
    (found,) = judged("18.3", as_of=END, drinking_sources=sources)
    assert found.status.value == "证据不足"


def test_problems_of_sea_outfalls_are_those_of_the_sea(judged, item, row_of) -> None:
    outfalls = tuple(
        row_of(Outfall, code=code, name=code, kind=kind, receiving_water="水", area="1")
        for code, kind in (("H1", "sea"), ("R1", "river"))
    )
    items = (
        item("O1", "outfall", None, object_code="H1", **CLOSED),
        item("O2", "outfall", None, object_code="R1"),
    )
    *_, problems = judged("19.3", rectification_items=items, outfalls=outfalls)
    assert (problems.numerator, problems.denominator, problems.status.value) == (1, 1, "有望")
