"""``yunzhu flux``: the load that a river carries, and such a number opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    PeriodOption,
    WorkspaceOption,
    day_of,
    opened_workspace,
)
from yunzhu.cli.output import print_rows, progress_bar
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    pass

app = typer.Typer(
    help="污染物通量 loads of rivers. "
    "例 example: yunzhu flux load --site GF01 --item TP --period 2020",
    no_args_is_help=True,
)

_HEADINGS = {
    "statistic": "统计 statistic",
    "value": "值 value",
    "unit": "单位 unit",
    "coverage": "有效/应有 valid/expected",
    "edition": "依据 source",
    "note": "注 note",
}


@app.callback()
def _group() -> None:
    """污染物通量 loads of rivers. 例 example: yunzhu flux load --site GF01 --item TP ..."""


@app.command("load")
def load(
    site: Annotated[str, typer.Option(help="断面或站点 section or station", show_default=False)],
    item: Annotated[str, typer.Option(help="项目 item in mg/L: TP, NH3N, CODMn ...")],
    period: PeriodOption,
    method: Annotated[
        str,
        typer.Option(
            help="方法 method: flow_times_concentration | tidal_flow | regression | "
            "weighted_regression"
        ),
    ] = "flow_times_concentration",
    flow_site: Annotated[
        str,
        typer.Option(help="流量站, 默认同站 where the flow is measured", show_default=False),
    ] = "",
    longest_gap: Annotated[
        int, typer.Option(help="线性内插的最长缺口 the longest gap that is bridged [h]")
    ] = 3,
    flow_error: Annotated[
        float, typer.Option(help="流量的标准不确定度 standard uncertainty of the flow [%]")
    ] = 0.0,
    concentration_error: Annotated[
        float, typer.Option(help="浓度的标准不确定度 of the concentration [%]")
    ] = 0.0,
    flow_zero: Annotated[
        float, typer.Option(help="流量计零点的标准不确定度 of the flow meter's zero [m³/s]")
    ] = 0.0,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """通量 The load through a section over a period, with interval and coverage.

    流量×浓度与潮流法用小时值；两种回归用样品与日均流量。缺口超过所述长度的小时不填补。
    Flow times concentration and the tidal sum take hours; the two regressions take samples and
    daily flow. Hours beyond the stated gap are not filled.

    例 example: yunzhu flux load --site GF01 --item TP --period 2020 --method tidal_flow
    """
    from yunzhu.indicators.loads.gap_uncertainty import InstrumentErrors
    from yunzhu.indicators.loads.results import load_of_site
    from yunzhu.indicators.loads.rules import LoadMethod, LoadRule
    from yunzhu.periods import Period

    methods = {one.value: one for one in LoadMethod}
    if method not in methods:
        raise UsageError(
            "未知选项 not a choice", field="--method", found=method, expected=" | ".join(methods)
        )
    rule = LoadRule(
        methods[method],
        longest_gap,
        flow_site,
        InstrumentErrors(flow_error, concentration_error, flow_zero),
        day_of(known_at, "--known-at"),
    )
    opened = opened_workspace(workspace)
    span = Period.parse(period)
    with progress_bar("通量 load"):
        answer = load_of_site(opened, site, item, span, rule)
    rows = []
    for result in answer.rows:
        row = result.as_dict()
        if form is OutputFormat.TABLE:
            row["value"] = None if result.value is None else format(result.value, "f")
            row["coverage"] = f"{result.n_valid}/{result.n_expected}"
        rows.append(row)
    notes = list(answer.notes)
    if form is OutputFormat.TABLE:
        notes.append(
            f"编号 lineage id: {answer.site}/{item}/统计 statistic/{span}/{rule}; "
            "yunzhu explain 打开 opens it"
        )
    print_rows(
        rows,
        form,
        title=f"{answer.name} ({answer.site}) {item} {span}",
        origin=opened.origin,
        columns=_HEADINGS,
        notes=notes,
    )
