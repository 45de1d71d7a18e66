"""A city is prepared, opened, checked and kept apart from cities of another origin."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.registers import record_document
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import document_records, verify_audit_chain
from yunzhu.city.models import AuditEntry
from yunzhu.city.setup import close_city, current_workspace, has_city, open_city, prepare_city
from yunzhu.errors import UsageError, WorkspaceError
from yunzhu.settings import database_settings
from yunzhu.values import Origin
from yunzhu.workspace import DATABASE_NAME, DATABASE_VARIABLE, Workspace, init_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "measured", origin=Origin.MEASURED)


def test_a_city_is_prepared_once_and_opened_afterwards(engine: str, workspace: Workspace) -> None:
    assert not has_city(workspace)
    prepare_city(workspace)
    prepare_city(workspace)
    assert has_city(workspace)
    close_city()
    open_city(workspace)
    assert current_workspace() == workspace
    assert connection.vendor == engine
    assert list(AuditEntry.objects.values_list("action", "actor")) == [
        ("city.found", LOCAL_OPERATOR)
    ]
    assert verify_audit_chain() is None


def test_opening_before_preparing_is_refused_and_creates_nothing(
    engine: str, workspace: Workspace
) -> None:
    with pytest.raises(WorkspaceError, match="prepare the city first"):
        open_city(workspace)
    assert not (workspace.root / DATABASE_NAME).exists()
    with pytest.raises(UsageError, match="没有打开的城市"):
        current_workspace()


@pytest.mark.parametrize("again", [open_city, prepare_city])
def test_simulated_and_measured_never_share_a_database(
    engine: str, workspace: Workspace, tmp_path: Path, again
) -> None:
    prepare_city(workspace)
    other = init_workspace(tmp_path / "simulated", origin=Origin.SIMULATED)
    close_city()
    if engine == "sqlite":
        workspace.city_database.rename(other.city_database)
    else:
        workspace.served_city.rename(other.served_city)
    with pytest.raises(WorkspaceError, match="never mix") as caught:
        again(other)
    assert "measured" in str(caught.value.found)
    assert caught.value.expected == "origin=simulated"


def test_a_database_of_an_older_version_is_named_and_upgraded(
    engine: str, workspace: Workspace
) -> None:
    prepare_city(workspace)
    call_command("migrate", "city", "0001", verbosity=0)
    close_city()
    with pytest.raises(WorkspaceError, match="older than this program"):
        open_city(workspace)
    prepare_city(workspace)
    open_city(workspace)


def test_two_cities_in_one_process_keep_apart(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    other = init_workspace(tmp_path / "other", origin=Origin.SIMULATED)
    document = {"kind": "方案", "issuer": "市政府", "issued_on": date(2020, 1, 1)}
    for one, title in ((workspace, "甲方案"), (other, "乙方案")):
        prepare_city(one)
        record_document(title=title, by=LOCAL_OPERATOR, **document)
    for one, title in ((workspace, "甲方案"), (other, "乙方案")):
        open_city(one)
        assert [found.title for found in document_records(date(2020, 1, 1))] == [title]
    close_city()


def test_a_measured_city_refuses_a_simulated_time(engine: str, workspace: Workspace) -> None:
    prepare_city(workspace)
    with (
        simulated_time(datetime(2020, 1, 1)),
        pytest.raises(WorkspaceError, match="true time only"),
    ):
        record_document(
            title="方案",
            kind="方案",
            issuer="市政府",
            issued_on=date(2019, 1, 1),
            by=LOCAL_OPERATOR,
        )
    assert AuditEntry.objects.count() == 1


def test_sqlite_waits_for_other_writers_and_keeps_what_it_committed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    prepare_city(workspace)
    with connection.cursor() as cursor:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert cursor.execute(f"PRAGMA {pragma}").fetchone()[0] == value
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    close_city()


def test_chinese_comes_first_and_the_clock_is_the_citys() -> None:
    assert settings.LANGUAGE_CODE == "zh-hans"
    assert [code for code, _ in settings.LANGUAGES] == ["zh-hans", "en"]
    assert (settings.TIME_ZONE, settings.USE_TZ) == ("Asia/Shanghai", True)


def test_an_address_of_postgresql_is_read_whole() -> None:
    address = "postgresql://yun:p%40ss%2F@db.example:5433/city?sslmode=require"
    found = database_settings(Path("w"), {DATABASE_VARIABLE: address})
    assert (found["USER"], found["PASSWORD"]) == ("yun", "p@ss/")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "city")
    assert found["OPTIONS"] == {"sslmode": "require"}
    socket = database_settings(Path("w"), {DATABASE_VARIABLE: "postgres:///city?host=%2Frun%2Fpg"})
    assert (socket["HOST"], socket["PORT"]) == ("/run/pg", "")


@pytest.mark.parametrize(
    "address",
    ["mysql://a:secret@db/city", "postgresql://a:secret@db/", "postgresql://a:secret@db:x/city"],
)
def test_another_address_is_refused_without_repeating_its_password(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        database_settings(Path("w"), {DATABASE_VARIABLE: address})
    assert caught.value.field == DATABASE_VARIABLE
    assert "secret" not in str(caught.value)


def test_the_migrations_are_those_of_the_models(engine: str, workspace: Workspace) -> None:
    prepare_city(workspace)
    told = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=told)
    assert told.getvalue().strip() == "No changes detected"


def test_a_file_that_is_no_database_is_refused(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    (workspace.root / DATABASE_NAME).write_text("不是数据库" * 100, encoding="utf-8")
    for attempt in (open_city, prepare_city):
        with pytest.raises(WorkspaceError, match="cannot be opened"):
            attempt(workspace)


def test_a_server_that_does_not_answer_is_named_without_its_password(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = f"postgresql://yun:secret@/city?host={tmp_path}"
    monkeypatch.setenv(DATABASE_VARIABLE, address)
    with pytest.raises(WorkspaceError, match="cannot be opened") as caught:
        prepare_city(workspace)
    assert caught.value.field == DATABASE_VARIABLE
    assert "check the variable" in caught.value.action
    assert "secret" not in str(caught.value)
    assert not has_city(workspace)


# Whose city is it?


@pytest.fixture
def served(server, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A measured workspace whose city is on PostgreSQL, closed, the variable set."""
    monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create()))
    prepare_city(workspace)
    close_city()
    yield workspace
    close_city()


