"""The planted tests and manifests: half of the stock to the day, one plate often, one lighter."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from yunzhu.city.setup import close_city, open_city
from yunzhu.plan.city_evidence import gather_city_evidence
from yunzhu.plan.loading import load_plan
from yunzhu.simulation.counted.manifests import LATE, LIGHTER, UNCONFIRMED
from yunzhu.simulation.counted.vehicle_tests import OFTEN_TESTED, rows_of


@pytest.mark.parametrize(
    ("as_of", "word", "vehicles"),
    [
        # Before the season: what was tested in February belongs to the one before.
        ("2020-09-30", "有望", 0),
        # 15 a day: 61 days to the end of November; 43 of 66 working days have passed, 0.65 of the
        # 1,200 that are needed is 782.
        ("2020-11-30", "有望", 915),
        ("2020-12-18", "有望", 1199),
        ("2020-12-19", "已达成", 1200),
        ("2020-12-31", "已达成", 1200),
    ],
)
def test_half_of_the_diesel_vehicles_before_and_after(verdict, as_of, word, vehicles) -> None:
    found = verdict("10.1", as_of).findings[0]
    assert (found.status.value, found.numerator, found.denominator) == (word, vehicles, 2400)


def test_what_stands_beside_the_half(verdict) -> None:
    found = verdict("10.1", "2020-12-31").findings[0]
    notes = "\n".join(found.notes)
    # By remote sensing alone 100 more; tests: 1,200 first ones, 120 again, 40 of one plate, 200
    # from afar; 92 plates from elsewhere.
    assert "计遥感 with remote sensing: 1300 ÷ 2400 = 54.2 %" in notes
    assert "本市号牌 local plates 1560" in notes
    assert "other plates apart 92, 次数 tests 92" in notes
    # Each district has 300 vehicles, and the vehicles go round: 150 each.
    assert found.rest == ()
    assert len(found.evidence) == 8
    assert "990108: 抽测 tested 150 ÷ 保有量 stock 300 = 50.0 %" in found.evidence


def test_with_remote_sensing_the_half_would_have_come_five_days_earlier(verdict) -> None:
    # 13 December: 74 days of 15 and 43 of two more; a day later 1,125 and 88.
    for as_of, vehicles in (("2020-12-13", 1196), ("2020-12-14", 1213)):
        found = verdict("10.1", as_of).findings[0]
        assert f"with remote sensing: {vehicles} ÷ 2400" in found.notes[0]


def test_one_plate_is_tested_often_and_counts_once() -> None:
    tests = [row for row in rows_of(2020)["vehicle_tests"] if row["plate"] == OFTEN_TESTED]
    in_season = [row for row in tests if row["day"] >= "2020-10-01"]
    # Its first test, 40 more, once again after the half was reached, and once from afar.
    assert len(in_season) == 43


def test_what_was_recorded_after_a_day_is_not_known_on_it(verdict) -> None:
    found = verdict("10.1", "2020-12-31", "2021-01-07").findings[0]
    assert found.status.value == "证据不足"
    assert found.missing[-1] == "台账为空 the ledger has none: vehicle_tests"
    found = verdict("10.1", "2020-12-31", "2021-01-08").findings[0]
    assert found.status.value == "已达成"


def test_one_district_tests_less_than_the_year_before(verdict) -> None:
    found = verdict("10.2", "2020-12-31").findings[0]
    # 1,752 tests of the season and 100 of February; 70 and 250 the year before.
    assert (found.status.value, found.value) == ("已达成", 1752)
    assert "whole year before 320" in found.notes[0]
    (less,) = found.rest
    assert less.startswith("990108 道路抽检 roadside")


@pytest.mark.parametrize(
    ("as_of", "word", "agreed", "whole"),
    [
        # One every nine days from 7 January: the 15th is sent on 12 May and arrives on the 14th.
        ("2020-05-13", "有望", 14, 14),
        ("2020-05-14", "有风险", 14, 15),
        ("2020-06-30", "有望", 19, 20),
        # The 31st is sent on 3 October; its tenth day is the 13th.
        ("2020-10-13", "有望", 29, 30),
        ("2020-10-14", "有风险", 30, 32),
        ("2020-12-31", "未达成", 37, 40),
    ],
)
def test_the_manifests_before_and_after(verdict, as_of, word, agreed, whole) -> None:
    (found,) = verdict("10.3", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, agreed, whole)


def test_the_manifests_that_do_not_agree_are_listed(verdict) -> None:
    (found,) = verdict("10.3", "2020-12-31").findings
    assert [line.split()[0] for line in found.rest] == [LIGHTER, UNCONFIRMED, LATE]
    lighter, unconfirmed, late = found.rest
    assert "轻 lighter: 5.0000 → 4.0000 t (−20.0 %)" in lighter
    assert "应于 due by 2020-10-13, 未确认" in unconfirmed
    assert "迟确认 confirmed late: 2020-11-20" in late
    # 37 of 40, Wilson: 80.1 to 97.4.
    assert any("80.1–97.4 %" in note for note in found.notes)


def test_each_question_is_one_query_asked_once(simulated_city) -> None:
    plan = load_plan("yunzhu-2020")
    open_city(simulated_city)
    try:
        with CaptureQueriesContext(connections["default"]) as queries:
            evidence = gather_city_evidence(simulated_city, plan, date(2020, 12, 31))
    finally:
        close_city()
    asked = [
        one["sql"]
        for one in queries
        if "city_vehicletest" in one["sql"] or "city_wastemanifest" in one["sql"]
    ]
    # Diesel vehicles: the season, and anything at all. Districts: this year, the same span and
    # the whole of the last one, which on 31 December are one. Manifests: sent, anything at all.
    assert evidence is not None
    assert len(asked) == len(evidence.ledgers.counts) == 6
