"""The loader: exact, strict, and every value with its mark."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yunzhu.errors import StandardError
from yunzhu.standards.air_limits import AirLimits
from yunzhu.standards.composite_index import composite_edition, composite_editions
from yunzhu.standards.documents import (
    PACKAGED_AIR,
    PACKAGED_RADIATION,
    PACKAGED_WATER,
    checked,
    read_document,
)
from yunzhu.values import SourceMark

AIR_FILES = sorted(PACKAGED_AIR[0].glob("*.yaml"))
WATER_FILES = sorted(PACKAGED_WATER[0].glob("*.yaml"))
RADIATION_FILES = sorted(PACKAGED_RADIATION[0].glob("*.yaml"))
PACKAGED_FILES = [*AIR_FILES, *WATER_FILES, *RADIATION_FILES]

CITY_FORMULA = """\
kind: composite_index
name: 某市综合指数
terms:
  - pollutant: PM2.5
    statistic: mean
    unit: µg/m³
    divisor: 35
    weight: 1
    source: unverified
    reference: 地方办法
sub_index_decimals: {value: 2, source: unverified, reference: 地方办法}
total_decimals: {value: 2, source: unverified, reference: 地方办法}
"""


def city_folder(folder: Path, text: str) -> tuple[Path, ...]:
    (folder / "city.yaml").write_text(text, encoding="utf-8")
    return (*PACKAGED_AIR, folder)


def numbers_without_mark(content: Any, marked: bool, place: str) -> Iterator[str]:
    if isinstance(content, dict):
        inside = marked or "source" in content
        for key, value in content.items():
            yield from numbers_without_mark(value, inside, f"{place}.{key}")
    elif isinstance(content, tuple):
        for position, value in enumerate(content):
            yield from numbers_without_mark(value, marked, f"{place}.{position}")
    elif isinstance(content, int | Decimal | date) and not marked:
        yield place


def marked_parts(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "source" in content:
            yield content
        for value in content.values():
            yield from marked_parts(value)
    elif isinstance(content, tuple):
        for value in content:
            yield from marked_parts(value)


@pytest.mark.parametrize("path", PACKAGED_FILES, ids=lambda path: path.name)
def test_every_packaged_number_and_date_has_a_mark_and_a_reference(path: Path) -> None:
    content = read_document(path).yaml.content
    assert list(numbers_without_mark(content, False, "")) == []
    for part in marked_parts(content):
        assert part["source"] in {"seen", "unverified", "conflict"}
        assert part["reference"].strip()


@pytest.mark.parametrize("path", PACKAGED_FILES, ids=lambda path: path.name)
def test_a_value_from_memory_cites_no_clause(path: Path) -> None:
    for part in marked_parts(read_document(path).yaml.content):
        if part["source"] != "seen" and "memory" in part["reference"]:
            assert "Table" not in part["reference"]
            assert not any(word in part["reference"] for word in ("6.1.2", "4.2.2", "5.3.1"))


def test_the_packaged_files_of_the_air() -> None:
    assert len(AIR_FILES) == 11
    names = {read_document(path).name for path in AIR_FILES}
    assert {"GB 3095-2012", "HJ 633-2026", "HJ 663-2013", "HJ 663-2026"} <= names


def test_a_city_adds_a_folder(tmp_path: Path) -> None:
    folders = city_folder(tmp_path, CITY_FORMULA)
    assert composite_edition("某市综合指数", folders).mark is SourceMark.UNVERIFIED
    assert len(composite_editions(folders)) == len(composite_editions()) + 1


def test_decimals_stay_as_written(tmp_path: Path) -> None:
    text = CITY_FORMULA.replace("divisor: 35", "divisor: 35.10")
    found = composite_edition("某市综合指数", city_folder(tmp_path, text))
    assert str(found.terms[0].divisor) == "35.10"


def test_a_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    text = CITY_FORMULA.replace("    weight: 1\n", "    weight: 1\n    divisor: 30\n")
    with pytest.raises(StandardError, match="written twice") as caught:
        composite_editions(city_folder(tmp_path, text))
    assert caught.value.file == str(tmp_path / "city.yaml")
    assert caught.value.row == 9
    assert caught.value.found == "divisor"


def test_a_value_without_a_mark_is_refused_with_its_line(tmp_path: Path) -> None:
    text = CITY_FORMULA.replace("    source: unverified\n", "")
    with pytest.raises(StandardError) as caught:
        composite_editions(city_folder(tmp_path, text))
    assert caught.value.field == "terms.0.source"
    assert caught.value.row == 4
    assert caught.value.expected == (
        "必填 a field that must be there: source: seen | unverified | conflict"
    )


def test_a_mark_that_is_none_of_the_three_is_refused(tmp_path: Path) -> None:
    text = CITY_FORMULA.replace("source: unverified\n", "source: probably\n")
    with pytest.raises(StandardError) as caught:
        composite_editions(city_folder(tmp_path, text))
    assert caught.value.row == 9
    assert caught.value.found == "probably"


@pytest.mark.parametrize(
    ("old", "new", "row", "words"),
    [
        ("divisor: 35", "divisor: '35'", 7, "a number, without quotes"),
        ("divisor: 35", "divisor: 0", 4, "positive"),
        ("divisor: 35", "divisor: 1e3", 7, "a number, without quotes"),
        ("divisor: 35", "divisor: .inf", 7, "ambiguous"),
        ("divisor: 35", "divisor: 035", 7, "ambiguous"),
        ("unit: µg/m³", "unit: no", 6, "ambiguous"),
        ("weight: 1", "weight: 1\n    colour: red", 9, "no such field"),
        ("kind: composite_index", "kind: composit_index", 1, "unknown kind"),
        ("name: 某市综合指数\n", "", 1, "a key is missing"),
        ("name: 某市综合指数", "name: 环办监测〔2018〕19号", 2, "exists already"),
        ("terms:", "terms: [", 4, "not valid YAML"),
    ],
)
def test_faults_name_file_and_line(
    tmp_path: Path, old: str, new: str, row: int, words: str
) -> None:
    with pytest.raises(StandardError, match=words) as caught:
        composite_editions(city_folder(tmp_path, CITY_FORMULA.replace(old, new)))
    assert caught.value.file == str(tmp_path / "city.yaml")
    assert caught.value.row == row


def test_a_file_in_another_encoding_or_empty_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    path.write_bytes("name: 某市".encode("gb18030"))
    with pytest.raises(StandardError, match="UTF-8"):
        read_document(path)
    path.write_bytes(b"")
    with pytest.raises(StandardError, match="empty"):
        read_document(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StandardError, match="no such folder"):
        composite_editions((*PACKAGED_AIR, tmp_path / "absent"))


def test_a_document_is_checked_against_its_own_model() -> None:
    formula = read_document(PACKAGED_AIR[0] / "composite_index_2018.yaml")
    with pytest.raises(StandardError, match="not as required"):
        checked(formula, AirLimits)
