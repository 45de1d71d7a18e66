"""The six words of status, their order in a roll-up, and the cuts between them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Status(Enum):
    """Where a commitment stands; the order is that of a roll-up, the worst first."""

    MISSED = "未达成"
    OFF_TRACK = "难以达成"
    AT_RISK = "有风险"
    INSUFFICIENT = "证据不足"
    ON_TRACK = "有望"
    ACHIEVED = "已达成"

    @property
    def english(self) -> str:
        """The English word."""
        return _ENGLISH[self]

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{self.value} {self.english}"

    @property
    def is_settled(self) -> bool:
        """Whether the word is final."""
        return self in (Status.ACHIEVED, Status.MISSED)


_ENGLISH = {
    Status.MISSED: "missed",
    Status.OFF_TRACK: "off track",
    Status.AT_RISK: "at risk",
    Status.INSUFFICIENT: "insufficient evidence",
    Status.ON_TRACK: "on track",
    Status.ACHIEVED: "achieved",
}


def worst_status(statuses: Iterable[Status]) -> Status:
    """Return the word that a group shows: the worst of its parts.

    Examples
    --------
    >>> worst_status([Status.ACHIEVED, Status.INSUFFICIENT, Status.ON_TRACK]).english
    'insufficient evidence'
    """
    order = list(Status)
    return min(statuses, key=order.index)
