"""Find and read a plan: a packaged one by id, or any file by path."""

from __future__ import annotations

from pathlib import Path

from yunzhu.errors import PlanError
from yunzhu.plan.metric_checks import require_metrics_that_judge
from yunzhu.plan.schema import CLAUSE_JOINT, GOALS, TARGETS, Plan
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
    require_metrics_that_judge(document, plan)
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


def _require_dates_of_the_year(document: YamlDocument, plan: Plan) -> None:
    for place, one in enumerate(plan.commitments):
        if one.due.year not in (plan.year, plan.year + 1):
            raise document.fault(
                "期限不在计划年或次年 a date outside the plan's year and the next",
                ("commitments", place, "due"),
                found=str(one.due),
                expected=f"{plan.year} | {plan.year + 1}",
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
