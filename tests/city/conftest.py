"""A prepared city, once on SQLite and once on PostgreSQL, for every test that asks for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from yunzhu.city.actions.accounts import open_account
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.work_items import add_evidence, create_work_item
from yunzhu.city.setup import close_city, open_city, prepare_city
from yunzhu.values import Origin
from yunzhu.workspace import DATABASE_NAME, DATABASE_VARIABLE, Workspace, init_workspace

ENGINES = ("sqlite", "postgresql")
PEOPLE = ("甲", "乙", "丙", "丁")


@dataclass(frozen=True)
class City:
    """A city under test: its workspace, which is simulated, and the engine it runs on."""

    workspace: Workspace
    engine: str

    def file(self, name: str, text: str = "证据") -> Path:
        path = self.workspace.root / name
        path.write_text(text, encoding="utf-8")
        return path

    def item(self, *, commitment: str = "13.2", **changes: object) -> int:
        """Create a work item by 甲 and return its number."""
        wanted = {
            "plan": "plan-2020",
            "commitment": commitment,
            "title": "检查锅炉",
            "owner": "大气处",
            "due": date(2020, 12, 31),
            "by": "甲",
        }
        return create_work_item(**(wanted | changes))

    def item_with_evidence(self) -> int:
        number = self.item()
        add_evidence(number, self.file(f"{number}.txt", f"证据 {number}"), by="甲")
        return number


def _prepare(workspace: Workspace) -> None:
    prepare_city(workspace)
    for name in PEOPLE:
        open_account(name, organisation="测试单位", by=LOCAL_OPERATOR)
    close_city()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = init_workspace(tmp_path_factory.mktemp("city") / "w", origin=Origin.SIMULATED)
    _prepare(workspace)
    return workspace.root / DATABASE_NAME


@pytest.fixture(scope="session")
def postgresql_template(server, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A database with a city, and its workspace's note about it."""
    workspace = init_workspace(tmp_path_factory.mktemp("city") / "w", origin=Origin.SIMULATED)
    name = server.create()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATABASE_VARIABLE, server.address(name))
        _prepare(workspace)
    return name, workspace.served_city


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The engine whose empty database is set for the test."""
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create()))
    yield request.param
    close_city()


@pytest.fixture(params=ENGINES)
def city(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[City]:
    """A simulated city with the accounts 甲, 乙, 丙 and 丁, opened."""
    workspace = init_workspace(tmp_path / "workspace", origin=Origin.SIMULATED)
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        template, note = request.getfixturevalue("postgresql_template")
        monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create(template=template)))
        shutil.copy(note, workspace.served_city)
    else:
        shutil.copy(request.getfixturevalue("sqlite_template"), workspace.city_database)
    open_city(workspace)
    yield City(workspace, request.param)
    close_city()


@pytest.fixture(scope="session")
def contents() -> Callable[[], dict[str, list[tuple[object, ...]]]]:
    """All rows of all of the city's tables."""

    def read() -> dict[str, list[tuple[object, ...]]]:
        return {
            model.__name__: sorted(model.objects.values_list(), key=repr)
            for model in apps.get_app_config("city").get_models()
        }

    return read
