"""Campaigns and joint actions: six named kinds, the region's, those at sea."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.plan.counted.visiting import officers, row, visit
from yunzhu.city.registers.actions import Action, ActionDepartment, ActionKindRow

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)
SIX = {
    "X1": ("special", "water"),
    "X2": ("special", "air"),
    "X3": ("special", "soil"),
    "X4": ("special", "solid_waste"),
    "X5": ("cross_border", None),
    "X6": ("joint", None),
}


def action(code: str, day: str = "2020-05-06", **changes: Any) -> Action:
    base = {"code": code, "name": f"行动{code}", "area": "1", "first_day": day, "result": "通报"}
    return row(Action, **(base | changes))


def kinds(**of: str) -> tuple[ActionKindRow, ...]:
    return tuple(
        row(ActionKindRow, action=code, kind=kind)
        for code, named in of.items()
        for kind in named.split()
    )


def departments(**of: str) -> tuple[ActionDepartment, ...]:
    return tuple(
        row(ActionDepartment, action=code, department=name)
        for code, named in of.items()
        for name in named.split()
    )


def six(*without: str, **days: str) -> dict[str, Any]:
    chosen = {code: kind for code, kind in SIX.items() if code not in without}
    return {
        "actions": tuple(
            action(code, days.get(code, "2020-05-06"), medium=medium)
            for code, (_, medium) in chosen.items()
        ),
        "action_kinds": kinds(**{code: kind for code, (kind, _) in chosen.items()}),
    }


def test_one_action_of_each_of_the_six_kinds_is_owed(judged) -> None:
    (found,) = judged("25.4", as_of=END, **six())
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 6, 6)
    (missed,) = judged("25.4", as_of=END, **six("X3"))
    assert (missed.status.value, missed.numerator, missed.denominator) == ("未达成", 5, 6)
    assert missed.rest == ("专项 special: 土壤 soil: 未开展 none carried out",)


def test_an_action_counts_from_its_first_day_of_the_year_on(judged) -> None:
    rows = six(X6="2020-09-10")
    assert judged("25.4", as_of=date(2020, 9, 9), **rows)[0].numerator == 5
    assert judged("25.4", as_of=date(2020, 9, 10), **rows)[0].numerator == 6
    assert judged("25.4", as_of=END, **six(X6="2019-12-31"))[0].numerator == 5


def test_an_action_of_several_kinds_counts_under_each_and_once_in_the_total(judged) -> None:
    rows = {
        "actions": (action("X1", medium="air"), action("X2", "2020-06-01", medium="air")),
        "action_kinds": kinds(X1="special joint cross_border", X2="campaign"),
    }
    (found,) = judged("25.4", as_of=END, **rows)
    assert [line.split(":")[0] for line in found.evidence] == [
        "专项 special",
        "跨界执法 cross border",
        "部门联合执法 joint",
    ]
    assert any(note.endswith("each once: 1") for note in found.notes)


def test_an_action_without_a_result_is_told_and_not_counted(judged) -> None:
    rows = {"actions": (action("X6", result=None),), "action_kinds": kinds(X6="joint")}
    (found,) = judged("25.4", as_of=END, **rows)
    assert found.numerator == 0
    assert any("X6" in line and "无结果" in line for line in found.rest)


def test_joint_control_of_the_region_is_counted_by_itself(judged) -> None:
    rows = {
        "actions": (action("X1"), action("X2", "2020-08-01")),
        "action_kinds": kinds(X1="regional_joint cross_border", X2="joint"),
        "action_departments": departments(X1="other_city"),
    }
    (kinds_found,) = judged("25.4", as_of=END, **rows)
    assert [line.split(":")[0] for line in kinds_found.evidence] == ["部门联合执法 joint"]
    (regional,) = judged("11.2", as_of=END, **rows)
    assert (regional.status.value, regional.value) == ("已达成", 1)
    assert "周边城市" in regional.counted[0]
    assert regional.rest == ("X2 行动X2: 不是区域联防联控 no regional joint action",)


def test_one_regional_action_is_enough_at_once_and_none_is_a_miss_only_at_the_end(judged) -> None:
    rows = {"actions": (action("X1"),), "action_kinds": kinds(X1="regional_joint")}
    assert judged("11.2", as_of=date(2020, 5, 6), **rows)[0].status.value == "已达成"
    other = {"actions": (action("X1"),), "action_kinds": kinds(X1="joint")}
    assert judged("11.2", as_of=END, **other)[0].status.value == "未达成"
    assert judged("11.2", as_of=EVE, **other)[0].status.value == "难以达成"
    assert judged("11.2", as_of=END)[0].status.value == "证据不足"


def test_visits_of_an_action_are_shown_with_what_they_found(judged) -> None:
    visits = (
        visit("J1", "enterprise", "甲", "2020-05-07", action="X1", result="violation"),
        visit("J2", "enterprise", "乙", "2020-05-07", action="X1"),
        visit("J3", "enterprise", "丙", "2020-05-07", action="X1", checklist=None),
        visit("J4", "enterprise", "丁", "2020-05-07", result="violation"),
    )
    rows = six() | {"inspections": visits, "officers": officers()}
    (found,) = judged("25.4", as_of=END, **rows)
    assert any(
        "X1 行动X1: 有效检查 valid visits 2, 发现违法 violations 1" in n for n in found.notes
    )


def test_actions_at_sea_are_joint_ones_with_one_of_the_three_departments(judged) -> None:
    rows = {
        "actions": tuple(action(f"X{n}") for n in range(1, 5)),
        "action_kinds": kinds(X1="joint", X2="joint special", X3="special", X4="joint"),
        "action_departments": departments(
            X1="port maritime", X2="marine_surveillance", X3="maritime", X4="public_security"
        ),
    }
    (found,) = judged("19.4", **rows)
    assert (found.status.value, found.value) == ("有望", 2)
    assert any("港口 port 1, 海事 maritime 1, 海监 marine surveillance 1" in n for n in found.notes)
    assert [line[:2] for line in found.rest] == ["X3", "X4"]
    assert judged("19.4", as_of=END, **rows)[0].status.value == "已达成"


def test_none_at_sea_is_no_evidence_of_the_effort(judged) -> None:
    rows = {"actions": (action("X1"),), "action_kinds": kinds(X1="special")}
    (found,) = judged("19.4", as_of=END, **rows)
    assert found.status.value == "证据不足"
    assert "尚无 2020 年的行动" in found.missing[0]


def test_an_empty_register_of_actions_is_insufficient_and_no_miss(judged) -> None:
    (found,) = judged("25.4", as_of=END)
    assert found.status.value == "证据不足"
    assert "actions" in found.missing[0]
