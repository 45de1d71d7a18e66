"""Declared means beyond the limit of their outlet, told by row when they are imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from yunzhu.city.registers.discharge_outlets import (
    MONITOR_READINGS,
    OUTLET_LIMITS,
    MonitorReading,
    OutletLimit,
)
from yunzhu.city.registers.pollutants import LimitBound, Pollutant


def limit_warnings(
    rows: Sequence[MonitorReading], numbers: Sequence[int], limits: Iterable[OutletLimit]
) -> tuple[str, ...]:
    """Return a warning for each mean beyond the limit in force at the end of its month.

    A limit in another unit than the mean says nothing of it.

    Parameters
    ----------
    rows : of a file. numbers : where each stands in it.
    limits : of all outlets.
    """
    by_outlet: dict[tuple[str, Pollutant], list[OutletLimit]] = defaultdict(list)
    for limit in sorted(limits, key=lambda one: one.valid_from):
        by_outlet[limit.outlet, limit.item].append(limit)
    told = []
    for row, number in zip(rows, numbers, strict=True):
        of_outlet = by_outlet.get((row.outlet, row.item), [])
        in_force = _in_force(row, of_outlet)
        if row.mean is None or in_force is None or not _is_beyond(row.mean, in_force):
            continue
        told.append(_told(row, row.mean, number, in_force))
    return tuple(told)


def _in_force(row: MonitorReading, limits: Sequence[OutletLimit]) -> OutletLimit | None:
    """Return the latest limit in the mean's unit that holds on the last day of its month."""
    last = date(row.year + row.month // 12, row.month % 12 + 1, 1) - timedelta(days=1)
    found = [one for one in limits if one.unit is row.unit and OUTLET_LIMITS.holds_on(one, last)]
    return found[-1] if found else None


def _is_beyond(mean: Decimal, limit: OutletLimit) -> bool:
    return mean > limit.limit if limit.bound is LimitBound.MOST else mean < limit.limit


def _told(row: MonitorReading, mean: Decimal, number: int, limit: OutletLimit) -> str:
    return (
        f"警告 warning: 第 {number} 行 row, {MONITOR_READINGS.heading('mean')}: "
        f"{row.outlet} {row.item.label} {mean.normalize():f}, "
        f"越过{limit.bound.label} beyond the limit {limit.limit.normalize():f} {limit.unit.value}"
    )
