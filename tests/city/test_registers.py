"""Areas, documents, meetings, activities and the calendar of working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.calendar import import_calendar, read_calendar
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.registers import record_activity, record_document, record_meeting
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import (
    activity_records,
    area_records,
    document_records,
    meeting_records,
    verify_audit_chain,
    working_days,
)
from yunzhu.city.evidence_files import stored_path
from yunzhu.city.models import AuditEntry, CalendarDate
from yunzhu.city.records import AreaRecord, CalendarDay
from yunzhu.errors import FileFault, UsageError
from yunzhu.periods import Period, city_now

CITY = AreaRecord("990100", "云珠市(模拟)", "city", "")
DISTRICT = AreaRecord("990101", "甲区", "district", "990100")


def test_areas_are_registered_in_any_order_and_only_once(city) -> None:
    assert register_areas([DISTRICT, CITY], by=LOCAL_OPERATOR) == 2
    assert register_areas([CITY, DISTRICT], by=LOCAL_OPERATOR) == 0
    assert area_records() == [CITY, DISTRICT]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (AreaRecord("990102", "乙区", "district", "990999"), "parent"),
        (AreaRecord("990102", "乙区", "county", "990100"), "level"),
        (AreaRecord("990100", "别的市", "city", ""), "code"),
        (AreaRecord("990101", "甲区", "city", "990100"), "code"),
        (AreaRecord("", "乙区", "district", "990100"), "code"),
    ],
)
def test_areas_are_registered_all_or_none(city, contents, wrong: AreaRecord, field: str) -> None:
    before = contents()
    with pytest.raises(UsageError) as caught:
        register_areas([CITY, DISTRICT, wrong], by=LOCAL_OPERATOR)
    assert caught.value.field == field
    assert contents() == before


def test_registers_answer_as_of_a_day_and_as_known_at_a_day(city) -> None:
    with simulated_time(datetime(2020, 5, 1, 9)):
        minutes = record_document(
            title="联席会议纪要",
            kind="纪要",
            issuer="办公室",
            number="纪要〔2020〕1号",
            issued_on=date(2020, 3, 5),
            file=city.file("纪要.txt"),
            by="甲",
        )
        record_meeting(
            kind="联席会议", title="第一次", held_on=date(2020, 3, 2), minutes=minutes, by="甲"
        )
        record_activity(
            kind="宣传", title="环境日", first=date(2020, 4, 1), last=date(2020, 4, 3), people=120,
            document=minutes, by="甲",
        )  # fmt: skip
    (document,) = document_records(date(2020, 3, 5))
    assert (document.id, document.number) == (minutes, "纪要〔2020〕1号")
    assert document.file is not None
    assert stored_path(city.workspace, document.file.sha256).is_file()
    assert document_records(date(2020, 3, 4)) == []
    (meeting,) = meeting_records(date(2020, 3, 2), date(2020, 5, 1))
    assert meeting.minutes == minutes
    assert meeting_records(date(2020, 12, 31), date(2020, 4, 30)) == []
    assert activity_records(date(2020, 4, 2)) == []
    (activity,) = activity_records(date(2020, 4, 3))
    assert (activity.people, activity.document) == (120, minutes)
    assert activity_records(date(2020, 4, 3), date(2020, 4, 30)) == []
    assert verify_audit_chain() is None


def test_a_wrong_entry_of_a_register_is_refused(city, contents) -> None:
    document = {"title": "方案", "kind": "方案", "issuer": "市政府", "by": "甲"}
    record_document(**document, number="1号", issued_on=date(2020, 1, 1))
    tomorrow = city_now().date() + timedelta(days=1)
    before = contents()
    with pytest.raises(UsageError, match="文号已登记"):
        record_document(**document, number=" 1号 ", issued_on=date(2020, 2, 1))
    with pytest.raises(UsageError, match="将来"):
        record_document(**document, issued_on=tomorrow)
    with pytest.raises(FileFault, match="无法读取"):
        record_document(**document, issued_on=date(2020, 1, 1), file=Path("none.txt"))
    with pytest.raises(UsageError, match="文件未登记"):
        record_meeting(kind="例会", title="例会", held_on=date(2020, 1, 1), minutes=99, by="甲")
    with pytest.raises(UsageError, match="结束早于开始"):
        record_activity(
            kind="宣传", title="环境日", first=date(2020, 4, 3), last=date(2020, 4, 1), by="甲"
        )
    with pytest.raises(UsageError, match="人次不合常理"):
        record_activity(
            kind="宣传",
            title="日",
            first=date(2020, 4, 3),
            last=date(2020, 4, 3),
            people=-1,
            by="甲",
        )
    assert contents() == before
    record_document(**document, issued_on=date(2020, 2, 1))
    record_document(**document, issued_on=date(2020, 2, 1))


SOURCE = "国办发明电〔2019〕16号"


def week(first: date, answers: str) -> list[CalendarDay]:
    """One letter per day: w working, f free."""
    return [
        CalendarDay(first + timedelta(days=step), answer == "w", SOURCE)
        for step, answer in enumerate(answers)
    ]


def test_working_days_follow_the_citys_own_calendar(city) -> None:
    # 2020-01-19 is a Sunday worked in exchange for the Spring Festival, 01-24 to 01-26 are free.
    assert import_calendar(week(date(2020, 1, 18), "fwwwwwfff"), by=LOCAL_OPERATOR) == (9, 0)
    found = working_days(date(2020, 1, 18), date(2020, 1, 26))
    assert found.count == 5
    assert found.days[0] == date(2020, 1, 19)
    assert found.elapsed_share(date(2020, 1, 20)) == Fraction(2, 5)
    assert found.elapsed_share(date(2020, 1, 17)) == 0
    assert found.elapsed_share(date(2020, 2, 1)) == 1
    assert found.missing == ""


def test_dates_outside_the_calendar_are_named_and_nothing_is_guessed(city) -> None:
    import_calendar(week(date(2020, 1, 6), "wwwwwff"), by=LOCAL_OPERATOR)
    found = working_days(date(2020, 1, 4), date(2020, 1, 14))
    assert found.count is None
    assert found.elapsed_share(date(2020, 1, 8)) is None
    assert found.uncovered == (
        Period(date(2020, 1, 4), date(2020, 1, 5)),
        Period(date(2020, 1, 13), date(2020, 1, 14)),
    )
    assert "2020-01-04..2020-01-05, 2020-01-13..2020-01-14" in found.missing
    free = working_days(date(2020, 1, 11), date(2020, 1, 12))
    assert (free.count, free.elapsed_share(date(2020, 1, 12))) == (0, None)


def test_a_corrected_calendar_replaces_the_old_day_and_logs_it(city) -> None:
    import_calendar(week(date(2020, 1, 31), "w"), by=LOCAL_OPERATOR)
    corrected = [CalendarDay(date(2020, 1, 31), False, "国办发明电〔2020〕1号")]
    assert import_calendar(corrected, by="甲") == (0, 1)
    assert import_calendar(corrected, by="甲") == (0, 0)
    assert [one.is_workday for one in CalendarDate.objects.all()] == [True, False]
    assert working_days(date(2020, 1, 31), date(2020, 1, 31)).count == 0
    entry = AuditEntry.objects.filter(action="calendar.import")[1]
    assert SOURCE in entry.detail


def test_the_calendar_is_read_as_it_was_known(city) -> None:
    day = date(2020, 1, 31)
    with simulated_time(datetime(2020, 1, 2, 9)):
        import_calendar(week(day, "w"), by=LOCAL_OPERATOR)
    with simulated_time(datetime(2020, 3, 1, 9)):
        import_calendar(week(day, "f"), by=LOCAL_OPERATOR)
    for known_at, count in (
        (date(2020, 1, 1), None),
        (date(2020, 2, 29), 1),
        (date(2020, 3, 1), 0),
        (None, 0),
    ):
        assert working_days(day, day, known_at).count == count, known_at


def test_a_calendar_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text("date,is_workday,source\n2020-01-19,1,调休\n2020-01-24,0,除夕\n", "utf-8-sig")
    assert read_calendar(path) == (
        CalendarDay(date(2020, 1, 19), True, "调休"),
        CalendarDay(date(2020, 1, 24), False, "除夕"),
    )


@pytest.mark.parametrize(
    ("rows", "row", "field"),
    [
        ("2020-01-19,1,调休\n2020-02-30,0,假\n", 3, "date"),
        ("2020-01-19,maybe,调休\n", 2, "is_workday"),
        ("2020-01-19,1, \n", 2, "source"),
        ("2020-01-19,1\n", 2, None),
        ("2020-01-19,1,调休\n\n2020-01-19,0,调休\n", 4, "date"),
        ("", None, None),
    ],
)
def test_a_wrong_calendar_file_is_refused_with_its_place(
    tmp_path: Path, rows: str, row: int | None, field: str | None
) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text("date,is_workday,source\n" + rows, encoding="utf-8")
    with pytest.raises(FileFault) as caught:
        read_calendar(path)
    assert (caught.value.row, caught.value.field) == (row, field)


def test_a_calendar_file_with_other_columns_or_coding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text("day,work\n", encoding="utf-8")
    with pytest.raises(FileFault, match="列名不符"):
        read_calendar(path)
    path.write_bytes("date,is_workday,source\n2020-01-19,1,调休\n".encode("gb18030"))
    with pytest.raises(FileFault, match="UTF-8"):
        read_calendar(path)
