"""Exclusions: a dated layer over the raw records that never alters one.

An exclusion names sites, items and hours that a second series of statistics leaves out (sand-dust
and other events, faulty instruments); it is withdrawn, never deleted. Which hours are sand-dust is
decided by the monitoring centre (环办监测〔2016〕120号), not here: this module keeps the decision.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import numpy as np

from yunzhu.arrays import BoolArray
from yunzhu.errors import UsageError
from yunzhu.files import write_whole_text
from yunzhu.observations.grid import Grid, Series
from yunzhu.observations.items import AIR_ITEMS
from yunzhu.observations.lake import Lake
from yunzhu.observations.layer_files import refuse_unreadable, required_words, writing_layers
from yunzhu.periods import CITY_ZONE, hour_start
from yunzhu.workspace import Workspace

ALL_SITES = "*"
EXCLUSIONS_NAME = "exclusions.json"
_FORMAT = 1


class ExclusionKind(Enum):
    """Why hours are left out of the second series."""

    SAND_DUST = "sand_dust"
    OTHER_EVENT = "other_event"
    INSTRUMENT = "instrument"

    @property
    def label(self) -> str:
        """The word shown to users."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ExclusionKind.SAND_DUST: "沙尘 sand-dust",
    ExclusionKind.OTHER_EVENT: "其他事件 other event",
    ExclusionKind.INSTRUMENT: "仪器故障 faulty instrument",
}


@dataclass(frozen=True)
class Withdrawal:
    """Who took an exclusion back, why and when (with zone)."""

    author: str
    reason: str
    recorded: datetime


