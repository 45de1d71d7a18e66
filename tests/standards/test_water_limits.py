"""GB 3838: the limits of the standard, river and lake apart."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yunzhu.errors import StandardError
from yunzhu.observations.samples import SAMPLE_DECIMALS
from yunzhu.standards.documents import PACKAGED_WATER
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import (
    DECIMALS,
    all_surface_water_limits,
    e8,
    surface_water_limits,
)
from yunzhu.values import SourceMark

LIMITS = surface_water_limits(date(2020, 6, 30))
RIVER, LAKE = WaterBody.RIVER, WaterBody.LAKE

# Table 1 as printed, classes I to V.
TABLE_1 = {
    "DO": "7.5 6 5 3 2",
    "CODMn": "2 4 6 10 15",
    "COD": "15 15 20 30 40",
    "BOD5": "3 3 4 6 10",
    "NH3N": "0.15 0.5 1 1.5 2",
    "Cu": "0.01 1 1 1 1",
    "Zn": "0.05 1 1 2 2",
    "F": "1 1 1 1.5 1.5",
    "Se": "0.01 0.01 0.01 0.02 0.02",
    "As": "0.05 0.05 0.05 0.1 0.1",
    "Hg": "0.00005 0.00005 0.0001 0.001 0.001",
    "Cd": "0.001 0.005 0.005 0.005 0.01",
    "Cr6": "0.01 0.05 0.05 0.05 0.1",
    "Pb": "0.01 0.01 0.05 0.05 0.1",
    "CN": "0.005 0.05 0.2 0.2 0.2",
    "phenol": "0.002 0.002 0.005 0.01 0.1",
    "oil": "0.05 0.05 0.05 0.5 1",
    "LAS": "0.2 0.2 0.2 0.3 0.3",
    "S": "0.05 0.1 0.2 0.5 1",
    "FC": "200 2000 10000 20000 40000",
}


@pytest.mark.parametrize("body", WaterBody)
@pytest.mark.parametrize("item", TABLE_1)
def test_limits_that_rivers_and_lakes_share(item: str, body: WaterBody) -> None:
    printed = tuple(Decimal(text) for text in TABLE_1[item].split())
    assert LIMITS.limit(item, body).limits == printed


def test_phosphorus_differs_between_river_and_lake() -> None:
    river, lake = (LIMITS.limit("TP", body).limits for body in (RIVER, LAKE))
    assert [str(value) for value in river] == ["0.02", "0.1", "0.2", "0.3", "0.4"]
    assert [str(value) for value in lake] == ["0.01", "0.025", "0.05", "0.1", "0.2"]


def test_nitrogen_has_limits_in_lakes_only_and_decides_no_class() -> None:
    assert LIMITS.limit("TN", LAKE).limit_of(3) == 1
    with pytest.raises(StandardError, match="not known"):
        LIMITS.limit("TN", RIVER)
    assert "TN" not in {row.item for body in WaterBody for row in LIMITS.section_items(body)}


@pytest.mark.parametrize("body", WaterBody)
def test_21_of_the_24_items_make_a_section_class(body: WaterBody) -> None:
    assert len({row.item for row in LIMITS.basic}) == 24
    counted = {row.item for row in LIMITS.section_items(body)}
    assert len(counted) == len(LIMITS.section_items(body)) == 21
    assert {row.item for row in LIMITS.basic} - counted == {"water_temp", "TN", "FC"}


def test_codes_units_and_marks() -> None:
    assert LIMITS.limit("NH3N", RIVER).code == "w21003"
    assert LIMITS.limit("TP", RIVER).code == LIMITS.limit("TP", LAKE).code == "w21011"
    assert LIMITS.limit("FC", RIVER).unit == "count/L"
    assert {row.mark for row in LIMITS.basic} == {SourceMark.SEEN}


def test_source_items_have_one_limit_each() -> None:
    assert {row.item: int(row.limit_of(1) * 10) for row in LIMITS.supplementary} == {
        "SO4": 2500,
        "Cl": 2500,
        "NO3N": 100,
        "Fe": 3,
        "Mn": 1,
    }
    assert len(LIMITS.specific) == 80
    assert LIMITS.source_limit("苯并(a)芘").limits == (Decimal("0.0000028"),)
    assert LIMITS.source_limit("甲基汞").thresholds_e8.tolist() == [100]
    with pytest.raises(StandardError, match="not known"):
        LIMITS.source_limit("COD")


def test_thresholds_are_exact_integers() -> None:
    assert DECIMALS == SAMPLE_DECIMALS
    assert LIMITS.limit("Hg", RIVER).thresholds_e8.tolist() == [5000, 5000, 10_000, 10**5, 10**5]
    assert LIMITS.limit("pH", RIVER).thresholds_e8.tolist() == [[6 * 10**8, 9 * 10**8]] * 5
    with pytest.raises(ValueError, match="decimals"):
        e8(Decimal("0.000000001"))


def test_the_edition_begins_in_june_2002() -> None:
    assert surface_water_limits(date(2002, 6, 1)).name == "GB 3838-2002"
    with pytest.raises(StandardError, match="not known") as caught:
        surface_water_limits(date(2002, 5, 31))
    assert caught.value.expected == "GB 3838-2002 2002-06-01.."


SOURCE = (PACKAGED_WATER[0] / "gb3838_2002.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[2, 4, 6, 10, 15]", "[2, 4, 6, 15, 10]", "stricter"),
        ("[7.5, 6, 5, 3, 2]", "[2, 3, 5, 6, 7.5]", "stricter"),
        ("[[6, 9], [6, 9],", "[[6, 9], [6.5, 9],", "range of a worse class"),
        ("limits: [250]", "limits: []", "limits belong"),
        ("limits: [0.3]", "limits: [0.0000000001]", "more than 8 decimals"),
        ("item: Zn", "item: Cu", "an item stands twice"),
        ("item: Fe", "item: Mn", "a source item stands twice"),
        ("body: lake, chinese: 总磷", "body: sea, chinese: 总磷", "river"),
    ],
)
def test_an_impossible_row_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in SOURCE
    (tmp_path / "local.yaml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StandardError, match=words):
        all_surface_water_limits((tmp_path,))


def test_two_editions_on_one_day_are_refused(tmp_path: Path) -> None:
    local = SOURCE.replace("name: GB 3838-2002", "name: local")
    (tmp_path / "local.yaml").write_text(local, encoding="utf-8")
    with pytest.raises(StandardError, match="two editions"):
        all_surface_water_limits((*PACKAGED_WATER, tmp_path))
