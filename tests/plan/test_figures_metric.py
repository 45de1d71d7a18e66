"""Declared figures: counted, summed, or the worst of them; figures written by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from yunzhu.city.records import FigureRecord, WorkingDays
from yunzhu.periods import Period
from yunzhu.plan.city_evidence import CityEvidence
from yunzhu.plan.figures_metric import judge_declared_figures
from yunzhu.plan.loading import load_plan
from yunzhu.plan.metric_schema import DeclaredFiguresMetric
from yunzhu.plan.schema import Commitment
from yunzhu.plan.threshold import KnownThreshold, UnknownThreshold
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.work_item_metric import WorkEvidence
from yunzhu.values import EvidenceKind

JUNE, END = date(2020, 6, 30), date(2020, 12, 31)
CUTS = load_plan("yunzhu-2020").cuts
BASE = load_plan("yunzhu-2020").commitment("T06")
DECLARED, CONFIRMED = EvidenceKind.DECLARED, EvidenceKind.CONFIRMED
NEW_YEAR = date(2020, 1, 1)
HALF_YEAR = WorkingDays(NEW_YEAR, END, (date(2020, 6, 30), date(2020, 7, 1)), ())
NOT_COVERED = WorkingDays(NEW_YEAR, END, (), (Period(NEW_YEAR, END),))
UNKNOWN = UnknownThreshold(compare="at_least", unknown="省定", english="by the province", unit="个")


def figure(name: str, value: str, day: str = "2020-03-31", **changes: Any) -> FigureRecord:
    return FigureRecord(
        **{
            "id": 1,
            "indicator": "x",
            "object_name": name,
            "day": date.fromisoformat(day),
            "value": Decimal(value),
            "unit": "个",
            "kind": DECLARED,
            "version": 1,
            "source": "台账",
            "recorded_by": "甲",
            "received": datetime(2020, 4, 1, 9),
        }
        | changes
    )


def judged(
    reading: str,
    threshold: Any,
    figures: list[FigureRecord],
    *,
    as_of: date = JUNE,
    days: WorkingDays = HALF_YEAR,
    kind: EvidenceKind = EvidenceKind.DOCUMENT,
    **metric: Any,
) -> Finding:
    if isinstance(threshold, tuple):
        compare, number = threshold
        threshold = KnownThreshold(compare=compare, value=Decimal(number), unit="个")
    wanted = DeclaredFiguresMetric(
        name="declared_figures", indicator="x", reading=reading, **({"objects": None} | metric)
    )
    commitment: Commitment = BASE.model_copy(update={"threshold": threshold, "metric": wanted})
    evidence = CityEvidence(WorkEvidence({}, days, kind), {"x": figures})
    (finding,) = judge_declared_figures(commitment, wanted, evidence, as_of, CUTS)
    return finding


def objects(count: int, value: str = "1") -> list[FigureRecord]:
    return [figure(f"对象{number}", value) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "as_of", "word"),
    [
        (10, JUNE, "已达成"),
        (12, JUNE, "已达成"),
        (5, JUNE, "有望"),
        (4, JUNE, "有风险"),
        (3, JUNE, "难以达成"),
        (9, END, "未达成"),
        (10, END, "已达成"),
    ],
)
def test_a_count_is_settled_at_its_mark_and_runs_by_pace_below(
    count: int, as_of: date, word: str
) -> None:
    found = judged("count_objects", ("at_least", 10), objects(count), as_of=as_of)
    assert found.status.value == word
    assert (found.value, found.numerator, found.denominator) == (count, count, max(count, 10))
    assert found.kind is DECLARED


def test_an_object_counts_once_and_one_taken_back_does_not() -> None:
    figures = [
        figure("甲", "1"),
        figure("甲", "1", "2020-05-01"),
        figure("乙", "1"),
        figure("乙", "0", "2020-05-01"),
    ]
    found = judged("count_objects", ("at_least", 4), figures)
    assert (found.numerator, found.denominator) == (1, 4)
    assert found.rest[0].startswith("乙 0 个 (2020-05-01")
    assert "另 2 个" in found.rest[1]


def test_a_count_that_must_stay_small_is_missed_once_it_is_beyond() -> None:
    assert judged("count_objects", ("at_most", 2), objects(2)).status.value == "有望"
    assert judged("count_objects", ("at_most", 2), objects(3)).status.value == "未达成"
    assert judged("count_objects", ("at_most", 2), objects(2), as_of=END).status.value == "已达成"


def test_without_a_calendar_a_running_count_is_insufficient_but_a_reached_one_is_not() -> None:
    found = judged("count_objects", ("at_least", 10), objects(9), days=NOT_COVERED)
    assert (found.status.value, found.missing) == ("证据不足", (NOT_COVERED.missing,))
    reached = judged("count_objects", ("at_least", 10), objects(10), days=NOT_COVERED)
    assert reached.status.value == "已达成"


@pytest.mark.parametrize(
    ("values", "as_of", "word", "within"),
    [
        (("5", "3"), JUNE, "有望", 2),
        (("6", "3"), JUNE, "难以达成", 1),
        (("5", "3"), END, "已达成", 2),
        (("6", "3"), END, "未达成", 1),
    ],
)
def test_the_worst_is_on_track_within_and_off_track_beyond(
    values: tuple[str, str], as_of: date, word: str, within: int
) -> None:
    figures = [figure(name, value) for name, value in zip("甲乙", values, strict=True)]
    found = judged("latest_worst", ("at_most", 5), figures, as_of=as_of, objects=2)
    assert found.status.value == word
    assert (found.numerator, found.denominator) == (within, 2)
    assert found.value == max(Decimal(value) for value in values)


def test_of_an_object_the_latest_day_counts_and_on_one_day_the_stronger_kind() -> None:
    figures = [figure("甲", "3", "2020-05-31"), figure("甲", "6", "2020-04-30")]
    assert judged("latest_worst", ("at_most", 5), figures).value == 3
    figures = [figure("甲", "4", kind=CONFIRMED), figure("甲", "6")]
    assert judged("latest_worst", ("at_most", 5), figures).value == 4


def test_at_least_has_its_worst_at_the_bottom() -> None:
    figures = [figure("甲", "80"), figure("乙", "95.5")]
    found = judged("latest_worst", ("at_least", 90), figures)
    assert (found.value, found.status.value) == (80, "难以达成")


def test_objects_without_a_figure_are_named_and_leave_it_open() -> None:
    found = judged("latest_worst", ("at_most", 5), [figure("甲", "3")], objects=("甲", "乙", "丙"))
    assert found.status.value == "证据不足"
    assert found.missing == ("缺数字 no figure: 乙", "缺数字 no figure: 丙")
    assert (found.numerator, found.denominator) == (1, 3)
    assert found.rest == ("乙", "丙")
    counted = judged("latest_worst", ("at_most", 5), [figure("甲", "3")], objects=3)
    assert counted.status.value == "证据不足"
    assert "缺 2 个" in counted.missing[0]
    assert "甲" in counted.missing[0]


def test_what_the_absent_ones_cannot_change_is_said_all_the_same() -> None:
    found = judged("latest_worst", ("at_most", 5), [figure("甲", "6")], objects=("甲", "乙"))
    assert (found.status.value, found.missing) == ("难以达成", ("缺数字 no figure: 乙",))


def test_nothing_at_all_is_insufficient_even_when_closed() -> None:
    for reading in ("count_objects", "latest_worst", "latest_sum"):
        found = judged(reading, ("at_least", 5), [], as_of=END, objects=("甲",))
        assert (found.status.value, found.kind) == ("证据不足", None)
        assert "没有数字 no figure: x" in found.missing[0]


def test_a_figure_in_another_unit_is_named_and_does_not_count() -> None:
    figures = [figure("甲", "3"), figure("乙", "3", unit="公里")]
    found = judged("count_objects", ("at_least", 2), figures)
    assert (found.status.value, found.numerator) == ("证据不足", 1)
    assert "单位不符" in found.missing[0]
    assert "乙 3 公里" in found.missing[0]


def test_an_object_that_is_not_expected_does_not_count() -> None:
    figures = [figure("甲", "3"), figure("外", "6")]
    found = judged("latest_worst", ("at_most", 5), figures, objects=("甲",))
    assert (found.status.value, found.denominator) == ("有望", 1)
    assert "外 6 个" in found.missing[0]


def test_a_sum_of_the_latest_figures() -> None:
    figures = [figure("甲", "0.1", "2020-02-01"), figure("甲", "3.1"), figure("乙", "0.2")]
    found = judged("latest_sum", ("at_least", "6.6"), figures)
    assert (found.value, found.status.value) == (Decimal("3.3"), "有望")
    reached = judged("latest_sum", ("at_least", "3.3"), figures)
    assert reached.status.value == "已达成"


def test_figures_after_the_due_date_or_after_the_day_do_not_count() -> None:
    figures = [figure("甲", "1"), figure("乙", "1", "2020-05-01"), figure("丙", "1", "2021-01-01")]
    for as_of, counted in ((date(2020, 4, 1), 1), (JUNE, 2), (date(2021, 6, 1), 2)):
        found = judged("count_objects", ("at_least", 3), figures, as_of=as_of)
        assert found.numerator == counted


def test_only_a_confirmed_figure_settles_where_the_commitment_says_so() -> None:
    declared = [figure("甲", "3", "2020-12-31")]
    rule = {"objects": ("甲",), "settled_by": "confirmed", "as_of": END}
    waiting = judged("latest_worst", ("at_most", 5), declared, **rule)
    assert waiting.status.value == "有望"
    assert "待核定" in waiting.missing[0]
    beyond = judged("latest_worst", ("at_most", 2), declared, **rule)
    assert beyond.status.value == "难以达成"
    confirmed = [*declared, figure("甲", "6", "2020-12-31", kind=CONFIRMED)]
    settled = judged("latest_worst", ("at_most", 5), confirmed, **rule)
    assert (settled.status.value, settled.value, settled.kind) == ("未达成", 6, CONFIRMED)


def test_a_count_reached_by_declared_figures_waits_for_the_confirmed_ones() -> None:
    found = judged("count_objects", ("at_least", 2), objects(2), settled_by="confirmed")
    assert found.status.value == "有望"


def test_an_unknown_threshold_is_insufficient_with_the_value_shown() -> None:
    found = judged("count_objects", UNKNOWN, objects(3))
    assert (found.status.value, found.value) == ("证据不足", 3)
    assert "by the province" in found.missing[0]


def test_the_weakest_kind_wins_and_a_simulated_city_is_simulated() -> None:
    figures = [figure("甲", "1", kind=CONFIRMED), figure("乙", "1")]
    assert judged("count_objects", ("at_least", 2), figures).kind is DECLARED
    simulated = judged("count_objects", ("at_least", 2), figures, kind=EvidenceKind.SIMULATED)
    assert simulated.kind is EvidenceKind.SIMULATED


def test_the_evidence_tells_the_version_and_when_it_came() -> None:
    (line,) = judged("count_objects", ("at_least", 1), [figure("甲", "1", version=2)]).evidence
    assert "version 2" in line
    assert "2020-04-01 09:00" in line


def test_a_count_is_not_expected_to_be_complete_while_it_runs() -> None:
    found = judged("count_objects", ("at_least", 10), objects(6), objects=12)
    assert (found.status.value, found.numerator, found.denominator) == ("有望", 6, 12)
    assert found.missing == ()
    assert "另 6 个" in found.rest[0]
    named = judged(
        "count_objects", ("at_least", 3), [figure("甲", "1")], objects=("甲", "乙", "丙")
    )
    assert (named.status.value, named.rest) == ("难以达成", ("乙", "丙"))


def test_what_still_runs_does_not_wait_for_a_confirmed_figure() -> None:
    running = {"objects": ("甲",), "settled_by": "confirmed", "as_of": JUNE}
    for value, word in (("3", "有望"), ("6", "难以达成")):
        found = judged("latest_worst", ("at_most", 5), [figure("甲", value)], **running)
        assert (found.status.value, found.missing) == (word, ())


def test_an_equal_count_can_still_be_passed_and_settles_only_when_closed() -> None:
    three = ("equal", 3)
    assert judged("count_objects", three, objects(3)).status.value == "有望"
    assert judged("count_objects", three, objects(4)).status.value == "未达成"
    assert judged("count_objects", three, objects(3), as_of=END).status.value == "已达成"


@pytest.mark.parametrize("reading", ["latest_worst", "latest_sum"])
def test_the_oldest_of_the_figures_that_count_is_told(reading: str) -> None:
    figures = [
        figure("甲", "3", "2020-01-31"),
        figure("甲", "4", "2020-05-31"),
        figure("乙", "2", "2020-02-29"),
        figure("外", "9", "2020-01-15"),
    ]
    found = judged(reading, ("at_most", 9), figures, objects=("甲", "乙"))
    # 甲's figure of January gave way to that of May, and 外 does not count.
    assert found.oldest == date(2020, 2, 29)
    assert found.as_dict()["oldest"] == "2020-02-29"
    assert judged(reading, ("at_most", 9), [], objects=("甲",)).oldest is None


def test_a_count_adds_up_over_the_year_and_has_no_oldest_figure() -> None:
    assert judged("count_objects", ("at_least", 2), objects(2)).oldest is None


def test_a_corrected_figure_reopens_a_count() -> None:
    assert judged("count_objects", ("at_least", 10), objects(10)).status.value == "已达成"
    # Nine of ten on the half-year's day: ahead of pace, and open again.
    corrected = [*objects(9), figure("对象9", "0", version=2)]
    assert judged("count_objects", ("at_least", 10), corrected).status.value == "有望"
    assert judged("count_objects", ("at_least", 10), corrected, as_of=END).status.value == "未达成"
