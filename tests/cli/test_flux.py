"""`yunzhu import flow`, `flux load` and `explain` on a border river written by a formula."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path

import pytest

MAPPING = """\
time: time
hour_label: start
site_constant: GF01
items:
  flow: {column: Q, unit: m³/s}
  TP: {column: TP, unit: mg/L}
"""
LOAD = ("flux", "load", "--site", "GF01", "--item", "TP", "--period", "2024-05")
TIDAL = (*LOAD, "--method", "tidal_flow")


@pytest.fixture
def river(yunzhu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A simulated workspace with one month of a river that the tide turns, as current folder."""
    lines = ["time,Q,TP"]
    for hour in range(31 * 24):
        angle = 2 * math.pi * hour / 12.4206
        stamp = f"2024-05-{hour // 24 + 1:02d} {hour % 24:02d}:00"
        lines.append(f"{stamp},{60 + 300 * math.cos(angle):.3f},{0.2 + 0.05 * math.cos(angle):.3f}")
    (tmp_path / "river.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "river.yaml").write_text(MAPPING, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert yunzhu("init", "w").code == 0
    config = tmp_path / "w" / "yunzhu.toml"
    config.write_text(config.read_text().replace('"measured"', '"simulated"'))
    monkeypatch.chdir(tmp_path / "w")
    done = yunzhu("import", "flow", "../river.csv", "--mapping", "../river.yaml", "--simulated")
    assert done.code == 0, done.err
    assert "新增 new 1488" in done.out
    return tmp_path / "w"


@pytest.mark.usefixtures("river")
def test_the_net_load_in_every_format_says_that_it_is_simulated(yunzhu) -> None:
    table = yunzhu(*TIDAL)
    assert table.code == 0, table.err
    assert table.out.startswith("【模拟 simulated】")
    rows = {row["statistic"]: row for row in json.loads(yunzhu(*TIDAL, "--format", "json").out)}
    # Residual flow by concentration and half the product of the waves:
    # (60 x 0.2 + 300 x 0.05 / 2) x 3.6 kg x 744 h = 52.2 t
    assert rows["net_load"]["value"] == pytest.approx(52.2, rel=0.02)
    assert rows["net_load"]["origin_label"] == "模拟 simulated"
    assert rows["flood_load"]["value"] < 0 < rows["ebb_load"]["value"]
    written = list(csv.DictReader(io.StringIO(yunzhu(*TIDAL, "--format", "csv").out)))
    assert [row["statistic"] for row in written] == list(rows)


@pytest.mark.usefixtures("river")
def test_a_load_opens_down_to_its_hours(yunzhu) -> None:
    lineage_id = "GF01/TP/net_load_covered/2024-05-01..2024-05-31/load+tidal_flow"
    table = yunzhu("explain", lineage_id)
    assert table.code == 0, table.err
    assert "一致 agrees" in table.out
    found = json.loads(yunzhu("explain", lineage_id, "--format", "json").out)
    assert found["agrees"] is True
    assert len(found["inputs"]) == 744
    assert found["inputs"][0] == {
        "time": "2024-05-01 00:00:00",
        "flow": "360",
        "concentration": "0.25",
        "bridged": False,
    }
    assert found["imports"][0]["file"] == "river.csv"


@pytest.mark.usefixtures("river")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (LOAD, "流量有负值"),
        ((*LOAD, "--method", "guess"), "--method"),
        ((*TIDAL, "--longest-gap", "1000"), "longest_gap"),
        ((*LOAD[:3], "GF02", *LOAD[4:]), "GF01"),
        ((*LOAD[:5], "pH", *LOAD[6:]), "没有通量"),
        (("explain", "GF01/TP/guess/2024-05/load+tidal_flow"), "net_load"),
    ],
)
def test_what_cannot_be_answered_is_told_with_exit_code_2(yunzhu, words, told: str) -> None:
    done = yunzhu(*words)
    assert done.code == 2
    assert told in done.err


@pytest.mark.usefixtures("river")
def test_flow_is_never_imported_without_a_mapping(yunzhu) -> None:
    assert yunzhu("import", "flow", "../river.csv").code == 2


@pytest.mark.usefixtures("river")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--longest-gap", "100"), "longest_gap | 值 found: 100 | 应为 expected: 0..72 h"),
        (("--flow-site", "A+B"), "flow_site | 值 found: 'A+B' | 应为 expected: 不含 +"),
        (("--flow-error", "-5"), "flow_error | 值 found: -5.0 | 应为 expected: >= 0 %"),
        (("--flow-zero", "nan"), "flow_zero | 值 found: nan | 应为 expected: >= 0 m³/s"),
    ],
)
def test_each_setting_out_of_range_is_told_on_its_own(
    yunzhu, words: tuple[str, ...], told: str
) -> None:
    done = yunzhu(*LOAD, *words)
    assert done.code == 2
    assert told in done.err
