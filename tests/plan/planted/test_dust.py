"""The planted dust, roads, firms and actions: what is known of each before and after its day."""

from __future__ import annotations

import pytest

from yunzhu.plan.verdicts import Verdict

CLOSED = 5


def items(verdict: Verdict) -> list[tuple[int | None, int | None]]:
    return [(one.numerator, one.denominator) for one in verdict.findings[:6]]


@pytest.mark.parametrize(
    ("as_of", "met", "whole"),
    [
        # One of the 28 sites outside the re-sample every four days from 3 February: 20 by
        # 21 April, the 28th on 21 May. G041 is active to 31 May and unseen; then it has left.
        ("2020-04-21", [20] * 6, 41),
        ("2020-06-30", [28] * 6, 40),
        # In August 12 more: fenced fails at 1, piles at 3, washing at 2, hardening, wet works and
        # closed transport at 1 each.
        ("2020-10-15", [39, 37, 38, 39, 39, 39], 40),
        # On 10 November four of the five have put it right.
        ("2020-11-20", [40, 40, 40, 40, 40, 39], 40),
    ],
)
def test_the_six_items_before_and_after(verdict, as_of: str, met: list[int], whole: int) -> None:
    assert items(verdict("07.1", as_of)) == [(one, whole) for one in met]


def test_five_items_are_achieved_and_one_is_missed_for_one_site(verdict) -> None:
    assert [one.status.value for one in verdict("07.1", "2020-12-30").findings[:6]] == [
        *["有望"] * CLOSED,
        "有风险",
    ]
    end = verdict("07.1", "2020-12-31")
    assert [one.status.value for one in end.findings[:6]] == [*["已达成"] * CLOSED, "未达成"]
    assert [line[:4] for line in end.findings[CLOSED].rest] == ["G013"]
    assert any("G041" in note for note in end.findings[0].notes)
    # The bureau's own visits are another matter: it saw all forty.
    visits = end.findings[6]
    assert (visits.status.value, visits.numerator, visits.denominator) == ("已达成", 40, 40)
    assert "各项全部符合 every item met: 39 ÷ 40" in visits.notes


def test_the_re_sample_of_12_says_how_far_40_self_reports_are_true(verdict) -> None:
    before = verdict("07.1", "2020-07-20")
    assert len(before.findings) == 7
    assert any("真实性无从估计" in note for note in before.findings[6].notes)
    found = verdict("07.1", "2020-10-15").findings[7]
    assert (found.numerator, found.denominator, str(found.value)) == (5, 12, "41.7")
    rate, bias, finite = found.notes
    # 5 ÷ 12: Wilson (0.1933, 0.6805), Clopper–Pearson (0.1517, 0.7233).
    assert "Wilson 19.3–68.0 %" in rate
    assert "Clopper–Pearson 15.2–72.3 %" in rate
    # 12 of 12 reported, 7 of 12 found: 100 - 58.3 points.
    assert "reported 12 ÷ 12 − 复查合格 found 7 ÷ 12 = 41.7 个百分点" in bias
    # G041 was finished before the re-sampling: drawn from 40, 8 to 27 of which fail.
    assert "自报合格 40 个中抽 12 个" in finite
    assert "interval 20.0–67.5 %, 即 that is 8–27 个不合格" in finite
    # What was put right in November does not change what was found in August.
    later = verdict("07.1", "2020-12-31").findings[7]
    assert (later.numerator, later.denominator) == (5, 12)
    assert [line[:4] for line in later.rest] == ["G001", "G004", "G007", "G010", "G013"]


@pytest.mark.parametrize(
    ("as_of", "washing", "watering"),
    [
        # Whole weeks from 2 November: 7 and 2 days each, two rain days less for the first road;
        # waterings are due every day but those two.
        ("2020-10-15", None, None),
        ("2020-11-20", (16, 16), (34, 34)),
        ("2020-12-05", (34, 34), (63, 64)),
        # Eight weeks: 54 and 16, one not done; 60 - 2 days of two roads, one not met.
        ("2020-12-31", (69, 70), (115, 116)),
    ],
)
def test_the_roads_before_and_after(verdict, as_of: str, washing, watering) -> None:
    found = [one for one in verdict("07.2", as_of).findings if one.is_outcome_of_others]
    counts = [None if one.numerator is None else (one.numerator, one.denominator) for one in found]
    assert counts == [washing, watering]
    if washing is not None:
        assert any("2020-11-10 (2), 2020-11-11 (2)" in note for note in found[0].notes)


def test_key_firms_checked_and_the_sample_that_changed(verdict) -> None:
    checked, passed = verdict("07.3", "2020-06-30").findings
    assert [(one.numerator, one.denominator) for one in (checked, passed)] == [(2, 4), (1, 2)]
    checked, passed = verdict("07.3", "2020-12-31").findings
    assert [(one.numerator, one.denominator) for one in (checked, passed)] == [(3, 4), (2, 3)]
    assert any("2019: 2 ÷ 3 = 66.7 %" in note for note in checked.notes)
    assert any("sample changed" in note and "in both 1" in note for note in passed.notes)


@pytest.mark.parametrize(
    ("as_of", "word", "done"),
    [("2020-11-19", "有风险", 3), ("2020-11-20", "有望", 4), ("2020-12-31", "已达成", 4)],
)
def test_the_firm_searched_for_hazards_late(verdict, as_of: str, word: str, done: int) -> None:
    # By 19 November some 88 % of the working days have passed: 75 % done are 0.85 of that.
    (found,) = verdict("07.4", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, done, 4)


@pytest.mark.parametrize(
    ("identity", "as_of", "word", "done"),
    [
        ("07.5", "2020-10-14", "有望", 5),
        ("07.5", "2020-10-15", "有望", 6),
        ("07.5", "2020-12-31", "已达成", 6),
        ("07.6", "2020-07-19", "难以达成", 0),
        ("07.6", "2020-07-20", "已达成", 1),
        ("07.7", "2020-04-20", "证据不足", 0),
        ("07.7", "2020-04-21", "有望", 1),
        ("07.7", "2020-12-31", "已达成", 1),
    ],
)
def test_the_actions_before_and_after(
    verdict, identity: str, as_of: str, word: str, done: int
) -> None:
    (found,) = verdict(identity, as_of).findings
    covered = [one for one in found.members if one.state.value == "covered"]
    assert (found.status.value, len(covered)) == (word, done)


def test_the_hit_rates_of_visits_to_sites(verdict) -> None:
    of_sites = {
        one.label.split(" ")[0]: one
        for one in verdict("07.8", "2020-12-31").findings
        if "工地" in one.label
    }
    targeted, random = of_sites["定向检查"], of_sites["随机抽查"]
    assert (targeted.numerator, targeted.denominator) == (2, 14)
    assert (random.numerator, random.denominator) == (0, 14)
    assert any("2019: 1 ÷ 8 = 12.5 %" in note for note in targeted.notes)
    # 14.3 % - 12.5 % = 1.8 points of so few visits show no difference.
    assert any("1.8 个百分点" in n and "不能断定有差别" in n for n in targeted.notes)


def test_what_was_recorded_after_the_year_was_not_known_in_it(verdict) -> None:
    known = verdict("07.5", "2020-12-31", "2020-12-31").findings[0]
    assert known.status.value == "证据不足"
