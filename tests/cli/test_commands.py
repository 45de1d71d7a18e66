"""Every command on a simulated city: formats, keys, the word 模拟, exit codes, workspaces."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from yunzhu.periods import Period

# The row of the issue: subject, indicator, statistic, period, value, unit, n_valid, n_expected,
# valid, edition, rule, lineage id.
ISSUE_KEYS = {
    "subject", "indicator", "statistic", "period", "value", "unit", "n_valid", "n_expected",
    "valid", "edition", "rule", "lineage_id",
}  # fmt: skip
FEBRUARY = ("--area", "990100", "--period", "2026-02")
SIMULATED = "模拟"
LISTS = {
    "stats": ("air", "stats", *FEBRUARY),
    "rank": ("air", "rank", "--period", "2026-02"),
    "calendar": ("air", "calendar", *FEBRUARY),
    "quality": ("quality", "air", *FEBRUARY),
    "exclude": ("exclude", "list"),
    "sites": ("sites", "list"),
    "explain": ("explain", "990100/PM2.5/mean/2026-02-01..2026-02-28/air-2012+stations"),
}
STANDARDS = {
    "show": ("standards", "show", "air", "--on", "2020-06-30"),
    "water": ("standards", "show", "water", "--on", "2020-06-30"),
    "diff": ("standards", "diff", "air", "--on", "2020-06-30", "--to", "2026-03-01"),
    "published": ("published", "guangzhou"),
}


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", LISTS)
def test_table_json_and_csv_say_simulated_everywhere(name: str, yunzhu) -> None:
    words = LISTS[name]
    table = yunzhu(*words)
    assert table.code in (0, 1), table.err
    assert SIMULATED in table.out.split("\n\n")[0].splitlines()[0] or SIMULATED in table.out[:400]
    found = json.loads(yunzhu(*words, "--format", "json").out)
    objects = found if isinstance(found, list) else [found]
    assert objects
    for one in objects:
        assert one["origin"] == "simulated"
        assert SIMULATED in one["origin_label"]
    rows = csv_rows(yunzhu(*words, "--format", "csv").out)
    assert rows
    for row in rows:
        assert row["origin"] == "simulated"
        assert SIMULATED in row["origin_label"]
    if isinstance(found, list):
        assert len(rows) == len(found)


@pytest.mark.usefixtures("here")
def test_stats_rows_have_the_keys_of_the_issue(yunzhu) -> None:
    run = yunzhu(*LISTS["stats"], "--format", "json")
    rows = json.loads(run.out)
    assert isinstance(rows, list)
    for row in rows:
        assert set(row) >= ISSUE_KEYS
        assert row["lineage_id"] == "/".join(
            row[key] for key in ("subject", "indicator", "statistic", "period", "rule")
        )
        assert row["period"] == "2026-02-01..2026-02-28"
        assert row["value"] is None or isinstance(row["value"], int | float)
    assert set(csv_rows(yunzhu(*LISTS["stats"], "--format", "csv").out)[0]) >= ISSUE_KEYS


@pytest.mark.usefixtures("here")
def test_the_formats_agree_on_the_numbers(yunzhu) -> None:
    rows = json.loads(yunzhu(*LISTS["stats"], "--format", "json").out)
    cells = csv_rows(yunzhu(*LISTS["stats"], "--format", "csv").out)
    table = yunzhu(*LISTS["stats"]).out
    for row, cell in zip(rows, cells, strict=True):
        assert cell["lineage_id"] == row["lineage_id"]
        assert cell["value"] == ("" if row["value"] is None else str(row["value"]))
    mean = next(row for row in rows if row["statistic"] == "mean")
    assert f" {mean['value']} " in table
    assert f"{mean['n_valid']}/{mean['n_expected']}" in table


@pytest.mark.usefixtures("here")
def test_explain_opens_any_id_that_stats_printed(yunzhu) -> None:
    rows = json.loads(yunzhu(*LISTS["stats"], "--format", "json").out)
    for row in rows[:3]:
        run = yunzhu("explain", row["lineage_id"], "--format", "json")
        opened = json.loads(run.out)
        assert run.code == 0
        assert opened["agrees"] is True
        assert opened["result"] == row
        assert len(opened["days"]) == 28


@pytest.mark.usefixtures("here")
def test_rank_and_calendar_rows(yunzhu) -> None:
    (city,) = json.loads(yunzhu(*LISTS["rank"], "--format", "json").out)
    assert (city["rank"], city["subject"], city["change_percent"]) == (1, "990100", None)
    days = json.loads(yunzhu(*LISTS["calendar"], "--format", "json").out)
    assert [day["date"][-2:] for day in days] == [f"{number:02d}" for number in range(1, 29)]
    stats = json.loads(yunzhu(*LISTS["stats"], "--format", "json").out)
    good = next(row for row in stats if row["statistic"] == "good_days")
    assert good["value"] == sum(day["aqi"] is not None and day["aqi"] <= 100 for day in days)


@pytest.mark.usefixtures("here")
def test_a_period_across_the_change_prints_both_editions_and_says_so(yunzhu) -> None:
    run = yunzhu("air", "stats", "--period", "2026-02-20..2026-03-10", "--format", "json")
    rules = {row["rule"].split("+")[0] for row in json.loads(run.out)}
    assert rules == {"air-2012", "air-2026-transition", "air-by_date"}
    assert "straddles" in run.err
    what_if = yunzhu("air", "stats", "--period", "2026-02", "--edition", "2026", "--format", "json")
    assert {row["rule"].split("+")[0] for row in json.loads(what_if.out)} == {"air-2026-transition"}


@pytest.mark.parametrize("name", STANDARDS)
def test_standards_and_published_facts_need_no_workspace(
    name: str, yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = STANDARDS[name]
    assert yunzhu(*words).code == 0
    rows = json.loads(yunzhu(*words, "--format", "json").out)
    cells = csv_rows(yunzhu(*words, "--format", "csv").out)
    assert len(rows) == len(cells) > 10
    if name != "diff":
        told = [row for row in rows if "mark" in row]
        assert all(row["mark"] or "not known" in row["value"] for row in told)


def test_standards_diff_shows_the_particle_limits(yunzhu) -> None:
    rows = json.loads(yunzhu(*STANDARDS["diff"], "--format", "json").out)
    text = json.dumps([row for row in rows if "PM2.5" in row["key"]], ensure_ascii=False)
    assert "75" in text
    assert "60" in text


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("air", "stats", "--area", "乌有市", "--period", "2026-02"), "YZ01"),
        (("air", "stats", "--period", "2026-13"), "2026-13"),
        (("air", "stats", "--period", ""), "2020-H1"),
        (("air", "stats", "--period", "2010"), "--edition"),
        (("air", "stats", "--period", "2026-02", "--edition", "1996"), "2026-transition"),
        (("air", "stats", "--period", "2026-02", "--source", "city_series"), "stations"),
        (("air", "stats", "--period", "2026-02", "--source", "moon"), "city_series"),
        (("air", "stats", "--period", "2026-02", "--daily-items", "eight"), "seven_items"),
        (("air", "stats", "--period", "2026-02", "--known-at", "soon"), "YYYY-MM-DD"),
        (("explain", "PM2.5"), "subject/indicator/statistic/period/rule"),
        (("assess", "guangzhou-2020", "--as-of", "2020-06-30"), "simulated"),
        (("assess", "atlantis-2020"), "guangzhou-2020"),
        (("assess", "guangzhou-2020", "--format", "xml"), "table | json | csv | html"),
        (("assess", "guangzhou-2020", "--fail-on", "late"), "missed | off-track"),
        (("standards", "show", "noise"), "air | water"),
        (("standards", "show", "water", "--on", "2002-05-31"), "GB 3838-2002 2002-06-01"),
        (("standards", "show", "air", "--on", "1990-01-01"), "1990"),
        (("published", "atlantis"), "guangzhou"),
        (("exclude", "withdraw", "E0099", "--reason", "x", "--author", "x"), "E0099"),
        (("import", "air", "absent.csv"), "absent.csv"),
        (("sites", "import", "absent.csv"), "absent.csv"),
    ],
)
def test_a_mistake_ends_with_2_and_a_message_on_stderr(
    words: tuple[str, ...], told: str, yunzhu
) -> None:
    run = yunzhu(*words)
    assert run.code == 2
    assert "错误" in run.err
    assert told in run.err
    assert "Traceback" not in run.err
    assert run.out == ""


@pytest.mark.usefixtures("here")
def test_findings_end_with_1_and_none_with_0(yunzhu) -> None:
    assert yunzhu(*LISTS["quality"]).code == 1
    calm = yunzhu("quality", "air", "--area", "YZ09", "--period", "2026-02-20")
    assert calm.code == 0, calm.out
    assert yunzhu(*LISTS["stats"]).code == 0


def test_a_workspace_is_found_by_option_by_environment_and_here(
    simulated, yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lost = yunzhu("sites", "list")
    assert lost.code == 2
    assert "yunzhu init" in lost.err
    named = ("--workspace", str(simulated.root))
    by_option = yunzhu("sites", "list", *named)
    monkeypatch.setenv("YUNZHU_WORKSPACE", str(simulated.root))
    by_environment = yunzhu("sites", "list")
    monkeypatch.delenv("YUNZHU_WORKSPACE")
    monkeypatch.chdir(simulated.root)
    by_folder = yunzhu("sites", "list")
    assert by_option.code == by_environment.code == by_folder.code == 0
    assert by_option.out == by_environment.out == by_folder.out
    # The option wins over the environment, the environment over the current folder.
    empty = tmp_path / "empty"
    assert yunzhu("init", str(empty)).code == 0
    monkeypatch.setenv("YUNZHU_WORKSPACE", str(empty))
    assert "YZ01" not in yunzhu("sites", "list").out
    assert "YZ01" in yunzhu("sites", "list", *named).out


def test_init_makes_a_workspace_once(yunzhu, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert yunzhu("init", str(folder), "--area", "440100").code == 0
    before = (folder / "yunzhu.toml").read_bytes()
    assert yunzhu("init", str(folder), "--area", "440100").code == 0
    assert yunzhu("init", str(folder), "--area", "990100").code == 2
    assert (folder / "yunzhu.toml").read_bytes() == before


def test_the_area_of_the_workspace_is_the_default(yunzhu, here: Path, tmp_path: Path) -> None:
    assert yunzhu("air", "stats", "--period", "2026-02").out == yunzhu(*LISTS["stats"]).out
    assert yunzhu("init", str(tmp_path / "x")).code == 0
    run = yunzhu("air", "stats", "--period", "2026-02", "--workspace", str(tmp_path / "x"))
    assert run.code == 2
    assert "--area" in run.err


LONG = (
    "time,WatchPoint,AQI,Level,PrimaryPollution,PM2.5,PM10,CO,NO2,O3_1h,O3_8h,SO2,stationcode,"
    "lon,lat,origin\n"
    "2026-04-17 01:00:00,甲区一号点(模拟),,,,{value},40,0.5,20,60,,6,YZ01,,,simulated\n"
)


def test_importing_ends_with_0_and_with_1_when_something_was_quarantined(
    own: Path, yunzhu, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(LONG.format(value=21), encoding="utf-8")
    bad.write_text(LONG.format(value="坏").replace(" 01:00", " 02:00"), encoding="utf-8")
    first = yunzhu("import", "air", str(good), "--json")
    assert first.code == 0, first.err + first.out
    (report,) = json.loads(first.out)
    assert report["cells"]["new"] == 6
    again = json.loads(yunzhu("import", "air", str(good), "--json").out)[0]
    assert (again["cells"]["new"], again["cells"]["unchanged"]) == (0, 6)
    second = yunzhu("import", "air", str(bad))
    assert second.code == 1
    for word in ("bad.csv", "PM2.5", "坏", "2"):
        assert word in second.out


def test_an_import_into_a_simulated_workspace_says_so(own: Path, yunzhu, tmp_path: Path) -> None:
    file = tmp_path / "good.csv"
    file.write_text(LONG.format(value=21), encoding="utf-8")
    assert SIMULATED in yunzhu("import", "air", str(file)).out.splitlines()[0]
    (report,) = json.loads(yunzhu("import", "air", str(file), "--json").out)
    assert report["origin"] == "simulated"


def test_records_of_another_origin_are_refused(here: Path, yunzhu, tmp_path: Path) -> None:
    file = tmp_path / "real.csv"
    file.write_text(LONG.format(value=21), encoding="utf-8")
    measured = tmp_path / "measured"
    assert yunzhu("init", str(measured)).code == 0
    run = yunzhu("import", "air", str(file), "--workspace", str(measured))
    assert run.code == 2
    assert SIMULATED in run.err


def test_excluding_an_event_adds_a_series_and_withdrawing_takes_it_away(own: Path, yunzhu) -> None:
    def series() -> set[str]:
        rows = json.loads(yunzhu(*LISTS["stats"], "--format", "json").out)
        return {row["rule"] for row in rows}

    assert series() == {"air-2012+stations"}
    added = yunzhu(
        "exclude", "add", "--from", "2026-02-10 08:00", "--to", "2026-02-11 00:00", "--kind",
        "sand_dust", "--reason", "沙尘", "--author", "监测中心(模拟)",
    )  # fmt: skip
    assert added.code == 0
    assert "E0002" in added.out
    assert series() == {"air-2012+stations", "air-2012+stations+excluding_events"}
    withdrawn = yunzhu(
        "exclude", "withdraw", "E0002", "--reason", "重新认定", "--author", "监测中心(模拟)"
    )
    assert withdrawn.code == 0
    assert series() == {"air-2012+stations"}
    listed = json.loads(yunzhu("exclude", "list", "--format", "json").out)
    assert [one["withdrawn"] is None for one in listed] == [True, False]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--from", "2026-02-10 08:30"), ("--from", "yesterday"), ("--kind", "fog"),
     ("--to", "2026-02-09 00:00"), ("--author", " "), ("--item", "PM3")],
)  # fmt: skip
def test_a_wrong_exclusion_is_refused_and_not_recorded(
    own: Path, yunzhu, option: str, value: str
) -> None:
    words = {
        "--from": "2026-02-10 08:00", "--to": "2026-02-11 00:00", "--kind": "sand_dust",
        "--reason": "沙尘", "--author": "监测中心(模拟)",
    } | {option: value}  # fmt: skip
    run = yunzhu("exclude", "add", *(word for pair in words.items() for word in pair))
    assert run.code == 2
    assert value.strip() in run.err
    assert len(json.loads(yunzhu("exclude", "list", "--format", "json").out)) == 1


def test_quality_flags_are_kept_as_a_layer_and_change_no_number(own: Path, yunzhu) -> None:
    before = yunzhu(*LISTS["stats"], "--format", "json").out
    run = yunzhu(*LISTS["quality"], "--record", "监测中心(模拟)")
    assert run.code == 1
    assert list((own / "lake" / "flags").glob("*.jsonl"))
    assert yunzhu(*LISTS["stats"], "--format", "json").out == before


@pytest.mark.parametrize("form", ["json", "csv"])
def test_quality_recorded_while_printing_rows_leaves_the_rows_readable(
    own: Path, yunzhu, form: str
) -> None:
    out = yunzhu(*LISTS["quality"], "--record", "监测中心(模拟)", "--format", form).out
    rows = json.loads(out) if form == "json" else csv_rows(out)
    assert all(row["site"] and row["origin"] == "simulated" for row in rows)


def test_a_period_may_be_written_short(here: Path, yunzhu) -> None:
    assert str(Period.parse("2026-02")) == "2026-02-01..2026-02-28"
    long = yunzhu("air", "stats", "--period", "2026-02-01..2026-02-28", "--format", "json").out
    assert long == yunzhu("air", "stats", "--period", "2026-02", "--format", "json").out
