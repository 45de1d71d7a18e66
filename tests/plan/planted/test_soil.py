"""The planted parcels, declarations, capacities and sources, before and after their days."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("as_of", "words", "counts", "areas"),
    [
        # Permits on the 15th from February to October; on 30 April three, all removed in time.
        ("2020-04-30", ("有望", "有望"), (3, 3), (30000, 30000)),
        # K0202 (30,000 m²) is permitted on 20 May, removed on 10 July: 4 of 5, then 5 of 6.
        ("2020-05-20", ("有风险", "有风险"), (4, 5), (40000, 70000)),
        ("2020-06-30", ("有风险", "有风险"), (5, 6), (50000, 80000)),
        # On the cut-off 9 of 10 are exactly 90 %, and 90,000 of 120,000 m² are 75 %.
        ("2020-11-29", ("有望", "有风险"), (9, 10), (90000, 120000)),
        ("2020-11-30", ("已达成", "未达成"), (9, 10), (90000, 120000)),
        # K0302 is permitted on 10 December, after it.
        ("2020-12-31", ("已达成", "未达成"), (9, 10), (90000, 120000)),
    ],
)
def test_the_safe_use_by_count_and_by_area(verdict, as_of, words, counts, areas) -> None:
    by_count, by_area = verdict("T14", as_of).findings
    assert (by_count.status.value, by_area.status.value) == words
    assert (by_count.numerator, by_count.denominator) == counts
    assert (by_area.numerator, by_area.denominator) == areas


def test_the_parcel_that_was_permitted_too_early_is_the_rest(verdict) -> None:
    by_count, by_area = verdict("T14", "2020-12-31").findings
    assert [line[:5] for line in by_count.rest] == ["K0202"]
    assert "2020-05-20" in by_count.rest[0]
    assert "2020-07-10" in by_count.rest[0]
    assert any("disagree about 90 %: 90.0 %, 75.0 %" in note for note in by_area.notes)
    # Before its removal was known to come, it was not released at all.
    (early, _) = verdict("T14", "2020-06-30").findings
    assert "未移出 not released" in early.rest[0]


@pytest.mark.parametrize(
    ("as_of", "word", "covered", "whole", "rest"),
    [
        ("2020-02-14", "证据不足", None, None, []),
        ("2020-05-19", "有望", 5, 5, []),
        ("2020-05-20", "有望", 5, 6, ["K0202"]),
        # Nine safe ones and K0402, which was never polluted; K0202 and K0302 were too early.
        ("2020-12-31", "已达成", 10, 12, ["K0202", "K0302"]),
    ],
)
def test_the_releases_before_the_new_use(verdict, as_of, word, covered, whole, rest) -> None:
    (found,) = verdict("08.1", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, covered, whole)
    assert [line[:5] for line in found.rest] == rest


def test_the_parcel_with_steps_out_of_order_is_told_from_its_day_on(verdict) -> None:
    (before,) = verdict("08.1", "2020-04-06").findings
    (note,) = (note for note in before.notes if "次序不合法" in note)
    assert note.startswith("K0502 ")
    assert "风险评估 risk assessment 2020-02-03" in note
    assert "详细调查 detailed survey 未做 not done" in note
    (after,) = verdict("08.1", "2020-04-07").findings
    (note,) = (note for note in after.notes if "次序不合法" in note)
    assert "详细调查 detailed survey 2020-04-07" in note


def test_one_key_parcel_is_not_sampled(verdict) -> None:
    (before,) = verdict("08.2", "2020-03-08").findings
    assert (before.status.value, before.numerator, before.denominator) == ("证据不足", 0, 8)
    (found,) = verdict("08.2", "2020-12-31").findings
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 7, 8)
    assert [line[:5] for line in found.rest] == ["K0801"]


@pytest.mark.parametrize(
    ("as_of", "word", "accepted"),
    [
        # One every 14 days from 20 January: 162 days later the twelfth is in, half of the year is.
        ("2020-06-30", "有望", 12),
        ("2020-12-30", "有风险", 15),
        ("2020-12-31", "未达成", 15),
    ],
)
def test_the_firm_that_never_declares(verdict, as_of, word, accepted) -> None:
    (found,) = verdict("08.3", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, accepted, 16)
    assert any("辛区852号" in line for line in found.rest)


def test_the_declaration_that_does_not_balance_stands_first(verdict) -> None:
    (before,) = verdict("08.4", "2020-06-10").findings
    assert (before.status.value, before.value) == ("难以达成", 0)
    (found,) = verdict("08.4", "2020-06-11").findings
    assert (found.status.value, found.value) == ("已达成", 1)
    (whole,) = verdict("08.4", "2020-12-31").findings
    assert (whole.value, whole.status.value) == (4, "已达成")
    assert "不平衡 does not balance: 差 -3 t" in whole.rest[0]
    assert not any("不平衡" in line for line in whole.rest[1:])
    # One of four with errors: Wilson 95 % is 4.6 to 69.9 %.
    assert any("1 ÷ 4 = 25.0 %" in note and "4.6–69.9 %" in note for note in whole.notes)
    assert any("平衡 balanced 14 ÷ 15" in note for note in whole.notes)


def test_capacity_is_short_in_one_class(verdict) -> None:
    before = verdict("08.5", "2020-03-31").findings[0]
    assert before.status.value == "证据不足"
    found = verdict("08.5", "2020-12-31").findings[0]
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 1, 2)
    assert found.rest == ("HW17: 能力 capacity 60 t/a, 2019 年产生 generated 80 t, 缺 short 20 t",)
    assert any("HW08" in note and "change 25" in note for note in found.notes)


@pytest.mark.parametrize(
    ("as_of", "word", "checked", "whole"),
    [
        # On the 18th of each month from February; R0601 has left since April: seven are owed.
        # 65 of 262 Mondays to Fridays have passed, 24.8 %; two of eight are 25 %.
        ("2020-03-31", "有望", 2, 8),
        ("2020-06-30", "有望", 5, 7),
        ("2020-12-31", "未达成", 6, 7),
    ],
)
def test_the_sources_that_were_checked(verdict, as_of, word, checked, whole) -> None:
    (found,) = verdict("08.6", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, checked, whole)
    assert any(line.startswith("R0701 ") for line in found.rest)
    (misfit,) = (note for note in found.notes if "does not fit" in note)
    assert "R0301" in misfit


def test_what_was_recorded_in_january_is_not_known_in_the_year_itself(verdict) -> None:
    (found, _) = verdict("T14", "2020-12-31", known_at="2020-12-31").findings
    assert found.status.value == "证据不足"
