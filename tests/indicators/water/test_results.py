"""Rows of a small area, worked by hand, and every one of them opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yunzhu.errors import EvidenceError, StandardError, UsageError
from yunzhu.indicators.water.explanation import explain_water
from yunzhu.indicators.water.ranking import water_ranking
from yunzhu.indicators.water.results import water_classes, water_statistics
from yunzhu.indicators.water.rules import (
    BelowDetection,
    ClassRule,
    OxygenClassOne,
    PeriodMean,
    WaterRule,
)
from yunzhu.indicators.water.subjects import EVERY_SECTION, find_water_subject
from yunzhu.indicators.water.targets import target_rows
from yunzhu.indicators.water.trend_rows import TrendStep, trend_rows
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.observations.water_items import PUBLISHED_CLASS
from yunzhu.periods import Period
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.values import Origin, SourceMark
from yunzhu.workspace import Workspace, init_workspace

Put = Callable[[Workspace, list[tuple[str, str, str, str]]], None]
SPRING = Period.parse("2020-04-01..2020-05-31")
ASSESSMENT, REALTIME = (WaterRule(one) for one in (ClassRule.ASSESSMENT, ClassRule.REALTIME_FEED))


@pytest.fixture(scope="module")
def lake(rivers: Workspace) -> SampleLake:
    return SampleLake(rivers)


def test_statistics_of_one_section(lake: SampleLake) -> None:
    rows = {
        (one.indicator, one.statistic): one
        for one in water_statistics(lake, find_water_subject(lake, "甲"), SPRING, ASSESSMENT).rows
    }
    # DO (4.90 + 5.00) / 2 = 4.95 to the even 5.0, III; ammonia (1.40 + 1.30) / 2 = 1.35, IV,
    # 0.35 over; phosphorus (<0.02 as 0.01, 0.15) / 2 = 0.080, II; CODMn 6.05 to 6.0, III.
    assert rows["DO", "mean"].value == Decimal("5.0")
    assert rows["NH3N", "mean"].value == Decimal("1.35")
    assert rows["NH3N", "exceedance_multiple"].value == Decimal("0.35")
    assert rows["TP", "mean"].value == Decimal("0.080")
    assert rows["CODMn", "mean"].value == Decimal("6.0")
    assert rows["pH", "mean"].value == 6
    section = rows["water_class", "class"]
    assert (section.value, section.n_valid, section.n_expected) == (4, 2, 2)
    assert "driving: NH3N" in section.note
    assert section.origin is Origin.SIMULATED
    # Two of its settings come from no text that was read.
    assert rows["TP", "mean"].mark is SourceMark.UNVERIFIED
    assert rows["CODMn", "mean"].mark is SourceMark.SEEN


def test_shares_count_only_sections_with_a_class_and_list_the_rest(lake: SampleLake) -> None:
    answer = water_classes(lake, find_water_subject(lake, EVERY_SECTION), SPRING, ASSESSMENT)
    rows = {(one.subject, one.statistic): one for one in answer.rows}
    good = rows["all", "good_share"]
    assert (good.value, good.n_valid, good.n_expected) == (Decimal("33.3"), 3, 4)
    assert "1/3; 其余 the rest: 湖, 甲; 未定类 without a class: 疑" in good.note
    assert rows["all", "worse_than_v_sections"].value == 0
    assert rows["疑", "class"].value is None
    assert "水体类型未登记" in rows["疑", "class"].note


def test_a_stopped_station_does_not_count(lake: SampleLake) -> None:
    # Ammonia 9 on 20 May came from a stopped station: without it the section is of class II.
    rows = water_classes(lake, find_water_subject(lake, "乙"), SPRING, REALTIME).rows
    assert [(one.period, one.value) for one in rows] == [("2020-05-10T09:30", Decimal(2))]


def test_both_rules_stand_in_their_rows(lake: SampleLake) -> None:
    subject = find_water_subject(lake, "甲")
    april, later, may = water_classes(lake, subject, SPRING, REALTIME).rows
    # April: DO 4.90 is IV, and so is ammonia 1.20; May: CODMn 7.1 and ammonia 1.30 are IV.
    assert [one.value for one in (april, later, may)] == [4, 5, 4]
    assert april.rule == "water-realtime_feed"
    assert "driving: DO, NH3N" in april.note
    assert (later.n_valid, later.n_expected) == (1, 5)
    assert "absent: pH, DO, CODMn, TP" in later.note


@pytest.mark.parametrize(
    "rule",
    [
        ASSESSMENT,
        WaterRule(ClassRule.ASSESSMENT, period_mean=PeriodMean.OF_SAMPLES),
        WaterRule(ClassRule.ASSESSMENT, BelowDetection.LIMIT),
        WaterRule(
            ClassRule.ASSESSMENT,
            dissolved_oxygen_class_one=OxygenClassOne.CONCENTRATION_OR_SATURATION,
        ),
    ],
    ids=str,
)
def test_every_statistic_opens_and_agrees(lake: SampleLake, rule: WaterRule) -> None:
    rows = [
        row
        for name in (EVERY_SECTION, "990101", "甲")
        for row in water_statistics(lake, find_water_subject(lake, name), SPRING, rule).rows
    ]
    assert len(rows) > 60
    for row in rows:
        found = explain_water(lake, row.lineage_id)
        assert found.agrees, (row.lineage_id, row.value, found.recomputed)
        assert found.result == row


def test_every_moment_opens_and_agrees(lake: SampleLake) -> None:
    rows = water_classes(lake, find_water_subject(lake, EVERY_SECTION), SPRING, REALTIME).rows
    assert len(rows) == 6
    for row in rows:
        found = explain_water(lake, row.lineage_id)
        assert found.agrees, (row.lineage_id, row.value, found.recomputed)


def test_ranking_adds_up_the_items_that_all_have(lake: SampleLake) -> None:
    subjects = [find_water_subject(lake, one) for one in ("甲", "乙", "疑")]
    may, april = Period.parse("2020-05"), Period.parse("2020-04")
    ranked = water_ranking(lake, subjects, may, april, ASSESSMENT)
    # 乙 (7.2 - 7) / 2 + 5/8.1 + 3.9/6 + 0.3/1 + 0.06/0.2 = 1.9673; 甲 0.5 + 1 + 7.1/6 + 1.3 +
    # 0.15/0.2 = 4.7333, in April 0.5 + 5/4.9 + 5/6 + 1.4 + 0.01/0.2 = 3.8037, so 24.4 % more.
    # Nobody registered what 疑 lies on: unranked.
    found = [(one.rank, one.subject.id, one.index.value, one.change) for one in ranked]
    assert found[:2] == [
        (1, "乙", Decimal("1.9673"), None),
        (2, "甲", Decimal("4.7333"), Decimal("24.4")),
    ]
    assert found[2][:3] == (None, "疑", None)
    for one in ranked:
        opened = explain_water(lake, one.index.lineage_id)
        assert opened.agrees, (one.index.lineage_id, opened.recomputed)


def test_targets_and_remaining_means(lake: SampleLake) -> None:
    subject = find_water_subject(lake, "甲")
    year = Period.of_months(2020, 4, 6)
    rows = target_rows(lake, subject, year, ASSESSMENT, WaterClass.III, date(2020, 5, 31))
    found = {one.indicator: one for one in rows}
    # Ammonia: 1.40 + 1.30 done; (3 x 1.005 - 2.70) / 1 = 0.315 down to 0.31.
    assert found["NH3N"].value == Decimal("0.31")
    # Oxygen: 4.90 + 5.00 done; 3 x 4.95 - 9.90 = 4.95 up to 5.0.
    assert found["DO"].value == Decimal("5.0")
    assert "pH" not in found
    (verdict,) = target_rows(lake, subject, SPRING, ASSESSMENT, WaterClass.III, date(2020, 5, 31))
    assert (verdict.statistic, verdict.value) == ("meets_class_III", 0)
    for one in (*rows, verdict):
        opened = explain_water(lake, one.lineage_id)
        assert opened.agrees, (one.lineage_id, one.value, opened.recomputed)
    for day in (date(2020, 5, 15), date(2020, 6, 1)):
        with pytest.raises(UsageError, match="last day of a month"):
            target_rows(lake, subject, year, ASSESSMENT, WaterClass.III, day)


def test_trends_of_months_and_years(tmp_path: Path, put: Put) -> None:
    workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
    level = ControlLevel.MUNICIPAL
    save_sites(
        workspace,
        SiteRegister().with_sites(
            [Site("A", "A", "", level, medium=Medium.SURFACE_WATER, water_body=WaterBody.RIVER)]
        ),
    )
    # Falling but for one exchange and a tie: ranks 6 5 3 4 1.5 1.5, d -5 -3 0 0 3.5
    # 4.5, Σd² = 66.5, r = 1 - 6 x 66.5 / 210 = -0.9, beyond the critical 0.829.
    ammonia = ("1.9", "1.7", "1.2", "1.4", "0.8", "0.8")
    put(
        workspace,
        [("A", "NH3N", f"2020-0{month}-05 08:00", text) for month, text in enumerate(ammonia, 1)],
    )
    lake = SampleLake(workspace)
    subject = find_water_subject(lake, "A")
    period = Period.parse("2020-01-01..2020-07-31")
    (row,) = trend_rows(lake, subject, period, ASSESSMENT, TrendStep.MONTHS)
    assert (row.value, row.n_valid, row.n_expected) == (Decimal("-0.900"), 6, 7)
    assert "下降 falling; 临界值 critical 0.829" in row.note
    assert "缺 missing: 2020-07-01..2020-07-31" in row.note
    assert explain_water(lake, row.lineage_id).agrees
    assert trend_rows(lake, subject, period, ASSESSMENT, TrendStep.YEARS) == []


def test_wrong_questions_are_told(lake: SampleLake) -> None:
    with pytest.raises(EvidenceError, match="no water samples"):
        find_water_subject(lake, "丁")
    with pytest.raises(UsageError, match="no such row"):
        explain_water(lake, "甲/Hg/mean/2020-04-01..2020-05-31/water-assessment")
    with pytest.raises(UsageError, match="holds its moment"):
        explain_water(lake, "甲/water_class/class/2020/water-realtime_feed")
    with pytest.raises(UsageError, match="unknown setting"):
        WaterRule.parse("water-assessment+tea")
    with pytest.raises(UsageError, match="no such setting"):
        WaterRule(ClassRule.REALTIME_FEED, period_mean=PeriodMean.OF_SAMPLES)


def test_the_published_class_is_no_item_of_a_statistic(tmp_path: Path, put: Put) -> None:
    workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
    body, level = WaterBody.RIVER, ControlLevel.MUNICIPAL
    site = Site("A", "A", "", level, medium=Medium.SURFACE_WATER, water_body=body)
    save_sites(workspace, SiteRegister().with_sites([site]))
    months = [f"2020-0{month}-05 08:00" for month in range(1, 6)]
    put(workspace, [("A", item, one, "3") for one in months for item in ("NH3N", PUBLISHED_CLASS)])
    lake = SampleLake(workspace)
    subject, period = find_water_subject(lake, "A"), Period.parse("2020-01-01..2020-05-31")
    rows = [
        *water_statistics(lake, subject, period, ASSESSMENT).rows,
        *trend_rows(lake, subject, period, ASSESSMENT, TrendStep.MONTHS),
    ]
    assert {row.indicator for row in rows} == {"NH3N", "water_class"}
    (section,) = (row for row in rows if row.indicator == "water_class")
    opened = explain_water(lake, section.lineage_id)
    assert {one.item for one in opened.samples} == {"NH3N"}


def test_a_mean_of_stations_and_laboratory_says_how_many_came_from_where(
    tmp_path: Path, put_samples: Callable[..., None]
) -> None:
    workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
    body, level = WaterBody.RIVER, ControlLevel.MUNICIPAL
    site = Site("A", "A", "", level, medium=Medium.SURFACE_WATER, water_body=body)
    save_sites(workspace, SiteRegister().with_sites([site]))
    station = [("A", "NH3N", f"2020-04-{day} 08:00", "0.4") for day in (10, 20)]
    put_samples(workspace, [*station, ("A", "TP", "2020-04-10 08:00", "0.1")])
    manual = [("A", "NH3N", f"2020-04-{day} 08:00", "0.7") for day in (15, 20)]
    put_samples(
        workspace, [*manual, ("A", "COD", "2020-04-15 08:00", "9")], feed="laboratory_table"
    )
    lake, april = SampleLake(workspace), Period.parse("2020-04")
    answer = water_statistics(lake, find_water_subject(lake, "A"), april, ASSESSMENT)
    notes = {one.indicator: one.note for one in answer.rows if one.statistic == "mean"}
    # The laboratory's result of the 20th, received later, counts: (0.4 + 0.7 + 0.7) / 3.
    means = {one.indicator: one.value for one in answer.rows if one.statistic == "mean"}
    assert means["NH3N"] == Decimal("0.60")
    assert notes["NH3N"] == (
        "3 个样品 samples; 自动站 automatic 2, 实验室 laboratory 2, "
        "其中同一时刻 of them at one moment 1"
    )
    assert notes["TP"] == notes["COD"] == "1 个样品 samples"
    assert any("1 个均值同时用自动站与实验室的样品" in note for note in answer.notes)


def test_an_edition_judges_days_before_it_when_it_is_asked_for(tmp_path: Path, put: Put) -> None:
    workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
    body, level = WaterBody.RIVER, ControlLevel.MUNICIPAL
    site = Site("A", "A", "", level, medium=Medium.SURFACE_WATER, water_body=body)
    save_sites(workspace, SiteRegister().with_sites([site]))
    put(workspace, [("A", "NH3N", "2001-04-10 08:00", "1.2")])
    lake, april = SampleLake(workspace), Period.parse("2001-04")
    subject = find_water_subject(lake, "A")
    # GB 3838-2002 is in force from 2002-06-01 on.
    with pytest.raises(StandardError, match="--edition"):
        water_statistics(lake, subject, april, ASSESSMENT)
    rule = WaterRule(ClassRule.ASSESSMENT, edition="2002")
    section, *_ = water_statistics(lake, subject, april, rule).rows
    assert (section.value, section.edition) == (WaterClass.IV, "GB 3838-2002")
    assert section.rule == "water-assessment+edition=2002"
    assert explain_water(lake, section.lineage_id).agrees
    with pytest.raises(StandardError, match="not known by this name"):
        water_statistics(lake, subject, april, WaterRule(ClassRule.ASSESSMENT, edition="1988"))
