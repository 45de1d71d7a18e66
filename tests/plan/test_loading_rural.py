"""What the YAML may say of problems, villages, projects, duty and trainings: slips are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from yunzhu.errors import PlanError
from yunzhu.plan.loading import load_plan

PLAN = """\
id: yunzhu-2020
title: 云珠市2020年计划(模拟)
english: a plan of the simulated city
area: "990100"
year: 2020
origin: simulated
text_file: plan.txt
cuts:
  on_track_odds: 0.85
  at_risk_odds: 0.50
  at_risk_pace: 0.8
  seasons_for_odds: 3
commitments:
  - id: "T01"
    clause: 抓好整改
    english: problems are put right
    kind: coverage
    force: no_number
    role: lead
    owes: result
    due: 2020-12-31
    threshold: {none: 文中无数, english: none}
    measured: 已销号
    measured_english: closed
    registers: [rectification_items]
    readings: []
    metric:
"""
DUE = "      name: rectification_due\n      kinds: [central]\n      yellow_days: 30\n"
DUTY = "      name: emergency_duty\n      report_minutes: {I: 120}\n      source: unverified\n"
VILLAGES = "      name: village_treatment\n      since: 2016\n"
MILESTONES = "      name: project_milestones\n      projects: [甲, 乙]\n"
STARTED = "      name: projects_started\n      projects: [甲, 乙]\n"
DISTRICTS = '      name: district_trainings\n      kind: climate\n      districts: ["990101"]\n'
CASES = "      name: assigned_cases\n"


def loaded(folder: Path, metric: str, plan: str = PLAN):
    (folder / "plan.txt").write_text("抓好整改\n", encoding="utf-8")
    path = folder / "plan.yaml"
    path.write_text(plan + metric, encoding="utf-8")
    return load_plan(str(path))


@pytest.mark.parametrize("metric", [DUE, DUTY, VILLAGES, MILESTONES, STARTED, DISTRICTS, CASES])
def test_the_metrics_these_tests_break_are_sound(tmp_path: Path, metric: str) -> None:
    name = loaded(tmp_path, metric).commitment("T01").metric.name
    assert metric.startswith(f"      name: {name}\n")


@pytest.mark.parametrize(
    ("metric", "right", "wrong", "field"),
    [
        (DUE, "[central]", "[federal]", "metric.kinds.0"),
        (DUE, "[central]", "[]", "metric.kinds"),
        (DUE, "30", "0", "metric.yellow_days"),
        (DUE, "      yellow_days: 30\n", "", "metric.yellow_days"),
        (DUTY, "{I: 120}", "{V: 120}", "metric.report_minutes"),
        (DUTY, "{I: 120}", "{I: 0}", "metric.report_minutes.I"),
        (DUTY, "{I: 120}", "{}", "metric.report_minutes"),
        (DUTY, "unverified", "memory", "metric.source"),
        (VILLAGES, "2016", "1916", "metric.since"),
        (MILESTONES, "[甲, 乙]", "[]", "metric.projects"),
        (MILESTONES, "[甲, 乙]", "[甲, 甲]", "metric.projects"),
        (STARTED, "[甲, 乙]", '["", 乙]', "metric.projects.0"),
        (STARTED, "[甲, 乙]", "[乙, 乙]", "metric.projects"),
        (DISTRICTS, "climate", "weather", "metric.kind"),
        (DISTRICTS, '["990101"]', '["990101", "990101"]', "metric.districts"),
        (DISTRICTS, '["990101"]', "[990101]", "metric.districts.0"),
        (CASES, "assigned_cases\n", "assigned_cases\n      days: 3\n", "metric.days"),
    ],
)
def test_a_slip_is_told_with_its_field_and_line(
    tmp_path: Path, metric: str, right: str, wrong: str, field: str
) -> None:
    assert right in metric
    with pytest.raises(PlanError) as told:
        loaded(tmp_path, metric.replace(right, wrong))
    assert str(told.value.field).startswith(f"commitments.0.{field}")
    assert told.value.row is not None
    assert told.value.row > PLAN.count("\n") - 1
    assert told.value.expected


@pytest.mark.parametrize(
    ("metric", "unit", "is_sound"),
    [
        (VILLAGES, "个", True),
        (VILLAGES, "%", False),
        (DUE, "%", True),
        (DUE, "个", False),
        (STARTED, "个", False),
    ],
)
def test_the_unit_of_the_number_is_that_of_the_metric(
    tmp_path: Path, metric: str, unit: str, is_sound: bool
) -> None:
    known = f"{{compare: at_least, value: 10, unit: '{unit}'}}"
    plan = PLAN.replace("{none: 文中无数, english: none}", known)
    if is_sound:
        assert loaded(tmp_path, metric, plan).commitment("T01").threshold.unit == unit
        return
    with pytest.raises(PlanError, match="cannot be held against"):
        loaded(tmp_path, metric, plan)
