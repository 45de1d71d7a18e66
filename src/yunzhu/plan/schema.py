"""What a plan's YAML may say; strict, and for any city and year."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, Field

from yunzhu.files import digest_of_bytes
from yunzhu.plan.metric_schema import Metric
from yunzhu.plan.threshold import NumberThreshold, Threshold
from yunzhu.values import Origin
from yunzhu.yaml_documents import STRICT, ExactDecimal


class Force(Enum):
    """How strongly the text binds: 约束, 力争, or no number of its own."""

    BINDING = "binding"
    STRIVE = "strive"
    NO_NUMBER = "no_number"


class Role(Enum):
    """The bureau's part: 主责, 督促, 配合."""

    LEAD = "lead"
    URGE = "urge"
    JOIN = "join"


class Owes(Enum):
    """What the clause owes: a result, an effort, or both."""

    RESULT = "result"
    EFFORT = "effort"
    RESULT_AND_EFFORT = "result_and_effort"


class CommitmentKind(Enum):
    """What sort of thing is promised."""

    THRESHOLD = "threshold"
    COVERAGE = "coverage"
    RATIO = "ratio"
    COUNT = "count"
    DOCUMENT_ISSUED = "document_issued"
    PROGRAMME = "programme"
    NETWORK_BUILT = "network_built"
    MECHANISM = "mechanism"
    STANDING_DUTY = "standing_duty"

    @property
    def chinese(self) -> str:
        """The Chinese term."""
        return _KIND_TERMS[self]


_KIND_TERMS = {
    CommitmentKind.THRESHOLD: "阈值",
    CommitmentKind.COVERAGE: "覆盖",
    CommitmentKind.RATIO: "比率",
    CommitmentKind.COUNT: "计数",
    CommitmentKind.DOCUMENT_ISSUED: "印发文件",
    CommitmentKind.PROGRAMME: "专项工作",
    CommitmentKind.NETWORK_BUILT: "建成网络",
    CommitmentKind.MECHANISM: "机制",
    CommitmentKind.STANDING_DUTY: "常态职责",
}


class PublishedMeasure(BaseModel):
    """A published fact that may stand as evidence (公开) where no record exists."""

    model_config = STRICT
    indicator: str
    statistic: str
    threshold: NumberThreshold


CLAUSE_JOINT = " … "


class Commitment(BaseModel):
    """One clause, one query over evidence, one verdict.

    ``clause`` quotes the text exactly; `CLAUSE_JOINT` joins pieces that stand apart in it.
    """

    model_config = STRICT
    id: Annotated[str, Field(pattern=r"^(T\d{2}|Q\d|\d{2}\.\d{1,2})$")]
    clause: Annotated[str, Field(min_length=1)]
    english: str
    kind: Annotated[CommitmentKind, Field(strict=False)]
    force: Annotated[Force, Field(strict=False)]
    role: Annotated[Role, Field(strict=False)]
    owes: Annotated[Owes, Field(strict=False)]
    due: date
    threshold: Threshold
    measured: str
    measured_english: str
    registers: tuple[str, ...]
    readings: tuple[str, ...]
    metric: Metric
    published: tuple[PublishedMeasure, ...] = ()

    @property
    def group(self) -> str:
        """The group that rolls up: ``targets``, ``goals``, or the task's number, e.g. ``13``."""
        if self.id.startswith("T"):
            return TARGETS
        return GOALS if self.id.startswith("Q") else self.id.split(".")[0]


TARGETS, GOALS = "targets", "goals"


class Task(BaseModel):
    """One numbered task of the plan."""

    model_config = STRICT
    number: Annotated[str, Field(pattern=r"^\d{2}$")]
    title: str
    english: Annotated[str, Field(min_length=1)]
    part: str


class KeptText(BaseModel):
    """A passage that is no commitment, and why."""

    model_config = STRICT
    text: str
    why: str


class Cuts(BaseModel):
    """Where the words of running commitments part: odds, and done share against elapsed share.

    Odds from fewer than three seasons are not given, whatever the plan.
    """

    model_config = STRICT
    on_track_odds: Annotated[ExactDecimal, Field(gt=0, le=1)]
    at_risk_odds: Annotated[ExactDecimal, Field(gt=0, le=1)]
    at_risk_pace: Annotated[ExactDecimal, Field(gt=0, le=1)]
    seasons_for_odds: Annotated[int, Field(ge=3)]


class Plan(BaseModel):
    """A city's plan for one year."""

    model_config = STRICT
    id: str
    title: str
    english: str
    area: Annotated[str, Field(min_length=1)]
    year: int
    origin: Annotated[Origin, Field(strict=False)]
    text_file: str
    cuts: Cuts
    tasks: tuple[Task, ...] = ()
    kept_as_text: tuple[KeptText, ...] = ()
    commitments: tuple[Commitment, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what the plan says; the layout of its file does not count."""
        return digest_of_bytes(self.model_dump_json().encode("utf-8"))

    def commitment(self, identity: str) -> Commitment:
        """Return a commitment by id; an unknown one raises KeyError."""
        return {one.id: one for one in self.commitments}[identity]
