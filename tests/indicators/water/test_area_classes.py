"""The status of an area, its main pollutants and its change, with few sections and with five."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from yunzhu.indicators.water.ranking import RankedWater, water_ranking
from yunzhu.indicators.water.results import water_statistics
from yunzhu.indicators.water.rules import ClassRule, OxygenClassOne, WaterRule
from yunzhu.indicators.water.subjects import find_water_subject
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.periods import Period
from yunzhu.standards.water_assessment import Change
from yunzhu.standards.water_class import WaterBody
from yunzhu.values import Origin
from yunzhu.workspace import init_workspace

Row = tuple[str, str, str, str]
Put = Callable[..., None]
APRIL, MAY = Period.parse("2020-04"), Period.parse("2020-05")
RULE = WaterRule(ClassRule.ASSESSMENT)


def river(name: str) -> Site:
    level, body = ControlLevel.MUNICIPAL, WaterBody.RIVER
    return Site(name, name, "990101", level, medium=Medium.SURFACE_WATER, water_body=body)


@pytest.fixture
def lake_of(tmp_path: Path, put_samples: Put) -> Callable[[list[Row]], SampleLake]:
    def built(rows: list[Row]) -> SampleLake:
        workspace = init_workspace(tmp_path / "w", origin=Origin.SIMULATED)
        names = dict.fromkeys(row[0] for row in rows)
        save_sites(workspace, SiteRegister().with_sites([river(name) for name in names]))
        put_samples(workspace, rows)
        return SampleLake(workspace)

    return built


def ranked(lake: SampleLake, rule: WaterRule = RULE) -> RankedWater:
    (one,) = water_ranking(lake, [find_water_subject(lake, "990101")], MAY, APRIL, rule)
    return one


def ammonia(month: int, *texts: str) -> list[Row]:
    return [
        (name, "NH3N", f"2020-0{month}-10 08:00", text)
        for name, text in zip("甲乙丙丁戊", texts, strict=False)
    ]


def test_few_sections_change_by_the_class_of_their_means(
    lake_of: Callable[[list[Row]], SampleLake],
) -> None:
    # Mean 0.50 is of class II, mean 0.90 of class III: one class, some change. By shares it would
    # be 100 % good before and 50 % now, a marked one.
    one = ranked(lake_of([*ammonia(4, "0.4", "0.6"), *ammonia(5, "0.4", "1.4")]))
    assert one.class_change is Change.WORSE
    assert one.standing == "优良 good 1/2; 平均浓度 of means Ⅲ 良好 good"


def test_five_sections_change_by_their_shares(
    lake_of: Callable[[list[Row]], SampleLake],
) -> None:
    # 5/5 good, then 4/5: ΔG = -20 points, some change; the class of the means stays II.
    five = ("0.4", "0.4", "0.4", "0.4", "0.4")
    one = ranked(lake_of([*ammonia(4, *five), *ammonia(5, "0.1", "0.1", "0.1", "0.1", "1.2")]))
    assert one.class_change is Change.WORSE
    assert one.standing == "优良 good 4/5"


def test_four_sections_and_five_are_not_compared(
    lake_of: Callable[[list[Row]], SampleLake],
) -> None:
    four = ("0.4", "0.4", "0.4", "0.4")
    one = ranked(lake_of([*ammonia(4, *four), *ammonia(5, *four, "1.8")]))
    assert one.class_change is None


def test_oxygen_saturation_counts_for_the_class_of_means_when_it_is_chosen(
    lake_of: Callable[[list[Row]], SampleLake],
) -> None:
    # 7.4 mg/L lies below the 7.5 of class I. Saturated are 468 / (31.6 + 25) = 8.27 mg/L at 25 °C,
    # of which it is 89.5 %, and 8.125 mg/L at 26 °C, of which it is 91 %: class I.
    rows = [
        ("甲", item, f"2020-0{month}-10 08:00", text)
        for month, temperature in ((4, "25"), (5, "26"))
        for item, text in (("DO", "7.4"), ("water_temp", temperature))
    ]
    lake = lake_of(rows)
    by_saturation = WaterRule(
        ClassRule.ASSESSMENT, dissolved_oxygen_class_one=OxygenClassOne.CONCENTRATION_OR_SATURATION
    )
    assert ranked(lake).class_change is Change.STABLE
    assert ranked(lake, by_saturation).class_change is Change.BETTER


def test_tied_main_pollutants_are_all_named_with_their_sections(
    lake_of: Callable[[list[Row]], SampleLake],
) -> None:
    # Class III of rivers: CODMn 6, BOD5 4, NH3N 1.0, TP 0.2.
    over = {"NH3N": ("甲", "乙"), "CODMn": ("甲",), "BOD5": ("丙",), "TP": ("丁",)}
    texts = {"NH3N": ("0.3", "1.2"), "CODMn": ("3", "7"), "BOD5": ("2", "5"), "TP": ("0.1", "0.25")}
    rows = [
        (name, item, "2020-05-10 08:00", texts[item][name in names])
        for name in "甲乙丙丁戊"
        for item, names in over.items()
    ]
    lake = lake_of(rows)
    answer = water_statistics(lake, find_water_subject(lake, "990101"), MAY, RULE)
    (status,) = (one for one in answer.rows if one.statistic == "status")
    assert "main pollutants: NH3N 2/5, CODMn 1/5, BOD5 1/5, TP 1/5" in status.note
