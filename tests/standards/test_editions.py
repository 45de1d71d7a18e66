"""Which editions stand together on a day."""

from datetime import date

import pytest

from yunzhu.errors import StandardError
from yunzhu.standards import AIR_EDITIONS, air_changes, air_edition, air_edition_on, air_editions


@pytest.mark.parametrize(
    ("day", "key", "index", "assessment"),
    [
        (date(2026, 2, 28), "2012", "HJ 633-2012", "HJ 663-2013"),
        (date(2026, 3, 1), "2026-transition", "HJ 633-2026", "HJ 663-2026"),
        (date(2030, 12, 31), "2026-transition", "HJ 633-2026", "HJ 663-2026"),
        (date(2031, 1, 1), "2026-final", "HJ 633-2026", "HJ 663-2026"),
    ],
)
def test_the_set_follows_the_day(day: date, key: str, index: str, assessment: str) -> None:
    found = air_edition_on(day)
    assert (found.key, found.index.name, found.assessment.name) == (key, index, assessment)
    assert day in found.limits.in_force
    assert day in found.index.in_force


def test_before_the_first_day_no_set_is_known() -> None:
    with pytest.raises(StandardError, match="not known"):
        air_edition_on(date(2015, 12, 31))


def test_sets_are_asked_for_by_key_or_alias() -> None:
    assert air_edition("2026") is air_edition("2026-transition")
    assert air_edition("2012").effective == date(2016, 1, 1)
    assert air_edition("2026-final").until is None


def test_an_unknown_key_names_the_known_ones() -> None:
    with pytest.raises(StandardError, match="not known by this name") as caught:
        air_edition("2013")
    assert caught.value.expected == "2012 | 2026-transition | 2026 | 2026-final"


def test_sets_stand_in_order() -> None:
    assert [each.key for each in AIR_EDITIONS] == ["2012", "2026-transition", "2026-final"]
    assert AIR_EDITIONS is air_editions()


def test_changes_within_a_period() -> None:
    assert air_changes(date(2020, 1, 1), date(2020, 12, 31)) == ()
    assert [each.day for each in air_changes(date(2018, 1, 1), date(2031, 12, 31))] == [
        date(2018, 9, 1),
        date(2026, 3, 1),
        date(2031, 1, 1),
    ]
    assert air_changes(date(2026, 3, 1), date(2026, 12, 31)) == ()
    assert len(air_changes(date(2026, 2, 28), date(2026, 3, 1))) == 1
