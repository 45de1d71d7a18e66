"""The planted boilers: one never visited, one visited twice, one that left with a document."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("as_of", "word", "covered", "whole"),
    [
        # One visit every 11 days from 6 January: by 30 June 176 days have passed, 17 visits of 24
        # (B0503 is gone since April: 23 are left), half of the working days have.
        ("2020-06-30", "有望", 17, 23),
        ("2020-12-30", "有风险", 22, 23),
        ("2020-12-31", "未达成", 22, 23),
    ],
)
def test_the_boilers_before_and_after(verdict, as_of, word, covered, whole) -> None:
    (found,) = verdict("03.1", as_of).findings
    assert (found.status.value, found.numerator, found.denominator) == (word, covered, whole)
    assert any(line.startswith("B0801 ") for line in found.rest)
    assert any("B0503" in note and "模拟拆〔2020〕1号" in note for note in found.notes)


def test_two_visits_count_once_and_the_rest_is_one_boiler(verdict) -> None:
    (found,) = verdict("03.1", "2020-12-31").findings
    assert [line[:5] for line in found.rest] == ["B0801"]
    (twice,) = (line for line in found.evidence if line.startswith("B0102 "))
    assert "共 2 次" in twice
