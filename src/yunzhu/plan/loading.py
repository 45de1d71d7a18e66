"""Find and read a plan: a packaged one by id, or any file by path."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from yunzhu.errors import PlanError
from yunzhu.plan.air_metric import air_measure_units
from yunzhu.plan.published import published_measure_units
from yunzhu.plan.register_coverage import COVERAGES
from yunzhu.plan.schema import (
    CLAUSE_JOINT,
    GOALS,
    TARGETS,
    AirMeasure,
    AirMetric,
    DeclaredFiguresMetric,
    DrinkingSourcesMetric,
    KnownThreshold,
    NoThreshold,
    Plan,
    PublishedMeasure,
    RegisterCoverageMetric,
    StationsSendingMetric,
    Threshold,
    UnknownThreshold,
    WorkItemsMetric,
)
from yunzhu.plan.verdicts import threshold_text
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.yaml_documents import Place, YamlDocument, read_yaml

_CITIES = Path(__file__).parent.parent / "cities"
_EXPECTATIONS = {
    "id": '编号，加引号 an id, put it in quotes: "T01", "Q1", "13.4"; 计划 of the plan "city-2020"',
    "number": '两位数字，加引号 two digits, put them in quotes: "01"',
    "objects": "名称的列表、大于零的数目或 null a list of names, a number above 0 or null",
    "wanted": "小写字母、数字与下划线 lower case letters, digits and _: outfall_coverage",
}


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
    what = "计划文件的内容不合要求 a plan is not as required"
    plan = document.validated(Plan, what=what, expectations=_EXPECTATIONS)
    _require_commitments(document, plan)
    _require_ids_once(document, plan)
    _require_own_tasks(document, plan)
    _require_dates_of_the_year(document, plan)
    _require_ordered_cuts(document, plan)
    _require_one_threshold(document, plan)
    _require_names_once(document, plan)
    _require_countable_marks(document, plan)
    _require_figures_to_compare(document, plan)
    _require_known_coverages(document, plan)
    _require_marks_of_water(document, plan)
    _require_known_measures(document, plan)
    _require_published_thresholds(document, plan)
    _require_words_of_the_text(document, plan)
    if path in packaged.values() and plan.id != path.stem:
        raise document.fault(
            "计划的 id 与文件名不符 the plan's id is not its file's name",
            ("id",),
            found=plan.id,
            expected=path.stem,
        )
    return plan


def _require_commitments(document: YamlDocument, plan: Plan) -> None:
    if not plan.commitments:
        raise document.fault(
            "计划没有条目 a plan without commitments",
            ("commitments",),
            found="[]",
            expected="至少一条 at least one",
        )


def _require_ids_once(document: YamlDocument, plan: Plan) -> None:
    """Neither a task nor a commitment may bear another's number."""
    for listed, field, names in (
        ("tasks", "number", [one.number for one in plan.tasks]),
        ("commitments", "id", [one.id for one in plan.commitments]),
    ):
        for place, name in enumerate(names):
            if name in names[:place]:
                raise document.fault(
                    "编号重复 an id is given twice",
                    (listed, place, field),
                    found=name,
                    expected="每个编号一次 each id once",
                )


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


def _require_published_thresholds(document: YamlDocument, plan: Plan) -> None:
    """A published figure is held against the threshold of what it stands in for.

    The units may differ in words (13 个 of a count without one); the figure's own is required.
    """
    for place, one in enumerate(plan.commitments):
        for number, fact in enumerate(one.published):
            own: Threshold | None = None
            if isinstance(one.metric, AirMetric):
                of = {(m.indicator, m.statistic): m.threshold for m in one.metric.measures}
                own = of.get((fact.indicator, fact.statistic))
            elif len(one.published) == 1:
                own = one.threshold
            if own is None or isinstance(own, NoThreshold):
                continue
            if _sign_and_number(fact.threshold) != _sign_and_number(own):
                raise document.fault(
                    "公开数字的阈值不同 the published figure has a different threshold",
                    ("commitments", place, "published", number, "threshold"),
                    found=threshold_text(fact.threshold),
                    expected=threshold_text(own),
                )


