"""``yunzhu assess``, ``plan`` and ``city`` as a user runs them, on a simulated city."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from yunzhu.cli.plan_printing import csv_row, found_text
from yunzhu.periods import city_now
from yunzhu.plan.loading import load_plan
from yunzhu.plan.odds import Odds, Scaling
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding, Verdict
from yunzhu.values import EvidenceKind, Origin, Result, SourceMark
from yunzhu.workspace import init_workspace

PLAN = """\
id: yunzhu-2026
title: 云珠市2026年计划(模拟)
english: a plan of the simulated city
area: "990100"
year: 2026
origin: simulated
text_file: plan.txt
cuts: {on_track_odds: 0.85, at_risk_odds: 0.50, at_risk_pace: 0.8, seasons_for_odds: 3}
tasks:
  - {number: "01", title: 制度(模拟), english: rules (simulated), part: 一(模拟)}
  - {number: "02", title: 水(模拟), english: water (simulated), part: 一(模拟)}
commitments:
  - id: "T01"
    clause: 细颗粒物(模拟)
    english: PM2.5
    kind: threshold
    force: binding
    role: lead
    owes: result
    due: 2026-12-31
    threshold: {compare: at_most, value: 40, unit: µg/m³}
    measured: 年均值
    measured_english: annual mean
    registers: [observations]
    readings: [平均解读为有效日 valid days are read]
    metric:
      name: air_statistics
      measures:
        - {indicator: PM2.5, statistic: mean, threshold: {compare: at_most, value: 40, unit: µg/m³}}
  - id: "01.1"
    clause: 印发实施办法(模拟)
    english: measures are issued and carried out
    kind: document_issued
    force: no_number
    role: lead
    owes: result
    due: 2026-12-31
    threshold: {none: 文中无数, english: no number in the text}
    measured: 文件的文号与日期
    measured_english: number and date of the document
    registers: [work_items]
    readings: []
    metric: {name: work_items, components: [印发, 实施]}
  - id: "01.2"
    clause: 定期检查(模拟)
    english: regular checks
    kind: programme
    force: no_number
    role: urge
    owes: effort
    due: 2026-12-31
    threshold: {none: 文中无数, english: no number in the text}
    measured: 已做的检查
    measured_english: checks done
    registers: [work_items]
    readings: []
    metric: {name: work_items}
  - id: "02.1"
    clause: 排污口整治(模拟)
    english: outfalls are treated
    kind: coverage
    force: strive
    role: join
    owes: result
    due: 2026-12-31
    threshold: {compare: equal, unknown: 应整治的个数, english: how many are bound, unit: 个}
    measured: 已整治的排污口
    measured_english: outfalls treated
    registers: [outfalls]
    readings: []
    metric: {name: absent, wanted: outfall_treatment_coverage}
"""
TEXT = "细颗粒物(模拟)\n印发实施办法(模拟)\n定期检查(模拟)\n排污口整治(模拟)\n"
IDS = ["T01", "01.1", "01.2", "02.1"]
AS_OF = ("--as-of", "2026-03-31")
TODAY = city_now().date()
NOW = ("--as-of", str(TODAY))
TOMORROW = str(TODAY + timedelta(days=1))


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def plan(tmp_path: Path) -> str:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.fixture
def this_year(tmp_path: Path) -> str:
    """The plan as this year's, so that what is done today is done in time."""
    path = tmp_path / "this_year.yaml"
    path.write_text(PLAN.replace("2026", str(TODAY.year)), encoding="utf-8")
    (tmp_path / "plan.txt").write_text(TEXT, encoding="utf-8")
    return str(path)


