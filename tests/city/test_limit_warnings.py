"""Means beyond the limit of their outlet: upper and lower, in force, in the same unit."""

from __future__ import annotations

from typing import Any

import pytest

from yunzhu.city.registers.discharge_outlets import MonitorReading, OutletLimit
from yunzhu.city.registers.limit_warnings import limit_warnings


def row(model: Any, **cells: str) -> Any:
    return model.model_validate(dict.fromkeys(model.model_fields) | cells)


def limit(value: str, since: str = "2020-01-01", **cells: str) -> OutletLimit:
    base = {"outlet": "DA1", "item": "NOx", "unit": "mg/m3", "bound": "most"}
    return row(OutletLimit, **(base | {"limit": value, "valid_from": since} | cells))


def reading(mean: str, month: str = "6", **cells: str) -> MonitorReading:
    base = {"outlet": "DA1", "item": "NOx", "year": "2020", "unit": "mg/m3"}
    return row(MonitorReading, **(base | {"mean": mean, "month": month} | cells))


@pytest.mark.parametrize(
    ("mean", "limits", "is_told"),
    [
        ("50.000001", [limit("50")], True),
        # The limit itself is kept.
        ("50", [limit("50")], False),
        ("849", [limit("850", bound="least")], True),
        ("851", [limit("850", bound="least")], False),
        # The one in force on the last day of the month decides.
        ("60", [limit("50", valid_to="2020-06-29"), limit("100", "2020-06-30")], False),
        ("60", [limit("100", valid_to="2020-06-29"), limit("50", "2020-06-30")], True),
        ("60", [limit("50", "2020-07-01")], False),
        ("60", [limit("50", unit="kg/h")], False),
        ("60", [limit("50", outlet="DA2")], False),
        ("60", [], False),
    ],
)
def test_a_mean_is_held_against_the_limit_in_force(mean: str, limits, is_told: bool) -> None:
    assert bool(limit_warnings([reading(mean)], [7], limits)) is is_told


def test_the_row_the_column_and_both_numbers_are_told() -> None:
    december = reading("61.5", "12")
    (told,) = limit_warnings([reading("1"), december], [2, 3], [limit("50")])
    assert told == (
        "警告 warning: 第 3 行 row, 月均浓度 mean: DA1 氮氧化物 NOx 61.5, "
        "越过上限 most beyond the limit 50 mg/m3"
    )
