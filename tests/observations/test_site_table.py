"""The register's import takes all rows or none."""

from datetime import date
from pathlib import Path

import pytest

from yunzhu.errors import FileFault, WorkspaceError
from yunzhu.observations.lake import Lake
from yunzhu.observations.site_table import SitesImport, import_sites
from yunzhu.observations.sites import ControlLevel, Medium, load_sites
from yunzhu.standards.water_class import WaterBody
from yunzhu.workspace import Workspace, init_workspace

HEADER = "id,name,area,control_level,background,opened,closed,since,open\n"
FIRST = "9001A,甲站,990100,国控,否,2015-01-01,,,\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init_workspace(tmp_path / "w")


def bring(workspace: Workspace, text: str) -> SitesImport:
    path = workspace.root.parent / "sites.csv"
    path.write_bytes(text.encode())
    return import_sites(workspace, path)


def test_sites_are_added_changed_or_left(workspace: Workspace) -> None:
    assert bring(workspace, HEADER + FIRST).added == ("9001A",)
    assert bring(workspace, HEADER + FIRST).unchanged == ("9001A",)
    done = bring(workspace, HEADER + FIRST.replace("甲站", "新站") + FIRST.replace("9001A", "2"))
    assert (done.changed, done.added) == (("9001A",), ("2",))
    site = load_sites(workspace).sites["9001A"]
    assert (site.name, site.control_level) == ("新站", ControlLevel.NATIONAL)
    assert site.opened == date(2015, 1, 1)


def test_dated_changes_build_a_history_and_none_is_lost(workspace: Workspace) -> None:
    change = "9001A,,,国控,是,,,2020-01-01,\n"
    bring(workspace, HEADER + FIRST + change)
    bring(workspace, HEADER + "9001A,,,国控,否,,,2019-01-01,否\n")
    bring(workspace, HEADER + FIRST)
    history = load_sites(workspace).sites["9001A"].history
    assert [(one.since.year, one.background, one.open) for one in history] == [
        (2019, False, False),
        (2020, True, True),
    ]


def test_an_area_may_be_named(workspace: Workspace) -> None:
    bring(workspace, HEADER + FIRST.replace("990100", "广州市"))
    assert load_sites(workspace).sites["9001A"].area == "440100"


@pytest.mark.parametrize(
    ("line", "field", "found", "expected"),
    [
        (",甲,990100,national,,,,,\n", "id", "", "code"),
        ("1,甲,990100,royal,,,,,\n", "control_level", "royal", "national | provincial"),
        ("1,甲,990100,national,maybe,,,,\n", "background", "maybe", "true | false"),
        ("1,甲,990100,national,,2020-02-30,,,\n", "opened", "2020-02-30", "YYYY-MM-DD"),
        ("1,甲,990100,national,,2020-02-03,2020-02-03,,\n", "closed", "2020-02-03", "later"),
        ("9001A,甲,990100,national,,,,,\n", "id", "9001A", "one row per id"),
        ("7,甲,990100,national,,,,2020-01-01,\n", "id", "7", "a registered site"),
    ],
)
def test_one_wrong_row_stores_nothing(
    workspace: Workspace, line: str, field: str, found: str, expected: str
) -> None:
    with pytest.raises(FileFault, match="未存入") as caught:
        bring(workspace, HEADER + FIRST + "\n" + line)
    assert (caught.value.row, caught.value.field, caught.value.found) == (4, field, found)
    assert caught.value.expected is not None
    assert expected in caught.value.expected
    assert len(load_sites(workspace)) == 0


def test_all_wrong_rows_are_told(workspace: Workspace) -> None:
    with pytest.raises(FileFault, match="2 problem") as caught:
        bring(workspace, HEADER + "1,,,royal,,,,,\n2,,,noble,,,,,\n")
    assert "'noble'" in caught.value.what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "空文件"),
        (HEADER, "只有表头"),
        (HEADER.replace("area", "zone") + FIRST, "缺少列"),
        (HEADER.replace("since", "from") + FIRST, "未知的列"),
        (HEADER + "9001A,甲站\n", "列数不符"),
    ],
)
def test_a_fault_of_the_file(workspace: Workspace, text: str, what: str) -> None:
    with pytest.raises(FileFault, match=what):
        bring(workspace, text)


def test_not_while_observations_are_imported(workspace: Workspace) -> None:
    with Lake(workspace).writing(), pytest.raises(WorkspaceError, match="另一导入正在进行"):
        bring(workspace, HEADER + FIRST)


WATER = "id,name,area,control_level,background,opened,closed,medium,water_body,river\n"


def test_water_columns_are_optional_and_kept_where_a_file_lacks_them(workspace: Workspace) -> None:
    bring(workspace, WATER + "S1,甲断面,990100,国控,,,,地表水,湖库,云湖\n")
    bring(workspace, HEADER + "S1,乙断面,990100,国控,,,,,\n")
    site = load_sites(workspace).sites["S1"]
    assert (site.name, site.medium, site.water_body, site.river) == (
        "乙断面",
        Medium.SURFACE_WATER,
        WaterBody.LAKE,
        "云湖",
    )
    bring(workspace, WATER + "S1,乙断面,990100,国控,,,,surface_water,,\n")
    assert load_sites(workspace).sites["S1"].water_body is None


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ("soil,,", "medium", "surface_water"),
        ("地表水,pond,", "water_body", "river | lake | 河流 | 湖库"),
        ("air,river,", "water_body", "empty for an air site"),
    ],
)
def test_a_wrong_water_cell_stores_nothing(
    workspace: Workspace, cells: str, field: str, expected: str
) -> None:
    with pytest.raises(FileFault) as caught:
        bring(workspace, WATER + f"S1,甲,990100,国控,,,,{cells}\n")
    assert (caught.value.row, caught.value.field) == (2, field)
    assert expected in str(caught.value)
    assert len(load_sites(workspace)) == 0
