"""``yunzhu standards``: what the standards say on a day, and what changes between two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.options import FormatOption, OutputFormat, day_of
from yunzhu.cli.output import print_rows
from yunzhu.errors import UsageError
from yunzhu.values import Origin

if TYPE_CHECKING:
    from yunzhu.standards import StandardRow

app = typer.Typer(
    help="标准 standards as dated data. 例 example: yunzhu standards show air", no_args_is_help=True
)

MediumArgument = Annotated[str, typer.Argument(help="介质 medium: air | water")]
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
        for row in _rows_of(medium, day)
    ]
    headings = {
        "topic": "类别 topic",
        "key": "项目 key",
        "value": "值 value",
        "unit": "单位 unit",
        "edition": "版本 edition",
        "mark": "来源 mark",
    }
    title = f"{day} 施行的{_MEDIA[medium]}标准 {medium} standards in force"
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
    from yunzhu.standards import row_differences

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
        for row in row_differences(_rows_of(medium, first), _rows_of(medium, second))
    ]
    headings = {
        "topic": "类别 topic",
        "key": "项目 key",
        "first": str(first),
        "second": str(second),
        "unit": "单位 unit",
        "second_edition": "版本 edition",
    }
    title = f"{_MEDIA[medium]}标准之别 {medium} standards, {first} → {second}"
    print_rows(rows, form, title=title, origin=Origin.MEASURED, columns=headings)


_MEDIA = {"air": "空气", "water": "水"}


def _rows_of(medium: str, day: date) -> list[StandardRow]:
    from yunzhu.standards import standard_rows, water_standard_rows

    match medium:
        case "air":
            return standard_rows(day)
        case "water":
            return water_standard_rows(day)
    raise UsageError(
        "没有该介质的标准 no standards of this medium",
        found=medium,
        expected=" | ".join(_MEDIA),
    )
