"""Groundwater: wells sampled in the year beside the accepted work, and the trend of each item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from yunzhu.errors import PlanError
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.workspace import Workspace

END = date(2020, 12, 31)
# Ammonia of five years at G1 rises every year; r_s is 1, beyond the critical 0.9 of five.
RISING = ("0.1", "0.2", "0.3", "0.4", "0.5")


@pytest.fixture
def wells(workspace: Workspace, laboratory: Callable[..., None]) -> None:
    """G1 sampled every year, G2 never, G3 closed in March and never sampled, G4 gone in 2019."""
    sites = [
        Site(code, f"井{code}", "1", ControlLevel.PROVINCIAL, medium=Medium.GROUNDWATER,
             closed={"G3": date(2020, 3, 1), "G4": date(2019, 12, 31)}.get(code))
        for code in ("G1", "G2", "G3", "G4")
    ]  # fmt: skip
    save_sites(workspace, SiteRegister().with_sites(sites))
    rows = [
        ("G1", f"{2016 + place}-05-12 10:00", "NH3N", value) for place, value in enumerate(RISING)
    ]
    laboratory(workspace, rows)


def test_wells_sampled_stand_beside_the_work(judged, wells) -> None:
    work, sampled = judged("20.4", as_of=END)
    assert work.status.value == "证据不足"
    assert "no work item registered" in work.missing[0]
    assert (sampled.status.value, sampled.numerator, sampled.denominator) == ("已达成", 1, 2)
    assert sampled.kind is not None
    assert sampled.kind.value == "实测"
    assert sampled.rest == ("G2 井G2: 年内未采样 not sampled in the year",)
    assert any("G3" in note and "left" in note for note in sampled.notes)
    assert not any("G4" in note for note in sampled.notes)


def test_a_sample_counts_from_its_day(judged, wells) -> None:
    _, before = judged("20.4", as_of=date(2020, 5, 11))
    assert before.numerator == 0
    _, after = judged("20.4", as_of=date(2020, 5, 12))
    assert after.numerator == 1


def test_the_trend_of_each_item_of_each_well_is_told(judged, wells) -> None:
    _, sampled = judged("20.4", as_of=END)
    (trend,) = (note for note in sampled.notes if note.startswith("趋势"))
    assert "G1 NH3N: 上升 rising" in trend
    # Five rising years are one order of 120; four one of 24; three are too few.
    assert "S 10, 单侧概率 one-sided p 0.008" in trend
    _, early = judged("20.4", as_of=date(2020, 2, 1))
    (trend,) = (note for note in early.notes if note.startswith("趋势"))
    assert "S 6, 单侧概率 one-sided p 0.042" in trend


def test_years_without_a_mean_stretch_the_slope_and_are_named(
    judged, workspace, laboratory
) -> None:
    site = Site("G1", "井G1", "1", ControlLevel.PROVINCIAL, medium=Medium.GROUNDWATER)
    save_sites(workspace, SiteRegister().with_sites([site]))
    years = (2010, 2013, 2016, 2019)
    laboratory(
        workspace, [("G1", f"{year}-05-12 10:00", "NH3N", str(n)) for n, year in enumerate(years)]
    )
    _, sampled = judged("20.4", as_of=date(2020, 6, 30))
    (trend,) = (note for note in sampled.notes if note.startswith("趋势"))
    # One more every third year; S of four that rise is 6 all the same.
    assert "slope +0.333 每年" in trend
    assert "S 6, 单侧概率 one-sided p 0.042" in trend
    assert "缺年均值 no mean: 2011、2012、2014、2015、2017、2018、2020" in trend
    assert "2020 年未满 not over: 至 up to 2020-06-30" in trend
    _, closed = judged("20.4", as_of=END)
    assert not any("未满" in note for note in closed.notes)


def test_without_a_well_nothing_is_said(judged) -> None:
    _, sampled = judged("20.4", as_of=END)
    assert sampled.status.value == "证据不足"
    assert "no groundwater site" in sampled.missing[0]


def test_the_work_of_the_commitment_is_gathered_and_judged_as_work(city, plan_of, write) -> None:
    city.done("20.4", date(2020, 3, 2), component="排查")
    city.item("20.4", component="防渗")
    metric = {"name": "groundwater_work", "components": ["排查", "防渗"]}
    plan = plan_of(write.entry("20.4", metric, owes="effort"))
    done, open_one, wells = city.verdict(plan, END).findings
    assert (done.label, done.status.value) == ("工作项 work items 排查", "已达成")
    assert (open_one.label, open_one.status.value) == ("工作项 work items 防渗", "未达成")
    assert wells.status.value == "证据不足"


def test_a_component_that_is_named_twice_is_refused(plan_of, write) -> None:
    metric = {"name": "groundwater_work", "components": ["排查", "排查"]}
    with pytest.raises(PlanError) as told:
        plan_of(write.entry("20.4", metric))
    assert str(told.value.field) == "commitments.0.metric.components"
