"""Find and read a plan: a packaged one by id, or any file by path."""

from __future__ import annotations

from pathlib import Path

from yunzhu.errors import PlanError
from yunzhu.plan.schema import Plan
from yunzhu.yaml_documents import read_yaml

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
    if path in packaged.values() and plan.id != path.stem:
        raise document.fault(
            "计划的 id 与文件名不符 the plan's id is not its file's name",
            ("id",),
            found=plan.id,
            expected=path.stem,
        )
    return plan
