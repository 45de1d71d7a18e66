"""Run `yunzhu` as a user does, in this process: output, error output and exit code."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from yunzhu.city.setup import close_city, prepare_city
from yunzhu.cli.main import main
from yunzhu.values import Origin
from yunzhu.workspace import DATABASE_VARIABLE, Workspace, init_workspace


@dataclass(frozen=True)
class Run:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Yunzhu = Callable[..., Run]


@pytest.fixture
def yunzhu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Yunzhu:
    """Run a command line: ``yunzhu("air", "stats", ...)``."""
    monkeypatch.delenv("YUNZHU_WORKSPACE", raising=False)

    def run(*words: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["yunzhu", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        code = ended.value.code
        return Run(code if isinstance(code, int) else 0, shown.out, shown.err)

    return run


@pytest.fixture
def here(simulated: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The simulated workspace as current folder."""
    monkeypatch.chdir(simulated.root)
    return simulated.root


@pytest.fixture
def own(simulated: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the simulated workspace that may be changed, as current folder."""
    copy = tmp_path / "own"
    shutil.copytree(simulated.root, copy)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def told(yunzhu: Yunzhu) -> Callable[..., str]:
    """Run a command that must end well and return what it printed."""

    def run(*words: str) -> str:
        done = yunzhu(*words)
        assert done.code == 0, done.err + done.out
        return done.out

    return run


@pytest.fixture(scope="session")
def measured_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A measured workspace whose city has the accounts 甲, 乙, 丙 and 丁; to be copied."""
    workspace = init_workspace(tmp_path_factory.mktemp("city") / "w", origin=Origin.MEASURED)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DATABASE_VARIABLE, raising=False)
        prepare_city(workspace)
        from yunzhu.city.actions.accounts import open_account  # noqa: PLC0415

        for name in ("甲", "乙", "丙", "丁"):
            open_account(name, organisation="测试单位", by="本机 local operator")
        close_city()
    return workspace.root


@pytest.fixture
def in_city(
    measured_city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Callable[..., str]
) -> Iterator[Callable[..., str]]:
    """Run ``yunzhu city`` in a copy of the measured city; each command must end well."""
    shutil.copytree(measured_city, tmp_path / "city")
    monkeypatch.chdir(tmp_path / "city")
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    yield lambda *words: told("city", *words)
    close_city()
