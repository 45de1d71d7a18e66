"""One row of a register: its columns described once, and everything that a row must satisfy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from yunzhu.city.registers.cell_text import READERS, CellFault, read_choice, read_code
from yunzhu.city.registers.known_codes import KnownCodes

AREAS = "areas"
"""What a column refers to whose cells are codes of areas."""

SITES = "sites"
"""What a column refers to whose cells are ids of measuring sites of the workspace."""

SHORT_TEXT = 255


@dataclass(frozen=True, slots=True)
class Column:
    """What a user is told of a column, and what its cells must satisfy.

    Attributes
    ----------
    chinese : its heading; the name of the field stands beside it as the English one.
    note : what is to be written there, Chinese and English.
    example : a cell as it may look; the examples of all columns make a row that can be taken.
    refers_to : name of the register whose key stands here, or `AREAS`, or `SITES`.
    refers_by : field before this one with the kind of thing whose code stands here; the members
        of its enumeration have a ``register``, the name of one, or "" where there is none.
    longest : of a text [characters].
    least, most : of a number, both included.
    decimals : of a decimal number.
    """

    chinese: str
    note: str = ""
    example: str = ""
    refers_to: str = ""
    refers_by: str = ""
    longest: int = 120
    least: int = 0
    most: int = 10**9
    decimals: int = 0


class RegisterRow(BaseModel):
    """Base of the rows: a class with annotated columns is a register's whole description.

    A row is validated with a context that maps what its columns refer to to the codes known
    there. A field of type ``T | None`` may stay empty. Types are ``str``, ``int``, ``Decimal``,
    ``date``, ``bool`` and enumerations whose members have a ``label``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, cell: object, info: ValidationInfo) -> Any:
        assert info.field_name is not None
        column, kind, may_be_empty = cls.described(info.field_name)
        if isinstance(cell, Enum):
            return cell
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if may_be_empty:
                return None
            example = column.example and f", e.g. {column.example}"
            raise CellFault("不能为空 must not be empty", expected=f"必填 required{example}")
        if issubclass(kind, Enum):
            return read_choice(cell, kind)
        if info.field_name == "code" or column.refers_by or column.refers_to not in ("", SITES):
            return read_code(cell)
        return READERS[kind](cell)

    @field_validator("*")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        assert info.field_name is not None
        column = cls.described(info.field_name)[0]
        if isinstance(value, str) and len(value) > column.longest:
            raise CellFault("文字过长 too long", expected=f"≤ {column.longest} 字 characters")
        if isinstance(value, Decimal):
            exact = value.quantize(Decimal(1).scaleb(-column.decimals))
            if exact != value:
                raise CellFault(
                    "小数位过多 too many decimals", expected=f"≤ {column.decimals} 位 decimals"
                )
            value = exact
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool | Enum)
        if is_number and not column.least <= value <= column.most:
            raise CellFault(
                "超出范围 out of range", expected=f"{column.least:,} .. {column.most:,}"
            )
        where = column.refers_to
        if column.refers_by and column.refers_by in info.data:
            where = info.data[column.refers_by].register
        if value is not None and where and info.context is not None:
            _require_known(value, where, info.context[where])
        return value

    @classmethod
    def stored(cls, values: dict[str, Any]) -> Self:
        """Return a row as it was stored; what was taken once is not judged by later rules.

        Parameters
        ----------
        values : of every field, which the row keeps.
        """
        row = cls.__new__(cls)
        # What `model_construct` sets, without its work for defaults and aliases, of which a row
        # has none: a city reads hundreds of thousands of rows for one assessment.
        object.__setattr__(row, "__dict__", values)
        object.__setattr__(row, "__pydantic_fields_set__", set(values))
        object.__setattr__(row, "__pydantic_extra__", None)
        object.__setattr__(row, "__pydantic_private__", None)
        return row

    @classmethod
    def columns(cls) -> Mapping[str, Column]:
        """Return field to column, in the order of the table."""
        return _columns(cls)

    @classmethod
    def referred(cls) -> frozenset[str]:
        """Return the names of all registers that the rows' columns may refer to."""
        names: set[str] = set()
        for column in cls.columns().values():
            names.add(column.refers_to)
            if column.refers_by:
                kinds: Any = cls.described(column.refers_by)[1]
                names |= {kind.register for kind in kinds}
        return frozenset(names - {""})

    @classmethod
    def described(cls, field: str) -> tuple[Column, type, bool]:
        """Return a field's column, the type of its values, and whether it may be empty."""
        return _described(cls, field)


@cache
def _columns(row: type[RegisterRow]) -> Mapping[str, Column]:
    return MappingProxyType({name: _described(row, name)[0] for name in row.model_fields})


# Asked for every cell of every row, so it is worked out once for each class.
@cache
def _described(row: type[RegisterRow], field: str) -> tuple[Column, type, bool]:
    info = row.model_fields[field]
    (column,) = (one for one in info.metadata if isinstance(one, Column))
    kind: Any = info.annotation
    if get_origin(kind) not in (Union, UnionType):
        return column, kind, False
    (kind,) = (one for one in get_args(kind) if one is not NoneType)
    return column, kind, True


def _require_known(code: str, where: str, known: Collection[str]) -> None:
    if code not in known:
        codes = known if isinstance(known, KnownCodes) else KnownCodes(known)
        raise CellFault(f"{where} 中没有 not in {where}", expected=codes.suggested(code))


def require_order(first: Any, last: Any, field: str) -> None:
    """Refuse a row whose ``field`` lies before the date that it must follow.

    Raises
    ------
    CellFault : it does; an absent date is never out of order.
    """
    if first is not None and last is not None and last < first:
        raise CellFault(
            "结束早于开始 it ends before it begins",
            expected=f"不早于 not before {first}",
            field=field,
        )


def require_both(first: Any, second: Any, field: str) -> None:
    """Refuse a row that has one of two values and not the other.

    Raises
    ------
    CellFault : one is absent.
    """
    if (first is None) != (second is None):
        raise CellFault(
            "两项须同时填写 both or neither",
            expected="同填或同空 fill both or none",
            field=field,
        )
