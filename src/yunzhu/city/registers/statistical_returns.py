"""Returns of environmental statistics and units of the pollution-source census."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.pollutants import Pollutant
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow, require_order


class Survey(Enum):
    """For what a return is made."""

    STATISTICS = "statistics"
    CENSUS = "census"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "环境统计 statistics" if self is Survey.STATISTICS else "污染源普查 census"


class StatisticalReturn(RegisterRow):
    """The return of a unit for a year, from its day due to the handing over of its file."""

    survey: Annotated[Survey, Column("调查", example="环境统计")]
    year: Annotated[
        int, Column("数据年份", "报表所述 the year it tells of", "2019", least=2000, most=2100)
    ]
    unit: Annotated[str, Column("单位编码", "报表中的编码 as in the return", "U001", longest=40)]
    name: Annotated[str | None, Column("单位名称", example="甲厂")]
    enterprise: Annotated[
        str | None,
        Column(
            "企业编码", "对应的企业 the firm it is", "91440101MA5AAAAA7W", refers_to="enterprises"
        ),
    ]
    due_on: Annotated[date | None, Column("应报日期", example="2020-03-31")]
    submitted_on: Annotated[date | None, Column("上报日期", example="2020-03-20")]
    accepted_on: Annotated[date | None, Column("审核通过日期", example="2020-04-10")]
    archived_on: Annotated[date | None, Column("建档日期", example="2020-09-01")]
    handed_over_on: Annotated[date | None, Column("移交日期", example="2020-11-01")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.submitted_on, self.accepted_on, "accepted_on")
        require_order(self.archived_on, self.handed_over_on, "handed_over_on")
        return self


class StatisticalReturnEmission(RegisterRow):
    """What a return says was emitted of one pollutant in its year."""

    survey: Annotated[Survey, Column("调查", example="环境统计")]
    year: Annotated[int, Column("数据年份", example="2019", least=2000, most=2100)]
    unit: Annotated[str, Column("单位编码", example="U001", longest=40)]
    item: Annotated[Pollutant, Column("污染物", example="氮氧化物")]
    tonnes: Annotated[Decimal, Column("排放量", "[t]", "1.6", decimals=6)]


STATISTICAL_RETURNS = Register(
    "statistical_returns", "统计与普查报表", StatisticalReturn, key=("survey", "year", "unit")
)
STATISTICAL_RETURN_EMISSIONS = Register(
    "statistical_return_emissions",
    "统计与普查排放量",
    StatisticalReturnEmission,
    key=("survey", "year", "unit", "item"),
)
