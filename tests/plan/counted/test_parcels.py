"""Contaminated parcels: safe use by count and by area, its frozen denominator, release, survey."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.registers.parcels import Parcel, ParcelStepRecord, SoilSample
from yunzhu.errors import PlanError
from yunzhu.plan.counted_schema import ParcelSafeUseMetric
from yunzhu.plan.verdicts import Finding

END = date(2020, 12, 31)
REMOVED = (
    ("survey", "2018-01-10", "否"),
    ("detailed_survey", "2018-03-10", "否"),
    ("risk_assessment", "2018-05-10", "否"),
    ("listed", "2018-06-10", None),
    ("remediation", "2018-12-10", None),
    ("effect_evaluation", "2019-03-10", "是"),
)


@pytest.fixture
def city(row_of):
    """Rows of parcels: code to (size, permit, removal, other cells)."""

    def rows(**parcels: Any) -> dict[str, Any]:
        made, steps = [], []
        for code, (size, permit, removed, changes) in parcels.items():
            base = {
                "code": code,
                "name": f"块{code}",
                "area": "1",
                "area_m2": size,
                "is_key_industry_survey": "否",
                "is_redevelopment": "是",
                "reuse_permit_on": permit,
            }
            own = changes.get("steps", REMOVED)
            if removed is not None:
                own = (*own, ("removed", removed, None))
            made.append(row_of(Parcel, **base | {k: v for k, v in changes.items() if k != "steps"}))
            steps += [
                row_of(ParcelStepRecord, parcel=code, step=step, day=day, is_within_limits=within)
                for step, day, within in own
            ]
        return {"parcels": tuple(made), "parcel_steps": tuple(steps)}

    return rows


def safe(number: int, size: str = "1000") -> dict[str, Any]:
    """So many parcels removed in May 2019 and permitted in May 2020."""
    return {f"K{n}": (size, "2020-05-10", "2019-05-10", {}) for n in range(1, number + 1)}


EARLY = {"X1": ("1000", "2020-05-10", "2020-06-10", {})}


def of_both(found: list[Finding]) -> tuple[Finding, Finding]:
    by_count, by_area = found
    return by_count, by_area


@pytest.mark.parametrize(
    ("number", "word"),
    # One parcel was permitted before its removal: 9 of 10 are exactly 90 %, 8 of 9 are 88.9 %.
    [(9, "已达成"), (8, "未达成")],
)
def test_the_share_is_compared_exactly_on_the_cut_off(judged, city, number, word) -> None:
    by_count, by_area = of_both(judged("T08", as_of=END, **city(**safe(number), **EARLY)))
    assert (by_count.status.value, by_area.status.value) == (word, word)
    assert (by_count.numerator, by_count.denominator) == (number, number + 1)
    assert (by_area.numerator, by_area.denominator) == (1000 * number, 1000 * (number + 1))


def test_a_permit_before_the_removal_is_told_with_both_dates(judged, city) -> None:
    by_count, _ = of_both(judged("T08", as_of=END, **city(**safe(9), **EARLY)))
    assert by_count.rest == (
        "X1 块X1, 1000.00 m²: 再利用 re-used 2020-05-10 早于移出 before its release 2020-06-10; "
        "当日 on that day 效果达标 evaluated",
    )
    assert len(by_count.evidence) == 9


def test_a_removal_on_the_day_of_the_permit_is_in_time(judged, city) -> None:
    same = {"K1": ("1000", "2020-05-10", "2020-05-10", {})}
    assert of_both(judged("T08", as_of=END, **city(**same)))[0].numerator == 1
    later = {"K1": ("1000", "2020-05-10", "2020-05-11", {})}
    assert of_both(judged("T08", as_of=END, **city(**later)))[0].numerator == 0


def test_the_use_counts_when_it_began_before_the_permit(judged, city) -> None:
    begun = {"K1": ("1000", "2020-05-10", "2020-05-01", {"use_started_on": "2020-04-30"})}
    by_count, _ = of_both(judged("T08", as_of=END, **city(**begun)))
    assert (by_count.numerator, by_count.denominator) == (0, 1)


def test_count_and_area_may_disagree_and_say_so(judged, city) -> None:
    # 9 of 10 parcels, but the tenth has 2,000 of 11,000 m²: 81.8 %.
    early = {"X1": ("2000", "2020-05-10", "2020-06-10", {})}
    by_count, by_area = of_both(judged("T08", as_of=END, **city(**safe(9), **early)))
    assert (by_count.status.value, by_count.value) == ("已达成", Decimal("90.0"))
    assert (by_area.status.value, by_area.value) == ("未达成", Decimal("81.8"))
    for found in (by_count, by_area):
        assert any("count and area disagree about 90 %: 90.0 %, 81.8 %" in n for n in found.notes)
    agreeing, _ = of_both(judged("T08", as_of=END, **city(**safe(9), **EARLY)))
    assert not any("disagree" in note for note in agreeing.notes)


def test_only_contaminated_parcels_that_were_reused_in_the_period_count(judged, city) -> None:
    clean = (("survey", "2019-01-10", "是"),)
    others = {
        "A1": ("500", None, "2019-05-10", {}),
        "A2": ("500", "2019-12-31", "2020-05-10", {}),
        "A3": ("500", "2021-01-01", "2021-05-10", {}),
        "A4": ("500", "2020-05-10", None, {"steps": clean}),
    }
    by_count, by_area = of_both(judged("T08", as_of=date(2021, 2, 1), **city(**safe(1), **others)))
    assert (by_count.numerator, by_count.denominator) == (1, 1)
    assert (by_area.numerator, by_area.denominator) == (1000, 1000)


def test_the_denominator_is_frozen_on_the_cut_off(judged, city) -> None:
    metric = ParcelSafeUseMetric(
        name="parcel_safe_use", since=date(2020, 1, 1), cut_off=date(2020, 9, 30)
    )
    later = {
        "L1": ("1000", "2020-10-01", "2020-12-01", {}),
        "L2": ("1000", "2020-05-10", "2020-06-10", {"registered_on": "2020-10-01"}),
        # A finding of pollution after the cut-off makes no contaminated parcel of a clean one.
        "L3": (
            "1000",
            "2020-05-10",
            None,
            {"steps": (("survey", "2019-01-10", "是"), ("survey", "2020-10-02", "否"))},
        ),
    }
    rows = city(**safe(9), **EARLY, **later)
    running, _ = of_both(judged("T08", as_of=date(2020, 9, 29), change={"metric": metric}, **rows))
    assert running.status.value == "有望"
    # On 29 September a parcel that is registered on the 30th, the cut-off, is not yet known and
    # not too late.
    in_time = city(**safe(9), L4=("1000", "2020-05-10", None, {"registered_on": "2020-09-30"}))
    day_before, _ = of_both(
        judged("T08", as_of=date(2020, 9, 29), change={"metric": metric}, **in_time)
    )
    assert day_before.denominator == 9
    assert not any("登记晚于截止" in note for note in day_before.notes)
    on_it, _ = of_both(judged("T08", as_of=date(2020, 9, 30), change={"metric": metric}, **in_time))
    assert on_it.denominator == 10
    for as_of in (date(2020, 9, 30), END):
        by_count, _ = of_both(judged("T08", as_of=as_of, change={"metric": metric}, **rows))
        assert (by_count.status.value, by_count.denominator) == ("已达成", 10)
        assert any("L2 块L2 2020-10-01" in note for note in by_count.notes)
    unfrozen, _ = of_both(judged("T08", as_of=END, **rows))
    assert (unfrozen.numerator, unfrozen.denominator, unfrozen.status.value) == (9, 13, "未达成")


def test_a_cohort_below_its_share_is_at_risk_while_it_grows(judged, city) -> None:
    by_count, _ = of_both(judged("T08", as_of=date(2020, 12, 30), **city(**safe(8), **EARLY)))
    assert by_count.status.value == "有风险"


def test_a_parcel_that_nobody_surveyed_keeps_the_word_open_unless_the_rest_settles_it(
    judged, city
) -> None:
    unknown = {"U1": ("1000", "2020-05-10", None, {"steps": ()})}
    by_count, _ = of_both(judged("T08", as_of=END, **city(**safe(8), **unknown)))
    assert (by_count.status.value, by_count.numerator, by_count.denominator) == ("证据不足", 8, 9)
    assert "U1" in by_count.missing[0]
    assert "never surveyed" in by_count.missing[0]
    # 9 of 10 are enough whatever U1 is; with a violation 8 + 1 of 11 at best are not.
    settled, _ = of_both(judged("T08", as_of=END, **city(**safe(9), **unknown)))
    assert settled.status.value == "已达成"
    two = {**EARLY, "X2": EARLY["X1"]}
    missed, _ = of_both(judged("T08", as_of=END, **city(**safe(8), **unknown, **two)))
    assert missed.status.value == "未达成"


def test_steps_out_of_order_release_nothing(judged, city) -> None:
    wrong = tuple(one for one in REMOVED if one[0] != "effect_evaluation")
    rows = city(K1=("1000", "2020-05-10", "2019-05-10", {"steps": wrong}))
    by_count, _ = of_both(judged("T08", as_of=END, **rows))
    assert by_count.numerator == 0
    assert "移出名录 removed 2019-05-10 次序不合法" in by_count.rest[0]


def test_pollution_that_was_found_after_the_new_use_is_no_safe_use(judged, city) -> None:
    again = (("survey", "2019-01-10", "是"), ("survey", "2020-08-10", "否"))
    rows = city(K1=("1000", "2020-05-10", None, {"steps": again}))
    before, _ = of_both(judged("T08", as_of=date(2020, 8, 9), **rows))
    assert before.denominator is None
    by_count, _ = of_both(judged("T08", as_of=END, **rows))
    assert (by_count.numerator, by_count.denominator) == (0, 1)
    assert "pollution was found afterwards" in by_count.rest[0]


def test_no_parcel_and_no_reuse_are_no_miss(judged, city) -> None:
    for rows, lack in ((city(), "名录为空"), (city(A1=("1", None, None, {})), "期内无再利用")):
        for found in judged("T08", as_of=END, **rows):
            assert found.status.value == "证据不足"
            assert lack in found.missing[0]


@pytest.mark.parametrize("cut_off", ["2019-12-31", "2021-01-01"])
def test_a_cut_off_outside_its_period_is_refused_with_its_line(plan_of, write, cut_off) -> None:
    metric = {
        "name": "parcel_safe_use",
        "since": date(2020, 1, 1),
        "cut_off": date.fromisoformat(cut_off),
    }
    threshold = {"compare": "at_least", "value": 90, "unit": "%"}
    with pytest.raises(PlanError) as told:
        plan_of(write.entry("T08", metric, threshold=threshold))
    assert str(told.value.field) == "commitments.0.metric.cut_off"
    assert told.value.expected == "2020-01-01..2020-12-31"


def test_redeveloped_parcels_are_listed_when_not_released_before(judged, city) -> None:
    unsurveyed = {"U1": ("1000", "2020-05-10", None, {"steps": ()})}
    before = {"B1": ("1000", "2019-12-31", "2020-05-10", {})}
    (found,) = judged("20.3", as_of=END, **city(**safe(2), **EARLY, **unsurveyed, **before))
    # An effort without a number: acts of the year carry the word, the violations are listed.
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 2, 4)
    assert [line[:2] for line in found.rest] == ["X1", "U1"]


def test_steps_out_of_order_are_told_beside(judged, city) -> None:
    wrong = (REMOVED[0], ("risk_assessment", "2018-02-10", "否"), REMOVED[1])
    (found,) = judged("20.3", as_of=END, **city(**safe(1), W1=("9", None, None, {"steps": wrong})))
    assert found.notes[0].startswith("W1 块W1: 风险评估 risk assessment 2018-02-10 次序不合法")
    assert "详细调查 detailed survey 2018-03-10" in found.notes[0]


def test_the_survey_of_key_industries_is_shown_by_step(judged, city, row_of) -> None:
    key = {"is_key_industry_survey": "是"}
    rows = city(
        K1=("1", None, None, key | {"steps": (("survey", "2020-04-10", "是"),)}),
        K2=("1", None, None, key | {"steps": REMOVED[:2]}),
        K3=("1", None, None, key | {"steps": ()}),
        K4=("1", None, None, {}),
    )
    sample = {"item": "镉", "value": "0.2", "unit": "mg/kg", "is_below_detection": "否"}
    rows["soil_samples"] = (
        row_of(SoilSample, sample="S1", parcel="K1", day="2020-04-01", **sample),
        row_of(SoilSample, sample="S2", parcel="K2", day="2021-01-01", **sample),
    )
    surveyed, sampled, in_detail = judged("20.2", as_of=END, **rows)
    assert (surveyed.numerator, surveyed.denominator, surveyed.status.value) == (2, 3, "已达成")
    assert (sampled.numerator, sampled.denominator, sampled.status.value) == (1, 3, "已达成")
    # The one detailed survey was made in 2018, no act of the year. K1 was found clean and K3 was
    # not surveyed: neither owes one.
    assert (in_detail.numerator, in_detail.denominator) == (1, 1)
    assert in_detail.status.value == "证据不足"
    assert "未到期，不计 not due yet, not counted: 2" in in_detail.notes


def test_a_detailed_survey_is_owed_from_the_day_of_a_first_one_beyond_the_limits(
    judged, city
) -> None:
    key = {"is_key_industry_survey": "是", "steps": (("survey", "2020-06-30", "否"),)}
    rows = city(K1=("1", None, None, key))
    *_, before = judged("20.2", as_of=date(2020, 6, 29), **rows)
    assert (before.numerator, before.denominator, before.rest) == (0, 0, ())
    *_, owed = judged("20.2", as_of=date(2020, 6, 30), **rows)
    assert (owed.numerator, owed.denominator) == (0, 1)
    assert owed.rest == ("K1 块K1: 未详查 not surveyed in detail",)
