"""The registers of the city: each is described once, in a module of its own, without Django.

From a description come the table with its history (`yunzhu.city.models.register_tables`), the
checks of every row, the template, import and export, the admin's pages and the commands.
"""

from __future__ import annotations

from typing import Any

from yunzhu.city.registers.assessment_sections import ASSESSMENT_SECTIONS, SECTION_TARGETS
from yunzhu.city.registers.boilers import BOILERS
from yunzhu.city.registers.drinking_sources import DRINKING_SOURCES, SOURCE_VOLUMES
from yunzhu.city.registers.enterprises import ENTERPRISE_LISTINGS, ENTERPRISES
from yunzhu.city.registers.inspections import INSPECTION_ANSWERS, INSPECTIONS, OFFICERS
from yunzhu.city.registers.outfalls import OUTFALLS
from yunzhu.city.registers.protection_zones import PROTECTION_ZONES
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.vehicle_fleet import VEHICLE_FLEET
from yunzhu.errors import UsageError

REGISTERS: tuple[Register[Any], ...] = (
    ASSESSMENT_SECTIONS,
    SECTION_TARGETS,
    DRINKING_SOURCES,
    SOURCE_VOLUMES,
    PROTECTION_ZONES,
    OUTFALLS,
    ENTERPRISES,
    ENTERPRISE_LISTINGS,
    BOILERS,
    OFFICERS,
    INSPECTIONS,
    INSPECTION_ANSWERS,
    VEHICLE_FLEET,
)
"""All of them; a register stands after those that it refers to."""


def register_named(name: str) -> Register[Any]:
    """Return the register of a name, which may be its Chinese one.

    Raises
    ------
    UsageError : there is none.

    Examples
    --------
    >>> register_named("outfalls").chinese
    '排污口名录'
    """
    for register in REGISTERS:
        if name in (register.name, register.chinese):
            return register
    raise UsageError(
        "没有此名录 no such register",
        field="register",
        found=name,
        expected=" | ".join(register.name for register in REGISTERS),
    )
