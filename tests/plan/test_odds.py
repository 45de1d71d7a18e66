"""Odds: days by hand, and probabilities against an enumeration of everything that can be drawn."""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pytest

from yunzhu.arrays import MISSING32
from yunzhu.errors import EvidenceError
from yunzhu.plan.odds import (
    GoodDays,
    ItemSeasons,
    Odds,
    draw_picks,
    items_missing,
    levelled_days,
    mean_at_most,
    percentile_at_most,
    share_at_least,
    status_of_odds,
)
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable, OddsSettings, Part, Season, Seasons, part_of
from yunzhu.plan.status import Status

CUTS = Cuts(
    on_track_odds=Decimal("0.85"),
    at_risk_odds=Decimal("0.5"),
    at_risk_pace=Decimal("0.8"),
    seasons_for_odds=3,
)
MANY = OddsSettings(draws=200_000, seed=1, block_days=2)


def season(year: int, first_part: list[int], rest: list[int | None]) -> Season:
    values = np.array([MISSING32 if one is None else one for one in rest], np.int32)
    return Season(year, part_of(np.array(first_part, np.int32)), part_of(values), values)


def seasons(*used: Season, decimals: int = 0) -> Seasons:
    return Seasons(decimals, used, ())


A = season(2001, [20, 20], [10, 30])
B = season(2002, [40, 40], [40, 80])


def test_days_are_scaled_by_first_parts_and_brought_to_a_level_by_hand() -> None:
    # This year's first part is 30. A alone: x 30/20 = 15, 45; B alone: x 30/40 = 30, 60.
    # B's days at A's level: A's rest is 20 x 1.5 = 30, B's 60: x 30/60 = 20, 40.
    # A's days at B's level: B's rest is 60 x 0.75 = 45, A's 20: x 45/20 = 22.5, 67.5 -> 22, 68.
    days = levelled_days([A, B], Part(2, 2, 60))
    assert days[0, 0].tolist() == [15, 45]
    assert days[1, 1].tolist() == [30, 60]
    assert days[0, 1].tolist() == [20, 40]
    assert days[1, 0].tolist() == [22, 68]


def test_a_missing_day_stays_missing_at_every_level() -> None:
    gap = season(2003, [10, 10], [None, 20])
    days = levelled_days([A, gap], Part(1, 1, 10))
    assert (days[:, 1, 0] == MISSING32).all()
    assert (days[:, 0] != MISSING32).all()


def test_a_first_part_of_zero_cannot_be_scaled_to() -> None:
    with pytest.raises(EvidenceError):
        levelled_days([A, B], Part(2, 2, 0))


def rounded(value: Fraction, decimals: int = 0) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)


