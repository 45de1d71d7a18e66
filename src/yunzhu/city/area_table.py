"""Administrative areas as a table: their levels, and a file of them read and checked."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum
from pathlib import Path
from typing import Annotated

from yunzhu.city.registers.column_mapping import ColumnMapping, read_column_mapping
from yunzhu.city.registers.reading import RowsRead, read_rows
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow
from yunzhu.values import Origin


class AreaLevel(Enum):
    """Rank of an area, from the top."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    VILLAGE = "village"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_TERMS[self]} {self.value}"

    @property
    def rank(self) -> int:
        """Place from the top, from 0; an area lies in one of a smaller rank."""
        return list(AreaLevel).index(self)


_TERMS = {
    AreaLevel.PROVINCE: "省",
    AreaLevel.CITY: "市",
    AreaLevel.DISTRICT: "区",
    AreaLevel.SUBDISTRICT: "街道、镇",
    AreaLevel.VILLAGE: "村、社区",
}


class AreaRow(RegisterRow):
    """An administrative area and the one it lies in."""

    code: Annotated[str, Column("代码", "统计用区划代码 of the statistics", "440106", longest=12)]
    name: Annotated[str, Column("名称", example="天河区", longest=60)]
    level: Annotated[AreaLevel, Column("级别", example="区")]
    parent: Annotated[
        str | None, Column("上级", "最上一级为空 empty at the top", "440100", refers_to=AREAS)
    ]


AREA_TABLE = Register("areas", "区域名录", AreaRow)
"""Description of a file of areas; they are kept in a table of their own, without a history."""


def read_areas(
    path: Path,
    *,
    origin: Origin,
    known: Collection[str],
    encoding: str = "utf-8",
    columns: Path | None = None,
) -> RowsRead[AreaRow]:
    """Read a file of areas; single bad cells and rows are among the faults it returns.

    Parameters
    ----------
    path : CSV or XLSX. origin : of the city. known : codes that are registered.
    encoding : of a CSV file. columns : the mapping of a file with headings of its own.

    Raises
    ------
    FileFault : the file as a whole, or the mapping, cannot be used.
    """
    mapping: ColumnMapping | None = None
    if columns is not None:
        mapping = read_column_mapping(AREA_TABLE, columns)
    return read_rows(
        AREA_TABLE, path, origin=origin, known={AREAS: known}, encoding=encoding, mapping=mapping
    )
