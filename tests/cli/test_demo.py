"""The demonstration: a simulated city beside real published facts, each said to be what it is."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_demo_prints_the_simulated_statistics_and_then_the_real_facts(
    yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = yunzhu("demo", "city")
    assert run.code == 0, run.err
    simulated, mark, real = run.out.partition("real: published figures")
    assert mark
    assert simulated.startswith("【模拟")
    assert "【模拟 simulated】云珠市(模拟) (990100) 2020-01-01..2020-12-31" in simulated
    for word in ("composite_index", "good_day_share", "埋设缺陷"):
        assert word in simulated
    assert "440100" in real
    assert "模拟" not in real.partition("next:")[0]
    # The workspace stays and answers further questions; a second run makes it anew.
    assert yunzhu("air", "stats", "--period", "2019-02", "--workspace", "city").code == 0
    assert (tmp_path / "city" / "feeds" / "truth.json").is_file()


def test_simulate_does_not_touch_a_folder_that_holds_something(yunzhu, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep", encoding="utf-8")
    for command in ("simulate", "demo"):
        run = yunzhu(command, str(folder))
        assert run.code == 2
        assert "not empty" in run.err
    assert [entry.name for entry in folder.iterdir()] == ["letter.txt"]
