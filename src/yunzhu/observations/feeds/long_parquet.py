"""The national long layout stored as Parquet: records are counted from 1; label END."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.long_rows import (
    NameCollector,
    long_records,
    of_columns,
    required_columns,
)
from yunzhu.observations.feeds.national_long import layout_of
from yunzhu.observations.feeds.origin_mark import (
    OriginMark,
    note_origin,
    note_origins,
    origin_columns,
)
from yunzhu.observations.feeds.reading import (
    Reading,
    ReadingOptions,
    require_columns,
)
from yunzhu.observations.feeds.records import Records
from yunzhu.periods import HourLabel

HOUR_LABEL = HourLabel.END
_RECORDS_PER_BATCH = 65_536
_METADATA_KEY = b"yunzhu"
_METADATA_ORIGIN = "origin"


def detects(header: Sequence[str]) -> bool:
    """A Parquet file is known by its content; its columns are checked when it is read."""
    del header
    return False


def read(path: Path, options: ReadingOptions) -> Reading:
    """Open a Parquet file of the long layout.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    parquet = _opened(path)
    header = parquet.schema_arrow.names
    layout = layout_of(header)
    require_columns(path, header, required_columns(layout))
    layout = of_columns(layout, header)
    if parquet.metadata.num_rows == 0:
        raise FileFault("空文件 empty file", file=path, expected="至少一条记录 at least one record")
    label = options.hour_label or HOUR_LABEL
    marks = origin_columns(header, layout.columns)
    size, total, done = path.stat().st_size, parquet.metadata.num_rows, 0

    def batches() -> Iterator[Records]:
        nonlocal done
        collect = NameCollector()
        try:
            with parquet:
                for batch in parquet.iter_batches(
                    _RECORDS_PER_BATCH, columns=[*layout.columns, *marks]
                ):
                    columns = {name: batch.column(name) for name in batch.schema.names}
                    rows = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
                    note_origins(reading.origins, columns, marks, rows, path)
                    done += batch.num_rows
                    yield long_records(layout, columns, rows, label, name_of=collect)
        except (OSError, pa.ArrowInvalid) as error:
            raise _unreadable(path, error) from error

    reading = Reading(
        site_kind=layout.site_kind,
        site_field=layout.site,
        time_field=layout.time,
        hour_label=label,
        batches=batches(),
        position=lambda: size * done // total,
        ignored_columns=tuple(name for name in header if name not in (*layout.columns, *marks)),
    )
    if stated := (parquet.schema_arrow.metadata or {}).get(_METADATA_KEY):
        word = str(json.loads(stated).get(_METADATA_ORIGIN, ""))
        note_origin(reading.origins, OriginMark(_METADATA_ORIGIN, None, word), path)
    return reading


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
