"""Sites: what holds on a day, what the register finds, and that it is stored whole."""

from datetime import date
from pathlib import Path

import pytest

from yunzhu.errors import WorkspaceError
from yunzhu.observations.sites import (
    Ambiguous,
    ControlLevel,
    Medium,
    Site,
    SiteChange,
    SiteRegister,
    load_sites,
    save_sites,
)
from yunzhu.standards.water_class import WaterBody
from yunzhu.workspace import init_workspace

NATIONAL, CITY = ControlLevel.NATIONAL, ControlLevel.CITY_MEAN
MOVED = Site(
    "9001A",
    "甲站",
    "990100",
    ControlLevel.MUNICIPAL,
    opened=date(2015, 1, 1),
    closed=date(2022, 6, 1),
    history=(
        SiteChange(date(2018, 1, 1), NATIONAL, background=False),
        SiteChange(date(2019, 1, 1), NATIONAL, background=True),
        SiteChange(date(2020, 1, 1), NATIONAL, background=False, open=False),
        SiteChange(date(2021, 1, 1), NATIONAL, background=False),
    ),
)


@pytest.mark.parametrize(
    ("day", "evaluated"),
    [
        (date(2014, 12, 31), False),  # not opened
        (date(2015, 1, 1), False),  # municipal
        (date(2017, 12, 31), False),
        (date(2018, 1, 1), True),  # national from this day
        (date(2019, 1, 1), False),  # background
        (date(2020, 1, 1), False),  # out of operation
        (date(2021, 1, 1), True),  # again
        (date(2022, 5, 31), True),
        (date(2022, 6, 1), False),  # closed from this day
    ],
)
def test_evaluated_is_national_not_background_and_open(day: date, evaluated: bool) -> None:
    assert MOVED.is_evaluated(day) is evaluated


def test_status_tells_each_part() -> None:
    status = MOVED.status_on(date(2019, 7, 1))
    assert (status.control_level, status.background, status.open) == (NATIONAL, True, True)


def test_a_city_mean_is_never_evaluated_as_a_station() -> None:
    assert not Site("990100", "云珠", "990100", CITY).is_evaluated(date(2020, 1, 1))


def register() -> SiteRegister:
    return SiteRegister().with_sites(
        [
            MOVED,
            Site("9002A", "监测站", "990100", NATIONAL),
            Site("9003A", "监测站", "990200", NATIONAL),
            Site("990100", "云珠", "990100", CITY),
        ]
    )


def test_found_by_id_or_by_a_name_that_only_one_has() -> None:
    assert register().find("9001A") == register().find("甲站") == MOVED
    assert register().find("乙站") is None
    with pytest.raises(Ambiguous, match="9002A, 9003A"):
        register().find("监测站")


def test_stations_of_an_area_and_its_city_mean() -> None:
    assert [site.id for site in register().of_area("990100")] == ["9001A", "9002A"]
    mean = register().city_mean("990100")
    assert mean is not None
    assert mean.name == "云珠"
    assert register().city_mean("990200") is None


def test_the_nearest_name_or_none() -> None:
    assert register().nearest("9001B") == "9001A"
    assert register().nearest("完全不同") is None


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    workspace = init_workspace(tmp_path / "w")
    assert len(load_sites(workspace)) == 0
    save_sites(workspace, register())
    assert load_sites(workspace) == register()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format": 1', '"format": 2'),
        ('"national"', '"royal"'),
        ('"since"', '"from"'),
        ("}", ""),
    ],
)
def test_a_register_that_cannot_be_read_is_refused(tmp_path: Path, old: str, new: str) -> None:
    workspace = init_workspace(tmp_path / "w")
    save_sites(workspace, register())
    path = workspace.root / "sites.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="点位名录无法读取"):
        load_sites(workspace)


def test_a_register_written_before_water_still_loads(tmp_path: Path) -> None:
    workspace = init_workspace(tmp_path / "w")
    (workspace.root / "sites.json").write_text(
        '{"format":1,"recorded":"2024-01-01T00:00:00Z","sites":[{"id":"9001A","name":"甲站",'
        '"area":"990100","control_level":"national","background":false,"opened":null,'
        '"closed":null,"history":[]}]}',
        encoding="utf-8",
    )
    (site,) = load_sites(workspace)
    assert (site.medium, site.water_body, site.river) == (Medium.AIR, None, "")


def test_a_section_of_water_is_no_air_station_of_its_area() -> None:
    section = Site(
        "模拟省·甲断面", "甲断面", "990100", NATIONAL, medium=Medium.SURFACE_WATER,
        water_body=WaterBody.LAKE,
    )  # fmt: skip
    both = register().with_sites([section])
    assert [site.id for site in both.of_area("990100")] == ["9001A", "9002A"]
    assert both.of_medium(Medium.SURFACE_WATER) == (section,)
    assert both.of_medium(Medium.SURFACE_WATER, "990200") == ()
