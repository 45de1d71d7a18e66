"""The demonstration: a simulated city beside real published facts, each said to be what it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yunzhu.values import Origin
from yunzhu.workspace import open_workspace


def test_demo_prints_the_simulated_city_and_then_the_real_facts(
    yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("YUNZHU_DATABASE_URL", raising=False)
    run = yunzhu("demo", "city")
    assert run.code == 0, run.err
    simulated, mark, real = run.out.partition("real: published figures")
    assert mark
    assert simulated.startswith("【模拟")
    assert "【模拟 simulated】云珠市(模拟) (990100) 2020-01-01..2020-12-31" in simulated
    for word in ("composite_index", "good_day_share", "埋设缺陷"):
        assert word in simulated
    # The plan in the middle of its year and at its end, with the counts of each word.
    for row in ("T01", "01.2", "02.4"):
        assert f"  {row} " in simulated
    for line in (
        "截至 as of 2020-06-30: 难以达成 off track 9, 有风险 at risk 5, "
        "证据不足 insufficient evidence 18, 有望 on track 46, 已达成 achieved 1",
        "截至 as of 2020-12-31: 未达成 missed 28, 难以达成 off track 1, "
        "证据不足 insufficient evidence 13, 有望 on track 1, 已达成 achieved 36",
    ):
        assert f"【模拟 simulated】{line}" in simulated
    # Every planted truth of what is counted is told by a line of its row.
    assert "planted truths and what was found" in simulated
    assert "未发现 not found" not in simulated
    for told in ("B0801", "共 2 次", "重复 double", "89/99", "samples 2", "早于移出", "轻 lighter"):
        assert told in simulated
    assert "城市记录 city records" in simulated
    # Work is known as of 2020; the hours of air are received when the city is made.
    assert "--known-at with a day of 2020 sees only these" in simulated
    shown = json.loads(
        yunzhu(
            "assess", "yunzhu-2020", "--as-of", "2020-06-30", "--known-at", "2020-06-30",
            "--workspace", "city", "--format", "json",
        ).out
    )  # fmt: skip
    words = {one["id"]: one for one in shown["verdicts"]}
    assert words["T02"]["missing"] == [
        "没有有效记录 no valid record: PM2.5 mean, 2020-01-01..2020-06-30"
    ]
    assert words["T06"]["status"] == "有望"
    assert "440100" in real
    assert "模拟" not in real.partition("next:")[0]
    # The real plan on those figures: every row and the counts, as `yunzhu assess` prints them.
    judged = ("assess", "guangzhou-2020", "--as-of", "2021-01-20", "--workspace", "city-guangzhou")
    assert f"yunzhu {' '.join(judged)}\n" in real
    assert yunzhu(*judged).out in real
    rows = [f"T{n:02d}" for n in range(1, 15)] + ["Q1", "Q2", "Q3"]
    for row in (*rows, *(f"{n:02d}" for n in range(1, 35))):
        assert f"\n  {row} " in real, row
    # T01, T04, T05 and T07 have a published outcome that settles them.
    assert (
        "合计 counts: 证据不足 insufficient evidence 164, 已达成 achieved 4; 共 total 168" in real
    )
    made = open_workspace(tmp_path / "city-guangzhou")
    assert (made.origin, made.area) == (Origin.MEASURED, "440100")
    # The workspace stays and answers further questions; a second run uses it.
    assert yunzhu("air", "stats", "--period", "2019-02", "--workspace", "city").code == 0
    assert (tmp_path / "city" / "feeds" / "truth.json").is_file()
    assert yunzhu("assess", "guangzhou-2020", "--workspace", "city").code == 2
    shown = yunzhu("assess", "yunzhu-2020", "--as-of", "2020-09-15", "--workspace", "city")
    assert shown.code == 0
    # A workspace from before there was a city gets one, and the demo goes on.
    (tmp_path / "city" / "city.sqlite3").unlink()
    again = yunzhu("demo", "city")
    assert again.code == 0
    assert "【模拟 simulated】截至 as of 2020-12-31: 未达成 missed 28" in again.out


def test_simulate_does_not_touch_a_folder_that_holds_something(yunzhu, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("keep", encoding="utf-8")
    for command in ("simulate", "demo"):
        run = yunzhu(command, str(folder))
        assert run.code == 2
        assert "not empty" in run.err
    assert [entry.name for entry in folder.iterdir()] == ["letter.txt"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine"]


def test_a_database_that_does_not_answer_is_told_before_anything_is_simulated(
    yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("YUNZHU_DATABASE_URL", "postgresql://nobody@localhost:1/none")
    run = yunzhu("simulate", "city")
    assert run.code == 2
    assert "YUNZHU_DATABASE_URL" in run.err
    assert not run.out.count("隔离")
    assert not (tmp_path / "city").exists()
