"""Defects planted in the simulated records, each with the truth of where it is and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import numpy as np

from yunzhu.arrays import MISSING16, Int16Array
from yunzhu.observations.exclusions import ALL_SITES
from yunzhu.observations.items import POLLUTANTS
from yunzhu.periods import HOURS_PER_DAY, day_index, hour_start
from yunzhu.simulation.city import Station

UNKNOWN_SITE = "YZ99"
FUTURE_DAY = date(2099, 1, 1)
TEXT_SENT = "维护"
HOURS_OF_INVALID_DAY = 18


class DefectKind(Enum):
    """What was planted."""

    STUCK_SENSOR = "stuck_sensor"
    SPIKE = "spike"
    NEGATIVE = "negative"
    PM_ORDER = "pm_order"
    SAND_DUST = "sand_dust"
    OUTAGE = "outage"
    INVALID_DAY = "invalid_day"
    CORRECTED = "corrected"
    TEXT_IN_NUMBER = "text_in_number"
    UNKNOWN_SITE = "unknown_site"
    FUTURE_HOUR = "future_hour"


DAY_OF_DEFECT = {
    DefectKind.STUCK_SENSOR: 0.15,
    DefectKind.SPIKE: 0.22,
    DefectKind.NEGATIVE: 0.30,
    DefectKind.PM_ORDER: 0.37,
    DefectKind.OUTAGE: 0.44,
    DefectKind.SAND_DUST: 0.62,
    DefectKind.INVALID_DAY: 0.70,
    DefectKind.CORRECTED: 0.77,
    DefectKind.TEXT_IN_NUMBER: 0.83,
    DefectKind.UNKNOWN_SITE: 0.88,
    DefectKind.FUTURE_HOUR: 0.95,
}
"""Share of the span after which each defect begins, so that none meets another."""

EXPECTED = {
    DefectKind.STUCK_SENSOR: "flag CONSTANT",
    DefectKind.SPIKE: "flag SPIKE",
    DefectKind.NEGATIVE: "flag NEGATIVE",
    DefectKind.PM_ORDER: "flag PM_ORDER",
    DefectKind.SAND_DUST: "exclusion sand_dust",
    DefectKind.OUTAGE: "hours absent",
    DefectKind.INVALID_DAY: "day invalid",
    DefectKind.CORRECTED: "later value counts",
    DefectKind.TEXT_IN_NUMBER: "cell quarantined",
    DefectKind.UNKNOWN_SITE: "row quarantined",
    DefectKind.FUTURE_HOUR: "row quarantined",
}

STUCK_HOURS = 20
SPIKE_RISE = 350
NEGATIVE_READINGS = (-2, -3, -3, -4, -2)
ORDER_HOURS = 8
ORDER_EXCESS = 20
OUTAGE_HOURS = 72
DUST_HOURS = 30
ORDER_SHARE = 10
MISPLACED_POINT = 10
SHARE_OF_LOST_HOURS = 0.005
CLEAR_HOURS = 3
_NOON = 12


@dataclass(frozen=True)
class PlantedDefect:
    """One planted defect: the truth against which a check is judged.

    Attributes
    ----------
    kind : what it is.
    site : station id, or ``*`` for all.
    items : the items it concerns.
    start_hour, stop_hour : hour indices; ``start_hour`` <= hour < ``stop_hour``.
    sent : what the feed sends, where that is not what the stored record should hold.
    """

    kind: DefectKind
    site: str
    items: tuple[str, ...]
    start_hour: int
    stop_hour: int
    sent: str = ""

    @property
    def expected(self) -> str:
        """What a program should make of it."""
        return EXPECTED[self.kind]

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of ``truth.json``."""
        return {
            "kind": self.kind.value,
            "site": self.site,
            "items": list(self.items),
            "start_hour": self.start_hour,
            "stop_hour": self.stop_hour,
            "start": hour_start(self.start_hour).isoformat(sep=" "),
            "stop": hour_start(self.stop_hour).isoformat(sep=" "),
            "sent": self.sent,
            "expected": self.expected,
        }


