"""Carbon intensity and coal against earlier years, by hand.

The factors here are round numbers of these tests: coal 2, oil 1 tCO2/tce, power 5 tCO2/10⁴ kWh.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from yunzhu.city.registers.energy import EmissionFactor, EnergyBalance, GrossDomesticProduct
from yunzhu.city.registers.power_units import PowerGeneration, PowerUnit
from yunzhu.errors import PlanError
from yunzhu.plan.counted.carbon import chained_fall, implied_earlier_fall

JUNE, END, LATER = date(2020, 6, 30), date(2020, 12, 31), date(2021, 9, 1)
VERSION = "provincial_target"


def used(year: int, tce: str, energy: str = "coal", **changes: Any) -> dict[str, Any]:
    base = {"year": year, "energy": energy, "sector": "whole", "tce": tce}
    return base | {"is_provisional": "否", "document": "能核1号"} | changes


def power(year: int, amount: str, unit: str = "10^4 kWh", **changes: Any) -> dict[str, Any]:
    base = {"year": year, "energy": "purchased_power", "sector": "whole", "amount": amount}
    return base | {"unit": unit, "is_provisional": "否", "document": "能核1号"} | changes


def product(year: int, value: str, **changes: Any) -> dict[str, Any]:
    base = {"year": year, "area": "440100", "value": value, "price_base_year": 2015}
    return base | {"is_provisional": "否"} | changes


def factor(energy: str, value: str, version: str = VERSION, **changes: Any) -> dict[str, Any]:
    base = {"version": version, "energy": energy, "value": value, "source": "试", "mark": "seen"}
    return base | changes


FACTORS = (factor("coal", "2"), factor("oil", "1"), factor("purchased_power", "5"))
PRODUCTS = (product(2015, "1000"), product(2019, "1250"), product(2020, "1250"))
# CO2 of 2019: 400 x 2 + 200 x 1 + 50 x 5 = 1,250 t, so I = 1; of 2020 1,250 - 13.75 = 1,236.25.
BALANCE = (
    used(2019, "400"),
    used(2019, "200", "oil"),
    power(2019, "50"),
    used(2020, "400"),
    used(2020, "200", "oil"),
    power(2020, "47.25"),
)


@pytest.fixture
def found(judged, row_of):
    def find(
        identity: str = "T13",
        *,
        balance: Any = BALANCE,
        products: Any = PRODUCTS,
        factors: Any = FACTORS,
        **how: Any,
    ):
        (finding,) = judged(
            identity,
            energy_balance=tuple(row_of(EnergyBalance, **one) for one in balance),
            gdp=tuple(row_of(GrossDomesticProduct, **one) for one in products),
            emission_factors=tuple(row_of(EmissionFactor, **one) for one in factors),
            **{"as_of": LATER, **how},
        )
        return finding

    return find


def changed(rows: Any, place: int, **changes: Any) -> tuple[Any, ...]:
    return tuple(one | changes if n == place else one for n, one in enumerate(rows))


@pytest.mark.parametrize(
    ("bought", "word", "value"),
    [
        # 1.1 % of 1,250 t are 13.75 t, 2.75 x 10⁴ kWh: exactly enough.
        ("47.25", "已达成", "1.10"),
        ("47.26", "未达成", "1.10"),
        ("50", "未达成", "0.00"),
        ("51", "未达成", "-0.40"),
    ],
)
def test_the_fall_is_compared_unrounded(found, bought: str, word: str, value: str) -> None:
    finding = found(balance=changed(BALANCE, 5, amount=bought))
    assert (finding.status.value, finding.value) == (word, Decimal(value))


def test_purchased_power_in_mwh_is_the_same_power(found) -> None:
    finding = found(balance=changed(BALANCE, 5, amount="472.5", unit="MWh"))
    assert (finding.status.value, finding.value) == ("已达成", Decimal("1.10"))
    assert finding.evidence[0].startswith("2019: CO2 1250.00 t ÷ GDP 1250.00")


@pytest.mark.parametrize("provisional", ["balance", "products"])
def test_on_provisional_figures_nothing_is_settled(found, provisional: str) -> None:
    mark = {"is_provisional": "是"}
    rows = {"balance": changed(BALANCE, 3, **mark), "products": changed(PRODUCTS, 2, **mark)}
    finding = found(**{provisional: rows[provisional]})
    assert finding.status.value == "有望"
    assert finding.missing == ("待核定数 awaits confirmed figures: 2020",)
    assert "暂定 provisional" in finding.evidence[1]
    worse = {"balance": changed(rows["balance"], 5, amount="50")}
    assert found(**{"products": rows["products"], **worse}).status.value == "难以达成"


def test_before_the_years_balance_is_out_it_is_named(found) -> None:
    rows = tuple(
        one | ({"issued_on": "2021-06-30"} if one["year"] == 2020 else {}) for one in BALANCE
    )
    for as_of in (JUNE, END, date(2021, 6, 29)):
        finding = found(balance=rows, as_of=as_of)
        assert finding.status.value == "证据不足"
        assert "缺能源平衡 missing: energy_balance 2020" in finding.missing
    assert found(balance=rows, as_of=date(2021, 6, 30)).status.value == "已达成"


def test_products_at_two_price_bases_are_refused(found) -> None:
    finding = found(products=changed(PRODUCTS, 2, price_base_year=2020))
    assert finding.status.value == "证据不足"
    assert finding.missing == (
        "价格基期不一 more than one price base: 2015 年价 prices: 2019; 2020 年价 prices: 2020",
    )


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"factors": ()}, "缺因子版本 no such version: emission_factors provincial_target"),
        ({"factors": (*FACTORS[:1], *FACTORS[2:])}, "provincial_target 石油 oil"),
        ({"factors": changed(FACTORS, 0, last_year=2019)}, "factor not for 2020"),
        ({"balance": BALANCE[:4] + BALANCE[5:]}, "an energy missing 2020: 石油 oil"),
        ({"balance": (*changed(BALANCE, 3, sector="industry"), used(2019, "1", sector="power"))},
         ""),
        ({"products": PRODUCTS[:2]}, "missing: gdp 2020"),
        ({"products": changed(PRODUCTS, 2, area="990100")}, "missing: gdp 2020"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_never_filled_in(found, changes: Any, lack: str) -> None:
    finding = found(**changes)
    if lack:
        assert finding.status.value == "证据不足"
        assert any(lack in line for line in finding.missing)
    else:
        # The whole city of 2019 lacks nothing; its sector stands beside it.
        assert finding.status.value == "已达成"


def test_a_sector_that_is_gone_is_no_saving(found) -> None:
    rows = (
        used(2019, "300", sector="industry"),
        used(2019, "100", sector="power"),
        used(2020, "300", sector="industry"),
    )
    finding = found(balance=rows)
    assert finding.status.value == "证据不足"
    assert finding.missing == ("缺部门 a sector missing 2020: 煤炭 coal 发电供热 power",)


def test_the_version_is_shown_with_its_marks_and_others_beside_it(found) -> None:
    # With power at 1 t the year falls by 2.75 t of 1,050: 0.26 %.
    other = [factor(one, value, "grid2") for one, value in (("coal", "2"), ("oil", "1"))]
    factors = (*changed(FACTORS, 2, mark="memory"), *other, factor("purchased_power", "1", "grid2"))
    finding = found(factors=factors)
    assert "净调入电力 purchased power 5.0000 tCO2/10⁴ kWh (试) [凭记忆 memory]" in finding.notes[0]
    assert "按因子版本 by factors grid2: 0.26 %, 未达到 does not meet" in finding.notes


# The chain


def test_t13_and_t14_together_leave_22_14_percent_for_the_four_years_before() -> None:
    # 0.77 / 0.989 = 0.77856...
    implied = implied_earlier_fall(Fraction(23), Fraction("1.1"))
    assert round(float(implied), 2) == 22.14
    assert chained_fall([implied, Fraction("1.1")]) == 23


# I of coal alone at GDP 1,000: 1.00, 0.90, 0.81, 0.81, 0.80, 0.77.
CHAIN = ("500", "450", "405", "405", "400", "385")


@pytest.fixture
def chain(found):
    def find(tce: tuple[str, ...] = CHAIN, without: int = 0, **how: Any):
        years = [year for year in range(2015, 2021) if year != without]
        return found(
            "T14",
            balance=[used(year, tce[year - 2015]) for year in years],
            products=[product(year, "1000") for year in years],
            **how,
        )

    return find


def test_the_falls_of_the_years_multiply(chain) -> None:
    finding = chain()
    assert (finding.status.value, finding.value) == ("已达成", Decimal("23.00"))
    # 0.9 x 0.9 x 1 x 0.98765 x 0.9625 = 0.77; added they would be 24.98 %.
    assert any(
        "2016 10.00 %; 2017 10.00 %; 2018 0.00 %; 2019 1.23 %; 2020 3.75 %; 1 − Π(1 − d) = 23.00 %"
        in note
        for note in finding.notes
    )
    assert "2016–2019 年累计 together 20.00 %" in finding.notes
    assert any("= 22.14 %" in note for note in finding.notes)


def test_either_target_can_be_met_while_the_other_is_missed(chain) -> None:
    assert chain(tce=(*CHAIN[:5], "385.001")).status.value == "未达成"
    assert chain(tce=("500", "1", "1", "1", "384", "385")).status.value == "已达成"


def test_a_year_between_may_lack_but_not_have_another_base(chain, found) -> None:
    finding = chain(without=2017)
    assert (finding.status.value, finding.value) == ("已达成", Decimal("23.00"))
    assert any(note.startswith("逐年降幅不全") for note in finding.notes)
    mixed = found(
        "T14",
        balance=[used(year, "500") for year in (2015, 2020)],
        products=[
            product(2015, "1000"),
            product(2018, "1", price_base_year=2010),
            product(2020, "1000"),
        ],
    )
    assert mixed.status.value == "证据不足"
    assert "price base" in mixed.missing[0]


# Coal


@pytest.fixture
def coal(judged, row_of):
    def find(*balance: dict[str, Any], units: Any = (), generation: Any = (), **how: Any):
        return judged(
            "13.3",
            energy_balance=tuple(row_of(EnergyBalance, **one) for one in balance),
            power_units=tuple(row_of(PowerUnit, **one) for one in units),
            power_generation=tuple(row_of(PowerGeneration, **one) for one in generation),
            **{"as_of": LATER, **how},
        )

    return find


def year_of_coal(year: int, tce: str, mwh: str | None, **changes: Any) -> dict[str, Any]:
    tonnes = {"amount": tce, "unit": "t", "coal_generation_mwh": mwh}
    return used(year, tce, **tonnes) | changes


@pytest.mark.parametrize(
    ("tce", "mwh", "words"),
    [
        ("999.999", "399", ("已达成", "已达成")),
        ("1000", "400", ("未达成", "未达成")),
        # Less coal, more of it burnt for power: two findings, none of which hides the other.
        ("900", "401", ("已达成", "未达成")),
    ],
)
def test_coal_and_coal_power_are_two_findings_below_the_year_before(
    coal, tce: str, mwh: str, words: tuple[str, str]
) -> None:
    found = coal(year_of_coal(2019, "1000", "400"), year_of_coal(2020, tce, mwh))
    assert tuple(one.status.value for one in found) == words


def test_the_change_is_shown_in_percent_with_the_physical_amount(coal) -> None:
    found, power_found = coal(
        year_of_coal(2019, "1000", "400"), year_of_coal(2020, "950", "410", is_provisional="是")
    )
    assert (found.value, power_found.value) == (Decimal("-5.00"), Decimal("2.50"))
    assert (found.status.value, power_found.status.value) == ("有望", "难以达成")
    assert "实物量 physical amount 2019: 1000.00 t; 2020: 950.00 t" in found.notes
    assert found.evidence[1] == "2020: 950.00 tce 暂定 provisional"


def test_without_a_year_it_is_named(coal) -> None:
    found, power_found = coal(year_of_coal(2020, "950", "410"))
    assert (found.status.value, found.missing) == (
        "证据不足",
        ("缺 missing: energy_balance 煤炭 coal 2019",),
    )
    assert power_found.status.value == "证据不足"
    assert [one.kind for one in coal()] == [None, None]


def unit(number: str, **changes: Any) -> dict[str, Any]:
    base = {"plant": "甲电厂", "unit": number, "fuel": "coal", "capacity_mw": "300"}
    return base | {"area": "990101"} | changes


def generated(number: str, year: int, mwh: str, **changes: Any) -> dict[str, Any]:
    base = {"plant": "甲电厂", "unit": number, "year": year, "generation_mwh": mwh}
    return base | {"is_provisional": "否"} | changes


def test_the_units_give_the_generation_where_the_balance_has_none(coal) -> None:
    balance = (year_of_coal(2019, "1000", None), year_of_coal(2020, "900", None))
    closed = {"closed_on": "2019-11-30", "closure_evidence": "关停1号"}
    units = (unit("1"), unit("2", **closed), unit("3", fuel="gas"))
    rows = (generated("1", 2019, "300"), generated("2", 2019, "100"), generated("1", 2020, "390"))
    _, found = coal(*balance, units=units, generation=rows)
    assert (found.status.value, found.value) == ("已达成", Decimal("-2.50"))
    _, lacking = coal(*balance, units=units, generation=rows[::2])
    assert lacking.status.value == "证据不足"
    assert "甲电厂 2" in lacking.missing[0]
    assert "甲电厂 1" not in lacking.missing[0]


def test_a_year_of_the_balance_is_not_compared_with_one_of_the_units(coal) -> None:
    # The balance has 400 MWh of the whole city in 2019, the one registered unit 300 in 2020.
    balance = (year_of_coal(2019, "1000", "400"), year_of_coal(2020, "900", None))
    rows = (generated("1", 2020, "300"),)
    _, found = coal(*balance, units=(unit("1"),), generation=rows)
    assert found.status.value == "证据不足"
    assert "甲电厂 1" in found.missing[0]


# The unit


@pytest.fixture
def closed(judged, row_of):
    def find(*generation: dict[str, Any], as_of: date = END, **changes: Any):
        units = (row_of(PowerUnit, **(unit("6") | {"plant": "黄埔电厂"} | changes)),)
        rows = tuple(row_of(PowerGeneration, **(one | {"plant": "黄埔电厂"})) for one in generation)
        (finding,) = judged("13.2", as_of=as_of, power_units=units, power_generation=rows)
        return finding

    return find


CLOSED = {"closed_on": "2020-09-30", "closure_evidence": "关停1号"}


@pytest.mark.parametrize(
    ("changes", "as_of", "word"),
    [
        (CLOSED, date(2020, 9, 29), "有望"),
        (CLOSED, date(2020, 9, 30), "已达成"),
        (CLOSED, END, "已达成"),
        ({**CLOSED, "closed_on": "2021-01-01"}, LATER, "未达成"),
        # Neither stopped nor on standby nor in overhaul is closed.
        ({"state": "stopped", "state_since": "2020-02-01"}, JUNE, "有望"),
        ({"state": "stopped", "state_since": "2020-02-01"}, END, "未达成"),
        ({"state": "standby"}, END, "未达成"),
        ({"state": "overhaul"}, END, "未达成"),
    ],
)
def test_closed_is_a_date_with_a_document(closed, changes: Any, as_of: date, word: str) -> None:
    found = closed(as_of=as_of, **changes)
    assert found.status.value == word
    assert (found.numerator, found.denominator) == (int(word == "已达成"), 1)
    if "state" in changes:
        assert any("stopped, standby and overhaul" in note for note in found.notes)


@pytest.mark.parametrize(
    ("row", "as_of", "word"),
    [
        (generated("6", 2020, "9", last_operated_on="2020-09-30"), END, "已达成"),
        (generated("6", 2020, "9", last_operated_on="2020-10-01"), END, "证据不足"),
        (generated("6", 2021, "0"), LATER, "已达成"),
        (generated("6", 2021, "1"), LATER, "证据不足"),
        (generated("6", 2021, "1"), END, "已达成"),
    ],
)
def test_generation_after_the_closure_contradicts_it(closed, row, as_of: date, word: str) -> None:
    found = closed(row, as_of=as_of, **CLOSED)
    assert found.status.value == word
    assert bool(found.missing) == (word == "证据不足")


def test_a_unit_that_is_not_registered_is_no_miss(judged, row_of) -> None:
    (found,) = judged("13.2", as_of=END, power_units=(row_of(PowerUnit, **unit("6")),))
    assert (found.status.value, found.kind) == ("证据不足", None)
    assert "黄埔电厂 6" in found.missing[0]


def test_a_closure_without_a_document_is_refused(row_of) -> None:
    with pytest.raises(ValueError, match="closed without a document"):
        row_of(PowerUnit, **unit("6", closed_on="2020-09-30"))


# What a plan may ask


@pytest.mark.parametrize(
    ("metric", "threshold", "field"),
    [
        ({"name": "emission_reduction", "pollutant": "COD", "base_year": 2020},
         ("at_least", "10", "%"), "metric.base_year"),
        ({"name": "emission_reduction", "pollutant": "COD", "base_year": 2015},
         ("at_most", "10", "%"), "threshold"),
        ({"name": "emission_reduction", "pollutant": "TP", "base_year": 2015},
         ("at_least", "10", "%"), "metric.pollutant"),
        ({"name": "carbon_intensity", "since": 2020, "area": "1", "factor_version": "a"},
         ("at_least", "10", "%"), "metric.since"),
        ({"name": "carbon_intensity", "since": 2019, "area": "1", "factor_version": "a"},
         ("at_least", "10", "t"), "threshold"),
        ({"name": "carbon_intensity", "since": 2015, "area": "1", "factor_version": "a",
          "last_year_fall": 1.1}, ("at_least", "10", "%"), "metric.last_year_fall"),
        ({"name": "coal_consumption_change"}, ("at_least", "0", "%"), "threshold"),
        ({"name": "power_unit_closed", "plant": "甲", "unit": "6"}, ("equal", "2", "台"),
         "threshold"),
        ({"name": "yearly_reduction_target", "pollutants": ["COD"]}, ("at_least", "5", "t"),
         "threshold"),
    ],
)  # fmt: skip
def test_a_slip_in_a_parameter_is_refused_with_its_line(
    plan_of, write, metric: Any, threshold: tuple[str, str, str], field: str
) -> None:
    compare, value, unit_told = threshold
    given = {"compare": compare, "value": float(value), "unit": unit_told}
    with pytest.raises(PlanError) as told:
        plan_of(write.entry("01.1", metric, threshold=given))
    assert str(told.value.field).startswith(f"commitments.0.{field}")
    assert told.value.row is not None
