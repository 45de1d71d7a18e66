"""Hit rates of targeted and of random visits, each within one kind of object."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.plan.counted.visiting import officers, visit
from yunzhu.plan.verdicts import Finding

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


def visits(
    first: int, number: int, hits: int, why: str, day: str, kind: str = "enterprise"
) -> list[Any]:
    return [
        visit(
            f"J{first + n}",
            kind,
            f"甲{n}",
            day,
            why,
            result="violation" if n < hits else ("problem" if n == hits else "passed"),
        )
        for n in range(number)
    ]


def named(found: list[Finding], *words: str) -> Finding:
    (one,) = (one for one in found if all(word in one.label for word in words))
    return one


def test_a_rate_is_violations_of_valid_visits_of_one_kind_of_object(judged) -> None:
    rows = [
        *visits(100, 10, 4, "targeted", "2020-05-01"),
        *visits(200, 20, 2, "random", "2020-05-02"),
        *visits(300, 5, 5, "targeted", "2020-05-03", "boiler"),
        *visits(400, 3, 3, "special", "2020-05-04"),
    ]
    found = judged("25.1", inspections=tuple(rows), officers=officers())
    targeted = named(found, "定向检查", "企业")
    assert (targeted.numerator, targeted.denominator, str(targeted.value)) == (4, 10, "40.0")
    random = named(found, "随机抽查", "企业")
    assert (random.numerator, random.denominator) == (2, 20)
    boiler = named(found, "定向检查", "锅炉")
    assert (boiler.numerator, boiler.denominator) == (5, 5)
    # Within firms: 40 % - 10 % = 30 points; the boilers have no random visits to compare with.
    assert any("targeted less random" in n and "30.0 个百分点" in n for n in targeted.notes)
    assert not any("less random" in note for note in boiler.notes)
    assert len(found) == 4
    assert "penalty_cases" in found[3].missing[0]


def test_the_same_days_of_the_year_before_stand_beside_with_the_interval(judged) -> None:
    rows = [
        *visits(100, 70, 56, "targeted", "2020-05-01"),
        *visits(200, 80, 48, "targeted", "2019-05-01"),
        # July is not yet compared with in June.
        *visits(400, 9, 9, "targeted", "2019-07-01"),
    ]
    found = named(judged("25.1", inspections=tuple(rows), officers=officers()), "定向检查")
    assert any("2019: 48 ÷ 80 = 60.0 %" in note for note in found.notes)
    # Newcombe's own example: 56/70 - 48/80 = 0.2, (0.0524, 0.3339).
    (against,) = (note for note in found.notes if note.startswith("同比"))
    assert "20.0 个百分点" in against
    assert "5.2–33.4 %" in against
    assert "有差别 they differ" in against
    later = judged("25.1", as_of=END, inspections=tuple(rows), officers=officers())
    assert any("57 ÷ 89" in note for note in named(later, "定向检查").notes)


def test_a_small_difference_is_not_called_one(judged) -> None:
    rows = [
        *visits(100, 10, 4, "random", "2020-05-01"),
        *visits(200, 10, 3, "random", "2019-05-01"),
    ]
    found = named(judged("25.1", inspections=tuple(rows), officers=officers()), "随机抽查")
    assert any("不能断定有差别" in note for note in found.notes)


def test_visits_that_are_not_valid_are_told_and_not_counted(judged) -> None:
    rows = [
        *visits(100, 4, 1, "random", "2020-05-01"),
        visit("J900", "enterprise", "甲9", "2020-05-01", "random", checklist=None),
    ]
    found = named(judged("25.1", inspections=tuple(rows), officers=officers()), "随机抽查")
    assert found.denominator == 4
    assert "无效检查不计 invalid visits, not counted: 1" in found.notes


def test_dated_visits_give_the_word_and_a_kind_without_any_is_insufficient(judged) -> None:
    rows = tuple(visits(100, 4, 0, "random", "2020-05-01"))
    june = judged("25.1", inspections=rows, officers=officers())
    assert named(june, "随机抽查").status.value == "有望"
    assert named(june, "定向检查").status.value == "证据不足"
    end = judged("25.1", as_of=END, inspections=rows, officers=officers())
    # No violation at all is no failure of the bureau.
    assert named(end, "随机抽查").status.value == "已达成"
    assert named(end, "随机抽查").numerator == 0


def test_an_empty_register_is_insufficient(judged) -> None:
    first, absent = judged("25.1", as_of=END)
    assert (first.status.value, absent.status.value) == ("证据不足", "证据不足")
    assert "inspections" in first.missing[0]
