"""What firms declare of their waste, and where waste can be treated and disposed of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow, require_order

_MOST_TONNES = 10**8


class Declaration(RegisterRow):
    """What a firm declared of one waste for a year [t]; it balances or it does not."""

    enterprise: Annotated[
        str, Column("企业编码", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    year: Annotated[
        int,
        Column("所报年份", "数量所属的年份 that the amounts are of", "2019", least=2000, most=2100),
    ]
    waste_code: Annotated[
        str, Column("废物代码", "名录中的代码 of the directory", "336-054-17", longest=40)
    ]
    waste_class: Annotated[
        str, Column("废物类别", "与处置能力同一写法 as for capacities", "HW17", longest=40)
    ]
    opening_t: Annotated[Decimal, Column("期初贮存量", "[t]", "1.5", most=_MOST_TONNES, decimals=4)]
    generated_t: Annotated[Decimal, Column("产生量", "[t]", "20", most=_MOST_TONNES, decimals=4)]
    transferred_t: Annotated[
        Decimal,
        Column("转移量", "委托外单位 handed to others [t]", "18", most=_MOST_TONNES, decimals=4),
    ]
    disposed_t: Annotated[
        Decimal,
        Column(
            "自行利用处置量",
            "自行利用与处置之和 own use + own disposal [t]",
            "2",
            most=_MOST_TONNES,
            decimals=4,
        ),
    ]
    closing_t: Annotated[Decimal, Column("期末贮存量", "[t]", "1.5", most=_MOST_TONNES, decimals=4)]
    submitted_on: Annotated[date | None, Column("提交日期", example="2020-03-10")]
    accepted_on: Annotated[
        date | None, Column("审核通过日期", "空为未通过 empty: not accepted", "2020-03-20")
    ]
    sampled_on: Annotated[
        date | None, Column("抽查核查日期", "抽取的样本 drawn for a check", "2020-06-10")
    ]
    errors_found: Annotated[
        int | None,
        Column("核查差错数", "核查后填，0 为无 once verified, 0 for none", "0", most=1000),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.submitted_on, self.accepted_on, "accepted_on")
        if self.errors_found is not None and self.sampled_on is None:
            raise CellFault(
                "有差错数而无核查日期 errors of a check without its day",
                expected="日期, 如 a date, as 2020-06-10",
                field="sampled_on",
            )
        return self

    @property
    def difference_t(self) -> Decimal:
        """What the balance lacks [t]: opening + generated - transferred - disposed - closing."""
        into = self.opening_t + self.generated_t
        return into - self.transferred_t - self.disposed_t - self.closing_t

    def is_there_on(self, day: date) -> bool:
        """Tell whether it was handed in by a day; without any day of its own it always was."""
        first = self.submitted_on or self.accepted_on
        return first is None or first <= day


class DisposalFacility(RegisterRow):
    """A facility that treats or disposes of waste."""

    code: Annotated[str, Column("设施编码", "自定，不重复 own, unique", "D01", longest=40)]
    name: Annotated[str, Column("设施名称", example="甲处置中心")]
    area: Annotated[str, Column("所在区域", example="990101", refers_to=AREAS)]
    enterprise: Annotated[
        str | None,
        Column("企业编码", "运营单位 who runs it", "91440101MA5AAAAA7W", refers_to="enterprises"),
    ]


class FacilityCapacity(RegisterRow):
    """What a facility may take of a class of waste in a year [t/a], and when it runs."""

    facility: Annotated[str, Column("设施编码", example="D01", refers_to="disposal_facilities")]
    waste_class: Annotated[
        str, Column("废物类别", "与申报同一写法 as in declarations", "HW17", longest=40)
    ]
    licensed_t_per_year: Annotated[
        Decimal, Column("许可能力", "[t/a]", "20000", most=_MOST_TONNES, decimals=2)
    ]
    in_operation_from: Annotated[date, Column("投运日期", example="2015-06-01")]
    in_operation_to: Annotated[
        date | None, Column("停运日期", "末日，空为至今 last day, empty: goes on", "2025-12-31")
    ]
    licence: Annotated[
        str | None, Column("许可证号", "空为无证 empty: none", "危废证〔2015〕1号", longest=80)
    ]
    licence_to: Annotated[
        date | None,
        Column("许可证有效期止", "末日，空为长期 last day, empty: no end", "2025-06-01"),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.in_operation_from, self.in_operation_to, "in_operation_to")
        return self

    def counts_on(self, day: date) -> bool:
        """Tell whether it is licensed and running on a day."""
        is_licensed = self.licence is not None and (
            self.licence_to is None or day <= self.licence_to
        )
        return is_licensed and FACILITY_CAPACITIES.holds_on(self, day)


DECLARATIONS = Register(
    "declarations", "固体废物申报记录", Declaration, key=("enterprise", "year", "waste_code")
)
DISPOSAL_FACILITIES = Register("disposal_facilities", "处置设施名录", DisposalFacility)
FACILITY_CAPACITIES = Register(
    "facility_capacities",
    "处置能力记录",
    FacilityCapacity,
    key=("facility", "waste_class", "in_operation_from"),
    first="in_operation_from",
    last="in_operation_to",
)
