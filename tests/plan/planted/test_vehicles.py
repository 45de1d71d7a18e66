"""The planted taxis, fleets, machines and ship-visits, before and after their dates."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("as_of", "all_new", "battery", "words"),
    [
        # One taxi every third day from 6 January, the 6th day of the year: by 30 June, the 182nd,
        # 1 + 176 // 3 = 59, of which numbers 9, 19, ... 49 are not battery-electric.
        ("2020-06-30", 59, 54, ("有望", "有望")),
        # Number 79 came on 30 August; 8 of 80 are not: 72 of 80 is 90 % to the point.
        ("2020-09-01", 80, 72, ("有望", "有望")),
        # Number 80 burns petrol: 80 of 81 are new energy, 72 of 81 = 88.9 % battery-electric.
        ("2020-09-02", 80, 72, ("未达成", "有风险")),
        # All 99: 98 of new energy; 99 - 9 - 1 = 89 battery-electric, 89.899 %.
        ("2020-12-30", 98, 89, ("未达成", "有风险")),
        ("2020-12-31", 98, 89, ("未达成", "未达成")),
    ],
)
def test_the_taxis_of_the_year(verdict, as_of, all_new, battery, words) -> None:
    found = [verdict(identity, as_of).findings[0] for identity in ("04.1", "04.2")]
    assert tuple(one.status.value for one in found) == words
    assert [one.numerator for one in found] == [all_new, battery]
    petrol = int(as_of > "2020-09-01")
    assert found[0].denominator == found[1].denominator == all_new + petrol
    assert [line.split(":")[0] for line in found[0].rest] == ["云X00080"] * petrol


def test_a_taxi_that_left_stays_and_those_of_no_cohort_are_not_in_it(verdict) -> None:
    (found,) = verdict("04.2", "2020-12-31").findings
    assert found.value == Decimal("89.9")
    # 云XD00010 was deregistered in November.
    assert any(line.startswith("云XD00010:") for line in found.evidence)
    assert not any("云X0200" in line for line in (*found.evidence, *found.rest))
    assert any(note.endswith("neither new nor renewed: 1 辆") for note in found.notes)


@pytest.mark.parametrize(
    ("identity", "as_of", "shares", "words"),
    [
        # Eight districts with the same numbers: 8 x 55 of 800, 8 x 28 of 800.
        ("04.3", "2020-06-29", (None, None), ("证据不足", "证据不足")),
        ("04.3", "2020-06-30", ((440, 800), (224, 800)), ("有望", "有风险")),
        ("04.3", "2020-12-31", ((560, 800), (264, 800)), ("已达成", "已达成")),
        # 8 x 60 of 8 x 85, 8 x 21 of 8 x 40; then 8 x 80 of 8 x 90, 8 x 20 of 8 x 41.
        ("04.4", "2020-12-30", ((480, 680), (168, 320)), ("有望", "有望")),
        ("04.4", "2020-12-31", ((640, 720), (160, 328)), ("已达成", "未达成")),
    ],
)
def test_the_fleets_against_the_end_of_2019(verdict, identity, as_of, shares, words) -> None:
    found = [one for one in verdict(identity, as_of).findings if one.is_outcome_of_others]
    assert tuple(one.status.value for one in found) == words
    told = tuple(one.numerator and (one.numerator, one.denominator) for one in found)
    assert told == shares


def test_urging_is_judged_by_the_bureaus_own_acts(verdict) -> None:
    # The letter is accepted on 20 November; one of the two fleets falls short on the last day.
    before, end = verdict("04.4", "2020-11-19"), verdict("04.4", "2020-12-31")
    assert (before.status.value, end.status.value) == ("有望", "已达成")
    assert [one.status.value for one in end.findings] == ["已达成", "未达成", "已达成"]
    assert end.findings[-1].label.startswith("本局督促")
    # Nothing is registered for 04.3: its fleets rose, and the bureau's part is not known.
    silent = verdict("04.3", "2020-12-31")
    assert silent.status.value == "证据不足"
    assert "未登记工作项" in silent.findings[-1].missing[0]


def test_vehicles_scrapped_early_and_not_those_that_moved_out(verdict) -> None:
    # Every 15 days from 10 February, the 41st day: by 30 June 1 + 141 // 15 = 10; moved out were
    # those of 20 April, 5 May, 20 May and 4 June.
    (june,) = verdict("04.5", "2020-06-30").findings
    assert (june.status.value, june.value) == ("有望", 10)
    assert any("moved out 4 辆" in note for note in june.notes)
    (end,) = verdict("04.5", "2020-12-31").findings
    assert (end.status.value, end.value) == ("已达成", 18)
    assert {note for note in end.notes if note.startswith("国")} == {
        f"{stage}: 6 辆 (柴油 diesel 6)"
        for stage in ("国一 China I", "国二 China II", "国三 China III")
    }


def test_the_machines_one_never_tested_one_struck_off_one_failed(verdict) -> None:
    # Fourteen tests, one a fortnight from 14 January: the 13th on 30 June, the last on 14 July.
    # FX0009 left on 31 May, so 15 of 16 are left.
    (june,) = verdict("04.6", "2020-06-30").findings
    assert (june.status.value, june.numerator, june.denominator) == ("有望", 13, 15)
    (end,) = verdict("04.6", "2020-12-31").findings
    assert (end.status.value, end.numerator, end.denominator) == ("已达成", 14, 15)
    assert [line[:6] for line in end.rest] == ["FX0016"]
    assert any("failed 1 ÷ 14" in note for note in end.notes)
    assert any(note.endswith("(2019-01-01..2019-12-31): 3") for note in end.notes)
    assert any("FX0009" in note and "模拟注〔2020〕1号" in note for note in end.notes)


@pytest.mark.parametrize(
    ("as_of", "word", "visits"),
    [
        # One visit every third day from 8 January, the 8th day: by 30 June 1 + 174 // 3 = 59, less
        # number 20, which has no result.
        ("2020-06-30", "有望", 58),
        # Number 100 comes on the 308th day, 3 November, and is the 100th that counts.
        ("2020-11-02", "有望", 99),
        ("2020-11-03", "已达成", 100),
        ("2020-12-31", "已达成", 109),
    ],
)
def test_the_ship_visits(verdict, as_of, word, visits) -> None:
    (found,) = verdict("04.7", as_of).findings
    assert (found.status.value, found.value, found.denominator) == (word, visits, 100)
    assert [line[:11] for line in found.rest] == ["YZM0000020 "]


def test_a_ship_twice_in_a_day_counts_once_and_on_other_days_again(verdict) -> None:
    (found,) = verdict("04.7", "2020-12-31").findings
    # Ship 5 is visited as numbers 5, 45 and 85, three days after one another times 40.
    visits = [line for line in found.counted if line.startswith("YZM0000005 ")]
    assert len(visits) == 3
    assert "样品 samples 2" in visits[0]
    # Visits 5, 17, ... 101 have two samples: nine more rows than visits.
    assert sum("samples 2" in line for line in found.counted) == 9
    assert found.notes[0] == "不重复船舶 distinct vessels: 40 艘"
    assert "2 ÷ 109 艘次 = 1.8 %, 已立案 cases opened 1" in found.notes[1]
