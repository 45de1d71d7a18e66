"""Text files: encodings, gzip by content, and the line number of every record."""

import gzip
from pathlib import Path

import pyarrow as pa
import pytest

from yunzhu.errors import FileFault, UsageError
from yunzhu.observations.feeds import text_source
from yunzhu.observations.feeds.records import Rejected
from yunzhu.observations.feeds.text_columns import columns_of_block
from yunzhu.observations.feeds.text_source import TextTable


def table_of(tmp_path: Path, content: bytes, **options: str) -> TextTable:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    return TextTable(path, **options)


def read(
    tmp_path: Path, content: bytes, **options: str
) -> tuple[list[tuple[int, str, str]], list[Rejected]]:
    """Return (row, a, b) of every record, and the lines refused."""
    table = table_of(tmp_path, content, **options)
    records, refused = [], []
    for block in table.blocks():
        columns, rows, rejected = columns_of_block(
            block, table.header, {"a": pa.string(), "b": pa.string()}
        )
        cells = columns["a"].to_pylist(), columns["b"].to_pylist()
        records += list(zip(rows.tolist(), *cells, strict=True))
        refused += rejected
    return records, refused


def test_rows_are_lines_of_the_file(tmp_path: Path) -> None:
    records, refused = read(tmp_path, "a,b\n1,二\n3,4".encode())
    assert records == [(2, "1", "二"), (3, "3", "4")]
    assert not refused


def test_blank_lines_are_skipped_but_counted(tmp_path: Path) -> None:
    records, _ = read(tmp_path, b"\n\na,b\r\n1,2\r\n\r\n\r\n3,4\r\n\r\n")
    assert records == [(4, "1", "2"), (7, "3", "4")]


def test_a_line_of_another_width_is_refused_with_its_number(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b"a,b\n\n1,2\n3\n5,6\n7,8,9\n1,1\n")
    assert records == [(3, "1", "2"), (5, "5", "6"), (7, "1", "1")]
    assert [(one.row, one.value, one.expected) for one in refused] == [
        (4, "3", "2 列 columns"),
        (6, "7,8,9", "2 列 columns"),
    ]


def test_a_quoted_cell_may_hold_line_ends(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'a,b\n1,"x\n\ny"\n3,4\n')
    assert records == [(2, "1", "x\n\ny"), (5, "3", "4")]
    assert not refused


def test_a_stray_quote_spoils_only_its_own_line(tmp_path: Path) -> None:
    records, refused = read(tmp_path, b'a,b\n1,"x\n3,4\n5,6\n')
    assert (3, "3", "4") in records
    assert (4, "5", "6") in records
    assert [one.row for one in refused] + [row for row, a, _ in records if a == "1"] == [2]


@pytest.mark.parametrize("block_bytes", [1, 2, 3, 7, 64])
def test_block_borders_do_not_matter(
    tmp_path: Path, block_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = '\ufeffa,b\r\n广,州\r\n\r\n1,"x\ny"\r\n3\r\n珠,江'.encode()
    whole = read(tmp_path, content)
    monkeypatch.setattr(text_source, "BLOCK_BYTES", block_bytes)
    assert read(tmp_path, content) == whole
    assert [record[0] for record in whole[0]] == [2, 4, 7]


def test_a_bom_is_accepted(tmp_path: Path) -> None:
    assert table_of(tmp_path, "\ufeffa,b\n1,2\n".encode()).header == ("a", "b")


def test_gzip_is_known_by_content_not_by_name(tmp_path: Path) -> None:
    records, _ = read(tmp_path, gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"))
    assert records == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_an_encoding_that_the_user_names(tmp_path: Path, encoding: str) -> None:
    records, _ = read(tmp_path, "a,b\n1,广州\n".encode(encoding), encoding=encoding)
    assert records == [(2, "1", "广州")]


def test_an_unknown_encoding_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="klingon"):
        table_of(tmp_path, b"a,b\n1,2\n", encoding="klingon")


def test_wrong_encoding_tells_byte_line_and_the_likely_one(tmp_path: Path) -> None:
    content = b"a,b\n1,2\n" + "3,广州\n".encode("gb18030")
    with pytest.raises(FileFault) as caught:
        read(tmp_path, content)
    assert "字节 byte 10" in caught.value.what
    assert caught.value.row == 3
    assert caught.value.action is not None
    assert "--encoding gb18030" in caught.value.action


def test_a_character_cut_by_the_end_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="utf-8"):
        read(tmp_path, "a,b\n1,州".encode()[:-1])


@pytest.mark.parametrize("content", [b"", b"\n\r\n", b"\xef\xbb\xbf"], ids=repr)
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileFault, match="空文件 empty file"):
        table_of(tmp_path, content)


@pytest.mark.parametrize("content", [b"a,b", b"a,b\n", b"a,b\r\n\r\n"], ids=repr)
def test_only_a_header(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileFault, match="只有表头 only a header"):
        read(tmp_path, content)


def test_a_column_named_twice(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="列名重复") as caught:
        table_of(tmp_path, b"a,b,a\n1,2,3\n")
    assert caught.value.field == "a"


def test_a_truncated_gzip(tmp_path: Path) -> None:
    lines = b"".join(b"%d,%d\n" % (n, n * n) for n in range(5000))
    packed = gzip.compress(b"a,b\n" + lines)
    with pytest.raises(FileFault, match="gzip 被截断 truncated gzip"):
        read(tmp_path, packed[: len(packed) // 2])


def test_a_corrupt_gzip(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"a,b\n" + b"1,2\n" * 5000))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(FileFault, match="gzip"):
        read(tmp_path, bytes(packed))


def test_a_line_without_end_is_not_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_source, "LONGEST_LINE", 1000)
    monkeypatch.setattr(text_source, "BLOCK_BYTES", 100)
    with pytest.raises(FileFault, match="行过长 line too long"):
        read(tmp_path, b"a,b\n" + b"1" * 5000)
