"""Feeds of water samples by name; a reader is imported when it is used."""

from __future__ import annotations

import gzip
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.feeds.sample_reading import SampleFileOptions, SampleReading
from yunzhu.observations.feeds.text_source import GZIP_MAGIC

_SNIFFED = 4096


@dataclass(frozen=True)
class SampleFeed:
    """One reader of samples: what ``--format`` takes, its layout for messages, its module."""

    name: str
    title: str
    module: str

    def read(self, path: Path, options: SampleFileOptions) -> SampleReading:
        """Open a file; raise `FileFault` when it cannot be used as a whole."""
        module = importlib.import_module(f"yunzhu.observations.feeds.{self.module}")
        reading = module.read(path, options)
        assert isinstance(reading, SampleReading)
        return reading


LABORATORY = SampleFeed("laboratory_table", "CSV/XLSX 实验室结果表", "laboratory_table")
NATIONAL_FEEDS = {
    feed.name: feed
    for feed in (
        SampleFeed("national_water_json", "JSON thead, tbody", "national_water_json"),
        SampleFeed(
            "national_water_csv",
            "CSV file_date,province,basin,section,time,class_published,…",
            "national_water_csv",
        ),
    )
}


def national_feed_of(path: Path) -> SampleFeed:
    """Return the national feed that reads a file: JSON begins with a brace, the rest is CSV.

    Raises
    ------
    FileFault : absent, a folder, or unreadable.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(_SNIFFED)
        if start.startswith(GZIP_MAGIC):
            with gzip.open(path) as unzipped:
                start = unzipped.read(_SNIFFED)
    except (OSError, EOFError) as error:
        raise FileFault("无法打开文件 cannot open", file=path, found=str(error)) from error
    is_json = start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    return NATIONAL_FEEDS["national_water_json" if is_json else "national_water_csv"]


def sample_feed_named(name: str, feeds: Mapping[str, SampleFeed]) -> SampleFeed:
    """Return one of some feeds by its name; raise `UsageError` when it is none of them."""
    if name not in feeds:
        raise UsageError(
            "未知格式 unknown format", field="--format", found=name, expected=" | ".join(feeds)
        )
    return feeds[name]
