"""The planted villages, projects, problems and emergencies, before and after their dates.

2020 has 262 days from Monday to Friday, 130 of them by 30 June: 0.496 of the year.
"""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("identity", "as_of", "words", "counts"),
    [
        # Accepted are V01-V06 before the year, V07 in March, V08 in June, V09 on 20 November: 9 of
        # 10. Four were left for the year: two by June are 0.5 against 0.496, three by
        # December 0.75.
        ("09.1", "2020-06-30", ["有望"], [(8, 10)]),
        ("09.1", "2020-11-19", ["难以达成"], [(8, 10)]),
        ("09.1", "2020-12-30", ["难以达成"], [(9, 10)]),
        ("09.1", "2020-12-31", ["未达成"], [(9, 10)]),
        # Of three gaps V02's is closed, filed on 20 June. Of three facilities W01 works since its
        # visit in May, W02 stands still, W03 was seen by nobody: open, till even it cannot help.
        ("09.2", "2020-06-19", ["难以达成", "证据不足"], [(0, 3), (1, 3)]),
        ("09.2", "2020-06-30", ["难以达成", "证据不足"], [(1, 3), (1, 3)]),
        ("09.2", "2020-12-31", ["未达成", "未达成"], [(1, 3), (1, 3)]),
        # One of four by June is 0.25 against 0.496. G03 never runs, G04 comes 20 days late.
        ("09.3", "2020-06-30", ["难以达成", "难以达成"], [(1, 4), (1, 4)]),
        ("09.3", "2020-12-31", ["未达成", "未达成"], [(3, 4), (3, 4)]),
        # Due are ZC1 at the end of June, ZC2 on 15 July, ZC3 at the end of September; ZC4 next
        # year. ZC2 is never closed, ZC3 until it comes back on 5 November.
        ("09.4", "2020-06-30", ["有望", "有望"], [(1, 1), (1, 1)]),
        ("09.4", "2020-07-15", ["难以达成", "有望"], [(1, 2), (1, 1)]),
        ("09.4", "2020-11-04", ["难以达成", "有望"], [(2, 3), (1, 1)]),
        ("09.4", "2020-11-05", ["难以达成", "有望"], [(1, 3), (1, 1)]),
        ("09.4", "2020-12-31", ["未达成", "已达成"], [(1, 3), (2, 2)]),
        # The third round is due on 30 September and comes on 8 October.
        ("09.5", "2020-03-30", ["证据不足"], [(0, 0)]),
        ("09.5", "2020-09-29", ["有望"], [(2, 2)]),
        ("09.5", "2020-09-30", ["难以达成"], [(2, 3)]),
        ("09.5", "2020-10-08", ["难以达成"], [(2, 3)]),
        ("09.5", "2020-12-31", ["未达成"], [(3, 4)]),
        # The plan of district B holds through 10 May.
        ("09.6", "2020-05-10", ["有望"], [(8, 8)]),
        ("09.6", "2020-05-11", ["有望"], [(7, 8)]),
        ("09.6", "2020-12-31", ["未达成"], [(7, 8)]),
        # 5 May is the 126th day; no event has come. 18 July is the 200th, 31 December the 366th.
        ("09.8", "2020-05-05", ["有望"], [(126, 126)]),
        ("09.8", "2020-05-06", ["有望", "有望", "证据不足"], [(127, 127), (1, 1), (0, 1)]),
        ("09.8", "2020-07-18", ["有望", "有望", "有望"], [(200, 200), (1, 1), (1, 1)]),
        ("09.8", "2020-07-19", ["有望", "有望", "有望"], [(200, 201), (1, 1), (1, 1)]),
        ("09.8", "2020-12-31", ["已达成", "已达成", "已达成"], [(365, 366), (1, 2), (2, 2)]),
        # One district a month from March on: four by June, seven by September.
        ("09.9", "2020-06-30", ["有望"], [(4, 8)]),
        ("09.9", "2020-12-31", ["未达成"], [(7, 8)]),
        # One resource a month from January on; R08 is checked in August and has no owner.
        ("09.10", "2020-06-30", ["有望"], [(6, 8)]),
        ("09.10", "2020-12-31", ["未达成"], [(7, 8)]),
        # The approval of 10 April, the contract of 20 August; never on line.
        ("09.11", "2020-04-09", ["证据不足"], [(0, 3)]),
        ("09.11", "2020-04-10", ["有望"], [(1, 3)]),
        ("09.11", "2020-12-31", ["已达成"], [(2, 3)]),
    ],
)
def test_the_truths_before_and_after(verdict, identity, as_of, words, counts) -> None:
    found = verdict(identity, as_of).findings
    assert [one.status.value for one in found] == words
    assert [(one.numerator, one.denominator) for one in found] == counts


