"""Villages of the rural programme: when set, when accepted, and the gaps found in their sewage."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order


class Village(RegisterRow):
    """A village on a list of the rural programme.

    A village that stands on two lists under two names has one ``village_code`` and counts once.
    """

    code: Annotated[str, Column("村庄编码", "自定，不重复 own, unique", "V01", longest=40)]
    name: Annotated[str, Column("村名", example="甲村")]
    village_code: Annotated[
        str | None,
        Column(
            "行政村代码",
            "统计用区划代码，同村同码 one code per village, whatever it is called",
            "990101001201",
            longest=40,
        ),
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    set_in: Annotated[
        int | None,
        Column("下达年份", "省下达任务 set by the province", "2018", least=2000, most=2100),
    ]
    accepted_on: Annotated[date | None, Column("验收日期", example="2019-11-20")]
    evidence: Annotated[
        str | None, Column("验收依据", "文件号 number of the document", "甲验〔2019〕1号")
    ]
    facility_code: Annotated[
        str | None,
        Column("污水设施编码", "数村共用则同码 shared by villages: one code", "W01", longest=40),
    ]
    gap_found_on: Annotated[
        date | None, Column("发现缺口日期", "查漏补缺 the check for gaps", "2020-03-10")
    ]
    gap_closed_on: Annotated[date | None, Column("补齐日期", example="2020-08-15")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.gap_found_on, self.gap_closed_on, "gap_closed_on")
        return self


VILLAGES = Register("villages", "村庄名录", Village)
