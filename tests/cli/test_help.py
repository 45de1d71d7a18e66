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
        ("city", "close-account"), ("city", "accounts"), ("city", "area"),
            ("city", "areas", "import"),
        ("city", "document"), ("city", "documents"), ("city", "meeting"), ("city", "meetings"),
        ("city", "activity"), ("city", "activities"), ("city", "figure"), ("city", "figures"),
        ("city", "add-series"), ("city", "expand"), ("city", "series"),
        ("register", "list"), ("register", "template"), ("register", "check"),
        ("register", "import"), ("register", "export"), ("register", "history"),
        ("register", "withdraw"),
        ("ledger", "list"), ("ledger", "template"), ("ledger", "check"), ("ledger", "import"),
        ("ledger", "export"), ("ledger", "receipts"), ("ledger", "withdraw"),
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


# Command lines that cannot be read


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("plan", "diff", "a", "2"), ("不是整数 not a whole number", "字段 field: first",
                                      "值 found: 'a'", "yunzhu plan diff --help")),
        (("plan", "show"), ("缺少参数 missing argument", "字段 field: plan",
                            "处理 action: yunzhu plan show --help")),
        (("plan", "snapshot", "x"), ("缺少选项 missing option", "字段 field: --by")),
        (("assess", "x", "--bogus"), ("没有这个选项 no such option", "值 found: '--bogus'",
                                      "处理 action: yunzhu assess --help")),
        (("--bogus",), ("没有这个选项 no such option", "处理 action: yunzhu --help")),
        (("plan", "nosuch"), ("没有这个命令 no such command", "值 found: 'nosuch'",
                              "处理 action: yunzhu plan --help")),
        (("assess", "--format"), ("选项缺少值 an option without its value", "--format")),
        (("assess", "--kind=1"), ("选项不带值 an option that takes no value", "--kind")),
        (("published", "a", "b", "c"), ("参数过多 too many arguments", "值 found: 'b c'")),
        (("air", "stats", "--format", "xml"), ("未知选项 not a choice", "字段 field: --format",
                                               "值 found: 'xml'", "table | json | csv")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)  # fmt: skip
def test_a_command_line_that_cannot_be_read_is_told_in_both_languages(
    yunzhu, words: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    run = yunzhu(*words)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("错误 error: ")
    for part in parts:
        assert part in run.err
    assert run.err.count("\n") == 1


def test_a_group_without_a_command_answers_with_its_help(yunzhu) -> None:
    run = yunzhu("plan")
    assert run.code == 2
    assert "例 example: yunzhu plan show" in run.err
    assert "错误" not in run.err
