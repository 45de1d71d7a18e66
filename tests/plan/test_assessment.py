"""Verdicts on a plan's air targets, on records written by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import WorkspaceError
from yunzhu.observations.exclusions import ExclusionKind, add_exclusion
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period
from yunzhu.plan.assessment import PlanAssessment, assess_plan
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Plan
from yunzhu.plan.status import Status
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace, init_workspace

X = -(2**15)
CITY = "990100"
ORDINARY = {"SO2": 6, "NO2": 30, "PM10": 60, "PM2.5": 20, "CO": 80, "O3": 60}
HEAD = """\
id: yunzhu-2020
title: 云珠市2020年计划(模拟)
english: a plan of the simulated city
area: "990100"
year: 2020
origin: simulated
text_file: plan.txt
cuts: {on_track_odds: 0.85, at_risk_odds: 0.50, at_risk_pace: 0.8, seasons_for_odds: 3}
commitments:
"""
ENTRY = """\
  - id: "T0{number}"
    clause: 模拟
    english: simulated
    kind: threshold
    force: binding
    role: lead
    owes: result
    due: 2020-12-31
    threshold: {{none: 见各项, english: see the measures}}
    measured: 模拟
    measured_english: simulated
    registers: [observations]
    readings: []
    metric:
      name: air_statistics
      measures:
