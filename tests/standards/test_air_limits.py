"""GB 3095: the limit in force on the day of the data."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yunzhu.errors import StandardError
from yunzhu.standards import PACKAGED_AIR, limits, limits_of
from yunzhu.standards.air_limits import all_limits
from yunzhu.values import SourceMark


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2016, 1, 1), "GB 3095-2012"),
        (date(2020, 6, 30), "GB 3095-2012"),
        (date(2026, 2, 28), "GB 3095-2012"),
        (date(2026, 3, 1), "GB 3095-2026 transition"),
        (date(2030, 12, 31), "GB 3095-2026 transition"),
        (date(2031, 1, 1), "GB 3095-2026 final"),
        (date(2050, 1, 1), "GB 3095-2026 final"),
    ],
)
def test_the_edition_follows_the_day(day: date, edition: str) -> None:
    assert limits(day).edition == edition


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2013, 3, 1), date(1990, 1, 1)])
def test_before_the_first_known_day_there_are_no_limits(day: date) -> None:
    with pytest.raises(StandardError, match="not known") as caught:
        limits(day)
    assert caught.value.found == str(day)
    assert "GB 3095-2012 2016-01-01..2026-02-28" in str(caught.value)


# Grade 2 as printed in the three tables: 2012, transition, final.
GRADE_2 = {
    ("SO2", "year"): (60, 60, 20),
    ("SO2", "24h"): (150, 150, 50),
    ("SO2", "1h"): (500, 500, 150),
    ("NO2", "year"): (40, 40, 30),
    ("NO2", "24h"): (80, 80, 50),
    ("NO2", "1h"): (200, 200, 200),
    ("CO", "24h"): (4, 4, 4),
    ("CO", "1h"): (10, 10, 10),
    ("O3", "mda8"): (160, 160, 160),
    ("O3", "1h"): (200, 200, 200),
    ("PM10", "year"): (70, 60, 50),
    ("PM10", "24h"): (150, 120, 100),
    ("PM2.5", "year"): (35, 30, 25),
    ("PM2.5", "24h"): (75, 60, 50),
    ("TSP", "24h"): (300, 300, 300),
    ("NOx", "year"): (50, 50, 40),
    ("NOx", "24h"): (100, 100, 70),
}
GRADE_1_OF_PARTICLES = {
    ("PM10", "year"): (40, 40, 20),
    ("PM10", "24h"): (50, 50, 50),
    ("PM2.5", "year"): (15, 15, 10),
    ("PM2.5", "24h"): (35, 35, 25),
}
NAMES = ("GB 3095-2012", "GB 3095-2026 transition", "GB 3095-2026 final")


@pytest.mark.parametrize(("pollutant", "averaging"), GRADE_2)
def test_grade_2(pollutant: str, averaging: str) -> None:
    found = tuple(int(limits_of(name).limit(pollutant, averaging).grade2) for name in NAMES)
    assert found == GRADE_2[pollutant, averaging]


@pytest.mark.parametrize(("pollutant", "averaging"), GRADE_1_OF_PARTICLES)
def test_grade_1_of_particles(pollutant: str, averaging: str) -> None:
    found = tuple(int(limits_of(name).limit(pollutant, averaging).grade1) for name in NAMES)
    assert found == GRADE_1_OF_PARTICLES[pollutant, averaging]


@pytest.mark.parametrize("name", NAMES)
def test_each_edition_has_23_limits_seen_and_small_ones_are_exact(name: str) -> None:
    edition = limits_of(name)
    assert len({(row.pollutant, row.averaging) for row in edition.limits}) == 23
    assert {row.mark for row in edition.limits} == {SourceMark.SEEN}
    assert all(row.grade1 <= row.grade2 for row in edition.limits)
    assert edition.limit("BaP", "24h").grade2 == Decimal("0.0025")
    assert edition.limit("CO", "24h").unit == "mg/m³"
    assert edition.limit("PM2.5", "year").unit == "µg/m³"


def test_the_dates_carry_their_own_mark() -> None:
    assert limits_of("GB 3095-2012").in_force.mark is SourceMark.UNVERIFIED
    assert limits_of("GB 3095-2026 transition").in_force.mark is SourceMark.SEEN


@pytest.mark.parametrize(
    ("day", "kelvin", "particles"),
    [
        (date(2018, 8, 31), "273.15", "same_as_gas"),
        (date(2018, 9, 1), "298.15", "actual"),
        (date(2026, 3, 1), "298.15", "actual"),
        (date(2031, 1, 1), "298.15", "actual"),
    ],
)
def test_the_reference_state_changed_in_september_2018(
    day: date, kelvin: str, particles: str
) -> None:
    state = limits(day).reference_state(day)
    assert (str(state.gas_temperature_kelvin), state.particles) == (kelvin, particles)


def test_a_reference_state_outside_the_edition_is_not_known() -> None:
    with pytest.raises(StandardError, match="not known"):
        limits_of("GB 3095-2012").reference_state(date(2026, 3, 1))


def test_an_unknown_edition_names_the_known_ones() -> None:
    with pytest.raises(StandardError, match="not known by this name") as caught:
        limits_of("GB 3095-1996")
    assert caught.value.expected == " | ".join(NAMES)


def test_a_limit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(StandardError, match=r"PM2\.5 1h"):
        limits_of("GB 3095-2012").limit("PM2.5", "1h")


@pytest.mark.parametrize("until", ["null", "2030-06-30"])
def test_two_editions_on_one_day_are_refused(tmp_path: Path, until: str) -> None:
    source = (PACKAGED_AIR[0] / "gb3095_2026_final.yaml").read_text(encoding="utf-8")
    local = source.replace("name: GB 3095-2026 final", "name: local").replace(
        "effective: 2031-01-01\n  until: null", f"effective: 2029-01-01\n  until: {until}"
    )
    (tmp_path / "local.yaml").write_text(local, encoding="utf-8")
    with pytest.raises(StandardError, match="two editions of limits"):
        all_limits((*PACKAGED_AIR, tmp_path))
