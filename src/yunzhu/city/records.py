"""What the city's queries hand out: plain values without any tie to the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from yunzhu.periods import Period
from yunzhu.values import EvidenceKind, Origin


class WorkItemState(Enum):
    """Where a work item stands; each step is taken by another person."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        """The word shown to users."""
        return f"{_STATE_TERMS[self]} {self.value}"


_STATE_TERMS = {
    WorkItemState.DRAFT: "草稿",
    WorkItemState.SUBMITTED: "已提交",
    WorkItemState.VERIFIED: "已核实",
    WorkItemState.ACCEPTED: "已验收",
    WorkItemState.RETURNED: "已退回",
}


class AlarmState(Enum):
    """Where an alarm stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    HANDLED = "handled"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The word shown to users."""
        return f"{_ALARM_TERMS[self]} {self.value}"


_ALARM_TERMS = {
    AlarmState.RAISED: "待确认",
    AlarmState.ACKNOWLEDGED: "已确认",
    AlarmState.HANDLED: "已处置",
    AlarmState.CLOSED: "已关闭",
}


class PeriodRule(Enum):
    """How often a work item comes round."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    EVERY_MEETING = "every_meeting"

    @property
    def label(self) -> str:
        """The word shown to users."""
        return f"{_RULE_TERMS[self]} {self.value.replace('_', ' ')}"


_RULE_TERMS = {
    PeriodRule.ONCE: "一次",
    PeriodRule.MONTHLY: "每月",
    PeriodRule.QUARTERLY: "每季度",
    PeriodRule.YEARLY: "每年",
    PeriodRule.EVERY_MEETING: "每次会议",
}


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file handed in as evidence: its name, SHA-256 and when it was received."""

    name: str
    sha256: str
    received: datetime


@dataclass(frozen=True, slots=True)
class WorkItemRecord:
    """A work item as it stood at the end of a day.

    Attributes
    ----------
    id : number of the work item. plan, commitment, component : what it serves.
    owner : the role or organisation that owes it.
    period : the span it is about; a meeting's own day for work after a meeting.
    due : last day to be done.
    state : where it stood. accepted_on : the day of acceptance, None before.
    evidence : the files handed in by then, in the order of arrival.
    """

    id: int
    plan: str
    commitment: str
    component: str
    title: str
    owner: str
    period: Period | None
    due: date
    state: WorkItemState
    accepted_on: date | None
    evidence: tuple[EvidenceFile, ...]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document of the register: number 文号, title, kind, date of issue, its file."""

    id: int
    number: str
    title: str
    kind: str
    issuer: str
    issued_on: date
    file: EvidenceFile | None


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A meeting of the register."""

    id: int
    kind: str
    title: str
    held_on: date
    minutes: int | None
    received: datetime


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """An activity of the register, such as a publicity event; ``people`` None when not counted."""

    id: int
    kind: str
    title: str
    first: date
    last: date
    people: int | None
    document: int | None
    received: datetime


@dataclass(frozen=True, slots=True)
class RowVersion:
    """One state of a row of a register, from when it was recorded until the next.

    Attributes
    ----------
    recorded, recorded_by : when and by whom.
    change : new 新增, changed 变更 or withdrawn 撤销.
    source : the file that it came from, or the reason of a withdrawal.
    differences : what differs from the state before, field by field, as users read it.
    """

    recorded: datetime
    recorded_by: str
    change: str
    source: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alarmed:
    """What an alarm says; site, item, kind and start tell alarms apart.

    Attributes
    ----------
    site : id of the site. item : empty when it is about the site as a whole.
    kind : the word of the detector that raised it.
    start : first moment that it is about, the city's wall clock.
    value, unit : the reading that raised it, as shown.
    reason : why, Chinese and English. advice : what to do.
    numbers : everything that it was judged by, name to text.
    """

    site: str
    item: str
    kind: str
    start: datetime
    value: str
    unit: str
    reason: str
    advice: str
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AlarmStep:
    """What somebody did about an alarm: the state it led to, by whom, when, and the note."""

    state: AlarmState
    by: str
    happened: datetime
    recorded: datetime
    note: str


@dataclass(frozen=True, slots=True)
class AlarmRecord:
    """An alarm as it stood at the end of a day: its number, content, state and steps."""

    id: int
    alarm: Alarmed
    state: AlarmState
    steps: tuple[AlarmStep, ...]


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A figure that somebody declared or confirmed about an object.

    Attributes
    ----------
    id : number in the register.
    indicator, object_name, day : what it says, about what, and of which day.
    value, unit : exactly as declared.
    kind : declared 自报, confirmed 核定 ...
    version : 1, and one more with each correction.
    source : the document that it stands in. recorded_by, received : who entered it, when.
    """

    id: int
    indicator: str
    object_name: str
    day: date
    value: Decimal
    unit: str
    kind: EvidenceKind
    version: int
    source: str
    recorded_by: str
    received: datetime


