"""Count of ship-visits (艘次) whose fuel was sampled with a result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from yunzhu.city.registers.ship_fuel_checks import SHIP_FUEL_CHECKS
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import share_percent
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.ship_fuel_checks import ShipFuelCheck


def _visits(facts: Facts) -> dict[tuple[date, str], list[ShipFuelCheck]]:
    """Return the samples of each vessel and day of the year so far: one visit each."""
    span = facts.so_far
    found: dict[tuple[date, str], list[ShipFuelCheck]] = defaultdict(list)
    if span is None:
        return found
    for row in facts.registers.all(SHIP_FUEL_CHECKS):
        if row.day in span:
            found[row.day, row.vessel].append(row)
    return dict(sorted(found.items()))


def _members(facts: Facts) -> list[Member]:
    return [_member(samples) for samples in _visits(facts).values()]


def _member(samples: Sequence[ShipFuelCheck]) -> Member:
    """Return a visit; it counts once, with at least one sample that has a result."""
    first = samples[0]
    name = " ".join(str(part) for part in (first.vessel, first.vessel_name, first.day) if part)
    results = [row.sulphur_percent for row in samples if row.sulphur_percent is not None]
    if not results:
        lack = f"样品 samples {len(samples)}, 无结果 no result"
        return Member(name, first.area, MemberState.NOT_COVERED, lack)
    text = f"样品 samples {len(samples)}, 硫 sulphur {_plain(max(results))} % m/m"
    if any(row.is_over_limit for row in samples):
        text += " 超限 over the limit"
    if len(samples) > 1:
        text += "，按一艘次计 counted once"
    return Member(name, first.area, MemberState.COVERED, text, first.day)


def _plain(number: object) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _beside(facts: Facts) -> list[str]:
    """Tell the distinct vessels, the share over the limit, and ids that may be one vessel's."""
    counted = {
        key: samples
        for key, samples in _visits(facts).items()
        if any(row.sulphur_percent is not None for row in samples)
    }
    vessels = {vessel for _, vessel in counted}
    lines = [f"不重复船舶 distinct vessels: {len(vessels)} 艘"]
    judged = [
        samples
        for samples in counted.values()
        if any(row.is_over_limit is not None for row in samples)
    ]
    over = [samples for samples in judged if any(row.is_over_limit for row in samples)]
    if judged:
        opened = sum(any(row.is_case_opened for row in samples) for samples in over)
        lines.append(
            f"硫含量超限 over the sulphur limit: {len(over)} ÷ {len(judged)} 艘次 = "
            f"{share_percent(len(over), len(judged))} %, 已立案 cases opened {opened}"
        )
    if len(judged) < len(counted):
        lines.append(f"限值未登记 limit not given: {len(counted) - len(judged)} 艘次")
    return lines + _same_names(counted)


def _same_names(counted: Mapping[tuple[date, str], Sequence[ShipFuelCheck]]) -> list[str]:
    """Name visits of one day and one name under several ids: a vessel may be counted twice."""
    ids: dict[tuple[date, str], set[str]] = defaultdict(set)
    for (day, vessel), samples in counted.items():
        for row in samples:
            if row.vessel_name is not None:
                ids[day, row.vessel_name].add(vessel)
    return [
        f"同日同名而识别号不同，请核对 one name under several ids on a day, check: "
        f"{day} {name} {', '.join(sorted(of))}"
        for (day, name), of in ids.items()
        if len(of) > 1
    ]


COUNTS: Mapping[str, Count] = {
    "ship_fuel_visits": Count(
        "船舶燃油抽检 ship-visits with a fuel sample and a result",
        "艘次",
        (SHIP_FUEL_CHECKS,),
        _members,
        beside=_beside,
    ),
}
"""Name to count; a plan's YAML uses the names."""
