"""The calendar of working days is imported all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from yunzhu.city.actions.recording import acting, require_text
from yunzhu.city.models import CalendarDate
from yunzhu.city.records import CalendarDay
from yunzhu.errors import FileFault, UsageError
from yunzhu.files import digest_of_bytes

COLUMNS = ("date", "is_workday", "source")
_ANSWERS = {"1": True, "0": False, "true": True, "false": False, "是": True, "否": False}


def read_calendar(path: Path) -> tuple[CalendarDay, ...]:
    """Read a CSV file with the columns ``date,is_workday,source``.

    Raises
    ------
    FileFault : it cannot be read, or a row is not as expected; rows count from 1, header included.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileFault(
            "无法读取 cannot be read", file=path, found=str(error), expected="CSV, UTF-8"
        ) from error
    rows = csv.reader(io.StringIO(text))
    header = next(rows, [])
    if tuple(header) != COLUMNS:
        raise FileFault(
            "列名不符 other columns", file=path, row=1, found=header, expected=",".join(COLUMNS)
        )
    days: dict[date, CalendarDay] = {}
    for cells in rows:
        if not cells:
            continue
        one = _calendar_day(cells, path, rows.line_num)
        if one.day in days:
            raise FileFault(
                "日期重复 the date appears twice",
                file=path,
                row=rows.line_num,
                field="date",
                found=str(one.day),
            )
        days[one.day] = one
    if not days:
        raise FileFault("没有数据行 no rows", file=path, expected="每个日期一行 one row per date")
    return tuple(days.values())


def import_calendar(
    days: Iterable[CalendarDay], *, by: str, at: datetime | None = None
) -> tuple[int, int]:
    """Enter working and free days; return how many dates are new and how many were changed.

    What was entered before stays and is what was known until then.

    Raises
    ------
    UsageError : a date appears twice or a source is missing.
    """
    with acting(by, at) as action:
        wanted: dict[date, CalendarDay] = {}
        for one in days:
            require_text("source", one.source, longest=200)
            if one.day in wanted:
                raise UsageError(
                    "日期重复 the date appears twice", field="date", found=str(one.day)
                )
            wanted[one.day] = one
        held = {row.day: row for row in CalendarDate.objects.order_by("id")}
        fresh = [one for one in wanted.values() if one.day not in held]
        changed = [
            held[one.day]
            for one in wanted.values()
            if one.day in held
            and (held[one.day].is_workday, held[one.day].source) != (one.is_workday, one.source)
        ]
        before = {str(row.day): [row.is_workday, row.source] for row in changed}
        CalendarDate.objects.bulk_create(
            CalendarDate(
                day=one.day,
                is_workday=one.is_workday,
                source=one.source,
                received_at=action.recorded_at,
            )
            for one in (*fresh, *(wanted[row.day] for row in changed))
        )
        content = "\n".join(f"{day},{one.is_workday},{one.source}" for day, one in wanted.items())
        action.log(
            "calendar.import",
            "calendar",
            None,
            {
                "new": len(fresh),
                "changed_from": before,
                "sha256": digest_of_bytes(content.encode("utf-8")),
            },
        )
        return len(fresh), len(changed)


def _calendar_day(cells: list[str], path: Path, row: int) -> CalendarDay:
    if len(cells) != len(COLUMNS):
        raise FileFault(
            "列数不符 another number of cells",
            file=path,
            row=row,
            found=cells,
            expected=",".join(COLUMNS),
        )
    day_text, answer, source = (cell.strip() for cell in cells)
    try:
        day = date.fromisoformat(day_text)
    except ValueError as error:
        raise FileFault(
            "不是日期 not a date",
            file=path,
            row=row,
            field="date",
            found=day_text,
            expected="2020-01-31",
        ) from error
    if answer.lower() not in _ANSWERS:
        raise FileFault(
            "不是是否 neither yes nor no",
            file=path,
            row=row,
            field="is_workday",
            found=answer,
            expected=" | ".join(_ANSWERS),
        )
    if not source:
        raise FileFault("缺少依据 no source", file=path, row=row, field="source", found=source)
    return CalendarDay(day, _ANSWERS[answer.lower()], source)
