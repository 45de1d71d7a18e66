"""环办〔2011〕22号: status, main pollutants, change, multiple and the settings."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from yunzhu.errors import StandardError, UsageError
from yunzhu.standards.water_assessment import (
    Change,
    ItemFinding,
    basin_change,
    basin_main_pollutants,
    basin_status,
    main_pollutants,
    section_change,
    water_assessment,
    water_exceedance_multiple,
)
from yunzhu.standards.water_class import WaterBody, WaterClass, item_class
from yunzhu.standards.water_limits import e8, surface_water_limits
from yunzhu.standards.water_rounding import round_water
from yunzhu.values import SourceMark

METHOD = water_assessment()
LIMITS = surface_water_limits(date(2020, 6, 30))
RIVER = WaterBody.RIVER


def test_what_a_section_is_called_and_its_colour() -> None:
    found = [(METHOD.status(one).status, METHOD.status(one).colour) for one in WaterClass]
    assert found == [
        ("优", "blue"),
        ("优", "blue"),
        ("良好", "green"),
        ("轻度污染", "yellow"),
        ("中度污染", "orange"),
        ("重度污染", "red"),
    ]
    row = METHOD.status(WaterClass.V)
    assert (row.mark, row.colour_mark) == (SourceMark.SEEN, SourceMark.UNVERIFIED)


@pytest.mark.parametrize(
    ("good", "worse", "expected"),
    [
        ("100", "0", "优"),
        ("90", "10", "优"),
        ("89.99", "0", "良好"),
        ("75", "25", "良好"),
        ("74.99", "0", "轻度污染"),
        ("74", "19.99", "轻度污染"),
        ("0", "0", "轻度污染"),
        ("74", "20", "中度污染"),
        ("60.5", "39.5", "中度污染"),
        ("59.99", "40", "重度污染"),
        ("0", "100", "重度污染"),
        ("60", "40", None),
    ],
)
def test_what_a_basin_is_called(good: str, worse: str, expected: str | None) -> None:
    shares = (Fraction(text) / 100 for text in (good, worse))
    found = basin_status(*shares, METHOD)
    assert (found and found.status) == expected


def test_every_basin_has_at_most_one_status_and_one_gap() -> None:
    gaps = [
        (good, worse)
        for good in range(0, 1001)
        for worse in range(0, 1001 - good)
        if (good % 50 == 0 or worse % 50 == 0)
        and basin_status(Fraction(good, 1000), Fraction(worse, 1000), METHOD) is None
    ]
    assert gaps == [(600, 400)]


def test_the_sixty_percent_is_from_memory() -> None:
    heavy = basin_status(Fraction(1, 2), Fraction(1, 2), METHOD)
    assert heavy is not None
    assert heavy.mark is SourceMark.UNVERIFIED


@pytest.mark.parametrize(("good", "worse"), [("1.1", "0"), ("-0.1", "0"), ("0.6", "0.5")])
def test_impossible_shares_are_refused(good: str, worse: str) -> None:
    with pytest.raises(UsageError, match="impossible shares"):
        basin_status(Fraction(good), Fraction(worse), METHOD)


def test_assessment_compares_rounded_values() -> None:
    # 20.04 becomes 20.0 and is of class III, 20.06 becomes 20.1 and is of class IV.
    limit = LIMITS.limit("COD", RIVER)
    values = [round_water(Decimal(text), "COD", "assessment") for text in ("20.04", "20.06")]
    assert item_class(np.array([e8(value) for value in values]), limit).tolist() == [3, 4]


def test_ph_is_judged_without_decimals() -> None:
    limit = LIMITS.limit("pH", RIVER)
    texts = ("9.49", "9.5", "9.51", "5.5", "5.49")
    values = [round_water(Decimal(text), "pH", "assessment") for text in texts]
    # 9.5 lies between 9 and 10, the even one is 10; 5.5 goes to 6.
    assert item_class(np.array([e8(value) for value in values]), limit).tolist() == [1, 6, 6, 1, 6]


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [("NH3N", "1.25", Fraction(1, 4)), ("TP", "0.2", Fraction(0)), ("COD", "10", Fraction(-1, 2))],
)
def test_the_multiple_is_over_class_three(item: str, value: str, expected: Fraction) -> None:
    assert water_exceedance_multiple(Decimal(value), LIMITS.limit(item, RIVER)) == expected


def test_three_items_have_no_multiple() -> None:
    without = {
        row.item for row in LIMITS.basic if water_exceedance_multiple(Decimal(1), row) is None
    }
    assert without == set(METHOD.no_multiple.value) == {"water_temp", "pH", "DO"}


def test_the_items_that_do_not_count_are_those_of_the_limits() -> None:
    counted = {row.item for body in WaterBody for row in LIMITS.section_items(body)}
    assert {row.item for row in LIMITS.basic} - counted == set(METHOD.not_counted.value)


def finding(item: str, number: int, multiple: str | None = None) -> ItemFinding:
    return ItemFinding(item, WaterClass(number), None if multiple is None else Fraction(multiple))


def test_main_pollutants_go_by_class_then_multiple_and_are_three_at_most() -> None:
    findings = [
        finding("DO", 5),
        finding("COD", 5, "0.9"),
        finding("BOD5", 4, "0.4"),
        finding("NH3N", 6, "1.2"),
        finding("TP", 5, "0.95"),
        finding("Zn", 2, "-0.5"),
    ]
    assert main_pollutants(findings, METHOD) == ("NH3N", "TP", "COD")


def test_a_worse_class_goes_before_a_larger_multiple() -> None:
    # Mercury at 0.0009 mg/L is of class IV and 8 times over; COD at 32 is of class V, 0.6 over.
    assert main_pollutants([finding("Hg", 4, "8"), finding("COD", 5, "0.6")], METHOD) == (
        "COD",
        "Hg",
    )


def test_toxic_items_come_first_and_ties_keep_the_order_of_the_standard() -> None:
    findings = [finding("COD", 6, "2"), finding("NH3N", 4, "0.2"), finding("BOD5", 4, "0.2")]
    assert main_pollutants(findings, METHOD) == ("COD", "NH3N", "BOD5")
    assert main_pollutants([*findings, finding("Pb", 5, "0.1")], METHOD) == ("Pb", "COD", "NH3N")


def test_a_section_of_class_three_has_no_main_pollutant() -> None:
    assert main_pollutants([finding("COD", 3, "0"), finding("Pb", 3, "-0.1")], METHOD) == ()


def test_main_pollutants_of_a_basin_go_by_the_share_of_sections() -> None:
    counts = {"DO": (2, 10), "COD": (2, 8), "BOD5": (0, 8), "NH3N": (1, 13), "TP": (5, 13)}
    assert basin_main_pollutants(counts, METHOD) == ("TP", "COD", "DO")


def test_items_that_share_the_last_place_of_a_basin_are_all_named() -> None:
    # 5/10, 2/4 and 3/10 fill three places; 6/20 is the same share as the third.
    counts = {"DO": (3, 10), "COD": (5, 10), "NH3N": (2, 4), "TP": (6, 20), "Zn": (1, 10)}
    assert basin_main_pollutants(counts, METHOD) == ("COD", "NH3N", "DO", "TP")
    assert basin_main_pollutants({"COD": (0, 8)}, METHOD) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (3, 3, Change.STABLE),
        (4, 3, Change.BETTER),
        (3, 4, Change.WORSE),
        (6, 4, Change.MARKEDLY_BETTER),
        (2, 6, Change.MARKEDLY_WORSE),
    ],
)
def test_a_section_changes_by_classes(before: int, after: int, expected: Change) -> None:
    assert section_change(WaterClass(before), WaterClass(after), METHOD) is expected


@pytest.mark.parametrize(
    ("good", "worse", "expected"),
    [
        (("0.50", "0.60"), ("0.10", "0.10"), Change.STABLE),
        (("0.50", "0.60"), ("0.10", "0.09"), Change.BETTER),
        (("0.50", "0.65"), ("0.10", "0.05"), Change.BETTER),
        (("0.50", "0.65"), ("0.10", "0.04"), Change.MARKEDLY_BETTER),
        (("0.60", "0.50"), ("0.10", "0.10"), Change.STABLE),
        (("0.60", "0.50"), ("0.10", "0.11"), Change.WORSE),
        (("0.60", "0.30"), ("0.10", "0.10"), Change.MARKEDLY_WORSE),
    ],
)
def test_a_basin_changes_by_points(
    good: tuple[str, str], worse: tuple[str, str], expected: Change
) -> None:
    pairs = [(Fraction(first), Fraction(second)) for first, second in (good, worse)]
    assert basin_change(pairs[0], pairs[1], METHOD) is expected


def test_critical_correlations_end_where_they_are_known() -> None:
    assert METHOD.critical_correlation(5).value == Decimal("0.900")
    assert METHOD.critical_correlation(10).value == Decimal("0.564")
    with pytest.raises(StandardError, match="not known"):
        METHOD.critical_correlation(11)


@pytest.mark.parametrize(
    ("name", "default", "options"),
    [
        ("below_detection", "half", {"half", "limit", "zero"}),
        ("period_mean", "of_monthly_means", {"of_monthly_means", "of_samples"}),
        (
            "dissolved_oxygen_class_one",
            "concentration",
            {"concentration", "concentration_or_saturation"},
        ),
    ],
)
def test_what_no_sentence_settles_is_a_setting(name: str, default: str, options: set[str]) -> None:
    setting = METHOD.setting(name)
    assert setting.default == default
    assert {option.name for option in setting.options} == options
    assert {option.mark for option in setting.options} == {SourceMark.UNVERIFIED}


def test_labels_are_chinese_first() -> None:
    assert Change.STABLE.label == "无明显变化 no marked change"
    assert len({change.label for change in Change}) == 5
