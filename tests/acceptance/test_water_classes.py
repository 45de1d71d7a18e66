"""Classes of the national stations, recomputed from a snapshot and held against the published."""

from __future__ import annotations

import csv
import gzip
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from yunzhu.indicators.water.monthly_totals import minute_of, monthly_totals
from yunzhu.indicators.water.realtime_classes import REALTIME_ITEMS, realtime_classes
from yunzhu.indicators.water.rules import ClassRule, WaterRule
from yunzhu.indicators.water.section_assessment import assess_sections
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.samples import Samples
from yunzhu.observations.water_items import PUBLISHED_CLASS
from yunzhu.periods import Period
from yunzhu.standards.water_assessment import water_assessment
from yunzhu.standards.water_class import WaterBody, WaterClass
from yunzhu.standards.water_limits import surface_water_limits
from yunzhu.workspace import open_workspace

pytestmark = pytest.mark.acceptance

DAY = Period.parse("2020-05-08")
LIMITS = surface_water_limits(DAY.last)
ORIGINAL = ("ph_raw", "do_raw", "codmn_raw", "nh3n_raw", "tp_raw")
SHOWN = ("ph", "do_mgl", "codmn_mgl", "nh3n_mgl", "tp_mgl")
PUBLISHED = {one.chinese: one for one in WaterClass}


@dataclass(frozen=True)
class Snapshot:
    """Rows with a published class, and what each section lies on."""

    rows: list[dict[str, str]]
    bodies: list[WaterBody]

    @property
    def published(self) -> np.ndarray:
        return np.array([int(PUBLISHED[row["class_published"]]) for row in self.rows])

    def samples(self, columns: Iterable[str]) -> Samples:
        """Each row as a section of its own, so that none stands for another."""
        numbers = [
            (place, item, int(value.scaleb(8)))
            for place, row in enumerate(self.rows)
            for item, column in enumerate(columns)
            if (value := number(row[column])) is not None
        ]
        site, item, scaled = (np.array(column) for column in zip(*numbers, strict=True))
        minutes = np.full(len(site), minute_of(DAY.first), np.int32)
        names = tuple(str(place) for place in range(len(self.rows)))
        marks = np.zeros(len(site), np.uint8)
        return Samples(
            names,
            REALTIME_ITEMS,
            site.astype(np.int32),
            item.astype(np.int16),
            minutes,
            scaled,
            marks,
        )

    def classes(self, columns: Iterable[str], bodies: list[WaterBody] | None = None) -> np.ndarray:
        found = realtime_classes(self.samples(columns), bodies or self.bodies, LIMITS)
        assert found.site.tolist() == list(range(len(self.rows)))
        return found.classes.astype(int)

    def names(self, differs: np.ndarray) -> set[str]:
        return {self.rows[place]["section"] for place in np.flatnonzero(differs)}


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@pytest.fixture(scope="module")
def registered(shared: Path) -> dict[tuple[str, str], WaterBody]:
    """What each section lies on, one word per section; where nothing tells, a river."""
    file = shared / "data" / "water" / "section_tp_rule_from_raw.csv"
    with file.open(encoding="utf-8") as opened:
        return {
            (row["province"], row["section"]): WaterBody.LAKE
            if row["tp_rule"] == "lake"
            else WaterBody.RIVER
            for row in csv.DictReader(opened)
        }


@pytest.fixture(scope="module")
def snapshot(shared: Path, registered: dict[tuple[str, str], WaterBody]) -> Snapshot:
    file = shared / "data" / "water" / "national_snapshots_20200508_20200509.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        rows = [row for row in csv.DictReader(opened) if row["class_published"] in PUBLISHED]
    return Snapshot(rows, [registered[row["province"], row["section"]] for row in rows])


def test_original_values_give_every_published_class(snapshot: Snapshot) -> None:
    found = snapshot.classes(ORIGINAL) == snapshot.published
    assert (int(found.sum()), len(found)) == (2_889, 2_889)


