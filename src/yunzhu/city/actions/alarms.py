"""Alarms change here and nowhere else: raise, acknowledge, handle, close.

    raised ──acknowledge──► acknowledged ──handle──► handled ──close──► closed
                                  └───────────close──────────────────────┘

A detector raises as the local operator; each step after it is a person's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yunzhu.city.actions.recording import (
    acting,
    no_such,
    require_later,
    require_person,
    require_text,
)
from yunzhu.city.alarm_log import (
    ACKNOWLEDGE,
    CLOSE,
    HANDLE,
    KIND,
    KNOWN,
    RAISE,
    STATE_AFTER,
)
from yunzhu.city.canonical import canonical_json
from yunzhu.city.clock import stored
from yunzhu.city.models import Alarm
from yunzhu.city.queries.alarms import described
from yunzhu.city.records import Alarmed, AlarmState
from yunzhu.errors import UsageError

_LONGEST_NOTE = 2000


def raise_alarms(
    alarms: Iterable[Alarmed], *, by: str, at: datetime | None = None
) -> tuple[int, ...]:
    """Raise alarms and return their numbers; one that was raised before keeps its own.

    Raises
    ------
    UsageError : a text is missing or too long, or one would start after it is raised.
    """
    wanted = tuple(alarms)
    if not wanted:
        return ()
    with acting(by, at) as action:
        numbers = []
        for one in wanted:
            held = Alarm.objects.filter(
                site=one.site, item=one.item, kind=one.kind, started_at=stored(one.start)
            ).first()
            if held is None:
                held = _checked(one, action.happened)
                held.save()
                action.log(RAISE, KIND, held.pk, described(held))
            numbers.append(int(held.pk))
        if not action.logged:
            action.log(KNOWN, KIND, None, {"numbers": numbers})
        return tuple(numbers)


def acknowledge_alarm(alarm: int, *, by: str, at: datetime | None = None, note: str = "") -> None:
    """Say that a raised alarm was seen by a person.

    Raises
    ------
    UsageError : the alarm is absent or in another state, or the local operator asks.
    """
    _step(ACKNOWLEDGE, alarm, note.strip(), (AlarmState.RAISED,), by, at)


def handle_alarm(alarm: int, *, note: str, by: str, at: datetime | None = None) -> None:
    """Say what was done about an acknowledged alarm.

    Raises
    ------
    UsageError : the alarm is absent or in another state, the note is empty, or the local
        operator asks.
    """
    kept = require_text("note", note, longest=_LONGEST_NOTE)
    _step(HANDLE, alarm, kept, (AlarmState.ACKNOWLEDGED,), by, at)


def close_alarm(alarm: int, *, note: str, by: str, at: datetime | None = None) -> None:
    """Close an acknowledged or handled alarm with what it turned out to be.

    Raises
    ------
    UsageError : the alarm is absent or in another state, the note is empty, or the local
        operator asks.
    """
    kept = require_text("note", note, longest=_LONGEST_NOTE)
    _step(CLOSE, alarm, kept, (AlarmState.ACKNOWLEDGED, AlarmState.HANDLED), by, at)


def _checked(one: Alarmed, raised: datetime) -> Alarm:
    if one.start > raised:
        raise UsageError(
            "报警始于将来 the alarm would start in the future",
            field="start",
            found=str(one.start),
            expected=f"不晚于 not after {raised}",
        )
    return Alarm(
        site=require_text("site", one.site, longest=120),
        item=one.item.strip() and require_text("item", one.item, longest=40),
        kind=require_text("kind", one.kind, longest=40),
        started_at=stored(one.start),
        value=one.value.strip() and require_text("value", one.value, longest=40),
        unit=one.unit.strip() and require_text("unit", one.unit, longest=30),
        reason=require_text("reason", one.reason, longest=_LONGEST_NOTE),
        advice=require_text("advice", one.advice, longest=_LONGEST_NOTE),
        numbers=canonical_json(dict(one.numbers)),
    )


def _step(
    verb: str,
    number: int,
    note: str,
    allowed: tuple[AlarmState, ...],
    by: str,
    at: datetime | None,
) -> None:
    with acting(by, at) as action:
        require_person(action)
        alarm = Alarm.objects.filter(pk=number).first()
        if alarm is None:
            raise no_such(Alarm, "没有此报警 no such alarm", "alarm", number, "alarms list")
        state = AlarmState(alarm.state)
        if state not in allowed:
            raise UsageError(
                "此状态下不能这样做 not possible in this state",
                field="state",
                found=f"{number}: {state.label}",
                expected=" | ".join(one.label for one in allowed),
            )
        require_later(action, KIND, number)
        alarm.state = STATE_AFTER[verb].value
        alarm.save(update_fields=["state"])
        action.log(verb, KIND, number, {"from": state.value, "to": alarm.state, "note": note})
