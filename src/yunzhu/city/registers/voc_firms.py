"""Key firms whose VOC emissions are to be treated (VOCs 重点企业整治)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow, require_both


class VocFirm(RegisterRow):
    """A firm on the list of a year, its measure, and when that was accepted."""

    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    list_year: Annotated[int, Column("名单年份", example="2020", least=2000, most=2100)]
    industry: Annotated[str | None, Column("行业", "整治分类 as treated", "包装印刷")]
    measure: Annotated[
        str | None, Column("整治措施", example="改用水性油墨，加装催化燃烧", longest=200)
    ]
    accepted_on: Annotated[date | None, Column("验收日期", example="2020-09-20")]
    evidence: Annotated[
        str | None,
        Column("成效依据", "验收文号或监测报告，验收须填 needed when accepted", "验〔2020〕1号"),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_both(self.accepted_on, self.evidence, "evidence")
        return self


VOC_FIRMS = Register("voc_firms", "VOCs整治企业名录", VocFirm, key=("enterprise", "list_year"))
