"""The packaged gazetteer: area codes and the facts about sites that no feed states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel

from yunzhu.errors import FileFault
from yunzhu.yaml_documents import STRICT, read_yaml

_CITIES = Path(__file__).parent.parent / "cities"
_Model = TypeVar("_Model", bound=BaseModel)


class Area(BaseModel):
    """An administrative area.

    Attributes
    ----------
    code : GB/T 2260 code, or an own one.
    name, english : without 省 or 市.
    level : province, city or district.
    parent : code of the area it lies in, or empty.
    """

    model_config = STRICT

    code: str
    name: str
    english: str
    level: Literal["province", "city", "district"]
    parent: str


class SiteFacts(BaseModel):
    """What is known of a site beyond its feed.

    Attributes
    ----------
    id : code of the site. name : empty where the feed gives it.
    area : area code. background : a background site is no part of the city value.
    opened : first day of operation. closed : first day on which it no longer operated.
    source : where this is from.
    """

    model_config = STRICT

    id: str
    name: str
    area: str
    background: bool
    opened: date | None
    closed: date | None
    source: str


class _AreasFile(BaseModel):
    model_config = STRICT
    areas: tuple[Area, ...]


class _SitesFile(BaseModel):
    model_config = STRICT
    sites: tuple[SiteFacts, ...]


def areas() -> tuple[Area, ...]:
    """Return every area of the packaged cities.

    Raises
    ------
    FileFault : a packaged file is wrong, or a code is given twice.
    """
    return tuple(_areas().values())


def find_area(code_or_name: str) -> Area | None:
    """Return the area of a code, a Chinese name (市 and 省 optional) or an English name.

    Examples
    --------
    >>> find_area("广州市").code, find_area("guangzhou").code, find_area("440100").name
    ('440100', '440100', '广州')
    >>> find_area("亚特兰蒂斯") is None
    True
    """
    wanted = code_or_name.strip()
    if wanted in _areas():
        return _areas()[wanted]
    for area in _areas().values():
        if wanted in (area.name, f"{area.name}市", f"{area.name}省"):
            return area
        if wanted.casefold() == area.english.casefold():
            return area
    return None


def site_facts(site_id: str) -> SiteFacts | None:
    """Return what is known of a site, or None.

    Examples
    --------
    >>> site_facts("1355A").background
    True
    """
    return _facts().get(site_id)


@lru_cache(maxsize=1)
def _areas() -> dict[str, Area]:
    found: dict[str, Area] = {}
    for file in _files("areas.yaml"):
        for area in _validated(file, _AreasFile).areas:
            if found.setdefault(area.code, area) != area:
                raise _given_twice(file, area.code)
    return found


@lru_cache(maxsize=1)
def _facts() -> dict[str, SiteFacts]:
    found: dict[str, SiteFacts] = {}
    for file in _files("sites.yaml"):
        for facts in _validated(file, _SitesFile).sites:
            if found.setdefault(facts.id, facts) != facts:
                raise _given_twice(file, facts.id)
    return found


def _files(name: str) -> Iterator[Path]:
    yield from sorted(_CITIES.glob(f"*/{name}"))


def _validated(file: Path, model: type[_Model]) -> _Model:
    what = "城市资料有误 a packaged file of a city is wrong"
    return read_yaml(file, FileFault).validated(model, what=what)


def _given_twice(file: Path, key: str) -> FileFault:
    return FileFault(
        "同一编码有两种说法 one code, two statements",
        file=str(file),
        found=key,
        expected="每个编码一条 one entry per code",
    )
