"""Radioactive sources: checked in the year, gone with a document, categories that do not fit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.radioactive_sources import RadioactiveSource
from yunzhu.standards.radioactive_sources import radioactive_category, radioactive_rule

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


@pytest.fixture
def source(row_of):
    def make(code: str, **changes: Any) -> RadioactiveSource:
        base = {
            "code": code,
            "nuclide": "Co-60",
            "activity_bq": 4 * 10**11,
            "activity_on": "2018-05-01",
            "category": "Ⅱ类",
            "holder": "甲",
            "area": "1",
            "state": "in_use",
        }
        return row_of(RadioactiveSource, **base | changes)

    return make


def test_a_source_is_covered_by_a_check_in_the_year(judged, source) -> None:
    rows = (
        source("R1", last_check_on="2020-01-01"),
        source("R2", last_check_on="2019-12-31"),
        source("R3", last_check_on="2020-07-01"),
        source("R4"),
    )
    found, study = judged("31.7", as_of=JUNE, radioactive_sources=rows)
    assert (found.numerator, found.denominator) == (1, 4)
    assert [line[:2] for line in found.rest] == ["R2", "R3", "R4"]
    assert "last checked 2019-12-31" in found.rest[0]
    assert study.missing[0].endswith("radioactive_source_study")
    whole, _ = judged("31.7", as_of=END, radioactive_sources=rows[:1])
    assert whole.status.value == "已达成"
    missed, _ = judged("31.7", as_of=END, radioactive_sources=rows)
    assert (missed.status.value, missed.numerator) == ("未达成", 2)


def test_retired_sources_leave_and_stored_or_weak_ones_are_not_meant(judged, source) -> None:
    gone = {"state": "retired", "ending_document": "辐〔2020〕1号"}
    rows = (
        source("R1", last_check_on="2020-02-01"),
        source("R2", ended_on="2020-03-31", **gone),
        source("R3", ended_on="2020-03-31", last_check_on="2020-02-01", **gone),
        source("R4", ended_on="2019-12-31", **gone),
        source("R5", state="stored"),
        source("R6", category="Ⅳ类", activity_bq=10**9),
    )
    found, _ = judged("31.7", as_of=END, radioactive_sources=rows)
    assert (found.numerator, found.denominator) == (2, 2)
    assert any("辐〔2020〕1号" in note and "R2" in note for note in found.notes)
    assert any("stored, not counted: 1" in note for note in found.notes)


def test_a_category_that_does_not_fit_is_told_and_changes_nothing(judged, source) -> None:
    rows = (
        source("R1", last_check_on="2020-02-01"),
        # Ir-192: D is 8E10 Bq, so 8E11 are ten times it, category II, registered as III.
        source("R2", nuclide="Ir-192", activity_bq=8 * 10**11, category="III"),
        source("R3", nuclide="Se-75", category="III"),
    )
    found, _ = judged("31.7", as_of=END, radioactive_sources=rows)
    assert found.denominator == 3
    told = [note for note in found.notes if "does not fit" in note]
    assert len(told) == 1
    assert "R2 Ir-192 800000000000 Bq" in told[0]
    assert "Ⅱ类 II" in told[0]
    assert "unverified" in told[0]
    assert any("D value not known" in note and "Se-75 1" in note for note in found.notes)


@pytest.mark.parametrize(
    ("nuclide", "activity", "category"),
    [
        # The bounds of the fact book, section 9: D of Co-60 is 3E10, of Cs-137 1E11.
        ("Co-60", 3 * 10**13, "I"),
        ("Co-60", 3 * 10**13 - 1, "II"),
        ("Co-60", 3 * 10**11, "II"),
        ("Co-60", 3 * 10**10, "III"),
        ("Co-60", 3 * 10**10 - 1, "IV"),
        ("Co-60", 3 * 10**8, "IV"),
        ("Co-60", 3 * 10**8 - 1, "V"),
        ("Cs-137", 10**12, "II"),
        ("Cs-137", 10**11, "III"),
        ("Ir-192", 8 * 10**10, "III"),
        ("Am-241", 6 * 10**11, "II"),
    ],
)
def test_the_category_of_a_source(nuclide: str, activity: int, category: str) -> None:
    found = radioactive_category(nuclide, activity, radioactive_rule())
    assert found is not None
    assert found.value == category


def test_no_source_registered_is_no_miss(judged) -> None:
    found, _ = judged("31.7", as_of=END)
    assert found.status.value == "证据不足"
    assert "radioactive_sources" in found.missing[0]