@pytest.mark.parametrize(
    ("as_of", "words", "values"),
    [
        # The bureau's drill of 18 September is reviewed on the 25th; the training was in April.
        ("2020-04-15", ["难以达成", "难以达成"], [0, 0]),
        ("2020-04-16", ["难以达成", "已达成"], [0, 1]),
        ("2020-09-24", ["难以达成", "已达成"], [0, 1]),
        ("2020-09-25", ["已达成", "已达成"], [1, 1]),
    ],
)
def test_the_drill_of_a_firm_is_none_of_the_bureaus(verdict, as_of, words, values) -> None:
    found = verdict("09.7", as_of).findings
    assert [one.status.value for one in found] == words
    assert [one.value for one in found] == values
    assert found[0].rest[0].startswith("L01")


def test_two_names_of_one_village_are_one_and_the_tenth_has_no_document(verdict) -> None:
    (found,) = verdict("09.1", "2020-12-31").findings
    assert [line[:3] for line in found.rest] == ["V10"]
    assert "without a document" in found.rest[0]
    (same,) = (line for line in found.counted if line.startswith("V01"))
    assert "V11" in same
    # Four were looked at again, V03 failed: Wilson's interval of 3 of 4 is 30.06..95.44 %.
    assert any("合格 passed 3 / 4, 95 % 区间 interval 30.1..95.4 %" in note for note in found.notes)
    assert any("failed the audit: V03" in note for note in found.notes)
    # Of the ten distinct villages the north has five, the south five.
    assert "990107: 已验收 accepted 5 / 5" in found.notes
    assert "990108: 已验收 accepted 4 / 5" in found.notes


def test_a_gap_closed_on_paper_is_open(verdict) -> None:
    gaps, facilities = verdict("09.2", "2020-12-31").findings
    assert [line[:3] for line in gaps.rest] == ["V04", "V08"]
    assert "closed without acceptance" in gaps.rest[0]
    assert "W02" in facilities.rest[0]
    assert facilities.missing[0].startswith("W03")


def test_finished_is_not_in_operation(verdict) -> None:
    finished, operating = verdict("09.3", "2020-12-31").findings
    assert [line[:3] for line in finished.rest] == ["G04"]
    assert "逾期 late 20 d" in finished.rest[0]
    assert [line[:3] for line in operating.rest] == ["G03"]
    assert "finished 2020-10-25, 尚未投运" in operating.rest[0]


def test_problems_closed_by_one_person_or_come_back_are_red(verdict) -> None:
    central, _ = verdict("09.4", "2020-12-31").findings
    assert [line[:3] for line in central.rest] == ["ZC2", "ZC3"]
    assert "not by three persons" in central.rest[0]
    assert "2020-11-05 重新打开" in central.rest[1]
    # A month before its date ZC2 is yellow.
    early, _ = verdict("09.4", "2020-06-15").findings
    assert any(note.startswith("黄 yellow: ZC2") for note in early.notes)
    assert not any("yellow: ZC3" in note for note in early.notes)


def test_plans_expire_and_are_foretold(verdict) -> None:
    (june,) = verdict("09.6", "2020-06-30").findings
    # 31 August is 62 days away; the expired one is in the list of the rest.
    (soon,) = (note for note in june.notes if "expires within" in note)
    assert "丙区化工厂" in soon
    assert soon.endswith("2020-08-31")
    assert "已于 2020-05-10 到期 expired" in june.rest[0]
    (september,) = verdict("09.6", "2020-09-01").findings
    assert not any("expires within" in note for note in september.notes)
    assert september.numerator == 7


def test_the_late_report_and_the_empty_shift_are_named(verdict) -> None:
    shifts, reported, closed = verdict("09.8", "2020-12-31").findings
    assert shifts.rest == ("2020-07-19 全天 whole: 签到 signed in 0 / 2",)
    assert [line[:3] for line in reported.rest] == ["E02"]
    assert closed.rest == ()
    (before,) = verdict("09.8", "2020-05-05").findings
    assert any("no event" in note for note in before.notes)


def test_the_district_without_a_training_is_named(verdict) -> None:
    (found,) = verdict("09.9", "2020-12-31").findings
    assert found.rest == ("990108: 无培训 no training",)
