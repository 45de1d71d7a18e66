"""Counts such as "8 of 13": how many sections meet, drawn together and as if independent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.errors import UsageError
from yunzhu.plan.odds import draw_picks, levelled_days, published_means, shown_odds
from yunzhu.plan.seasons import NotComputable, OddsSettings, Part, Season, Seasons
from yunzhu.standards import PERCENT

_LEAST_SHOWN = Fraction(1, 200)


@dataclass(frozen=True)
class SectionOdds:
    """What one section means for the count.

    Attributes
    ----------
    name : of the section.
    odds : that it meets.
    pivotal : probability that exactly one too few of the others meet, so that it decides.
    gain : by how much the odds of the mark would rise if the section met for certain.
    """

    name: str
    odds: Fraction
    pivotal: Fraction
    gain: Fraction


@dataclass(frozen=True)
class CountOdds:
    """The distribution of the number of sections that meet.

    Attributes
    ----------
    mark : sections that must meet.
    distribution : probability of 0, 1, ... sections.
    sections : each section's part in it.
    """

    mark: int
    distribution: tuple[Fraction, ...]
    sections: tuple[SectionOdds, ...]

    @property
    def probability(self) -> Fraction:
        """Odds that at least ``mark`` sections meet."""
        return sum(self.distribution[self.mark :], Fraction(0))

    @property
    def marginal(self) -> SectionOdds | None:
        """The section whose odds matter most, None when none gains anything.

        The greatest gain, among sections that met in some draw if one of them gains: a section
        that never meets stands in every draw that is one short, and would always come first.
        """
        gaining = [one for one in self.sections if one.gain > 0]
        within_reach = [one for one in gaining if one.odds > 0]
        return max(within_reach or gaining, key=lambda one: one.gain, default=None)


@dataclass(frozen=True)
class JointCount:
    """One count seen twice: with the sections' common seasons, and as if independent.

    Attributes
    ----------
    together : one resampled season drives all sections; this is the answer.
    independent : Poisson-binomial of the same odds, exact; shown beside it.
    years : earlier years that served.
    draws, seed : of the draws.
    marginal_needs : what the rest of the time may bring at the marginal section, in words.
    """

    together: CountOdds
    independent: CountOdds
    years: tuple[int, ...] = ()
    draws: int = 0
    seed: int = 0
    marginal_needs: str = ""

    @property
    def shown(self) -> str:
        """The odds of the mark, the independent case beside, and the marginal section."""
        text = (
            f"至少 {self.together.mark} 个的概率 odds of at least {self.together.mark}: "
            f"联合 together {shown_odds(self.together.probability)}, "
            f"独立 independent {shown_odds(self.independent.probability)}"
        )
        marginal = self.together.marginal
        if marginal is None:
            return text
        text += (
            f"; 边际断面 marginal section {marginal.name} ({shown_odds(marginal.odds)}, "
            f"必达时增 would add {shown_odds(marginal.gain)})"
        )
        return f"{text}: {self.marginal_needs}" if self.marginal_needs else text

    @property
    def shown_distribution(self) -> str:
        """How likely each number of sections is, those of less than half a per cent left out."""
        shares = enumerate(self.together.distribution)
        told = [f"{count}: {shown_odds(one)}" for count, one in shares if one >= _LEAST_SHOWN]
        return f"达标断面数的分布 distribution of sections that meet: {', '.join(told)}"

    @property
    def shown_draws(self) -> str:
        """What the draws rest on."""
        years = ", ".join(map(str, self.years))
        return (
            f"抽取 draws {self.draws}, 年份 years {years}, 种子 seed {self.seed}; pH 不参与抽取 "
            "pH is not drawn"
        )


def sections_needed(target: Decimal, sections: int) -> int:
    """Return how many of the sections a share needs.

    Parameters
    ----------
    target : least share [%].
    sections : how many there are.

    Examples
    --------
    >>> sections_needed(Decimal("61.5"), 13)
    8
    """
    return math.ceil(sections * Fraction(target) / PERCENT)


def poisson_binomial(odds: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the probability of 0, 1, ... successes of independent trials, exactly.

    Examples
    --------
    >>> poisson_binomial([Fraction(1, 2), Fraction(1, 3)])
    (Fraction(1, 3), Fraction(1, 2), Fraction(1, 6))
    """
    found = [Fraction(1)]
    for one in odds:
        fails = [*(share * (1 - one) for share in found), Fraction(0)]
        meets = [Fraction(0), *(share * one for share in found)]
        found = [fail + meet for fail, meet in zip(fails, meets, strict=True)]
    return tuple(found)


