"""The outlook on real records: PM2.5 at 2020-06-30, with the proxy's earlier years and without."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from yunzhu.indicators.air.results import RuleChoice, air_statistics
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, load_sites
from yunzhu.periods import Period, hour_index
from yunzhu.plan.air_outlook import air_odds
from yunzhu.plan.odds import Odds, status_of_odds
from yunzhu.plan.outlook import remaining_cap
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable
from yunzhu.plan.status import Status
from yunzhu.workspace import open_workspace

pytestmark = pytest.mark.acceptance

PROXY = "proxy-Guangzhou"
AS_OF = date(2020, 6, 30)
FILE = "us_consulate_pm25_hourly_guangzhou_beijing_2013_2021.parquet"
CUTS = Cuts(
    on_track_odds=Decimal("0.85"),
    at_risk_odds=Decimal("0.50"),
    at_risk_pace=Decimal("0.8"),
    seasons_for_odds=3,
)


@pytest.fixture(scope="module")
def with_proxy(
    shared: Path, yunzhu: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Any]:
    """A workspace with the city's real hours and the proxies', and the report of the latter."""
    workspace = tmp_path_factory.mktemp("proxy") / "workspace"
    assert yunzhu("init", workspace, "--area", "440100").code == 0
    air = shared / "data" / "air"
    city = air / "guangzhou_city_hourly_201812_202006.csv.gz"
    assert yunzhu("import", "air", city, workspace=workspace).code == 0
    done = yunzhu("import", "air", air / FILE, "--format", "proxy_parquet", workspace=workspace)
    # Readings that fail the source's own quality control are told: 1.
    assert done.code == 1, done.out + done.err
    return workspace, done


def odds(workspace: Path, proxy: str | None, target: int = 35) -> Odds | NotComputable:
    lake = Lake(open_workspace(workspace))
    subject = find_subject(lake, "440100")
    mean = ("PM2.5", "mean")
    return air_odds(lake, subject, mean, Decimal(target), 2020, AS_OF, CUTS, proxy)


def test_the_city_value_is_22_and_the_cap_47_9_with_the_proxy_beside(
    with_proxy: tuple[Path, Any],
) -> None:
    lake = Lake(open_workspace(with_proxy[0]))
    rows = air_statistics(
        lake, find_subject(lake, "440100"), Period(date(2020, 1, 1), AS_OF), RuleChoice()
    ).rows
    mean = next(row for row in rows if (row.indicator, row.statistic) == ("PM2.5", "mean"))
    assert mean.value == 22
    assert mean.exact == Fraction(3957, 181)
    cap = remaining_cap(Fraction(35), mean.n_valid, mean.exact, 184)
    assert (cap.shown, cap.whole) == (Decimal("47.9"), Decimal(47))


def test_the_odds_name_the_seven_years_that_serve(with_proxy: tuple[Path, Any]) -> None:
    found = odds(with_proxy[0], PROXY)
    assert isinstance(found, Odds)
    assert found.years == (2013, 2014, 2015, 2016, 2017, 2018, 2019)
    assert (found.series, found.is_proxy, found.draws) == (PROXY, True, 10_000)
    assert found.probability > Fraction(99, 100)
    assert found.shown == "> 99 %"
    assert status_of_odds(found.probability, CUTS) is Status.ON_TRACK
    # The year ended at 23, as published on 2020-12-29.
    assert found.low <= 23 <= found.high


def test_a_target_that_hangs_in_the_balance_is_no_certainty(with_proxy: tuple[Path, Any]) -> None:
    found = odds(with_proxy[0], PROXY, 20)
    assert isinstance(found, Odds)
    assert Fraction(1, 2) < found.probability < Fraction(85, 100)


def test_without_the_proxy_it_is_not_computable_and_why(
    guangzhou: Path, with_proxy: tuple[Path, Any]
) -> None:
    for workspace, proxy in ((guangzhou, None), (guangzhou, PROXY), (with_proxy[0], None)):
        found = odds(workspace, proxy)
        assert isinstance(found, NotComputable)
        assert found.years == ()
        # July to November 2019 are not in the file.
        assert "2019: 180/181 + 31/184 d" in found.english
        assert "至少 3 个往年剩余季节" in found.chinese


def test_good_days_and_ozone_name_what_the_proxy_lacks(with_proxy: tuple[Path, Any]) -> None:
    lake = Lake(open_workspace(with_proxy[0]))
    subject = find_subject(lake, "440100")
    for statistic, lacking in ((("AQI", "good_day_share"), "NO2_24h"), (("O3", "p90"), "O3_8h")):
        found = air_odds(lake, subject, statistic, Decimal(90), 2020, AS_OF, CUTS, PROXY)
        assert isinstance(found, NotComputable)
        assert lacking in found.chinese


def test_the_spikes_are_stored_and_the_proxies_are_no_part_of_any_city(
    with_proxy: tuple[Path, Any],
) -> None:
    workspace = open_workspace(with_proxy[0])
    start = hour_index(datetime(2019, 6, 6, 4))
    series = Lake(workspace).read_grid(["PM2.5"], [PROXY], start, start + 1).series["PM2.5"]
    assert int(series.values[0, 0]) / 10**series.decimals == 892
    proxies = [site for site in load_sites(workspace) if site.id.startswith("proxy-")]
    assert {site.control_level for site in proxies} == {ControlLevel.PROXY}
    assert not any(site.is_evaluated(AS_OF) for site in proxies)
    assert find_subject(Lake(workspace), "440100").stations == ()


def test_the_bench_prints_counts(shared: Path) -> None:
    bench = Path(__file__).parent.parent.parent / "benches" / "outlook.py"
    done = subprocess.run(
        [sys.executable, str(bench)], capture_output=True, text=True, check=True,
        env={"YUNZHU_SHARED": str(shared), "PATH": ""},
    )  # fmt: skip
    told = [line for line in done.stdout.splitlines() if "70.. 90 %" in line]
    # Two sites, two methods.
    assert len(told) == 4
    assert "模拟" not in done.stdout
