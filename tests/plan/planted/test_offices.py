"""The planted posts, papers, patrols, layers and indicators."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("as_of", "word", "covered"),
    [
        # Twelve posts, reviewed from 1 to 11 March; G07 has no measures, G12 waits for October.
        ("2020-03-05", "有望", 5),
        ("2020-06-30", "有望", 10),
        ("2020-10-14", "有望", 10),
        ("2020-10-15", "有望", 11),
        ("2020-12-31", "未达成", 11),
    ],
)
def test_posts(verdict, as_of: str, word: str, covered: int) -> None:
    every, leading = verdict("11.1", as_of).findings
    assert (every.status.value, every.numerator, every.denominator) == (word, covered, 12)
    assert any(line.startswith("G07 ") and "no measures" in line for line in every.rest)
    assert leading.denominator == 3


@pytest.mark.parametrize(
    ("as_of", "covered", "told"),
    [
        ("2020-09-10", 8, "建议(模拟)-05 第5件(模拟): 未到期 not yet due"),
        ("2020-09-11", 8, "建议(模拟)-05 第5件(模拟): 逾期未复 overdue"),
        ("2020-09-20", 8, "建议(模拟)-03 第3件(模拟): 逾期答复 answered late 2020-09-20"),
    ],
)
def test_papers(verdict, as_of: str, covered: int, told: str) -> None:
    (found,) = verdict("11.2", as_of).findings
    assert (found.numerator, found.denominator) == (covered, 10)
    assert any(line.startswith(told) for line in found.rest)
    assert verdict("11.2", "2020-12-31").status.value == "未达成"


def test_one_picture_proves_no_two_patrols(verdict) -> None:
    streets, patrols = verdict("11.3", "2020-06-30").findings
    # 8 districts in 6 months, less the two of one picture.
    assert (patrols.numerator, patrols.denominator) == (46, 48)
    assert {line[:5] for line in patrols.rest} == {"X0003", "X0004"}
    # One street of three in each district is patrolled.
    assert (streets.numerator, streets.denominator) == (8, 24)
    _, early = verdict("11.3", "2020-01-30").findings
    assert early.missing[0].startswith(
        "名录中没有所问的 the register has none of these yet: patrols"
    )


def test_a_layer_without_a_coordinate_system_is_none(verdict) -> None:
    # D01 to D05 are published on the 15th of January to May.
    for as_of, word, covered in (("2020-01-14", "证据不足", 0), ("2020-05-15", "有望", 4)):
        (found,) = verdict("11.4", as_of).findings
        assert (found.status.value, found.numerator, found.denominator) == (word, covered, 5)
    assert any("D04" in line and "no coordinate system" in line for line in found.rest)
    assert verdict("11.4", "2020-12-31").status.value == "已达成"


def test_the_district_that_lacks_an_indicator_is_named(verdict) -> None:
    (found,) = verdict("11.5", "2020-12-31").findings
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 7, 8)
    assert found.rest == ("990108 辛区: 指标 indicators 1/2, 缺 lacks 森林覆盖率",)
