"""Six dust items of the building sites: six findings, never one; self-reports cover nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.plan.counted.visiting import answers, officers, row, visit
from yunzhu.city.registers.construction_sites import ConstructionSite
from yunzhu.errors import PlanError
from yunzhu.plan.loading import load_plan
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding

ITEMS = (
    "fenced",
    "piles_covered",
    "vehicles_washed",
    "roads_hardened",
    "wet_works",
    "land_greened",
)
ALL_MET = dict.fromkeys(ITEMS, True)
JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)


def site(code: str, **changes: Any) -> ConstructionSite:
    base = {"code": code, "name": f"工地{code}", "area": "1", "is_self_reporting": "是"}
    return row(ConstructionSite, **(base | changes))


class City:
    """Sites and what visits said of them; visits are numbered as they come."""

    def __init__(self, *sites: ConstructionSite) -> None:
        self.sites = sites
        self.visits: list[Any] = []
        self.answers: list[Any] = []

    def seen(self, code: str, day: str, why: str = "special", **given: Any) -> City:
        """Visit a site that meets every item but those given as not met (False) or None."""
        number = f"J{len(self.visits) + 1:05}"
        changes = {name: given.pop(name) for name in [*given] if name not in ITEMS}
        self.visits.append(visit(number, "construction_site", code, day, why, **changes))
        told = {item: met for item, met in (ALL_MET | given).items() if met is not None}
        self.answers += answers(number, **told)
        return self

    def reported(self, code: str, day: str = "2020-03-01", **given: Any) -> City:
        bare = {"first_officer": None, "second_officer": None, "evidence_sha256": None}
        return self.seen(code, day, "self_report", **bare, **given)

    @property
    def rows(self) -> dict[str, Any]:
        return {
            "construction_sites": self.sites,
            "officers": officers(),
            "inspections": tuple(self.visits),
            "inspection_answers": tuple(self.answers),
        }


def words(found: list[Finding]) -> list[str]:
    return [one.status.value for one in found[:6]]


def counts(found: list[Finding]) -> list[tuple[int | None, int | None]]:
    return [(one.numerator, one.denominator) for one in found[:6]]


def test_a_site_failing_one_item_fails_that_item_alone_and_nothing_is_averaged(judged) -> None:
    city = City(site("G1"), site("G2"))
    city.seen("G1", "2020-05-01").seen("G2", "2020-05-02", vehicles_washed=False)
    found = judged("14.1", as_of=END, **city.rows)
    assert words(found) == ["已达成", "已达成", "未达成", "已达成", "已达成", "已达成"]
    assert counts(found) == [(2, 2), (2, 2), (1, 2), (2, 2), (2, 2), (2, 2)]
    assert found[2].rest == ("G2 工地G2: 2020-05-02 J00002 不符合 not met",)
    assert "各项全部符合 every item met: 1 ÷ 2" in found[6].notes


def test_the_latest_visit_tells_for_better_and_for_worse(judged) -> None:
    city = City(site("G1"), site("G2"))
    city.seen("G1", "2020-05-01", fenced=False).seen("G1", "2020-08-01")
    city.seen("G2", "2020-05-01").seen("G2", "2020-08-01", fenced=False)
    before = judged("14.1", as_of=date(2020, 7, 31), **city.rows)
    after = judged("14.1", as_of=END, **city.rows)
    assert before[0].rest == ("G1 工地G1: 2020-05-01 J00001 不符合 not met",)
    assert after[0].rest == ("G2 工地G2: 2020-08-01 J00004 不符合 not met",)


def test_a_later_visit_that_did_not_ask_for_an_item_says_nothing_of_it(judged) -> None:
    city = City(site("G1")).seen("G1", "2020-05-01", fenced=False)
    city.seen("G1", "2020-08-01", fenced=None, wet_works=False)
    found = judged("14.1", as_of=END, **city.rows)
    assert counts(found) == [(0, 1), (1, 1), (1, 1), (1, 1), (0, 1), (1, 1)]
    assert "J00001" in found[0].rest[0]
    assert "J00002" in found[4].rest[0]


@pytest.mark.parametrize(
    ("make", "lack"),
    [
        (lambda city: city, "未检查 not visited"),
        (lambda city: city.reported("G1"), "自报不算 its own report does not count"),
        (lambda city: city.seen("G1", "2020-05-01", second_officer=None), "fewer than two"),
        (lambda city: city.seen("G1", "2019-12-31"), "未检查 not visited"),
        (lambda city: city.seen("G1", "2020-05-01", fenced=None), "not asked"),
    ],
)
def test_a_site_without_a_valid_visit_that_asked_is_not_compliant(judged, make, lack: str) -> None:
    found = judged("14.1", as_of=END, **make(City(site("G1"))).rows)[0]
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 0, 1)
    assert lack in found.rest[0]


def test_active_are_the_sites_of_the_year_and_one_finished_unseen_leaves(judged) -> None:
    city = City(
        site("G1"),
        site("G2", active_to="2019-12-31"),
        site("G3", active_from="2020-07-01"),
        site("G4", active_to="2020-05-31"),
        site("G5", active_to="2020-05-31"),
        site("G6", active_to="2020-06-30"),
        site("G7", active_to="2020-06-30"),
    )
    city.seen("G1", "2020-05-01").seen("G5", "2020-05-02", fenced=False).seen("G6", "2020-05-03")
    # By the end of June G2 was over before the year, G3 has not begun, G4 left unseen; G5 was
    # seen before it was finished and stays with what was found; it is the last day of G7, which
    # could still be seen: 2 of G1, G5, G6, G7.
    found = judged("14.1", as_of=JUNE, **city.rows)[0]
    assert (found.numerator, found.denominator) == (2, 4)
    assert found.rest == (
        "G5 工地G5: 2020-05-02 J00002 不符合 not met",
        "G7 工地G7: 未检查 not visited",
    )
    assert any(note.startswith("已退出 left: G4 ") for note in found.notes)
    # In July G7 has left too and G3 is active and unseen: 2 of G1, G3, G5, G6.
    later = judged("14.1", as_of=date(2020, 7, 1), **city.rows)[0]
    assert (later.numerator, later.denominator) == (2, 4)


def test_before_the_due_day_the_working_days_give_the_pace(judged) -> None:
    city = City(*(site(f"G{n}") for n in range(10)))
    for n in range(4):
        city.seen(f"G{n}", "2020-05-01")
    # Half of the working days have passed: 4 of 10 are 0.8 of what they ask for.
    assert words(judged("14.1", as_of=JUNE, **city.rows)) == ["有风险"] * 6
    assert (
        words(judged("14.1", as_of=EVE, **City(site("G1")).seen("G1", "2020-05-01").rows))
        == ["有望"] * 6
    )


def test_the_bureaus_own_part_is_judged_by_its_dated_visits(judged) -> None:
    city = City(site("G1"), site("G2")).seen("G1", "2020-05-01", fenced=False)
    visits = judged("14.1", as_of=END, **city.rows)[6]
    assert (visits.status.value, visits.numerator, visits.denominator) == ("已达成", 1, 2)
    none = judged("14.1", as_of=END, **City(site("G1")).reported("G1").rows)[6]
    assert none.status.value == "证据不足"
    assert any("自报的真实性无从估计" in note for note in none.notes)


def test_no_site_at_all_is_insufficient_and_no_miss(judged) -> None:
    found = judged("14.1", as_of=END, **City().rows)
    assert {one.status for one in found} == {Status.INSUFFICIENT}
    assert "construction_sites" in found[0].missing[0]


def test_the_place_of_a_site_is_its_street(judged) -> None:
    city = City(site("G1", area="440103001")).seen("G1", "2020-05-01")
    assert [one.area for one in judged("14.1", **city.rows)[0].members] == ["440103001"]


# Re-sampling


def published() -> City:
    """The published case: 1,507 sites report six items met, of 87 re-sampled 57 fail."""
    city = City(*(site(f"G{n:04}") for n in range(1507)))
    for n in range(1507):
        city.reported(f"G{n:04}")
    for n in range(87):
        failed = {ITEMS[n % 6]: False} if n < 57 else {}
        city.seen(f"G{n:04}", "2020-06-01", "resample", **failed)
    return city


def test_the_published_case_of_57_of_87(judged) -> None:
    found = judged("14.1", **published().rows)
    estimate = found[7]
    assert (estimate.numerator, estimate.denominator) == (57, 87)
    # 57/87 = 65.517 %.
    assert str(estimate.value) == "65.5"
    rate, bias, finite = estimate.notes
    # Wilson (0.5506, 0.7466), Clopper–Pearson (0.5456, 0.7539): see test_proportions.
    assert "57 ÷ 87 = 65.5 %" in rate
    assert "Wilson 55.1–74.7 %" in rate
    assert "Clopper–Pearson 54.6–75.4 %" in rate
    # All 87 had reported themselves as passing, 30 were: 100 % - 34.5 %.
    assert "reported 87 ÷ 87" in bias
    assert "found 30 ÷ 87 = 65.5 个百分点" in bias
    assert "54.6–75.4 %" in bias
    # Drawn from 1,507 without replacement: 827 to 1,132 of them.
    assert "hypergeometric interval 54.9–75.1 %" in finite
    assert "827–1132 个不合格" in finite
    assert len(estimate.rest) == 57
    # The re-sampled ones are the only ones visited: of item 1 the 57 n % 6 = 0 -> 10 fail.
    assert counts(found)[0] == (77, 1507)
    assert "自报符合 self-reported as met: 1507 ÷ 1507，不计入 not counted" in found[0].notes
    assert any("10 ÷ 87 = 11.5 %" in note for note in found[0].notes)


def test_a_follow_up_is_no_second_draw(judged) -> None:
    city = City(site("G1"), site("G2")).reported("G1").reported("G2")
    city.seen("G1", "2020-04-01", "resample", fenced=False).seen("G1", "2020-05-01", "resample")
    city.seen("G2", "2020-04-01", "resample")
    found = judged("14.1", **city.rows)
    assert (found[7].numerator, found[7].denominator) == (1, 2)
    # The item itself is put right by the later visit.
    assert counts(found)[0] == (2, 2)


def test_who_reports_a_failing_is_not_among_the_passing_but_a_pair(judged) -> None:
    city = City(*(site(f"G{n}") for n in range(4)))
    city.reported("G0").reported("G1").reported("G2", fenced=False).reported("G3")
    for n, fenced in enumerate((True, False, True, True)):
        city.seen(f"G{n}", "2020-04-01", "resample", fenced=fenced)
    estimate = judged("14.1", **city.rows)[7]
    assert (estimate.numerator, estimate.denominator) == (1, 3)
    # Reported 3 of 4, found 3 of 4: one pair each way, no bias shown, by Newcombe's method.
    (bias,) = (note for note in estimate.notes if "自报偏差" in note)
    assert "reported 3 ÷ 4 − 复查合格 found 3 ÷ 4 = 0.0 个百分点" in bias
    assert "Newcombe 1998" in bias


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda one: one.seen("G1", "2020-04-01", "resample", checklist=None), "no checklist"),
        (lambda one: one.seen("G1", "2020-02-01", "resample"), "no self-report before it"),
        (lambda one: one.seen("G1", "2020-04-01", "resample", fenced=None), "items unanswered"),
    ],
)
def test_a_re_sampling_that_cannot_be_used_is_told(judged, make, why: str) -> None:
    city = City(site("G1"), site("G2")).reported("G1").reported("G2")
    city.seen("G2", "2020-04-01", "resample")
    estimate = judged("14.1", **make(city).rows)[7]
    assert (estimate.numerator, estimate.denominator) == (0, 1)
    assert any(note.startswith("复查未用") and why in note for note in estimate.notes)


def test_one_no_is_enough_to_fail_though_others_are_unanswered(judged) -> None:
    city = City(site("G1")).reported("G1")
    city.seen("G1", "2020-04-01", "resample", fenced=False, wet_works=None)
    found = judged("14.1", **city.rows)
    assert (found[7].numerator, found[7].denominator) == (1, 1)
    # Of the item that was not asked nothing is estimated.
    assert not any("estimated failing rate" in note for note in found[4].notes)


def test_what_ended_before_the_re_sampling_could_not_be_drawn(judged) -> None:
    city = City(site("G1"), site("G2", active_to="2020-03-15"), site("G3"))
    for code in ("G1", "G2", "G3"):
        city.reported(code)
    city.seen("G1", "2020-04-01", "resample")
    (finite,) = (n for n in judged("14.1", **city.rows)[7].notes if "hypergeometric" in n)
    assert "自报合格 2 个中抽 1 个" in finite


def test_guangzhous_six_end_with_greening_and_say_that_lists_conflict() -> None:
    row_14_1 = load_plan("guangzhou-2020").commitment("14.1")
    assert row_14_1.metric.items == ITEMS
    assert any("来源不一致" in reading and "conflict" in reading for reading in row_14_1.readings)


@pytest.mark.parametrize(
    ("metric", "threshold", "field"),
    [
        ({"name": "dust_items", "items": ["fenced", "swept"]}, ("equal", 100, "%"), "items"),
        ({"name": "dust_items", "items": []}, ("equal", 100, "%"), "items"),
        ({"name": "dust_items", "items": ["fenced", "fenced"]}, ("equal", 100, "%"), "items"),
        ({"name": "dust_items", "items": ["fenced"]}, ("at_most", 100, "%"), "threshold"),
        ({"name": "dust_items", "items": ["fenced"]}, ("equal", 6, "项"), "threshold"),
        ({"name": "road_cleaning"}, ("at_least", 2, "次/日"), "threshold"),
        ({"name": "hit_rates"}, ("at_least", 10, "%"), "threshold"),
    ],
)
def test_a_slip_in_a_parameter_is_refused_with_line_and_field(
    plan_of, write, metric: dict[str, Any], threshold: tuple[str, int, str], field: str
) -> None:
    compare, value, unit = threshold
    entry = write.entry(
        "01.1", metric, threshold={"compare": compare, "value": value, "unit": unit}
    )
    with pytest.raises(PlanError) as told:
        plan_of(entry)
    assert field in str(told.value.field)
    assert told.value.row is not None
