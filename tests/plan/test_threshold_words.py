"""Thresholds of every form, odds and their cuts, absent metrics, published facts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.plan.assessment import assess_plan
from yunzhu.plan.city_evidence import gather_city_evidence
from yunzhu.plan.loading import load_plan
from yunzhu.plan.odds import Odds
from yunzhu.plan.published import ConflictingValue, PublishedFact
from yunzhu.plan.published_evidence import judge_published
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.plan.verdicts import meets, threshold_text
from yunzhu.values import EvidenceKind, Origin, SourceMark
from yunzhu.workspace import Workspace, init_workspace

LAST = date(2020, 12, 31)
DAY = timedelta(days=1)


@pytest.fixture
def workspace(tmp_path, make_workspace) -> Workspace:
    return make_workspace(tmp_path / "w", [Site("YZ01", "YZ01", "990100", ControlLevel.NATIONAL)])


@pytest.fixture
def measured(tmp_path) -> Workspace:
    """A measured workspace of Guangzhou without records."""
    return init_workspace(tmp_path / "measured", origin=Origin.MEASURED, area="440100")


# Forms of a threshold


@pytest.mark.parametrize(
    ("compare", "words"),
    [("at_most", (True, True, False)), ("below", (True, False, False)),
     ("at_least", (False, True, True)), ("equal", (False, True, False))],
)  # fmt: skip
def test_only_below_leaves_out_the_number_itself(compare: str, words: tuple[bool, ...]) -> None:
    threshold = KnownThreshold(compare=compare, value=Decimal("61.5"), unit="%")
    values = (Decimal("61.4"), Decimal("61.50"), Decimal("61.6"))
    assert tuple(meets(value, threshold) for value in values) == words


@pytest.mark.parametrize(
    ("compare", "text"), [("at_most", "≤"), ("below", "<"), ("at_least", "≥"), ("equal", "=")]
)
def test_a_threshold_is_written_with_its_sign_and_unit(compare: str, text: str) -> None:
    threshold = KnownThreshold(compare=compare, value=Decimal("9.50"), unit="%")
    assert threshold_text(threshold) == f"{text} 9.50 %"


@pytest.mark.parametrize(
    ("compare", "statuses"),
    [("at_most", ("已达成", "已达成", "未达成")), ("below", ("已达成", "未达成", "未达成")),
     ("at_least", ("未达成", "已达成", "已达成")), ("equal", ("未达成", "已达成", "未达成"))],
)  # fmt: skip
def test_a_closed_year_is_held_against_each_form(
    workspace, plan_of, write, store, hours, compare: str, statuses: tuple[str, ...]
) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, PM25=30))
    commitments = [
        write.air(f"T0{number}", write.measure("PM2.5", "mean", compare, value, "µg/m³"))
        for number, value in enumerate((31, 30, 29), 1)
    ]
    verdicts = assess_plan(workspace, plan_of(*commitments), LAST).verdicts
    # Held against 31, 30 and 29 in turn: the value lies below, on and above the number.
    assert tuple(one.status.value for one in verdicts) == statuses


def test_an_unknown_threshold_is_named_whatever_the_metric(
    workspace, plan_of, write, store, hours
) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366))
    unknown = {"compare": "at_least", "unknown": "应做的个数", "english": "how many", "unit": "个"}
    plan = plan_of(
        write.air("T01", write.measure("NO2", "mean", "at_most", "省对 NO2 的要求", "µg/m³")),
        write.entry("01.1", {"name": "absent", "wanted": "count_of_x"}, threshold=unknown),
    )
    first, second = assess_plan(workspace, plan, LAST).verdicts
    assert first.status is second.status is Status.INSUFFICIENT
    assert "省对 NO2 的要求" in first.missing[0]
    assert first.findings[0].value == 30, "what is known is shown"
    assert any("应做的个数" in text and "how many" in text for text in second.missing)
    assert second.findings[0].threshold_text == "≥ 未知 unknown 个"


def test_an_absent_metric_names_itself_and_its_registers(workspace, plan_of, write) -> None:
    metric = {"name": "absent", "wanted": "boiler_inspection_coverage"}
    plan = plan_of(write.entry("13.2", metric, registers=["boilers", "inspections"]))
    for as_of in (date(2020, 6, 30), LAST):
        (verdict,) = assess_plan(workspace, plan, as_of).verdicts
        assert verdict.status is Status.INSUFFICIENT
        assert verdict.kind is None
        for word in ("boiler_inspection_coverage", "boilers, inspections", "not available yet"):
            assert word in verdict.missing[0]
        assert verdict.findings[0].threshold_text == "文中无数 no number in the text"


# Odds and the cuts


@pytest.mark.parametrize(
    ("rests", "word"),
    [((30, 30, 30, 30), Status.ON_TRACK), ((30, 30, 30, 60), Status.AT_RISK),
     ((30, 60, 60, 60), Status.OFF_TRACK), ((60, 60, 60, 60), Status.OFF_TRACK)],
)  # fmt: skip
def test_with_odds_the_word_follows_the_cuts(
    workspace, plan_of, write, store, hours, rests: tuple[int, ...], word: Status
) -> None:
    # Four earlier years of 30 up to June, then as said; this year 30 so far; 35 is allowed.
    for year, rest in zip(range(2016, 2020), rests, strict=True):
        first = date(year, 1, 1)
        days = (date(year + 1, 1, 1) - first).days
        half = (date(year, 7, 1) - first).days
        levels = [30] * half + [rest] * (days - half)
        store(workspace, ["YZ01"], first, hours(1, days, PM25=levels, PM10=90))
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 182, PM25=30, PM10=90))
    plan = plan_of(write.air("T01", write.measure("PM2.5", "mean", "at_most", 35, "µg/m³")))
    (verdict,) = assess_plan(workspace, plan, date(2020, 6, 30)).verdicts
    (finding,) = verdict.findings
    assert isinstance(finding.odds, Odds)
    assert finding.odds.years == (2016, 2017, 2018, 2019)
    # One earlier year sets the level of a draw: the odds are near the share of such years.
    assert abs(float(finding.odds.probability) - rests.count(30) / 4) < 0.03
    assert verdict.status is word
    assert verdict.missing == ()
    shown = verdict.as_dict()["findings"][0]["odds"]
    assert (shown["computable"], shown["seed"]) == (True, finding.odds.seed)


def test_fewer_seasons_than_the_plan_asks_for_are_no_odds(
    workspace, plan_of, write, store, hours
) -> None:
    for year in (2017, 2018, 2019):
        store(workspace, ["YZ01"], date(year, 1, 1), hours(1, 365))
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 182))
    measure = write.measure("PM2.5", "mean", "at_most", 35, "µg/m³")
    four = {"seasons_for_odds": 4}
    as_of = date(2020, 6, 30)
    entry = write.air("T01", measure)
    (strict,) = assess_plan(workspace, plan_of(entry, cuts=four), as_of).verdicts
    assert strict.status is Status.INSUFFICIENT
    assert "odds not computable" in strict.missing[0]
    assert "4" in strict.missing[0]
    (lenient,) = assess_plan(workspace, plan_of(entry), as_of).verdicts
    assert lenient.status is Status.ON_TRACK


# Published facts


def fact(**changes: object) -> PublishedFact:
    content = {
        "id": "990100/section/attained/2020",
        "subject": "990100",
        "indicator": "assessment_section",
        "statistic": "attained_sections",
        "period": "2020-01-01..2020-12-31",
        "value": Decimal(13),
        "unit": "",
        "source": SourceMark.SEEN,
        "reference": "公报(模拟) bulletin",
        "published": date(2021, 1, 15),
        "kind": EvidenceKind.PUBLISHED,
        "note": "",
        "conflicting": (),
    }
    return PublishedFact(**(content | changes))


@pytest.fixture
def commitment(plan_of, write):
    def make(*published: dict[str, object]):
        entry = write.entry("T05", {"name": "absent", "wanted": "x"}, published=list(published))
        return plan_of(entry).commitment("T05")

    return make


THIRTEEN = {
    "indicator": "assessment_section",
    "statistic": "attained_sections",
    "threshold": {"compare": "equal", "value": 13, "unit": ""},
}


@pytest.mark.parametrize(("value", "word"), [(13, Status.ACHIEVED), (12, Status.MISSED)])
def test_a_fact_counts_from_its_publication_and_never_before(commitment, value, word) -> None:
    one, facts = commitment(THIRTEEN), [fact(value=Decimal(value))]
    for early in (date(2020, 12, 31), date(2021, 1, 14)):
        assert judge_published(one, facts, 2020, early) == ()
    (finding,) = judge_published(one, facts, 2020, date(2021, 1, 15))
    assert (finding.status, finding.kind, finding.value) == (word, EvidenceKind.PUBLISHED, value)
    assert "公报(模拟)" in finding.evidence[0]


def test_without_a_day_of_publication_it_counts_from_the_end_of_its_period(commitment) -> None:
    one, facts = commitment(THIRTEEN), [fact(published=None)]
    assert judge_published(one, facts, 2020, LAST - DAY) == ()
    assert judge_published(one, facts, 2020, LAST)[0].status is Status.ACHIEVED


@pytest.mark.parametrize(
    "changes",
    [{"period": "2020-01-01..2020-12-29"}, {"period": "2020-01-01..2020-06-30"},
     {"period": "2019-01-01..2019-12-31"}, {"statistic": "good_share"}, {"indicator": "sections"}],
)  # fmt: skip
def test_only_a_fact_of_the_whole_year_and_of_the_same_name_serves(commitment, changes) -> None:
    assert judge_published(commitment(THIRTEEN), [fact(**changes)], 2020, date(2022, 1, 1)) == ()


def test_sources_in_conflict_judge_nothing_and_both_values_are_named(commitment) -> None:
    conflict = fact(
        source=SourceMark.CONFLICT, conflicting=(ConflictingValue(value="11", reference="另一文"),)
    )
    (finding,) = judge_published(commitment(THIRTEEN), [conflict], 2020, date(2022, 1, 1))
    assert finding.status is Status.INSUFFICIENT
    assert "13, 11" in finding.missing[0]


def test_a_fact_against_a_threshold_that_nobody_entered_judges_nothing(commitment) -> None:
    unknown = {"compare": "at_least", "unknown": "省的要求", "english": "theirs", "unit": ""}
    (finding,) = judge_published(
        commitment(THIRTEEN | {"threshold": unknown}), [fact()], 2020, date(2022, 1, 1)
    )
    assert finding.status is Status.INSUFFICIENT
    assert "省的要求" in finding.missing[0]
    assert finding.value == 13


SHARE = {"threshold": {"compare": "equal", "value": 13, "unit": "%"}}


def test_a_fact_in_another_unit_than_the_threshold_judges_nothing(commitment) -> None:
    (finding,) = judge_published(commitment(THIRTEEN), [fact(unit="km")], 2020, date(2022, 1, 1))
    assert (finding.status, finding.value, finding.unit) == (Status.INSUFFICIENT, 13, "km")
    assert finding.missing == ("单位不符 the fact is in another unit than the threshold: km, —",)


def test_every_measure_needs_a_fact(commitment) -> None:
    other = THIRTEEN | {"statistic": "lost_function_share"} | SHARE
    one = commitment(THIRTEEN, other)
    assert judge_published(one, [fact()], 2020, date(2022, 1, 1)) == ()
    both = [fact(), fact(id="b", statistic="lost_function_share", value=Decimal(0), unit="%")]
    assert [found.status for found in judge_published(one, both, 2020, date(2022, 1, 1))] == [
        Status.ACHIEVED,
        Status.MISSED,
    ]


def test_a_published_fact_serves_only_where_no_record_exists(
    measured, make_workspace, store, hours
) -> None:
    plan = load_plan("guangzhou-2020")
    as_of = date(2021, 1, 20)
    t01 = assess_plan(measured, plan, as_of).verdicts[0]
    assert (t01.status, t01.kind, t01.findings[0].value) == (
        Status.ACHIEVED,
        EvidenceKind.PUBLISHED,
        23,
    )
    site = Site("1345A", "1345A", "440100", ControlLevel.NATIONAL)
    make_workspace(measured.root, [site], origin=Origin.MEASURED, area="440100")
    store(measured, ["1345A"], date(2020, 1, 1), hours(1, 366, PM25=36))
    (finding,) = assess_plan(measured, plan, as_of).verdicts[0].findings
    assert (finding.status, finding.kind, finding.value, finding.fact) == (
        Status.MISSED,
        EvidenceKind.MEASURED,
        36,
        None,
    )


def test_guangzhou_on_published_facts_alone(measured) -> None:
    plan = load_plan("guangzhou-2020")
    before, after = (
        {
            one.commitment.id: one
            for one in assess_plan(
                measured, plan, day, evidence=gather_city_evidence(measured, plan, day)
            ).verdicts
        }
        for day in (date(2021, 1, 14), date(2021, 1, 20))
    )
    settled = {identity for identity, one in after.items() if one.status is Status.ACHIEVED}
    assert {"T01", "T05", "T07"} <= settled
    assert before["T05"].status is Status.INSUFFICIENT
    # Targets 9 to 14 wait for the province's confirmed figure.
    for number in range(9, 15):
        assert not after[f"T{number:02d}"].status.is_settled
    for identity, one in after.items():
        assert one.kind in (None, EvidenceKind.PUBLISHED), identity
        assert one.missing or identity in settled


def test_a_fact_that_was_published_after_known_at_does_not_count(measured) -> None:
    plan = load_plan("guangzhou-2020")
    early = assess_plan(measured, plan, date(2021, 1, 20), known_at=date(2020, 6, 30))
    assert [one.commitment.id for one in early.verdicts if one.kind is not None] == []


@pytest.mark.parametrize(
    ("compare", "value", "word"),
    [("at_least", 29, Status.ON_TRACK), ("at_least", 31, Status.OFF_TRACK),
     ("below", 30, Status.OFF_TRACK)],
)  # fmt: skip
def test_odds_are_of_the_threshold_as_it_is_written(
    workspace, plan_of, write, store, hours, compare: str, value: int, word: Status
) -> None:
    # Every year stands at 30: a mean of at least 29 is certain, one below 30 is not to be had.
    for year in range(2016, 2020):
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        store(workspace, ["YZ01"], date(year, 1, 1), hours(1, days, PM25=30))
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 182, PM25=30))
    plan = plan_of(write.air("T01", write.measure("PM2.5", "mean", compare, value, "µg/m³")))
    (verdict,) = assess_plan(workspace, plan, date(2020, 6, 30)).verdicts
    assert verdict.status in (word, Status.INSUFFICIENT)


def test_a_year_with_few_valid_days_has_no_odds_and_no_verdict(
    workspace, plan_of, write, store, hours
) -> None:
    # Nine days of January at 100 against 35: the days without data may still turn out clean.
    for year in range(2016, 2020):
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        store(workspace, ["YZ01"], date(year, 1, 1), hours(1, days, PM25=30))
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 9, PM25=100))
    plan = plan_of(write.air("T01", write.measure("PM2.5", "mean", "at_most", 2, "µg/m³")))
    for as_of, expected in ((date(2020, 6, 30), 182), (date(2020, 12, 30), 365)):
        (verdict,) = assess_plan(workspace, plan, as_of).verdicts
        assert verdict.status is Status.INSUFFICIENT
        assert f"too few valid days: 9 / {expected}" in verdict.missing[0]
