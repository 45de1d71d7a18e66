"""Help: quick, and an example in every command."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest
import typer

from yunzhu.cli.main import app


def commands(
    group: click.Command, path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    if hasattr(group, "commands"):
        return [
            one for name, child in group.commands.items() for one in commands(child, (*path, name))
        ]
    return [(path, group)]


EVERY = commands(typer.main.get_command(app))


def test_the_commands_of_the_issue_are_there() -> None:
    assert {
        ("init",), ("import", "air"), ("sites", "list"), ("sites", "import"),
        ("standards", "show"), ("standards", "diff"), ("air", "stats"), ("air", "rank"),
        ("air", "calendar"), ("explain",), ("quality", "air"), ("exclude", "add"),
        ("exclude", "withdraw"), ("exclude", "list"), ("assess",), ("published",), ("demo",),
        ("plan", "list"), ("plan", "show"), ("plan", "snapshot"), ("plan", "snapshots"),
        ("plan", "diff"), ("city", "prepare"), ("city", "account"), ("city", "calendar"),
        ("city", "add"), ("city", "evidence"), ("city", "submit"), ("city", "verify"),
        ("city", "accept"), ("city", "return"), ("city", "items"), ("city", "audit"),
        ("city", "close-account"), ("city", "accounts"), ("city", "area"), ("city", "areas"),
        ("city", "document"), ("city", "documents"), ("city", "meeting"), ("city", "meetings"),
        ("city", "activity"), ("city", "activities"), ("city", "figure"), ("city", "figures"),
        ("city", "add-series"), ("city", "expand"), ("city", "series"),
        ("register", "list"), ("register", "template"), ("register", "check"),
        ("register", "import"), ("register", "export"), ("register", "history"),
        ("register", "withdraw"),
        ("city", "alarms", "list"), ("city", "alarms", "acknowledge"),
        ("city", "alarms", "handle"), ("city", "alarms", "close"),
    } <= {path for path, _ in EVERY}  # fmt: skip


@pytest.mark.parametrize("path", [path for path, _ in EVERY], ids=" ".join)
def test_every_command_shows_an_example_of_itself(path: tuple[str, ...], yunzhu) -> None:
    run = yunzhu(*path, "--help")
    assert run.code == 0
    shown = " ".join(run.out.split())
    assert f"example: yunzhu {' '.join(path)}" in shown
    assert any("\u4e00" <= letter <= "\u9fff" for letter in shown), "Chinese first"


PROBE = """\
import sys
sys.argv = ["yunzhu", "--help"]
from yunzhu.cli.main import main
try:
    main()
except SystemExit as ended:
    assert not ended.code
import json
print("\\n" + json.dumps(sorted(sys.modules)))
"""


def test_help_loads_neither_numpy_nor_pyarrow_nor_pydantic() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "yunzhu.cli.main" in loaded
    assert "yunzhu" in done.stdout
    assert not loaded & {"numpy", "pyarrow", "pydantic", "yaml", "pandas", "django"}


def test_the_installed_command_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "yunzhu.cli.main", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "云珠" in done.stdout
