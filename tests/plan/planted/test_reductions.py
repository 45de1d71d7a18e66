"""The planted ledger, energy and carbon: what double counting and a wrong month would have hidden.

2020 has 262 days from Monday to Friday, 130 of them by 30 June.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from yunzhu.plan.status import worst_status


@pytest.mark.parametrize(
    ("identity", "as_of", "word"),
    [
        # T10: 40,000 t of COD, 35,600 in 2019; 12 % leave 35,200, so 400 t are to be cut. X01 cuts
        # 300 t; X02's 150 t are of the same tank. X03's 200 t would do until they are rejected.
        ("T10", "2020-06-30", "有风险"),
        ("T10", "2020-07-31", "有风险"),
        ("T10", "2020-08-01", "难以达成"),
        ("T10", "2020-12-31", "难以达成"),
        # T11: 10,000 t of SO2, 9,094 in 2019 and 6 t of new load; 10 % leave 9,000: 100 t to cut.
        # Y01 counts 120 x 8/12 = 80 t; the last 20 t are verified on 16 November. The province
        # confirms 9,000 t on 6 January.
        ("T11", "2020-06-30", "有风险"),
        ("T11", "2020-11-15", "有风险"),
        ("T11", "2020-11-16", "有望"),
        ("T11", "2020-12-31", "有望"),
        ("T11", "2021-01-05", "有望"),
        ("T11", "2021-01-06", "已达成"),
        # T12, T13: the balance of 2020 is out on 6 January.
        ("T12", "2020-12-31", "证据不足"),
        ("T12", "2021-01-05", "证据不足"),
        ("T12", "2021-01-06", "已达成"),
        ("T13", "2021-01-05", "证据不足"),
        ("T13", "2021-01-06", "未达成"),
        # 06.2: the units' own generation is known on the last day, and it rose.
        ("06.2", "2020-12-30", "证据不足"),
        ("06.2", "2020-12-31", "未达成"),
        # 06.1: stopped since February, closed on 15 October.
        ("06.1", "2020-06-30", "有望"),
        ("06.1", "2020-10-14", "有望"),
        ("06.1", "2020-10-15", "已达成"),
        ("06.1", "2020-12-31", "已达成"),
        # 06.3: 5 of 6 listed projects are entered, 0.83 against the working days; X04 never is.
        ("06.3", "2020-04-19", "有望"),
        ("06.3", "2020-06-30", "有望"),
        ("06.3", "2020-12-31", "未达成"),
        # 06.4: 300 t of COD and 100 t of SO2. On 9 April nothing is verified: no act yet. Then COD
        # is done on 10 April, and SO2 with Y02 on 16 November; until then its 20 t would do.
        ("06.4", "2020-06-30", "有风险"),
        ("06.4", "2020-11-15", "有风险"),
        ("06.4", "2020-11-16", "有望"),
        ("06.4", "2020-12-31", "已达成"),
        # 06.5: an effort: K01 is visited on 10 February.
        ("06.5", "2020-02-09", "证据不足"),
        ("06.5", "2020-02-10", "有望"),
        ("06.5", "2020-12-31", "已达成"),
        # 06.6: two of three firms are ahead of 130/262 in June, behind in November (228 working
        # days by the 15th are 0.87; 0.67 is less than 0.8 of it).
        ("06.6", "2020-06-30", "有望"),
        ("06.6", "2020-11-15", "难以达成"),
        ("06.6", "2020-11-20", "有望"),
        ("06.6", "2020-12-31", "已达成"),
    ],
)
def test_the_words_before_and_after(verdict, identity: str, as_of: str, word: str) -> None:
    found = verdict(identity, as_of)
    # 06.4 urges: what the others achieved stands beside the word.
    outcome = [one.status for one in found.findings if one.is_outcome_of_others]
    assert (worst_status(outcome) if outcome else found.status).value == word


def test_the_double_claim_is_counted_once_and_named(verdict) -> None:
    (found,) = verdict("T10", "2020-12-31").findings
    # 40,000 - (35,600 - 300) = 4,700 t, 11.75 %; with X02's 150 t they would be 12.125 %.
    assert found.value == Decimal("11.75")
    (double,) = (line for line in found.rest if line.startswith("重复 double"))
    assert "X02" in double
    assert "甲区1号生化池(模拟) = X01" in double
    assert any(line.startswith("不予认定 rejected 2020-08-01: X03") for line in found.rest)
    assert any("差 gap 100.00 t" in note for note in found.notes)


def test_the_early_start_is_corrected_and_the_closing_project_named(verdict) -> None:
    (found,) = verdict("T11", "2020-06-30").findings
    # 9,094 + 6 - 80 = 9,020 t: 9.80 %.
    assert found.value == Decimal("9.80")
    assert found.counted[0].startswith("Y01")
    assert "8/12" in found.counted[0]
    assert "改自 2020-05 起算" in found.counted[0]
    (closing,) = (line for line in found.missing if "would close the gap" in line)
    assert "20.00 t" in closing
    assert "Y02" in closing


def test_a_stopped_unit_is_not_a_closed_one(verdict) -> None:
    (before,) = verdict("06.1", "2020-10-14").findings
    assert (before.numerator, before.denominator) == (0, 1)
    assert "停机 stopped 2020-02-01" in before.rest[0]
    (after,) = verdict("06.1", "2020-10-15").findings
    assert (after.numerator, after.missing) == (1, ())


def test_coal_falls_while_coal_power_rises(verdict) -> None:
    early, _ = verdict("06.2", "2021-01-05").findings
    assert early.status.value == "证据不足", "the balance is out on 6 January"
    coal, power = verdict("06.2", "2021-01-06").findings
    # 980,000 of 1,000,000 tce; 4,100,000 MWh after 4,000,000.
    assert (coal.status.value, coal.value) == ("已达成", Decimal("-2.00"))
    assert (power.status.value, power.value) == ("未达成", Decimal("2.50"))


def test_the_carbon_chain(verdict) -> None:
    (year,) = verdict("T12", "2021-01-06").findings
    # 2019: 2.5 + 1.0 + 0.3 + 0.6 = 4.4 Mt of 12.5 bn: 0.352. 2020: 2.45 + 1.0 + 0.3 + 0.6819 =
    # 4.4319 Mt of 12.75: 0.3476, which is 0.9875 of it.
    assert year.value == Decimal("1.25")
    # With power at 8: 4.6 / 12.5 = 0.368 and 4.6592 / 12.75 = 0.36543, 0.70 % less.
    assert "按因子版本 by factors yunzhu_high_power: 0.70 %, 未达到 does not meet" in year.notes
    (whole,) = verdict("T13", "2021-01-06").findings
    # 2015: 3.0 + 1.0 + 0.3 + 0.3 = 4.6 Mt of 10: 0.46; 1 - 0.3476/0.46 = 24.43 %.
    assert whole.value == Decimal("24.43")
    # Owed before 2020: 1 - 0.75/0.988 = 24.09 %; given: 1 - 0.352/0.46 = 23.48 %.
    assert any("= 24.09 %" in note for note in whole.notes)
    assert "2016–2019 年累计 together 23.48 %" in whole.notes
    assert "未核实 unverified" in whole.notes[0]


def test_kilns_lack_a_measure_or_a_visit(verdict) -> None:
    (found,) = verdict("06.5", "2020-12-31").findings
    assert (found.numerator, found.denominator) == (6, 8)
    assert [line[:3] for line in found.rest] == ["K05", "K07"]
