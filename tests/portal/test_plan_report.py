"""The plan report: whole, offline, escaped, and fit for paper."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from yunzhu.errors import UsageError
from yunzhu.indicators.air.calendar import CalendarDay
from yunzhu.plan.assessment import PlanAssessment
from yunzhu.plan.odds import Odds
from yunzhu.plan.other_rows import OtherRow
from yunzhu.plan.outlook import remaining_cap
from yunzhu.plan.published import published_facts
from yunzhu.plan.seasons import NotComputable
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, Verdict
from yunzhu.portal.calendar_picture import ink_on
from yunzhu.portal.plan_report import plan_report
from yunzhu.portal.report_style import STYLE
from yunzhu.standards.air_index import index_editions
from yunzhu.values import EvidenceKind, SourceMark

TAKEN = datetime(2020, 7, 6, 9, 30)
VOID = {"meta", "link", "br", "path", "rect", "circle", "polyline"}
HOSTILE = '<script>alert("x")</script>\'"&<img src=http://example.org/a.png onerror=x>'
MOST_BYTES = 1_500_000


class Page(HTMLParser):
    """What a browser would find: elements, and text by the tags it stands in."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"not closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def attributes(self, name: str) -> list[str]:
        return [value for _, one in self.elements if (value := one.get(name)) is not None]

    @property
    def shown(self) -> str:
        return "".join(text for tag, text in self.texts if tag not in ("style", "script"))


@pytest.fixture(scope="module")
def measured_text(measured: PlanAssessment, days: list[CalendarDay]) -> str:
    return plan_report(measured, days, taken=TAKEN)


@pytest.fixture(scope="module")
def simulated_text(simulated: PlanAssessment, days: list[CalendarDay]) -> str:
    return plan_report(simulated, days, taken=TAKEN)


@pytest.fixture(scope="module")
def page(measured_text: str) -> Page:
    return Page(measured_text)


def with_finding(assessment: PlanAssessment, identity: str, finding: Finding) -> PlanAssessment:
    verdicts = tuple(
        Verdict(one.commitment, (finding,), one.notes) if one.commitment.id == identity else one
        for one in assessment.verdicts
    )
    return replace(assessment, verdicts=verdicts)


def finding_of(assessment: PlanAssessment, identity: str) -> Finding:
    return next(one for one in assessment.verdicts if one.commitment.id == identity).findings[0]


def test_every_element_is_closed_in_order(page: Page) -> None:
    assert page.faults == []


