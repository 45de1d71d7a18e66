"""What the lake of water samples stores: items, units and the bounds of what is a reading."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from yunzhu.errors import FileFault
from yunzhu.observations.character_width import folded
from yunzhu.observations.samples import SAMPLE_DECIMALS
from yunzhu.yaml_documents import STRICT, ExactDecimal, read_yaml

PUBLISHED_CLASS = "published_class"
"""The class that a feed publishes, 1 to 6, kept beside the readings as an item."""


class WaterItem(BaseModel):
    """One item of water samples.

    Attributes
    ----------
    item, chinese : the field's term.
    unit : unit of every stored number.
    lowest, highest : bounds [unit] of a storable reading: beyond them a cell is not a reading, or
        its unit is of another magnitude (quarantined at import).
    aliases : other names in tables.
    """

    model_config = STRICT

    item: str
    chinese: str
    unit: str
    lowest: ExactDecimal
    highest: ExactDecimal
    aliases: tuple[str, ...] = ()

    @property
    def bounds_e8(self) -> tuple[int, int]:
        """The bounds times 10**`SAMPLE_DECIMALS`."""
        scale = Decimal(10) ** SAMPLE_DECIMALS
        return int(self.lowest * scale), int(self.highest * scale)

    @property
    def expected(self) -> str:
        """What a cell of the item should hold."""
        words = f"数字或空 number or empty, {self.lowest:f}..{self.highest:f} {self.unit}"
        return words.rstrip()


class _ItemsFile(BaseModel):
    model_config = STRICT
    items: tuple[WaterItem, ...]


def _read_items() -> dict[str, WaterItem]:
    file = Path(__file__).with_name("water_items.yaml")
    what = "水样项目表有误 the table of water items is wrong"
    content = read_yaml(file, FileFault).validated(_ItemsFile, what=what)
    return {one.item: one for one in content.items}


WATER_ITEMS = _read_items()
_RANKS = {name: place for place, name in enumerate(WATER_ITEMS)}


def item_rank(name: str) -> tuple[int, str]:
    """Return the place of an item in the order of `WATER_ITEMS`; unknown ones come last.

    Examples
    --------
    >>> sorted(["TP", "pH"], key=item_rank)
    ['pH', 'TP']
    """
    return _RANKS.get(name, len(_RANKS)), name


def find_item(name: str) -> WaterItem | None:
    """Return the item of an id, a Chinese name or an alias, however it is bracketed or cased.

    Examples
    --------
    >>> find_item("氨氮").item, find_item("铬（六价）").item, find_item("nh3n").item
    ('NH3N', 'Cr6', 'NH3N')
    >>> find_item("某物") is None
    True
    """
    return _by_name().get(folded(name))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, WaterItem]:
    return {
        folded(name): one
        for one in WATER_ITEMS.values()
        for name in (one.item, one.chinese, *one.aliases)
    }
