"""Counts of sections: distributions by enumeration, together and as if independent."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from yunzhu.errors import UsageError
from yunzhu.plan.joint_counts import (
    JointCount,
    SectionMean,
    independent_count,
    joint_count,
    poisson_binomial,
    sections_needed,
    sections_together,
)
from yunzhu.plan.seasons import NotComputable, OddsSettings, Part, Season, Seasons, part_of

ODDS = [Fraction(9, 10), Fraction(1, 2), Fraction(1, 3), Fraction(1), Fraction(0), Fraction(3, 4)]
NAMES = tuple("ABCDEF")


def test_61_5_per_cent_of_13_sections_are_8() -> None:
    # 8 / 13 = 61.54 %, 7 / 13 = 53.8 %.
    assert sections_needed(Decimal("61.5"), 13) == 8
    assert sections_needed(Decimal(100), 13) == 13
    assert sections_needed(Decimal("53.8"), 13) == 7


def chances(odds: list[Fraction]) -> dict[tuple[int, ...], Fraction]:
    found = {}
    for outcome in itertools.product((0, 1), repeat=len(odds)):
        chance = Fraction(1)
        for meets, one in zip(outcome, odds, strict=True):
            chance *= one if meets else 1 - one
        found[outcome] = chance
    return found


def test_the_poisson_binomial_against_all_64_outcomes() -> None:
    every = chances(ODDS)
    found = poisson_binomial(ODDS)
    assert sum(found) == 1
    for count in range(7):
        assert found[count] == sum(
            (chance for outcome, chance in every.items() if sum(outcome) == count), Fraction(0)
        )


@pytest.mark.parametrize("mark", [1, 3, 4, 6])
def test_gain_is_what_a_section_made_certain_would_add(mark: int) -> None:
    found = independent_count(NAMES, ODDS, mark)

    def reached(odds: list[Fraction]) -> Fraction:
        return sum(
            (one for outcome, one in chances(odds).items() if sum(outcome) >= mark), Fraction(0)
        )

    assert found.probability == reached(ODDS)
    for place, section in enumerate(found.sections):
        sure = [*ODDS[:place], Fraction(1), *ODDS[place + 1 :]]
        never = [*ODDS[:place], Fraction(0), *ODDS[place + 1 :]]
        assert section.gain == reached(sure) - reached(ODDS)
        assert section.pivotal == reached(sure) - reached(never)
    # E, with odds of 0, comes first only where all six must meet; one of six is sure already.
    others = [one for one in found.sections if one.odds]
    expected = {1: None, 6: "E"}.get(mark, max(others, key=lambda one: one.gain).name)
    assert (None if found.marginal is None else found.marginal.name) == expected


def test_common_weather_by_hand() -> None:
    # Four equally likely seasons, three sections, mark 2.
    meets = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0]], bool)
    found = joint_count(("A", "B", "C"), meets, 2)
    together = found.together
    assert together.distribution == (Fraction(1, 4), Fraction(1, 4), Fraction(1, 2), 0)
    assert together.probability == Fraction(1, 2)
    # Independent with 1/2, 1/2, 1/4: at least two = 1/16 (all) + 3/16 (AB only) + 2 x 1/16 = 3/8.
    assert found.independent.probability == Fraction(3, 8)
    # In the third season one more would reach 2: A or B made certain adds 1/4; C adds nothing.
    assert [one.gain for one in together.sections] == [Fraction(1, 4), Fraction(1, 4), 0]
    # C never decides: the others meet both or neither.
    assert [one.pivotal for one in together.sections] == [Fraction(3, 4), Fraction(3, 4), 0]
    assert together.marginal is not None
    assert together.marginal.name == "A"


def test_a_section_that_never_meets_is_marginal_only_when_no_other_would_add() -> None:
    # A meets in two seasons of three, B always, C never; mark 2. In the third season A or C made
    # certain would reach it: each adds 1/3, and A can.
    meets = np.array([[0, 1, 1], [0, 1, 1], [0, 1, 0]], bool)
    found = joint_count(("C", "B", "A"), meets, 2).together
    assert [one.gain for one in found.sections] == [Fraction(1, 3), 0, Fraction(1, 3)]
    assert found.marginal is not None
    assert found.marginal.name == "A"
    # With mark 3 only C is missing where A and B meet.
    alone = joint_count(("C", "B", "A"), meets, 3).together
    assert alone.marginal is not None
    assert (alone.marginal.name, alone.marginal.gain) == ("C", Fraction(2, 3))


def test_no_section_is_marginal_when_none_can_add() -> None:
    found = joint_count(("A", "B"), np.ones((3, 2), bool), 2)
    assert found.together.probability == 1
    assert found.together.marginal is None


@pytest.mark.parametrize("mark", [0, 4])
def test_a_mark_outside_the_sections_is_refused(mark: int) -> None:
    with pytest.raises(UsageError):
        joint_count(("A", "B", "C"), np.ones((2, 3), bool), mark)
    with pytest.raises(UsageError):
        independent_count(("A",), [Fraction(1, 2), Fraction(1, 2)], 1)


def season(year: int, rest: list[int]) -> Season:
    values = np.array(rest, np.int32)
    return Season(year, Part(2, 2, 200), part_of(values), values)


def section(name: str, rests: dict[int, list[int]], target: int, **more: object) -> SectionMean:
    used = tuple(season(year, rest) for year, rest in rests.items())
    given = {"compare": "at_most", **more}
    return SectionMean(name, target, given["compare"], 0, Part(2, 2, 200), Seasons(0, used, ()))  # type: ignore[arg-type]


LOW, MID, HIGH = [60, 60], [100, 100], [160, 160]
SETTINGS = OddsSettings(draws=30_000, seed=5, block_days=2)


def test_one_season_drives_all_sections() -> None:
    # Means of the whole: (200 + 120) / 4 = 80, 100, 130, each with a third of the draws.
    same = {2001: LOW, 2002: MID, 2003: HIGH}
    found = sections_together(
        [section("A", same, 100), section("B", same, 100), section("C", same, 80)],
        2, 3, SETTINGS,
    )  # fmt: skip
    assert isinstance(found, JointCount)
    assert found.years == (2001, 2002, 2003)
    # A and B meet in the same two seasons: 2/3 together, and no draw has just one of them.
    assert float(found.together.probability) == pytest.approx(2 / 3, abs=0.01)
    assert found.together.distribution[1] == 0
    # As if independent: 1 - P(fewer than 2) with 2/3, 2/3, 1/3 = 1 - (2/27 + 9/27) = 16/27.
    assert float(found.independent.probability) == pytest.approx(16 / 27, abs=0.015)


def test_opposite_seasons_exclude_each_other() -> None:
    found = sections_together(
        [
            section("A", {2001: LOW, 2002: HIGH}, 100),
            section("B", {2001: HIGH, 2002: LOW}, 100),
        ],
        2, 2, SETTINGS,
    )  # fmt: skip
    assert isinstance(found, JointCount)
    assert found.together.probability == 0
    assert float(found.independent.probability) == pytest.approx(0.25, abs=0.01)


def test_a_section_meets_when_all_its_means_do_oxygen_from_below() -> None:
    seasons = {2001: LOW, 2002: HIGH}
    found = sections_together(
        [section("A", seasons, 130), section("A", seasons, 100, compare="at_least")],
        1, 2, SETTINGS,
    )  # fmt: skip
    assert isinstance(found, JointCount)
    assert float(found.together.probability) == pytest.approx(0.5, abs=0.01)


def test_too_few_common_years_are_named() -> None:
    found = sections_together(
        [section("A", {2001: LOW, 2002: MID}, 100), section("B", {2002: MID, 2003: LOW}, 100)],
        1, 2, SETTINGS,
    )  # fmt: skip
    assert isinstance(found, NotComputable)
    assert found.years == (2002,)
    assert "at least 2 earlier years common" in found.english


def test_the_words_of_a_count() -> None:
    # Eight draws: 2 sections in four, 1 in three, none in one. 4/8 = 50 %; 3/8 = 37.5 -> 38 %;
    # 1/8 = 12.5 -> 12 %. A meets in 7 of 8, B in 4 of 8, together 28/64 = 43.75 -> 44 % if
    # independent; B made certain would add the three draws in which A meets alone.
    meets = np.array([[1, 1]] * 4 + [[1, 0]] * 3 + [[0, 0]], bool)
    found = joint_count(("A", "B"), meets, 2)
    assert found.shown == (
        "至少 2 个的概率 odds of at least 2: 联合 together 50 %, 独立 independent 44 %; "
        "边际断面 marginal section B (50 %, 必达时增 would add 38 %)"
    )
    assert found.shown_distribution.endswith("0: 12 %, 1: 38 %, 2: 50 %")
