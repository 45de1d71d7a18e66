"""``yunzhu city``: documents, meetings, activities, figures and areas, entered and listed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yunzhu.cli.city_options import (
    LOCAL,
    ByOption,
    opened_city,
    print_done,
    print_register_as_of,
)
from yunzhu.cli.options import (
    FormatOption,
    KnownAtOption,
    OutputFormat,
    WorkspaceOption,
    day_of,
    last_day_of,
)
from yunzhu.cli.plan_commands import AsOfOption
from yunzhu.errors import UsageError

if TYPE_CHECKING:
    from yunzhu.values import EvidenceKind

app = typer.Typer()


@app.command("document")
def document(
    title: Annotated[str, typer.Argument(help="标题 title")],
    kind: Annotated[str, typer.Option(help="种类 kind: 方案, 通知, 纪要 …")],
    issuer: Annotated[str, typer.Option(help="发文机关 who issued it")],
    issued: Annotated[str, typer.Option(help="印发日期 day of issue, YYYY-MM-DD")],
    number: Annotated[str, typer.Option(help="文号 number of the document")] = "",
    file: Annotated[
        Path | None,
        typer.Option(help="文件，按 SHA-256 留存 kept by its SHA-256", show_default=False),
    ] = None,
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """登记文件 Enter a document that was issued, with its file.

    例 example: yunzhu city document 工作方案 --kind 方案 --issuer 市政府 --issued 2020-03-02
    --file plan.pdf
    """
    day = day_of(issued, "--issued")
    opened = opened_city(workspace)
    from yunzhu.city.actions.registers import record_document

    entered = record_document(
        title=title, kind=kind, issuer=issuer, issued_on=day, number=number, file=file, by=by
    )
    print_done(opened, f"已登记 registered: {entered}")


@app.command("documents")
def documents(
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出文件 List the documents issued by a day.

    例 example: yunzhu city documents --as-of 2020-06-30
    """
    day, known = last_day_of(as_of), day_of(known_at, "--known-at")
    opened = opened_city(workspace)
    from yunzhu.city.evidence import document_records

    rows = [
        {
            "number": one.id,
            "issued_on": one.issued_on.isoformat(),
            "document_number": one.number,
            "title": one.title,
            "kind": one.kind,
            "issuer": one.issuer,
            "file": None if one.file is None else one.file.name,
            "sha256": None if one.file is None else one.file.sha256,
        }
        for one in document_records(day, known)
    ]
    headings = {
        "number": "编号 no.",
        "issued_on": "印发 issued",
        "document_number": "文号 number",
        "title": "标题 title",
        "kind": "种类 kind",
        "issuer": "发文机关 issuer",
        "file": "文件 file",
    }
    print_register_as_of(as_of, rows, form, opened, title="文件 documents", columns=headings)


