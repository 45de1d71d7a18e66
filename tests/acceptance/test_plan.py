"""The plan on real records: all rows, PM2.5 at mid-year with odds and without, published facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from yunzhu.values import Origin
from yunzhu.workspace import init_workspace

pytestmark = pytest.mark.acceptance

PLAN = "guangzhou-2020"
ROWS = [
    *(f"T{number:02d}" for number in range(1, 15)),
    *(f"Q{number}" for number in range(1, 4)),
    *(f"{number:02d}" for number in range(1, 35)),
]
PROXIES = "us_consulate_pm25_hourly_guangzhou_beijing_2013_2021.parquet"


@pytest.fixture(scope="module")
def with_proxy(
    shared: Path, yunzhu: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A workspace with the city's real hours and the proxies', spikes flagged."""
    workspace = tmp_path_factory.mktemp("plan") / "workspace"
    assert yunzhu("init", workspace, "--area", "440100").code == 0
    air = shared / "data" / "air"
    city = air / "guangzhou_city_hourly_201812_202006.csv.gz"
    assert yunzhu("import", "air", city, workspace=workspace).code == 0
    done = yunzhu("import", "air", air / PROXIES, "--format", "proxy_parquet", workspace=workspace)
    # Readings that fail the source's own quality control are told: 1.
    assert done.code == 1, done.out + done.err
    return workspace