@pytest.fixture
def city(own: Path, told: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The simulated workspace with a city and three accounts, as current folder."""
    monkeypatch.delenv("YUNZHU_DATABASE_URL", raising=False)
    assert "模拟" in told("city", "prepare")
    for name in ("甲", "乙", "丙"):
        told("city", "account", name, "--organisation", "模拟单位")
    return own


def add(told: Callable[..., str], plan: str, commitment: str, *words: str) -> str:
    """Register a work item and return its number."""
    out = told(
        "city", "add", plan, commitment, "--title", f"工作 {commitment}", "--owner", "大气处",
        "--due", str(load_plan(plan).commitment(commitment).due), *words,
    )  # fmt: skip
    return out.strip().rsplit(" ", 1)[1]


def prove(told: Callable[..., str], folder: Path, number: str) -> Path:
    file = folder / f"minutes-{number}.txt"
    file.write_text(f"会议纪要(模拟) {number}", encoding="utf-8")
    told("city", "evidence", number, str(file), "--by", "甲")
    return file


def accept(told: Callable[..., str], number: str) -> None:
    for verb, name in (("submit", "甲"), ("verify", "乙"), ("accept", "丙")):
        assert "模拟" in told("city", verb, number, "--by", name)


# assess


@pytest.mark.usefixtures("here")
def test_assess_prints_the_verdict_the_cap_and_how_to_open_the_number(
    yunzhu, told, plan: str
) -> None:
    words = ("assess", plan, *AS_OF)
    table = told(*words)
    for word in ("模拟", "证据不足", "T01", "rounded down", "275 d", "yunzhu plan show"):
        assert word in table
    content = json.loads(told(*words, "--format", "json"))
    assert content["origin"] == "simulated"
    assert "模拟" in content["origin_label"]
    verdict = content["verdicts"][0]
    assert (verdict["id"], verdict["status"], verdict["evidence_kind"]) == (
        "T01",
        "证据不足",
        "模拟",
    )
    (finding,) = verdict["findings"]
    assert finding["remaining"]["days"] == 275
    assert finding["odds"]["computable"] is False
    assert "odds not computable" in finding["missing"][0]
    lineage = finding["result"]["lineage_id"]
    assert lineage.startswith("990100/PM2.5/mean/")
    shown = told("plan", "show", plan, "T01", *AS_OF)
    for word in ("模拟", "细颗粒物(模拟)", "平均解读为", f"yunzhu explain {lineage}", "SHA-256"):
        assert word in shown
    opened = json.loads(told("explain", lineage, "--format", "json"))
    assert opened["agrees"] is True
    assert opened["result"]["value"] == finding["value"]


@pytest.mark.usefixtures("here")
def test_a_row_per_target_and_task_and_counts_that_add_up(told, plan: str) -> None:
    content = json.loads(told("assess", plan, *AS_OF, "--format", "json"))
    assert [one["id"] for one in content["groups"]] == ["T01", "01", "02"]
    assert [one["id"] for one in content["verdicts"]] == IDS
    words = Counter(one["status"] for one in content["verdicts"])
    assert {word: count for word, count in content["counts"].items() if count} == dict(words)
    assert sum(content["counts"].values()) == sum(content["evidence_kinds"].values()) == len(IDS)
    for group in content["groups"]:
        assert sum(group["counts"].values()) == len(group["commitments"])
    table = told("assess", plan, *AS_OF)
    assert "共 total 4" in table
    (task,) = [line for line in table.splitlines() if line.strip().startswith("01 ")]
    assert "证据不足 insufficient evidence 2" in task
    assert "无 none" in task
    for title in ("制度(模拟)", "rules (simulated)", "水(模拟)", "water (simulated)"):
        assert title in table
    assert [(one["title"], one["english"]) for one in content["groups"]] == [
        ("细颗粒物(模拟)", "PM2.5"),
        ("制度(模拟)", "rules (simulated)"),
        ("水(模拟)", "water (simulated)"),
    ]
    assert "无" in content["evidence_kinds"]


@pytest.mark.usefixtures("here")
def test_kinds_are_printed_and_add_up_to_the_rows(told, plan: str) -> None:
    table = told("assess", plan, *AS_OF, "--kind")
    printed = re.findall(r"^证据 evidence (.+): (\d+)$", table, re.M)
    counts = {name: int(number) for name, number in printed}
    assert list(counts) == [
        "核定 confirmed", "实测 measured", "公开 published", "自报 declared", "凭文件 document",
        "模拟 simulated", "无 none",
    ]  # fmt: skip
    assert sum(counts.values()) == len(IDS)
    assert (counts["模拟 simulated"], counts["无 none"]) == (1, 3)
    assert "证据 evidence" not in told("assess", plan, *AS_OF)


@pytest.mark.usefixtures("here")
def test_csv_has_a_row_per_finding_that_says_simulated(told, plan: str) -> None:
    rows = csv_rows(told("assess", plan, *AS_OF, "--format", "csv"))
    content = json.loads(told("assess", plan, *AS_OF, "--format", "json"))
    findings = [
        (verdict, finding) for verdict in content["verdicts"] for finding in verdict["findings"]
    ]
    assert len(rows) == len(findings)
    for row, (verdict, finding) in zip(rows, findings, strict=True):
        assert (row["id"], row["status"]) == (verdict["id"], verdict["status"])
        assert (row["clause"], row["english"]) == (verdict["clause"], verdict["english"])
        assert (row["label"], row["threshold"]) == (finding["label"], finding["threshold_text"])
        assert row["value"] == ("" if finding["value"] is None else str(finding["value"]))
        assert row["missing"] == "; ".join(finding["missing"])
        assert row["origin"] == "simulated"
        assert "模拟" in row["origin_label"]


class Links(HTMLParser):
    """What a page would load, and how it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.tags: Counter[str] = Counter()
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang") or ""
        self.loaded += [found[key] or "" for key in ("src", "srcset", "poster") if key in found]
        if tag == "link":
            self.loaded.append(found.get("href") or "")


@pytest.mark.usefixtures("here")
def test_an_output_that_cannot_become_a_file_is_refused_before_anything_is_written(
    yunzhu, plan: str, tmp_path: Path
) -> None:
    folder, before = tmp_path / "reports", sorted(tmp_path.rglob("*"))
    words = ("assess", plan, *AS_OF, "--format", "html", "--output")
    run = yunzhu(*words, str(folder / "report.html"))
    assert (run.code, run.out) == (2, "")
    assert f"没有这个文件夹 no such folder | 字段 field: --output | 值 found: '{folder}'" in run.err
    assert sorted(tmp_path.rglob("*")) == before
    folder.mkdir()
    run = yunzhu(*words, str(folder))
    assert (run.code, run.out) == (2, "")
    assert (
        f"这里已有文件夹 a folder stands there | 字段 field: --output | 值 found: '{folder}'"
        in run.err
    )
    assert ".part" not in run.err
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("here")
def test_the_html_is_one_file_that_loads_nothing(told, plan: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    assert "模拟" in told("assess", plan, *AS_OF, "--format", "html", "--output", str(file))
    text = file.read_text(encoding="utf-8")
    assert text.lower().startswith("<!doctype html>")
    page = Links()
    page.feed(text)
    assert page.language.startswith("zh")
    assert all(one.startswith("data:") for one in page.loaded), page.loaded
    assert not re.search(r"(@import|url\()\s*['\"]?(?!['\"]?(data:|#))", text)
    assert page.tags["svg"] or page.tags["img"], "pictures are included"
    assert "@media print" in text or "@page" in text
    for word in ("模拟", "云珠市2026年计划(模拟)", "细颗粒物(模拟)", "排污口整治(模拟)", "证据不足",
                 "insufficient evidence", "2026-03-31"):  # fmt: skip
        assert word in text
    assert text.find("证据不足") < text.find("insufficient evidence"), "Chinese first"


@pytest.mark.usefixtures("here")
def test_the_html_does_not_let_a_plan_write_into_the_page(told, plan: str, tmp_path: Path) -> None:
    path = Path(plan)
    for part in (path, path.with_suffix(".txt")):
        text = part.read_text(encoding="utf-8")
        hostile = text.replace("排污口整治(模拟)", "<script>alert(1)</script>")
        part.write_text(hostile, encoding="utf-8")
    file = tmp_path / "report.html"
    told("assess", plan, *AS_OF, "--format", "html", "--output", str(file))
    assert "<script>alert(1)" not in file.read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "code"),
    [("", 0), ("missed", 0), ("missed,off-track", 0), ("insufficient", 1),
     ("missed, insufficient", 1), ("at-risk", 0)],
)  # fmt: skip
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_fail_on_ends_with_1_when_a_row_stands_at_such_a_word(
    yunzhu, plan: str, words: str, code: int, form: str
) -> None:
    run = yunzhu("assess", plan, *AS_OF, "--fail-on", words, "--format", form)
    assert run.code == code
    assert run.out, "the assessment is printed all the same"
    for identity in IDS:
        assert (identity in run.err) is bool(code)


