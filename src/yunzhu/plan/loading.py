"""Find and read a plan: a packaged one by id, or any file by path."""

from __future__ import annotations

from pathlib import Path

from yunzhu.errors import PlanError
from yunzhu.periods import Period
from yunzhu.plan.air_metric import air_measure_units
from yunzhu.plan.schema import (
    CLAUSE_JOINT,
    GOALS,
    TARGETS,
    AirMetric,
    DeclaredFiguresMetric,
    KnownThreshold,
    NoThreshold,
    Plan,
    UnknownThreshold,
    WaterSectionsMetric,
    WorkItemsMetric,
)
from yunzhu.plan.verdicts import threshold_text
from yunzhu.standards import PERCENT
from yunzhu.yaml_documents import YamlDocument, read_yaml

_CITIES = Path(__file__).parent.parent / "cities"


def packaged_plans() -> dict[str, Path]:
    """Return the packaged plans: id to file."""
    return {path.stem: path for path in sorted(_CITIES.glob("*/plans/*.yaml"))}


def load_plan(name: str) -> Plan:
    """Return a plan by id, or from a YAML file by path.

    Raises
    ------
    PlanError : no such plan, or its YAML is not as required (file, line, field, expectation).

    Examples
    --------
    >>> load_plan("guangzhou-2020").commitment("T01").metric.measures[0].threshold.value
    Decimal('35')
    """
    packaged = packaged_plans()
    path = packaged.get(name, Path(name))
    if not path.is_file():
        raise PlanError(
            "没有这个计划 no such plan",
            found=name,
            expected=", ".join(packaged) + ", 或文件路径 or a path",
        )
    document = read_yaml(path, PlanError)
    plan = document.validated(Plan, what="计划文件的内容不合要求 a plan is not as required")
    _require_ids_once(document, plan)
    _require_own_tasks(document, plan)
    _require_dates_of_the_year(document, plan)
    _require_ordered_cuts(document, plan)
    _require_one_threshold(document, plan)
    _require_names_once(document, plan)
    _require_countable_marks(document, plan)
    _require_figures_to_compare(document, plan)
    _require_sections_to_count(document, plan)
    _require_known_measures(document, plan)
    _require_clauses_of_the_text(document, plan)
    if path in packaged.values() and plan.id != path.stem:
        raise document.fault(
            "计划的 id 与文件名不符 the plan's id is not its file's name",
            ("id",),
            found=plan.id,
            expected=path.stem,
        )
    return plan


def _require_ids_once(document: YamlDocument, plan: Plan) -> None:
    seen: set[str] = set()
    for place, one in enumerate(plan.commitments):
        if one.id in seen:
            raise document.fault(
                "编号重复 an id is given twice",
                ("commitments", place, "id"),
                found=one.id,
                expected="每个编号一次 each id once",
            )
        seen.add(one.id)


def _require_own_tasks(document: YamlDocument, plan: Plan) -> None:
    numbers = [task.number for task in plan.tasks]
    for place, one in enumerate(plan.commitments):
        if one.group not in (TARGETS, GOALS, *numbers):
            raise document.fault(
                "编号所属的任务不在计划中 an id of a task that the plan has not",
                ("commitments", place, "id"),
                found=one.id,
                expected=", ".join(("T..", "Q..", *(f"{number}.." for number in numbers))),
            )


def _require_ordered_cuts(document: YamlDocument, plan: Plan) -> None:
    if plan.cuts.at_risk_odds > plan.cuts.on_track_odds:
        raise document.fault(
            "界限颠倒 the cuts are the wrong way round",
            ("cuts", "at_risk_odds"),
            found=str(plan.cuts.at_risk_odds),
            expected=f"<= on_track_odds {plan.cuts.on_track_odds}",
        )


def _require_one_threshold(document: YamlDocument, plan: Plan) -> None:
    """A commitment of a single measure is held against its own threshold."""
    for place, one in enumerate(plan.commitments):
        if not isinstance(one.metric, AirMetric) or len(one.metric.measures) > 1:
            continue
        if isinstance(one.threshold, NoThreshold):
            continue
        measured = one.metric.measures[0].threshold
        if threshold_text(measured) != threshold_text(one.threshold):
            raise document.fault(
                "两处阈值不同 the commitment and its measure have different thresholds",
                ("commitments", place, "metric", "measures", 0, "threshold"),
                found=threshold_text(measured),
                expected=threshold_text(one.threshold),
            )


def _require_names_once(document: YamlDocument, plan: Plan) -> None:
    """Neither a component nor an object may be named twice."""
    for place, one in enumerate(plan.commitments):
        metric = one.metric
        if isinstance(metric, WorkItemsMetric):
            field, names = "components", metric.components
        elif isinstance(metric, DeclaredFiguresMetric) and isinstance(metric.objects, tuple):
            field, names = "objects", metric.objects
        else:
            continue
        if len(set(names)) < len(names):
            raise document.fault(
                "名称重复 a component or object is given twice",
                ("commitments", place, "metric", field),
                found=", ".join(names),
                expected="每个一次 each once",
            )


def _require_countable_marks(document: YamlDocument, plan: Plan) -> None:
    """The number of work items is a whole number to be reached, of the components if there are."""
    for place, one in enumerate(plan.commitments):
        metric, threshold = one.metric, one.threshold
        if not isinstance(metric, WorkItemsMetric) or not isinstance(threshold, KnownThreshold):
            continue
        where = ("commitments", place, "threshold")
        if threshold.compare not in ("at_least", "equal"):
            raise document.fault(
                "工作项只能有应达到的数目 work items have a number to be reached",
                (*where, "compare"),
                found=threshold.compare,
                expected="at_least | equal",
            )
        wanted = len(metric.components) or None
        if threshold.value < 1 or threshold.value % 1 or wanted not in (None, threshold.value):
            raise document.fault(
                "工作项的数目不符 a number of work items that cannot be counted",
                (*where, "value"),
                found=str(threshold.value),
                expected="正整数 a positive whole number" if wanted is None else str(wanted),
            )


