"""River mouths against the year before: class, driving item, and the net load of the tide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.registers.assessment_sections import AssessmentSection
from yunzhu.indicators.loads.explanation import explain_load
from yunzhu.indicators.water.explanation import explain_water
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.plan.loading import load_plan
from yunzhu.plan.register_evidence import RegisterEvidence
from yunzhu.plan.river_mouths_metric import judge_river_mouths
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.water_records import WaterRecords
from yunzhu.standards.water_class import WaterBody
from yunzhu.values import EvidenceKind, Origin
from yunzhu.workspace import Workspace, init_workspace

COMMITMENT = load_plan("guangzhou-2020").commitment("19.2")
MARCH, END = date(2020, 3, 31), date(2020, 12, 31)
MAPPING = """\
time: time
hour_label: start
site: site
items:
  flow: {column: Q, unit: m³/s}
  TP: {column: P, unit: mg/L}
"""


def mouth(code: str = "M1", site: str | None = "口", kind: str = "river_mouth") -> Any:
    row: dict[str, Any] = dict.fromkeys(AssessmentSection.model_fields)
    row |= {"code": code, "name": "河口", "river": "云溪", "water_body": "river", "area": "1"}
    return AssessmentSection.model_validate(row | {"kind": kind, "site": site})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = init_workspace(tmp_path / "w", origin=Origin.MEASURED)
    site = Site(
        "口",
        "河口",
        "",
        ControlLevel.MUNICIPAL,
        medium=Medium.SURFACE_WATER,
        water_body=WaterBody.RIVER,
    )
    save_sites(made, SiteRegister().with_sites([site]))
    return made


@pytest.fixture
def sampled(workspace: Workspace, laboratory: Callable[..., None]) -> Callable[..., None]:
    """One sample a month of each item, the same all year."""

    def put(by_year: Mapping[int, Mapping[str, str]], months: int = 12, leave: str = "") -> None:
        laboratory(
            workspace,
            [
                ("口", f"{year}-{month:02d}-06 10:00", item, text)
                for year, values in by_year.items()
                for month in range(1, months + 1)
                for item, text in values.items()
                if f"{year}-{month:02d}" != leave
            ],
        )

    return put


def judged(workspace: Workspace, *rows: Any, as_of: date = MARCH) -> list[Finding]:
    water = WaterRecords(workspace, 2020, as_of, None)
    return list(
        judge_river_mouths(COMMITMENT, water, RegisterEvidence({"assessment_sections": rows}))
    )


@pytest.mark.parametrize(
    ("before", "now", "change", "running", "closed"),
    [
        # Ammonia: III to 1.0, IV to 1.5, V to 2.0 mg/L; oxygen: III from 5, II from 6.
        ({"NH3N": "1.2"}, {"NH3N": "0.9"}, "有所好转", "有望", "已达成"),
        ({"NH3N": "1.8"}, {"NH3N": "0.9"}, "明显好转", "有望", "已达成"),
        ({"NH3N": "0.9"}, {"NH3N": "1.2"}, "有所变差", "难以达成", "未达成"),
        ({"NH3N": "1.2"}, {"NH3N": "1.1"}, "无明显变化", "有望", "已达成"),
        ({"NH3N": "1.2"}, {"NH3N": "1.2"}, "无明显变化", "有风险", "未达成"),
        ({"NH3N": "1.2"}, {"NH3N": "1.3"}, "无明显变化", "有风险", "未达成"),
        # Less oxygen is worse, more is better.
        ({"DO": "5.2"}, {"DO": "5.6"}, "无明显变化", "有望", "已达成"),
        ({"DO": "5.6"}, {"DO": "5.2"}, "无明显变化", "有风险", "未达成"),
        # Both drove class IV; only one of them is better.
        (
            {"NH3N": "1.2", "TP": "0.25"},
            {"NH3N": "1.1", "TP": "0.26"},
            "无明显",
            "有风险",
            "未达成",
        ),
    ],
)
def test_a_class_is_held_against_the_same_months_of_the_year_before(
    workspace, sampled, before: Any, now: Any, change: str, running: str, closed: str
) -> None:
    sampled({2019: before, 2020: now})
    found, load = judged(workspace, mouth(), mouth("S1", kind="assessed"))
    assert found.status.value == running
    assert change in found.evidence[0]
    assert (found.numerator, found.denominator) == (3, 3)
    assert found.kind is EvidenceKind.DECLARED
    assert "no hourly flow" in load.missing[0]
    assert load.status.value == "证据不足"
    assert judged(workspace, mouth(), as_of=END)[0].status.value == closed


def test_only_months_that_are_over_count_and_their_numbers_open(workspace, sampled) -> None:
    sampled({2019: {"NH3N": "1.2"}, 2020: {"NH3N": "0.9"}}, months=2)
    found, _ = judged(workspace, mouth(), as_of=date(2020, 3, 30))
    assert (found.numerator, found.denominator, found.value) == (2, 2, 3)
    assert found.evidence[0] == "2019 Ⅳ (NH3N 1.20) → 2020 Ⅲ (NH3N 0.90): 有所好转 better"
    lake = WaterRecords(workspace, 2020, END, None).samples
    opened = [explain_water(lake, one) for one in found.lineage_ids]
    assert [one.result.value for one in opened] == [3, 4]
    assert all(one.agrees for one in opened)


@pytest.mark.parametrize("leave", ["2019-02", "2020-02"])
def test_a_month_that_either_year_lacks_keeps_the_word_open(workspace, sampled, leave) -> None:
    sampled({2019: {"NH3N": "1.2"}, 2020: {"NH3N": "0.9"}}, leave=leave)
    found, _ = judged(workspace, mouth())
    assert (found.status.value, found.missing) == (
        "证据不足",
        (f"缺月 months without a sample: {leave}",),
    )


def test_what_cannot_be_judged_is_named(workspace) -> None:
    (none,) = judged(workspace, mouth(kind="assessed"))
    assert "名录为空" in none.missing[0]
    (early,) = judged(workspace, mouth(), as_of=date(2020, 1, 30))
    assert "no whole month" in early.missing[0]
    found, _ = judged(workspace, mouth(site=None))
    assert (found.status.value, found.kind) == ("证据不足", None)
    unsampled, _ = judged(workspace, mouth())
    assert (unsampled.kind, len(unsampled.missing)) == (None, 2)


@pytest.mark.parametrize(
    ("phosphorus", "running", "closed"),
    [
        ((0.2, 0.1), "有望", "已达成"),
        ((0.1, 0.2), "难以达成", "未达成"),
        # As much as before, but for a leap day, and 4 % less: nothing is said of either.
        ((0.2, 0.2), "证据不足", "证据不足"),
        ((0.2, 0.192), "证据不足", "证据不足"),
    ],
)
def test_a_load_is_the_signed_net_load_of_both_years(
    workspace, tmp_path: Path, phosphorus: Any, running: str, closed: str
) -> None:
    file, mapping = tmp_path / "hours.csv", tmp_path / "mapping.yaml"
    lines = ["time,site,Q,P"]
    for year, level in zip((2019, 2020), phosphorus, strict=True):
        begin = datetime(year, 1, 1)
        for hour in range((date(year, 12, 31) - date(year, 1, 1)).days * 24 + 24):
            # The tide turns every hour: 30 m³/s out, 10 m³/s in, net 10 on the mean.
            flow = 30 if hour % 2 == 0 else -10
            lines.append(f"{begin + timedelta(hours=hour):%Y-%m-%d %H:%M},口,{flow},{level}")
    file.write_text("\n".join(lines), encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    options = ImportOptions(mapping=mapping, dataset=WATER_HOURLY)
    assert import_hourly(workspace, file, options, now=datetime(2021, 1, 5)).exit_code == 0
    january = date(2020, 1, 31)
    _, found = judged(workspace, mouth(), as_of=january)
    assert found.label.endswith("TP")
    # 10 m³/s at 0.1 g/m³ over 31 days: 10 x 0.1 x 86400 x 31 g = 2.6784 t, at 0.2 twice
    # and at 0.192 1.92 times that, shown to four digits.
    tonnes = {0.1: Decimal("2.678"), 0.192: Decimal("5.143"), 0.2: Decimal("5.357")}
    assert found.value == tonnes[phosphorus[1]]
    assert (found.numerator, found.denominator, found.unit) == (744, 744, "t")
    assert found.status.value == running
    assert judged(workspace, mouth(), as_of=END)[1].status.value == closed
    opened = [explain_load(workspace, one) for one in found.lineage_ids]
    assert [one.result.value for one in opened] == [tonnes[level] for level in phosphorus[::-1]]
