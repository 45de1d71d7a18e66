"""The audit log: added to, never changed; a change made behind its back shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import IntegrityError

from yunzhu.city.actions.recording import all_or_nothing
from yunzhu.city.actions.snapshots import take_snapshot
from yunzhu.city.actions.work_items import submit_work_item
from yunzhu.city.evidence import disagreements, verify_audit_chain
from yunzhu.city.evidence_files import stored_path
from yunzhu.city.models import AuditEntry, Evidence, PlanSnapshot, WorkItem
from yunzhu.city.protection import APPEND_ONLY_TABLES
from yunzhu.errors import UsageError
from yunzhu.periods import city_now


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def without_protection(statement: str) -> None:
    """What somebody with the database's own password can do."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY_TABLES:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                for name in ("no_update", "no_delete", "no_replace"):
                    cursor.execute(f"DROP TRIGGER {table}_{name}")
        cursor.execute(statement)


@pytest.fixture
def logged(city):
    """A city whose log has entries 1-5 of its founding and accounts, and 6-8 of a work item."""
    number = city.item_with_evidence()
    submit_work_item(number, by="甲")
    take_snapshot(plan="plan-2020", as_of=city_now().date(), content={"verdicts": []}, by="甲")
    assert AuditEntry.objects.count() == 9
    assert verify_audit_chain() is None
    assert disagreements() == []
    return city


REFUSED_BY_THE_MODEL: dict[str, Callable[[], object]] = {
    "save": lambda: AuditEntry.objects.get(sequence=3).save(),
    "delete": lambda: AuditEntry.objects.get(sequence=3).delete(),
    "update": lambda: AuditEntry.objects.filter(sequence=3).update(actor="丁"),
    "delete all": lambda: AuditEntry.objects.all().delete(),
    "bulk_update": lambda: AuditEntry.objects.bulk_update([], ["actor"]),
    "upsert": lambda: AuditEntry.objects.bulk_create(
        [], update_conflicts=True, unique_fields=["sequence"], update_fields=["actor"]
    ),
    "evidence": lambda: Evidence.objects.all().delete(),
    "snapshot": lambda: PlanSnapshot.objects.update(content="{}"),
}


@pytest.mark.parametrize("case", REFUSED_BY_THE_MODEL)
def test_the_models_refuse_to_change_what_was_added(logged, contents, case: str) -> None:
    before = contents()
    with pytest.raises(UsageError, match="append-only"):
        REFUSED_BY_THE_MODEL[case]()
    assert contents() == before


# Declared figures have no hash, outlines need areas; their own tests hold them.
HELD_ELSEWHERE = ("city_declaredfigure", "city_areaoutline")


@pytest.mark.parametrize(
    "table", [table for table in APPEND_ONLY_TABLES if table not in HELD_ELSEWHERE]
)
def test_the_database_refuses_to_change_what_was_added(logged, contents, table: str) -> None:
    before = contents()
    statements = [f"UPDATE {table} SET sha256 = 'x'", f"DELETE FROM {table}"]
    if logged.engine == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    else:
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    for statement in statements:
        with pytest.raises(IntegrityError, match="append-only"):
            execute(statement)
    assert contents() == before


@pytest.mark.parametrize(
    ("statement", "sequence", "field"),
    [
        ("UPDATE city_auditentry SET actor = '丁' WHERE sequence = 8", 8, "sha256"),
        ("UPDATE city_auditentry SET detail = '{}' WHERE sequence = 7", 7, "sha256"),
        ("UPDATE city_auditentry SET action = 'x' WHERE sequence = 1", 1, "sha256"),
        ("UPDATE city_auditentry SET subject_id = 99 WHERE sequence = 6", 6, "sha256"),
        (
            "UPDATE city_auditentry SET happened_at = '2020-01-01 00:00:00' WHERE sequence = 6",
            6,
            "sha256",
        ),
        ("UPDATE city_auditentry SET previous = '' WHERE sequence = 4", 4, "previous"),
        ("UPDATE city_auditentry SET sha256 = 'x' WHERE sequence = 5", 5, "sha256"),
        ("DELETE FROM city_auditentry WHERE sequence = 3", 3, "sequence"),
        ("DELETE FROM city_auditentry WHERE sequence = 9", 9, "audit_length"),
        ("DELETE FROM city_auditentry", 1, "audit_length"),
        ("UPDATE city_city SET audit_head = 'x'", 9, "audit_head"),
    ],
)
def test_the_chain_names_the_first_entry_that_was_tampered_with(
    logged, statement: str, sequence: int, field: str
) -> None:
    without_protection(statement)
    broken = verify_audit_chain()
    assert broken is not None
    assert (broken.sequence, broken.field) == (sequence, field)
    assert f"第 {sequence} 条" in str(broken)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE city_workitem SET state = 'accepted'", "工作项 work item"),
        ("UPDATE city_evidence SET name = 'x'", "证据 evidence"),
        ("DELETE FROM city_evidence", "证据 evidence"),
        ("UPDATE city_plansnapshot SET sha256 = 'x'", "快照 snapshot"),
    ],
)
def test_records_changed_behind_the_log_show(logged, statement: str, words: str) -> None:
    without_protection(statement)
    assert verify_audit_chain() is None
    found = disagreements()
    assert len(found) == 1
    assert found[0].startswith(words)


def test_an_altered_or_lost_evidence_file_shows(logged) -> None:
    path = stored_path(logged.workspace, Evidence.objects.get().sha256)
    path.write_text("另一份", encoding="utf-8")
    assert str(path) in disagreements()[0]
    path.unlink()
    assert str(path) in disagreements()[0]


def test_migrating_again_restores_a_dropped_protection(logged) -> None:
    without_protection("SELECT 1")
    if logged.engine == "postgresql":
        execute("DROP TRIGGER city_auditentry_rows_stay ON city_auditentry")
    call_command("migrate", verbosity=0)
    with pytest.raises(IntegrityError, match="append-only"):
        execute("DELETE FROM city_auditentry")


def test_a_failure_between_change_and_log_leaves_neither(logged, contents) -> None:
    # A head that another program moved makes the entry's number clash: the log refuses it.
    execute("UPDATE city_city SET audit_length = 3")
    before = contents()
    with pytest.raises(IntegrityError):
        logged.item()
    assert contents() == before
    assert WorkItem.objects.count() == 1


def test_several_actions_pass_together_or_not_at_all(logged, contents) -> None:
    before = contents()

    def one_right_one_wrong() -> None:
        with all_or_nothing():
            logged.item()
            logged.item(title="")

    with pytest.raises(UsageError, match="不能为空"):
        one_right_one_wrong()
    assert contents() == before
    with all_or_nothing():
        made = [logged.item(), logged.item()]
    assert WorkItem.objects.filter(pk__in=made).count() == 2
    assert verify_audit_chain() is None
