"""Every number opens: each row's id leads to its hours and to the same number once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from yunzhu.errors import EvidenceError, UsageError, YunzhuError
from yunzhu.indicators.air.explanation import explain
from yunzhu.indicators.air.results import AirAnswer, RuleChoice, air_statistics
from yunzhu.indicators.air.rules import CityOzone, CompositeForm, DailyItems, Source
from yunzhu.indicators.air.subjects import find_subject
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import ControlLevel, Site
from yunzhu.periods import Period
from yunzhu.workspace import Workspace

X = -(2**15)
CITY = "990100"
SERIES = Site(CITY, "云珠市(模拟)", CITY, ControlLevel.CITY_MEAN)
TOP = {"SO2": 90, "NO2": 100, "PM10": 180, "PM2.5": 110, "CO": 250, "O3": 220}
PARTICLES = {"PM10", "PM2.5"}


def ask(
    workspace: Workspace, period: str, choice: RuleChoice | None = None, area: str = CITY
) -> AirAnswer:
    lake = Lake(workspace)
    subject = find_subject(lake, area)
    return air_statistics(lake, subject, Period.parse(period), choice or RuleChoice())


def disagreeing(workspace: Workspace, answer: AirAnswer) -> list[str]:
    """Open every row; return the ids whose number is not found again."""
    lake = Lake(workspace)
    wrong = []
    for row in answer.rows:
        found = explain(lake, row.lineage_id)
        assert replace(found.result, note=row.note) == row
        if not found.agrees:
            wrong.append(f"{row.lineage_id}: {row.value} / {found.recomputed}")
    return wrong


def chance_hours(seed: int, sites: int, days: int, lost: float) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    found = {}
    for name, top in TOP.items():
        level = chance.uniform(0, top, (sites, days, 1))
        values = np.rint(level * chance.uniform(0.4, 1.6, (sites, days, 24))).astype(np.int16)
        values[chance.uniform(size=values.shape) < lost] = X
        found[name] = values.reshape(sites, days * 24)
    return found


def test_every_row_of_a_simulated_city_across_a_change_of_edition_and_a_dust_event(
    simulated: Workspace,
) -> None:
    answer = ask(simulated, "2026-02-27..2026-03-13")
    shown = {row.rule for row in answer.rows}
    assert {rule.split("+")[0] for rule in shown} == {
        "air-2012", "air-2026-transition", "air-by_date",
    }  # fmt: skip
    assert any("excluding_events" in rule for rule in shown)
    assert disagreeing(simulated, answer) == []


def test_an_opened_row_is_the_row_that_was_given_its_note_too(simulated: Workspace) -> None:
    # A period that straddles a change says so, wherever it is shown.
    row = ask(simulated, "2026-02-27..2026-03-02").rows[0]
    assert "straddles" in row.note
    assert explain(Lake(simulated), row.lineage_id).result == row


def test_every_row_of_a_month_of_one_site(simulated: Workspace) -> None:
    assert disagreeing(simulated, ask(simulated, "2026-02", area="YZ01")) == []


@pytest.mark.parametrize(
    "choice",
    [
        RuleChoice(daily_items=DailyItems.SEVEN_ITEMS),
        RuleChoice(city_ozone=CityOzone.CITY_HOURS, composite=CompositeForm.UNROUNDED),
        RuleChoice(edition="2026-final"),
    ],
)
def test_every_row_under_other_settings(simulated: Workspace, choice: RuleChoice) -> None:
    answer = ask(simulated, "2026-02-10..2026-02-16", choice)
    assert disagreeing(simulated, answer) == []


def test_every_row_of_a_city_series_with_gaps(tmp_path: Path, make_workspace, store) -> None:
    workspace = make_workspace(tmp_path / "w", [SERIES])
    store(workspace, [CITY], date(2020, 2, 1), chance_hours(1, 1, 29, 0.14))
    answer = ask(workspace, "2020-02")
    assert {row.rule for row in answer.rows} == {"air-2012+city_series"}
    assert any(row.n_valid < 29 for row in answer.rows)
    assert disagreeing(workspace, answer) == []


def test_every_row_across_the_change_of_gas_state(tmp_path: Path, make_workspace, store) -> None:
    names = ["YZ01", "YZ02", "YZ03", "YZ04"]
    sites = [Site(name, name, CITY, ControlLevel.NATIONAL) for name in names]
    workspace = make_workspace(tmp_path / "w", sites)
    store(workspace, names, date(2018, 8, 27), chance_hours(2, 4, 10, 0.1))
    answer = ask(workspace, "2018-08-27..2018-09-05")
    assert len({row.rule for row in answer.rows}) == 2
    assert disagreeing(workspace, answer) == []


def test_every_row_of_a_year(tmp_path: Path, make_workspace, store) -> None:
    workspace = make_workspace(
        tmp_path / "w", [Site("YZ01", "一(模拟)", CITY, ControlLevel.NATIONAL)]
    )
    store(workspace, ["YZ01"], date(2021, 1, 1), chance_hours(3, 1, 365, 0.05))
    answer = ask(workspace, "2021", area=CITY)
    rows = tuple(
        row for row in answer.rows
        if row.statistic in {"attains", "mean", "total"} or row.indicator == "O3"
    )  # fmt: skip
    assert {row.value for row in rows if row.statistic == "attains"} == {0, 1}
    assert disagreeing(workspace, AirAnswer(answer.subject, rows, ())) == []


def test_every_row_when_a_pollutant_was_never_measured(
    tmp_path: Path, make_workspace, store
) -> None:
    # A station of particles only, over a year: nothing but absent values for the gases, no index.
    workspace = make_workspace(
        tmp_path / "w", [Site("YZ01", "一(模拟)", CITY, ControlLevel.NATIONAL)]
    )
    hours = {
        name: values if name in PARTICLES else np.full_like(values, X)
        for name, values in chance_hours(4, 1, 366, 0.05).items()
    }
    store(workspace, ["YZ01"], date(2020, 1, 1), hours)
    answer = ask(workspace, "2020", area="YZ01")
    rows = tuple(row for row in answer.rows if row.indicator not in PARTICLES or row.value is None)
    assert disagreeing(workspace, AirAnswer(answer.subject, rows, ())) == []


def test_every_row_of_a_day_of_ozone_above_800(tmp_path: Path, make_workspace, store) -> None:
    names = ["YZ01", "YZ02"]
    sites = [Site(name, name, CITY, ControlLevel.NATIONAL) for name in names]
    workspace = make_workspace(tmp_path / "w", sites)
    hours = chance_hours(5, 2, 3, 0.0)
    hours["O3"][:, 8:20] = 900
    store(workspace, names, date(2020, 7, 1), hours)
    answer = ask(workspace, "2020-07-01..2020-07-03")
    assert [row.value for row in answer.rows if row.statistic == "days_severely_polluted"] == [1]
    assert disagreeing(workspace, answer) == []


def test_ids_are_unique_and_the_same_on_every_run(simulated: Workspace) -> None:
    once, again = (ask(simulated, "2026-02-20..2026-03-20") for _ in range(2))
    ids = [row.lineage_id for row in once.rows]
    assert len(set(ids)) == len(ids)
    assert ids == [row.lineage_id for row in again.rows]
    first = once.rows[0]
    assert first.lineage_id == "/".join(
        (first.subject, first.indicator, first.statistic, first.period, first.rule)
    )
    inputs = {explain(Lake(simulated), ids[0]).inputs_digest for _ in range(2)}
    assert len(inputs) == 1


def test_an_explanation_lists_every_hour_and_the_files(simulated: Workspace) -> None:
    found = explain(Lake(simulated), f"{CITY}/PM2.5/mean/2026-02-10..2026-02-12/air-2012+stations")
    content = found.as_dict()
    assert content["origin_label"].startswith("模拟")
    assert [day["date"] for day in content["days"]] == ["2026-02-10", "2026-02-11", "2026-02-12"]
    hours = content["days"][0]["hours"]
    assert "YZ11" not in hours, "the background site takes no part"
    assert all(len(each["PM2.5"]) == 24 for each in hours.values())
    # Of the three files only that of the first quarter holds these days.
    (file,) = content["imports"]
    assert file["file"].endswith("2026Q1.csv.gz")
    assert len(file["digest"]) == 64
    mean = sum(float(day["items"]["PM2.5_24h"]["exact"]) for day in content["days"]) / 3
    assert abs(mean - float(content["result"]["value"])) <= 1


def test_an_import_is_told_by_the_city_clock(tmp_path: Path, make_workspace, store) -> None:
    workspace = make_workspace(tmp_path / "w", [SERIES])
    received = datetime(2020, 3, 31, 17, 30, tzinfo=UTC)
    store(workspace, [CITY], date(2020, 2, 1), chance_hours(6, 1, 2, 0.0), received=received)
    found = explain(
        Lake(workspace), f"{CITY}/PM2.5/mean/2020-02-01..2020-02-02/air-2012+city_series"
    )
    assert found.imports[0][1] == "2020-04-01T01:30:00+08:00"


def test_the_digest_changes_with_an_hour(tmp_path: Path, make_workspace, store) -> None:
    workspace = make_workspace(tmp_path / "w", [SERIES])
    hours = chance_hours(6, 1, 2, 0.0)
    store(workspace, [CITY], date(2020, 2, 1), hours)
    identity = f"{CITY}/PM2.5/mean/2020-02-01..2020-02-02/air-2012+city_series"
    before = explain(Lake(workspace), identity)
    hours["PM2.5"][0, 5] += 1
    store(workspace, [CITY], date(2020, 2, 1), hours)
    after = explain(Lake(workspace), identity)
    assert before.inputs_digest != after.inputs_digest
    assert after.agrees


GOOD = f"{CITY}/PM2.5/mean/2026-02-10..2026-02-12/air-2012+stations"


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("PM2.5", "subject/indicator/statistic/period/rule"),
        (GOOD + "/more", "subject/indicator/statistic/period/rule"),
        (GOOD.replace("PM2.5", "PM3"), "no such row"),
        (GOOD.replace("/mean/", "/median/"), "no such row"),
        (GOOD.replace("2026-02-12", "2026-02-30"), "no such date"),
        (GOOD.replace("..2026-02-12", "..2026-01-12"), "ends before it begins"),
        (GOOD.replace("+stations", "+nowhere"), "nowhere"),
        (GOOD.replace("+stations", ""), "air-EDITION+SOURCE"),
        (GOOD.replace("air-2012", "water-2012"), "air-EDITION+SOURCE"),
        (GOOD.replace("air-2012", "air-2013"), "2026-transition"),
        (GOOD.replace("+stations", "+city_series"), "stations"),
        (GOOD.replace(CITY, "000000"), "no records"),
    ],
)
def test_a_manipulated_id_gets_a_helpful_message(
    simulated: Workspace, identity: str, words: str
) -> None:
    with pytest.raises(YunzhuError) as told:
        explain(Lake(simulated), identity)
    assert words in str(told.value)
    assert told.value.exit_code == 2


def test_a_source_of_another_kind_of_subject_is_refused(simulated: Workspace) -> None:
    with pytest.raises((UsageError, EvidenceError)):
        explain(Lake(simulated), GOOD.replace("+stations", f"+{Source.SITE.value}"))
