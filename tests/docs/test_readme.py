"""Both READMEs and the pages about plans are run as a newcomer would: each command, in order.

The READMEs begin in an empty folder and hold the same commands, so one run serves both; the
pages, in reading order, begin in a folder with the simulated city, as they say; the page about
registers begins in an empty one. Blocks of another kind (``text``, ``yaml``), and the pages'
``python``, are for reading.

A ``console`` block holds commands after ``$ `` and, under each, lines of its output; a ``sh``
block is a script. Each shown line must stand in the real output, in that order, blanks aside; a
line of ``…`` stands for anything, and so does a ``…`` that ends a line. A command must end with
0, or with the code that a following ``echo $?`` shows. `make` and `git clone` are skipped: the
first is what runs this suite (``make demo`` does what ``simulate``, ``published`` and ``assess``
do), the second needs a network.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (
    "write-a-plan-for-another-city.md",
    "keep-work-items.md",
    "read-a-verdict.md",
    "estimate-a-load.md",
    "warn-of-water.md",
)
# The register page's Python shows how a register is described; it is no step.
OWN_PAGES = (
    ("import-water.md", {"console", "sh", "python"}),
    ("import-a-register.md", {"console", "sh"}),
    ("import-a-ledger.md", {"console", "sh"}),
)
SKIPPED = ("make ", "git clone")
LEFT_OUT = "…"
SECONDS = 60
_BLOCK = re.compile(r"^```(console|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Step:
    """One command or script with the lines a README shows under it."""

    command: str
    language: str
    shown: list[str] = field(default_factory=list)


def steps_of(text: str) -> list[Step]:
    steps: list[Step] = []
    for language, body in _BLOCK.findall(text):
        if language != "console":
            kept = [line for line in body.splitlines() if not line.startswith(SKIPPED)]
            if any(kept):
                steps.append(Step("\n".join(kept), language))
            continue
        for line in body.splitlines():
            if line.startswith("$ "):
                steps.append(Step(line.removeprefix("$ "), language))
            elif line.strip() != LEFT_OUT:
                steps[-1].shown.append(line)
    return [step for step in steps if not step.command.startswith(SKIPPED)]


def squeezed(line: str) -> str:
    return " ".join(line.split())


class Shell:
    """Runs one command after another as real processes, keeping folder and exit code."""

    def __init__(self, folder: Path) -> None:
        self.root = self.folder = folder
        self.code = 0
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("YUNZHU_", "COLUMNS", "FORCE_COLOR"))
        }
        scripts = str(Path(sys.executable).parent)
        self.environment["PATH"] = os.pathsep.join((scripts, self.environment.get("PATH", "")))
        self.environment["PYTHONIOENCODING"] = "utf-8"

    def run(self, step: Step) -> str:
        if step.language == "python":
            arguments = [sys.executable, "-c", step.command]
        else:
            kept = self.root / ".folder"
            begin = f"trap 'pwd > \"{kept}\"' EXIT\n(exit {self.code})\n"
            strict = "set -e\n" if step.language == "sh" else ""
            arguments = ["bash", "-c", f"{begin}{strict}{step.command}\n"]
        done = subprocess.run(
            arguments,
            cwd=self.root if step.language == "python" else self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        self.code = done.returncode
        if step.language != "python":
            self.folder = Path((self.root / ".folder").read_text().strip())
        return done.stdout


def test_the_readmes_tell_what_really_happens(tmp_path: Path) -> None:
    english, chinese = (steps_of((ROOT / name).read_text(encoding="utf-8")) for name in READMES)
    assert {step.language for step in english} == {"console", "sh", "python"}
    run_all(english, Shell(tmp_path), chinese)


def run_all(steps: list[Step], shell: Shell, twins: list[Step] | None = None) -> None:
    """Run the steps; what each, and its twin in another language, is said to print must stand."""
    for step, twin, following in zip(steps, twins or steps, [*steps[1:], None], strict=True):
        output = shell.run(step)
        expected = 0
        if following is not None and following.command == "echo $?":
            expected = int(following.shown[0])
        assert shell.code == expected, f"{step.command}\n{output}"
        require_shown(step, output)
        require_shown(twin, output)


def require_shown(step: Step, output: str) -> None:
    lines = iter([squeezed(line) for line in output.splitlines()])
    for shown in step.shown:
        assert any(squeezed(shown.rstrip(LEFT_OUT)) in line for line in lines), (
            f"{step.command}\nis said to print: {shown}\nprinted:\n{output}"
        )


def test_the_pages_about_plans_tell_what_really_happens(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run(Step("yunzhu simulate simulated-city", "console"))
    assert shell.code == 0
    for page in PAGES:
        text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
        steps = [step for step in steps_of(text) if step.language != "python"]
        assert steps, page
        run_all(steps, shell)


@pytest.mark.parametrize(("page", "languages"), OWN_PAGES)
def test_the_pages_that_begin_anew_tell_what_really_happens(
    page: str, languages: set[str], tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    steps = [step for step in steps_of(text) if step.language in languages]
    assert any(step.shown for step in steps)
    run_all(steps, Shell(tmp_path))


def test_both_readmes_hold_the_same_commands() -> None:
    english, chinese = (
        [re.sub(r'"[^"]*"', '""', step.command) for step in steps_of(text)]
        for text in ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    )
    assert english == chinese


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []
