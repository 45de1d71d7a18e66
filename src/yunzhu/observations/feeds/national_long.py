"""National hourly CSV, long layout: one row per city or station and hour; label END."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from yunzhu.observations.feeds.long_rows import (
    ENCODED_TEXT,
    NATIONAL_CITY,
    NATIONAL_STATION,
    LongLayout,
    NameCollector,
    long_records,
    of_columns,
    required_columns,
    resembles,
)
from yunzhu.observations.feeds.origin_mark import note_origins, origin_columns
from yunzhu.observations.feeds.reading import (
    Reading,
    ReadingOptions,
    require_columns,
)
from yunzhu.observations.feeds.records import Records
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.periods import HourLabel

HOUR_LABEL = HourLabel.END


def detects(header: Sequence[str]) -> bool:
    """Tell whether a header is that of a city or a station file of this layout."""
    return resembles(NATIONAL_STATION, header) or resembles(NATIONAL_CITY, header)


def layout_of(header: Sequence[str]) -> LongLayout:
    """Return the station layout where the header names stations, otherwise the city layout."""
    marks = {"stationcode", "WatchPoint", "O3_1h"}
    return NATIONAL_STATION if len(marks & set(header)) > 1 else NATIONAL_CITY


def read(path: Path, options: ReadingOptions) -> Reading:
    """Open a file of this layout.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    table = TextTable(path, encoding=options.encoding)
    layout = layout_of(table.header)
    require_columns(path, table.header, required_columns(layout))
    layout = of_columns(layout, table.header)
    label = options.hour_label or HOUR_LABEL
    marks = origin_columns(table.header, layout.columns)
    wanted = dict.fromkeys((*layout.columns, *marks), ENCODED_TEXT)

    def batches() -> Iterator[Records]:
        collect = NameCollector()
        for block in table.blocks():
            columns, rows, rejected = columns_of_block(block, table.header, wanted)
            note_origins(reading.origins, columns, marks, rows, path)
            yield long_records(layout, columns, rows, label, rejected=rejected, name_of=collect)

    reading = Reading(
        site_kind=layout.site_kind,
        site_field=layout.site,
        time_field=layout.time,
        hour_label=label,
        batches=batches(),
        position=table.position,
        ignored_columns=tuple(
            name for name in table.header if name not in (*layout.columns, *marks)
        ),
    )
    return reading
