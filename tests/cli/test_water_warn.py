"""`yunzhu water warn` on the simulated city: the spill, the stuck sensor, what is not known."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import register_named
from yunzhu.city.setup import close_city, prepare_city
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.site_table import import_sites
from yunzhu.observations.water_feeds import LABORATORY, national_feed_of
from yunzhu.periods import city_now
from yunzhu.simulation.city import CITY_CODE, CITY_NAME, DISTRICTS
from yunzhu.simulation.water import simulate_earlier_water, simulate_water
from yunzhu.simulation.water_feeds import SimulatedWaterFeeds, write_simulated_water
from yunzhu.simulation.water_registers import water_rows_of
from yunzhu.values import Origin
from yunzhu.workspace import DATABASE_VARIABLE, Workspace, init_workspace

NOW = datetime(2021, 1, 31)
SPILL = ("--as-of", "2020-04-08T12:00", "--days", "1")


def imported(folder: Path) -> tuple[Workspace, SimulatedWaterFeeds]:
    workspace = init_workspace(folder, origin=Origin.SIMULATED, area=CITY_CODE)
    water, earlier = simulate_water(20200101, 2020), simulate_earlier_water(20200101, 2020)
    feeds = write_simulated_water(water, earlier, folder / "feeds")
    import_sites(workspace, feeds.sites)
    outfalls = [one for one in feeds.laboratory if "outfalls-2020" in one.name]
    for file in (*feeds.stations[:3], *outfalls):
        feed = LABORATORY if file in outfalls else national_feed_of(file)
        options = SampleImportOptions(feed=feed, origin=Origin.SIMULATED)
        assert import_samples(workspace, file, options, now=NOW).exit_code == 0
    return workspace, feeds


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    patch = pytest.MonkeyPatch()
    patch.delenv(DATABASE_VARIABLE, raising=False)
    workspace, feeds = imported(tmp_path_factory.mktemp("warn") / "city")
    prepare_city(workspace)
    areas = [AreaRecord(CITY_CODE, CITY_NAME, "city", "")]
    areas += [AreaRecord(code, name, "district", CITY_CODE) for code, name in DISTRICTS.items()]
    register_areas(areas, by=LOCAL_OPERATOR)
    for name in water_rows_of(2020):
        path = feeds.registers[name]
        report = import_register_file(register_named(name), path, by=LOCAL_OPERATOR)
        assert report.faults == ()
    close_city()
    patch.undo()
    return workspace.root


@pytest.fixture
def city(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    shutil.copytree(built, tmp_path / "city")
    monkeypatch.chdir(tmp_path / "city")
    return tmp_path / "city"


def rows(run: Any, code: int = 1) -> list[dict[str, Any]]:
    assert run.code == code, run.err
    found: list[dict[str, Any]] = json.loads(run.out)
    return found


def test_the_spill_is_alarmed_and_its_outlet_leads_the_candidates(yunzhu, city: Path) -> None:
    found = rows(yunzhu("water", "warn", *SPILL, "--site", "S08", "--format", "json"))
    ammonia = [row for row in found if row["item"] == "NH3N"]
    assert {row["kind"] for row in ammonia} == {"jump", "inflow"}
    for row in ammonia:
        assert (row["start"], row["noticed"]) == ("2020-04-08 08:00", "2020-04-08 08:00")
        codes = [one["code"] for one in row["candidates"]]
        # Nine outfalls lie above S08; three of them above S07, which showed nothing.
        assert len(codes) == 9
        assert "P04" in codes[:5]
        first = row["candidates"][0]
        assert (first["code"], first["left_at"]) == ("P04", "2020-04-08 04:30")
        assert any("近期自测" in reason for reason in first["reasons"])
        assert row["origin_label"] == "模拟 simulated"
        assert "珠溪下断面(模拟) 04-08 16:00" in row["advice"]


def test_the_stuck_sensor_is_an_instrument_without_candidates(yunzhu, city: Path) -> None:
    words = ("--as-of", "2020-05-22", "--days", "1", "--site", "S03", "--format", "json")
    (row,) = rows(yunzhu("water", "warn", *words))
    assert (row["kind"], row["value"], row["candidates"]) == ("flat_line", "1.32 mg/L", [])
    assert "先查仪器" in row["advice"]


def test_a_day_without_alarm_ends_with_0(yunzhu, city: Path) -> None:
    run = yunzhu("water", "warn", "--as-of", "2020-04-04", "--days", "1", "--site", "S13")
    assert run.code == 0
    assert "水质预警 water warnings: 0" in run.out
    assert run.out.startswith("【模拟 simulated】")


def test_alarms_are_recorded_once_and_dealt_with(yunzhu, city: Path) -> None:
    first = yunzhu("water", "warn", *SPILL, "--record")
    again = yunzhu("water", "warn", *SPILL, "--record")
    assert "已记入报警名录 alarms on record: 1, 2" in first.out
    (line,) = (one for one in first.out.splitlines() if "alarms on record" in one)
    assert line in again.out
    shown = yunzhu("city", "alarms", "list", "--as-of", str(city_now().date()), "--format", "json")
    kept = json.loads(shown.out)
    spill = next(row for row in kept if row["kind"] == "inflow" and row["item"] == "NH3N")
    assert "丁厂排污口(模拟)" in spill["advice"]
    assert spill["state"] == "待确认 raised"


def test_without_registers_only_jumps_and_instruments_are_judged(
    yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    imported(tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w")
    run = yunzhu("water", "warn", *SPILL, "--format", "json")
    assert {row["kind"] for row in rows(run)} == {"jump"}
    assert {tuple(row["candidates"]) for row in rows(run)} == {()}
    assert "没有断面名录" in run.err
    refused = yunzhu("water", "warn", *SPILL, "--record")
    assert refused.code == 2
    assert "yunzhu city prepare" in refused.err


@pytest.mark.parametrize("text", ["2020-04-08T12", "2020-13-01", "soon"])
def test_what_is_no_day_or_moment_is_refused(yunzhu, city: Path, text: str) -> None:
    run = yunzhu("water", "warn", "--as-of", text)
    assert run.code == 2
    assert "--as-of" in run.err
    assert "YYYY-MM-DD | YYYY-MM-DDTHH:MM, 2020-04-08T12:00" in run.err


@pytest.mark.parametrize("command", ["class", "stats", "rank"])
def test_a_section_is_named_by_its_code_in_the_register(yunzhu, city: Path, command: str) -> None:
    words = ("water", command, "--period", "2020-04", "--format", "json", "--site")
    by_code, by_id = (yunzhu(*words, one) for one in ("S08", "模拟省·珠溪中断面(模拟)"))
    assert by_code.code == 0, by_code.err
    assert {row["subject"] for row in json.loads(by_code.out)} == {"模拟省·珠溪中断面(模拟)"}
    assert by_code.out == by_id.out


def test_an_unknown_section_is_told_with_sections_and_no_outfall(yunzhu, city: Path) -> None:
    run = yunzhu("water", "stats", "--period", "2020-04", "--site", "S99")
    assert run.code == 2
    assert "字段 field: --site | 值 found: 'S99'" in run.err
    assert "断面(模拟)" in run.err
    assert "排污口" not in run.err
