"""HJ 663 step 4: period statistics, by hand and against the oracle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import ModuleType

import numpy as np
import pytest

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.daily import ItemDays
from yunzhu.indicators.air.published_days import PublishedDays, publish_days
from yunzhu.indicators.air.rows import composite_rows, rows_of_columns
from yunzhu.indicators.air.rules import AirRule, CompositeForm, Source
from yunzhu.indicators.air.statistics import period_statistics
from yunzhu.periods import Period
from yunzhu.standards import air_edition
from yunzhu.values import Origin, Result

ITEMS = ("SO2_24h", "NO2_24h", "PM10_24h", "PM2.5_24h", "CO_24h", "O3_8h")
ORDINARY = {"SO2_24h": 6, "NO2_24h": 30, "PM10_24h": 40, "PM2.5_24h": 20, "CO_24h": 8, "O3_8h": 90}
RULE = AirRule("2012", Source.SITE)
Rows = dict[tuple[str, str], Result]


def days_of(
    first: date, values: Mapping[str, Sequence[Sequence[int | None]]], edition: str = "2012"
) -> PublishedDays:
    """Published days [subjects][days] of whole µg/m³ (CO in tenths), the rest ordinary."""
    subjects, days = next((len(rows), len(rows[0])) for rows in values.values())
    items = {}
    for item in ITEMS:
        rows = values.get(item, [[ORDINARY[item]] * days] * subjects)
        cells = np.array([[0 if one is None else one for one in row] for row in rows], np.int64)
        valid = np.array([[one is not None for one in row] for row in rows])
        items[item] = ItemDays(
            numerator=cells,
            denominator=np.full(cells.shape, 10 if item == "CO_24h" else 1, np.int64),
            count=np.where(valid, 24, 0).astype(np.int32),
            expected=np.array(24, np.int32),
            valid=valid,
        )
    names = tuple(f"S{row}" for row in range(subjects))
    return publish_days(names, first, items, air_edition(edition), ITEMS)


def rows_of(days: PublishedDays, period: Period, edition: str = "2012", subject: int = 0) -> Rows:
    judged = air_edition(edition)
    rule = replace(RULE, edition=judged.key)
    rows = rows_of_columns(
        period_statistics(days, period, judged), days.subjects, period, rule, judged,
        Origin.MEASURED, "",
    )  # fmt: skip
    own = [row for row in rows if row.subject == days.subjects[subject]]
    own += composite_rows(own, rule, judged)
    return {(row.indicator, row.statistic): row for row in own}


def whole(first: date, days: int) -> Period:
    return Period(first, first + timedelta(days=days - 1))


def test_4_1_mean_of_valid_days_rounded_once() -> None:
    # (20 + 21 + 21 + 20) / 4 = 20.5 -> 20; the absent day does not count.
    days = days_of(date(2020, 1, 1), {"PM2.5_24h": [[20, 21, 21, 20, None]]})
    row = rows_of(days, whole(date(2020, 1, 1), 5))["PM2.5", "mean"]
    assert (row.value, row.exact, row.n_valid, row.n_expected) == (20, Fraction(41, 2), 4, 5)
    assert (row.edition, row.unit, row.valid) == ("HJ 663-2013", "µg/m³", None)


def test_4_2_the_2026_edition_keeps_one_decimal_and_two_for_co() -> None:
    days = days_of(
        date(2026, 5, 1), {"PM2.5_24h": [[20, 21, 21, 20]], "CO_24h": [[8, 9, 9, 9]]}, "2026"
    )
    rows = rows_of(days, whole(date(2026, 5, 1), 4), "2026")
    assert rows["PM2.5", "mean"].value == Decimal("20.5")
    # CO P95 of .8 .9 .9 .9: k = 1 + 3 x .95 = 3.85 -> .9
    assert str(rows["CO", "p95"].value) == "0.90"


def test_4_3_percentile_by_rank() -> None:
    # n = 11, P90: k = 1 + 10 x 0.9 = 10 exactly: the 10th of 10, 20 ... 110 is 100.
    days = days_of(date(2020, 1, 1), {"O3_8h": [list(range(110, 0, -10))]})
    assert rows_of(days, whole(date(2020, 1, 1), 11))["O3", "p90"].value == 100
    # n = 4, P95: k = 3.85: 30 + 0.85 x 10 = 38.5 -> 38 (even).
    days = days_of(date(2020, 1, 1), {"PM10_24h": [[10, 40, 20, 30]]})
    row = rows_of(days, whole(date(2020, 1, 1), 4))["PM10", "p95"]
    assert (row.value, row.exact) == (38, Fraction(77, 2))
    # A single day is every percentile of itself.
    days = days_of(date(2020, 1, 1), {"SO2_24h": [[7]]})
    assert rows_of(days, whole(date(2020, 1, 1), 1))["SO2", "p98"].value == 7


def test_4_4_which_statistics_each_pollutant_has() -> None:
    rows = rows_of(days_of(date(2020, 1, 1), {"SO2_24h": [[7] * 366]}), Period.of_year(2020))
    found = {(indicator, statistic) for indicator, statistic in rows if indicator != "AQI"}
    wanted = {
        (name, statistic)
        for name, percent, has_mean in (
            ("SO2", 98, True), ("NO2", 98, True), ("PM10", 95, True), ("PM2.5", 95, True),
            ("CO", 95, False), ("O3", 90, False),
        )
        for statistic in (
            f"p{percent}", "exceedance_days", "attainment_rate", "attains", "primary_days",
            "sub_index", *(["mean"] if has_mean else []),
        )
    }  # fmt: skip
    assert found == wanted | {("composite_index", "total")}


def test_4_5_exceedance_is_above_the_limit_and_the_rate_is_of_valid_days() -> None:
    days = days_of(date(2020, 1, 1), {"PM2.5_24h": [[75, 76, 75, None, 10, 10, 10, 10]]})
    rows = rows_of(days, whole(date(2020, 1, 1), 8))
    assert rows["PM2.5", "exceedance_days"].value == 1
    # 6 / 7 = 85.714 -> 85.7
    assert rows["PM2.5", "attainment_rate"].value == Decimal("85.7")
    assert rows["PM2.5", "exceedance_days"].edition == "GB 3095-2012"
    same = rows_of(
        days_of(date(2026, 5, 1), {"PM2.5_24h": [[75, 76, 75, None, 10, 60, 61, 10]]}, "2026"),
        whole(date(2026, 5, 1), 8),
        "2026",
    )
    assert same["PM2.5", "exceedance_days"].value == 4


@pytest.mark.parametrize(
    ("month", "valid_days", "valid"),
    [("2020-02", 25, True), ("2020-02", 24, False), ("2020-03", 27, True), ("2020-03", 26, False),
     ("2021-02", 25, True), ("2020-04", 27, True)],
)  # fmt: skip
def test_4_6_a_month_needs_27_days_february_25(month: str, valid_days: int, valid: bool) -> None:
    period = Period.parse(month)
    cells = [20] * valid_days + [None] * (period.days - valid_days)
    row = rows_of(days_of(period.first, {"PM2.5_24h": [cells]}), period)["PM2.5", "mean"]
    assert row.valid is valid
    assert row.value == 20


def test_4_7_a_year_needs_324_days_and_each_month_its_own() -> None:
    def validity(absent: Sequence[date]) -> bool | None:
        year = Period.of_year(2021)
        cells = [None if year.first + timedelta(days=i) in absent else 20 for i in range(year.days)]
        return rows_of(days_of(year.first, {"PM2.5_24h": [cells]}), year)["PM2.5", "mean"].valid

    def of_month(month: int, count: int) -> list[date]:
        return [date(2021, month, 1 + i) for i in range(count)]

    spread = [day for month in range(1, 13) for day in of_month(month, 3)]
    assert validity([]) is True
    assert validity(spread) is True  # 329 days, each month keeps at least 25 or 27
    assert validity(of_month(6, 4)) is False  # 361 days, but June has 26
    assert validity(of_month(6, 3)) is True
    # January, March, May, July, August, October, December can lose 4: 28 + 4 x 3 + 3 = 43 lost.
    most = [d for m in (1, 3, 5, 7, 8, 10, 12) for d in of_month(m, 4)]
    most += [d for m in (2, 4, 6, 9, 11) for d in of_month(m, 3)]
    assert validity(most[:41]) is True  # 365 - 41 = 324
    assert validity(most[:42]) is False  # 323 days, every month still whole enough


def test_4_8_quarter_and_half_year_have_no_validity_but_a_day_has() -> None:
    days = days_of(date(2020, 1, 1), {"PM2.5_24h": [[20] * 182]})
    for text, valid in (("2020-Q1", None), ("2020-H1", None), ("2020-01-03..2020-02-05", None),
                        ("2020-01-03", True), ("2020-01", True)):  # fmt: skip
        row = rows_of(days, Period.parse(text))["PM2.5", "mean"]
        assert row.valid is valid, text
        assert row.n_expected == Period.parse(text).days


def test_4_9_good_days_are_of_valid_days() -> None:
    # AQI from PM2.5: 35 -> 50, 36 -> 52, 75 -> 100, 76 -> 102, 116 -> 152, 151 -> 201, 251 -> 301.
    cells = [35, 36, 75, 76, 116, 151, 251, None]
    rows = rows_of(days_of(date(2020, 1, 1), {"PM2.5_24h": [cells]}), whole(date(2020, 1, 1), 8))
    found = {name: row.value for (indicator, name), row in rows.items() if indicator == "AQI"}
    assert found == {
        "valid_days": 7,
        "good_days": 3,
        "good_day_share": Decimal("42.9"),
        "days_excellent": 1,
        "days_good": 2,
        "days_lightly_polluted": 1,
        "days_moderately_polluted": 1,
        "days_heavily_polluted": 1,
        "days_severely_polluted": 1,
    }
    # 35 gives 50: no primary pollutant on the first day.
    assert rows["PM2.5", "primary_days"].value == 6


@pytest.mark.parametrize("edition", ["2012", "2026"])
def test_4_10_the_classes_of_the_days_add_up_to_the_valid_days(edition: str) -> None:
    # A day whose every reading is zero or negative has the index 0, which belongs to the first
    # class in both editions (that of 2026 is worded from 1).
    cells = {item: [[0, value, value]] for item, value in ORDINARY.items()}
    days = days_of(date(2024, 1, 1), cells, edition)
    assert int(days.index[0, 0]) == 0
    rows = rows_of(days, whole(date(2024, 1, 1), 3), edition)
    classes = [row.value or 0 for (_, name), row in rows.items() if name.startswith("days_")]
    assert sum(classes) == rows["AQI", "valid_days"].value == 3


def test_4_11_joint_primary_pollutants_count_for_each() -> None:
    # NO2 80 and O3 160 both have 100.
    rows = rows_of(
        days_of(date(2020, 1, 1), {"NO2_24h": [[80, 30]], "O3_8h": [[160, 90]]}),
        whole(date(2020, 1, 1), 2),
    )
    assert rows["NO2", "primary_days"].value == 1
    assert rows["O3", "primary_days"].value == 1
    assert rows["PM10", "primary_days"].value == 0


def test_4_12_a_year_attains_when_mean_and_percentile_both_do() -> None:
    def attains(cells: list[int], item: str = "PM2.5_24h", edition: str = "2012") -> Decimal | None:
        year = Period.of_year(2021)
        rows = rows_of(days_of(year.first, {item: [cells]}, edition), year, edition)
        return rows[item.split("_", maxsplit=1)[0], "attains"].value

    assert attains([35] * 365) == 1
    assert attains([36] * 365) == 0  # the mean
    assert attains([20] * 340 + [76] * 25) == 0  # the 95th percentile
    # 18 days lie above the 95th percentile (rank 346.8) and the mean is 12,340 / 365 = 33.8.
    assert attains([20] * 347 + [300] * 18) == 1
    assert attains([160] * 365, "O3_8h") == 1
    assert attains([161] * 365, "O3_8h") == 0
    assert attains([30] * 365, edition="2026") == 1
    assert attains([31] * 365, edition="2026") == 0


def test_4_13_attainment_compares_rounded_values() -> None:
    # 12,953 / 365 = 35.49 rounds to 35 and attains.
    year = Period.of_year(2021)
    cells = [35] * 187 + [36] * 178
    row = rows_of(days_of(year.first, {"PM2.5_24h": [cells]}), year)
    assert row["PM2.5", "mean"].exact == Fraction(35 * 187 + 36 * 178, 365)
    assert (row["PM2.5", "mean"].value, row["PM2.5", "attains"].value) == (35, 1)


def test_4_14_a_sub_index_of_37_40_is_a_tie() -> None:
    # NO2 37 / 40 = 0.925 -> 0.92 (even), never 0.93.
    statistics = {"SO2": 7, "NO2": 37, "PM10": 40, "PM2.5": 22, "CO": 10, "O3": 151}
    days = days_of(
        date(2020, 1, 1),
        {(f"{k}_8h" if k == "O3" else f"{k}_24h"): [[v] * 9] for k, v in statistics.items()},
    )
    rows = rows_of(days, whole(date(2020, 1, 1), 9))
    assert rows["NO2", "sub_index"].value == Decimal("0.92")
    # .12 + .92 + .57 + .63 + .25 + .94 = 3.43
    assert rows["composite_index", "total"].value == Decimal("3.43")


def test_4_15_composite_of_rounded_and_of_unrounded_sub_indices() -> None:
    # Guangzhou 2019-11 of the fact book: PM2.5 47, PM10 92, NO2 64, SO2 11, O3 200, CO 1.2.
    cells = {
        "PM2.5_24h": 47,
        "PM10_24h": 92,
        "NO2_24h": 64,
        "SO2_24h": 11,
        "O3_8h": 200,
        "CO_24h": 12,
    }
    period = whole(date(2019, 11, 1), 30)
    days = days_of(period.first, {item: [[value] * 30] for item, value in cells.items()})
    rows = list(rows_of(days, period).values())
    statistics = [row for row in rows if row.statistic not in ("total", "sub_index")]
    edition = air_edition("2012")
    totals = {
        form: composite_rows(statistics, replace(RULE, composite=form), edition)[0].value
        for form in CompositeForm
    }
    # .18 + 1.6 + 1.31 + 1.34 + .3 + 1.25 = 5.98; unrounded 5.9904 -> 5.99.
    assert totals == {
        CompositeForm.ROUNDED: Decimal("5.98"),
        CompositeForm.UNROUNDED: Decimal("5.99"),
    }


def test_4_16_an_absent_item_leaves_the_composite_absent_and_names_it() -> None:
    rows = rows_of(days_of(date(2020, 1, 1), {"CO_24h": [[None] * 5]}), whole(date(2020, 1, 1), 5))
    row = rows["composite_index", "total"]
    assert row.value is None
    assert "CO" in row.note
    assert ("PM2.5", "sub_index") not in rows


def test_4_17_without_any_valid_day_every_value_is_absent_but_counts_are_not() -> None:
    rows = rows_of(days_of(date(2020, 1, 1), {"CO_24h": [[None] * 31]}), Period.parse("2020-01"))
    for statistic in ("p95", "attainment_rate"):
        assert rows["CO", statistic].value is None
        assert rows["CO", statistic].exact is None
    assert (rows["CO", "p95"].n_valid, rows["CO", "p95"].valid) == (0, False)
    # An item missing on every day: no index under 2012, so no valid day.
    assert rows["AQI", "valid_days"].n_valid == 0
    assert rows["AQI", "good_day_share"].value is None


def test_4_18_the_number_of_valid_days_is_0_when_there_is_none() -> None:
    rows = rows_of(days_of(date(2020, 1, 1), {"CO_24h": [[None] * 31]}), Period.parse("2020-01"))
    assert rows["AQI", "valid_days"].value == 0


def test_a_period_outside_the_days_is_refused() -> None:
    days = days_of(date(2020, 1, 1), {"CO_24h": [[8] * 10]})
    with pytest.raises(EvidenceError, match="outside"):
        rows_of(days, Period.parse("2020-01"))


@pytest.mark.parametrize("edition", ["2012", "2026"])
def test_random_years_agree_with_the_oracle(edition: str, oracle: ModuleType) -> None:
    chance = np.random.default_rng(8)
    year = Period.of_year(2023)
    top = {
        "SO2_24h": 200,
        "NO2_24h": 110,
        "PM10_24h": 180,
        "PM2.5_24h": 120,
        "CO_24h": 60,
        "O3_8h": 230,
    }
    cells: dict[str, list[list[int | None]]] = {}
    for item in ITEMS:
        values = chance.integers(0, top[item], (4, year.days))
        values[1:] //= 2
        lost = chance.uniform(size=values.shape) < np.array([[0.0], [0.02], [0.1], [0.5]])
        cells[item] = [
            [None if gone else int(one) for one, gone in zip(*row, strict=True)]
            for row in zip(values, lost, strict=True)
        ]
    days = days_of(year.first, cells, edition)
    for subject in range(4):
        for text in ("2023", "2023-02", "2023-07", "2023-H2", "2023-03-05..2023-03-09"):
            period = Period.parse(text)
            rows = rows_of(days, period, edition, subject)
            assert rows["AQI", "valid_days"].n_expected == period.days
            check(rows, cells, subject, period, edition, oracle)


def check(
    rows: Rows,
    cells: Mapping[str, Sequence[Sequence[int | None]]],
    subject: int,
    period: Period,
    edition: str,
    oracle: ModuleType,
) -> None:
    begin = (period.first - date(2023, 1, 1)).days
    dates = [period.first + timedelta(days=i) for i in range(period.days)]
    statistics: dict[str, Fraction] = {}
    for item in ITEMS:
        name = oracle.POLLUTANT_OF[item]
        scale = 10 if name == "CO" else 1
        raw = cells[item][subject][begin : begin + period.days]
        by_day = {
            day: Fraction(one, scale)
            for day, one in zip(dates, raw, strict=True)
            if one is not None
        }
        values = list(by_day.values())
        decimals = oracle.PERIOD_DECIMALS[edition][name]
        percent = oracle.PERCENT_OF[name]
        exact = oracle.percentile(values, percent)
        row = rows[name, f"p{percent}"]
        assert (row.exact, Fraction(row.value)) == (exact, oracle.half_even(exact, decimals))
        assert (row.n_valid, row.n_expected) == (len(values), period.days)
        statistics[name] = Fraction(row.value)
        meets = oracle.half_even(exact, decimals) <= oracle.DAY_LIMIT[edition][name]
        if name in oracle.YEAR_LIMIT[edition]:
            average = oracle.mean(values)
            row = rows[name, "mean"]
            assert (row.exact, Fraction(row.value)) == (
                average,
                oracle.half_even(average, decimals),
            )
            statistics[name] = Fraction(row.value)
            meets &= oracle.half_even(average, decimals) <= oracle.YEAR_LIMIT[edition][name]
        over = sum(value > oracle.DAY_LIMIT[edition][name] for value in values)
        assert rows[name, "exceedance_days"].value == over
        rate = oracle.half_even(Fraction(100 * (len(values) - over), len(values)), 1)
        assert Fraction(rows[name, "attainment_rate"].value) == rate
        if str(period) == "2023-01-01..2023-12-31":
            assert rows[name, "attains"].value == int(meets)
            months = {m: sum(day.month == m for day in by_day) for m in range(1, 13)}
            assert row.valid is oracle.year_is_valid(months)
        elif period.first.day == 1 and period.days <= 31:
            assert row.valid is oracle.month_is_valid(len(values), period.first.month)
        else:
            assert row.valid is None
    total, _ = oracle.composite(statistics)
    assert Fraction(rows["composite_index", "total"].value) == total
    indices = []
    for place in range(begin, begin + period.days):
        day = {}
        for item in ITEMS:
            one = cells[item][subject][place]
            scale = 10 if item == "CO_24h" else 1
            day[item] = oracle.Day(
                None if one is None else Fraction(one, scale), 24, one is not None
            )
        indices.append(oracle.index(oracle.sub_indices(ITEMS, day, edition), edition))
    valid = [one for one, _ in indices if one is not None]
    good = sum(one <= 100 for one in valid)
    assert (rows["AQI", "valid_days"].value or 0) == len(valid)
    if valid:
        assert rows["AQI", "good_days"].value == good
        share = oracle.half_even(Fraction(100 * good, len(valid)), 1)
        assert Fraction(rows["AQI", "good_day_share"].value) == share
        for name in oracle.DIVISORS:
            assert rows[name, "primary_days"].value == sum(name in named for _, named in indices)
