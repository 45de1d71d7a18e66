"""What a file says of its own origin: simulated records never enter a measured workspace."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from yunzhu.errors import FileFault, WorkspaceError
from yunzhu.observations.datasets import WATER_HOURLY
from yunzhu.observations.importing import ImportOptions, import_hourly
from yunzhu.observations.sample_importing import SampleImportOptions, import_samples
from yunzhu.observations.site_table import import_sites
from yunzhu.observations.sites import load_sites
from yunzhu.observations.water_feeds import LABORATORY, national_feed_of
from yunzhu.values import Origin
from yunzhu.workspace import Workspace, init_workspace

NOW = datetime(2024, 7, 1, 12, 0)
POLLS = (
    "file_date,province,section,time,class_published,ph,do_mgl,codmn_mgl,nh3n_mgl,tp_mgl,"
    "station_status,{heading}\n"
    "2024-05-08,模拟省,甲断面,05-08 16:00,Ⅱ,7.5,8.0,3.0,0.12,0.05,正常,{word}\n"
)
RESULTS = "点位,采样时间,项目,结果,单位,{heading}\n甲断面,2024-05-08 09:30,氨氮,0.25,mg/L,{word}\n"
RESULTS_BY_ITEM = "点位,采样时间,氨氮(mg/L),{heading}\n甲断面,2024-05-08 09:30,0.25,{word}\n"
HOURS = "时间,站,流量,{heading}\n2024-05-08 09:00,甲站,12.5,{word}\n"
HOURS_MAPPING = (
    "hour_label: start\ntime: 时间\nsite: 站\nitems: {flow: {column: 流量, unit: m3/s}}\n"
)
CALENDAR = (
    "No,year,month,day,hour,PM2.5,PM10,SO2,NO2,CO,O3,station,{heading}\n"
    "1,2013,3,1,0,4,4,4,7,300,77,甲站,{word}\n"
)
LONG = "time,city,PM2.5,PM10,SO2,NO2,O3,CO,{heading}\n2024-05-08 09:00,甲市,4,4,4,7,8,0.3,{word}\n"
SITES = "id,name,area,control_level,background,opened,closed,{heading}\nA,甲,,市控,否,,,{word}\n"
ANSWER = {
    "records": 1,
    "thead": ["省份", "断面名称", "监测时间", "水质类别", "氨氮", "站点情况", "{heading}"],
    "tbody": [["模拟省", "甲断面", "05-08 16:00", "Ⅱ", "0.12", "正常", "{word}"]],
}


def water(workspace: Workspace, path: Path) -> None:
    import_samples(workspace, path, SampleImportOptions(feed=national_feed_of(path)), now=NOW)


def laboratory(workspace: Workspace, path: Path) -> None:
    import_samples(workspace, path, SampleImportOptions(feed=LABORATORY), now=NOW)


def laboratory_workbook(workspace: Workspace, path: Path) -> None:
    book = openpyxl.Workbook()
    for line in path.read_text(encoding="utf-8").splitlines():
        book.active.append(line.split(","))
    path.unlink()
    book.save(path)
    laboratory(workspace, path)


def flow(workspace: Workspace, path: Path) -> None:
    mapping = path.with_name("mapping.yaml")
    mapping.write_text(HOURS_MAPPING, encoding="utf-8")
    import_hourly(workspace, path, ImportOptions(mapping=mapping, dataset=WATER_HOURLY), now=NOW)


def air(workspace: Workspace, path: Path) -> None:
    import_hourly(workspace, path, ImportOptions(), now=NOW)


def sites(workspace: Workspace, path: Path) -> None:
    import_sites(workspace, path)


@dataclass(frozen=True)
class Importer:
    """An importer, a file for it, and the row on which the file says its origin."""

    bring: Callable[[Workspace, Path], None]
    text: str
    name: str = "a.csv"
    row: int = 2


IMPORTERS = {
    "water csv": Importer(water, POLLS),
    "water json": Importer(
        water, json.dumps(ANSWER, ensure_ascii=False), name="a-2024-05-08.json", row=1
    ),
    "samples": Importer(laboratory, RESULTS),
    "samples by item": Importer(laboratory, RESULTS_BY_ITEM),
    "samples xlsx": Importer(laboratory_workbook, RESULTS, name="a.xlsx"),
    "flow": Importer(flow, HOURS),
    "air by calendar": Importer(air, CALENDAR),
    "air long": Importer(air, LONG),
    "sites": Importer(sites, SITES),
}


@pytest.fixture(params=IMPORTERS)
def importer(request: pytest.FixtureRequest) -> Importer:
    return IMPORTERS[request.param]


def file_of(importer: Importer, folder: Path, heading: str, word: str) -> Path:
    path = folder / importer.name
    text = importer.text.replace("{heading}", heading).replace("{word}", word)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "word"),
    [("origin", "simulated"), ("来源 origin", "模拟 simulated"), ("来源", "模拟")],
)
def test_a_simulated_file_is_refused_by_a_measured_workspace_and_taken_by_a_simulated_one(
    tmp_path: Path, importer: Importer, heading: str, word: str
) -> None:
    measured = init_workspace(tmp_path / "measured")
    with pytest.raises(WorkspaceError, match="never mix") as refused:
        importer.bring(measured, file_of(importer, tmp_path, heading, word))
    told = refused.value
    assert (told.file, told.row) == (str(tmp_path / importer.name), importer.row)
    assert (told.field, told.found, told.expected) == (heading, "模拟 simulated", "实测 measured")
    assert len(load_sites(measured)) == 0
    simulated = init_workspace(tmp_path / "simulated", origin=Origin.SIMULATED)
    importer.bring(simulated, file_of(importer, tmp_path, heading, word))
    assert len(load_sites(simulated)) == 1


def test_a_measured_file_is_refused_by_a_simulated_workspace(
    tmp_path: Path, importer: Importer
) -> None:
    simulated = init_workspace(tmp_path / "simulated", origin=Origin.SIMULATED)
    with pytest.raises(WorkspaceError, match="never mix"):
        importer.bring(simulated, file_of(importer, tmp_path, "origin", "实测"))
    measured = init_workspace(tmp_path / "measured")
    importer.bring(measured, file_of(importer, tmp_path, "origin", "实测"))
    assert len(load_sites(measured)) == 1


def test_a_word_that_is_no_origin_is_a_fault_of_the_file(
    tmp_path: Path, importer: Importer
) -> None:
    measured = init_workspace(tmp_path / "measured")
    with pytest.raises(FileFault, match="unknown origin") as refused:
        importer.bring(measured, file_of(importer, tmp_path, "origin", "copied"))
    told = refused.value
    assert (told.row, told.field, told.found) == (importer.row, "origin", "copied")
    assert told.expected == "实测 measured | 模拟 simulated"


def test_another_source_under_the_chinese_word_alone_is_left_to_the_user(tmp_path: Path) -> None:
    measured = init_workspace(tmp_path / "measured")
    laboratory(measured, file_of(IMPORTERS["samples"], tmp_path, "来源", "委托送样"))
    assert len(load_sites(measured)) == 1


@pytest.mark.parametrize("word", ["模拟数据", "simulated data"])
def test_a_word_that_speaks_of_an_origin_is_no_other_source(tmp_path: Path, word: str) -> None:
    measured = init_workspace(tmp_path / "measured")
    with pytest.raises(FileFault, match="unknown origin") as refused:
        laboratory(measured, file_of(IMPORTERS["samples"], tmp_path, "来源", word))
    assert (refused.value.row, refused.value.found) == (2, word)


def test_an_answer_may_say_so_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "a-2024-05-08.json"
    head, body = ANSWER["thead"], ANSWER["tbody"]
    assert isinstance(head, list)
    assert isinstance(body, list)
    plain = {"thead": head[:-1], "tbody": [body[0][:-1]], "origin": "simulated"}
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="never mix") as refused:
        water(init_workspace(tmp_path / "measured"), path)
    assert refused.value.field == "origin"


def test_a_file_that_says_nothing_is_what_the_user_says_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(RESULTS.replace(",{heading}", "").replace(",{word}", ""), encoding="utf-8")
    simulated = init_workspace(tmp_path / "simulated", origin=Origin.SIMULATED)
    with pytest.raises(WorkspaceError, match="never mix"):
        laboratory(simulated, path)
    declared = SampleImportOptions(feed=LABORATORY, origin=Origin.SIMULATED)
    import_samples(simulated, path, declared, now=NOW)
    assert len(load_sites(simulated)) == 1
