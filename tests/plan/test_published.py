"""Published facts: typed from their source, [memory] rows of the fact book left out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yunzhu.errors import PlanError
from yunzhu.plan.published import PublishedFact, published_facts
from yunzhu.values import EvidenceKind, SourceMark

FACTS = published_facts("guangzhou")


def of(indicator: str, year: str, subject: str = "440100") -> list[PublishedFact]:
    return [
        fact
        for fact in FACTS
        if fact.subject == subject and fact.indicator == indicator and fact.period.startswith(year)
    ]


def test_every_fact_has_a_source_and_is_public() -> None:
    assert FACTS
    for fact in FACTS:
        assert fact.kind is EvidenceKind.PUBLISHED
        assert fact.reference.strip(), fact.id
        assert fact.source is not SourceMark.UNVERIFIED, fact.id


@pytest.mark.parametrize(
    ("indicator", "year", "value"),
    [("PM2.5", "2020", 23), ("PM2.5", "2019", 30), ("PM2.5", "2015", 39), ("PM2.5", "2014", 49),
     ("NO2", "2014", 48), ("PM10", "2014", 67), ("SO2", "2014", 17), ("PM2.5", "2017", 35)],
)  # fmt: skip
def test_seen_values_of_the_fact_book_are_there(indicator: str, year: str, value: int) -> None:
    assert value in [fact.value for fact in of(indicator, year)]


@pytest.mark.parametrize(("indicator", "value"), [("SO2", 7), ("PM10", 43), ("O3", 160)])
def test_memory_values_of_2020_are_absent(indicator: str, value: int) -> None:
    whole_year = [fact for fact in of(indicator, "2020") if "12-31" in fact.period]
    assert value not in [fact.value for fact in whole_year]


def test_memory_counts_of_2020_are_absent() -> None:
    # Full-year 331 good days, 76.9 % of sections and CO 1.0 stand as [memory] in the fact book.
    values = [fact.value for fact in FACTS]
    assert Decimal(331) not in values
    assert Decimal("76.9") not in values
    assert not [one for one in of("CO", "2020") if "12-31" in one.period and one.value == 1]


def test_a_conflict_keeps_both_values() -> None:
    (metals,) = (fact for fact in FACTS if fact.source is SourceMark.CONFLICT)
    shown = " ".join([str(metals.value), *(one.value for one in metals.conflicting)])
    assert "37.8" in shown
    assert "20.2" in shown


def test_an_unknown_city_is_told_which_there_are() -> None:
    with pytest.raises(PlanError, match="guangzhou"):
        published_facts("atlantis")
