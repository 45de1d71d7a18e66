"""The long layout, whatever it came in: one row per site and hour, one column per item."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from yunzhu.arrays import Int64Array
from yunzhu.observations.feeds.number_text import (
    AS_WRITTEN,
    NumberForm,
    encoded_text,
    parse_numbers,
)
from yunzhu.observations.feeds.reading import SiteKind, assemble, site_check, stamp_check
from yunzhu.observations.feeds.records import Records, Rejected
from yunzhu.observations.feeds.time_text import parse_stamps
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.periods import HourLabel, hours_to_interval_start

ENCODED_TEXT = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True)
class LongLayout:
    """Which column holds what.

    Attributes
    ----------
    site_kind : cities or stations.
    time : column of the hour stamp.
    site : column that identifies the site.
    name : column of its readable name, which also stands in for an empty ``site``; or None.
    items : column to item name.
    forms : column to how its numbers are written, where not as they are stored.
    """

    site_kind: SiteKind
    time: str
    site: str
    name: str | None
    items: Mapping[str, str]
    forms: Mapping[str, NumberForm]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        named = () if self.name is None else (self.name,)
        return (self.time, self.site, *named, *self.items)


NATIONAL_CITY = LongLayout(
    site_kind=SiteKind.CITY,
    time="time",
    site="city",
    name=None,
    items={name: name for name in ("PM2.5", "PM10", "SO2", "NO2", "O3", "CO", "AQI")},
    forms={},
)
NATIONAL_STATION = LongLayout(
    site_kind=SiteKind.STATION,
    time="time",
    site="stationcode",
    name="WatchPoint",
    items={
        "PM2.5": "PM2.5",
        "PM10": "PM10",
        "SO2": "SO2",
        "NO2": "NO2",
        "O3_1h": "O3",
        "CO": "CO",
        "AQI": "AQI",
    },
    forms={},
)
# The index that the feed publishes is kept for comparison, but a file may go without it.
OPTIONAL_COLUMN = "AQI"


def required_columns(layout: LongLayout) -> tuple[str, ...]:
    """Return the columns without which a file is not of this layout."""
    return tuple(name for name in layout.columns if name != OPTIONAL_COLUMN)


def resembles(layout: LongLayout, header: Sequence[str]) -> bool:
    """Tell whether a header is of this layout, one column lost or misspelt allowed."""
    required = required_columns(layout)
    found = sum(name in header for name in required)
    return {layout.time, layout.site} <= set(header) or found >= len(required) - 1


def of_columns(layout: LongLayout, header: Sequence[str]) -> LongLayout:
    """Return the layout cut to the item columns that a header has."""
    items = {column: item for column, item in layout.items.items() if column in header}
    return LongLayout(layout.site_kind, layout.time, layout.site, layout.name, items, layout.forms)


def trimmed_objects(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.object_]:
    """Return a text column as trimmed Python strings, shared between equal cells."""
    texts, positions = encoded_text(column)
    return np.array([text.strip() for text in texts.to_pylist()], dtype=object)[positions]


def long_records(
    layout: LongLayout,
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    rows: Int64Array,
    label: HourLabel,
    *,
    time_format: str | None = None,
    rejected: Sequence[Rejected] = (),
    name_of: Callable[[npt.NDArray[np.object_], npt.NDArray[np.object_]], dict[str, str]]
    | None = None,
) -> Records:
    """Turn the columns of some rows into a batch of records.

    Parameters
    ----------
    layout : which column holds what.
    columns : the columns read [records].
    rows : line number of each record.
    label : which end of the hour the stamps name.
    name_of : collects the readable names of sites not met before.
    """
    hours, faults, text = parse_stamps(columns[layout.time], time_format)
    sites = trimmed_objects(columns[layout.site])
    names: dict[str, str] = {}
    if layout.name is not None:
        readable = trimmed_objects(columns[layout.name])
        sites = np.where(sites == "", readable, sites)
        if name_of is not None:
            names = name_of(sites, readable)
    numbers = [
        parse_numbers(
            column, columns[column], AIR_ITEMS[item], layout.forms.get(column, AS_WRITTEN)
        )
        for column, item in layout.items.items()
    ]
    return assemble(
        rows,
        sites,
        hours + hours_to_interval_start(label),
        [
            stamp_check(layout.time, faults, text, time_format),
            site_check(layout.site, sites),
        ],
        numbers,
        names=names,
        rejected=rejected,
    )


class NameCollector:
    """Collects the readable name of every site code once.

    Examples
    --------
    >>> collect = NameCollector()
    >>> one = lambda *texts: np.array(texts, dtype=object)
    >>> collect(one("1A", "1A"), one("甲站", "甲站")), collect(one("1A"), one("甲站"))
    ({'1A': '甲站'}, {})
    """

    def __init__(self) -> None:
        self._known: set[str] = set()

    def __call__(
        self, sites: npt.NDArray[np.object_], readable: npt.NDArray[np.object_]
    ) -> dict[str, str]:
        fresh = {
            site: name
            for site, name in dict(zip(sites.tolist(), readable.tolist(), strict=True)).items()
            if site and name and site not in self._known
        }
        self._known.update(fresh)
        return fresh
