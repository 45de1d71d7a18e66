"""What a count or a ratio counts: each thing by itself, where it lies, and why it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any


class MemberState(Enum):
    """Whether a thing shows what is asked of it; what left or is not due is in no denominator."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    UNKNOWN = "unknown"
    LEFT = "left"
    NOT_DUE = "not_due"

    @property
    def label(self) -> str:
        """The words shown to users."""
        return f"{_TERMS[self]} {self.value.replace('_', ' ')}"


_TERMS = {
    MemberState.COVERED: "已覆盖",
    MemberState.NOT_COVERED: "未覆盖",
    MemberState.UNKNOWN: "无法判断",
    MemberState.LEFT: "已退出",
    MemberState.NOT_DUE: "未到期",
}


@dataclass(frozen=True)
class Member:
    """One thing that a finding counts.

    Attributes
    ----------
    name : its code and name. area : code of the area where it lies; "" when it has none.
    state : whether it shows what is asked.
    text : the fact or the lack that makes it so.
    done_on : day of the act that covers it, where there is one.
    """

    name: str
    area: str
    state: MemberState
    text: str
    done_on: date | None = None

    @property
    def line(self) -> str:
        """The member for reading."""
        return f"{self.name}: {self.text}"


@dataclass(frozen=True)
class AreaCount:
    """What a finding counts in one area, where it does not count members.

    Attributes
    ----------
    area : its code.
    numerator, denominator : in the finding's own units; no denominator where it has none.
    """

    area: str
    numerator: int
    denominator: int | None = None


def dated_member(row: Any, day: date | None, last: date, fact: str) -> Member:
    """Return a row with code, name and area as covered by a dated fact, or not; as `dated_fact`."""
    return dated_fact(f"{row.code} {row.name}", row.area, day, last, fact)


def dated_fact(name: str, area: str, day: date | None, last: date, fact: str) -> Member:
    """Return a thing as covered by a dated fact, or not.

    Parameters
    ----------
    name, area : of the thing.
    day : of the fact; None when there is none.
    last : last day that counts.
    fact : Chinese and English, ``排查 surveyed``.

    Examples
    --------
    >>> dated_fact("W1 甲源", "990101", None, date(2020, 6, 30), "排查 surveyed").line
    'W1 甲源: 未排查 not surveyed'
    """
    if day is None:
        text = f"未{fact.replace(' ', ' not ', 1)}"
        return Member(name, area, MemberState.NOT_COVERED, text)
    if day > last:
        text = f"{fact} {day}, 截至 up to {last} 尚未 not yet"
        return Member(name, area, MemberState.NOT_COVERED, text)
    return Member(name, area, MemberState.COVERED, f"{fact} {day}", day)
