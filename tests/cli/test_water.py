"""`yunzhu water`: from a feed's table to classes, statistics, ranking and opened numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yunzhu.values import Origin
from yunzhu.workspace import init_workspace

Yunzhu = Callable[..., Any]

HEADER = (
    "file_date,province,basin,section,time,class_published,temp_c,ph,do_mgl,cond_uscm,turb_ntu,"
    "codmn_mgl,nh3n_mgl,nh3n_raw,tp_mgl,tn_mgl,chla_mgl,algae_cells_l,station_status"
)
ROWS = (
    # Ammonia 0.5004 is III as published, and 0.50, II, as assessed.
    "2020-05-08,模拟省,甲河,甲桥,05-08 12:00,Ⅲ,20,7.5,8,300,9,3,0.500,0.5004,0.05,1,--,--,正常",
    "2020-05-09,模拟省,甲河,甲桥,05-09 12:00,Ⅲ,20,7.5,8,300,9,3,0.500,0.5004,0.05,1,--,--,正常",
    "2020-05-08,模拟省,乙湖,湖心,05-08 12:00,Ⅳ,20,8.0,9,300,9,3,0.100,0.1,0.06,1,--,--,正常",
)
SITES = (
    "id,name,area,control_level,background,opened,closed,medium,water_body,river",
    "模拟省·甲桥,甲桥,990101,national,false,,,surface_water,river,甲河",
    "模拟省·湖心,湖心,990102,national,false,,,surface_water,lake,乙湖",
)


@pytest.fixture
def water(yunzhu: Yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A simulated workspace with two sections, as current folder."""
    feed, sites = tmp_path / "feed.csv", tmp_path / "sites.csv"
    feed.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    sites.write_text("\n".join([*SITES, ""]), encoding="utf-8")
    init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
    monkeypatch.chdir(tmp_path / "w")
    done = yunzhu("import", "water", str(feed), "--simulated")
    assert done.code == 0, done.out + done.err
    done = yunzhu("sites", "import", str(sites))
    assert done.code == 0, done.out + done.err
    return tmp_path / "w"


def rows(done: Any) -> list[dict[str, Any]]:
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


@pytest.mark.usefixtures("water")
def test_both_rules_and_their_words(yunzhu: Yunzhu) -> None:
    words = ("water", "class", "--site", "模拟省·甲桥", "--format", "json", "--period")
    moments = rows(yunzhu(*words, "2020-05", "--rule", "realtime_feed"))
    assert [(one["period"], one["value"]) for one in moments] == [
        ("2020-05-08T12:00", 3),
        ("2020-05-09T12:00", 3),
    ]
    (month,) = rows(yunzhu(*words, "2020-05"))
    assert (month["value"], month["rule"]) == (2, "water-assessment")
    assert month["origin_label"] == "模拟 simulated"
    shown = yunzhu("water", "class", "--period", "2020-05")
    assert shown.out.startswith("【模拟 simulated】水质类别 class 2020-05-01..2020-05-31")
    assert "Ⅳ 轻度污染 lightly polluted" in shown.out


@pytest.mark.usefixtures("water")
def test_statistics_as_csv_with_a_target(yunzhu: Yunzhu) -> None:
    words = ("--area", "990102", "--period", "2020-05-01..2020-06-30")
    target = ("--target", "III", "--as-of", "2020-05-31", "--format", "csv")
    done = yunzhu("water", "stats", *words, *target)
    assert done.code == 0, done.err
    found = {
        (row["indicator"], row["statistic"]): row for row in csv.DictReader(io.StringIO(done.out))
    }
    assert found["TP", "exceedance_multiple"]["value"] == "0.2"
    # Two months at most 0.050 (0.0505 rounds down to it): 2 x 0.0505 - 0.06 = 0.041.
    key = ("TP", "largest_remaining_mean_for_class_III_after_2020-05-31")
    assert found[key]["value"] == "0.041"
    assert found["water_class", "good_share"]["value"] == "0"
    opened = yunzhu("explain", found[key]["lineage_id"])
    assert opened.code == 0
    assert "一致 agrees" in opened.out
    assert "模拟省·湖心" in opened.out