@pytest.fixture(scope="module")
def empty(yunzhu: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A measured workspace without records: what is published stands alone."""
    workspace = tmp_path_factory.mktemp("published") / "workspace"
    assert yunzhu("init", workspace, "--area", "440100").code == 0
    return workspace


def assessed(yunzhu: Callable[..., Any], workspace: Path, *words: str) -> dict[str, Any]:
    run = yunzhu("assess", PLAN, *words, "--format", "json", workspace=workspace)
    assert run.code == 0, run.err
    return run.json


def verdict(content: dict[str, Any], identity: str) -> dict[str, Any]:
    return next(one for one in content["verdicts"] if one["id"] == identity)


def test_all_rows_and_the_counts_per_word(yunzhu, guangzhou: Path) -> None:
    content = assessed(yunzhu, guangzhou, "--as-of", "2020-06-30")
    assert [one["id"] for one in content["groups"]] == ROWS
    assert len(content["verdicts"]) == 14 + 3 + 151 == 168
    assert sum(content["counts"].values()) == sum(content["evidence_kinds"].values()) == 168
    words = Counter(one["status"] for one in content["verdicts"])
    assert {word: count for word, count in content["counts"].items() if count} == dict(words)
    table = yunzhu("assess", PLAN, "--as-of", "2020-06-30", "--kind", workspace=guangzhou)
    assert table.code == 0
    lines = [line.strip() for line in table.out.splitlines()]
    for row in ROWS:
        assert any(line.startswith(f"{row} ") for line in lines), row
    assert "共 total 168" in table.out
    assert "模拟 simulated" not in table.out
    for one in content["verdicts"]:
        assert one["missing"] or one["status"] != "证据不足", one["id"]


def test_pm25_at_mid_year_has_odds_with_the_proxy(yunzhu, with_proxy: Path) -> None:
    content = assessed(yunzhu, with_proxy, "--as-of", "2020-06-30")
    one = verdict(content, "T01")
    (finding,) = one["findings"]
    assert (finding["value"], finding["numerator"], finding["denominator"]) == (22, 181, 182)
    assert finding["remaining"]["highest_mean"] == 47.9
    assert finding["remaining"]["highest_mean_whole"] == 47
    assert finding["remaining"]["days"] == 184
    odds = finding["odds"]
    assert odds["computable"] is True
    assert odds["years"] == [2013, 2014, 2015, 2016, 2017, 2018, 2019]
    assert (odds["series"], odds["is_proxy"]) == ("proxy-Guangzhou", True)
    assert isinstance(odds["seed"], int)
    assert odds["probability"] > 0.99
    assert (one["status"], one["evidence_kind"], one["missing"]) == ("有望", "实测", [])
    assert one["odds_from_proxy"] is True
    shown = yunzhu("plan", "show", PLAN, "T01", "--as-of", "2020-06-30", workspace=with_proxy).out
    for word in ("22 (21.861878) µg/m³", "181/182", "cap 47.9 (取整 whole 47)", "2013, 2014, 2015",
                 "proxy-Guangzhou", "来自替代站点 from a proxy", "seed"):  # fmt: skip
        assert word in shown
    opened = yunzhu(
        "explain", finding["result"]["lineage_id"], "--format", "json", workspace=with_proxy
    )
    assert opened.json["agrees"] is True
    assert opened.json["result"]["value"] == 22


def test_without_the_proxy_odds_are_not_computable_and_why(yunzhu, guangzhou: Path) -> None:
    one = verdict(assessed(yunzhu, guangzhou, "--as-of", "2020-06-30"), "T01")
    (finding,) = one["findings"]
    assert (finding["value"], finding["remaining"]["highest_mean"]) == (22, 47.9)
    assert one["status"] == "证据不足"
    assert finding["odds"]["computable"] is False
    (reason,) = [text for text in one["missing"] if "odds not computable" in text]
    assert "达标概率不可计算" in reason
    # July to November 2019 are not in the city's file, and nothing stands in.
    assert "2019: 180/181 + 31/184 d" in reason
    assert "no proxy" in reason


def test_the_proxy_serves_the_odds_and_never_the_city_value(
    yunzhu, guangzhou: Path, with_proxy: Path
) -> None:
    for day in ("2020-03-31", "2020-06-30"):
        found = [
            verdict(assessed(yunzhu, workspace, "--as-of", day), "T01")["findings"][0]
            for workspace in (guangzhou, with_proxy)
        ]
        assert found[0]["value"] == found[1]["value"]
        assert found[0]["result"]["exact"] == found[1]["result"]["exact"]
        assert found[0]["result"]["lineage_id"] == found[1]["result"]["lineage_id"]


def test_on_published_facts_after_the_year(yunzhu, empty: Path) -> None:
    content = assessed(yunzhu, empty, "--as-of", "2021-01-20")
    for identity, value in (("T01", 23), ("T05", 13), ("T07", 0)):
        one = verdict(content, identity)
        assert (one["status"], one["evidence_kind"]) == ("已达成", "公开"), identity
        (finding,) = one["findings"]
        assert finding["value"] == value
        assert finding["published"]["reference"]
    # The province's confirmed figure alone settles 9 to 14; the other five air items have none.
    for identity in ("T02", "T03", *(f"T{number:02d}" for number in range(9, 15))):
        assert verdict(content, identity)["status"] == "证据不足", identity
        assert verdict(content, identity)["missing"]
    assert content["counts"]["未达成"] == 0
    assert content["counts"]["证据不足"] > 100
    before = assessed(yunzhu, empty, "--as-of", "2021-01-14")
    assert verdict(before, "T05")["status"] == "证据不足"


def test_records_come_before_published_facts(yunzhu, guangzhou: Path) -> None:
    # The city's own half-year is there: the year is not, and no published fact is laid over it.
    (finding,) = verdict(assessed(yunzhu, guangzhou, "--as-of", "2021-01-20"), "T01")["findings"]
    assert (finding["published"], finding["evidence_kind"]) == (None, "实测")
    assert (finding["status"], finding["numerator"]) == ("证据不足", 181)


def test_assess_is_refused_on_a_simulated_workspace(yunzhu, tmp_path: Path) -> None:
    simulated = init_workspace(tmp_path / "w", origin=Origin.SIMULATED, area="990100")
    for words in (("assess", PLAN), ("plan", "show", PLAN, "T01")):
        run = yunzhu(*words, workspace=simulated.root)
        assert run.code == 2
        assert run.out == ""
        assert "simulated" in run.err
