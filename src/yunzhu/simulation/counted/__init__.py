"""The things that 云珠市(模拟) counts: firms, boilers, visits; each subject with planted truths."""

from __future__ import annotations

from yunzhu.simulation.counted import (
    boilers,
    dust,
    eia,
    emergency,
    energy,
    enforcement,
    fixed_sources,
    gas_stations,
    manifests,
    moving_sources,
    offices,
    reductions,
    rural,
    soil,
    vehicle_tests,
)
from yunzhu.simulation.register_files import RegisterRows, joined_rows


def counted_rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the rows of every counted register by its name, field to cell.

    Parameters
    ----------
    year : of the plan.

    Examples
    --------
    >>> len(counted_rows_of(2020)["boilers"])
    24
    """
    subjects = (
        boilers,
        offices,
        moving_sources,
        reductions,
        energy,
        rural,
        emergency,
        dust,
        enforcement,
        soil,
        fixed_sources,
        gas_stations,
        eia,
        vehicle_tests,
        manifests,
    )
    return joined_rows(one.rows_of(year) for one in subjects)
