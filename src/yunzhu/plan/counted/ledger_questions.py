"""Which counts of the city's ledgers a plan's metrics ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yunzhu.plan.counted.diesel_tests import diesel_questions
from yunzhu.plan.counted.manifests import manifest_questions
from yunzhu.plan.counted.tests_by_district import district_questions
from yunzhu.plan.counted_schema import (
    DieselVehicleTestsMetric,
    ManifestsAgreeMetric,
    VehicleTestsMetric,
)
from yunzhu.plan.ledger_evidence import LedgerCount
from yunzhu.plan.schema import Plan


def ledger_questions(plan: Plan, as_of: date) -> Iterator[LedgerCount]:
    """Give the questions of all metrics of a plan, as its judges will ask them.

    Parameters
    ----------
    plan : whose metrics.
    as_of : last day of the assessment; nothing after a commitment's due day is asked for.
    """
    for one in plan.commitments:
        day = min(as_of, one.due)
        match one.metric:
            case DieselVehicleTestsMetric():
                yield from diesel_questions(one.metric, day)
            case VehicleTestsMetric():
                yield from district_questions(plan.year, day)
            case ManifestsAgreeMetric():
                yield from manifest_questions(plan.year, day)
