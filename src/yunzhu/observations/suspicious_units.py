"""Results of trace substances so large that their unit may be µg/L written as mg/L."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa

from yunzhu.observations.samples import NO_NUMBER, SAMPLE_DECIMALS
from yunzhu.observations.water_items import WATER_ITEMS

# Bounds lie at least a hundred times beyond the worst limit, so a hundredth of one is bad water; a
# substance is a trace where the bound itself is small. Of phosphorus and ammonia a hundredth is
# common, so theirs is a tenth. All of this is the project's own choice.
_PART_OF_BOUND = 100
_TRACE_BOUND = Decimal(10)
_PARTS = {"Cu": _PART_OF_BOUND, "CN": _PART_OF_BOUND, "NH3N": 10, "TP": 10}


@dataclass
class _Large:
    count: int
    largest: int
    row: int


@dataclass
class SuspiciousUnits:
    """Collects stored results that may be written in the wrong unit; nothing is left out.

    Examples
    --------
    >>> table = pa.table({
    ...     "item": pa.array(["Hg", "Hg"]).dictionary_encode(),
    ...     "number": [5_000_000, 3_000], "row": [2, 3]})
    >>> found = SuspiciousUnits()
    >>> found.add(table)
    >>> found.notes()[0].split(";")[0]
    'Hg: 1 个值大于 values above 0.002 mg/L, 最大 largest 0.05, 行 row 2'
    """

    _found: dict[str, _Large] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Take the good cells of a batch in, by item, number [10**-8] and row."""
        column = table["item"].combine_chunks()
        numbers, rows = table["number"].to_numpy(), table["row"].to_numpy()
        codes = column.indices.to_numpy()
        for code, name in enumerate(column.dictionary.to_pylist()):
            bound = int(_named_above(name).scaleb(SAMPLE_DECIMALS))
            large = np.flatnonzero((codes == code) & (numbers != NO_NUMBER) & (numbers > bound))
            if large.size:
                self._take(name, int(numbers[large].max()), large.size, int(rows[large[0]]))

    def _take(self, name: str, largest: int, count: int, row: int) -> None:
        one = self._found.setdefault(name, _Large(0, 0, row))
        one.count += count
        one.largest = max(one.largest, largest)

    def notes(self) -> list[str]:
        """Return one line per substance, for the report of an import."""
        return [
            f"{name}: {one.count} 个值大于 values above "
            f"{_named_above(name):f} mg/L, "
            f"最大 largest {Decimal(one.largest).scaleb(-SAMPLE_DECIMALS).normalize():f}, "
            f"行 row {one.row}; "
            "已存入，请核对单位是否应为 µg/L stored; check whether the unit should be µg/L"
            for name, one in sorted(self._found.items())
        ]


def _named_above(name: str) -> Decimal:
    """Return the value above which an item is named [its unit]; its own bound for most items."""
    item = WATER_ITEMS[name]
    is_trace = item.unit == "mg/L" and item.highest <= _TRACE_BOUND
    return item.highest / _PARTS.get(name, _PART_OF_BOUND if is_trace else 1)
