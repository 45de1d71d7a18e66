"""Who a water statistic is about: a section or other water site, or the sections of an area."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yunzhu.errors import EvidenceError
from yunzhu.observations.gazetteer import areas, find_area
from yunzhu.observations.sample_lake import SampleLake
from yunzhu.observations.sites import Medium, Site, SiteRegister, load_sites

_MOST_SUGGESTIONS = 12
EVERY_SECTION = "all"
"""Subject of every surface-water section of the workspace."""


@dataclass(frozen=True)
class WaterSubject:
    """A site, or an area with its sections on surface water.

    Attributes
    ----------
    id : site id, area code or `EVERY_SECTION`.
    name : readable name.
    sites : the one site, or the sections of the area, by id.
    is_area : whether statistics of an area are meant.
    """

    id: str
    name: str
    sites: tuple[Site, ...]
    is_area: bool

    @property
    def site_ids(self) -> tuple[str, ...]:
        """Ids of the sites."""
        return tuple(site.id for site in self.sites)


def find_water_subject(lake: SampleLake, text: str, field: str = "subject") -> WaterSubject:
    """Return the subject that an area or a site means.

    Parameters
    ----------
    lake : opened lake of samples.
    text : area name or code, site id or name, or `EVERY_SECTION`.
    field : what it was given as, for messages.

    Raises
    ------
    EvidenceError : no water samples of such a subject.
    """
    register = load_sites(lake.workspace)
    recorded = frozenset(lake.sites())
    if text == EVERY_SECTION:
        sections = _sections(register, recorded, None)
        return WaterSubject(EVERY_SECTION, "全部断面 every section", sections, is_area=True)
    area = find_area(text)
    code, name = (area.code, area.name) if area else (text, text)
    sections = _sections(register, recorded, code)
    if sections:
        return WaterSubject(code, name, sections, is_area=True)
    site = register.meant(text, field)
    if site is not None and site.id in recorded:
        return WaterSubject(site.id, site.name or site.id, (site,), is_area=False)
    named = [
        f"{one.id} {one.name}".strip()
        for one in register
        if one.id in recorded and one.medium is not Medium.OUTFALL
    ]
    raise EvidenceError(
        "没有该区域或断面的水样 no water samples of such an area or section",
        field=field,
        found=text,
        expected=_shortened(named) or "(空 none)",
        action="yunzhu sites list; yunzhu import water FILE; yunzhu import samples FILE",
    )


def areas_with_sections(lake: SampleLake) -> list[WaterSubject]:
    """Return every area that has sections with samples, by code."""
    register = load_sites(lake.workspace)
    recorded = frozenset(lake.sites())
    codes = {site.area for site in _sections(register, recorded, None) if site.area}
    return [find_water_subject(lake, code) for code in sorted(codes)]


def _shortened(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_SUGGESTIONS])
    return shown + (" ..." if len(names) > _MOST_SUGGESTIONS else "")


def _sections(
    register: SiteRegister, recorded: Collection[str], area: str | None
) -> tuple[Site, ...]:
    within = {area} | {one.code for one in areas() if one.parent == area}
    return tuple(
        site
        for site in register.of_medium(Medium.SURFACE_WATER)
        if site.id in recorded and (area is None or site.area in within)
    )
