"""Odds of the plan's air targets: this year's days, and earlier years' days of the city or a proxy.

The city's own earlier years serve where there are enough of them; otherwise those of a proxy site,
which serves the odds alone and never the city value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from yunzhu.arrays import MISSING16, MISSING32
from yunzhu.indicators.air.daily import DAILY_ITEMS
from yunzhu.indicators.air.results import (
    RuleChoice,
    choose_source,
    published_days,
    rules_of,
)
from yunzhu.indicators.air.sources import index_items
from yunzhu.indicators.air.subjects import Subject
from yunzhu.observations.lake import Lake
from yunzhu.periods import Period
from yunzhu.plan.earlier_days import (
    EarlierDays,
    YearSoFar,
    own_earlier_days,
    proxy_earlier_days,
)
from yunzhu.plan.odds import (
    GoodDays,
    ItemSeasons,
    Odds,
    items_missing,
    mean_at_most,
    percentile_at_most,
    share_at_least,
)
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import (
    DailyValues,
    NotComputable,
    OddsSettings,
    Seasons,
    part_of,
    remaining_seasons,
    too_few_seasons,
)
from yunzhu.standards import air_edition, iaqi

_MOST_LEAST_COUNTS = 2_000
DEFAULT_SETTINGS = OddsSettings()


def air_odds(
    lake: Lake,
    subject: Subject,
    statistic: tuple[str, str],
    target: Decimal,
    year: int,
    as_of: date,
    cuts: Cuts,
    proxy_site: str | None,
    known_at: date | None = None,
    settings: OddsSettings = DEFAULT_SETTINGS,
) -> Odds | NotComputable:
    """Return the odds of a target on an air statistic of the year, or why there are none.

    Parameters
    ----------
    lake : opened lake of the workspace.
    subject : whose statistic it is.
    statistic : indicator and statistic: a pollutant's ``mean`` or percentile (``p90``) at most,
        or ``("AQI", "good_day_share")`` at least ``target``.
    target : in the statistic's unit.
    year : of the plan.
    as_of : last day that counts; nothing later is read.
    cuts : of the plan: how many earlier years odds need.
    proxy_site : id of a site whose earlier years serve when the subject has too few, or None.
    known_at : ignore what was received or recorded after that day.
    settings : draws, seed, block length, cut of valid days.
    """
    whole = Period.of_year(year)
    if not whole.first <= as_of < whole.last:
        return NotComputable(
            f"截至日不在计划年内或没有剩余日: {as_of}",
            f"the day lies outside the year or no day remains after it: {as_of}",
        )
    now = _year_so_far(lake, subject, whole, as_of, known_at)
    wanted = _items_of(statistic, now)
    if not wanted:
        name = " ".join(statistic)
        return NotComputable(f"{name} 尚无达标概率的算法", f"no odds are defined for {name}")
    if not all((now.days.values[item][0] != MISSING32).any() for item in wanted):
        return NotComputable("本年尚无有效日", "no valid day of this year so far")
    found = _serving_seasons(lake, subject, wanted, now, cuts, proxy_site, settings)
    if isinstance(found, NotComputable):
        return found
    earlier, seasons = found
    return _odds_of(statistic, target, now, seasons, earlier, settings)


def _serving_seasons(
    lake: Lake,
    subject: Subject,
    wanted: Sequence[str],
    now: YearSoFar,
    cuts: Cuts,
    proxy_site: str | None,
    settings: OddsSettings,
) -> tuple[EarlierDays, dict[str, Seasons]] | NotComputable:
    """Return the series that serves, the subject's own before the proxy's, and its seasons."""
    own = own_earlier_days(lake, subject, now)
    seasons = _enough_seasons(own, wanted, now, cuts, settings)
    if not isinstance(seasons, NotComputable):
        return own, seasons
    if proxy_site is None:
        return _also(seasons, NotComputable("亦没有替代站点", "and there is no proxy site"))
    proxy = proxy_earlier_days(lake, subject, proxy_site, now)
    if isinstance(proxy, NotComputable):
        return _also(seasons, proxy)
    stand_in = _enough_seasons(proxy, wanted, now, cuts, settings)
    if isinstance(stand_in, NotComputable):
        return _also(seasons, stand_in)
    return proxy, stand_in


def _also(own: NotComputable, proxy: NotComputable) -> NotComputable:
    """Return both reasons: why the subject's own years do not serve, and why no proxy does."""
    years = tuple(sorted({*own.years, *proxy.years}))
    return NotComputable(
        f"{own.chinese}; {proxy.chinese}", f"{own.english}; {proxy.english}", years
    )


