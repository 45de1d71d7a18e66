"""The figures of the benchmark, the twenty-five kills, and a clone that starts from nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parent.parent.parent


def run(command: list[str], folder: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **extra},
    )


def figures(pattern: str, text: str) -> list[float]:
    found = re.search(pattern, text)
    assert found, text
    return [float(number) for number in found.groups()]


def test_the_benchmark_holds_its_figures() -> None:
    done = run([sys.executable, "benches/air.py"], ROOT, OPENBLAS_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr
    text = done.stdout
    line = r"{} +CPU +([\d.]+) s.*peak +([\d.]+) GiB  CPU ratio +([\d.]+)×  same results"
    ours = figures(line.format("yunzhu"), text)
    duckdb = figures(line.format("duckdb"), text)
    assert ours[0] <= 1.4
    assert ours[1] <= 0.5
    assert duckdb[2] >= 3
    assert figures(r"hourly tick.*: ([\d.]+) ms", text)[0] <= 20
    assert figures(r"11 stations.*: ([\d.]+) s", text)[0] <= 0.1
    assert figures(r"--help: ([\d.]+) s", text)[0] <= 0.3


def test_twenty_five_kills() -> None:
    done = run([sys.executable, "-m", "pytest", "-m", "soak", "tests/soak/test_kills.py"], ROOT)
    assert done.returncode == 0, done.stdout[-2000:]
    assert " passed" in done.stdout


def test_a_fresh_clone_demonstrates_and_tests_itself(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    assert run(["git", "clone", "--quiet", str(ROOT), str(clone)], tmp_path).returncode == 0
    nowhere = {"YUNZHU_SHARED": str(tmp_path / "absent")}
    make = shutil.which("make")
    assert make
    demo = run([make, "demo"], clone, **nowhere)
    assert demo.returncode == 0, demo.stderr[-2000:]
    assert "模拟" in demo.stdout
    assert "3.36" in demo.stdout
    test = run([make, "test"], clone, **nowhere)
    assert test.returncode == 0, test.stdout[-3000:]
