"""云珠市(模拟) as `yunzhu simulate` makes it, judged by its plan on any day."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from yunzhu.plan.assessment import PlanAssessment, assess_plan
from yunzhu.plan.city_evidence import gather_city_evidence
from yunzhu.plan.loading import load_plan
from yunzhu.plan.verdicts import Verdict
from yunzhu.workspace import Workspace

PLAN = "yunzhu-2020"


@pytest.fixture(scope="session")
def assess(simulated_city: Workspace):
    plan = load_plan(PLAN)

    @cache
    def assessed(as_of: str, known_at: str | None = None) -> PlanAssessment:
        day = date.fromisoformat(as_of)
        known = None if known_at is None else date.fromisoformat(known_at)
        evidence = gather_city_evidence(simulated_city, plan, day, known)
        return assess_plan(simulated_city, plan, day, known_at=known, evidence=evidence)

    return assessed


@pytest.fixture(scope="session")
def verdict(assess):
    def of(identity: str, as_of: str, known_at: str | None = None) -> Verdict:
        (found,) = (
            one for one in assess(as_of, known_at).verdicts if one.commitment.id == identity
        )
        return found

    return of
