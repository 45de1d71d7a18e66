"""What a plan's YAML may say; strict, and for any city and year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Field, Tag

from yunzhu.files import digest_of_bytes
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


Compare = Literal["at_most", "at_least", "below", "equal"]


class KnownThreshold(BaseModel):
    """A number that the plan's own text prints; it never follows a standard's limit."""

    model_config = STRICT
    compare: Compare
    value: ExactDecimal
    unit: str


class UnknownThreshold(BaseModel):
    """A number that the text leaves to someone else and that has not been entered."""

    model_config = STRICT
    compare: Compare
    unknown: str
    english: str
    unit: str


class NoThreshold(BaseModel):
    """No number may be shown as the plan's: the text prints none."""

    model_config = STRICT
    none: str
    english: str


def _form_of(threshold: object) -> str:
    """Name the form a threshold is written in, so that a fault speaks of that form alone."""
    if isinstance(threshold, BaseModel):
        return type(threshold).__name__
    keys = threshold if isinstance(threshold, Mapping) else {}
    if "unknown" in keys:
        return UnknownThreshold.__name__
    return NoThreshold.__name__ if "none" in keys else KnownThreshold.__name__


NumberThreshold = Annotated[
    Annotated[KnownThreshold, Tag(KnownThreshold.__name__)]
    | Annotated[UnknownThreshold, Tag(UnknownThreshold.__name__)],
    Discriminator(_form_of),
]
Threshold = Annotated[
    Annotated[KnownThreshold, Tag(KnownThreshold.__name__)]
    | Annotated[UnknownThreshold, Tag(UnknownThreshold.__name__)]
    | Annotated[NoThreshold, Tag(NoThreshold.__name__)],
    Discriminator(_form_of),
]


MetricName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class AirMeasure(BaseModel):
    """One official air statistic held against a threshold."""

    model_config = STRICT
    indicator: str
    statistic: str
    threshold: NumberThreshold


class AirMetric(BaseModel):
    """The metric ``air_statistics``: official statistics of the plan's year, joined by AND."""

    model_config = STRICT
    name: Literal["air_statistics"]
    measures: tuple[AirMeasure, ...] = Field(min_length=1)


class WorkItemsMetric(BaseModel):
    """The metric ``work_items``: accepted work items of the commitment, by component.

    Each component needs work items of its own; without components all items count together.
    """

    model_config = STRICT
    name: Literal["work_items"]
    components: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class DeclaredFiguresMetric(BaseModel):
    """The metric ``declared_figures``: figures that are declared or confirmed about objects.

    ``count_objects`` counts the objects whose latest figure is not zero; ``latest_worst`` holds
    the worst of the latest figures against the commitment's threshold, ``latest_sum`` their sum.
    ``objects`` names the objects, or says how many there are. Under ``settled_by: confirmed``
    only confirmed (核定) figures settle the commitment.
    """

    model_config = STRICT
    name: Literal["declared_figures"]
    indicator: str
    reading: Literal["count_objects", "latest_worst", "latest_sum"]
    objects: tuple[str, ...] | Annotated[int, Field(gt=0)] | None
    settled_by: Literal["any", "confirmed"] = "any"


class WaterSectionsMetric(BaseModel):
    """The metric ``water_sections``: how many of the assessed sections the year's class serves.

    ``own_target`` counts sections no worse than their own target class, ``good`` those of class
    III or better, ``worse_than_v`` those worse than class V. The denominator is the plan's.
    """

    model_config = STRICT
    name: Literal["water_sections"]
    reading: Literal["own_target", "good", "worse_than_v"]
    sections: Annotated[int, Field(gt=0)]


class DrinkingSourcesMetric(BaseModel):
    """The metric ``drinking_sources``: sources of a level none of whose due months failed."""

    model_config = STRICT
    name: Literal["drinking_sources"]
    level: Literal["urban", "town_or_below"]


class RegisterCoverageMetric(BaseModel):
    """The metric ``register_coverage``: how many rows of a register show what is asked of them.

    ``coverages`` are names of `yunzhu.plan.register_coverage.COVERAGES`; each is a finding of its
    own, and they are never averaged. ``absent`` names those that the clause asks for as well and
    that have no register yet; each is 证据不足.
    """

    model_config = STRICT
    name: Literal["register_coverage"]
    coverages: tuple[str, ...] = Field(min_length=1)
    absent: tuple[MetricName, ...] = ()


class RiverMouthsMetric(BaseModel):
    """The metric ``river_mouths``: class and load at the river mouths against the year before."""

    model_config = STRICT
    name: Literal["river_mouths"]


class StationsSendingMetric(BaseModel):
    """The metric ``stations_sending``: automatic stations that are built and send records."""

    model_config = STRICT
    name: Literal["stations_sending"]
    stations: Literal["provincial_sections", "flux"]


class AbsentMetric(BaseModel):
    """A metric that is named but not there yet; its row is 证据不足 and says so."""

    model_config = STRICT
    name: Literal["absent"]
    wanted: MetricName


Metric = Annotated[
    AirMetric
    | WorkItemsMetric
    | DeclaredFiguresMetric
    | WaterSectionsMetric
    | DrinkingSourcesMetric
    | RegisterCoverageMetric
    | RiverMouthsMetric
    | StationsSendingMetric
    | AbsentMetric,
    Field(discriminator="name"),
]


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
