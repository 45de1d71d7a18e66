"""Which column of a laboratory's table holds what: a mapping file, or the headers known here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.table_mapping import HEADER_ROW_ACTION, HeaderRow, normalised
from yunzhu.observations.feeds.units import power_to, units_of
from yunzhu.observations.water_items import WATER_ITEMS, WaterItem, find_item

_KNOWN = {
    "site": ("点位/断面", "点位", "断面", "断面名称", "点位名称", "监测点位", "采样点位", "采样点"),
    "time": ("采样时间", "采样日期", "监测时间", "监测日期"),
    "item": ("项目", "监测项目", "分析项目", "检测项目"),
    "result": ("结果", "监测结果", "检测结果", "分析结果", "测定值"),
    "unit": ("单位", "计量单位"),
    "limit": ("检出限", "方法检出限"),
    "method": ("方法", "分析方法", "检测方法", "监测方法"),
    "laboratory": ("实验室", "检测单位", "监测单位"),
}
_BRACKETED = re.compile(r"(.+?)\s*[(\[]([^()\[\]]*)[)\]]")


class ResultColumn(BaseModel):
    """The column of one item, and the unit of its results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    unit: str = ""


class LaboratoryMapping(BaseModel):
    """Which column of a table holds what; every key beyond these is refused.

    Attributes
    ----------
    site or site_constant : column of the site, or the one site of the whole file.
    time, time_format : column of the moment of sampling, and its ``strptime`` format where it is
        not ``YYYY-MM-DD HH:MM`` or a date alone.
    item, result, unit, limit : one row per result: columns of the item's name, the result, its
        unit and the detection limit; or
    items : one column per result: item to column and unit.
    method, laboratory : columns. laboratory_constant : the one laboratory of the whole file.
    carry_down : columns whose empty cells mean the cell above, as merged cells do.
    standing : whether the results are provisional or final.
    delimiter : of CSV. sheet : of XLSX, the first when absent. header_row : row of the header,
        the first that is not empty when absent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: str | None = None
    site_constant: str | None = None
    time: str
    time_format: str | None = None
    item: str | None = None
    result: str | None = None
    unit: str | None = None
    limit: str | None = None
    items: dict[str, ResultColumn] = Field(default_factory=dict)
    method: str | None = None
    laboratory: str | None = None
    laboratory_constant: str | None = None
    carry_down: tuple[str, ...] = ()
    standing: Literal["provisional", "final"] = "final"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str | None = None
    header_row: HeaderRow = None

    @model_validator(mode="after")
    def _consistent(self) -> LaboratoryMapping:
        if (self.site is None) == (self.site_constant is None):
            raise ValueError("site or site_constant: exactly one of the two")
        long = (self.item, self.result, self.unit)
        if bool(self.items) == any(long) or (any(long) and not all(long)):
            raise ValueError("item, result and unit; or items: exactly one of the two ways")
        for name, column in self.items.items():
            if name not in WATER_ITEMS:
                raise ValueError(f"items.{name}: no such item")
            if power_to(WATER_ITEMS[name].unit, column.unit) is None:
                allowed = units_of(WATER_ITEMS[name].unit)
                raise ValueError(f"items.{name}.unit: {column.unit!r}, expected {allowed}")
        if unknown := [name for name in self.carry_down if name not in self.columns]:
            raise ValueError(f"carry_down: {', '.join(unknown)} is no column that is read")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        named = (self.site, self.time, self.item, self.result, self.unit, self.limit)
        told = (*named, self.method, self.laboratory, *(one.column for one in self.items.values()))
        return tuple(dict.fromkeys(name for name in told if name is not None))


def mapping_of_header(path: Path, row: int, header: Sequence[str]) -> LaboratoryMapping:
    """Return the mapping of a table whose headers are known: 点位, 采样时间, 项目, 结果, 单位 ...

    Parameters
    ----------
    path : the table, for messages.
    row : of the header. header : its cells.

    Without the columns 项目 and 结果, every column named as an item and its unit holds results:
    ``氨氮(mg/L)``.

    Raises
    ------
    FileFault : no site, no time or no result can be found, or an item's unit is not stated.
    """
    found = {key: _known(header, names) for key, names in _KNOWN.items()}
    items: dict[str, dict[str, str]] = {}
    required: tuple[str, ...] = ("site", "time", "item", "result", "unit")
    if found["item"] is None and found["result"] is None:
        items = _result_columns(path, row, header, [name for name in found.values() if name])
        required = ("site", "time")
    absent = [_KNOWN[key][0] for key in required if found[key] is None]
    if absent or (not items and found["item"] is None):
        raise FileFault(
            "缺少列 missing column",
            file=path,
            row=row,
            field=", ".join(absent) or None,
            found=",".join(header)[:300],
            expected="点位/断面, 采样时间, 项目, 结果, 单位; 或 or "
            "点位/断面, 采样时间, 氨氮(mg/L) …",
            action=f"--mapping FILE.yaml; {HEADER_ROW_ACTION}",
        )
    if items:
        found["unit"] = found["limit"] = None
    return LaboratoryMapping.model_validate({**found, "items": items})


def _known(header: Sequence[str], names: Sequence[str]) -> str | None:
    spelled = {normalised(name): name for name in header}
    return next((spelled[name] for name in names if name in spelled), None)


def _result_columns(
    path: Path, row: int, header: Sequence[str], taken: Sequence[str]
) -> dict[str, dict[str, str]]:
    items: dict[str, dict[str, str]] = {}
    for name in header:
        if name in taken or (told := item_and_unit(name)) is None:
            continue
        item, unit = told
        if power_to(item.unit, unit) is None:
            raise FileFault(
                "列名未说明单位 the header states no unit known for the item",
                file=path,
                row=row,
                field=name,
                found=unit,
                expected=f"{item.chinese}({item.unit}): {units_of(item.unit)}",
                action="--mapping FILE.yaml",
            )
        if item.item in items:
            raise FileFault(
                "同一项目有两列 two columns of one item",
                file=path,
                row=row,
                field=name,
                found=items[item.item]["column"],
                expected="每个项目一列 one column per item",
            )
        items[item.item] = {"column": name, "unit": unit}
    return items


def item_and_unit(header: str) -> tuple[WaterItem, str] | None:
    """Return the item that a header names and the unit in its brackets, or None.

    Examples
    --------
    >>> item_and_unit("氨氮（mg/L）")[1], item_and_unit("铬(六价)(µg/L)")[0].item
    ('mg/L', 'Cr6')
    >>> item_and_unit("备注") is None
    True
    """
    rest, unit = normalised(header), ""
    while (item := find_item(rest)) is None:
        match = _BRACKETED.fullmatch(rest)
        if match is None:
            return None
        rest, unit = match[1], unit or match[2].strip()
    return item, unit
