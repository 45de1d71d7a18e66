"""Rule assessment: mean, then rounding, then class, worst item; worked by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from yunzhu.indicators.water.annual_classes import monthly_assessments, network_classes
from yunzhu.indicators.water.monthly_totals import monthly_totals
from yunzhu.indicators.water.rules import (
    BelowDetection,
    ClassRule,
    OxygenClassOne,
    PeriodMean,
    WaterRule,
)
from yunzhu.indicators.water.section_assessment import AssessedSection, assess_sections
from yunzhu.observations.samples import Samples
from yunzhu.periods import Period
from yunzhu.standards.water_assessment import water_assessment
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import surface_water_limits

LIMITS = surface_water_limits(date(2020, 12, 31))
METHOD = water_assessment()
RULE = WaterRule(ClassRule.ASSESSMENT)
YEAR = Period.of_year(2020)
MAY = "2020-05-08 12:00"
Rows = Sequence[tuple[str, str, str, str]]
MakeSamples = Callable[[Rows], Samples]


def assessed(
    samples: Samples, body: WaterBody | None = WaterBody.RIVER, rule: WaterRule = RULE
) -> AssessedSection:
    totals = monthly_totals(samples, YEAR.months(), rule.below_detection)
    return assess_sections(totals, [body] * len(samples.sites), LIMITS, METHOD, rule)[0]


def item(section: AssessedSection, name: str) -> tuple[str, WaterClass | None]:
    found = next(one for one in section.items if one.item == name)
    return str(found.value), found.water_class


@pytest.mark.parametrize(
    ("name", "text", "value", "water_class"),
    [
        # Fact book: COD 20.04 is rounded to 20.0, class III; 20.06 to 20.1, class IV.
        ("COD", "20.04", "20.0", WaterClass.III),
        ("COD", "20.06", "20.1", WaterClass.IV),
        # pH is judged with no decimals: 9.4 is 9, within; 9.6 is 10, without. 9.5 is 10 (even).
        ("pH", "9.4", "9", WaterClass.I),
        ("pH", "9.6", "10", WaterClass.WORSE_THAN_V),
        ("pH", "9.5", "10", WaterClass.WORSE_THAN_V),
        # Ammonia 0.505 to the even 0.50, class II; 0.515 to 0.52, class III.
        ("NH3N", "0.505", "0.50", WaterClass.II),
        ("NH3N", "0.515", "0.52", WaterClass.III),
    ],
)
def test_a_value_is_rounded_once_before_it_is_classed(
    samples_of: MakeSamples, name: str, text: str, value: str, water_class: WaterClass
) -> None:
    section = assessed(samples_of([("A", name, MAY, text)]))
    assert item(section, name) == (value, water_class)
    assert section.water_class is water_class


def test_driving_items_multiples_and_main_pollutants(samples_of: MakeSamples) -> None:
    # COD 34 is V (30..40), over 20 by 0.7; NH3N 1.9 is V, over 1.0 by 0.9; TP 0.25 is IV, over
    # 0.2 by 0.25; BOD5 4.4 is IV, over 4 by 0.1; DO 4 is IV without a multiple.
    rows = [("COD", "34"), ("NH3N", "1.9"), ("TP", "0.25"), ("BOD5", "4.4"), ("DO", "4")]
    section = assessed(samples_of([("A", name, MAY, text) for name, text in rows]))
    assert section.water_class is WaterClass.V
    assert section.driving == ("COD", "NH3N")
    multiples = {one.item: one.multiple for one in section.items}
    assert multiples == {
        "DO": None,
        "COD": Fraction(7, 10),
        "BOD5": Fraction(1, 10),
        "NH3N": Fraction(9, 10),
        "TP": Fraction(1, 4),
    }
    assert section.pollutants == ("NH3N", "COD", "TP")


def test_nitrogen_temperature_and_coliforms_do_not_make_the_class(
    samples_of: MakeSamples,
) -> None:
    rows = [("DO", "8"), ("TN", "9"), ("water_temp", "31"), ("FC", "90000")]
    section = assessed(samples_of([("A", name, MAY, text) for name, text in rows]), WaterBody.LAKE)
    assert section.water_class is WaterClass.I
    assert item(section, "TN") == ("9.00", None)
    assert item(section, "FC") == ("None", None)


def test_months_with_and_without_samples_are_named(samples_of: MakeSamples) -> None:
    samples = samples_of([("A", "DO", "2020-03-02 08:00", "8"), ("A", "TP", MAY, "0.3")])
    section = assessed(samples)
    assert [str(one.first)[:7] for one in section.months_sampled] == ["2020-03", "2020-05"]
    assert len(section.months) == 12


def test_a_section_without_samples_has_no_class(samples_of: MakeSamples) -> None:
    section = assessed(samples_of([("A", "DO", "2019-12-31 23:59", "1")]))
    assert (section.water_class, section.items, section.undetermined) == (None, (), False)


@pytest.mark.parametrize(
    ("phosphorus", "expected"), [("0.06", (None, True)), ("0.009", (WaterClass.I, False))]
)
def test_an_unknown_water_body_gives_a_class_only_where_both_agree(
    samples_of: MakeSamples, phosphorus: str, expected: tuple[WaterClass | None, bool]
) -> None:
    section = assessed(samples_of([("A", "TP", MAY, phosphorus)]), None)
    assert (section.water_class, section.undetermined) == expected


def test_the_mean_setting_can_change_the_class(samples_of: MakeSamples) -> None:
    # January 0.9 four times, February 1.2: of months 1.05, IV; of samples 0.96, III.
    rows = [("A", "NH3N", f"2020-01-0{day} 08:00", "0.9") for day in (1, 2, 3, 4)]
    samples = samples_of([*rows, ("A", "NH3N", "2020-02-01 08:00", "1.2")])
    of_samples = WaterRule(ClassRule.ASSESSMENT, period_mean=PeriodMean.OF_SAMPLES)
    assert item(assessed(samples), "NH3N") == ("1.05", WaterClass.IV)
    assert item(assessed(samples, rule=of_samples), "NH3N") == ("0.96", WaterClass.III)


def test_oxygen_by_saturation_is_a_setting(samples_of: MakeSamples) -> None:
    # Saturation at 30 °C: 468 / 61.6 = 7.597; 90 % of it is 6.838 mg/L.
    samples = samples_of([("A", "DO", MAY, "6.9"), ("A", "water_temp", MAY, "30")])
    saturation = WaterRule(
        ClassRule.ASSESSMENT,
        dissolved_oxygen_class_one=OxygenClassOne.CONCENTRATION_OR_SATURATION,
    )
    assert item(assessed(samples), "DO")[1] is WaterClass.II
    assert item(assessed(samples, rule=saturation), "DO")[1] is WaterClass.I


def test_a_network_month_by_month_is_as_the_whole(samples_of: MakeSamples) -> None:
    rows: Rows = [
        (site, name, f"2020-{month:02d}-05 08:00", str(Decimal(month) / scale))
        for site in "AB"
        for name, scale in (("DO", 1), ("NH3N", 6), ("TP", 40), ("pH", 2))
        for month in range(1, 13)
    ]
    samples = samples_of(rows)
    bodies = [WaterBody.RIVER, WaterBody.LAKE]
    blocks = [
        samples_of([one for one in rows if one[2].startswith(f"2020-{month:02d}")])
        for month in range(1, 13)
    ]
    found = network_classes(blocks, YEAR.months(), bodies, LIMITS, METHOD, RULE)
    totals = monthly_totals(samples, YEAR.months(), BelowDetection.HALF)
    assert list(found.assessed) == assess_sections(totals, bodies, LIMITS, METHOD, RULE)
    assert found.moments.sum() == 24
    assert found.moments[:, 0].sum() == 0
    months = list(monthly_assessments(totals, bodies, LIMITS, METHOD, RULE))
    # December: DO 12, NH3N 2, pH 6, TP 0.3: class V by ammonia in the river, worse in the lake.
    assert [one.water_class for one in months[-1][1]] == [WaterClass.V, WaterClass.WORSE_THAN_V]
