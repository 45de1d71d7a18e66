"""The metric ``fleet_share``: a share of a fleet against that at the end of the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from yunzhu.city.registers.vehicles import VEHICLE_FLEET, VehicleEnergy, VehicleKind
from yunzhu.plan.counted.coverage import SHARE_DECIMALS, share_percent
from yunzhu.plan.counted.districts import nested_areas
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.counted_schema import FleetPart, FleetShareMetric
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import UnknownThreshold
from yunzhu.plan.verdicts import Finding, unknown_threshold_text
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

if TYPE_CHECKING:
    from yunzhu.city.registers.vehicles import VehicleFleet

_PARTS: Mapping[FleetPart, str] = {
    "battery_electric": "纯电动比例 battery-electric share",
    "enclosed": "全封闭比例 share of fully enclosed ones",
}


@dataclass(frozen=True)
class _Stock:
    """A fleet on a day.

    Attributes
    ----------
    day : at whose end. parts, wholes : vehicles by area.
    lacks : why the share cannot be told.
    sources : documents.
    """

    day: date
    parts: Mapping[str, int]
    wholes: Mapping[str, int]
    lacks: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def part(self) -> int:
        """Vehicles that are meant."""
        return sum(self.parts.values())

    @property
    def whole(self) -> int:
        """All vehicles."""
        return sum(self.wholes.values())

    def share(self, area: str = "") -> Fraction:
        """Return the exact share of an area, or of all; those have vehicles."""
        part, whole = self._numbers(area)
        return Fraction(part, whole)

    def told(self, area: str = "") -> str:
        """Return the share of an area, or of all, with both its numbers."""
        part, whole = self._numbers(area)
        share = f" = {share_percent(part, whole)} %" if whole else ""
        return f"{self.day} {part} ÷ {whole}{share}"

    def _numbers(self, area: str) -> tuple[int, int]:
        return (self.parts[area], self.wholes[area]) if area else (self.part, self.whole)


def judge_fleet_share(metric: FleetShareMetric, facts: Facts) -> tuple[Finding, ...]:
    """Return for each fleet how its share stands against that at the end of the year before.

    A stock is no dated act, and no number is promised, only a direction: the latest stock of the
    plan's year is held against the one of the last day of the year before. A higher share is 有望
    until the due day and 已达成 on it, as is a fleet that is and stays whole; any other is 有风险
    and then 未达成. Without both stocks, on the same areas, nothing is said.

    Parameters
    ----------
    metric : which part of which fleets.
    facts : as they stood.
    """
    return tuple(_judge_kind(metric.part, kind, facts) for kind in metric.kinds)


def _judge_kind(part: FleetPart, kind: VehicleKind, facts: Facts) -> Finding:
    threshold = facts.commitment.threshold
    before, now = _stocks(part, kind, facts)
    missing = _missing(kind, facts, before, now)
    if isinstance(threshold, UnknownThreshold):
        missing.insert(0, unknown_threshold_text(threshold))
    finding = Finding(
        label=f"{kind.label}: {_PARTS[part]}",
        threshold=threshold,
        status=Status.INSUFFICIENT,
        unit="%",
        missing=tuple(missing),
    )
    known = [stock for stock in (before, now) if stock is not None]
    if known:
        finding = replace(
            finding,
            kind=facts.registers.kind,
            evidence=tuple(f"{one.day} {source}" for one in known for source in one.sources),
        )
    if now is not None and not now.lacks:
        finding = replace(
            finding,
            value=share_percent(now.part, now.whole),
            numerator=now.part,
            denominator=now.whole,
        )
    if missing or before is None or now is None:
        return finding
    return replace(
        finding,
        status=_word(facts, is_kept=_is_kept(before.share(), now.share())),
        notes=(_direction(before, now),),
        rest=_rest(before, now),
    )


def _stocks(
    part: FleetPart, kind: VehicleKind, facts: Facts
) -> tuple[_Stock | None, _Stock | None]:
    """Return the fleet at the end of the year before, and the latest one of the year."""
    base_day = facts.year.first - timedelta(days=1)
    by_day: dict[date, list[VehicleFleet]] = defaultdict(list)
    for row in facts.registers.all(VEHICLE_FLEET):
        if row.vehicle_kind is kind and base_day <= row.day <= facts.day:
            by_day[row.day].append(row)
    latest = max((day for day in by_day if day in facts.year), default=None)
    return (
        _stock(base_day, by_day[base_day], part) if base_day in by_day else None,
        None if latest is None else _stock(latest, by_day[latest], part),
    )


def _stock(day: date, rows: Sequence[VehicleFleet], part: FleetPart) -> _Stock:
    parts: dict[str, int] = defaultdict(int)
    wholes: dict[str, int] = defaultdict(int)
    lacks = []
    for row in rows:
        wholes[row.area] += row.number
        if part == "battery_electric":
            is_meant = row.energy is VehicleEnergy.BATTERY_ELECTRIC
            parts[row.area] += row.number if is_meant else 0
        else:
            parts[row.area] += row.enclosed_number or 0
            if row.enclosed_number is None and row.number:
                lacks.append(
                    f"未登记全封闭数 enclosed ones not given: {day} {row.area} {row.energy.label}"
                )
    lacks += [
        f"区域重叠，会重复计数 an area within another, counted twice: {day} {inner} ⊂ {outer}"
        for inner, outer in nested_areas(wholes)
    ]
    if not sum(wholes.values()):
        lacks.append(f"保有量为零 the fleet is zero: {day}")
    sources = tuple(dict.fromkeys(row.source for row in rows))
    return _Stock(day, parts, wholes, tuple(lacks), sources)


def _missing(
    kind: VehicleKind, facts: Facts, before: _Stock | None, now: _Stock | None
) -> list[str]:
    missing = []
    if before is None:
        day = facts.year.first - timedelta(days=1)
        missing.append(f"缺上年末保有量 no fleet of the year before's end: {day} {kind.label}")
    if now is None:
        missing.append(f"缺当年保有量 no fleet of the year yet: {facts.year} {kind.label}")
    for stock in (before, now):
        missing += [] if stock is None else stock.lacks
    if before is not None and now is not None and before.wholes.keys() != now.wholes.keys():
        only = [
            f"{stock.day} {', '.join(sorted(stock.wholes.keys() - other.wholes.keys()))}"
            for stock, other in ((before, now), (now, before))
            if stock.wholes.keys() - other.wholes.keys()
        ]
        missing.append(f"两日的区域不同 other areas on the two days, only on: {'; '.join(only)}")
    if missing:
        missing.append(f"名录 register: {VEHICLE_FLEET.name}")
    return missing


def _is_kept(before: Fraction, now: Fraction) -> bool:
    """Tell whether a share has risen; one that is whole cannot rise and is kept."""
    return now > before or now == 1


def _word(facts: Facts, *, is_kept: bool) -> Status:
    if facts.is_closed:
        return Status.ACHIEVED if is_kept else Status.MISSED
    return Status.ON_TRACK if is_kept else Status.AT_RISK


def _direction(before: _Stock, now: _Stock) -> str:
    change = now.share() - before.share()
    points = round_half_even(change * PERCENT, SHARE_DECIMALS)
    word = "上升 risen" if change > 0 else "下降 fallen" if change < 0 else "未变 unchanged"
    return f"{before.told()} → {now.told()}: {word} {points} 个百分点 percentage points"


def _rest(before: _Stock, now: _Stock) -> tuple[str, ...]:
    """Return the areas that have vehicles and whose own share has not risen."""
    return tuple(
        f"{area}: {before.told(area)} → {now.told(area)} 未上升 not risen"
        for area in sorted(now.wholes)
        if now.wholes[area]
        and not (before.wholes[area] and _is_kept(before.share(area), now.share(area)))
    )
