"""Words of commitments on work items: nothing registered, due dates, pace, components, time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

from yunzhu.city.actions.work_items import submit_work_item, verify_work_item
from yunzhu.city.clock import simulated_time
from yunzhu.plan.status import Status
from yunzhu.plan.work_item_metric import status_of_pace
from yunzhu.values import EvidenceKind

FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)
DAY = timedelta(days=1)


def test_without_a_city_it_is_insufficient_and_says_so(city, plan_of, write) -> None:
    plan = plan_of(write.work("01.1"))
    (city.workspace.root / "city.sqlite3").rename(city.workspace.root / "elsewhere")
    verdict = city.verdict(plan, date(2020, 6, 30))
    assert verdict.status is Status.INSUFFICIENT
    assert "yunzhu city prepare" in verdict.missing[0]


@pytest.mark.parametrize("as_of", [date(2020, 6, 30), LAST, date(2021, 6, 30)])
def test_nothing_registered_is_insufficient_and_never_a_miss(
    city, plan_of, write, as_of: date
) -> None:
    verdict = city.verdict(plan_of(write.work("13.2")), as_of)
    assert verdict.status is Status.INSUFFICIENT
    assert verdict.kind is None
    (finding,) = verdict.findings
    assert finding.numerator is finding.denominator is finding.value is None
    assert "13.2" in finding.missing[0]


def test_another_commitments_and_another_plans_work_do_not_count(city, plan_of, write) -> None:
    city.done("13.2", date(2020, 3, 2))
    city.done("13.1", date(2020, 3, 2), plan="yunzhu-2019")
    plan = plan_of(write.work("13.1"), write.work("13.2"))
    first, second = city.assess(plan, date(2020, 6, 30)).verdicts
    assert (first.status, second.status) == (Status.INSUFFICIENT, Status.ACHIEVED)


# One deliverable


def test_a_deliverable_is_on_track_until_due_then_missed(city, plan_of, write) -> None:
    due = date(2020, 10, 15)
    city.item("05.1", due=due)
    plan = plan_of(write.work("05.1", due=due))
    for as_of in (date(2020, 1, 2), due - DAY):
        verdict = city.verdict(plan, as_of)
        assert verdict.status is Status.ON_TRACK, as_of
        assert verdict.missing == ()
        assert "未到期 not yet due" in verdict.findings[0].rest[0]
    for as_of in (due + DAY, LAST, date(2021, 6, 30)):
        verdict = city.verdict(plan, as_of)
        assert verdict.status is Status.MISSED, as_of
        (rest,) = verdict.findings[0].rest
        for word in ("工作1", "大气处", "2020-10-15", "逾期 overdue"):
            assert word in rest


def test_a_deliverable_accepted_in_time_is_achieved_from_that_day_on(city, plan_of, write) -> None:
    item = city.item("05.1", due=date(2020, 10, 31))
    accepted = date(2020, 9, 10)
    city.prove(item, date(2020, 9, 1))
    city.accept(item, accepted)
    plan = plan_of(write.work("05.1"))
    assert city.verdict(plan, accepted - DAY).status is Status.ON_TRACK
    for as_of in (accepted, LAST, date(2021, 6, 30)):
        verdict = city.verdict(plan, as_of)
        assert verdict.status is Status.ACHIEVED
        (finding,) = verdict.findings
        assert (finding.numerator, finding.denominator, finding.rest) == (1, 1, ())


def test_the_commitments_own_due_date_closes_it(city, plan_of, write) -> None:
    city.item("05.1", due=date(2020, 12, 31))
    plan = plan_of(write.work("05.1", due=date(2020, 6, 30)))
    assert city.verdict(plan, date(2020, 6, 29)).status is Status.ON_TRACK
    assert city.verdict(plan, date(2020, 6, 30)).status is Status.MISSED


def test_a_document_is_no_acceptance_and_a_due_item_without_one_is_named(
    city, plan_of, write
) -> None:
    proved, bare = (city.item(one, due=date(2020, 6, 30)) for one in ("05.1", "05.2"))
    file = city.prove(proved, date(2020, 6, 1))
    june = date(2020, 6, 30)
    plan = plan_of(write.work("05.1", due=june), write.work("05.2", due=june))
    for as_of, word in ((date(2020, 6, 29), Status.ON_TRACK), (date(2020, 7, 1), Status.MISSED)):
        first, second = city.assess(plan, as_of).verdicts
        assert first.status is second.status is word
        assert file.name in first.findings[0].evidence[0]
        assert "SHA-256" in first.findings[0].evidence[0]
        assert second.findings[0].evidence == ()
        assert first.missing == ()
        late = ("无证据 without evidence: 工作2",)
        assert second.missing == (late if as_of > date(2020, 6, 30) else ())
    assert bare != proved


def test_evidence_submitted_and_verified_is_still_not_accepted(city, plan_of, write) -> None:
    item = city.item("05.1")
    city.prove(item, date(2020, 3, 2))
    plan = plan_of(write.work("05.1"))
    for step, name, label in (
        (submit_work_item, "甲", "已提交 submitted"),
        (verify_work_item, "乙", "已核实 verified"),
    ):
        with simulated_time(datetime.combine(date(2020, 3, 3), time(9))):
            step(item, by=name)
        (finding,) = city.verdict(plan, date(2020, 3, 3)).findings
        assert (finding.status, finding.numerator) == (Status.ON_TRACK, 0)
        assert label in finding.rest[0]


# Several: pace


def test_several_are_held_against_the_share_of_working_days(city, plan_of, write) -> None:
    days = city.calendar(FIRST, LAST)
    assert len(days) == 262
    for _ in range(2):
        city.done("13.2", date(2020, 1, 3))
    for _ in range(2):
        city.item("13.2")
    plan = plan_of(write.work("13.2"))
    # 2 of 4 done. 131 / 262 = 0.5; 0.8 x 163 / 262 = 0.4977; 0.8 x 164 / 262 = 0.5008.
    for passed, word in (
        (131, Status.ON_TRACK),
        (132, Status.AT_RISK),
        (163, Status.AT_RISK),
        (164, Status.OFF_TRACK),
        (261, Status.OFF_TRACK),
    ):
        (finding,) = city.verdict(plan, days[passed - 1]).findings
        assert finding.status is word, passed
        assert (finding.numerator, finding.denominator) == (2, 4)
        assert len(finding.rest) == 2
    assert city.verdict(plan, LAST).status is Status.MISSED
    # A weekend adds nothing: Saturday 4 July 2020 stands where Friday did.
    friday, saturday = date(2020, 7, 3), date(2020, 7, 4)
    assert city.verdict(plan, friday).status is city.verdict(plan, saturday).status


def test_the_cut_of_pace_is_plan_data(city, plan_of, write) -> None:
    days = city.calendar(FIRST, LAST)
    city.done("13.2", date(2020, 1, 3))
    city.item("13.2")
    strict, lenient = (
        plan_of(write.work("13.2"), cuts={"at_risk_pace": 0.99}),
        plan_of(write.work("13.2")),
    )
    as_of = days[139]  # 140 / 262 = 0.534; 0.5 / 0.534 = 0.936
    assert city.verdict(strict, as_of).status is Status.OFF_TRACK
    assert city.verdict(lenient, as_of).status is Status.AT_RISK


def test_all_accepted_is_achieved_before_the_year_ends(city, plan_of, write) -> None:
    for _ in range(3):
        city.done("13.2", date(2020, 2, 3))
    verdict = city.verdict(plan_of(write.work("13.2")), date(2020, 2, 3))
    assert verdict.status is Status.ACHIEVED  # no calendar is needed for that
    assert verdict.missing == ()


def test_a_calendar_that_does_not_cover_the_year_is_named(city, plan_of, write) -> None:
    city.done("13.2", date(2020, 1, 3))
    city.item("13.2")
    plan = plan_of(write.work("13.2"))
    as_of = date(2020, 6, 30)
    assert "does not cover: 2020-01-01..2020-12-31" in city.verdict(plan, as_of).missing[0]
    city.calendar(FIRST, date(2020, 10, 31))
    verdict = city.verdict(plan, as_of)
    assert verdict.status is Status.INSUFFICIENT
    assert "工作日历未覆盖" in verdict.missing[0]
    assert "2020-11-01..2020-12-31" in verdict.missing[0]
    assert verdict.findings[0].numerator == 1, "what is known is shown"
    city.calendar(date(2020, 11, 1), LAST)
    assert city.verdict(plan, as_of).status is Status.ON_TRACK


@pytest.mark.parametrize(
    ("done", "elapsed", "word"),
    [((1, 3), (1, 3), "有望"), ((0, 5), (0, 262), "有望"), ((2, 5), (1, 2), "有风险"),
     ((3999, 10000), (1, 2), "难以达成"), ((0, 5), (1, 262), "难以达成"), ((1, 1), (1, 1), "有望")],
)  # fmt: skip
def test_pace_is_exact(plan_of, write, done, elapsed, word: str) -> None:
    cuts = plan_of(write.work("01.1")).cuts
    assert status_of_pace(Fraction(*done), Fraction(*elapsed), cuts).value == word


# Components


def test_each_component_needs_work_of_its_own(city, plan_of, write) -> None:
    plan = plan_of(write.work("05.2", "公示", "全过程记录", "合法性审核"))
    city.done("05.2", date(2020, 2, 3), component="公示")
    city.item("05.2", component="全过程记录", due=date(2020, 5, 31))
    verdict = city.verdict(plan, date(2020, 3, 31))
    assert [one.status.value for one in verdict.findings] == ["已达成", "有望", "证据不足"]
    parts = [one.label.split()[-1] for one in verdict.findings]
    assert parts == ["公示", "全过程记录", "合法性审核"]
    assert verdict.status is Status.INSUFFICIENT
    assert verdict.missing == ("未登记工作项 no work item registered: 05.2 合法性审核",)
    # The one behind its day is worse than the one that is not registered.
    assert city.verdict(plan, date(2020, 6, 30)).status is Status.OFF_TRACK


def test_all_components_accepted_is_achieved(city, plan_of, write) -> None:
    plan = plan_of(write.work("05.2", "公示", "审核"))
    for component in ("公示", "审核"):
        city.done("05.2", date(2020, 2, 3), component=component)
    verdict = city.verdict(plan, date(2020, 2, 3))
    assert verdict.status is Status.ACHIEVED
    assert [(one.numerator, one.denominator) for one in verdict.findings] == [(1, 1), (1, 1)]


def test_without_components_all_items_count_together(city, plan_of, write) -> None:
    city.done("05.2", date(2020, 2, 3), component="公示")
    city.done("05.2", date(2020, 2, 3))
    (finding,) = city.verdict(plan_of(write.work("05.2")), date(2020, 3, 31)).findings
    assert (finding.numerator, finding.denominator) == (2, 2)


# As of, and known at


def test_what_happens_later_changes_nothing(city, plan_of, write) -> None:
    item = city.item("05.1", due=date(2020, 10, 31))
    city.item("05.2")
    plan = plan_of(write.work("05.1"), write.work("05.2"), write.work("05.3"))
    as_of = date(2020, 6, 30)
    before = city.assess(plan, as_of).as_dict()
    city.prove(item, as_of + DAY)
    city.accept(item, as_of + DAY)
    city.item("05.2", on=as_of + DAY)
    city.item("05.3", on=as_of + DAY)
    assert city.assess(plan, as_of).as_dict() == before
    first, second, third = city.assess(plan, as_of + DAY).verdicts
    assert first.status is Status.ACHIEVED
    assert second.findings[0].denominator == 2
    assert third.findings[0].denominator == 1


def test_what_was_recorded_later_is_not_known_then(city, plan_of, write) -> None:
    item = city.item("05.1", due=date(2020, 10, 31))
    plan = plan_of(write.work("05.1"))
    as_of, recorded = date(2020, 6, 30), date(2020, 8, 15)
    believed = city.assess(plan, as_of, known_at=as_of).as_dict()
    city.prove(item, date(2020, 6, 10), recorded=recorded)
    city.accept(item, date(2020, 6, 20), recorded=recorded)
    for known_at in (as_of, recorded - DAY):
        found = city.assess(plan, as_of, known_at=known_at).as_dict()
        assert found["verdicts"] == believed["verdicts"]
    for known_at in (recorded, None):
        verdict = city.verdict(plan, as_of, known_at)
        assert verdict.status is Status.ACHIEVED
        assert "2020-08-15" in verdict.findings[0].evidence[0]
    assert city.verdict(plan, date(2020, 6, 19)).status is Status.ON_TRACK


def test_the_kind_is_simulated_in_a_simulated_city(city, plan_of, write) -> None:
    city.done("05.1", date(2020, 2, 3))
    assessment = city.assess(plan_of(write.work("05.1"), write.work("05.2")), date(2020, 6, 30))
    assert [one.kind for one in assessment.verdicts] == [EvidenceKind.SIMULATED, None]
    kinds = assessment.kinds()
    assert (kinds[EvidenceKind.SIMULATED], kinds[None], sum(kinds.values())) == (1, 1, 2)


# What a threshold, a due date and a component mean for work items


def test_fewer_items_than_the_clause_asks_for_are_not_achieved(city, plan_of, write) -> None:
    for _ in range(2):
        city.done("05.1", date(2020, 2, 3))
    three = {"compare": "at_least", "value": 3, "unit": "项"}
    verdict = city.verdict(plan_of(write.work("05.1", threshold=three)), date(2020, 6, 30))
    assert verdict.status is not Status.ACHIEVED


def test_items_far_short_of_the_mark_are_off_track_and_the_shortage_is_named(
    city, plan_of, write
) -> None:
    days = city.calendar(FIRST, LAST)
    item = city.item("05.1")
    many = {"compare": "at_least", "value": 135, "unit": "项"}
    plan = plan_of(write.work("05.1", threshold=many))
    verdict = city.verdict(plan, date(2020, 12, 29))
    assert verdict.status is Status.OFF_TRACK
    assert verdict.missing == ("登记不足 registered 1 of 135 项",)
    (finding,) = verdict.findings
    assert (finding.numerator, finding.denominator) == (0, 135)
    city.prove(item, date(2020, 1, 2))
    city.accept(item, date(2020, 1, 2))
    # 1 of 135 is 0.0074; two of 262 working days are 0.0076, three 0.0115.
    for passed, word in ((2, "有风险"), (3, "难以达成")):
        assert city.verdict(plan, days[passed - 1]).status.value == word
    assert city.verdict(plan, LAST).status is Status.MISSED


def test_registered_items_that_are_overdue_count_beside_those_not_registered(
    city, plan_of, write
) -> None:
    city.calendar(FIRST, LAST)
    # Three of four are registered and due by June: 3/4 are owed, more than the 130 of 262 working
    # days passed. Two of them in time are 2/4, under 0.8 x 3/4.
    for _ in range(2):
        city.done("05.1", date(2020, 2, 3), due=date(2020, 6, 30))
    city.item("05.1", due=date(2020, 6, 30))
    four = {"compare": "at_least", "value": 4, "unit": "项"}
    plan = plan_of(write.work("05.1", threshold=four))
    assert city.verdict(plan, date(2020, 6, 29)).status is Status.ON_TRACK
    assert city.verdict(plan, date(2020, 6, 30)).status is Status.OFF_TRACK


def test_a_shortage_without_a_calendar_is_insufficient(city, plan_of, write) -> None:
    city.item("05.1")
    two = {"compare": "at_least", "value": 2, "unit": "项"}
    verdict = city.verdict(plan_of(write.work("05.1", threshold=two)), date(2020, 6, 30))
    assert verdict.status is Status.INSUFFICIENT
    assert verdict.missing[0] == "登记不足 registered 1 of 2 项"
    assert "does not cover" in verdict.missing[1]


def test_a_count_that_passed_its_mark_is_settled(city, plan_of, write) -> None:
    city.calendar(FIRST, LAST)
    for _ in range(2):
        city.done("05.1", date(2020, 2, 3))
        city.item("05.1")
    two = {"compare": "at_least", "value": 2, "unit": "项"}
    verdict = city.verdict(plan_of(write.work("05.1", threshold=two)), date(2020, 10, 30))
    assert verdict.status is Status.ACHIEVED


def test_an_unknown_threshold_of_work_items_is_named(city, plan_of, write) -> None:
    city.done("05.1", date(2020, 2, 3))
    unknown = {"compare": "at_least", "unknown": "应办项数", "english": "how many", "unit": "项"}
    verdict = city.verdict(plan_of(write.work("05.1", threshold=unknown)), date(2020, 6, 30))
    assert verdict.status is Status.INSUFFICIENT
    assert any("应办项数" in text for text in verdict.missing)


@pytest.mark.parametrize("due", [date(2020, 10, 31), LAST])
def test_a_miss_is_final_and_work_accepted_late_does_not_undo_it(
    city, plan_of, write, due: date
) -> None:
    item = city.item("05.1", due=due)
    plan = plan_of(write.work("05.1", due=due))
    late = due + 20 * DAY
    city.prove(item, late)
    city.accept(item, late)
    assert city.verdict(plan, late - DAY).status is Status.MISSED
    assert city.verdict(plan, late).status is not Status.ACHIEVED


def test_an_items_own_day_is_its_schedule_and_settles_nothing(city, plan_of, write) -> None:
    item = city.item("05.1", due=date(2020, 10, 31))
    city.prove(item, date(2020, 11, 10))
    city.accept(item, date(2020, 11, 20))
    plan = plan_of(write.work("05.1"))
    for as_of, word in (
        (date(2020, 10, 30), Status.ON_TRACK),
        (date(2020, 10, 31), Status.OFF_TRACK),
        (date(2020, 11, 19), Status.OFF_TRACK),
        (date(2020, 11, 20), Status.ACHIEVED),
    ):
        assert city.verdict(plan, as_of).status is word, as_of


def test_another_item_does_not_undo_a_miss(city, plan_of, write) -> None:
    march = date(2020, 3, 31)
    late = city.item("05.4", due=march)
    city.prove(late, date(2020, 5, 9))
    city.accept(late, date(2020, 5, 10))
    plan = plan_of(write.work("05.4", due=march))
    assert city.verdict(plan, date(2020, 6, 30)).status is Status.MISSED
    city.item("05.4", due=LAST)
    verdict = city.verdict(plan, date(2020, 6, 30))
    assert verdict.status is Status.MISSED
    assert "逾期验收 accepted late on 2020-05-10" in verdict.findings[0].rest[0]


def test_a_duty_that_goes_on_is_achieved_only_when_its_day_has_come(city, plan_of, write) -> None:
    city.done("01.1", date(2020, 1, 20))
    plan = plan_of(write.work("01.1", kind="standing_duty"))
    assert city.verdict(plan, date(2020, 1, 31)).status is Status.ON_TRACK
    assert city.verdict(plan, LAST).status is Status.ACHIEVED


def test_items_of_several_days_are_held_against_those_due_by_now(city, plan_of, write) -> None:
    for month in (3, 6, 9):
        city.item("01.3", due=date(2020, month, 30))
    plan = plan_of(write.work("01.3"))
    # Nothing is due on 2 January; one of three from 30 March. No calendar is needed.
    for as_of, word in (
        (date(2020, 1, 2), Status.ON_TRACK),
        (date(2020, 3, 29), Status.ON_TRACK),
        (date(2020, 3, 30), Status.OFF_TRACK),
    ):
        assert city.verdict(plan, as_of).status is word, as_of


def test_a_missed_row_does_not_list_its_item_as_not_yet_due(city, plan_of, write) -> None:
    city.item("05.1", due=LAST)
    verdict = city.verdict(plan_of(write.work("05.1")), LAST)
    assert verdict.status is Status.MISSED
    assert "not yet due" not in verdict.findings[0].rest[0]


def test_an_item_of_a_component_that_the_plan_has_not_is_told(city, plan_of, write) -> None:
    city.done("05.1", date(2020, 2, 3), component="印发")
    city.item("05.1", component="印发了")
    verdict = city.verdict(plan_of(write.work("05.1", "印发")), date(2020, 6, 30))
    assert "印发了" in str(verdict.as_dict())


def test_pace_runs_to_the_commitments_own_due_date(city, plan_of, write) -> None:
    city.calendar(FIRST, LAST)
    city.done("05.1", date(2020, 1, 3))
    for _ in range(3):
        city.item("05.1", due=date(2020, 3, 31))
    # The day before it is due, 1 of 4 done: no pace of 0.25 is on track then.
    plan = plan_of(write.work("05.1", due=date(2020, 3, 31)))
    assert city.verdict(plan, date(2020, 3, 30)).status is Status.OFF_TRACK


def test_a_day_in_the_next_year_stretches_the_pace_to_it(city, plan_of, write) -> None:
    march = date(2021, 3, 31)
    for _ in range(3):
        city.done("15.7", date(2020, 6, 1), due=march)
    city.item("15.7", due=march)
    plan = plan_of(write.work("15.7", due=march))
    city.calendar(FIRST, LAST)
    verdict = city.verdict(plan, LAST)
    assert verdict.status is Status.INSUFFICIENT
    assert "2021-01-01..2021-03-31" in verdict.missing[0]
    city.calendar(date(2021, 1, 1), march)
    # 3 of 4 done; 262 of 262 + 64 working days = 0.804, and 0.75 is at least 0.8 of it.
    assert city.verdict(plan, LAST).status is Status.AT_RISK
