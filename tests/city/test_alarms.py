"""Alarms: raised once, then acknowledged, handled and closed by persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from yunzhu.city.actions.alarms import (
    acknowledge_alarm,
    close_alarm,
    handle_alarm,
    raise_alarms,
)
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import alarm_records, disagreements, verify_audit_chain
from yunzhu.city.models import Alarm, AuditEntry
from yunzhu.city.records import Alarmed, AlarmState
from yunzhu.errors import UsageError
from yunzhu.periods import city_now

START = datetime(2020, 6, 1, 8)
SPILL = Alarmed(
    site="某省·甲桥",
    item="NH3N",
    kind="jump",
    start=START,
    value="6.20",
    unit="mg/L",
    reason="高于近 30 天 above its last 30 days",
    advice="现场采样 take a sample on site",
    numbers=(("median", "0.41"), ("threshold", "1.90")),
)
DAY = date(2020, 12, 31)


def states(as_of: date = DAY, known_at: date | None = None) -> list[AlarmState]:
    return [one.state for one in alarm_records(as_of, known_at)]


def test_an_alarm_is_raised_once(city, contents) -> None:
    others = [
        replace(SPILL, site="某省·乙桥"),
        replace(SPILL, item="TP"),
        replace(SPILL, kind="class_drop"),
        replace(SPILL, start=START + timedelta(hours=4)),
    ]
    first = raise_alarms([SPILL], by=LOCAL_OPERATOR)
    numbers = raise_alarms([SPILL, *others, replace(SPILL, value="7.00")], by=LOCAL_OPERATOR)
    assert numbers[0] == numbers[-1] == first[0]
    assert len(set(numbers)) == 5
    assert Alarm.objects.count() == 5
    records = {one.id: one.alarm for one in alarm_records(city_now().date())}
    assert records[first[0]] == SPILL
    before = contents()["Alarm"]
    assert raise_alarms(others, by=LOCAL_OPERATOR) == numbers[1:-1]
    assert raise_alarms([], by=LOCAL_OPERATOR) == ()
    assert contents()["Alarm"] == before
    assert disagreements() == []


def test_every_step_is_kept_with_who_and_when(city) -> None:
    with simulated_time(datetime(2020, 6, 1, 9)):
        (number,) = raise_alarms([SPILL], by=LOCAL_OPERATOR)
    with simulated_time(datetime(2020, 6, 3, 9)):
        acknowledge_alarm(number, by="甲", at=datetime(2020, 6, 1, 10))
        handle_alarm(number, note="已现场采样", by="乙", at=datetime(2020, 6, 2, 8))
        close_alarm(number, note="上游排污口超标", by="丙")
    (record,) = alarm_records(DAY)
    assert [(step.state, step.by, step.happened, step.note) for step in record.steps] == [
        (AlarmState.RAISED, LOCAL_OPERATOR, datetime(2020, 6, 1, 9), ""),
        (AlarmState.ACKNOWLEDGED, "甲", datetime(2020, 6, 1, 10), ""),
        (AlarmState.HANDLED, "乙", datetime(2020, 6, 2, 8), "已现场采样"),
        (AlarmState.CLOSED, "丙", datetime(2020, 6, 3, 9), "上游排污口超标"),
    ]
    assert states(date(2020, 5, 31)) == []
    assert states(date(2020, 6, 1)) == [AlarmState.ACKNOWLEDGED]
    assert states(date(2020, 6, 1), date(2020, 6, 2)) == [AlarmState.RAISED]
    assert states(date(2020, 6, 2)) == [AlarmState.HANDLED]
    assert states() == [AlarmState.CLOSED]
    assert verify_audit_chain() is None


@pytest.mark.parametrize(
    ("done", "allowed"),
    [
        ((), {"acknowledge"}),
        (("acknowledge",), {"handle", "close"}),
        (("acknowledge", "handle"), {"close"}),
        (("acknowledge", "close"), set()),
        (("acknowledge", "handle", "close"), set()),
    ],
)
def test_only_the_next_steps_are_possible(
    city, contents, done: tuple[str, ...], allowed: set[str]
) -> None:
    (number,) = raise_alarms([SPILL], by=LOCAL_OPERATOR)
    steps = {
        "acknowledge": lambda: acknowledge_alarm(number, by="甲"),
        "handle": lambda: handle_alarm(number, note="已查", by="甲"),
        "close": lambda: close_alarm(number, note="误报", by="甲"),
    }
    for name in done:
        steps[name]()
    before = contents()
    for name in set(steps) - allowed:
        with pytest.raises(UsageError, match="此状态下不能这样做"):
            steps[name]()
    assert contents() == before
    assert disagreements() == []


def test_a_wrong_step_or_alarm_is_refused(city, contents) -> None:
    with simulated_time(datetime(2020, 6, 2, 9)):
        (number,) = raise_alarms([SPILL], by=LOCAL_OPERATOR)
    before = contents()
    with pytest.raises(UsageError, match="须由账号办理"):
        acknowledge_alarm(number, by=LOCAL_OPERATOR)
    with pytest.raises(UsageError, match="没有此账号"):
        acknowledge_alarm(number, by="戊")
    with pytest.raises(UsageError, match="没有此报警"):
        acknowledge_alarm(99, by="甲")
    with pytest.raises(UsageError, match="早于上一步"):
        acknowledge_alarm(number, by="甲", at=datetime(2020, 6, 2, 8))
    with pytest.raises(UsageError, match="不能为空"):
        handle_alarm(number, note=" ", by="甲")
    with pytest.raises(UsageError, match="将来"):
        raise_alarms([replace(SPILL, start=city_now() + timedelta(days=1))], by=LOCAL_OPERATOR)
    for field in ("site", "kind", "reason", "advice"):
        with pytest.raises(UsageError, match="不能为空"):
            raise_alarms([replace(SPILL, **{field: " ", "item": "TP"})], by=LOCAL_OPERATOR)
    assert contents() == before


def test_a_batch_with_one_wrong_alarm_raises_none(city, contents) -> None:
    before = contents()
    with pytest.raises(UsageError):
        raise_alarms([SPILL, replace(SPILL, kind="", item="TP")], by=LOCAL_OPERATOR)
    assert contents() == before
    assert not AuditEntry.objects.filter(action="alarm.raise").exists()


@pytest.mark.parametrize("change", ["state = 'closed'", "value = '0.10'", "reason = '无'"])
def test_an_alarm_changed_behind_the_log_is_told(city, change: str) -> None:
    raise_alarms([SPILL], by=LOCAL_OPERATOR)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE city_alarm SET {change}")
    (told,) = disagreements()
    assert told.startswith("报警 alarm 1")
