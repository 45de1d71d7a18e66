"""``yunzhu standards``: what the standards say on a day, and what changes between two."""

from __future__ import annotations

from typing import Annotated

import typer

from yunzhu.cli.options import FormatOption, OutputFormat, day_of
from yunzhu.cli.output import print_rows
from yunzhu.errors import UsageError
from yunzhu.values import Origin

app = typer.Typer(
    help="标准 standards as dated data. 例 example: yunzhu standards show air", no_args_is_help=True
)

MediumArgument = Annotated[str, typer.Argument(help="介质 medium: air")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", help="日期，默认今天 day, by default today", show_default=False),
]


@app.command("show")
def show(
    medium: MediumArgument, on: OnOption = None, form: FormatOption = OutputFormat.TABLE
) -> None:
    """显示当日施行的标准 Show every value in force on a day, each with its source mark.

    例 example: yunzhu standards show air --on 2020-06-30
    """
    from yunzhu.periods import city_now
    from yunzhu.standards import standard_rows

    _require_air(medium)
    day = day_of(on, "--on") or city_now().date()
    rows = [
        {
            "topic": row.topic,
            "key": row.key,
            "value": row.value,
            "unit": row.unit,
            "edition": row.edition,
            "mark": None if row.mark is None else row.mark.value,
            "reference": row.reference,
        }
        for row in standard_rows(day)
    ]
    headings = {
        "topic": "类别 topic",
        "key": "项目 key",
        "value": "值 value",
        "unit": "单位 unit",
        "edition": "版本 edition",
        "mark": "来源 mark",
    }
    title = f"{day} 施行的空气标准 air standards in force"
    print_rows(rows, form, title=title, origin=Origin.MEASURED, columns=headings)


@app.command("diff")
def diff(
    medium: MediumArgument,
    on: Annotated[str, typer.Option("--on", help="第一个日期 first day")],
    to: Annotated[
        str | None,
        typer.Option("--to", help="第二个日期，默认今天 second day", show_default=False),
    ] = None,
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """比较两日的标准 Show what differs between the standards of two days.

    例 example: yunzhu standards diff air --on 2020-06-30 --to 2026-03-01
    """
    from yunzhu.periods import city_now
    from yunzhu.standards import standard_differences

    _require_air(medium)
    first = day_of(on, "--on") or city_now().date()
    second = day_of(to, "--to") or city_now().date()
    rows = [
        {
            "topic": row.topic,
            "key": row.key,
            "first": None if row.first is None else row.first.value,
            "second": None if row.second is None else row.second.value,
            "unit": next(one.unit for one in (row.second, row.first) if one is not None),
            "first_edition": None if row.first is None else row.first.edition,
            "second_edition": None if row.second is None else row.second.edition,
        }
        for row in standard_differences(first, second)
    ]
    headings = {
        "topic": "类别 topic",
        "key": "项目 key",
        "first": str(first),
        "second": str(second),
        "unit": "单位 unit",
        "second_edition": "版本 edition",
    }
    title = f"空气标准之别 air standards, {first} → {second}"
    print_rows(rows, form, title=title, origin=Origin.MEASURED, columns=headings)


def _require_air(medium: str) -> None:
    if medium != "air":
        raise UsageError(
            "没有该介质的标准 no standards of this medium", found=medium, expected="air"
        )
