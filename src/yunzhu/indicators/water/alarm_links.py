"""How alarms hang together along a river: what came before upstream, when it arrives below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yunzhu.indicators.water.alarm_records import Reach, WaterAlarm
from yunzhu.indicators.water.warning_words import (
    INSTRUMENT_FIRST_NOTE,
    Arrival,
    advice_of,
    follows_note,
)
from yunzhu.periods import minute_index, minute_start


def linked_alarms(
    alarms: Sequence[WaterAlarm],
    reaches: Sequence[Reach],
    names: Mapping[str, str],
    slack_minutes: int,
) -> list[WaterAlarm]:
    """Give every alarm its advice, and every event what is known of it up and down the river.

    Parameters
    ----------
    names : of the sections, by site.
    slack_minutes : how far a travel time may be off.
    """
    instruments = [one for one in alarms if one.kind.is_instrument]
    events = [one for one in alarms if not one.kind.is_instrument]
    linked = [replace(one, advice=advice_of(one.kind, ())) for one in instruments]
    for one in events:
        notes = [
            follows_note(names.get(other.site, other.site), other.start)
            for other in _before_upstream(one, events, reaches, slack_minutes)
        ]
        if any(_is_same_trouble(other, one) for other in instruments):
            notes.append(INSTRUMENT_FIRST_NOTE)
        arrivals = [
            replace(arrival, name=names.get(arrival.name, arrival.name))
            for arrival in arrivals_below(one, reaches)
        ]
        reason = "; ".join((one.reason, *notes))
        linked.append(replace(one, reason=reason, advice=advice_of(one.kind, arrivals)))
    return linked


def arrivals_below(alarm: WaterAlarm, reaches: Sequence[Reach]) -> list[Arrival]:
    """Return when the water of an alarm's start reaches the sections further down, by site."""
    arrivals: list[Arrival] = []
    seen = {alarm.site}
    waiting = [(alarm.site, minute_index(alarm.start))]
    while waiting:
        site, minute = waiting.pop(0)
        for reach in reaches:
            if reach.upstream == site and reach.downstream not in seen:
                seen.add(reach.downstream)
                moment = minute + reach.travel_minutes
                arrivals.append(Arrival(reach.downstream, minute_start(moment)))
                waiting.append((reach.downstream, moment))
    return arrivals


def _before_upstream(
    alarm: WaterAlarm,
    events: Sequence[WaterAlarm],
    reaches: Sequence[Reach],
    slack_minutes: int,
) -> list[WaterAlarm]:
    """Return the first alarm on the item at each section next upstream that it may follow."""
    found = []
    for reach in reaches:
        if reach.downstream != alarm.site:
            continue
        expected = minute_index(alarm.start) - reach.travel_minutes
        near = [
            one
            for one in events
            if (one.site, one.item) == (reach.upstream, alarm.item)
            and minute_index(one.start) - slack_minutes
            <= expected
            <= minute_index(one.last) + slack_minutes
        ]
        found += sorted(near, key=lambda one: one.start)[:1]
    return found


def _is_same_trouble(instrument: WaterAlarm, event: WaterAlarm) -> bool:
    is_same = (instrument.site, instrument.item) == (event.site, event.item)
    return is_same and instrument.start <= event.last and event.start <= instrument.last
