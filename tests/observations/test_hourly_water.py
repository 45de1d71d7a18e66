"""The lake of hourly water records: units, bounds, apart from the air and its stations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.datasets import AIR_HOURLY, WATER_HOURLY, Dataset
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.lake import Lake
from yunzhu.observations.site_matching import NewSites
from yunzhu.observations.sites import ControlLevel, Medium, load_sites
from yunzhu.periods import hour_index
from yunzhu.workspace import Workspace, init_workspace

MAPPING = """\
time: 时间
hour_label: end
site: 站
items:
  flow: {column: 流量, unit: L/s}
  TP: {column: 总磷, unit: μg/L, decimals: 4}
  EC: {column: 电导率, unit: mS/cm}
  level: {column: 水位, unit: cm}
"""
HEADER = "时间,站,流量,总磷,电导率,水位\n"
FIRST = "2021-05-01 01:00,GF01,-12500,123,0.512,318\n"
NOW = datetime(2026, 1, 1)
Bring = Callable[..., ImportReport]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w")


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Bring:
    def imported(
        text: str,
        *,
        mapping: str = MAPPING,
        dataset: Dataset = WATER_HOURLY,
        new_sites: NewSites = NewSites.QUARANTINE,
    ) -> ImportReport:
        file, mapping_file = tmp_path / "hours.csv", tmp_path / "mapping.yaml"
        file.write_text(text, encoding="utf-8")
        mapping_file.write_text(mapping, encoding="utf-8")
        options = ImportOptions(mapping=mapping_file, dataset=dataset, new_sites=new_sites)
        return import_hourly(workspace, file, options, now=NOW)

    return imported


def newest(workspace: Workspace, item: str, hour: int) -> float:
    lake = Lake(workspace, WATER_HOURLY)
    series = lake.read_grid([item], ["GF01"], hour, hour + 1).series[item]
    return float(series.values[0, 0]) / 10**series.decimals


def test_units_convert_exactly_and_flow_keeps_its_sign(workspace: Workspace, bring: Bring) -> None:
    assert bring(HEADER + FIRST).counts["new"] == 4
    midnight = hour_index(datetime(2021, 5, 1))
    assert newest(workspace, "flow", midnight) == -12.5
    assert newest(workspace, "TP", midnight) == 0.123
    assert newest(workspace, "EC", midnight) == 512
    assert newest(workspace, "level", midnight) == 3.18
    assert (workspace.lake / "water_hourly").is_dir()
    assert not (workspace.lake / "air_hourly").exists()


def test_the_station_is_registered_as_one_of_flow(workspace: Workspace, bring: Bring) -> None:
    report = bring(HEADER + FIRST)
    assert list(report.registered) == ["GF01"]
    site = load_sites(workspace).sites["GF01"]
    assert (site.medium, site.control_level) == (Medium.FLOW, ControlLevel.MUNICIPAL)


def test_a_reading_of_the_wrong_magnitude_is_left_out_with_its_row(bring: Bring) -> None:
    mapping = MAPPING.replace("μg/L, decimals: 4", "mg/L")
    report = bring(HEADER + FIRST, mapping=mapping)
    assert (report.counts["new"], report.counts["quarantined"]) == (3, 1)
    assert (report.shown[0].row, report.shown[0].field) == (2, "总磷")
    assert report.shown[0].expected == "数字或空 number or empty, 0..40 mg/L"


@pytest.mark.parametrize(
    ("change", "field", "value", "reason", "expected"),
    [
        (("123", "１２３"), "总磷", "１２３", "全角字符", "半角 half-width: 123"),
        (("123", "<10"), "总磷", "<10", "小时数据不存检出限标记", "0..40 mg/L"),
        (("123", "未检出"), "总磷", "未检出", "小时数据不存检出限标记", "0..40 mg/L"),
        (
            ("2021-05-01 01:00", "2021－05－01 ０1:00"),
            *("时间", "2021－05－01 ０1:00", "全角字符", "半角 half-width: 2021-05-01 01:00"),
        ),
        (("2021-05-01 01:00", "五月"), "时间", "五月", "无法识别的时间", "YYYY-MM-DD HH:MM:SS"),
    ],
)
def test_what_was_meant_is_told_as_laboratories_are_told(
    bring: Bring, change: tuple[str, str], field: str, value: str, reason: str, expected: str
) -> None:
    (told,) = bring(HEADER + FIRST.replace(*change)).shown
    assert (told.row, told.field, told.value) == (2, field, value)
    assert told.reason.startswith(reason)
    assert expected in told.expected


def test_a_correction_supersedes_and_the_first_value_stays_readable(
    workspace: Workspace, bring: Bring
) -> None:
    bring(HEADER + FIRST)
    assert bring(HEADER + FIRST).import_id is None
    assert bring(HEADER + FIRST.replace("123", "125")).counts["superseding"] == 1
    hour = hour_index(datetime(2021, 5, 1))
    versions = Lake(workspace, WATER_HOURLY).versions("GF01", "TP", hour)
    assert [one.scaled / 10**one.decimals for one in versions] == [0.123, 0.125]
    again = bring(HEADER + FIRST)
    assert (again.import_id, again.received_before) == (None, 1)


def test_water_and_air_share_a_register_and_never_a_station(
    workspace: Workspace, bring: Bring
) -> None:
    air = "hour_label: end\ntime: 时间\nsite: 站\nitems: {SO2: {column: SO2, unit: µg/m³}}\n"
    bring("时间,站,SO2\n2021-05-01 01:00,X01,7\n", mapping=air, dataset=AIR_HOURLY)
    assert bring(HEADER + FIRST).counts["new"] == 4
    assert Lake(workspace).sites() == ("X01",)
    assert Lake(workspace, WATER_HOURLY).sites() == ("GF01",)
    mixed = bring(HEADER + FIRST.replace("GF01", "X01"), new_sites=NewSites.REGISTER)
    assert mixed.counts["new"] == 0
    assert "另一类点位" in next(iter(mixed.reasons))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("unit: L/s", "unit: m3/d"), "m3/s | l/s"),
        (("unit: cm", "unit: mg/L"), "m | cm | mm"),
        (("flow:", "PM2.5:"), "flow, level"),
    ],
)
def test_a_mapping_names_only_what_this_lake_holds(
    bring: Bring, change: tuple[str, str], expected: str
) -> None:
    with pytest.raises(FileFault) as refused:
        bring(HEADER + FIRST, mapping=MAPPING.replace(*change))
    assert expected in (refused.value.expected or "")


def test_the_air_takes_no_water_items(bring: Bring) -> None:
    with pytest.raises(FileFault, match="映射有误"):
        bring(HEADER + FIRST, dataset=AIR_HOURLY)


def test_a_table_of_water_needs_a_mapping(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,hour,type,GF01\n20210501,1,CO,5\n", encoding="utf-8")
    with pytest.raises(UsageError, match="需要列映射"):
        import_hourly(workspace, file, ImportOptions(dataset=WATER_HOURLY), now=NOW)
