"""The standards of a day as rows, and what changed between two days."""

from datetime import date

import pytest

from yunzhu.errors import StandardError
from yunzhu.standards import StandardDifference, standard_differences, standard_rows
from yunzhu.values import SourceMark

LAST_OLD, FIRST_NEW = date(2026, 2, 28), date(2026, 3, 1)


def changes(first: date, second: date) -> dict[str, StandardDifference]:
    return {each.key: each for each in standard_differences(first, second)}


def sides(difference: StandardDifference) -> tuple[str | None, str | None]:
    first, second = difference.first, difference.second
    return (first.value if first else None, second.value if second else None)


@pytest.mark.parametrize("day", [date(2016, 1, 1), date(2020, 6, 30), FIRST_NEW, date(2031, 1, 1)])
def test_rows_are_told_apart_and_carry_a_mark(day: date) -> None:
    rows = standard_rows(day)
    assert len({(row.topic, row.key) for row in rows}) == len(rows)
    assert all(row.reference and row.edition and row.value for row in rows)
    for row in rows:
        assert row.mark is not None or "not known" in row.value


def test_a_limit_is_shown_with_all_that_judges_it() -> None:
    row = next(row for row in standard_rows(FIRST_NEW) if row.key == "PM2.5 year grade2")
    assert (row.topic, row.value, row.unit) == ("限值 limit", "30", "µg/m³")
    assert (row.edition, row.mark) == ("GB 3095-2026 transition", SourceMark.SEEN)
    assert row.reference == "GB 3095-2026 表1 Table 1"


def test_what_changed_in_march_2026() -> None:
    found = changes(LAST_OLD, FIRST_NEW)
    limits = {key: sides(each) for key, each in found.items() if each.topic == "限值 limit"}
    assert limits == {
        "PM10 year grade2": ("70", "60"),
        "PM10 24h grade2": ("150", "120"),
        "PM2.5 year grade2": ("35", "30"),
        "PM2.5 24h grade2": ("75", "60"),
    }
    assert sides(found["PM10_24h IAQI 100"]) == ("150", "120")
    assert sides(found["PM2.5_24h IAQI 100"]) == ("75", "60")
    assert sides(found["missing item"]) == ("not_available", "publish_above 100")
    assert sides(found["O3_8h > 800"]) == ("= IAQI O3_1h", "= 300")
    assert sides(found["period PM2.5"]) == ("0", "1")
    assert sides(found["exceed pollutant above"]) == ("100", None)


def test_what_changes_in_2031_is_limits_only() -> None:
    found = standard_differences(date(2030, 12, 31), date(2031, 1, 1))
    topics = {each.topic for each in found}
    assert topics == {"版本 edition", "施行 in force", "限值 limit"}
    assert sum(each.topic == "限值 limit" for each in found) == 18


def test_what_changed_in_september_2018_is_the_reference_state() -> None:
    found = changes(date(2018, 8, 31), date(2018, 9, 1))
    assert {key: sides(each) for key, each in found.items()} == {
        "gas temperature": ("273.15", "298.15"),
        "particles": ("same_as_gas", "actual"),
    }


def test_days_of_one_edition_do_not_differ() -> None:
    assert standard_differences(date(2020, 1, 1), date(2024, 1, 1)) == []


def test_a_day_before_the_known_editions_has_no_rows() -> None:
    with pytest.raises(StandardError, match="not known"):
        standard_differences(date(2015, 12, 31), FIRST_NEW)