@dataclass(frozen=True)
class Exclusion:
    """Hours that the series without events leaves out.

    Attributes
    ----------
    id : ``E0001`` ..., in the order of recording.
    kind : why.
    sites : site ids, or ``("*",)`` for all.
    items : item names.
    start_hour, stop_hour : hour indices; ``start_hour`` <= hour < ``stop_hour``.
    reason, author : in words; who decided or passed on the decision.
    recorded : when it was recorded, with zone.
    withdrawn : set when it was taken back.
    """

    id: str
    kind: ExclusionKind
    sites: tuple[str, ...]
    items: tuple[str, ...]
    start_hour: int
    stop_hour: int
    reason: str
    author: str
    recorded: datetime
    withdrawn: Withdrawal | None = None

    def in_force(self, known_at: date | None = None) -> bool:
        """Tell whether it counts, as far as was known at the end of that day (city time)."""
        if known_at is None:
            return self.withdrawn is None
        return _city_day(self.recorded) <= known_at and (
            self.withdrawn is None or _city_day(self.withdrawn.recorded) > known_at
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the entry of ``exclusions.json``."""
        withdrawn = self.withdrawn
        return {
            "id": self.id,
            "kind": self.kind.value,
            "sites": list(self.sites),
            "items": list(self.items),
            "start_hour": self.start_hour,
            "stop_hour": self.stop_hour,
            "start": hour_start(self.start_hour).isoformat(sep=" "),
            "stop": hour_start(self.stop_hour).isoformat(sep=" "),
            "reason": self.reason,
            "author": self.author,
            "recorded": self.recorded.isoformat(),
            "withdrawn": None
            if withdrawn is None
            else {
                "author": withdrawn.author,
                "reason": withdrawn.reason,
                "recorded": withdrawn.recorded.isoformat(),
            },
        }


def _city_day(moment: datetime) -> date:
    return moment.astimezone(CITY_ZONE).date()


def read_exclusions(workspace: Workspace) -> tuple[Exclusion, ...]:
    """Return every recorded exclusion, withdrawn ones too, oldest first.

    Raises
    ------
    WorkspaceError : ``lake/exclusions.json`` cannot be read or says another origin.
    """
    path = workspace.lake / EXCLUSIONS_NAME
    if not path.exists():
        return ()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT or content["origin"] != workspace.origin.value:
            raise ValueError(f"format {content['format']}, origin {content['origin']}")
        return tuple(_exclusion_from_dict(entry) for entry in content["exclusions"])
    except (ValueError, KeyError, TypeError) as error:
        refuse_unreadable(path, error)


def _exclusion_from_dict(entry: Mapping[str, Any]) -> Exclusion:
    withdrawn = entry["withdrawn"]
    return Exclusion(
        id=entry["id"],
        kind=ExclusionKind(entry["kind"]),
        sites=tuple(entry["sites"]),
        items=tuple(entry["items"]),
        start_hour=int(entry["start_hour"]),
        stop_hour=int(entry["stop_hour"]),
        reason=entry["reason"],
        author=entry["author"],
        recorded=datetime.fromisoformat(entry["recorded"]),
        withdrawn=None
        if withdrawn is None
        else Withdrawal(
            withdrawn["author"],
            withdrawn["reason"],
            datetime.fromisoformat(withdrawn["recorded"]),
        ),
    )


def _write_exclusions(workspace: Workspace, exclusions: Sequence[Exclusion]) -> None:
    content = {
        "format": _FORMAT,
        "origin": workspace.origin.value,
        "exclusions": [one.as_dict() for one in exclusions],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    write_whole_text(workspace.lake / EXCLUSIONS_NAME, text + "\n")


def add_exclusion(
    workspace: Workspace,
    *,
    kind: ExclusionKind,
    sites: Sequence[str],
    items: Sequence[str],
    start_hour: int,
    stop_hour: int,
    reason: str,
    author: str,
    recorded: datetime | None = None,
) -> Exclusion:
    """Record an exclusion and return it with its id.

    Parameters
    ----------
    sites : site ids that the lake knows, or ``["*"]``.
    items : names of `AIR_ITEMS`.
    start_hour, stop_hour : hour indices; the stop hour is not excluded any more.
    reason, author : not empty.
    recorded : a moment with zone; now by default.

    Raises
    ------
    UsageError : one of them is not as it must be; nothing is recorded.
    """
    reason, author = required_words("reason", reason), required_words("author", author)
    if stop_hour <= start_hour:
        raise UsageError(
            "剔除时段的终点不晚于起点 the exclusion ends before it begins",
            field="stop_hour",
            found=str(hour_start(stop_hour)),
            expected=f"> {hour_start(start_hour)}",
        )
    _require_known("items", items, tuple(AIR_ITEMS))
    if tuple(sites) != (ALL_SITES,):
        stored = Lake(workspace).sites()
        _require_known("sites", sites, stored or tuple(sites))
    with writing_layers(workspace):
        existing = read_exclusions(workspace)
        exclusion = Exclusion(
            id=f"E{len(existing) + 1:04d}",
            kind=kind,
            sites=tuple(sites),
            items=tuple(items),
            start_hour=start_hour,
            stop_hour=stop_hour,
            reason=reason,
            author=author,
            recorded=recorded or datetime.now(UTC),
        )
        _write_exclusions(workspace, [*existing, exclusion])
    return exclusion


def withdraw_exclusion(
    workspace: Workspace,
    id: str,
    *,
    author: str,
    reason: str,
    recorded: datetime | None = None,
) -> Exclusion:
    """Take an exclusion back; it stays on record with its withdrawal.

    Raises
    ------
    UsageError : there is no such exclusion, it was withdrawn before, or a word is empty.
    """
    reason, author = required_words("reason", reason), required_words("author", author)
    with writing_layers(workspace):
        by_id = {one.id: one for one in read_exclusions(workspace)}
        _require_known("id", [id], tuple(by_id))
        old = by_id[id]
        if old.withdrawn is not None:
            raise UsageError(
                "该剔除已撤销 the exclusion was withdrawn before",
                field="id",
                found=id,
                expected="一个有效的剔除 an exclusion in force",
            )
        withdrawal = Withdrawal(author, reason, recorded or datetime.now(UTC))
        by_id[id] = Exclusion(**{**old.__dict__, "withdrawn": withdrawal})
        _write_exclusions(workspace, list(by_id.values()))
    return by_id[id]


def _require_known(field: str, names: Sequence[str], known: Sequence[str]) -> None:
    if not names:
        raise UsageError("不得为空 must not be empty", field=field, expected=", ".join(known))
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, cutoff=0) or ["(无 none)"]
            raise UsageError(
                "未知名称 not known", field=field, found=name, expected=" | ".join(near)
            )


def excluded_cells(
    grid: Grid, exclusions: Iterable[Exclusion], *, known_at: date | None = None
) -> dict[str, BoolArray]:
    """Find the cells that exclusions in force leave out.

    Parameters
    ----------
    grid : any grid; sites and items it does not hold are passed over.
    exclusions : from `read_exclusions`; withdrawn ones do not count.
    known_at : as far as was known at the end of that day.

    Returns
    -------
    Every item of the grid to bool [sites, slots], True where a cell is left out.
    """
    shape = (len(grid.sites), grid.slots)
    cells = {item: np.zeros(shape, dtype=np.bool_) for item in grid.series}
    for one in exclusions:
        if not one.in_force(known_at):
            continue
        everywhere = ALL_SITES in one.sites
        rows = [row for row, site in enumerate(grid.sites) if everywhere or site in one.sites]
        first = max(one.start_hour - grid.start_hour, 0)
        stop = max(one.stop_hour - grid.start_hour, 0)
        for item in one.items:
            if item in cells:
                cells[item][rows, first:stop] = True
    return cells


def grid_without(
    grid: Grid, exclusions: Iterable[Exclusion], *, known_at: date | None = None
) -> Grid:
    """Return a copy of the grid in which excluded cells are missing; the grid stays as it is.

    Parameters
    ----------
    grid, exclusions, known_at : see `excluded_cells`.
    """
    cells = excluded_cells(grid, exclusions, known_at=known_at)
    series = {}
    for item, one in grid.series.items():
        values = one.values.copy()
        values[cells[item]] = one.missing
        series[item] = Series(values, one.decimals, one.unit)
    return Grid(grid.sites, grid.start_hour, series)
