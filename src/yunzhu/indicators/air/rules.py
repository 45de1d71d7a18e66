"""The named rule of an air statistic: the edition and every reading of it that is a setting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Self

from yunzhu.errors import UsageError
from yunzhu.indicators.rule_text import chosen_settings, known_at_text


class Source(Enum):
    """Where a subject's daily values come from."""

    SITE = "site"
    STATIONS = "stations"
    CITY_SERIES = "city_series"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return _SOURCE_LABELS[self]


_SOURCE_LABELS = {
    Source.SITE: "单个站点 a single site",
    Source.STATIONS: "各站点的平均 mean of the stations",
    Source.CITY_SERIES: "城市均值序列 series of city means",
}


class DailyItems(Enum):
    """Items of the daily AQI of HJ 633-2012; the conflict is stated in its YAML."""

    SIX_ITEMS = "six_items"
    SEVEN_ITEMS = "seven_items"


class CityOzone(Enum):
    """How a city's daily maximum 8-hour ozone is formed from its stations."""

    STATIONS_MDA8 = "mean_of_station_mda8"
    CITY_HOURS = "mda8_of_city_hours"


class CompositeForm(Enum):
    """Which sub-indices the composite index adds up."""

    ROUNDED = "rounded_sub_indices"
    UNROUNDED = "unrounded_sub_indices"


class SeriesKind(Enum):
    """All valid records, or those left after the recorded exclusion of events."""

    FULL = "full"
    EXCLUDING_EVENTS = "excluding_events"


class GasState(Enum):
    """State of gas volumes in which a statistic is expressed."""

    OF_LAST_DAY = "state_of_last_day"
    STATE_2012 = "state_273K"
    STATE_2018 = "state_298K"


@dataclass(frozen=True)
class AirRule:
    """Edition, source and settings; its text is the ``rule`` of every result row.

    The text is the edition, the source, then each setting that is not the default (the first of
    its choices) and the day at which was known what counts, joined by ``+``; it holds no slash,
    so that it can close a lineage id.

    Examples
    --------
    >>> str(AirRule("2012", Source.CITY_SERIES))
    'air-2012+city_series'
    >>> AirRule.parse("air-2012+stations+seven_items").daily_items
    <DailyItems.SEVEN_ITEMS: 'seven_items'>
    """

    edition: str
    source: Source
    daily_items: DailyItems = DailyItems.SIX_ITEMS
    city_ozone: CityOzone = CityOzone.STATIONS_MDA8
    composite: CompositeForm = CompositeForm.ROUNDED
    series: SeriesKind = SeriesKind.FULL
    gas_state: GasState = GasState.OF_LAST_DAY
    known_at: date | None = None

    def __str__(self) -> str:
        parts = [f"{PREFIX}{self.edition}", self.source.value]
        for name, kind in _SETTINGS.items():
            chosen: Enum = getattr(self, name)
            if chosen is not next(iter(kind)) and name != "source":
                parts.append(str(chosen.value))
        if self.known_at is not None:
            parts.append(known_at_text(self.known_at))
        return "+".join(parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a rule's text; raise `UsageError` on a part that is no setting."""
        edition, *parts = text.split("+")
        known = {choice.value: (name, choice) for name, choice in _choices()}
        chosen = chosen_settings(parts, known)
        if not edition.startswith(PREFIX) or "source" not in chosen:
            raise UsageError(
                "无法识别的规则 not a rule of air statistics",
                field="rule",
                found=text,
                expected=f"{PREFIX}EDITION+SOURCE[+SETTING...], e.g. air-2012+city_series",
            )
        return cls(edition.removeprefix(PREFIX), **chosen)


PREFIX = "air-"


def _choices() -> list[tuple[str, Enum]]:
    return [(name, choice) for name, kind in _SETTINGS.items() for choice in kind]


_SETTINGS: dict[str, type[Enum]] = {
    "source": Source,
    "daily_items": DailyItems,
    "city_ozone": CityOzone,
    "composite": CompositeForm,
    "series": SeriesKind,
    "gas_state": GasState,
}
