"""Settings of the quality-control tests: this project's own choices, each with its reason.

They are not limits of a standard (``quality.yaml``); every entry is marked ``unverified``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from yunzhu.errors import FileFault
from yunzhu.yaml_documents import STRICT, ExactDecimal, read_yaml

_PACKAGED = Path(__file__).parent / "quality.yaml"


class _Settings(BaseModel):
    model_config = STRICT


class _Reasoned(_Settings):
    source: Literal["unverified"]
    reason: str = Field(min_length=1)


class ItemRange(_Settings):
    """Ends of an instrument's range [unit of the item], both still inside."""

    lowest: ExactDecimal
    highest: ExactDecimal


class ItemConstant(_Settings):
    """How many equal readings in a row, within how many hours, are too many."""

    readings: int = Field(ge=2)
    window_hours: int = Field(ge=2)


class ItemSpike(_Settings):
    """A spike exceeds both the multiple of the site's spread and the least difference [unit]."""

    spread_multiple: ExactDecimal = Field(gt=0)
    least_difference: ExactDecimal = Field(gt=0)


class RangeSettings(_Reasoned):
    """Settings of `range_test`."""

    items: dict[str, ItemRange]


class ConstantSettings(_Reasoned):
    """Settings of `constant_test`."""

    items: dict[str, ItemConstant]


class SpikeSettings(_Reasoned):
    """Settings of `spike_test`."""

    items: dict[str, ItemSpike]


class PmOrderSettings(_Reasoned):
    """Settings of `pm_order_test`: the excess [µg/m³] of PM2.5 over PM10 that is passed."""

    least_excess: ExactDecimal = Field(ge=0)
    share_of_pm10: ExactDecimal = Field(ge=0)


class NegativeSettings(_Reasoned):
    """Settings of `negative_test`."""

    items: tuple[str, ...]


class QualitySettings(_Settings):
    """All settings of the quality-control tests; an item without an entry is not tested."""

    range: RangeSettings
    constant: ConstantSettings
    spike: SpikeSettings
    pm_order: PmOrderSettings
    negative: NegativeSettings


def read_quality_settings(path: Path) -> QualitySettings:
    """Read a file of quality-control settings.

    Raises
    ------
    FileFault : it cannot be read, or a setting is unknown, missing or out of place.
    """
    what = "质控设置有误 a wrong quality-control setting"
    return read_yaml(path, FileFault).validated(QualitySettings, what=what)


@cache
def default_quality_settings() -> QualitySettings:
    """Return the packaged settings.

    Examples
    --------
    >>> default_quality_settings().constant.items["NO2"].readings
    10
    """
    return read_quality_settings(_PACKAGED)
