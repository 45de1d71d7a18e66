"""Roll-up of commitments to targets and tasks, counts per word, the weakest kind of evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from yunzhu.city.actions.accounts import open_account
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.work_items import (
    accept_work_item,
    add_evidence,
    create_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.setup import close_city, prepare_city
from yunzhu.errors import PlanError
from yunzhu.periods import city_now
from yunzhu.plan.assessment import assess_plan
from yunzhu.plan.city_evidence import gather_city_evidence
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Task
from yunzhu.plan.status import Status
from yunzhu.plan.verdicts import Finding, Verdict, groups_of, status_counts, weakest_kind
from yunzhu.settings import DATABASE_VARIABLE
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import init_workspace

KINDS = ["核定", "实测", "公开", "自报", "凭文件", "模拟"]
TASKS = [
    {"number": "01", "title": "一号", "english": "one", "part": "甲"},
    {"number": "02", "title": "二号", "english": "two", "part": "甲"},
    {"number": "03", "title": "无条款", "english": "none", "part": "乙"},
]


@pytest.fixture
def verdict(plan_of, write):
    def make(identity: str, *found: tuple[Status, EvidenceKind | None]) -> Verdict:
        commitment = plan_of(write.work(identity)).commitments[0]
        return Verdict(
            commitment,
            tuple(
                Finding("x", commitment.threshold, status, kind, missing=(f"缺 {status.value}",))
                for status, kind in found
            ),
        )

    return make


def test_a_verdict_shows_the_worst_word_and_the_weakest_kind(verdict) -> None:
    one = verdict(
        "01.1",
        (Status.ACHIEVED, EvidenceKind.CONFIRMED),
        (Status.AT_RISK, EvidenceKind.DOCUMENT),
        (Status.INSUFFICIENT, None),
        (Status.AT_RISK, EvidenceKind.PUBLISHED),
    )
    assert (one.status, one.kind) == (Status.AT_RISK, EvidenceKind.DOCUMENT)
    assert one.missing == ("缺 已达成", "缺 有风险", "缺 证据不足")


@pytest.mark.parametrize(("stronger", "weaker"), list(combinations(KINDS, 2)))
def test_the_weakest_input_wins(stronger: str, weaker: str) -> None:
    pair = [EvidenceKind(stronger), EvidenceKind(weaker)]
    assert weakest_kind(pair) is weakest_kind([*reversed(pair), None]) is EvidenceKind(weaker)
    assert weakest_kind([None]) is None


def test_targets_and_goals_stand_alone_and_tasks_roll_up(verdict) -> None:
    verdicts = [
        verdict("T01", (Status.ACHIEVED, None)),
        verdict("Q1", (Status.INSUFFICIENT, None)),
        verdict("01.1", (Status.ON_TRACK, None)),
        verdict("01.2", (Status.INSUFFICIENT, None)),
        verdict("01.10", (Status.ON_TRACK, None)),
        verdict("02.1", (Status.MISSED, None)),
    ]
    groups = groups_of(verdicts, [Task(**one) for one in TASKS])
    assert [(one.id, one.status.value) for one in groups] == [
        ("T01", "已达成"),
        ("Q1", "证据不足"),
        ("01", "证据不足"),
        ("02", "未达成"),
    ]
    assert [(one.title, one.english) for one in groups] == [
        ("模拟条款 T01", "simulated clause T01"), ("模拟条款 Q1", "simulated clause Q1"),
        ("一号", "one"), ("二号", "two"),
    ]  # fmt: skip
    first = groups[2].as_dict()
    assert (first["title"], first["english"]) == ("一号", "one")
    assert first["commitments"] == ["01.1", "01.2", "01.10"]
    assert first["counts"] == {
        "未达成": 0, "难以达成": 0, "有风险": 0, "证据不足": 1, "有望": 2, "已达成": 0,
    }  # fmt: skip
    assert status_counts(verdicts)[Status.ON_TRACK] == 2
    assert list(status_counts(verdicts)) == list(Status)


def test_the_counts_of_an_assessment_add_up(city, plan_of, write) -> None:
    city.done("01.1", date(2020, 2, 3))
    city.item("01.2", due=date(2020, 3, 31))
    city.item("02.1", due=date(2020, 10, 31))
    plan = plan_of(
        write.work("Q1"),
        *(write.work(identity) for identity in ("01.1", "01.2", "02.1", "02.2")),
        tasks=TASKS,
    )
    assessment = city.assess(plan, date(2020, 6, 30))
    assert {one.value: count for one, count in assessment.counts().items() if count} == {
        "难以达成": 1,
        "证据不足": 2,
        "有望": 1,
        "已达成": 1,
    }
    assert [(one.id, one.status.value) for one in assessment.groups] == [
        ("Q1", "证据不足"),
        ("01", "难以达成"),
        ("02", "证据不足"),
    ]
    assert sum(sum(one.counts.values()) for one in assessment.groups) == 5
    assert sum(assessment.kinds().values()) == 5


def test_all_rows_of_guangzhou_2020_and_their_words_add_up(tmp_path) -> None:
    workspace = init_workspace(tmp_path / "w", origin=Origin.MEASURED, area="440100")
    assessment = assess_plan(workspace, load_plan("guangzhou-2020"), date(2021, 1, 20))
    ids = [group.id for group in assessment.groups]
    assert ids == [
        *(f"T{number:02d}" for number in range(1, 15)),
        *(f"Q{number}" for number in range(1, 4)),
        *(f"{number:02d}" for number in range(1, 35)),
    ]
    assert sum(assessment.counts().values()) == sum(assessment.kinds().values()) == 168
    for status, count in assessment.counts().items():
        assert count == sum(group.counts[status] for group in assessment.groups)


def test_evidence_by_document_in_a_measured_city(
    tmp_path, plan_of, write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    workspace = init_workspace(tmp_path / "measured", origin=Origin.MEASURED, area="990100")
    prepare_city(workspace)
    for name in ("甲", "乙", "丙"):
        open_account(name, organisation="测试单位", by=LOCAL_OPERATOR)
    file = tmp_path / "minutes.txt"
    file.write_text("纪要", encoding="utf-8")
    today = city_now()  # a measured city records at the true time
    plan = plan_of(
        write.work("01.1", due=date(today.year + 1, 12, 31)),
        origin="measured",
        year=today.year,
    )
    item = create_work_item(
        plan=plan.id, commitment="01.1", title="制度", owner="法规处",
        due=date(today.year + 1, 12, 31), by="甲",
    )  # fmt: skip
    add_evidence(item, file, by="甲")
    submit_work_item(item, by="甲")
    verify_work_item(item, by="乙")
    accept_work_item(item, by="丙")
    as_of = date(today.year + 1, 1, 31)
    evidence = gather_city_evidence(workspace, plan, as_of)
    (verdict,) = assess_plan(workspace, plan, as_of, evidence=evidence).verdicts
    close_city()
    assert (verdict.status, verdict.kind) == (Status.ACHIEVED, EvidenceKind.DOCUMENT)
    assert verdict.findings[0].value == Decimal(1)


def test_a_commitment_of_a_task_that_the_plan_has_not_is_refused(plan_of, write) -> None:
    with pytest.raises(PlanError) as told:
        plan_of(write.work("01.1"), write.work("04.1"), tasks=TASKS)
    assert "04.1" in str(told.value)
