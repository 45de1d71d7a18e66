"""The plan's schema: what a slip in the YAML is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from yunzhu.errors import PlanError
from yunzhu.plan.loading import load_plan, packaged_plans
from yunzhu.plan.schema import Force, Owes, Role
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.values import Origin

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
    clause: 细颗粒物控制在35以下
    english: PM2.5 at or below 35
    kind: threshold
    force: binding
    role: lead
    owes: result
    due: 2020-12-31
    threshold: {compare: at_most, value: 35, unit: µg/m³}
    measured: PM2.5 年均值
    measured_english: annual mean of PM2.5
    registers: [observations]
    readings: []
    metric:
      name: air_statistics
      measures:
        - indicator: PM2.5
          statistic: mean
          threshold: {compare: at_most, value: 35, unit: µg/m³}
"""
TEXT = "2020年,细颗粒物控制在35以下,优良天数比例达到要求。\n"
SECOND = PLAN[PLAN.index('  - id: "T01"') :]


def line_of(text: str, words: str, which: int = 0) -> int:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
    return lines[which]


def written(folder: Path, text: str) -> Path:
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path: Path, text: str) -> PlanError:
    path = written(tmp_path, text)
    with pytest.raises(PlanError) as told:
        load_plan(str(path))
    assert told.value.file == str(path)
    assert told.value.exit_code == 2
    assert told.value.expected
    return told.value


def test_the_plan_these_tests_break_is_sound(tmp_path: Path) -> None:
    plan = load_plan(str(written(tmp_path, PLAN)))
    assert plan.origin is Origin.SIMULATED
    threshold = plan.commitment("T01").metric.measures[0].threshold
    assert isinstance(threshold, KnownThreshold)
    assert threshold.value == 35


def test_an_unknown_metric(tmp_path: Path) -> None:
    text = PLAN.replace("air_statistics", "water_statistics")
    told = refused(tmp_path, text)
    assert told.row == line_of(text, "water_statistics")
    assert "name" in str(told.field)
    assert told.found == "water_statistics"
    assert "air_statistics" in str(told.expected)


@pytest.mark.parametrize(
    ("right", "wrong", "field", "found", "expected"),
    [
        (", unit: µg/m³", "", "commitments.0.threshold.unit", None, "必填 a field that must be"),
        ('id: "T01"', "id: 1.20", "commitments.0.id", "1.20", "加引号 an id, put it in quotes"),
        ("title: 云珠市2020年计划(模拟)", "title: 2020", "title", "2020",
         "文本，加引号 text: put it in quotes"),
        ("value: 35", "value: '35'", "commitments.0.threshold.value", "'35'",
         "数，不加引号 a number, without quotes"),
        ("name: air_statistics", "name: outfalls", "commitments.0.metric.name", "outfalls",
         "air_statistics | work_items | declared_figures | water_sections | "),
        ("      name: air_statistics\n", "", "commitments.0.metric.name", None,
         "必填 a field that must be"),
        ("statistic: mean", "statistic: 3", "commitments.0.metric.measures.0.statistic", "3",
         "put it in quotes"),
        ("due: 2020-12-31", "due: 2020-02-30", "commitments.0.due", "2020-02-30",
         "日历中的一天 a day of the calendar"),
        ("due: 2020-12-31", "due: yes", "commitments.0.due", "yes", "或加引号的文本 or text"),
        ("force: binding", "force: must", "commitments.0.force", "must",
         "binding | strive | no_number"),
        ("compare: at_most", "compare: under", "commitments.0.threshold.compare", "under",
         "at_most | at_least | below | equal"),
        ("readings: []", "readings: a", "commitments.0.readings", "a", "列表 a list"),
        ("threshold: {compare: at_most, value: 35, unit: µg/m³}", "threshold: [35]",
         "commitments.0.threshold", "列表 a list", "键值表 a mapping"),
        ("year: 2020", "year: 2020\nweight: 3", "weight", "3",
         "没有这个字段，删去或改名 no such field"),
        ("seasons_for_odds: 3", "seasons_for_odds: 2", "cuts.seasons_for_odds", "2", ">= 3"),
        ("clause: 细颗粒物控制在35以下", 'clause: ""', "commitments.0.clause", '""',
         "不可为空 not empty"),
    ],
)  # fmt: skip
def test_a_slip_is_told_as_written_with_its_place_and_what_is_expected(
    tmp_path: Path, right: str, wrong: str, field: str, found: str | None, expected: str
) -> None:
    assert right in PLAN
    told = refused(tmp_path, PLAN.replace(right, wrong, 1))
    assert (told.field, told.found) == (field, found)
    assert expected in str(told.expected)
    for word in ("Input", "Decimal", "Threshold", "tuple", "Field required"):
        assert word not in str(told)


