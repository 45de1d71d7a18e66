"""Environmental impact assessments (环评) of plans and projects, and what projects promised."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.pollutants import Pollutant
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import (
    AREAS,
    Column,
    RegisterRow,
    require_both,
    require_order,
)


class EiaKind(Enum):
    """What is assessed."""

    PLAN = "plan"
    PROJECT = "project"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "规划环评 plan" if self is EiaKind.PLAN else "项目环评 project"


class RecheckResult(Enum):
    """What the re-check of a document found."""

    PASSED = "passed"
    FAULTY = "faulty"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "合格 passed" if self is RecheckResult.PASSED else "有质量问题 faulty"


class EiaDocument(RegisterRow):
    """The assessment of a plan or project, from its receipt to its re-check."""

    code: Annotated[
        str,
        Column("环评编号", "审批文号，未批用受理号 of approval, else of receipt", "甲环审2020-1"),
    ]
    name: Annotated[str, Column("规划或项目名称", example="甲区产业园规划", longest=200)]
    kind: Annotated[EiaKind, Column("种类", example="规划环评")]
    enterprise: Annotated[
        str | None,
        Column(
            "企业编码", "项目有则填 of a project", "91440101MA5AAAAA7W", refers_to="enterprises"
        ),
    ]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    industry: Annotated[str | None, Column("行业", example="包装印刷")]
    is_key_area: Annotated[bool, Column("重点区域", example="是")]
    is_major: Annotated[bool, Column("重大项目", example="否")]
    on_commitment: Annotated[bool, Column("承诺制审批", "凭承诺批准 approved on commitment", "否")]
    received_on: Annotated[date | None, Column("受理日期", example="2020-02-10")]
    approved_on: Annotated[
        date | None, Column("批准或审查日期", "approved, of a plan reviewed", "2020-06-20")
    ]
    preparing_unit: Annotated[str | None, Column("编制单位", example="甲环评公司")]
    rechecked_on: Annotated[date | None, Column("复核日期", example="2020-10-12")]
    recheck_result: Annotated[RecheckResult | None, Column("复核结果", example="合格")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.received_on, self.approved_on, "approved_on")
        require_both(self.rechecked_on, self.recheck_result, "recheck_result")
        return self


class EiaPromisedEmission(RegisterRow):
    """What the approved assessment of a project lets it emit of one pollutant in a year."""

    eia: Annotated[str, Column("环评编号", example="甲环审2020-1", refers_to="eia_documents")]
    item: Annotated[Pollutant, Column("污染物", example="氮氧化物")]
    tonnes_per_year: Annotated[Decimal, Column("承诺排放量", "[t/a]", "1.2", decimals=6)]


EIA_DOCUMENTS = Register("eia_documents", "环评文件名录", EiaDocument)
EIA_PROMISED_EMISSIONS = Register(
    "eia_promised_emissions", "环评承诺排放量", EiaPromisedEmission, key=("eia", "item")
)
