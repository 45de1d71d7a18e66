"""Settings in the text of a rule, as air, water and loads share them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from yunzhu.errors import UsageError
from yunzhu.indicators.air.rules import AirRule
from yunzhu.indicators.loads.rules import LoadRule
from yunzhu.indicators.opened import parts_of_lineage
from yunzhu.indicators.water.rules import WaterRule

EACH = pytest.mark.parametrize(
    ("parse", "text"),
    [
        (AirRule.parse, "air-2012+city_series"),
        (WaterRule.parse, "water-assessment"),
        (LoadRule.parse, "load+regression"),
    ],
)


@EACH
def test_a_day_that_was_known_comes_back_as_it_was_written(
    parse: Callable[[str], Any], text: str
) -> None:
    rule = parse(f"{text}+known_at_2020-07-01")
    assert rule.known_at == date(2020, 7, 1)
    assert str(rule) == f"{text}+known_at_2020-07-01"


@EACH
def test_a_day_that_no_calendar_has_is_refused(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(UsageError, match="no such date") as caught:
        parse(f"{text}+known_at_2020-02-30")
    assert caught.value.found == "known_at_2020-02-30"


@EACH
def test_an_unknown_setting_is_refused(parse: Callable[[str], Any], text: str) -> None:
    with pytest.raises(UsageError, match="unknown setting") as caught:
        parse(f"{text}+colour=red")
    assert caught.value.found == "colour=red"


@pytest.mark.parametrize("text", ["a/b/c/d", "a/b/c/d/e/f", ""])
def test_an_id_has_as_many_parts_as_its_form(text: str) -> None:
    with pytest.raises(UsageError, match="yunzhu water stats"):
        parts_of_lineage(text, "subject/indicator/statistic/period/rule", "yunzhu water stats")
