"""What moved between two snapshots, on assessments that were frozen in a city."""

from __future__ import annotations

import json
from datetime import date

import pytest

from yunzhu.city.canonical import canonical_json
from yunzhu.city.snapshots import open_snapshot, snapshot_records, take_snapshot
from yunzhu.errors import UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.plan.assessment import PlanAssessment
from yunzhu.plan.differences import movements

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
