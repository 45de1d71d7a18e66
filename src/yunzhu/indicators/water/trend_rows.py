"""Trends of a section's items over the years or months of a period, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from yunzhu.indicators.water.monthly_totals import MonthlyTotals
from yunzhu.indicators.water.period_means import period_mean
from yunzhu.indicators.water.recorded import recorded_totals
from yunzhu.indicators.water.results import row_source
from yunzhu.indicators.water.rows import RowSource, make_row
from yunzhu.indicators.water.rules import WaterRule
from yunzhu.indicators.water.subjects import WaterSubject
from yunzhu.indicators.water.trend import Trend, spearman_trend
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.periods import Period
from yunzhu.standards.rounding import round_half_even
from yunzhu.values import Result, SourceMark

TREND_OF = "trend_of_"
TREND_DECIMALS = 3
FEWEST_VALUES = 3


class TrendStep(Enum):
    """What one value of a trend is the mean of."""

    YEARS = "years"
    MONTHS = "months"


def steps_of(period: Period, step: TrendStep) -> tuple[Period, ...]:
    """Return the calendar years or months of a period, cut to its own ends.

    Examples
    --------
    >>> [str(one) for one in steps_of(Period.parse("2019-12-30..2020-01-02"), TrendStep.YEARS)]
    ['2019-12-30..2019-12-31', '2020-01-01..2020-01-02']
    """
    if step is TrendStep.MONTHS:
        return period.months()
    years = range(period.first.year, period.last.year + 1)
    whole = [Period.of_year(year) for year in years]
    return tuple(Period(max(one.first, period.first), min(one.last, period.last)) for one in whole)


def trend_rows(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule, step: TrendStep
) -> list[Result]:
    """Return the rank correlation with time of each item's unrounded means.

    Parameters
    ----------
    lake : opened lake of samples.
    subject : from `find_water_subject`.
    period : its years or months are the values; those without a sample are left out and named.
    rule : settings of the means.
    step : years or months.
    """
    source = row_source(lake, period, rule)
    steps = steps_of(period, step)
    rows = []
    for name, title, means in means_by_step(lake, subject, period, rule, step):
        present = [one for one in means if one is not None]
        if len(present) >= FEWEST_VALUES:
            missing = [str(one) for one, mean in zip(steps, means, strict=True) if mean is None]
            trend = spearman_trend(present)
            rows.append(_row(name, title, step, trend, len(steps), missing, source))
    return rows


def means_by_step(
    lake: SampleLake, subject: WaterSubject, period: Period, rule: WaterRule, step: TrendStep
) -> Iterator[tuple[str, str, Sequence[Fraction | None]]]:
    """Yield site, item and the unrounded mean of every step, None where there is no sample.

    Parameters
    ----------
    lake, subject, period, rule, step : as of `trend_rows`.
    """
    totals = recorded_totals(lake, subject.site_ids, period, rule)
    steps = steps_of(period, step)
    for site, name in enumerate(totals.sites):
        for item, title in enumerate(totals.items):
            yield name, title, [_mean_within(totals, site, item, one, rule) for one in steps]


def _mean_within(
    totals: MonthlyTotals, site: int, item: int, step: Period, rule: WaterRule
) -> Fraction | None:
    places = [place for place, month in enumerate(totals.months) if month.first in step]
    part = totals.of_months(places[0], places[-1] + 1)
    return period_mean(part, site, item, rule.period_mean).exact


def _row(
    site: str,
    item: str,
    step: TrendStep,
    trend: Trend,
    expected: int,
    missing: Sequence[str],
    source: RowSource,
) -> Result:
    notes = [trend.direction.value]
    if trend.critical is not None:
        notes.append(f"临界值 critical {round_half_even(trend.critical, TREND_DECIMALS)}")
    else:
        notes.append(f"{trend.periods} 个值时临界值未知 the critical value is not known")
    if trend.probability is not None:
        notes.append(
            f"单侧概率 one-sided probability {round_half_even(trend.probability, TREND_DECIMALS)}, "
            "按全部排列 over every order"
        )
    if missing:
        notes.append(f"缺 missing: {', '.join(missing)}")
    return make_row(
        source,
        subject=site,
        indicator=item,
        statistic=f"{TREND_OF}{step.value}",
        value=round_half_even(trend.coefficient, TREND_DECIMALS),
        exact=trend.coefficient,
        n_valid=trend.periods,
        n_expected=expected,
        edition=source.method.name,
        mark=SourceMark.UNVERIFIED,
        notes=notes,
    )
