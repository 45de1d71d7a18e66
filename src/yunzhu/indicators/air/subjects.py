"""Who a statistic is about: a city with its stations and city series, or a single site."""

from __future__ import annotations

from dataclasses import dataclass

from yunzhu.errors import EvidenceError
from yunzhu.indicators.air.rules import Source
from yunzhu.observations.gazetteer import find_area
from yunzhu.observations.lake import Lake
from yunzhu.observations.sites import SiteRegister, load_sites

_MOST_SUGGESTIONS = 12


@dataclass(frozen=True)
class Subject:
    """An area or a site that statistics can be asked for.

    Attributes
    ----------
    id : area code, or site id.
    name : readable name.
    stations : stations of the area in the register, when any of them has records.
    city_series : site id of the area's series of city means, if there are records of one.
    site : the single site, when the subject is one.
    """

    id: str
    name: str
    stations: tuple[str, ...] = ()
    city_series: str | None = None
    site: str | None = None

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where daily values can come from."""
        if self.site is not None:
            return (Source.SITE,)
        found = []
        if self.stations:
            found.append(Source.STATIONS)
        if self.city_series is not None:
            found.append(Source.CITY_SERIES)
        return tuple(found)

    @property
    def sites(self) -> tuple[str, ...]:
        """Every site whose records speak of the subject."""
        single = [one for one in (self.site, self.city_series) if one is not None]
        return (*single, *self.stations)


def find_subject(lake: Lake, text: str) -> Subject:
    """Return the subject that a name, area code or site id means.

    Parameters
    ----------
    lake : opened lake of the workspace.
    text : ``440100``, ``广州``, ``1345A`` or a site's name.

    Raises
    ------
    EvidenceError : the workspace has no records of such a subject.
    """
    register = load_sites(lake.workspace)
    recorded = set(lake.sites())
    area = find_area(text)
    code, name = (area.code, area.name) if area else (text, text)
    stations = tuple(site.id for site in register.of_area(code))
    if not recorded.intersection(stations):
        stations = ()
    series = register.city_mean(code)
    series_id = series.id if series is not None and series.id in recorded else None
    if stations or series_id is not None:
        return Subject(code, name, stations, series_id)
    site = register.meant(text, "area")
    if site is not None and site.id in recorded:
        return Subject(site.id, site.name or site.id, site=site.id)
    if site is not None:
        closed = "" if site.closed is None else f", {site.closed} 停用 closed"
        raise EvidenceError(
            "站点已登记但没有记录 a registered site without records",
            field="area",
            found=f"{site.id} {site.name}{closed}",
            expected="有记录的站点 a site with records",
        )
    raise EvidenceError(
        "工作区内没有该区域或站点的记录 no records of such an area or site",
        field="area",
        found=text,
        expected=_known(register, recorded),
        action="yunzhu sites list; yunzhu import air FILE",
    )


def city_subjects(lake: Lake) -> list[Subject]:
    """Return every city that has records, by id: those with a series, and areas of stations."""
    register = load_sites(lake.workspace)
    recorded = set(lake.sites())
    codes = {site.area for site in register if site.id in recorded and not site.is_proxy}
    return [find_subject(lake, code) for code in sorted(codes) if code]


def _known(register: SiteRegister, recorded: set[str]) -> str:
    names = [f"{site.id} {site.name}".strip() for site in register if site.id in recorded]
    shown = ", ".join(names[:_MOST_SUGGESTIONS])
    return shown + (" ..." if len(names) > _MOST_SUGGESTIONS else "") or "(空 none)"
