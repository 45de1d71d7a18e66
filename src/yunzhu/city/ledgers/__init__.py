"""The ledgers of the city: tables of millions of rows that only grow, with the rows of a register.

A ledger is described as a register is. Its files are read column by column, its rows are never
changed: each belongs to the receipt (回执) that brought it, and a mistake is a receipt withdrawn.
"""

from __future__ import annotations

from typing import Any

from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.ledgers.vehicle_tests import VEHICLE_TESTS
from yunzhu.city.ledgers.waste_manifests import WASTE_MANIFESTS
from yunzhu.errors import UsageError

LEDGERS: tuple[Ledger[Any], ...] = (VEHICLE_TESTS, WASTE_MANIFESTS)
"""All of them."""


def ledger_named(name: str) -> Ledger[Any]:
    """Return the ledger of a name, which may be its Chinese one.

    Raises
    ------
    UsageError : there is none.

    Examples
    --------
    >>> ledger_named("vehicle_tests").chinese
    '在用车抽测台账'
    """
    for ledger in LEDGERS:
        if name in (ledger.name, ledger.chinese):
            return ledger
    raise UsageError(
        "没有此台账 no such ledger",
        field="ledger",
        found=name,
        expected=" | ".join(ledger.name for ledger in LEDGERS),
    )
