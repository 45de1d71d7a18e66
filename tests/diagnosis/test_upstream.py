"""Ranking of upstream candidates: by what the tables say, with what they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from yunzhu.diagnosis.upstream import (
    Candidate,
    Outlet,
    OutletSample,
    RiverLink,
    SectionState,
    Sighting,
    Signal,
    default_upstream_settings,
    outlets_without_place,
    upstream_candidates,
)

# A → B → C, and the side stream T → C.
LINKS = (
    RiverLink("A", "B", Decimal(6)),
    RiverLink("B", "C", Decimal(4)),
    RiverLink("T", "C", Decimal(2)),
)
ALARM = Sighting("C", "NH3N", datetime(2020, 4, 8, 12), Decimal(1))


def states(**signals: Signal) -> dict[str, SectionState]:
    return {
        name: SectionState(name, f"{name}断面", name == "T", signals.get(name, Signal.UNMEASURED))
        for name in "ABCT"
    }


def outlet(code: str, downstream: str | None = "C", hours: str | None = "1", **more) -> Outlet:
    fields = {
        "code": code,
        "name": f"{code}排口",
        "owner": None,
        "receiving_water": "云溪",
        "downstream": downstream,
        "travel_hours": None if hours is None else Decimal(hours),
        "items": ("NH3N",),
        "approval_number": "1号",
        "valid_to": None,
        "samples": (),
    }
    return Outlet(**(fields | more))


def ranked(*outlets: Outlet, signals: dict[str, SectionState] | None = None) -> list[Candidate]:
    found = upstream_candidates(
        ALARM, LINKS, signals or states(T=Signal.CALM), outlets, default_upstream_settings()
    )
    return [one for one in found if one.kind.startswith("排污口")]


def codes(found: list[Candidate]) -> list[str]:
    return [one.code for one in found]


def test_the_way_adds_up_and_says_when_the_water_passed() -> None:
    (far,) = ranked(outlet("P1", "A", "1.5"))
    assert far.travel_hours == Decimal("11.5")
    assert far.left_at == datetime(2020, 4, 8, 0, 30)


def test_what_does_not_reach_the_section_is_no_candidate() -> None:
    below = outlet("P1", "D")
    assert ranked(below, outlet("P2", None, None)) == []
    assert outlets_without_place((below, outlet("P2", None, None))) == (outlet("P2", None, None),)


def test_a_calm_section_between_speaks_against_what_lies_above_it() -> None:
    calm = states(B=Signal.CALM, T=Signal.CALM)
    found = ranked(outlet("P1", "A"), outlet("P2", "B"), outlet("P3", "C"), signals=calm)
    assert codes(found) == ["P3", "P2", "P1"]
    assert [one.points for one in found] == [6, -1, -1]
    alarmed = states(B=Signal.ALARMED, T=Signal.CALM)
    assert {
        one.points for one in ranked(outlet("P2", "B"), outlet("P3", "C"), signals=alarmed)
    } == {6}


def test_a_calm_side_stream_does_not_clear_the_main_stream() -> None:
    found = ranked(outlet("P1", "B"), outlet("P2", "T"), signals=states(T=Signal.CALM))
    assert [(one.code, one.points) for one in found] == [("P1", 6), ("P2", -1)]


def test_registered_pollutants_count_and_absent_ones_are_unknown() -> None:
    found = ranked(
        outlet("P1", items=("COD",)), outlet("P2", items=None), outlet("P3", items=("TP", "NH3N"))
    )
    assert [(one.code, one.points) for one in found] == [("P3", 6), ("P2", 3), ("P1", 1)]
    assert "主要污染物未登记 main pollutants not registered" in found[1].unknown


def test_registered_oxygen_demand_shows_as_permanganate_index() -> None:
    found = upstream_candidates(
        replace(ALARM, item="CODMn"), LINKS, states(), [outlet("P1", items=("COD",))],
        default_upstream_settings(),
    )  # fmt: skip
    assert found[0].points == 6


def test_the_newest_recent_sample_speaks_for_or_against() -> None:
    def sampled(day: date, value: str) -> tuple[OutletSample, ...]:
        return (OutletSample("NH3N", day, Decimal(value), "mg/L"),)

    high = outlet("P1", samples=sampled(date(2020, 2, 12), "3.1"))
    low = outlet("P2", samples=sampled(date(2020, 2, 12), "1"))
    old = outlet("P3", samples=sampled(date(2020, 1, 8), "9"))
    later = outlet("P4", samples=sampled(date(2020, 4, 9), "9"))
    found = ranked(high, low, old, later)
    assert [(one.code, one.points) for one in found] == [
        ("P1", 8), ("P3", 6), ("P4", 6), ("P2", 5)
    ]  # fmt: skip
    assert any("2020-02-12: 3.1 mg/L" in reason for reason in found[0].reasons)
    assert any("90 天内没有该项样品" in gap for gap in found[1].unknown)


def test_no_permit_or_one_that_ran_out_adds_a_point() -> None:
    found = ranked(
        outlet("P1"),
        outlet("P2", approval_number=None),
        outlet("P3", valid_to=date(2020, 4, 7)),
        outlet("P4", valid_to=date(2020, 4, 8)),
    )
    assert {one.code: one.points for one in found} == {"P1": 6, "P2": 7, "P3": 7, "P4": 6}


def test_equal_points_put_the_nearer_first() -> None:
    assert codes(ranked(outlet("P1", hours="3"), outlet("P2", hours="2"))) == ["P2", "P1"]


def test_a_side_stream_that_alarmed_leads_and_a_calm_one_comes_last() -> None:
    settings = default_upstream_settings()
    for signal, points in (
        (Signal.ALARMED, 8), (Signal.LASTING, 4), (Signal.UNMEASURED, 3), (Signal.CALM, -6)
    ):  # fmt: skip
        (found,) = upstream_candidates(ALARM, LINKS, states(T=signal), (), settings)
        assert (found.code, found.points, found.kind[:2]) == ("T", points, "支流")
        assert bool(found.unknown) is (signal is Signal.UNMEASURED)


def test_links_that_run_in_a_circle_end() -> None:
    circle = (*LINKS, RiverLink("C", "A", Decimal(1)))
    found = upstream_candidates(
        ALARM, circle, states(), [outlet("P1", "A")], default_upstream_settings()
    )
    assert {one.code for one in found} == {"P1", "T"}
