"""On which days the outfalls of the register were sampled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from yunzhu.observations.samples import NO_NUMBER
from yunzhu.periods import MINUTES_PER_DAY, day_of_index
from yunzhu.plan.water_records import WaterRecords


def sampling_days(
    water: WaterRecords, codes: Sequence[str], last: date
) -> Mapping[str, Sequence[date]]:
    """Return for each outfall that has a site the days of the plan's year on which it was sampled.

    The samples of an outfall stand under the site whose id is its code.

    Parameters
    ----------
    water : the records that count.
    codes : of the outfalls.
    last : last day that counts.
    """
    sites = [code for code in codes if code in water.sites.sites]
    if not sites or last < water.whole.first:
        return dict.fromkeys(sites, ())
    until = min(last, water.whole.last)
    samples = water.samples.read(water.whole.first, until, sites=sites, known_at=water.known_at)
    numbered = samples.numbers != NO_NUMBER
    days = samples.minutes // MINUTES_PER_DAY
    return {
        code: tuple(
            day_of_index(int(day)) for day in np.unique(days[numbered & (samples.site == place)])
        )
        for place, code in enumerate(sites)
    }
