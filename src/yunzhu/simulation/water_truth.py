"""What is planted in the simulated waters, each with the truth of where and when it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from yunzhu.periods import Period


class WaterTruthKind(Enum):
    """What was planted."""

    SPILL = "spill"
    STUCK_SENSOR = "stuck_sensor"
    DRIFT = "drift"
    OUT_OF_RANGE = "out_of_range"
    TURNS_WORSE = "turns_worse"
    WORSE_HALF_YEAR = "worse_half_year"
    WORSE_THAN_V = "worse_than_v"
    QUIET_QUARTER = "quiet_quarter"
    SOURCE_FAILURE = "source_failure"
    SOURCE_NOT_SAMPLED = "source_not_sampled"


@dataclass(frozen=True)
class PlantedWater:
    """One planted truth.

    Attributes
    ----------
    kind : what it is. place : code of the section, source or outfall; ``*`` all sections.
    items : what it concerns. start, stop : from when until before when.
    expected : what a program should make of it.
    numbers : name to what else is true of it.
    """

    kind: WaterTruthKind
    place: str
    items: tuple[str, ...]
    start: datetime
    stop: datetime
    expected: str
    numbers: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of the file of truths."""
        return {
            "kind": self.kind.value,
            "place": self.place,
            "items": list(self.items),
            "start": self.start.isoformat(sep=" "),
            "stop": self.stop.isoformat(sep=" "),
            "expected": self.expected,
            **self.numbers,
        }


SPILL_OUTLET, SPILL_SECTION = "P04", "S08"
SPILL_AMMONIA, SPILL_PERMANGANATE = 3.4, 4.0
SPILL_HOURS = 12
STUCK_SECTION, STUCK_AT = "S03", 1.32
DRIFT_SECTION, DRIFT_DAYS, DRIFT_SHARE = "S06", 20, 0.55
RANGE_SECTION, RANGE_READING = "S10", 13.7
WORSE_SECTION, WORSE_PHOSPHORUS, WORSE_RAMP_DAYS = "S04", 0.275, 30
HALF_YEAR_FACTORS = {"S10": 2.4, "S11": 1.95}
FAILING_SOURCE, FAILING_MONTH, FAILING_ITEM, FAILING_VALUE = "W04", 6, "Mn", "0.14"
ABSENT_SOURCE, ABSENT_MONTH = "W10", 9


def quiet_quarter(year: int) -> Period:
    """Return the quarter in which nothing is planted at any section.

    Examples
    --------
    >>> str(quiet_quarter(2020))
    '2020-07-01..2020-09-30'
    """
    return Period.parse(f"{year}-Q3")


def planted_waters(year: int) -> tuple[PlantedWater, ...]:
    """Return what is planted in a year; S05 is worse than V all along."""
    kind = WaterTruthKind
    quiet = quiet_quarter(year)
    next_year = datetime(year + 1, 1, 1)
    return (
        PlantedWater(
            kind.TURNS_WORSE,
            WORSE_SECTION,
            ("TP",),
            datetime(year, 2, 1),
            next_year,
            "class III the year before, IV in this one",
            {"phosphorus_after": WORSE_PHOSPHORUS, "ramp_days": WORSE_RAMP_DAYS},
        ),
        *_worse_half_years(year),
        PlantedWater(
            kind.WORSE_THAN_V,
            "S05",
            ("NH3N",),
            datetime(year - 3, 1, 1),
            next_year,
            "class worse than V in every year",
        ),
        PlantedWater(
            kind.SPILL,
            SPILL_SECTION,
            ("NH3N", "CODMn"),
            datetime(year, 4, 8, 2, 10),
            datetime(year, 4, 8, 14, 10),
            "alarmed within two samples; the outlet among the first five candidates",
            {"outlet": SPILL_OUTLET, "hours": SPILL_HOURS, "ammonia_at_section": SPILL_AMMONIA},
        ),
        PlantedWater(
            kind.STUCK_SENSOR,
            STUCK_SECTION,
            ("NH3N",),
            datetime(year, 5, 20),
            datetime(year, 5, 23),
            "an instrument alarm, no event",
            {"reading": STUCK_AT},
        ),
        PlantedWater(
            kind.QUIET_QUARTER,
            "*",
            (),
            datetime.combine(quiet.first, datetime.min.time()),
            datetime(year, 10, 1),
            "any event alarm of a section that becomes due in it is false",
        ),
        PlantedWater(
            kind.DRIFT,
            DRIFT_SECTION,
            ("EC",),
            datetime(year, 10, 10),
            datetime(year, 10, 10 + DRIFT_DAYS),
            "an instrument alarm",
            {"share_at_end": DRIFT_SHARE},
        ),
        PlantedWater(
            kind.OUT_OF_RANGE,
            RANGE_SECTION,
            ("pH",),
            datetime(year, 11, 17, 12),
            datetime(year, 11, 17, 16),
            "an instrument alarm, no event",
            {"reading": RANGE_READING},
        ),
        PlantedWater(
            kind.SOURCE_FAILURE,
            FAILING_SOURCE,
            (FAILING_ITEM,),
            datetime(year, FAILING_MONTH, 1),
            datetime(year, FAILING_MONTH + 1, 1),
            "the source fails in this month",
            {"value": FAILING_VALUE},
        ),
        PlantedWater(
            kind.SOURCE_NOT_SAMPLED,
            ABSENT_SOURCE,
            (),
            datetime(year, ABSENT_MONTH, 1),
            datetime(year, ABSENT_MONTH + 1, 1),
            "the month is missing, and counts as such",
        ),
    )


def _worse_half_years(year: int) -> tuple[PlantedWater, ...]:
    """Return the half-year that makes a later year's odds: bad at one section, less so below it."""
    return tuple(
        PlantedWater(
            WaterTruthKind.WORSE_HALF_YEAR,
            section,
            ("TP",),
            datetime(year - 2, 7, 1),
            datetime(year - 1, 1, 1),
            "one of three earlier years may take class III from both sections",
            {"phosphorus_times": factor},
        )
        for section, factor in HALF_YEAR_FACTORS.items()
    )


def first_day(year: int) -> date:
    """Return the first simulated day: the year before is simulated too."""
    return date(year - 1, 1, 1)
