"""What the records prove on a day, and what was known of it then."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yunzhu.city.actions.work_items import (
    accept_work_item,
    add_evidence,
    return_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.clock import simulated_time
from yunzhu.city.evidence import work_item_records
from yunzhu.city.records import WorkItemRecord, WorkItemState


def record(as_of: date, known_at: date | None = None) -> WorkItemRecord | None:
    found = work_item_records(["13.2"], as_of, known_at, plan="plan-2020")
    assert len(found) <= 1
    return found[0] if found else None


@pytest.fixture
def year(city):
    """One item through a year: entered late, returned once, accepted on the evening of 06-30."""
    with simulated_time(datetime(2020, 2, 10, 9)):
        number = city.item(at=datetime(2020, 1, 15))
    with simulated_time(datetime(2020, 3, 5, 9)):
        add_evidence(number, city.file("a.txt", "第一份"), by="甲", at=datetime(2020, 3, 1))
        submit_work_item(number, by="甲")
    with simulated_time(datetime(2020, 4, 1, 9)):
        return_work_item(number, reason="缺少照片", by="乙")
    with simulated_time(datetime(2020, 5, 1, 9)):
        add_evidence(number, city.file("b.txt", "第二份"), by="甲")
        submit_work_item(number, by="甲")
    with simulated_time(datetime(2020, 6, 30, 23, 59, 59, 999_999)):
        verify_work_item(number, by="乙")
    with simulated_time(datetime(2020, 8, 1, 9)):
        accept_work_item(number, by="丙", at=datetime(2020, 6, 30, 23, 59, 59, 999_999))
    return city


@pytest.mark.parametrize(
    ("as_of", "state", "files"),
    [
        (date(2020, 1, 15), WorkItemState.DRAFT, []),
        (date(2020, 2, 29), WorkItemState.DRAFT, []),
        (date(2020, 3, 1), WorkItemState.DRAFT, ["a.txt"]),
        (date(2020, 3, 5), WorkItemState.SUBMITTED, ["a.txt"]),
        (date(2020, 4, 1), WorkItemState.RETURNED, ["a.txt"]),
        (date(2020, 5, 1), WorkItemState.SUBMITTED, ["a.txt", "b.txt"]),
        (date(2020, 6, 29), WorkItemState.SUBMITTED, ["a.txt", "b.txt"]),
        (date(2020, 6, 30), WorkItemState.ACCEPTED, ["a.txt", "b.txt"]),
        (date(2030, 1, 1), WorkItemState.ACCEPTED, ["a.txt", "b.txt"]),
    ],
)
def test_the_state_of_any_day_follows_from_what_had_happened_by_its_end(
    year, as_of: date, state: WorkItemState, files: list[str]
) -> None:
    found = record(as_of)
    assert found is not None
    assert found.state is state
    assert [file.name for file in found.evidence] == files
    assert found.accepted_on == (date(2020, 6, 30) if state is WorkItemState.ACCEPTED else None)


def test_nothing_is_there_before_it_was_created(year) -> None:
    assert record(date(2020, 1, 14)) is None


@pytest.mark.parametrize(
    ("known_at", "state", "files"),
    [
        (date(2020, 2, 9), None, []),
        (date(2020, 2, 10), WorkItemState.DRAFT, []),
        (date(2020, 3, 4), WorkItemState.DRAFT, []),
        (date(2020, 3, 5), WorkItemState.SUBMITTED, ["a.txt"]),
        (date(2020, 7, 31), WorkItemState.VERIFIED, ["a.txt", "b.txt"]),
        (date(2020, 8, 1), WorkItemState.ACCEPTED, ["a.txt", "b.txt"]),
    ],
)
def test_known_at_leaves_out_what_was_recorded_later(
    year, known_at: date, state: WorkItemState | None, files: list[str]
) -> None:
    found = record(date(2020, 12, 31), known_at)
    assert (found.state if found else None) is state
    assert [file.name for file in (found.evidence if found else ())] == files


def test_evidence_says_when_it_was_received(year) -> None:
    found = record(date(2020, 12, 31))
    assert found is not None
    assert [file.received for file in found.evidence] == [
        datetime(2020, 3, 5, 9),
        datetime(2020, 5, 1, 9),
    ]


def test_a_commitment_of_another_plan_is_not_mixed_in(city) -> None:
    mine = city.item()
    city.item(plan="plan-2021")
    city.item(commitment="13.1")
    found = work_item_records(["13.2"], date(2100, 1, 1), plan="plan-2020")
    assert [one.id for one in found] == [mine]
    assert work_item_records([], date(2100, 1, 1), plan="plan-2020") == []


def test_the_number_of_queries_does_not_grow(city) -> None:
    counts = []
    for _ in range(2):
        for number in range(1, 6):
            item = city.item(commitment=f"13.{number}")
            add_evidence(item, city.file(f"{item}.txt", str(item)), by="甲")
            submit_work_item(item, by="甲")
        with CaptureQueriesContext(connection) as queries:
            work_item_records([f"13.{n}" for n in range(1, 6)], date(2100, 1, 1), plan="plan-2020")
        counts.append(len(queries))
    assert counts == [3, 3]


def test_the_doors_of_the_city_import_without_django() -> None:
    code = (
        "import sys, yunzhu.city.evidence, yunzhu.city.setup, yunzhu.city.snapshots\n"
        "import yunzhu.city.records, yunzhu.city.occurrences\n"
        "assert not any(name.partition('.')[0] == 'django' for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
