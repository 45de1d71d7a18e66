"""Fixed sources: which permits count on a day, who leaves, which reports are due and kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
from yunzhu.city.registers.permits import Permit, PermitReport
from yunzhu.plan.counted_schema import RegisterCoverageMetric
from yunzhu.plan.threshold import KnownThreshold

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)
ALL = {"threshold": KnownThreshold.model_validate({"compare": "equal", "value": 100, "unit": "%"})}


@pytest.fixture
def city(row_of):
    """Return rows: firms of a management class that stand on the list of fixed sources."""

    def rows(*firms: dict[str, Any], listing: dict[str, Any] | None = None) -> dict[str, Any]:
        base = {"area": "1", "management_class": "key"}
        return {
            "enterprises": tuple(
                row_of(Enterprise, **base | {"name": f"厂{one['code']}"} | one) for one in firms
            ),
            "enterprise_listings": tuple(
                row_of(
                    EnterpriseListing,
                    **{
                        "enterprise": one["code"],
                        "enterprise_list": "fixed_source",
                        "year": 2020,
                        **(listing or {}),
                    },
                )
                for one in firms
            ),
        }

    return rows


@pytest.fixture
def permit(row_of):
    def make(code: str, firm: str, **changes: Any) -> Permit:
        base = {
            "code": code,
            "enterprise": firm,
            "management_class": "key",
            "valid_from": "2018-01-01",
            "valid_to": "2022-12-31",
            "state": "valid",
            "has_month_reports": "否",
            "has_quarter_reports": "否",
            "has_half_year_reports": "否",
            "has_year_reports": "否",
        }
        return row_of(Permit, **base | changes)

    return make


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"valid_to": "2020-12-30"}, "已于 2020-12-30 到期 expired"),
        ({"valid_from": "2021-01-01"}, "2021-01-01 起有效"),
        ({"state": "revoked", "state_on": "2020-12-31"}, "2020-12-31 撤销 revoked"),
        ({"state": "cancelled", "state_on": "2020-05-01"}, "2020-05-01 注销 cancelled"),
        ({"management_class": "registration"}, "类别不符 of another class: 登记管理 registration"),
        ({"management_class": "simplified"}, "应为 it needs 重点管理 key"),
    ],
)
def test_a_permit_that_does_not_stand_or_is_of_another_class_does_not_count(
    judged, city, permit, changes: dict[str, Any], told: str
) -> None:
    rows = city({"code": "A"}, {"code": "B"})
    permits = (permit("P1", "A"), permit("P2", "B", **changes))
    (found,) = judged("08.7", as_of=END, change=ALL, permits=permits, **rows)
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 1, 2)
    assert told in found.rest[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_to": "2020-12-31"},
        {"valid_from": "2020-12-31"},
        {"state": "revoked", "state_on": "2021-01-01"},
    ],
)
def test_a_permit_counts_on_its_first_and_last_day_and_until_it_is_revoked(
    judged, city, permit, changes: dict[str, Any]
) -> None:
    permits = (permit("P1", "A", **changes),)
    (found,) = judged("08.7", as_of=END, change=ALL, permits=permits, **city({"code": "A"}))
    assert (found.status.value, found.numerator) == ("已达成", 1)


def test_a_registration_covers_a_source_of_registration_only(judged, city, permit) -> None:
    rows = city({"code": "A", "management_class": "registration"}, {"code": "B"})
    registrations = tuple(
        permit(f"R{firm}", firm, management_class="registration") for firm in "AB"
    )
    (found,) = judged("08.7", as_of=END, change=ALL, permits=registrations, **rows)
    assert (found.numerator, found.denominator) == (1, 2)
    assert [line[0] for line in found.rest] == ["B"]


def test_a_new_permit_covers_where_an_old_one_has_expired(judged, city, permit) -> None:
    permits = (
        permit("P1", "A", valid_to="2020-03-01"),
        permit("P2", "A", valid_from="2020-03-02"),
    )
    (found,) = judged("08.7", as_of=END, change=ALL, permits=permits, **city({"code": "A"}))
    assert (found.numerator, found.denominator) == (1, 1)


def test_a_closed_source_leaves_with_its_document_alone(judged, city, permit) -> None:
    rows = city(
        {"code": "A"},
        {"code": "B", "in_operation_to": "2020-03-31", "closure_evidence": "关〔2020〕1号"},
        {"code": "C", "in_operation_to": "2020-03-31"},
    )
    (found,) = judged("08.7", as_of=END, change=ALL, permits=(permit("P1", "A"),), **rows)
    assert (found.numerator, found.denominator) == (1, 2)
    assert [line[0] for line in found.rest] == ["C"]
    assert "关停而无依据" in found.rest[0]
    assert any("B 厂B" in note and "关〔2020〕1号" in note for note in found.notes)


def test_a_source_of_unknown_class_is_not_judged(judged, city, permit) -> None:
    rows = city({"code": "A", "management_class": None})
    (found,) = judged("08.7", as_of=END, change=ALL, permits=(permit("P1", "A"),), **rows)
    assert found.status.value == "证据不足"
    assert "管理类别未登记" in found.missing[0]


def test_listed_later_or_for_another_year_is_no_source_of_this_day(judged, city, permit) -> None:
    for listing in ({"listed_on": "2020-07-01"}, {"year": 2019}):
        (found,) = judged("08.7", permits=(), **city({"code": "A"}, listing=listing))
        assert (found.status.value, found.numerator) == ("证据不足", None)
        assert any("none of these yet" in line for line in found.missing)


def test_the_schedule_that_the_text_leaves_open_keeps_the_word_open(judged, city, permit) -> None:
    (found,) = judged("08.7", as_of=END, permits=(permit("P1", "A"),), **city({"code": "A"}))
    assert (found.status.value, found.numerator, found.denominator) == ("证据不足", 1, 1)
    assert "按要求" in found.missing[0]


def test_the_rest_is_told_by_industry(judged, city) -> None:
    rows = city({"code": "A", "industry": "印刷"}, {"code": "B", "industry": "印刷"}, {"code": "C"})
    (found,) = judged("08.7", as_of=END, **rows)
    assert "其余按行业 the rest by industry: 印刷 2; 行业未登记 none given 1" in found.notes


# Execution reports

SUBMITTED = {
    "metric": RegisterCoverageMetric(
        name="register_coverage",
        coverages=("permit_reports_submitted", "permit_reports_in_time"),
    ),
    **ALL,
}
QUARTERLY = {"has_quarter_reports": "是"}


@pytest.fixture
def report(row_of):
    def make(permit: str, first: str, **changes: Any) -> PermitReport:
        base = {"permit": permit, "kind": "quarter", "period_start": first}
        return row_of(PermitReport, **base | changes)

    return make


def test_late_is_submitted_and_not_in_time(judged, city, permit, report) -> None:
    # Due up to 30 June: the last quarter of 2019 by 15 January, the first of 2020 by 15 April.
    reports = (
        report("P1", "2019-10-01", submitted_on="2020-01-15"),
        report("P1", "2020-01-01", submitted_on="2020-04-20"),
    )
    rows = city({"code": "A"})
    permits = (permit("P1", "A", **QUARTERLY),)
    submitted, in_time = judged(
        "08.7", change=SUBMITTED, permits=permits, permit_reports=reports, **rows
    )
    assert (submitted.status.value, submitted.numerator, submitted.denominator) == ("有望", 2, 2)
    assert (in_time.status.value, in_time.numerator, in_time.denominator) == ("难以达成", 1, 2)
    assert "逾期 late 5 d" in in_time.rest[0]
    assert "逾期提交 submitted late: 1" in submitted.notes


def test_a_report_submitted_after_the_day_is_not_there_yet(judged, city, permit, report) -> None:
    rows = city({"code": "A"})
    permits = (permit("P1", "A", valid_from="2020-01-01", **QUARTERLY),)
    reports = (report("P1", "2020-01-01", submitted_on="2020-07-01"),)
    submitted, _ = judged("08.7", change=SUBMITTED, permits=permits, permit_reports=reports, **rows)
    assert (submitted.numerator, submitted.denominator) == (0, 1)
    assert "未提交 not submitted, 应于 due 2020-04-15" in submitted.rest[0]


def test_an_exempt_report_leaves_and_a_false_exemption_does_not(
    judged, city, permit, report
) -> None:
    rows = city({"code": "A"}, {"code": "B"}, {"code": "C"})
    permits = (
        # Held from 10 March: less than a month of the first quarter.
        permit("PA", "A", valid_from="2020-03-10", **QUARTERLY),
        permit("PB", "B", valid_from="2020-01-01", **QUARTERLY),
        permit("PC", "C", valid_from="2020-01-01", **QUARTERLY),
    )
    reports = (
        report("PB", "2020-01-01", exemption="stopped", exemption_text="全季停产"),
        report("PC", "2020-01-01", exemption="held_too_short", exemption_text="新证"),
    )
    submitted, _ = judged("08.7", change=SUBMITTED, permits=permits, permit_reports=reports, **rows)
    assert (submitted.numerator, submitted.denominator) == (0, 1)
    assert submitted.rest[0].startswith("PC")
    assert "所称豁免不成立" in submitted.rest[0]
    left = [note for note in submitted.notes if "已退出" in note]
    assert [("PA" in note, "PB" in note) for note in left] == [(True, False), (False, True)]


def test_a_revoked_permit_owes_the_quarters_it_was_held(judged, city, permit, report) -> None:
    # Revoked on 15 February: held 45 days of the first quarter, none of the second.
    revoked = {"state": "revoked", "state_on": "2020-02-15", "valid_from": "2020-01-01"}
    permits = (permit("P1", "A", **revoked, **QUARTERLY),)
    submitted, _ = judged(
        "08.7",
        as_of=END,
        change=SUBMITTED,
        permits=permits,
        permit_reports=(),
        **city({"code": "A"}),
    )
    assert submitted.denominator == 1
    assert "2020-01-01..2020-03-31" in submitted.rest[0]


@pytest.mark.parametrize(("revoked_on", "due"), [("2020-02-01", 1), ("2020-01-31", 0)])
def test_the_day_of_the_revocation_is_not_held(judged, city, permit, revoked_on, due) -> None:
    # Held in January: 31 days are a month, 30 days are less and exempt.
    revoked = {"state": "revoked", "state_on": revoked_on, "valid_from": "2020-01-01"}
    rows = city({"code": "A"})
    permits = (permit("P1", "A", **revoked, **QUARTERLY),)
    submitted, _ = judged("08.7", as_of=END, change=SUBMITTED, permits=permits, **rows)
    assert submitted.denominator == due


def test_a_registration_owes_no_report(judged, city, permit) -> None:
    permits = (permit("R1", "A", management_class="registration", **QUARTERLY),)
    found = judged("08.7", as_of=END, change=SUBMITTED, permits=permits, **city({"code": "A"}))
    assert [one.denominator for one in found] == [None, None]


def test_a_report_put_off_beyond_the_day_is_not_due(judged, city, permit, report) -> None:
    permits = (permit("P1", "A", valid_from="2020-01-01", **QUARTERLY),)
    reports = (report("P1", "2020-01-01", due_on="2020-07-31"),)
    (submitted, _) = judged(
        "08.7", change=SUBMITTED, permits=permits, permit_reports=reports, **city({"code": "A"})
    )
    assert submitted.denominator is None