@pytest.mark.usefixtures("here")
def test_fail_on_missed_by_a_target_out_of_reach(yunzhu, plan: str) -> None:
    path = Path(plan)
    path.write_text(PLAN.replace("value: 40", "value: 1"), encoding="utf-8")
    run = yunzhu("assess", plan, *AS_OF, "--fail-on", "missed")
    assert run.code == 1
    assert "T01" in run.err
    assert "02.1" not in run.err


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("assess", "guangzhou-2020", *AS_OF), "simulated"),
        (("plan", "show", "guangzhou-2020", "T01"), "simulated"),
        (("plan", "snapshot", "guangzhou-2020", "--by", "甲"), "simulated"),
        (("plan", "show", "PLAN", "T99"), "T99"),
        (("plan", "show", "PLAN", "1.1"), "1.1"),
        (("assess", "PLAN", "--as-of", "yesterday"), "YYYY-MM-DD"),
        (("assess", "PLAN", "--as-of", TOMORROW), "in the future"),
        (("plan", "show", "PLAN", "T01", "--as-of", TOMORROW), f"no later than today: {TODAY}"),
        (("plan", "snapshot", "PLAN", "--by", "甲", "--as-of", "2029-01-01"), "2029-01-01"),
        (("city", "documents", "--as-of", TOMORROW), "in the future"),
        (("assess", "PLAN", "--known-at", "2026-02-30"), "2026-02-30"),
        (("assess", "PLAN", "--fail-on", "achieved"), "achieved"),
        (("assess", "PLAN", "--format", "pdf"), "table | json | csv | html"),
        (("plan", "snapshot", "PLAN", "--by", "甲"), "prepare"),
        (("plan", "snapshots"), "prepare"),
        (("plan", "diff", "1", "2"), "prepare"),
        (("city", "items", "PLAN"), "prepare"),
        (("city", "audit"), "prepare"),
    ],
)
def test_a_mistake_ends_with_2_and_a_message_on_stderr(
    yunzhu, plan: str, words: tuple[str, ...], fault: str
) -> None:
    run = yunzhu(*(plan if word == "PLAN" else word for word in words))
    assert run.code == 2, run.out
    assert run.out == ""
    assert "错误" in run.err
    assert fault in run.err
    assert "Traceback" not in run.err


