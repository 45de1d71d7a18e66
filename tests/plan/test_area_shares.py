"""A finding by district and street: the parts add up, and what is in no denominator stays out."""

from __future__ import annotations

from yunzhu.city.records import AreaRecord
from yunzhu.plan.area_shares import DISTRICT, STREET, AreaShare, shares_by_area
from yunzhu.plan.members import AreaCount, Member, MemberState

AREAS = (
    AreaRecord("1", "市", "city", ""),
    AreaRecord("11", "甲区", "district", "1"),
    AreaRecord("12", "乙区", "district", "1"),
    AreaRecord("111", "甲一街", "subdistrict", "11"),
)


def member(area: str, state: MemberState) -> Member:
    return Member("事", area, state, "")


def test_what_left_or_is_not_due_is_in_no_denominator() -> None:
    members = [
        member("111", MemberState.COVERED),
        member("11", MemberState.NOT_COVERED),
        member("11", MemberState.UNKNOWN),
        member("11", MemberState.LEFT),
        member("11", MemberState.NOT_DUE),
        member("12", MemberState.NOT_DUE),
    ]
    first, second = shares_by_area(members, (), AREAS, DISTRICT)
    assert first == AreaShare("11", "甲区", 1, 3, unknown=1, left=1, not_due=1)
    assert str(first.percent) == "33.3"
    assert (second, second.percent) == (AreaShare("12", "乙区", 0, 0, not_due=1), None)


def test_streets_and_what_lies_in_none_add_up_to_the_whole() -> None:
    members = [member(code, MemberState.COVERED) for code in ("111", "11", "1", "9", "")]
    found = shares_by_area(members, (), AREAS, STREET)
    assert {(one.code, one.denominator) for one in found} == {("111", 1), ("", 4)}


def test_counts_by_area_stand_instead_of_members() -> None:
    counts = [AreaCount("111", 30, 100), AreaCount("11", 20, 60), AreaCount("12", 5)]
    low, high = shares_by_area([member("11", MemberState.COVERED)], counts, AREAS, DISTRICT)
    # 50 / 160 = 31.25 %; without a denominator there is no share.
    assert (low.numerator, low.denominator, str(low.percent)) == (50, 160, "31.2")
    assert (high.numerator, high.denominator, high.percent) == (5, None, None)
