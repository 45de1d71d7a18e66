"""Drinking-water sources: one failing month fails for good, one without samples proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers import DRINKING_SOURCES
from yunzhu.city.registers.drinking_sources import DrinkingSource, SourceVolume
from yunzhu.indicators.water.explanation import explain_water
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.periods import city_now
from yunzhu.plan.drinking_sources_metric import judge_drinking_sources
from yunzhu.plan.loading import load_plan
from yunzhu.plan.metric_schema import DrinkingSourcesMetric
from yunzhu.plan.register_evidence import RegisterEvidence
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.water_records import WaterRecords
from yunzhu.standards.water_class import WaterBody
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace, init_workspace

T04 = load_plan("guangzhou-2020").commitment("T04")
URBAN = DrinkingSourcesMetric(name="drinking_sources", level="urban")
JUNE, END = date(2020, 6, 30), date(2020, 12, 31)
# What class III and the table of supplementary items allow, with room to spare.
CLEAN = {
    "pH": "7.2", "DO": "8", "CODMn": "2", "COD": "9", "BOD5": "1", "NH3N": "0.1", "TP": "0.02",
    "Cu": "0.001", "Zn": "0.01", "F": "0.2", "Se": "0.0004", "As": "0.001", "Hg": "0.00004",
    "Cd": "0.0001", "Cr6": "0.004", "Pb": "0.001", "CN": "0.001", "phenol": "0.0003",
    "oil": "0.01", "LAS": "0.05", "S": "0.003", "SO4": "20", "Cl": "10", "NO3N": "1",
    "Fe": "0.02", "Mn": "0.01",
}  # fmt: skip
Rows = list[tuple[str, str, str, str]]


def sampled(site: str, months: Iterable[int], **changes: str) -> Rows:
    """All items on the 9th of some months; an item with the text "" is left out."""
    found = CLEAN | changes
    return [
        (site, f"2020-{month:02d}-09 10:00", item, text)
        for month in months
        for item, text in found.items()
        if text
    ]


def source(code: str, **changes: Any) -> DrinkingSource:
    row = {
        "code": code,
        "name": f"水源{code}",
        "site": f"点{code}",
        "level": "urban",
        "kind": "river",
        "is_thousand_ton": False,
        "supply_t_per_day": None,
        "people": None,
        "area": "990101",
        "in_use_from": None,
        "in_use_to": None,
        "surveyed_on": None,
        "assessment_year": None,
        "assessment_score": None,
    }
    return DrinkingSource.model_validate(row | changes)


def volumes(**monthly: int) -> tuple[SourceVolume, ...]:
    return tuple(
        SourceVolume(source=code, year=2020, month=month, volume_t=Decimal(tonnes))
        for code, tonnes in monthly.items()
        for month in range(1, 13)
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = init_workspace(tmp_path / "w", origin=Origin.MEASURED)
    sites = [
        Site(
            f"点W{number}",
            f"水源{number}",
            "",
            ControlLevel.MUNICIPAL,
            medium=Medium.DRINKING_SOURCE,
            water_body=body,
        )
        for number, body in enumerate([WaterBody.RIVER, WaterBody.RIVER, WaterBody.LAKE], start=1)
    ]
    save_sites(made, SiteRegister().with_sites(sites))
    return made


@pytest.fixture
def judged(workspace: Workspace, laboratory: Callable[..., None]) -> Callable[..., list[Finding]]:
    def judge(
        rows: Rows,
        *sources: DrinkingSource,
        as_of: date = JUNE,
        known_at: date | None = None,
        monthly: tuple[SourceVolume, ...] = (),
    ) -> list[Finding]:
        if rows:
            laboratory(workspace, rows)
        registers = RegisterEvidence({"drinking_sources": sources, "source_volumes": monthly})
        water = WaterRecords(workspace, 2020, as_of, known_at)
        return list(judge_drinking_sources(T04, URBAN, water, registers))

    return judge


def both(months: Iterable[int]) -> Rows:
    kept = list(months)
    return sampled("点W1", kept) + sampled("点W2", kept)


def test_every_due_month_met_is_on_track_and_achieved_when_the_year_is_over(judged) -> None:
    two = (source("W1"), source("W2"))
    running, by_volume = judged(both(range(1, 13)), *two, monthly=volumes(W1=300, W2=100))
    assert running.status.value == by_volume.status.value == "有望"
    assert (running.numerator, running.denominator, running.value) == (2, 2, 100)
    assert (by_volume.numerator, by_volume.denominator, by_volume.value) == (2400, 2400, 100)
    assert running.kind is EvidenceKind.DECLARED, "the register is the weaker of both"
    assert [line[:16] for line in running.evidence] == ["laboratory-1.csv"]
    closed, _ = judged([], *two, as_of=END)
    assert (closed.status.value, closed.rest, closed.missing) == ("已达成", (), ())


def test_the_first_failing_item_is_a_miss_on_its_day_and_stays_one(judged) -> None:
    two = (source("W1"), source("W2"))
    rows = both(range(1, 6)) + sampled("点W1", [6]) + sampled("点W2", [6], Mn="0.14")
    monthly = volumes(W1=300, W2=100)
    before, _ = judged(rows, *two, as_of=date(2020, 6, 8))
    assert before.status.value == "有望"
    found, by_volume = judged([], *two, as_of=date(2020, 6, 9), monthly=monthly)
    assert found.status.value == "未达成", "the month is not over and the year is lost"
    assert found.rest == ("W2 水源W2 2020-06 超标 failed: Mn 0.14 (限值 limit 0.1)",)
    assert (found.numerator, found.denominator, found.value) == (1, 2, 50)
    assert by_volume.value == 100, "volumes are those of whole months"
    found, by_volume = judged([], *two, as_of=JUNE, monthly=monthly)
    # 6 x 300 + 5 x 100 of 6 x 400 tonnes: 95.83 %.
    assert (by_volume.numerator, by_volume.denominator) == (2300, 2400)
    assert (by_volume.value, by_volume.status.value) == (Decimal("95.8"), "未达成")
    later, _ = judged(both(range(7, 13)), *two, as_of=END)
    assert later.status.value == "未达成"


def test_a_month_without_samples_or_without_an_item_is_missing_not_passing(judged) -> None:
    rows = sampled("点W1", [1, 3, 4, 5, 6]) + sampled("点W2", [1, 2, 4, 5, 6])
    rows += sampled("点W2", [3], Fe="", TN="9")
    found, by_volume = judged(rows, source("W1"), source("W2"))
    assert found.status.value == "证据不足"
    expected = ("W1 水源W1 2020-02 未监测 not sampled", "W2 水源W2 2020-03 缺项 items missing: Fe")
    assert found.missing == found.rest == expected
    assert (found.numerator, found.denominator) == (0, 2)
    assert by_volume.value is None
    assert "缺取水量 no volume: W1 2020-01" in by_volume.missing


def test_a_failed_month_outweighs_a_missing_one(judged) -> None:
    rows = sampled("点W1", [1, 2, 3, 4, 5]) + sampled("点W2", range(1, 7), NH3N="1.06")
    found, _ = judged(rows, source("W1"), source("W2"))
    assert found.status.value == "未达成"
    # Ammonia is rounded to two decimals before it is judged: 1.06 is above 1.0.
    assert "NH3N 1.06 (限值 limit 1.0)" in found.rest[1]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"kind": "groundwater"}, "地下水"),
        ({"site": None}, "no site in the register"),
        ({"kind": "lake"}, "differ in the water body"),
    ],
)
def test_a_source_that_cannot_be_judged_is_named(judged, changes: Any, word: str) -> None:
    two = (source("W1"), source("W2", **changes))
    found, by_volume = judged(both(range(1, 7)), *two, monthly=volumes(W1=300, W2=100))
    assert found.status.value == "证据不足"
    assert (found.numerator, found.denominator) == (1, 2)
    assert word in found.missing[0]
    assert "W2" in found.missing[0]
    assert by_volume.value is None


def test_only_sources_of_the_level_and_only_their_months_of_use_count(judged) -> None:
    rows = sampled("点W1", [3, 4, 5, 6])
    begun = source("W1", in_use_from="2020-02-10")
    village = source("W2", level="town_or_below")
    found, _ = judged(rows, begun, village)
    assert found.status.value == "有望", "February was not a month of use to its whole length"
    assert (found.numerator, found.denominator) == (1, 1)
    early, _ = judged([], begun, as_of=date(2020, 2, 29))
    assert (early.status.value, early.denominator) == ("证据不足", 0)
    assert "no whole month" in early.missing[0]


def test_a_source_that_failed_and_was_given_up_has_failed(judged) -> None:
    rows = (
        sampled("点W1", range(1, 13)) + sampled("点W2", [1, 2, 3]) + sampled("点W2", [4], S="0.3")
    )
    ended = source("W2", in_use_to="2020-04-20")
    found, _ = judged(rows, source("W1"), ended, as_of=END)
    assert found.status.value == "未达成"
    assert found.rest == ("W2 水源W2 2020-04 超标 failed: S 0.3 (限值 limit 0.2)",)


def test_the_city_keeps_ended_sources_in_the_evidence(city, plan_of, write, tmp_path) -> None:
    register_areas([AreaRecord("990100", "云珠市", "city", "")], by=LOCAL_OPERATOR)
    path = tmp_path / "sources.csv"
    path.write_text(
        "code,name,site,level,kind,is_thousand_ton,supply_t_per_day,people,area,in_use_from,"
        "in_use_to,surveyed_on,assessment_year,assessment_score\n"
        "W1,甲,,urban,river,否,,,990100,,2020-05-01,,,\n"
        "W2,乙,,urban,river,否,,,990100,,2019-12-31,,,\n"
        "W3,丙,,urban,river,否,,,990100,2020-07-01,,,,\n",
        encoding="utf-8",
    )
    import_register_file(DRINKING_SOURCES, path, by="甲")
    threshold = {"compare": "equal", "value": 100, "unit": "%"}
    metric = {"name": "drinking_sources", "level": "urban"}
    plan = plan_of(write.entry("T04", metric, threshold=threshold))
    (count, _) = city.verdict(plan, JUNE).findings
    assert [line.split()[-1] for line in count.missing] == ["甲"]
    (count, _) = city.verdict(plan, END).findings
    assert [line.split()[-1] for line in count.missing] == ["甲", "丙"]


def test_nothing_to_judge_is_said(judged, workspace: Workspace) -> None:
    (found,) = judged([])
    assert (found.status.value, found.kind) == ("证据不足", None)
    assert "名录为空" in found.missing[0]
    (early,) = judged([], source("W1"), as_of=date(2019, 12, 31))
    assert "not begun: 2020-01-01" in early.missing[0]
    unsampled, _ = judged([], source("W1"))
    assert unsampled.kind is None, "a published fact may stand in"
    assert len(unsampled.missing) == 6


def test_what_was_received_later_does_not_count(judged) -> None:
    rows = sampled("点W1", range(1, 7))
    today = city_now().date()
    found, _ = judged(rows, source("W1"), known_at=today - timedelta(days=1))
    assert found.status.value == "证据不足"
    found, _ = judged([], source("W1"), known_at=today)
    assert found.status.value == "有望"


def test_its_numbers_open(judged, workspace: Workspace) -> None:
    rows = both([1, 2, 4]) + sampled("点W1", [3]) + sampled("点W2", [3], pH="9.6")
    found, _ = judged(rows, source("W1"), source("W2"), as_of=date(2020, 4, 30))
    # pH is rounded to a whole number before it is judged: 9.6 is 10, and 9 is the most.
    assert found.rest[0].endswith("pH 10 (超出范围 out of range)")
    water = WaterRecords(workspace, 2020, END, None)
    opened = [explain_water(water.samples, one) for one in found.lineage_ids]
    assert [(one.result.subject, one.result.value) for one in opened] == [
        ("点W1", 4),
        ("点W2", 3),
        ("点W2", 0),
    ]
    assert all(one.agrees for one in opened)
    assert datetime(2020, 3, 9, 10) in {one.moment for one in opened[2].samples}
