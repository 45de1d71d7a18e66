"""The mark by which a file says that its records are measured or simulated."""

from __future__ import annotations

import pyarrow as pa

from yunzhu.errors import FileFault
from yunzhu.observations.feeds.long_rows import trimmed_objects
from yunzhu.observations.feeds.reading import ORIGIN_FIELD, Reading
from yunzhu.values import Origin


def note_origins(reading: Reading, column: pa.Array | pa.ChunkedArray, file: str) -> None:
    """Add the origins that a file's own ``origin`` column states.

    Raises
    ------
    FileFault : a word that is no origin.
    """
    words = [origin.value for origin in Origin]
    for text in sorted(set(trimmed_objects(column).tolist()) - {""}):
        if text not in words:
            raise FileFault(
                "未知来源 unknown origin",
                file=file,
                field=ORIGIN_FIELD,
                found=text,
                expected=" | ".join(words),
            )
        reading.origins.add(Origin(text))