def _year_so_far(
    lake: Lake, subject: Subject, whole: Period, as_of: date, known_at: date | None
) -> YearSoFar:
    so_far = Period(whole.first, as_of)
    choice = RuleChoice(known_at=known_at)
    source, _ = choose_source(lake, subject, so_far, choice)
    rule = rules_of(so_far, choice, source)[0]
    days = published_days(lake, subject, so_far, rule)
    return YearSoFar(days, rule, air_edition(rule.edition), whole, as_of)


def _items_of(statistic: tuple[str, str], now: YearSoFar) -> tuple[str, ...]:
    """Return the daily items that a statistic rests on; none when no odds are defined."""
    indicator, name = statistic
    if statistic == ("AQI", "good_day_share"):
        return index_items(now.edition, now.rule)
    rows = {row.pollutant: row for row in now.edition.assessment.statistics}
    if indicator not in rows:
        return ()
    known = {f"p{rows[indicator].percent}"} | ({"mean"} if rows[indicator].annual_mean else set())
    daily = next(
        (item for item in now.days.values if DAILY_ITEMS[item] == indicator and item != "O3_1h"),
        None,
    )
    return (daily,) if daily is not None and name in known else ()


def _odds_of(
    statistic: tuple[str, str],
    target: Decimal,
    now: YearSoFar,
    seasons: Mapping[str, Seasons],
    earlier: EarlierDays,
    settings: OddsSettings,
) -> Odds | NotComputable:
    indicator, name = statistic
    rule = now.edition.assessment
    found: Odds | NotComputable
    if indicator == "AQI":
        index = now.days.index[0]
        valid = index != MISSING16
        good = valid & (index <= now.edition.index.good_day_up_to.value)
        so_far = GoodDays(int(good.sum()), int(valid.sum()))
        items = {
            item: ItemSeasons(one, part_of(now.days.values[item][0]), _highest_good(item, now))
            for item, one in seasons.items()
        }
        decimals = rule.decimals_of("period", "rate").decimals
        found = share_at_least(target, decimals, so_far, items, settings)
    else:
        item, one = next(iter(seasons.items()))
        values = now.days.values[item][0]
        decimals = rule.decimals_of("period", indicator).decimals
        if name == "mean":
            found = mean_at_most(target, decimals, part_of(values), one, settings)
        else:
            percent = int(name.removeprefix("p"))
            found = percentile_at_most(target, decimals, percent, values, one, settings)
    if isinstance(found, NotComputable):
        return found
    left_out = {season.year for one in seasons.values() for season in one.left_out}
    return replace(
        found,
        series=earlier.series,
        is_proxy=earlier.is_proxy,
        left_out=tuple(sorted(left_out)),
    )


def _highest_good(item: str, now: YearSoFar) -> int:
    """Return the highest daily value, in least counts, whose sub-index is that of a good day."""
    counts = np.arange(_MOST_LEAST_COUNTS, dtype=np.int32)
    good = iaqi(counts, item, now.edition.index) <= now.edition.index.good_day_up_to.value
    return int(np.flatnonzero(good)[-1])


def _enough_seasons(
    earlier: EarlierDays,
    wanted: Sequence[str],
    now: YearSoFar,
    cuts: Cuts,
    settings: OddsSettings,
) -> dict[str, Seasons] | NotComputable:
    """Return each item's seasons, or why they do not suffice."""
    if earlier.items:
        lacking = items_missing(wanted, tuple(earlier.items), earlier.series)
        if lacking is not None:
            return lacking
    found = {}
    nothing = DailyValues(now.whole.first, np.array([], np.int32), 0)
    for item in wanted:
        seasons = remaining_seasons(
            earlier.items.get(item, nothing),
            now.as_of,
            now.whole.last,
            valid_share=settings.valid_share,
        )
        lacking = too_few_seasons(
            seasons, cuts.seasons_for_odds, settings.valid_share, earlier.series
        )
        if lacking is not None:
            return lacking
        found[item] = seasons
    return found
