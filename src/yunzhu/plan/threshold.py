"""The numbers that a plan's text prints, leaves to others, or does not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Discriminator, Tag

from yunzhu.yaml_documents import STRICT, ExactDecimal

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