def test_a_city_on_a_server_is_known_by_its_founding_entry(served: Workspace) -> None:
    open_city(served)
    founding = AuditEntry.objects.get(sequence=1).sha256
    assert json.loads(served.served_city.read_text("utf-8")) == {"founding_entry": founding}
    assert not served.city_database.exists()


@pytest.mark.parametrize("attempt", [open_city, prepare_city])
def test_a_workspace_keeps_its_city_when_the_variable_changes(
    served: Workspace,
    server,
    monkeypatch: pytest.MonkeyPatch,
    attempt: Callable[[Workspace], None],
) -> None:
    own = os.environ[DATABASE_VARIABLE]
    monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create()))
    with pytest.raises(WorkspaceError, match="is not in this database") as empty:
        attempt(served)
    assert empty.value.field == DATABASE_VARIABLE
    monkeypatch.delenv(DATABASE_VARIABLE)
    with pytest.raises(WorkspaceError, match="no address is given") as unset:
        attempt(served)
    assert (unset.value.field, unset.value.file) == (DATABASE_VARIABLE, str(served.served_city))
    assert not served.city_database.exists()
    monkeypatch.setenv(DATABASE_VARIABLE, own)
    attempt(served)
    assert current_workspace() == served


def test_the_database_of_another_workspace_is_refused(
    served: Workspace, server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = init_workspace(tmp_path / "other", origin=Origin.MEASURED)
    with pytest.raises(WorkspaceError, match="of another workspace") as caught:
        prepare_city(other)
    assert caught.value.field == DATABASE_VARIABLE
    assert not has_city(other)
    with pytest.raises(WorkspaceError, match="prepare the city first") as caught:
        open_city(other)
    assert caught.value.field == DATABASE_VARIABLE
    first = os.environ[DATABASE_VARIABLE]
    monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create()))
    prepare_city(other)
    monkeypatch.setenv(DATABASE_VARIABLE, first)
    with pytest.raises(WorkspaceError, match="of another workspace"):
        open_city(other)
    open_city(served)
    assert AuditEntry.objects.count() == 1


def test_a_city_in_its_own_file_stays_there_whatever_the_variable_names(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    prepare_city(workspace)
    monkeypatch.setenv(DATABASE_VARIABLE, f"postgresql://a@/city?host={tmp_path}")
    open_city(workspace)
    assert connection.vendor == "sqlite"
    close_city()
    with pytest.raises(WorkspaceError, match="in its SQLite file") as caught:
        prepare_city(workspace)
    assert (caught.value.field, caught.value.file) == (
        DATABASE_VARIABLE,
        str(workspace.city_database),
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"founding": "1"}'])
def test_a_note_that_cannot_be_read_is_named(served: Workspace, text: str) -> None:
    served.served_city.write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError, match="cannot be read") as caught:
        open_city(served)
    assert caught.value.file == str(served.served_city)


def test_a_user_who_may_not_create_tables_is_told(
    workspace: Workspace, server, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = server.create()
    with psycopg.connect(server.address(name), autocommit=True) as granted:
        granted.execute("CREATE ROLE reader LOGIN")
        granted.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    address = server.address(name).replace("postgres@", "reader@")
    monkeypatch.setenv(DATABASE_VARIABLE, address)
    with pytest.raises(WorkspaceError, match="permission denied") as caught:
        prepare_city(workspace)
    assert caught.value.field == DATABASE_VARIABLE
    assert not has_city(workspace)
