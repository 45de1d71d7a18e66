"""Firms on the lists of a year: monitors of key dischargers, VOC measures, statistical returns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yunzhu.city.registers.enterprises import Enterprise, EnterpriseListing
from yunzhu.city.registers.online_monitors import OnlineMonitor
from yunzhu.city.registers.statistical_returns import StatisticalReturn
from yunzhu.city.registers.voc_firms import VocFirm
from yunzhu.plan.threshold import KnownThreshold

JUNE, EVE, END = date(2020, 6, 30), date(2020, 12, 30), date(2020, 12, 31)
ALL = {"threshold": KnownThreshold.model_validate({"compare": "equal", "value": 100, "unit": "%"})}


@pytest.fixture
def city(row_of):
    """Return rows of firms on a list of 2020."""

    def rows(which: str, *codes: str, **changes: dict[str, Any]) -> dict[str, Any]:
        return {
            "enterprises": tuple(
                row_of(
                    Enterprise,
                    **{"code": code, "name": f"厂{code}", "area": "1", **changes.get(code, {})},
                )
                for code in codes
            ),
            "enterprise_listings": tuple(
                row_of(EnterpriseListing, enterprise=code, enterprise_list=which, year=2020)
                for code in codes
            ),
        }

    return rows


@pytest.fixture
def monitor(row_of):
    def make(firm: str, number: int = 1, **changes: Any) -> OnlineMonitor:
        base = {
            "code": f"MN{firm}{number:0>11}",
            "enterprise": firm,
            "kind": "water",
            "required_by": 2020,
            "installed_on": "2020-03-01",
            "connected_on": "2020-04-01",
            "accepted_on": "2020-05-01",
        }
        return row_of(OnlineMonitor, **base | changes)

    return make


def test_built_is_installed_connected_and_accepted(judged, city, monitor) -> None:
    rows = city("key_discharger", *"ABCD")
    monitors = (
        monitor("A"),
        monitor("B", accepted_on=None),
        monitor("C", connected_on="2020-07-01"),
    )
    built, connected = judged("28.8", change=ALL, online_monitors=monitors, **rows)
    # D has no facility that was asked for, and is in neither denominator.
    assert (built.numerator, built.denominator) == (1, 3)
    assert (connected.numerator, connected.denominator) == (2, 3)
    assert "未验收 not accepted" in built.rest[0]
    assert "截至 up to 2020-06-30 尚未" in built.rest[1]
    assert any(note.endswith(": 1") and "名单内无应建" in note for note in built.notes)


def test_every_facility_of_a_firm_is_needed(judged, city, monitor) -> None:
    rows = city("key_discharger", "A")
    two = (monitor("A", 1), monitor("A", 2, installed_on=None, connected_on=None, accepted_on=None))
    built, _ = judged("28.8", as_of=END, change=ALL, online_monitors=two, **rows)
    assert (built.status.value, built.numerator, built.denominator) == ("未达成", 0, 1)


def test_the_tasks_of_other_years_are_not_of_this_year(judged, city, monitor) -> None:
    rows = city("key_discharger", *"ABC")
    monitors = (
        monitor("A"),
        monitor("B", required_by=2018, connected_on=None),
        monitor("C", required_by=2021),
    )
    built, connected = judged("28.8", change=ALL, online_monitors=monitors, **rows)
    assert (built.numerator, built.denominator) == (1, 1)
    # What was asked for in 2018 and is not connected is still owed in the second figure.
    assert (connected.numerator, connected.denominator) == (1, 2)


def test_a_firm_off_the_list_owes_no_facility(judged, city, monitor, row_of) -> None:
    rows = city("key_discharger", "A")
    listing = {"enterprise": "B", "enterprise_list": "fixed_source", "year": 2020}
    rows["enterprises"] += (row_of(Enterprise, code="B", name="厂B", area="1"),)
    rows["enterprise_listings"] += (row_of(EnterpriseListing, **listing),)
    monitors = (monitor("A"), monitor("B"))
    assert judged("28.8", change=ALL, online_monitors=monitors, **rows)[0].denominator == 1


def test_a_firm_leaves_the_list_with_a_document(judged, city, monitor) -> None:
    rows = city("key_discharger", *"AB")
    first, second = rows["enterprise_listings"]
    removed = {"removed_on": date(2020, 6, 1)}
    monitors = (monitor("A"), monitor("B", connected_on=None))
    rows["enterprise_listings"] = (first, second.model_copy(update=removed))
    assert judged("28.8", change=ALL, online_monitors=monitors, **rows)[0].denominator == 2
    with_document = second.model_copy(update=removed | {"document": "调整〔2020〕1号"})
    rows["enterprise_listings"] = (first, with_document)
    (built, _) = judged("28.8", change=ALL, online_monitors=monitors, **rows)
    assert (built.numerator, built.denominator) == (1, 1)
    assert any("调整〔2020〕1号" in note for note in built.notes)


# VOC firms


def test_a_measure_counts_from_its_acceptance_by_industry(judged, city, row_of) -> None:
    rows = city("voc_key_firm", *"ABCD")
    base = {"list_year": 2020, "measure": "改用水性油墨", "evidence": "验1号"}
    rows["voc_firms"] = tuple(
        row_of(VocFirm, **base | cells)
        for cells in (
            {"enterprise": "A", "industry": "印刷", "accepted_on": "2020-06-30"},
            {"enterprise": "B", "industry": "印刷", "accepted_on": "2020-07-01"},
            {"enterprise": "C", "industry": "涂装", "evidence": None},
        )
    )
    (found,) = judged("16.2", **rows)
    assert (found.status.value, found.numerator, found.denominator) == ("有望", 1, 4)
    # D is on the list and has no measure at all.
    assert found.rest[-1] == "D 厂D: 无整治措施登记 no measure is registered"
    told = "按行业 by industry: 印刷 1/2; 涂装 0/1; 行业未登记 none given 0/1"
    assert told in found.notes


def test_the_list_of_another_year_is_not_this_years(judged, city, row_of) -> None:
    rows = city("voc_key_firm", "A")
    rows["voc_firms"] = (
        row_of(
            VocFirm,
            enterprise="A",
            list_year=2019,
            measure="旧",
            accepted_on="2020-02-01",
            evidence="验1号",
        ),
    )
    assert judged("16.2", **rows)[0].numerator == 0


# Statistical returns


def test_a_return_counts_once_accepted_in_the_plans_year(judged, city, row_of) -> None:
    rows = city("statistics_respondent", *"ABCDE")
    base = {"survey": "statistics", "year": 2019}
    rows["statistical_returns"] = tuple(
        row_of(StatisticalReturn, **base | {"unit": f"U{n}"} | cells)
        for n, cells in enumerate(
            (
                {"enterprise": "A", "accepted_on": "2020-04-10"},
                {"enterprise": "B", "submitted_on": "2020-03-20"},
                {"enterprise": "C", "accepted_on": "2019-12-31", "year": 2018},
                {"enterprise": "D", "accepted_on": "2020-04-10", "survey": "census"},
                {"accepted_on": "2020-04-10"},
            )
        )
    )
    (found,) = judged("10.4", as_of=END, **rows)
    assert (found.status.value, found.numerator, found.denominator) == ("未达成", 1, 5)
    assert [line[0] for line in found.rest] == ["B", "C", "D", "E"]
    assert "2020-03-20 上报 handed in" in found.rest[0]
    assert any(note.endswith("of no known firm: 1") for note in found.notes)


def test_all_accepted_is_achieved_on_the_last_day_only(judged, city, row_of) -> None:
    rows = city("statistics_respondent", "A")
    rows["statistical_returns"] = (
        row_of(
            StatisticalReturn,
            survey="statistics",
            year=2019,
            unit="U1",
            enterprise="A",
            due_on="2020-03-31",
            submitted_on="2020-04-02",
            accepted_on="2020-04-10",
        ),
    )
    (eve,) = judged("10.4", as_of=EVE, **rows)
    (end,) = judged("10.4", as_of=END, **rows)
    assert (eve.status.value, end.status.value) == ("有望", "已达成")
    assert "按期上报 handed in by the day due: 0/1" in end.notes
