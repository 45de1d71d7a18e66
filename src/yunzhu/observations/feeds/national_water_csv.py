"""The national water feed kept as a table: one row per section and poll, originals in ``*_raw``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa

from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.feeds.moment_text import day_in_name
from yunzhu.observations.feeds.national_water import NationalColumn, NationalRows, batch_of_rows
from yunzhu.observations.feeds.origin_mark import note_origins, origin_columns
from yunzhu.observations.feeds.reading import require_columns
from yunzhu.observations.feeds.sample_reading import (
    CopyScope,
    SampleBatch,
    SampleFileOptions,
    SampleReading,
)
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.observations.sample_numbers import MISSING_IN_SAMPLES
from yunzhu.observations.sites import ControlLevel

REQUIRED = ("province", "section", "time", "class_published", "station_status")
_POLLED = "file_date"
# Item to the displayed column and the one of the original, which a file may lack.
_ITEMS = {
    "water_temp": ("temp_c", "temp_raw"),
    "pH": ("ph", "ph_raw"),
    "DO": ("do_mgl", "do_raw"),
    "EC": ("cond_uscm", "cond_raw"),
    "turbidity": ("turb_ntu", "turb_raw"),
    "CODMn": ("codmn_mgl", "codmn_raw"),
    "NH3N": ("nh3n_mgl", "nh3n_raw"),
    "TP": ("tp_mgl", "tp_raw"),
    "TN": ("tn_mgl", "tn_raw"),
    "chl_a": ("chla_mgl", "chla_raw"),
    "algae": ("algae_cells_l", "algae_raw"),
}
_JUDGED = ("pH", "DO", "CODMn", "NH3N", "TP")


def detects(header: Sequence[str]) -> bool:
    """Tell whether a header is of this layout, one column lost or misspelt allowed."""
    required = _required()
    return sum(name in header for name in required) >= len(required) - 1


def _required() -> tuple[str, ...]:
    return (*REQUIRED, *(_ITEMS[item][0] for item in _JUDGED))


def read(path: Path, options: SampleFileOptions) -> SampleReading:
    """Open a table of polls.

    Raises
    ------
    FileFault : a column is missing, or no day of the poll is stated anywhere.
    UsageError : a day of the poll is given although the table states its own.
    """
    table = TextTable(path, encoding=options.encoding)
    header = table.header
    require_columns(path, header, _required())
    polled = options.polled or day_in_name(path)
    if _POLLED in header and options.polled is not None:
        raise UsageError(
            "文件自带采集日期 the table states the day of each poll itself",
            field="--polled",
            found=str(options.polled),
            expected=f"列 column {_POLLED}",
        )
    if _POLLED not in header and polled is None:
        raise FileFault(
            "时间没有年份，文件未说明采集日期 times without a year, and no day of the poll",
            file=path,
            row=1,
            field="time",
            expected=f"列 column {_POLLED}, 或文件名中的日期 or a date in the file's name",
            action="--polled YYYY-MM-DD",
        )
    items = {item: names for item, names in _ITEMS.items() if names[0] in header}
    wanted = [
        name
        for name in (*REQUIRED, _POLLED, *(name for names in items.values() for name in names))
        if name in header
    ]
    marks = origin_columns(header)
    reading = SampleReading(
        site_field="section",
        time_field="time",
        scope=CopyScope.ROW,
        level=ControlLevel.NATIONAL,
        batches=iter(()),
        position=table.position,
        ignored_columns=tuple(name for name in header if name and name not in (*wanted, *marks)),
    )

    def batches() -> Iterator[SampleBatch]:
        for block in table.blocks():
            columns, lines, rejected = columns_of_block(
                block, header, dict.fromkeys((*wanted, *marks), pa.string())
            )
            note_origins(reading.origins, columns, marks, lines, path)
            texts = {name: columns[name].to_pylist() for name in wanted}
            count = len(lines)
            polls = texts.get(_POLLED, [""] * count)
            batch = batch_of_rows(
                NationalRows(
                    lines=lines.tolist(),
                    provinces=texts["province"],
                    sections=texts["section"],
                    stamps=texts["time"],
                    classes=texts["class_published"],
                    states=texts["station_status"],
                    polled=[_day(text) if text else polled for text in polls],
                    poll_texts=polls,
                    items={
                        item: _column(texts, shown, original)
                        for item, (shown, original) in items.items()
                    },
                    fields={
                        "section": "section",
                        "time": "time",
                        "class": "class_published",
                        "polled": _POLLED,
                    },
                ),
                reading,
            )
            yield SampleBatch(batch.table, batch.names, (*rejected, *batch.rejected))

    reading.batches = batches()
    return reading


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _column(texts: dict[str, list[str]], shown: str, original: str) -> NationalColumn:
    """The original counts where there is one, otherwise what is displayed."""
    displayed = texts[shown]
    originals = texts.get(original)
    if originals is None:
        return NationalColumn(shown, displayed, displayed)
    counted = [
        other if raw.strip() in MISSING_IN_SAMPLES else raw
        for raw, other in zip(originals, displayed, strict=True)
    ]
    return NationalColumn(shown, counted, displayed)
