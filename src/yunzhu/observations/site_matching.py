"""Which registered site a feed's site is, and what to register when a file names new ones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from yunzhu.observations.feeds.reading import PROXY_PREFIX, SiteKind
from yunzhu.observations.gazetteer import find_area, site_facts
from yunzhu.observations.sites import (
    Ambiguous,
    ControlLevel,
    Medium,
    Site,
    SiteRegister,
    is_usable_id,
    plain_site_name,
)


class NewSites(Enum):
    """What to do with sites that the register does not have."""

    REGISTER = "register"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Unmatched:
    """A feed's site that is not taken: why, and what was expected."""

    reason: str
    expected: str


class SiteMatcher:
    """Gives each site of a file its id, once per import.

    Parameters
    ----------
    register : the workspace's register.
    kind : cities, stations or proxies; a site of another kind is never matched.
    new_sites : asked for by the user; when the register has no site of the kind at all,
        the first file registers what it names whatever was asked.
    area : area code of newly registered stations that the gazetteer does not know.
    medium : of newly registered stations; a station of the air is never matched to one on water
        and the reverse.
    level : who runs newly registered stations that the gazetteer does not know.

    Attributes
    ----------
    ids : ids met, in the order in which they came; the import refers to them by position.
    registered : the sites newly named.
    """

    def __init__(
        self,
        register: SiteRegister,
        kind: SiteKind,
        new_sites: NewSites,
        area: str = "",
        *,
        medium: Medium = Medium.AIR,
        level: ControlLevel = ControlLevel.NATIONAL,
    ) -> None:
        self._all = register
        self._register = SiteRegister(
            {
                site.id: site
                for site in register
                if _kind_of(site) is kind and site.medium.is_water is medium.is_water
            }
        )
        self._medium = medium
        self._level = level
        self._kind = kind
        self._takes_new = new_sites is NewSites.REGISTER or not len(self._register)
        self._area = area
        self._known: dict[str, int | Unmatched] = {}
        self._positions: dict[str, int] = {}
        self.ids: list[str] = []
        self.registered: dict[str, Site] = {}

    def match(self, key: str, name: str) -> int | Unmatched:
        """Return the position of a feed's site in `ids`, or why it has none.

        Parameters
        ----------
        key : the site as the feed names it.
        name : the readable name beside it, or empty.
        """
        if key not in self._known:
            self._known[key] = self._matched(key, name)
        return self._known[key]

    def _matched(self, key: str, name: str) -> int | Unmatched:
        canonical = self._canonical(key)
        if not is_usable_id(canonical):
            return Unmatched(
                "点位编码含不可用字符 a site's id with characters that cannot be used",
                "可见字符，不含 / printable, without /",
            )
        try:
            site = self._register.find(canonical) or self._register.find(key)
        except Ambiguous as error:
            return Unmatched(
                "点位名称不唯一 several sites have this name",
                f"编码之一 one of the ids {error}",
            )
        if site is not None:
            return self._position(site.id)
        if canonical in self._all.sites:
            other = self._all.sites[canonical]
            kind = f"{other.medium.value}, {other.control_level.value}"
            return Unmatched(
                "编码属于另一类点位 the id belongs to another kind of site", f"非 not {kind}"
            )
        if not self._takes_new:
            nearest = self._register.nearest(key)
            meant = "" if nearest is None else f", 是否 did you mean {nearest!r}"
            return Unmatched(
                "未知点位 unknown site",
                f"已登记的点位 a registered site{meant}; 或 or --register-sites",
            )
        self.registered.setdefault(canonical, self._new_site(canonical, key, name))
        return self._position(canonical)

    def _canonical(self, key: str) -> str:
        """Return a city's area code where the gazetteer knows it, otherwise the feed's key.

        Sections of water are known by name, which feeds write with brackets of either width.
        """
        if self._medium.is_water:
            return plain_site_name(key)
        if self._kind is SiteKind.CITY and (area := find_area(key)) is not None:
            return area.code
        return key

    def _position(self, site_id: str) -> int:
        if site_id not in self._positions:
            self._positions[site_id] = len(self.ids)
            self.ids.append(site_id)
        return self._positions[site_id]

    def _new_site(self, site_id: str, key: str, name: str) -> Site:
        if self._kind is SiteKind.CITY:
            area = find_area(site_id)
            return Site(
                site_id,
                key if area is None else area.name,
                site_id if area is None else area.code,
                ControlLevel.CITY_MEAN,
            )
        if self._kind is SiteKind.PROXY:
            area = find_area(site_id.removeprefix(PROXY_PREFIX))
            code = "" if area is None else area.code
            return Site(site_id, name or site_id, code, ControlLevel.PROXY)
        facts = site_facts(site_id)
        if facts is None or self._medium.is_water:
            return Site(site_id, name or site_id, self._area, self._level, medium=self._medium)
        return Site(
            site_id,
            name or facts.name or site_id,
            facts.area,
            ControlLevel.NATIONAL,
            background=facts.background,
            opened=facts.opened,
            closed=facts.closed,
        )


def _kind_of(site: Site) -> SiteKind:
    if site.is_proxy:
        return SiteKind.PROXY
    return SiteKind.CITY if site.is_city_mean else SiteKind.STATION
