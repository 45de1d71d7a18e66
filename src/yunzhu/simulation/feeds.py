"""The simulated records as files: the long national station layout, site register, truth."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from yunzhu.arrays import MISSING16
from yunzhu.files import write_whole, write_whole_text
from yunzhu.indicators.air.hourly import realtime_feed
from yunzhu.observations.grid import Grid, Series
from yunzhu.periods import HourLabel, Period, hour_start, hours_to_interval_start
from yunzhu.simulation.air import REPORTED_DECIMALS, SimulatedAir
from yunzhu.simulation.city import CITY_CODE, CITY_NAME, CONTROL_LEVEL, DISTRICTS, Station
from yunzhu.simulation.defects import UNKNOWN_SITE, DefectKind, PlantedDefect
from yunzhu.standards import air_edition_on, category, pollutants_of_mask
from yunzhu.values import Origin

PREFIX = "yunzhu-simulated"
SITES_NAME = f"{PREFIX}-sites.csv"
TRUTH_NAME = "truth.json"
HEADER = (
    *("time", "WatchPoint", "AQI", "Level", "PrimaryPollution"),
    *("PM2.5", "PM10", "CO", "NO2", "O3_1h", "O3_8h", "SO2"),
    *("stationcode", "lon", "lat", "origin"),
)
ITEM_OF_COLUMN = {
    "PM2.5": "PM2.5",
    "PM10": "PM10",
    "CO": "CO",
    "NO2": "NO2",
    "O3_1h": "O3",
    "SO2": "SO2",
}
SITE_COLUMNS = (
    *("id", "name", "area", "control_level", "background", "opened", "closed"),
    "origin",
)
UNKNOWN_NAME = "未登记点(模拟)"
BORROWED_STATION = "YZ06"
COMPRESSION = 6
HIGHEST_INDEX = 500
_MONTHS_PER_QUARTER = 3

Row = dict[str, str]


@dataclass(frozen=True)
class SimulatedFeeds:
    """The files of a simulated city.

    Attributes
    ----------
    folder : where they are.
    files : the feed, in the order in which it was sent: one per quarter, then the corrections.
    sites : the site register's table.
    truth : ``truth.json``.
    """

    folder: Path
    files: tuple[Path, ...]
    sites: Path
    truth: Path


def write_simulated_feeds(air: SimulatedAir, folder: Path) -> SimulatedFeeds:
    """Write the records as a city's feed would send them, with the site table and the truth.

    The feed is gzip CSV in the long national station layout, hours labelled by their END, plus a
    column ``origin`` that says simulated; longitude, latitude and O3_8h are empty. The same air
    gives the same bytes.

    Parameters
    ----------
    air : from `simulate_air`.
    folder : made when absent; files of the same names are replaced.
    """
    corrected = air.planted(DefectKind.CORRECTED)
    corrected_cell = (corrected.start_hour, corrected.site)
    corrections: list[Row] = []
    files = []
    for quarter in _quarters(air.first, air.last):
        grid = air.observed.of_hours(quarter.first_hour, quarter.stop_hour)
        rows = _rows(air, grid, _published_index(grid, quarter.last))
        corrections += [rows[corrected_cell]] if corrected_cell in rows else []
        name = f"{PREFIX}-air-{quarter.first.year}Q{_quarter_number(quarter.first)}.csv.gz"
        path = folder / name
        _write_rows(path, _sent_rows(air, rows, last=quarter.last == air.last))
        files.append(path)
    path = folder / f"{PREFIX}-air-corrections.csv.gz"
    _write_rows(path, corrections)
    files.append(path)
    sites = folder / SITES_NAME
    _write_sites(sites, air.stations)
    truth = folder / TRUTH_NAME
    text = json.dumps(truth_of(air), ensure_ascii=False, indent=1)
    write_whole_text(truth, text + "\n")
    return SimulatedFeeds(folder, tuple(files), sites, truth)


def truth_of(air: SimulatedAir) -> dict[str, Any]:
    """Return what is true of a simulated span, ready for JSON: measure, defects, exclusions."""
    return {
        "origin": Origin.SIMULATED.value,
        "来源": "模拟",
        "city": {"code": CITY_CODE, "name": CITY_NAME, "districts": DISTRICTS},
        "seed": air.seed,
        "first": air.first.isoformat(),
        "last": air.last.isoformat(),
        "stations": [_plain(asdict(station)) for station in air.stations],
        "measure": {**_plain(asdict(air.measure)), "effect": _effect(air)},
        "defects": [defect.as_dict() for defect in air.defects],
        "exclusions": [{**_plain(asdict(one)), "kind": one.kind.value} for one in air.exclusions],
    }


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in fields.items()
    }


def _effect(air: SimulatedAir) -> dict[str, Any]:
    """Return the city means of the item with and without the measure while it is in force."""
    period = Period(air.measure.start, air.last)
    means = {}
    for name, grid in (("with", air.clean), ("without", air.without_measure)):
        series = grid.of_hours(period.first_hour, period.stop_hour).series[air.measure.item]
        evaluated = [row for row, one in enumerate(air.stations) if _throughout(one)]
        scale = 10**series.decimals
        means[name] = round(float(series.values[evaluated].mean(dtype=np.float64)) / scale, 3)
    return {"period": str(period), "stations": "evaluated throughout", "mean": means}


def _throughout(station: Station) -> bool:
    return not station.background and station.opened is None and station.closed is None


def _quarters(first: date, last: date) -> list[Period]:
    quarters: dict[tuple[int, int], Period] = {}
    for month in Period(first, last).months():
        key = (month.first.year, _quarter_number(month.first))
        begin = quarters[key].first if key in quarters else month.first
        quarters[key] = Period(begin, month.last)
    return list(quarters.values())


def _quarter_number(day: date) -> int:
    return (day.month - 1) // _MONTHS_PER_QUARTER + 1


@dataclass(frozen=True)
class _PublishedIndex:
    aqi: list[list[int]]
    primary: list[list[int]]
    items: tuple[str, ...]


def _published_index(grid: Grid, last: date) -> _PublishedIndex:
    """Return the real-time index as the national feeds show it, by the edition of that day."""
    hourly = realtime_feed(grid, air_edition_on(last))
    return _PublishedIndex(hourly.index.tolist(), hourly.primary.tolist(), hourly.items)


def _rows(air: SimulatedAir, grid: Grid, published: _PublishedIndex) -> dict[tuple[int, str], Row]:
    """Return the rows of a quarter by (hour, site), hours first; an hour without any is absent."""
    texts = {
        column: _texts(grid.series[item], REPORTED_DECIMALS[item])
        for column, item in ITEM_OF_COLUMN.items()
    }
    shift = -hours_to_interval_start(HourLabel.END)
    names = {place.id: place.name for place in air.stations}
    levels = {index: category(index).name for index in range(HIGHEST_INDEX + 1)}
    primaries: dict[int, str] = {}
    rows: dict[tuple[int, str], Row] = {}
    for slot in range(grid.slots):
        hour = grid.start_hour + slot
        label = hour_start(hour + shift).isoformat(sep=" ")
        for row, site in enumerate(grid.sites):
            cells = {column: text[row][slot] for column, text in texts.items()}
            if not any(cells.values()):
                continue
            index, mask = published.aqi[row][slot], published.primary[row][slot]
            if mask not in primaries:
                primaries[mask] = "、".join(pollutants_of_mask(mask, published.items))
            cells |= {
                "time": label,
                "WatchPoint": names[site],
                "AQI": "" if index == MISSING16 else str(index),
                "Level": levels.get(index, ""),
                "PrimaryPollution": primaries[mask],
                "stationcode": site,
                "origin": Origin.SIMULATED.value,
            }
            rows[hour, site] = cells
    return rows


def _texts(series: Series, decimals: int) -> list[list[str]]:
    """Return every reading as a feed writes it, absent ones empty [sites][slots]."""
    scale = 10**series.decimals
    written = {
        int(value): f"{value / scale:.{decimals}f}" for value in np.unique(series.values)
    } | {MISSING16: ""}
    return [[written[value] for value in line] for line in series.values.tolist()]


def _sent_rows(
    air: SimulatedAir, rows: Mapping[tuple[int, str], Row], *, last: bool
) -> Iterable[Row]:
    """Return the rows of a quarter as they are sent: with the defects only a file can have."""
    sent = dict(rows)
    for defect in air.defects:
        key = (defect.start_hour, defect.site)
        borrowed = rows.get((defect.start_hour, BORROWED_STATION))
        if defect.kind in (DefectKind.CORRECTED, DefectKind.TEXT_IN_NUMBER) and key in sent:
            sent[key] = {**sent[key], defect.items[0]: defect.sent}
        elif defect.kind is DefectKind.UNKNOWN_SITE and borrowed:
            sent[key] = {
                **_without_index(borrowed),
                "stationcode": UNKNOWN_SITE,
                "WatchPoint": UNKNOWN_NAME,
            }
        elif defect.kind is DefectKind.FUTURE_HOUR and last:
            sent[key] = _future_row(defect, rows)
    return (row for _, row in sorted(sent.items(), key=lambda entry: entry[0]))


def _future_row(defect: PlantedDefect, rows: Mapping[tuple[int, str], Row]) -> Row:
    newest = max(hour for hour, site in rows if site == defect.site)
    shift = -hours_to_interval_start(HourLabel.END)
    label = hour_start(defect.start_hour + shift).isoformat(sep=" ")
    return {**_without_index(rows[newest, defect.site]), "time": label}


def _without_index(row: Row) -> Row:
    return {**row, "AQI": "", "Level": "", "PrimaryPollution": ""}


def _write_rows(path: Path, rows: Iterable[Row]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    packed = gzip.compress(text.getvalue().encode(), COMPRESSION, mtime=0)

    def write(part: Path) -> None:
        part.write_bytes(packed)

    write_whole(path, write)


def _write_sites(path: Path, places: Iterable[Station]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SITE_COLUMNS)
    for place in places:
        days = [day.isoformat() if day else "" for day in (place.opened, place.closed)]
        background = str(place.background).lower()
        named = [place.id, place.name, CITY_CODE, CONTROL_LEVEL, background, *days]
        writer.writerow([*named, Origin.SIMULATED.value])
    write_whole_text(path, text.getvalue())
