"""The calendar: one row per day, judged by the edition in force on its own date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yunzhu.arrays import MISSING16, MISSING32
from yunzhu.indicators.air.results import (
    RuleChoice,
    choose_source,
    days_by_own_date,
)
from yunzhu.indicators.air.rules import Source
from yunzhu.indicators.air.subjects import Subject
from yunzhu.observations.lake import Lake
from yunzhu.periods import Period
from yunzhu.standards import AirEdition, Category, air_edition, air_edition_on, category
from yunzhu.values import Origin, plain_number


@dataclass(frozen=True)
class CalendarDay:
    """One day of a subject.

    Attributes
    ----------
    day : its date.
    index : AQI, None where it is not published.
    category : its class, None without an index.
    primary : primary pollutants, ties jointly.
    values : daily item to its published value, None where not valid.
    coverage : daily item to (count, expected) of hours, windows or stations.
    edition : HJ 633 edition that judged the day.
    """

    day: date
    index: int | None
    category: Category | None
    primary: tuple[str, ...]
    values: dict[str, Decimal | None]
    coverage: dict[str, tuple[int, int]]
    edition: str

    def as_dict(self, subject: Subject, source: Source, origin: Origin) -> dict[str, Any]:
        """Return the day for JSON."""
        return {
            "subject": subject.id,
            "date": self.day.isoformat(),
            "aqi": self.index,
            "category": None if self.category is None else self.category.name,
            "category_english": None if self.category is None else self.category.english,
            "primary": list(self.primary),
            "values": {item: plain_number(value) for item, value in self.values.items()},
            "coverage": {item: list(both) for item, both in self.coverage.items()},
            "edition": self.edition,
            "source": source.value,
            "origin": origin.value,
            "origin_label": origin.label,
        }


def air_calendar(
    lake: Lake,
    subject: Subject,
    period: Period,
    choice: RuleChoice,
) -> tuple[list[CalendarDay], Source, str]:
    """Return the days of a period, the source of their values, and a note about it.

    Parameters
    ----------
    lake, subject, period, choice : as for `air_statistics`.

    Raises
    ------
    EvidenceError : no edition is known for the period, or the source has no records.
    """
    source, note = choose_source(lake, subject, period, choice)
    published = days_by_own_date(lake, subject, period, choice, source)
    found = []
    for place in range(published.days):
        day = published.first + timedelta(days=place)
        edition: AirEdition = air_edition(choice.edition) if choice.edition else air_edition_on(day)
        index = int(published.index[0, place])
        values, coverage = {}, {}
        for item, series in published.values.items():
            scaled = int(series[0, place])
            values[item] = (
                None if scaled == MISSING32 else Decimal(scaled).scaleb(-published.decimals[item])
            )
            expected = published.expected[item]
            counted = expected if expected.ndim == 0 else expected[0, place]
            coverage[item] = (int(published.counts[item][0, place]), int(counted))
        is_published = index != MISSING16
        found.append(
            CalendarDay(
                day=day,
                index=index if is_published else None,
                category=category(index, edition.index) if is_published else None,
                primary=published.primary_names(0, place),
                values=values,
                coverage=coverage,
                edition=edition.index.name,
            )
        )
    return found, source, note