def test_displayed_values_do_not(snapshot: Snapshot) -> None:
    """With the register 2,876; 2,884 only if each row may choose river or lake as it fits."""
    differs = snapshot.classes(SHOWN) != snapshot.published
    assert int((~differs).sum()) == 2_876
    lakes = snapshot.classes(SHOWN, [WaterBody.LAKE] * len(snapshot.rows))
    rivers = snapshot.classes(SHOWN, [WaterBody.RIVER] * len(snapshot.rows))
    never = (lakes != snapshot.published) & (rivers != snapshot.published)
    assert int((~never).sum()) == 2_884
    five = {"北湖", "北渡", "坝草", "碾砣港闸", "北湖中心"}
    assert snapshot.names(never) == five
    assert snapshot.names(differs) == five | {
        *("岳城水库出口", "北太子河入观音阁水库口", "白沙街", "三都桥", "泾河桥"),
        *("隘头潭", "江口村", "都骑"),
    }


def test_the_two_rules_differ(snapshot: Snapshot) -> None:
    """In 92 rows; rounding binary fractions instead of decimals would give 91."""
    rule = WaterRule(ClassRule.ASSESSMENT)
    totals = monthly_totals(snapshot.samples(ORIGINAL), (DAY,), rule.below_detection)
    sections = assess_sections(totals, snapshot.bodies, LIMITS, water_assessment(), rule)
    assessed = np.array([int(one.water_class or 0) for one in sections])
    differs = assessed != snapshot.classes(ORIGINAL)
    assert int(differs.sum()) == 92
    # pH 9.001 is worse than V as a value and 9, within its range, as an assessed one.
    assert "坝草" in snapshot.names(differs)


def test_the_lake_gives_the_published_class_of_every_moment(
    shared: Path,
    yunzhu: Callable[..., Any],
    registered: dict[tuple[str, str], WaterBody],
    tmp_path: Path,
) -> None:
    workspace = tmp_path / "workspace"
    assert yunzhu("init", workspace).code == 0
    file = shared / "data" / "water" / "national_snapshots_20200508_20200509.csv.gz"
    done = yunzhu("import", "water", file, workspace=workspace)
    assert done.code == 1, done.err
    table = tmp_path / "sites.csv"
    names = {
        f"{province}·{''.join(unicodedata.normalize('NFKC', section).split())}": (section, body)
        for (province, section), body in registered.items()
    }
    lake = SampleLake(open_workspace(workspace))
    lines = [
        f"{site},{names[site][0]},,national,false,,,surface_water,{names[site][1].value},"
        for site in lake.sites()
        if site in names
    ]
    heading = "id,name,area,control_level,background,opened,closed,medium,water_body,river"
    table.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    done = yunzhu("sites", "import", table, workspace=workspace)
    assert done.code == 0, done.err
    published = lake.read(date(2019, 1, 1), date(2020, 5, 9), items=[PUBLISHED_CLASS])
    days = "2019-09-01..2020-05-09"
    words = ("--period", days, "--rule", "realtime_feed", "--format", "json")
    rows = yunzhu("water", "class", *words, workspace=workspace).json
    found = {(row["subject"], row["period"]): row["value"] for row in rows}
    epoch = np.datetime64("1970-01-01T00:00")
    wanted = {
        (published.sites[site], str(epoch + np.timedelta64(minute, "m"))): number // 10**8
        for site, minute, number in zip(
            published.site.tolist(),
            published.minutes.tolist(),
            published.numbers.tolist(),
            strict=True,
        )
    }
    assert len(wanted) > 2_800
    # One section, 张家堡 of 辽宁省, has stopped by the second poll, which repeats its last moment.
    assert {key: one for key, one in wanted.items() if found.get(key) != one} == {}
    key = next(iter(wanted))
    lineage = f"{key[0]}/water_class/class/{key[1]}/water-realtime_feed"
    opened = yunzhu("explain", lineage, "--format", "json", workspace=workspace)
    assert opened.code == 0
    assert opened.json["agrees"]
