"""Settings of the warnings: this project's own choices, each with its reason.

They are not limits of a standard (``warning.yaml``); every entry is marked ``unverified``.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from yunzhu.errors import FileFault
from yunzhu.yaml_documents import STRICT, ExactDecimal, read_yaml

_PACKAGED = Path(__file__).parent / "warning.yaml"


class Direction(Enum):
    """Which way a change of an item is bad."""

    RISE = "rise"
    FALL = "fall"
    BOTH = "both"


class _Settings(BaseModel):
    model_config = STRICT


class _Reasoned(_Settings):
    source: Literal["unverified"]
    reason: str = Field(min_length=1)


class EpisodeSettings(_Reasoned):
    """Hits no further apart than ``merge_hours`` are one alarm."""

    merge_hours: int = Field(ge=1)


class ClassDropSettings(_Reasoned):
    """How many samples of each item in a row, ``within_hours`` of each other, are too many."""

    within_hours: int = Field(ge=1)
    samples: dict[str, Annotated[int, Field(ge=1)]]


class ItemJump(_Settings):
    """Which way a jump is bad, and the least difference [unit of the item]."""

    direction: Annotated[Direction, Field(strict=False)]
    least_change: ExactDecimal = Field(gt=0)


class JumpSettings(_Reasoned):
    """A jump exceeds both the multiple of the spread and the least difference."""

    history_days: int = Field(ge=1)
    least_samples: int = Field(ge=2)
    spread_multiple: ExactDecimal = Field(gt=0)
    least_spread_share: ExactDecimal = Field(ge=0)
    items: dict[str, ItemJump]


class InflowSettings(_Reasoned):
    """Items compared between sections, and how far [h] the sample upstream may be off."""

    tolerance_hours: int = Field(ge=0)
    items: tuple[str, ...]


class ItemFlatLine(_Settings):
    """How many equal readings above ``idle_up_to`` [unit], within how many hours, are too many."""

    readings: int = Field(ge=2)
    window_hours: int = Field(ge=1)
    idle_up_to: ExactDecimal | None = None


class FlatLineSettings(_Reasoned):
    """Settings of the test for equal readings."""

    items: dict[str, ItemFlatLine]


class ItemDrift(_Settings):
    """The least change [unit], and as a share of the first days' median."""

    least_change: ExactDecimal = Field(gt=0)
    least_share: ExactDecimal = Field(ge=0)


class DriftSettings(_Reasoned):
    """A drift goes one way for ``days`` where the neighbours do not."""

    days: int = Field(ge=4)
    least_days: int = Field(ge=4)
    least_samples_a_day: int = Field(ge=1)
    least_agreement: ExactDecimal = Field(gt=0, le=1)
    neighbour_agreement: ExactDecimal = Field(gt=0, le=1)
    items: dict[str, ItemDrift]


class ItemRange(_Settings):
    """Ends of an instrument's range [unit of the item], both still inside."""

    lowest: ExactDecimal
    highest: ExactDecimal


class RangeSettings(_Reasoned):
    """Settings of the test for readings that no working station gives."""

    items: dict[str, ItemRange]


class WarningSettings(_Settings):
    """All settings of the warnings; an item without an entry is not looked at."""

    episode: EpisodeSettings
    class_drop: ClassDropSettings
    jump: JumpSettings
    inflow: InflowSettings
    flat_line: FlatLineSettings
    drift: DriftSettings
    range: RangeSettings


def read_warning_settings(path: Path) -> WarningSettings:
    """Read a file of warning settings.

    Raises
    ------
    FileFault : it cannot be read, or a setting is unknown, missing or out of place.
    """
    what = "预警设置有误 a wrong setting of the warnings"
    return read_yaml(path, FileFault).validated(WarningSettings, what=what)


@cache
def default_warning_settings() -> WarningSettings:
    """Return the packaged settings.

    Examples
    --------
    >>> default_warning_settings().jump.history_days
    30
    """
    return read_warning_settings(_PACKAGED)