def enumerated(used: list[Season], own: Fraction, block: int) -> list[list[int | None]]:
    """Return every remaining season that can be drawn, each as likely as the others."""
    length = len(used[0].values)
    blocks = (length - 1 + block - 1) // block + 1
    found = []
    for level, shift in itertools.product(used, range(block)):
        for picked in itertools.product(used, repeat=blocks):
            days: list[int | None] = []
            for day in range(length):
                source = picked[(day + shift) // block]
                value = int(source.values[day])
                ratio = own / level.first_part.mean * level.rest.mean / source.rest.mean
                days.append(None if value == MISSING32 else int(rounded(value * ratio)))
            found.append(days)
    return found


USED = [
    season(2001, [20, 24, 22], [10, 30, 25, 8, 41]),
    season(2002, [41, 40, 39], [40, None, 52, 61, 33]),
    season(2003, [33, 29, 30], [22, 35, 18, 30, 27]),
]
SO_FAR = np.array([28, MISSING32, 35], np.int32)


@pytest.mark.parametrize("target", [27, 29, 31, 33])
def test_the_odds_of_a_mean_are_those_of_everything_that_can_be_drawn(target: int) -> None:
    every = enumerated(USED, Fraction(63, 2), 2)
    met = 0
    for days in every:
        valid = [one for one in days if one is not None]
        met += rounded(Fraction(63 + sum(valid), 2 + len(valid))) <= target
    odds = mean_at_most(Decimal(target), 0, part_of(SO_FAR), seasons(*USED), MANY)
    assert float(odds.probability) == pytest.approx(met / len(every), abs=0.005)


@pytest.mark.parametrize("target", [38, 43, 50, 60])
def test_the_odds_of_a_percentile_are_those_of_everything_that_can_be_drawn(target: int) -> None:
    every = enumerated(USED, Fraction(63, 2), 2)
    met = 0
    for days in every:
        ascending = sorted([28, 35, *(one for one in days if one is not None)])
        rank = 1 + Fraction((len(ascending) - 1) * 90, 100)
        below = int(rank)
        high = ascending[min(below, len(ascending) - 1)]
        value = ascending[below - 1] + (high - ascending[below - 1]) * (rank - below)
        met += rounded(value) <= target
    odds = percentile_at_most(Decimal(target), 0, 90, SO_FAR, seasons(*USED), MANY)
    assert float(odds.probability) == pytest.approx(met / len(every), abs=0.005)


@pytest.mark.parametrize("target", [50, 60, 70, 80])
def test_the_odds_of_a_share_of_good_days_take_all_items_of_one_draw(target: int) -> None:
    other = [
        season(2001, [50, 50, 50], [80, 50, 60, 90, 55]),
        season(2002, [60, 60, 60], [70, 88, 66, 61, 99]),
        season(2003, [55, 55, 55], [95, 40, 77, 70, 52]),
    ]
    fine, coarse = (enumerated(one, own, 2) for one, own in ((USED, Fraction(63, 2)), (other, 56)))
    met = 0
    for one, two in zip(fine, coarse, strict=True):
        days = [(a, b) for a, b in zip(one, two, strict=True) if a is not None and b is not None]
        good = sum(a <= 35 and b <= 75 for a, b in days)
        met += rounded(Fraction((1 + good) * 100, 2 + len(days)), 1) >= target
    items = {
        "PM2.5_24h": ItemSeasons(seasons(*USED), part_of(SO_FAR), 35),
        "PM10_24h": ItemSeasons(seasons(*other), Part(2, 3, 112), 75),
    }
    odds = share_at_least(Decimal(target), 1, GoodDays(1, 2), items, MANY)
    assert isinstance(odds, Odds)
    assert float(odds.probability) == pytest.approx(met / len(fine), abs=0.005)


def test_a_published_share_must_reach_the_target_itself() -> None:
    # 37 of 40 days are good: 92.5 %, which meets 92.5 and misses 92.55.
    days = [10] * 36 + [90] * 3
    item = ItemSeasons(seasons(season(1, [10], days)), Part(1, 1, 10), 75)
    for target, met in (("92.5", 1), ("92.55", 0)):
        odds = share_at_least(Decimal(target), 1, GoodDays(1, 1), {"PM2.5_24h": item}, MANY)
        assert isinstance(odds, Odds)
        assert (odds.probability, odds.middle) == (met, Decimal("92.5"))


def test_items_without_a_common_year_have_no_odds() -> None:
    items = {
        "PM2.5_24h": ItemSeasons(seasons(A), Part(2, 2, 60), 75),
        "PM10_24h": ItemSeasons(seasons(B), Part(2, 2, 60), 150),
    }
    assert isinstance(share_at_least(Decimal(90), 1, GoodDays(2, 2), items, MANY), NotComputable)


def test_the_statistic_of_a_draw_is_rounded_half_to_even_before_it_is_judged() -> None:
    # One earlier year like this one: total (10 + 11) / 2 = 10.5 -> 10 meets 10.
    even = mean_at_most(Decimal(10), 0, Part(1, 1, 10), seasons(season(1, [10], [11])), MANY)
    assert even.probability == 1
    # (11 + 12) / 2 = 11.5 -> 12 misses 11; with one decimal 10.5 misses 10.
    odd = mean_at_most(Decimal(11), 0, Part(1, 1, 11), seasons(season(1, [11], [12])), MANY)
    assert odd.probability == 0
    finer = mean_at_most(Decimal(10), 1, Part(1, 1, 10), seasons(season(1, [10], [11])), MANY)
    assert (finer.probability, finer.middle) == (0, Decimal("10.5"))


def test_least_counts_with_decimals() -> None:
    # CO in 0.1 mg/m3: 12 and 14 are 1.2 and 1.4, mean 1.3.
    one = seasons(season(1, [12], [14]), decimals=1)
    found = mean_at_most(Decimal("1.3"), 1, Part(1, 1, 12), one, MANY)
    assert (found.probability, found.middle) == (1, Decimal("1.3"))
    assert mean_at_most(Decimal("1.29"), 1, Part(1, 1, 12), one, MANY).probability == 0


def test_the_result_states_how_it_came_about() -> None:
    settings = OddsSettings(draws=500, seed=9, block_days=3)
    odds = mean_at_most(Decimal(30), 0, part_of(SO_FAR), seasons(*USED), settings)
    assert (odds.draws, odds.seed, odds.block_days) == (500, 9, 3)
    assert odds.years == (2001, 2002, 2003)
    assert odds.low <= odds.middle <= odds.high
    assert odds == mean_at_most(Decimal(30), 0, part_of(SO_FAR), seasons(*USED), settings)
    assert odds.scaling.label.startswith("往年各日乘以")


def test_blocks_hold_together_and_no_day_always_begins_one() -> None:
    picks = draw_picks(5, 30, OddsSettings(draws=4_000, seed=3, block_days=7))
    breaks = picks.sources[:, 1:] != picks.sources[:, :-1]
    # Every day begins a block in one of seven shifts, and then differs in four of five cases.
    assert breaks.mean(axis=0) == pytest.approx(4 / 35, abs=0.025)
    for row in picks.sources[:200]:
        places = np.flatnonzero(row[1:] != row[:-1])
        assert (np.diff(places) % 7 == 0).all()


def test_odds_are_never_shown_as_certain() -> None:
    def shown(met: int) -> str:
        whole = mean_at_most(Decimal(99), 0, part_of(SO_FAR), seasons(*USED), MANY)
        return Odds(**{**vars(whole), "met": met, "draws": 1000}).shown

    assert [shown(one) for one in (1000, 991, 990, 845, 5, 0)] == [
        "> 99 %", "> 99 %", "99 %", "84 %", "< 1 %", "< 1 %",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("odds", "word"),
    [
        (Fraction(1), "有望"), (Fraction(85, 100), "有望"), (Fraction(8499, 10_000), "有风险"),
        (Fraction(1, 2), "有风险"), (Fraction(4999, 10_000), "难以达成"), (Fraction(0), "难以达成"),
    ],
)  # fmt: skip
def test_the_word_of_odds(odds: Fraction, word: str) -> None:
    assert status_of_odds(odds, CUTS) is Status(word)


def test_what_a_proxy_lacks_is_named() -> None:
    why = items_missing(("PM2.5_24h", "O3_8h", "NO2_24h"), ("PM2.5_24h",), "P")
    assert why is not None
    assert "O3_8h, NO2_24h" in why.chinese
    assert items_missing(("PM2.5_24h",), ("PM2.5_24h",), "P") is None
