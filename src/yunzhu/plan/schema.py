"""What a plan's YAML may say; strict, and for any city and year."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

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
    """What the clause owes: a result, or an effort."""

    RESULT = "result"
    EFFORT = "effort"


class KnownThreshold(BaseModel):
    """A number that the plan's own text prints; it never follows a standard's limit."""

    model_config = STRICT
    compare: Literal["at_most", "at_least"]
    value: ExactDecimal
    unit: str


class UnknownThreshold(BaseModel):
    """A number that the text leaves to someone else and that has not been entered."""

    model_config = STRICT
    compare: Literal["at_most", "at_least"]
    unknown: str
    english: str
    unit: str


class AirMeasure(BaseModel):
    """One official air statistic held against a threshold."""

    model_config = STRICT
    indicator: str
    statistic: str
    threshold: KnownThreshold | UnknownThreshold


class AirMetric(BaseModel):
    """The metric ``air_statistics``: official statistics of the plan's year, joined by AND."""

    model_config = STRICT
    name: Literal["air_statistics"]
    measures: tuple[AirMeasure, ...] = Field(min_length=1)


class Commitment(BaseModel):
    """One clause, one query over evidence, one verdict.

    ``clause`` quotes the text exactly; `` … `` joins pieces that stand apart in it.
    """

    model_config = STRICT
    id: Annotated[str, Field(pattern=r"^(T\d{2}|Q\d|\d{2}\.\d{1,2})$")]
    clause: str
    english: str
    force: Annotated[Force, Field(strict=False)]
    role: Annotated[Role, Field(strict=False)]
    owes: Annotated[Owes, Field(strict=False)]
    due: date
    readings: tuple[str, ...]
    metric: AirMetric


class Cuts(BaseModel):
    """Where the words of running commitments part: odds, and done share against elapsed share."""

    model_config = STRICT
    on_track_odds: ExactDecimal
    at_risk_odds: ExactDecimal
    at_risk_pace: ExactDecimal
    seasons_for_odds: int


class Plan(BaseModel):
    """A city's plan for one year."""

    model_config = STRICT
    id: str
    title: str
    english: str
    area: str
    year: int
    origin: Annotated[Origin, Field(strict=False)]
    text: str
    cuts: Cuts
    commitments: tuple[Commitment, ...]

    def commitment(self, identity: str) -> Commitment:
        """Return a commitment by id; an unknown one raises KeyError."""
        return {one.id: one for one in self.commitments}[identity]
