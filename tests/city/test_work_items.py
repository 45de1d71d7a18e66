"""Work items change by verbs only, each by the right person in the right state."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from yunzhu.city.actions.accounts import close_account, open_account
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.registers import record_meeting
from yunzhu.city.actions.work_items import (
    accept_work_item,
    add_evidence,
    create_work_item,
    create_work_item_series,
    expand_work_item,
    return_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import disagreements, verify_audit_chain, work_item_records
from yunzhu.city.evidence_files import stored_path
from yunzhu.city.models import AuditEntry, WorkItem
from yunzhu.city.records import PeriodRule, WorkItemState
from yunzhu.errors import FileFault, UsageError
from yunzhu.files import digest_of_file
from yunzhu.periods import Period, city_now

Contents = Callable[[], dict[str, list[tuple[object, ...]]]]


def state(number: int) -> WorkItemState:
    return WorkItemState(WorkItem.objects.get(pk=number).state)


def test_a_work_item_goes_from_draft_to_accepted_by_three_persons(city) -> None:
    number = city.item()
    assert state(number) is WorkItemState.DRAFT
    add_evidence(number, city.file("报告.txt"), by="甲")
    submit_work_item(number, by="甲")
    assert state(number) is WorkItemState.SUBMITTED
    verify_work_item(number, by="乙")
    assert state(number) is WorkItemState.VERIFIED
    accept_work_item(number, by="丙")
    assert state(number) is WorkItemState.ACCEPTED
    entries = AuditEntry.objects.filter(subject_kind="work_item", subject_id=number)
    assert list(entries.values_list("actor", "action")) == [
        ("甲", "work_item.create"),
        ("甲", "work_item.add_evidence"),
        ("甲", "work_item.submit"),
        ("乙", "work_item.verify"),
        ("丙", "work_item.accept"),
    ]
    assert verify_audit_chain() is None
    assert disagreements() == []


def test_a_returned_item_is_submitted_again_after_further_evidence(city) -> None:
    number = city.item_with_evidence()
    submit_work_item(number, by="甲")
    return_work_item(number, reason="缺少现场照片", by="乙")
    assert state(number) is WorkItemState.RETURNED
    add_evidence(number, city.file("照片.txt", "照片"), by="甲")
    submit_work_item(number, by="甲")
    verify_work_item(number, by="乙")
    return_work_item(number, reason="数量不符", by="丙")
    assert state(number) is WorkItemState.RETURNED
    reasons = [
        json.loads(entry.detail)["reason"]
        for entry in AuditEntry.objects.filter(action__startswith="work_item.return")
    ]
    assert reasons == ["缺少现场照片", "数量不符"]


def test_the_evidence_file_is_kept_by_its_hash(city) -> None:
    number = city.item()
    path = city.file("台账.csv", "锅炉,日期\n1,2020-03-01\n")
    add_evidence(number, path, by="甲")
    (record,) = work_item_records(["13.2"], city_now().date(), plan="plan-2020")
    (file,) = record.evidence
    assert file.name == "台账.csv"
    kept = stored_path(city.workspace, file.sha256)
    assert kept.read_bytes() == path.read_bytes()
    assert digest_of_file(kept) == file.sha256


REFUSED: dict[str, tuple[str, Callable[[int], object], str]] = {
    "submit without evidence": ("draft", lambda n: submit_work_item(n, by="甲"), "没有证据"),
    "verify a draft": ("proven", lambda n: verify_work_item(n, by="乙"), "此状态下"),
    "accept a draft": ("proven", lambda n: accept_work_item(n, by="丙"), "此状态下"),
    "return a draft": ("proven", lambda n: return_work_item(n, reason="否", by="乙"), "此状态下"),
    "accept what nobody verified": (
        "submitted",
        lambda n: accept_work_item(n, by="丙"),
        "此状态下",
    ),
    "submit twice": ("submitted", lambda n: submit_work_item(n, by="甲"), "此状态下"),
    "verify by the submitter": ("submitted", lambda n: verify_work_item(n, by="甲"), "不同的人"),
    "return by the submitter": (
        "submitted",
        lambda n: return_work_item(n, reason="否", by="甲"),
        "不同的人",
    ),
    "return without a reason": (
        "submitted",
        lambda n: return_work_item(n, reason=" ", by="乙"),
        "不能为空",
    ),
    "accept by the submitter": ("verified", lambda n: accept_work_item(n, by="甲"), "不同的人"),
    "accept by the verifier": ("verified", lambda n: accept_work_item(n, by="乙"), "不同的人"),
    "return by the verifier": (
        "verified",
        lambda n: return_work_item(n, reason="否", by="乙"),
        "不同的人",
    ),
    "accept twice": ("accepted", lambda n: accept_work_item(n, by="丙"), "此状态下"),
    "return what is accepted": (
        "accepted",
        lambda n: return_work_item(n, reason="否", by="丁"),
        "此状态下",
    ),
    "act without an account": ("submitted", lambda n: verify_work_item(n, by="某"), "没有此账号"),
    "act as the machine": (
        "submitted",
        lambda n: verify_work_item(n, by=LOCAL_OPERATOR),
        "须由账号办理",
    ),
    "another item": ("draft", lambda n: verify_work_item(n + 1000, by="乙"), "没有此工作项"),
    "in the future": (
        "submitted",
        lambda n: verify_work_item(n, by="乙", at=city_now() + timedelta(days=1)),
        "将来",
    ),
    "before the step before": (
        "submitted",
        lambda n: verify_work_item(n, by="乙", at=datetime(2019, 1, 1)),
        "早于",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_action_changes_nothing(city, contents: Contents, case: str) -> None:
    begin, action, words = REFUSED[case]
    number = city.item() if begin == "draft" else city.item_with_evidence()
    steps = ["proven", "submitted", "verified", "accepted"]
    reached = steps.index(begin) if begin in steps else 0
    doings = [
        lambda: submit_work_item(number, by="甲"),
        lambda: verify_work_item(number, by="乙"),
        lambda: accept_work_item(number, by="丙"),
    ]
    for do in doings[:reached]:
        do()
    before = contents()
    with pytest.raises(UsageError, match=words) as caught:
        action(number)
    assert caught.value.found is not None
    assert contents() == before
    assert verify_audit_chain() is None


def test_who_hands_in_evidence_belongs_to_the_submitting_side(city) -> None:
    number = city.item()
    add_evidence(number, city.file("a.txt"), by="乙")
    submit_work_item(number, by="甲")
    with pytest.raises(UsageError, match="不同的人"):
        verify_work_item(number, by="乙")


def test_the_verifier_of_an_earlier_round_does_not_accept_in_a_later_one(city) -> None:
    number = city.item_with_evidence()
    submit_work_item(number, by="甲")
    return_work_item(number, reason="缺少照片", by="乙")
    submit_work_item(number, by="甲")
    verify_work_item(number, by="丙")
    with pytest.raises(UsageError, match="不同的人"):
        accept_work_item(number, by="乙")
    accept_work_item(number, by="丁")


def test_evidence_is_refused_when_it_cannot_prove(city, contents: Contents) -> None:
    number = city.item()
    file = city.file("a.txt")
    add_evidence(number, file, by="甲")
    before = contents()
    with pytest.raises(FileFault, match="空文件"):
        add_evidence(number, city.file("b.txt", ""), by="甲")
    with pytest.raises(FileFault, match="无法读取"):
        add_evidence(number, city.workspace.root / "none.txt", by="甲")
    with pytest.raises(UsageError, match="已是此工作项的证据"):
        add_evidence(number, city.file("copy.txt"), by="甲")
    assert contents() == before
    submit_work_item(number, by="甲")
    late = city.file("late.txt", "提交之后")
    with pytest.raises(UsageError, match="此状态下"):
        add_evidence(number, late, by="甲")
    assert not stored_path(city.workspace, digest_of_file(late)).exists()


def test_a_closed_account_cannot_act_and_its_name_is_not_given_again(city) -> None:
    number = city.item_with_evidence()
    submit_work_item(number, by="甲")
    close_account("乙", reason="调离", by=LOCAL_OPERATOR)
    with pytest.raises(UsageError, match="已停用"):
        verify_work_item(number, by="乙")
    with pytest.raises(UsageError, match="账号已存在"):
        open_account("乙", organisation="另一单位", by=LOCAL_OPERATOR)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "  "), ("title", "长" * 301), ("owner", ""), ("commitment", ""), ("plan", "")],
)
def test_a_work_item_needs_its_texts(city, contents: Contents, field: str, value: str) -> None:
    before = contents()
    with pytest.raises(UsageError) as caught:
        city.item(**{field: value})
    assert caught.value.field == field
    assert contents() == before


def test_a_work_item_may_name_a_registered_area_only(city) -> None:
    with pytest.raises(UsageError, match="区域未登记"):
        city.item(area="990101")


def test_a_monthly_duty_becomes_one_work_item_per_month(city) -> None:
    series = create_work_item_series(
        plan="plan-2020",
        commitment="05.1",
        title="每月通报",
        owner="监测处",
        rule=PeriodRule.MONTHLY,
        span=Period(date(2020, 1, 1), date(2020, 12, 31)),
        days_to_due=10,
        by="甲",
    )
    made = expand_work_item(series, by="甲")
    assert len(made) == 12
    assert expand_work_item(series, by="甲") == ()
    records = work_item_records(["05.1"], city_now().date(), plan="plan-2020")
    assert [(str(one.period), one.due) for one in records][1] == (
        "2020-02-01..2020-02-29",
        date(2020, 3, 10),
    )
    assert {one.owner for one in records} == {"监测处"}


def test_work_after_every_meeting_follows_the_register_of_meetings(city) -> None:
    series = create_work_item_series(
        plan="plan-2020",
        commitment="34.1",
        title="会后报送纪要",
        owner="办公室",
        rule=PeriodRule.EVERY_MEETING,
        span=Period(date(2020, 1, 1), date(2020, 12, 31)),
        days_to_due=7,
        meeting_kind="联席会议",
        by="甲",
    )
    assert expand_work_item(series, by="甲") == ()
    for day in (date(2020, 3, 2), date(2020, 3, 2), date(2019, 3, 2)):
        record_meeting(kind="联席会议", title="联席会议", held_on=day, by="甲")
    record_meeting(kind="例会", title="例会", held_on=date(2020, 3, 2), by="甲")
    assert len(expand_work_item(series, by="甲")) == 2
    record_meeting(kind="联席会议", title="第二次", held_on=date(2020, 6, 30), by="甲")
    assert len(expand_work_item(series, by="甲")) == 1
    records = work_item_records(["34.1"], city_now().date(), plan="plan-2020")
    assert [one.due for one in records] == [date(2020, 3, 9), date(2020, 3, 9), date(2020, 7, 7)]


@pytest.mark.parametrize(
    ("rule", "kind"), [(PeriodRule.EVERY_MEETING, ""), (PeriodRule.MONTHLY, "例会")]
)
def test_a_kind_of_meeting_goes_with_its_rule_only(city, rule: PeriodRule, kind: str) -> None:
    with pytest.raises(UsageError, match="会议种类"):
        create_work_item_series(
            plan="plan-2020",
            commitment="34.1",
            title="报送",
            owner="办公室",
            rule=rule,
            span=Period(date(2020, 1, 1), date(2020, 12, 31)),
            days_to_due=7,
            meeting_kind=kind,
            by="甲",
        )


def test_a_simulated_city_may_record_at_its_own_time(city) -> None:
    with simulated_time(datetime(2020, 3, 1, 9)):
        number = create_work_item(
            plan="plan-2020",
            commitment="13.2",
            title="检查锅炉",
            owner="大气处",
            due=date(2020, 12, 31),
            by="甲",
        )
        with pytest.raises(UsageError, match="将来"):
            add_evidence(number, city.file("a.txt"), by="甲", at=datetime(2020, 3, 1, 10))
    entry = AuditEntry.objects.get(subject_kind="work_item", subject_id=number)
    assert entry.recorded_at.isoformat() == "2020-03-01T01:00:00+00:00"
