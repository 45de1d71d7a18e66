"""What a plan may say of metrics that count ledgers: a slip is told with line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yunzhu.errors import PlanError
from yunzhu.plan.loading import load_plan, packaged_plans

PLAN = packaged_plans()["yunzhu-2020"]


def loaded(folder: Path, right: str, wrong: str) -> None:
    text = PLAN.read_text(encoding="utf-8")
    assert right in text
    # The last place, since thresholds stand in several.
    before, _, after = text.rpartition(right)
    (folder / PLAN.name).write_text(before + wrong + after, encoding="utf-8")
    shutil.copy(PLAN.with_suffix(".txt"), folder)
    load_plan(str(folder / PLAN.name))


@pytest.mark.parametrize(
    ("right", "wrong", "field", "expected"),
    [
        ("season_first: 2020-10-01", "season_first: 2021-10-01", "season_first", "2020-12-31"),
        ("season_last: 2020-12-31", "season_last: 2021-03-31", "season_last", "2020-12-31"),
        ("fleet_on: 2019-12-31", "fleet_on: 2021-12-31", "fleet_on", "2020-12-31"),
        ("fleet_on: 2019-12-31", "fleet_on: 年末", "fleet_on", ""),
        ("remote_sensing: beside", "remote_sensing: maybe", "remote_sensing", "beside"),
        ("tolerance_percent: 5", "tolerance_percent: -5", "tolerance_percent", "0"),
        ("confirmed_within_days: 10", "confirmed_within_days: 0", "confirmed_within_days", "0"),
        ("value: 95\n      unit: \"%\"", "value: 95\n      unit: 份", "threshold", "%"),
        ("value: 50\n      unit: \"%\"", "value: 150\n      unit: \"%\"", "threshold", "1..100 %"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_field(
    tmp_path: Path, right: str, wrong: str, field: str, expected: str
) -> None:
    with pytest.raises(PlanError) as told:
        loaded(tmp_path, right, wrong)
    assert field in str(told.value.field)
    assert told.value.row is not None
    assert expected in str(told.value.expected)


@pytest.mark.parametrize(
    ("right", "wrong", "what"),
    [
        (
            'threshold:\n      compare: at_least\n      value: 50\n      unit: "%"\n',
            "threshold: *no_number\n",
            "无数可比",
        ),
        (
            "threshold: *no_number\n    measured: 2020 年监督抽测数",
            "threshold:\n      compare: at_least\n      value: 9\n      unit: 次\n"
            "    measured: 2020 年监督抽测数",
            "held against no number",
        ),
    ],
)
def test_a_share_needs_a_number_and_an_effort_has_none(
    tmp_path: Path, right: str, wrong: str, what: str
) -> None:
    with pytest.raises(PlanError, match=what):
        loaded(tmp_path, right, wrong)
