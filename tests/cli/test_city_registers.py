"""Documents, meetings, activities, figures, areas, series and accounts through ``yunzhu city``."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from yunzhu.periods import city_now

PLAN = "guangzhou-2020"
TODAY = city_now().date()
SERIES = ("--title", "巡查记录", "--owner", "水务处")
HALF_YEAR = ("--as-of", "2020-06-30")
FIGURE = ("figure", "断面水质类别", "甲河口", "--day", "2020-06-30", "--unit", "类")


@pytest.fixture
def listed(in_city: Callable[..., str]) -> Callable[..., list[dict[str, Any]]]:
    """Return a listing as rows, after checking that its CSV and its table say the same."""

    def rows(*words: str) -> list[dict[str, Any]]:
        found = json.loads(in_city(*words, "--format", "json"))
        cells = list(csv.DictReader(io.StringIO(in_city(*words, "--format", "csv"))))
        assert [list(row) for row in cells] == [list(row) for row in found]
        assert [row["origin"] for row in cells] == [row["origin"] for row in found]
        table = in_city(*words)
        for row in found:
            assert row["origin"] == "measured"
            shown = row.get("title") or row.get("indicator") or row["name"]
            assert shown in table
        return found

    return rows


def last_number(out: str) -> str:
    return out.strip().rsplit(" ", 1)[1]


def test_a_document_is_entered_with_its_file_and_listed_from_its_day(in_city, listed) -> None:
    Path("plan.txt").write_text("工作方案", encoding="utf-8")
    words = ("--kind", "方案", "--issuer", "市政府")
    more = ("--issued", "2020-03-02", "--number", "府〔2020〕1号", "--file", "plan.txt")
    out = in_city("document", "工作方案", *words, *more)
    assert "已登记 registered: 1" in out
    in_city("document", "后来的", *words, "--issued", "2020-07-01")
    (row,) = listed("documents", *HALF_YEAR)
    digest = hashlib.sha256("工作方案".encode()).hexdigest()
    assert (row["number"], row["issued_on"]) == (1, "2020-03-02")
    assert row["document_number"] == "府〔2020〕1号"
    assert (row["file"], row["sha256"]) == ("plan.txt", digest)
    assert (Path("evidence") / digest[:2] / digest).read_text("utf-8") == "工作方案"
    assert listed("documents", "--as-of", "2020-03-01") == []
    later = listed("documents", "--as-of", "2020-07-01")[1]
    assert (later["title"], later["file"]) == ("后来的", None)
    assert listed("documents", *HALF_YEAR, "--known-at", str(TODAY - timedelta(days=1))) == []
    assert len(listed("documents", *HALF_YEAR, "--known-at", str(TODAY))) == 1


def test_a_meeting_names_its_minutes_and_an_activity_its_material(in_city, listed) -> None:
    in_city("document", "纪要", "--kind", "纪要", "--issuer", "办公室", "--issued", "2020-04-11")
    in_city("meeting", "第一次会议", "--kind", "联席会议", "--held", "2020-04-10", "--minutes", "1")
    (held,) = listed("meetings", "--as-of", "2020-04-10")
    assert (held["kind"], held["held_on"], held["minutes"]) == ("联席会议", "2020-04-10", 1)
    assert listed("meetings", "--as-of", "2020-04-09") == []

    in_city("activity", "环境日", "--kind", "宣传", "--first", "2020-06-05", "--people", "300",
         "--document", "1")  # fmt: skip
    in_city("activity", "培训班", "--kind", "培训", "--first", "2020-06-29", "--last", "2020-07-01")
    (day,) = listed("activities", *HALF_YEAR)
    assert (day["first"], day["last"], day["people"], day["document"]) == (
        "2020-06-05",
        "2020-06-05",
        300,
        1,
    )
    course = listed("activities", "--as-of", "2020-07-01")[1]
    assert (course["title"], course["people"], course["document"]) == ("培训班", None, None)


def test_a_figure_keeps_its_digits_and_a_further_one_is_a_new_version(in_city, listed) -> None:
    in_city(*FIGURE, "--value", "3.50", "--source", "6月月报")
    in_city(*FIGURE, "--value", "4", "--source", "更正函")
    in_city(*FIGURE, "--value", "5", "--source", "省公布", "--kind", "confirmed")
    in_city("figure", "另一指标", "甲河口", "--value=-1", "--day", "2020-07-01", "--source", "函")
    declared, confirmed = listed("figures", *HALF_YEAR)
    assert (declared["value"], declared["version"], declared["kind"]) == ("4", 2, "自报")
    assert (declared["source"], declared["by"]) == ("更正函", "本机 local operator")
    assert (confirmed["value"], confirmed["version"], confirmed["kind"]) == ("5", 1, "核定")
    (other,) = listed("figures", "--as-of", "2020-07-01", "--indicator", "另一指标")
    assert (other["value"], other["unit"]) == ("-1", "")
    in_city(*FIGURE, "--value", "3.50", "--source", "再更正")
    assert [row["value"] for row in listed("figures", *HALF_YEAR)] == ["5", "3.50"]
    assert "审计链完整" in in_city("audit")


def test_an_area_is_registered_once_and_an_account_closed_for_good(in_city, listed, yunzhu) -> None:
    in_city("area", "440100", "广州市", "--level", "city")
    child = ("area", "440106", "天河区", "--level", "district", "--parent", "440100")
    assert "已登记 registered" in in_city(*child)
    assert "早已登记 already there" in in_city(*child)
    assert [(row["code"], row["parent"]) for row in listed("areas")] == [
        ("440100", ""),
        ("440106", "440100"),
    ]

    assert [row["name"] for row in listed("accounts")] == ["甲", "乙", "丙", "丁"]
    in_city("account", "戊", "--organisation", "大气处")
    account = listed("accounts")[-1]
    assert (account["organisation"], account["closed"]) == ("大气处", None)
    assert account["opened"].startswith(str(TODAY))
    assert "已停用 closed: 戊" in in_city("close-account", "戊", "--reason", "调离")
    account = listed("accounts")[-1]
    assert account["closed"].startswith(str(TODAY))
    refused = yunzhu("city", "area", "440104", "越秀区", "--level", "district", "--by", "戊")
    assert refused.code == 2
    assert "closed" in refused.err


def test_a_series_is_expanded_by_its_rule(in_city, listed) -> None:
    out = in_city("add-series", PLAN, "05.1", *SERIES, "--rule", "quarterly", "--days-to-due", "15",
               "--period", "2020-02-10..2020-07-31", "--on", "2020-02-03")  # fmt: skip
    assert "yunzhu city expand 1" in out
    before = ("--as-of", "2020-02-03")
    (row,) = listed("series", PLAN, *before)
    assert (row["rule"], row["period"], row["days_to_due"], row["items"]) == (
        "每季度 quarterly",
        "2020-02-10..2020-07-31",
        15,
        0,
    )
    assert listed("series", PLAN, "--as-of", "2020-02-02") == []
    assert "new work items 3: 1, 2, 3" in in_city("expand", "1", "--on", "2020-02-04")
    assert "new work items 0: 无 none" in in_city("expand", "1")
    # Quarters end on 31 March, 30 June and, cut to the span, 31 July; 15 days more each.
    items = listed("items", PLAN, "--as-of", "2020-02-04")
    assert [one["due"] for one in items] == ["2020-04-15", "2020-07-15", "2020-08-15"]
    assert listed("series", PLAN, *before)[0]["items"] == 0
    assert listed("series", PLAN, "--as-of", "2020-02-04")[0]["items"] == 3


def test_a_series_that_follows_meetings_grows_with_them(in_city, listed) -> None:
    in_city("add-series", PLAN, "05.1", *SERIES, "--rule", "every_meeting", "--days-to-due", "10",
         "--meeting-kind", "联席会议", "--on", "2020-01-02")  # fmt: skip
    (row,) = listed("series", PLAN, *HALF_YEAR)
    assert (row["meeting_kind"], row["period"]) == ("联席会议", "2020-01-01..2020-12-31")
    for number, day in ((1, "2020-04-10"), (2, "2020-05-08")):
        in_city("meeting", f"第{number}次", "--kind", "联席会议", "--held", day)
        assert f"new work items 1: {number}" in in_city("expand", "1", "--on", day)
    items = listed("items", PLAN, *HALF_YEAR)
    assert [one["due"] for one in items] == ["2020-04-20", "2020-05-18"]


def test_registers_go_up_to_yesterday_as_assess_does(in_city, told) -> None:
    yesterday = TODAY - timedelta(days=1)
    assert json.loads(told("assess", PLAN, "--format", "json"))["as_of"] == str(yesterday)
    for on in (str(yesterday), str(TODAY)):
        owed = (PLAN, "05.1", "--title", "x", "--owner", "y", "--on", on)
        in_city("add", *owed, "--due", "2020-06-30")
        in_city("add-series", *owed, "--rule", "once", "--days-to-due", "0")
        in_city("document", "x", "--kind", "x", "--issuer", "x", "--issued", on)
        in_city("meeting", "x", "--kind", "x", "--held", on)
        in_city("activity", "x", "--kind", "x", "--first", on)
        in_city("figure", "x", on, "--value", "1", "--day", on, "--source", "x")
    with_today = ("--as-of", str(TODAY))
    for words in (("items", PLAN), ("series", PLAN), ("documents",), ("meetings",),
                  ("activities",), ("figures",)):  # fmt: skip
        assert len(json.loads(in_city(*words, "--format", "json"))) == 1, words
        assert len(json.loads(in_city(*words, *with_today, "--format", "json"))) == 2, words
        table = in_city(*words)
        assert f"截至 as of {yesterday}" in table
        assert f"with today: --as-of {TODAY}" in table
        assert "with today" not in in_city(*words, *with_today)
