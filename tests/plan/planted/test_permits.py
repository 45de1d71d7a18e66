"""The planted fixed sources: permits, reports, conflicts and facilities, before and after."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from yunzhu.plan.city_evidence import CityEvidence, gather_city_evidence
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.judging import judge_counted
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Role
from yunzhu.plan.verdicts import Verdict
from yunzhu.plan.water_records import WaterRecords
from yunzhu.simulation.counted.fixed_sources import permit_of
from yunzhu.workspace import Workspace

PLAN = load_plan("yunzhu-2020")


@pytest.fixture(scope="module")
def verdict(simulated_city: Workspace):
    """Judge one counted commitment on a day; the air and the waters are not looked at."""

    @cache
    def gathered(as_of: date, known_at: date | None) -> CityEvidence:
        evidence = gather_city_evidence(simulated_city, PLAN, as_of, known_at)
        assert evidence is not None
        return evidence

    def of(identity: str, as_of: str, known_at: str | None = None) -> Verdict:
        day = date.fromisoformat(as_of)
        known = None if known_at is None else date.fromisoformat(known_at)
        commitment = PLAN.commitment(identity)
        water = WaterRecords(simulated_city, PLAN.year, day, known)
        facts = Facts(commitment, gathered(day, known), water, PLAN.cuts)
        return Verdict(commitment, judge_counted(commitment.metric, facts))  # type: ignore[arg-type]

    return of


def test_the_whole_plan_shows_the_same(assess, verdict) -> None:
    shown = {one.commitment.id: one.status for one in assess("2020-12-31").verdicts}
    rows = [one for one in PLAN.commitments if one.id.startswith("05.")]
    assert len(rows) == 11
    # Rows that urge are judged by the bureau's own acts, of which registers say nothing.
    own = [one.id for one in rows if one.role is not Role.URGE]
    assert {name: shown[name] for name in own} == {
        name: verdict(name, "2020-12-31").status for name in own
    }


@pytest.mark.parametrize(
    ("as_of", "word", "covered", "whole"),
    [
        # 24 sources; one of them holds a registration where it needs a permit: 23. The one of the
        # permit issued on 10 March is not covered before.
        ("2020-03-09", "有望", 22, 24),
        ("2020-03-31", "有望", 23, 24),
        # Closed on 31 March with a document, a source leaves.
        ("2020-04-01", "有望", 22, 23),
        # A permit runs out on 31 May, another is revoked on 15 August.
        ("2020-05-31", "有望", 22, 23),
        ("2020-06-01", "有望", 21, 23),
        ("2020-08-14", "有望", 21, 23),
        ("2020-08-15", "有望", 20, 23),
        ("2020-12-30", "有风险", 20, 23),
        ("2020-12-31", "未达成", 20, 23),
    ],
)
def test_permits_that_stop_count_until_they_do(verdict, as_of, word, covered, whole) -> None:
    (found,) = verdict("05.1", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, covered, whole)


def test_the_rest_says_why_each_source_has_no_permit(verdict) -> None:
    (found,) = verdict("05.1", "2020-12-31").findings
    expired, revoked, misfit = found.rest
    assert "已于 2020-05-31 到期 expired" in expired
    assert "2020-08-15 撤销 revoked" in revoked
    assert "登记管理 registration, 应为 it needs 简化管理 simplified" in misfit
    assert any("戊区五金厂" in note and "模拟关〔2020〕1号" in note for note in found.notes)
    assert any(note.endswith("化工 2; 印刷 1") for note in found.notes)


@pytest.mark.parametrize(
    ("as_of", "submitted", "in_time", "due"),
    [
        # Seven permits of 2018 owe the last quarter and the year 2019 and the first quarter of
        # 2020; that of 10 March was held for 22 days of the quarter and is exempt.
        ("2020-04-14", 14, 14, 14),
        ("2020-04-15", 20, 20, 21),
        # One comes on 21 April, six days late.
        ("2020-04-21", 21, 20, 21),
        # The second quarter of all eight.
        ("2020-07-15", 29, 28, 29),
        # The third of seven: one permit ran out in May; the revoked one was held for 45 days of
        # it and never reports.
        ("2020-12-31", 35, 34, 36),
    ],
)
def test_reports_are_due_late_and_exempt(verdict, as_of, submitted, in_time, due) -> None:
    first, second = verdict("05.2", as_of).findings
    assert (first.numerator, first.denominator) == (submitted, due)
    assert (second.numerator, second.denominator) == (in_time, due)


def test_the_late_and_the_exempt_report_are_named(verdict) -> None:
    first, second = verdict("05.2", "2020-12-31").findings
    assert [line.split(" ")[0] for line in first.rest] == [permit_of("990103")]
    assert any(permit_of("990106") in line and "逾期 late 6 d" in line for line in second.rest)
    (exempt,) = (note for note in first.notes if "豁免 exempt" in note)
    assert permit_of("990107") in exempt
    assert "2020-01-01..2020-03-31" in exempt
    assert "应交日期与豁免规则 rules of dues and exemptions: 未核对原文 unverified" in first.notes


@pytest.mark.parametrize(
    ("as_of", "agreeing", "compared"),
    [
        # Six permits of 2018 have figures to compare, one (辛区) has none; before 10 April only
        # their yearly reports came, against the promise of the EIA.
        ("2020-04-09", 6, 6),
        ("2020-07-09", 6, 6),
        # The second quarter: 0.13 t where the monitor says 0.43 t, and a seventh permit.
        ("2020-07-10", 6, 7),
        ("2020-12-31", 6, 7),
    ],
)
def test_a_false_report_is_a_conflict_from_its_day_on(verdict, as_of, agreeing, compared) -> None:
    (found,) = verdict("05.3", as_of).findings
    assert (found.numerator, found.denominator) == (agreeing, compared)


def test_the_conflict_shows_all_numbers_and_what_is_missing_is_none(verdict) -> None:
    (found,) = verdict("05.3", "2020-12-31").findings
    assert found.status.value == "已达成"
    conflict, unknown = found.rest
    assert conflict.startswith(permit_of("990104"))
    for told in ("报告 reported 0.13 t", "monitored 0.43 t", "限值 limit 50 mg/m3", "69.8 %"):
        assert told in conflict
    assert unknown.startswith(permit_of("990108"))
    assert "未比对 not compared" in unknown
    (median,) = (note for note in found.notes if "中位数超限" in note)
    assert "DA501" in median


@pytest.mark.parametrize(
    ("as_of", "word", "installed", "connected"),
    [
        ("2020-03-09", "难以达成", 0, "0/8"),
        ("2020-06-30", "有望", 7, "6/8"),
        # 7 of 8 are 0.875; by 19 November 0.88 of the year's working days have passed.
        ("2020-11-19", "有风险", 7, "6/8"),
        ("2020-11-20", "有望", 8, "6/8"),
        ("2020-12-31", "已达成", 8, "7/8"),
    ],
)
def test_installed_is_promised_and_connected_stands_beside(
    verdict, as_of, word, installed, connected
) -> None:
    (found,) = verdict("05.4", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, installed, 8)
    (beside,) = (note for note in found.notes if "已联网" in note)
    assert f"{connected} " in beside
    assert "Y03" in beside


@pytest.mark.parametrize(
    ("as_of", "word", "built"),
    [
        ("2020-05-17", "难以达成", 0),
        ("2020-05-18", "有望", 7),
        ("2020-10-07", "有望", 7),
        ("2020-12-31", "已达成", 8),
    ],
)
def test_a_facility_is_built_when_it_is_accepted(verdict, as_of, word, built) -> None:
    (found,) = verdict("05.5", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, built, 8)


@pytest.mark.parametrize(
    ("as_of", "words", "checked"),
    [
        ("2020-06-30", ["有望", "证据不足"], [6, 0]),
        ("2020-10-15", ["有望", "有望"], [6, 1]),
        ("2020-12-31", ["已达成", "已达成"], [6, 1]),
    ],
)
def test_stations_and_the_depot_are_checked_apart(verdict, as_of, words, checked) -> None:
    found = verdict("05.6", as_of).findings
    assert [one.status.value for one in found] == words
    assert [one.numerator for one in found] == checked
    assert [one.denominator for one in found] == [8, 1]
    assert "检查不合格率 share of checks that failed: 1/6 (16.7 %)" in found[0].notes


@pytest.mark.parametrize(
    ("identity", "before", "after"),
    [
        # The first accepted measures of VOC firms.
        ("05.7", ("2020-05-11", "证据不足"), ("2020-05-12", "有望")),
        ("05.8", ("2020-03-01", "证据不足"), ("2020-03-02", "有望")),
        # A trial is done with the first approval.
        ("05.9", ("2020-08-02", "难以达成"), ("2020-08-03", "已达成")),
        ("05.10", ("2020-06-09", "证据不足"), ("2020-06-10", "有望")),
        # Seven of eight returns are accepted on 10 April, the eighth never.
        ("05.11", ("2020-04-09", "难以达成"), ("2020-04-10", "有望")),
        ("05.11", ("2020-12-30", "有风险"), ("2020-12-31", "未达成")),
    ],
)
def test_the_word_turns_on_its_day(verdict, identity, before, after) -> None:
    for as_of, word in (before, after):
        assert verdict(identity, as_of).status.value == word


def test_faults_and_checks_are_named(verdict) -> None:
    (rechecks,) = verdict("05.10", "2020-12-31").findings
    # Four projects were approved in the year, two were re-checked and one of them had faults.
    assert (rechecks.numerator, rechecks.denominator) == (2, 4)
    assert "按编制单位 by preparing unit: 乙环评所(模拟) 1/1" in rechecks.notes
    (trial,) = verdict("05.9", "2020-12-31").findings
    assert "承诺已核查 commitments checked: 1/1" in trial.notes


def test_what_was_recorded_in_january_was_not_known_in_december(verdict) -> None:
    (found,) = verdict("05.1", "2020-12-31", "2020-12-31").findings
    assert (found.status.value, found.numerator) == ("未达成", 0)
