"""The simulated city's air: sensible, repeatable, with an effect and defects that can be found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import UsageError
from yunzhu.observations.exclusions import add_exclusion, excluded_cells, grid_without
from yunzhu.observations.items import POLLUTANTS
from yunzhu.observations.quality import Flag, quality_flags
from yunzhu.observations.quality_settings import default_quality_settings
from yunzhu.periods import HOURS_PER_DAY, day_index
from yunzhu.simulation.air import Measure, SimulatedAir, simulate_air
from yunzhu.simulation.city import CITY_NAME, DISTRICTS
from yunzhu.simulation.defects import DefectKind
from yunzhu.simulation.sources import dilution
from yunzhu.values import Origin
from yunzhu.workspace import init_workspace

FIRST, LAST = date(2019, 1, 1), date(2020, 12, 31)
FLAG_OF = {
    DefectKind.STUCK_SENSOR: Flag.CONSTANT,
    DefectKind.SPIKE: Flag.SPIKE,
    DefectKind.NEGATIVE: Flag.NEGATIVE,
    DefectKind.PM_ORDER: Flag.PM_ORDER,
}


@pytest.fixture(scope="module")
def air() -> SimulatedAir:
    return simulate_air(1, FIRST, LAST)


def city_hours(air: SimulatedAir, item: str) -> np.ndarray:
    """Mean of the ten stations that are evaluated throughout, in the item's unit [hours]."""
    series = air.clean.series[item]
    return series.values[:10].mean(axis=0) / 10**series.decimals


def by_hour_of_day(hours: np.ndarray) -> np.ndarray:
    return hours.reshape(-1, HOURS_PER_DAY).mean(axis=0)


def test_everything_says_that_it_is_simulated(air: SimulatedAir) -> None:
    assert air.origin is Origin.SIMULATED
    assert "模拟" in CITY_NAME
    assert list(DISTRICTS.values()) == [
        "甲区",
        "乙区",
        "丙区",
        "丁区",
        "戊区",
        "己区",
        "庚区",
        "辛区",
    ]
    assert all("模拟" in station.name and station.id.startswith("YZ") for station in air.stations)


def test_ten_evaluated_one_background_one_closed_one_opened(air: SimulatedAir) -> None:
    throughout = [one for one in air.stations if not (one.background or one.opened or one.closed)]
    assert len(throughout) == 10
    assert sum(one.background for one in air.stations) == 1
    (closed,) = (one for one in air.stations if one.closed)
    (opened,) = (one for one in air.stations if one.opened)
    present = {
        one.id: air.observed.series["SO2"].present[row] for row, one in enumerate(air.stations)
    }
    hour = {
        one.id: day_index(one.closed or one.opened) * HOURS_PER_DAY - air.observed.start_hour
        for one in (closed, opened)
    }
    assert not present[closed.id][hour[closed.id] :].any()
    assert present[closed.id][: hour[closed.id]].mean() > 0.95
    assert not present[opened.id][: hour[opened.id]].any()
    assert present[opened.id][hour[opened.id] :].mean() > 0.95


def test_the_same_seed_gives_the_same_records_and_another_seed_others() -> None:
    span = (date(2020, 1, 1), date(2020, 3, 31))
    once, again, other = simulate_air(7, *span), simulate_air(7, *span), simulate_air(8, *span)
    for item in POLLUTANTS:
        values = once.observed.series[item].values
        assert (values == again.observed.series[item].values).all()
        assert (values != other.observed.series[item].values).any()


def test_pm25_is_never_above_pm10(air: SimulatedAir) -> None:
    series = air.clean.series
    assert (series["PM2.5"].values <= series["PM10"].values).all()


def test_levels_are_those_of_a_southern_city(air: SimulatedAir) -> None:
    bounds = {
        "SO2": (5, 15), "NO2": (25, 50), "PM10": (35, 70), "PM2.5": (18, 40), "CO": (0.5, 1.5),
        "O3": (45, 80),
    }  # fmt: skip
    for item, (low, high) in bounds.items():
        assert low < city_hours(air, item).mean() < high, item


def test_ozone_peaks_in_the_afternoon_and_is_titrated_by_traffic(air: SimulatedAir) -> None:
    ozone = by_hour_of_day(city_hours(air, "O3"))
    assert 12 <= int(ozone.argmax()) <= 16
    assert ozone.max() > 2 * ozone.min()
    assert np.corrcoef(city_hours(air, "O3"), city_hours(air, "NO2"))[0, 1] < -0.1
    series = air.clean.series["O3"].values
    background = next(row for row, one in enumerate(air.stations) if one.background)
    assert series[background].mean() > series[:10].mean() + 10


def test_nitrogen_dioxide_follows_the_rush_hours(air: SimulatedAir) -> None:
    hours = by_hour_of_day(city_hours(air, "NO2"))
    assert hours[8] > hours[3]
    assert hours[18] > hours[13]


def test_particles_are_higher_in_winter(air: SimulatedAir) -> None:
    days = city_hours(air, "PM2.5").reshape(-1, HOURS_PER_DAY).mean(axis=1)
    assert days[:60].mean() > 1.3 * days[150:240].mean()


