"""The water standards of a day as rows."""

from datetime import date

import pytest

from yunzhu.errors import StandardError
from yunzhu.standards import row_differences, water_standard_rows
from yunzhu.values import SourceMark

DAY = date(2020, 6, 30)


def test_rows_are_told_apart_and_carry_a_mark() -> None:
    rows = water_standard_rows(DAY)
    assert len({(row.topic, row.key) for row in rows}) == len(rows)
    assert all(row.reference and row.edition and row.value for row in rows)
    for row in rows:
        assert row.mark is not None or "not known" in row.value
    assert {row.edition for row in rows} == {
        "GB 3838-2002",
        "GB 3097-1997",
        "GB/T 14848-2017",
        "环办监测函〔2020〕82号",
        "环办〔2011〕22号",
        "城市水质指数2017试行",
        "综合营养状态指数",
        "城市黑臭水体分级",
        "集中式饮用水水源水质评价",
    }


@pytest.mark.parametrize(
    ("key", "value", "unit", "mark"),
    [
        ("DO 溶解氧", "≥ 7.5 / 6 / 5 / 3 / 2", "mg/L", SourceMark.SEEN),
        ("TP 总磷 湖库 lake or reservoir", "≤ 0.01 / 0.025 / 0.05 / 0.1 / 0.2", "mg/L", "seen"),
        ("water_temp 水温", "无限值 no limit", "°C", SourceMark.SEEN),
        ("苯并(a)芘", "≤ 0.0000028", "mg/L", SourceMark.SEEN),
        ("total_coliform 大肠菌群", "≤ 10000 / 10000 / 10000 / -", "count/L", "seen"),
        ("assessment pH", "0", "", SourceMark.SEEN),
        ("重度污染", "Ⅰ-Ⅲ < 60, 劣Ⅴ ≥ 40", "%", SourceMark.UNVERIFIED),
        ("colour of 1, 2", "blue", "", SourceMark.UNVERIFIED),
        ("transparency", "5.118 - 1.94 ln, weight 0.1834", "m", SourceMark.UNVERIFIED),
        ("ORP", "< 50, 重度 heavy < -200", "mV", SourceMark.UNVERIFIED),
        ("thousand ton people", "10000", "", SourceMark.UNVERIFIED),
        ("numerator", "468", "", SourceMark.SEEN),
    ],
)
def test_rows(key: str, value: str, unit: str, mark: SourceMark | str) -> None:
    row = next(row for row in water_standard_rows(DAY) if row.key == key)
    assert (row.value, row.unit, row.mark) == (value, unit, SourceMark(mark))


def test_groundwater_begins_in_may_2018() -> None:
    found = row_differences(
        water_standard_rows(date(2018, 4, 30)), water_standard_rows(date(2018, 5, 1))
    )
    assert {each.second.edition for each in found if each.second} == {"GB/T 14848-2017"}
    assert all(each.first is None for each in found)


def test_a_day_before_the_known_edition_has_no_rows() -> None:
    with pytest.raises(StandardError, match="not known"):
        water_standard_rows(date(2002, 5, 31))
