"""Which registered site a feed's site is."""

from datetime import date

from yunzhu.observations.feeds.reading import SiteKind
from yunzhu.observations.gazetteer import areas, find_area, site_facts
from yunzhu.observations.site_matching import NewSites, SiteMatcher, Unmatched
from yunzhu.observations.sites import ControlLevel, Medium, Site, SiteRegister

NATIONAL, CITY = ControlLevel.NATIONAL, ControlLevel.CITY_MEAN
REGISTER = SiteRegister().with_sites(
    [
        Site("9001A", "甲站", "990100", NATIONAL),
        Site("9002A", "监测站", "990100", NATIONAL),
        Site("9003A", "监测站", "990200", NATIONAL),
    ]
)


def test_by_id_or_by_name_each_site_has_one_position() -> None:
    matcher = SiteMatcher(REGISTER, SiteKind.STATION, NewSites.QUARANTINE)
    assert matcher.match("甲站", "") == matcher.match("9001A", "another name") == 0
    assert matcher.match("9003A", "监测站") == 1
    assert matcher.ids == ["9001A", "9003A"]


def test_a_name_that_several_sites_have_is_not_guessed() -> None:
    matched = SiteMatcher(REGISTER, SiteKind.STATION, NewSites.REGISTER).match("监测站", "")
    assert isinstance(matched, Unmatched)
    assert "9002A, 9003A" in matched.expected


def test_the_first_city_file_registers_beside_known_stations() -> None:
    matcher = SiteMatcher(REGISTER, SiteKind.CITY, NewSites.QUARANTINE)
    assert matcher.match("广州", "") == matcher.match("440100", "") == 0
    assert matcher.registered["440100"].control_level is CITY
    assert matcher.match("亚特兰蒂斯", "") == 1
    assert matcher.registered["亚特兰蒂斯"].area == "亚特兰蒂斯"


def test_an_id_of_another_kind_is_not_taken_over() -> None:
    matched = SiteMatcher(REGISTER, SiteKind.CITY, NewSites.REGISTER).match("9001A", "")
    assert isinstance(matched, Unmatched)


def test_a_new_station_takes_its_facts_from_the_gazetteer() -> None:
    matcher = SiteMatcher(SiteRegister(), SiteKind.STATION, NewSites.QUARANTINE, area="990100")
    for code, name in (("1355A", ""), ("1347A", "甲"), ("8888A", "乙")):
        matcher.match(code, name)
    background, retired, unknown = matcher.registered.values()
    assert background.background
    assert background.area == "440100"
    assert background.name
    assert (retired.name, retired.is_evaluated(date(2020, 1, 1))) == ("甲", False)
    assert (unknown.area, unknown.control_level) == ("990100", NATIONAL)


def test_area_codes_are_of_one_form_and_lie_in_a_known_area() -> None:
    for area in areas():
        assert len(area.code) == 6
        assert area.parent == "" or find_area(area.parent) is not None


def test_every_site_of_the_gazetteer_lies_in_a_known_area() -> None:
    facts = site_facts("1355A")
    assert facts is not None
    assert facts.background
    assert find_area(facts.area) is not None
    assert site_facts("0000A") is None


def test_a_station_of_the_air_and_a_section_of_water_never_meet() -> None:
    section = Site("S1", "甲断面", "", NATIONAL, medium=Medium.DRINKING_SOURCE)
    register = REGISTER.with_sites([section])
    water = SiteMatcher(
        register, SiteKind.STATION, NewSites.QUARANTINE, medium=Medium.SURFACE_WATER
    )
    assert water.match("甲断面", "") == 0
    assert isinstance(water.match("甲站", ""), Unmatched)
    air = SiteMatcher(register, SiteKind.STATION, NewSites.REGISTER)
    told = air.match("S1", "")
    assert isinstance(told, Unmatched)
    assert "drinking_source" in told.expected


def test_a_new_section_bears_the_medium_and_level_of_its_import() -> None:
    matcher = SiteMatcher(
        REGISTER,
        SiteKind.STATION,
        NewSites.QUARANTINE,
        medium=Medium.OUTFALL,
        level=ControlLevel.DISTRICT,
    )
    assert matcher.match("排口1", "") == 0
    new = matcher.registered["排口1"]
    assert (new.medium, new.control_level) == (Medium.OUTFALL, ControlLevel.DISTRICT)
