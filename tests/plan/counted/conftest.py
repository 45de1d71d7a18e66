"""Rows of registers judged for a commitment of the real plan, as they stand on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.records import AreaRecord, WorkingDays
from yunzhu.plan.city_evidence import CityEvidence
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted.judging import judge_counted
from yunzhu.plan.counted.ledger_questions import ledger_questions
from yunzhu.plan.ledger_evidence import LedgerEvidence
from yunzhu.plan.loading import load_plan
from yunzhu.plan.register_evidence import RegisterEvidence
from yunzhu.plan.schema import Commitment, Plan
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.water_records import WaterRecords
from yunzhu.plan.work_item_metric import WorkEvidence
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace, init_workspace

NEW_YEAR, JUNE, END = date(2020, 1, 1), date(2020, 6, 30), date(2020, 12, 31)
# Half of two working days have passed by the end of June.
HALF_YEAR = WorkingDays(NEW_YEAR, END, (date(2020, 6, 30), date(2020, 7, 1)), ())


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w", origin=Origin.MEASURED)


@pytest.fixture
def row_of() -> Callable[..., Any]:
    """Validate a row of a register from its cells; what is not given is empty."""

    def make(model: Any, **cells: Any) -> Any:
        empty: dict[str, Any] = dict.fromkeys(model.model_fields)
        return model.model_validate(empty | cells)

    return make


def answered(
    plan: Plan, commitment: Commitment, as_of: date, rows: Sequence[Any]
) -> LedgerEvidence:
    """Answer the questions of one commitment on rows of ledgers, as the database would."""
    alone = plan.model_copy(update={"commitments": (commitment,)})
    return LedgerEvidence(
        {
            one: Counter(
                tuple(getattr(row, field) for field in one.by)
                for row in rows
                if isinstance(row, one.ledger.row)
                and one.first <= getattr(row, one.ledger.day) <= one.last
                and all(getattr(row, field) == value for field, value in one.only)
            )
            for one in ledger_questions(alone, as_of)
        }
    )


@pytest.fixture
def judged(workspace: Workspace) -> Callable[..., list[Finding]]:
    """Judge a commitment on rows, given by the names of their registers, and rows of ledgers."""

    def judge(
        identity: str,
        *,
        as_of: date = JUNE,
        days: WorkingDays = HALF_YEAR,
        change: dict[str, Any] | None = None,
        plan: str = "guangzhou-2020",
        areas: tuple[AreaRecord, ...] = (),
        ledgers: Sequence[Any] = (),
        **rows: tuple[Any, ...],
    ) -> list[Finding]:
        loaded = load_plan(plan)
        commitment = loaded.commitment(identity).model_copy(update=change or {})
        evidence = CityEvidence(
            WorkEvidence({}, days, EvidenceKind.DOCUMENT),
            {},
            RegisterEvidence(rows),
            areas,
            answered(loaded, commitment, as_of, ledgers),
        )
        water = WaterRecords(workspace, loaded.year, as_of, None)
        facts = Facts(commitment, evidence, water, loaded.cuts)
        return list(judge_counted(commitment.metric, facts))  # type: ignore[arg-type]

    return judge
