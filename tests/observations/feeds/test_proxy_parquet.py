"""A proxy's file: what is stored, what is quarantined, and what is no reading at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yunzhu.errors import EvidenceError, FileFault
from yunzhu.indicators.air.subjects import city_subjects, find_subject
from yunzhu.observations.feeds import detect_feed, proxy_parquet
from yunzhu.observations.feeds.reading import Reading, ReadingOptions
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.lake import Lake
from yunzhu.observations.site_matching import NewSites
from yunzhu.observations.site_table import import_sites
from yunzhu.observations.sites import ControlLevel, load_sites
from yunzhu.periods import HourLabel, hour_index
from yunzhu.workspace import Workspace

# (stamp, city, reading, the source's own quality word)
ROWS = [
    (datetime(2019, 6, 6, 3), "Somewhere", 874.0, "Valid"),
    (datetime(2019, 6, 6, 4), "Somewhere", 0.0, "Valid"),
    (datetime(2019, 6, 6, 5), "Somewhere", -5.0, "Valid"),
    (datetime(2019, 6, 6, 6), "Somewhere", 985.0, "Invalid"),
    (datetime(2019, 6, 6, 7), "Somewhere", -999.0, "Missing"),
    (datetime(2019, 6, 6, 8), "Somewhere", -999.0, "Invalid"),
    (datetime(2019, 6, 7, 0), "Elsewhere", 12.0, "Valid"),
]


def written(path: Path, rows: list[tuple[datetime, str, float, str]]) -> Path:
    time, city, reading, quality = zip(*rows, strict=True)
    table = pa.table(
        {
            "time": pa.array(time, pa.timestamp("us")),
            "city": pa.array(city, pa.large_string()),
            "raw_ugm3": pa.array(reading, pa.float32()),
            "nowcast_ugm3": pa.array([1.5] * len(rows), pa.float32()),
            "AQI": pa.array([50.0] * len(rows), pa.float32()),
            "qc": pa.array(quality, pa.large_string()),
        }
    )
    pq.write_table(table, path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "proxy.parquet", ROWS)


def opened(path: Path, label: HourLabel | None = None) -> Reading:
    return proxy_parquet.read(path, ReadingOptions(hour_label=label))


def test_valid_readings_are_taken_as_they_are_spikes_zeros_and_negatives_too(file: Path) -> None:
    (batch,) = opened(file).batches
    assert batch.values["PM2.5"].tolist() == [8_740_000, 0, -50_000, 120_000]
    assert batch.rows.tolist() == [1, 2, 3, 7]


def test_the_source_s_word_stays_beside_a_reading_that_failed_its_quality_control(
    file: Path,
) -> None:
    (batch,) = opened(file).batches
    (told,) = batch.rejected
    assert (told.row, told.field, told.cells) == (4, "raw_ugm3", 1)
    assert told.value == "985 (qc=Invalid)"
    assert told.expected == "Valid"


def test_no_reading_is_counted_by_the_source_s_word(file: Path) -> None:
    reading = opened(file)
    list(reading.batches)
    assert reading.skipped_types == {"qc=Missing, -999": 1, "qc=Invalid, -999": 1}
    assert reading.ignored_columns == ("nowcast_ugm3", "AQI")


def test_the_label_is_the_end_of_the_hour_and_an_option_overrides_it(file: Path) -> None:
    (batch,) = opened(file).batches
    assert batch.start_hours[0] == hour_index(datetime(2019, 6, 6, 2))
    assert batch.start_hours[-1] == hour_index(datetime(2019, 6, 6, 23))
    (batch,) = opened(file, HourLabel.START).batches
    assert batch.start_hours[0] == hour_index(datetime(2019, 6, 6, 3))


def test_a_site_says_in_its_id_that_it_is_a_proxy(file: Path) -> None:
    (batch,) = opened(file).batches
    assert set(batch.sites) == {"proxy-Somewhere", "proxy-Elsewhere"}
    assert batch.names["proxy-Somewhere"] == "Somewhere (替代站点 proxy)"


def test_a_missing_column_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"time": ["2019-06-06 03:00"], "city": ["Somewhere"]}), path)
    with pytest.raises(FileFault, match="缺少列 missing column") as told:
        opened(path)
    assert told.value.field == "raw_ugm3, qc"
    assert not proxy_parquet.detects(["time", "city"])


def test_a_broken_or_empty_file_is_refused(tmp_path: Path, file: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(FileFault, match="无法读取 Parquet"):
        opened(broken)
    empty = tmp_path / "empty.parquet"
    pq.write_table(pq.read_table(file).slice(0, 0), empty)
    with pytest.raises(FileFault, match="空文件"):
        opened(empty)


NOW = datetime(2024, 7, 1)


def test_the_layout_is_known_by_its_columns_and_registers_proxies(
    file: Path, workspace: Workspace
) -> None:
    assert detect_feed(file).name == "proxy_parquet"
    report = import_hourly(workspace, file, ImportOptions(), now=NOW)
    assert (report.read, report.new, report.quarantined, report.exit_code) == (5, 4, 1, 1)
    sites = load_sites(workspace)
    assert {site.control_level for site in sites} == {ControlLevel.PROXY}
    day = datetime(2019, 6, 6).date()
    assert not any(site.is_evaluated(day) for site in sites)


def test_a_proxy_stands_in_for_its_city_and_is_no_station_of_it(
    tmp_path: Path, workspace: Workspace
) -> None:
    file = written(tmp_path / "city.parquet", [(ROWS[0][0], "Guangzhou", 12.0, "Valid")])
    import_hourly(workspace, file, ImportOptions(), now=NOW)
    register = load_sites(workspace)
    assert [site.id for site in register.proxies_of_area("440100")] == ["proxy-Guangzhou"]
    assert register.of_area("440100") == ()
    assert city_subjects(Lake(workspace)) == []
    with pytest.raises(EvidenceError):
        find_subject(Lake(workspace), "440100")


def test_two_copies_of_an_hour_that_differ_are_quarantined(
    tmp_path: Path, workspace: Workspace
) -> None:
    stamp = datetime(2019, 3, 10, 3)
    file = written(
        tmp_path / "two.parquet",
        [(stamp, "Somewhere", 40.0, "Valid"), (stamp, "Somewhere", 44.0, "Valid"), ROWS[0]],
    )
    report = import_hourly(workspace, file, ImportOptions(), now=NOW)
    assert (report.new, report.quarantined) == (1, 2)


def test_a_proxy_never_writes_into_a_station(
    file: Path, workspace: Workspace, tmp_path: Path
) -> None:
    table = tmp_path / "sites.csv"
    table.write_text(
        "id,name,area,control_level,background,opened,closed\n"
        "proxy-Somewhere,甲站,,national,false,,\n"
        "P1,乙站,,替代站点,false,,\n",
        encoding="utf-8",
    )
    import_sites(workspace, table)
    assert load_sites(workspace).sites["P1"].is_proxy
    options = ImportOptions(new_sites=NewSites.REGISTER)
    report = import_hourly(workspace, file, options, now=NOW)
    assert set(report.registered) == {"proxy-Elsewhere"}
    assert Lake(workspace).sites() == ("proxy-Elsewhere",)
    assert any(one.reason.endswith("belongs to another kind of site") for one in report.shown)
