"""Accounted tonnes against 2015: a ledger where a cut counts once, from its month, when verified.

T09 owes 14.7 % of COD. With 10,000 t in 2015 at most 8,530 t may be left in 2020. 2019 had
8,800 t, so 270 t are to be cut on balance.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.emissions import (
    EmissionInventory,
    EmissionProject,
    EmissionTarget,
)
from yunzhu.plan.counted.emission_ledger import claim_in

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)
LATER = date(2021, 7, 1)


def inventory(year: int, tonnes: str, **changes: Any) -> dict[str, Any]:
    base = {
        "pollutant": "COD",
        "source_class": "whole",
        "year": year,
        "tonnes": tonnes,
        "is_base_year": "是" if year == 2015 else "否",
        "is_provisional": "否",
        "document": f"核〔{year + 1}〕1号",
    }
    return base | changes


def cut(project: str, tonnes: str, start: str = "2020-01", **changes: Any) -> dict[str, Any]:
    year, month = start.split("-")
    base = {
        "project": project,
        "pollutant": "COD",
        "name": f"项{project}",
        "area": "990101",
        "kind": "cut",
        "tonnes": tonnes,
        "start_year": year,
        "start_month": str(int(month)),
        "evidence": "验收1号",
        "verification": "verified",
        "verified_on": "2020-06-20",
        "listed_in": "减〔2020〕1号",
        "listed_year": "2020",
    }
    return base | changes


OPEN = {"verification": "unverified", "verified_on": None}


@pytest.fixture
def found(judged, row_of):
    """Judge T09 on 10,000 t of 2015, 8,800 t of 2019 and some projects."""

    def find(
        *projects: dict[str, Any],
        inventories: tuple[dict[str, Any], ...] = (
            inventory(2015, "10000"),
            inventory(2019, "8800"),
        ),
        identity: str = "T09",
        **how: Any,
    ):
        (finding,) = judged(
            identity,
            emission_inventory=tuple(row_of(EmissionInventory, **one) for one in inventories),
            emission_projects=tuple(row_of(EmissionProject, **one) for one in projects),
            **how,
        )
        return finding

    return find


@pytest.mark.parametrize(
    ("tonnes", "as_of", "word", "value"),
    [
        # 10,000 - (8,800 - 270) = 1,470: exactly 14.7 %, and 以上 includes it.
        ("270", JUNE, "有望", "14.70"),
        ("270", END, "有望", "14.70"),
        # 269.999 t leave 8,530.001 t: 14.69999 % is shown as 14.70 and is not enough.
        ("269.999", JUNE, "难以达成", "14.70"),
        ("269.999", END, "难以达成", "14.70"),
    ],
)
def test_verified_cuts_reach_the_target_unrounded_and_settle_nothing(
    found, tonnes: str, as_of: date, word: str, value: str
) -> None:
    finding = found(cut("X1", tonnes), as_of=as_of)
    assert (finding.status.value, finding.value) == (word, Decimal(value))
    assert any("emission_inventory 2020" in line for line in finding.missing)


@pytest.mark.parametrize(("tonnes", "word"), [("8530", "已达成"), ("8530.001", "未达成")])
def test_the_confirmed_inventory_settles_it_whatever_the_ledger_says(
    found, tonnes: str, word: str
) -> None:
    rows = (
        inventory(2015, "10000"),
        inventory(2019, "8800"),
        inventory(2020, tonnes, issued_on="2021-06-15"),
    )
    finding = found(cut("X1", "1"), inventories=rows, as_of=LATER)
    assert (finding.status.value, finding.missing) == (word, ())
    assert any("= 8799.00 t" in note for note in finding.notes), "the ledger stays beside it"
    # A day before it was issued there is the ledger alone.
    before = found(cut("X1", "1"), inventories=rows, as_of=date(2021, 6, 14))
    assert before.status.value == "难以达成"


def test_a_provisional_inventory_is_shown_and_settles_nothing(found) -> None:
    rows = (
        inventory(2015, "10000"),
        inventory(2019, "8800"),
        inventory(2020, "8000", is_provisional="是", document=None),
    )
    finding = found(cut("X1", "270"), inventories=rows, as_of=LATER)
    assert (finding.status.value, finding.value) == ("有望", Decimal("14.70"))
    assert "2020: 8000.00 t 暂定 provisional" in finding.notes


def test_what_closes_the_gap_is_the_fewest_unverified_projects_by_tonnes(found) -> None:
    projects = (
        cut("X1", "100"),
        cut("X2", "40", **OPEN),
        cut("X3", "120", **OPEN),
        cut("X4", "60", **OPEN),
    )
    # The gap is 170 t: 120 + 60 are enough, 40 more is not needed.
    running = found(*projects, as_of=JUNE)
    assert running.status.value == "有风险"
    assert "X3 项X3 120.00 t; X4 项X4 60.00 t" in running.missing[0]
    assert "X2" not in running.missing[0]
    assert [line.split()[2] for line in running.rest] == ["X3", "X4", "X2"]
    # 8,700 t are 13 %; with all 220 t verified 8,480 t would be 15.2 %.
    assert any("13.00 % " in note and "15.20 % " in note for note in running.notes)
    closed = found(*projects, as_of=END)
    assert closed.status.value == "证据不足"
    assert any("差 gap 170.00 t" in note for note in closed.notes)
    without = found(projects[0], projects[1], as_of=END)
    assert without.status.value == "难以达成", "40 t do not close 170"


def test_two_projects_on_one_object_count_once_the_smaller_aside(found) -> None:
    one = {"physical_object": "甲厂1号池"}
    both = (cut("X1", "200", **one), cut("X2", "100", **one))
    # Counted twice they would be 300 t, and 270 are enough.
    finding = found(*both, as_of=JUNE)
    assert (finding.status.value, finding.value) == ("难以达成", Decimal("14.00"))
    assert len(finding.counted) == 1
    assert finding.counted[0].startswith("X1")
    assert "X2" in finding.rest[0]
    assert "甲厂1号池" in finding.rest[0]
    apart = found(both[0], both[1] | {"physical_object": "甲厂2号池"}, as_of=JUNE)
    assert apart.status.value == "有望"


def test_an_unverified_claim_on_a_verified_object_adds_nothing(found) -> None:
    one = {"physical_object": "甲厂1号池"}
    finding = found(cut("X1", "200", **one), cut("X2", "900", **one, **OPEN), as_of=JUNE)
    assert finding.status.value == "难以达成"
    assert finding.counted[0].startswith("X1")


def test_an_object_of_an_earlier_year_is_not_reduced_again(found) -> None:
    one = {"physical_object": "甲厂7号池"}
    # X1 counted from 2018-03 to 2019-02, so it has no month in 2020; 8,800 t stay, 12 %.
    old = cut("X1", "100", "2018-03", **one)
    finding = found(old, cut("X2", "900", **one), as_of=JUNE)
    assert (finding.status.value, finding.value) == ("难以达成", Decimal("12.00"))
    (double,) = finding.rest
    assert double.startswith("重复 double: X2 项X2: 900.00 t")
    assert double.endswith("甲厂7号池 = X1 项X1, 起算 from 2018-03")
    # One that was rejected, or never verified, does not hold the object against a verified one;
    # nor does one of a later year.
    for other in (
        old | {"verification": "rejected"},
        old | OPEN,
        cut("X1", "5000", "2021-01", **one),
    ):
        assert found(other, cut("X2", "270", **one), as_of=JUNE).value == Decimal("14.70")
    # Of two that are not verified the earlier one holds it: nothing is left to close the gap.
    pair = (old | OPEN, cut("X2", "900", **one, **OPEN))
    assert found(*pair, as_of=JUNE).status.value == "难以达成"


def test_the_smaller_of_an_earlier_year_stays_aside_in_its_last_months(found) -> None:
    one = {"physical_object": "甲厂7号池"}
    # In 2019 X1 had 120 t and X2 70 t; of X2 five months, 50 t, lie in 2020.
    both = (cut("X1", "120", "2019-01", **one), cut("X2", "120", "2019-06", **one))
    finding = found(*both, as_of=JUNE)
    assert finding.value == Decimal("12.00")
    assert "X2 项X2: 50.00 t" in finding.rest[0]


def test_the_same_object_may_cut_another_pollutant(found) -> None:
    one = {"physical_object": "甲厂1号池"}
    finding = found(cut("X1", "270", **one), cut("X1", "900", pollutant="NH3N", **one))
    assert finding.status.value == "有望"


@pytest.mark.parametrize(
    ("start", "stable", "in_2020", "in_2021"),
    [
        ("2020-01", None, 12, 0),
        ("2020-05", None, 8, 4),
        ("2020-12", None, 1, 11),
        # Begun in October 2019: three months counted then, nine are left of the first twelve.
        ("2019-10", None, 9, 0),
        ("2018-12", None, 0, 0),
        # Stable in March counts from May; what claims March begins in May all the same.
        ("2020-05", "2020-03-15", 8, 4),
        ("2020-03", "2020-03-15", 8, 4),
        ("2020-07", "2020-03-15", 6, 6),
        # Stable in November: January of the next year.
        ("2020-11", "2020-11-02", 0, 12),
    ],
)
def test_the_first_twelve_months_count_where_they_lie(
    row_of, start: str, stable: str | None, in_2020: int, in_2021: int
) -> None:
    row = row_of(EmissionProject, **cut("X1", "120", start, stable_on=stable))
    assert claim_in(row, 2020).months == in_2020
    assert claim_in(row, 2020).tonnes == Fraction(10 * in_2020)
    assert claim_in(row, 2021).months == in_2021


def test_a_start_that_is_too_early_is_corrected_and_said(found) -> None:
    # 405 t/a from March would be 10/12 = 337.5 t; from May 8/12 = 270 t, just enough.
    finding = found(cut("X1", "405", "2020-03", stable_on="2020-03-15"))
    assert finding.status.value == "有望"
    assert "改自 2020-05 起算" in finding.counted[0]
    # 404 t/a from May are 269.33 t, from March they would do.
    late = found(cut("X1", "404", "2020-03", stable_on="2020-03-15"))
    assert late.status.value == "难以达成"


def test_a_rejected_project_is_named_and_never_counted(found) -> None:
    finding = found(cut("X1", "900", verification="rejected"), as_of=JUNE)
    assert (finding.status.value, finding.value) == ("难以达成", Decimal("12.00"))
    assert finding.rest == ("不予认定 rejected 2020-06-20: X1 项X1 900.000 t/a",)


def test_what_is_verified_later_is_not_verified_yet(found) -> None:
    assert found(cut("X1", "270"), as_of=date(2020, 6, 20)).status.value == "有望"
    assert found(cut("X1", "270"), as_of=date(2020, 6, 19)).status.value == "有风险"
    # The accounting of a year comes after it: a project verified in February counts then.
    late = cut("X1", "270", verified_on="2021-02-10")
    assert found(late, as_of=END).status.value == "证据不足"
    assert found(late, as_of=date(2021, 2, 10)).status.value == "有望"


def test_a_new_load_burdens_unless_it_is_rejected(found) -> None:
    load = {"kind": "new_load", **OPEN}
    cuts = cut("X1", "270")
    finding = found(cuts, cut("N1", "24", "2020-07", **load))
    # 24 t/a over six months add 12 t: 8,542 t, 14.58 %.
    assert (finding.status.value, finding.value) == ("难以达成", Decimal("14.58"))
    rejected = cut("N1", "24", "2020-07", kind="new_load", verification="rejected")
    assert found(cuts, rejected).status.value == "有望"


@pytest.mark.parametrize(
    ("rows", "lack"),
    [
        ((), "缺基数"),
        ((inventory(2019, "8800"),), "缺基数"),
        ((inventory(2015, "10000", is_base_year="否"), inventory(2019, "8800")), "缺基数"),
        ((inventory(2015, "10000"),), "缺核算量 emission_inventory: 2019"),
    ],
)
def test_without_base_or_inventory_nothing_is_said(found, rows: Any, lack: str) -> None:
    for as_of in (JUNE, END):
        finding = found(cut("X1", "270"), inventories=rows, as_of=as_of)
        assert finding.status.value == "证据不足"
        assert any(lack in line for line in finding.missing)
        assert finding.value is None


def test_a_class_of_sources_that_is_not_there_is_no_reduction(found) -> None:
    rows = (
        inventory(2015, "6000", source_class="domestic"),
        inventory(2015, "4000", source_class="industry"),
        inventory(2019, "5000", source_class="domestic"),
    )
    finding = found(inventories=rows, as_of=END)
    assert finding.status.value == "证据不足"
    assert finding.missing == ("缺源类 a class of sources missing 2019: 工业源 industry",)
    whole = (*rows, inventory(2019, "3500", source_class="industry"))
    # 6,000 + 4,000 and 5,000 + 3,500: 15 %.
    assert found(inventories=whole).value == Decimal("15.00")


def test_the_whole_city_replaces_its_classes_and_both_are_told(found) -> None:
    rows = (
        inventory(2015, "10000"),
        inventory(2019, "8500"),
        inventory(2019, "8400", source_class="industry"),
    )
    finding = found(inventories=rows)
    assert finding.value == Decimal("15.00")
    assert any("8400.00 t" in note for note in finding.notes)


def test_the_projects_of_another_pollutant_are_not_there(found) -> None:
    finding = found(cut("X1", "270", pollutant="SO2"))
    assert (finding.value, finding.rest) == (Decimal("12.00"), ())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"verified_on": None}, "verified_on"),
        ({"evidence": None}, "evidence"),
        ({"tonnes": None}, "tonnes"),
        ({"start_month": None}, "start_month"),
        ({"listed_year": None}, "listed_year"),
    ],
)
def test_a_row_of_the_ledger_that_says_half_is_refused(row_of, changes: Any, field: str) -> None:
    with pytest.raises(ValueError, match=r"tonnes|date|both") as told:
        row_of(EmissionProject, **(cut("X1", "1") | changes))
    fault = told.value.errors()[0]["ctx"]["error"]  # type: ignore[attr-defined]
    assert isinstance(fault, CellFault)
    assert fault.field == field


def test_a_confirmed_figure_names_its_document(row_of) -> None:
    with pytest.raises(ValueError, match="confirmed without a document"):
        row_of(EmissionInventory, **inventory(2019, "1", document=None))


# The year's plan and its targets


def target(tonnes: str, **changes: Any) -> dict[str, Any]:
    base = {"pollutant": "COD", "year": 2020, "tonnes": tonnes, "document": "减〔2020〕1号"}
    return base | {"issued_on": "2020-04-20"} | changes


@pytest.fixture
def plan_found(judged, row_of):
    def find(identity: str, *projects: dict[str, Any], targets: Any = (), **how: Any):
        return judged(
            identity,
            emission_projects=tuple(row_of(EmissionProject, **one) for one in projects),
            emission_targets=tuple(row_of(EmissionTarget, **one) for one in targets),
            **how,
        )

    return find


def test_the_plan_is_issued_on_its_day_and_its_list_is_entered(plan_found) -> None:
    bare = {"tonnes": None, "start_year": None, "start_month": None, **OPEN}
    rows = (cut("X1", "1"), cut("X1", "2", pollutant="SO2"), cut("X2", "1") | bare)
    rows = (*rows, cut("X3", "1", listed_in=None, listed_year=None))
    early, _ = plan_found("10.1", *rows, targets=[target("9")], as_of=date(2020, 4, 19))
    assert early.status.value == "有望"
    document, listed = plan_found("10.1", *rows, targets=[target("9")], as_of=END)
    assert (document.status.value, document.evidence) == (
        "已达成",
        ("减〔2020〕1号: 印发 issued 2020-04-20",),
    )
    assert (listed.numerator, listed.denominator, listed.status.value) == (1, 2, "未达成")
    assert listed.rest[0].startswith("X2")
    late = [target("9", issued_on="2021-01-04")]
    assert plan_found("10.1", *rows, targets=late, as_of=END)[0].status.value == "未达成"
    assert plan_found("10.1", *rows, as_of=END)[0].status.value == "证据不足"


@pytest.mark.parametrize(
    ("as_of", "open_tonnes", "word"),
    [
        (JUNE, "0", "难以达成"),
        (JUNE, "30", "有风险"),
        (END, "30", "证据不足"),
        (END, "29.999", "未达成"),
    ],
)
def test_the_years_target_is_held_against_verified_tonnes(
    plan_found, as_of: date, open_tonnes: str, word: str
) -> None:
    rows = (cut("X1", "70"), cut("X2", open_tonnes, **OPEN))
    listed, cod, *others = plan_found("10.2", *rows, targets=[target("100")], as_of=as_of)
    assert (cod.status.value, cod.value) == (word, Decimal("70.00"))
    assert cod.threshold_text == "≥ 100.000 t"
    assert (listed.numerator, listed.denominator) == (1, 2)
    # Targets of the other three are not entered.
    assert [one.status.value for one in others] == ["证据不足"] * 3
    assert all("缺阈值" in one.missing[0] for one in others)


def test_a_reached_target_is_settled_on_the_due_day(plan_found) -> None:
    for as_of, word in ((EVE, "有望"), (END, "已达成")):
        listed, cod, *_ = plan_found("10.2", cut("X1", "70"), targets=[target("70")], as_of=as_of)
        assert cod.status.value == word
        assert listed.status.value == word, "urging is judged by dated acts of the year"
    _, nothing, *_ = plan_found("10.2", targets=[target("70")], as_of=END)
    assert (nothing.status.value, nothing.kind) == ("证据不足", None)


def test_list_and_tonnes_judge_a_verification_on_one_day(plan_found) -> None:
    # Accounting comes after the due day: both findings know of it in February, neither before.
    row = cut("X1", "70", verified_on="2021-02-10")
    for as_of, number, tonnes in ((END, 0, "0"), (date(2021, 2, 10), 1, "70.00")):
        listed, cod, *_ = plan_found("10.2", row, targets=[target("70")], as_of=as_of)
        assert (listed.numerator, listed.denominator) == (number, 1)
        assert cod.value == Decimal(tonnes)
