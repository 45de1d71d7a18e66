"""Suggestions of the city congress and proposals of the consultative conference."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Self

from pydantic import model_validator

from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import Column, RegisterRow, require_order


class ProposalKind(Enum):
    """Whose paper it is."""

    CONGRESS = "congress"
    CONFERENCE = "conference"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_KIND_TERMS[self]} {self.value.replace('_', ' ')}"


_KIND_TERMS = {
    ProposalKind.CONGRESS: "人大建议",
    ProposalKind.CONFERENCE: "政协提案",
}


class Satisfaction(Enum):
    """What the proposer said of the answer."""

    SATISFIED = "satisfied"
    BASICALLY = "basically_satisfied"
    UNSATISFIED = "unsatisfied"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_SATISFACTION_TERMS[self]} {self.value.replace('_', ' ')}"


_SATISFACTION_TERMS = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.BASICALLY: "基本满意",
    Satisfaction.UNSATISFIED: "不满意",
}


class Proposal(RegisterRow):
    """A suggestion or proposal, and its answer."""

    code: Annotated[str, Column("编号", example="建议2020-001", longest=40)]
    kind: Annotated[ProposalKind, Column("种类", example="人大建议")]
    subject: Annotated[str, Column("题目", example="加强河涌治理", longest=200)]
    received_on: Annotated[date, Column("收到日期", example="2020-03-10")]
    due_on: Annotated[date, Column("应答复日期", "按办理规定 by the rules", "2020-09-10")]
    answered_on: Annotated[date | None, Column("答复日期", example="2020-08-20")]
    satisfaction: Annotated[Satisfaction | None, Column("满意度", example="满意")]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        require_order(self.received_on, self.due_on, "due_on")
        require_order(self.received_on, self.answered_on, "answered_on")
        return self


PROPOSALS = Register("proposals", "建议提案", Proposal)
