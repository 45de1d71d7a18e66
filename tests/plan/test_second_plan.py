"""Another city's plan of another year goes through the same schema."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yunzhu.errors import PlanError
from yunzhu.plan.loading import load_plan
from yunzhu.plan.metric_schema import AbsentMetric, WorkItemsMetric
from yunzhu.plan.schema import CommitmentKind, Force, Owes, Role
from yunzhu.plan.threshold import KnownThreshold, NoThreshold, UnknownThreshold
from yunzhu.values import Origin

TEXT = """\
坚持生态优先。
2023年,细颗粒物平均浓度控制在22微克/立方米以下,力争优良天数比例达到95%以上。
一、防治污染
1.保护河湖。印发实施《云珠市河湖保护工作计划》,督促完成入河排污口整治。
2.应对秋冬季。2023年10月至2024年3月配合开展柴油车抽检,不少于300辆。
"""
PLAN = """\
id: yunzhu-2023
title: 云珠市2023年计划(模拟)
english: plan of the simulated city for 2023
area: "990100"
year: 2023
origin: simulated
text_file: yunzhu-2023.txt
cuts:
  on_track_odds: 0.9
  at_risk_odds: 0.6
  at_risk_pace: 0.75
  seasons_for_odds: 5
tasks:
  - number: "01"
    title: 保护河湖
    english: protect rivers and lakes
    part: 一、防治污染
  - number: "02"
    title: 应对秋冬季
    english: prepare for autumn and winter
    part: 一、防治污染
kept_as_text:
  - text: 坚持生态优先
    why: 态度 attitude
commitments:
  - id: "T01"
    clause: 2023年,细颗粒物平均浓度控制在22微克/立方米以下
    english: PM2.5 at or below 22 µg/m³
    kind: threshold
    force: binding
    role: lead
    owes: result
    due: 2023-12-31
    threshold:
      compare: at_most
      value: 22
      unit: µg/m³
    measured: PM2.5 年均值
    measured_english: annual mean of PM2.5
    registers: [observations]
    readings: []
    metric:
      name: air_statistics
      measures:
        - indicator: PM2.5
          statistic: mean
          threshold:
            compare: at_most
            value: 22
            unit: µg/m³
  - id: "T02"
    clause: 力争优良天数比例达到95%以上
    english: strive for a share of good days of at least 95 %
    kind: ratio
    force: strive
    role: lead
    owes: result
    due: 2023-12-31
    threshold:
      compare: at_least
      value: 95
      unit: "%"
    measured: 优良天数 ÷ 有效天数
    measured_english: good days ÷ valid days
    registers: [observations]
    readings: []
    metric:
      name: air_statistics
      measures:
        - indicator: AQI
          statistic: good_day_share
          threshold:
            compare: at_least
            value: 95
            unit: "%"
  - id: "01.1"
    clause: 印发实施《云珠市河湖保护工作计划》
    english: the work plan on rivers and lakes is issued and carried out
    kind: document_issued
    force: no_number
    role: lead
    owes: result
    due: 2023-12-31
    threshold:
      none: 文中无数
      english: no number in the text
    measured: 文件的文号与日期
    measured_english: document number and date
    registers: [published_documents, work_items]
    readings:
      - 印发与实施两者都要 issue and carrying out are both needed
    metric:
      name: work_items
      components:
        - 印发
        - 实施
  - id: "01.2"
    clause: 督促完成入河排污口整治
    english: the treatment of river outfalls is urged to completion
    kind: coverage
    force: no_number
    role: urge
    owes: result
    due: 2023-12-31
    threshold:
      compare: equal
      unknown: 应整治的排污口数
      english: the number of outfalls bound
      unit: 个
    measured: 已整治排污口 ÷ 应整治排污口
    measured_english: outfalls treated ÷ outfalls bound
    registers: [outfalls]
    readings: []
    metric:
      name: absent
      wanted: outfall_treatment_coverage
  - id: "02.1"
    clause: 2023年10月至2024年3月配合开展柴油车抽检,不少于300辆
    english: support for checks of diesel vehicles, at least 300
    kind: count
    force: binding
    role: join
    owes: effort
    due: 2024-03-31
    threshold:
      compare: at_least
      value: 300
      unit: 辆
    measured: 已抽检的柴油车（去重）
    measured_english: distinct diesel vehicles checked
    registers: [vehicle_tests]
    readings: []
    metric:
      name: absent
      wanted: vehicle_test_count
"""


def written(folder: Path, plan: str = PLAN) -> str:
    (folder / "yunzhu-2023.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "yunzhu-2023.yaml"
    path.write_text(plan, encoding="utf-8")
    return str(path)


def test_a_short_plan_of_another_city_and_year(tmp_path: Path) -> None:
    plan = load_plan(written(tmp_path))
    assert (plan.id, plan.area, plan.year) == ("yunzhu-2023", "990100", 2023)
    assert plan.origin is Origin.SIMULATED
    assert plan.cuts.on_track_odds == Decimal("0.9")
    assert [task.title for task in plan.tasks] == ["保护河湖", "应对秋冬季"]
    assert [one.group for one in plan.commitments] == ["targets", "targets", "01", "01", "02"]


def test_each_row_keeps_its_force_role_and_kind(tmp_path: Path) -> None:
    plan = load_plan(written(tmp_path))
    strive, issued, urged, joined = (
        plan.commitment(identity) for identity in ("T02", "01.1", "01.2", "02.1")
    )
    assert (strive.force, strive.owes) == (Force.STRIVE, Owes.RESULT)
    assert issued.kind is CommitmentKind.DOCUMENT_ISSUED
    assert (urged.role, joined.role) == (Role.URGE, Role.JOIN)
    assert joined.due == date(2024, 3, 31)


def test_each_row_keeps_its_threshold_and_metric(tmp_path: Path) -> None:
    plan = load_plan(written(tmp_path))
    known, absent_number, none = (
        plan.commitment(identity).threshold for identity in ("T01", "01.2", "01.1")
    )
    assert known == KnownThreshold(compare="at_most", value=Decimal(22), unit="µg/m³")
    assert isinstance(absent_number, UnknownThreshold)
    assert isinstance(none, NoThreshold)
    documents, outfalls = (plan.commitment(identity).metric for identity in ("01.1", "01.2"))
    assert documents == WorkItemsMetric(name="work_items", components=("印发", "实施"))
    assert outfalls == AbsentMetric(name="absent", wanted="outfall_treatment_coverage")


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("kind: document_issued", "kind: document", "kind"),
        ("wanted: vehicle_test_count", "wanted: Vehicle tests", "wanted"),
        ('id: "02.1"', "id: 02.1", "id"),
        ("due: 2024-03-31", "due: 2025-03-31", "due"),
        ("      unit: 辆\n", "", "threshold"),
        ('  - number: "02"\n', "  - number: 2\n", "number"),
        ("    measured: 文件的文号与日期\n", "", "measured"),
        ("    measured_english: document number and date\n", "", "measured_english"),
    ],
)
def test_a_slip_in_it_is_told_with_its_field(
    tmp_path: Path, right: str, wrong: str, field: str
) -> None:
    assert PLAN.count(right) == 1
    with pytest.raises(PlanError) as told:
        load_plan(written(tmp_path, PLAN.replace(right, wrong)))
    assert field in str(told.value.field)
    assert told.value.row is not None
    assert told.value.expected
