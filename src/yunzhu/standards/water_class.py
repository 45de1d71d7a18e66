"""The classes of surface water (水质类别) and how several items make one class."""

from __future__ import annotations

from enum import Enum, IntEnum


class WaterBody(Enum):
    """What a section lies on; total phosphorus has other limits in lakes and reservoirs."""

    RIVER = "river"
    LAKE = "lake"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return "河流 river" if self is WaterBody.RIVER else "湖库 lake or reservoir"


class WaterClass(IntEnum):
    """Class of a value, a section or a period; the larger, the worse."""

    I = 1  # noqa: E741
    II = 2
    III = 3
    IV = 4
    V = 5
    WORSE_THAN_V = 6

    @property
    def chinese(self) -> str:
        """The class as reports print it."""
        return _CHINESE[self]

    @property
    def label(self) -> str:
        """The words shown to users."""
        return (
            f"{self.chinese}类 {'worse than V' if self is WaterClass.WORSE_THAN_V else self.name}"
        )


_CHINESE = dict(zip(WaterClass, ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"), strict=True))

NO_CLASS = 0
"""Stands in an array of classes where there is none."""
