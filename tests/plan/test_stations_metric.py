"""Automatic stations: built by the site's opening day, sending by records of the last days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from yunzhu.city.registers.assessment_sections import AssessmentSection
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister, save_sites
from yunzhu.observations.water_feeds import NATIONAL_FEEDS
from yunzhu.plan.loading import load_plan
from yunzhu.plan.metric_schema import StationsSendingMetric
from yunzhu.plan.register_evidence import RegisterEvidence
from yunzhu.plan.stations_metric import judge_stations
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.plan.verdicts import Finding
from yunzhu.plan.water_records import WaterRecords
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

PLAN = load_plan("guangzhou-2020")
JUNE, END = date(2020, 6, 30), date(2020, 12, 31)
MAPPING = """\
time: time
hour_label: start
site: site
items:
  flow: {column: Q, unit: m³/s}
  NH3N: {column: N, unit: mg/L}
"""
NATIONAL = (
    "file_date,province,basin,section,time,class_published,temp_c,ph,do_mgl,cond_uscm,turb_ntu,"
    "codmn_mgl,nh3n_mgl,tp_mgl,tn_mgl,chla_mgl,algae_cells_l,station_status"
)


def section(code: str, site: str | None, kind: str = "provincial") -> AssessmentSection:
    row: dict[str, Any] = dict.fromkeys(AssessmentSection.model_fields)
    row |= {
        "code": code,
        "name": f"断面{code}",
        "river": "云溪",
        "water_body": "river",
        "area": "1",
    }
    return AssessmentSection.model_validate(row | {"kind": kind, "site": site})


def site(name: str, opened: date | None, medium: Medium = Medium.SURFACE_WATER) -> Site:
    return Site(name, name, "", ControlLevel.MUNICIPAL, opened=opened, medium=medium)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = init_workspace(tmp_path / "w", origin=Origin.MEASURED)
    opened = date(2020, 3, 1)
    sites = [
        *(site(f"某省·{name}", opened) for name in ("甲", "乙", "丙")),
        site("某省·丁", None),
        site("某省·戊", JUNE + timedelta(days=1)),
        *(site(name, opened, Medium.FLOW) for name in ("通一", "通二")),
    ]
    save_sites(made, SiteRegister().with_sites(sites))
    return made


@pytest.fixture
def polled(workspace: Workspace, tmp_path: Path) -> Callable[..., None]:
    def put(name: str, day: date, state: str = "正常") -> None:
        path = tmp_path / f"{name}-{day}.csv"
        line = (
            f"{day},某省,某流域,{name},{day:%m-%d} 08:00,Ⅱ,20,7,8,300,10,2,0.1,0.05,1,-,-,{state}"
        )
        path.write_text(f"{NATIONAL}\n{line}\n", encoding="utf-8")
        options = SampleImportOptions(NATIONAL_FEEDS["national_water_csv"])
        report = import_samples(workspace, path, options, now=datetime(2021, 1, 5))
        assert report.exit_code == 0, report

    return put


def judged(
    workspace: Workspace,
    identity: str,
    *sections: AssessmentSection,
    as_of: date = JUNE,
    planned: int | None = None,
) -> list[Finding]:
    one = PLAN.commitment(identity)
    assert isinstance(one.metric, StationsSendingMetric)
    if planned is not None:
        known = KnownThreshold(compare="equal", value=planned, unit="个")
        one = one.model_copy(update={"threshold": known})
    water = WaterRecords(workspace, 2020, as_of, None)
    return list(
        judge_stations(one, one.metric, water, RegisterEvidence({"assessment_sections": sections}))
    )


def test_sections_with_a_station_that_is_built_and_sends(workspace, polled, laboratory) -> None:
    polled("甲", date(2020, 6, 24))
    polled("乙", date(2020, 6, 23))
    laboratory(workspace, [("某省·乙", "2020-06-29 10:00", "NH3N", "0.1")])
    polled("丙", JUNE, state="停站")
    polled("丁", JUNE)
    polled("戊", JUNE)
    rows = [section(f"S{n}", f"某省·{name}") for n, name in enumerate("甲乙丙丁戊", start=1)]
    rows += [section("S6", None), section("S7", "某省·甲", "assessed")]
    built, sending = judged(workspace, "28.3", *rows)
    assert built.status.value == sending.status.value == "证据不足"
    assert "the number of stations to be built" in built.missing[0]
    assert (built.numerator, built.denominator) == (3, 6)
    assert [line[:2] for line in built.rest] == ["S4", "S5", "S6"]
    # 24 to 30 June are seven days; a laboratory and a stopped station send nothing.
    assert (sending.numerator, sending.denominator) == (1, 6)
    assert [line[:2] for line in sending.rest] == ["S2", "S3", "S4", "S5", "S6"]
    assert sending.rest[0].endswith("2020-06-24..2020-06-30 没有记录 no record")


def test_a_flux_station_needs_flow_and_a_concentration(workspace, tmp_path: Path) -> None:
    file, mapping = tmp_path / "hours.csv", tmp_path / "mapping.yaml"
    lines = ["2020-06-30 08:00,通一,12.5,0.8", "2020-06-30 08:00,通二,-3.5,"]
    file.write_text("\n".join(["time,site,Q,N", *lines]), encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    options = ImportOptions(mapping=mapping, dataset=WATER_HOURLY)
    import_hourly(workspace, file, options, now=datetime(2021, 1, 5))
    built, sending = judged(workspace, "28.4")
    assert (built.numerator, built.denominator) == (2, 2)
    assert (sending.numerator, sending.denominator) == (1, 2)
    assert sending.rest == (
        "通二 通二: 2020-06-24..2020-06-30 没有记录 no record: 浓度 concentration",
    )
    _, later = judged(workspace, "28.4", as_of=date(2020, 7, 7))
    assert later.numerator == 0


def test_with_a_planned_number_it_is_due_on_its_day(workspace, polled) -> None:
    polled("甲", JUNE)
    rows = (section("S1", "某省·甲"), section("S2", "某省·乙"))
    assert [one.status.value for one in judged(workspace, "28.3", *rows, planned=2)] == ["有望"] * 2
    polled("甲", END)
    closed = judged(workspace, "28.3", *rows, as_of=END, planned=2)
    assert [one.status.value for one in closed] == ["已达成", "未达成"]
    closed = judged(workspace, "28.3", *rows, as_of=date(2021, 2, 1), planned=1)
    assert [one.status.value for one in closed] == ["已达成", "已达成"], "the due day's week counts"


def test_no_section_in_the_register_is_said(workspace) -> None:
    built, _ = judged(workspace, "28.3", as_of=END, planned=2)
    assert (built.status.value, built.kind) == ("证据不足", None)
    assert "名录为空" in built.missing[0]
