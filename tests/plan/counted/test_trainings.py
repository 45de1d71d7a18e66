"""Trainings: held of those planned, and the districts that had one on climate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.training_records import TrainingRecord
from yunzhu.plan.schema import Owes

END = date(2020, 12, 31)


@pytest.fixture
def training(row_of):
    def make(course: str, day: str, held: str | None, **cells: Any):
        base = {
            "course": course,
            "day": day,
            "name": "班",
            "kind": "comprehensive",
            "is_planned": "是",
            "held_on": held,
            "people": "30",
            "area": "440103",
        }
        return row_of(TrainingRecord, **(base | cells))

    return make


def test_held_of_planned_for_two_kinds(judged, training) -> None:
    rows = (
        training("K1", "2020-04-01", "2020-05-01"),
        training("K2", "2020-04-01", None),
        training("K3", "2020-06-01", "2020-06-01", is_planned="否"),
        training("K4", "2019-06-01", "2019-06-01"),
        training("K5", "2020-04-01", "2020-07-01", kind="post_specific"),
    )
    general, special = judged("33.2", training_records=rows)
    assert (general.numerator, general.denominator, general.status.value) == (1, 2, "有望")
    assert general.rest == ("K2 班: 未举办 not held",)
    # 30 of the planned course and 30 of the one on top.
    assert (
        "参训人次 attendances: 60; 计划外 beyond the plan: 1; 上年举办 held the year before: 1"
        in general.notes
    )
    assert (special.numerator, special.denominator, special.status.value) == (0, 1, "证据不足")


def test_each_district_of_the_plan_is_asked_for_a_training(judged, training) -> None:
    rows = (
        training("K1", "2020-04-01", "2020-04-01", kind="climate"),
        training("K2", "2020-05-01", "2020-05-01", kind="climate"),
        # A street's training is its district's; the whole city's is no district's.
        training("K3", "2020-05-01", "2020-05-01", kind="climate", area="440118001"),
        training("K4", "2020-05-01", "2020-05-01", kind="climate", area="440100"),
        training("K5", "2019-05-01", "2019-05-01", kind="climate", area="440104"),
        training("K6", "2020-05-01", "2020-05-01", area="440105"),
        training("K7", "2020-07-01", "2020-07-01", kind="climate", area="440106"),
    )
    (found,) = judged("09.3", training_records=rows)
    # Liwan and Zengcheng, of the eleven districts of the city.
    assert (found.numerator, found.denominator, found.status.value) == (2, 11, "有望")
    assert found.evidence == (
        "440103: 培训 training 2020-04-01 K1",
        "440118: 培训 training 2020-05-01 K3",
    )
    (later,) = judged("09.3", as_of=date(2020, 7, 1), training_records=rows)
    assert later.numerator == 3
    change = {"owes": Owes.RESULT}
    (closed,) = judged("09.3", as_of=END, change=change, training_records=rows)
    assert closed.status.value == "未达成"
    (empty,) = judged("09.3", as_of=END, training_records=rows[5:6])
    assert (empty.status.value, empty.kind) == ("证据不足", None)
