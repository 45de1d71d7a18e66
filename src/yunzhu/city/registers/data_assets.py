"""The catalogue of data sets and layers, and the systems that are in service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow


class AssetKind(Enum):
    """What an asset is."""

    DATA_SET = "data_set"
    PLANNING_LAYER = "planning_layer"
    BASE_LAYER = "base_layer"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    AssetKind.DATA_SET: "数据集",
    AssetKind.PLANNING_LAYER: "规划图层",
    AssetKind.BASE_LAYER: "基础图层",
}


class DataAsset(RegisterRow):
    """A data set or layer: whose it is, who may have it, how fresh it is, who used it last."""

    code: Annotated[str, Column("资源编号", "自定，不重复 own, unique", "D01", longest=40)]
    name: Annotated[str, Column("资源名称", example="空气小时值")]
    kind: Annotated[AssetKind, Column("种类", example="基础图层")]
    owner: Annotated[str | None, Column("责任单位", example="甲科")]
    share_scope: Annotated[str | None, Column("共享范围", example="市级部门")]
    refreshed_on: Annotated[date | None, Column("最近更新", example="2020-06-30")]
    quality_score: Annotated[int | None, Column("质量分", "0 .. 100", "95", most=100)]
    coordinate_system: Annotated[
        str | None, Column("坐标系", "图层必填 needed for a layer", "CGCS2000", longest=20)
    ]
    published_on: Annotated[date | None, Column("发布日期", example="2020-03-01")]
    user: Annotated[str | None, Column("使用单位", "本局以外 outside the bureau", "甲局")]
    last_used_on: Annotated[date | None, Column("最近使用", example="2020-07-01")]
    records: Annotated[int | None, Column("记录数", example="1000")]
    records_matched: Annotated[
        int | None, Column("已匹配标准地址", "四标四实 to a standard address", "950")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.records is not None and (self.records_matched or 0) > self.records:
            raise CellFault(
                "匹配数大于记录数 more matched than there are",
                expected=f"≤ {self.records}",
                field="records_matched",
            )
        return self


class SystemYear(RegisterRow):
    """A system in service: hours it served in a year and what its security check found."""

    system: Annotated[str, Column("系统", example="监测平台", longest=80)]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    owner: Annotated[str, Column("责任单位", example="甲科")]
    in_service_on: Annotated[date | None, Column("投用日期", example="2018-01-01")]
    hours_due: Annotated[Decimal, Column("应服务小时", "[h]", "8784", most=8784, decimals=1)]
    hours_served: Annotated[Decimal, Column("实服务小时", "[h]", "8700", most=8784, decimals=1)]
    checklist_items: Annotated[int, Column("安全检查项", example="20", most=10**4)]
    checklist_passed: Annotated[int, Column("其中合格", example="20", most=10**4)]
    checked_on: Annotated[date | None, Column("检查日期", example="2020-09-01")]
    findings: Annotated[int, Column("发现问题", example="3", most=10**5)]
    findings_closed: Annotated[int, Column("其中整改", example="3", most=10**5)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for part, whole in (
            ("hours_served", "hours_due"),
            ("checklist_passed", "checklist_items"),
            ("findings_closed", "findings"),
        ):
            if getattr(self, part) > getattr(self, whole):
                raise CellFault(
                    "部分大于整体 a part larger than the whole",
                    expected=f"≤ {getattr(self, whole)}",
                    field=part,
                )
        return self


DATA_ASSETS = Register("data_assets", "数据资源目录", DataAsset)
IT_SYSTEM_YEARS = Register("it_system_years", "信息系统运行", SystemYear, key=("system", "year"))
