"""Delimited text opened as blocks of whole lines: encoding, BOM, gzip, exact line numbers."""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from yunzhu.errors import FileFault, UsageError

BLOCK_BYTES = 4 << 20
LONGEST_LINE = 16 << 20
LONGEST_RECORD = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
_BOM = codecs.BOM_UTF8
_LIKELY_ENCODINGS = ("gb18030",)
_SHOWN = 80


@dataclass(frozen=True)
class TextBlock:
    """Some whole lines of a file.

    Attributes
    ----------
    first_row : line number of the first one, from 1.
    data : the lines, UTF-8.
    """

    first_row: int
    data: bytes


class TextTable:
    """A delimited text file with a header, read forward in bounded memory.

    Parameters
    ----------
    path : the file; gzip is known by content, not by name.
    encoding : ``utf-8`` (a BOM is accepted) or another that the user names.
    delimiter : one character.
    header_row : line of the header, from 1; None: the first that is not empty.

    Raises
    ------
    FileFault : absent, empty, header only, wrongly encoded, truncated or corrupt gzip,
        a column named twice. What lies beyond the header is only met while reading `blocks`.
    """

    def __init__(
        self,
        path: Path,
        *,
        encoding: str = "utf-8",
        delimiter: str = ",",
        header_row: int | None = None,
    ) -> None:
        self.path = path
        self.delimiter = delimiter
        self._encoding = _known_encoding(encoding)
        self._position = 0
        self.header_row, self.header = self._read_header(header_row)

    def position(self) -> int:
        """Return the bytes of the file read so far."""
        return self._position

    def blocks(self) -> Iterator[TextBlock]:
        """Yield the lines after the header; a file without any is a fault."""
        any_line = False
        for block in self._read_blocks():
            below = _lines_after(block, self.header_row)
            if below.data:
                any_line = any_line or bool(below.data.strip())
                yield below
        if not any_line:
            raise FileFault(
                "只有表头 only a header, no records",
                file=self.path,
                row=self.header_row,
                expected="至少一行数据 at least one line of data",
            )

    def _read_header(self, stated: int | None) -> tuple[int, tuple[str, ...]]:
        """Return the line of the header, stated or the first that is not empty, and its cells."""
        with closing(self._read_blocks()) as blocks:
            first = next((block for block in blocks if block.data.strip()), None)
        if first is not None and stated is not None:
            first = _lines_after(first, stated - 1)
        if first is None or not first.data.strip():
            raise no_header(self.path, stated)
        skipped = 0 if stated else len(first.data) - len(first.data.lstrip(b"\r\n"))
        row = first.first_row + first.data.count(b"\n", 0, skipped)
        line = first.data[skipped:].partition(b"\n")[0]
        try:
            cells = next(csv.reader([line.decode().rstrip("\r")], delimiter=self.delimiter), [])
        except csv.Error as error:
            raise FileFault(
                "表头无法读取 the header cannot be read",
                file=self.path,
                row=row,
                found=str(error),
                expected="一行列名，行尾 LF 或 CRLF one line of names, line ends LF or CRLF",
            ) from error
        header = tuple(cell.strip() for cell in cells)
        if stated is not None and not any(header):
            raise no_header(self.path, stated)
        require_names_once(self.path, row, header)
        return row, header

    def _read_blocks(self) -> Generator[TextBlock, None, None]:
        """Cut the text after the last whole record, block by block."""
        row, rest = 1, b""
        with self._opened() as raw:
            for piece in self._utf8_pieces(raw):
                data = rest + piece
                end = _end_of_records(data)
                if end:
                    yield TextBlock(row, data[:end])
                    row += data.count(b"\n", 0, end)
                rest = data[end:]
                if len(rest) > LONGEST_LINE:
                    raise FileFault(
                        "行过长 line too long",
                        file=self.path,
                        row=row,
                        found=rest[:_SHOWN].decode(errors="replace"),
                        expected=f"<= {LONGEST_LINE >> 20} MB",
                    )
        if rest:
            yield TextBlock(row, rest)

    def _opened(self) -> IO[bytes]:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise FileFault("无法打开文件 cannot open", file=self.path, found=str(error)) from error

    def _utf8_pieces(self, raw: IO[bytes]) -> Iterator[bytes]:
        is_gzip = raw.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        raw.seek(0)
        stream: IO[bytes] = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if is_gzip else raw
        decoder = codecs.getincrementaldecoder(self._encoding)()
        is_utf8 = self._encoding == "utf-8"
        offset, row = 0, 1
        if is_utf8 and self._read_bytes(stream, len(_BOM), row) == _BOM:
            offset = len(_BOM)
        else:
            stream.seek(0)
        while True:
            piece = self._read_bytes(stream, BLOCK_BYTES, row)
            self._position = raw.tell()
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise self._wrong_encoding(error, offset - pending, row) from error
            encoded = piece if is_utf8 else text.encode()
            if encoded:
                yield encoded
            if not piece:
                return
            offset += len(piece)
            row += encoded.count(b"\n")

    def _read_bytes(self, stream: IO[bytes], size: int, row: int) -> bytes:
        try:
            return stream.read(size)
        except EOFError as error:
            raise self._broken("gzip 被截断 truncated gzip", row, error) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise self._broken("gzip 已损坏 corrupt gzip", row, error) from error
        except OSError as error:
            raise self._broken("读取失败 cannot be read", row, error) from error

    def _broken(self, what: str, row: int, error: Exception) -> FileFault:
        return FileFault(
            what,
            file=self.path,
            row=row,
            found=str(error),
            expected="完整的文件 a complete file",
            action="重新下载或复制该文件 fetch the file again; 未存入任何数据 nothing was stored",
        )

    def _wrong_encoding(self, error: UnicodeDecodeError, offset: int, row: int) -> FileFault:
        data = bytes(error.object)
        line = row + data.count(b"\n", 0, error.start)
        end = data.find(b"\n", error.start)
        begin = data.rfind(b"\n", 0, error.start) + 1
        whole_line = data[begin : None if end < 0 else end]
        action = "用 --encoding 指明编码 name the encoding with --encoding"
        for likely in (
            ("utf-16",)
            if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
            else (_LIKELY_ENCODINGS)
        ):
            try:
                whole_line.decode(likely)
            except UnicodeDecodeError:
                if likely != "utf-16":
                    continue
            action = f"该文件像是 it looks like {likely}: --encoding {likely}"
            break
        return FileFault(
            f"不是 {self._encoding} 编码 not {self._encoding}, 字节 byte {offset + error.start}",
            file=self.path,
            row=line,
            found=data[error.start : error.start + 8],
            expected=self._encoding,
            action=action,
        )


