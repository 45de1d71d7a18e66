"""Counts of assessed sections, from samples by hand.

All samples are of the 15th of a month, so a month's mean is the value itself. Limits of GB 3838 for
NH3-N: III 1.0, IV 1.5, V 2.0 mg/L; means are rounded to two decimals, half to even.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import escape
from pathlib import Path

import pytest
from pydantic import ValidationError

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers.assessment_sections import (
    ASSESSMENT_SECTIONS,
    AssessmentSection,
    SectionKind,
    SectionTarget,
)
from yunzhu.cli.plan_printing import csv_row, print_verdict
from yunzhu.errors import PlanError
from yunzhu.indicators.water.explanation import explain_water
from yunzhu.observations.sites import ControlLevel, Medium, Site
from yunzhu.plan.joint_counts import JointCount
from yunzhu.plan.loading import load_plan
from yunzhu.plan.metric_schema import WaterSectionsMetric
from yunzhu.plan.register_evidence import RegisterEvidence, gather_registers
from yunzhu.plan.schema import Cuts
from yunzhu.plan.seasons import NotComputable
from yunzhu.plan.threshold import KnownThreshold, NumberThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding, Verdict
from yunzhu.plan.water_records import WaterRecords
from yunzhu.plan.water_sections_metric import judge_water_sections
from yunzhu.portal.report_rows import commitment_table
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace

YEAR_END = date(2020, 12, 31)
CALM = {"pH": "7.2", "DO": "8.0", "CODMn": "2.0", "NH3N": "0.30", "TP": "0.050"}
ALL_13 = KnownThreshold(compare="equal", value=Decimal(13), unit="个")
GOOD_61_5 = KnownThreshold(compare="at_least", value=Decimal("61.5"), unit="%")
NONE_WORSE = KnownThreshold(compare="equal", value=Decimal(0), unit="%")
ALL_2 = KnownThreshold(compare="equal", value=Decimal(2), unit="个")
CUTS = Cuts(
    on_track_odds=Decimal("0.85"),
    at_risk_odds=Decimal("0.50"),
    at_risk_pace=Decimal("0.8"),
    seasons_for_odds=3,
)
Values = Sequence[str] | str
City = Callable[..., WaterRecords]


def months_of(
    site: str,
    year: int = 2020,
    *,
    until: int = 12,
    without: Mapping[str, int] = {},
    **items: Values,
) -> list[tuple[str, str, str, str]]:
    """Return a sample a month of the five items; each item one value or one per month."""
    rows = []
    for item, calm in CALM.items():
        values = items.get(item, calm)
        per_month = [values] * 12 if isinstance(values, str) else list(values)
        rows += [
            (site, item, f"{year}-{month:02d}-15 10:00", value)
            for month, value in enumerate(per_month[:until], start=1)
            if without.get(item) != month
        ]
    return rows


def section(code: str, **changes: object) -> AssessmentSection:
    given = {
        "code": code,
        "name": "断面",
        "site": code,
        "river": "云溪",
        "kind": SectionKind.ASSESSED,
        "water_body": WaterBody.RIVER,
        "area": "990101",
        "downstream_section": None,
        "travel_time_h": None,
        "longitude": None,
        "latitude": None,
        "assessed_from": None,
        "assessed_to": None,
    }
    return AssessmentSection.model_construct(**(given | changes))


def target(code: str, water_class: WaterClass, year: int = 2020) -> SectionTarget:
    return SectionTarget.model_construct(
        section=code, year=year, target_class=water_class, source="目标书"
    )


def held(
    sections: Sequence[AssessmentSection], targets: Sequence[SectionTarget]
) -> RegisterEvidence:
    return RegisterEvidence(
        {"assessment_sections": tuple(sections), "section_targets": tuple(targets)}
    )


def registers(
    codes: Sequence[str], water_class: WaterClass = WaterClass.III, *more: AssessmentSection
) -> RegisterEvidence:
    sections = (*map(section, codes), *more)
    return held(sections, [target(code, water_class) for code in codes])


@pytest.fixture
def water(tmp_path: Path, make_workspace, put_samples) -> City:
    """Make records of some rows as they stand on a day."""

    def make(
        rows: Sequence[tuple[str, str, str, str]],
        as_of: date = YEAR_END,
        *,
        body: WaterBody | None = WaterBody.RIVER,
    ) -> WaterRecords:
        names = sorted({row[0] for row in rows})
        level, medium = ControlLevel.NATIONAL, Medium.SURFACE_WATER
        sites = [Site(one, one, "990101", level, medium=medium, water_body=body) for one in names]
        workspace: Workspace = make_workspace(tmp_path / "w", sites)
        for year in sorted({row[2][:4] for row in rows}):
            put_samples(workspace, [row for row in rows if row[2].startswith(year)])
        return WaterRecords(workspace, 2020, as_of, None)

    return make


@pytest.fixture
def judge(plan_of, write) -> Callable[..., Finding]:
    commitment = plan_of(write.work("01.1")).commitments[0]

    def judged(
        records: WaterRecords,
        of: RegisterEvidence,
        threshold: NumberThreshold,
        reading: str = "own_target",
        sections: int = 2,
        as_of: date | None = None,
    ) -> Finding:
        metric = WaterSectionsMetric(name="water_sections", reading=reading, sections=sections)  # type: ignore[arg-type]
        known = commitment.model_copy(update={"threshold": threshold})
        day = records if as_of is None else replace(records, as_of=as_of)
        (found,) = judge_water_sections(known, metric, day, of, CUTS)
        return found

    return judged


def thirteen(good: int) -> tuple[list[str], list[tuple[str, str, str, str]]]:
    """Thirteen sections, of which some are good and the others of class IV."""
    codes = [f"S{number:02d}" for number in range(1, 14)]
    rows = [
        row
        for place, code in enumerate(codes)
        for row in months_of(code, NH3N="0.50" if place < good else "1.20")
    ]
    return codes, rows


@pytest.mark.parametrize(
    ("good", "word", "share"),
    # 8/13 = 61.54 and 7/13 = 53.85 %.
    [(8, "已达成", "61.5"), (7, "未达成", "53.8")],
)
def test_eight_of_thirteen_are_61_5_per_cent(water, judge, good, word, share) -> None:
    codes, rows = thirteen(good)
    found = judge(water(rows), registers(codes), GOOD_61_5, "good", 13)
    assert (found.status.value, found.value) == (word, Decimal(share))
    assert (found.numerator, found.denominator) == (good, 13)
    assert (len(found.counted), len(found.rest)) == (good, 13 - good)
    assert found.kind is EvidenceKind.SIMULATED
    assert not found.missing
    # Each section's class of the year.
    assert len(found.lineage_ids) == 13


@pytest.mark.parametrize(
    ("months", "word"),
    [
        (["0.90"] * 6 + ["1.11"] * 6, "已达成"),  # 1.005 is a tie, to the even 1.00: class III
        (["0.90"] * 6 + ["1.12"] * 6, "未达成"),  # 1.01: class IV
    ],
)
def test_the_class_of_the_year_is_that_of_the_rounded_mean(water, judge, months, word) -> None:
    records = water([*months_of("A", NH3N=months), *months_of("B")])
    found = judge(records, registers("AB"), ALL_2)
    assert found.status.value == word
    assert found.value == (2 if word == "已达成" else 1)


def test_each_section_has_its_own_target(water, judge) -> None:
    records = water([*months_of("A", NH3N="1.20"), *months_of("B", NH3N="0.30")])
    both = [section(code) for code in "AB"]
    own = held(both, [target("A", WaterClass.IV), target("B", WaterClass.II)])
    assert judge(records, own, ALL_2).status.value == "已达成"
    # The targets of another year are no targets.
    other = held(both, [target(code, WaterClass.IV, 2019) for code in "AB"])
    found = judge(records, other, ALL_2)
    assert found.status.value == "证据不足"
    assert [text[:1] for text in found.missing] == ["A", "B"]
    assert "no target of the year" in found.missing[0]


def test_before_and_after_the_last_day_of_the_year(water, judge) -> None:
    records = water([*months_of("A"), *months_of("B")])
    running = judge(records, registers("AB"), ALL_2, as_of=date(2020, 12, 30))
    assert running.status.value == "证据不足"
    assert running.value == 2
    assert isinstance(running.joint, NotComputable)
    assert "at least 3 earlier years" in running.missing[0]
    assert judge(records, registers("AB"), ALL_2).status.value == "已达成"
    early = judge(records, registers("AB"), ALL_2, as_of=date(2019, 12, 31))
    assert early.status.value == "证据不足"
    assert early.kind is None
    assert "has not begun" in early.missing[0]


def test_arithmetic_leaves_no_way_back(water, judge) -> None:
    # Class III bears a mean that rounds to 1.00: a year's sum of 12.06. Months of 3.00 use it up
    # with the fifth: 15 / 12 = 1.25, while 12 / 12 = 1.00 with four.
    records = water([*months_of("A", NH3N="3.00"), *months_of("B")])
    for day, word in (
        (date(2020, 4, 30), "证据不足"),
        (date(2020, 5, 30), "证据不足"),
        (date(2020, 5, 31), "未达成"),
        (YEAR_END, "未达成"),
    ):
        assert judge(records, registers("AB"), ALL_2, as_of=day).status.value == word
    beyond = judge(records, registers("AB"), ALL_2, as_of=date(2020, 5, 31))
    assert "已无法挽回 beyond reach: NH3N" in beyond.rest[0]
    assert "NH3N 已无法达到 out of reach" in beyond.rest[0]
    # One of two is enough for a half.
    half = KnownThreshold(compare="at_least", value=Decimal(50), unit="%")
    assert judge(records, registers("AB"), half, as_of=date(2020, 5, 31)).status.value != "未达成"


def test_a_month_over_without_a_sample_may_still_bring_a_low_one(water, judge) -> None:
    # 3.00 in January to April and nothing in May: 12 / 12 = 1.00 is still possible on 31 May.
    rows = [*months_of("A", NH3N="3.00", without={"NH3N": 5}), *months_of("B")]
    found = judge(water(rows), registers("AB"), ALL_2, as_of=date(2020, 5, 31))
    assert found.status.value == "证据不足"
    assert judge(water(rows), registers("AB"), ALL_2).status.value == "未达成"


def test_no_ceiling_of_oxygen_is_claimed(water, judge) -> None:
    records = water([*months_of("A", DO="0.5"), *months_of("B")])
    found = judge(records, registers("AB"), ALL_2, as_of=date(2020, 11, 30))
    assert found.status.value == "证据不足"
    # (11 x 0.5 + x) / 12 >= 4.95 rounds up to 5.0: x = 53.9
    assert "DO ≥ 53.9 mg/L" in found.rest[0]


def test_a_register_of_another_number_is_shown_and_settles_nothing_it_could_change(
    water, judge
) -> None:
    codes, rows = thirteen(8)
    records = water(rows)
    twelve = judge(records, registers(codes[1:]), GOOD_61_5, "good", 13)
    # Seven good of twelve; the thirteenth may be the eighth.
    assert (twelve.status.value, twelve.numerator, twelve.denominator) == ("证据不足", 7, 13)
    assert "the register holds 12 assessed sections, the plan says 13" in twelve.missing[0]
    # Without a bad one there are eight in any case.
    assert judge(records, registers(codes[:12]), GOOD_61_5, "good", 13).status.value == "已达成"
    # Fourteen with eight good: the one too many may be a good one.
    more = water([*rows, *months_of("S14", NH3N="1.20")])
    every = registers([*codes, "S14"])
    assert judge(more, every, GOOD_61_5, "good", 13).status.value == "证据不足"
    seven = KnownThreshold(compare="at_least", value=Decimal(7), unit="个")
    assert judge(more, every, seven, "good", 13).status.value == "已达成"
    # Only assessed sections count.
    side = section("S15", kind=SectionKind.TRIBUTARY)
    plus = registers(codes, WaterClass.III, side)
    assert judge(records, plus, GOOD_61_5, "good", 13).status.value == "已达成"


def test_an_empty_register_is_named(water, judge) -> None:
    found = judge(water(months_of("A")), registers(""), ALL_2)
    assert found.status.value == "证据不足"
    assert found.kind is None
    assert "no assessed section in the register" in found.missing[0]


def test_a_missing_month_is_named_and_the_section_is_not_judged(water, judge) -> None:
    records = water([*months_of("A", without={"NH3N": 5, "TP": 5}), *months_of("B")])
    found = judge(records, registers("AB"), ALL_2)
    assert found.status.value == "证据不足"
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.missing == ("A 断面: 缺测 months without a sample: 2020-05 (NH3N, TP)",)
    # It changes nothing where the other one is enough.
    half = KnownThreshold(compare="at_least", value=Decimal(50), unit="%")
    assert judge(records, registers("AB"), half).status.value == "已达成"


def test_a_missing_month_saves_no_section_that_is_beyond_reach(water, judge) -> None:
    # 11 x 2.00 / 12 = 1.83 even if the twelfth month were 0.
    rows = [*months_of("A", NH3N="2.00", without={"NH3N": 5}), *months_of("B")]
    assert judge(water(rows), registers("AB"), ALL_2).status.value == "未达成"


def test_worse_than_five(water, judge) -> None:
    codes, rows = thirteen(8)
    records = water(rows)
    fine = judge(records, registers(codes), NONE_WORSE, "worse_than_v", 13)
    assert (fine.status.value, fine.value) == ("已达成", Decimal("0.0"))
    assert (fine.numerator, fine.denominator) == (0, 13)
    # The nearest to failing stands first: 1.20 of 2.0 leaves 40 %.
    assert "NH3N 1.20 / 2.0 mg/L, 余 margin 40 %" in fine.rest[0]
    worse = water([*rows, *months_of("T", NH3N="2.01")])
    swapped = registers([*codes[:12], "T"])
    found = judge(worse, swapped, NONE_WORSE, "worse_than_v", 13)
    assert (found.status.value, found.value) == ("未达成", Decimal("7.7"))  # 1/13
    assert found.counted[0].startswith("T 断面: 类别 class 劣Ⅴ")


def test_a_section_that_cannot_be_judged_is_no_zero(water, judge) -> None:
    records = water([*months_of("A", without={"TP": 3}), *months_of("B")])
    found = judge(records, registers("AB"), NONE_WORSE, "worse_than_v")
    assert found.status.value == "证据不足"
    assert found.value is None
    assert "2020-03 (TP)" in found.missing[0]


def test_sites_and_water_bodies_that_are_not_certain_are_named(water, judge) -> None:
    records = water([*months_of("A"), *months_of("B")])
    targets = [target(code, WaterClass.III) for code in "AB"]
    lost = held([section("A"), section("B", site=None)], targets)
    assert "no registered site: —" in judge(records, lost, ALL_2).missing[0]
    lake = held([section("A"), section("B", water_body=WaterBody.LAKE)], targets)
    found = judge(records, lake, ALL_2)
    assert found.status.value == "证据不足"
    assert "名录 register 湖库 lake or reservoir, 站点 site 河流 river" in found.missing[0]


def test_an_undetermined_water_body_is_named(water, judge) -> None:
    # TP 0.06: class II of rivers, IV of lakes.
    records = water([*months_of("A", TP="0.060"), *months_of("B", TP="0.010")], body=None)
    found = judge(records, registers("AB"), ALL_2)
    assert found.status.value == "证据不足"
    assert found.missing == (
        "A 断面: 站点未登记水体类型 the site has no water body: yunzhu sites import",
    )


def test_an_unknown_threshold_leaves_the_numbers(water, judge) -> None:
    unknown = UnknownThreshold(compare="at_least", unknown="未定", english="open", unit="个")
    found = judge(water([*months_of("A"), *months_of("B")]), registers("AB"), unknown)
    assert (found.status.value, found.value) == ("证据不足", 2)
    assert "threshold missing" in found.missing[0]


LOW, SAME, HIGH = "0.50", "1.00", "1.60"


def earlier(site: str, **second_halves: str) -> list[tuple[str, str, str, str]]:
    """Return years whose first half has NH3-N 1.00, and the second what is given."""
    return [
        row
        for year, value in second_halves.items()
        for row in months_of(site, int(year[1:]), NH3N=["1.00"] * 6 + [value] * 6)
    ]


def half_a_year(site: str) -> list[tuple[str, str, str, str]]:
    return months_of(site, until=6, NH3N="1.00")


@pytest.mark.parametrize(
    ("of_b", "together", "word"),
    # A meets class III with LOW (0.75) and SAME (1.00), not with HIGH (1.30): 2/3.
    [
        ({"y2017": LOW, "y2018": SAME, "y2019": HIGH}, Fraction(2, 3), "有风险"),
        ({"y2017": HIGH, "y2018": LOW, "y2019": SAME}, Fraction(1, 3), "难以达成"),
    ],
)
def test_one_season_drives_all_sections(water, judge, of_b, together, word) -> None:
    of_a = {"y2017": LOW, "y2018": SAME, "y2019": HIGH}
    records = water(
        [*half_a_year("A"), *half_a_year("B"), *earlier("A", **of_a), *earlier("B", **of_b)],
        date(2020, 6, 30),
    )
    found = judge(records, registers("AB"), ALL_2)
    joint = found.joint
    assert isinstance(joint, JointCount)
    assert joint.years == (2017, 2018, 2019)
    assert float(joint.together.probability) == pytest.approx(float(together), abs=0.015)
    # As if independent both would meet in 2/3 x 2/3.
    assert float(joint.independent.probability) == pytest.approx(4 / 9, abs=0.015)
    assert found.status.value == word
    assert not found.missing
    if together == Fraction(2, 3):
        # Both fail in the same season, so that neither alone would add anything.
        assert joint.together.marginal is None
    else:
        # (6 x 1.00 + 6 x 1.01) / 12 = 1.005, to the even 1.00.
        assert joint.marginal_needs == "余月均值 mean of the months to come NH3N ≤ 1.01 mg/L"
        assert joint.marginal_needs in joint.shown
    assert sum(line.startswith("概率 odds: ") for line in found.evidence) == 3


def test_seasons_that_always_meet_are_on_track_whatever_one_lacks(water, judge) -> None:
    mild = {"y2017": LOW, "y2018": LOW, "y2019": LOW}
    records = water(
        [*half_a_year("A"), *half_a_year("B"), *earlier("A", **mild), *earlier("B", **mild)],
        date(2020, 6, 30),
    )
    found = judge(records, registers("AB"), ALL_2)
    assert found.status.value == "有望"
    assert "> 99 %" in found.joint.shown
    # In the middle of July the months over are still those up to June.
    assert judge(records, registers("AB"), ALL_2, as_of=date(2020, 7, 10)).status.value == "有望"
    # No odds where a section cannot be told; the numbers so far stay.
    lacking = held([section(code) for code in "AB"], [target("A", WaterClass.III)])
    open_one = judge(records, lacking, ALL_2)
    assert open_one.status.value == "证据不足"
    assert "B 断面" in open_one.missing[1]


def test_months_are_not_rounded_as_the_year_is(water, judge) -> None:
    # (9 x 1.006 + 3 x 1.001) / 12 = 1.0048: class III. Months of 1.01 and 1.00 would give 1.0075.
    line = ["1.006"] * 9 + ["1.001"] * 3
    rows = [row for year in (2017, 2018, 2019) for row in months_of("A", year, NH3N=line)]
    records = water([*rows, *months_of("A", until=9, NH3N="1.006")], date(2020, 9, 30))
    one = KnownThreshold(compare="equal", value=Decimal(1), unit="个")
    found = judge(records, registers("A"), one, sections=1)
    assert found.status.value == "有望"


def test_too_few_earlier_years_are_named(water, judge) -> None:
    two = {"y2018": LOW, "y2019": LOW}
    records = water(
        [*half_a_year("A"), *half_a_year("B"), *earlier("A", **two), *earlier("B", **two)],
        date(2020, 6, 30),
    )
    found = judge(records, registers("AB"), ALL_2)
    assert found.status.value == "证据不足"
    # DO, CODMn, NH3-N and TP at two sections.
    assert "of 8 means 8 lack them" in found.missing[0]
    assert "2018, 2019" in found.missing[0]


def test_an_acidity_beyond_the_target_cannot_be_drawn(water, judge) -> None:
    mild = {"y2017": LOW, "y2018": LOW, "y2019": LOW}
    records = water(
        [
            *months_of("A", until=6, pH="9.8"),
            *half_a_year("B"),
            *earlier("A", **mild),
            *earlier("B", **mild),
        ],
        date(2020, 6, 30),
    )
    found = judge(records, registers("AB"), ALL_2)
    assert found.status.value == "证据不足"
    assert "pH is not drawn" in found.missing[0]


def test_every_number_opens_and_agrees(water, judge) -> None:
    records = water([*months_of("A", NH3N="1.20"), *months_of("B")], date(2020, 6, 17))
    found = judge(records, registers("AB"), ALL_2)
    opened = [explain_water(records.samples, one) for one in found.lineage_ids]
    assert all(one.agrees for one in opened)
    shown = {one.result.statistic.split("_for")[0] for one in opened}
    assert shown == {"class", "largest_remaining_mean"}
    # A: five months of 1.20; (6 + 7 x) / 12 <= 1.005: x = 0.865, and 0.87 makes 1.0075.
    assert "NH3N ≤ 0.86 mg/L" in found.rest[0]


def test_sections_of_a_year_that_is_over_are_those_of_its_last_day(city, tmp_path: Path) -> None:
    register_areas([AreaRecord("990101", "甲区", "district", "")], by=LOCAL_OPERATOR)
    columns = [one.chinese for one in AssessmentSection.columns().values()]
    cells = ["甲", "断面", "", "云溪", "考核断面", "河流", "990101", *[""] * 5, "2020-12-31"]
    path = tmp_path / "sections.csv"
    lines = (",".join(columns), ",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    import_register_file(ASSESSMENT_SECTIONS, path, by="甲")
    found = gather_registers(None, EvidenceKind.SIMULATED)
    assert [one.code for one in found.on(ASSESSMENT_SECTIONS, YEAR_END)] == ["甲"]
    assert found.on(ASSESSMENT_SECTIONS, date(2021, 1, 1)) == ()
    assert [one.code for one in found.all(ASSESSMENT_SECTIONS)] == ["甲"]


def test_worse_than_five_is_no_target() -> None:
    given = {"section": "A", "year": "2020", "source": "目标书"}
    context = {"assessment_sections": {"A"}}
    for cell in ("Ⅴ", "劣Ⅴ"):
        row = {**given, "target_class": cell}
        if cell == "Ⅴ":
            SectionTarget.model_validate(row, context=context)
        else:
            with pytest.raises(ValidationError, match="worse than V is no target"):
                SectionTarget.model_validate(row, context=context)


def test_a_running_count_is_printed_with_what_it_rests_on(
    water, judge, plan_of, write, capsys
) -> None:
    of_a = {"y2017": LOW, "y2018": SAME, "y2019": HIGH}
    of_b = {"y2017": HIGH, "y2018": LOW, "y2019": SAME}
    records = water(
        [*half_a_year("A"), *half_a_year("B"), *earlier("A", **of_a), *earlier("B", **of_b)],
        date(2020, 6, 30),
    )
    found = judge(records, registers("AB"), ALL_2)
    verdict = Verdict(plan_of(write.work("01.1")).commitments[0], (found,))
    print_verdict(verdict, Origin.SIMULATED)
    shown = capsys.readouterr().out
    assert isinstance(found.joint, JointCount)
    for line in (found.joint.shown, found.joint.shown_distribution, found.joint.shown_draws):
        assert f"    {line}\n" in shown
    assert shown.count("已计入 counted: ") == 2
    assert f"打开 open: yunzhu explain {found.lineage_ids[0]}\n" in shown
    page = commitment_table([verdict], "")
    assert escape(found.joint.shown) in page
    assert escape(found.joint.shown_distribution) in page
    assert escape(found.counted[0]) in page
    told = found.as_dict()["joint"]
    assert told["marginal_needs"] == found.joint.marginal_needs
    assert told["together"]["probability"] == float(found.joint.together.probability)
    row = csv_row(verdict, found, Origin.SIMULATED)
    assert row["odds"] in found.joint.shown


@pytest.mark.parametrize(
    ("reading", "changes", "field"),
    [
        ("good", {"due": date(2020, 6, 30)}, "due"),
        ("good", {"threshold": {"compare": "at_most", "value": 3, "unit": "个"}}, "threshold"),
        ("good", {"threshold": {"compare": "at_least", "value": 14, "unit": "个"}}, "threshold"),
        ("good", {"threshold": {"compare": "at_least", "value": 7.5, "unit": "个"}}, "threshold"),
        ("good", {"threshold": {"compare": "at_least", "value": 101, "unit": "%"}}, "threshold"),
        ("good", {}, "threshold"),
        (
            "worse_than_v",
            {"threshold": {"compare": "equal", "value": 1, "unit": "个"}},
            "threshold",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(plan_of, write, reading, changes, field) -> None:
    metric = {"name": "water_sections", "reading": reading, "sections": 13}
    with pytest.raises(PlanError) as refusal:
        plan_of(write.entry("T06", metric, **changes))
    assert refusal.value.field is not None
    assert field in refusal.value.field


@pytest.mark.parametrize(
    ("identity", "reading"),
    [("T05", "own_target"), ("T06", "good"), ("T07", "worse_than_v")],
)
def test_the_real_plan_counts_thirteen_sections(identity: str, reading: str) -> None:
    metric = load_plan("guangzhou-2020").commitment(identity).metric
    assert metric == WaterSectionsMetric(name="water_sections", reading=reading, sections=13)  # type: ignore[arg-type]
