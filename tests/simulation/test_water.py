"""The simulated waters: their planted truths, and that the warnings find them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import WorkspaceError
from yunzhu.indicators.water.warning_settings import default_warning_settings
from yunzhu.indicators.water.warning_words import AlarmKind
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.samples import NO_NUMBER
from yunzhu.observations.site_table import import_sites
from yunzhu.observations.sites import load_sites
from yunzhu.observations.water_feeds import LABORATORY, national_feed_of
from yunzhu.simulation.false_alarms import false_alarms, simulated_alarms
from yunzhu.simulation.tidal_river import simulate_tidal_river
from yunzhu.simulation.water import SimulatedWater, simulate_earlier_water, simulate_water
from yunzhu.simulation.water_city import OUTFALLS, SECTIONS, SOURCES, STATIONS, TRIBUTARIES
from yunzhu.simulation.water_feeds import SimulatedWaterFeeds, write_simulated_water
from yunzhu.simulation.water_laboratory import section_results, source_results
from yunzhu.simulation.water_registers import water_rows_of
from yunzhu.simulation.water_truth import WaterTruthKind, quiet_quarter
from yunzhu.standards.water_class import WaterBody, WaterClass, item_class
from yunzhu.standards.water_limits import e8, surface_water_limits
from yunzhu.values import Origin
from yunzhu.workspace import init_workspace

SEED, YEAR = 20200101, 2020
NOW = datetime(2021, 3, 1)
LIMITS = surface_water_limits(date(YEAR, 12, 31))
SETTINGS = default_warning_settings()
SITE = {one.code: one.site for one in STATIONS}
MIDDLE_OF_2018 = np.datetime64("2018-07-01T00:00").astype("datetime64[m]").astype(int)


@pytest.fixture(scope="module")
def water() -> SimulatedWater:
    return simulate_water(SEED, YEAR)


@pytest.fixture(scope="module")
def earlier() -> SimulatedWater:
    return simulate_earlier_water(SEED, YEAR)


@pytest.fixture(scope="module")
def feeds(
    water: SimulatedWater, earlier: SimulatedWater, tmp_path_factory: pytest.TempPathFactory
) -> SimulatedWaterFeeds:
    return write_simulated_water(water, earlier, tmp_path_factory.mktemp("water"))


def lines(path: Path) -> list[dict[str, str]]:
    packed = path.read_bytes()
    text = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"))))


def mean_class(water: SimulatedWater, row: int, year: int) -> WaterClass:
    """The worst class of the year's means of the water itself."""
    years = water.minutes.astype("datetime64[m]").astype("datetime64[Y]").astype(int) + 1970
    body = STATIONS[row].body
    worst = 0
    for item in ("DO", "CODMn", "NH3N", "TP"):
        mean = round(float(water.clean[item][row, years == year].mean()), 4)
        number = np.array([e8(Decimal(str(mean)))])
        worst = max(worst, int(item_class(number, LIMITS.limit(item, body))[0]))
    return WaterClass(worst)


def test_there_are_thirteen_sections_ten_sources_and_a_tidal_border() -> None:
    assert (len(SECTIONS), len(TRIBUTARIES), len(SOURCES), len(OUTFALLS)) == (13, 2, 10, 15)
    assert {one.body for one in SECTIONS} == {WaterBody.RIVER, WaterBody.LAKE}
    assert all("模拟" in one.name for one in (*STATIONS, *SOURCES, *OUTFALLS))


def test_the_sections_have_the_classes_that_the_truth_says(water: SimulatedWater) -> None:
    found = {one.code: mean_class(water, row, YEAR) for row, one in enumerate(SECTIONS)}
    assert found == {one.code: one.truth for one in SECTIONS}
    good = sum(one <= WaterClass.III for one in found.values())
    assert (good, found["S05"]) == (10, WaterClass.WORSE_THAN_V)


def test_one_section_turns_from_class_three_to_four(water: SimulatedWater) -> None:
    row = [one.code for one in STATIONS].index("S04")
    assert mean_class(water, row, YEAR - 1) is WaterClass.III
    assert mean_class(water, row, YEAR) is WaterClass.IV


def test_the_earlier_years_have_the_classes_of_this_one_but_for_one_half_year(
    earlier: SimulatedWater,
) -> None:
    # S04 was class III before it turned worse. With 2.4 times the phosphorus in its second half a
    # year at S10 has 0.145 x 1.7 = 0.247 mg/L, class IV (0.2 to 0.3); S11 has 0.135 x 1.475, 0.199.
    usual = {one.code: one.truth for one in SECTIONS} | {"S04": WaterClass.III}
    rows = {one.code: row for row, one in enumerate(SECTIONS)}
    assert {code: mean_class(earlier, row, 2017) for code, row in rows.items()} == usual
    found = {code: mean_class(earlier, row, 2018) for code, row in rows.items()}
    assert found.pop("S10") is WaterClass.IV
    near = float(earlier.clean["TP"][rows["S11"], earlier.minutes >= MIDDLE_OF_2018].mean())
    assert near == pytest.approx(0.135 * 1.95, rel=0.1)
    for code in ("S10", "S11"):
        usual.pop(code)
    assert {code: one for code, one in found.items() if code in usual} == usual


