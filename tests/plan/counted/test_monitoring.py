"""The table of monitoring tasks: in time, late, short of samples, not due."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.monitoring_schedule import MonitoringTask
from yunzhu.plan.threshold import NoThreshold

END = date(2020, 12, 31)
NO_NUMBER = {"threshold": NoThreshold(none="无", english="none")}


@pytest.fixture
def task(row_of):
    def make(period: str, due: str, done: str | None = None, **cells: Any):
        base = {
            "task": "M1",
            "period": period,
            "name": "监测",
            "medium": "sea",
            "kind": "routine",
            "due_on": due,
            "done_on": done,
            "samples_due": "10",
            "samples_done": "10" if done else None,
        }
        return row_of(MonitoringTask, **(base | cells))

    return make


def quarters(task):
    return (
        task("Q1", "2020-03-31", "2020-03-31"),
        task("Q2", "2020-06-30", "2020-07-02"),
        task("Q3", "2020-09-30", "2020-09-20", samples_done="7"),
        task("Q4", "2020-12-31", "2020-12-10"),
    )


def test_what_is_late_or_short_of_samples_is_not_done(judged, task) -> None:
    rows = quarters(task)
    *_, sea = judged("28.5", change=NO_NUMBER, as_of=END, monitoring_schedule=rows)
    assert (sea.status.value, sea.numerator, sea.denominator) == ("未达成", 2, 4)
    # 30 June to 2 July are two days.
    assert sea.rest == (
        "M1/Q2 监测: 应于 due 2020-06-30, 完成 done 2020-07-02, 逾期 late 2 d",
        "M1/Q3 监测: 应于 due 2020-09-30, 完成 done 2020-09-20, 采样 samples 7 / 10",
    )
    # In time were 10 + 7 + 10 of 40 samples.
    assert "采样数 samples: 27 / 40" in sea.notes


def test_only_what_is_due_counts(judged, task) -> None:
    rows = quarters(task)
    *_, sea = judged("28.5", change=NO_NUMBER, as_of=date(2020, 6, 29), monitoring_schedule=rows)
    assert (sea.status.value, sea.numerator, sea.denominator) == ("有望", 1, 1)
    *_, sea = judged("28.5", change=NO_NUMBER, monitoring_schedule=rows)
    assert (sea.status.value, sea.numerator, sea.denominator) == ("难以达成", 1, 2)
    assert "未完成 not done" in sea.rest[0]
    *_, sea = judged("28.5", change=NO_NUMBER, as_of=date(2020, 3, 1), monitoring_schedule=rows)
    assert (sea.status.value, sea.missing) == ("证据不足", ("尚无到期的 nothing is due yet",))


def test_the_three_kinds_are_apart_and_the_table_is_all_of_them(judged, task) -> None:
    rows = (
        *quarters(task),
        task("Q1", "2020-03-31", "2020-03-30", task="M2", medium="function_zone"),
        task("Q1", "2020-03-31", None, task="M3", medium="cross_district_river"),
        task("Q1", "2020-03-31", "2020-03-30", task="M4", medium="noise"),
    )
    found = judged("28.5", as_of=END, monitoring_schedule=rows)
    assert [(one.numerator, one.denominator) for one in found] == [(1, 1), (0, 1), (2, 4)]
    # How many are due is the table's own: unknown to the text.
    assert {one.status.value for one in found} == {"证据不足"}
    table, issued = judged("28.1", as_of=END, monitoring_schedule=rows)
    assert (table.numerator, table.denominator) == (4, 7)
    assert "monitoring_task_table_issued" in issued.missing[0]


def test_samplings_without_their_number_cannot_be_judged(judged, task) -> None:
    rows = (task("Q1", "2020-03-31", "2020-03-30", samples_done=None),)
    *_, sea = judged("28.5", change=NO_NUMBER, as_of=END, monitoring_schedule=rows)
    assert (sea.status.value, len(sea.missing)) == ("证据不足", 1)
    # Where the table gives no number of samples, its day alone tells.
    rows = (task("Q1", "2020-03-31", "2020-03-30", samples_due=None),)
    *_, sea = judged("28.5", change=NO_NUMBER, as_of=END, monitoring_schedule=rows)
    assert sea.status.value == "已达成"


def test_the_effort_at_sea_is_judged_by_its_acts(judged, task) -> None:
    done, assessment = judged("19.1", as_of=END, monitoring_schedule=quarters(task))
    assert (done.status.value, done.numerator, done.denominator) == ("已达成", 2, 4)
    assert (assessment.status.value, assessment.label) == ("证据不足", "sea_quality_assessment")
    none = (task("Q1", "2020-03-31"),)
    done, _ = judged("19.1", as_of=END, monitoring_schedule=none)
    assert done.status.value == "证据不足"


def test_species_and_ozone_depleting_substances_are_apart(judged, task) -> None:
    rows = (
        task("Q1", "2020-03-31", "2020-03-30", task="M5", medium="voc_species"),
        task("Q1", "2020-03-31", None, task="M6", medium="ozone_depleting"),
    )
    found = judged("31.3", as_of=END, monitoring_schedule=rows)
    assert [one.status.value for one in found] == ["已达成", "未达成"]
