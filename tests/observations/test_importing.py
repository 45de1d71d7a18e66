"""The import as a whole: counts, versions, idempotence, quarantine, and what it refuses."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yunzhu.errors import FileFault, WorkspaceError
from yunzhu.observations import importing
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.lake import Lake
from yunzhu.observations.site_matching import NewSites
from yunzhu.observations.sites import ControlLevel, Site, load_sites, registered_sites
from yunzhu.periods import hour_index
from yunzhu.workspace import Workspace, init_workspace

Bring = Callable[..., ImportReport]
ReadCell = Callable[[str, str, datetime], float | None]

NOW = datetime(2024, 7, 1, 12, 0)
HEADER = "time,city,AQI,PM2.5,PM10,SO2,NO2,O3,CO\n"
START = datetime(2024, 1, 2, 4)


def row(stamp: str, city: str = "甲市", pm25: str = "", pm10: str = "", co: str = "") -> str:
    return f"{stamp},{city},,{pm25},{pm10},,,,{co}\n"


AT_5 = "2024-01-02 05:00:00"
AT_6 = "2024-01-02 06:00:00"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- what an import counts -----------------------------------------------------------------

texts = st.sampled_from(["", "NA", "-", "x", "inf", "1.00001", "99999", "1", "1.0", "2", "-7.25"])
stamps = st.sampled_from(
    [
        *("2024-01-31 23:00:00", "2024-02-01 00:00:00", "2024-02-01 01:00:00"),
        *("2024-02-30 01:00:00", "2024-02-01 24:00:00", "2030-01-01 01:00:00", ""),
    ]
)
lines = st.tuples(stamps, st.sampled_from(["甲市", "乙市", ""]), texts, texts)


class Model:
    """What the import must count, written plainly, one cell after the other."""

    def __init__(self) -> None:
        self.lake: dict[tuple[str, str, str], Decimal] = {}

    def bring(self, rows: list[tuple[str, str, str, str]]) -> dict[str, int]:
        counts = dict.fromkeys(
            ("read", "new", "unchanged", "superseding", "repeated", "quarantined"), 0
        )
        cells: dict[tuple[str, str, str], list[Decimal]] = {}
        for stamp, city, *values in rows:
            bad_row = not city or stamp[:10] == "2024-02-30" or " 24" in stamp or not stamp
            bad_row = bad_row or stamp.startswith("2030")
            for item, text in zip(("PM2.5", "CO"), values, strict=True):
                if text in ("", "NA", "-"):
                    continue
                counts["read"] += 1
                if bad_row or text in ("x", "inf", "1.00001", "99999"):
                    counts["quarantined"] += 1
                else:
                    cells.setdefault((stamp, city, item), []).append(Decimal(text))
        for key, copies in cells.items():
            if len(set(copies)) > 1:
                counts["quarantined"] += len(copies)
                continue
            counts["repeated"] += len(copies) - 1
            known = self.lake.get(key)
            word = "new" if known is None else "unchanged" if known == copies[0] else "superseding"
            counts[word] += 1
            self.lake[key] = copies[0]
        return counts


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(lines, min_size=1, max_size=12), min_size=1, max_size=3, unique_by=str))
def test_every_cell_read_is_counted_once_and_stored_as_a_plain_model_says(
    files: list[list[tuple[str, str, str, str]]],
) -> None:
    model = Model()
    with TemporaryDirectory() as folder:
        workspace = init_workspace(Path(folder) / "w")
        path = Path(folder) / "feed.csv"
        for rows in files:
            # A fixed last line keeps the file from being a bare header.
            body = "".join(row(stamp, city, pm, "", co) for stamp, city, pm, co in rows)
            path.write_text(HEADER + body + row(AT_5, "甲市", "3"), encoding="utf-8")
            options = ImportOptions(new_sites=NewSites.REGISTER)
            report = import_hourly(workspace, path, options, now=NOW)
            counts = report.counts
            assert counts == model.bring([*rows, (AT_5, "甲市", "3", "")])
            assert counts["read"] == sum(counts.values()) - counts["read"]
        lake = Lake(workspace)
        for (stamp, city, item), value in model.lake.items():
            hour = hour_index(datetime.fromisoformat(stamp)) - 1
            one = lake.read_grid([item], [city], hour, hour + 1).series[item]
            assert Decimal(int(one.values[0, 0])) == value.scaleb(one.decimals)


def test_a_second_import_changes_no_byte(bring: Bring, workspace: Workspace) -> None:
    text = HEADER + row(AT_5, pm25="35", co="0.861") + row(AT_6, pm25="36")
    assert bring(text).new == 3
    before = files_of(workspace.root)
    report = bring(text)
    assert (report.new, report.unchanged, report.import_id) == (0, 3, None)
    assert files_of(workspace.root) == before


def test_a_file_replaced_since_stays_replaced_when_imported_again(
    bring: Bring, cell: ReadCell
) -> None:
    first, second = HEADER + row(AT_5, pm25="35"), HEADER + row(AT_5, pm25="40")
    bring(first)
    assert bring(second).superseding == 1
    again = bring(first)
    assert (again.unchanged, again.received_before, again.import_id) == (1, 1, None)
    assert cell("甲市", "PM2.5", START) == 40


def test_a_new_file_may_bring_an_old_value_back(bring: Bring, cell: ReadCell) -> None:
    bring(HEADER + row(AT_5, pm25="35"))
    bring(HEADER + row(AT_5, pm25="40"))
    assert bring(HEADER + row(AT_5, pm25="35.0")).superseding == 1
    assert cell("甲市", "PM2.5", START) == 35


def test_superseded_versions_stay_readable(bring: Bring, workspace: Workspace) -> None:
    bring(HEADER + row(AT_5, pm25="35", co="0.8") + row(AT_6, pm25="36"))
    bring(HEADER + row(AT_5, pm25="40.5"), name="correction.csv")
    lake = Lake(workspace)
    versions = lake.versions("甲市", "PM2.5", hour_index(START))
    assert [(one.scaled, one.decimals, one.source) for one in versions] == [
        (35, 0, "feed.csv"),
        (405, 1, "correction.csv"),
    ]
    assert len(lake.versions("甲市", "CO", hour_index(START))) == 1
    hour = hour_index(START)
    series = lake.read_grid(["PM2.5"], ["甲市"], hour, hour + 2).series["PM2.5"]
    assert (series.values.tolist(), series.decimals) == ([[405, 360]], 1)


def test_known_at_leaves_out_what_came_later(bring: Bring, workspace: Workspace) -> None:
    bring(HEADER + row(AT_5, pm25="35"))
    hour = hour_index(START)
    received = Lake(workspace).versions("甲市", "PM2.5", hour)[0].received
    day_before = received.date() - timedelta(days=2)

    def known(day: date) -> int:
        one = Lake(workspace).read_grid(["PM2.5"], ["甲市"], hour, hour + 1, known_at=day)
        return int(one.series["PM2.5"].values[0, 0])

    assert known(received.date() + timedelta(days=1)) == 35
    assert known(day_before) == np.iinfo(np.int16).min


def test_values_beyond_int16_are_widened_never_wrapped(
    bring: Bring, workspace: Workspace, cell: ReadCell
) -> None:
    bring(HEADER + row(AT_5, pm10="9985.25", pm25="20000") + row(AT_6, pm10="1", pm25="-7"))
    assert cell("甲市", "PM10", START) == 9985.25
    assert cell("甲市", "PM2.5", START) == 20000
    assert cell("甲市", "PM2.5", START + timedelta(hours=1)) == -7
    bring(HEADER + row(AT_6, pm25="0.0001"))
    assert cell("甲市", "PM2.5", START) == 20000
    assert cell("甲市", "PM2.5", START + timedelta(hours=1)) == 0.0001


def test_a_file_may_span_months_and_years(bring: Bring, workspace: Workspace) -> None:
    report = bring(HEADER + "".join(row(f"{year}-01-01 00:00:00", pm25="9") for year in (2022, 24)))
    assert report.quarantined == 1
    report = bring(
        HEADER
        + "".join(
            row(f"202{year}-0{month}-01 00:00:00", pm25="9")
            for year in (1, 2, 3)
            for month in (1, 2, 3)
        )
    )
    assert (report.new, report.unchanged) == (8, 1)
    assert len(Lake(workspace).manifest.imports[-1].segments) == 8


def test_many_sites_are_resolved_in_parts(
    bring: Bring, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SITES_PER_PART", 2)
    rows = "".join(row(AT_5, city, pm25=str(n)) for n, city in enumerate("子丑寅卯辰"))
    report = bring(HEADER + rows + row(AT_5, "卯", pm25="99") + row(AT_5, "子", pm25="0"))
    assert (report.new, report.repeated, report.quarantined) == (4, 1, 2)
    names = [segment.path.split("/")[1] for segment in Lake(workspace).manifest.segments()]
    assert names == ["2024-01.parquet", "2024-01-2.parquet", "2024-01-3.parquet"]


# --- what is quarantined -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "field", "value", "reason", "expected"),
    [
        (row(AT_6, pm25="高"), "PM2.5", "高", "不是数字 not a number", "-100..20000 µg/m³"),
        (row(AT_6, pm25="inf"), "PM2.5", "inf", "不是有限数", "数字或空 number or empty"),
        (row(AT_6, co="301"), "CO", "301", "超出可存范围 out of range", "-10..300 mg/m³"),
        (row(AT_6, co="-10.1"), "CO", "-10.1", "超出可存范围", "-10..300 mg/m³"),
        (row(AT_6, co="1.00001"), "CO", "1.00001", "小数超过 4 位", "number or empty"),
        (row("2024-01-02 24:00:00", pm25="1"), "time", "2024-01-02 24:00:00", "0 至 23", "0..23"),
        (row("2024-02-30 01:00:00", pm25="1"), "time", "2024-02-30 01:00:00", "不存在", "date"),
        (row("2024-01-02 05:30:00", pm25="1"), "time", "2024-01-02 05:30:00", "整点", "HH:00:00"),
        (row("soon", pm25="1"), "time", "soon", "无法识别的时间", "YYYY-MM-DD HH:MM:SS"),
        (row("2024-07-01 14:00:00", pm25="1"), "time", "2024-07-01 14:00:00", "未来", "<= 2024-07"),
        (row("1970-01-02 01:00:00", pm25="1"), "time", "1970-01-02 01:00:00", "过早", ">= 1980"),
        (row(AT_6, "", pm25="1"), "city", "", "缺少点位 no site", "code or name"),
        ("2024-01-02 06:00:00,甲市\n", "", "2024-01-02 06:00:00,甲市", "列数不符", "9 列"),
    ],
)
def test_a_bad_cell_or_row_is_told_and_the_rest_is_stored(
    bring: Bring, cell: ReadCell, line: str, field: str, value: str, reason: str, expected: str
) -> None:
    report = bring(HEADER + row(AT_5, pm25="35") + "\n" + line)
    assert report.exit_code == 1
    (told,) = report.shown
    assert told.row == 4
    assert told.field == field
    assert told.value == value
    assert reason in told.reason
    assert expected in told.expected
    assert cell("甲市", "PM2.5", START) == 35
    assert report.new == 1


def test_the_hour_that_has_just_ended_is_not_the_future(bring: Bring) -> None:
    text = HEADER + row("2024-07-01 12:00:00", pm25="1") + row("2024-07-01 13:00:00", pm25="1")
    assert bring(text, now=datetime(2024, 7, 1, 12, 0)).new == 1
    assert bring(text, now=datetime(2024, 7, 1, 12, 49)).new == 0
    assert bring(text, now=datetime(2024, 7, 1, 12, 51)).new == 1


def test_conflicting_copies_are_all_left_out_each_naming_another_row(
    bring: Bring, cell: ReadCell
) -> None:
    report = bring(
        HEADER
        + row(AT_5, pm25="35", co="1")
        + row(AT_6, pm25="36")
        + row(AT_5, pm25="40", co="1.0")
        + row(AT_5, pm25="35")
    )
    assert [(one.row, one.value) for one in report.shown] == [(2, "35"), (4, "40"), (5, "35")]
    assert "第 4 行" in report.shown[0].expected
    assert "row 2" in report.shown[1].expected
    assert "甲市, 2024-01-02 05:00" in report.shown[0].expected
    assert (report.read, report.new, report.repeated, report.quarantined) == (6, 2, 1, 3)
    assert cell("甲市", "PM2.5", START) is None
    assert cell("甲市", "CO", START) == 1


def test_a_conflict_does_not_touch_what_is_stored(bring: Bring, cell: ReadCell) -> None:
    bring(HEADER + row(AT_5, pm25="35"))
    bring(HEADER + row(AT_5, pm25="1") + row(AT_5, pm25="2"))
    assert cell("甲市", "PM2.5", START) == 35


def test_copies_far_apart_in_the_file_are_compared_too(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yunzhu.observations.feeds.text_source.BLOCK_BYTES", 40)
    rows = [row(f"2024-01-02 {hour:02d}:00:00", pm25=str(hour)) for hour in range(24)]
    report = bring(HEADER + "".join(rows) + rows[3] + row("2024-01-02 07:00:00", pm25="8"))
    assert (report.new, report.repeated, report.quarantined) == (23, 1, 2)


def test_an_unknown_site_is_left_out_with_the_nearest_known_name(bring: Bring) -> None:
    bring(HEADER + row(AT_5, "云珠市", pm25="1") + row(AT_5, "明珠市", pm25="1"))
    report = bring(HEADER + row(AT_5, "云株市", pm25="1", co="2") + row(AT_6, "云珠市", pm25="1"))
    (told,) = report.shown
    assert (told.row, told.field, told.value, told.cells) == (2, "city", "云株市", 2)
    assert "'云珠市'" in told.expected
    assert "--register-sites" in told.expected
    assert report.new == 1


def test_the_first_file_registers_its_sites_under_their_area_codes(
    bring: Bring, workspace: Workspace, cell: ReadCell
) -> None:
    report = bring(HEADER + row(AT_5, "广州", pm25="1") + row(AT_6, "广州市", pm25="2"))
    assert dict(report.registered) == {"440100": "广州"}
    assert cell("440100", "PM2.5", START + timedelta(hours=1)) == 2
    assert load_sites(workspace).sites["440100"].is_city_mean


def test_a_row_whose_time_is_wrong_registers_no_site(bring: Bring, workspace: Workspace) -> None:
    bring(HEADER + row("2030-01-01 00:00:00", "甲事", pm25="1") + row(AT_5, pm25="1"))
    assert list(load_sites(workspace).sites) == ["甲市"]


def test_skipped_hours_are_reported_not_refused(bring: Bring) -> None:
    days = [f"2024-01-31 {hour}:00:00" for hour in (20, 21, 23)]
    days += ["2024-02-01 02:00:00", "2024-04-01 00:00:00"]
    report = bring(HEADER + "".join(row(day, pm25="1") for day in days) + row(AT_5, "乙市", "1"))
    assert report.exit_code == 0
    (skipped,) = report.skipped
    assert (skipped.site, skipped.as_dict()["first"]) == ("甲市", "2024-01-31 21:00")
    between = datetime(2024, 4, 1) - datetime(2024, 2, 1, 2)
    assert skipped.hours == 1 + 2 + between // timedelta(hours=1) - 1


def test_the_whole_quarantine_is_stored_beside_the_segments(
    bring: Bring, workspace: Workspace
) -> None:
    bad = "".join(row(AT_6, pm25=f"x{n}") for n in range(30))
    report = bring(HEADER + row(AT_5, pm25="1") + bad)
    assert len(report.shown) == 20
    assert report.reasons == {"不是数字 not a number": 30}
    assert report.import_id is not None
    stored = Lake(workspace).folder / report.import_id / "quarantined-001.jsonl"
    told = [json.loads(line) for line in stored.read_text(encoding="utf-8").splitlines()]
    assert [one["value"] for one in told] == [f"x{n}" for n in range(30)]
    assert told[0] == {
        "file": "feed.csv",
        "row": 3,
        "field": "PM2.5",
        "value": "x0",
        "reason": "不是数字 not a number",
        "expected": "数字或空 number or empty, -100..20000 µg/m³",
        "cells": 1,
    }


def test_a_quarantine_without_end_is_counted_but_not_listed_without_end(
    bring: Bring, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yunzhu.observations.quarantine.MOST_LINES", 25)
    monkeypatch.setattr("yunzhu.observations.quarantine.LINES_PER_PART", 10)
    bad = "".join(row(AT_6, pm25=f"x{n}") for n in range(30))
    report = bring(HEADER + row(AT_5, pm25="1") + bad)
    assert report.rejections == report.quarantined == 30
    assert any("5 rejections are only counted" in note for note in report.notes)
    parts = sorted(Lake(workspace).folder.rglob("quarantined-*.jsonl"))
    assert [len(part.read_text(encoding="utf-8").splitlines()) for part in parts] == [10, 10, 5]


def test_only_bad_cells_store_their_list_once_and_no_cell(
    bring: Bring, workspace: Workspace
) -> None:
    bring(HEADER + row(AT_5, pm25="1"))
    report = bring(HEADER + row(AT_5, pm25="x"))
    assert (report.quarantined, report.exit_code) == (1, 1)
    assert report.import_id is not None
    folder = Lake(workspace).folder / report.import_id
    assert [path.name for path in folder.iterdir()] == ["quarantined-001.jsonl"]
    assert Lake(workspace).manifest.imports[-1].segments == ()
    before = files_of(workspace.root)
    again = bring(HEADER + row(AT_5, pm25="x"))
    assert (again.quarantined, again.import_id, again.exit_code) == (1, None, 1)
    assert files_of(workspace.root) == before


def test_a_commit_that_fails_leaves_the_register_as_it_was(workspace: Workspace) -> None:
    added = [Site("9001A", "甲站", "", ControlLevel.NATIONAL)]

    def commit() -> None:
        with registered_sites(workspace, load_sites(workspace), added):
            assert len(load_sites(workspace)) == 1
            raise OSError("disk full")

    with pytest.raises(OSError, match="full"):
        commit()
    assert len(load_sites(workspace)) == 0


def test_a_number_of_a_million_digits_is_one_bad_cell(bring: Bring) -> None:
    report = bring(HEADER + row(AT_5, pm25="9" * 100_000) + row("2024-01-02 09:00:00", pm25="2"))
    assert (report.quarantined, report.new) == (1, 1)


def test_a_site_code_that_no_lineage_id_could_hold_is_quarantined(bring: Bring) -> None:
    report = bring(HEADER + row(AT_5, city="甲/市", pm25="1"))
    assert report.rejections == 1
    assert "不含 /" in report.shown[0].expected


def test_rows_of_separators_are_no_records(bring: Bring) -> None:
    report = bring(HEADER + row(AT_5, pm25="1") + ",,,,,,,,\n,,,,,,,,\n")
    assert (report.rejections, report.exit_code) == (0, 0)


def test_the_report_is_plain_json(bring: Bring) -> None:
    report = bring(HEADER + row(AT_5, pm25="1", co="x") + row("2024-01-02 09:00:00", pm25="2"))
    told = json.loads(json.dumps(report.as_dict(), ensure_ascii=False))
    assert told["cells"]["read"] == 3
    assert told["first_hour"] == "2024-01-02 04:00:00"
    assert told["stop_hour"] == "2024-01-02 09:00:00"


# --- what stores nothing -------------------------------------------------------------------

GOOD = HEADER + row(AT_5, pm25="35") + row(AT_6, pm25="36")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "空文件 empty file"),
        (HEADER.encode(), "只有表头 only a header"),
        (GOOD.encode("gb18030"), "不是 utf-8 编码"),
        (GOOD.replace("PM10", "PM1").encode(), "缺少列 missing column"),
        (gzip.compress(GOOD.encode() * 50)[:-20], "gzip 被截断 truncated gzip"),
        (b"PAR1" + b"\0" * 40, "无法读取 Parquet"),
        (b"a;b;c\n1;2;3\n", "未知的表头 unknown layout"),
    ],
)
def test_a_fault_of_the_file_stores_nothing(
    bring: Bring, workspace: Workspace, content: bytes, what: str
) -> None:
    bring(HEADER + row(AT_5, pm25="1"))
    before = files_of(workspace.root)
    with pytest.raises(FileFault) as caught:
        bring(content, name="bad.csv")
    assert what in caught.value.what
    assert caught.value.file is not None
    assert caught.value.file.endswith("bad.csv")
    assert caught.value.exit_code == 2
    assert files_of(workspace.root) == before


def test_a_fault_after_many_good_rows_stores_nothing(
    bring: Bring, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yunzhu.observations.feeds.text_source.BLOCK_BYTES", 64)
    with pytest.raises(FileFault, match="不是 utf-8") as caught:
        bring(GOOD.encode() + row(AT_5, "乙", pm25="3").encode("gb18030"))
    assert caught.value.row == 4
    assert Lake(workspace).span() is None
    assert len(load_sites(workspace)) == 0


def test_no_such_file(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="没有该文件 no such file"):
        import_hourly(workspace, tmp_path / "none.csv", ImportOptions(), now=NOW)


def test_a_bom_and_crlf_are_accepted(bring: Bring, cell: ReadCell) -> None:
    bring(("\ufeff" + GOOD).replace("\n", "\r\n"))
    assert cell("甲市", "PM2.5", START) == 35


def test_another_import_at_the_same_time_is_refused(bring: Bring, workspace: Workspace) -> None:
    with Lake(workspace).writing(), pytest.raises(WorkspaceError, match="另一导入正在进行"):
        bring(GOOD)
    assert bring(GOOD).new == 2


def test_a_file_that_grows_while_it_is_read_is_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(GOOD, encoding="utf-8")

    def append(done: int, total: int) -> None:
        if path.stat().st_size > 4 * len(GOOD.encode()):
            return
        with path.open("a", encoding="utf-8") as stream:
            stream.write(row(AT_6, "乙市", pm25="1"))

    with pytest.raises(FileFault, match="读取时文件被改动"):
        import_hourly(workspace, path, ImportOptions(), now=NOW, progress=append)
    assert Lake(workspace).span() is None


def test_progress_ends_at_the_size_of_the_file(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(GOOD, encoding="utf-8")
    seen: list[tuple[int, int]] = []
    import_hourly(
        workspace, path, ImportOptions(), now=NOW, progress=lambda *told: seen.append(told)
    )
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_left_overs_of_a_killed_import_are_cleaned(bring: Bring, workspace: Workspace) -> None:
    bring(GOOD)
    lake = Lake(workspace).folder
    (lake / ".staging-000002").mkdir()
    (lake / ".staging-000002" / "2024-01.parquet").write_bytes(b"half")
    (lake / "000002-deadbeef").mkdir()
    (lake / "000002-deadbeef" / ".not-yet-listed").touch()
    (lake / ".manifest.json.99.part").write_bytes(b"half")
    assert bring(HEADER + row(AT_5, pm25="40")).superseding == 1
    assert sorted(path.name[:7] for path in lake.iterdir()) == [
        "000001-",
        "000002-",
        "manifes",
    ]


def test_a_lost_manifest_is_refused_and_nothing_is_deleted(
    bring: Bring, workspace: Workspace
) -> None:
    bring(GOOD)
    folder = Lake(workspace).folder
    (folder / "manifest.json").unlink()
    before = files_of(folder)
    with pytest.raises(WorkspaceError, match="清单未列出此数据文件夹"):
        bring(GOOD)
    assert files_of(folder) == before