def test_a_duplicate_id_is_told_with_its_line(tmp_path: Path) -> None:
    text = PLAN + SECOND
    told = refused(tmp_path, text)
    assert "T01" in str(told)
    assert "id" in str(told.field)
    assert told.row == line_of(text, '- id: "T01"', 1)


def test_a_task_number_twice_is_told_with_its_line(tmp_path: Path) -> None:
    one = '  - {number: "15", title: 任务, english: a task, part: 一}\n'
    text = PLAN.replace("commitments:", f"tasks:\n{one}{one}commitments:")
    told = refused(tmp_path, text)
    assert (told.field, told.found) == ("tasks.1.number", "15")
    assert told.row == line_of(text, "number:", 1)
    assert "编号重复 an id is given twice" in str(told)


def test_a_plan_without_commitments(tmp_path: Path) -> None:
    text = PLAN[: PLAN.index("commitments:")] + "commitments: []\n"
    told = refused(tmp_path, text)
    assert (told.field, told.row) == ("commitments", line_of(text, "commitments:"))
    assert "至少一条 at least one" in str(told)


def test_an_unquoted_id_that_yaml_reads_as_a_number(tmp_path: Path) -> None:
    text = PLAN.replace('id: "T01"', "id: 15.10")
    told = refused(tmp_path, text)
    assert told.row == line_of(text, "15.10")
    assert str(told.field).endswith("id")
    assert "15.10" in str(told.found)
    tasks = 'tasks: [{number: "15", title: 任务, english: a task, part: 一}]\ncommitments:'
    text = PLAN.replace('id: "T01"', 'id: "15.10"').replace("commitments:", tasks)
    assert load_plan(str(written(tmp_path, text))).commitments[0].id == "15.10"


@pytest.mark.parametrize("due", ["2019-12-31", "2022-01-01"])
def test_a_date_outside_the_year_is_told_with_its_line(tmp_path: Path, due: str) -> None:
    text = PLAN.replace("due: 2020-12-31", f"due: {due}")
    told = refused(tmp_path, text)
    assert due in str(told)
    assert "due" in str(told.field)
    assert told.row == line_of(text, "due:")


@pytest.mark.parametrize("which", [0, 1], ids=["commitment", "measure"])
def test_a_threshold_without_unit(tmp_path: Path, which: int) -> None:
    row = line_of(PLAN, "threshold: {", which)
    lines = PLAN.splitlines(keepends=True)
    lines[row - 1] = lines[row - 1].replace(", unit: µg/m³", "")
    told = refused(tmp_path, "".join(lines))
    assert told.row == row
    assert "unit" in str(told.field)


def test_a_threshold_in_another_unit_than_the_statistic(tmp_path: Path) -> None:
    # PM2.5 is given in µg/m³: 35 mg/m³ would be met by any city.
    told = refused(tmp_path, PLAN.replace("unit: µg/m³", "unit: mg/m³"))
    assert "unit" in str(told.field)


