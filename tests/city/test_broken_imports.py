"""An import that is killed, or for which the disk is too small, leaves everything as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.evidence import (
    disagreements,
    register_contents,
    row_history,
    verify_audit_chain,
)
from yunzhu.city.models import history_table_of
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import ENTERPRISES
from yunzhu.city.setup import close_city, open_city
from yunzhu.errors import WorkspaceError

COUNT = 400
IMPORT = """
import os, signal, sys
from pathlib import Path
from yunzhu.workspace import open_workspace
from yunzhu.city.setup import open_city
from yunzhu.city.registers import ENTERPRISES
open_city(open_workspace(Path(sys.argv[1])))
from yunzhu.city.actions import recording, register_rows

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def after(times, real):
    calls = []
    def call(*arguments, **options):
        calls.append(real(*arguments, **options))
        return killed() if len(calls) == times else calls[-1]
    return call

register_rows._BATCH = 50
where = sys.argv[3]
if where == "when the file is compared":
    register_rows._store = killed
elif where == "between two batches":
    register_rows.bulk_create_with_history = after(3, register_rows.bulk_create_with_history)
elif where == "between rows and their history":
    from simple_history.manager import HistoryManager
    HistoryManager.bulk_history_create = killed
elif where == "before the log":
    register_rows.content_digest = killed
elif where == "before the commit":
    recording.Action.log = after(1, recording.Action.log)
elif where == "under a small limit":
    import resource
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    largest = int(sys.argv[4])
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
print("ready", flush=True)
try:
    register_rows.import_register_file(ENTERPRISES, Path(sys.argv[2]), by="甲")
except recording.WorkspaceError as error:
    print(error)
    os._exit(7)
"""
POINTS = (
    "when the file is compared",
    "between two batches",
    "between rows and their history",
    "before the log",
    "before the commit",
)


def firms(path: Path, name: str, count: int = COUNT) -> Path:
    columns = ENTERPRISES.row.columns()
    lines = [",".join(columns)]
    for number in range(count):
        told = {"code": f"F{number:05}", "name": f"{name}{number}", "area": "990101"}
        lines.append(",".join(told.get(one, "") for one in columns))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def registered(city, tmp_path: Path) -> Any:
    """A city with a hundred firms; the file to come changes them and adds three hundred."""
    register_areas([AreaRecord("990101", "甲区", "district", "")], by=LOCAL_OPERATOR)
    import_register_file(ENTERPRISES, firms(tmp_path / "first.csv", "旧", 100), by="甲")
    firms(tmp_path / "second.csv", "新")
    return city


def started(city: Any, folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", IMPORT, str(city.workspace.root), str(folder / "second.csv")]
    return subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True)


def require_as_before(before: object, contents: Callable[[], object], folder: Path) -> None:
    """Nothing of the import is there, the log holds, and the same file can be imported."""
    assert contents() == before
    assert verify_audit_chain() is None
    assert disagreements() == []
    report = import_register_file(ENTERPRISES, folder / "second.csv", by="甲")
    assert (len(report.new), len(report.changed)) == (COUNT - 100, 100)
    assert disagreements() == []
    assert verify_audit_chain() is None


@pytest.mark.parametrize("where", POINTS)
def test_a_killed_import_leaves_no_trace(registered, contents, tmp_path: Path, where: str) -> None:
    before = contents()
    close_city()
    with started(registered, tmp_path, where) as process:
        assert process.wait(timeout=120) == -signal.SIGKILL
    open_city(registered.workspace)
    require_as_before(before, contents, tmp_path)


def test_an_import_that_is_killed_at_any_moment_is_there_whole_or_not_at_all(
    registered, contents, tmp_path: Path
) -> None:
    before = contents()
    for moment in (0.02, 0.1, 0.2, 0.4):
        close_city()
        with started(registered, tmp_path, "") as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(moment)
            process.kill()
            process.wait(timeout=120)
        open_city(registered.workspace)
        names = {row.name[0] for row in register_contents(ENTERPRISES)}
        assert names in ({"旧"}, {"新"})
        if names == {"旧"}:
            assert contents() == before
        assert disagreements() == []
        assert verify_audit_chain() is None


@contextmanager
def almost_full(engine: str) -> Iterator[None]:
    """Let the database run out of space in the middle of the next import."""
    table = history_table_of(ENTERPRISES)
    with connection.cursor() as cursor:
        if engine == "sqlite":
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            # Some of the rows fit, not all of them.
            cursor.execute(f"PRAGMA max_page_count = {pages + 10}")
        else:
            # A server whose disk is full answers with this code (53100).
            cursor.execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF (SELECT count(*) FROM {table}) > 250 THEN RAISE EXCEPTION"
                " 'could not extend file: No space left on device'"
                " USING ERRCODE = 'disk_full'; END IF; RETURN NULL; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER full_disk AFTER INSERT ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION full_disk()"
            )
    yield
    with connection.cursor() as cursor:
        if engine == "sqlite":
            cursor.execute("PRAGMA max_page_count = 1000000")
        else:
            cursor.execute(f"DROP TRIGGER full_disk ON {table}")


def test_an_import_for_which_the_disk_is_too_small_leaves_no_trace(
    registered, contents, tmp_path: Path
) -> None:
    before = contents()
    with (
        almost_full(registered.engine),
        pytest.raises(WorkspaceError, match="未存入任何内容") as caught,
    ):
        import_register_file(ENTERPRISES, tmp_path / "second.csv", by="甲")
    assert caught.value.found in (
        "database or disk is full",
        "could not extend file: No space left on device",
    )
    require_as_before(before, contents, tmp_path)


def test_a_file_system_that_takes_no_more_leaves_no_trace(
    registered, contents, tmp_path: Path
) -> None:
    if registered.engine != "sqlite":
        pytest.skip("the server writes the files, not this process")
    before = contents()
    close_city()
    # Less than the journal of the import needs.
    largest = 100_000
    with started(registered, tmp_path, "under a small limit", str(largest)) as process:
        told, _ = process.communicate(timeout=120)
    assert process.returncode == 7, told
    assert "未存入任何内容" in told
    open_city(registered.workspace)
    require_as_before(before, contents, tmp_path)


def test_two_imports_that_change_the_same_rows_follow_one_another(
    registered, tmp_path: Path
) -> None:
    names = ("乙", "丙")
    paths = [firms(tmp_path / f"{name}.csv", name) for name in names]
    barrier = Barrier(len(paths))

    def run(path: Path) -> tuple[int, int]:
        try:
            barrier.wait()
            report = import_register_file(ENTERPRISES, path, by="甲")
            return len(report.new), len(report.changed)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(paths)) as pool:
        assert sorted(pool.map(run, paths)) == [(0, COUNT), (COUNT - 100, 100)]
    # All rows are of the one that came last, and each row's history has both.
    (last,) = {row.name[0] for row in register_contents(ENTERPRISES)}
    assert last in names
    history = row_history(ENTERPRISES, ["F00007"])
    assert [one.source for one in history[1:]] in (["乙.csv", "丙.csv"], ["丙.csv", "乙.csv"])
    assert history[-1].source == f"{last}.csv"
    assert disagreements() == []
    assert verify_audit_chain() is None
