"""New and renewed cruising taxis by what drives them, and vehicles that were scrapped early."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from yunzhu.city.registers.vehicles import (
    VEHICLE_REGISTRATIONS,
    RegistrationEvent,
    VehicleEnergy,
    VehicleKind,
)
from yunzhu.plan.counted.count import Count
from yunzhu.plan.counted.coverage import Coverage, Owed
from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.members import Member, MemberState

if TYPE_CHECKING:
    from yunzhu.city.registers.vehicles import VehicleRegistration

_OF_THE_COHORT = (RegistrationEvent.NEW, RegistrationEvent.RENEWED)
_NOT_GIVEN = "未登记 not given"


def _events(facts: Facts) -> list[VehicleRegistration]:
    """Return what happened in the plan's year up to the day."""
    span = facts.so_far
    if span is None:
        return []
    return [row for row in facts.registers.all(VEHICLE_REGISTRATIONS) if row.day in span]


def _by_plate(
    rows: Sequence[VehicleRegistration],
) -> dict[str, list[VehicleRegistration]]:
    found: dict[str, list[VehicleRegistration]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.plate, one.day)):
        found[row.plate].append(row)
    return found


def _new_taxis(is_meant: Callable[[VehicleEnergy], bool]) -> Callable[[Facts], Sequence[Member]]:
    def members(facts: Facts) -> list[Member]:
        taxis = [
            row
            for row in _events(facts)
            if row.vehicle_kind is VehicleKind.CRUISING_TAXI and row.event in _OF_THE_COHORT
        ]
        return [_taxi(plate, rows, is_meant) for plate, rows in _by_plate(taxis).items()]

    return members


def _taxi(
    plate: str, rows: Sequence[VehicleRegistration], is_meant: Callable[[VehicleEnergy], bool]
) -> Member:
    """Return a plate of the cohort once; it serves when each of its registrations does.

    What becomes of the taxi later does not take it out of the cohort.
    """
    text = "; ".join(f"{row.event.label} {row.day} {row.energy.label}" for row in rows)
    last = rows[-1]
    if all(is_meant(row.energy) for row in rows):
        return Member(plate, last.area, MemberState.COVERED, text, last.day)
    return Member(plate, last.area, MemberState.NOT_COVERED, text)


def _is_battery_electric(energy: VehicleEnergy) -> bool:
    return energy is VehicleEnergy.BATTERY_ELECTRIC


def _is_new_energy(energy: VehicleEnergy) -> bool:
    return energy.is_new_energy


def _notes_of_taxis(facts: Facts) -> tuple[str, ...]:
    moved = sum(
        row.vehicle_kind is VehicleKind.CRUISING_TAXI and row.event is RegistrationEvent.MOVED_IN
        for row in _events(facts)
    )
    if not moved:
        return ()
    return (f"转入的巡游出租车不计 taxis moved in are neither new nor renewed: {moved} 辆",)


def _scrapped(facts: Facts) -> list[Member]:
    return [
        Member(plate, rows[0].area, MemberState.COVERED, _told(rows[0]), rows[0].day)
        for plate, rows in _scrapped_by_plate(facts).items()
    ]


def _scrapped_by_plate(facts: Facts) -> dict[str, list[VehicleRegistration]]:
    """Return a plate once, its first day before the others."""
    return _by_plate(
        [row for row in _events(facts) if row.event is RegistrationEvent.EARLY_SCRAPPED]
    )


def _told(row: VehicleRegistration) -> str:
    return (
        f"{row.event.label} {row.day} {row.vehicle_kind.label}, {_stage(row)}, {row.energy.label}"
    )


def _stage(row: VehicleRegistration) -> str:
    return _NOT_GIVEN if row.emission_stage is None else row.emission_stage.label


def _beside_scrapped(facts: Facts) -> tuple[str, ...]:
    """Tell how many are of which stage and fuel, and what left the register otherwise."""
    energies: dict[str, Counter[str]] = defaultdict(Counter)
    for first, *_ in _scrapped_by_plate(facts).values():
        energies[_stage(first)][first.energy.label] += 1
    lines = [
        f"{stage}: {of.total()} 辆 ("
        + ", ".join(f"{energy} {number}" for energy, number in sorted(of.items()))
        + ")"
        for stage, of in sorted(energies.items())
    ]
    others = Counter(row.event for row in _events(facts))
    out, ended = (
        others[event] for event in (RegistrationEvent.MOVED_OUT, RegistrationEvent.DEREGISTERED)
    )
    if out or ended:
        lines.append(f"不计 not counted: 转出 moved out {out} 辆, 注销 deregistered {ended} 辆")
    return tuple(lines)


COVERAGES: Mapping[str, Coverage] = {
    "new_taxis_new_energy": Coverage(
        "新增或更新的巡游出租车为新能源汽车(辆) new or renewed cruising taxis of new energy",
        (VEHICLE_REGISTRATIONS,),
        _new_taxis(_is_new_energy),
        owed=Owed.AS_THEY_COME,
        notes=_notes_of_taxis,
    ),
    "new_taxis_battery_electric": Coverage(
        "新增或更新的巡游出租车为纯电动(辆) new or renewed cruising taxis, battery-electric",
        (VEHICLE_REGISTRATIONS,),
        _new_taxis(_is_battery_electric),
        owed=Owed.AS_THEY_COME,
        notes=_notes_of_taxis,
    ),
}
"""Name to coverage; a plan's YAML uses the names."""

COUNTS: Mapping[str, Count] = {
    "early_scrapped_vehicles": Count(
        "提前淘汰的车辆 vehicles scrapped early",
        "辆",
        (VEHICLE_REGISTRATIONS,),
        _scrapped,
        beside=_beside_scrapped,
    ),
}
"""Name to count; a plan's YAML uses the names."""