@pytest.mark.parametrize(
    ("right", "wrong"), [("PM2.5", "PM25"), ("statistic: mean", "statistic: p50")]
)
def test_a_statistic_that_does_not_exist(tmp_path: Path, right: str, wrong: str) -> None:
    text = PLAN.replace(f"indicator: {right}" if right == "PM2.5" else right,
                        f"indicator: {wrong}" if right == "PM2.5" else wrong)  # fmt: skip
    told = refused(tmp_path, text)
    assert told.row == line_of(text, wrong)


@pytest.mark.parametrize(
    "place", ["id: yunzhu-2020\n", "    force: binding\n", "          statistic: mean\n"]
)
def test_an_unknown_key(tmp_path: Path, place: str) -> None:
    indent = " " * (len(place) - len(place.lstrip()))
    text = PLAN.replace(place, f"{place}{indent}weight: 3\n")
    told = refused(tmp_path, text)
    assert told.row == line_of(text, "weight")
    assert str(told.field).endswith("weight")


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("force: binding", "force: must", "force"),
        ("role: lead", "role: leader", "role"),
        ("owes: result", "owes: money", "owes"),
        ("compare: at_most", "compare: under", "compare"),
        ("value: 35", "value: '35'", "value"),
        ("year: 2020", "year: '2020'", "year"),
        ("due: 2020-12-31", "due: '31.12.2020'", "due"),
        ("measures:\n", "measures: []\n        _:\n", "measures"),
        ("origin: simulated", "origin: guessed", "origin"),
        ('id: "T01"', 'id: "T1"', "id"),
    ],
)
def test_other_slips_name_their_field(tmp_path: Path, right: str, wrong: str, field: str) -> None:
    if field == "measures":
        text = PLAN[: PLAN.index("      measures:")] + "      measures: []\n"
    else:
        text = PLAN.replace(right, wrong)
    told = refused(tmp_path, text)
    assert field in str(told.field)
    assert told.row is not None


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "id: [\n", PLAN.replace("year: 2020", "year: 2020\nyear: 2021")]
)
def test_a_file_that_is_no_plan(tmp_path: Path, text: str) -> None:
    told = refused(tmp_path, text)
    assert told.row is not None
    assert told.expected


def test_an_unknown_plan_is_told_which_there_are() -> None:
    with pytest.raises(PlanError, match="guangzhou-2020"):
        load_plan("atlantis-2020")


def test_the_packaged_plan_is_the_text() -> None:
    assert "guangzhou-2020" in packaged_plans()
    plan = load_plan("guangzhou-2020")
    assert (plan.area, plan.year, plan.origin) == ("440100", 2020, Origin.MEASURED)
    t01, t02, t03 = (plan.commitment(one) for one in ("T01", "T02", "T03"))
    assert (t01.force, t01.role, t01.owes) == (Force.BINDING, Role.LEAD, Owes.RESULT)
    assert {(m.indicator, m.statistic) for m in t02.metric.measures} == {
        ("SO2", "mean"), ("NO2", "mean"), ("PM10", "mean"), ("CO", "p95"), ("O3", "p90"),
    }  # fmt: skip
    for one in (t02, t03):
        assert all(isinstance(m.threshold, UnknownThreshold) for m in one.metric.measures)
    assert [m.threshold.compare for m in t03.metric.measures] == ["at_least"]


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("seasons_for_odds: 3", "seasons_for_odds: 2", "seasons_for_odds"),
        ("at_risk_pace: 0.8", "at_risk_pace: -8", "at_risk_pace"),
        ("on_track_odds: 0.85", "on_track_odds: 0.1", "at_risk_odds"),
        ("clause: 细颗粒物控制在35以下", 'clause: ""', "clause"),
        (
            "          threshold: {compare: at_most, value: 35",
            "          threshold: {compare: at_most, value: 20",
            "threshold",
        ),
    ],
)
def test_numbers_that_make_no_sense(tmp_path: Path, right: str, wrong: str, field: str) -> None:
    assert right in PLAN
    told = refused(tmp_path, PLAN.replace(right, wrong))
    assert str(told.field).endswith(field)
    assert told.row == line_of(PLAN, f"{field}:", -1 if field == "threshold" else 0)