"""
MEASURE = (
    "        - {{indicator: {0}, statistic: {1}, threshold: {{compare: {2}, {3}, unit: {4}}}}}\n"
)
PM = ("PM2.5", "mean", "at_most", "value: 35", "µg/m³")
UNKNOWN = (
    "NO2",
    "mean",
    "at_most",
    "unknown: 省对 NO2 的要求, english: the province's NO2",
    "µg/m³",
)


def hours(sites: int, days: int, **levels: object) -> dict[str, np.ndarray]:
    found = {}
    for name, ordinary in ORDINARY.items():
        values = np.asarray(levels.get(name.replace(".", ""), ordinary), np.int16)
        per_day = np.repeat(values, 24) if values.ndim == 1 else values
        found[name] = np.broadcast_to(per_day, (sites, days * 24)).astype(np.int16)
    return found


@pytest.fixture
def workspace(tmp_path: Path, make_workspace) -> Workspace:
    return make_workspace(
        tmp_path / "w", [Site(name, name, CITY, ControlLevel.NATIONAL) for name in ("YZ01", "YZ02")]
    )


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Plan]:
    def make(*commitments: tuple[tuple[str, ...], ...]) -> Plan:
        text = HEAD
        for number, measures in enumerate(commitments, 1):
            text += ENTRY.format(number=number) + "".join(MEASURE.format(*one) for one in measures)
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        (tmp_path / "plan.txt").write_text("模拟\n", encoding="utf-8")
        return load_plan(str(path))

    return make


def test_a_running_target_gives_the_cap_by_hand_and_says_what_is_missing(
    workspace, plan, store
) -> None:
    # 348 of the first 348 days at 55; target 57; 18 days left: 95.67 -> 95.6, whole 95.
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 348, PM25=55, PM10=80))
    target = (("PM2.5", "mean", "at_most", "value: 57", "µg/m³"),)
    (verdict,) = assess_plan(workspace, plan(target), date(2020, 12, 13)).verdicts
    (finding,) = verdict.findings
    assert finding.cap is not None
    assert (finding.cap.counted_days, finding.cap.remaining_days) == (348, 18)
    assert (finding.cap.shown, finding.cap.whole) == (Decimal("95.6"), Decimal("95"))
    assert verdict.status is Status.INSUFFICIENT
    assert any("odds" in text for text in finding.missing)
    assert verdict.kind is EvidenceKind.SIMULATED


def test_days_that_passed_without_a_value_stay_out_of_the_cap(workspace, plan, store) -> None:
    # 10 days, one of them without a record: (35 x (9 + 356) - 9 x 20) / 356 = 35.38.
    days = hours(1, 10)
    days["PM2.5"] = days["PM2.5"].copy()
    days["PM2.5"][:, 48:72] = X
    store(workspace, ["YZ01"], date(2020, 1, 1), days)
    (verdict,) = assess_plan(workspace, plan((PM,)), date(2020, 1, 10)).verdicts
    cap = verdict.findings[0].cap
    assert cap is not None
    assert (cap.counted_days, cap.remaining_days) == (9, 356)
    assert cap.cap == Fraction(35 * 365 - 180, 356)
    assert cap.shown == Decimal("35.3")


def test_out_of_reach_is_missed_before_the_year_ends(workspace, plan, store) -> None:
    # 300 days of 55: even zeros for 66 days give 45.08 > 35.
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 300, PM25=55))
    (verdict,) = assess_plan(workspace, plan((PM,)), date(2020, 10, 26)).verdicts
    assert verdict.status is Status.MISSED
    assert verdict.findings[0].cap is not None
    assert verdict.findings[0].cap.whole < 0


@pytest.mark.parametrize(
    ("level", "status"), [(35, Status.ACHIEVED), (36, Status.MISSED), (20, Status.ACHIEVED)]
)
def test_a_closed_year_is_achieved_or_missed_and_35_itself_counts(
    workspace, plan, store, level: int, status: Status
) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, PM25=level))
    for as_of in (date(2020, 12, 31), date(2021, 6, 1)):
        (verdict,) = assess_plan(workspace, plan((PM,)), as_of).verdicts
        assert verdict.status is status
        assert verdict.findings[0].missing == ()
        assert verdict.findings[0].cap is None
    running = assess_plan(workspace, plan((PM,)), date(2020, 12, 30)).verdicts[0]
    # With one day to go 36 is lost already: 36 x 365 / 366 = 35.9 still rounds to 36.
    assert running.status is (Status.MISSED if level == 36 else Status.INSUFFICIENT)


def test_a_closed_year_with_too_few_valid_days_is_insufficient(workspace, plan, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 323))
    (verdict,) = assess_plan(workspace, plan((PM,)), date(2021, 1, 1)).verdicts
    assert verdict.status is Status.INSUFFICIENT
    assert "323 / 366" in verdict.findings[0].missing[0]


@pytest.mark.parametrize(
    ("days", "bad", "least", "status"),
    [
        # 275 of 366 days are 75 %: 264 / 275 = 96.0 % stands, whatever was not recorded.
        (275, 11, "85", Status.ACHIEVED),
        (275, 11, "96.1", Status.MISSED),
        # 274 are not: between (274 - 11) / 366 = 71.9 % and 355 / 366 = 97.0 % nothing is known.
        (274, 11, "85", Status.INSUFFICIENT),
        (274, 11, "97.0", Status.INSUFFICIENT),
        (274, 11, "97.1", Status.MISSED),
        (274, 11, "71.9", Status.ACHIEVED),
        (274, 11, "72.0", Status.INSUFFICIENT),
        # Half a year of 170 good days of 181: at best 355 / 366 = 97.0 %, at worst 46.4 %.
        (181, 11, "85", Status.INSUFFICIENT),
        (181, 11, "95", Status.INSUFFICIENT),
    ],
)
def test_a_share_of_good_days_of_part_of_a_year_settles_by_arithmetic_alone(
    workspace, plan, store, days: int, bad: int, least: str, status: Status
) -> None:
    # A day with 80 ug/m3 of PM2.5 has an index of 107 and is not good.
    levels = [80] * bad + [20] * (days - bad)
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, days, PM25=levels))
    target = (("AQI", "good_day_share", "at_least", f"value: {least}", '"%"'),)
    for as_of in (date(2020, 12, 31), date(2021, 1, 20)):
        (verdict,) = assess_plan(workspace, plan(target), as_of).verdicts
        (finding,) = verdict.findings
        assert finding.status is status
        assert (finding.numerator, finding.denominator) == (days, 366)
        said = [line for line in (*finding.missing, *finding.notes) if f"{days} / 366" in line]
        assert len(said) == (days < 275)


@pytest.mark.parametrize(
    ("days", "status"),
    [
        # Rank 1 + 365 x 0.9 = 329.5: 38 of 366 days above 160 are more than it bears.
        (38, Status.MISSED),
        (36, Status.INSUFFICIENT),
    ],
)
def test_a_percentile_of_half_a_year_is_missed_by_arithmetic_alone(
    workspace, plan, store, days: int, status: Status
) -> None:
    levels = [200] * days + [60] * (181 - days)
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 181, O3=levels))
    target = (("O3", "p90", "at_most", "value: 160", "µg/m³"),)
    (verdict,) = assess_plan(workspace, plan(target), date(2021, 1, 20)).verdicts
    assert verdict.status is status
    assert verdict.findings[0].result is not None
    assert verdict.findings[0].result.valid is False


@pytest.mark.parametrize(
    ("least", "status"),
    [("170", Status.ACHIEVED), ("171", Status.INSUFFICIENT), ("356", Status.MISSED)],
)
def test_a_count_of_good_days_of_half_a_year_has_185_days_open(
    workspace, plan, store, least: str, status: Status
) -> None:
    # 170 good days of 181: between 170 and 170 + 185 = 355 of the year.
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 181, PM25=[80] * 11 + [20] * 170))
    target = (("AQI", "good_days", "at_least", f"value: {least}", "d"),)
    (verdict,) = assess_plan(workspace, plan(target), date(2021, 1, 20)).verdicts
    assert verdict.status is status


def test_a_mean_that_no_day_can_save_stays_missed_when_the_year_ends(
    workspace, plan, store
) -> None:
    # 300 days of 55 and 66 days of nothing: 45.08 at best, on 30 December as on 31 December.
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 300, PM25=55))
    for as_of in (date(2020, 12, 30), date(2020, 12, 31)):
        (verdict,) = assess_plan(workspace, plan((PM,)), as_of).verdicts
        assert verdict.status is Status.MISSED


def exclude_dust(workspace: Workspace, days: int) -> None:
    span = Period(date(2020, 1, 1), date(2020, 1, days))
    add_exclusion(
        workspace,
        kind=ExclusionKind.SAND_DUST,
        sites=["*"],
        items=["PM10", "PM2.5"],
        start_hour=span.first_hour,
        stop_hour=span.stop_hour,
        reason="沙尘(模拟)",
        author="甲(模拟)",
    )


def test_the_series_without_excluded_events_stands_beside_with_the_word_it_would_give(
    workspace, plan, store
) -> None:
    # 342 of 366 days are good: 93.44. Without three dusty days: 342 of 363, 94.21.
    levels = [80] * 24 + [20] * 342
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, PM25=levels))
    share = ("AQI", "good_day_share", "at_least", "value: 93.8", '"%"')
    ozone = ("O3", "p90", "at_most", "value: 160", "µg/m³")
    before = assess_plan(workspace, plan((share,)), date(2020, 12, 31)).verdicts[0]
    assert before.findings[0].others == ()
    exclude_dust(workspace, 3)
    (verdict,) = assess_plan(workspace, plan((share, ozone)), date(2020, 12, 31)).verdicts
    finding, untouched = verdict.findings
    assert (finding.status, finding.value) == (Status.MISSED, Decimal("93.4"))
    (other,) = finding.others
    assert (other.status, other.result.value) == (Status.ACHIEVED, Decimal("94.2"))
    assert other.text == (
        "按剔除事件 excluding events: 94.2 %, 363/366 (342/363 d), "
        "按此为 would be 已达成 achieved; yunzhu explain "
        "990100/AQI/good_day_share/2020-01-01..2020-12-31/"
        "air-2012+stations+excluding_events"
    )
    assert finding.disagreeing == (other,)
    # Only PM10 and PM2.5 are excluded: ozone has one series.
    assert untouched.others == ()
    assert finding.as_dict()["others"][0]["status"] == "已达成"


def test_a_running_year_shows_the_other_series_and_only_a_certain_word(
    workspace, plan, store
) -> None:
    # 30 bad days of 100 leave at best 336 / 366 = 91.8. Without three of them 70 of 97 are good so
    # far, 72.2; taken as open the three leave at best 339 / 366 = 92.6.
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 100, PM25=[80] * 30 + [20] * 70))
    for least, word, otherwise in (
        ("92", Status.MISSED, None),
        ("93", Status.MISSED, Status.MISSED),
    ):
        target = (("AQI", "good_day_share", "at_least", f"value: {least}", '"%"'),)
        if least == "92":
            exclude_dust(workspace, 3)
        (verdict,) = assess_plan(workspace, plan(target), date(2020, 4, 9)).verdicts
        (finding,) = verdict.findings
        assert finding.status is word
        (other,) = finding.others
        assert (other.result.value, other.status) == (Decimal("72.2"), otherwise)


def test_at_least_includes_the_number(workspace, plan, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, PM25=[80] * 36 + [20] * 330))
    for value, status in (("90.2", Status.ACHIEVED), ("90.3", Status.MISSED)):
        target = (("AQI", "good_day_share", "at_least", f"value: {value}", '"%"'),)
        (verdict,) = assess_plan(workspace, plan(target), date(2020, 12, 31)).verdicts
        # 330 / 366 = 90.16 -> 90.2
        assert verdict.status is status


def test_an_unknown_threshold_is_insufficient_and_named(workspace, plan, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366))
    for as_of in (date(2020, 6, 30), date(2020, 12, 31)):
        (verdict,) = assess_plan(workspace, plan((UNKNOWN,)), as_of).verdicts
        assert verdict.status is Status.INSUFFICIENT
        assert "省对 NO2 的要求" in verdict.findings[0].missing[0]
        assert "the province's NO2" in verdict.findings[0].missing[0]
        assert verdict.findings[0].result is not None
        assert verdict.findings[0].result.value == 30


def test_a_commitment_shows_the_worst_of_its_measures(workspace, plan, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, NO2=60))
    bad = ("NO2", "mean", "at_most", "value: 40", "µg/m³")
    assessment = assess_plan(workspace, plan((PM, bad), (PM, UNKNOWN), (PM,)), date(2020, 12, 31))
    assert [one.status.value for one in assessment.verdicts] == ["未达成", "证据不足", "已达成"]
    assert assessment.counts()[Status.MISSED] == 1
    assert sum(assessment.counts().values()) == 3


def test_without_records_or_before_the_year_is_insufficient(workspace, plan, store) -> None:
    empty = assess_plan(workspace, plan((PM,)), date(2020, 6, 30)).verdicts[0]
    assert empty.status is Status.INSUFFICIENT
    assert empty.findings[0].missing
    store(workspace, ["YZ01"], date(2019, 12, 1), hours(1, 60))
    before = assess_plan(workspace, plan((PM,)), date(2019, 12, 31)).verdicts[0]
    assert before.status is Status.INSUFFICIENT
    assert "not begun" in before.findings[0].missing[0]


def same(left: PlanAssessment, right: PlanAssessment) -> bool:
    return left.as_dict()["verdicts"] == right.as_dict()["verdicts"]


def test_values_planted_after_the_as_of_date_change_nothing(workspace, plan, store) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 182))
    before = assess_plan(workspace, plan((PM,), (UNKNOWN,)), date(2020, 6, 30))
    absurd = dict.fromkeys(("SO2", "NO2", "PM10", "PM25", "CO", "O3"), 9_000)
    store(workspace, ["YZ01"], date(2020, 7, 1), hours(1, 184, **absurd))
    after = assess_plan(workspace, plan((PM,), (UNKNOWN,)), date(2020, 6, 30))
    assert before.verdicts[0].findings[0].result is not None
    assert before.verdicts[0].findings[0].result.value == 20
    assert same(before, after)


def test_a_station_that_only_reports_after_the_as_of_date_changes_nothing(
    tmp_path, make_workspace, plan, store
) -> None:
    names = [f"YZ0{number}" for number in range(1, 7)]
    workspace = make_workspace(
        tmp_path / "six", [Site(name, name, CITY, ControlLevel.NATIONAL) for name in names]
    )
    store(workspace, names[:4], date(2020, 1, 1), hours(4, 182))
    before = assess_plan(workspace, plan((PM,)), date(2020, 6, 30))
    store(workspace, names[4:], date(2020, 7, 1), hours(2, 30, PM25=9_000))
    after = assess_plan(workspace, plan((PM,)), date(2020, 6, 30))
    assert same(before, after)


def test_a_city_series_that_only_begins_after_the_as_of_date_changes_nothing(
    workspace, make_workspace, plan, store
) -> None:
    make_workspace(workspace.root, [Site(CITY, "云珠市(模拟)", CITY, ControlLevel.CITY_MEAN)])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 182))
    before = assess_plan(workspace, plan((PM,)), date(2020, 6, 30))
    store(workspace, [CITY], date(2020, 7, 1), hours(1, 30, PM25=9_000))
    after = assess_plan(workspace, plan((PM,)), date(2020, 6, 30))
    assert same(before, after)


def test_known_at_leaves_out_what_came_later(workspace, plan, store) -> None:
    store(
        workspace,
        ["YZ01"],
        date(2020, 1, 1),
        hours(1, 60),
        received=datetime(2020, 3, 1, tzinfo=UTC),
    )
    store(
        workspace, ["YZ01"], date(2020, 1, 1), hours(1, 60, PM25=90),
        received=datetime(2020, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    for known_at, value in ((date(2020, 3, 31), 20), (None, 90)):
        (verdict,) = assess_plan(
            workspace, plan((PM,)), date(2020, 2, 29), known_at=known_at
        ).verdicts
        assert verdict.findings[0].result is not None
        assert verdict.findings[0].result.value == value


def test_an_import_is_shown_under_the_day_by_which_known_at_cuts(workspace, plan, store) -> None:
    # 17:30 in Greenwich is 01:30 of the next day in China.
    received = datetime(2020, 3, 31, 17, 30, tzinfo=UTC)
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31), received=received)
    judged = plan((PM,))

    def finding(known_at: date):
        (verdict,) = assess_plan(workspace, judged, date(2020, 6, 30), known_at=known_at).verdicts
        return verdict.findings[0]

    assert finding(date(2020, 3, 31)).evidence == ()
    (line,) = finding(date(2020, 4, 1)).evidence
    assert line.endswith("收到 received 2020-04-01 01:30")


def test_a_simulated_workspace_is_refused_for_the_real_plan_and_the_other_way_round(
    workspace, plan, tmp_path
) -> None:
    with pytest.raises(WorkspaceError, match="simulated"):
        assess_plan(workspace, load_plan("guangzhou-2020"), date(2020, 6, 30))
    measured = init_workspace(tmp_path / "measured", origin=Origin.MEASURED)
    with pytest.raises(WorkspaceError, match="simulated"):
        assess_plan(measured, plan((PM,)), date(2020, 6, 30))


def test_a_simulated_plan_is_never_judged_on_a_real_citys_publications(workspace) -> None:
    real = load_plan("guangzhou-2020")
    invented = real.model_copy(update={"origin": Origin.SIMULATED})
    found = assess_plan(workspace, invented, date(2021, 1, 20))
    assert not [one.commitment.id for one in found.verdicts if one.kind is EvidenceKind.PUBLISHED]


def test_the_assessment_as_json_says_simulated_and_the_counting_rule(
    workspace, plan, store
) -> None:
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31))
    content = assess_plan(workspace, plan((PM,)), date(2020, 1, 31)).as_dict()
    assert content["origin_label"].startswith("模拟")
    (verdict,) = content["verdicts"]
    assert verdict["evidence_kind"] == "模拟"
    (finding,) = verdict["findings"]
    assert finding["remaining"]["days"] == 335
    assert "rounded down" in finding["remaining"]["counting_rule"]
    assert finding["result"]["lineage_id"].startswith("990100/PM2.5/mean/2020-01-01..2020-01-31/")


def test_a_cap_below_zero_says_that_only_rounding_is_left(workspace, plan, store) -> None:
    # 182 days of 36, then 35: the mean of the year is 35.497 and rounds to 35.
    levels = [36] * 182 + [35] * 184
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, PM25=levels))
    (running,) = assess_plan(workspace, plan((PM,)), date(2020, 12, 30)).verdicts
    cap = running.findings[0].cap
    assert cap is not None
    assert cap.cap < 0
    assert running.status is Status.INSUFFICIENT
    assert any("rounded mean may still" in text for text in running.findings[0].missing)
    (closed,) = assess_plan(workspace, plan((PM,)), date(2020, 12, 31)).verdicts
    assert closed.status is Status.ACHIEVED
