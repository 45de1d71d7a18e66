"""Cells of an XLSX sheet that show an error, or whose formula was saved without a result.

The reader of workbooks gives both as empty, so that a broken formula would pass for "not measured".
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from yunzhu.errors import FileFault

VALUELESS_REASON = (
    "单元格是错误值或未计算的公式 the cell holds an error, or a formula without a result"
)
VALUELESS_EXPECTED = (
    "值; 公式须计算后保存 a value; let the workbook calculate its formulas and save it"
)
_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SUSPECT = re.compile(rb"""t=["']e["']|<(?:\w+:)?f[\s/>]""")
_PIECE = 1 << 20
_LONGEST_SUSPECT = 64
_LETTERS = 26


@dataclass(frozen=True)
class Valueless:
    """A cell without a value; as text the error it shows, or its formula."""

    text: str

    def __str__(self) -> str:
        return self.text


def valueless_cells(path: Path, sheet: str) -> dict[tuple[int, int], Valueless]:
    """Return the cells without a value of one sheet, by row from 1 and column from 0.

    Only XLSX says what such a cell holds; of other kinds of workbook none are returned.

    Raises
    ------
    FileFault : the file is broken.
    """
    if not zipfile.is_zipfile(path):
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            if _BOOK not in archive.namelist():
                return {}
            part = _part_of(archive, sheet)
            with archive.open(part) as stream:
                if not _is_suspect(stream):
                    return {}
            with archive.open(part) as stream:
                return dict(_valueless(stream))
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError) as error:
        raise broken_workbook(path, error) from error


def broken_workbook(path: Path, error: Exception) -> FileFault:
    """Return what is told of a workbook that cannot be read."""
    return FileFault(
        "无法读取工作簿 cannot be read as a workbook",
        file=path,
        found=str(error),
        expected="完整的 XLSX a whole XLSX file",
    )


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of a sheet's part within the file."""
    book, rels = (ElementTree.fromstring(archive.read(one)) for one in (_BOOK, _LINKS))
    links = {one.get("Id"): one.get("Target", "") for one in rels}
    link = next(one.get(_LINK) for one in book.iterfind(".//{*}sheet") if one.get("name") == sheet)
    return posixpath.normpath(posixpath.join("/xl", links[link])).lstrip("/")


def _is_suspect(stream: IO[bytes]) -> bool:
    """Tell whether a sheet may hold an error or a formula; most hold neither, and this is quick."""
    before = b""
    while piece := stream.read(_PIECE):
        if _SUSPECT.search(before + piece):
            return True
        before = piece[-_LONGEST_SUSPECT:]
    return False


def _valueless(stream: IO[bytes]) -> Iterator[tuple[tuple[int, int], Valueless]]:
    row, column = 0, -1
    rows: ElementTree.Element | None = None
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):
        name = element.tag.rpartition("}")[2]
        if event == "start":
            if name == "sheetData":
                rows = element
            elif name == "row":
                row, column = int(element.get("r", row + 1)), -1
            elif name == "c":
                place = element.get("r")
                column = column + 1 if place is None else _column(place)
        elif name == "c":
            found = _without_value(element)
            if found is not None:
                yield (row, column), found
        elif name == "row" and rows is not None:
            rows.clear()


def _without_value(cell: ElementTree.Element) -> Valueless | None:
    kind, value, formula = cell.get("t", "n"), cell.findtext("{*}v"), cell.find("{*}f")
    if kind == "e":
        return Valueless(value or "#")
    # A formula whose result is an empty text has a kind, one never calculated has none.
    if formula is not None and not value and kind != "str":
        return Valueless(f"={formula.text or ''}")
    return None


def _column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1
