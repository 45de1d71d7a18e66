"""A register: a name, the description of its rows, and which columns tell them apart."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from yunzhu.city.registers.cell_text import label_of
from yunzhu.city.registers.register_row import Column, RegisterRow
from yunzhu.observations.character_width import folded

RowT = TypeVar("RowT", bound=RegisterRow)


@dataclass(frozen=True)
class Register(Generic[RowT]):
    """A register of the city; its table, files, import and export all come from this.

    Attributes
    ----------
    name : how it is called on the command line. chinese : its title.
    row : class of its rows.
    key : the fields that tell rows apart.
    first, last : fields of the first and the last day on which a row holds; "": it always does.
    """

    name: str
    chinese: str
    row: type[RowT]
    key: tuple[str, ...] = ("code",)
    first: str = ""
    last: str = ""

    @property
    def label(self) -> str:
        """Title shown to users."""
        return f"{self.chinese} {self.name}"

    @property
    def template_command(self) -> str:
        """The command that writes an empty file of this kind."""
        return f"yunzhu register template {self.name}; 或用 or --columns"

    def heading(self, field: str) -> str:
        """Return a column's heading, 中文 and the field's name."""
        return f"{self.row.columns()[field].chinese} {field}"

    def key_of(self, row: RegisterRow) -> tuple[Any, ...]:
        """Return what tells a row from all others; of a choice its value, which has an order."""
        parts = [getattr(row, field) for field in self.key]
        return tuple([part.value if isinstance(part, Enum) else part for part in parts])

    def holds_on(self, row: RowT, day: date) -> bool:
        """Tell whether a row holds on a day; an absent end is open."""
        return self.holds_between(row, day, day)

    def holds_between(self, row: RowT, since: date, until: date) -> bool:
        """Tell whether a row holds on a day from ``since`` to ``until``, both included."""
        first = getattr(row, self.first) if self.first else None
        last = getattr(row, self.last) if self.last else None
        return (first is None or first <= until) and (last is None or since <= last)

    def field_named(self, heading: str) -> str | None:
        """Return the field that a heading names: in full, in Chinese, or by the field's name."""
        wanted = folded(heading)
        for field, column in self.row.columns().items():
            if wanted in {folded(one) for one in (field, column.chinese, self.heading(field))}:
                return field
        return None

    def nearest_heading(self, heading: str) -> str:
        """Return the known heading most like an unknown one, or all of them."""
        known = {
            spelled: self.heading(field)
            for field, column in self.row.columns().items()
            for spelled in (field, column.chinese, self.heading(field))
        }
        near = difflib.get_close_matches(heading, known, n=1, cutoff=0.5)
        return known[near[0]] if near else ", ".join(dict.fromkeys(known.values()))


def shown_key(key: Sequence[Any]) -> str:
    """Return a key as users read and type it.

    Examples
    --------
    >>> shown_key(("S1", 2020))
    'S1/2020'
    """
    return "/".join(str(part) for part in key)


def explanation_of(register: Register[Any], field: str) -> dict[str, str]:
    """Return what a user must know to fill in a column."""
    column, kind, may_be_empty = register.row.described(field)
    return {
        "heading": register.heading(field),
        "required": "选填 optional" if may_be_empty else "必填 required",
        "kind": _kind_told(column, kind),
        "key": "主键 key" if field in register.key else "",
        "note": column.note,
        "example": column.example,
    }


_REFERENCES = {"areas": "区域代码 code of an area", "sites": "站点编号 id of a measuring site"}


def _kind_told(column: Column, kind: type) -> str:
    if column.refers_by:
        return f"编码，名录见 {column.refers_by} a code, of the register that its kind names"
    if column.refers_to:
        return _REFERENCES.get(
            column.refers_to, f"{column.refers_to} 的编码 a code of that register"
        )
    if issubclass(kind, Enum):
        return " | ".join(label_of(member) for member in kind)
    bounds = f"{column.least} .. {column.most}"
    return {
        str: f"文字 text, ≤ {column.longest}",
        bool: "是 | 否 yes or no",
        date: "日期 date, 2020-01-31",
        int: f"整数 whole number, {bounds}",
        Decimal: f"数 number, ≤ {column.decimals} 位小数 decimals, {bounds}",
    }[kind]