# The plan's own text


def test_the_text_must_be_there_and_readable(tmp_path: Path) -> None:
    text = PLAN.replace("plan.txt", "elsewhere.txt")
    told = refused(tmp_path, text)
    assert (told.field, told.found) == ("text_file", "elsewhere.txt")
    assert told.row == line_of(text, "text_file")
    (tmp_path / "elsewhere.txt").write_bytes("细颗粒物控制在35以下".encode("gb18030"))
    assert refused(tmp_path, text).field == "text_file"


@pytest.mark.parametrize(
    "clause",
    ["2020年 … 细颗粒物控制在35以下 … 达到要求", "细颗粒物 … 35以下", "优良天数比例达到要求"],
)
def test_a_clause_of_pieces_that_stand_in_the_text(tmp_path: Path, clause: str) -> None:
    path = written(tmp_path, PLAN.replace("细颗粒物控制在35以下", clause))
    assert load_plan(str(path)).commitment("T01").clause == clause


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("细颗粒物控制在36以下", "细颗粒物控制在36以下"),
        ("细颗粒物 … 36以下", "36以下"),
        ("优良天数 … 细颗粒物", "细颗粒物"),
        ("'细颗粒物 … '", ""),
        ("细颗粒物…35以下", "细颗粒物…35以下"),
    ],
    ids=["other number", "one piece", "other order", "empty piece", "joined without blanks"],
)
def test_a_clause_that_is_not_quoted_from_the_text(tmp_path: Path, clause: str, found: str) -> None:
    text = PLAN.replace("细颗粒物控制在35以下", clause)
    told = refused(tmp_path, text)
    assert (told.field, told.found) == ("commitments.0.clause", found)
    assert told.row == line_of(text, "clause:")
    assert "plan.txt" in str(told.expected)


@pytest.mark.parametrize("passage", ["以人为本", '""'], ids=["invented", "empty"])
def test_a_kept_passage_that_is_not_quoted_from_the_text(tmp_path: Path, passage: str) -> None:
    kept = f"kept_as_text:\n  - {{text: 优良天数, why: 无数}}\n  - {{text: {passage}, why: 态度}}\n"
    text = PLAN.replace("commitments:", f"{kept}commitments:")
    told = refused(tmp_path, text)
    assert (told.field, told.found) == ("kept_as_text.1.text", passage.strip('"'))
    assert told.row == line_of(text, "- {text:", 1)
    assert "不在计划原文中" in str(told)
    assert load_plan(str(written(tmp_path, text.replace(f"text: {passage}", "text: 2020年"))))


# Declared figures

FIGURES = """\
    metric:
      name: declared_figures
      indicator: 排污口整治
      reading: count_objects
      objects: null
"""
COUNTED = PLAN[: PLAN.index("    metric:")].replace("at_most", "at_least") + FIGURES


def test_the_plan_of_declared_figures_is_sound(tmp_path: Path) -> None:
    for objects in ("null", "3", "[甲, 乙]"):
        path = written(tmp_path, COUNTED.replace("objects: null", f"objects: {objects}"))
        assert load_plan(str(path)).commitment("T01").metric.name == "declared_figures"


@pytest.mark.parametrize(("objects", "found"), [("[]", "[]"), ("[甲, 甲]", "甲, 甲")])
def test_objects_are_named_once_each_or_not_at_all(
    tmp_path: Path, objects: str, found: str
) -> None:
    text = COUNTED.replace("objects: null", f"objects: {objects}")
    told = refused(tmp_path, text)
    assert (told.field, told.found) == ("commitments.0.metric.objects", found)
    assert told.row == line_of(text, "objects:")


