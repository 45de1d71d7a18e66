"""Measuring sites: identity, dated history, the workspace's register and its import.

This is the only place where a measuring point has an id; other registers refer to it.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from yunzhu.errors import EvidenceError, WorkspaceError
from yunzhu.files import write_whole_text
from yunzhu.periods import CITY_ZONE
from yunzhu.standards.water_class import WaterBody
from yunzhu.workspace import Workspace

REGISTER_NAME = "sites.json"
VERSIONS = "sites-versions"


class ControlLevel(Enum):
    """Who runs a site: 国控, 省控, 市控, 区控; the published mean of a city; or a proxy.

    A proxy (替代站点) is run by others: its earlier years may serve the odds of a target, it never
    enters a city value.
    """

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"
    DISTRICT = "district"
    CITY_MEAN = "city_mean"
    PROXY = "proxy"


class Medium(Enum):
    """What is measured at a site."""

    AIR = "air"
    SURFACE_WATER = "surface_water"
    DRINKING_SOURCE = "drinking_source"
    OUTFALL = "outfall"
    SEA = "sea"
    GROUNDWATER = "groundwater"
    FLOW = "flow"

    @property
    def chinese(self) -> str:
        """The word shown to users."""
        return _CHINESE_MEDIA[self]

    @property
    def is_water(self) -> bool:
        """Whether samples and flows of water are taken there."""
        return self is not Medium.AIR


_CHINESE_MEDIA = {
    Medium.AIR: "空气",
    Medium.SURFACE_WATER: "地表水",
    Medium.DRINKING_SOURCE: "饮用水水源",
    Medium.OUTFALL: "排口",
    Medium.SEA: "海水",
    Medium.GROUNDWATER: "地下水",
    Medium.FLOW: "水文",
}


@dataclass(frozen=True)
class SiteChange:
    """What holds of a site from a day on, replacing what held before.

    Attributes
    ----------
    since : first day.
    control_level, background : as in `Site`.
    open : whether it operates from that day.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    since: date
    control_level: ControlLevel
    background: bool
    open: bool = True


@dataclass(frozen=True)
class SiteStatus:
    """What holds of a site on one day."""

    control_level: ControlLevel
    background: bool
    open: bool

    @property
    def is_evaluated(self) -> bool:
        """Whether the site counts in the city value: national, not background, open."""
        return self.control_level is ControlLevel.NATIONAL and not self.background and self.open


@dataclass(frozen=True)
class Site:
    """One measuring site, or the published mean of a city.

    Attributes
    ----------
    id : code where there is one; a city mean has its area's code.
    name : as shown.
    area : area code, empty where unknown.
    control_level, background : from the beginning, until the first change of the history.
    opened : first day of operation; None: not known, taken as always.
    closed : first day on which it no longer operates; None: it operates.
    history : dated changes, oldest first.
    medium : what is measured there.
    water_body : river or lake, of a site on surface water; None: not known, and then the limit
        of total phosphorus is not known either.
    river : the water it lies on, as shown; empty where unknown.

    Examples
    --------
    >>> site = Site("1347A", "甲站", "990100", ControlLevel.NATIONAL, closed=date(2018, 2, 20))
    >>> site.is_evaluated(date(2018, 2, 19)), site.is_evaluated(date(2018, 2, 20))
    (True, False)
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: str
    name: str
    area: str
    control_level: ControlLevel
    background: bool = False
    opened: date | None = None
    closed: date | None = None
    history: tuple[SiteChange, ...] = ()
    medium: Medium = Medium.AIR
    water_body: WaterBody | None = None
    river: str = ""

    def status_on(self, day: date) -> SiteStatus:
        """Return what holds on ``day``."""
        level, background, is_open = self.control_level, self.background, True
        for change in self.history:
            if change.since <= day:
                level, background, is_open = change.control_level, change.background, change.open
        begun = self.opened is None or self.opened <= day
        ended = self.closed is not None and self.closed <= day
        return SiteStatus(level, background, is_open and begun and not ended)

    def is_evaluated(self, day: date) -> bool:
        """Whether the site counts in the city value on ``day``."""
        return self.status_on(day).is_evaluated

    @property
    def is_city_mean(self) -> bool:
        """Whether this is the published mean of a city, not a station."""
        return self.control_level is ControlLevel.CITY_MEAN

    @property
    def is_proxy(self) -> bool:
        """Whether the site only stands in for the past of its area."""
        return self.control_level is ControlLevel.PROXY


def is_usable_id(text: str) -> bool:
    """Tell whether text can be a site's id: it must fit into a lineage id and be printable.

    Examples
    --------
    >>> is_usable_id("1345A"), is_usable_id("a/b"), is_usable_id(" a"), is_usable_id("")
    (True, False, False, False)
    """
    return bool(text) and text == text.strip() and text.isprintable() and "/" not in text


def plain_site_name(text: str) -> str:
    """Return the name of a section with brackets and digits of one width and without spaces.

    Examples
    --------
    >>> plain_site_name("北京市·广北滨河路（桥） ")
    '北京市·广北滨河路(桥)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


class Ambiguous(Exception):
    """Several sites of a register have the name asked for."""

    def __init__(self, sites: tuple[Site, ...]) -> None:
        self.sites = sites
        super().__init__(", ".join(site.id for site in sites))


