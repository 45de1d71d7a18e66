"""PRSA (Beijing multi-site) CSV: calendar columns, one station per file or several; label START.

CO is in µg/m³ and becomes mg/m³ exactly. The data set spans whole natural days from hour 0,
hence the START label; ``hour_label`` of the options overrides it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from yunzhu.arrays import Int64Array
from yunzhu.observations.feeds.long_rows import ENCODED_TEXT, trimmed_objects
from yunzhu.observations.feeds.number_text import AS_WRITTEN, NumberForm, parse_numbers
from yunzhu.observations.feeds.origin_mark import note_origins, origin_columns
from yunzhu.observations.feeds.reading import (
    Reading,
    ReadingOptions,
    RowCheck,
    SiteKind,
    assemble,
    require_columns,
    site_check,
)
from yunzhu.observations.feeds.records import Records, Rejected
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.observations.feeds.time_text import (
    STAMP_REASONS,
    StampFault,
    hours_of_calendar,
    whole_numbers,
)
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.periods import HourLabel, hours_to_interval_start

HOUR_LABEL = HourLabel.START
_CALENDAR = ("year", "month", "day", "hour")
_ITEMS = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
_FORMS = {"CO": NumberForm(power=-3)}
_REQUIRED = (*_CALENDAR, *_ITEMS, "station")


def detects(header: Sequence[str]) -> bool:
    """Tell whether a header is of this layout, one column lost or misspelt allowed."""
    return sum(name in header for name in _REQUIRED) >= len(_REQUIRED) - 1


def read(path: Path, options: ReadingOptions) -> Reading:
    """Open a file of this layout.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    table = TextTable(path, encoding=options.encoding)
    require_columns(path, table.header, _REQUIRED)
    label = options.hour_label or HOUR_LABEL
    marks = origin_columns(table.header)
    wanted = dict.fromkeys((*_REQUIRED, *marks), ENCODED_TEXT)

    def batches() -> Iterator[Records]:
        for block in table.blocks():
            columns, rows, odd = columns_of_block(block, table.header, wanted)
            note_origins(reading.origins, columns, marks, rows, path)
            yield _records(columns, rows, odd, label)

    reading = Reading(
        site_kind=SiteKind.STATION,
        site_field="station",
        time_field="hour",
        hour_label=label,
        batches=batches(),
        position=table.position,
        ignored_columns=tuple(name for name in table.header if name not in wanted),
        notes=[
            "CO 由 µg/m³ 换算为 mg/m³ CO converted from µg/m³ to mg/m³",
            f"时标为时段之{_LABEL_WORDS[label]} hour label: {label.value} of the interval",
        ],
    )
    return reading


_LABEL_WORDS = {HourLabel.START: "始", HourLabel.END: "末"}


def _records(
    columns: Mapping[str, pa.Array], rows: Int64Array, odd: Sequence[Rejected], label: HourLabel
) -> Records:
    fields = {name: whole_numbers(columns[name]) for name in _CALENDAR}
    hours, faults = hours_of_calendar(*(values for values, _ in fields.values()))
    sites = trimmed_objects(columns["station"])
    numbers = [
        parse_numbers(name, columns[name], AIR_ITEMS[name], _FORMS.get(name, AS_WRITTEN))
        for name in _ITEMS
    ]

    def describe(record: int) -> tuple[str, str, str, str]:
        fault = StampFault(int(faults[record]))
        reason, expected = STAMP_REASONS[fault]
        if fault is StampFault.NO_SUCH_HOUR:
            return "hour", fields["hour"][1](record), reason, expected
        date_text = "-".join(fields[name][1](record) for name in _CALENDAR[:3])
        return "year,month,day", date_text, reason, expected

    return assemble(
        rows,
        sites,
        hours + hours_to_interval_start(label),
        [RowCheck(np.asarray(faults != StampFault.NONE), describe), site_check("station", sites)],
        numbers,
        rejected=odd,
    )
