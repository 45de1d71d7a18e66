"""The simulated feed: files of the national layout that a user's importers take."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import pytest

from yunzhu.errors import WorkspaceError
from yunzhu.observations.exclusions import add_exclusion
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.items import POLLUTANTS
from yunzhu.observations.lake import Lake
from yunzhu.observations.site_table import import_sites
from yunzhu.observations.sites import load_sites
from yunzhu.simulation.air import SimulatedAir, simulate_air
from yunzhu.simulation.defects import DefectKind
from yunzhu.simulation.feeds import SimulatedFeeds, write_simulated_feeds
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

FIRST, LAST = date(2019, 11, 1), date(2020, 5, 31)
NOW = datetime(2021, 1, 1)


@pytest.fixture(scope="module")
def air() -> SimulatedAir:
    return simulate_air(5, FIRST, LAST)


@pytest.fixture(scope="module")
def feeds(air: SimulatedAir, tmp_path_factory: pytest.TempPathFactory) -> SimulatedFeeds:
    return write_simulated_feeds(air, tmp_path_factory.mktemp("feeds"))


@pytest.fixture(scope="module")
def imported(
    feeds: SimulatedFeeds, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, list[ImportReport]]:
    folder = tmp_path_factory.mktemp("imported") / "w"
    workspace = init_workspace(folder, origin=Origin.SIMULATED, area="990100")
    import_sites(workspace, feeds.sites)
    reports = [import_hourly(workspace, path, ImportOptions(), now=NOW) for path in feeds.files]
    return workspace, reports


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rejected_cells(air: SimulatedAir) -> int:
    """Present cells of the two rows that no lake may take, and the one text."""
    borrowed = air.observed.of_sites(["YZ06"])
    unknown = air.planted(DefectKind.UNKNOWN_SITE).start_hour - air.observed.start_hour
    hours = [one.present[0, unknown] for one in borrowed.series.values()]
    newest = [one.present[0][one.present[0].nonzero()[0][-1]] for one in borrowed.series.values()]
    return int(sum(hours)) + int(sum(newest)) + 1


def test_there_is_a_file_a_quarter_and_one_of_corrections(feeds: SimulatedFeeds) -> None:
    assert [path.name for path in feeds.files] == [
        "yunzhu-simulated-air-2019Q4.csv.gz",
        "yunzhu-simulated-air-2020Q1.csv.gz",
        "yunzhu-simulated-air-2020Q2.csv.gz",
        "yunzhu-simulated-air-corrections.csv.gz",
    ]


def test_every_row_and_the_truth_say_simulated(feeds: SimulatedFeeds) -> None:
    for path in feeds.files:
        assert {row["origin"] for row in rows_of(path)} == {"simulated"}
    truth = json.loads(feeds.truth.read_text(encoding="utf-8"))
    assert (truth["origin"], truth["来源"]) == ("simulated", "模拟")
    assert {defect["kind"] for defect in truth["defects"]} == {kind.value for kind in DefectKind}
    assert truth["measure"]["share"] == 0.15


def test_the_header_is_the_national_station_layout(feeds: SimulatedFeeds) -> None:
    national = (
        "time,WatchPoint,AQI,Level,PrimaryPollution,PM2.5,PM10,CO,NO2,O3_1h,O3_8h,SO2,"
        "stationcode,lon,lat"
    )
    assert ",".join(rows_of(feeds.files[0])[0]) == f"{national},origin"


def test_labels_name_the_end_of_the_hour(feeds: SimulatedFeeds) -> None:
    labels = [row["time"] for path in feeds.files[:-1] for row in rows_of(path)]
    assert labels[0] == "2019-11-01 01:00:00"
    assert labels[-2] == "2020-06-01 00:00:00"
    assert labels[-1] == "2099-01-01 01:00:00"


def test_the_feed_shows_the_real_time_index_of_its_own_hour(feeds: SimulatedFeeds) -> None:
    # HJ 633-2012: PM2.5 36 has the sub-index 52, NO2 below 80, ozone below 138 and so on less.
    rows = [
        row
        for row in rows_of(feeds.files[0])
        if row["PM2.5"] == "36" and int(row["PM10"] or 999) < 54 and int(row["O3_1h"] or 999) < 160
        and int(row["NO2"] or 999) < 100
    ]  # fmt: skip
    assert rows
    assert {(row["AQI"], row["Level"]) for row in rows} == {("52", "良")}
    assert {row["PrimaryPollution"] for row in rows} <= {"PM2.5", "PM10、PM2.5"}


def test_the_same_air_gives_the_same_bytes(
    air: SimulatedAir, feeds: SimulatedFeeds, tmp_path: Path
) -> None:
    again = write_simulated_feeds(air, tmp_path)
    for one, other in zip(feeds.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert feeds.truth.read_bytes() == again.truth.read_bytes()


def test_the_importers_store_exactly_the_observed_air(
    air: SimulatedAir, imported: tuple[Workspace, list[ImportReport]]
) -> None:
    grid = air.observed
    stored = Lake(imported[0]).read_grid(POLLUTANTS, grid.sites, grid.start_hour, grid.stop_hour)
    for item in POLLUTANTS:
        assert stored.series[item].decimals == grid.series[item].decimals
        assert (stored.series[item].values == grid.series[item].values).all(), item


def test_only_the_planted_cells_are_quarantined(
    air: SimulatedAir, imported: tuple[Workspace, list[ImportReport]]
) -> None:
    reports = imported[1]
    assert [report.exit_code for report in reports] == [0, 0, 1, 0]
    assert sum(report.quarantined for report in reports) == rejected_cells(air)
    shown = {(one.field, one.value) for report in reports for one in report.shown}
    assert {("PM2.5", "维护"), ("stationcode", "YZ99")} <= shown
    assert any(value.startswith("2099-01-01") for _, value in shown)


def test_the_corrected_value_supersedes_and_the_first_stays_readable(
    air: SimulatedAir, imported: tuple[Workspace, list[ImportReport]]
) -> None:
    workspace, reports = imported
    assert [report.superseding for report in reports] == [0, 0, 0, 1]
    defect = air.planted(DefectKind.CORRECTED)
    versions = Lake(workspace).versions(defect.site, "PM10", defect.start_hour)
    assert [one.scaled for one in versions] == [int(defect.sent), int(defect.sent) // 10]


def test_the_site_table_fills_the_register(imported: tuple[Workspace, list[ImportReport]]) -> None:
    # 213 days: 0.48 of them is 102, 0.55 is 117.
    register = load_sites(imported[0])
    assert len(register.of_area("990100")) == 13
    assert register.sites["YZ11"].background
    assert register.sites["YZ12"].closed == date(2020, 2, 11)
    assert register.sites["YZ13"].opened == date(2020, 2, 26)


def test_the_exclusion_of_the_event_can_be_recorded(
    air: SimulatedAir, imported: tuple[Workspace, list[ImportReport]]
) -> None:
    assert add_exclusion(imported[0], **asdict(air.exclusions[0])).id == "E0001"


def test_a_workspace_of_measured_records_refuses_the_simulated_feed(
    feeds: SimulatedFeeds, tmp_path: Path
) -> None:
    workspace = init_workspace(tmp_path / "w")
    with pytest.raises(WorkspaceError, match="simulated"):
        import_hourly(workspace, feeds.files[0], ImportOptions(), now=NOW)
    with pytest.raises(WorkspaceError, match="simulated"):
        import_sites(workspace, feeds.sites)
    assert Lake(workspace).sites() == ()
