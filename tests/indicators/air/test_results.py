"""Answers about a subject: which rules judge a period, from which source, and what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import EvidenceError, StandardError
from yunzhu.indicators.air.calendar import air_calendar
from yunzhu.indicators.air.explanation import explain
from yunzhu.indicators.air.results import AirAnswer, RuleChoice, air_statistics
from yunzhu.indicators.air.rules import AirRule, CityOzone, CompositeForm, DailyItems, Source
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.exclusions import ExclusionKind, add_exclusion, withdraw_exclusion
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, Site, load_sites, save_sites
from yunzhu.periods import HOURS_PER_DAY, Period, day_index
from yunzhu.values import Result
from yunzhu.workspace import Workspace

X = -(2**15)
CITY = "990100"
ORDINARY = {"SO2": 6, "NO2": 30, "PM10": 40, "PM2.5": 20, "CO": 80, "O3": 60}
NATIONAL = ControlLevel.NATIONAL


def station(name: str, **facts: object) -> Site:
    return Site(name, f"{name}点(模拟)", CITY, NATIONAL, **facts)  # type: ignore[arg-type]


SERIES = Site(CITY, "云珠市(模拟)", CITY, ControlLevel.CITY_MEAN)


def hours(sites: int, days: int, **levels: object) -> dict[str, np.ndarray]:
    """Constant hours per item, or what a pollutant is given: a level, or one per site."""
    shape = (sites, days * HOURS_PER_DAY)
    found = {}
    for name, ordinary in ORDINARY.items():
        level = levels.get(name.replace(".", ""), ordinary)
        values = np.asarray(level, np.int16)
        if values.ndim == 1:
            values = values[:, None]
        found[name] = np.broadcast_to(values, shape).astype(np.int16)
    return found


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., AirAnswer]:
    def answer(
        workspace: Workspace, period: str, choice: RuleChoice | None = None, *,
        area: str = CITY, known_at: date | None = None,
    ) -> AirAnswer:  # fmt: skip
        lake = Lake(workspace)
        subject = find_subject(lake, area)
        return air_statistics(
            lake, subject, Period.parse(period), replace(choice or RuleChoice(), known_at=known_at)
        )

    return answer


def row(answer: AirAnswer, indicator: str, statistic: str, rule: str) -> Result:
    (found,) = (
        one for one in answer.rows
        if (one.indicator, one.statistic, one.rule) == (indicator, statistic, rule)
    )  # fmt: skip
    return found


def rules(answer: AirAnswer) -> list[str]:
    return list(dict.fromkeys(one.rule for one in answer.rows))


def test_a_period_across_2026_03_01_is_judged_by_both_editions_and_by_date(
    tmp_path, make_workspace, store, ask
) -> None:
    # PM2.5 of 70: good under 2012 (IAQI 94), lightly polluted under 2026 (110).
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2026, 2, 20), hours(1, 20, PM25=70))
    answer = ask(workspace, "2026-02-20..2026-03-11")
    assert rules(answer) == [
        "air-2026-transition+stations", "air-2012+stations", "air-by_date+stations",
    ]  # fmt: skip
    good = {rule: row(answer, "AQI", "good_days", rule).value for rule in rules(answer)}
    assert good == {
        "air-2026-transition+stations": 0, "air-2012+stations": 20, "air-by_date+stations": 9,
    }  # fmt: skip
    assert any("straddles editions" in note for note in answer.notes)
    assert "straddles" in row(answer, "PM2.5", "mean", rules(answer)[0]).note
    by_date = {(r.indicator, r.statistic) for r in answer.rows if "by_date" in r.rule}
    assert ("PM2.5", "mean") not in by_date
    assert ("composite_index", "total") not in by_date


def test_a_period_on_one_side_of_the_change_has_one_edition(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2026, 2, 20), hours(1, 20))
    assert rules(ask(workspace, "2026-02-20..2026-02-28")) == ["air-2012+stations"]
    answer = ask(workspace, "2026-03-01..2026-03-11")
    assert rules(answer) == ["air-2026-transition+stations"]
    assert any("not known" in note for note in answer.notes), "HJ 663-2026 was not obtained"


def test_an_edition_asked_for_judges_any_day_what_if(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 10, PM25=70))
    for edition, good in (("2012", 10), ("2026-transition", 0), ("2026-final", 0)):
        answer = ask(workspace, "2020-01-01..2020-01-10", RuleChoice(edition=edition))
        assert rules(answer) == [f"air-{edition}+stations"]
        assert row(answer, "AQI", "good_days", rules(answer)[0]).value == good


def test_a_period_across_2018_09_01_shows_gases_in_both_states_and_particles_as_recorded(
    tmp_path, make_workspace, store, ask
) -> None:
    # NO2 60 on 3 days of the old state and 60 on 5 of the new. 60 x 273.15/298.15 = 54.969 -> 55;
    # 60 / 0.91615 = 65.49 -> 65. Means: (3x55 + 5x60)/8 = 58.125; (3x60 + 5x65)/8 = 63.125.
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2018, 8, 29), hours(1, 8, NO2=60, PM25=40))
    answer = ask(workspace, "2018-08-29..2018-09-05")
    new, old = rules(answer)
    assert (new, old) == ("air-2012+stations+state_298K", "air-2012+stations+state_273K")
    assert row(answer, "NO2", "mean", new).exact == Fraction(465, 8)
    assert row(answer, "NO2", "mean", new).value == 58
    assert row(answer, "NO2", "mean", old).exact == Fraction(505, 8)
    assert row(answer, "NO2", "mean", old).value == 63
    for rule in (new, old):
        for name, value in (("PM2.5", 40), ("PM10", 40)):
            assert row(answer, name, "mean", rule).value == value
    assert any("reference state" in note for note in answer.notes)
    # CO 0.8 x 0.91615 = 0.733 -> 0.7 in the new state.
    assert row(answer, "CO", "p95", new).exact == Fraction(8, 10)
    # All days before the change: as recorded, no conversion.
    alone = ask(workspace, "2018-08-29..2018-08-31")
    assert rules(alone) == ["air-2012+stations"]
    assert row(alone, "NO2", "mean", rules(alone)[0]).value == 60


def test_ozone_above_800_only_after_conversion_still_takes_its_largest_hour(
    tmp_path, make_workspace, store, ask
) -> None:
    # 780 in the new state is 851 in the old: over the range of the 8-hour table, so the IAQI of
    # the 1-hour value 851 counts: 300 + 100 x 51/200 = 325.5 -> 326.
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2018, 8, 30), hours(1, 4, O3=780))
    answer = ask(workspace, "2018-08-30..2018-09-02")
    old = rules(answer)[1]
    assert row(answer, "AQI", "valid_days", old).value == 4
    assert row(answer, "AQI", "days_severely_polluted", old).value == 2


def test_before_the_first_known_edition_the_user_is_asked_for_one(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2015, 12, 25), hours(1, 14))
    for period in ("2015-12-25..2015-12-31", "2015-12-25..2016-01-07"):
        with pytest.raises((EvidenceError, StandardError), match="--edition"):
            ask(workspace, period)
    answer = ask(workspace, "2015-12-25..2016-01-07", RuleChoice(edition="2012"))
    assert row(answer, "PM2.5", "mean", rules(answer)[0]).value == 20


def test_stations_count_unless_the_city_series_has_more_valid_days(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01"), SERIES])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 10, PM25=30))
    store(workspace, [CITY], date(2020, 1, 1), hours(1, 12, PM25=50))
    equal = ask(workspace, "2020-01-01..2020-01-10")
    assert rules(equal) == ["air-2012+stations"]
    assert any("city_series 10 d" in note for note in equal.notes)
    longer = ask(workspace, "2020-01-01..2020-01-12")
    assert rules(longer) == ["air-2012+city_series"]
    assert any("stations 10 d" in note for note in longer.notes)
    chosen = ask(workspace, "2020-01-01..2020-01-12", RuleChoice(source=Source.STATIONS))
    assert row(chosen, "PM2.5", "mean", "air-2012+stations").value == 30


def test_a_source_without_records_is_refused_and_the_others_named(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 10))
    with pytest.raises(EvidenceError, match="stations"):
        ask(workspace, "2020-01-01..2020-01-10", RuleChoice(source=Source.CITY_SERIES))


def test_an_exclusion_gives_a_second_series_beside_the_full_one(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01"), station("YZ02")])
    dusty = hours(2, 31)
    dusty["PM10"] = dusty["PM10"].copy()
    dusty["PM10"][:, 24 * 10 : 24 * 11] = 700
    store(workspace, ["YZ01", "YZ02"], date(2020, 1, 1), dusty)
    start = day_index(date(2020, 1, 11)) * HOURS_PER_DAY
    event = add_exclusion(
        workspace, kind=ExclusionKind.SAND_DUST, sites=["*"], items=["PM10"], start_hour=start,
        stop_hour=start + 24, reason="沙尘(模拟)", author="监测中心(模拟)",
    )  # fmt: skip
    answer = ask(workspace, "2020-01")
    full, without = rules(answer)
    assert (full, without) == ("air-2012+stations", "air-2012+stations+excluding_events")
    # (30 x 40 + 700) / 31 = 61.29; without: 40.
    assert row(answer, "PM10", "mean", full).value == 61
    assert row(answer, "PM10", "mean", without).value == 40
    assert [row(answer, "PM10", "mean", rule).n_valid for rule in (full, without)] == [31, 30]
    assert row(answer, "PM2.5", "mean", without).n_valid == 31
    assert rules(ask(workspace, "2020-01-01..2020-01-10")) == ["air-2012+stations"]
    withdraw_exclusion(workspace, event.id, author="监测中心(模拟)", reason="重新认定")
    assert rules(ask(workspace, "2020-01")) == ["air-2012+stations"]


def test_known_at_answers_with_what_had_been_received(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    first, later = datetime(2020, 2, 1, 3, tzinfo=UTC), datetime(2020, 3, 1, 17, tzinfo=UTC)
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31), received=first)
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31, PM25=90), received=later)

    def mean(known_at: date | None) -> Decimal | None:
        rule = "air-2012+stations" + (f"+known_at_{known_at}" if known_at else "")
        return row(ask(workspace, "2020-01", known_at=known_at), "PM2.5", "mean", rule).value

    assert mean(None) == 90
    # 17:00 UTC is the next morning in the city (UTC+8).
    assert mean(date(2020, 3, 1)) == 20
    assert mean(date(2020, 3, 2)) == 90
    assert mean(date(2020, 1, 31)) is None


def test_a_number_asked_for_as_known_at_a_day_opens_as_it_was(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    for level, month in ((20, 2), (90, 3)):
        received = datetime(2020, month, 1, 3, tzinfo=UTC)
        store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31, PM25=level), received=received)
    rule = "air-2012+stations+known_at_2020-02-15"
    asked = row(ask(workspace, "2020-01", known_at=date(2020, 2, 15)), "PM2.5", "mean", rule)
    opened = explain(Lake(workspace), asked.lineage_id)
    assert (opened.result, opened.recomputed, opened.agrees) == (asked, Decimal(20), True)
    assert [file for file, _, _ in opened.imports] == ["hours-1"]


def test_a_later_change_of_the_register_does_not_change_what_was_known(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01"), station("YZ02")])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31, PM25=20))
    store(workspace, ["YZ02"], date(2020, 1, 1), hours(1, 31, PM25=40))
    path = workspace.root / "sites.json"
    path.write_text(
        re.sub(r'"recorded": ?"[^"]*"', '"recorded": "2020-02-01T00:00:00Z"', path.read_text())
    )
    background = replace(load_sites(workspace).sites["YZ02"], background=True)
    save_sites(workspace, load_sites(workspace).with_sites([background]))
    register = load_sites(workspace, known_at=date(2020, 2, 2))
    assert not register.sites["YZ02"].background
    assert load_sites(workspace).sites["YZ02"].background


def test_a_station_that_reported_later_changes_nothing_that_was_known_before(
    tmp_path, make_workspace, store, ask
) -> None:
    names = [f"YZ0{number}" for number in range(1, 6)]
    workspace = make_workspace(tmp_path / "w", [station(name) for name in names])
    early, late = datetime(2020, 2, 1, tzinfo=UTC), datetime(2020, 7, 1, tzinfo=UTC)
    store(workspace, names[:3], date(2020, 1, 1), hours(3, 31), received=early)
    before = ask(workspace, "2020-01", known_at=date(2020, 2, 2))
    store(workspace, names[3:], date(2020, 6, 1), hours(2, 5), received=late)
    after = ask(workspace, "2020-01", known_at=date(2020, 2, 2))
    values = [[(one.lineage_id, one.value) for one in each.rows] for each in (before, after)]
    assert values[0] == values[1]


def test_a_station_counts_among_the_expected_from_its_first_record_on(
    tmp_path, make_workspace, store, ask
) -> None:
    # Four stations report in January, two more only from the 16th on: 4 of 4, then 4 of 6 are
    # missing two when those two fall silent.
    names = [f"YZ0{number}" for number in range(1, 7)]
    workspace = make_workspace(tmp_path / "w", [station(name) for name in names])
    store(workspace, names[:4], date(2020, 1, 1), hours(4, 31))
    store(workspace, names[4:], date(2020, 1, 16), hours(2, 5))

    def coverage(period: str) -> dict[int, tuple[int, int]]:
        lake = Lake(workspace)
        days, _, _ = air_calendar(
            lake, find_subject(lake, CITY), Period.parse(period), RuleChoice()
        )
        return {day.day.day: day.coverage["PM2.5_24h"] for day in days}

    whole = coverage("2020-01")
    assert (whole[15], whole[16], whole[20], whole[21]) == ((4, 4), (6, 6), (6, 6), (4, 6))
    # A shorter period tells the same of its days.
    assert coverage("2020-01-20..2020-01-25") == {day: whole[day] for day in range(20, 26)}
    assert coverage("2020-01-10..2020-01-18") == {day: whole[day] for day in range(10, 19)}
    # A month later, without any record of these two, they are still expected.
    store(workspace, names[:4], date(2020, 2, 1), hours(4, 29))
    assert coverage("2020-02-10")[10] == (4, 6)


def test_sites_opening_closing_and_background_take_part_on_their_days_only(
    tmp_path, make_workspace, store, ask
) -> None:
    sites = [
        station("YZ01"),
        station("YZ02", closed=date(2020, 1, 11)),
        station("YZ03", opened=date(2020, 1, 21)),
        station("YZ04", background=True),
        Site("YZ05", "区控点(模拟)", CITY, ControlLevel.DISTRICT),
    ]
    workspace = make_workspace(tmp_path / "w", sites)
    names = [site.id for site in sites]
    # Everyone reports always; only dates decide.
    store(workspace, names, date(2020, 1, 1), hours(5, 31, PM25=[10, 30, 50, 500, 900]))
    lake = Lake(workspace)
    days, _, _ = air_calendar(lake, find_subject(lake, CITY), Period.parse("2020-01"), RuleChoice())
    found = {day.day.day: (day.values["PM2.5_24h"], day.coverage["PM2.5_24h"]) for day in days}
    assert found[10] == (20, (2, 2))
    assert found[11] == (10, (1, 1))
    assert found[20] == (10, (1, 1))
    assert found[21] == (30, (2, 2))


def test_seven_items_add_the_largest_hour_of_ozone(tmp_path, make_workspace, store, ask) -> None:
    # MDA8: 7 x 0 + 201 -> low; the hour 201 has IAQI 101.
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    peaks = hours(1, 5, O3=0)
    peaks["O3"] = peaks["O3"].copy()
    peaks["O3"][:, 12::24] = 201
    store(workspace, ["YZ01"], date(2020, 1, 1), peaks)
    six = ask(workspace, "2020-01-01..2020-01-05")
    seven = ask(workspace, "2020-01-01..2020-01-05", RuleChoice(daily_items=DailyItems.SEVEN_ITEMS))
    assert row(six, "AQI", "good_days", "air-2012+stations").value == 5
    assert row(seven, "AQI", "good_days", "air-2012+stations+seven_items").value == 0
    assert row(seven, "O3", "primary_days", "air-2012+stations+seven_items").value == 5


def test_seven_items_over_a_change_of_edition(tmp_path, make_workspace, store, ask) -> None:
    # HJ 633-2026 has no seventh item: its days are judged by six, the days before by seven.
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    peaks = hours(1, 20, O3=0)
    peaks["O3"] = peaks["O3"].copy()
    peaks["O3"][:, 12::24] = 201
    store(workspace, ["YZ01"], date(2026, 2, 20), peaks)
    choice = RuleChoice(daily_items=DailyItems.SEVEN_ITEMS)
    answer = ask(workspace, "2026-02-20..2026-03-11", choice)
    by_date = next(rule for rule in rules(answer) if "by_date" in rule)
    assert row(answer, "AQI", "good_days", by_date).value == 11
    lake = Lake(workspace)
    days, _, _ = air_calendar(
        lake, find_subject(lake, CITY), Period.parse("2026-02-20..2026-03-11"), choice
    )
    assert [day.index for day in days] == [101] * 9 + [40] * 11


def test_city_ozone_has_two_readings(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01"), station("YZ02")])
    split = hours(2, 3, O3=0)
    split["O3"] = split["O3"].copy().reshape(2, 3, 24)
    split["O3"][0, :, :8] = 160
    split["O3"][1, :, 16:] = 160
    split["O3"] = split["O3"].reshape(2, 72)
    store(workspace, ["YZ01", "YZ02"], date(2020, 1, 1), split)
    first = ask(workspace, "2020-01-01..2020-01-03")
    second = ask(workspace, "2020-01-01..2020-01-03", RuleChoice(city_ozone=CityOzone.CITY_HOURS))
    assert row(first, "O3", "p90", "air-2012+stations").value == 160
    assert row(second, "O3", "p90", "air-2012+stations+mda8_of_city_hours").value == 80


def test_every_setting_that_is_not_the_default_stands_in_the_rule() -> None:
    rule = AirRule(
        "2012",
        Source.STATIONS,
        DailyItems.SEVEN_ITEMS,
        CityOzone.CITY_HOURS,
        CompositeForm.UNROUNDED,
    )
    text = "air-2012+stations+seven_items+mda8_of_city_hours+unrounded_sub_indices"
    assert str(rule) == text
    assert AirRule.parse(text) == rule


def test_an_unknown_area_is_told_what_there_is(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 2))
    with pytest.raises(EvidenceError) as told:
        ask(workspace, "2020-01-01..2020-01-02", area="乌有市")
    assert "乌有市" in str(told.value)
    assert "YZ01" in str(told.value)


def test_a_single_site_is_a_subject_by_id_and_by_name(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01"), station("YZ02")])
    store(workspace, ["YZ01", "YZ02"], date(2020, 1, 1), hours(2, 2, PM25=[10, 30]))
    for area in ("YZ02", "YZ02点(模拟)"):
        answer = ask(workspace, "2020-01-01..2020-01-02", area=area)
        assert answer.subject.id == "YZ02"
        assert row(answer, "PM2.5", "mean", "air-2012+site").value == 30


def test_an_old_period_across_both_changes_is_explained_as_it_is_reported(
    tmp_path, make_workspace, store, ask
) -> None:
    # A period from before 2018-09-01 to after 2026-03-01: each day as recorded and by its own
    # date. Ozone 170 of the old state is above the limit; converted it would be 156.
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2018, 8, 30), hours(1, 2, O3=170))
    store(workspace, ["YZ01"], date(2026, 3, 1), hours(1, 2, O3=100))
    answer = ask(workspace, "2018-08-30..2026-03-02")
    by_date = next(rule for rule in rules(answer) if "by_date" in rule)
    found = row(answer, "AQI", "good_days", by_date)
    assert found.value == 2
    assert explain(Lake(workspace), found.lineage_id).agrees


def test_a_city_of_background_sites_only_has_no_value(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01", background=True)])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31))
    answer = ask(workspace, "2020-01")
    assert row(answer, "PM2.5", "mean", "air-2012+stations").value is None
    assert row(answer, "PM2.5", "mean", "air-2012+stations").n_valid == 0


def test_absent_cells_stay_absent(tmp_path, make_workspace, store, ask) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    holes = hours(1, 31)
    holes["CO"] = np.full_like(holes["CO"], X)
    store(workspace, ["YZ01"], date(2020, 1, 1), holes)
    answer = ask(workspace, "2020-01")
    assert row(answer, "CO", "p95", "air-2012+stations").value is None
    assert row(answer, "AQI", "good_days", "air-2012+stations").n_valid == 0


def test_an_ozone_day_above_800_keeps_its_index_with_few_hours(
    tmp_path, make_workspace, store, ask
) -> None:
    # 12 h of ozone: windows ending 14..18 hold 6 h and more; 900 lies above 160, so the day counts
    # (6.1.2) and takes the sub-index of its largest hour: 900 between 800 (300) and 1000 (400).
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    values = hours(1, 1)
    ozone = np.full((1, 24), X, np.int16)
    ozone[0, 8:20] = 900
    store(workspace, ["YZ01"], date(2020, 1, 1), {**values, "O3": ozone})
    for area in (CITY, "YZ01"):
        answer = ask(workspace, "2020-01-01", area=area)
        rows = {(one.indicator, one.statistic): one for one in answer.rows}
        assert rows["AQI", "valid_days"].value == 1
        assert rows["AQI", "days_severely_polluted"].value == 1
        for one in (rows["AQI", "valid_days"], rows["O3", "primary_days"]):
            assert explain(Lake(workspace), one.lineage_id).agrees
    (day,), _, _ = air_calendar(
        Lake(workspace),
        find_subject(Lake(workspace), CITY),
        Period.parse("2020-01-01"),
        RuleChoice(),
    )
    assert day.index == 350


def test_a_city_attains_when_all_items_do_and_the_others_are_named(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, NO2=41))
    (failing,) = [one for one in ask(workspace, "2020").rows if one.indicator == "all_items"]
    assert (failing.statistic, failing.value, failing.valid) == ("attains", 0, True)
    assert "NO2" in failing.note
    assert explain(Lake(workspace), failing.lineage_id).agrees
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 366, NO2=40))
    (attaining,) = [one for one in ask(workspace, "2020").rows if one.indicator == "all_items"]
    assert attaining.value == 1
    assert not any(one.indicator == "all_items" for one in ask(workspace, "2020-H1").rows)


def test_by_date_days_come_with_and_without_events_too(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2026, 2, 27), hours(1, 4))
    start = day_index(date(2026, 2, 28)) * HOURS_PER_DAY
    add_exclusion(
        workspace,
        kind=ExclusionKind.SAND_DUST,
        sites=["*"],
        items=["PM10"],
        start_hour=start,
        stop_hour=start + 12,
        reason="沙尘(模拟)",
        author="监测中心",
    )
    rules = {
        one.rule: one.value
        for one in ask(workspace, "2026-02-27..2026-03-02").rows
        if one.statistic == "valid_days" and "by_date" in one.rule
    }
    assert rules == {"air-by_date+stations": 4, "air-by_date+stations+excluding_events": 3}


def test_a_city_value_that_rests_on_a_conflicting_reading_says_so(
    tmp_path, make_workspace, store, ask
) -> None:
    workspace = make_workspace(tmp_path / "w", [station("YZ01")])
    store(workspace, ["YZ01"], date(2020, 1, 1), hours(1, 31))
    marks = {
        (one.indicator, one.statistic): one.mark.value for one in ask(workspace, "2020-01").rows
    }
    assert marks["O3", "p90"] == "conflict"
    assert marks["composite_index", "total"] == "conflict"
    assert marks["PM2.5", "mean"] == "unverified"
