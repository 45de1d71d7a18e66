"""Monthly sums and period means against exact fractions summed one value at a time."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunzhu.errors import EvidenceError
from yunzhu.indicators.water.monthly_totals import joined_totals, minute_of, monthly_totals
from yunzhu.indicators.water.period_means import period_mean
from yunzhu.indicators.water.rules import BelowDetection, PeriodMean
from yunzhu.observations.samples import NO_NUMBER, DetectionMark, Samples
from yunzhu.periods import Period

QUARTER = Period.parse("2020-Q1")
MONTHS = QUARTER.months()


def samples_of(values: list[tuple[str, str, int, str, DetectionMark]]) -> Samples:
    """Samples from (site, item, minute, number, mark), put into their order."""
    sites = tuple(sorted({one[0] for one in values}))
    items = tuple(sorted({one[1] for one in values}))
    rows = sorted(
        (sites.index(site), minute, items.index(item), number, int(mark))
        for site, item, minute, number, mark in values
    )
    return Samples(
        sites,
        items,
        np.array([one[0] for one in rows], np.int32),
        np.array([one[2] for one in rows], np.int16),
        np.array([one[1] for one in rows], np.int32),
        np.array([int(Decimal(one[3]).scaleb(8)) for one in rows], np.int64),
        np.array([one[4] for one in rows], np.uint8),
    )


JANUARY, FEBRUARY, MARCH = (minute_of(month.first) for month in MONTHS)
NONE, BELOW, ABOVE = DetectionMark


def test_mean_of_monthly_means_is_not_the_mean_of_samples() -> None:
    # January 1 and 2, March 6: (1.5 + 6) / 2 = 3.75; (1 + 2 + 6) / 3 = 3.
    samples = samples_of(
        [
            ("A", "COD", JANUARY, "1", NONE),
            ("A", "COD", JANUARY + 60, "2", NONE),
            ("A", "COD", MARCH, "6", NONE),
        ]
    )
    totals = monthly_totals(samples, MONTHS, BelowDetection.HALF)
    by_month = period_mean(totals, 0, 0, PeriodMean.OF_MONTHLY_MEANS)
    assert by_month.exact == Fraction(15, 4)
    assert (by_month.months, by_month.samples) == ((0, 2), 3)
    assert period_mean(totals, 0, 0, PeriodMean.OF_SAMPLES).exact == 3


@pytest.mark.parametrize(
    ("setting", "mean"),
    [
        (BelowDetection.HALF, Fraction("0.05625")),
        (BelowDetection.LIMIT, Fraction("0.0625")),
        (BelowDetection.ZERO, Fraction("0.05")),
    ],
)
def test_below_detection_counts_as_the_setting_says(
    setting: BelowDetection, mean: Fraction
) -> None:
    # 0.1 and <0.025: (0.1 + 0.0125) / 2, (0.1 + 0.025) / 2, 0.1 / 2.
    samples = samples_of(
        [("A", "NH3N", JANUARY, "0.1", NONE), ("A", "NH3N", JANUARY + 1, "0.025", BELOW)]
    )
    totals = monthly_totals(samples, MONTHS[:1], setting)
    found = period_mean(totals, 0, 0, PeriodMean.OF_MONTHLY_MEANS)
    assert (found.exact, found.below) == (mean, 1)


def test_acidity_is_averaged_by_hydrogen_ions() -> None:
    # -log10((1e-6 + 1e-8) / 2) = 6.2967...; the mean of the numbers would be 7.
    samples = samples_of([("A", "pH", JANUARY, "6", NONE), ("A", "pH", JANUARY + 1, "8", NONE)])
    totals = monthly_totals(samples, MONTHS, BelowDetection.HALF)
    mean = period_mean(totals, 0, 0, PeriodMean.OF_MONTHLY_MEANS).exact
    assert mean is not None
    assert float(mean) == pytest.approx(6.29670862188, abs=1e-11)


def test_a_constant_acidity_keeps_its_tie() -> None:
    samples = samples_of([("A", "pH", JANUARY + step, "6.5", NONE) for step in range(100)])
    totals = monthly_totals(samples, MONTHS, BelowDetection.HALF)
    assert period_mean(totals, 0, 0, PeriodMean.OF_MONTHLY_MEANS).exact == Fraction("6.5")


def test_samples_outside_the_months_and_without_a_number_are_left_out() -> None:
    late = minute_of(Period.parse("2020-04").first)
    samples = samples_of(
        [
            ("A", "COD", JANUARY - 1, "9", NONE),
            ("A", "COD", FEBRUARY - 1, "3", NONE),
            ("A", "COD", FEBRUARY, "5", NONE),
            ("A", "COD", late, "9", NONE),
        ]
    )
    samples.numbers[2] = NO_NUMBER
    totals = monthly_totals(samples, MONTHS, BelowDetection.HALF)
    assert totals.counts[0, 0].tolist() == [1, 0, 0]
    assert period_mean(totals, 0, 0, PeriodMean.OF_MONTHLY_MEANS).exact == 3


def test_no_sample_no_mean() -> None:
    samples = samples_of([("A", "COD", JANUARY, "1", NONE), ("B", "TP", JANUARY, "1", NONE)])
    totals = monthly_totals(samples, MONTHS, BelowDetection.HALF)
    assert period_mean(totals, 0, 1, PeriodMean.OF_MONTHLY_MEANS).exact is None


def test_a_sum_beyond_64_bits_is_an_error_not_a_wrap() -> None:
    samples = samples_of([("A", "algae", JANUARY + step, "9E+10", NONE) for step in range(2)])
    with pytest.raises(EvidenceError, match="integer"):
        monthly_totals(samples, MONTHS, BelowDetection.HALF)


VALUES = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(["COD", "TP"]),
        st.integers(JANUARY, MARCH + 60_000),
        st.integers(-(10**12), 10**13),
        st.sampled_from([NONE, BELOW]),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one[:3],
)


@given(VALUES)
def test_sums_are_exact_and_month_by_month_is_the_same(
    values: list[tuple[str, str, int, int, DetectionMark]],
) -> None:
    samples = samples_of([(*one[:3], f"{one[3]}E-8", one[4]) for one in values])
    whole = monthly_totals(samples, MONTHS, BelowDetection.HALF)
    edges = [JANUARY, FEBRUARY, MARCH, minute_of(Period.parse("2020-04").first)]
    for site, item, place in np.ndindex(whole.counts.shape):
        chosen = [
            Fraction(number) * (1 if mark is BELOW else 2)
            for at, name, minute, number, mark in values
            if at == whole.sites[site]
            and name == whole.items[item]
            and edges[place] <= minute < edges[place + 1]
        ]
        assert whole.doubled[site, item, place] == sum(chosen)
        assert whole.counts[site, item, place] == len(chosen)
    parts = joined_totals([monthly_totals(samples, (one,), BelowDetection.HALF) for one in MONTHS])
    assert np.array_equal(parts.doubled, whole.doubled)
    assert np.array_equal(parts.counts, whole.counts)
    assert parts.months == whole.months