def _require_figures_to_compare(document: YamlDocument, plan: Plan) -> None:
    """Declared figures need objects that can be named and a number that can be reached."""
    for place, one in enumerate(plan.commitments):
        metric, threshold = one.metric, one.threshold
        if not isinstance(metric, DeclaredFiguresMetric):
            continue
        if metric.objects == ():
            raise document.fault(
                "没有对象 no object is named",
                ("commitments", place, "metric", "objects"),
                found="[]",
                expected="名称、数目或 null names, a number or null",
            )
        where = ("commitments", place, "threshold")
        if isinstance(threshold, NoThreshold):
            raise document.fault(
                "无数可比 declared figures without a number to compare",
                where,
                found=f"none: {threshold.none}",
                expected="compare 与 value 或 unknown compare with value or unknown",
            )
        is_mark = metric.reading != "latest_worst" and threshold.compare in ("at_least", "equal")
        if is_mark and isinstance(threshold, KnownThreshold) and threshold.value <= 0:
            raise document.fault(
                "应达到的数须大于零 a number to be reached must be above zero",
                (*where, "value"),
                found=str(threshold.value),
                expected="> 0; 一个都不许有写 at_most 0 for none at all write at_most 0",
            )


def _require_sections_to_count(document: YamlDocument, plan: Plan) -> None:
    """Sections are counted at the end of the year, up to a number of them or to none."""
    for place, one in enumerate(plan.commitments):
        metric, threshold = one.metric, one.threshold
        if not isinstance(metric, WaterSectionsMetric):
            continue
        if one.due != Period.of_year(plan.year).last:
            raise document.fault(
                "断面按全年评价 sections are assessed over the whole year",
                ("commitments", place, "due"),
                found=str(one.due),
                expected=str(Period.of_year(plan.year).last),
            )
        if not isinstance(threshold, UnknownThreshold) and not _is_countable(metric, threshold):
            worst = metric.reading == "worse_than_v"
            raise document.fault(
                "断面的数目不符 a number of sections that cannot be counted",
                ("commitments", place, "threshold"),
                found=threshold_text(threshold),
                expected="equal | at_most 0"
                if worst
                else f"equal | at_least 1..{metric.sections}, 或 or > 0..100 %",
            )


def _is_countable(metric: WaterSectionsMetric, threshold: KnownThreshold | NoThreshold) -> bool:
    if isinstance(threshold, NoThreshold):
        return False
    if metric.reading == "worse_than_v":
        return threshold.compare in ("equal", "at_most") and threshold.value == 0
    if threshold.unit == "%":
        is_within = 0 < threshold.value <= PERCENT
    else:
        is_within = 1 <= threshold.value <= metric.sections and threshold.value % 1 == 0
    return threshold.compare in ("equal", "at_least") and is_within


def _require_dates_of_the_year(document: YamlDocument, plan: Plan) -> None:
    for place, one in enumerate(plan.commitments):
        if one.due.year not in (plan.year, plan.year + 1):
            raise document.fault(
                "期限不在计划年或次年 a date outside the plan's year and the next",
                ("commitments", place, "due"),
                found=str(one.due),
                expected=f"{plan.year} | {plan.year + 1}",
            )


def _require_known_measures(document: YamlDocument, plan: Plan) -> None:
    """Every measure must be a statistic that exists, in the unit in which it is given."""
    units = air_measure_units()
    indicators = {indicator for indicator, _ in units}
    for place, one in enumerate(plan.commitments):
        if not isinstance(one.metric, AirMetric):
            continue
        for number, measure in enumerate(one.metric.measures):
            where = ("commitments", place, "metric", "measures", number)
            if measure.indicator not in indicators:
                raise document.fault(
                    "没有这个指标 no such indicator",
                    (*where, "indicator"),
                    found=measure.indicator,
                    expected=" | ".join(sorted(indicators)),
                )
            unit = units.get((measure.indicator, measure.statistic))
            if unit is None:
                known = sorted(name for first, name in units if first == measure.indicator)
                raise document.fault(
                    "没有这项统计 no such statistic",
                    (*where, "statistic"),
                    found=measure.statistic,
                    expected=" | ".join(known),
                )
            if measure.threshold.unit != unit:
                raise document.fault(
                    "阈值单位不符 the threshold is in another unit than the statistic",
                    (*where, "threshold", "unit"),
                    found=measure.threshold.unit,
                    expected=unit,
                )


def _require_clauses_of_the_text(document: YamlDocument, plan: Plan) -> None:
    """A clause is quoted: its pieces stand in the plan's own text, one after the other."""
    try:
        text = (document.path.parent / plan.text_file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise document.fault(
            "计划原文无法读取 the plan's text cannot be read",
            ("text_file",),
            found=plan.text_file,
            expected="与 YAML 同一文件夹的 UTF-8 文本 a UTF-8 text in the folder of the YAML",
        ) from problem
    for place, one in enumerate(plan.commitments):
        begin = 0
        for piece in one.clause.split(CLAUSE_JOINT):
            found = text.find(piece, begin) if piece.strip() else -1
            if found < 0:
                raise document.fault(
                    "条款不在计划原文中 a clause that does not stand in the plan's text",
                    ("commitments", place, "clause"),
                    found=piece,
                    expected=f"{plan.text_file} 的原话，依其次序 words of it, in its order",
                )
            begin = found + len(piece)
