"""Two at once: one wins, nothing is lost, and the audit chain has no gap."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from yunzhu.city.actions.work_items import (
    accept_work_item,
    return_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.evidence import disagreements, verify_audit_chain
from yunzhu.city.models import AuditEntry, WorkItem
from yunzhu.city.setup import close_city, open_city
from yunzhu.errors import UsageError


def together(*doings: Callable[[], object]) -> list[object]:
    """Start all doings at the same moment in threads of their own; errors are results."""
    barrier = Barrier(len(doings))

    def run(do: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return do()
        except UsageError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_accepts_at_once_one_wins(city, attempt: int) -> None:
    number = city.item_with_evidence()
    submit_work_item(number, by="甲")
    verify_work_item(number, by="乙")
    results = together(
        lambda: accept_work_item(number, by="丙"), lambda: accept_work_item(number, by="丁")
    )
    refused = [one for one in results if isinstance(one, UsageError)]
    assert len(refused) == 1
    assert "已验收" in str(refused[0].found)
    assert AuditEntry.objects.filter(action="work_item.accept").count() == 1
    assert verify_audit_chain() is None


def test_of_accept_and_return_at_once_one_wins(city) -> None:
    number = city.item_with_evidence()
    submit_work_item(number, by="甲")
    verify_work_item(number, by="乙")
    results = together(
        lambda: accept_work_item(number, by="丙"),
        lambda: return_work_item(number, reason="否", by="丁"),
    )
    assert sum(isinstance(one, UsageError) for one in results) == 1
    assert WorkItem.objects.get(pk=number).state in {"accepted", "returned"}
    assert disagreements() == []


def test_many_writers_leave_one_chain_without_a_gap(city) -> None:
    before = AuditEntry.objects.count()

    def create_some() -> None:
        for _ in range(10):
            city.item()

    together(*[create_some] * 6)
    assert WorkItem.objects.count() == 60
    assert AuditEntry.objects.count() == before + 60
    assert verify_audit_chain() is None


def test_writers_in_other_processes_share_the_chain(city) -> None:
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from yunzhu.workspace import open_workspace; from yunzhu.city.setup import open_city\n"
        "from yunzhu.city.actions.work_items import create_work_item\n"
        "open_city(open_workspace(Path(sys.argv[1])))\n"
        "for _ in range(20):\n"
        "    create_work_item(plan='p', commitment='1.1', title='t', owner='o',\n"
        "                     due=date(2020, 1, 1), by='甲')\n"
    )
    close_city()
    command = [sys.executable, "-c", code, str(city.workspace.root)]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    open_city(city.workspace)
    assert WorkItem.objects.count() == 60
    assert verify_audit_chain() is None
