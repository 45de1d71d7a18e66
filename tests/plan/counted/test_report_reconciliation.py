"""Reported tonnes against monitors, EIA and statistics: what agrees, conflicts, is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.discharge_outlets import DischargeOutlet, MonitorReading, OutletLimit
from yunzhu.city.registers.eia_documents import EiaDocument, EiaPromisedEmission
from yunzhu.city.registers.enterprises import Enterprise
from yunzhu.city.registers.permits import Permit, PermitReport, PermitReportEmission
from yunzhu.city.registers.statistical_returns import (
    StatisticalReturn,
    StatisticalReturnEmission,
)
from yunzhu.errors import PlanError
from yunzhu.plan.threshold import KnownThreshold

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)
SHARE = {
    "threshold": KnownThreshold.model_validate({"compare": "at_least", "value": 100, "unit": "%"})
}


class Rows:
    """Registers of one permit per firm, filled by what a test says."""

    def __init__(self, row_of: Any) -> None:
        self._row_of = row_of
        self.rows: dict[str, list[Any]] = {}

    def add(self, register: str, model: Any, **cells: Any) -> None:
        self.rows.setdefault(register, []).append(self._row_of(model, **cells))

    def permit(self, firm: str, code: str = "", **changes: Any) -> None:
        if all(row.code != firm for row in self.rows.get("enterprises", [])):
            self.add("enterprises", Enterprise, code=firm, name=f"厂{firm}", area="1")
        self.add(
            "permits",
            Permit,
            code=code or f"P{firm}",
            enterprise=firm,
            valid_to="2022-12-31",
            state="valid",
            **{f"has_{kind}_reports": "否" for kind in ("month", "quarter", "half_year", "year")}
            | {"management_class": "key", "valid_from": "2018-01-01"}
            | changes,
        )

    def report(
        self,
        permit: str,
        tonnes: str,
        kind: str = "quarter",
        first: str = "2020-01-01",
        submitted_on: str = "2020-04-14",
    ) -> None:
        key = {"permit": permit, "kind": kind, "period_start": first}
        self.add("permit_reports", PermitReport, **key, submitted_on=submitted_on)
        self.add("permit_report_emissions", PermitReportEmission, **key, item="NOx", tonnes=tonnes)

    def outlet(self, code: str, permit: str) -> None:
        self.add(
            "discharge_outlets",
            DischargeOutlet,
            code=code,
            name=code,
            enterprise=permit[1:],
            permit=permit,
            medium="air",
        )

    def limit(self, outlet: str, limit: str, since: str = "2018-01-01", **changes: Any) -> None:
        cells = {
            "outlet": outlet,
            "item": "NOx",
            "valid_from": since,
            "limit": limit,
            "bound": "most",
        }
        self.add("outlet_limits", OutletLimit, **cells, unit="mg/m3", **changes)

    def month(
        self,
        outlet: str,
        month: int,
        tonnes: str,
        mean: str = "40",
        share: str | None = "98",
        unit: str = "mg/m3",
    ) -> None:
        self.add(
            "monitor_readings",
            MonitorReading,
            outlet=outlet,
            item="NOx",
            year=2020,
            month=month,
            mean=mean,
            unit=unit,
            tonnes=tonnes,
            valid_hours_percent=share,
        )


@pytest.fixture
def rows(row_of) -> Rows:
    return Rows(row_of)


@pytest.fixture
def found(judged, rows):
    """Judge 08.8 on the rows; without the execution reports that stand beside it."""

    def judge(as_of: date = JUNE, **changes: Any):
        given = {name: tuple(one) for name, one in rows.rows.items()}
        return judged("08.8", as_of=as_of, change=changes.get("change"), **given)[0]

    return judge


def quarter(rows: Rows, firm: str, reported: str, *monthly: str) -> None:
    rows.permit(firm)
    rows.report(f"P{firm}", reported)
    rows.outlet(f"D{firm}", f"P{firm}")
    for month, tonnes in enumerate(monthly, start=1):
        rows.month(f"D{firm}", month, tonnes)


def test_013_reported_where_the_monitor_says_043_is_a_conflict_with_all_numbers(
    rows, found
) -> None:
    quarter(rows, "A", "0.13", "0.15", "0.14", "0.14")
    quarter(rows, "B", "0.43", "0.15", "0.14", "0.14")
    rows.limit("DA", "50")
    one = found()
    assert (one.numerator, one.denominator) == (1, 2)
    (conflict,) = one.rest
    # (0.43 - 0.13) / 0.43 = 69.8 %.
    for told in ("PA 厂A", "0.13 t", "0.43 t", "DA 0.43 t, 限值 limit 50 mg/m3", "69.8 %"):
        assert told in conflict


@pytest.mark.parametrize(
    ("reported", "agrees"),
    [
        # 10 % of 1.00 t is 0.10 t, on both sides and including the bound.
        ("0.90", True),
        ("1.10", True),
        ("0.899999", False),
        ("1.100001", False),
    ],
)
def test_the_tolerance_is_of_the_monitored_figure(rows, found, reported: str, agrees: bool) -> None:
    quarter(rows, "A", reported, "0.4", "0.3", "0.3")
    assert found().numerator == int(agrees)


def test_nothing_reported_and_nothing_monitored_agree(rows, found) -> None:
    quarter(rows, "A", "0", "0", "0", "0")
    assert found().numerator == 1


def test_something_reported_where_nothing_was_monitored_is_a_conflict(rows, found) -> None:
    quarter(rows, "A", "0.01", "0", "0", "0")
    assert (found().numerator, found().denominator) == (0, 1)


def test_a_missing_month_is_unknown_and_no_conflict(rows, found) -> None:
    quarter(rows, "A", "0.13", "0.15", "0.14")
    quarter(rows, "B", "0.43", "0.15", "0.14", "0.14")
    one = found()
    assert (one.numerator, one.denominator) == (1, 1)
    assert "未比对 not compared" in one.rest[0]
    assert "2020-03" in one.rest[0]


def test_a_month_with_too_few_valid_hours_is_unknown(rows, found) -> None:
    quarter(rows, "A", "0.43", "0.15", "0.14")
    rows.month("DA", 3, "0.14", share="74.99")
    assert found().status.value == "证据不足"
    rows.rows["monitor_readings"].pop()
    rows.month("DA", 3, "0.14", share="75")
    assert (found().numerator, found().status.value) == (1, "有望")


def test_a_limited_outlet_without_a_monitor_makes_the_sum_unknown(rows, found) -> None:
    quarter(rows, "A", "0.43", "0.15", "0.14", "0.14")
    rows.outlet("D2", "PA")
    assert found().numerator == 1
    rows.limit("D2", "50")
    assert found().status.value == "证据不足"
    assert any("D2 缺有效监测月份" in line for line in found().missing)


def test_the_sum_is_over_all_outlets_of_the_permit(rows, found) -> None:
    quarter(rows, "A", "0.86", "0.15", "0.14", "0.14")
    rows.outlet("D2", "PA")
    for month, tonnes in ((1, "0.15"), (2, "0.14"), (3, "0.14")):
        rows.month("D2", month, tonnes)
    assert found().numerator == 1


def test_no_report_of_the_year_up_to_the_day_says_nothing(rows, found) -> None:
    quarter(rows, "A", "0.43", "0.15", "0.14", "0.14")
    early = found(date(2020, 4, 13))
    assert (early.status.value, early.numerator) == ("证据不足", None)
    assert "none of these yet" in early.missing[0]
    assert found(date(2020, 4, 14)).numerator == 1


def test_an_effort_is_judged_by_its_acts_and_a_share_by_the_numbers(rows, found) -> None:
    quarter(rows, "A", "0.13", "0.15", "0.14", "0.14")
    quarter(rows, "B", "0.43", "0.15", "0.14", "0.14")
    assert [found(day).status.value for day in (JUNE, END)] == ["有望", "已达成"]
    assert [found(day, change=SHARE).status.value for day in (JUNE, END)] == ["难以达成", "未达成"]


def yearly(rows: Rows, firm: str, reported: str, permit: str = "") -> None:
    rows.permit(firm, permit)
    rows.report(
        permit or f"P{firm}", reported, "year", first="2019-01-01", submitted_on="2020-01-20"
    )


def promise(rows: Rows, firm: str, tonnes: str, approved_on: str = "2015-06-01") -> None:
    code = f"环{firm}{tonnes}"
    rows.add(
        "eia_documents",
        EiaDocument,
        code=code,
        name=code,
        kind="project",
        enterprise=firm,
        area="1",
        is_key_area="否",
        is_major="否",
        on_commitment="否",
        approved_on=approved_on,
    )
    rows.add(
        "eia_promised_emissions", EiaPromisedEmission, eia=code, item="NOx", tonnes_per_year=tonnes
    )


def returned(rows: Rows, firm: str, tonnes: str, accepted_on: str | None = "2020-04-10") -> None:
    key = {"survey": "statistics", "year": 2019, "unit": f"U{firm}"}
    rows.add(
        "statistical_returns", StatisticalReturn, **key, enterprise=firm, accepted_on=accepted_on
    )
    rows.add(
        "statistical_return_emissions", StatisticalReturnEmission, **key, item="NOx", tonnes=tonnes
    )


@pytest.mark.parametrize(
    ("reported", "agrees"),
    [("0.10", True), ("2.20", True), ("2.21", False)],
)
def test_a_promise_of_the_eia_is_a_ceiling(rows, found, reported: str, agrees: bool) -> None:
    # 2 t/a promised in two documents, with 10 % above it.
    yearly(rows, "A", reported)
    promise(rows, "A", "1.5")
    promise(rows, "A", "0.5")
    assert (found().numerator, found().denominator) == (int(agrees), 1)


def test_a_document_that_is_not_approved_yet_promises_nothing(rows, found) -> None:
    yearly(rows, "A", "1")
    promise(rows, "A", "2", approved_on="2020-07-01")
    assert found().status.value == "证据不足"
    assert "no promised emission on record" in found().missing[0]


def test_a_later_approval_does_not_raise_the_ceiling_of_a_past_year(rows, found) -> None:
    # The report is of 2019: 2 t reported, 1 t promised by its last day, 1.5 t a day later.
    yearly(rows, "A", "2")
    promise(rows, "A", "1", approved_on="2019-12-31")
    promise(rows, "A", "1.5", approved_on="2020-01-01")
    one = found()
    assert (one.numerator, one.denominator) == (0, 1)
    # (2 - 1) / 1 = 100 %.
    assert "promised in the EIA 1 t (环A1), 相差 differs by 100.0 %" in one.rest[0]


def test_statistics_count_once_accepted_and_for_all_permits_of_a_firm(rows, found) -> None:
    # Two permits report 0.6 and 0.4 t; the firm's return says 1 t.
    yearly(rows, "A", "0.6", "PA1")
    yearly(rows, "A", "0.4", "PA2")
    returned(rows, "A", "1")
    assert (found().numerator, found().denominator) == (2, 2)
    rows.rows["statistical_returns"].clear()
    assert found().status.value == "证据不足"


OWES = {"has_year_reports": "是"}


@pytest.mark.parametrize("other", [OWES, OWES | {"valid_from": "2019-10-01"}])
def test_a_firm_is_compared_once_all_its_permits_have_reported(rows, found, other) -> None:
    # PA1 reports 0.6 t in January, PA2 0.4 t on 10 May; the return says 1 t, and 1 t is promised.
    yearly(rows, "A", "0.6", "PA1")
    rows.permit("A", "PA2", **other)
    rows.report("PA2", "0.4", "year", first="2019-01-01", submitted_on="2020-05-10")
    returned(rows, "A", "1")
    promise(rows, "A", "1")
    early = found(date(2020, 5, 9))
    assert (early.status.value, early.numerator) == ("证据不足", None)
    (line,) = (line for line in early.missing if "PA1" in line)
    assert line.count("许可证未全部报告 not all permits of the firm have reported: PA2") == 2
    whole = found(date(2020, 5, 10))
    assert (whole.numerator, whole.denominator) == (2, 2)


@pytest.mark.parametrize(
    "other",
    [
        {},
        # Held for less than three months of 2019; not held at all in it; a registration.
        OWES | {"valid_from": "2019-10-02"},
        OWES | {"valid_from": "2020-01-01"},
        OWES | {"management_class": "registration"},
    ],
)
def test_a_permit_that_owes_no_such_report_is_not_waited_for(rows, found, other) -> None:
    yearly(rows, "A", "1", "PA1")
    rows.permit("A", "PA2", **other)
    returned(rows, "A", "1")
    assert (found().numerator, found().denominator) == (1, 1)


def test_what_another_permit_reported_before_the_year_is_in_the_total(rows, found) -> None:
    # The year 2018: PA2 handed in in time in 2019, PA1 a year late.
    for permit, tonnes, day in (("PA1", "0.6", "2020-02-03"), ("PA2", "0.4", "2019-01-20")):
        rows.permit("A", permit, **OWES)
        rows.report(permit, tonnes, "year", first="2018-01-01", submitted_on=day)
    promise(rows, "A", "0.9")
    one = found()
    # 0.6 + 0.4 = 1 t is above 0.9 t and a tenth of it.
    assert (one.numerator, one.denominator) == (0, 1)
    assert "reported 1 t" in one.rest[0].replace("1.0 t", "1 t")


def test_one_conflict_of_several_figures_is_a_conflict_of_the_permit(rows, found) -> None:
    yearly(rows, "A", "1")
    promise(rows, "A", "2")
    returned(rows, "A", "3")
    one = found()
    assert (one.numerator, one.denominator) == (0, 1)
    assert "冲突 conflicts 1/2" in one.rest[0]
    assert any("1/2 (50.0 %)" in note for note in one.notes)


def test_a_median_above_the_limit_is_listed(rows, found) -> None:
    quarter(rows, "A", "0.43")
    rows.limit("DA", "50")
    # The median of 48, 52 and 90 is 52, above 50; of 48, 49 and 90 it is not.
    for month, mean in ((1, "48"), (2, "52"), (3, "90")):
        rows.month("DA", month, "0.1", mean=mean)
    (note,) = (note for note in found().notes if "中位数超限" in note)
    assert "DA 氮氧化物 NOx: 52 > 50 mg/m3 (3 月 months)" in note.replace("52.00", "52")
    rows.rows["monitor_readings"][1] = rows.rows["monitor_readings"][1].model_copy(
        update={"mean": rows.rows["monitor_readings"][0].mean + 1}
    )
    assert not any("中位数超限" in note for note in found().notes)
    # Equal to the limit is not above it.
    rows.rows["monitor_readings"][1] = rows.rows["monitor_readings"][1].model_copy(
        update={"mean": rows.rows["outlet_limits"][0].limit}
    )
    assert not any("中位数超限" in note for note in found().notes)


def test_a_median_is_of_the_months_that_count_and_the_others_are_named(rows, found) -> None:
    quarter(rows, "A", "0.43")
    quarter(rows, "B", "0.43", "0.15", "0.14", "0.14")
    rows.limit("DA", "50")
    rows.month("DA", 1, "0.1", mean="48", share="75")
    rows.month("DA", 2, "0.1", mean="90", share="74.99")
    rows.month("DA", 3, "0.1", mean="90", share=None)
    rows.month("DA", 4, "0.1", mean="90", unit="mg/L")
    notes = found().notes
    # Of 48 alone the median is below 50; with the three others it would be 90.
    assert not any("中位数超限" in note for note in notes)
    (told,) = (note for note in notes if note.startswith("不计入"))
    assert told.endswith(
        "DA 氮氧化物 NOx: 2020-02 有效小时不足 too few valid hours 74.99 % < 75 %; "
        "2020-03 有效小时不足 too few valid hours 不详 not told < 75 %; "
        "2020-04 单位不符 unit mg/L, 限值 limit mg/m3"
    )


def test_months_are_held_against_the_limit_of_their_time(rows, found) -> None:
    quarter(rows, "A", "0.43")
    rows.limit("DA", "100", valid_to="2020-02-29")
    rows.limit("DA", "50", since="2020-03-01")
    for month, mean in ((1, "80"), (2, "80"), (3, "49")):
        rows.month("DA", month, "0.1", mean=mean)
    assert not any("中位数超限" in note for note in found().notes)


def test_execution_reports_stand_beside_it_as_a_finding_of_their_own(judged, rows) -> None:
    quarter(rows, "A", "0.43", "0.15", "0.14", "0.14")
    given = {name: tuple(one) for name, one in rows.rows.items()}
    labels = [one.label for one in judged("08.8", **given)]
    assert [label.split(" ")[0] for label in labels] == [
        "排放量与其他制度一致的许可证",
        "应交执行报告已提交",
    ]


METRIC = {
    "name": "report_reconciliation",
    "compared": ["monitor"],
    "tolerance_percent": 10,
    "least_valid_percent": 75,
}


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ({"compared": []}, "compared"),
        ({"compared": ["laboratory"]}, "compared"),
        ({"tolerance_percent": 0}, "tolerance_percent"),
        ({"tolerance_percent": 101}, "tolerance_percent"),
        ({"least_valid_percent": -1}, "least_valid_percent"),
        ({"tolerance": 10}, "tolerance"),
        ({"coverages": ["permits_kept"]}, "permits_kept"),
    ],
)
def test_a_slip_in_a_parameter_is_refused(plan_of, write, slip: dict[str, Any], told: str) -> None:
    plan_of(write.entry("01.1", METRIC | {"coverages": ["permit_reports_submitted"]}))
    with pytest.raises(PlanError) as caught:
        plan_of(write.entry("01.1", METRIC | slip))
    assert told in str(caught.value)


def test_its_threshold_is_a_share(plan_of, write) -> None:
    number = {"compare": "at_least", "value": 5, "unit": "家"}
    with pytest.raises(PlanError, match="不能与这样的阈值比较"):
        plan_of(write.entry("01.1", METRIC, threshold=number))
    plan_of(write.entry("01.1", METRIC, threshold=number | {"unit": "%"}))
