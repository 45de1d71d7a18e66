"""The national automatic water stations: both forms, every defect that the real feed has shown."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.feeds.moment_text import MomentFault, read_moment
from yunzhu.observations.import_report import ImportReport
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sample_segments import STOPPED_STATES
from yunzhu.observations.site_matching import NewSites
from yunzhu.observations.sites import ControlLevel, Medium, load_sites, save_sites
from yunzhu.observations.water_feeds import national_feed_of
from yunzhu.periods import minute_index, minute_start
from yunzhu.workspace import Workspace

NOW = datetime(2024, 7, 1, 12, 0)
E8 = 10**8
HEADER = (
    "file_date,province,basin,section,time,class_published,temp_c,temp_raw,ph,ph_raw,do_mgl,do_raw,"
    "codmn_mgl,codmn_raw,nh3n_mgl,nh3n_raw,tp_mgl,tp_raw,station_status\n"
)
TITLES = [
    *("省份", "流域", "断面名称", "监测时间", "水质类别"),
    "水温<br/><span class='unit'>(℃)</span>",
    "pH<br/><span class='unit'>(无量纲)</span>",
    *(
        f"{name}<br/><span class='unit'>(mg/L)</span>"
        for name in ("溶解氧", "高锰酸盐指数", "氨氮", "总磷", "叶绿素α")
    ),
    "站点情况",
]
Bring = Callable[..., ImportReport]


def line(
    *,
    polled: str = "2024-05-08",
    province: str = "模拟省",
    section: str = "甲断面",
    stamp: str = "05-08 16:00",
    published: str = "Ⅱ",
    ammonia: tuple[str, str] = ("0.12", "0.1234"),
    phosphorus: tuple[str, str] = ("0.05", "0.0512"),
    state: str = "正常",
) -> str:
    return (
        f"{polled},{province},云江流域,{section},{stamp},{published},20.0,20.04,7.5,7.49,8.0,8.01,"
        f"3.0,3.04,{','.join(ammonia)},{','.join(phosphorus)},{state}\n"
    )


def cell(shown: str, original: str) -> str:
    return f"<span title='原始值：{original}'>{shown}</span>"


def answer(*rows: Sequence[Any], **more: Any) -> str:
    return json.dumps(
        {"result": 1, "total": 1, "records": len(rows), "thead": TITLES, "tbody": rows, **more},
        ensure_ascii=False,
    )


def row(section: str = "甲断面", *, stamp: str = "05-08 16:00", **cells: Any) -> list[Any]:
    usual = {
        "class": "Ⅱ",
        "temp": cell("20.0", "20.04"),
        "pH": cell("7.5", "7.49"),
        "DO": cell("8.0", "8.01"),
        "CODMn": cell("3.0", "3.04"),
        "NH3N": cell("0.123", "0.1234"),
        "TP": "--",
        "chl_a": None,
        "state": "正常",
    }
    return ["模拟省", "云江流域", section, stamp, *{**usual, **cells}.values()]


@pytest.fixture
def bring(workspace: Workspace, tmp_path: Path) -> Bring:
    def import_content(
        content: str | bytes, *, name: str = "feed.csv", now: datetime = NOW, **options: Any
    ) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        chosen = SampleImportOptions(feed=national_feed_of(path), **options)
        return import_samples(workspace, path, chosen, now=now)

    return import_content


@pytest.fixture
def values(workspace: Workspace) -> Callable[..., dict[tuple[str, str, str], int]]:
    """Every newest sample of the lake: (site, item, stamp) to the number times 10**8."""

    def read(shown: bool = False) -> dict[tuple[str, str, str], int]:
        lake = SampleLake(workspace)
        span = lake.span()
        if span is None:
            return {}
        read = (lake.read_shown if shown else lake.read)(span.first, span.last)
        return {
            (read.sites[s], read.items[i], f"{minute_start(m):%Y-%m-%d %H:%M}"): n
            for s, i, m, n in zip(
                read.site.tolist(),
                read.item.tolist(),
                read.minutes.tolist(),
                read.numbers.tolist(),
                strict=True,
            )
        }

    return read


def test_the_original_counts_and_what_is_displayed_is_kept(bring: Bring, values: Any) -> None:
    report = bring(HEADER + line())
    assert (report.read, report.new, report.exit_code) == (7, 7, 0)
    key = ("模拟省·甲断面", "NH3N", "2024-05-08 16:00")
    assert values()[key] == 12_340_000
    assert values(shown=True)[key] == 12_000_000
    assert values()["模拟省·甲断面", "published_class", "2024-05-08 16:00"] == 2 * E8


def test_the_answer_gives_the_same_cells_as_the_table(
    bring: Bring, workspace: Workspace, values: Any
) -> None:
    bring(HEADER + line(phosphorus=("--", ""), ammonia=("0.123", "0.1234")))
    once = values()
    again = bring(answer(row()), name="answer_2024-05-08.json")
    assert values() == once
    assert (again.unchanged, again.read) == (6, 6)
    (version, *_) = SampleLake(workspace).versions(
        "模拟省·甲断面", "NH3N", minute_index(datetime(2024, 5, 8, 16))
    )
    assert (version.text, version.shown, version.state) == ("0.1234", "0.123", "正常")
    assert (version.standing, version.polled) == ("provisional", date(2024, 5, 8))


def test_gzip_byte_order_mark_and_entities_are_read(bring: Bring, values: Any) -> None:
    text = answer(row(chl_a="&lt;0.01", NH3N='<span title="原始值: 4E-05" >0.000</span>'))
    packed = gzip.compress(b"\xef\xbb\xbf" + text.encode())
    assert bring(packed, name="a_20240508.json.gz").exit_code == 0
    found = values()
    assert found["模拟省·甲断面", "NH3N", "2024-05-08 16:00"] == 4_000
    assert found["模拟省·甲断面", "chl_a", "2024-05-08 16:00"] == E8 // 100


@pytest.mark.parametrize("spelling", ["--", "*", "-", "", "null", " "])
def test_every_spelling_of_missing_is_no_cell_and_no_fault(bring: Bring, spelling: str) -> None:
    report = bring(
        HEADER + line(ammonia=(spelling, spelling), published="*" if spelling == "*" else "-")
    )
    assert (report.read, report.rejections) == (5, 0)


@pytest.mark.parametrize(
    ("stamp", "polled", "moment"),
    [
        ("05-08 16:05", "2024-05-08", "2024-05-08 16:05"),
        ("12-31 20:00", "2024-01-01", "2023-12-31 20:00"),
        ("06-08 00:00", "2024-05-08", "2023-06-08 00:00"),
        ("02-29 08:00", "2024-06-01", "2024-02-29 08:00"),
    ],
)
def test_the_year_is_the_latest_not_after_the_poll(stamp: str, polled: str, moment: str) -> None:
    found = read_moment(stamp, date.fromisoformat(polled))
    assert isinstance(found, int)
    assert f"{minute_start(found):%Y-%m-%d %H:%M}" == moment


# A day and a month ahead of its poll, and a day that the last year does not have.
@pytest.mark.parametrize("stamp", ["05-09 08:00", "06-06 08:00", "02-29 08:00"])
def test_a_stamp_of_the_month_after_its_poll_is_of_no_known_year(bring: Bring, stamp: str) -> None:
    report = bring(
        HEADER
        + line(stamp=stamp, polled="2023-05-08")
        + line(section="乙断面", polled="2023-05-08")
    )
    (told,) = report.shown
    assert (told.row, told.field, told.value, told.cells) == (2, "time", stamp, 7)
    assert "年份不明" in told.reason
    assert "335 天内" in told.expected
    assert told.expected.endswith("2023-05-08")
    assert (report.new, report.quarantined, report.exit_code) == (7, 7, 1)


@pytest.mark.parametrize(
    ("stamp", "fault"),
    [
        ("02-30 08:00", MomentFault.NO_SUCH_DATE),
        ("05-08 24:00", MomentFault.NO_SUCH_HOUR),
        ("16:00", MomentFault.NOT_A_TIME),
        ("", MomentFault.NOT_A_TIME),
    ],
)
def test_a_stamp_that_is_none_is_told(bring: Bring, stamp: str, fault: MomentFault) -> None:
    report = bring(HEADER + line(stamp=stamp) + line(section="乙断面"))
    (told,) = report.shown
    assert (told.row, told.field, told.value, told.cells) == (2, "time", stamp, 7)
    assert told.reason == fault.reason
    assert (report.new, report.quarantined) == (7, 7)


def test_the_day_of_the_poll_comes_from_column_word_or_name(bring: Bring, values: Any) -> None:
    without = HEADER.replace("file_date,", "") + line().replace("2024-05-08,", "", 1)
    with pytest.raises(FileFault, match="--polled"):
        bring(without)
    with pytest.raises(FileFault, match="--polled"):
        bring(answer(row()), name="answer.json")
    with pytest.raises(FileFault, match="--polled"):
        bring(answer(row()), name="from_20240507_to_20240508.json")
    with pytest.raises(UsageError, match="file_date"):
        bring(HEADER + line(), polled=date(2024, 5, 8))
    assert bring(without, polled=date(2022, 5, 9)).new == 7
    assert bring(without, name="poll-2023-05-09.csv").new == 7
    assert sorted({stamp for _, _, stamp in values()}) == ["2022-05-08 16:00", "2023-05-08 16:00"]


def test_stale_stamps_are_counted_and_listed(bring: Bring) -> None:
    report = bring(HEADER + line() + line(section="乙断面", stamp="04-21 11:16"))
    (stale,) = report.as_dict()["stale_stamps"]
    assert stale == {
        "row": 3,
        "site": "模拟省·乙断面",
        "stamp": "2024-04-21 11:16",
        "polled": "2024-05-08",
    }


def test_states_of_stations_are_counted_in_rows(bring: Bring) -> None:
    report = bring(
        HEADER + line() + line(section="乙", state="停站") + line(section="丙", state="")
    )
    assert report.as_dict()["states"] == {"": 1, "停站": 1, "正常": 1}


def test_copies_that_agree_are_counted_once(bring: Bring) -> None:
    report = bring(HEADER + line() + line())
    assert (report.read, report.new, report.repeated, report.exit_code) == (14, 7, 7, 0)


def test_all_copies_of_one_poll_that_differ_anywhere_are_left_out(
    bring: Bring, values: Any
) -> None:
    report = bring(HEADER + line() + line(section="乙断面") + line(phosphorus=("0.05", "0.0513")))
    assert {key[0] for key in values()} == {"模拟省·乙断面"}
    assert (report.new, report.quarantined, report.rejections) == (7, 14, 2)
    first, second = report.shown
    assert (first.row, second.row) == (2, 4)
    assert "row 4 (模拟省·甲断面, 2024-05-08 16:00)" in first.expected
    assert "row 2" in second.expected


def test_a_later_poll_of_a_moment_is_a_new_version(
    bring: Bring, workspace: Workspace, values: Any
) -> None:
    corrected = line(polled="2024-05-09", ammonia=("0.20", "0.2001"))
    report = bring(HEADER + corrected + line())
    assert (report.new, report.superseding, report.repeated) == (7, 1, 6)
    key = ("模拟省·甲断面", "NH3N", "2024-05-08 16:00")
    assert values()[key] == 20_010_000
    versions = SampleLake(workspace).versions(*key[:2], minute_index(datetime(2024, 5, 8, 16)))
    assert [one.text for one in versions] == ["0.1234", "0.2001"]
    again = bring(HEADER + corrected + line())
    assert (again.new, again.superseding, again.unchanged, again.import_id) == (0, 0, 8, None)


@pytest.fixture
def running(workspace: Workspace) -> Callable[[], list[tuple[str, int]]]:
    """What the lake gives without stopped stations: item, number times 10**8."""

    def read() -> list[tuple[str, int]]:
        lake = SampleLake(workspace)
        read = lake.read(date(2024, 5, 1), date(2024, 5, 31), without_states=STOPPED_STATES)
        return [(read.items[i], n) for i, n in zip(read.item, read.numbers.tolist(), strict=True)]

    return read


STOPPED = line(polled="2024-05-09", state="停站", published="")
STILL_STOPPED = line(polled="2024-05-10", state="不具备运行条件", published="")
AMMONIA_SEEN = ("NH3N", 12_340_000)


def test_a_stopped_station_that_repeats_its_value_does_not_hide_it_within_a_file(
    bring: Bring, running: Any
) -> None:
    report = bring(HEADER + line() + STOPPED + STILL_STOPPED)
    # 7 cells of the first poll; 6 of each later one say the same, its class is missing.
    assert (report.new, report.repeated, report.superseding) == (7, 12, 0)
    assert len(running()) == 7
    assert AMMONIA_SEEN in running()


def test_nor_across_files_in_either_order(bring: Bring, running: Any) -> None:
    bring(HEADER + line())
    report = bring(HEADER + STOPPED, name="later.csv")
    assert (report.new, report.unchanged, report.superseding) == (0, 6, 0)
    again = bring(HEADER + STILL_STOPPED, name="latest.csv")
    assert (again.unchanged, again.superseding) == (6, 0)
    assert AMMONIA_SEEN in running()


def test_the_poll_before_the_stop_may_come_last(
    bring: Bring, running: Any, workspace: Workspace
) -> None:
    bring(HEADER + STOPPED)
    assert running() == []
    report = bring(HEADER + line(), name="earlier.csv")
    assert (report.new, report.superseding) == (1, 6)
    assert len(running()) == 7
    assert AMMONIA_SEEN in running()
    minute = minute_index(datetime(2024, 5, 8, 16))
    versions = SampleLake(workspace).versions("模拟省·甲断面", "NH3N", minute)
    assert [one.state for one in versions] == ["正常", "停站"]


def test_a_station_that_runs_again_brings_no_new_version_of_the_same_value(bring: Bring) -> None:
    report = bring(HEADER + line() + STOPPED + line(polled="2024-05-10"))
    assert (report.new, report.repeated, report.superseding) == (7, 13, 0)


def test_another_value_of_a_stopped_station_is_a_new_version_and_is_left_out(
    bring: Bring, running: Any
) -> None:
    other = line(polled="2024-05-09", state="停站", ammonia=("0.20", "0.2001"))
    report = bring(HEADER + line() + other)
    assert (report.new, report.repeated, report.superseding) == (7, 6, 1)
    assert len(running()) == 6
    assert "NH3N" not in dict(running())


def test_a_poll_that_comes_late_does_not_replace_a_later_one(
    bring: Bring, workspace: Workspace, values: Any
) -> None:
    bring(HEADER + line(polled="2024-05-09", ammonia=("0.20", "0.2001")))
    report = bring(HEADER + line(), name="older.csv")
    assert (report.superseding, report.unchanged) == (1, 6)
    assert any("older versions" in note for note in report.notes)
    key = ("模拟省·甲断面", "NH3N", "2024-05-08 16:00")
    assert values()[key] == 20_010_000
    versions = SampleLake(workspace).versions(*key[:2], minute_index(datetime(2024, 5, 8, 16)))
    assert [one.text for one in versions] == ["0.1234", "0.2001"]


def test_an_earlier_file_brought_again_does_not_undo_a_correction(
    bring: Bring, values: Any
) -> None:
    bring(HEADER + line(), name="one.csv")
    bring(HEADER + line(ammonia=("0.20", "0.2001")), name="two.csv")
    report = bring(HEADER + line(), name="one.csv")
    assert (report.superseding, report.received_before, report.import_id) == (0, 1, None)
    assert values()["模拟省·甲断面", "NH3N", "2024-05-08 16:00"] == 20_010_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-1", "没有该水质类别"),
        ("Ⅶ", "没有该水质类别"),
        ("良好", "没有该水质类别"),
    ],
)
def test_a_class_that_is_none_is_left_out_and_the_rest_stays(
    bring: Bring, text: str, reason: str
) -> None:
    report = bring(HEADER + line(published=text))
    (told,) = report.shown
    assert (told.row, told.field, told.value) == (2, "class_published", text)
    assert told.reason.startswith(reason)
    assert (report.new, report.exit_code) == (6, 1)


@pytest.mark.parametrize(("text", "number"), [("劣Ⅴ", 6), ("V", 5), ("IV", 4), ("3", 3)])
def test_classes_of_either_writing(bring: Bring, values: Any, text: str, number: int) -> None:
    bring(HEADER + line(published=text))
    assert values()["模拟省·甲断面", "published_class", "2024-05-08 16:00"] == number * E8


@pytest.mark.parametrize(
    ("text", "reason", "expected"),
    [
        ("0.1.2", "不是数字", "0..200 mg/L"),
        ("１.２", "全角字符", "半角 half-width: 1.2"),
        ("0.123456789", "小数超过 8 位", "0..200 mg/L"),
        ("201", "超出可存范围", "0..200 mg/L"),
        ("-0.1", "负值", "0..200 mg/L"),
        ("1e400", "超出可存范围", "0..200 mg/L"),
        ("ND", "未检出而无检出限", "0..200 mg/L"),
    ],
)
def test_a_cell_that_is_no_reading_is_left_out(
    bring: Bring, text: str, reason: str, expected: str
) -> None:
    report = bring(HEADER + line(ammonia=("0.12", text)))
    (told,) = report.shown
    assert (told.row, told.field, told.value) == (2, "nh3n_mgl", text)
    assert told.reason.startswith(reason)
    assert expected in told.expected
    assert (report.new, report.quarantined) == (6, 1)


def test_samples_of_the_future_and_of_long_ago_are_left_out(bring: Bring) -> None:
    report = bring(
        HEADER + line(polled="2024-07-03", stamp="07-02 08:00") + line(stamp="1979-05-08 16:00")
    )
    assert [told.reason[:2] for told in report.shown] == ["未来", "时间"]
    assert (report.new, report.quarantined) == (0, 14)


def test_a_first_file_registers_its_sections(bring: Bring, workspace: Workspace) -> None:
    bring(HEADER + line(section=" 乙断面（新） ") + line(province="他省", section="乙断面(新)"))
    first, second = load_sites(workspace)
    assert (first.id, second.id) == ("他省·乙断面(新)", "模拟省·乙断面(新)")
    assert (second.medium, second.control_level) == (Medium.SURFACE_WATER, ControlLevel.NATIONAL)
    assert second.water_body is None


def test_brackets_of_either_width_are_one_section(bring: Bring, values: Any) -> None:
    bring(HEADER + line(section="乙断面（新）"))
    report = bring(HEADER + line(section="乙断面(新)", stamp="05-08 20:00"), name="later.csv")
    assert (report.new, report.registered) == (7, {})
    assert {key[0] for key in values()} == {"模拟省·乙断面(新)"}


def test_a_later_unknown_section_is_left_out_with_the_nearest_name(bring: Bring) -> None:
    bring(HEADER + line())
    report = bring(HEADER + line(section="甲断靣"), name="later.csv")
    (told,) = report.shown
    assert (told.field, told.value, told.cells) == ("section", "模拟省·甲断靣", 7)
    assert "'模拟省·甲断面'" in told.expected
    report = bring(HEADER + line(section="甲断靣"), name="later.csv", new_sites=NewSites.REGISTER)
    assert (report.new, list(report.registered)) == (7, ["模拟省·甲断靣"])


def test_what_the_register_says_of_a_section_stays(bring: Bring, workspace: Workspace) -> None:
    bring(HEADER + line())
    (site,) = load_sites(workspace)
    save_sites(workspace, load_sites(workspace).with_sites([replace(site, river="云江")]))
    bring(HEADER + line(stamp="05-08 20:00"), name="later.csv")
    (site,) = load_sites(workspace)
    assert site.river == "云江"


def test_fewer_rows_than_the_answer_states_are_told(bring: Bring) -> None:
    report = bring(answer(row(), records=3), name="a-2024-05-08.json")
    assert any("says 3 records and holds 1" in note for note in report.notes)


def test_a_row_with_other_cells_than_the_head_is_left_out(bring: Bring) -> None:
    report = bring(answer(row()[:-1], row("乙断面"), "x"), name="a-2024-05-08.json")
    assert [(told.row, told.cells) for told in report.shown] == [(1, 0), (3, 0)]
    assert report.new == 6


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        ("{", "a-2024-05-08.json", "cannot be read as JSON"),
        ('{"thead": []}', "a-2024-05-08.json", "no records"),
        ('{"a": 1}', "a-2024-05-08.json", "not an answer"),
        (answer(row(), thead=TITLES[1:]), "a-2024-05-08.json", "省份"),
        (gzip.compress(answer(row()).encode())[:-9], "a-2024-05-08.json.gz", "cannot"),
        (HEADER, "a.csv", "only a header"),
        (HEADER.replace("ph,", "acid,") + line(), "a.csv", "missing column"),
        ((HEADER + line()).encode("gb18030"), "a.csv", "--encoding gb18030"),
    ],
)
def test_a_fault_of_the_file_stores_nothing(
    bring: Bring, workspace: Workspace, content: str | bytes, name: str, what: str
) -> None:
    with pytest.raises(FileFault, match=what):
        bring(content, name=name)
    assert SampleLake(workspace).sites() == ()
    assert len(load_sites(workspace)) == 0