@dataclass(frozen=True, slots=True)
class SeriesRecord:
    """A duty that comes round; ``items`` counts the work items made of it by then."""

    id: int
    plan: str
    commitment: str
    component: str
    title: str
    owner: str
    rule: PeriodRule
    meeting_kind: str
    span: Period
    days_to_due: int
    items: int


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account; ``closed`` is None while it may act."""

    name: str
    organisation: str
    opened: datetime
    closed: datetime | None


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """An administrative area; ``parent`` is empty for the topmost."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Whether a date is a working day, and who says so."""

    day: date
    is_workday: bool
    source: str


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Working days between two dates, both included.

    Attributes
    ----------
    first, last : the span asked for.
    days : the working days among the dates that the calendar covers.
    uncovered : the spans that the calendar does not cover; nothing is assumed about them.
    """

    first: date
    last: date
    days: tuple[date, ...]
    uncovered: tuple[Period, ...]

    @property
    def count(self) -> int | None:
        """Number of working days; None when part of the span is not covered."""
        return None if self.uncovered else len(self.days)

    def elapsed_share(self, as_of: date, due: date | None = None) -> Fraction | None:
        """Return the share of working days up to and with ``as_of``, of those up to ``due``.

        None when part of the span up to ``due`` is not covered, or no working day lies in it.

        Parameters
        ----------
        as_of : last day that has passed.
        due : last day that counts as a whole; the end of the span unless given.
        """
        end = self.last if due is None else due
        whole = sum(day <= end for day in self.days)
        if not whole or any(span.first <= end for span in self.uncovered):
            return None
        return Fraction(sum(day <= min(as_of, end) for day in self.days), whole)

    def remaining(self, as_of: date, due: date) -> int | None:
        """Return the working days after ``as_of`` up to ``due``; None when not all are covered."""
        if any(span.first <= due and as_of < span.last for span in self.uncovered):
            return None
        return sum(as_of < day <= due for day in self.days)

    @property
    def missing(self) -> str:
        """What the calendar lacks, for a reader; empty when it covers the span."""
        if not self.uncovered:
            return ""
        spans = ", ".join(str(span) for span in self.uncovered)
        return f"工作日历未覆盖 the working-day calendar does not cover: {spans}"


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """A frozen assessment, without its content."""

    id: int
    plan: str
    as_of: date
    known_at: date | None
    taken_at: datetime
    taken_by: str
    sha256: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """The first place where the audit chain does not hold.

    Attributes
    ----------
    sequence : number of the entry, from 1. field : what of it disagrees.
    found, expected : the two values that should be equal.
    """

    sequence: int
    field: str
    found: Any
    expected: Any

    def __str__(self) -> str:
        return (
            f"审计链在第 {self.sequence} 条断开 the audit chain breaks at entry {self.sequence}"
            f" | 字段 field: {self.field} | 值 found: {self.found!r}"
            f" | 应为 expected: {self.expected!r}"
        )


@dataclass(frozen=True, slots=True)
class LedgerReceiptRecord:
    """That a file came into a ledger, and whether it was withdrawn.

    Attributes
    ----------
    number : of the receipt.
    file, sha256 : of the file.
    recorded, recorded_by : when and by whom.
    new, unchanged : rows that it brought, and rows that were there already.
    withdrawn, withdrawn_by, reason : of the withdrawal; None and "" while it is in force.
    """

    number: int
    file: str
    sha256: str
    recorded: datetime
    recorded_by: str
    new: int
    unchanged: int
    withdrawn: datetime | None
    withdrawn_by: str
    reason: str
