"""What every feed reader yields: batches of records in columns, and the cells it must reject."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from yunzhu.arrays import Int32Array, Int64Array


@dataclass(frozen=True)
class Rejected:
    """One cell or row that cannot be taken, told so that its author can mend it.

    Attributes
    ----------
    row : line of the file from 1, the header included.
    field : column.
    value : the text met.
    reason : what is wrong, Chinese with English beside.
    expected : what should have stood there.
    cells : present cells it takes out: 1 for a cell, those of the whole row for a row.
    """

    row: int
    field: str
    value: str
    reason: str
    expected: str
    cells: int = 1


@dataclass(frozen=True)
class Records:
    """One batch of hourly records, columns of equal length.

    Attributes
    ----------
    rows : int64 [records], line of the file from 1, the header included.
    sites : object [records], the site as the feed names it (its code where there is one).
    start_hours : int64 [records], hour index of the interval START.
    values : item to int32 [records], the reading times 10**`MOST_DECIMALS`; absent `MISSING32`;
        an item that the batch does not have is left out.
    names : site to the readable name the feed gives beside a code.
    rejected : cells and rows of this batch that cannot be taken; a rejected cell is absent in
        ``values``, a rejected row is not in the batch at all.
    """

    rows: Int64Array
    sites: npt.NDArray[np.object_]
    start_hours: Int64Array
    values: dict[str, Int32Array]
    names: dict[str, str] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
