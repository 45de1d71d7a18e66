"""``yunzhu explain``: a number opened, whatever room it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from yunzhu.cli.options import FormatOption, OutputFormat, WorkspaceOption, opened_workspace
from yunzhu.cli.output import print_json, print_rows, progress_bar
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.indicators.air.explanation import Explanation
    from yunzhu.indicators.loads.explanation import LoadExplanation
    from yunzhu.indicators.water.explanation import WaterExplanation
    from yunzhu.workspace import Workspace

    Opened: TypeAlias = Explanation | LoadExplanation | WaterExplanation


_AGREEMENTS = {
    True: "一致 agrees",
    False: "不一致 DIFFERS",
    None: "两次都没有数值 neither gives a number",
}
_FORM = "subject/indicator/statistic/period/rule"


def explain_number(
    lineage_id: Annotated[str, typer.Argument(help=f"编号 {_FORM}")],
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """打开一个数 Open a number: the records it rests on, and the number computed from them again.

    JSON 列出全部小时值或样品。JSON lists every hour or sample. 两次计算不一致时退出码 1 (exit 1
    if they differ).

    例 example: yunzhu explain
    440100/PM2.5/mean/2020-01-01..2020-06-30/air-2012+city_series
    """
    opened = opened_workspace(workspace)
    with progress_bar("重算 recomputing"):
        found = _explained(opened, lineage_id)
    if form is OutputFormat.JSON:
        print_json(found.as_dict())
    else:
        _print_explanation(found, form)
    raise typer.Exit(0 if found.agrees else 1)


def _explained(workspace: Workspace, lineage_id: str) -> Opened:
    """Open a number by what its rule names.

    Raises
    ------
    UsageError : no rule of air, water or loads stands at its end.
    """
    from yunzhu.indicators.air.rules import PREFIX as AIR_PREFIX
    from yunzhu.indicators.loads.explanation import explain_load, is_load_id
    from yunzhu.indicators.loads.rules import RULE_PREFIX
    from yunzhu.indicators.water.rules import PREFIX

    if is_load_id(lineage_id):
        return explain_load(workspace, lineage_id)
    if lineage_id.rpartition("/")[2].startswith(PREFIX):
        from yunzhu.indicators.water.explanation import explain_water
        from yunzhu.observations.sample_lake import SampleLake

        return explain_water(SampleLake(workspace), lineage_id)
    if not lineage_id.rpartition("/")[2].startswith(AIR_PREFIX):
        raise UsageError(
            "不是编号 not a lineage id",
            found=lineage_id,
            expected=f"{_FORM}; rule: {AIR_PREFIX}… | {PREFIX}… | {RULE_PREFIX}+…",
            action="从下列命令的 lineage_id 复制 copy it from a row of yunzhu air stats, "
            "yunzhu water stats or yunzhu flux load, with --format json",
        )
    from yunzhu.indicators.air.explanation import explain
    from yunzhu.observations.lake import Lake

    return explain(Lake(workspace), lineage_id)


def _print_explanation(found: Opened, form: OutputFormat) -> None:
    from yunzhu.indicators.loads.explanation import LoadExplanation
    from yunzhu.indicators.opened import agreement_of
    from yunzhu.indicators.water.explanation import WaterExplanation

    result = found.result
    rows: Sequence[Mapping[str, Any]]
    headings: Mapping[str, str]
    if isinstance(found, LoadExplanation):
        rows, headings = found.inputs, found.headings
    elif isinstance(found, WaterExplanation):
        rows, headings = _samples(found)
    else:
        rows, headings = _days(found)
    agreement = _AGREEMENTS[agreement_of(found)]
    notes = [
        *found.working,
        f"报告值 reported {result.value} {result.unit}, 重算 recomputed {found.recomputed}: "
        f"{agreement}",
        f"版本 edition {result.edition}, 规则 rule {result.rule}, 标记 mark {result.mark.value}",
        f"输入摘要 inputs SHA-256 {found.inputs_digest}",
        *(
            f"文件 file {file}, 收到 received {received}, SHA-256 {digest[:16]}…"
            for file, received, digest in found.imports
        ),
    ]
    print_rows(
        rows, form, title=result.lineage_id, origin=result.origin, columns=headings, notes=notes
    )


def _days(found: Explanation) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return one row per day and daily item of a number of air, and the headings."""
    result = found.result
    rows = [
        {
            "date": day.day.isoformat(),
            "item": item,
            "exact": None if one.value is None else f"{float(one.value):.4f}",
            "count": one.count,
            "expected": one.expected,
            "valid": one.valid,
            "hours": sum(
                1
                for site in day.hours.values()
                for hour in site.get(item.split("_")[0], ())
                if hour is not None
            ),
            "aqi": None if day.index is None else day.index.index,
            "origin": result.origin.value,
            "origin_label": result.origin.label,
        }
        for day in found.days
        for item, one in day.items.items()
    ]
    headings = {
        "date": "日期 date",
        "item": "项目 item",
        "exact": "日值 value",
        "count": "依据 count",
        "expected": "应有 expected",
        "valid": "有效 valid",
        "hours": "小时 hours",
        "aqi": "AQI",
    }
    return rows, headings


def _samples(found: WaterExplanation) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return one row per sample of a number of water, and the headings."""
    result = found.result
    rows = [
        {
            "site": one.site,
            "time": one.moment.isoformat(timespec="minutes"),
            "item": one.item,
            "number": one.text,
            "origin": result.origin.value,
            "origin_label": result.origin.label,
        }
        for one in found.samples
    ]
    headings = {
        "site": "断面 section",
        "time": "时间 time",
        "item": "项目 item",
        "number": "值 value",
    }
    return rows, headings
