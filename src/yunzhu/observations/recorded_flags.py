"""Recorded flags: runs of flagged hours kept as a dated layer; they never alter a record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from yunzhu.arrays import UInt8Array
from yunzhu.files import digest_of_bytes, write_whole_text
from yunzhu.observations.grid import Grid
from yunzhu.observations.layer_files import refuse_unreadable, required_words
from yunzhu.observations.quality import Flag
from yunzhu.periods import hour_start
from yunzhu.workspace import Workspace

FLAGS_FOLDER = "flags"


@dataclass(frozen=True, order=True)
class FlagRun:
    """Consecutive flagged hours of one site, item and flag.

    Attributes
    ----------
    start_hour, stop_hour : hour indices; ``start_hour`` <= hour < ``stop_hour``.
    reason : what the test found, in words.
    """

    site: str
    item: str
    start_hour: int
    stop_hour: int
    flag: Flag
    reason: str


@dataclass(frozen=True)
class RecordedFlag:
    """A run of flagged hours as it was recorded, by whom and when (with zone)."""

    run: FlagRun
    author: str
    recorded: datetime


def flag_runs(grid: Grid, flags: Mapping[str, UInt8Array]) -> tuple[FlagRun, ...]:
    """Return the flags of a grid as runs of consecutive hours, sorted.

    Parameters
    ----------
    grid : the grid that was tested.
    flags : item to uint8 [sites, slots], from `quality_flags`.

    Examples
    --------
    >>> from yunzhu.observations.grid import Series
    >>> grid = Grid(("A",), 10, {"SO2": Series(np.array([[1, -1, -2, 3]], np.int16), 0, "µg/m³")})
    >>> run, = flag_runs(grid, {"SO2": np.array([[0, 16, 16, 0]], np.uint8)})
    >>> run.start_hour, run.stop_hour, run.flag.name
    (11, 13, 'NEGATIVE')
    """
    runs = []
    for item, marks in flags.items():
        for flag in Flag:
            found = ((marks & np.uint8(flag)) != 0).astype(np.int8)
            edges = np.diff(np.pad(found, ((0, 0), (1, 1))), axis=1)
            rows, begins = np.nonzero(edges == 1)
            stops = np.nonzero(edges == -1)[1]
            runs += [
                FlagRun(
                    site=grid.sites[row],
                    item=item,
                    start_hour=grid.start_hour + begin,
                    stop_hour=grid.start_hour + stop,
                    flag=flag,
                    reason=flag.label,
                )
                for row, begin, stop in zip(
                    rows.tolist(), begins.tolist(), stops.tolist(), strict=True
                )
            ]
    return tuple(sorted(runs))


def record_flags(
    workspace: Workspace,
    runs: Sequence[FlagRun],
    author: str,
    *,
    recorded: datetime | None = None,
) -> Path:
    """Store runs of flags as a layer: one file of JSON lines below ``lake/flags/``.

    The same runs by the same author are stored once.

    Parameters
    ----------
    runs : from `flag_runs`.
    author : who ran the tests or set the flags; not empty.
    recorded : a moment with zone; now by default.

    Returns
    -------
    The file that holds them.

    Raises
    ------
    UsageError : the author is empty.
    """
    author = required_words("author", author)
    moment = recorded or datetime.now(UTC)
    entries = [_entry_of_run(run, author) for run in sorted(runs)]
    digest = digest_of_bytes(json.dumps(entries, ensure_ascii=False).encode())
    path = workspace.lake / FLAGS_FOLDER / f"{digest[:16]}.jsonl"
    if not path.exists():
        common = {"recorded": moment.isoformat(), "origin": workspace.origin.value}
        lines = [json.dumps({**entry, **common}, ensure_ascii=False) for entry in entries]
        write_whole_text(path, "".join(f"{line}\n" for line in lines))
    return path


def _entry_of_run(run: FlagRun, author: str) -> dict[str, Any]:
    return {
        "site": run.site,
        "item": run.item,
        "start": hour_start(run.start_hour).isoformat(sep=" "),
        "stop": hour_start(run.stop_hour).isoformat(sep=" "),
        "start_hour": run.start_hour,
        "stop_hour": run.stop_hour,
        "flag": run.flag.name,
        "reason": run.reason,
        "author": author,
    }


def read_flags(workspace: Workspace) -> tuple[RecordedFlag, ...]:
    """Return every recorded run of flags, by site, item and hour.

    Raises
    ------
    WorkspaceError : a file of the layer cannot be read or says another origin.
    """
    found = []
    for path in sorted((workspace.lake / FLAGS_FOLDER).glob("*.jsonl")):
        try:
            for line in path.read_text(encoding="utf-8").splitlines():
                found.append(_recorded_flag(json.loads(line), workspace.origin.value))
        except (ValueError, KeyError, TypeError) as error:
            refuse_unreadable(path, error)
    return tuple(sorted(found, key=lambda one: (one.run, one.recorded)))


def _recorded_flag(entry: Mapping[str, Any], origin: str) -> RecordedFlag:
    if entry["origin"] != origin:
        raise ValueError(f"origin {entry['origin']}")
    run = FlagRun(
        site=entry["site"],
        item=entry["item"],
        start_hour=int(entry["start_hour"]),
        stop_hour=int(entry["stop_hour"]),
        flag=Flag[entry["flag"]],
        reason=entry["reason"],
    )
    return RecordedFlag(run, entry["author"], datetime.fromisoformat(entry["recorded"]))
