"""The national water feed as its interface answers: JSON with HTML in its cells.

``{"result", "total", "records", "thead": [17 titles], "tbody": [[17 cells]]}``; a number is
``<span title='原始值：20.27'>20.3</span>``, the original in the title.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.moment_text import day_in_name
from yunzhu.observations.feeds.national_water import NationalColumn, NationalRows, batch_of_rows
from yunzhu.observations.feeds.origin_mark import (
    OriginMark,
    names_origin,
    note_origin,
    note_origins,
    origin_columns,
)
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.sample_reading import (
    CopyScope,
    SampleBatch,
    SampleFileOptions,
    SampleReading,
)
from yunzhu.observations.feeds.text_source import GZIP_MAGIC
from yunzhu.observations.sites import ControlLevel
from yunzhu.observations.water_items import find_item

_PLACES = {
    "province": "省份",
    "section": "断面名称",
    "time": "监测时间",
    "class": "水质类别",
    "state": "站点情况",
}
_IGNORED = ("流域",)
_UNIT = re.compile(r"<span[^>]*class=['\"]?unit['\"]?[^>]*>.*?</span>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ORIGINAL = re.compile(r"title\s*=\s*(['\"])\s*原始值\s*[:：]\s*(.*?)\s*\1")
_LARGEST = 256 << 20
_SHOWN = 200


def read(path: Path, options: SampleFileOptions) -> SampleReading:
    """Open an answer of the interface.

    Raises
    ------
    FileFault : it is no such answer, lacks a column, or its year cannot be known.
    """
    answer = _answer(path)
    titles = [_title(one) for one in answer["thead"]]
    places = {key: _place(path, titles, title) for key, title in _PLACES.items()}
    taken = set(places.values())
    marks = origin_columns(titles)
    items = {}
    ignored = []
    for place, title in enumerate(titles):
        if place in taken or title in marks:
            continue
        found = find_item(title)
        if found is None or title in _IGNORED:
            ignored.append(title)
        else:
            items[found.item] = place
    if not items:
        raise FileFault(
            "没有监测项目的列 no column of an item",
            file=path,
            field="thead",
            found=", ".join(titles)[:_SHOWN],
            expected="水温, pH, 溶解氧, 高锰酸盐指数, 氨氮, 总磷 ...",
        )
    polled = options.polled or day_in_name(path)
    if polled is None:
        raise FileFault(
            "时间没有年份，文件未说明采集日期 times without a year, and no day of the poll",
            file=path,
            field=_PLACES["time"],
            expected="文件名中的日期 a date in the file's name",
            action="--polled YYYY-MM-DD",
        )
    size = path.stat().st_size
    rows, odd = [], []
    for line, row in enumerate(answer["tbody"], 1):
        if isinstance(row, list) and len(row) == len(titles):
            rows.append((line, row))
        else:
            odd.append(_odd_row(line, row, len(titles)))

    def batches() -> Iterator[SampleBatch]:
        def column(place: int) -> list[str]:
            return [_text(row[place]) for _, row in rows]

        batch = batch_of_rows(
            NationalRows(
                lines=[line for line, _ in rows],
                provinces=column(places["province"]),
                sections=column(places["section"]),
                stamps=column(places["time"]),
                classes=column(places["class"]),
                states=column(places["state"]),
                polled=[polled] * len(rows),
                poll_texts=[""] * len(rows),
                items={
                    item: NationalColumn(
                        titles[place], [_original(row[place]) for _, row in rows], column(place)
                    )
                    for item, place in items.items()
                },
                fields={**_PLACES, "polled": "polled"},
            ),
            reading,
        )
        yield SampleBatch(batch.table, batch.names, (*odd, *batch.rejected))

    reading = SampleReading(
        site_field=_PLACES["section"],
        time_field=_PLACES["time"],
        scope=CopyScope.ROW,
        level=ControlLevel.NATIONAL,
        batches=batches(),
        position=lambda: size,
        ignored_columns=tuple(ignored),
        notes=[f"采集日期 polled on {polled}"],
    )
    lines = np.array([line for line, _ in rows], np.int64)
    stated = {
        name: pa.array([_text(row[titles.index(name)]) for _, row in rows], pa.string())
        for name in marks
    }
    note_origins(reading.origins, stated, marks, lines, path)
    for key in filter(names_origin, answer):
        note_origin(reading.origins, OriginMark(key, None, _text(answer[key])), path)
    said = answer.get("records")
    if isinstance(said, int) and said != len(answer["tbody"]):
        reading.notes.append(
            f"接口称 {said} 条，实有 {len(answer['tbody'])} 条 the answer says {said} records "
            f"and holds {len(answer['tbody'])}"
        )
    return reading


def _answer(path: Path) -> dict[str, Any]:
    try:
        data = path.read_bytes()
        if data.startswith(GZIP_MAGIC):
            data = _unzipped(data)
        answer = json.loads(data.decode("utf-8-sig"))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, ValueError) as error:
        raise FileFault(
            "无法读取 JSON cannot be read as JSON",
            file=path,
            found=str(error)[:_SHOWN],
            expected="完整的 UTF-8 JSON a whole JSON file, UTF-8",
            action="重新下载 fetch it again; 未存入任何数据 nothing was stored",
        ) from error
    if not isinstance(answer, dict) or not isinstance(answer.get("thead"), list):
        raise FileFault(
            "不是国家水质发布接口的回答 not an answer of the national water feed",
            file=path,
            field="thead",
            expected='{"records": …, "thead": […], "tbody": [[…]]}',
        )
    if not isinstance(answer.get("tbody"), list) or not answer["tbody"]:
        raise FileFault(
            "没有数据行 no records",
            file=path,
            field="tbody",
            expected="至少一行 at least one row",
        )
    return answer


def _unzipped(data: bytes) -> bytes:
    with gzip.GzipFile(fileobj=BytesIO(data)) as stream:
        text = stream.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise ValueError(f"larger than {_LARGEST >> 20} MB")
    return text


def _title(cell: Any) -> str:
    return html.unescape(_TAG.sub("", _UNIT.sub("", str(cell)))).strip()


def _place(path: Path, titles: list[str], title: str) -> int:
    if titles.count(title) != 1:
        raise FileFault(
            "缺少列 missing column",
            file=path,
            field=title,
            found=", ".join(titles)[:_SHOWN],
            expected=", ".join(_PLACES.values()),
        )
    return titles.index(title)


def _text(cell: Any) -> str:
    """Return what a cell displays."""
    if cell is None:
        return ""
    text = str(cell)
    return html.unescape(_TAG.sub("", text)).strip() if "<" in text or "&" in text else text


def _original(cell: Any) -> str:
    """Return the original value in a cell's title, or what it displays."""
    match = _ORIGINAL.search(cell) if isinstance(cell, str) else None
    return html.unescape(match[2]) if match and match[2] else _text(cell)


def _odd_row(line: int, row: Any, width: int) -> Rejected:
    found = len(row) if isinstance(row, list) else 0
    return Rejected(
        line,
        "tbody",
        json.dumps(row, ensure_ascii=False)[:80],
        f"列数不符 {found} columns, not those of the header",
        f"{width} 列 columns",
        cells=0,
    )
