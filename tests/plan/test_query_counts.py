"""A plan asks the database as often for a full city as for an empty one, and judging never."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yunzhu.city.setup import close_city, open_city
from yunzhu.plan.assessment import assess_plan
from yunzhu.plan.city_evidence import gather_city_evidence
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Plan
from yunzhu.workspace import Workspace

WHOLE = load_plan("yunzhu-2020")
END = date(2020, 12, 31)
METRICS = sorted({one.metric.name for one in WHOLE.commitments})


def of_metric(name: str) -> Plan:
    """The simulated plan with the rows of one metric only."""
    rows = tuple(one for one in WHOLE.commitments if one.metric.name == name)
    return WHOLE.model_copy(update={"commitments": rows})


def queries(workspace: Workspace, plan: Plan, known_at: date | None) -> tuple[int, int]:
    """Return how many queries gathering and judging make in a city."""
    open_city(workspace)
    try:
        with CaptureQueriesContext(connection) as gathering:
            evidence = gather_city_evidence(workspace, plan, END, known_at)
        with CaptureQueriesContext(connection) as judging:
            assess_plan(workspace, plan, END, known_at=known_at, evidence=evidence)
        return len(gathering), len(judging)
    finally:
        close_city()


@pytest.mark.parametrize("known_at", [None, date(2021, 6, 30)])
@pytest.mark.parametrize("metric", METRICS)
def test_each_metric_asks_as_often_whatever_the_rows(
    city, simulated_city: Workspace, metric: str, known_at: date | None
) -> None:
    plan = of_metric(metric)
    close_city()
    empty = queries(city.workspace, plan, known_at)
    assert queries(simulated_city, plan, known_at) == empty
    assert empty[0] > 0
    assert empty[1] == 0
