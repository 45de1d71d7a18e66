"""Does the audit chain hold, and do the records agree with it?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import Enum

from yunzhu.city.alarm_log import KIND as ALARM
from yunzhu.city.alarm_log import RAISE
from yunzhu.city.alarm_log import STATE_AFTER as ALARM_STATE_AFTER
from yunzhu.city.area_outline_log import KIND as OUTLINE
from yunzhu.city.audit_hash import entry_hash
from yunzhu.city.clock import wall_clock
from yunzhu.city.evidence_files import stored_path
from yunzhu.city.ledger_log import WITHDRAW as WITHDRAW_RECEIPT
from yunzhu.city.ledgers import LEDGERS
from yunzhu.city.models import (
    Alarm,
    AreaOutline,
    AuditEntry,
    City,
    DeclaredFigure,
    Evidence,
    LedgerReceipt,
    PlanSnapshot,
    WorkItem,
)
from yunzhu.city.queries.alarms import described
from yunzhu.city.queries.ledgers import receipt_contents
from yunzhu.city.queries.register_rows import content_digest, current_rows, rows_known
from yunzhu.city.records import BrokenEntry
from yunzhu.city.registers import REGISTERS
from yunzhu.city.setup import current_workspace
from yunzhu.city.work_item_log import ADD_EVIDENCE, KIND, STATE_AFTER
from yunzhu.files import digest_of_bytes, digest_of_file


def verify_audit_chain() -> BrokenEntry | None:
    """Return the first entry where the chain does not hold, or None when all of it does.

    An entry is broken when its number leaves a gap, when it does not name the hash of the entry
    before, or when its own hash is not that of its content. Entries cut off at the end show
    against the head that the city keeps.
    """
    previous, sequence = "", 0
    for entry in AuditEntry.objects.order_by("sequence").iterator(chunk_size=5000):
        sequence += 1
        if entry.sequence != sequence:
            return BrokenEntry(sequence, "sequence", entry.sequence, sequence)
        if entry.previous != previous:
            return BrokenEntry(sequence, "previous", entry.previous, previous)
        expected = entry_hash(
            sequence=entry.sequence,
            recorded=wall_clock(entry.recorded_at),
            happened=wall_clock(entry.happened_at),
            actor=entry.actor,
            action=entry.action,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            detail=entry.detail,
            previous=entry.previous,
        )
        if entry.sha256 != expected:
            return BrokenEntry(sequence, "sha256", entry.sha256, expected)
        previous = entry.sha256
    city = City.objects.get()
    if city.audit_length != sequence:
        return BrokenEntry(sequence + 1, "audit_length", sequence, city.audit_length)
    if city.audit_head != previous:
        return BrokenEntry(sequence, "audit_head", previous, city.audit_head)
    return None


def disagreements() -> list[str]:
    """Return where records, registers or files differ from the log."""
    items = dict(WorkItem.objects.values_list("pk", "state"))
    alarms = dict(Alarm.objects.values_list("pk", "state"))
    return [
        *_states("工作项 work item", KIND, items, STATE_AFTER),
        *_evidence(),
        *_figures(),
        *_snapshots(),
        *_registers(),
        *_ledgers(),
        *_outlines(),
        *_states("报警 alarm", ALARM, alarms, ALARM_STATE_AFTER),
        *_alarms(),
    ]


def _states(
    what: str, kind: str, held: Mapping[int, str], state_after: Mapping[str, Enum]
) -> Iterator[str]:
    """Compare the states of things with the last entries about them."""
    logged: dict[int | None, Enum] = {}
    entries = AuditEntry.objects.filter(subject_kind=kind, action__in=state_after)
    for number, action in entries.order_by("sequence").values_list("subject_id", "action"):
        logged[number] = state_after[action]
    for number in sorted({*logged, *held}, key=lambda value: value or 0):
        state = held.get(number or 0)
        expected = logged.get(number)
        if state != (expected and expected.value):
            yield (
                f"{what} {number}: 状态 state {state},"
                f" 审计为 the log says {expected and expected.value}"
            )


def _evidence() -> Iterator[str]:
    workspace = current_workspace()
    logged = {}
    entries = AuditEntry.objects.filter(action=ADD_EVIDENCE)
    for item, text in entries.values_list("subject_id", "detail"):
        detail = json.loads(text)
        logged[detail["evidence"]] = (item, detail["name"], detail["sha256"])
    held = {row.pk: (row.work_item_id, row.name, row.sha256) for row in Evidence.objects.all()}
    for number in sorted({*logged, *held}):
        if held.get(number) != logged.get(number):
            yield (
                f"证据 evidence {number}: {held.get(number)},"
                f" 审计为 the log says {logged.get(number)}"
            )
    for sha256 in sorted({sha256 for _, _, sha256 in held.values()}):
        path = stored_path(workspace, sha256)
        if not path.is_file() or digest_of_file(path) != sha256:
            yield f"证据文件缺失或被改动 evidence file absent or altered: {path}"


def _figures() -> Iterator[str]:
    entries = AuditEntry.objects.filter(subject_kind="figure").values_list("subject_id", "detail")
    logged = {number: json.loads(text) for number, text in entries}
    held = {
        row.pk: {
            "indicator": row.indicator,
            "object_name": row.object_name,
            "day": row.day.isoformat(),
            "value": row.value,
            "unit": row.unit,
            "kind": row.kind,
            "version": row.version,
            "source": row.source,
        }
        for row in DeclaredFigure.objects.all()
    }
    for number in sorted({*logged, *held}):
        if held.get(number) != logged.get(number):
            yield (
                f"申报数字 figure {number}: {held.get(number)},"
                f" 审计为 the log says {logged.get(number)}"
            )


def _snapshots() -> Iterator[str]:
    entries = AuditEntry.objects.filter(subject_kind="snapshot").values_list("subject_id", "detail")
    logged = {number: json.loads(text)["sha256"] for number, text in entries}
    held = dict(PlanSnapshot.objects.values_list("pk", "sha256"))
    for number in sorted({*logged, *held}):
        if held.get(number) != logged.get(number):
            yield (
                f"快照 snapshot {number}: {held.get(number)},"
                f" 审计为 the log says {logged.get(number)}"
            )


def _registers() -> Iterator[str]:
    for register in REGISTERS:
        entries = AuditEntry.objects.filter(subject_kind=register.name)
        last = entries.order_by("-sequence").values_list("detail", flat=True).first()
        expected = content_digest({}) if last is None else json.loads(last)["content"]
        for what, rows in (
            ("名录 register", current_rows(register)),
            ("名录沿革 history of the register", rows_known(register, None)),
        ):
            digest = content_digest(rows)
            if digest != expected:
                yield (
                    f"{what} {register.name}: 内容 content {digest}, 审计为 the log says {expected}"
                )


def _ledgers() -> Iterator[str]:
    """Compare each receipt, and the rows that it brought, with the log."""
    for ledger in LEDGERS:
        logged: dict[int | None, tuple[str, int, int]] = {}
        entries = AuditEntry.objects.filter(subject_kind=ledger.name).order_by("sequence")
        for number, action, text in entries.values_list("subject_id", "action", "detail"):
            if number is not None and action == WITHDRAW_RECEIPT:
                logged[number] = (*logged[number][:2], 0)
            elif number is not None:
                detail = json.loads(text)
                logged[number] = (detail["content"], detail["new"], detail["new"])
        held = receipt_contents(ledger)
        receipts = LedgerReceipt.objects.filter(ledger=ledger.name)
        in_force = {row.pk: row.withdrawn_at is None for row in receipts}
        for number in sorted({*held, *in_force, *filter(None, logged)}):
            found, expected = held.get(number), logged.get(number)
            if found != expected or in_force.get(number) != (expected and expected[2] > 0):
                yield (
                    f"台账 ledger {ledger.name} 回执 receipt {number}: {found},"
                    f" 审计为 the log says {expected}"
                )


def _outlines() -> Iterator[str]:
    entries = AuditEntry.objects.filter(subject_kind=OUTLINE).order_by("sequence")
    logged: dict[str, list[str]] = {}
    for text in entries.values_list("detail", flat=True):
        for code, digest in json.loads(text)["outlines"].items():
            logged.setdefault(code, []).append(digest)
    held: dict[str, list[str]] = {}
    for code, outline in AreaOutline.objects.order_by("id").values_list("area_id", "outline"):
        held.setdefault(code, []).append(digest_of_bytes(outline.encode("utf-8")))
    for code in sorted({*logged, *held}):
        if held.get(code) != logged.get(code):
            yield (
                f"区域边界 outline {code}: {held.get(code)}, 审计为 the log says {logged.get(code)}"
            )


def _alarms() -> Iterator[str]:
    entries = AuditEntry.objects.filter(action=RAISE).values_list("subject_id", "detail")
    logged = {number: json.loads(text) for number, text in entries}
    held = {row.pk: described(row) for row in Alarm.objects.all()}
    for number in sorted({*logged, *held}):
        if held.get(number) != logged.get(number):
            yield (
                f"报警 alarm {number}: {held.get(number)}, 审计为 the log says {logged.get(number)}"
            )
