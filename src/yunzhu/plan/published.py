"""Published facts of a city: figures typed from their source, evidence of kind 公开."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from yunzhu.errors import PlanError
from yunzhu.periods import Period
from yunzhu.values import EvidenceKind, SourceMark
from yunzhu.yaml_documents import STRICT, read_yaml

PAGE_NOT_RECORDED = "page not recorded"
_CITIES = Path(__file__).parent.parent / "cities"


class ConflictingValue(BaseModel):
    """Another value that another source gives."""

    model_config = STRICT
    value: str
    reference: str


class PublishedFact(BaseModel):
    """One published figure.

    ``published`` is the day of publication where it is known; ``value`` is decimal text. A figure
    whose page was not recorded can be read again by nobody, and is not marked ``seen``.
    """

    model_config = STRICT
    id: str
    subject: str
    indicator: str
    statistic: str
    period: str
    value: Annotated[Decimal, Field(strict=False)]
    unit: str
    source: Annotated[SourceMark, Field(strict=False)]
    reference: str
    published: date | None
    kind: Annotated[EvidenceKind, Field(strict=False)]
    note: str
    conflicting: tuple[ConflictingValue, ...]

    @model_validator(mode="after")
    def _seen_on_a_page(self) -> PublishedFact:
        if self.source is SourceMark.SEEN and PAGE_NOT_RECORDED in self.reference:
            raise ValueError(f"{self.id}: {PAGE_NOT_RECORDED}: mark it unverified, not seen")
        return self

    @property
    def counts_from(self) -> date:
        """The day of publication, or, where it is not known, the last day of the period."""
        return self.published or Period.parse(self.period).last

    @property
    def publication(self) -> str:
        """When it was published, and from when it counts where that is not known, for reading."""
        if self.published is not None:
            return f"发布 published {self.published}"
        return (
            "发布日未记录 day of publication not recorded, "
            f"自 {self.counts_from} 起作数 counts from {self.counts_from}"
        )


class PublishedFacts(BaseModel):
    """The published figures of one city's folder."""

    model_config = STRICT
    format: Literal[1]
    city: str
    facts: tuple[PublishedFact, ...]

    @model_validator(mode="after")
    def _each_once(self) -> PublishedFacts:
        ids = [fact.id for fact in self.facts]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"id given twice: {', '.join(twice)}")
        return self


@cache
def published_facts(city: str) -> tuple[PublishedFact, ...]:
    """Return the published figures of a city's folder, e.g. ``guangzhou``.

    Raises
    ------
    PlanError : no such folder, or its ``published.yaml`` is not as required.

    Examples
    --------
    >>> facts = {fact.id: fact for fact in published_facts("guangzhou")}
    >>> facts["440100/PM2.5/mean/2014-01-01..2014-12-31"].value
    Decimal('49')
    """
    known = {path.parent.name: path for path in sorted(_CITIES.glob("*/published.yaml"))}
    if city not in known:
        raise PlanError(
            "没有该城市的公开数字 no published figures of this city",
            found=city,
            expected=" | ".join(known),
        )
    document = read_yaml(known[city], PlanError)
    what = "公开数字文件不合要求 the file of published figures is not as required"
    return document.validated(PublishedFacts, what=what).facts


@cache
def published_facts_of_area(area: str) -> tuple[PublishedFact, ...]:
    """Return the published figures about an area, from whichever city's folder has them."""
    return tuple(
        fact
        for path in sorted(_CITIES.glob("*/published.yaml"))
        for fact in published_facts(path.parent.name)
        if fact.subject == area
    )


@cache
def published_measure_units() -> dict[tuple[str, str], str]:
    """Return what any city's folder has figures of: (indicator, statistic) to unit.

    Examples
    --------
    >>> published_measure_units()["assessment_section", "good_share"]
    '%'
    """
    return {
        (fact.indicator, fact.statistic): fact.unit
        for path in sorted(_CITIES.glob("*/published.yaml"))
        for fact in published_facts(path.parent.name)
    }
