"""The city's evidence for a plan: work items, figures, the share of the year that has passed."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from yunzhu.city.evidence import area_records, figure_records, work_item_records, working_days
from yunzhu.city.records import AreaRecord, FigureRecord, WorkItemRecord
from yunzhu.city.setup import close_city, current_workspace, has_city, open_city
from yunzhu.errors import UsageError
from yunzhu.periods import Period
from yunzhu.plan.counted.ledger_questions import ledger_questions
from yunzhu.plan.ledger_evidence import NO_LEDGERS, LedgerEvidence, gather_ledgers
from yunzhu.plan.metric_schema import DeclaredFiguresMetric
from yunzhu.plan.register_evidence import NO_REGISTERS, RegisterEvidence, gather_registers
from yunzhu.plan.schema import Plan
from yunzhu.plan.urging import is_bound_to_work
from yunzhu.plan.work_item_metric import WorkEvidence
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace


@dataclass(frozen=True)
class CityEvidence:
    """The city's evidence for a plan as it stood on a day.

    Attributes
    ----------
    work : the work items, and the working days of the year.
    figures : indicator to its figures from the first day of the plan's year.
    registers : all their rows as they were known.
    areas : the registered ones.
    ledgers : the counts that the plan's metrics ask for.
    """

    work: WorkEvidence
    figures: Mapping[str, Sequence[FigureRecord]]
    registers: RegisterEvidence = NO_REGISTERS
    areas: tuple[AreaRecord, ...] = ()
    ledgers: LedgerEvidence = NO_LEDGERS


def gather_city_evidence(
    workspace: Workspace, plan: Plan, as_of: date, known_at: date | None = None
) -> CityEvidence | None:
    """Return a city's evidence for a plan, or None when the workspace has no city.

    A city that is open stays open; another one is opened for the reading.

    Parameters
    ----------
    workspace : whose city.
    plan : names the commitments and the indicators.
    as_of : last day that counts.
    known_at : leave out what was recorded after that day, too.

    Raises
    ------
    WorkspaceError : the city's database cannot be opened, is older than this program, or is of
        another origin.
    """
    if not has_city(workspace):
        return None
    if _is_open(workspace):
        with _cycles_left_alone():
            return _gathered(workspace, plan, as_of, known_at)
    open_city(workspace)
    try:
        with _cycles_left_alone():
            return _gathered(workspace, plan, as_of, known_at)
    finally:
        close_city()


@contextmanager
def _cycles_left_alone() -> Iterator[None]:
    """Keep the collector from walking over hundreds of thousands of rows, which hold no cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_open(workspace: Workspace) -> bool:
    try:
        return current_workspace() == workspace
    except UsageError:
        return False


def _gathered(workspace: Workspace, plan: Plan, as_of: date, known_at: date | None) -> CityEvidence:
    year = Period.of_year(plan.year)
    bound = [one.id for one in plan.commitments if is_bound_to_work(one)]
    items: dict[str, list[WorkItemRecord]] = defaultdict(list)
    for item in work_item_records(bound, as_of, known_at, plan=plan.id):
        items[item.commitment].append(item)
    indicators = {
        one.metric.indicator
        for one in plan.commitments
        if isinstance(one.metric, DeclaredFiguresMetric)
    }
    figures: dict[str, list[FigureRecord]] = defaultdict(list)
    for figure in figure_records(as_of, known_at, indicators=indicators):
        if figure.day >= year.first:
            figures[figure.indicator].append(figure)
    last = max((one.due for one in plan.commitments), default=year.last)
    days = working_days(year.first, max(last, year.last), known_at)
    is_simulated = workspace.origin is Origin.SIMULATED
    work = WorkEvidence(
        items=dict(items),
        working_days=days,
        kind=EvidenceKind.SIMULATED if is_simulated else EvidenceKind.DOCUMENT,
    )
    kind = EvidenceKind.SIMULATED if is_simulated else EvidenceKind.DECLARED
    registers = gather_registers(known_at, kind)
    ledgers = gather_ledgers([*ledger_questions(plan, as_of)], known_at)
    return CityEvidence(work, dict(figures), registers, tuple(area_records()), ledgers)
