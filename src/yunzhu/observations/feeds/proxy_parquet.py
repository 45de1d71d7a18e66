"""Hourly PM2.5 of a proxy site as Parquet: time, city, raw_ugm3, qc; label END.

The layout of the consulates' series (AirNow, Department of State). A proxy stands in for a city:
its earlier years may serve the odds of a target, it never enters a city value. A row whose ``qc``
is not ``Valid`` is quarantined with the word beside the reading, so nothing is lost; -999 is no
reading, and its rows are counted. A ``Valid`` reading is stored as it is, however high: what is
wrong with it is said by flags. Zeros and negative readings are readings. A year of the series
runs from 01:00 to 00:00 of the next, hence the END label; the hour after the one that its clock
skips in March is written twice and differs, so both copies are quarantined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from yunzhu.arrays import Int64Array
from yunzhu.errors import FileFault
from yunzhu.observations.feeds.long_rows import trimmed_objects
from yunzhu.observations.feeds.number_text import encoded_text, parse_numbers
from yunzhu.observations.feeds.origin_mark import note_origins, origin_columns
from yunzhu.observations.feeds.reading import (
    PROXY_PREFIX,
    Reading,
    ReadingOptions,
    RowCheck,
    SiteKind,
    assemble,
    require_columns,
    site_check,
    stamp_check,
)
from yunzhu.observations.feeds.records import Records
from yunzhu.observations.feeds.time_text import parse_stamps
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.periods import HourLabel, hours_to_interval_start

HOUR_LABEL = HourLabel.END
VALID = "Valid"
NO_READING = -999
_TIME, _SITE, _READING, _QUALITY = COLUMNS = ("time", "city", "raw_ugm3", "qc")
_RECORDS_PER_BATCH = 65_536


def detects(header: Sequence[str]) -> bool:
    """Tell whether the columns of a Parquet file are of this layout."""
    return set(COLUMNS) <= set(header)


def read(path: Path, options: ReadingOptions) -> Reading:
    """Open a file of this layout.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    parquet = _opened(path)
    header = parquet.schema_arrow.names
    require_columns(path, header, COLUMNS)
    total = parquet.metadata.num_rows
    if total == 0:
        raise FileFault("空文件 empty file", file=path, expected="至少一条记录 at least one record")
    label = options.hour_label or HOUR_LABEL
    marks = origin_columns(header, COLUMNS)
    size, done = path.stat().st_size, 0

    def batches() -> Iterator[Records]:
        nonlocal done
        try:
            with parquet:
                for batch in parquet.iter_batches(_RECORDS_PER_BATCH, columns=[*COLUMNS, *marks]):
                    columns = {name: batch.column(name) for name in batch.schema.names}
                    rows = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
                    note_origins(reading.origins, columns, marks, rows, path)
                    done += batch.num_rows
                    yield _records(columns, rows, label, reading)
        except (OSError, pa.ArrowInvalid) as error:
            raise _unreadable(path, error) from error

    reading = Reading(
        site_kind=SiteKind.PROXY,
        site_field=_SITE,
        time_field=_TIME,
        hour_label=label,
        batches=batches(),
        position=lambda: size * done // total,
        ignored_columns=tuple(name for name in header if name not in (*COLUMNS, *marks)),
        notes=[
            "替代站点: 仅可用于达标概率, 不参与城市均值 a proxy site: it may serve odds and never "
            "enters a city value"
        ],
    )
    return reading


def _records(
    columns: dict[str, pa.Array], rows: Int64Array, label: HourLabel, reading: Reading
) -> Records:
    readings = columns[_READING]
    absent = pc.fill_null(pc.equal(readings, NO_READING), True).to_numpy(zero_copy_only=False)
    quality = trimmed_objects(columns[_QUALITY])
    for word, count in Counter(quality[absent].tolist()).items():
        kind = f"{_QUALITY}={word}, {NO_READING}"
        reading.skipped_types[kind] = reading.skipped_types.get(kind, 0) + count
    kept = ~absent
    columns = {name: column.filter(pa.array(kept)) for name, column in columns.items()}
    rows, quality = rows[kept], quality[kept]
    hours, faults, text = parse_stamps(columns[_TIME], None)
    cities = trimmed_objects(columns[_SITE])
    sites = np.array([city and f"{PROXY_PREFIX}{city}" for city in cities], dtype=object)
    names = {f"{PROXY_PREFIX}{city}": f"{city} (替代站点 proxy)" for city in set(cities) if city}
    written, places = encoded_text(columns[_READING])

    def told_quality(record: int) -> tuple[str, str, str, str]:
        value = written[int(places[record])].as_py()
        found = f"{value} ({_QUALITY}={quality[record]})"
        return _READING, found, "来源质控未通过 fails the source's quality control", VALID

    return assemble(
        rows,
        sites,
        hours + hours_to_interval_start(label),
        [
            stamp_check(_TIME, faults, text),
            site_check(_SITE, sites),
            RowCheck(np.asarray(quality != VALID, np.bool_), told_quality),
        ],
        [parse_numbers(_READING, columns[_READING], AIR_ITEMS["PM2.5"])],
        names=names,
    )


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> FileFault:
    return FileFault(
        "无法读取 Parquet cannot be read as Parquet",
        file=path,
        found=str(error)[:200],
        expected="完整的 Parquet 文件 a whole Parquet file",
        action="重新下载或复制该文件 fetch the file again; 未存入任何数据 nothing was stored",
    )
