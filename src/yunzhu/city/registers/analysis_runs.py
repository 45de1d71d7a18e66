"""Runs of models: receptor models, suspects of an episode, effects of a measure."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow, require_order


class AnalysisKind(Enum):
    """What was computed."""

    RECEPTOR_MODEL = "receptor_model"
    SUSPECTS = "suspects"
    EFFECT = "effect"
    INSTRUMENT_COMPARISON = "instrument_comparison"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    AnalysisKind.RECEPTOR_MODEL: "受体模型",
    AnalysisKind.SUSPECTS: "溯源排查",
    AnalysisKind.EFFECT: "效果评估",
    AnalysisKind.INSTRUMENT_COMPARISON: "仪器比对",
}


class AnalysisRun(RegisterRow):
    """A run of a model: the days it is about, its result with uncertainty, its report."""

    code: Annotated[str, Column("运算编号", "自定，不重复 own, unique", "R01", longest=40)]
    kind: Annotated[AnalysisKind, Column("种类", example="受体模型")]
    first_day: Annotated[date, Column("数据首日", example="2020-01-01")]
    last_day: Annotated[date, Column("数据末日", example="2020-12-31")]
    sites: Annotated[str, Column("站点", "以顿号分隔 separated", "甲点、乙点", longest=500)]
    inputs_sha256: Annotated[
        str | None, Column("输入SHA-256", "输入数据的摘要 of the inputs", "0" * 64, longest=64)
    ]
    result: Annotated[str | None, Column("结果", example="机动车 34 %", longest=1000)]
    uncertainty: Annotated[
        str | None, Column("不确定度", "无则不算结果 without it no result", "±6 %", longest=200)
    ]
    made_on: Annotated[date, Column("完成日期", example="2021-01-10")]
    accepted_on: Annotated[date | None, Column("报告验收日期", example="2021-02-01")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.first_day, self.last_day, "last_day")
        require_order(self.made_on, self.accepted_on, "accepted_on")
        return self


ANALYSIS_RUNS = Register("analysis_runs", "模型运算记录", AnalysisRun)
