"""Samples written as rows, as a fixture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np
import pytest

from yunzhu.observations.samples import NO_NUMBER, DetectionMark, Samples

Row = tuple[str, str, str, str]


def samples_of_rows(rows: Sequence[Row]) -> Samples:
    """Samples from (site, item, moment, text); a text begins with < or > or is - for no number."""
    sites = tuple(sorted({one[0] for one in rows}))
    items = tuple(dict.fromkeys(one[1] for one in rows))
    epoch = datetime(1970, 1, 1)
    marks = {"<": DetectionMark.BELOW, ">": DetectionMark.ABOVE}
    ordered = sorted(
        (
            sites.index(site),
            int((datetime.fromisoformat(moment) - epoch).total_seconds()) // 60,
            items.index(item),
            NO_NUMBER if text == "-" else int(Decimal(text.lstrip("<>")).scaleb(8)),
            int(marks.get(text[:1], DetectionMark.NONE)),
        )
        for site, item, moment, text in rows
    )
    columns = list(zip(*ordered, strict=True))
    return Samples(
        sites,
        items,
        np.array(columns[0], np.int32),
        np.array(columns[2], np.int16),
        np.array(columns[1], np.int32),
        np.array(columns[3], np.int64),
        np.array(columns[4], np.uint8),
    )


@pytest.fixture(scope="session")
def samples_of() -> Callable[[Sequence[Row]], Samples]:
    return samples_of_rows