def test_every_picture_is_well_formed_xml_with_a_title(measured_text: str) -> None:
    pictures = re.findall(r"<svg .*?</svg>", measured_text, flags=re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        ElementTree.fromstring(picture)


def test_pictures_speak_both_languages(measured_text: str) -> None:
    mean, calendar, _ = re.findall(r"<svg .*?</svg>", measured_text, flags=re.DOTALL)
    assert "1月 Jan<" in mean
    assert "12月 Dec<" in mean
    # 2020-01-02 has an AQI of 41: class 优.
    assert "2020-01-02: AQI 41 优 excellent" in calendar


def test_nothing_outside_the_file_is_asked_for(measured_text: str, page: Page) -> None:
    plain = measured_text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "http" not in plain.replace("http-equiv", "")
    assert not re.search(r"url\(|@import|<iframe|<object|javascript:", plain)
    assert page.attributes("src") == []
    targets = set(page.attributes("id"))
    for link in page.attributes("href"):
        assert link == "data:," or link.removeprefix("#") in targets
    assert any(one.startswith("default-src 'none';") for one in page.attributes("content"))


def test_the_policy_allows_the_one_script_by_its_hash_and_nothing_else(
    measured_text: str, page: Page
) -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", measured_text, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = (one for one in page.attributes("content") if "default-src" in one)
    assert policy.split("; ")[:2] == ["default-src 'none'", f"script-src 'sha256-{digest}'"]
    assert not re.search(r"innerHTML|eval|fetch|XMLHttp|import", script)


def test_all_168_commitments_have_a_row_with_clause_english_and_readings(
    page: Page, measured: PlanAssessment
) -> None:
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert len(measured.verdicts) == 168
    for verdict in measured.verdicts:
        one = verdict.commitment
        assert f"c-{one.id}" in ids
        measured_words = f"{one.measured} {one.measured_english}"
        for text in (one.clause, one.english, measured_words, *one.readings, *one.registers):
            assert text in page.shown


def test_every_task_opens_and_shows_its_counts_per_word(
    page: Page, measured: PlanAssessment
) -> None:
    tasks = [one["id"] for tag, one in page.elements if tag == "details" and "id" in one]
    assert tasks == [f"task-{number:02d}" for number in range(1, 35)]
    group = next(one for one in measured.groups if one.id == "13")
    shown = " · ".join(f"{status.label} {count}" for status, count in group.counts.items() if count)
    assert shown in page.shown


def test_every_task_tells_its_weakest_evidence_and_the_counts(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    # Task 05 has five commitments; four stay measured.
    finding = replace(finding_of(measured, "05.1"), kind=EvidenceKind.DOCUMENT)
    page = Page(plan_report(with_finding(measured, "05.1", finding), days, taken=TAKEN))
    assert "证据 evidence: 实测 measured 4 · 凭文件 document 1" in page.shown
    assert (
        page.shown.count("凭文件 document")
        - Page(plan_report(measured, days, taken=TAKEN)).shown.count("凭文件 document")
        == 3
    )  # the list of tasks, the task, its row


def test_a_row_on_a_proxys_odds_says_so_and_one_on_its_own_years_does_not(
    measured: PlanAssessment, days: list[CalendarDay], page: Page
) -> None:
    # Once in the list of targets, once in the row.
    assert page.shown.count("达标概率来自替代站点 odds from a proxy site") == 2
    finding = finding_of(measured, "T01")
    assert isinstance(finding.odds, Odds)
    own = replace(finding, odds=replace(finding.odds, is_proxy=False))
    text = plan_report(with_finding(measured, "T01", own), days, taken=TAKEN)
    assert "达标概率来自替代站点" not in text
    told = {one["id"]: one["odds_from_proxy"] for one in measured.as_dict()["verdicts"]}
    assert [identity for identity, is_proxy in told.items() if is_proxy] == ["T01"]


def test_a_series_without_excluded_events_stands_beside_with_its_word(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    finding = finding_of(measured, "T01")
    assert finding.result is not None
    rule = f"{finding.result.rule}+excluding_events"
    row = replace(
        finding.result, value=Decimal(24), rule=rule, n_valid=178, mark=SourceMark.CONFLICT
    )
    one = replace(finding, result=row, others=(OtherRow(row, finding.result, Status.MISSED),))
    shown = Page(plan_report(with_finding(measured, "T01", one), days, taken=TAKEN)).shown
    assert "标记 mark来源不一致 conflict" in shown
    assert (
        "另一序列 another series: 按剔除事件 excluding events: 24 µg/m³, 178/182, "
        "按此为 would be 未达成 missed; yunzhu explain 990100/PM2.5/mean/" in shown
    )


def test_every_word_stands_as_text(page: Page) -> None:
    for status in Status:
        assert sum(text == status.value for tag, text in page.texts if tag == "b") > 20
        assert status.english in page.shown


def test_clauses_and_tasks_at_a_glance_are_told_in_both_languages(
    page: Page, measured: PlanAssessment, measured_text: str
) -> None:
    glance = measured_text[: measured_text.index('id="pictures"')]
    for one in measured.verdicts:
        if one.commitment.id[0] in "TQ":
            assert f"<td>{escape(one.commitment.clause)} <span" in glance
            assert f">{escape(one.commitment.english)}<" in glance
    for task in measured.plan.tasks:
        # In the list of tasks and at the head of the task.
        assert page.shown.count(f"{task.number} {task.title} {task.english}") == 2
    assert "17 推动考核断面水质达到考核要求 Bring the water of assessed sections" in page.shown


def test_each_value_at_a_glance_stands_with_its_own_threshold(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    first = finding_of(measured, "T02")
    found = tuple(
        replace(first, label=label, value=value, unit=unit, numerator=None, denominator=None,
                threshold=KnownThreshold(compare="at_most", value=Decimal(limit), unit=unit))
        for label, value, unit, limit in (
            ("SO2 mean", Decimal(7), "µg/m³", "60"), ("NO2 mean", Decimal(36), "µg/m³", "40"),
            ("PM10 mean", None, "µg/m³", "70"), ("CO p95", Decimal("1.0"), "mg/m³", "4"),
            ("O3 p90", Decimal(160), "µg/m³", "160"),
        )
    )  # fmt: skip
    verdicts = tuple(
        replace(one, findings=found) if one.commitment.id == "T02" else one
        for one in measured.verdicts
    )
    text = plan_report(replace(measured, verdicts=verdicts), days, taken=TAKEN)
    (row,) = re.findall(r'<tr><th scope="row"><a href="#c-T02">.*?</tr>', text)
    (cell,) = re.findall(r"<td>(SO2.*?)</td>", row)
    assert [Page(line).shown for line in cell.split("<br>")] == [
        "SO2 mean: 7 µg/m³, ≤ 60 µg/m³", "NO2 mean: 36 µg/m³, ≤ 40 µg/m³",
        "PM10 mean: —, ≤ 70 µg/m³", "CO p95: 1.0 mg/m³, ≤ 4 mg/m³",
        "O3 p90: 160 µg/m³, ≤ 160 µg/m³",
    ]  # fmt: skip


def test_force_and_role_are_shown(page: Page) -> None:
    for words in ("力争 strive", "督促 urge", "配合 join", "约束 binding", "主责 lead"):
        assert words in page.shown


def test_the_outlook_is_printed_with_all_that_it_rests_on(page: Page) -> None:
    # (35 x 365 - 4500) / 184 = 44.97 -> 44.9, whole 44.
    for text in (
        "184 d: ≤ 44.9 µg/m³ (取整 whole 44", "91 %", "9100 / 10000", "2015, 2016, 2017",
        "种子 seed: 2020", "块长 block: 7 d", "proxy-site 替代站点，不是城市值", "2014",
        "18, 20, 24 µg/m³", "尚余 left 25", "181 / 182", "24.861878",
        "yunzhu explain 990100/PM2.5/mean/2020-01-01..2020-06-30/air-2012", "hours.csv.gz 6a241dd1",
    ):  # fmt: skip
        assert text in page.shown, text


def test_simulated_says_so_everywhere_and_measured_never(
    simulated_text: str, measured_text: str
) -> None:
    assert "模拟" not in measured_text
    assert "simulated" not in Page(measured_text).shown
    page = Page(simulated_text)
    headings = re.findall(r"<h2 [^>]*>(.*?)</h2>", simulated_text)
    assert len(headings) == 6
    assert all(one.startswith("【模拟 simulated】") for one in headings)
    captions = re.findall(r"<caption>(.*?)</caption>", simulated_text)
    assert len(captions) == 36
    assert all(one.startswith("【模拟 simulated】") for one in captions)
    pictures = re.findall(r"<svg .*?</svg>", simulated_text, flags=re.DOTALL)
    assert all("【模拟 simulated】" in one for one in pictures)
    assert ("div", {"class": "running simulated"}) in page.elements
    assert "2020-07-05" in page.shown


def test_hostile_text_is_only_text(simulated: PlanAssessment, days: list[CalendarDay]) -> None:
    fact = published_facts("guangzhou")[0].model_copy(update={"reference": HOSTILE})
    first, *others = simulated.verdicts
    commitment = first.commitment.model_copy(
        update={
            "clause": HOSTILE, "english": HOSTILE, "measured": HOSTILE,
            "measured_english": HOSTILE, "readings": (HOSTILE,), "registers": (HOSTILE,),
        }
    )  # fmt: skip
    finding = replace(
        first.findings[0], label=HOSTILE, missing=(HOSTILE,), rest=(HOSTILE, HOSTILE),
        evidence=(HOSTILE,), fact=fact,
        odds=replace(first.findings[0].odds, series=HOSTILE),  # type: ignore[type-var]
    )  # fmt: skip
    plan = simulated.plan.model_copy(
        update={
            "title": HOSTILE,
            "english": HOSTILE,
            "tasks": tuple(
                one.model_copy(update={"title": HOSTILE, "english": HOSTILE, "part": HOSTILE})
                for one in simulated.plan.tasks
            ),
        }
    )
    verdicts = (Verdict(commitment, (finding,), (HOSTILE,)), *others)
    text = plan_report(replace(simulated, plan=plan, verdicts=verdicts), days, taken=TAKEN)
    page = Page(text)
    assert page.faults == []
    assert [tag for tag, _ in page.elements if tag in ("script", "img")] == ["script"]
    assert not any(name.startswith("on") for _, one in page.elements for name in one)
    assert page.shown.count(HOSTILE) > 80
    for picture in re.findall(r"<svg .*?</svg>", text, flags=re.DOTALL):
        ElementTree.fromstring(picture)


def test_the_style_is_fit_for_paper() -> None:
    paper = STYLE[STYLE.index("@media print") :]
    assert "@page{size:A4" in STYLE
    assert "details::details-content{content-visibility:visible" in paper
    assert "thead{display:table-header-group" in paper
    assert re.search(r"\btr,figure[^{]*\{break-inside:avoid\}", paper)
    assert "print-color-adjust:exact" in paper
    # A word of status may break: it never runs over the next column.
    assert " .badge{white-space:normal}" in paper
    assert ".running,.running.simulated{display:table-header-group" in paper


def test_the_same_input_gives_the_same_text_and_it_is_small(
    measured: PlanAssessment, days: list[CalendarDay], measured_text: str
) -> None:
    assert plan_report(measured, days, taken=TAKEN) == measured_text
    assert len(measured_text.encode()) < MOST_BYTES


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_and_languages_are_told(page: Page) -> None:
    assert all(one.get("scope") in ("col", "row") for tag, one in page.elements if tag == "th")
    assert ("html", {"lang": "zh-CN"}) in page.elements
    assert page.attributes("lang").count("en") > 168


def luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(2 * one for one in colour[1:])
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def pairs() -> Iterator[tuple[str, str]]:
    badges = re.findall(r"\.badge\.[a-z-]+\{background:(#\w+);color:(#\w+)", STYLE)
    assert len(badges) == len(Status)
    yield from badges
    named = dict(re.findall(r"--(\w+):(#\w+)", STYLE))
    for ink in ("ink", "soft", "deep"):
        yield from ((named[ink], named[ground]) for ground in ("ground", "band"))
    yield named["soft"], "#fff3b0"


def test_digits_can_be_read_on_the_colour_of_every_class_of_every_edition() -> None:
    classes = [(one.name, each) for one in index_editions() for each in one.categories]
    assert len(classes) >= 12
    for edition, one in classes:
        ground = "#{:02x}{:02x}{:02x}".format(*one.rgb)
        inks = {"black": contrast("#000000", ground), "white": contrast("#ffffff", ground)}
        ink = ink_on(one.rgb)
        assert inks[ink] == max(inks.values()) >= 4.5, (edition, one.name)
    # Pure red: (0.2126 + 0.05) / 0.05 = 5.25 under black, 1.05 / 0.2626 = 4.00 under white.
    assert ink_on((255, 0, 0)) == "black"


def test_every_text_can_be_read_on_its_ground() -> None:
    assert min(contrast(*pair) for pair in pairs()) >= 4.5


def test_days_that_do_not_count_are_refused(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    for wrong in (
        replace(days[-1], day=measured.as_of + timedelta(days=1)),
        replace(days[0], day=date(2019, 12, 31)),
    ):
        with pytest.raises(UsageError, match=str(wrong.day)):
            plan_report(measured, [*days, wrong], taken=TAKEN)


def test_without_days_the_report_says_that_there_are_none(measured: PlanAssessment) -> None:
    text = plan_report(measured, [], taken=TAKEN)
    assert "没有逐日记录" in text
    assert text.count("<svg ") == 1


def test_a_cap_below_nothing_is_told_in_words(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    finding = replace(
        finding_of(measured, "T01"), cap=remaining_cap(Fraction(35), 181, Fraction(90), 184)
    )
    text = plan_report(with_finding(measured, "T01", finding), days, taken=TAKEN)
    assert "其余各日已无余地" in text
    assert "rest ≤" not in text


def test_odds_that_cannot_be_given_say_why_once(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    why = NotComputable("往年不足", "too few earlier years")
    finding = replace(
        finding_of(measured, "T01"),
        status=Status.INSUFFICIENT,
        odds=why,
        missing=(f"达标概率不可计算 odds not computable: {why}",),
    )
    text = plan_report(with_finding(measured, "T01", finding), days, taken=TAKEN)
    assert text.count("too few earlier years") == 1


def test_a_published_fact_stands_with_its_source(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    fact = published_facts("guangzhou")[0]
    finding = Finding(
        "PM2.5 mean",
        finding_of(measured, "T01").threshold,
        Status.MISSED,
        EvidenceKind.PUBLISHED,
        value=Decimal(49),
        unit="µg/m³",
        fact=fact,
    )
    page = Page(plan_report(with_finding(measured, "T01", finding), days, taken=TAKEN))
    assert fact.reference in page.shown
    assert "发布日未记录 day of publication not recorded" in page.shown
    assert "公开 published" in page.shown


def test_a_bar_needs_two_numbers_of_one_unit(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    unknown = UnknownThreshold(
        compare="at_least", unknown="省的要求", english="the province's", unit="%"
    )
    finding = replace(finding_of(measured, "T03"), threshold=unknown)
    text = plan_report(with_finding(measured, "T03", finding), days, taken=TAKEN)
    bars = re.findall(r"<svg .*?</svg>", text, flags=re.DOTALL)[-1]
    assert "T01  PM2.5 mean: 25 µg/m³ (≤ 35 µg/m³)" in bars
    assert "T03" not in bars
    assert re.search(r"not drawn</span>: T02, T03, T04", text)


def test_a_plan_without_tasks_or_goals_has_no_empty_section(
    measured: PlanAssessment, days: list[CalendarDay]
) -> None:
    plan = measured.plan.model_copy(update={"tasks": ()})
    verdicts = tuple(one for one in measured.verdicts if one.commitment.id.startswith("T"))
    page = Page(plan_report(replace(measured, plan=plan, verdicts=verdicts), days, taken=TAKEN))
    assert page.faults == []
    assert "goals" not in page.attributes("id")
    assert "tasks" not in page.attributes("id")


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
PDFTOTEXT = shutil.which("pdftotext")


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: links are not followed")
@pytest.mark.parametrize(
    ("target", "opened"),
    [("task-13", ["task-13"]), ("c-15.10", ["task-15"]), ("c-T01", []), ("overview", [])],
)
def test_a_link_unfolds_the_task_it_points_into(
    measured_text: str, tmp_path: Path, target: str, opened: list[str]
) -> None:
    assert CHROMIUM
    file = tmp_path / "report.html"
    file.write_text(measured_text, encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}",
        "--dump-dom", f"{file.as_uri()}#{target}",
    ]  # fmt: skip
    shown = Page(
        subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    )
    assert opened == [
        one["id"] for tag, one in shown.elements
        if tag == "details" and "id" in one and "open" in one
    ]  # fmt: skip


@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: printing is not tried")
@pytest.mark.skipif(not PDFTOTEXT, reason="no pdftotext here: printed pages cannot be read")
def test_printed_pages_each_say_simulated_and_every_task_is_open(
    simulated: PlanAssessment, days: list[CalendarDay], tmp_path: Path
) -> None:
    assert CHROMIUM
    assert PDFTOTEXT
    kept = tuple(one for one in simulated.verdicts if one.commitment.id < "05")
    file, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    text = plan_report(replace(simulated, verdicts=kept), days, taken=TAKEN)
    file.write_text(text, encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer",
        f"--print-to-pdf={paper}", file.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    told = subprocess.run(
        [PDFTOTEXT, "-layout", str(paper), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    pages = told.split("\f")[:-1]
    assert len(pages) > 3
    assert all("simulated" in "".join(one.split("\n")[:6]) for one in pages)
    # The due date stands in a part that is folded twice on a screen.
    assert told.count("2020-12-31") >= len(kept)
    for verdict in kept:
        assert verdict.commitment.id in told
