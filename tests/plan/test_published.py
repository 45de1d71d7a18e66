"""Published facts: typed from their source, [memory] rows of the fact book left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

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


def test_only_a_figure_whose_page_was_recorded_is_seen() -> None:
    # The fact book names a page for PM2.5 and the sections, none for source water and 劣Ⅴ类.
    marks = {
        (fact.indicator, fact.statistic): fact.source
        for fact in FACTS
        if fact.period == "2020-01-01..2020-12-31" and fact.subject == "440100"
    }
    assert marks["PM2.5", "mean"] is SourceMark.SEEN
    assert marks["assessment_section", "attained_sections"] is SourceMark.SEEN
    assert marks["source_water", "attainment_rate"] is SourceMark.UNVERIFIED
    assert marks["assessment_section", "lost_function_share"] is SourceMark.UNVERIFIED
    for fact in FACTS:
        assert (fact.source is SourceMark.UNVERIFIED) == ("page not recorded" in fact.reference)


def test_a_figure_that_is_seen_without_a_page_is_refused() -> None:
    (sections,) = (fact for fact in of("assessment_section", "2020") if fact.value == 13)
    content = dict(sections) | {"reference": "公报 bulletin; page not recorded"}
    with pytest.raises(ValidationError, match="mark it unverified"):
        PublishedFact(**content)
    assert PublishedFact(**content | {"source": SourceMark.UNVERIFIED})


def test_a_figure_says_when_it_was_published_or_that_it_is_not_recorded() -> None:
    (sections,) = (fact for fact in of("assessment_section", "2020") if fact.value == 13)
    assert sections.publication == "发布 published 2021-01-15"
    (pm25,) = (fact for fact in of("PM2.5", "2020") if fact.value == 23)
    assert "发布日未记录 day of publication not recorded" in pm25.publication
    assert "counts from 2020-12-31" in pm25.publication
    assert (sections.counts_from, pm25.counts_from) == (date(2021, 1, 15), date(2020, 12, 31))


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
