"""Run `yunzhu` as a user does, in this process: output, error output and exit code."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from yunzhu.cli.main import main
from yunzhu.workspace import Workspace


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
