"""The mapping file of a table whose columns have names of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.number_text import NumberForm
from yunzhu.observations.feeds.reading import SiteKind
from yunzhu.observations.feeds.units import power_to, units_of
from yunzhu.observations.items import MOST_DECIMALS, Item
from yunzhu.periods import HourLabel

HeaderRow = Annotated[int | None, Field(ge=1)]
HEADER_ROW_ACTION = (
    "表头上方有标题行时, 在映射中写 where a title stands above the header, say in the mapping: "
    "header_row: 2"
)


class MappedItem(BaseModel):
    """Where an item stands, in which unit, and to how many decimals it is rounded, if at all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    unit: str = ""
    decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] | None = None


class TableMapping(BaseModel):
    """Which column of a table holds what; every key beyond these is refused.

    Attributes
    ----------
    time, time_format : column of the stamp and its ``strptime`` format; or
    date, date_format, hour : columns of the date and of the hour 0..23.
    hour_label : which end of the hour the stamp names; there is no default.
    site or site_constant : column of the site, or the one site of the whole file.
    name : column of its readable name.
    site_kind, area : what the sites are, and the area code of those newly registered.
    items : item to column, unit and decimals.
    decimals : round every item to so many decimals by GB/T 8170; without it, more than 4
        decimals are an error.
    delimiter : of CSV. sheet : of XLSX, the first when absent. header_row : row of the header,
        the first that is not empty when absent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hour_label: HourLabel
    items: Annotated[dict[str, MappedItem], Field(min_length=1)]
    time: str | None = None
    time_format: str | None = None
    date: str | None = None
    date_format: str | None = None
    hour: str | None = None
    site: str | None = None
    site_constant: str | None = None
    name: str | None = None
    site_kind: SiteKind = SiteKind.STATION
    area: str = ""
    decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str | None = None
    header_row: HeaderRow = None

    @model_validator(mode="after")
    def _consistent(self, told: ValidationInfo) -> TableMapping:
        known: Mapping[str, Item] = told.context or {}
        if (self.time is None) == (self.date is None or self.hour is None):
            raise ValueError("time, or date and hour: exactly one of the two ways")
        if (self.site is None) == (self.site_constant is None):
            raise ValueError("site or site_constant: exactly one of the two")
        for item, mapped in self.items.items():
            if item not in known:
                raise ValueError(f"items.{item}: expected one of {', '.join(known)}")
            form_of(known[item], mapped, self.decimals)
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, as the mapping spells them."""
        named = (self.time, self.date, self.hour, self.site, self.name)
        items = (item.column for item in self.items.values())
        return tuple(dict.fromkeys(name for name in (*named, *items) if name is not None))


def form_of(item: Item, mapped: MappedItem, decimals: int | None) -> NumberForm:
    """Return how a mapped column's numbers become the item's unit.

    Raises
    ------
    ValueError : the unit is not one that converts exactly.

    Examples
    --------
    >>> from yunzhu.observations.items import AIR_ITEMS
    >>> form_of(AIR_ITEMS["CO"], MappedItem(column="CO", unit="μg/m3"), None)
    NumberForm(power=-3, decimals=None)
    """
    power = power_to(item.unit, mapped.unit)
    if power is None:
        allowed = units_of(item.unit)
        raise ValueError(f"items.{item.name}.unit: {mapped.unit!r}, expected {allowed}")
    return NumberForm(power, mapped.decimals if mapped.decimals is not None else decimals)


def normalised(name: str) -> str:
    """Return a column name with µ, ³ and full-width brackets in one spelling.

    Examples
    --------
    >>> normalised("PM2.5（µg/m³）") == normalised("PM2.5(μg/m3)")
    True
    """
    return unicodedata.normalize("NFKC", name).strip()


def as_spelled(mapping: TableMapping, header: Sequence[str]) -> TableMapping:
    """Return the mapping with its column names as a header spells them."""
    by_normal = {normalised(name): name for name in header}

    def spelled(name: str) -> str:
        return name if name in header else by_normal.get(normalised(name), name)

    fields = ("time", "date", "hour", "site", "name")
    named = {field: getattr(mapping, field) for field in fields}
    items = {
        item: mapped.model_copy(update={"column": spelled(mapped.column)})
        for item, mapped in mapping.items.items()
    }
    update = {field: spelled(name) for field, name in named.items() if name is not None}
    return mapping.model_copy(update={**update, "items": items})


def read_mapping(path: Path, items: Mapping[str, Item]) -> TableMapping:
    """Read the mapping of a table of hourly records.

    Parameters
    ----------
    path : the file.
    items : those of the dataset it may name.

    Raises
    ------
    FileFault : as `read_mapping_as`.
    """
    return read_mapping_as(TableMapping, path, items)


MappingT = TypeVar("MappingT", bound=BaseModel)


def read_mapping_as(
    model: type[MappingT], path: Path, context: Mapping[str, Any] | None = None
) -> MappingT:
    """Read a mapping from YAML or JSON.

    Raises
    ------
    FileFault : it cannot be read, has an unknown key, or contradicts itself.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FileFault(
            "映射文件无法读取 mapping cannot be read",
            file=path,
            found=str(error),
            expected="YAML or JSON, UTF-8",
        ) from error
    try:
        return model.model_validate(content, context=context)
    except ValidationError as error:
        first = error.errors()[0]
        raise FileFault(
            "映射有误 the mapping is wrong",
            file=path,
            field=".".join(str(part) for part in first["loc"]) or None,
            found=first["input"] if first["loc"] else None,
            expected=first["msg"],
        ) from error