def _sign_and_number(threshold: KnownThreshold | UnknownThreshold) -> tuple[str, Decimal | None]:
    number = threshold.value if isinstance(threshold, KnownThreshold) else None
    return threshold.compare, number


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


def _require_known_coverages(document: YamlDocument, plan: Plan) -> None:
    """Every coverage must be one that exists, and is named once."""
    for place, one in enumerate(plan.commitments):
        metric = one.metric
        if not isinstance(metric, RegisterCoverageMetric):
            continue
        for number, name in enumerate(metric.coverages):
            if name not in COVERAGES or name in metric.coverages[:number]:
                raise document.fault(
                    "没有这项覆盖，或重复 no such coverage, or given twice",
                    ("commitments", place, "metric", "coverages", number),
                    found=name,
                    expected=" | ".join(COVERAGES),
                )


def _require_marks_of_water(document: YamlDocument, plan: Plan) -> None:
    """Sources are all to meet; coverages have a share to be reached, stations a number."""
    for place, one in enumerate(plan.commitments):
        threshold = one.threshold
        if not isinstance(threshold, KnownThreshold):
            continue
        if isinstance(one.metric, DrinkingSourcesMetric):
            unit, least = "%", PERCENT
        elif isinstance(one.metric, RegisterCoverageMetric):
            unit, least = "%", 1
        elif isinstance(one.metric, StationsSendingMetric):
            unit, least = "个", 1
        else:
            continue
        most = PERCENT if unit == "%" else threshold.value
        is_mark = threshold.compare in ("at_least", "equal") and least <= threshold.value <= most
        if not is_mark or threshold.unit != unit:
            raise document.fault(
                "指标不能与这样的阈值比较 the metric cannot be held against such a threshold",
                ("commitments", place, "threshold"),
                found=threshold_text(threshold),
                expected=f"at_least | equal, {least}..{'' if unit == '个' else PERCENT} {unit}",
            )


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
    published = published_measure_units() | units
    for place, one in enumerate(plan.commitments):
        where = ("commitments", place)
        if isinstance(one.metric, AirMetric):
            for number, measure in enumerate(one.metric.measures):
                at = (*where, "metric", "measures", number)
                _require_known_measure(document, at, measure, units)
        for number, fact in enumerate(one.published):
            _require_known_measure(document, (*where, "published", number), fact, published)


def _require_known_measure(
    document: YamlDocument,
    where: Place,
    measure: AirMeasure | PublishedMeasure,
    units: Mapping[tuple[str, str], str],
) -> None:
    indicators = {indicator for indicator, _ in units}
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
            expected=unit or '""',
        )


def _require_words_of_the_text(document: YamlDocument, plan: Plan) -> None:
    """A clause and a kept passage are quoted: their pieces stand in the text, in its order."""
    try:
        text = (document.path.parent / plan.text_file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise document.fault(
            "计划原文无法读取 the plan's text cannot be read",
            ("text_file",),
            found=plan.text_file,
            expected="与 YAML 同一文件夹的 UTF-8 文本 a UTF-8 text in the folder of the YAML",
        ) from problem
    kept: list[tuple[Place, str]] = [
        (("kept_as_text", place, "text"), one.text) for place, one in enumerate(plan.kept_as_text)
    ]
    clauses: list[tuple[Place, str]] = [
        (("commitments", place, "clause"), one.clause) for place, one in enumerate(plan.commitments)
    ]
    for where, passage in (*kept, *clauses):
        begin = 0
        for piece in passage.split(CLAUSE_JOINT):
            found = text.find(piece, begin) if piece.strip() else -1
            if found < 0:
                raise document.fault(
                    "此段不在计划原文中 a passage that does not stand in the plan's text",
                    where,
                    found=piece,
                    expected=f"{plan.text_file} 的原话，依其次序 words of it, in its order",
                )
            begin = found + len(piece)