# guangzhou-2020, without any record


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A measured workspace without records, as current folder."""
    root = init_workspace(tmp_path / "measured", origin=Origin.MEASURED, area="440100").root
    monkeypatch.chdir(root)
    return root


@pytest.mark.usefixtures("empty")
def test_every_row_of_guangzhou_2020_is_printed_and_opens(told) -> None:
    plan = load_plan("guangzhou-2020")
    table = told("assess", "guangzhou-2020", "--as-of", "2020-06-30")
    assert "共 total 168" in table
    lines = [line.strip() for line in table.splitlines()]
    rows = [
        *(f"T{number:02d}" for number in range(1, 15)),
        *(f"Q{number}" for number in range(1, 4)),
        *(f"{number:02d}" for number in range(1, 35)),
    ]
    for row in rows:
        assert any(line.startswith(f"{row} ") for line in lines), row
    opened = ["targets", "goals", *(one.number for one in plan.tasks)]
    shown = "".join(
        told("plan", "show", "guangzhou-2020", group, "--as-of", "2020-06-30") for group in opened
    )
    for one in plan.commitments:
        assert f"{one.id} 证据不足 insufficient evidence\n  条款 clause: {one.clause}\n" in shown
        assert f"测什么 measured: {one.measured} {one.measured_english}\n" in shown
    assert shown.count("缺 missing: ") >= len(plan.commitments)


@pytest.mark.usefixtures("empty")
def test_rows_of_guangzhou_2020_open_as_json_by_id_and_by_group(told) -> None:
    plan = load_plan("guangzhou-2020")
    words = ("plan", "show", "guangzhou-2020")
    rest = ("--as-of", "2020-06-30", "--format", "json")
    for group in ("targets", "goals", *(one.number for one in plan.tasks)):
        rows = json.loads(told(*words, group, *rest))
        expected = [one for one in plan.commitments if one.group == group]
        for row, one in zip(rows, expected, strict=True):
            assert (row["id"], row["clause"], row["status"]) == (one.id, one.clause, "证据不足")
            assert (row["force"], row["role"]) == (one.force.value, one.role.value)
            assert (row["measured"], row["measured_english"]) == (
                one.measured,
                one.measured_english,
            )
            assert row["missing"]
            assert row["origin"] == "measured"
    for identity in ("T01", "Q3", "01.1", "34.4"):
        (row,) = json.loads(told(*words, identity, *rest))
        assert row["id"] == identity


@pytest.mark.usefixtures("empty")
def test_published_facts_stand_in_and_say_so(told) -> None:
    shown = told("plan", "show", "guangzhou-2020", "T01", "--as-of", "2021-01-20")
    for word in ("已达成 achieved", "公开", "23", "≤ 35 µg/m³", "post_7933697"):
        assert word in shown
    assert "发布日未记录 day of publication not recorded" in shown
    assert "证据不足" in told("plan", "show", "guangzhou-2020", "T01", "--as-of", "2020-12-30")
    words = ("plan", "show", "guangzhou-2020", "T05", "--as-of", "2021-01-20")
    assert "发布 published 2021-01-15" in told(*words)
    for identity, published, mark in (("T05", "2021-01-15", "seen"), ("T07", None, "unverified")):
        (row,) = json.loads(
            told("plan", "show", "guangzhou-2020", identity, *words[4:], "--format", "json")
        )
        (finding,) = row["findings"]
        assert (finding["published"]["published"], finding["published"]["mark"]) == (
            published,
            mark,
        )
        assert ("not recorded" in finding["published"]["publication"]) == (published is None)


def test_the_listing_tells_the_day_of_publication_or_that_there_is_none(told) -> None:
    rows = {
        one["statistic"]: one
        for one in json.loads(told("published", "guangzhou", "--format", "json"))
        if (one["indicator"], one["period"]) == ("assessment_section", "2020-01-01..2020-12-31")
    }
    sections = rows["attained_sections"]
    assert (sections["published"], sections["publication"]) == (
        "2021-01-15",
        "发布 published 2021-01-15",
    )
    lost = rows["lost_function_share"]
    assert (lost["published"], lost["mark"]) == (None, "unverified")
    assert "day of publication not recorded" in lost["publication"]
    assert "发布日未记录" in told("published", "guangzhou")


# Both languages


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("T01", "类别 kind 阈值 threshold; 约束力 force 约束 binding; 职责 role 主责 lead; "
                "应交 owes 结果 result; 期限 due 2026-12-31"),
        ("01.1", "类别 kind 印发文件 document issued; 约束力 force 无数字 no number; "),
        ("01.2", "职责 role 督促 urge; 应交 owes 工作 effort; "),
        ("02.1", "约束力 force 力争 strive; 职责 role 配合 join; "),
        ("T01", "所见 finding [证据不足 insufficient evidence, 证据 evidence 模拟 simulated]: "),
        ("01.1", "所见 finding [证据不足 insufficient evidence, 证据 evidence 无 none]: "),
        ("T01", ", 日均最高 cap "),
        ("T01", " (取整 whole "),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_an_opened_row_has_every_word_in_both_languages(
    told, plan: str, identity: str, words: str
) -> None:
    assert words in told("plan", "show", plan, identity, *AS_OF)


def test_the_value_before_rounding_is_not_rounded_to_the_mark() -> None:
    # 35.496 would read 35.50 with two decimals, a number that rounds to 36.
    (one,) = (one for one in load_plan("yunzhu-2020").commitments if one.id == "T02")
    result = Result(
        "990100", "PM2.5", "mean", "2020-01-01..2020-12-31", Decimal(35), "µg/m³", 366, 366, True,
        "HJ 663-2013", "air-2012+stations", exact=Fraction(35_496, 1_000),
    )  # fmt: skip
    finding = Finding("PM2.5 mean", one.threshold, Status.MISSED, value=Decimal(35), result=result)
    assert found_text(finding).startswith("PM2.5 mean 35 (35.496),")


@pytest.mark.usefixtures("here")
def test_an_opened_row_shows_every_other_series_its_mark_and_the_exact_value(
    told, plan: str
) -> None:
    # What `air stats` says of the same period: two editions (2026-03-01), dust or no dust.
    period = ("--period", "2026-01-01..2026-03-31", "--format", "json")
    rows = json.loads(told("air", "stats", *period))
    means = [one for one in rows if (one["indicator"], one["statistic"]) == ("PM2.5", "mean")]
    default, *others = means
    without = [one for one in others if one["rule"].endswith("+excluding_events")]
    assert without
    shown = told("plan", "show", plan, "T01", *AS_OF)
    assert f"PM2.5 mean {default['value']} ({default['exact']}) µg/m³" in shown
    assert f"标记 mark {SourceMark(default['mark']).label}" in shown
    differing = [one for one in others if one["exact"] != default["exact"]]
    assert differing
    for one in differing:
        assert f": {one['value']} µg/m³, {one['n_valid']}/{one['n_expected']}" in shown
        assert f"; yunzhu explain {one['lineage_id']}" in shown
    assert shown.count("另一序列 another series: ") == len(differing)
    row = csv_rows(told("assess", plan, *AS_OF, "--format", "csv"))[0]
    assert row["mark"] == default["mark"]
    assert all(one["lineage_id"] in row["others"] for one in differing)


@pytest.mark.parametrize(("is_proxy", "told_so"), [(True, True), (False, False)])
def test_a_finding_on_a_proxys_odds_says_so(is_proxy: bool, told_so: bool) -> None:
    odds = Odds(
        met=9_100, draws=10_000, seed=1, block_days=7, years=(2015, 2016, 2017),
        scaling=Scaling.FIRST_PART_RATIO, low=Decimal(18), middle=Decimal(20), high=Decimal(24),
        series="P1", is_proxy=is_proxy, left_out=(),
    )  # fmt: skip
    (one,) = (one for one in load_plan("yunzhu-2020").commitments if one.id == "T02")
    finding = Finding(
        "PM2.5 mean", one.threshold, Status.ON_TRACK, EvidenceKind.MEASURED,
        value=Decimal(22), unit="µg/m³", odds=odds,
    )  # fmt: skip
    line = found_text(finding)
    assert "概率 odds 91 %" in line
    assert ("来自替代站点 from a proxy" in line) is told_so
    row = csv_row(Verdict(one, (finding,)), finding, Origin.MEASURED)
    assert (row["odds"], row["odds_from_proxy"]) == ("91 %", told_so)


@pytest.mark.usefixtures("here")
def test_a_group_tells_its_weakest_kind_and_how_many_rest_on_each(told, plan: str) -> None:
    groups = json.loads(told("assess", plan, *AS_OF, "--format", "json"))["groups"]
    target, task, _ = groups
    assert (target["evidence_kind"], target["evidence_kind_english"]) == ("模拟", "simulated")
    assert (task["evidence_kind"], task["evidence_kinds"]["无"]) == (None, 2)


# plan list, snapshot, snapshots, diff


def test_plans_are_listed_without_a_workspace(
    told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = {row["id"]: row for row in json.loads(told("plan", "list", "--format", "json"))}
    row = rows["guangzhou-2020"]
    assert (row["year"], row["commitments"], row["origin"]) == (2020, 168, "measured")
    cells = {cell["id"]: cell for cell in csv_rows(told("plan", "list", "--format", "csv"))}
    assert list(cells) == list(rows)
    assert cells["guangzhou-2020"]["area"] == "440100"
    assert "guangzhou-2020" in told("plan", "list")


def test_work_goes_through_the_commands_and_moves_the_verdict(
    city: Path, yunzhu, told, this_year: str
) -> None:
    def verdict(identity: str) -> dict[str, Any]:
        (found,) = json.loads(told("plan", "show", this_year, identity, *NOW, "--format", "json"))
        return found

    assert verdict("01.1")["status"] == "证据不足"
    assert [one.split(": ")[1] for one in verdict("01.1")["missing"]] == ["01.1 印发", "01.1 实施"]
    issued = add(told, this_year, "01.1", "--component", "印发", "--by", "甲")
    assert verdict("01.1")["status"] == "证据不足"
    carried = add(told, this_year, "01.1", "--component", "实施", "--by", "甲")
    assert verdict("01.1")["missing"] == []
    # A document is not its acceptance.
    file = prove(told, city, issued)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    first = verdict("01.1")["findings"][0]
    assert (first["numerator"], first["denominator"]) == (0, 1)
    assert [line for line in first["evidence"] if digest[:16] in line]
    accept(told, issued)
    prove(told, city, carried)
    accept(told, carried)
    found = verdict("01.1")
    assert (found["status"], found["evidence_kind"]) == ("已达成", "模拟")
    assert (found["status_english"], found["evidence_kind_english"]) == ("achieved", "simulated")
    assert [(one["numerator"], one["denominator"]) for one in found["findings"]] == [(1, 1), (1, 1)]
    items = json.loads(told("city", "items", this_year, *NOW, "--format", "json"))
    assert [(one["commitment"], one["component"], one["evidence"]) for one in items] == [
        ("01.1", "印发", 1),
        ("01.1", "实施", 1),
    ]
    assert all("accepted" in one["state"] and one["origin"] == "simulated" for one in items)
    assert "模拟" in told("city", "items", this_year, *NOW)
    assert "审计链完整" in told("city", "audit")


def test_an_item_sent_back_is_open_again_and_its_rest_is_listed(
    city: Path, told, this_year: str
) -> None:
    number = add(told, this_year, "01.2", "--by", "甲")
    prove(told, city, number)
    told("city", "submit", number, "--by", "甲")
    told("city", "return", number, "--reason", "缺签字", "--by", "乙")
    (found,) = json.loads(told("plan", "show", this_year, "01.2", *NOW, "--format", "json"))
    (finding,) = found["findings"]
    assert (finding["numerator"], finding["denominator"]) == (0, 1)
    assert "已退回 returned" in finding["rest"][0]
    shown = told("plan", "show", this_year, "01.2", *NOW)
    assert f"其余 the rest: {finding['rest'][0]}" in shown


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("submit", "1", "--by", "甲"), "evidence"),
        (("accept", "1", "--by", "丙"), "draft"),
        (("submit", "9", "--by", "甲"), "9"),
        (("evidence", "1", "absent.txt", "--by", "甲"), "absent.txt"),
        (("submit", "1", "--by", "丁"), "丁"),
        (("add", "PLAN", "09.9", "--title", "x", "--owner", "x", "--due", "2026-12-31"), "09.9"),
        (("add", "PLAN", "01.2", "--title", "x", "--owner", "x", "--due", "soon"), "YYYY-MM-DD"),
        (("add", "PLAN", "01.2", "--title", " ", "--owner", "x", "--due", "2026-12-31"), "title"),
        (("calendar", "absent.csv"), "absent.csv"),
    ],
)
def test_a_mistake_with_the_city_changes_nothing(
    city: Path, yunzhu, told, plan: str, words: tuple[str, ...], fault: str
) -> None:
    add(told, plan, "01.2", "--by", "甲")
    before = told("city", "items", plan, *NOW, "--format", "json")
    run = yunzhu("city", *(plan if word == "PLAN" else word for word in words))
    assert run.code == 2
    assert fault in run.err
    assert "Traceback" not in run.err
    assert told("city", "items", plan, *NOW, "--format", "json") == before


def test_the_calendar_is_asked_for_and_then_serves(city: Path, told, this_year: str) -> None:
    for _ in range(2):
        add(told, this_year, "01.2", "--by", "甲")
    first = date(TODAY.year, 1, 1)
    (before,) = json.loads(told("plan", "show", this_year, "01.2", *NOW, "--format", "json"))
    if before["status"] == "证据不足":  # running until the end of the year
        assert f"does not cover: {TODAY.year}-01-01..{TODAY.year}-12-31" in before["missing"][0]
    days = [first + timedelta(days=step) for step in range(365)]
    file = city / "workdays.csv"
    file.write_text(
        "date,is_workday,source\n"
        + "".join(f"{day},{int(day.isoweekday() <= 5)},模拟日历\n" for day in days),
        encoding="utf-8",
    )
    assert "新增 new 365, 变更 changed 0" in told("city", "calendar", str(file))
    (after,) = json.loads(told("plan", "show", this_year, "01.2", *NOW, "--format", "json"))
    assert after["missing"] == []
    assert after["status"] != "证据不足"


def test_snapshots_are_frozen_hashed_listed_and_compared(
    city: Path, yunzhu, told, this_year: str
) -> None:
    taken = ("plan", "snapshot", this_year, *NOW, "--by", "甲")
    assert "模拟" in told(*taken)
    for component in ("印发", "实施"):
        number = add(told, this_year, "01.1", "--component", component, "--by", "甲")
        file = prove(told, city, number)
        accept(told, number)
    told(*taken)
    told(*taken)
    one, two, three = json.loads(told("plan", "snapshots", "--format", "json"))
    assert [row["number"] for row in (one, two, three)] == [1, 2, 3]
    assert all(re.fullmatch("[0-9a-f]{64}", row["sha256"]) for row in (one, two, three))
    assert one["sha256"] != two["sha256"] == three["sha256"]
    assert {row["plan"] for row in (one, two)} == {f"yunzhu-{TODAY.year}"}
    assert "模拟" in told("plan", "snapshots")
    assert one["sha256"] in told("plan", "snapshots")
    assert csv_rows(told("plan", "snapshots", "--format", "csv"))[1]["sha256"] == two["sha256"]

    (moved,) = json.loads(told("plan", "diff", "1", "2", "--format", "json"))
    assert (moved["id"], moved["before"], moved["after"]) == ("01.1", "证据不足", "已达成")
    assert moved["origin"] == "simulated"
    assert [row["after"] for row in moved["values"]] == [1, 1]
    assert len(moved["new_evidence"]) == 2
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    assert digest in moved["new_evidence"][1]
    assert moved["lost_evidence"] == moved["missing"] == []
    table = told("plan", "diff", "1", "2")
    for word in ("模拟", "01.1", "证据不足", "已达成", digest):
        assert word in table
    (back,) = json.loads(told("plan", "diff", "2", "1", "--format", "json"))
    assert back["lost_evidence"] == moved["new_evidence"]
    table = told("plan", "diff", "2", "1")
    assert "不再有的证据 lost evidence" in " ".join(table.split())
    assert digest in table
    assert [line.split(": ")[1] for line in back["missing"]] == ["01.1 印发", "01.1 实施"]
    assert json.loads(told("plan", "diff", "2", "3", "--format", "json")) == []
    still = told("plan", "diff", "2", "3")
    assert "两个快照之间没有变化 nothing moved between the two snapshots" in still
    assert f"快照 snapshots 2 → 3: yunzhu-{TODAY.year}, 截至 as of {TODAY} → {TODAY}" in still
    assert "没有变化" not in table
    assert csv_rows(told("plan", "diff", "1", "2", "--format", "csv"))[0]["id"] == "01.1"
    run = yunzhu("plan", "diff", "1", "9")
    assert run.code == 2
    assert "no such snapshot" in run.err


def test_a_day_of_the_past_freezes_as_it_was(city: Path, yunzhu, told, plan: str) -> None:
    told("plan", "snapshot", plan, "--by", "甲", "--as-of", "2026-02-28")
    told("plan", "snapshot", plan, "--by", "甲", *AS_OF, "--known-at", "2026-06-01")
    first, second = json.loads(told("plan", "snapshots", "--format", "json"))
    assert (first["as_of"], first["known_at"]) == ("2026-02-28", None)
    assert (second["as_of"], second["known_at"]) == ("2026-03-31", "2026-06-01")
    (moved,) = json.loads(told("plan", "diff", "1", "2", "--format", "json"))
    assert (moved["id"], moved["values"][0]["label"]) == ("T01", "PM2.5 mean")
    assert (moved["as_of_before"], moved["as_of_after"]) == ("2026-02-28", "2026-03-31")
    table = told("plan", "diff", "1", "2")
    assert "截至 as of 2026-02-28 → 2026-03-31 (所知 known at 2026-06-01)" in " ".join(
        table.split()
    )
    assert "the plan itself" not in table
    path = Path(plan)
    path.write_text(PLAN.replace("value: 40", "value: 41"), encoding="utf-8")
    told("plan", "snapshot", plan, "--by", "甲", *AS_OF, "--known-at", "2026-06-01")
    run = yunzhu("plan", "diff", "2", "3", "--format", "json")
    assert json.loads(run.out)[0]["changes"][0]["after"] == "≤ 41 µg/m³"
    assert "计划本身不同 the plan itself differs" in run.err
    assert "阈值 threshold (PM2.5 mean): ≤ 40 µg/m³ → ≤ 41 µg/m³" in told("plan", "diff", "2", "3")


def test_a_snapshot_by_nobody_is_refused(city: Path, yunzhu, told, plan: str) -> None:
    assert yunzhu("plan", "snapshot", plan, "--by", "丁").code == 2
    assert json.loads(told("plan", "snapshots", "--format", "json")) == []


def test_acts_are_dated_and_a_late_acceptance_leaves_the_miss(
    city: Path, yunzhu, told, plan: str
) -> None:
    # Due 2026-03-31: one accepted on the day itself, in another plan the day after.
    (city / "plan.txt").write_text(TEXT, encoding="utf-8")
    for accepted_on, word in (("2026-03-31", "已达成"), ("2026-04-01", "未达成")):
        file = city / f"plan-{accepted_on}.yaml"
        text = PLAN.replace("due: 2026-12-31", "due: 2026-03-31")
        file.write_text(
            text.replace("id: yunzhu-2026", f"id: plan-{accepted_on}"), encoding="utf-8"
        )
        number = add(told, str(file), "01.2", "--by", "甲", "--on", "2026-02-02")
        proof = city / f"{number}.txt"
        proof.write_text(f"会议纪要(模拟) {number}", encoding="utf-8")
        told("city", "evidence", number, str(proof), "--by", "甲", "--on", "2026-03-03")
        for verb, name in (("submit", "甲"), ("verify", "乙"), ("accept", "丙")):
            told("city", verb, number, "--by", name, "--on", accepted_on)
        (found,) = json.loads(
            told("plan", "show", str(file), "01.2", "--as-of", "2026-06-30", "--format", "json")
        )
        assert found["status"] == word
        rest = found["findings"][0]["rest"]
        assert rest == [] or "逾期验收 accepted late on 2026-04-01" in rest[0]
    refused = yunzhu("city", "add", plan, "01.1", "--title", "x", "--owner", "y", "--due",
                     "2026-06-30", "--component", "印发了")  # fmt: skip
    assert refused.code == 2
    assert "印发 | 实施" in refused.err
