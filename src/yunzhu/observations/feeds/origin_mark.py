"""The mark by which a file says that its records are measured or simulated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from yunzhu.arrays import Int64Array
from yunzhu.errors import FileFault
from yunzhu.observations.character_width import folded
from yunzhu.observations.feeds.number_text import encoded_text
from yunzhu.values import Origin

ORIGIN_HEADING = "来源 origin"
_CHINESE, _ENGLISH = ORIGIN_HEADING.split()
_WORDS = {
    folded(word): origin
    for origin in Origin
    for word in (origin.value, origin.label, *origin.label.split())
}


@dataclass(frozen=True)
class OriginMark:
    """Where a file first states an origin: its column and row, and what stands there."""

    field: str
    row: int | None
    text: str


def names_origin(heading: str) -> bool:
    """Tell whether a heading is that of the mark: ``来源 origin`` or either word of it.

    Examples
    --------
    >>> names_origin("Origin"), names_origin("来源"), names_origin("样品来源")
    (True, True, False)
    """
    return folded(heading) in {folded(one) for one in (ORIGIN_HEADING, _CHINESE, _ENGLISH)}


def origin_named(text: str) -> Origin | None:
    """Return the origin that a word means, in either language.

    Examples
    --------
    >>> origin_named("模拟") is origin_named("Simulated") is Origin.SIMULATED
    True
    """
    return _WORDS.get(folded(text))


def origin_columns(header: Iterable[str], taken: Collection[str] = ()) -> tuple[str, ...]:
    """Return the columns of the mark in a header, without those taken for something else."""
    return tuple(name for name in header if name not in taken and names_origin(name))


def note_origins(
    origins: dict[Origin, OriginMark],
    columns: Mapping[str, pa.Array | pa.ChunkedArray],
    headings: Iterable[str],
    rows: Int64Array,
    file: Path,
) -> None:
    """Add the origins that a file's own columns state.

    Parameters
    ----------
    origins : those met so far.
    columns : heading to cells [records].
    headings : the columns of the mark among them.
    rows : number of each record.

    Raises
    ------
    FileFault : as `note_origin`.
    """
    for heading in headings:
        texts, positions = encoded_text(columns[heading])
        for place, text in enumerate(texts.to_pylist()):
            met = np.flatnonzero(positions == place)
            if len(met):
                note_origin(origins, OriginMark(heading, int(rows[met[0]]), text.strip()), file)


def note_origin(origins: dict[Origin, OriginMark], mark: OriginMark, file: Path) -> None:
    """Add the origin that one cell states; an empty one states none.

    Raises
    ------
    FileFault : a word that is no origin. The heading 来源 alone may stand for another source, so
        under it words that do not speak of an origin say nothing.
    """
    origin = origin_named(mark.text)
    if origin is not None:
        origins.setdefault(origin, mark)
    elif mark.text and (folded(mark.field) != _CHINESE or _speaks_of_origin(mark.text)):
        raise FileFault(
            "未知来源 unknown origin",
            file=file,
            row=mark.row,
            field=mark.field,
            found=mark.text,
            expected=" | ".join(one.label for one in Origin),
        )


def _speaks_of_origin(text: str) -> bool:
    return any(word in folded(text) for word in ("模拟", "实测", "simulat", "measured"))
