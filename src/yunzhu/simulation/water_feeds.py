"""The simulated waters as files: stations, laboratory, border river, sites, registers, truth."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from yunzhu.files import write_whole, write_whole_text
from yunzhu.indicators.water.realtime_classes import realtime_classes
from yunzhu.observations.sample_numbers import plain_number
from yunzhu.observations.samples import Samples
from yunzhu.periods import Period, hour_start, minute_start
from yunzhu.simulation.counted import counted_rows_of
from yunzhu.simulation.feeds import COMPRESSION, PREFIX
from yunzhu.simulation.register_files import table_text, write_register_files
from yunzhu.simulation.tidal_river import (
    CONCENTRATION_DECIMALS,
    FLOW_DECIMALS,
    TidalRiver,
    simulate_tidal_river,
)
from yunzhu.simulation.water import AUTOMATIC_ITEMS, SimulatedWater
from yunzhu.simulation.water_city import (
    BASIN,
    FLOW_NAME,
    FLOW_SITE,
    LABORATORY,
    OUTFALLS,
    PROVINCE,
    SECTIONS,
    SOURCES,
    STATIONS,
)
from yunzhu.simulation.water_laboratory import (
    METHOD,
    LaboratoryResult,
    outfall_results,
    section_results,
    source_results,
)
from yunzhu.simulation.water_registers import water_rows_of
from yunzhu.standards.water_class import WaterClass
from yunzhu.standards.water_limits import surface_water_limits
from yunzhu.standards.water_rounding import round_water_e8, water_decimals
from yunzhu.values import Origin, decimal_text

TRUTH_NAME = "water-truth.json"
# Item to the columns of the displayed and the original value in the national layout.
_COLUMNS = {
    "water_temp": ("temp_c", "temp_raw"),
    "pH": ("ph", "ph_raw"),
    "DO": ("do_mgl", "do_raw"),
    "EC": ("cond_uscm", "cond_raw"),
    "turbidity": ("turb_ntu", "turb_raw"),
    "CODMn": ("codmn_mgl", "codmn_raw"),
    "NH3N": ("nh3n_mgl", "nh3n_raw"),
    "TP": ("tp_mgl", "tp_raw"),
    "TN": ("tn_mgl", "tn_raw"),
}
_HEADER = (
    *("file_date", "province", "basin", "section", "time", "class_published"),
    *(name for pair in _COLUMNS.values() for name in pair),
    *("station_status", "origin"),
)
_LABORATORY_HEADER = (
    *("样品编号", "点位", "采样时间", "项目", "结果", "单位", "方法", "实验室", "origin"),
)
_SITE_HEADER = (
    *("id", "name", "area", "control_level", "background", "opened", "closed"),
    *("medium", "water_body", "river", "origin"),
)
_MISSING, _RUNNING = "--", "正常"
FLOW_MAPPING = """\
# 珠溪界水文站(模拟) the simulated border station: hours labelled by their start
hour_label: start
time: 时间
time_format: "%Y-%m-%d %H:%M"
site: 站点
items:
  flow: {column: "流量(m3/s)", unit: m3/s}
  NH3N: {column: "氨氮(mg/L)", unit: mg/L}
  TP: {column: "总磷(mg/L)", unit: mg/L}
  CODMn: {column: "高锰酸盐指数(mg/L)", unit: mg/L}
