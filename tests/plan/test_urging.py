"""A row that urges: the bureau's acts give the word, the others' outcome stands beside."""

from __future__ import annotations

from datetime import date

import pytest

from yunzhu.city.records import WorkingDays
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Role
from yunzhu.plan.status import Status
from yunzhu.plan.urging import is_bound_to_work, judged_by_urging
from yunzhu.plan.verdicts import Finding, Verdict
from yunzhu.plan.work_item_metric import WorkEvidence
from yunzhu.values import EvidenceKind

PLAN = load_plan("guangzhou-2020")
ROW = PLAN.commitment("16.3")
END = date(2020, 12, 31)
NOTHING = WorkEvidence({}, WorkingDays(date(2020, 1, 1), END, (), ()), EvidenceKind.DOCUMENT)


def outcome(status: Status, *, is_own_act: bool = False) -> Finding:
    return Finding(
        "加油站", ROW.threshold, status, kind=EvidenceKind.MEASURED, is_own_act=is_own_act
    )


def judged(*outcomes: Finding) -> Verdict:
    found = judged_by_urging(ROW, outcomes, NOTHING, END, PLAN.cuts)
    return Verdict(ROW, found)


@pytest.mark.parametrize("status", [Status.MISSED, Status.ACHIEVED])
def test_without_an_act_the_outcome_gives_no_word(status: Status) -> None:
    verdict = judged(outcome(status))
    beside, own = verdict.findings
    assert (beside.status, beside.is_outcome_of_others) == (status, True)
    assert own.label.startswith("本局督促")
    assert (verdict.status, verdict.kind) == (Status.INSUFFICIENT, None)
    assert verdict.as_dict()["findings"][0]["outcome_of_others"] is True


def test_visits_of_the_bureau_are_acts_of_its_own() -> None:
    verdict = judged(outcome(Status.MISSED), outcome(Status.ACHIEVED, is_own_act=True))
    assert len(verdict.findings) == 2
    assert (verdict.status, verdict.kind) == (Status.ACHIEVED, EvidenceKind.MEASURED)


def test_work_can_be_registered_for_every_row_that_urges() -> None:
    urging = [one for one in PLAN.commitments if one.role is Role.URGE]
    assert urging
    assert all(is_bound_to_work(one) for one in urging)
    assert not is_bound_to_work(PLAN.commitment("13.4"))
