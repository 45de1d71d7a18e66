"""Options that several commands share, and how a command finds its workspace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, overload

import typer

from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.indicators.air.results import RuleChoice
    from yunzhu.workspace import Workspace


ChoiceT = TypeVar("ChoiceT", bound=Enum)


class OutputFormat(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        help="工作区文件夹，默认 YUNZHU_WORKSPACE 或当前文件夹 workspace folder",
        show_default=False,
    ),
]
FormatOption = Annotated[
    OutputFormat, typer.Option("--format", help="输出格式 output format: table, json, csv")
]
AreaOption = Annotated[
    str,
    typer.Option("--area", help="区域名称、代码或站点 area name, code or site", show_default=False),
]
PeriodOption = Annotated[
    str,
    typer.Option(
        "--period",
        help="时段 period: 2020, 2020-H1, 2020-Q2, 2020-06, 2020-01-01..2020-06-30",
        show_default=False,
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base", help="基期，默认上年同期 base, by default a year earlier", show_default=False
    ),
]
EditionOption = Annotated[
    str | None,
    typer.Option(
        "--edition",
        help="标准版本，默认按日期 edition, by default the one in force: 2012, 2026, 2026-final",
        show_default=False,
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="日值来源 source of daily values: stations, city_series",
        show_default=False,
    ),
]
DailyItemsOption = Annotated[
    str, typer.Option("--daily-items", help="日 AQI 项目 (2012 版): six_items, seven_items")
]
CityOzoneOption = Annotated[
    str,
    typer.Option(
        "--city-ozone", help="城市 O3 日最大 8 小时: mean_of_station_mda8, mda8_of_city_hours"
    ),
]
CompositeOption = Annotated[
    str,
    typer.Option(
        "--composite",
        help="综合指数求和 sub-indices: rounded_sub_indices, unrounded_sub_indices",
    ),
]
KnownAtOption = Annotated[
    str | None,
    typer.Option(
        "--known-at", help="只用该日前收到的数据 only what was received by", show_default=False
    ),
]


def opened_workspace(explicit: Path | None) -> Workspace:
    """Open the workspace that a command acts on."""
    from yunzhu.workspace import find_workspace

    return find_workspace(explicit)


def area_of(text: str, workspace: Workspace) -> str:
    """Return the area asked for, or the workspace's default."""
    if text or workspace.area:
        return text or workspace.area
    raise UsageError(
        "未指定区域 no area given",
        field="--area",
        expected="一个区域或站点 an area or a site, e.g. 广州, 440100",
        action=f"或在此设默认 or set a default in {workspace.config}",
    )


_YEARS = range(1950, 2201)


@overload
def day_of(text: str, field: str, expected: str = "YYYY-MM-DD") -> date: ...


@overload
def day_of(text: str | None, field: str, expected: str = "YYYY-MM-DD") -> date | None: ...


def day_of(text: str | None, field: str, expected: str = "YYYY-MM-DD") -> date | None:
    """Read a date of the command line; None when an optional one is not given.

    Parameters
    ----------
    text, field : as given, and by which option.
    expected : what the option takes, told of a text that is none.
    """
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            "不是日期 not a date", field=field, found=text, expected=expected
        ) from error
    if day.year not in _YEARS:
        raise UsageError(
            "日期不合常理 a date out of all reason",
            field=field,
            found=text,
            expected=f"{_YEARS[0]}..{_YEARS[-1]}",
        )
    return day


def last_day_of(as_of: str | None, expected: str = "YYYY-MM-DD") -> date:
    """Return the last day that counts: as given, otherwise yesterday, the last day that is over.

    Raises
    ------
    UsageError : no date, or a day after the city's today, of which nothing can be said yet.
    """
    from yunzhu.periods import city_now

    today = city_now().date()
    day = day_of(as_of, "--as-of", expected) or today - timedelta(days=1)
    if day > today:
        raise UsageError(
            "截至日在将来 the as-of day lies in the future",
            field="--as-of",
            found=str(day),
            expected=f"不晚于今天 no later than today: {today}",
        )
    return day


def choice_of(
    edition: str | None,
    source: str | None,
    daily_items: str,
    city_ozone: str,
    composite: str,
    known_at: str | None,
) -> RuleChoice:
    """Return the settings of the rule from the command line's words."""
    from yunzhu.indicators.air.results import RuleChoice
    from yunzhu.indicators.air.rules import CityOzone, CompositeForm, DailyItems, Source
    from yunzhu.standards import air_edition

    return RuleChoice(
        edition=None if edition is None else air_edition(edition).key,
        source=None if source is None else word_of(Source, source, "--source"),
        daily_items=word_of(DailyItems, daily_items, "--daily-items"),
        city_ozone=word_of(CityOzone, city_ozone, "--city-ozone"),
        composite=word_of(CompositeForm, composite, "--composite"),
        known_at=day_of(known_at, "--known-at"),
    )


def word_of(kind: Iterable[ChoiceT], text: str, field: str) -> ChoiceT:
    """Return the member whose value the command line names."""
    words = {str(one.value): one for one in kind}
    if text not in words:
        raise UsageError(
            "未知选项 not a choice", field=field, found=text, expected=" | ".join(words)
        )
    return words[text]