@pytest.mark.usefixtures("water")
def test_ranking_of_areas_and_of_sections(yunzhu: Yunzhu) -> None:
    ranked = rows(yunzhu("water", "rank", "--period", "2020-05", "--format", "json"))
    # 甲桥: pH 0.25, DO 5/8, CODMn 3/6, NH3N 0.5004, TP 0.05/0.2 = 2.1254; 湖心: 0.5 + 5/9 + 0.5
    # + 0.1 + 0.06/0.05 = 2.8556.
    assert [(one["subject"], one["rank"], one["index"]) for one in ranked] == [
        ("990101", 1, 2.1254),
        ("990102", 2, 2.8556),
    ]
    sections = ("--site", "模拟省·湖心", "--site", "模拟省·甲桥")
    ranked = rows(yunzhu("water", "rank", "--period", "2020-05", *sections, "--format", "json"))
    assert [one["name"] for one in ranked] == ["甲桥", "湖心"]
    opened = rows_of_explanation(yunzhu("explain", ranked[0]["lineage_id"], "--format", "json"))
    assert opened["agrees"]
    assert len(opened["samples"]) > 0


def rows_of_explanation(done: Any) -> dict[str, Any]:
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.usefixtures("water")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("class", "--period", "2020-05", "--rule", "best"), "未知选项 not a choice"),
        (("class", "--period", "2020-05", "--site", "丙桥"), "没有该区域或断面的水样"),
        (("class", "--period", "2020-05", "--area", "990101", "--site", "x"), "只能指定其一"),
        (("stats", "--period", "2020", "--target", "VI"), "不是类别 not a class"),
        (
            ("class", "--period", "2019-01", "--rule", "realtime_feed"),
            "该时段没有水样 no sample in this period",
        ),
    ],
)
def test_wrong_questions_end_with_two(yunzhu: Yunzhu, words: tuple[str, ...], told: str) -> None:
    done = yunzhu("water", *words)
    assert done.code == 2
    assert told in done.err


@pytest.mark.usefixtures("water")
@pytest.mark.parametrize("command", ["class", "stats", "rank"])
def test_a_period_before_the_standard_needs_its_edition(yunzhu: Yunzhu, command: str) -> None:
    # No sample of 2001 is there; what is told first is the standard that is not known.
    asked = ("water", command, "--period", "2001")
    refused = yunzhu(*asked)
    assert refused.code == 2
    assert "指名版本 where statistics are asked for, name an edition: --edition" in refused.err
    told = yunzhu(*asked, "--edition", "GB 3838-2002")
    assert "该日施行的限值未知" not in told.err
    unknown = yunzhu("water", command, "--period", "2020-05", "--edition", "1988")
    assert unknown.code == 2
    assert (
        "字段 field: edition | 值 found: '1988' | 应为 expected: GB 3838-2002 | 2002" in unknown.err
    )


@pytest.mark.usefixtures("water")
def test_no_number_either_way_is_not_called_agreement(yunzhu: Yunzhu) -> None:
    lineage = "模拟省·甲桥/water_class/class/2020-06-01..2020-06-30/water-assessment"
    shown = yunzhu("explain", lineage)
    assert shown.code == 0, shown.err
    assert "两次都没有数值 neither gives a number" in shown.out
    assert "一致 agrees" not in shown.out
    assert rows_of_explanation(yunzhu("explain", lineage, "--format", "json"))["agrees"] is None


@pytest.mark.usefixtures("water")
@pytest.mark.parametrize("text", ["foo/bar", "甲桥/TP/mean/2020/assessment"])
def test_what_is_no_lineage_id_is_told_with_every_room(yunzhu: Yunzhu, text: str) -> None:
    done = yunzhu("explain", text)
    assert done.code == 2
    assert "不是编号 not a lineage id" in done.err
    assert "yunzhu air stats, yunzhu water stats or yunzhu flux load" in done.err
    assert "rule: air-… | water-… | load+…" in done.err
