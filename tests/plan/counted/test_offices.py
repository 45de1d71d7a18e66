"""Posts, papers, publicity, runs, layers, streets and money, judged on rows written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from yunzhu.city.records import AreaRecord
from yunzhu.city.registers.analysis_runs import AnalysisRun
from yunzhu.city.registers.budget_lines import BudgetLine, BudgetSpending
from yunzhu.city.registers.data_assets import DataAsset, SystemYear
from yunzhu.city.registers.grid_staff import GridStaff
from yunzhu.city.registers.proposals import Proposal
from yunzhu.city.registers.publicity_items import PublicityItem
from yunzhu.city.registers.responsibility_assessments import ResponsibilityAssessment
from yunzhu.plan.schema import Owes

END = date(2020, 12, 31)
RESULT = {"owes": Owes.RESULT}


def test_units_are_assessed_for_the_year_before_and_gaps_of_scores_are_told(judged, row_of) -> None:
    def unit(name: str, year: str, **cells: str) -> ResponsibilityAssessment:
        return row_of(ResponsibilityAssessment, unit=name, year=year, **cells)

    rows = (
        unit("甲区政府", "2019", closed_on="2020-06-30", self_score="98.5", computed_score="96.2"),
        unit("乙区政府", "2019", closed_on="2020-07-01"),
        unit("丙区政府", "2020", closed_on="2020-06-01"),
    )
    (found,) = judged("07.2", responsibility_assessments=rows)
    assert (found.numerator, found.denominator) == (1, 2)
    # 98.5 - 96.2 = 2.3
    assert found.notes[0].endswith("差 gap 2.30")


@pytest.mark.parametrize(
    ("answered", "as_of", "covered", "word"),
    [
        ("2020-06-30", date(2020, 6, 30), 1, "answered 2020-06-30"),
        ("2020-06-30", date(2020, 6, 29), 0, "not yet due"),
        ("2020-07-01", date(2020, 7, 1), 0, "answered late"),
        (None, date(2020, 7, 1), 0, "overdue"),
    ],
)
def test_a_paper_counts_when_it_is_answered_by_its_day(
    judged, row_of, answered, as_of: date, covered: int, word: str
) -> None:
    paper = row_of(
        Proposal,
        code="1",
        kind="congress",
        subject="题",
        received_on="2020-03-01",
        due_on="2020-06-30",
        answered_on=answered,
    )
    older = row_of(
        Proposal,
        code="2",
        kind="congress",
        subject="题",
        received_on="2019-12-31",
        due_on="2020-06-30",
    )
    congress, conference = judged("34.4", as_of=as_of, proposals=(paper, older))
    assert (congress.numerator, congress.denominator) == (covered, 1)
    assert word in (*congress.rest, *congress.evidence)[0]
    assert conference.status.value == "证据不足"


def test_an_exposure_is_closed_by_a_link_and_a_dated_follow_up(judged, row_of) -> None:
    def exposed(code: str, channel: str, **cells: str) -> PublicityItem:
        base = {"code": code, "kind": "exposure", "channel": channel, "subject": "事"}
        return row_of(PublicityItem, **base, published_on="2020-03-01", **cells)

    rows = (
        exposed("M1", "party_paper", follow_up_on="2020-06-30", linked_case="A1"),
        exposed("M2", "television", follow_up_on="2020-07-01", linked_case="A2"),
        exposed("M3", "government_site", follow_up_on="2020-04-01"),
        exposed("M4", "weibo", follow_up_on="2020-04-01", linked_case="A4"),
    )
    (found,) = judged("32.2", publicity_items=rows)
    assert (found.numerator, found.denominator) == (1, 3)
    assert [line[:2] for line in found.rest] == ["M2", "M3"]


def test_items_are_counted_by_channel(judged, row_of) -> None:
    def post(code: str, channel: str, day: str) -> PublicityItem:
        return row_of(
            PublicityItem, code=code, kind="post", channel=channel, subject="事", published_on=day
        )

    rows = (post("1", "weibo", "2020-05-01"), post("2", "weibo", "2019-12-31"))
    website, weibo, wechat, activities = judged("32.3", publicity_items=rows)
    assert (weibo.value, weibo.status.value) == (Decimal(1), "有望")
    assert {one.status.value for one in (website, wechat, activities)} == {"证据不足"}


def test_a_model_run_without_uncertainty_is_no_result(judged, row_of) -> None:
    def run(code: str, **cells: str) -> AnalysisRun:
        base = {"code": code, "kind": "receptor_model", "sites": "甲点", "result": "34 %"}
        days = {"first_day": "2019-07-01", "last_day": "2020-01-01", "made_on": "2020-03-01"}
        return row_of(AnalysisRun, **(base | days | cells))

    good = {"uncertainty": "±6 %", "accepted_on": "2020-04-01"}
    bare = run("R1", accepted_on="2020-04-01")
    early = run("R2", last_day="2019-12-31", **good)
    (found,) = judged("31.2", analysis_runs=(bare, early))
    assert (found.value, found.status.value) == (0, "难以达成")
    assert "no result with uncertainty" in found.rest[0]
    (found,) = judged("31.2", analysis_runs=(bare, early, run("R3", **good)))
    assert (found.value, found.status.value) == (1, "已达成")


def test_a_layer_needs_an_owner_and_a_coordinate_system(judged, row_of) -> None:
    def layer(code: str, **cells: str) -> DataAsset:
        base = {"code": code, "name": "层", "kind": "base_layer", "published_on": "2020-02-01"}
        return row_of(DataAsset, **base, **cells)

    rows = (
        layer("D1", owner="甲科", coordinate_system="CGCS2000", records="80", records_matched="60"),
        layer("D2", owner="甲科"),
        layer("D3", coordinate_system="CGCS2000"),
    )
    (found,) = judged("30.4", data_assets=rows)
    assert (found.numerator, found.denominator) == (1, 3)
    # 60 / 80 = 75 %
    assert "60/80 = 75.0 %" in found.evidence[0]


def test_a_system_with_an_open_finding_is_not_secure(judged, row_of) -> None:
    def system(name: str, **cells: str) -> SystemYear:
        base = {"system": name, "year": "2020", "owner": "甲科", "checked_on": "2020-05-01"}
        numbers = {
            "hours_due": "200",
            "hours_served": "199",
            "checklist_items": "20",
            "checklist_passed": "20",
            "findings": "3",
            "findings_closed": "3",
        }
        return row_of(SystemYear, **(base | numbers | cells))

    rows = (system("甲"), system("乙", findings_closed="2"), system("丙", checked_on="2020-07-01"))
    (found,) = judged("30.5", it_system_years=rows)
    assert (found.numerator, found.denominator) == (1, 3)
    assert (
        "199/200 h = 99.5 %" in found.evidence[0] or "199.0/200.0 h = 99.5 %" in found.evidence[0]
    )
    assert "closed 2/3" in found.rest[0]
    assert "not checked" in found.rest[1]


def test_a_street_without_staff_is_named(judged, row_of) -> None:
    areas = (
        AreaRecord("1", "甲区", "district", ""),
        AreaRecord("11", "一街", "subdistrict", "1"),
        AreaRecord("12", "二街", "subdistrict", "1"),
    )
    staff = (
        row_of(GridStaff, code="H1", role="supervisor", area="11"),
        row_of(GridStaff, code="H2", role="supervisor", area="12", until="2020-06-29"),
    )
    (found,) = judged("29.3", areas=areas, grid_staff=staff)
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.rest == ("12 二街: 在岗 on duty 0 人 people",)


def test_money_spent_of_money_budgeted(judged, row_of) -> None:
    lines = (
        row_of(BudgetLine, code="Y1", name="监测", task="28", year="2020", planned_yuan="1000"),
        row_of(BudgetLine, code="Y2", name="执法", task="25", year="2020", planned_yuan="500"),
        row_of(BudgetLine, code="Y3", name="旧", task="25", year="2019", planned_yuan="500"),
    )
    spent = (
        row_of(BudgetSpending, line="Y1", month="5", spent_yuan="100"),
        row_of(BudgetSpending, line="Y1", month="6", spent_yuan="200.5"),
        row_of(BudgetSpending, line="Y1", month="7", spent_yuan="400"),
    )
    (found,) = judged("34.2", budget_lines=lines, budget_spending=spent)
    # 300.5 of 1500 in the months that are over: 20.03 %.
    assert (found.value, found.status.value) == (Decimal("20.0"), "有望")
    assert found.notes == ("支出 spent 300.50 / 预算 budgeted 1500.00 元 yuan",)
    assert "Y1 监测: 任务 task 28: 300.50 / 1000.00 元 yuan, 无记录的月份" in found.rest[0]
    (none,) = judged("34.2")
    assert none.missing == ("名录为空 the register has none: budget_lines",)
