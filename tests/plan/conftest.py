"""Plans written for one test, and a simulated city whose work goes through the city's actions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import yaml

from yunzhu.city.actions.accounts import open_account
from yunzhu.city.actions.calendar import import_calendar
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.work_items import (
    accept_work_item,
    add_evidence,
    create_work_item,
    submit_work_item,
    verify_work_item,
)
from yunzhu.city.clock import simulated_time
from yunzhu.city.records import CalendarDay
from yunzhu.city.setup import close_city, open_city, prepare_city
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.water_feeds import LABORATORY
from yunzhu.observations.water_items import WATER_ITEMS
from yunzhu.plan.assessment import PlanAssessment, assess_plan
from yunzhu.plan.city_evidence import gather_city_evidence
from yunzhu.plan.loading import load_plan
from yunzhu.plan.schema import Plan
from yunzhu.plan.verdicts import Verdict
from yunzhu.settings import DATABASE_NAME, DATABASE_VARIABLE
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

PLAN = "yunzhu-2020"
NO_NUMBER = {"none": "文中无数", "english": "no number in the text"}
CUTS = {"on_track_odds": 0.85, "at_risk_odds": 0.50, "at_risk_pace": 0.8, "seasons_for_odds": 3}
ORDINARY = {"SO2": 6, "NO2": 30, "PM10": 60, "PM2.5": 20, "CO": 80, "O3": 60}
Entry = dict[str, Any]


def entry(identity: str, metric: Entry, **changes: Any) -> Entry:
    """Return one commitment as the YAML writes it."""
    return {
        "id": identity,
        "clause": f"模拟条款 {identity}",
        "english": f"simulated clause {identity}",
        "kind": "programme",
        "force": "no_number",
        "role": "lead",
        "owes": "result",
        "due": date(2020, 12, 31),
        "threshold": NO_NUMBER,
        "measured": "模拟",
        "measured_english": "simulated",
        "registers": ["work_items"],
        "readings": [],
        "metric": metric,
    } | changes


def work(identity: str, *components: str, **changes: Any) -> Entry:
    """Return a commitment on work items."""
    return entry(identity, {"name": "work_items", "components": list(components)}, **changes)


def air(identity: str, *measures: Entry, **changes: Any) -> Entry:
    """Return a commitment on official air statistics."""
    metric = {"name": "air_statistics", "measures": list(measures)}
    return entry(identity, metric, registers=["observations"], **changes)


def measure(indicator: str, statistic: str, compare: str, value: object, unit: str) -> Entry:
    """Return one measure; a text as value is a threshold that nobody has entered."""
    number = (
        {"unknown": value, "english": f"{value} (English)"}
        if isinstance(value, str)
        else {"value": value}
    )
    threshold = {"compare": compare, **number, "unit": unit}
    return {"indicator": indicator, "statistic": statistic, "threshold": threshold}


@pytest.fixture(scope="session")
def write() -> SimpleNamespace:
    """How entries of a plan are written."""
    return SimpleNamespace(entry=entry, work=work, air=air, measure=measure)


@pytest.fixture
def plan_of(tmp_path: Path) -> Callable[..., Plan]:
    """Write entries as a plan's YAML and load it."""

    def make(*entries: Entry, cuts: Entry = CUTS, **head: Any) -> Plan:
        numbers = sorted({one["id"].split(".")[0] for one in entries if "." in one["id"]})
        content = {
            "id": PLAN,
            "title": "云珠市2020年计划(模拟)",
            "english": "a plan of the simulated city",
            "area": "990100",
            "year": 2020,
            "origin": "simulated",
            "text_file": "plan.txt",
            "cuts": CUTS | cuts,
            "tasks": [
                {"number": one, "title": "任务", "english": "a task", "part": "一"}
                for one in numbers
            ],
            "commitments": list(entries),
        } | head
        text = "\n".join(one["clause"] for one in entries)
        (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
        path = tmp_path / f"{content['id']}.yaml"
        path.write_text(
            yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        return load_plan(str(path))

    return make


@dataclass(frozen=True)
class City:
    """A simulated city under test; 甲 submits, 乙 verifies and 丙 accepts."""

    workspace: Workspace
    numbers: Iterator[int]

    def calendar(self, first: date, last: date) -> list[date]:
        """Enter Monday to Friday as working days and return them."""
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        import_calendar(
            [CalendarDay(day, day.isoweekday() <= 5, "模拟日历") for day in days], by=LOCAL_OPERATOR
        )
        return [day for day in days if day.isoweekday() <= 5]

    def item(
        self,
        commitment: str,
        *,
        on: date = date(2020, 1, 2),
        due: date = date(2020, 12, 31),
        component: str = "",
        plan: str = PLAN,
    ) -> int:
        """Register a work item on a day."""
        number = next(self.numbers)
        with simulated_time(datetime.combine(on, time(8))):
            return create_work_item(
                plan=plan,
                commitment=commitment,
                component=component,
                title=f"工作{number}",
                owner="大气处",
                due=due,
                by="甲",
            )

    def prove(self, item: int, on: date, *, recorded: date | None = None) -> Path:
        """Hand in a file of its own on a day, recorded that day or later."""
        number = next(self.numbers)
        file = self.workspace.root / f"证据{number}.txt"
        file.write_text(f"证据 {number}", encoding="utf-8")
        with simulated_time(datetime.combine(recorded or on, time(18))):
            add_evidence(item, file, by="甲", at=datetime.combine(on, time(9)))
        return file

    def accept(self, item: int, on: date, *, recorded: date | None = None) -> None:
        """Submit, verify and accept on a day, recorded that day or later."""
        with simulated_time(datetime.combine(recorded or on, time(18))):
            submit_work_item(item, by="甲", at=datetime.combine(on, time(10)))
            verify_work_item(item, by="乙", at=datetime.combine(on, time(11)))
            accept_work_item(item, by="丙", at=datetime.combine(on, time(12)))

    def done(self, commitment: str, on: date, **changes: Any) -> int:
        """Register, prove and accept a work item."""
        item = self.item(commitment, **changes)
        self.prove(item, on)
        self.accept(item, on)
        return item

    def assess(self, plan: Plan, as_of: date, known_at: date | None = None) -> PlanAssessment:
        """Judge a plan as the command does."""
        evidence = gather_city_evidence(self.workspace, plan, as_of, known_at)
        return assess_plan(self.workspace, plan, as_of, known_at=known_at, evidence=evidence)

    def verdict(self, plan: Plan, as_of: date, known_at: date | None = None) -> Verdict:
        """Return the verdict of a plan's only commitment."""
        (verdict,) = self.assess(plan, as_of, known_at).verdicts
        return verdict


@pytest.fixture(scope="session")
def city_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = init_workspace(tmp_path_factory.mktemp("city") / "w", origin=Origin.SIMULATED)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATABASE_VARIABLE, raising=False)
        prepare_city(workspace)
        with simulated_time(datetime(2020, 1, 1, 8)):
            for name in ("甲", "乙", "丙"):
                open_account(name, organisation="模拟单位", by=LOCAL_OPERATOR)
        close_city()
    return workspace.root / DATABASE_NAME


@pytest.fixture
def city(city_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """A prepared city on SQLite, opened."""
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    workspace = init_workspace(tmp_path / "city", origin=Origin.SIMULATED, area="990100")
    shutil.copy(city_template, workspace.root / DATABASE_NAME)
    open_city(workspace)
    yield City(workspace, count(1))
    close_city()


@pytest.fixture(scope="session")
def hours() -> Callable[..., dict[str, np.ndarray]]:
    """Hours of whole days at one level per pollutant or one per day [least counts]."""

    def make(sites: int, days: int, **levels: object) -> dict[str, np.ndarray]:
        found = {}
        for name, ordinary in ORDINARY.items():
            values = np.asarray(levels.get(name.replace(".", ""), ordinary), np.int16)
            per_day = np.repeat(values, 24) if values.ndim == 1 else values
            found[name] = np.broadcast_to(per_day, (sites, days * 24)).astype(np.int16)
        return found

    return make


SampleRow = tuple[str, str, str, str]


@pytest.fixture
def laboratory(tmp_path: Path) -> Callable[..., None]:
    """Import (site, moment, item, result) as a laboratory's table; units are the items' own."""
    numbers = count(1)

    def put(
        workspace: Workspace, rows: Iterable[SampleRow], *, now: datetime = datetime(2021, 1, 5)
    ) -> None:
        lines = ["点位/断面,采样时间,项目,结果,单位"]
        lines += [
            f"{site},{moment},{item},{result},{WATER_ITEMS[item].unit}"
            for site, moment, item, result in rows
        ]
        path = tmp_path / f"laboratory-{next(numbers)}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        options = SampleImportOptions(LABORATORY, origin=workspace.origin)
        report = import_samples(workspace, path, options, now=now)
        assert report.exit_code == 0, report

    return put
