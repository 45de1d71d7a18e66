"""Petrol stations and depots: installed, connected, sending, and whose vapour was checked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.inspections import Inspection, InspectionAnswer, Officer
from yunzhu.city.registers.online_monitors import GasStation, OnlineMonitor
from yunzhu.plan.counted_schema import RegisterCoverageMetric
from yunzhu.plan.threshold import KnownThreshold

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)
ALL = {"threshold": KnownThreshold.model_validate({"compare": "equal", "value": 100, "unit": "%"})}
THREE = ALL | {
    "metric": RegisterCoverageMetric(
        name="register_coverage",
        coverages=("gas_stations_monitored", "gas_stations_connected", "gas_stations_sending"),
    )
}


@pytest.fixture
def city(row_of):
    """Return rows: stations bound in 2020, each with a monitor where its dates are given."""

    def rows(*stations: dict[str, Any], **monitors: dict[str, Any]) -> dict[str, Any]:
        bare = {"kind": "station", "area": "1", "bound_in": 2020}
        return {
            "gas_stations": tuple(
                row_of(
                    GasStation,
                    **bare
                    | {"name": f"站{one['code']}"}
                    | ({"monitor": f"MN{one['code']:0>12}"} if one["code"] in monitors else {})
                    | one,
                )
                for one in stations
            ),
            "online_monitors": tuple(
                row_of(
                    OnlineMonitor,
                    code=f"MN{code:0>12}",
                    enterprise="甲",
                    kind="petrol_vapour",
                    **cells,
                )
                for code, cells in monitors.items()
            ),
        }

    return rows


WORKING = {
    "installed_on": "2020-05-01",
    "connected_on": "2020-05-10",
    "last_sent_on": "2020-06-30",
}


def test_installed_connected_and_sending_are_three_facts(judged, city) -> None:
    rows = city(
        *({"code": code} for code in ("Y1", "Y2", "Y3", "Y4")),
        Y1=WORKING,
        Y2=WORKING | {"last_sent_on": "2020-06-23"},
        Y3={"installed_on": "2020-06-30"},
    )
    found = judged("16.3", change=THREE, **rows)
    # Y2 last sent seven days before the day; Y4 has no facility at all.
    assert [(one.numerator, one.denominator) for one in found] == [(3, 4), (2, 4), (1, 4)]
    assert found[2].rest[0] == "Y2 站Y2: 最近传输 last sent 2020-06-23"


def test_six_days_without_a_record_still_count_as_sending(judged, city) -> None:
    rows = city({"code": "Y1"}, Y1=WORKING | {"last_sent_on": "2020-06-24"})
    assert judged("16.3", change=THREE, **rows)[2].numerator == 1


def test_a_last_record_of_a_later_day_tells_nothing_of_this_one(judged, city) -> None:
    rows = city({"code": "Y1"}, Y1=WORKING | {"last_sent_on": "2020-09-01"})
    sending = judged("16.3", change=THREE, **rows)[2]
    assert (sending.status.value, sending.numerator) == ("证据不足", 0)


def test_the_clause_promises_installation_and_the_others_stand_beside_it(judged, city) -> None:
    rows = city({"code": "Y1"}, {"code": "Y2"}, Y1=WORKING, Y2={"installed_on": "2020-12-31"})
    (eve,) = judged("16.3", as_of=EVE, change=ALL, **rows)
    assert (eve.status.value, eve.numerator) == ("难以达成", 1)
    (end,) = judged("16.3", as_of=END, change=ALL, **rows)
    assert (end.status.value, end.numerator, end.denominator) == ("已达成", 2, 2)
    beside = [note for note in end.notes if note.startswith("旁列")]
    assert ["1/2 (50.0 %)" in note for note in beside] == [True, False]
    assert "Y2 站Y2: 未联网 not connected" in beside[0]


def test_depots_stations_of_later_years_and_the_unbound_are_not_owed(judged, city) -> None:
    rows = city(
        {"code": "Y1"},
        {"code": "Y2", "kind": "depot"},
        {"code": "Y3", "bound_in": 2021},
        {"code": "Y4", "bound_in": None},
        {"code": "Y5", "bound_in": 2018},
    )
    (found,) = judged("16.3", change=ALL, **rows)
    assert [line[:2] for line in found.rest] == ["Y1", "Y5"]


def test_a_closed_station_leaves_with_its_document(judged, city) -> None:
    gone = {"in_use_to": "2020-03-31", "closure_evidence": "停〔2020〕1号"}
    rows = city({"code": "Y1"} | gone, {"code": "Y2"}, Y2=WORKING)
    (found,) = judged("16.3", as_of=END, change=ALL, **rows)
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 1, 1)
    assert any("停〔2020〕1号" in note for note in found.notes)


def test_a_station_that_was_fitted_before_it_closed_stays(judged, city) -> None:
    gone = {"in_use_to": "2020-05-31", "closure_evidence": "停〔2020〕1号"}
    rows = city({"code": "Y1"} | gone, {"code": "Y2"} | gone, {"code": "Y3"}, Y1=WORKING)
    installed, connected, sending = judged("16.3", as_of=END, change=THREE, **rows)
    # Y1 was fitted in May, Y2 never and has left, Y3 is open and not fitted.
    assert (installed.numerator, installed.denominator) == (1, 2)
    assert (connected.numerator, connected.denominator) == (1, 2)
    # Sending is a state of the day: a closed station sends nothing.
    assert (sending.numerator, sending.denominator) == (0, 1)


# Checks of vapour


@pytest.fixture
def checks(row_of):
    """Return the rows of visits: station, day and whether vapour was recovered."""

    def rows(*visits: tuple[str, str, str | None], officers: str = "F02") -> dict[str, Any]:
        return {
            "officers": tuple(
                row_of(
                    Officer,
                    code=code,
                    name=code,
                    area="1",
                    certificate=code,
                    valid_from="2018-01-01",
                    valid_to="2023-12-31",
                )
                for code in ("F01", "F02")
            ),
            "inspections": tuple(
                row_of(
                    Inspection,
                    code=f"J{n}",
                    object_kind="gas_station",
                    object_code=code,
                    area="1",
                    day=day,
                    kind="special",
                    first_officer="F01",
                    second_officer=officers,
                    checklist="油气检查表",
                    result="passed",
                    evidence_sha256="0" * 64,
                )
                for n, (code, day, _) in enumerate(visits)
            ),
            "inspection_answers": tuple(
                row_of(InspectionAnswer, inspection=f"J{n}", item="vapour_recovered", is_met=met)
                for n, (_, _, met) in enumerate(visits)
                if met is not None
            ),
        }

    return rows


def test_stations_and_depots_are_checked_apart(judged, city, checks) -> None:
    stations = city({"code": "Y1"}, {"code": "Y2"}, {"code": "K1", "kind": "depot"})
    visits = checks(
        ("Y1", "2020-03-01", "是"), ("Y1", "2020-05-01", "否"), ("Y2", "2020-07-01", "是")
    )
    station, depot = judged("16.4", **stations | visits)
    assert (station.status.value, station.numerator, station.denominator) == ("有望", 1, 2)
    assert (depot.status.value, depot.numerator, depot.denominator) == ("证据不足", 0, 1)
    # One of the two checks of Y1 failed; that of Y2 is of a later day.
    assert "检查不合格率 share of checks that failed: 1/2 (50.0 %)" in station.notes
    assert "不合格 failed: Y1 2020-05-01 J1" in station.notes


def test_a_visit_that_did_not_ask_for_vapour_is_no_check_of_it(judged, city, checks) -> None:
    rows = city({"code": "Y1"}) | checks(("Y1", "2020-03-01", None))
    assert judged("16.4", **rows)[0].numerator == 0


def test_a_visit_of_one_officer_is_no_check(judged, city, checks) -> None:
    rows = city({"code": "Y1"}) | checks(("Y1", "2020-03-01", "否"), officers="")
    (station, _) = judged("16.4", **rows)
    assert station.numerator == 0
    assert not any("不合格率" in note for note in station.notes)


def test_the_year_before_is_shown_for_the_direction(judged, city, checks) -> None:
    rows = city({"code": "Y1"}, {"code": "Y2"}) | checks(
        ("Y1", "2019-03-01", "是"), ("Y1", "2019-08-01", "是"), ("Y2", "2020-03-01", "是")
    )
    assert "2019 年已检查 checked in 2019: 1" in judged("16.4", **rows)[0].notes


def test_a_station_closed_before_its_check_leaves_and_a_checked_one_stays(
    judged, city, checks
) -> None:
    gone = {"in_use_to": "2020-03-31", "closure_evidence": "停〔2020〕1号"}
    rows = city({"code": "Y1"} | gone, {"code": "Y2"} | gone, {"code": "Y3"}) | checks(
        ("Y1", "2020-03-01", "是")
    )
    (station, _) = judged("16.4", **rows)
    # Y1 was checked, Y2 is gone, Y3 is open and not checked.
    assert (station.numerator, station.denominator) == (1, 2)
    assert any("Y2" in note and "停〔2020〕1号" in note for note in station.notes)