"""
_FLOW_COLUMNS = {"NH3N": "氨氮(mg/L)", "TP": "总磷(mg/L)", "CODMn": "高锰酸盐指数(mg/L)"}


@dataclass(frozen=True)
class SimulatedWaterFeeds:
    """The files of the simulated waters.

    Attributes
    ----------
    stations : of the automatic stations, one a quarter, in the order in which they were sent.
    laboratory : tables of results, one a year and kind of place; of two years before the
        stations began, sections only.
    flow, flow_mapping : hours of the border river and the mapping of its columns.
    sites : table of sites. registers : name of a register to its file, in the order of import.
    truth : file of truths.
    """

    stations: tuple[Path, ...]
    laboratory: tuple[Path, ...]
    flow: Path
    flow_mapping: Path
    sites: Path
    registers: Mapping[str, Path]
    truth: Path


def write_simulated_water(
    water: SimulatedWater, earlier: SimulatedWater, folder: Path
) -> SimulatedWaterFeeds:
    """Write the waters as a city's feeds, laboratory and registers would; the same, same bytes.

    Parameters
    ----------
    water : from `simulate_water`. earlier : from `simulate_earlier_water`.
    folder : made when absent; files of the same names are replaced.
    """
    stations = []
    for quarter in _quarters(water):
        path = folder / f"{PREFIX}-water-{quarter.first.year}Q{quarter.last.month // 3}.csv.gz"
        _write_gzip(path, _HEADER, _station_rows(water, quarter))
        stations.append(path)
    river = simulate_tidal_river(water.seed, water.year)
    flow = folder / f"{PREFIX}-border-flow-{water.year}.csv.gz"
    _write_gzip(
        flow, ("时间", "站点", "流量(m3/s)", *_FLOW_COLUMNS.values(), "origin"), _hours(river)
    )
    mapping = folder / f"{PREFIX}-border-flow.yaml"
    write_whole_text(mapping, FLOW_MAPPING)
    laboratory = []
    for year in (earlier.year - 1, earlier.year):
        path = _laboratory_file(folder, "sections", year)
        results = section_results(earlier, year)
        _write_gzip(path, _LABORATORY_HEADER, _laboratory_rows(results))
        laboratory.append(path)
    for year in (water.year - 1, water.year):
        for word, results in (
            ("sections", section_results(water, year)),
            ("sources", source_results(water, year)),
            ("outfalls", outfall_results(water, year)),
        ):
            path = _laboratory_file(folder, word, year)
            _write_gzip(path, _LABORATORY_HEADER, _laboratory_rows(results))
            laboratory.append(path)
    sites = folder / f"{PREFIX}-water-sites.csv"
    write_whole_text(sites, table_text(_SITE_HEADER, _site_rows()))
    registers = write_register_files(
        folder, {**water_rows_of(water.year), **counted_rows_of(water.year)}
    )
    truth = folder / TRUTH_NAME
    told = json.dumps(water_truth(water, river), ensure_ascii=False, indent=1)
    write_whole_text(truth, told + "\n")
    return SimulatedWaterFeeds(
        tuple(stations), tuple(laboratory), flow, mapping, sites, registers, truth
    )


def _laboratory_file(folder: Path, word: str, year: int) -> Path:
    return folder / f"{PREFIX}-laboratory-{word}-{year}.csv.gz"


def water_truth(water: SimulatedWater, river: TidalRiver) -> dict[str, Any]:
    """Return what is true of the simulated waters, ready for JSON."""
    return {
        "origin": Origin.SIMULATED.value,
        "来源": "模拟",
        "seed": water.seed,
        "year": water.year,
        "classes": {one.code: one.truth.chinese for one in SECTIONS},
        "targets": {one.code: one.target.chinese for one in SECTIONS if one.target is not None},
        "planted": [one.as_dict() for one in water.planted],
        "border": {
            "site": river.site,
            "net_load_kg": {
                item: decimal_text(river.net_load(item)) for item in river.concentrations
            },
            "hours_lost": int(river.lost.sum()),
        },
    }


def _quarters(water: SimulatedWater) -> Iterator[Period]:
    yield Period(water.automatic_from, date(water.year - 1, 12, 31))
    for number in range(1, 5):
        yield Period.of_months(water.year, 3 * number - 2, 3 * number)


def _station_rows(water: SimulatedWater, period: Period) -> Iterator[dict[str, str]]:
    """Yield one row per section and moment, as the table of polls keeps them."""
    samples = water.automatic(period.first, period.last)
    classes = _published_classes(samples, period.last)
    shown = {
        item: round_water_e8(samples.numbers[samples.item == place], item, "hourly")
        for place, item in enumerate(AUTOMATIC_ITEMS)
    }
    cells: dict[tuple[int, int], dict[str, str]] = {}
    for place, item in enumerate(AUTOMATIC_ITEMS):
        rows = np.flatnonzero(samples.item == place)
        decimals = water_decimals(item, "hourly")
        display, original = _COLUMNS[item]
        for row, number in zip(rows.tolist(), shown[item].tolist(), strict=True):
            key = int(samples.minutes[row]), int(samples.site[row])
            one = cells.setdefault(key, {})
            one[display] = f"{Decimal(number).scaleb(-8):.{decimals}f}"
            one[original] = plain_number(int(samples.numbers[row]))
    names = [one.name for one in STATIONS]
    empty = {display: _MISSING for display, _ in _COLUMNS.values()}
    for (minute, site), one in sorted(cells.items()):
        moment = minute_start(minute)
        yield {
            **empty,
            **one,
            "file_date": moment.date().isoformat(),
            "province": PROVINCE,
            "basin": BASIN,
            "section": names[site],
            "time": f"{moment:%m-%d %H:%M}",
            "class_published": classes.get((minute, site), ""),
            "station_status": _RUNNING,
            "origin": Origin.SIMULATED.value,
        }


def _published_classes(samples: Samples, day: date) -> dict[tuple[int, int], str]:
    bodies = [one.body for one in STATIONS]
    found = realtime_classes(samples, bodies, surface_water_limits(day))
    return {
        (int(minute), int(site)): WaterClass(int(one)).chinese
        for minute, site, one in zip(found.minutes, found.site, found.classes, strict=True)
        if one
    }


def _hours(river: TidalRiver) -> Iterator[dict[str, str]]:
    for slot in np.flatnonzero(~river.lost).tolist():
        yield {
            "时间": f"{hour_start(river.start_hour + slot):%Y-%m-%d %H:%M}",
            "站点": river.site,
            "流量(m3/s)": _scaled(int(river.flow[slot]), FLOW_DECIMALS),
            **{
                _FLOW_COLUMNS[item]: _scaled(int(numbers[slot]), CONCENTRATION_DECIMALS)
                for item, numbers in river.concentrations.items()
            },
            "origin": Origin.SIMULATED.value,
        }


def _scaled(number: int, decimals: int) -> str:
    return str(Decimal(number).scaleb(-decimals))


def _laboratory_rows(results: Iterable[LaboratoryResult]) -> Iterator[dict[str, str]]:
    numbers: dict[tuple[str, str], int] = {}
    for one in results:
        day = f"{one.moment:%Y%m%d}"
        number = numbers.setdefault((one.site, day), len(numbers) + 1)
        yield {
            "样品编号": f"M{day}-{number:03d}",
            "点位": one.site,
            "采样时间": f"{one.moment:%Y-%m-%d %H:%M}",
            "项目": one.chinese,
            "结果": one.text,
            "单位": one.unit,
            "方法": METHOD,
            "实验室": LABORATORY,
            "origin": Origin.SIMULATED.value,
        }


def _site_rows() -> Iterator[dict[str, str]]:
    for section in STATIONS:
        level = "national" if section.target is not None else "municipal"
        yield _site_row(section.site, section.name, section.district, level, "surface_water") | {
            "water_body": section.body.value,
            "river": section.river,
        }
    for source in SOURCES:
        yield _site_row(
            source.code, source.name, source.district, "municipal", "drinking_source"
        ) | {"water_body": source.body.value}
    for outfall in OUTFALLS:
        yield _site_row(outfall.code, outfall.name, outfall.district, "municipal", "outfall")
    yield _site_row(FLOW_SITE, FLOW_NAME, SECTIONS[-2].district, "municipal", "flow") | {
        "river": SECTIONS[-2].river
    }


def _site_row(site: str, name: str, area: str, level: str, medium: str) -> dict[str, str]:
    return {
        "id": site,
        "name": name,
        "area": area,
        "control_level": level,
        "background": "false",
        "medium": medium,
        "origin": Origin.SIMULATED.value,
    }


def _write_gzip(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    packed = gzip.compress(table_text(header, rows).encode(), COMPRESSION, mtime=0)

    def write(part: Path) -> None:
        part.write_bytes(packed)

    write_whole(path, write)
