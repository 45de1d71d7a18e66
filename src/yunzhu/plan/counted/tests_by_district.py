"""The metric ``vehicle_tests_by_district``: tests of the year by district and method."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from yunzhu.city.ledgers.vehicle_tests import VEHICLE_TESTS, TestMethod, TestResult
from yunzhu.periods import Period, base_period_of
from yunzhu.plan.counted.coverage import BY_ACTS, share_percent, status_by_acts
from yunzhu.plan.counted.districts import district_of
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted_schema import VehicleTestsMetric
from yunzhu.plan.ledger_evidence import Counts, LedgerCount, any_row_until
from yunzhu.plan.members import AreaCount, Member, MemberState
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

LABEL = "各区抽测 vehicle tests by district and method"


def district_questions(year: int, day: date) -> tuple[LedgerCount, ...]:
    """Return what the metric asks of the ledger of tests.

    Parameters
    ----------
    year : of the plan. day : last day that counts.
    """
    last = min(day, Period.of_year(year).last)
    before = Period.of_year(year - 1)
    # Of its own January, since the day may lie before the plan's year.
    same_days = base_period_of(Period(last.replace(month=1, day=1), last))
    return (
        _question(date(year, 1, 1), last),
        _question(before.first, same_days.last),
        _question(before.first, before.last),
        any_row_until(VEHICLE_TESTS, day),
    )


def _question(first: date, last: date) -> LedgerCount:
    by = ("area", "method", "result")
    return LedgerCount(VEHICLE_TESTS, by, first, last, (("is_supervision", True),))


def judge_tests_by_district(_: VehicleTestsMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return the finding: dated tests of the year are judged, the change is shown by district.

    Each method of each district stands beside the same span of the year before; fail rates are
    those of each method by itself, since a pass of remote sensing is not one with an instrument.

    Parameters
    ----------
    facts : as they stood.
    """
    threshold = facts.commitment.threshold
    now, before, whole, anything = (
        facts.ledgers.of(one) for one in district_questions(facts.year.first.year, facts.day)
    )
    if not anything:
        empty = f"台账为空 the ledger has none: {VEHICLE_TESTS.name}"
        return (Finding(LABEL, threshold, Status.INSUFFICIENT, unit="次", missing=(empty,)),)
    total = sum(now.values())
    status, missing = status_by_acts(facts, total)
    members = _members(_by_district(now), _by_district(before), _by_district(whole))
    return (
        Finding(
            LABEL,
            threshold,
            status,
            kind=facts.registers.kind,
            value=Decimal(total),
            unit="次",
            missing=missing,
            notes=(
                f"去年同期 same span of the year before {sum(before.values())}, "
                f"去年全年 whole year before {sum(whole.values())}",
                *_fail_rates(now),
                BY_ACTS,
            ),
            counted=tuple(one.line for one in members if one.state is MemberState.COVERED),
            rest=tuple(one.line for one in members if one.state is not MemberState.COVERED),
            members=members,
            by_area=_tests_by_area(now),
        ),
    )


def _by_district(counts: Counts) -> Mapping[tuple[str, TestMethod], int]:
    found: dict[tuple[str, TestMethod], int] = defaultdict(int)
    for (area, method, _), number in counts.items():
        found[district_of(area), method] += number
    return found


def _tests_by_area(now: Counts) -> tuple[AreaCount, ...]:
    """Return the tests of the year where they were made; a count has no denominator."""
    found: dict[str, int] = defaultdict(int)
    for (area, _, _), number in now.items():
        found[area] += number
    return tuple(AreaCount(area, number) for area, number in sorted(found.items()))


def _members(
    now: Mapping[tuple[str, TestMethod], int],
    before: Mapping[tuple[str, TestMethod], int],
    whole: Mapping[tuple[str, TestMethod], int],
) -> tuple[Member, ...]:
    """Return each method of each district that has any test: more than a year before, or not."""
    areas = sorted({area for area, _ in (*now, *whole)})
    members = []
    for area in areas:
        for method in TestMethod:
            place = (area, method)
            done, earlier = now.get(place, 0), before.get(place, 0)
            state = MemberState.COVERED if done > earlier else MemberState.NOT_COVERED
            text = (
                f"{done} 次 tests, 去年同期 same span a year before {earlier}, "
                f"去年全年 whole year before {whole.get(place, 0)}"
            )
            members.append(Member(f"{area} {method.label}", area, state, text))
    return tuple(members)


def _fail_rates(counts: Counts) -> tuple[str, ...]:
    told = []
    for method in TestMethod:
        tests = sum(number for (_, one, _), number in counts.items() if one is method)
        failed = sum(
            number
            for (_, one, result), number in counts.items()
            if one is method and result is TestResult.FAILED
        )
        if tests:
            rate = share_percent(failed, tests)
            told.append(f"{method.label}: 不合格 failed {failed} ÷ {tests} = {rate} %")
    return tuple(told)
