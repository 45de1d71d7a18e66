"""Which database a command of a workspace uses, whatever YUNZHU_DATABASE_URL names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from yunzhu.city.setup import close_city
from yunzhu.values import Origin
from yunzhu.workspace import DATABASE_VARIABLE, init_workspace

PLAN = "guangzhou-2020"
ITEM = ("--title", "工作方案", "--owner", "大气处", "--due", "2020-06-30", "--on", "2020-03-02")
COMMITMENT = "05.1"
ASSESS = ("assess", PLAN, "--as-of", "2020-06-30")
SHOW = ("plan", "show", PLAN, COMMITMENT, "--as-of", "2020-06-30", "--format", "json")
NO_CITY = "工作区没有城市数据库 no city in this workspace"
PREPARE = ("city", "prepare")


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A measured workspace without a city, as current folder."""
    root = init_workspace(tmp_path / "measured", origin=Origin.MEASURED, area="440100").root
    monkeypatch.chdir(root)
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    yield root
    close_city()


@pytest.fixture(params=["sqlite", "postgresql"])
def prepared(request, measured: Path, monkeypatch: pytest.MonkeyPatch, yunzhu) -> Path:
    """The workspace with a city that holds one work item; the variable names its database."""
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create()))
    assert yunzhu(*PREPARE).code == 0
    assert yunzhu("city", "add", PLAN, COMMITMENT, *ITEM).code == 0
    close_city()
    return measured


@pytest.mark.parametrize("address", ["nowhere", "no address", "unprepared", "of another"])
def test_without_a_city_assess_asks_no_database(
    request, measured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yunzhu, address: str
) -> None:
    named = f"postgresql://a@/city?host={tmp_path}" if address == "nowhere" else "city"
    if address in ("unprepared", "of another"):
        server = request.getfixturevalue("server")
        named = server.address(server.create())
    monkeypatch.setenv(DATABASE_VARIABLE, named)
    if address == "of another":
        other = init_workspace(tmp_path / "other", origin=Origin.MEASURED).root
        assert yunzhu(*PREPARE, "--workspace", str(other)).code == 0
    run = yunzhu(*ASSESS)
    assert (run.code, run.err) == (0, "")
    assert "共 total 168" in run.out
    (row,) = json.loads(yunzhu(*SHOW).out)
    assert NO_CITY in row["missing"][0]
    # Only who asks for the city's records meets the database.
    refused = yunzhu("city", "items", PLAN)
    assert (refused.code, refused.out) == (2, "")
    assert DATABASE_VARIABLE in refused.err


def test_a_city_is_read_from_its_own_database_only(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yunzhu
) -> None:
    (row,) = json.loads(yunzhu(*SHOW).out)
    assert row["findings"][0]["denominator"] == 1
    served = not (prepared / "city.sqlite3").exists()
    monkeypatch.setenv(DATABASE_VARIABLE, f"postgresql://a:secret@/city?host={tmp_path}")
    run = yunzhu(*SHOW)
    if served:
        assert (run.code, run.out) == (2, "")
        assert DATABASE_VARIABLE in run.err
        assert "check the variable" in run.err
        assert "secret" not in run.err
    else:
        assert json.loads(run.out) == [row]


def test_a_database_of_another_workspace_is_refused_and_unchanged(
    server, measured: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yunzhu
) -> None:
    other = init_workspace(tmp_path / "other", origin=Origin.MEASURED).root
    for root in (measured, other):
        monkeypatch.setenv(DATABASE_VARIABLE, server.address(server.create()))
        assert yunzhu(*PREPARE, "--workspace", str(root)).code == 0
    # The variable still names the other's database.
    for words in (ASSESS, PREPARE, ("city", "add", PLAN, COMMITMENT, *ITEM), ("city", "audit")):
        refused = yunzhu(*words)
        assert (refused.code, refused.out) == (2, ""), words
        for part in (DATABASE_VARIABLE, "of another workspace", "own database"):
            assert part in refused.err
    items = ("city", "items", PLAN, "--as-of", "2020-06-30", "--format", "json")
    assert json.loads(yunzhu(*items, "--workspace", str(other)).out) == []
