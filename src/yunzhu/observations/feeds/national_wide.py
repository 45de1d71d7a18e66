"""National hourly CSV, wide layout: ``date,hour,type`` and one column per city or station.

The hour labels the END of the interval: hour 0 of a date belongs to the day before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from yunzhu.arrays import MISSING32
from yunzhu.errors import FileFault
from yunzhu.observations.feeds.long_rows import trimmed_objects
from yunzhu.observations.feeds.number_text import Fault, NumberColumn, parse_numbers
from yunzhu.observations.feeds.reading import (
    Reading,
    ReadingOptions,
    SiteKind,
    require_columns,
)
from yunzhu.observations.feeds.records import Records, Rejected
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextBlock, TextTable
from yunzhu.observations.feeds.time_text import (
    STAMP_REASONS,
    StampFault,
    hours_of_calendar,
    whole_numbers,
)
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.periods import HourLabel, hours_to_interval_start

HOUR_LABEL = HourLabel.END
_KEYS = ("date", "hour", "type")
_STATION_CODE = re.compile(r"[0-9]{3,5}[A-Z]{1,2}")


def detects(header: Sequence[str]) -> bool:
    """Tell whether a header begins like this layout, one key lost or misspelt allowed."""
    return sum(name in header[: len(_KEYS)] for name in _KEYS) >= len(_KEYS) - 1


def read(path: Path, options: ReadingOptions) -> Reading:
    """Open a file of this layout.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    table = TextTable(path, encoding=options.encoding)
    require_columns(path, table.header, _KEYS)
    sites = tuple(name for name in table.header if name and name not in _KEYS)
    if not sites:
        raise FileFault(
            "缺少列 missing column",
            file=path,
            row=1,
            found=",".join(table.header),
            expected="每个城市或站点一列 one column per city or station",
        )
    stations = sum(_STATION_CODE.fullmatch(name) is not None for name in sites)
    label = options.hour_label or HOUR_LABEL

    def batches() -> Iterator[Records]:
        for block in table.blocks():
            yield from _records(block, table.header, sites, label, reading.skipped_types)

    reading = Reading(
        site_kind=SiteKind.STATION if 2 * stations > len(sites) else SiteKind.CITY,
        site_field="header",
        time_field="hour",
        hour_label=label,
        batches=batches(),
        position=table.position,
    )
    return reading


def _records(
    block: TextBlock,
    header: Sequence[str],
    sites: Sequence[str],
    label: HourLabel,
    skipped: dict[str, int],
) -> Iterator[Records]:
    """Yield the rows of a block, one batch per item."""
    wanted = dict.fromkeys((*_KEYS, *sites), pa.string())
    columns, rows, odd = columns_of_block(block, header, wanted)
    types = trimmed_objects(columns["type"])
    for kind, count in zip(*np.unique(types.astype(str), return_counts=True), strict=True):
        if (name := str(kind)) not in AIR_ITEMS:
            skipped[name] = skipped.get(name, 0) + int(count)
    yield _batch_of_nothing(odd)
    for name in AIR_ITEMS:
        chosen = np.flatnonzero(types == name)
        if len(chosen) == 0:
            continue
        taken = pa.array(chosen)
        keys = {key: columns[key].take(taken) for key in _KEYS}
        cells = pa.concat_arrays([columns[site].take(taken) for site in sites])
        parsed = parse_numbers(name, cells, AIR_ITEMS[name])
        yield _one_item(keys, rows[chosen], sites, parsed, label)


def _batch_of_nothing(odd: Sequence[Rejected]) -> Records:
    nothing = np.zeros(0, np.int64)
    return Records(nothing, np.zeros(0, dtype=object), nothing, {}, {}, tuple(odd))


def _one_item(
    keys: Mapping[str, pa.Array],
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    sites: Sequence[str],
    parsed: NumberColumn,
    label: HourLabel,
) -> Records:
    """Turn the rows of one type into records of the cells that are present."""
    dates, date_text = whole_numbers(keys["date"])
    hours, hour_text = whole_numbers(keys["hour"])
    starts, faults = hours_of_calendar(
        dates // 10_000, dates // 100 % 100, np.where(dates < 0, -1, dates % 100), hours
    )
    starts = starts + hours_to_interval_start(label)
    shape = (len(sites), len(rows))
    scaled = parsed.scaled.reshape(shape)
    present = parsed.present.reshape(shape)
    faulty = (parsed.faults != Fault.NONE).reshape(shape)
    rejected = []
    for row in np.flatnonzero(faults):
        fault = StampFault(int(faults[row]))
        reason, expected = STAMP_REASONS[fault]
        at_hour = fault is StampFault.NO_SUCH_HOUR
        rejected.append(
            Rejected(
                int(rows[row]),
                "hour" if at_hour else "date",
                (hour_text if at_hour else date_text)(int(row))[:80],
                reason,
                expected if at_hour else "YYYYMMDD",
                cells=int(present[:, row].sum()),
            )
        )
    good = faults == StampFault.NONE
    for site, row in zip(*np.nonzero(faulty & good), strict=True):
        told = parsed.rejected(int(site) * shape[1] + int(row), int(rows[row]))
        rejected.append(
            Rejected(told.row, sites[int(site)], told.value, told.reason, told.expected)
        )
    at_site, at_row = np.nonzero((scaled != MISSING32) & good)
    rejected.sort(key=lambda one: one.row)
    return Records(
        rows[at_row],
        np.array(sites, dtype=object)[at_site],
        starts[at_row],
        {parsed.item.name: scaled[at_site, at_row]},
        {},
        tuple(rejected),
    )
