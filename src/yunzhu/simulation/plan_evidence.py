"""What the simulated city's people did for its plan of 2020: dated acts with a known truth.

Pure tables; `yunzhu.city.simulated` writes them through the city's own actions. Nobody here is a
person: 甲 hands in, 乙 verifies, 丙 accepts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

PLAN = "yunzhu-2020"
SUBMITTER, VERIFIER, ACCEPTER = "甲(模拟)", "乙(模拟)", "丙(模拟)"
ACCOUNTS = {
    SUBMITTER: "责任单位(模拟)",
    VERIFIER: "核实科(模拟)",
    ACCEPTER: "验收组(模拟)",
}
FIRST_DAY = date(2020, 1, 2)
CALENDAR_SOURCE = "模拟日历: 周一至周五为工作日 simulated: Monday to Friday are working days"
_FRIDAY = 5

OUTFALLS, MARK_OUTFALLS = 130, 120
MARK_DAY = date(2020, 9, 15)
"""The day on which the 120th outfall is declared as treated."""


@dataclass(frozen=True)
class SimulatedAcceptance:
    """The dated acts on one work item; None where it never came so far.

    Attributes
    ----------
    submitted : day of handing in the evidence and submitting.
    verified, accepted : days of the acts of the two others.
    """

    submitted: date
    verified: date | None
    accepted: date | None


@dataclass(frozen=True)
class SimulatedWorkItem:
    """One work item; ``acts`` None when nothing was ever handed in."""

    commitment: str
    component: str
    title: str
    owner: str
    due: date
    acts: SimulatedAcceptance | None


@dataclass(frozen=True)
class SimulatedSeries:
    """A recurring duty of the year; ``acts`` has one entry per occurrence, in order.

    ``rule`` is ``monthly`` or ``quarterly``.
    """

    commitment: str
    title: str
    owner: str
    rule: str
    days_to_due: int
    acts: tuple[SimulatedAcceptance, ...]


@dataclass(frozen=True)
class SimulatedDocument:
    """A line of the register of documents, without a file."""

    number: str
    title: str
    issued_on: date


@dataclass(frozen=True)
class SimulatedFigure:
    """A figure about a day, declared or confirmed on a later one."""

    indicator: str
    object_name: str
    day: date
    value: Decimal
    unit: str
    is_confirmed: bool
    source: str
    recorded_on: date


def simulated_calendar() -> tuple[tuple[date, bool], ...]:
    """Return every date of 2020 and whether it is a working day: Monday to Friday, no holidays.

    Examples
    --------
    >>> sum(is_workday for _, is_workday in simulated_calendar())
    262
    """
    days = (date(2020, 1, 1) + timedelta(days=step) for step in range(366))
    return tuple((day, day.isoweekday() <= _FRIDAY) for day in days)


def _accepted(day: date) -> SimulatedAcceptance:
    """Return the acts that lead to an acceptance on a day: three and one days before, and then."""
    return SimulatedAcceptance(day - timedelta(days=3), day - timedelta(days=1), day)


def _month_end(month: int) -> date:
    return date(2020 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


# Behind pace at the end of June: January to April only. Caught up in summer; the patrol of
# December is early, its report comes at the year's end.
_PATROLS = (
    *("2020-02-05", "2020-03-05", "2020-04-07", "2020-05-08", "2020-07-15", "2020-07-15"),
    *("2020-08-05", "2020-09-04", "2020-10-09", "2020-11-05", "2020-11-30", "2020-12-08"),
)
_REPORTS = (*_PATROLS[:11], "2020-12-30")
_LETTERS = ("2020-03-30", "2020-06-29", "2020-09-29", "2020-12-30")


def _all_accepted(days: tuple[str, ...]) -> tuple[SimulatedAcceptance, ...]:
    return tuple(_accepted(date.fromisoformat(day)) for day in days)


SERIES = (
    SimulatedSeries("01.2", "河涌巡查(模拟)", "水处(模拟)", "monthly", 10, _all_accepted(_PATROLS)),
    SimulatedSeries("01.2", "巡查通报(模拟)", "水处(模拟)", "monthly", 10, _all_accepted(_REPORTS)),
    SimulatedSeries(
        "01.3", "黑臭水体督办函(模拟)", "水处(模拟)", "quarterly", 0, _all_accepted(_LETTERS)
    ),
)

WORK_ITEMS = (
    # Submitted in time, never verified: overdue.
    SimulatedWorkItem(
        "02.1",
        "",
        "印发《云珠市噪声管控方案》(模拟)",
        "噪声处(模拟)",
        date(2020, 9, 30),
        SimulatedAcceptance(date(2020, 9, 28), None, None),
    ),
    # Its document stands in the register, but nothing was handed in.
    SimulatedWorkItem(
        "02.2", "", "印发《云珠市臭氧污染防控方案》(模拟)", "大气处(模拟)", date(2020, 12, 31), None
    ),
    SimulatedWorkItem(
        "02.4",
        "印发",
        "印发《云珠市河湖保护工作计划》(模拟)",
        "水处(模拟)",
        date(2020, 4, 30),
        _accepted(date(2020, 4, 20)),
    ),
    SimulatedWorkItem(
        "02.4",
        "实施",
        "实施《云珠市河湖保护工作计划》(模拟)",
        "水处(模拟)",
        date(2020, 12, 31),
        _accepted(date(2020, 11, 25)),
    ),
    # The bureau urged in time; what the carriers did about it is not its to achieve.
    SimulatedWorkItem(
        "04.4",
        "",
        "向各区发出全封闭运输督办函(模拟)",
        "大气处(模拟)",
        date(2020, 11, 30),
        _accepted(date(2020, 11, 20)),
    ),
)

DOCUMENTS = (
    SimulatedDocument("云环(模拟)〔2020〕8号", "云珠市河湖保护工作计划(模拟)", date(2020, 4, 16)),
    SimulatedDocument("云环(模拟)〔2020〕21号", "云珠市臭氧污染防控方案(模拟)", date(2020, 11, 20)),
)

# Of sections of the towns, none of them assessed. 6 stands for worse than V.
_CLASSES = {
    "甲镇桥(模拟)": (4, 4, 4, 5, 5, 4, 4, 6, 6, 5, 4, 4),
    "乙镇涌(模拟)": (3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 3, 3),
    "丙镇塘(模拟)": (2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2),
}
_CONFIRMED_CLASSES = {"甲镇桥(模拟)": 4, "乙镇涌(模拟)": 3, "丙镇塘(模拟)": 2}
_CONFIRMED_ON = date(2021, 1, 20)
_NOX_TONNES = {
    "甲厂(模拟)": (("2020-06-30", "118.5"), ("2020-12-31", "236.0")),
    "乙厂(模拟)": (("2020-06-30", "40.2"), ("2020-12-31", "83.7")),
}


def _days_later(day: date) -> date:
    """Return when a figure about a day is declared: on the fifth day after it."""
    return day + timedelta(days=5)


def _declared_classes() -> list[SimulatedFigure]:
    return [
        SimulatedFigure(
            indicator="镇级断面水质类别",
            object_name=name,
            day=_month_end(month),
            value=Decimal(value),
            unit="类",
            is_confirmed=False,
            source=f"水质月报(模拟) 2020-{month:02d}",
            recorded_on=_days_later(_month_end(month)),
        )
        for name, classes in _CLASSES.items()
        for month, value in enumerate(classes, 1)
    ]


def _confirmed_classes() -> list[SimulatedFigure]:
    return [
        SimulatedFigure(
            indicator="镇级断面水质类别",
            object_name=name,
            day=date(2020, 12, 31),
            value=Decimal(value),
            unit="类",
            is_confirmed=True,
            source="核定结果(模拟) 2020",
            recorded_on=_CONFIRMED_ON,
        )
        for name, value in _CONFIRMED_CLASSES.items()
    ]


def _reductions() -> list[SimulatedFigure]:
    return [
        SimulatedFigure(
            indicator="氮氧化物减排量",
            object_name=name,
            day=date.fromisoformat(day),
            value=Decimal(tonnes),
            unit="吨",
            is_confirmed=False,
            source="减排台账(模拟)",
            recorded_on=_days_later(date.fromisoformat(day)),
        )
        for name, figures in _NOX_TONNES.items()
        for day, tonnes in figures
    ]


def _treated_outfalls() -> list[SimulatedFigure]:
    """Outfall number k is declared on the day k × 258 / 120 after New Year, rounded down."""
    to_mark = (MARK_DAY - date(2020, 1, 1)).days
    days = [
        date(2020, 1, 1) + timedelta(days=to_mark * number // MARK_OUTFALLS)
        for number in range(1, OUTFALLS + 1)
    ]
    return [
        SimulatedFigure(
            indicator="入河排污口整治",
            object_name=f"排口{number:03d}(模拟)",
            day=day,
            value=Decimal(1),
            unit="个",
            is_confirmed=False,
            source="整治台账(模拟)",
            recorded_on=day,
        )
        for number, day in enumerate(days, 1)
    ]


FIGURES = (
    *_declared_classes(),
    *_confirmed_classes(),
    *_reductions(),
    *_treated_outfalls(),
)