def independent_count(names: Sequence[str], odds: Sequence[Fraction], mark: int) -> CountOdds:
    """Return the count of sections as if each met on its own.

    Parameters
    ----------
    names, odds : of the sections.
    mark : sections that must meet, 1 to their number.

    Raises
    ------
    UsageError : the mark is not among the numbers of sections, or names and odds differ.
    """
    _require_mark(mark, len(names), len(odds))
    sections = []
    for place, (name, one) in enumerate(zip(names, odds, strict=True)):
        others = poisson_binomial([*odds[:place], *odds[place + 1 :]])
        pivotal = others[mark - 1]
        sections.append(SectionOdds(name, one, pivotal, pivotal * (1 - one)))
    return CountOdds(mark, poisson_binomial(odds), tuple(sections))


def joint_count(names: Sequence[str], meets: BoolArray, mark: int) -> JointCount:
    """Return the count of sections over draws in which one season drives all of them.

    Parameters
    ----------
    names : of the sections.
    meets : bool [draws, sections], whether the section meets in the draw.
    mark : sections that must meet, 1 to their number.

    Raises
    ------
    UsageError : the mark is not among the numbers of sections, or there is no draw.

    Examples
    --------
    Two sections that always meet together: independence would halve the odds of both.

    >>> both = joint_count(("A", "B"), np.array([[True, True], [False, False]]), 2)
    >>> both.together.probability, both.independent.probability
    (Fraction(1, 2), Fraction(1, 4))
    """
    draws, sections = meets.shape
    _require_mark(mark, len(names), sections)
    if not draws:
        raise UsageError("没有抽取 no draws", found=0, expected=">= 1")
    counts = meets.sum(axis=1)
    tally = np.bincount(counts, minlength=sections + 1)
    distribution = tuple(Fraction(int(one), draws) for one in tally)
    odds = [Fraction(int(one), draws) for one in meets.sum(axis=0)]
    found = []
    for place, name in enumerate(names):
        decides = counts - meets[:, place] == mark - 1
        gain = int((decides & ~meets[:, place]).sum())
        pivotal = Fraction(int(decides.sum()), draws)
        found.append(SectionOdds(name, odds[place], pivotal, Fraction(gain, draws)))
    together = CountOdds(mark, distribution, tuple(found))
    return JointCount(together, independent_count(names, odds, mark), draws=draws)


def _require_mark(mark: int, names: int, sections: int) -> None:
    if names != sections or not 1 <= mark <= sections:
        raise UsageError(
            "断面数与目标数不符 sections and mark do not fit",
            found=(names, sections, mark),
            expected="one name per section, 1 <= mark <= sections",
        )


@dataclass(frozen=True)
class SectionMean:
    """One mean of one section that must keep a target.

    Attributes
    ----------
    section : name; a section with several means meets when all of them do.
    target : in least counts of the published mean.
    compare : ``at_most``, or ``at_least`` for dissolved oxygen.
    decimals : decimals of the published mean.
    so_far : this year's values up to now.
    seasons : earlier years.
    """

    section: str
    target: int
    compare: Literal["at_most", "at_least"]
    decimals: int
    so_far: Part
    seasons: Seasons


def sections_together(
    means: Sequence[SectionMean], mark: int, fewest: int, settings: OddsSettings
) -> JointCount | NotComputable:
    """Return the count of sections that meet, one resampled season driving all of them.

    In every draw all sections take the same year's level and the same years' blocks; their
    remaining seasons must be of equal length.

    Parameters
    ----------
    means : of all sections; their order of first mention is the sections' order.
    mark : sections that must meet.
    fewest : common earlier years that odds need.
    settings : draws, seed, block length (in the seasons' own steps).
    """
    common = set.intersection(*(set(one.seasons.years) for one in means))
    years = tuple(sorted(common))
    if len(years) < fewest:
        told = ", ".join(map(str, years)) or "0"
        return NotComputable(
            f"联合概率需各断面共有至少 {fewest} 个往年剩余季节, 现有: {told}",
            f"joint odds need at least {fewest} earlier years common to all sections; "
            f"found: {told}",
            years,
        )
    length = len(means[0].seasons.used[0].values)
    picks = draw_picks(len(years), length, settings)
    names = tuple(dict.fromkeys(one.section for one in means))
    meets = np.ones((settings.draws, len(names)), np.bool_)
    for one in means:
        used: list[Season] = [each for each in one.seasons.used if each.year in common]
        drawn = picks.of(levelled_days(used, one.so_far))
        final = published_means(drawn, one.so_far, one.decimals, one.seasons.decimals)
        kept = final <= one.target if one.compare == "at_most" else final >= one.target
        meets[:, names.index(one.section)] &= kept
    found = joint_count(names, meets, mark)
    return JointCount(found.together, found.independent, years, settings.draws, settings.seed)
