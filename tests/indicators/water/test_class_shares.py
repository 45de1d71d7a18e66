"""Shares of sections: good is I to III, lost is worse than V, the unclassed stand apart."""

from __future__ import annotations

from fractions import Fraction

import pytest

from yunzhu.indicators.water.class_shares import class_shares, target_met
from yunzhu.standards.water_class import WaterClass


def test_eight_of_thirteen_are_good() -> None:
    # 8/13 = 61.54 %, the plan's 61.5 %; 7/13 = 53.8 % was 2017.
    classes = [*[WaterClass.II] * 3, *[WaterClass.III] * 5, *[WaterClass.IV] * 3, WaterClass.V]
    shares = class_shares(
        {f"{place:02d}": one for place, one in enumerate([*classes, WaterClass.WORSE_THAN_V])}
    )
    assert shares.share(shares.good) == Fraction(8, 13)
    assert shares.worse_than_v == ("12",)


def test_the_unclassed_are_neither_good_nor_bad() -> None:
    shares = class_shares({"A": None, "B": WaterClass.I})
    assert shares.share(shares.good) == 1
    assert shares.unclassed == ("A",)
    assert class_shares({"A": None}).share(()) is None


@pytest.mark.parametrize(
    ("water_class", "target", "met"),
    [
        (WaterClass.IV, WaterClass.IV, True),
        (WaterClass.V, WaterClass.IV, False),
        (None, WaterClass.IV, None),
        (WaterClass.I, None, None),
    ],
)
def test_each_section_against_its_own_target(
    water_class: WaterClass | None, target: WaterClass | None, met: bool | None
) -> None:
    assert target_met(water_class, target) is met
