"""Firms and other fixed sources, and the dated lists on which they stand."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.credit_code import CreditCode
from yunzhu.city.registers.position import Latitude, Longitude
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    AREAS,
    Column,
    RegisterRow,
    require_both,
    require_order,
)


class ManagementClass(Enum):
    """How the directory of fixed sources has a firm managed (固定污染源排污许可分类管理名录)."""

    KEY = "key"
    SIMPLIFIED = "simplified"
    REGISTRATION = "registration"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_CLASS_TERMS[self]} {self.value}"


_CLASS_TERMS = {
    ManagementClass.KEY: "重点管理",
    ManagementClass.SIMPLIFIED: "简化管理",
    ManagementClass.REGISTRATION: "登记管理",
}


class EnterpriseList(Enum):
    """A list that is drawn up for a year and on which firms stand."""

    KEY_DISCHARGER = "key_discharger"
    KEY_INDUSTRIAL_SOURCE = "key_industrial_source"
    KEY_HAZARDOUS_WASTE = "key_hazardous_waste"
    WASTE_DECLARANT = "waste_declarant"
    HEAVY_METAL = "heavy_metal"
    RISK_FIRM = "risk_firm"
    FIXED_SOURCE = "fixed_source"
    STATISTICS_RESPONDENT = "statistics_respondent"
    VOC_KEY_FIRM = "voc_key_firm"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_LIST_TERMS[self]} {self.value.replace('_', ' ')}"


_LIST_TERMS = {
    EnterpriseList.KEY_DISCHARGER: "重点排污单位",
    EnterpriseList.KEY_INDUSTRIAL_SOURCE: "重点工业污染源",
    EnterpriseList.KEY_HAZARDOUS_WASTE: "危险废物重点单位",
    EnterpriseList.WASTE_DECLARANT: "固体废物申报单位",
    EnterpriseList.HEAVY_METAL: "涉重金属企业",
    EnterpriseList.RISK_FIRM: "环境风险企业",
    EnterpriseList.FIXED_SOURCE: "固定污染源清单",
    EnterpriseList.STATISTICS_RESPONDENT: "环境统计调查对象",
    EnterpriseList.VOC_KEY_FIRM: "VOCs重点企业",
}


class Enterprise(RegisterRow):
    """A firm or another fixed source: who it is, where it lies, what it does."""

    code: Annotated[
        str,
        Column(
            "企业编码",
            "统一社会信用代码，无则自定 its credit code, or one of your own",
            "91440101MA5AAAAA7W",
            longest=40,
        ),
    ]
    name: Annotated[str, Column("企业名称", example="甲厂")]
    credit_code: CreditCode
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    street: Annotated[
        str | None, Column("所在镇街", "有则填 where known", "990101001", refers_to=AREAS)
    ]
    address: Annotated[str | None, Column("地址", example="甲路1号", longest=200)]
    longitude: Longitude
    latitude: Latitude
    industry_code: Annotated[str | None, Column("行业代码", "GB/T 4754", "4620", longest=8)]
    industry: Annotated[str | None, Column("行业", example="污水处理及其再生利用")]
    management_class: Annotated[
        ManagementClass | None,
        Column("排污许可管理类别", "固定污染源分类管理名录 by the directory", "重点管理"),
    ]
    legal_person: Annotated[
        str | None, Column("法定代表人", "限本单位可见 restricted", "甲", longest=60)
    ]
    contact: Annotated[str | None, Column("联系人", "限本单位可见 restricted", "甲", longest=60)]
    telephone: Annotated[
        str | None, Column("电话", "限本单位可见 restricted", "020-00000000", longest=40)
    ]
    employees: Annotated[int | None, Column("职工人数", "[人 people]", "120", most=10**6)]
    is_industrial: Annotated[bool | None, Column("工业企业", example="是")]
    park: Annotated[str | None, Column("所在园区", example="甲园区", longest=80)]
    in_operation_from: Annotated[
        date | None, Column("投产日期", "空为一向 empty: always", "2012-05-01")
    ]
    in_operation_to: Annotated[
        date | None, Column("关停日期", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]
    closure_evidence: Annotated[
        str | None,
        Column("关停依据", "文件号，关停须填 document, needed when closed", "关停〔2025〕1号"),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.longitude, self.latitude, "latitude")
        require_order(self.in_operation_from, self.in_operation_to, "in_operation_to")
        return self


class EnterpriseListing(RegisterRow):
    """That a firm stands on a list of a year."""

    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    enterprise_list: Annotated[EnterpriseList, Column("名录种类", example="重点排污单位")]
    year: Annotated[int, Column("年份", example="2020", least=2000, most=2100)]
    listed_on: Annotated[date | None, Column("列入日期", example="2020-03-31")]
    removed_on: Annotated[
        date | None, Column("移出日期", "末日次日 first day off the list", "2020-12-01")
    ]
    document: Annotated[str | None, Column("依据文件", example="穗环〔2020〕1号")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.listed_on, self.removed_on, "removed_on")
        return self


ENTERPRISES = Register(
    "enterprises",
    "企业名录",
    Enterprise,
    first="in_operation_from",
    last="in_operation_to",
)
ENTERPRISE_LISTINGS = Register(
    "enterprise_listings",
    "企业名单",
    EnterpriseListing,
    key=("enterprise", "enterprise_list", "year"),
)
