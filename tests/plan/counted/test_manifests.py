"""Manifests that arrive as they were sent: weight, days, and those that are not due yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.ledgers.waste_manifests import WasteManifest
from yunzhu.city.registers.enterprises import Enterprise
from yunzhu.plan.counted_schema import ManifestsAgreeMetric
from yunzhu.plan.threshold import KnownThreshold, NoThreshold
from yunzhu.plan.verdicts import Finding

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)
METRIC = ManifestsAgreeMetric(
    name="manifests_agree", tolerance_percent=Decimal(5), confirmed_within_days=10
)
NONE = NoThreshold(none="文中无数", english="no number in the text")


@pytest.fixture
def found(judged, row_of):
    """Judge manifests, each with changes to one that agrees, held against a share or none."""

    def judge(*manifests: dict[str, Any], share: int | None = 75, as_of: date = JUNE) -> Finding:
        base = {
            "producer": "甲厂",
            "carrier": "乙运",
            "receiver": "丙处",
            "waste_code": "HW49 900-041-49",
            "sent_t": "2",
            "received_t": "2",
            "sent_on": "2020-05-01",
            "received_on": "2020-05-03",
        }
        rows = [
            row_of(WasteManifest, code=f"L{n}", **(base | one)) for n, one in enumerate(manifests)
        ]
        threshold = NONE if share is None else KnownThreshold(
            compare="at_least", value=Decimal(share), unit="%"
        )  # fmt: skip
        firm = row_of(Enterprise, code="甲厂", name="甲厂", area="440103")
        (one,) = judged(
            "21.6",
            as_of=as_of,
            change={"metric": METRIC, "threshold": threshold},
            ledgers=rows,
            enterprises=(firm,),
        )
        return one

    return judge


def test_three_of_four_agree_and_the_fourth_is_lighter(found) -> None:
    one = found({}, {"received_t": "1.9"}, {"received_t": "2.1"}, {"received_t": "1.8999"})
    assert (one.status.value, one.numerator, one.denominator) == ("有望", 3, 4)
    # 5 % of 2 t is 0.1 t, which is within; 0.1001 t is not: 5.005 %, rounded 5.0.
    assert one.rest == ("L3 甲厂: 轻 lighter: 2.0000 → 1.8999 t (−5.0 %)",)
    assert one.members[0].area == "440103"
    assert one.value == Decimal("75.0")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"received_t": "2.5"}, "重 heavier: 2.0000 → 2.5000 t (+25.0 %)"),
        ({"sent_t": "0", "received_t": "1"}, "重 heavier: 0.0000 → 1.0000 t"),
        ({"received_on": "2020-05-12"}, "迟确认 confirmed late: 2020-05-12, 应于 due by"),
        ({"received_t": None, "received_on": None}, "应于 due by 2020-05-11, 未确认"),
        ({"sent_on": "2020-06-01", "received_on": "2020-07-01"}, "应于 due by 2020-06-11, 未确认"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_listed_with_its_reason(found, change, told: str) -> None:
    one = found({}, change)
    assert (one.numerator, one.denominator) == (1, 2)
    assert told in one.rest[0]


def test_what_is_not_due_yet_counts_nowhere(found) -> None:
    # Sent ten days before the day: the tenth day is not over.
    one = found({}, {"sent_on": "2020-06-20", "received_t": None, "received_on": None})
    assert (one.numerator, one.denominator) == (1, 1)
    assert any("not counted: 1" in note for note in one.notes)


def test_a_confirmation_on_the_last_day_is_in_time(found) -> None:
    assert found({"received_on": "2020-05-11"}).numerator == 1


@pytest.mark.parametrize(
    ("share", "as_of", "word"),
    [
        (50, JUNE, "有望"),
        (50, END, "已达成"),
        (60, JUNE, "有风险"),
        (100, JUNE, "难以达成"),
        (60, END, "未达成"),
        # Without a number the comparison is what is owed.
        (None, JUNE, "有望"),
        (None, END, "已达成"),
    ],
)
def test_the_word_of_one_in_two(found, share: int | None, as_of: date, word: str) -> None:
    one = found({}, {"received_t": "1"}, share=share, as_of=as_of)
    assert (one.status.value, one.numerator, one.denominator) == (word, 1, 2)


def test_nothing_due_and_nothing_at_all_are_told_apart(found) -> None:
    assert found().missing == ("台账为空 the ledger has none: waste_manifests",)
    before = found({"sent_on": "2019-05-01"})
    assert before.missing == ("2020 年无到期联单 no manifest of the year is due yet",)
    assert (before.status.value, before.kind) == ("证据不足", None)


def test_the_interval_is_wilsons(found) -> None:
    # Wilson 1927; 8 of 10 gives 0.4902 to 0.9433.
    one = found(*[{}] * 8, {"received_t": "1"}, {"received_t": "1"})
    assert "95% 区间 interval (Wilson): 49.0–94.3 %" in one.notes
