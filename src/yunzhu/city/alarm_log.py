"""How alarms appear in the audit log: the verbs and the states they lead to."""

from __future__ import annotations

from yunzhu.city.records import AlarmState

KIND = "alarm"
RAISE = "alarm.raise"
KNOWN = "alarm.known"
ACKNOWLEDGE = "alarm.acknowledge"
HANDLE = "alarm.handle"
CLOSE = "alarm.close"

STATE_AFTER = {
    RAISE: AlarmState.RAISED,
    ACKNOWLEDGE: AlarmState.ACKNOWLEDGED,
    HANDLE: AlarmState.HANDLED,
    CLOSE: AlarmState.CLOSED,
}