def step_of_measure(air: SimulatedAir) -> tuple[float, float]:
    """Regress the log of daily city NO2 on season, weekday and dilution; return step and error."""
    days = np.arange((air.last - air.first).days + 1)
    no2 = city_hours(air, "NO2").reshape(-1, HOURS_PER_DAY).mean(axis=1)
    air_dilution = np.log(dilution(air.weather)).reshape(-1, HOURS_PER_DAY).mean(axis=1)
    angle = 2 * np.pi * days / 365.2425
    weekend = (days + day_index(air.first) + 3) % 7 >= 5
    step = days >= (air.measure.start - air.first).days
    season = [part(order * angle) for order in (1, 2, 3) for part in (np.cos, np.sin)]
    design = np.column_stack([step, np.ones(days.size), air_dilution, weekend, *season])
    coefficients, *_ = np.linalg.lstsq(design, np.log(no2))
    residual = np.log(no2) - design @ coefficients
    lag_one = float(np.corrcoef(residual[1:], residual[:-1])[0, 1])
    inflation = (1 + lag_one) / (1 - lag_one)
    variance = residual.var() * np.linalg.inv(design.T @ design)[0, 0] * inflation
    return float(coefficients[0]), float(np.sqrt(variance))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("share", [0.0, 0.15])
def test_the_known_effect_is_recovered_within_its_noise(seed: int, share: float) -> None:
    measure = Measure("措施", date(2020, 1, 1), "NO2", share)
    step, error = step_of_measure(simulate_air(seed, FIRST, LAST, measure))
    assert error < 0.03
    assert abs(step - np.log(1 - share)) < 3 * error, f"step {step:.3f} ± {error:.3f}"


def test_the_measure_takes_its_share_and_touches_nothing_before_or_beside(
    air: SimulatedAir,
) -> None:
    start = (air.measure.start - air.first).days * HOURS_PER_DAY
    with_it, without = air.clean.series, air.without_measure.series
    for item in POLLUTANTS:
        assert (with_it[item].values[:, :start] == without[item].values[:, :start]).all()
    kept = with_it["NO2"].values[:, start:].mean() / without["NO2"].values[:, start:].mean()
    assert kept == pytest.approx(1 - air.measure.share, abs=0.002)
    assert (with_it["O3"].values == without["O3"].values).all()


def test_a_measure_on_fine_particles_lowers_pm10_with_it() -> None:
    measure = Measure("措施", date(2020, 2, 15), "PM2.5", 0.3)
    found = simulate_air(1, date(2020, 1, 1), date(2020, 3, 31), measure)
    lost = {
        item: (found.without_measure.series[item].values - found.clean.series[item].values)
        for item in ("PM2.5", "PM10")
    }
    assert lost["PM2.5"].sum() > 0
    assert np.abs(lost["PM2.5"] - lost["PM10"]).max() <= 1  # each is rounded on its own


@pytest.mark.parametrize("wrong", [{"item": "PM10"}, {"share": 1.5}])
def test_a_measure_must_be_one_that_the_city_can_show(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        Measure(**{"name": "m", "start": FIRST, "item": "NO2", "share": 0.1} | wrong)


def test_a_span_too_short_for_the_defects_is_refused() -> None:
    with pytest.raises(UsageError, match="60"):
        simulate_air(1, date(2020, 1, 1), date(2020, 2, 28))


@pytest.mark.parametrize("kind", FLAG_OF)
def test_planted_defects_are_found_exactly_where_they_are(
    air: SimulatedAir, kind: DefectKind
) -> None:
    defect = air.planted(kind)
    flags = quality_flags(air.observed, default_quality_settings())
    row = air.observed.sites.index(defect.site)
    for item in defect.items:
        found = np.flatnonzero(flags[item][row] & FLAG_OF[kind]) + air.observed.start_hour
        assert found.tolist() == list(range(defect.start_hour, defect.stop_hour))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_few_other_cells_are_flagged(seed: int) -> None:
    air = simulate_air(seed, FIRST, LAST)
    flags = quality_flags(air.observed, default_quality_settings())
    for defect in air.defects:
        if defect.kind in FLAG_OF:
            row = air.observed.sites.index(defect.site)
            cut = slice(
                defect.start_hour - air.observed.start_hour,
                defect.stop_hour - air.observed.start_hour,
            )
            for item in defect.items:
                flags[item][row, cut] = 0
    false = sum(int((marks != 0).sum()) for marks in flags.values())
    cells = sum(int(one.present.sum()) for one in air.observed.series.values())
    assert false / cells < 5e-5, f"false flags: {false} of {cells} cells = {false / cells:.1e}"


def test_the_invalid_day_has_eighteen_hours(air: SimulatedAir) -> None:
    defect = air.planted(DefectKind.INVALID_DAY)
    first = defect.start_hour - air.observed.start_hour
    for series in air.observed.series.values():
        hours = series.present[:10, first : first + HOURS_PER_DAY].sum(axis=1)
        assert hours.tolist() == [18] * 10


def test_hours_go_missing_here_and_there(air: SimulatedAir) -> None:
    share = 1 - air.observed.series["CO"].present[:7].mean()
    assert 0.003 < share < 0.01


def test_the_sand_dust_event_comes_with_its_exclusion(air: SimulatedAir) -> None:
    (exclusion,) = air.exclusions
    defect = air.planted(DefectKind.SAND_DUST)
    assert (exclusion.start_hour, exclusion.stop_hour) == (defect.start_hour, defect.stop_hour)
    first = defect.start_hour - air.observed.start_hour
    hours = slice(first, defect.stop_hour - air.observed.start_hour)
    dust = city_hours(air, "PM10")
    assert dust[hours].mean() > 3 * np.median(dust)


def test_a_stored_exclusion_leaves_the_event_out(air: SimulatedAir, tmp_path: Path) -> None:
    workspace = init_workspace(tmp_path / "w", origin=air.origin)
    stored = add_exclusion(workspace, **asdict(air.exclusions[0]))
    cells = excluded_cells(air.observed, [stored])
    assert cells["PM10"].sum() == 30 * len(air.stations)
    assert grid_without(air.observed, [stored]).series["PM10"].values.max() < 400
