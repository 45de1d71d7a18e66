"""Waste: who declared, whether it balances, what a check found, and capacity by class."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
from yunzhu.city.registers.waste import Declaration, FacilityCapacity
from yunzhu.errors import PlanError
from yunzhu.plan.verdicts import Finding

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)


@pytest.fixture
def declared(row_of):
    """A declaration that balances: 1 + 10 = 8 + 2 + 1 t, accepted in March."""

    def make(firm: str, **changes: Any) -> Declaration:
        base = {
            "enterprise": firm,
            "year": 2019,
            "waste_code": "336-054-17",
            "waste_class": "HW17",
            "opening_t": "1",
            "generated_t": "10",
            "transferred_t": "8",
            "disposed_t": "2",
            "closing_t": "1",
            "submitted_on": "2020-03-10",
            "accepted_on": "2020-03-20",
        }
        return row_of(Declaration, **base | changes)

    return make


@pytest.fixture
def firms(row_of):
    """Firms on the list of those bound to declare, with changes of the firm and of its listing."""

    def make(*codes: str, of_firm: Any = None, of_listing: Any = None) -> dict[str, Any]:
        return {
            "enterprises": tuple(
                row_of(
                    Enterprise,
                    code=code,
                    name=f"厂{code}",
                    area="1",
                    **(of_firm or {}).get(code, {}),
                )
                for code in codes
            ),
            "enterprise_listings": tuple(
                row_of(
                    EnterpriseListing,
                    **{"enterprise": code, "enterprise_list": "waste_declarant", "year": 2020}
                    | (of_listing or {}).get(code, {}),
                )
                for code in codes
            ),
        }

    return make


def one(found: list[Finding]) -> Finding:
    return found[0]


def test_a_bound_firm_without_an_accepted_declaration_is_listed(judged, declared, firms) -> None:
    rows = (declared("甲"), declared("乙", accepted_on=None), declared("丁"))
    found = one(judged("21.5", as_of=END, **firms("甲", "乙", "丙"), declarations=rows))
    assert (found.status.value, found.numerator, found.denominator) == ("已达成", 1, 3)
    assert [line.split(":")[0] for line in found.rest] == ["乙 厂乙", "丙 厂丙"]
    assert "2019 年申报审核通过 accepted 2020-03-20" in found.evidence[0]


def test_an_acceptance_counts_from_its_day_and_in_the_year(judged, declared, firms) -> None:
    rows = (
        declared("甲", accepted_on="2020-07-01"),
        declared("乙", submitted_on="2019-03-01", accepted_on="2019-03-20", year=2018),
    )
    early = one(judged("21.5", as_of=JUNE, **firms("甲", "乙"), declarations=rows))
    assert (early.numerator, early.status.value) == (0, "证据不足")
    later = one(judged("21.5", as_of=date(2020, 7, 1), **firms("甲", "乙"), declarations=rows))
    assert (later.numerator, later.status.value) == (1, "有望")


def test_all_wastes_of_a_firm_must_be_accepted(judged, declared, firms) -> None:
    pending = declared("甲", waste_code="900-249-08", waste_class="HW08", accepted_on=None)
    found = one(judged("21.5", as_of=END, **firms("甲"), declarations=(declared("甲"), pending)))
    assert (found.numerator, found.denominator) == (0, 1)
    assert "900-249-08" in found.rest[0]


def test_a_declaration_handed_in_after_the_day_does_not_change_it(judged, declared, firms) -> None:
    later = declared("甲", waste_code="900-249-08", submitted_on="2020-09-01", accepted_on=None)
    rows = {**firms("甲"), "declarations": (declared("甲"), later)}
    assert one(judged("21.5", as_of=date(2020, 8, 31), **rows)).numerator == 1
    assert one(judged("21.5", as_of=date(2020, 9, 1), **rows)).numerator == 0


def test_firms_that_closed_or_left_the_list_leave_by_their_documents(judged, firms) -> None:
    rows = firms(
        "甲", "乙", "丙", "丁",
        of_firm={
            "甲": {"in_operation_to": "2020-02-01", "closure_evidence": "关〔2020〕1号"},
            "乙": {"in_operation_to": "2020-02-01"},
        },
        of_listing={
            "丙": {"removed_on": "2020-05-01", "document": "环〔2020〕2号"},
            "丁": {"removed_on": "2020-05-01"},
        },
    )  # fmt: skip
    found = one(judged("21.5", as_of=END, **rows))
    assert (found.numerator, found.denominator) == (0, 2)
    assert [line.split(":")[0] for line in found.rest] == ["乙 厂乙", "丁 厂丁"]
    assert "2020-02-01 关停而无依据 closed without a document" in found.rest[0]
    assert "2020-05-01 移出名单而无依据 off the list without a document" in found.rest[1]
    assert any("关〔2020〕1号" in note for note in found.notes)
    assert any("环〔2020〕2号" in note for note in found.notes)


def test_only_the_list_of_the_year_binds(judged, declared, firms) -> None:
    rows = firms("甲", "乙", of_listing={"乙": {"year": 2019}})
    found = one(judged("21.5", as_of=END, **rows, declarations=(declared("甲"),)))
    assert found.denominator == 1


# Mass balance and checks


def test_a_balance_within_the_tolerance_holds_and_one_beyond_is_told(judged, declared) -> None:
    rows = (
        declared("甲"),
        # Out by exactly the tolerance of 0.01 t, and by more than it.
        declared("乙", closing_t="0.99"),
        declared("丙", closing_t="1.02"),
    )
    found = one(judged("21.6", as_of=END, declarations=rows))
    assert (found.status.value, found.value) == ("未达成", Decimal(0))
    assert found.rest[0] == (
        "丙 2019 336-054-17: 未抽查 not sampled; 不平衡 does not balance: 差 -0.02 t"
    )
    assert any("平衡 balanced 2 ÷ 3 = 66.7 %, 容差 tolerance 0.01 t" in n for n in found.notes)


def test_the_error_rate_has_both_numbers_and_its_interval(judged, declared) -> None:
    # Four verified, one of them with errors; 0.25 of 4: Wilson 95 % is 4.56 % to 69.94 %.
    on = {"sampled_on": "2020-06-10"}
    rows = (
        *(declared(f"甲{n}", **on, errors_found=0) for n in range(3)),
        declared("乙", **on, errors_found=2),
        declared("丙", **on),
        declared("丁"),
    )
    found = one(judged("21.6", as_of=JUNE, declarations=rows))
    assert (found.status.value, found.value, found.unit) == ("已达成", Decimal(4), "份")
    assert found.notes[0] == (
        "差错率 error rate 1 ÷ 4 = 25.0 %, 95 % 区间 interval 4.6–69.9 % (Wilson)"
    )
    assert any("丙" in line and "未核查 not verified" in line for line in found.rest)


def test_a_check_counts_from_its_day_and_in_the_year(judged, declared) -> None:
    rows = (
        declared("甲", sampled_on="2020-07-01", errors_found=0),
        declared(
            "乙",
            sampled_on="2019-12-31",
            errors_found=0,
            submitted_on=None,
            accepted_on=None,
            year=2018,
        ),
    )
    assert one(judged("21.6", as_of=JUNE, declarations=rows)).value == 0
    assert one(judged("21.6", as_of=date(2020, 7, 1), declarations=rows)).value == 1


def test_an_outlier_is_measured_against_the_firms_own_year_before(judged, declared) -> None:
    def grown(firm: str, generated: str) -> Declaration:
        # 1 + generated = generated + 0 + 1
        return declared(firm, generated_t=generated, transferred_t=generated, disposed_t="0")

    rows = (
        *(declared(firm, year=2018, accepted_on="2020-01-20", submitted_on="2020-01-10")
          for firm in "甲乙丙丁"),
        # Five times 10 t and a fifth of it are the bounds, both included.
        grown("甲", "50"), grown("乙", "50.0001"), grown("丙", "2"), grown("丁", "1.9999"),
    )  # fmt: skip
    found = one(judged("21.6", as_of=END, declarations=rows))
    told = [line.split(" ")[0] for line in found.rest if "outlier" in line]
    assert told == ["乙", "丁"]


def test_no_declaration_at_all_is_no_miss(judged) -> None:
    found = one(judged("21.6", as_of=END))
    assert found.status.value == "证据不足"
    assert "declarations" in found.missing[0]


@pytest.mark.parametrize(
    ("field", "value"), [("tolerance_t", -1), ("outlier_factor", 1), ("confidence", 1)]
)
def test_a_setting_that_makes_no_sense_is_refused(plan_of, write, field, value) -> None:
    metric = {
        "name": "waste_declaration_audit",
        "tolerance_t": 0.01,
        "outlier_factor": 5,
        "confidence": 0.95,
    }
    with pytest.raises(PlanError) as told:
        plan_of(write.entry("01.1", metric | {field: value}))
    assert field in str(told.value.field)


# Capacity


@pytest.fixture
def capacity(row_of):
    """A licensed facility of a class, in use since a day."""

    def make(waste_class: str, tonnes: str, since: str, **changes: Any) -> FacilityCapacity:
        base = {
            "facility": "D1",
            "waste_class": waste_class,
            "licensed_t_per_year": tonnes,
            "in_operation_from": since,
            "licence": "证1",
        }
        return row_of(FacilityCapacity, **base | changes)

    return make


def test_a_year_counts_once_all_who_declared_the_year_before_are_in(
    judged, declared, firms, capacity
) -> None:
    def of(firm: str, year: int, accepted_on: str, generated: str = "4000") -> Declaration:
        return declared(
            firm,
            year=year,
            waste_class="HW49",
            generated_t=generated,
            submitted_on="2019-01-10",
            accepted_on=accepted_on,
        )

    rows = {
        **firms("A", "B"),
        "declarations": (
            of("A", 2018, "2019-03-01"),
            of("B", 2018, "2019-03-01"),
            of("A", 2019, "2020-03-01", "3000"),
            of("B", 2019, "2020-04-01", "1500"),
        ),
        "facility_capacities": (capacity("HW49", "5000", "2015-01-01"),),
    }
    # 2018: 4,000 + 4,000 t for 5,000 t/a. A's row of 2019 alone says nothing of B's.
    short = "HW49: 能力 capacity 5000 t/a, 2018 年产生 generated 8000 t, 缺 short 3000 t"
    before, _ = judged("21.2", as_of=date(2020, 2, 29), **rows)
    assert before.rest == (short,)
    assert not any("申报" in note for note in before.notes)
    first, _ = judged("21.2", as_of=date(2020, 3, 1), **rows)
    assert (first.numerator, first.denominator, first.rest) == (0, 1, (short,))
    assert first.notes[0] == (
        "按 2018 年产生量 by what was generated in 2018: 2019 年尚无审核通过的申报 "
        "without an accepted declaration of 2019: B 厂B"
    )
    # With B 2019 has 3,000 + 1,500 t.
    both, _ = judged("21.2", as_of=date(2020, 4, 1), **rows)
    assert (both.numerator, both.denominator, both.rest) == (1, 1, ())
    assert "2019 年产生 generated 4500 t, 余 left 500 t" in both.evidence[0]


def test_a_firm_that_closed_with_a_document_holds_no_year_up(
    judged, declared, firms, capacity
) -> None:
    def word(**of_b: Any) -> str:
        found, _ = judged(
            "21.2",
            **firms("A", "B", of_firm={"B": {"in_operation_to": "2019-12-31", **of_b}}),
            declarations=(declared("A", year=2018), declared("B", year=2018), declared("A")),
            facility_capacities=(capacity("HW17", "100", "2015-01-01"),),
        )
        return found.evidence[0]

    assert "2018 年产生 generated 20 t" in word()
    assert "2019 年产生 generated 10 t" in word(closure_evidence="关〔2019〕9号")


def test_capacity_is_held_by_class_against_what_was_generated(judged, declared, capacity) -> None:
    rows = {
        "declarations": (
            declared("甲", generated_t="10"),
            declared("乙", generated_t="15.5"),
            declared("甲", waste_code="900-249-08", waste_class="HW08", generated_t="7"),
            declared("甲", waste_class="HW49", year=2018),
        ),
        "facility_capacities": (
            capacity("HW17", "20", "2015-01-01"),
            capacity("HW17", "5", "2020-03-01"),
            # Without a licence, no longer licensed, closed: none of it counts.
            capacity("HW17", "90", "2015-02-01", licence=None),
            capacity("HW17", "90", "2015-03-01", licence_to="2020-06-29"),
            capacity("HW17", "90", "2015-04-01", in_operation_to="2020-06-29"),
            capacity("HW08", "7", "2015-01-01"),
        ),
    }
    found, absent = judged("21.2", as_of=JUNE, **rows)
    # HW17: 25.5 t generated, 20 + 5 t/a licensed and running; HW08: 7 for 7 is enough.
    assert (found.numerator, found.denominator) == (1, 2)
    assert found.rest == (
        "HW17: 能力 capacity 25 t/a, 2019 年产生 generated 25.5 t, 缺 short 0.5 t",
    )
    # The new line of March is the act of the year. 2019 had 20 + 90 + 90 t/a licensed.
    assert found.status.value == "有望"
    assert (
        "HW17 持证在运 licensed and running [t/a]: 2019-12-31 200, 2020-06-30 25, 差 change -175"
        in found.notes
    )
    assert absent.missing[0].endswith("disposal_project_milestones")
    # A new line without a licence is no act of the year.
    unlicensed = capacity("HW17", "5", "2020-03-01", licence=None)
    rows["facility_capacities"] = (rows["facility_capacities"][0], unlicensed)
    without, _ = judged("21.2", as_of=JUNE, **rows)
    assert without.status.value == "证据不足"
    assert without.missing == ("尚无 2020 年的行动 no act in the year",)
