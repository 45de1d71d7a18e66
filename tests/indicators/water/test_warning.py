"""Warnings: what is raised, when it is due, and that the instrument comes before the water."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunzhu.errors import FileFault
from yunzhu.indicators.water import warning_settings
from yunzhu.indicators.water.alarm_records import Reach, WarningReport, WatchedSection, WaterAlarm
from yunzhu.indicators.water.item_series import robust_history
from yunzhu.indicators.water.warning import find_alarms
from yunzhu.indicators.water.warning_settings import (
    default_warning_settings,
    read_warning_settings,
)
from yunzhu.indicators.water.warning_words import AlarmKind
from yunzhu.observations.samples import Samples
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import surface_water_limits

LIMITS = surface_water_limits(date(2020, 5, 8))
START = datetime(2020, 3, 1)
UPPER = WatchedSection("上", "上断面", WaterBody.RIVER, WaterClass.III)
LOWER = WatchedSection("下", "下断面", WaterBody.RIVER, WaterClass.III)
EIGHT_HOURS = Reach("上", "下", 480)
Row = tuple[str, str, str, str]
Make = Callable[[Sequence[Row]], Samples]


def rows(
    values: Sequence[float | None], item: str = "NH3N", site: str = "上", decimals: int = 4
) -> list[Row]:
    """A value every four hours; None where nothing was sent."""
    return [
        (site, item, (START + timedelta(hours=4 * at)).isoformat(), f"{value:.{decimals}f}")
        for at, value in enumerate(values)
        if value is not None
    ]


def calm(count: int, level: float = 0.5) -> list[float]:
    """Values that alternate about a level by a tenth of it, no two equal in a row."""
    return [level * (1 + (0.1 if at % 2 else -0.1)) for at in range(count)]


def alarms_of(
    samples: Samples,
    sections: Sequence[WatchedSection] = (UPPER, LOWER),
    reaches: Sequence[Reach] = (),
    since: datetime = START,
) -> WarningReport:
    return find_alarms(samples, sections, reaches, LIMITS, default_warning_settings(), since)


def only(report: WarningReport, kind: AlarmKind) -> WaterAlarm:
    (found,) = (one for one in report.alarms if one.kind is kind)
    return found


def kinds(report: WarningReport) -> set[AlarmKind]:
    return {one.kind for one in report.alarms}


def test_calm_water_raises_nothing(samples_of: Make) -> None:
    assert alarms_of(samples_of(rows(calm(200)))).alarms == ()


def test_the_third_sample_in_a_row_beyond_the_target_is_when_the_alarm_is_due(
    samples_of: Make,
) -> None:
    # Class III of GB 3838: ammonia nitrogen at most 1.0 mg/L; 1.0 itself is within.
    found = alarms_of(samples_of(rows([0.9, 1.0, 1.02, 1.3, 1.1, 0.8])))
    alarm = only(found, AlarmKind.CLASS_DROP)
    assert (alarm.start, alarm.noticed, alarm.last) == (
        datetime(2020, 3, 1, 8),
        datetime(2020, 3, 1, 16),
        datetime(2020, 3, 1, 16),
    )
    assert (str(alarm.value), alarm.unit) == ("1.3", "mg/L")
    assert dict(alarm.numbers) | {"edition": ""} == {
        "target": "Ⅲ", "worst_class": "Ⅳ", "limit": "1", "edition": "", "samples": "3"
    }  # fmt: skip
    assert "目标 Ⅲ 类" in alarm.reason
    assert "目标限值 limit of the target 1 mg/L" in alarm.reason
    assert "of class IV" in alarm.reason
    assert "加密" in alarm.advice


def test_two_samples_beyond_the_target_are_not_enough(samples_of: Make) -> None:
    assert alarms_of(samples_of(rows([0.9, 1.2, 1.3, 0.9, 1.2, 1.3]))).alarms == ()


def test_a_class_drop_counts_all_its_samples_and_names_the_few_that_raise_it(
    samples_of: Make,
) -> None:
    alarm = only(alarms_of(samples_of(rows([0.9, *[1.2, 1.3] * 4]))), AlarmKind.CLASS_DROP)
    assert alarm.reason.startswith("氨氮 NH3N 8 个样品劣于目标 Ⅲ 类 (连续 3 个即报)")
    assert "8 samples worse than class III (3 in a row raise it)" in alarm.reason
    assert dict(alarm.numbers)["samples"] == "8"


def test_oxygen_low_by_night_only_is_no_class_drop(samples_of: Make) -> None:
    nights = [4.5, 4.4, 5.2, 5.6, 5.8, 5.1] * 5
    assert alarms_of(samples_of(rows(nights, "DO"))).alarms == ()
    day_and_night = [4.5, 4.4, 4.9, 4.8, 4.7, 4.6]
    found = only(alarms_of(samples_of(rows(day_and_night, "DO"))), AlarmKind.CLASS_DROP)
    assert str(found.value) == "4.4"


def test_a_silence_of_more_than_twelve_hours_breaks_a_row(samples_of: Make) -> None:
    assert kinds(alarms_of(samples_of(rows([1.2, None, None, 1.3, 1.25])))) == {
        AlarmKind.CLASS_DROP
    }
    assert alarms_of(samples_of(rows([1.2, None, None, None, 1.3, 1.25]))).alarms == ()


def test_what_recurs_within_two_days_is_one_alarm(samples_of: Make) -> None:
    worse, gap = [1.2, 1.3, 1.25], [0.9, 0.8]
    near = rows([*worse, *(gap * 5), 0.9, *worse])
    found = only(alarms_of(samples_of(near)), AlarmKind.CLASS_DROP)
    assert found.last == START + timedelta(hours=4 * 16)
    far = rows([*worse, *(gap * 6), *worse])
    assert len(alarms_of(samples_of(far)).alarms) == 2


def test_an_alarm_that_ended_before_is_left_out(samples_of: Make) -> None:
    samples = samples_of(rows([1.2, 1.3, 1.25, *calm(30)]))
    assert alarms_of(samples, since=datetime(2020, 3, 1, 8)).alarms
    assert alarms_of(samples, since=datetime(2020, 3, 1, 8, 1)).alarms == ()


def test_phosphorus_of_an_unknown_water_body_is_not_judged_and_said_so(samples_of: Make) -> None:
    # 0.06 mg/L is class II in a river and IV in a lake.
    samples = samples_of(rows([0.06, 0.061, 0.062, 0.063], "TP"))
    for body, expected in ((WaterBody.RIVER, 0), (WaterBody.LAKE, 1)):
        assert len(alarms_of(samples, [replace(UPPER, body=body)]).alarms) == expected
    unknown = alarms_of(samples, [replace(UPPER, body=None)])
    assert unknown.alarms == ()
    assert [one.why for one in unknown.not_judged if one.kind is AlarmKind.CLASS_DROP] == [
        "水体类型未知 water body unknown"
    ]


def test_a_section_without_target_is_not_judged_and_said_so(samples_of: Make) -> None:
    found = alarms_of(samples_of(rows([3.0, 3.1, 3.2])), [replace(UPPER, target=None)])
    assert found.alarms == ()
    assert "没有目标类别 no target" in {one.why for one in found.not_judged}


def test_a_jump_is_due_at_its_first_sample(samples_of: Make) -> None:
    # Values 0.45 and 0.55 by turns: median 0.5, every deviation 0.05, spread 1.4826 × 0.05.
    report = alarms_of(samples_of(rows([*calm(60), 0.96, *calm(5)])))
    alarm = only(report, AlarmKind.JUMP)
    assert alarm.start == alarm.noticed == START + timedelta(hours=240)
    numbers = dict(alarm.numbers)
    assert (numbers["median"], numbers["spread"]) == ("0.500", "0.0741")
    assert numbers["history_samples"] == "60"
    assert "6.2 倍" in alarm.reason


def test_a_rise_of_fewer_spreads_or_a_fall_of_ammonia_is_no_jump(samples_of: Make) -> None:
    # Six spreads are 0.4448 above the median of 0.5.
    assert alarms_of(samples_of(rows([*calm(60), 0.944]))).alarms == ()
    assert alarms_of(samples_of(rows([*calm(60), 0.01]))).alarms == ()


def test_a_steady_section_needs_the_least_difference(samples_of: Make) -> None:
    # Spread about 0.02 × 0.1: the least spread is a tenth of 0.02, six of it far below 0.3.
    steady = calm(60, 0.02)
    assert alarms_of(samples_of(rows([*steady, 0.31]))).alarms == ()
    assert kinds(alarms_of(samples_of(rows([*steady, 0.33])))) == {AlarmKind.JUMP}


def test_the_spread_is_at_least_a_tenth_of_the_median(samples_of: Make) -> None:
    # Median 10, spread 0.15: a tenth of the median counts, and six of it are 6.
    steady = [10.1 if at % 2 else 9.9 for at in range(60)]
    lake = [replace(UPPER, target=WaterClass.V)]
    assert alarms_of(samples_of(rows([*steady, 14.9], "CODMn")), lake).alarms == ()
    assert kinds(alarms_of(samples_of(rows([*steady, 16.1], "CODMn")), lake)) == {AlarmKind.JUMP}


def test_with_too_few_samples_before_no_jump_is_judged(samples_of: Make) -> None:
    report = alarms_of(samples_of(rows([*calm(59), 0.99])))
    assert report.alarms == ()
    assert [one.why for one in report.not_judged] == [
        "前 30 天样品不足 too few samples before: 59 < 60"
    ]


def test_water_that_grows_worse_between_two_sections_is_an_inflow(samples_of: Make) -> None:
    upper = rows(calm(80))
    # Two samples later downstream: the same water plus 0.1, and at the last moments 0.8 more.
    lower = [*calm(2), *(value + 0.1 for value in calm(75)), 1.3, 1.35, 1.4]
    report = alarms_of(samples_of(upper + rows(lower, site="下")), reaches=(EIGHT_HOURS,))
    alarm = only(report, AlarmKind.INFLOW)
    assert (alarm.site, alarm.start) == ("下", START + timedelta(hours=4 * 77))
    assert dict(alarm.numbers)["upstream"] == "上"
    assert dict(alarm.numbers)["usual_difference"] == "0.100"
    assert "上断面" in alarm.reason


def test_what_came_from_upstream_is_no_inflow_and_names_the_alarm_before(samples_of: Make) -> None:
    wave = [0.98, 1.3, 1.35, 1.0]
    upper = [*calm(70), *wave, *calm(10)]
    lower = [*calm(72), *wave, *calm(8)]
    samples = samples_of(rows(upper) + rows(lower, site="下"))
    report = alarms_of(samples, reaches=(EIGHT_HOURS,))
    assert AlarmKind.INFLOW not in kinds(report)
    first, second = (one for one in report.alarms if one.kind is AlarmKind.JUMP)
    assert (first.site, second.site) == ("上", "下")
    assert second.start - first.start == timedelta(hours=8)
    assert f"上断面 已于 {first.start:%m-%d %H:%M} 报警" in second.reason
    assert f"下断面 {second.start:%m-%d %H:%M}" in first.advice


def test_a_stuck_sensor_is_called_instrument_and_no_event(samples_of: Make) -> None:
    report = alarms_of(samples_of(rows([*calm(70), *([1.32] * 9), *calm(6)])))
    assert kinds(report) == {AlarmKind.FLAT_LINE}
    alarm = only(report, AlarmKind.FLAT_LINE)
    assert alarm.start == START + timedelta(hours=4 * 70)
    assert alarm.noticed - alarm.start == timedelta(hours=20)
    assert dict(alarm.numbers) == {"readings": "9", "least_readings": "6"}
    assert alarm.kind.is_instrument
    assert "人工采样" in alarm.advice


def test_before_the_sixth_equal_reading_a_jump_stands(samples_of: Make) -> None:
    assert AlarmKind.FLAT_LINE not in kinds(alarms_of(samples_of(rows([*calm(70), *([1.32] * 5)]))))
    assert AlarmKind.JUMP in kinds(alarms_of(samples_of(rows([*calm(70), *([1.32] * 5)]))))


def test_equal_readings_at_the_detection_limit_are_no_fault(samples_of: Make) -> None:
    assert alarms_of(samples_of(rows([0.025] * 20))).alarms == ()


def test_a_reading_out_of_range_is_the_instruments_and_no_class_drop(samples_of: Make) -> None:
    report = alarms_of(samples_of(rows([7.2, 13.7, 13.8, 13.9, 7.3], "pH")))
    assert kinds(report) == {AlarmKind.OUT_OF_RANGE}
    assert only(report, AlarmKind.OUT_OF_RANGE).numbers == (("lowest", "3"), ("highest", "12"))


def drifting(days: int, rise: float) -> list[float]:
    """Two calm weeks, then a rise by so much a day."""
    steps = [max(at - 14 * 6, 0) / 6 for at in range((14 + days) * 6)]
    return [value + rise * step for value, step in zip(calm(len(steps), 200), steps, strict=True)]


def test_a_slow_rise_that_the_neighbour_does_not_share_is_a_drift(samples_of: Make) -> None:
    samples = samples_of(
        rows(drifting(16, 8), "EC", decimals=1) + rows(calm(180, 220), "EC", site="下", decimals=1)
    )
    report = alarms_of(samples, reaches=(EIGHT_HOURS,))
    assert kinds(report) == {AlarmKind.DRIFT}
    alarm = only(report, AlarmKind.DRIFT)
    assert (alarm.site, dict(alarm.numbers)["neighbours"]) == ("上", "1")


def test_a_slow_rise_that_the_neighbour_shares_is_the_water(samples_of: Make) -> None:
    samples = samples_of(
        rows(drifting(16, 8), "EC", decimals=1) + rows(drifting(16, 6), "EC", site="下", decimals=1)
    )
    assert AlarmKind.DRIFT not in kinds(alarms_of(samples, reaches=(EIGHT_HOURS,)))


def test_a_drift_without_neighbours_says_that_none_was_compared(samples_of: Make) -> None:
    report = alarms_of(samples_of(rows(drifting(16, 8), "EC", decimals=1)))
    assert "没有可比的相邻断面" in only(report, AlarmKind.DRIFT).reason


def test_the_same_samples_give_the_same_start_later_on(samples_of: Make) -> None:
    values = [*calm(70), 1.2, 1.3, 1.4, 1.3, *calm(30)]
    early = alarms_of(samples_of(rows(values[:73]))).alarms
    late = alarms_of(samples_of(rows(values))).alarms
    assert {(one.kind, one.start, one.noticed) for one in early} == {
        (one.kind, one.start, one.noticed) for one in late
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40), st.integers(1, 6))
def test_history_is_the_median_of_the_days_before(numbers: list[int], days: int) -> None:
    minutes = np.arange(len(numbers), dtype=np.int32) * 700
    found = robust_history(minutes, np.array(numbers), np.ones(len(numbers), np.bool_), days)
    for at in range(len(numbers)):
        before = [
            number
            for minute, number in zip(minutes[:at].tolist(), numbers[:at], strict=True)
            if minutes[at] - minute <= days * 1440
        ]
        assert found.count[at] == len(before)
        if before:
            middle = median(before)
            deviation = median(abs(one - middle) for one in before)
            assert found.median[at] == middle
            assert found.spread[at] == pytest.approx(1.4826 * deviation)


def test_a_wrong_setting_is_told_with_its_line(tmp_path: Path) -> None:
    packaged = Path(warning_settings.__file__).with_name("warning.yaml")
    text = packaged.read_text("utf-8").replace("history_days: 30", "history_days: -1")
    path = tmp_path / "warning.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FileFault, match="history_days"):
        read_warning_settings(path)
