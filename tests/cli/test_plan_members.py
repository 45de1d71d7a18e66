"""A row of the plan opened: by district, by street, thing by thing."""

from __future__ import annotations

import csv
import io
import json

import pytest

YEAR_END = ("--as-of", "2020-12-31")


@pytest.fixture
def opened(simulated_city, yunzhu):
    """Run a command of `yunzhu plan` on row 03.1 of the simulated plan."""

    def run(command: str, *options: str):
        place = ("--workspace", str(simulated_city.root))
        return yunzhu("plan", command, "yunzhu-2020", "03.1", *YEAR_END, *options, *place)

    return run


def rows(run) -> list[dict[str, str]]:
    assert run.code == 0, run.err
    return list(csv.DictReader(io.StringIO(run.out)))


def test_districts_add_up_to_the_row_and_the_worst_stands_first(opened) -> None:
    found = rows(opened("areas", "--format", "csv"))
    # 8 districts of three boilers; B0801 in 辛区 is never visited, B0503 in 戊区 has left.
    assert sum(int(one["numerator"]) for one in found) == 22
    assert sum(int(one["denominator"]) for one in found) == 23
    first = found[0]
    assert (first["name"], first["numerator"], first["denominator"]) == ("辛区", "2", "3")
    assert first["percent"] == "66.7"
    (fifth,) = (one for one in found if one["name"] == "戊区")
    assert (fifth["denominator"], fifth["left"], fifth["percent"]) == ("2", "1", "100.0")
    assert all(one["origin"] == "simulated" for one in found)


def test_streets_add_up_to_the_same(opened) -> None:
    found = json.loads(opened("areas", "--level", "street", "--format", "json").out)
    assert sum(one["denominator"] for one in found) == 23
    assert [one["area"] for one in found if one["numerator"] == 0 and one["denominator"]] == [
        "990108001"
    ]


def test_members_are_listed_with_their_facts(opened) -> None:
    rest = rows(opened("members", "--state", "not_covered", "--format", "csv"))
    assert [(one["member"].split()[0], one["area_name"]) for one in rest] == [
        ("B0801", "辛区一街(模拟)")
    ]
    assert rest[0]["fact"] == "未检查 not visited"
    every = rows(opened("members", "--format", "csv"))
    assert len(every) == 24
    assert {one["state"] for one in every} == {"covered", "not_covered", "left"}
    table = opened("members", "--state", "left")
    assert "【模拟 simulated】" in table.out
    assert "B0503" in table.out


@pytest.mark.parametrize(
    ("command", "options", "expected"),
    [
        ("areas", ("--level", "village"), "district | street"),
        ("members", ("--state", "done"), "covered | not_covered"),
    ],
)
def test_wrong_options_are_told(opened, command: str, options, expected: str) -> None:
    run = opened(command, *options)
    assert run.code == 2
    assert expected in run.err


def test_a_row_that_counts_nothing_says_so(simulated_city, yunzhu) -> None:
    place = ("--workspace", str(simulated_city.root))
    run = yunzhu("plan", "areas", "yunzhu-2020", "T05", *YEAR_END, *place)
    assert run.code == 0
    assert "nothing to list: T05" in run.out
    missing = yunzhu("plan", "members", "yunzhu-2020", "99.1", *YEAR_END, *place)
    assert missing.code == 2
    assert "no such row" in missing.err
