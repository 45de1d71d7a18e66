"""Sea, groundwater, lakes, and black and odorous water."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from yunzhu.errors import StandardError, UsageError
from yunzhu.standards.black_odorous import BlackOdorousGrade, black_odorous, black_odorous_rule
from yunzhu.standards.groundwater import GroundwaterClass, groundwater_limits
from yunzhu.standards.sea_water import SeaClass, sea_water_limits
from yunzhu.standards.trophic_index import trophic_index, trophic_rule
from yunzhu.standards.water_class import item_class
from yunzhu.standards.water_limits import ItemLimit, e8
from yunzhu.values import SourceMark

SEA = sea_water_limits()
GROUND = groundwater_limits(date(2020, 6, 30))


def class_of(limit: ItemLimit, text: str) -> int:
    return int(item_class(np.array([e8(Decimal(text))]), limit)[0])


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("DIN", "0.2", SeaClass.FIRST),
        ("DIN", "0.21", SeaClass.SECOND),
        ("DIN", "0.5", SeaClass.FOURTH),
        ("DIN", "0.51", SeaClass.WORSE_THAN_FOURTH),
        ("DO", "6", SeaClass.FIRST),
        ("DO", "5.99", SeaClass.SECOND),
        ("DO", "2.9", SeaClass.WORSE_THAN_FOURTH),
        ("pH", "8.5", SeaClass.FIRST),
        ("pH", "8.6", SeaClass.THIRD),
        ("pH", "7.7", SeaClass.THIRD),
        ("pH", "6.7", SeaClass.WORSE_THAN_FOURTH),
        ("PO4_P", "0.03", SeaClass.SECOND),
        ("PO4_P", "0.031", SeaClass.FOURTH),
        ("FC", "2000", SeaClass.FIRST),
        ("FC", "2001", SeaClass.FOURTH),
        ("FC", "99999999", SeaClass.FOURTH),
    ],
)
def test_classes_of_sea_water(item: str, value: str, expected: SeaClass) -> None:
    assert class_of(SEA.limit(item), value) == expected


def test_27_items_of_the_sea_with_their_units() -> None:
    assert len({row.item for row in SEA.limits}) == 27
    assert SEA.limit("苯并(a)芘").unit == "µg/L"
    assert SEA.limit("total_coliform").unit == "count/L"
    assert [one.chinese for one in SeaClass][-1] == "劣四类"


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("pH", "6.5", 1),
        ("pH", "8.5", 1),
        ("pH", "8.51", 4),
        ("pH", "6.49", 4),
        ("pH", "9", 4),
        ("pH", "5.5", 4),
        ("pH", "9.01", 5),
        ("pH", "5.49", 5),
        ("NH3N", "0.02", 1),
        ("NH3N", "0.5", 3),
        ("NH3N", "1.51", 5),
        ("F", "1", 1),
        ("F", "1.1", 4),
        ("NO2N", "4.8", 4),
    ],
)
def test_classes_of_groundwater(item: str, value: str, expected: int) -> None:
    assert class_of(GROUND.limit(item), value) == GroundwaterClass(expected)


def test_29_items_of_groundwater_since_may_2018() -> None:
    assert len({row.item for row in GROUND.limits}) == 29
    assert GROUND.limit("苯").unit == "µg/L"
    with pytest.raises(StandardError, match="not known"):
        groundwater_limits(date(2018, 4, 30))
    assert [one.chinese for one in GroundwaterClass] == ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"]


# Worked by hand with ln 10 = 2.302585: chl_a 10 -> 10 (2.5 + 1.086 x 2.302585) = 50.00607,
# TP 0.1 -> 10 (9.436 - 1.624 x 2.302585) = 56.96602, TN 1 -> 54.53,
# transparency 1 -> 51.18, CODMn 1 -> 1.09; weighted 43.37..
def test_the_trophic_index_by_hand() -> None:
    values = {"chl_a": "10", "TP": "0.1", "TN": "1", "transparency": "1", "CODMn": "1"}
    found = trophic_index({item: Decimal(text) for item, text in values.items()}, trophic_rule())
    assert round(found.sub_indices["chl_a"], 5) == Decimal("50.00607")
    assert round(found.sub_indices["TP"], 5) == Decimal("56.96602")
    by_hand = (
        Decimal("0.2663") * Decimal("50.00607")
        + Decimal("0.1879") * Decimal("56.96602")
        + Decimal("0.1790") * Decimal("54.53")
        + Decimal("0.1834") * (Decimal("51.18") + Decimal("1.09"))
    )
    assert found.total is not None
    assert abs(found.total - by_hand) < Decimal("0.0001")
    assert found.state is not None
    assert (found.state.state, found.state.mark) == ("中营养", SourceMark.UNVERIFIED)


def test_clear_water_lowers_the_trophic_index_and_the_weights_are_whole() -> None:
    rule = trophic_rule()
    clear, murky = (
        trophic_index({"transparency": Decimal(text)}, rule).sub_indices["transparency"]
        for text in ("3", "0.3")
    )
    assert clear < murky
    assert sum(term.weight for term in rule.terms) == 1


def test_a_lake_without_chlorophyll_has_no_index() -> None:
    found = trophic_index({"TP": Decimal("0.05"), "TN": Decimal(1)}, trophic_rule())
    assert (found.total, found.state) == (None, None)
    assert found.missing == ("chl_a", "transparency", "CODMn")
    with pytest.raises(UsageError, match="above 0"):
        trophic_index({"TP": Decimal(0)}, trophic_rule())


@pytest.mark.parametrize(
    ("index", "state"),
    [
        ("29.99", "贫营养"),
        ("30", "中营养"),
        ("50", "中营养"),
        ("50.01", "轻度富营养"),
        ("60", "轻度富营养"),
        ("70", "中度富营养"),
        ("70.01", "重度富营养"),
    ],
)
def test_trophic_states(index: str, state: str) -> None:
    assert trophic_rule().state(Decimal(index)).state == state


GOOD = {"transparency": "0.25", "DO": "2.0", "ORP": "50", "NH3N": "8.0"}


@pytest.mark.parametrize(
    ("change", "grade", "items"),
    [
        ({}, BlackOdorousGrade.NONE, ()),
        ({"DO": "1.99"}, BlackOdorousGrade.LIGHT, ("DO",)),
        ({"DO": "0.2"}, BlackOdorousGrade.LIGHT, ("DO",)),
        ({"DO": "0.19"}, BlackOdorousGrade.HEAVY, ("DO",)),
        ({"ORP": "-201", "NH3N": "15.1"}, BlackOdorousGrade.HEAVY, ("ORP", "NH3N")),
        ({"transparency": "0.24", "NH3N": "15"}, BlackOdorousGrade.LIGHT, ("transparency", "NH3N")),
    ],
)
def test_grades_of_black_water(
    change: dict[str, str], grade: BlackOdorousGrade, items: tuple[str, ...]
) -> None:
    values = {item: Decimal(text) for item, text in {**GOOD, **change}.items()}
    found = black_odorous(values, black_odorous_rule())
    assert (found.grade, found.items, found.missing) == (grade, items, ())


def test_black_water_is_not_ruled_out_by_missing_items() -> None:
    found = black_odorous({"DO": Decimal(5)}, black_odorous_rule())
    assert found.grade is None
    assert found.missing == ("transparency", "ORP", "NH3N")
    assert black_odorous({"DO": Decimal(1)}, black_odorous_rule()).grade == BlackOdorousGrade.LIGHT
