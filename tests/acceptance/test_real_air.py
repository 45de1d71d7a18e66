"""Real records against what was published, and the plan's three air targets on them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from yunzhu.arrays import MISSING16
from yunzhu.indicators.air.hourly import HOURLY_RULES
from yunzhu.observations.items import POLLUTANTS
from yunzhu.observations.lake import Lake
from yunzhu.periods import Period
from yunzhu.plan.outlook import remaining_cap
from yunzhu.standards import air_edition
from yunzhu.workspace import open_workspace

pytestmark = pytest.mark.acceptance

HALF = "2020-01-01..2020-06-30"
KEYS = [
    "subject",
    "indicator",
    "statistic",
    "period",
    "value",
    "unit",
    "n_valid",
    "n_expected",
    "valid",
    "edition",
    "rule",
    "lineage_id",
]


def stats(yunzhu: Callable[..., Any], workspace: Path, *words: object) -> dict[tuple, dict]:
    done = yunzhu("air", "stats", *words, "--format", "json", workspace=workspace)
    assert done.code == 0, done.err
    rows = done.json
    assert all(key in row for row in rows for key in KEYS)
    return {(row["indicator"], row["statistic"]): row for row in reversed(rows)}


def test_first_half_of_2020_as_published(yunzhu: Any, guangzhou: Path) -> None:
    rows = stats(yunzhu, guangzhou, "--area", "广州", "--period", HALF)
    assert rows["composite_index", "total"]["value"] == 3.36
    assert rows["PM2.5", "mean"]["value"] == 22
    assert rows["PM2.5", "mean"]["exact"].startswith("21.86")
    assert rows["AQI", "good_days"]["value"] == 170
    assert rows["AQI", "valid_days"]["value"] == 181
    calendar = yunzhu(
        "air", "calendar", "--period", HALF, "--format", "json", workspace=guangzhou
    ).json
    assert [day["date"] for day in calendar if day["aqi"] is None] == ["2020-02-28"]


def test_january_2020_as_published(yunzhu: Any, guangzhou: Path) -> None:
    rows = stats(yunzhu, guangzhou, "--area", "440100", "--period", "2020-01")
    found = [
        rows[key]["value"]
        for key in (
            ("PM2.5", "mean"),
            ("PM10", "mean"),
            ("NO2", "mean"),
            ("SO2", "mean"),
            ("O3", "p90"),
            ("CO", "p95"),
            ("AQI", "days_excellent"),
            ("AQI", "days_good"),
            ("AQI", "days_lightly_polluted"),
        )
    ]
    assert found == [29, 53, 44, 6, 112, 1.2, 11, 19, 1]


def test_good_days_of_2019_with_six_and_with_seven_items(yunzhu: Any, guangzhou: Path) -> None:
    six = stats(yunzhu, guangzhou, "--period", "2019-H1")
    seven = stats(yunzhu, guangzhou, "--period", "2019-H1", "--daily-items", "seven_items")
    assert six["AQI", "good_days"]["value"] == 169
    assert seven["AQI", "good_days"]["value"] == 165


def test_real_time_index_of_the_twelve_stations(guangzhou: Path) -> None:
    lake = Lake(open_workspace(guangzhou))
    stations = [site for site in lake.sites() if site.endswith("A")]
    span = Period.parse("2020-03-25..2020-04-08")
    items = (*POLLUTANTS, "AQI")
    grid = lake.read_grid(items, stations, span.first_hour, span.stop_hour)
    published = grid.series["AQI"].values
    shown = published != MISSING16
    assert int(shown.sum()) == 1_834

    def equal(rule: str) -> int:
        index = HOURLY_RULES[rule](grid, air_edition("2012")).index
        return int((index == published)[shown].sum())

    assert equal("realtime_feed") == 1_834
    assert 340 <= equal("hj633_2012_hourly") <= 460


def test_explained_numbers_recompute(yunzhu: Any, guangzhou: Path) -> None:
    rows = stats(yunzhu, guangzhou, "--period", HALF)
    for key in (
        ("PM2.5", "mean"),
        ("O3", "p90"),
        ("AQI", "good_days"),
        ("composite_index", "total"),
    ):
        done = yunzhu("explain", rows[key]["lineage_id"], "--format", "json", workspace=guangzhou)
        assert done.code == 0
        assert done.json["agrees"] is True
        assert float(done.json["recomputed"]) == rows[key]["value"]


@pytest.mark.parametrize("city", ["深圳", "清远", "441500"])
def test_any_city_goes_the_same_way(yunzhu: Any, province: Path, city: str) -> None:
    rows = stats(yunzhu, province, "--area", city, "--period", HALF)
    assert rows["AQI", "valid_days"]["value"] > 170
    ranking = yunzhu("air", "rank", "--period", HALF, "--format", "json", workspace=province).json
    assert len(ranking) == 21
    assert [one["rank"] for one in ranking] == sorted(one["rank"] for one in ranking)
    guangzhou = next(one for one in ranking if one["name"] == "广州")
    assert (guangzhou["composite_index"], guangzhou["base_composite_index"]) == (3.36, 3.8)


def test_the_2026_editions_show_what_changes(yunzhu: Any, province: Path) -> None:
    changed = 0
    for city in ("清远", "揭阳", "佛山"):
        old = stats(yunzhu, province, "--area", city, "--period", HALF)
        new = stats(yunzhu, province, "--area", city, "--period", HALF, "--edition", "2026")
        assert new["AQI", "good_days"]["edition"] == "HJ 633-2026"
        assert new["AQI", "good_days"]["value"] <= old["AQI", "good_days"]["value"]
        changed += old["AQI", "good_days"]["value"] - new["AQI", "good_days"]["value"]
        assert new["PM2.5", "mean"]["mark"] == "unverified"
    assert changed > 0


def test_the_plan_on_30_june(yunzhu: Any, guangzhou: Path) -> None:
    done = yunzhu(
        "assess", "guangzhou-2020", "--as-of", "2020-06-30", "--format", "json", workspace=guangzhou
    )
    verdicts = {one["id"]: one for one in done.json["verdicts"]}
    measure = verdicts["T01"]["findings"][0]
    assert measure["value"] == 22
    assert measure["remaining"]["days"] == 184
    assert measure["remaining"]["highest_mean"] == 47.9
    assert measure["remaining"]["counting_rule"]
    for identity in ("T02", "T03"):
        assert verdicts[identity]["status"] == "证据不足"
        assert all("省" in text for text in verdicts[identity]["missing"])
    check = remaining_cap(Fraction(57), 348, Fraction(55), 18)
    assert round(float(check.cap), 2) == 95.67
    assert check.whole == 95


def test_absurd_values_after_the_day_change_nothing(
    yunzhu: Any, shared: Path, tmp_path: Path
) -> None:
    workspace = tmp_path / "workspace"
    yunzhu("init", workspace)
    file = shared / "data" / "air" / "guangzhou_city_hourly_201812_202006.csv.gz"
    yunzhu("import", "air", file, workspace=workspace)
    words = ("assess", "guangzhou-2020", "--as-of", "2020-06-30", "--format", "json")
    before = yunzhu(*words, workspace=workspace).out
    lines = ["time,city,AQI,PM2.5,PM10,SO2,NO2,O3,CO"]
    lines += [
        f"2020-07-{day:02d} {hour:02d}:00:00,广州,500,9999,9999,9999,9999,999,99"
        for day in range(2, 31)
        for hour in range(24)
    ]
    absurd = tmp_path / "absurd.csv"
    absurd.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert yunzhu("import", "air", absurd, workspace=workspace).code == 0
    assert yunzhu(*words, workspace=workspace).out == before
