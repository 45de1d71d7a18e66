"""Rows of the simulated city's registers as CSV files, as a user would fill them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from yunzhu.files import write_whole_text
from yunzhu.observations.feeds.origin_mark import ORIGIN_HEADING
from yunzhu.simulation.feeds import PREFIX
from yunzhu.values import Origin

RegisterRows = tuple[Mapping[str, str], ...]
_STEM = f"{PREFIX}-register-"


def write_register_files(folder: Path, rows: Mapping[str, RegisterRows]) -> dict[str, Path]:
    """Write the rows of each register, marked as simulated, and return name to file.

    Parameters
    ----------
    folder : where the files go.
    rows : name of a register to its rows, field to cell.
    """
    written = {}
    for name, lines in rows.items():
        written[name] = folder / f"{_STEM}{name}.csv"
        header = (*lines[0], ORIGIN_HEADING)
        marked = ({**line, ORIGIN_HEADING: Origin.SIMULATED.value} for line in lines)
        write_whole_text(written[name], table_text(header, marked))
    return written


def written_registers(folder: Path) -> dict[str, Path]:
    """Return the files of registers that a folder has, by name."""
    files = sorted(folder.glob(f"{_STEM}*.csv"))
    return {path.stem.removeprefix(_STEM): path for path in files}


def joined_rows(parts: Iterable[Mapping[str, RegisterRows]]) -> dict[str, RegisterRows]:
    """Return the rows of several subjects; those of one register stand one after the other."""
    joined: dict[str, RegisterRows] = {}
    for part in parts:
        for name, rows in part.items():
            joined[name] = (*joined.get(name, ()), *rows)
    return joined


def table_text(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
