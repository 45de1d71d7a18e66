"""Feed readers by name; a reader is imported when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq

from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.datasets import AIR_HOURLY
from yunzhu.observations.feeds.reading import WORKBOOK_MAGICS, Reading, ReadingOptions
from yunzhu.observations.feeds.text_source import TextTable
from yunzhu.periods import HourLabel

_PARQUET_MAGIC = b"PAR1"


@dataclass(frozen=True)
class Feed:
    """One feed reader.

    Attributes
    ----------
    name : what ``--format`` takes.
    title : its layout, for messages.
    hour_label : which end of the hour its stamps name; None where the mapping states it.
    module : module with ``detects(header)`` and ``read(path, options)``.
    """

    name: str
    title: str
    hour_label: HourLabel | None
    module: str

    def _loaded(self) -> ModuleType:
        return importlib.import_module(f"{__name__}.{self.module}")

    def detects(self, header: Sequence[str]) -> bool:
        """Tell whether a header is of this feed, one column lost or misspelt allowed."""
        return bool(self._loaded().detects(header))

    def read(self, path: Path, options: ReadingOptions) -> Reading:
        """Open a file; raise `FileFault` when it cannot be used as a whole."""
        reading = self._loaded().read(path, options)
        assert isinstance(reading, Reading)
        return reading


FEEDS = {
    feed.name: feed
    for feed in (
        Feed("national_wide", "CSV date,hour,type,<点位 sites>", HourLabel.END, "national_wide"),
        Feed(
            "national_long",
            "CSV time,city,AQI,PM2.5,… | time,WatchPoint,…,stationcode",
            HourLabel.END,
            "national_long",
        ),
        Feed(
            "prsa",
            "CSV No,year,month,day,hour,PM2.5,…,station",
            HourLabel.START,
            "prsa",
        ),
        Feed(
            "long_parquet",
            "Parquet time,city,… | time,…,stationcode",
            HourLabel.END,
            "long_parquet",
        ),
        Feed(
            "proxy_parquet",
            "Parquet time,city,raw_ugm3,qc (替代站点 proxy site)",
            HourLabel.END,
            "proxy_parquet",
        ),
        Feed("mapped_table", "CSV/XLSX + --mapping", None, "mapped_table"),
    )
}


def detect_feed(path: Path, options: ReadingOptions | None = None) -> Feed:
    """Return the feed that reads a file, known by its content.

    Raises
    ------
    FileFault : absent, a folder, empty, or of no known layout.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = file.write_text("date,hour,type,广州\\n20200101,1,CO,0.5\\n")
    >>> detect_feed(file).name
    'national_wide'
    """
    options = options or ReadingOptions()
    if options.mapping is not None or options.dataset is not AIR_HOURLY:
        return FEEDS["mapped_table"]
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise FileFault("无法打开文件 cannot open", file=path, found=str(error)) from error
    if magic == _PARQUET_MAGIC:
        return _parquet_feed(path)
    if magic in WORKBOOK_MAGICS:
        return FEEDS["mapped_table"]
    table = TextTable(path, encoding=options.encoding)
    for feed in FEEDS.values():
        if feed.detects(table.header):
            return feed
    raise FileFault(
        "未知的表头 unknown layout",
        file=path,
        row=1,
        found=",".join(table.header)[:300],
        expected="; ".join(f"{feed.name}: {feed.title}" for feed in FEEDS.values()),
        action="--format NAME, 或 or --mapping FILE.yaml",
    )


def _parquet_feed(path: Path) -> Feed:
    """Return the feed of a Parquet file; one that cannot be opened is told by its reader."""
    try:
        header = pq.read_schema(path).names
    except (OSError, pa.ArrowInvalid):
        header = []
    is_proxy = FEEDS["proxy_parquet"].detects(header)
    return FEEDS["proxy_parquet" if is_proxy else "long_parquet"]


def feed_named(name: str) -> Feed:
    """Return a feed by its name.

    Raises
    ------
    UsageError : there is none.
    """
    if name not in FEEDS:
        raise UsageError(
            "未知格式 unknown format", field="format", found=name, expected=" | ".join(FEEDS)
        )
    return FEEDS[name]
