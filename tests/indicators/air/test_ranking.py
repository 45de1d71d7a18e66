"""Ranking by the composite index: ties, missing items, the base period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.explanation import explain
from yunzhu.indicators.air.ranking import RankedCity, air_ranking
from yunzhu.indicators.air.results import RuleChoice
from yunzhu.indicators.air.subjects import city_subjects, find_subject
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period, base_period_of
from yunzhu.workspace import Workspace

X = -(2**15)
ORDINARY = {"SO2": 6, "NO2": 30, "PM10": 42, "PM2.5": 21, "CO": 80, "O3": 80}
# 6/60 .1, 30/40 .75, 42/70 .6, 21/35 .6, .8/4 .2, 80/160 .5: 2.75
CITIES = ("990101", "990102", "990103", "990104")


def hours(days: int, **levels: int) -> dict[str, np.ndarray]:
    return {
        name: np.full((1, days * 24), levels.get(name.replace(".", ""), level), np.int16)
        for name, level in ORDINARY.items()
    }


def series_of(code: str) -> Site:
    return Site(code, f"{code}(模拟)", code, ControlLevel.CITY_MEAN)


@pytest.fixture
def workspace(tmp_path: Path, make_workspace) -> Workspace:
    return make_workspace(tmp_path / "w", [series_of(code) for code in CITIES])


def ranked(
    workspace: Workspace, period: str, base: str | None = None, choice: RuleChoice | None = None
) -> dict[str, RankedCity]:
    lake = Lake(workspace)
    span = Period.parse(period)
    before = base_period_of(span) if base is None else Period.parse(base)
    found = air_ranking(lake, city_subjects(lake), span, before, choice or RuleChoice())
    return {one.subject.id: one for one in found}


def test_lowest_composite_is_first_and_ties_share_a_rank(workspace: Workspace, store) -> None:
    for code, particles in zip(CITIES, (21, 35, 21, 42), strict=True):
        store(workspace, [code], date(2020, 1, 1), hours(31, PM25=particles))
    found = ranked(workspace, "2020-01")
    assert list(found) == ["990101", "990103", "990102", "990104"]
    assert [one.rank for one in found.values()] == [1, 1, 3, 4]
    assert [one.composite.value for one in found.values()] == [
        Decimal("2.75"), Decimal("2.75"), Decimal("3.15"), Decimal("3.35"),
    ]  # fmt: skip


def test_a_city_with_a_missing_item_stands_last_unranked_and_says_what(
    workspace: Workspace, store
) -> None:
    store(workspace, ["990101"], date(2020, 1, 1), hours(31, CO=X, PM25=1))
    store(workspace, ["990102"], date(2020, 1, 1), hours(31))
    found = ranked(workspace, "2020-01")
    assert list(found) == ["990102", "990101"]
    assert (found["990102"].rank, found["990101"].rank) == (1, None)
    assert "CO" in found["990101"].composite.note
    assert found["990101"].change is None


def test_change_is_per_cent_of_the_base_and_the_largest_drop_is_first(
    workspace: Workspace, store
) -> None:
    # 2.75 -> 2.75, 3.15 -> 2.75 (-12.698), 2.75 -> 3.15 (+14.545).
    for code, before, now in (("990101", 21, 21), ("990102", 35, 21), ("990103", 21, 35)):
        store(workspace, [code], date(2019, 1, 1), hours(31, PM25=before))
        store(workspace, [code], date(2020, 1, 1), hours(31, PM25=now))
    store(workspace, ["990104"], date(2020, 1, 1), hours(31))
    found = ranked(workspace, "2020-01")
    changes = {code: (one.change, one.change_rank) for code, one in found.items()}
    assert changes == {
        "990101": (Decimal("0.0"), 2),
        "990102": (Decimal("-12.7"), 1),
        "990103": (Decimal("14.5"), 3),
        "990104": (None, None),
    }
    assert found["990104"].base is None


def test_a_base_period_of_ones_own(workspace: Workspace, store) -> None:
    store(workspace, ["990101"], date(2020, 1, 1), hours(60))
    assert ranked(workspace, "2020-02", "2020-01")["990101"].change == 0


def test_both_periods_are_judged_by_the_edition_of_the_ranked_one(
    workspace: Workspace, store
) -> None:
    # 2026 keeps a decimal more in its statistics: 21 -> 21.5 days alternate.
    store(workspace, ["990101"], date(2025, 3, 1), hours(31))
    store(workspace, ["990101"], date(2026, 3, 1), hours(31))
    found = ranked(workspace, "2026-03")["990101"]
    assert found.base is not None
    assert found.base.rule == found.composite.rule == "air-2026-transition+city_series"


def test_the_change_compares_records_of_one_source(
    workspace: Workspace, store, make_workspace
) -> None:
    # The year before has stations and a few days of the series; this year has the series only.
    make_workspace(workspace.root, [Site("YZ01", "一(模拟)", "990101", ControlLevel.NATIONAL)])
    store(workspace, ["YZ01"], date(2019, 1, 1), hours(31, PM25=35))
    store(workspace, ["990101"], date(2019, 1, 1), hours(30, PM25=21))
    store(workspace, ["990101"], date(2020, 1, 1), hours(31, PM25=21))
    found = ranked(workspace, "2020-01")["990101"]
    assert found.base is not None
    sources = {one.rule.split("+")[1] for one in (found.composite, found.base)}
    assert len(sources) == 1 or found.change is None


def test_a_base_before_2018_09_01_is_expressed_in_the_state_of_the_ranked_period(
    workspace: Workspace, store
) -> None:
    # NO2 30 of the old state is 27.5 -> 27 of the new (SO2 6 -> 5, O3 80 -> 73, CO .8 -> .7):
    # 5/60 .08, 27/40 .68 (.675, even), .6, .6, .7/4 .18 (.175, even), 73/160 .46: 2.60.
    store(workspace, ["990101"], date(2018, 1, 1), hours(31))
    store(workspace, ["990101"], date(2019, 1, 1), hours(31))
    found = ranked(workspace, "2019-01")["990101"]
    assert found.base is not None
    assert (found.composite.value, found.base.value) == (Decimal("2.75"), Decimal("2.60"))
    # (2.75 / 2.60 - 1) x 100 = 5.77
    assert found.change == Decimal("5.8")
    assert explain(Lake(workspace), found.composite.lineage_id).agrees
    assert explain(Lake(workspace), found.base.lineage_id).agrees


def test_a_subset_of_cities(workspace: Workspace, store) -> None:
    for code in CITIES:
        store(workspace, [code], date(2020, 1, 1), hours(31))
    lake = Lake(workspace)
    span = Period.parse("2020-01")
    calls: list[tuple[int, int]] = []
    found = air_ranking(
        lake, [find_subject(lake, "990103")], span, base_period_of(span), RuleChoice(),
        progress=lambda done, total: calls.append((done, total)),
    )  # fmt: skip
    assert [one.subject.id for one in found] == ["990103"]
    assert calls == [(0, 1)]


def test_nobody_to_rank_is_an_error(workspace: Workspace) -> None:
    with pytest.raises(EvidenceError, match="no city"):
        ranked(workspace, "2020-01")


@pytest.mark.parametrize(
    ("period", "base"),
    [
        ("2020", "2019-01-01..2019-12-31"),
        ("2020-H1", "2019-01-01..2019-06-30"),
        ("2020-02", "2019-02-01..2019-02-28"),
        ("2021-02", "2020-02-01..2020-02-29"),
        ("2021-01-01..2021-02-28", "2020-01-01..2020-02-29"),
        ("2020-02-29", "2019-02-28..2019-02-28"),
        ("2020-02-29..2020-03-15", "2019-02-28..2019-03-15"),
        ("2020-01-01..2020-06-30", "2019-01-01..2019-06-30"),
        ("2020-03-10..2020-03-20", "2019-03-10..2019-03-20"),
        ("2019-12-15..2020-01-14", "2018-12-15..2019-01-14"),
    ],
)
def test_the_base_is_the_same_span_a_year_earlier(period: str, base: str) -> None:
    assert str(base_period_of(Period.parse(period))) == base


@pytest.mark.parametrize("period", ["2021-02-28", "2021-02-22..2021-02-28"])
def test_a_base_has_as_many_days_unless_whole_months_differ(period: str) -> None:
    # A single day or week that happens to end a February is no month: it keeps its length.
    span = Period.parse(period)
    assert base_period_of(span).days == span.days
