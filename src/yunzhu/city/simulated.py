"""The simulated city's records, written by the same actions as anybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from yunzhu.city.actions.accounts import open_account
from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.calendar import import_calendar
from yunzhu.city.actions.figures import record_figure
from yunzhu.city.actions.recording import LOCAL_OPERATOR, all_or_nothing
from yunzhu.city.actions.registers import record_document
from yunzhu.city.actions.work_items import (
    accept_work_item,
    add_evidence,
    create_work_item,
    create_work_item_series,
    expand_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.clock import simulated_time
from yunzhu.city.models import Account
from yunzhu.city.records import AreaRecord, CalendarDay, PeriodRule
from yunzhu.city.setup import close_city, open_city
from yunzhu.city.simulated_water import water_acts
from yunzhu.errors import WorkspaceError
from yunzhu.periods import Period
from yunzhu.simulation.city import CITY_CODE, CITY_NAME, DISTRICTS, STREETS
from yunzhu.simulation.plan_evidence import (
    ACCEPTER,
    ACCOUNTS,
    CALENDAR_SOURCE,
    DOCUMENTS,
    FIGURES,
    FIRST_DAY,
    PLAN,
    SERIES,
    SUBMITTER,
    VERIFIER,
    WORK_ITEMS,
    SimulatedAcceptance,
    SimulatedFigure,
    simulated_calendar,
)
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace

_MORNING, _NOON, _EVENING = time(9), time(12), time(17)


@dataclass(frozen=True)
class SimulatedRecords:
    """How much was written: work items, documents and figures."""

    work_items: int
    documents: int
    figures: int


@dataclass(frozen=True)
class _Act:
    """Something that was done at a moment of the simulated year."""

    moment: datetime
    do: Callable[[], object]


def fill_simulated_city(
    workspace: Workspace, registers: Mapping[str, Path] = MappingProxyType({})
) -> SimulatedRecords:
    """Write the simulated city's records into its prepared city: all of them or none.

    Every act is recorded at its own moment, in the order of time.

    Parameters
    ----------
    workspace : of the simulated city.
    registers : name of each register to its file; the water samples are imported.

    Raises
    ------
    WorkspaceError : the workspace is not a simulated one, or has no city.
    UsageError : the city is filled already.
    """
    if workspace.origin is not Origin.SIMULATED:
        raise WorkspaceError(
            "只有模拟城市能填入模拟记录 only a simulated city takes simulated records",
            file=workspace.root,
            found=workspace.origin.label,
            expected=Origin.SIMULATED.label,
        )
    open_city(workspace)
    try:
        with TemporaryDirectory() as folder, all_or_nothing():
            return _filled(Path(folder), workspace, registers)
    finally:
        close_city()


def is_filled(workspace: Workspace) -> bool:
    """Tell whether a prepared city has its simulated records; they came all at once."""
    open_city(workspace)
    try:
        return Account.objects.exists()
    finally:
        close_city()


def _filled(folder: Path, workspace: Workspace, registers: Mapping[str, Path]) -> SimulatedRecords:
    with simulated_time(datetime.combine(FIRST_DAY, _MORNING)):
        _set_up()
        items = dict(_created())
    acts = [act for item, done in items.items() for act in _acts(item, done, folder)]
    acts += [
        _Act(
            datetime.combine(one.issued_on, _MORNING),
            partial(
                record_document,
                title=one.title,
                kind="方案",
                issuer=f"{CITY_NAME}生态环境局",
                number=one.number,
                issued_on=one.issued_on,
                by=SUBMITTER,
            ),
        )
        for one in DOCUMENTS
    ]
    acts += [_recorded(one) for one in FIGURES]
    acts += [_Act(moment, do) for moment, do in water_acts(workspace, registers)]
    for act in sorted(acts, key=lambda one: one.moment):
        with simulated_time(act.moment):
            act.do()
    return SimulatedRecords(len(items), len(DOCUMENTS), len(FIGURES))


def _set_up() -> None:
    for name, organisation in ACCOUNTS.items():
        open_account(name, organisation=organisation, by=LOCAL_OPERATOR)
    districts = [AreaRecord(code, name, "district", CITY_CODE) for code, name in DISTRICTS.items()]
    streets = [AreaRecord(code, name, "subdistrict", code[:6]) for code, name in STREETS.items()]
    register_areas(
        [AreaRecord(CITY_CODE, CITY_NAME, "city", ""), *districts, *streets], by=LOCAL_OPERATOR
    )
    import_calendar(
        (CalendarDay(day, is_workday, CALENDAR_SOURCE) for day, is_workday in simulated_calendar()),
        by=LOCAL_OPERATOR,
    )


def _created() -> Iterator[tuple[int, SimulatedAcceptance | None]]:
    """Create all work items and give with each number what was done about it."""
    for duty in SERIES:
        series = create_work_item_series(
            plan=PLAN,
            commitment=duty.commitment,
            title=duty.title,
            owner=duty.owner,
            rule=PeriodRule(duty.rule),
            span=Period.of_year(2020),
            days_to_due=duty.days_to_due,
            by=SUBMITTER,
        )
        yield from zip(expand_work_item(series, by=SUBMITTER), duty.acts, strict=True)
    for one in WORK_ITEMS:
        number = create_work_item(
            plan=PLAN,
            commitment=one.commitment,
            component=one.component,
            title=one.title,
            owner=one.owner,
            due=one.due,
            by=SUBMITTER,
        )
        yield number, one.acts


def _acts(item: int, done: SimulatedAcceptance | None, folder: Path) -> Iterator[_Act]:
    """Give the dated acts on a work item."""
    if done is None:
        return
    file = folder / f"证据(模拟)-{item}.txt"
    file.write_text(f"【模拟 simulated】工作项 work item {item}, {done.submitted}\n", "utf-8")
    yield _at(done.submitted, _MORNING, partial(add_evidence, item, file, by=SUBMITTER))
    yield _at(done.submitted, _NOON, partial(submit_work_item, item, by=SUBMITTER))
    if done.verified is not None:
        yield _at(done.verified, _MORNING, partial(verify_work_item, item, by=VERIFIER))
    if done.accepted is not None:
        yield _at(done.accepted, _MORNING, partial(accept_work_item, item, by=ACCEPTER))


def _at(day: date, hour: time, do: Callable[[], object]) -> _Act:
    return _Act(datetime.combine(day, hour), do)


def _recorded(figure: SimulatedFigure) -> _Act:
    kind = EvidenceKind.CONFIRMED if figure.is_confirmed else EvidenceKind.DECLARED
    return _at(
        figure.recorded_on,
        _EVENING,
        partial(
            record_figure,
            indicator=figure.indicator,
            object_name=figure.object_name,
            day=figure.day,
            value=figure.value,
            unit=figure.unit,
            kind=kind,
            source=figure.source,
            by=SUBMITTER,
        ),
    )