def test_the_laboratory_was_at_every_section_in_every_month_of_the_earlier_years(
    earlier: SimulatedWater, feeds: SimulatedWaterFeeds
) -> None:
    months = {
        (one.site, one.moment.year, one.moment.month)
        for year in (2017, 2018)
        for one in section_results(earlier, year)
    }
    assert len(months) == 15 * 24
    names = [path.name for path in feeds.laboratory]
    assert names[:2] == [
        "yunzhu-simulated-laboratory-sections-2017.csv.gz",
        "yunzhu-simulated-laboratory-sections-2018.csv.gz",
    ]
    # No station was there yet.
    assert earlier.reported == {}
    assert all("-water-2017" not in path.name for path in feeds.stations)


def test_the_same_seed_gives_the_same_water_and_another_seed_other() -> None:
    one, again, other = simulate_water(3, YEAR), simulate_water(3, YEAR), simulate_water(4, YEAR)
    assert all((one.reported[item] == again.reported[item]).all() for item in one.reported)
    assert (one.reported["NH3N"] != other.reported["NH3N"]).any()
    before, same, another = (simulate_earlier_water(seed, YEAR) for seed in (3, 3, 4))
    assert all((before.clean[item] == same.clean[item]).all() for item in before.clean)
    assert (before.clean["NH3N"] != another.clean["NH3N"]).any()


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3, 4])
def test_the_spill_is_alarmed_within_two_samples_of_its_arrival(seed: int) -> None:
    water = simulate_water(seed, YEAR)
    arrival = water.of_kind(WaterTruthKind.SPILL).start + timedelta(hours=3.5)
    second = datetime(YEAR, 4, 8, 12)
    report = simulated_alarms(water, second, arrival, SETTINGS)
    found = [
        one
        for one in report.alarms
        if (one.site, one.item) == (SITE["S08"], "NH3N") and one.start >= arrival
    ]
    assert {AlarmKind.JUMP, AlarmKind.INFLOW} <= {one.kind for one in found}
    assert all(one.noticed <= second for one in found)


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3, 4])
def test_the_stuck_sensor_is_called_instrument_not_event(seed: int) -> None:
    water = simulate_water(seed, YEAR)
    stuck = water.of_kind(WaterTruthKind.STUCK_SENSOR)
    report = simulated_alarms(water, stuck.stop, stuck.start, SETTINGS)
    found = {
        one.kind
        for one in report.alarms
        if (one.site, one.item) == (SITE["S03"], "NH3N") and one.last >= stuck.start
    }
    assert found == {AlarmKind.FLAT_LINE}


def test_the_drift_and_the_reading_out_of_range_are_called_instrument(
    water: SimulatedWater,
) -> None:
    report = simulated_alarms(water, datetime(YEAR, 12, 31, 20), datetime(YEAR, 10, 20), SETTINGS)
    instruments = {
        (one.site, one.item, one.kind) for one in report.alarms if one.kind.is_instrument
    }
    assert (SITE["S06"], "EC", AlarmKind.DRIFT) in instruments
    assert (SITE["S10"], "pH", AlarmKind.OUT_OF_RANGE) in instruments
    assert not [one for one in report.alarms if one.item == "pH" and not one.kind.is_instrument]


def test_false_alarms_of_the_quiet_quarter(water: SimulatedWater) -> None:
    # Counted once by hand from the list of alarms of the default city.
    found = false_alarms(water, SETTINGS)
    assert found.period == quiet_quarter(YEAR)
    assert found.rate == Fraction(found.count * 30, 15 * 92)
    assert found.rate < Fraction(1, 2)


def test_nothing_is_planted_at_a_section_in_the_quiet_quarter(water: SimulatedWater) -> None:
    quiet = quiet_quarter(YEAR)
    for one in water.planted:
        if one.kind in (WaterTruthKind.TURNS_WORSE, WaterTruthKind.WORSE_THAN_V):
            continue
        if one.place in SITE:
            assert one.stop.date() < quiet.first or one.start.date() > quiet.last, one