@pytest.mark.parametrize("reading", ["count_objects", "latest_sum"])
@pytest.mark.parametrize("compare", ["at_least", "equal"])
@pytest.mark.parametrize("value", ["0", "-3", "-0.5"])
def test_a_number_to_be_reached_is_above_zero(
    tmp_path: Path, reading: str, compare: str, value: str
) -> None:
    text = (
        COUNTED.replace("count_objects", reading)
        .replace("at_least", compare)
        .replace("value: 35", f"value: {value}")
    )
    told = refused(tmp_path, text)
    assert (told.field, told.found) == ("commitments.0.threshold.value", value)
    assert told.row == line_of(text, "value:")
    # A limit of zero, and a worst that must be zero, are never divided by.
    for sound in (text.replace(compare, "at_most"), text.replace(reading, "latest_worst")):
        assert load_plan(str(written(tmp_path, sound)))


def test_declared_figures_without_a_number_can_never_be_judged(tmp_path: Path) -> None:
    lines = COUNTED.splitlines(keepends=True)
    row = line_of(COUNTED, "threshold: {")
    lines[row - 1] = "    threshold: {none: 文中无数, english: no number}\n"
    told = refused(tmp_path, "".join(lines))
    assert (told.field, told.row) == ("commitments.0.threshold", row)
    assert told.found == "none: 文中无数"
    lines[row - 1] = (
        "    threshold: {compare: at_least, unknown: 省定, english: by the province, unit: 个}\n"
    )
    assert load_plan(str(written(tmp_path, "".join(lines))))


PUBLISHED = """\
    published:
      - indicator: PM2.5
        statistic: mean
        threshold: {compare: at_most, value: 35, unit: µg/m³}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "field", "found", "expected"),
    [
        ("indicator: PM2.5", "indicator: PM25", "indicator", "PM25", "PM2.5"),
        ("statistic: mean", "statistic: meen", "statistic", "meen", "mean"),
        ("unit: µg/m³", "unit: mg/m³", "threshold.unit", "mg/m³", "µg/m³"),
        # The same number of micrograms, and still not the unit of the figures.
        ("35, unit: µg/m³", "0.035, unit: mg/m³", "threshold.unit", "mg/m³", "µg/m³"),
        ("value: 35", "value: 12", "threshold", "≤ 12 µg/m³", "≤ 35 µg/m³"),
        ("at_most", "below", "threshold", "< 35 µg/m³", "≤ 35 µg/m³"),
        ("value: 35", "unknown: 待定, english: open", "threshold", "≤ 未知 unknown µg/m³", "≤ 35"),
    ],
)
def test_a_published_figure_has_the_name_unit_and_threshold_of_what_it_stands_in_for(
    tmp_path: Path, right: str, wrong: str, field: str, found: str, expected: str
) -> None:
    assert load_plan(str(written(tmp_path, PLAN + PUBLISHED))).commitment("T01").published
    told = refused(tmp_path, PLAN + PUBLISHED.replace(right, wrong))
    assert told.field == f"commitments.0.published.0.{field}"
    assert (told.found, expected in str(told.expected)) == (found, True)


def test_a_single_published_figure_has_the_threshold_of_a_clause_without_air(
    tmp_path: Path,
) -> None:
    head = PLAN[: PLAN.index("    metric:")] + "    metric: {name: absent, wanted: sections}\n"
    thirteen = """\
    published:
      - indicator: assessment_section
        statistic: attained_sections
        threshold: {compare: equal, value: 13, unit: ""}
"""
    told = refused(tmp_path, head + thirteen)
    assert (told.found, told.expected) == ("= 13", "≤ 35 µg/m³")
    agreed = head.replace("at_most, value: 35, unit: µg/m³", "equal, value: 13, unit: 个")
    assert load_plan(str(written(tmp_path, agreed + thirteen))).commitment("T01").published
