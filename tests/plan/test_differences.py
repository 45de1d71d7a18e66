"""What moved between two snapshots, on assessments that were frozen in a city."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from yunzhu.city.canonical import canonical_json
from yunzhu.city.snapshots import open_snapshot, snapshot_records, take_snapshot
from yunzhu.errors import UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.plan.assessment import PlanAssessment
from yunzhu.plan.differences import Change, Movement, movements, plan_note
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Plan

MARCH, JUNE = date(2020, 3, 31), date(2020, 6, 30)


@pytest.fixture
def freeze():
    def take(assessment: PlanAssessment) -> int:
        return take_snapshot(
            plan=assessment.plan.id,
            as_of=assessment.as_of,
            known_at=assessment.known_at,
            content=assessment.as_dict(),
            by="甲",
        )

    return take


def test_a_word_moves_because_of_new_evidence(city, plan_of, write, freeze) -> None:
    plan = plan_of(write.work("05.1"), write.work("05.2"), write.work("05.3"))
    item = city.item("05.1", due=date(2020, 10, 31))
    city.item("05.2", due=date(2020, 10, 31))
    first = freeze(city.assess(plan, MARCH))
    file = city.prove(item, date(2020, 5, 6))
    city.accept(item, date(2020, 5, 7))
    second = freeze(city.assess(plan, JUNE))
    (moved,) = movements(open_snapshot(first)[1], open_snapshot(second)[1])
    assert (moved.id, moved.before, moved.after) == ("05.1", "有望", "已达成")
    assert moved.values == (("工作项 work items", 0, 1),)
    (line,) = moved.new_evidence
    assert file.name in line
    assert digest_of_bytes(file.read_bytes())[:16] in line
    assert "2020-05-06" in line
    assert moved.lost_evidence == moved.missing == ()
    (back,) = movements(open_snapshot(second)[1], open_snapshot(first)[1])
    assert (back.before, back.after) == ("已达成", "有望")
    assert (back.new_evidence, back.lost_evidence) == ((), moved.new_evidence)


def test_evidence_alone_is_a_movement_and_time_alone_is_none(city, plan_of, write, freeze) -> None:
    plan = plan_of(write.work("05.1"))
    item = city.item("05.1", due=date(2020, 10, 31))
    first = freeze(city.assess(plan, MARCH))
    same = freeze(city.assess(plan, date(2020, 4, 30)))
    city.prove(item, date(2020, 5, 6))
    second = freeze(city.assess(plan, JUNE))
    contents = [open_snapshot(number)[1] for number in (first, same, second)]
    assert movements(contents[0], contents[1]) == []
    (moved,) = movements(contents[1], contents[2])
    assert (moved.before, moved.after, moved.values) == ("有望", "有望", ())
    assert len(moved.new_evidence) == 1


def test_what_is_missing_now_is_told(city, plan_of, write, freeze) -> None:
    plan = plan_of(write.work("05.1"))
    city.item("05.1", due=date(2020, 5, 31))
    first = freeze(city.assess(plan, MARCH))
    second = freeze(city.assess(plan, JUNE))
    (moved,) = movements(open_snapshot(first)[1], open_snapshot(second)[1])
    assert (moved.before, moved.after) == ("有望", "难以达成")
    assert moved.missing == ("无证据 without evidence: 工作1",)


def test_a_value_moves_with_the_import_behind_it(
    city, plan_of, write, freeze, store, hours, make_workspace
) -> None:
    site = Site("YZ01", "YZ01", "990100", ControlLevel.NATIONAL)
    make_workspace(city.workspace.root, [site])
    plan = plan_of(
        write.air("T01", write.measure("PM2.5", "mean", "at_most", 35, "µg/m³")),
        write.work("05.1"),
    )
    store(city.workspace, ["YZ01"], date(2020, 1, 1), hours(1, 91, PM25=20))
    first = freeze(city.assess(plan, MARCH))
    store(city.workspace, ["YZ01"], date(2020, 4, 1), hours(1, 91, PM25=40))
    second = freeze(city.assess(plan, JUNE))
    (moved,) = movements(open_snapshot(first)[1], open_snapshot(second)[1])
    assert moved.id == "T01"
    assert moved.values == (("PM2.5 mean", 20, 30),)
    assert [line.split()[0] for line in moved.new_evidence] == ["hours-2"]


@pytest.fixture
def compared(city, freeze):
    """Freeze two plans or two days and return what moved."""

    def compare(first: tuple[Plan, date], second: tuple[Plan, date]) -> list[Movement]:
        one, two = (open_snapshot(freeze(city.assess(*each)))[1] for each in (first, second))
        return movements(one, two)

    return compare


def test_a_threshold_that_is_entered_or_changed_is_told(plan_of, write, compared) -> None:
    plans = [
        plan_of(write.air("T03", write.measure("AQI", "good_day_share", "at_least", mark, "%")))
        for mark in ("省定", 85, 95)
    ]
    found = [compared((plans[at], JUNE), (plans[at + 1], JUNE)) for at in (0, 1)]
    assert [[one.id for one in moved] for moved in found] == [["T03"], ["T03"]]
    for (moved,), before, after in (
        (found[0], "≥ 未知 unknown %", "≥ 85 %"),
        (found[1], "≥ 85 %", "≥ 95 %"),
    ):
        label = "AQI good_day_share"
        assert moved.changes == (Change("阈值 threshold", label, before, after),)
        assert moved.reasons == (f"阈值 threshold ({label}): {before} → {after}",)
    assert found[0][0].as_dict()["changes"][0]["after"] == "≥ 85 %"
    assert compared((plans[1], JUNE), (plans[1], JUNE)) == []


def test_a_clause_or_a_due_day_that_changed_is_told(plan_of, write, compared) -> None:
    before = plan_of(write.work("05.1"), write.work("05.2"))
    after = plan_of(
        write.work("05.1", clause="另一条款"), write.work("05.2", due=date(2020, 11, 30))
    )
    first, second = compared((before, JUNE), (after, JUNE))
    assert first.reasons == ("条款 clause: 模拟条款 05.1 → 另一条款",)
    assert second.reasons == ("期限 due: 2020-12-31 → 2020-11-30",)


def test_a_newly_registered_item_is_told(city, plan_of, write, compared, freeze) -> None:
    plan = plan_of(write.work("05.1"))
    first = freeze(city.assess(plan, MARCH))
    city.item("05.1", due=date(2020, 10, 31))
    second = freeze(city.assess(plan, MARCH))
    city.item("05.1", due=date(2020, 10, 30))
    third = freeze(city.assess(plan, MARCH))
    contents = [open_snapshot(number)[1] for number in (first, second, third)]
    (moved,) = movements(contents[0], contents[1])
    assert (moved.before, moved.after) == ("证据不足", "有望")
    assert moved.no_longer_missing == ("未登记工作项 no work item registered: 05.1",)
    assert "不再缺 no longer missing: 未登记工作项" in moved.reasons[1]
    (moved,) = movements(contents[1], contents[2])
    assert (moved.before, moved.after, moved.values) == ("有望", "有望", ())
    assert moved.changes == (Change("计数 count", "工作项 work items", "0/1", "0/2"),)
    (line,) = moved.rest
    assert line.startswith("工作2 (大气处, 2020-10-30")
    assert moved.no_longer_rest == ()


def test_a_due_day_that_passed_is_told(city, plan_of, write, compared) -> None:
    plan = plan_of(write.work("05.1", due=date(2020, 6, 30)))
    city.item("05.1", due=date(2020, 6, 30))
    (moved,) = compared((plan, date(2020, 6, 29)), (plan, JUNE))
    assert (moved.before, moved.after) == ("有望", "未达成")
    assert moved.due_passed == "2020-06-30"
    assert moved.reasons[0] == "期限已过 due day passed: 2020-06-30"
    assert ["未到期" in moved.no_longer_rest[0], "逾期" in moved.rest[0]] == [True, True]
    (back,) = compared((plan, JUNE), (plan, date(2020, 6, 29)))
    assert back.due_passed is None


def test_a_word_that_days_alone_moved_says_so(city, plan_of, write, compared) -> None:
    # One of two is done: enough by the end of March, not by the end of November.
    plan = plan_of(write.work("05.1"))
    city.calendar(date(2020, 1, 1), date(2020, 12, 31))
    city.done("05.1", date(2020, 2, 3))
    city.item("05.1")
    november = date(2020, 11, 30)
    (moved,) = compared((plan, MARCH), (plan, november))
    assert (moved.before, moved.after) == ("有望", "难以达成")
    assert moved.reasons == ("只因时日推移 by the passing of days alone: 2020-03-31 → 2020-11-30",)


def test_a_long_rest_is_cut_for_reading_and_whole_in_json(city, plan_of, write, compared) -> None:
    plan = plan_of(write.work("05.1", due=date(2020, 6, 30)))
    for _ in range(7):
        city.item("05.1", due=date(2020, 6, 30))
    city.calendar(date(2020, 1, 1), date(2020, 12, 31))
    (moved,) = compared((plan, MARCH), (plan, JUNE))
    assert len(moved.as_dict()["rest"]) == 7
    shown = [line for line in moved.reasons if line.startswith("新列其余")]
    assert len(shown) == 6
    assert "另 2 条" in shown[-1]


def test_a_plan_that_changed_under_its_id_is_told(city, plan_of, write) -> None:
    plan = plan_of(write.work("05.1"))
    other = plan_of(write.work("05.1", readings=["另一解读 another reading"]))
    first, second = (city.assess(one, MARCH).as_dict() for one in (plan, other))
    assert re.fullmatch("[0-9a-f]{64}", first["plan_sha256"])
    assert movements(first, second) == []
    assert plan_note(first, first) is None
    told = plan_note(first, second)
    assert told is not None
    assert "计划本身不同 the plan itself differs" in told
    assert first["plan_sha256"][:16] in told
    assert second["plan_sha256"][:16] in told
    old = {key: value for key, value in first.items() if key != "plan_sha256"}
    assert "没有计划的摘要" in str(plan_note(old, first))


def test_the_digest_of_a_plan_is_of_what_it_says(tmp_path, plan_of, write) -> None:
    plan = plan_of(write.work("05.1"))
    file = tmp_path / "yunzhu-2020.yaml"
    file.write_text("# 注释\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_plan(str(file)).digest == plan.digest
    assert plan_of(write.work("05.1", due=date(2020, 12, 30))).digest != plan.digest


def test_a_row_that_one_of_the_two_does_not_have(city, plan_of, write, freeze) -> None:
    city.done("05.2", date(2020, 2, 3))
    first = freeze(city.assess(plan_of(write.work("05.1")), MARCH))
    second = freeze(city.assess(plan_of(write.work("05.2")), MARCH))
    gone, come = movements(open_snapshot(first)[1], open_snapshot(second)[1])
    assert (gone.id, gone.before, gone.after) == ("05.1", "证据不足", None)
    assert (come.id, come.before, come.after) == ("05.2", None, "已达成")
    assert json.loads(json.dumps(come.as_dict()))["new_evidence"]


@pytest.mark.parametrize("key", ["plan", "origin"])
def test_snapshots_of_two_plans_or_origins_are_not_compared(city, plan_of, write, key) -> None:
    one = city.assess(plan_of(write.work("05.1")), MARCH).as_dict()
    with pytest.raises(UsageError, match="cannot be compared") as told:
        movements(one, one | {key: "other"})
    assert told.value.field == key


def test_a_snapshot_is_the_assessment_and_its_hash_is_of_its_text(
    city, plan_of, write, freeze
) -> None:
    city.done("05.1", date(2020, 2, 3))
    assessment = city.assess(plan_of(write.work("05.1"), write.work("05.2")), MARCH)
    first, again = freeze(assessment), freeze(assessment)
    other = freeze(city.assess(assessment.plan, JUNE))
    record, content = open_snapshot(first)
    assert content == json.loads(json.dumps(assessment.as_dict()))
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert text == canonical_json(content)
    assert record.sha256 == digest_of_bytes(text.encode("utf-8"))
    hashes = {one.id: one.sha256 for one in snapshot_records("yunzhu-2020")}
    assert hashes[first] == hashes[again] != hashes[other]
    assert snapshot_records("guangzhou-2020") == []


def test_a_frozen_snapshot_does_not_follow_what_comes_later(city, plan_of, write, freeze) -> None:
    plan = plan_of(write.work("05.1"))
    item = city.item("05.1")
    number = freeze(city.assess(plan, JUNE))
    before = open_snapshot(number)
    city.prove(item, date(2020, 5, 6))
    city.accept(item, date(2020, 5, 7))
    assert open_snapshot(number) == before
    assert city.assess(plan, JUNE).as_dict() != before[1]
