"""Assessments made by hand: every word, every kind of outlook, hostile text where it is wanted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from yunzhu.indicators.air.calendar import CalendarDay
from yunzhu.plan.assessment import PlanAssessment
from yunzhu.plan.budgets import bad_day_budget
from yunzhu.plan.loading import load_plan
from yunzhu.plan.odds import Odds, Scaling
from yunzhu.plan.outlook import remaining_cap
from yunzhu.plan.schema import Plan
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.plan.verdicts import Finding, Verdict
from yunzhu.standards import air_edition_on, category
from yunzhu.values import EvidenceKind, Origin, Result

AS_OF = date(2020, 6, 30)
TARGET = KnownThreshold(compare="at_most", value=Decimal(35), unit="µg/m³")
SHARE = KnownThreshold(compare="at_least", value=Decimal("90.0"), unit="%")


def calendar_days(last: date, *, invalid: int = 3) -> list[CalendarDay]:
    """Days from 1 January: PM2.5 of 10 to 40 µg/m³, one of them not valid."""
    found = []
    first = date(last.year, 1, 1)
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        edition = air_edition_on(day).index
        value = None if place == invalid else Decimal(10 + place % 31)
        index = None if value is None else 40 + place % 90
        found.append(
            CalendarDay(
                day=day,
                index=index,
                category=None if index is None else category(index, edition),
                primary=(),
                values={"PM2.5_24h": value},
                coverage={},
                edition=edition.name,
            )
        )
    return found


def odds(*, is_proxy: bool = True) -> Odds:
    return Odds(
        met=9_100, draws=10_000, seed=2020, block_days=7, years=(2015, 2016, 2017),
        scaling=Scaling.FIRST_PART_RATIO, low=Decimal(18), middle=Decimal(20), high=Decimal(24),
        series="proxy-site", is_proxy=is_proxy, left_out=(2014,),
    )  # fmt: skip


def mean_finding(kind: EvidenceKind, origin: Origin) -> Finding:
    result = Result(
        subject="990100", indicator="PM2.5", statistic="mean",
        period="2020-01-01..2020-06-30", value=Decimal(25), unit="µg/m³", n_valid=181,
        n_expected=182, valid=None, edition="HJ 663-2013", rule="air-2012",
        exact=Fraction(4500, 181), origin=origin,
    )  # fmt: skip
    return Finding(
        label="PM2.5 mean", threshold=TARGET, status=Status.ON_TRACK, kind=kind,
        value=Decimal(25), unit="µg/m³", numerator=181, denominator=182, result=result,
        cap=remaining_cap(Fraction(35), 181, Fraction(4500, 181), 184), odds=odds(),
        evidence=("hours.csv.gz 6a241dd1",),
    )  # fmt: skip


def share_finding(kind: EvidenceKind) -> Finding:
    return Finding(
        label="AQI good_day_share", threshold=SHARE, status=Status.AT_RISK, kind=kind,
        value=Decimal("93.9"), unit="%", budget=bad_day_budget(Decimal(90), 1, 181, 11, 184),
    )  # fmt: skip


def verdicts_of(plan: Plan, kind: EvidenceKind, origin: Origin) -> tuple[Verdict, ...]:
    """Every commitment with one of the six words in turn; T01 and T03 with an outlook."""
    found = []
    words = list(Status)
    for place, one in enumerate(plan.commitments):
        status = words[place % len(words)]
        finding = Finding(
            label="工作项 work items", threshold=one.threshold, status=status, kind=kind,
            value=Decimal(2), unit="项", numerator=2, denominator=5,
            missing=("缺一份记录 a record is lacking",) if status is Status.INSUFFICIENT else (),
            rest=("工作项甲 (未到期 not yet due)", "工作项乙 (逾期 overdue)"),
        )  # fmt: skip
        if one.id == "T01":
            finding = mean_finding(kind, origin)
        elif one.id == "T03":
            finding = share_finding(kind)
        found.append(Verdict(one, (finding,)))
    return tuple(found)


@pytest.fixture(scope="session")
def measured() -> PlanAssessment:
    plan = load_plan("guangzhou-2020")
    verdicts = verdicts_of(plan, EvidenceKind.MEASURED, Origin.MEASURED)
    return PlanAssessment(plan, AS_OF, None, Origin.MEASURED, verdicts)


@pytest.fixture(scope="session")
def simulated() -> PlanAssessment:
    plan = load_plan("guangzhou-2020").model_copy(
        update={
            "id": "yunzhu-2020",
            "title": "云珠市2020年计划(模拟)",
            "english": "plan of the simulated city for 2020",
            "area": "990100",
            "origin": Origin.SIMULATED,
        }
    )
    verdicts = verdicts_of(plan, EvidenceKind.SIMULATED, Origin.SIMULATED)
    return PlanAssessment(plan, AS_OF, date(2020, 7, 5), Origin.SIMULATED, verdicts)


@pytest.fixture(scope="session")
def days() -> list[CalendarDay]:
    return calendar_days(AS_OF)
