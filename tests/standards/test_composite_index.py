"""The composite index against published numbers of cities."""

from decimal import Decimal

import pytest

from yunzhu.errors import StandardError, UsageError
from yunzhu.standards import air_edition, composite_edition
from yunzhu.standards.composite_index import CompositeIndex, composite_index
from yunzhu.values import SourceMark

RANKING = composite_edition("环办监测〔2018〕19号")
WEIGHTED = composite_edition("加权综合指数 weighted variant")
ORDER = ("PM2.5", "PM10", "NO2", "SO2", "O3", "CO")


def index_of(*values: str) -> CompositeIndex:
    return composite_index(dict(zip(ORDER, map(Decimal, values), strict=True)), RANKING)


@pytest.mark.parametrize(
    ("values", "computed"),
    [
        (("47", "92", "64", "11", "200", "1.2"), "5.99"),  # Guangzhou 2019-11, published 5.98
        (("42", "64", "56", "9", "145", "1.1"), "4.85"),  # Guangzhou 2018-11
        (("21", "39", "37", "7", "152", "1"), "3.40"),  # Tianhe 2020-01..11
        (("15", "28", "21", "7", "142", "0.8"), "2.56"),  # Zengcheng 2021-08
    ],
)
def test_published_cases(values: tuple[str, ...], computed: str) -> None:
    found = index_of(*values)
    assert abs(found.total_of_rounded - Decimal(computed)) <= Decimal("0.01")
    assert str(found.total_of_unrounded) == computed


def test_guangzhou_first_half_of_2020_is_3_36_by_the_tie_of_no2() -> None:
    found = index_of("22", "40", "37", "6", "142", "1.0")
    assert found.sub_indices == {
        "PM2.5": Decimal("0.63"),
        "PM10": Decimal("0.57"),
        "NO2": Decimal("0.92"),  # 37/40 = 0.925 goes to the even digit
        "SO2": Decimal("0.10"),
        "O3": Decimal("0.89"),
        "CO": Decimal("0.25"),
    }
    assert str(found.total_of_rounded) == "3.36"
    assert found.largest == ("NO2",)


def test_the_two_sums_can_differ() -> None:
    found = index_of("22", "39", "37", "6", "142", "1.1")
    # Rounded 0.63+0.56+0.92+0.10+0.89+0.28 = 3.38 (1.1/4 = 0.275 -> 0.28); exact 3.3732.
    assert (str(found.total_of_rounded), str(found.total_of_unrounded)) == ("3.38", "3.37")


def test_largest_sub_indices_tie() -> None:
    assert index_of("35", "70", "40", "6", "160", "1").largest == ("NO2", "PM10", "PM2.5", "O3")


def test_the_default_sum_is_of_rounded_sub_indices() -> None:
    assert RANKING.setting("composite_total").default == "rounded_sub_indices"


def test_exactly_the_six_pollutants_are_needed() -> None:
    five = dict.fromkeys(ORDER[:5], Decimal(1))
    with pytest.raises(UsageError, match="exactly its own pollutants"):
        composite_index(five, RANKING)
    with pytest.raises(UsageError, match="exactly its own pollutants"):
        composite_index(dict.fromkeys((*ORDER, "Pb"), Decimal(1)), RANKING)


def test_the_weighted_variant_stands_apart_and_is_marked_as_conflict() -> None:
    assert WEIGHTED.mark is SourceMark.CONFLICT
    values = {"SO2": 6, "NO2": 20, "PM10": 30, "PM2.5": 15, "CO": 1, "O3": 80}
    found = composite_index({name: Decimal(value) for name, value in values.items()}, WEIGHTED)
    # 0.1 + 2*0.5 + 0.5 + 3*0.5 + 0.25 + 2*0.5
    assert str(found.total_of_rounded) == "4.350"
    assert found.largest == ("PM2.5",)


def test_its_use_after_2026_is_unverified() -> None:
    assert air_edition("2012").composite.mark is SourceMark.SEEN
    assert air_edition("2026").composite.name == RANKING.name
    assert air_edition("2026").composite.mark is SourceMark.UNVERIFIED


def test_an_unknown_formula_is_refused() -> None:
    with pytest.raises(StandardError, match="not known by this name"):
        composite_edition("2014")
