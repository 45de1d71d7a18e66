"""The things that 云珠市(模拟) counts: firms, boilers, visits; each subject with planted truths."""

from __future__ import annotations

from yunzhu.simulation.counted import boilers, manifests, vehicle_tests
from yunzhu.simulation.register_files import RegisterRows, joined_rows


def counted_rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the rows of every counted register and ledger by its name, field to cell.

    Parameters
    ----------
    year : of the plan.

    Examples
    --------
    >>> len(counted_rows_of(2020)["boilers"])
    24
    """
    return joined_rows(
        [boilers.rows_of(year), vehicle_tests.rows_of(year), manifests.rows_of(year)]
    )
