"""Assessments are frozen, listed and opened as they were."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection

from yunzhu.city.clock import simulated_time
from yunzhu.city.snapshots import open_snapshot, snapshot_records, take_snapshot
from yunzhu.errors import EvidenceError, UsageError
from yunzhu.files import digest_of_bytes
from yunzhu.values import Origin

CONTENT = {"origin": "simulated", "verdicts": [{"id": "T01", "status": "有望", "value": 35.5}]}


def test_a_snapshot_is_opened_as_it_was_taken(city) -> None:
    with simulated_time(datetime(2020, 7, 1, 8, 30)):
        number = take_snapshot(
            plan="plan-2020",
            as_of=date(2020, 6, 30),
            known_at=date(2020, 7, 1),
            content=CONTENT,
            by="甲",
        )
    take_snapshot(plan="plan-2021", as_of=date(2020, 6, 30), content={}, by="甲")
    record, content = open_snapshot(number)
    assert content == CONTENT
    text = '{"origin":"simulated","verdicts":[{"id":"T01","status":"有望","value":35.5}]}'
    assert record.sha256 == digest_of_bytes(text.encode())
    assert (record.as_of, record.known_at) == (date(2020, 6, 30), date(2020, 7, 1))
    assert (record.taken_at, record.taken_by) == (datetime(2020, 7, 1, 8, 30), "甲")
    assert record.origin is Origin.SIMULATED
    assert snapshot_records("plan-2020") == [record]
    assert len(snapshot_records()) == 2


def test_the_same_content_has_the_same_hash_whatever_its_order(city) -> None:
    for content in ({"a": 1, "b": 2}, {"b": 2, "a": 1}):
        take_snapshot(plan="plan-2020", as_of=date(2020, 6, 30), content=content, by="甲")
    first, second = snapshot_records("plan-2020")
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"origin": "measured"}, "another origin"),
        ({"day": date(2020, 1, 1)}, "no JSON"),
        ({"value": float("nan")}, "no JSON"),
    ],
)
def test_what_cannot_be_frozen_is_refused(city, contents, content, words: str) -> None:
    before = contents()
    with pytest.raises(UsageError, match=words):
        take_snapshot(plan="plan-2020", as_of=date(2020, 6, 30), content=content, by="甲")
    assert contents() == before


def test_an_unknown_number_lists_what_there_is(city) -> None:
    with pytest.raises(UsageError, match="尚无 none yet"):
        open_snapshot(1)


def test_a_snapshot_altered_behind_the_database_is_not_shown(city) -> None:
    number = take_snapshot(plan="p", as_of=date(2020, 6, 30), content=CONTENT, by="甲")
    with connection.cursor() as cursor:
        if city.engine == "postgresql":
            cursor.execute("ALTER TABLE city_plansnapshot DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER city_plansnapshot_no_update")
        cursor.execute("UPDATE city_plansnapshot SET content = '{}'")
    with pytest.raises(EvidenceError, match="not what was frozen"):
        open_snapshot(number)
