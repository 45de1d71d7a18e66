"""Drinking-water sources: items due, what counts, and one failure fails."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yunzhu.standards.documents import PACKAGED_WATER
from yunzhu.standards.source_compliance import (
    ItemGroup,
    Sampling,
    SourceFinding,
    drinking_source_rules,
    due_items,
    source_findings,
    source_meets,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.standards.water_limits import surface_water_limits
from yunzhu.values import SourceMark

RULES = drinking_source_rules()
LIMITS = surface_water_limits(date(2020, 6, 30))
RIVER, LAKE = WaterBody.RIVER, WaterBody.LAKE


def judged(values: dict[str, str], body: WaterBody = RIVER) -> tuple[SourceFinding, ...]:
    return source_findings(
        {item: Decimal(text) for item, text in values.items()}, LIMITS, body, RULES
    )


def test_items_due() -> None:
    month, year = (due_items(one, LIMITS, LAKE, RULES) for one in Sampling)
    assert (len(month.items), month.unlisted) == (29, 33)
    assert len(month.items) + month.unlisted == 62
    assert (len(year.items), year.unlisted) == (RULES.yearly_surface.value, 0)
    assert "TN" not in due_items(Sampling.MONTHLY, LIMITS, RIVER, RULES).items
    assert RULES.yearly_ground.value == 93


def test_a_city_lists_its_preferred_items(tmp_path: Path) -> None:
    source = (PACKAGED_WATER[0] / "drinking_sources.yaml").read_text(encoding="utf-8")
    rows = "".join(
        f"\n  - {{item: {item}, source: seen, reference: 地方方案}}" for item in ("镍", "铊")
    )
    local = source.replace("name: 集中式", "name: 本市集中式").replace(
        "_items: []", f"_items:{rows}"
    )
    (tmp_path / "local.yaml").write_text(local, encoding="utf-8")
    rules = drinking_source_rules("本市集中式饮用水水源水质评价", (*PACKAGED_WATER, tmp_path))
    month = due_items(Sampling.MONTHLY, LIMITS, RIVER, rules)
    assert month.items[-2:] == ("镍", "铊")
    assert month.unlisted == 31


@pytest.mark.parametrize(
    ("item", "value", "meets"),
    [
        ("COD", "20.04", True),
        ("COD", "20.06", False),
        ("DO", "4.96", True),
        ("DO", "4.9", False),
        ("pH", "9.4", True),
        ("pH", "9.6", False),
        ("NH3N", "1.004", True),
        ("NH3N", "1.006", False),
        ("SO4", "250", True),
        ("SO4", "250.01", False),
        ("Mn", "0.1", True),
        ("苯并(a)芘", "0.0000029", False),
    ],
)
def test_basic_items_against_class_three_rounded_others_against_their_limit(
    item: str, value: str, meets: bool
) -> None:
    (found,) = judged({item: value})
    assert (found.meets, found.counted) == (meets, True)
    assert source_meets([found]) is meets


def test_phosphorus_of_a_reservoir() -> None:
    assert judged({"TP": "0.1"})[0].meets is True
    (found,) = judged({"TP": "0.1"}, LAKE)
    assert (found.meets, found.limit, found.multiple) == (False, Decimal("0.05"), 1)


def test_nitrogen_temperature_and_coliform_do_not_count() -> None:
    findings = judged({"TN": "9", "water_temp": "35", "FC": "99999", "COD": "10"}, LAKE)
    assert [each.counted for each in findings] == [False, False, False, True]
    assert [each.meets for each in findings] == [False, None, False, True]
    assert source_meets(findings) is True


def test_one_failing_item_fails_the_source() -> None:
    findings = judged({"COD": "10", "NH3N": "0.2", "Fe": "0.31", "铊": "0.00001"})
    assert source_meets(findings) is False
    assert [each.item for each in findings if each.meets is False] == ["Fe"]
    assert [each.group for each in findings] == [
        ItemGroup.BASIC,
        ItemGroup.BASIC,
        ItemGroup.SUPPLEMENTARY,
        ItemGroup.SPECIFIC,
    ]


def test_items_without_a_limit_judge_nothing() -> None:
    findings = judged({"EC": "500", "TN": "5"})
    assert [(each.group, each.meets, each.counted) for each in findings] == [
        (ItemGroup.OTHER, None, False)
    ] * 2
    assert source_meets(findings) is None
    assert source_meets([]) is None


@pytest.mark.parametrize(
    ("supply", "people", "expected"),
    [
        ("1000", None, True),
        ("10", 10_000, True),
        ("999.9", 9_999, False),
        ("999.9", None, None),
        (None, 9_999, None),
        (None, None, None),
    ],
)
def test_a_thousand_tons_or_ten_thousand_people(
    supply: str | None, people: int | None, expected: bool | None
) -> None:
    tonnes = None if supply is None else Decimal(supply)
    assert RULES.is_thousand_ton(tonnes, people) is expected
    assert RULES.thousand_ton_supply.mark is SourceMark.UNVERIFIED
