"""Work items change here and nowhere else: create, expand, prove, submit, verify, accept, return.

    draft ──submit──► submitted ──verify──► verified ──accept──► accepted
                          │  ▲                  │
                          └──┼──── return ──────┘
                returned ────┘ (submit again)

Who hands in evidence or submits is the item's submitting side; who verifies, or returns what was
submitted, its verifier; who accepts, or returns what was verified, its accepter. Nobody takes two
of the three sides of one item, ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from yunzhu.city.actions.recording import (
    Action,
    acting,
    no_such,
    require_later,
    require_person,
    require_text,
)
from yunzhu.city.evidence_files import keep_file, read_evidence_file
from yunzhu.city.models import Area, AuditEntry, Evidence, Meeting, WorkItem, WorkItemSeries
from yunzhu.city.occurrences import occurrences
from yunzhu.city.records import PeriodRule, WorkItemState
from yunzhu.city.setup import current_workspace
from yunzhu.city.work_item_log import (
    ACCEPT,
    ADD_EVIDENCE,
    CREATE,
    KIND,
    RETURN_SUBMITTED,
    RETURN_VERIFIED,
    SIDE_OF_ACTION,
    SUBMIT,
    VERIFY,
    Side,
)
from yunzhu.errors import UsageError
from yunzhu.periods import Period


def create_work_item(
    *,
    plan: str,
    commitment: str,
    component: str = "",
    title: str,
    owner: str,
    due: date,
    period: Period | None = None,
    area: str = "",
    by: str,
    at: datetime | None = None,
) -> int:
    """Create a work item in draft and return its number.

    Parameters
    ----------
    plan, commitment : ids of the plan and of its commitment, e.g. ``guangzhou-2020``, ``13.2``.
    component : the part of the commitment that it serves, or empty.
    owner : the role or organisation that owes it.
    due : last day to be done. period : the span it is about.
    area : code of a registered area, or empty.

    Raises
    ------
    UsageError : a text is missing or too long, or the area is not registered.
    """
    with acting(by, at) as action:
        place = None
        if area:
            place = Area.objects.filter(code=area).first()
            if place is None:
                raise UsageError(
                    "区域未登记 the area is not registered",
                    field="area",
                    found=area,
                    expected="register_areas 登记过的代码 a registered code",
                )
        item = WorkItem(
            **_identity(plan, commitment, component, title, owner),
            area=place,
            first_day=None if period is None else period.first,
            last_day=None if period is None else period.last,
            due=due,
        )
        _create(action, item)
        return item.pk


def create_work_item_series(
    *,
    plan: str,
    commitment: str,
    component: str = "",
    title: str,
    owner: str,
    rule: PeriodRule,
    span: Period,
    days_to_due: int,
    meeting_kind: str = "",
    by: str,
    at: datetime | None = None,
) -> int:
    """Create a recurring duty and return its number; `expand_work_item` makes its work items.

    Parameters
    ----------
    rule : how often. span : first and last day of the duty.
    days_to_due : calendar days from the end of a period, or from a meeting, to the due date [d].
    meeting_kind : which meetings, for ``EVERY_MEETING`` and only for it.

    Raises
    ------
    UsageError : a text is missing, the days are negative, or the meeting's kind does not fit.
    """
    with acting(by, at) as action:
        if (rule is PeriodRule.EVERY_MEETING) != bool(meeting_kind.strip()):
            raise UsageError(
                "会议种类与周期不符 the kind of meeting does not fit the rule",
                field="meeting_kind",
                found=meeting_kind,
                expected="仅用于 only with every_meeting",
            )
        occurrences(rule, span, days_to_due)
        series = WorkItemSeries.objects.create(
            **_identity(plan, commitment, component, title, owner),
            rule=rule.value,
            meeting_kind=meeting_kind.strip(),
            first_day=span.first,
            last_day=span.last,
            days_to_due=days_to_due,
        )
        detail = {
            **_described(series),
            "rule": rule.value,
            "meeting_kind": series.meeting_kind,
            "span": str(span),
            "days_to_due": days_to_due,
        }
        action.log("work_item_series.create", "work_item_series", series.pk, detail)
        return series.pk


def expand_work_item(series: int, *, by: str, at: datetime | None = None) -> tuple[int, ...]:
    """Create the work items of a series that are still missing and return their numbers.

    Run it again after further meetings were recorded; what exists is left alone.

    Raises
    ------
    UsageError : there is no such series, or it would be earlier than its last step.
    """
    with acting(by, at) as action:
        duty = WorkItemSeries.objects.filter(pk=series).first()
        if duty is None:
            raise no_such(
                WorkItemSeries, "没有此周期工作 no such series", "series", series, "series"
            )
        require_later(action, "work_item_series", series)
        rule = PeriodRule(duty.rule)
        meetings = (
            list(Meeting.objects.filter(kind=duty.meeting_kind).values_list("pk", "held_on"))
            if rule is PeriodRule.EVERY_MEETING
            else []
        )
        present = set(WorkItem.objects.filter(series=duty).values_list("meeting_id", "first_day"))
        made = []
        span = Period(duty.first_day, duty.last_day)
        for one in occurrences(rule, span, duty.days_to_due, meetings):
            if (one.meeting, one.period.first) in present:
                continue
            item = WorkItem(
                **_described(duty),
                series=duty,
                meeting_id=one.meeting,
                first_day=one.period.first,
                last_day=one.period.last,
                due=one.due,
            )
            _create(action, item)
            made.append(item.pk)
        action.log("work_item_series.expand", "work_item_series", duty.pk, {"made": made})
        return tuple(made)


def add_evidence(item: int, file: Path, *, by: str, at: datetime | None = None) -> int:
    """Hand in a file for a work item in draft or returned, and return the evidence's number.

    Raises
    ------
    UsageError : the item is absent or past that state, the file was handed in before, or the
        account is on another side of the item.
    FileFault : the file cannot be used.
    """
    read = read_evidence_file(file)
    with acting(by, at) as action:
        work = _work_item(action, item, ADD_EVIDENCE)
        _require_state(work, WorkItemState.DRAFT, WorkItemState.RETURNED)
        if Evidence.objects.filter(work_item=work, sha256=read.sha256).exists():
            raise UsageError(
                "该文件已是此工作项的证据 the file is evidence of this work item already",
                field="file",
                found=f"{read.name} {read.sha256[:12]}",
                expected="新的文件 another file",
            )
        keep_file(current_workspace(), read)
        evidence = Evidence.objects.create(
            work_item=work,
            name=read.name,
            sha256=read.sha256,
            size=len(read.content),
            dated_at=action.happened_at,
            received_at=action.recorded_at,
        )
        detail = {"evidence": evidence.pk, "name": read.name, "sha256": read.sha256}
        action.log(ADD_EVIDENCE, KIND, work.pk, detail)
        return evidence.pk


def submit_work_item(item: int, *, by: str, at: datetime | None = None) -> None:
    """Submit a work item in draft or returned, with its evidence.

    Raises
    ------
    UsageError : the item is absent, in another state or without evidence, or the account is on
        another side of the item.
    """
    with acting(by, at) as action:
        work = _work_item(action, item, SUBMIT)
        _require_state(work, WorkItemState.DRAFT, WorkItemState.RETURNED)
        files = list(Evidence.objects.filter(work_item=work).values_list("sha256", flat=True))
        if not files:
            raise UsageError(
                "没有证据不能提交 nothing to submit without evidence",
                found=f"{work}: 0",
                expected="至少一份证据 at least one file",
                action="yunzhu city evidence",
            )
        _step(action, work, SUBMIT, WorkItemState.SUBMITTED, {"evidence": files})


def verify_work_item(item: int, *, by: str, at: datetime | None = None) -> None:
    """Verify a submitted work item, by another person than who submitted it.

    Raises
    ------
    UsageError : the item is absent or in another state, or the account is on another side.
    """
    with acting(by, at) as action:
        work = _work_item(action, item, VERIFY)
        _require_state(work, WorkItemState.SUBMITTED)
        _step(action, work, VERIFY, WorkItemState.VERIFIED, {})


def accept_work_item(item: int, *, by: str, at: datetime | None = None) -> None:
    """Accept a verified work item, by a third person.

    Raises
    ------
    UsageError : the item is absent or in another state, or the account is on another side.
    """
    with acting(by, at) as action:
        work = _work_item(action, item, ACCEPT)
        _require_state(work, WorkItemState.VERIFIED)
        _step(action, work, ACCEPT, WorkItemState.ACCEPTED, {})


def return_work_item(item: int, *, reason: str, by: str, at: datetime | None = None) -> None:
    """Return a submitted or verified work item with a reason.

    Raises
    ------
    UsageError : the item is absent or in another state, there is no reason, or the account is on
        another side.
    """
    with acting(by, at) as action:
        kept = require_text("reason", reason, longest=2000)
        state = WorkItem.objects.filter(pk=item).values_list("state", flat=True).first()
        verified = state == WorkItemState.VERIFIED.value
        verb = RETURN_VERIFIED if verified else RETURN_SUBMITTED
        work = _work_item(action, item, verb)
        _require_state(work, WorkItemState.SUBMITTED, WorkItemState.VERIFIED)
        _step(action, work, verb, WorkItemState.RETURNED, {"reason": kept})


def _identity(plan: str, commitment: str, component: str, title: str, owner: str) -> dict[str, str]:
    return {
        "plan": require_text("plan", plan, longest=60),
        "commitment": require_text("commitment", commitment, longest=60),
        "component": component.strip() and require_text("component", component, longest=60),
        "title": require_text("title", title, longest=300),
        "owner": require_text("owner", owner, longest=120),
    }


def _described(record: WorkItem | WorkItemSeries) -> dict[str, str]:
    return {
        "plan": record.plan,
        "commitment": record.commitment,
        "component": record.component,
        "title": record.title,
        "owner": record.owner,
    }


def _create(action: Action, item: WorkItem) -> None:
    item.save()
    detail = {
        **_described(item),
        "due": item.due.isoformat(),
        "period": None if item.first_day is None else f"{item.first_day}..{item.last_day}",
        "series": item.series_id,
        "meeting": item.meeting_id,
    }
    action.log(CREATE, KIND, item.pk, detail)


def _step(
    action: Action, item: WorkItem, verb: str, state: WorkItemState, detail: Mapping[str, Any]
) -> None:
    before = item.state
    item.state = state.value
    item.save(update_fields=["state"])
    action.log(verb, KIND, item.pk, {"from": before, "to": state.value, **detail})


def _work_item(action: Action, number: int, verb: str) -> WorkItem:
    """Return the item after checking that this account may do this now, given its history."""
    item = WorkItem.objects.filter(pk=number).first()
    if item is None:
        raise no_such(WorkItem, "没有此工作项 no such work item", "item", number, "items")
    require_person(action)
    entries = AuditEntry.objects.filter(subject_kind=KIND, subject_id=number)
    history = list(entries.values_list("actor", "action"))
    side = SIDE_OF_ACTION[verb]
    for actor, done in history:
        earlier = SIDE_OF_ACTION.get(done)
        if actor == action.actor and earlier not in (None, side):
            raise UsageError(
                "提交、核实、验收须为不同的人 three different persons submit, verify and accept",
                field="by",
                found=f"{actor} 已是 is already {_SIDE_TERMS[earlier]}",
                expected=f"另一人作为 another person as {_SIDE_TERMS[side]}",
            )
    require_later(action, KIND, number)
    return item


def _require_state(item: WorkItem, *allowed: WorkItemState) -> None:
    state = WorkItemState(item.state)
    if state not in allowed:
        raise UsageError(
            "此状态下不能这样做 not possible in this state",
            field="state",
            found=f"{item}: {state.label}",
            expected=" | ".join(one.label for one in allowed),
        )


_SIDE_TERMS: Mapping[Side | None, str] = {
    Side.SUBMITTER: "提交方 submitter",
    Side.VERIFIER: "核实人 verifier",
    Side.ACCEPTER: "验收人 accepter",
}
