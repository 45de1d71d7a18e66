"""``yunzhu water warn``: warnings of the automatic water stations, with whom to visit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    day_of,
    last_day_of,
    opened_workspace,
)
from yunzhu.cli.output import print_rows
from yunzhu.cli.water_commands import WaterEditionOption
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.city.water_warnings import ExplainedAlarm, WaterWarnings
    from yunzhu.workspace import Workspace

_MOST_SHOWN = 5
_LAST_MINUTE = time(23, 59)
_DAY_OR_MOMENT = "YYYY-MM-DD | YYYY-MM-DDTHH:MM, 2020-04-08T12:00"


def warn(
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help="截至日或时刻，默认昨天 day or moment, default yesterday: 2020-04-08T12:00",
            show_default=False,
        ),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, help="列出最近几天的报警 alarms of so many days [d]")
    ] = 7,
    site: Annotated[
        list[str] | None,
        typer.Option("--site", help="只看断面，可多次 section, repeatable", show_default=False),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="记入城市报警名录 raise them in the city's register")
    ] = False,
    edition: WaterEditionOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """水质预警 Warn of what the water stations show: the instrument first, then the water.

    劣于目标类别、对自身前 30 天的突变、断面间汇入、读数不变、漂移、超量程；
    每条附原因、处置建议和上游候选。有报警时退出码 1。
    Class worse than the target, jump against the last 30 days, inflow between sections, equal
    readings, drift, out of range; each with reason, advice and upstream candidates. Exit 1 when
    there is an alarm.

    例 example: yunzhu water warn --as-of 2020-04-08T12:00 --days 1
    """
    until = _until(as_of)
    since = until - timedelta(days=days)
    known = day_of(known_at, "--known-at")
    opened = opened_workspace(workspace)
    found, recorded = _warnings(opened, until, since, known, edition, record=record)
    shown = [one for one in found.alarms if not site or _is_of(one, site)]
    _print(found, shown, form, opened, recorded)
    raise typer.Exit(1 if shown else 0)


def _until(text: str | None) -> datetime:
    """Return the moment up to which samples count: a day's last minute, or as given."""
    if text is None or "T" not in text:
        return datetime.combine(last_day_of(text, _DAY_OR_MOMENT), _LAST_MINUTE)
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M")
    except ValueError as error:
        raise UsageError(
            "不是日期或时刻 not a day or moment",
            field="--as-of",
            found=text,
            expected=_DAY_OR_MOMENT,
        ) from error


def _warnings(
    opened: Workspace,
    until: datetime,
    since: datetime,
    known: date | None,
    edition: str | None,
    *,
    record: bool,
) -> tuple[WaterWarnings, list[str]]:
    """Return the warnings, and what to say of their recording."""
    from yunzhu.city.setup import close_city, has_city, open_city
    from yunzhu.city.water_warnings import watch_of_city, watch_without_city, water_warnings

    if not has_city(opened):
        if record:
            raise UsageError(
                "没有城市，无处记录 no city to record alarms in",
                field="--record",
                action="yunzhu city prepare",
            )
        watch = watch_without_city(opened, known)
        return water_warnings(opened, watch, until, since, known_at=known, edition=edition), []
    open_city(opened)
    try:
        watch = watch_of_city(until.date(), known)
        if not watch.watched:
            watch = watch_without_city(opened, known)
        found = water_warnings(opened, watch, until, since, known_at=known, edition=edition)
        return found, [_recorded(found)] if record else []
    finally:
        close_city()


def _recorded(found: WaterWarnings) -> str:
    from yunzhu.city.actions.alarms import raise_alarms
    from yunzhu.city.actions.recording import LOCAL_OPERATOR
    from yunzhu.city.water_warnings import alarmed_of

    numbers = raise_alarms(map(alarmed_of, found.alarms), by=LOCAL_OPERATOR)
    return f"已记入报警名录 alarms on record: {', '.join(map(str, numbers)) or '无 none'}"


def _is_of(one: ExplainedAlarm, wanted: list[str]) -> bool:
    return one.section in wanted or one.alarm.site in wanted


def _print(
    found: WaterWarnings,
    shown: list[ExplainedAlarm],
    form: OutputFormat,
    opened: Workspace,
    recorded: list[str],
) -> None:
    rows = [_row(one, opened, form) for one in shown]
    headings = {
        "section": "断面 section",
        "kind": "种类 kind",
        "start": "开始 start",
        "noticed": "报出 due",
        "value": "值 value",
        "reason": "原因 reason",
        "candidates": "上游候选 candidates",
        "advice": "处置 advice",
    }
    notes = recorded[:]
    if not found.has_registers:
        notes.append(
            "没有断面名录：不判定目标类别与断面间汇入，也没有上游候选 no register of sections: "
            "no class drop, no inflow, no candidates; yunzhu register template assessment_sections"
        )
    if found.not_judged:
        first = found.not_judged[0]
        notes.append(
            f"{len(found.not_judged)} 项未判定 checks not made, e.g. {first.site} {first.item} "
            f"{first.kind.label}: {first.why}"
        )
    notes.append(
        f"{found.sections} 个断面 sections, {found.since:%Y-%m-%d %H:%M} .. "
        f"{found.until:%Y-%m-%d %H:%M}, 设置为本程序自定，不是标准 "
        "settings are this program's own, no standard's"
    )
    print_rows(
        rows,
        form,
        title=f"水质预警 water warnings: {len(shown)}",
        origin=opened.origin,
        columns=headings,
        notes=notes,
    )


def _row(one: ExplainedAlarm, opened: Workspace, form: OutputFormat) -> dict[str, Any]:
    alarm = one.alarm
    candidates = [
        {
            "code": each.code,
            "name": each.name,
            "kind": each.kind,
            "owner": each.owner,
            "travel_hours": str(each.travel_hours),
            "left_at": each.left_at.isoformat(sep=" ", timespec="minutes"),
            "points": each.points,
            "reasons": list(each.reasons),
            "unknown": list(each.unknown),
        }
        for each in one.candidates
    ]
    told = [f"{each.name} {each.points:+d}" for each in one.candidates[:_MOST_SHOWN]]
    return {
        "section": one.section,
        "site": alarm.site,
        "item": alarm.item,
        "kind": alarm.kind.label if form is OutputFormat.TABLE else alarm.kind.value,
        "start": alarm.start.isoformat(sep=" ", timespec="minutes"),
        "noticed": alarm.noticed.isoformat(sep=" ", timespec="minutes"),
        "last": alarm.last.isoformat(sep=" ", timespec="minutes"),
        "value": f"{alarm.value:f} {alarm.unit}".strip(),
        "reason": alarm.reason,
        "advice": alarm.advice,
        "numbers": dict(alarm.numbers),
        "candidates": told if form is OutputFormat.TABLE else candidates,
        "origin": opened.origin.value,
        "origin_label": opened.origin.label,
    }