@app.command("meeting")
def meeting(
    title: Annotated[str, typer.Argument(help="名称 title")],
    kind: Annotated[str, typer.Option(help="种类 kind, by which a series follows it")],
    held: Annotated[str, typer.Option(help="召开日期 day it was held, YYYY-MM-DD")],
    minutes: Annotated[
        int | None,
        typer.Option(help="纪要的文件编号 its minutes, by document no.", show_default=False),
    ] = None,
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """登记会议 Enter a meeting that was held.

    例 example: yunzhu city meeting 第一次联席会议 --kind 联席会议 --held 2020-04-10 --minutes 1
    """
    day = day_of(held, "--held")
    opened = opened_city(workspace)
    from yunzhu.city.actions.registers import record_meeting

    entered = record_meeting(kind=kind, title=title, held_on=day, minutes=minutes, by=by)
    print_done(opened, f"已登记 registered: {entered}")


@app.command("meetings")
def meetings(
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出会议 List the meetings held by a day.

    例 example: yunzhu city meetings --as-of 2020-06-30
    """
    day, known = last_day_of(as_of), day_of(known_at, "--known-at")
    opened = opened_city(workspace)
    from yunzhu.city.evidence import meeting_records

    rows = [
        {
            "number": one.id,
            "held_on": one.held_on.isoformat(),
            "title": one.title,
            "kind": one.kind,
            "minutes": one.minutes,
            "received": f"{one.received:%Y-%m-%d %H:%M}",
        }
        for one in meeting_records(day, known)
    ]
    headings = {
        "number": "编号 no.",
        "held_on": "召开 held",
        "title": "名称 title",
        "kind": "种类 kind",
        "minutes": "纪要 minutes",
        "received": "收到 received",
    }
    print_register_as_of(as_of, rows, form, opened, title="会议 meetings", columns=headings)


@app.command("activity")
def activity(
    title: Annotated[str, typer.Argument(help="名称 title")],
    kind: Annotated[str, typer.Option(help="种类 kind: 宣传, 培训 …")],
    first: Annotated[str, typer.Option(help="开始 first day, YYYY-MM-DD")],
    last: Annotated[
        str | None,
        typer.Option(help="结束，默认当天 last day, default the first", show_default=False),
    ] = None,
    people: Annotated[
        int | None, typer.Option(help="人次 people who took part", show_default=False)
    ] = None,
    document: Annotated[
        int | None,
        typer.Option(help="材料的文件编号 its material, by document no.", show_default=False),
    ] = None,
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """登记活动 Enter an activity that took place, such as a publicity event or a training.

    例 example: yunzhu city activity 环境日宣传 --kind 宣传 --first 2020-06-05 --people 300
    """
    begin = day_of(first, "--first")
    end = day_of(last, "--last") or begin
    opened = opened_city(workspace)
    from yunzhu.city.actions.registers import record_activity

    entered = record_activity(
        kind=kind, title=title, first=begin, last=end, people=people, document=document, by=by
    )
    print_done(opened, f"已登记 registered: {entered}")


@app.command("activities")
def activities(
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出活动 List the activities that were over by a day.

    例 example: yunzhu city activities --as-of 2020-06-30
    """
    day, known = last_day_of(as_of), day_of(known_at, "--known-at")
    opened = opened_city(workspace)
    from yunzhu.city.evidence import activity_records

    rows = [
        {
            "number": one.id,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "title": one.title,
            "kind": one.kind,
            "people": one.people,
            "document": one.document,
            "received": f"{one.received:%Y-%m-%d %H:%M}",
        }
        for one in activity_records(day, known)
    ]
    headings = {
        "number": "编号 no.",
        "first": "开始 first day",
        "last": "结束 last day",
        "title": "名称 title",
        "kind": "种类 kind",
        "people": "人次 people",
        "document": "材料 document",
        "received": "收到 received",
    }
    print_register_as_of(as_of, rows, form, opened, title="活动 activities", columns=headings)


@app.command("figure")
def figure(
    indicator: Annotated[str, typer.Argument(help="指标 indicator: what it says")],
    object_name: Annotated[str, typer.Argument(metavar="OBJECT", help="对象 what it is about")],
    value: Annotated[str, typer.Option(help="值，原样保留 value, kept as it is written")],
    day: Annotated[str, typer.Option(help="所属日期 day it is about, YYYY-MM-DD")],
    source: Annotated[str, typer.Option(help="依据 document or letter that it stands in")],
    kind: Annotated[
        str, typer.Option(help="证据种类 kind of evidence: 自报 declared, 核定 confirmed …")
    ] = "自报",
    unit: Annotated[str, typer.Option(help="单位 unit, empty where it has none")] = "",
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """登记申报数字 Enter a declared or confirmed figure; a further one is a new version.

    例 example: yunzhu city figure 断面水质类别 甲河口 --value 3 --unit 类 --day 2020-06-30
    --source 6月水质月报
    """
    about = day_of(day, "--day")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise UsageError(
            "不是数 not a number", field="--value", found=value, expected="12.50"
        ) from error
    word = _evidence_kind(kind)
    opened = opened_city(workspace)
    from yunzhu.city.actions.figures import record_figure

    entered = record_figure(
        indicator=indicator,
        object_name=object_name,
        day=about,
        value=number,
        unit=unit,
        kind=word,
        source=source,
        by=by,
    )
    print_done(opened, f"已登记 registered: {entered}")


@app.command("figures")
def figures(
    indicator: Annotated[
        list[str] | None,
        typer.Option(help="只列此指标，可重复 only this, repeatable", show_default=False),
    ] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    form: FormatOption = OutputFormat.TABLE,
    workspace: WorkspaceOption = None,
) -> None:
    """列出申报数字 List the figures about days up to a day, each in its newest version.

    例 example: yunzhu city figures --indicator 断面水质类别 --as-of 2020-06-30
    """
    last, known = last_day_of(as_of), day_of(known_at, "--known-at")
    opened = opened_city(workspace)
    from yunzhu.city.evidence import figure_records

    rows = [
        {
            "number": one.id,
            "day": one.day.isoformat(),
            "indicator": one.indicator,
            "object": one.object_name,
            "value": str(one.value),
            "unit": one.unit,
            "kind": one.kind.value,
            "version": one.version,
            "source": one.source,
            "by": one.recorded_by,
            "received": f"{one.received:%Y-%m-%d %H:%M}",
        }
        for one in figure_records(last, known, indicators=indicator or None)
    ]
    headings = {
        "number": "编号 no.",
        "day": "日期 day",
        "indicator": "指标 indicator",
        "object": "对象 object",
        "value": "值 value",
        "unit": "单位 unit",
        "kind": "种类 kind",
        "version": "版本 version",
        "source": "依据 source",
        "by": "账号 by",
    }
    title = "申报数字 declared figures"
    print_register_as_of(as_of, rows, form, opened, title=title, columns=headings)


@app.command("area")
def area(
    code: Annotated[str, typer.Argument(help="代码 code: 440106")],
    name: Annotated[str, typer.Argument(help="名称 name")],
    level: Annotated[
        str, typer.Option(help="级别: province, city, district, subdistrict, village")
    ],
    parent: Annotated[str, typer.Option(help="上级代码 code of the area it lies in")] = "",
    by: ByOption = LOCAL,
    workspace: WorkspaceOption = None,
) -> None:
    """登记区域 Register an administrative area.

    例 example: yunzhu city area 440106 天河区 --level district --parent 440100
    """
    opened = opened_city(workspace)
    from yunzhu.city.actions.areas import register_areas
    from yunzhu.city.records import AreaRecord

    new = register_areas([AreaRecord(code, name, level, parent)], by=by)
    print_done(opened, f"已登记 registered: {code}" if new else f"早已登记 already there: {code}")


def _evidence_kind(text: str) -> EvidenceKind:
    """Return the kind that a Chinese or an English word stands for."""
    from yunzhu.values import EvidenceKind

    for kind in EvidenceKind:
        if text in (kind.value, kind.name.lower()):
            return kind
    raise UsageError(
        "未知证据种类 unknown kind of evidence",
        field="--kind",
        found=text,
        expected=" | ".join(f"{kind.value} {kind.name.lower()}" for kind in EvidenceKind),
    )