def no_header(path: Path, stated: int | None) -> FileFault:
    """Return what is told of a table without a header, or without one on the row stated."""
    if stated is None:
        return FileFault("空文件 empty file", file=path, expected="表头和数据 a header and records")
    return FileFault(
        "该行没有表头 no header on this row",
        file=path,
        row=stated,
        field="header_row",
        expected="列名 names of columns",
    )


def require_names_once(path: Path, row: int, header: Sequence[str]) -> None:
    """Refuse a header that names a column twice.

    Raises
    ------
    FileFault : naming the columns.
    """
    named = [name for name in header if name]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise FileFault(
            "列名重复 column named twice",
            file=path,
            row=row,
            field=", ".join(twice),
            expected="每列一个名称 one name per column",
        )


def _lines_after(block: TextBlock, row: int) -> TextBlock:
    """Return the lines of a block that come after line ``row``."""
    data, first = block.data, block.first_row
    while data and first <= row:
        _, _, data = data.partition(b"\n")
        first += 1
    return TextBlock(first, data)


def _end_of_records(data: bytes) -> int:
    """Return where the last whole line ends that is not inside a quoted cell."""
    end = data.rfind(b"\n") + 1
    if data.count(b'"', 0, end) % 2:
        before_quote = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
        # A quote that is not closed within the longest record is a stray one.
        return before_quote if before_quote or end < LONGEST_RECORD else end
    return end


def _known_encoding(name: str) -> str:
    try:
        codec = codecs.lookup(name)
        "".encode(name)
        canonical = codec.name
    except (LookupError, ValueError) as error:
        raise UsageError(
            "未知编码 unknown encoding",
            field="encoding",
            found=name,
            expected="utf-8, gb18030, utf-16 ...",
        ) from error
    return "utf-8" if canonical in ("utf-8", "utf-8-sig", "ascii") else canonical