def test_the_net_load_of_the_border_is_the_sum_of_every_hour() -> None:
    river = simulate_tidal_river(SEED, YEAR)
    flow = river.flow / 10
    ammonia = river.concentrations["NH3N"] / 1000
    assert float(river.net_load("NH3N")) == pytest.approx(float((flow * ammonia).sum()) * 3.6)
    # Two turns of the tide a lunar day: 366 days of 24.8412 h, four changes of direction each.
    assert river.turns() == pytest.approx(366 * 24 / 24.8412 * 4, rel=0.02)
    assert (river.flow < 0).mean() > 0.3
    assert 41 <= river.lost.sum() < 200


def test_the_failing_source_fails_in_one_month_and_one_month_is_absent(
    water: SimulatedWater,
) -> None:
    results = list(source_results(water, YEAR))
    limit = LIMITS.source_limit("Mn").limit_of(1)
    failing = {
        (one.site, one.moment.month)
        for one in results
        if one.item == "Mn" and Decimal(one.text) > limit
    }
    assert failing == {("W04", 6)}
    sampled = {(one.site, one.moment.month) for one in results}
    assert {(one.code, month) for one in SOURCES for month in range(1, 13)} - sampled == {
        ("W10", 9)
    }


def test_every_file_says_simulated(feeds: SimulatedWaterFeeds) -> None:
    for path in (*feeds.stations, *feeds.laboratory, feeds.flow):
        assert {row["origin"] for row in lines(path)} == {"simulated"}, path
    for path in feeds.registers.values():
        assert {row["来源 origin"] for row in lines(path)} == {"simulated"}, path
    assert {row["origin"] for row in lines(feeds.sites)} == {"simulated"}
    truth = json.loads(feeds.truth.read_text("utf-8"))
    assert (truth["origin"], truth["来源"]) == ("simulated", "模拟")
    assert {one["kind"] for one in truth["planted"]} == {kind.value for kind in WaterTruthKind}


def test_only_a_simulated_workspace_takes_the_files_and_needs_no_word_of_the_user(
    feeds: SimulatedWaterFeeds, tmp_path: Path
) -> None:
    hourly = ImportOptions(mapping=feeds.flow_mapping, dataset=WATER_HOURLY)
    station, result = feeds.stations[0], feeds.laboratory[0]
    importers = [
        lambda workspace: import_sites(workspace, feeds.sites),
        lambda workspace: import_samples(
            workspace, station, SampleImportOptions(national_feed_of(station)), now=NOW
        ),
        lambda workspace: import_samples(
            workspace, result, SampleImportOptions(LABORATORY), now=NOW
        ),
        lambda workspace: import_hourly(workspace, feeds.flow, hourly, now=NOW),
    ]
    simulated = init_workspace(tmp_path / "simulated", origin=Origin.SIMULATED)
    measured = init_workspace(tmp_path / "measured")
    for bring in importers:
        bring(simulated)
        with pytest.raises(WorkspaceError, match="never mix") as refused:
            bring(measured)
        assert (refused.value.field, refused.value.row) == ("origin", 2)
    assert len(load_sites(measured)) == 0


def test_the_stations_rows_are_of_the_national_layout(
    water: SimulatedWater, feeds: SimulatedWaterFeeds
) -> None:
    rows = lines(feeds.stations[2])
    row = next(one for one in rows if one["section"] == "珠溪中断面(模拟)" and one["nh3n_raw"])
    assert (row["file_date"], row["time"]) == ("2020-04-01", "04-01 00:00")
    # 环办监测函〔2020〕82号: ammonia is displayed with three decimals, pH with two.
    assert row["nh3n_mgl"] == f"{Decimal(row['nh3n_raw']):.3f}"
    assert len(row["ph"].split(".")[1]) == 2
    sent = (water.reported["NH3N"] != NO_NUMBER).any(axis=0)
    first = np.flatnonzero(sent)[0]
    assert water.minutes[first].astype("datetime64[m]") == np.datetime64("2019-12-01T00:00")


def test_the_same_water_gives_the_same_bytes(
    water: SimulatedWater,
    earlier: SimulatedWater,
    feeds: SimulatedWaterFeeds,
    tmp_path: Path,
) -> None:
    again = write_simulated_water(water, earlier, tmp_path)
    for one, other in zip(
        feeds.stations + feeds.laboratory, again.stations + again.laboratory, strict=True
    ):
        assert one.read_bytes() == other.read_bytes()
    assert feeds.truth.read_bytes() == again.truth.read_bytes()


def test_registers_refer_to_what_stands_before_them() -> None:
    rows = water_rows_of(YEAR)
    sections = {one["code"] for one in rows["assessment_sections"]}
    assert {one["downstream_section"] for one in rows["assessment_sections"]} <= sections | {""}
    assert {one["section"] for one in rows["section_targets"]} <= sections
    sources = {one["code"] for one in rows["drinking_sources"]}
    assert {one["source"] for one in rows["source_volumes"]} == sources
    assert {one["source"] for one in rows["protection_zones"]} == sources
