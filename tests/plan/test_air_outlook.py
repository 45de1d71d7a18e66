"""Odds out of the lake: whose earlier years serve, what flags leave out, and what is never read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from yunzhu.indicators.air.results import RuleChoice, air_statistics
from yunzhu.indicators.air.subjects import Subject, find_subject
from yunzhu.observations.exclusions import ExclusionKind, add_exclusion
from yunzhu.observations.lake import Lake
from yunzhu.observations.quality import Flag
from yunzhu.observations.recorded_flags import FlagRun, record_flags
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period, hour_index
from yunzhu.plan.air_outlook import air_odds
from yunzhu.plan.odds import Odds
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable, OddsSettings
from yunzhu.workspace import Workspace

AREA = "990100"
CITY, PROXY, STATION = AREA, "P1", "S1"
AS_OF, YEAR = date(2020, 6, 30), 2020
SETTINGS = OddsSettings(draws=500)
CUTS = Cuts(
    on_track_odds=Decimal("0.85"),
    at_risk_odds=Decimal("0.5"),
    at_risk_pace=Decimal("0.8"),
    seasons_for_odds=3,
)
ITEMS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
Store = Callable[..., None]


def hours_of(period: Period, first_half: int, second_half: int) -> np.ndarray:
    """Return constant hours of whole years: one value to 30 June, another after it."""
    parts = []
    for month in period.months():
        value = first_half if month.first.month <= 6 else second_half
        parts.append(np.full(month.days * 24, value, np.int16))
    # A constant series would be flagged as such: the hours step by one, the daily mean stays.
    hours = np.concatenate(parts)
    hours[::2] += 1
    hours[1::2] -= 1
    return hours[None]


@pytest.fixture
def workspace(make_workspace: Any, store: Store, tmp_path: Path) -> Workspace:
    made: Workspace = make_workspace(
        tmp_path / "workspace",
        [
            Site(CITY, "甲市", AREA, ControlLevel.CITY_MEAN),
            Site(PROXY, "乙站", AREA, ControlLevel.PROXY),
            Site(STATION, "丙站", "", ControlLevel.NATIONAL),
        ],
    )
    half = Period(date(2020, 1, 1), date(2020, 6, 30))
    store(made, [CITY], half.first, {item: hours_of(half, 20, 20) for item in ITEMS})
    return made


def give_proxy(
    store: Store, workspace: Workspace, first: int, last: int, site: str = PROXY
) -> None:
    """Give a site years with a mean of 40 to 30 June and of 60 after it."""
    years = Period(date(first, 1, 1), date(last, 12, 31))
    store(workspace, [site], years.first, {"PM2.5": hours_of(years, 40, 60)})


def outlook(
    workspace: Workspace, target: object, proxy: str | None = PROXY, **more: Any
) -> Odds | NotComputable:
    lake = Lake(workspace)
    as_of = more.pop("as_of", AS_OF)
    return air_odds(
        lake, find_subject(lake, AREA), ("PM2.5", "mean"), Decimal(str(target)), YEAR, as_of,
        CUTS, proxy, settings=SETTINGS, **more,
    )  # fmt: skip


def test_the_proxy_s_rest_is_scaled_by_this_city_s_first_part(
    workspace: Workspace, store: Store
) -> None:
    give_proxy(store, workspace, 2016, 2019)
    # 60 x 20 / 40 = 30 on 184 days, 20 on 182: (3640 + 5520) / 366 = 25.03 -> 25.
    found = outlook(workspace, 25)
    assert isinstance(found, Odds)
    assert found.probability == 1
    assert (found.low, found.middle, found.high) == (25, 25, 25)
    assert (found.years, found.series, found.is_proxy) == ((2016, 2017, 2018, 2019), PROXY, True)
    below = outlook(workspace, 24)
    assert isinstance(below, Odds)
    assert below.probability == 0


def test_the_proxy_never_enters_the_city_value(workspace: Workspace, store: Store) -> None:
    def mean() -> Fraction | None:
        lake = Lake(workspace)
        half = Period(date(2020, 1, 1), AS_OF)
        rows = air_statistics(lake, find_subject(lake, AREA), half, RuleChoice()).rows
        return next(
            row.exact for row in rows if (row.indicator, row.statistic) == ("PM2.5", "mean")
        )

    before = mean()
    give_proxy(store, workspace, 2016, 2020)
    assert mean() == before == 20


def test_without_a_proxy_it_says_what_is_missing(workspace: Workspace) -> None:
    found = outlook(workspace, 25, None)
    assert isinstance(found, NotComputable)
    assert found.years == ()
    assert "现有 0 个" in found.chinese
    assert "没有替代站点" in found.chinese
    assert "there is no proxy site" in found.english


def test_two_years_are_too_few_and_named(workspace: Workspace, store: Store) -> None:
    give_proxy(store, workspace, 2018, 2019)
    found = outlook(workspace, 25)
    assert isinstance(found, NotComputable)
    assert found.years == (2018, 2019)
    assert "found 2 (2018, 2019)" in found.english


def test_the_city_s_own_years_come_before_a_proxy_s(workspace: Workspace, store: Store) -> None:
    give_proxy(store, workspace, 2016, 2019)
    own = Period(date(2017, 1, 1), date(2019, 12, 31))
    store(workspace, [CITY], own.first, {item: hours_of(own, 10, 10) for item in ITEMS})
    found = outlook(workspace, 20)
    assert isinstance(found, Odds)
    assert (found.series, found.is_proxy, found.years) == (AREA, False, (2017, 2018, 2019))
    # 10 x 20 / 10 = 20 all through.
    assert (found.low, found.high, found.probability) == (20, 20, 1)


def test_this_year_and_later_years_of_the_proxy_change_nothing(
    workspace: Workspace, store: Store
) -> None:
    give_proxy(store, workspace, 2016, 2019)
    before = outlook(workspace, 25)
    later = Period(date(2020, 1, 1), date(2021, 12, 31))
    store(workspace, [PROXY], later.first, {"PM2.5": hours_of(later, 5, 900)})
    assert outlook(workspace, 25) == before


@pytest.mark.parametrize("proxy", [STATION, CITY, "nowhere"])
def test_a_site_of_the_city_value_is_no_proxy(
    workspace: Workspace, store: Store, proxy: str
) -> None:
    give_proxy(store, workspace, 2016, 2019, STATION)
    found = outlook(workspace, 25, proxy)
    assert isinstance(found, NotComputable)
    assert proxy in found.chinese


def spiked(store: Store, workspace: Workspace) -> None:
    """Give the proxy years of 40 and 60 with hours of 900 on every day of July 2017."""
    years = Period(date(2016, 1, 1), date(2019, 12, 31))
    hours = hours_of(years, 40, 60)
    start = (date(2017, 7, 1) - years.first).days * 24
    for day in range(31):
        hours[0, start + day * 24 + 12] = 900
    store(workspace, [PROXY], years.first, {"PM2.5": hours})


def test_spikes_are_left_out_of_the_odds_and_stay_stored(
    workspace: Workspace, store: Store
) -> None:
    spiked(store, workspace)
    found = outlook(workspace, 25)
    assert isinstance(found, Odds)
    assert (found.low, found.high) == (25, 25)
    hour = hour_index(datetime(2017, 7, 1, 12))
    stored = Lake(workspace).read_grid(["PM2.5"], [PROXY], hour, hour + 1).series["PM2.5"]
    assert int(stored.values[0, 0]) == 900


def plateau(store: Store, workspace: Workspace) -> None:
    """Give the proxy years of 40 and 60 with 600 all through July to September 2017."""
    years = Period(date(2016, 1, 1), date(2019, 12, 31))
    hours = hours_of(years, 40, 60)
    start, stop = ((date(2017, month, 1) - years.first).days * 24 for month in (7, 9))
    hours[0, start:stop] += 540
    store(workspace, [PROXY], years.first, {"PM2.5": hours})


def test_what_no_test_finds_a_recorded_flag_or_an_exclusion_leaves_out(
    workspace: Workspace, store: Store
) -> None:
    plateau(store, workspace)
    first, stop = hour_index(datetime(2017, 7, 1)), hour_index(datetime(2017, 9, 1))
    wrong = outlook(workspace, 25)
    assert isinstance(wrong, Odds)
    assert wrong.high > 40
    run = FlagRun(PROXY, "PM2.5", first, stop, Flag.SPIKE, "instrument")
    record_flags(workspace, [run], "甲", recorded=datetime(2024, 1, 2, tzinfo=UTC))
    flagged = outlook(workspace, 25)
    assert isinstance(flagged, Odds)
    # 62 of 184 days are gone, 66 % are left: the year no longer serves, and this is said.
    assert (flagged.years, flagged.left_out) == ((2016, 2018, 2019), (2017,))
    assert (flagged.low, flagged.high) == (25, 25)


def test_an_exclusion_of_a_faulty_instrument_counts_too(workspace: Workspace, store: Store) -> None:
    plateau(store, workspace)
    add_exclusion(
        workspace, kind=ExclusionKind.INSTRUMENT, sites=[PROXY], items=["PM2.5"],
        start_hour=hour_index(datetime(2017, 7, 1)), stop_hour=hour_index(datetime(2017, 9, 1)),
        reason="fault", author="甲",
    )  # fmt: skip
    found = outlook(workspace, 25)
    assert isinstance(found, Odds)
    assert found.left_out == (2017,)


def test_what_was_received_later_is_not_known(workspace: Workspace, store: Store) -> None:
    years = Period(date(2016, 1, 1), date(2019, 12, 31))
    store(
        workspace, [PROXY], years.first, {"PM2.5": hours_of(years, 40, 60)},
        received=datetime(2099, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(outlook(workspace, 25), Odds)
    assert isinstance(outlook(workspace, 25, known_at=date(2098, 1, 1)), NotComputable)


@pytest.mark.parametrize("as_of", [date(2019, 12, 31), date(2020, 12, 31), date(2021, 3, 1)])
def test_a_day_outside_the_year_or_with_none_after_it_has_no_odds(
    workspace: Workspace, as_of: date
) -> None:
    found = outlook(workspace, 25, as_of=as_of)
    assert isinstance(found, NotComputable)
    assert str(as_of) in found.english


def other(workspace: Workspace, statistic: tuple[str, str], target: int) -> Odds | NotComputable:
    lake = Lake(workspace)
    subject: Subject = find_subject(lake, AREA)
    return air_odds(
        lake, subject, statistic, Decimal(target), YEAR, AS_OF, CUTS, PROXY, settings=SETTINGS
    )


def test_a_proxy_of_pm25_alone_serves_no_other_item_and_names_it(
    workspace: Workspace, store: Store
) -> None:
    give_proxy(store, workspace, 2016, 2019)
    ozone = other(workspace, ("O3", "p90"), 160)
    assert isinstance(ozone, NotComputable)
    assert "O3_8h" in ozone.chinese
    share = other(workspace, ("AQI", "good_day_share"), 90)
    assert isinstance(share, NotComputable)
    for item in ("SO2_24h", "NO2_24h", "PM10_24h", "CO_24h", "O3_8h"):
        assert item in share.english
    assert "PM2.5_24h" not in share.english
    fine = other(workspace, ("PM2.5", "p95"), 30)
    assert isinstance(fine, Odds)
    assert (fine.middle, fine.probability) == (30, 1)
    assert isinstance(other(workspace, ("PM2.5", "exceedance_days"), 9), NotComputable)


def test_the_city_s_own_years_serve_the_share_of_good_days(
    workspace: Workspace, store: Store
) -> None:
    own = Period(date(2017, 1, 1), date(2019, 12, 31))
    hours = {item: hours_of(own, 10, 10) for item in ITEMS}
    # PM2.5 is 40 after June against 10 before it: 80 against this year's 20, above 75.
    hours["PM2.5"] = hours_of(own, 10, 40)
    store(workspace, [CITY], own.first, hours)
    # 182 good days of 366 are 49.7 %.
    share = other(workspace, ("AQI", "good_day_share"), 50)
    assert isinstance(share, Odds)
    assert (share.probability, share.middle) == (0, Decimal("49.7"))
