"""Coverages of registers: dated facts of rows, all of them owed, the rest named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.records import WorkingDays
from yunzhu.city.registers.drinking_sources import DrinkingSource
from yunzhu.city.registers.outfalls import Outfall
from yunzhu.city.registers.protection_zones import ProtectionZone
from yunzhu.errors import PlanError
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.periods import Period
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Owes
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.values import EvidenceKind
from yunzhu.workspace import Workspace

PLAN = load_plan("guangzhou-2020")
JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)
NEW_YEAR = date(2020, 1, 1)
OWES_ALL = {"owes": Owes.RESULT}
NOT_COVERED = WorkingDays(NEW_YEAR, END, (), (Period(NEW_YEAR, END),))


def _row(model: Any, given: dict[str, Any]) -> Any:
    empty: dict[str, Any] = dict.fromkeys(model.model_fields)
    return model.model_validate(empty | given)


def outfall(code: str, kind: str = "river", **changes: Any) -> Outfall:
    base = {"code": code, "name": f"口{code}", "kind": kind, "receiving_water": "云溪", "area": "1"}
    return _row(Outfall, base | changes)


def approved(code: str, filed_on: str, kind: str = "river", **changes: Any) -> Outfall:
    return outfall(code, kind, approval_number=f"排{code}号", filed_on=filed_on, **changes)


def source(code: str, level: str = "town_or_below", **changes: Any) -> DrinkingSource:
    base = {"code": code, "name": f"源{code}", "level": level, "kind": "river", "area": "1"}
    return _row(DrinkingSource, base | {"is_thousand_ton": "是"} | changes)


def zone(code: str, of: str, **changes: Any) -> ProtectionZone:
    outline = "POLYGON((113.1 23.1, 113.2 23.1, 113.2 23.2, 113.1 23.1))"
    base = {"code": code, "source": of, "grade": "first", "outline": outline}
    return _row(ProtectionZone, base | changes)


@pytest.mark.parametrize(
    ("covered", "as_of", "word"),
    [
        # Half of the working days have passed: 5 of 10 keep pace, 4 are 0.8 of it, 3 are less.
        (5, JUNE, "有望"),
        (4, JUNE, "有风险"),
        (3, JUNE, "难以达成"),
        (10, EVE, "有望"),
        (10, END, "已达成"),
        (9, END, "未达成"),
    ],
)
def test_a_coverage_runs_by_pace_and_is_settled_on_its_day(
    judged, covered: int, as_of: date, word: str
) -> None:
    rows = tuple(
        approved(f"P{n}", "2019-03-01") if n < covered else outfall(f"P{n}") for n in range(10)
    )
    sea = approved("H1", "2019-03-01", "sea")
    (found,) = judged("17.6", as_of=as_of, change=OWES_ALL, outfalls=(*rows, sea))
    assert found.status.value == word
    assert (found.numerator, found.denominator, found.value) == (covered, 10, 10 * covered)
    assert len(found.rest) == 10 - covered
    assert len(found.evidence) == covered
    assert found.kind is EvidenceKind.DECLARED


def test_an_approval_counts_from_its_day_to_the_last_of_its_validity(judged) -> None:
    rows = (
        approved("P1", "2020-06-30", valid_to="2020-06-30"),
        approved("P2", "2015-01-10", valid_to="2020-06-29"),
        approved("P3", "2020-07-01"),
        outfall("P4"),
    )
    (found,) = judged("17.6", outfalls=rows)
    assert (found.numerator, found.denominator) == (1, 4)
    assert found.evidence == ("P1 口P1: 审批或备案 approved or filed 2020-06-30 排P1号",)
    assert found.rest == (
        "P2 口P2: 已于 2020-06-29 到期 expired",
        "P3 口P3: 审批或备案 approved or filed 2020-07-01, 截至 up to 2020-06-30 尚未 not yet",
        "P4 口P4: 未审批或备案 not approved or filed",
    )


def test_what_is_dated_after_the_due_day_does_not_undo_the_miss(judged) -> None:
    late = (approved("P1", "2021-01-04"),)
    (found,) = judged("17.6", as_of=date(2021, 1, 20), change=OWES_ALL, outfalls=late)
    assert (found.status.value, found.numerator) == ("未达成", 0)


def test_an_empty_register_and_an_unknown_calendar_say_nothing(judged) -> None:
    (empty,) = judged("17.6", as_of=END, outfalls=(approved("H1", "2019-03-01", "sea"),))
    assert (empty.status.value, empty.kind) == ("证据不足", None)
    assert "the register has none of these yet: outfalls" in empty.missing[0]
    (found,) = judged("17.6", days=NOT_COVERED, change=OWES_ALL, outfalls=(outfall("P1"),))
    assert found.status.value == "证据不足"
    assert "calendar does not cover" in found.missing[0]


def test_rural_sources_surveyed_are_those_on_the_list_in_use(judged) -> None:
    rows = (
        source("W1", surveyed_on="2019-11-05"),
        source("W2", surveyed_on="2020-08-01"),
        source("W3", is_thousand_ton="否"),
        source("W4", level="urban"),
        source("W5", in_use_to="2020-03-31"),
        source("W6"),
    )
    (found,) = judged("18.2", drinking_sources=rows)
    assert (found.numerator, found.denominator, found.value) == (1, 3, Decimal("33.3"))
    assert [line[:2] for line in found.rest] == ["W2", "W6"]
    (whole,) = judged("18.2", as_of=END, drinking_sources=rows[:2])
    assert whole.status.value == "已达成"


def test_a_zone_is_one_that_is_drawn_and_approved(judged) -> None:
    on = {"approval_number": "府函1号"}
    zones = (
        zone("Z1", "W1"),
        zone("Z2", "W1", approved_on="2020-05-01", **on),
        zone("Z3", "W2"),
        zone("Z4", "W3", outline=None, approved_on="2020-05-01", **on),
        zone("Z5", "W4", approved_on="2020-07-01", **on),
    )
    every = tuple(source(f"W{number}", is_thousand_ton="否") for number in range(1, 6))
    (found,) = judged("18.4", drinking_sources=every, protection_zones=zones)
    assert found.evidence == ("W1 源W1: 批准 approved 2020-05-01",)
    assert found.denominator == 5
    assert [line.split(": ")[1].split(",")[0] for line in found.rest] == [
        "未批准 not approved",
        "保护区无范围 no zone has an outline",
        "批准 approved 2020-07-01",
        "无保护区 no zone",
    ]


def test_boundary_and_marks_are_two_facts_without_a_word_while_the_requirement_is_unknown(
    judged,
) -> None:
    zones = (
        zone("Z1", "W1", boundary_fixed_on="2019-05-06"),
        zone("Z2", "W1", mark_checked_on="2020-04-15", mark_result="passed"),
        zone("Z3", "W2", mark_checked_on="2020-04-15", mark_result="failed"),
        zone("Z4", "W2", mark_checked_on="2020-07-15", mark_result="passed"),
    )
    boundary, marks = judged("18.5", as_of=JUNE, protection_zones=zones)
    assert boundary.status.value == marks.status.value == "证据不足"
    assert "缺阈值" in boundary.missing[0]
    assert (boundary.numerator, boundary.denominator) == (1, 4)
    assert (marks.numerator, marks.denominator) == (1, 4)
    assert marks.rest[1] == "Z3 W2: 核查 checked 2020-04-15 不合格 failed"


def test_an_assessment_is_of_the_plans_year(judged) -> None:
    rows = (
        source("W1", "urban", assessment_year=2020, assessment_score="92.5"),
        source("W2", assessment_year=2019, assessment_score="90"),
        source("W3"),
    )
    (found,) = judged("18.6", drinking_sources=rows)
    assert (found.numerator, found.denominator) == (1, 3)
    assert "92.5" in found.evidence[0]


@pytest.fixture
def sea(workspace: Workspace, laboratory: Callable[..., None]) -> tuple[Outfall, ...]:
    """H1 sampled on 12 February and twice on 12 May, H2 in May alone, H3 without a site."""
    sites = [
        Site(one, one, "", ControlLevel.MUNICIPAL, medium=Medium.OUTFALL) for one in ("H1", "H2")
    ]
    save_sites(workspace, SiteRegister().with_sites(sites))
    moments = [("H1", "2020-02-12 10:00"), ("H1", "2020-05-12 10:00"), ("H1", "2020-05-12 15:00")]
    moments += [("H2", "2020-05-12 10:00"), ("H2", "2019-12-12 10:00"), ("H2", "2020-07-01 10:00")]
    laboratory(workspace, [(site, moment, "COD", "40") for site, moment in moments])
    return (
        approved("H1", "2019-05-06", "sea", samplings_per_year=4),
        approved("H2", "2019-05-06", "sea", samplings_per_year=4),
    )


def test_sea_outfalls_are_filed_and_sampled_and_no_problem_is_registered(judged, sea) -> None:
    # 182 of 366 days have passed: 4 x 182 / 366 = 1.98, so one sampling is due; on 1 July two.
    filed, sampled, problems = judged("19.3", change=OWES_ALL, outfalls=sea)
    assert (filed.numerator, filed.denominator, filed.status.value) == (2, 2, "有望")
    assert (sampled.numerator, sampled.denominator, sampled.status.value) == (2, 2, "有望")
    assert problems.status.value == "证据不足"
    assert "the register has none: rectification_items" in problems.missing[0]
    _, later, _ = judged("19.3", change=OWES_ALL, as_of=date(2020, 7, 2), outfalls=sea)
    assert later.evidence[0] == "H1 口H1: 采样 sampled 2 d, 应 due 2 (全年 a year 4)"
    assert later.numerator == 2
    # 12 x 184 / 366 = 6.05: with six due H2 is behind, and half of the outfalls are off track
    # though half of the year has passed.
    more = (sea[0], approved("H2", "2019-05-06", "sea", samplings_per_year=12))
    _, behind, _ = judged("19.3", change=OWES_ALL, as_of=date(2020, 7, 2), outfalls=more)
    assert (behind.status.value, behind.numerator) == ("难以达成", 1)
    assert behind.rest == ("H2 口H2: 采样 sampled 2 d, 应 due 6 (全年 a year 12)",)
    _, closed, _ = judged("19.3", change=OWES_ALL, as_of=END, outfalls=sea)
    assert (closed.status.value, closed.numerator) == ("未达成", 0)


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"samplings_per_year": None}, "are not registered"), ({"samplings_per_year": 4}, "no site")],
)
def test_an_outfall_of_which_nothing_can_be_told_keeps_the_word_open(
    judged, sea, changes: Any, word: str
) -> None:
    code = "H1" if changes["samplings_per_year"] is None else "H3"
    more = (*sea[1:], approved(code, "2019-05-06", "sea", **changes))
    for as_of in (JUNE, date(2020, 7, 2)):
        _, found, _ = judged("19.3", change=OWES_ALL, as_of=as_of, outfalls=more)
        assert found.status.value == "证据不足"
        assert word in found.missing[0]
    _, found, _ = judged("19.3", change=OWES_ALL, as_of=END, outfalls=more)
    assert found.status.value == "未达成", "H2 alone settles it: one day of four"
    undemanding = approved("H2", "2019-05-06", "sea", samplings_per_year=1)
    _, found, _ = judged("19.3", change=OWES_ALL, as_of=END, outfalls=(undemanding, more[1]))
    assert (found.status.value, found.numerator) == ("证据不足", 1)


def test_a_share_that_a_plan_prints_is_compared_by_count(judged) -> None:
    ninety = KnownThreshold(compare="at_least", value=Decimal(90), unit="%")
    # 90 % of 12 are 10.8, so 11 are needed.
    for covered, word in ((11, "已达成"), (10, "未达成")):
        rows = tuple(
            approved(f"P{n}", "2019-03-01") if n < covered else outfall(f"P{n}") for n in range(12)
        )
        (found,) = judged("17.6", as_of=END, change={"threshold": ninety}, outfalls=rows)
        assert found.status.value == word


@pytest.mark.parametrize(
    ("coverages", "found"),
    [
        (["river_outfalls_aproved"], "river_outfalls_aproved"),
        (["sources_assessed", "sources_assessed"], "sources_assessed"),
    ],
)
def test_a_coverage_that_does_not_exist_is_refused_with_its_line(
    plan_of, write, coverages: list[str], found: str
) -> None:
    metric = {"name": "register_coverage", "coverages": coverages}
    with pytest.raises(PlanError) as told:
        plan_of(write.entry("01.1", metric))
    place = len(coverages) - 1
    assert str(told.value.field) == f"commitments.0.metric.coverages.{place}"
    assert told.value.found == found
    assert told.value.row is not None
    assert "river_outfalls_approved" in str(told.value.expected)


@pytest.mark.parametrize(
    ("metric", "threshold"),
    [
        ({"name": "drinking_sources", "level": "urban"}, ("at_least", 95, "%")),
        ({"name": "register_coverage", "coverages": ["sources_assessed"]}, ("at_most", 90, "%")),
        ({"name": "register_coverage", "coverages": ["sources_assessed"]}, ("at_least", 101, "%")),
        ({"name": "register_coverage", "coverages": ["sources_assessed"]}, ("equal", 9, "个")),
        ({"name": "stations_sending", "stations": "flux"}, ("equal", 3, "%")),
    ],
)
def test_a_threshold_that_cannot_be_compared_is_refused(
    plan_of, write, metric: dict[str, Any], threshold: tuple[str, int, str]
) -> None:
    compare, value, unit = threshold
    entry = write.entry(
        "01.1", metric, threshold={"compare": compare, "value": value, "unit": unit}
    )
    with pytest.raises(PlanError) as told:
        plan_of(entry)
    assert str(told.value.field) == "commitments.0.threshold"
    assert told.value.row is not None


def test_an_effort_without_a_number_is_judged_by_acts_of_the_year(judged) -> None:
    old = (approved("P1", "2019-03-01"), outfall("P2"))
    (none,) = judged("17.6", as_of=END, outfalls=old)
    assert (none.status.value, none.numerator, none.denominator) == ("证据不足", 1, 2)
    assert none.missing == ("尚无 2020 年的行动 no act in the year",)
    acted = (*old, approved("P3", "2020-05-01"))
    for as_of, word in ((JUNE, "有望"), (END, "已达成")):
        (found,) = judged("17.6", as_of=as_of, outfalls=acted)
        assert (found.status.value, found.numerator, found.denominator) == (word, 2, 3)
        assert found.notes[-1].startswith("文中无数")
    # It is not there yet on the day before.
    (early,) = judged("17.6", as_of=date(2020, 4, 30), outfalls=acted)
    assert early.status.value == "证据不足"