@dataclass(frozen=True)
class SiteRegister:
    """All sites of a workspace.

    Attributes
    ----------
    sites : id to site.

    Examples
    --------
    >>> register = SiteRegister().with_sites([Site("1A", "甲站", "", ControlLevel.NATIONAL)])
    >>> register.find("甲站").id, register.nearest("甲战站")
    ('1A', '甲站')
    """

    sites: dict[str, Site] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Site]:
        return iter(self.sites.values())

    def __len__(self) -> int:
        return len(self.sites)

    def find(self, id_or_name: str) -> Site | None:
        """Return the site of an id, or of a name that only one site has.

        Raises
        ------
        Ambiguous : several sites have that name.
        """
        if id_or_name in self.sites:
            return self.sites[id_or_name]
        named = tuple(site for site in self if site.name == id_or_name)
        if len(named) > 1:
            raise Ambiguous(named)
        return named[0] if named else None

    def meant(self, id_or_name: str, field: str) -> Site | None:
        """Return the site that a user means, as `find`; ``field`` is the option, for messages.

        Raises
        ------
        EvidenceError : several sites have that name.
        """
        try:
            return self.find(id_or_name)
        except Ambiguous as several:
            raise EvidenceError(
                "多个站点同名 several sites have this name",
                field=field,
                found=id_or_name,
                expected=f"一个编码 one of the ids: {several}",
            ) from several

    def of_area(self, area: str) -> tuple[Site, ...]:
        """Return the air stations of an area code, city means and proxies left out."""
        return tuple(
            site
            for site in self
            if site.area == area
            and site.medium is Medium.AIR
            and not site.is_city_mean
            and not site.is_proxy
        )

    def of_medium(self, medium: Medium, area: str | None = None) -> tuple[Site, ...]:
        """Return the sites of a medium, all of them or those of one area code."""
        return tuple(site for site in self if site.medium is medium and area in (None, site.area))

    def proxies_of_area(self, area: str) -> tuple[Site, ...]:
        """Return the proxies that stand in for an area code."""
        return tuple(site for site in self if site.area == area and site.is_proxy)

    def city_mean(self, area: str) -> Site | None:
        """Return the published city mean of an area code, or None."""
        return next((site for site in self if site.area == area and site.is_city_mean), None)

    def nearest(self, id_or_name: str) -> str | None:
        """Return the known id or name most like an unknown one, or None."""
        known = [text for site in self for text in (site.id, site.name) if text]
        return next(iter(difflib.get_close_matches(id_or_name, known, n=1, cutoff=0.5)), None)

    def with_sites(self, sites: Iterable[Site]) -> SiteRegister:
        """Return the register with sites added or replaced, sorted by id."""
        merged = {**self.sites, **{site.id: site for site in sites}}
        return SiteRegister(dict(sorted(merged.items())))


_FORMAT = 1


@dataclass(frozen=True)
class _RegisterFile:
    __pydantic_config__ = ConfigDict(extra="forbid")

    format: int
    recorded: datetime
    sites: tuple[Site, ...]


_CODEC = TypeAdapter(_RegisterFile)


def load_sites(workspace: Workspace, *, known_at: date | None = None) -> SiteRegister:
    """Read the workspace's register; an absent one is empty.

    Parameters
    ----------
    workspace : whose register.
    known_at : the register as it stood at the end of that day (city time); a day before the
        first version gives the first, since records cannot be read without their sites.

    Raises
    ------
    WorkspaceError : it cannot be read.
    """
    path = workspace.root / REGISTER_NAME
    if not path.exists():
        return SiteRegister()
    newest = _read_version(path)
    if known_at is None or _city_day(newest.recorded) <= known_at:
        return SiteRegister({site.id: site for site in newest.sites})
    earlier = [_read_version(one) for one in sorted((workspace.root / VERSIONS).glob("*.json"))]
    known = [one for one in earlier if _city_day(one.recorded) <= known_at]
    version = known[-1] if known else [*earlier, newest][0]
    return SiteRegister({site.id: site for site in version.sites})


def _read_version(path: Path) -> _RegisterFile:
    try:
        content = _CODEC.validate_json(path.read_bytes())
        if content.format != _FORMAT:
            raise ValueError(f"format {content.format}, expected {_FORMAT}")
    except (ValidationError, ValueError) as error:
        raise WorkspaceError(
            "点位名录无法读取 the site register cannot be read",
            file=path,
            found=str(error)[:300],
            action="从备份恢复 restore it from a backup",
        ) from error
    return content


def _city_day(moment: datetime) -> date:
    return moment.astimezone(CITY_ZONE).date()


@contextmanager
def registered_sites(
    workspace: Workspace, register: SiteRegister, added: Iterable[Site]
) -> Iterator[None]:
    """Put sites into the register for a commit; a commit that fails leaves it as it was."""
    path = workspace.root / REGISTER_NAME
    before = path.read_bytes() if path.exists() else None
    widened = register.with_sites(added)
    changed = len(widened) != len(register)
    if changed:
        save_sites(workspace, widened)
    try:
        yield
    except BaseException:
        if changed and before is None:
            path.unlink()
        elif changed and before is not None:
            write_whole_text(path, before.decode())
        raise


def save_sites(workspace: Workspace, register: SiteRegister) -> None:
    """Write the workspace's register whole; the version it replaces stays in `VERSIONS`."""
    path = workspace.root / REGISTER_NAME
    moment = datetime.now(UTC)
    if path.exists():
        replaced = _read_version(path)
        number = len(list((workspace.root / VERSIONS).glob("*.json"))) + 1
        content = _CODEC.dump_json(replaced, indent=1)
        write_whole_text(workspace.root / VERSIONS / f"{number:06d}.json", content.decode())
    content = _CODEC.dump_json(_RegisterFile(_FORMAT, moment, tuple(register)), indent=1)
    write_whole_text(path, content.decode())
