"""Every ratio of the simulated plan opens to its lists: who is counted, and who is left."""

from __future__ import annotations

from collections import Counter

import pytest

from yunzhu.cli.planted_findings import planted_findings
from yunzhu.plan.members import MemberState

COUNTED = (MemberState.COVERED, MemberState.NOT_COVERED, MemberState.UNKNOWN)
DAYS = ("2020-03-31", "2020-06-30", "2020-12-31")


@pytest.mark.parametrize("as_of", DAYS)
def test_numerator_denominator_and_the_rest_fit_together(assess, as_of: str) -> None:
    opened = 0
    for verdict in assess(as_of).verdicts:
        for one in verdict.findings:
            # A statistic of the air opens by its lineage id instead.
            if one.denominator is None or one.numerator is None or one.result is not None:
                continue
            where = f"{verdict.commitment.id} {one.label}"
            # A share of a stock opens by area among the evidence, a rate by its members.
            listed = one.rest or one.evidence or one.members
            assert listed or one.numerator >= one.denominator, where
            states = Counter(member.state for member in one.members)
            within = sum(states[state] for state in COUNTED)
            if (within, states[MemberState.COVERED]) == (one.denominator, one.numerator):
                opened += 1
    # Most ratios are counts of members; the others are tonnes, road-days, areas and plates.
    assert opened >= 20


@pytest.mark.parametrize("as_of", DAYS)
def test_every_open_word_names_what_is_missing(assess, as_of: str) -> None:
    for verdict in assess(as_of).verdicts:
        if verdict.status.value == "证据不足":
            assert verdict.missing, verdict.commitment.id


def test_every_planted_truth_is_told_by_a_line(assess) -> None:
    told = planted_findings(assess("2020-12-31"))
    assert len(told) == 7
    assert [one["planted"] for one in told if one["told"] == "未发现 not found"] == []
    # In January the boiler is one of many without a visit, and nothing else has happened yet.
    early = {one["planted"]: one["told"] for one in planted_findings(assess("2020-01-02"))}
    assert sum(line == "未发现 not found" for line in early.values()) >= 5