def planned_defects(first: date, last: date) -> tuple[PlantedDefect, ...]:
    """Return where and when each defect is planted in a span.

    Examples
    --------
    >>> dust, = (one for one in planned_defects(date(2019, 1, 1), date(2020, 12, 31))
    ...          if one.kind is DefectKind.SAND_DUST)
    >>> hour_start(dust.start_hour).isoformat(), dust.site
    ('2020-03-29T12:00:00', '*')
    """
    days = (last - first).days + 1

    def begin(kind: DefectKind, hour_of_day: int = 0) -> int:
        day = first + timedelta(days=int(DAY_OF_DEFECT[kind] * days))
        return day_index(day) * HOURS_PER_DAY + hour_of_day

    def planted(
        kind: DefectKind, site: str, items: Sequence[str], start: int, hours: int, sent: str = ""
    ) -> PlantedDefect:
        return PlantedDefect(kind, site, tuple(items), start, start + hours, sent)

    kind = DefectKind
    lost_hours = HOURS_PER_DAY - HOURS_OF_INVALID_DAY
    future = day_index(FUTURE_DAY) * HOURS_PER_DAY
    particles = ("PM10", "PM2.5")
    return (
        planted(kind.STUCK_SENSOR, "YZ03", ("NO2",), begin(kind.STUCK_SENSOR), STUCK_HOURS),
        planted(kind.SPIKE, "YZ05", ("NO2",), begin(kind.SPIKE, _NOON), 1),
        planted(kind.NEGATIVE, "YZ02", ("SO2",), begin(kind.NEGATIVE), len(NEGATIVE_READINGS)),
        planted(kind.PM_ORDER, "YZ07", ("PM2.5", "PM10"), begin(kind.PM_ORDER, _NOON), ORDER_HOURS),
        planted(kind.OUTAGE, "YZ08", POLLUTANTS, begin(kind.OUTAGE), OUTAGE_HOURS),
        planted(kind.SAND_DUST, ALL_SITES, particles, begin(kind.SAND_DUST, _NOON), DUST_HOURS),
        planted(kind.INVALID_DAY, ALL_SITES, POLLUTANTS, begin(kind.INVALID_DAY), lost_hours),
        planted(kind.CORRECTED, "YZ01", ("PM10",), begin(kind.CORRECTED, _NOON), 1),
        planted(
            kind.TEXT_IN_NUMBER, "YZ04", ("PM2.5",), begin(kind.TEXT_IN_NUMBER, _NOON), 1, TEXT_SENT
        ),
        planted(kind.UNKNOWN_SITE, UNKNOWN_SITE, POLLUTANTS, begin(kind.UNKNOWN_SITE, _NOON), 1),
        planted(kind.FUTURE_HOUR, "YZ06", POLLUTANTS, future, 1),
    )


def with_defects(
    clean: Mapping[str, Int16Array],
    decimals: Mapping[str, int],
    places: Sequence[Station],
    start_hour: int,
    plan: Sequence[PlantedDefect],
    generator: np.random.Generator,
) -> tuple[dict[str, Int16Array], tuple[PlantedDefect, ...]]:
    """Return the records as they should be stored, defects in, and the plan with what is sent.

    Parameters
    ----------
    clean : item to int16 [sites, slots], every hour present; it is not changed.
    decimals : decimals of each item.
    places : the stations, order of the first axis.
    start_hour : hour index of the first slot.
    plan : from `planned_defects`.
    generator : source of chance, for the hours that go missing here and there.
    """
    stored = {item: values.copy() for item, values in clean.items()}
    slots = next(iter(stored.values())).shape[1]
    row_of = {place.id: row for row, place in enumerate(places)}
    lost = generator.random((len(places), slots)) < SHARE_OF_LOST_HOURS
    for one in plan:
        rows: slice | int = slice(None) if one.site == ALL_SITES else row_of.get(one.site, 0)
        first = max(one.start_hour - start_hour - CLEAR_HOURS, 0)
        lost[rows, first : max(one.stop_hour - start_hour + CLEAR_HOURS, 0)] = False
        if one.kind is DefectKind.INVALID_DAY:
            lost[:, first : one.start_hour - start_hour + HOURS_PER_DAY] = False
    for values in stored.values():
        values[lost] = MISSING16
    told = []
    for one in plan:
        cut = slice(one.start_hour - start_hour, one.stop_hour - start_hour)
        told.append(_plant(stored, decimals, one, row_of, cut))
    for row, place in enumerate(places):
        absent = _not_in_operation(place, start_hour, slots)
        for values in stored.values():
            values[row, absent] = MISSING16
    return stored, tuple(told)


def _not_in_operation(place: Station, start_hour: int, slots: int) -> slice:
    """Return the slots in which a station has not opened yet or is closed already."""
    if place.opened is not None:
        return slice(0, day_index(place.opened) * HOURS_PER_DAY - start_hour)
    if place.closed is not None:
        return slice(day_index(place.closed) * HOURS_PER_DAY - start_hour, slots)
    return slice(0, 0)


def _plant(
    stored: dict[str, Int16Array],
    decimals: Mapping[str, int],
    defect: PlantedDefect,
    row_of: Mapping[str, int],
    cut: slice,
) -> PlantedDefect:
    item = defect.items[0]
    if defect.kind in (DefectKind.OUTAGE, DefectKind.INVALID_DAY, DefectKind.TEXT_IN_NUMBER):
        rows = slice(None) if defect.site == ALL_SITES else row_of[defect.site]
        for name in defect.items:
            stored[name][rows, cut] = MISSING16
        return defect
    if defect.site not in row_of:
        return defect
    line = stored[item][row_of[defect.site]]
    unit = 10 ** decimals[item]
    if defect.kind is DefectKind.STUCK_SENSOR:
        around = (line[cut.start - 1], line[cut.stop])
        stuck = int(line[cut.start])
        while stuck in around:
            stuck += unit
        line[cut] = stuck
    elif defect.kind is DefectKind.SPIKE:
        line[cut] += SPIKE_RISE * unit
    elif defect.kind is DefectKind.NEGATIVE:
        line[cut] = np.array(NEGATIVE_READINGS) * unit
    elif defect.kind is DefectKind.PM_ORDER:
        outer = stored["PM10"][row_of[defect.site], cut]
        line[cut] = outer + np.maximum(outer // ORDER_SHARE, ORDER_EXCESS * unit)
    elif defect.kind is DefectKind.CORRECTED:
        return replace(defect, sent=str(int(line[cut.start]) // unit * MISPLACED_POINT))
    return defect
