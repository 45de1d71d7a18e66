"""What warnings are about, and what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yunzhu.indicators.water.warning_words import AlarmKind
from yunzhu.standards.water_class import WaterBody, WaterClass


@dataclass(frozen=True)
class WatchedSection:
    """A section with an automatic station.

    Attributes
    ----------
    site : id of its samples. name : as shown.
    body : what it lies on; None: not known, and total phosphorus is not judged.
    target : class it must reach; None: not known, and no class drop is judged.
    """

    site: str
    name: str
    body: WaterBody | None
    target: WaterClass | None


@dataclass(frozen=True)
class Reach:
    """The water between two sections, ids of their sites, and how long it travels [min]."""

    upstream: str
    downstream: str
    travel_minutes: int


@dataclass(frozen=True)
class WaterAlarm:
    """One alarm; site, item, kind and start tell alarms apart.

    Attributes
    ----------
    start, noticed, last : of the first sample that it is about, of that at which it was due, and
        of the last one so far.
    value, unit : the sample that speaks most for it.
    reason, advice : Chinese and English.
    numbers : everything that it was judged by, name to text.
    """

    site: str
    item: str
    kind: AlarmKind
    start: datetime
    noticed: datetime
    last: datetime
    value: Decimal
    unit: str
    reason: str
    advice: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NotJudged:
    """A check that could not be made at a section, and why."""

    site: str
    item: str
    kind: AlarmKind
    why: str


@dataclass(frozen=True)
class WarningReport:
    """The alarms by start, and what could not be judged."""

    alarms: tuple[WaterAlarm, ...]
    not_judged: tuple[NotJudged, ...]
