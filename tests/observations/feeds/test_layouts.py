"""Every layout ends in the same records; each states the end of the hour that it labels."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yunzhu.errors import FileFault, UsageError, WorkspaceError
from yunzhu.observations.feeds import FEEDS, detect_feed
from yunzhu.observations.feeds.reading import ReadingOptions
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.lake import Lake
from yunzhu.observations.site_matching import NewSites
from yunzhu.observations.sites import ControlLevel, load_sites
from yunzhu.periods import HourLabel
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

Bring = Callable[..., ImportReport]
ReadCell = Callable[[str, str, datetime], float | None]

CITY_LONG = (
    "time,city,AQI,PM2.5,PM2.5_24h,PM10,PM10_24h,SO2,SO2_24h,NO2,NO2_24h,O3,O3_24h,O3_8h,"
    "O3_8h_24h,CO,CO_24h\n"
    "2024-01-02 00:00:00,甲市,60.0,35.0,30.0,60.0,55.0,6.0,6.0,31.0,30.0,88.0,90.0,70.0,71.0,"
    "0.86,0.9\n"
    "2024-01-02 01:00:00,甲市,,36.0,30.0,,55.0,7.0,6.0,—,30.0,80.0,90.0,70.0,71.0,1.06,0.9\n"
)
CITY_WIDE = (
    "date,hour,type,甲市,乙市\n"
    "20240102,0,AQI,60,\n20240102,0,PM2.5,35,\n20240102,0,PM2.5_24h,30,31\n"
    "20240102,0,PM10,60,\n20240102,0,SO2,6,\n20240102,0,NO2,31,\n20240102,0,O3,88,\n"
    "20240102,0,O3_8h,70,\n20240102,0,CO,0.86,\n"
    "20240102,1,AQI,,\n20240102,1,PM2.5,36,\n20240102,1,PM10,,\n20240102,1,SO2,7,\n"
    "20240102,1,NO2,—,\n20240102,1,O3,80,\n20240102,1,CO,1.06,\n"
)
STATION_LONG = (
    "time,WatchPoint,AQI,Level,PrimaryPollution,PM2.5,PM10,CO,NO2,O3_1h,O3_8h,SO2,stationcode,"
    "lon,lat\n"
    "2024-01-02 05:00:00,甲站,25,优,,12.0,25.0,0.6,30.0,53.0,56.0,6.0,9001A,113.5,23.2\n"
    "2024-01-02 05:00:00,乙站,25,优,,13.0,25.0,0.6,30.0,54.0,56.0,6.0,,113.5,23.2\n"
)
PRSA = (
    "No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,TEMP,PRES,DEWP,RAIN,wd,WSPM,station\n"
    '1,2014,3,1,0,4,4,4,7,300,77,-0.7,1023,-18.8,0,"NNW",4.4,"Alpha"\n'
    '2,2014,3,1,1,8,NA,4,7,1234.5,77,-1.1,1023.2,-18.2,0,"N",4.7,"Alpha"\n'
)


def stored(workspace: Workspace, sites: list[str], start: int, stop: int) -> dict[str, list[str]]:
    """Return the newest cells of the lake as text, independent of the stored scale."""
    items = ["PM2.5", "PM10", "SO2", "NO2", "O3", "CO", "AQI"]
    grid = Lake(workspace).read_grid(items, sites, start, stop)
    return {
        name: [
            "" if value == one.missing else str(value / 10**one.decimals)
            for value in one.values.reshape(-1).tolist()
        ]
        for name, one in grid.series.items()
    }


def test_long_label_is_the_end_so_midnight_belongs_to_the_day_before(
    bring: Bring, cell: ReadCell
) -> None:
    bring(CITY_LONG)
    assert cell("甲市", "PM2.5", datetime(2024, 1, 1, 23)) == 35
    assert cell("甲市", "PM2.5", datetime(2024, 1, 2, 0)) == 36
    assert cell("甲市", "CO", datetime(2024, 1, 2, 0)) == 1.06
    assert cell("甲市", "NO2", datetime(2024, 1, 2, 0)) is None


def test_long_city_takes_hourly_columns_only(bring: Bring) -> None:
    report = bring(CITY_LONG)
    assert report.feed == "national_long"
    assert (report.read, report.new, report.exit_code) == (11, 11, 0)
    assert "PM2.5_24h" in report.ignored_columns
    assert "O3_8h" in report.ignored_columns


def test_wide_and_long_give_the_same_lake(bring: Bring, tmp_path: Path) -> None:
    long_place, wide_place = (init_workspace(tmp_path / name) for name in ("long", "wide"))
    from yunzhu.observations.importing import ImportOptions, import_hourly  # noqa: PLC0415

    for place, text in ((long_place, CITY_LONG), (wide_place, CITY_WIDE)):
        path = tmp_path / "feed.csv"
        path.write_text(text, encoding="utf-8")
        import_hourly(place, path, ImportOptions(), now=datetime(2024, 7, 1))
    start = Lake(long_place).span()
    assert start is not None
    assert stored(long_place, ["甲市"], *start) == stored(wide_place, ["甲市"], *start)


def test_wide_counts_the_kinds_of_rows_it_leaves(bring: Bring) -> None:
    report = bring(CITY_WIDE)
    assert report.feed == "national_wide"
    assert dict(report.skipped_types) == {"PM2.5_24h": 1, "O3_8h": 1}
    assert report.read == report.new == 11


def test_wide_column_names_tell_stations_from_cities(bring: Bring, workspace: Workspace) -> None:
    bring("date,hour,type,1001A,1002A\n20240102,5,PM2.5,35,36\n")
    assert [site.control_level for site in load_sites(workspace)] == [ControlLevel.NATIONAL] * 2


def test_wide_bad_cell_names_the_column_of_its_site(bring: Bring) -> None:
    report = bring("date,hour,type,1001A,1002A\n20240102,5,PM2.5,35,x\n20240102,24,CO,1,2\n")
    cell_told, row_told = report.shown
    assert (cell_told.row, cell_told.field, cell_told.value) == (2, "1002A", "x")
    assert (row_told.row, row_told.field, row_told.value) == (3, "hour", "24")
    assert row_told.expected == "0..23"
    assert row_told.cells == 2
    assert (report.read, report.new, report.quarantined) == (4, 1, 3)


@pytest.mark.parametrize("written", ["20240230", "2024-01-02", "", "x"])
def test_wide_bad_date(bring: Bring, written: str) -> None:
    report = bring(f"date,hour,type,1001A\n{written},5,PM2.5,35\n20240102,5,CO,1\n")
    assert (report.shown[0].row, report.shown[0].field) == (2, "date")
    assert report.shown[0].value == written
    assert report.new == 1


def test_station_file_uses_the_code_and_falls_back_to_the_name(
    bring: Bring, workspace: Workspace, cell: ReadCell
) -> None:
    bring(STATION_LONG)
    register = load_sites(workspace)
    assert {site.id: site.name for site in register} == {"9001A": "甲站", "乙站": "乙站"}
    assert cell("9001A", "O3", datetime(2024, 1, 2, 4)) == 53


def test_prsa_carbon_monoxide_becomes_milligrams_exactly(bring: Bring, cell: ReadCell) -> None:
    report = bring(PRSA)
    assert report.feed == "prsa"
    assert cell("Alpha", "CO", datetime(2014, 3, 1, 0)) == 0.3
    assert cell("Alpha", "CO", datetime(2014, 3, 1, 1)) == 1.2345
    assert cell("Alpha", "PM10", datetime(2014, 3, 1, 1)) is None


def test_prsa_labels_the_start_and_an_option_overrides_it(bring: Bring, cell: ReadCell) -> None:
    bring(PRSA)
    assert cell("Alpha", "PM2.5", datetime(2014, 3, 1, 0)) == 4
    report = bring(PRSA, hour_label=HourLabel.END)
    assert cell("Alpha", "PM2.5", datetime(2014, 2, 28, 23)) == 4
    assert any("end" in note for note in report.notes)


def test_prsa_names_the_columns_it_leaves(bring: Bring) -> None:
    report = bring(PRSA)
    assert set(report.ignored_columns) == {
        *("No", "TEMP", "PRES", "DEWP", "RAIN", "wd", "WSPM"),
    }


def test_prsa_no_such_date_and_hour(bring: Bring) -> None:
    report = bring(PRSA + '3,2014,2,30,1,8,9,4,7,3,7,,,,,,,"Alpha"\n4,2014,3,1,24,8,,,,,,,,,,,,A\n')
    assert [(one.row, one.field, one.value) for one in report.shown] == [
        (4, "year,month,day", "2014-2-30"),
        (5, "hour", "24"),
    ]
    assert report.quarantined == 7


def parquet_of(text: str, kind: pa.DataType = pa.float32()) -> bytes:  # noqa: B008
    header, *lines = text.strip().split("\n")
    columns = list(zip(*(line.split(",") for line in lines), strict=True))
    arrays = {}
    for name, cells in zip(header.split(","), columns, strict=True):
        if name in ("city", "WatchPoint", "stationcode", "Level", "PrimaryPollution"):
            arrays[name] = pa.array(cells)
        elif name == "time":
            arrays[name] = pa.array([datetime.fromisoformat(cell) for cell in cells])
        else:
            arrays[name] = pa.array(
                [float(cell) if cell not in ("", "—") else None for cell in cells], kind
            )
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()], ids=str)
def test_parquet_and_csv_give_the_same_lake(bring: Bring, kind: pa.DataType) -> None:
    first = bring(CITY_LONG)
    second = bring(parquet_of(CITY_LONG, kind), name="feed.parquet")
    assert second.feed == "long_parquet"
    assert (second.read, second.unchanged) == (first.new, first.new)


def test_parquet_rejects_by_record_number(bring: Bring) -> None:
    report = bring(parquet_of(CITY_LONG.replace("36.0,30.0", "1e9,30.0")), name="feed.parquet")
    assert [(one.row, one.field, one.value) for one in report.shown] == [(2, "PM2.5", "1000000000")]


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_parquet_truncated(bring: Bring, keep: float) -> None:
    content = parquet_of(CITY_LONG)
    with pytest.raises(FileFault, match="无法读取 Parquet"):
        bring(content[: int(len(content) * keep)], name="feed.parquet")


def test_parquet_without_records_or_columns(bring: Bring) -> None:
    buffer = io.BytesIO()
    pq.write_table(pq.read_table(io.BytesIO(parquet_of(CITY_LONG))).slice(0, 0), buffer)
    with pytest.raises(FileFault, match="空文件 empty file"):
        bring(buffer.getvalue(), name="feed.parquet")
    buffer = io.BytesIO()
    pq.write_table(pq.read_table(io.BytesIO(parquet_of(CITY_LONG))).drop_columns("SO2"), buffer)
    with pytest.raises(FileFault, match="缺少列") as caught:
        bring(buffer.getvalue(), name="feed.parquet")
    assert caught.value.field == "SO2"


MAPPING = {
    "time": "监测时间",
    "time_format": "%Y/%m/%d %H:%M",
    "hour_label": "end",
    "site": "点位",
    "items": {
        "PM2.5": {"column": "PM2.5（µg/m³）", "unit": "ug/m3"},
        "CO": {"column": "CO", "unit": "µg/m³"},
    },
}
TABLE = "监测时间,点位,PM2.5(μg/m3),CO,备注\n2024/1/2 05:00,丙站,35.5,860,\n"


def mapped(tmp_path: Path, **changes: object) -> Path:
    path = tmp_path / "mapping.json"
    content = {key: value for key, value in {**MAPPING, **changes}.items() if value is not None}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_mapped_csv_converts_units_and_reads_any_spelling_of_micro(
    bring: Bring, cell: ReadCell, tmp_path: Path
) -> None:
    report = bring(TABLE, mapping=mapped(tmp_path))
    assert (report.feed, report.new) == ("mapped_table", 2)
    assert cell("丙站", "PM2.5", datetime(2024, 1, 2, 4)) == 35.5
    assert cell("丙站", "CO", datetime(2024, 1, 2, 4)) == 0.86
    assert report.ignored_columns == ("备注",)


def test_mapped_yaml_start_label_and_one_site(bring: Bring, cell: ReadCell, tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(
        "date: d\nhour: h\nhour_label: start\nsite_constant: 丁站\ndelimiter: ';'\n"
        "area: '990100'\nitems: {O3: {column: o3, unit: mg/m3}}\n",
        encoding="utf-8",
    )
    report = bring("d;h;o3\n2024-01-02;5;0.0885\n2024-01-02;25;1\nx;1;1\n", mapping=path)
    assert cell("丁站", "O3", datetime(2024, 1, 2, 5)) == 88.5
    assert [(one.row, one.field, one.value) for one in report.shown] == [
        (3, "h", "25"),
        (4, "d", "x"),
    ]


def test_mapped_rounding_is_stated(bring: Bring, cell: ReadCell, tmp_path: Path) -> None:
    table = TABLE.replace("35.5", "34.500000")
    report = bring(table.replace("860", "865.00001"), mapping=mapped(tmp_path, decimals=0))
    assert cell("丙站", "PM2.5", datetime(2024, 1, 2, 4)) == 34
    assert cell("丙站", "CO", datetime(2024, 1, 2, 4)) == 1
    assert any("GB/T 8170" in note for note in report.notes)


def test_without_rounding_long_decimals_are_quarantined(bring: Bring, tmp_path: Path) -> None:
    report = bring(TABLE.replace("35.5", "35.12345"), mapping=mapped(tmp_path))
    assert report.shown[0].reason.startswith("小数超过 4 位")


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"hour_label": None}, "hour_label", "required"),
        ({"hour_label": "middle"}, "hour_label", "start"),
        ({"colour": "red"}, "colour", "not permitted"),
        ({"site": None}, None, "site or site_constant"),
        ({"time": None}, None, "time, or date and hour"),
        ({"items": {"PM1": {"column": "x", "unit": "ug/m3"}}}, None, "items.PM1"),
        ({"items": {"O3": {"column": "x", "unit": "ppb"}}}, None, "items.O3.unit"),
        ({"items": {}}, "items", "at least 1"),
    ],
)
def test_a_wrong_mapping_names_the_key(
    bring: Bring, tmp_path: Path, changes: dict[str, object], field: str | None, expected: str
) -> None:
    with pytest.raises(FileFault) as caught:
        bring(TABLE, mapping=mapped(tmp_path, **changes))
    assert caught.value.field == field
    assert caught.value.expected is not None
    assert expected in caught.value.expected


def test_a_mapping_that_names_an_absent_column(bring: Bring, tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="缺少列 missing column") as caught:
        bring(TABLE, mapping=mapped(tmp_path, site="站点"))
    assert caught.value.field == "站点"


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_mapped_workbook_counts_rows_of_the_sheet(
    bring: Bring, cell: ReadCell, tmp_path: Path
) -> None:
    content = workbook(
        [
            ["监测时间", "点位", "PM2.5(μg/m3)", "CO"],
            [datetime(2024, 1, 2, 5), "丙站", 35.5, 860],
            [],
            ["2024/01/02 06:00", "丙站", "高", 870.0],
            [datetime(2024, 1, 2, 7, 30), "丙站", 1, 1],
        ]
    )
    report = bring(content, name="feed.xlsx", mapping=mapped(tmp_path))
    assert cell("丙站", "PM2.5", datetime(2024, 1, 2, 4)) == 35.5
    assert cell("丙站", "CO", datetime(2024, 1, 2, 5)) == 0.87
    assert [(one.row, one.field, one.value) for one in report.shown] == [
        (4, "PM2.5(μg/m3)", "高"),
        (5, "监测时间", "2024/01/02 07:30"),
    ]


def test_a_mapped_workbook_tells_errors_and_formulas_without_a_result(
    bring: Bring, tmp_path: Path
) -> None:
    content = workbook(
        [
            ["监测时间", "点位", "PM2.5(μg/m3)", "CO"],
            [datetime(2024, 1, 2, 5), "丙站", "#N/A", 860],
            [datetime(2024, 1, 2, 6), "丙站", 35, "=D2+1"],
        ]
    )
    report = bring(content, name="feed.xlsx", mapping=mapped(tmp_path))
    assert [(one.row, one.field, one.value) for one in report.shown] == [
        (2, "PM2.5(μg/m3)", "#N/A"),
        (3, "CO", "=D2+1"),
    ]


def test_a_mapped_table_with_a_title_above_its_header(
    bring: Bring, cell: ReadCell, tmp_path: Path
) -> None:
    content = workbook(
        [
            ["空气站小时值"],
            ["监测时间", "点位", "PM2.5(μg/m3)", "CO"],
            [datetime(2024, 1, 2, 5), "丙站", 35, 860],
        ]
    )
    with pytest.raises(FileFault, match="header_row: 2"):
        bring(content, name="feed.xlsx", mapping=mapped(tmp_path))
    bring(content, name="feed.xlsx", mapping=mapped(tmp_path, header_row=2))
    assert cell("丙站", "PM2.5", datetime(2024, 1, 2, 4)) == 35


def test_broken_or_empty_workbooks(bring: Bring, tmp_path: Path) -> None:
    content = workbook([["监测时间", "点位", "PM2.5(μg/m3)", "CO"]])
    mapping = mapped(tmp_path)
    with pytest.raises(FileFault, match="只有表头"):
        bring(content, name="a.xlsx", mapping=mapping)
    with pytest.raises(FileFault, match="空文件"):
        bring(workbook([]), name="a.xlsx", mapping=mapping)
    with pytest.raises(FileFault, match="无法读取工作簿"):
        bring(content[: len(content) // 2], name="a.xlsx", mapping=mapping)
    with pytest.raises(FileFault, match="没有该工作表"):
        bring(content, name="a.xlsx", mapping=mapped(tmp_path, sheet="二"))
    with pytest.raises(UsageError, match="需要列映射"):
        bring(content, name="a.xlsx")


def test_feeds_are_known_by_content(tmp_path: Path) -> None:
    path = tmp_path / "anything"
    for text, name in (
        (CITY_LONG, "national_long"),
        (STATION_LONG, "national_long"),
        (CITY_WIDE, "national_wide"),
        (PRSA, "prsa"),
    ):
        path.write_text(text, encoding="utf-8")
        assert detect_feed(path).name == name
    path.write_bytes(parquet_of(CITY_LONG))
    assert detect_feed(path).name == "long_parquet"
    path.write_bytes(workbook([["a"]]))
    assert detect_feed(path).name == "mapped_table"


def test_every_feed_states_its_hour_label() -> None:
    assert {name: feed.hour_label for name, feed in FEEDS.items()} == {
        "national_wide": HourLabel.END,
        "national_long": HourLabel.END,
        "prsa": HourLabel.START,
        "long_parquet": HourLabel.END,
        "proxy_parquet": HourLabel.END,
        "mapped_table": None,
    }


def test_an_unknown_layout_lists_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n1,2\n")
    with pytest.raises(FileFault, match="未知的表头 unknown layout") as caught:
        detect_feed(path, ReadingOptions())
    assert caught.value.expected is not None
    assert all(name in caught.value.expected for name in FEEDS)
    assert caught.value.found == "x,y"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (CITY_LONG, "PM2.5"),
        (CITY_LONG, "time"),
        (CITY_LONG, "city"),
        (STATION_LONG, "O3_1h"),
        (STATION_LONG, "stationcode"),
        (CITY_WIDE, "hour"),
        (PRSA, "station"),
        (PRSA, "CO"),
    ],
)
def test_a_missing_column_is_named(bring: Bring, text: str, lost: str) -> None:
    header, _, rest = text.partition("\n")
    renamed = ",".join("?" if name == lost else name for name in header.split(","))
    with pytest.raises(FileFault, match="缺少列 missing column") as caught:
        bring(renamed + "\n" + rest)
    assert caught.value.field == lost
    assert caught.value.row == 1


def test_a_file_that_says_simulated_is_refused_among_measured_records(
    bring: Bring, tmp_path: Path, workspace: Workspace
) -> None:
    header, *lines = CITY_LONG.strip().split("\n")
    marked = "\n".join([f"{header},origin", *(f"{line},simulated" for line in lines)])
    with pytest.raises(WorkspaceError, match="不得混入"):
        bring(marked)
    with pytest.raises(WorkspaceError, match="不得混入"):
        bring(CITY_LONG, origin=Origin.SIMULATED)
    assert Lake(workspace).span() is None
    with pytest.raises(FileFault, match="未知来源"):
        bring(marked.replace("simulated", "dreamt"))


def test_new_sites_may_be_asked_for(bring: Bring, workspace: Workspace) -> None:
    bring(STATION_LONG)
    more = STATION_LONG.replace("9001A", "9002A")
    assert bring(more).quarantined == 7
    assert bring(more, new_sites=NewSites.REGISTER, area="990100").new == 7
    assert load_sites(workspace).sites["9002A"].area == "990100"
