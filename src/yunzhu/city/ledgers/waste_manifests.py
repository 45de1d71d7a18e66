"""Manifests of hazardous waste (危险废物转移联单): what was sent, and what arrived."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register_row import Column, RegisterRow, require_both, require_order

# Category, then industry, number and category again: memory, of 国家危险废物名录, no page at hand.
_WASTE = re.compile(r"HW([0-9]{2}) [0-9]{3}-[0-9]{3}-([0-9]{2})")


def _checked_waste(text: str) -> str:
    found = _WASTE.fullmatch(text)
    if found is None or found[1] != found[2]:
        raise CellFault(
            "不是危险废物代码 not a code of hazardous waste",
            expected="类别与八位代码，末两位即类别 category and code that ends in it: "
            "HW49 900-041-49",
        )
    return text


class WasteManifest(RegisterRow):
    """One manifest; nothing is known of its arrival while day and weight received are empty."""

    code: Annotated[str, Column("联单编号", "不重复 unique", "2020990100000001", longest=40)]
    producer: Annotated[
        str, Column("产生单位", "企业编码 its code", "91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    carrier: Annotated[
        str, Column("运输单位", "企业编码 its code", "91440101MA5BBBBB9F", refers_to="enterprises")
    ]
    receiver: Annotated[
        str, Column("接收单位", "企业编码 its code", "91440101MA5CCCCC4P", refers_to="enterprises")
    ]
    waste_code: Annotated[
        str,
        AfterValidator(_checked_waste),
        Column("废物代码", "类别与八位代码 category and code", "HW49 900-041-49", longest=15),
    ]
    sent_t: Annotated[Decimal, Column("转移量", "[t]", "2.5", most=10**5, decimals=4)]
    received_t: Annotated[
        Decimal | None,
        Column("接收量", "[t]，未接收留空 empty until received", "2.5", most=10**5, decimals=4),
    ]
    sent_on: Annotated[date, Column("转移日期", example="2020-05-12")]
    received_on: Annotated[
        date | None, Column("接收日期", "未接收留空 empty until received", "2020-05-14")
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.producer == self.receiver:
            raise CellFault(
                "接收单位即产生单位 the receiver is the producer",
                expected="另一企业 another firm",
                field="receiver",
            )
        require_both(self.received_t, self.received_on, "received_on")
        require_order(self.sent_on, self.received_on, "received_on")
        return self


WASTE_MANIFESTS = Ledger(
    "waste_manifests",
    "危险废物转移联单台账",
    WasteManifest,
    day="sent_on",
    joint=("producer", "receiver", "received_t", "sent_on", "received_on"),
)
