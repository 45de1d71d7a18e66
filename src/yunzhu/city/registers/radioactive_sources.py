"""Sealed radioactive sources: what they hold, who keeps them, and when they were last checked."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, Column, RegisterRow
from yunzhu.standards.radioactive_sources import RadioactiveCategory

# Whole becquerels; the strongest sealed sources hold about 10**17.
_MOST_BECQUEREL = 10**17


class SourceState(Enum):
    """Whether a source is used, lies in its holder's store, or has left."""

    IN_USE = "in_use"
    STORED = "stored"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_STATE_TERMS[self]} {self.value.replace('_', ' ')}"


_STATE_TERMS = {
    SourceState.IN_USE: "在用",
    SourceState.STORED: "闲置",
    SourceState.RETIRED: "退役送贮",
}


class RadioactiveSource(RegisterRow):
    """A sealed source; one that was sent to storage or back leaves by a dated document alone."""

    code: Annotated[
        str, Column("放射源编码", "国家编码或自定 national or own, unique", "R01", longest=40)
    ]
    nuclide: Annotated[str, Column("核素", "如 as Co-60", "Co-60", longest=20)]
    activity_bq: Annotated[int, Column("活度", "[Bq]", "400000000000", most=_MOST_BECQUEREL)]
    activity_on: Annotated[
        date, Column("活度日期", "活度所指之日 day of the activity", "2018-05-01")
    ]
    category: Annotated[RadioactiveCategory, Column("类别", example="Ⅱ类")]
    holder: Annotated[
        str, Column("持有单位", example="91440101MA5AAAAA7W", refers_to="enterprises")
    ]
    area: Annotated[
        str, Column("所在区域", "区或镇街 district or street", "990101", refers_to=AREAS)
    ]
    place: Annotated[
        str | None, Column("场所", "限本单位可见 restricted", "甲厂1号库", longest=120)
    ]
    state: Annotated[SourceState, Column("状态", example="在用")]
    last_check_on: Annotated[date | None, Column("最近检查日期", example="2020-04-20")]
    ended_on: Annotated[
        date | None,
        Column("退出日期", "末日，退役须填 last day, needed when retired", "2025-12-31"),
    ]
    ending_document: Annotated[
        str | None,
        Column(
            "退出依据", "文件号，有退出日期须填 document, needed with that day", "甲辐〔2025〕1号"
        ),
    ]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.state is SourceState.RETIRED and self.ended_on is None:
            raise CellFault(
                "退役无日期 retired without its day",
                expected="日期, 如 a date, as 2020-06-30",
                field="ended_on",
            )
        if self.ended_on is not None and self.ending_document is None:
            raise CellFault(
                "退出无依据 it left without a document",
                expected="文件号 number of the document",
                field="ending_document",
            )
        return self


RADIOACTIVE_SOURCES = Register(
    "radioactive_sources", "放射源名录", RadioactiveSource, last="ended_on"
)
