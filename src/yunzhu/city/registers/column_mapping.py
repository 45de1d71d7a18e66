"""The mapping of a user's own table: which of its columns holds which field of a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from yunzhu.city.registers.register import Register
from yunzhu.errors import FileFault
from yunzhu.files import digest_of_file
from yunzhu.yaml_documents import STRICT, YamlDocument, read_yaml


class _Written(BaseModel):
    """The mapping as its file writes it, with fields as the user names them."""

    model_config = STRICT
    columns: Annotated[dict[str, str], Field(min_length=1)]
    constants: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    rounded: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """Where each field of a register stands in a table with headings of its own.

    Every column of the table is named once: read or ignored. Every field of the register is
    named once: read from a column, the same in all rows, or left empty.

    Attributes
    ----------
    file, sha256 : of the mapping itself.
    columns : field to heading; a heading may serve several fields.
    constants : field to the cell of every row.
    words : field to the table's own words and what the register says for them; other words are
        read as they stand.
    rounded : fields whose numbers are rounded to the decimals that the register keeps.
    empty : fields that stay empty in every row.
    ignored : headings that are not read.
    """

    file: str
    sha256: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rounded: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_column_mapping(register: Register[Any], path: Path) -> ColumnMapping:
    """Read the mapping of a table that holds a register.

    Raises
    ------
    FileFault : it cannot be read, names a field that the register has not, leaves one out, names
        one twice, or gives words for a field that is read from no column.
    """
    document = read_yaml(path, FileFault)
    written = document.validated(_Written, what="列映射不合要求 the mapping is not as required")
    mapping = ColumnMapping(
        path.name,
        digest_of_file(path),
        {_field(register, document, ("columns", name)): text
         for name, text in written.columns.items()},
        {_field(register, document, ("constants", name)): text
         for name, text in written.constants.items()},
        {_field(register, document, ("words", name)): text
         for name, text in written.words.items()},
        tuple(_field(register, document, ("rounded", name)) for name in written.rounded),
        tuple(_field(register, document, ("empty", name)) for name in written.empty),
        written.ignored,
    )  # fmt: skip
    _require_each_once(register, document, mapping)
    if beside := [name for name in mapping.words if name not in mapping.columns]:
        raise document.fault(
            "此项不取自列 a field that is read from no column",
            ("words",),
            found=", ".join(beside),
            expected=", ".join(mapping.columns),
        )
    if whole := [name for name in mapping.rounded if not _is_decimal(register, mapping, name)]:
        decimals = [name for name in mapping.columns if _is_decimal(register, mapping, name)]
        raise document.fault(
            "此项不可修约 a field that cannot be rounded",
            ("rounded",),
            found=", ".join(whole),
            expected="取自列的小数 decimals that are read: " + (", ".join(decimals) or "—"),
        )
    if both := sorted(set(mapping.ignored) & set(mapping.columns.values())):
        raise document.fault(
            "既取用又忽略的列 a column both read and ignored",
            ("ignored",),
            found=", ".join(both),
            expected="二者之一 one of the two",
        )
    return mapping


def _field(register: Register[Any], document: YamlDocument, place: tuple[str, str]) -> str:
    found = register.field_named(place[1])
    if found is None:
        raise document.fault(
            "名录没有此项 no such field in the register",
            place,
            found=place[1],
            expected=register.nearest_heading(place[1]),
        )
    return found


def _is_decimal(register: Register[Any], mapping: ColumnMapping, name: str) -> bool:
    return name in mapping.columns and register.row.described(name)[1] is Decimal


def _require_each_once(
    register: Register[Any], document: YamlDocument, mapping: ColumnMapping
) -> None:
    named = [*mapping.columns, *mapping.constants, *mapping.empty]
    fields = list(register.row.columns())
    if absent := [name for name in fields if name not in named]:
        raise document.fault(
            "未说明的项 fields of which nothing is said",
            ("columns",),
            found=", ".join(register.heading(name) for name in absent),
            expected="columns | constants | empty",
        )
    if twice := [name for name in fields if named.count(name) > 1]:
        raise document.fault(
            "重复说明的项 fields named twice",
            ("columns",),
            found=", ".join(register.heading(name) for name in twice),
            expected="columns | constants | empty, 各一次 each once",
        )
    if required := [name for name in mapping.empty if not register.row.described(name)[2]]:
        raise document.fault(
            "必填项不可为空 a required field cannot stay empty",
            ("empty",),
            found=", ".join(register.heading(name) for name in required),
            expected="columns | constants",
        )
