"""The registers of the city: each is described once, in a module of its own, without Django.

From a description come the table with its history (`yunzhu.city.models.register_tables`), the
checks of every row, the template, import and export, the admin's pages and the commands.
"""

from __future__ import annotations

from typing import Any

from yunzhu.city.registers.actions import ACTION_DEPARTMENTS, ACTION_KINDS, ACTIONS
from yunzhu.city.registers.analysis_runs import ANALYSIS_RUNS
from yunzhu.city.registers.assessment_sections import ASSESSMENT_SECTIONS, SECTION_TARGETS
from yunzhu.city.registers.boilers import BOILERS
from yunzhu.city.registers.budget_lines import BUDGET_LINES, BUDGET_SPENDING
from yunzhu.city.registers.construction_sites import CONSTRUCTION_SITES
from yunzhu.city.registers.data_assets import DATA_ASSETS, IT_SYSTEM_YEARS
from yunzhu.city.registers.discharge_outlets import (
    DISCHARGE_OUTLETS,
    MONITOR_READINGS,
    OUTLET_LIMITS,
)
from yunzhu.city.registers.district_indicators import DISTRICT_INDICATORS
from yunzhu.city.registers.drinking_sources import DRINKING_SOURCES, SOURCE_VOLUMES
from yunzhu.city.registers.eia_documents import EIA_DOCUMENTS, EIA_PROMISED_EMISSIONS
from yunzhu.city.registers.emergency_duty import DRILLS, DUTY_SHIFTS, EMERGENCY_EVENTS
from yunzhu.city.registers.emergency_plans import EMERGENCY_PLANS, EMERGENCY_RESOURCES
from yunzhu.city.registers.emissions import (
    EMISSION_INVENTORY,
    EMISSION_PROJECTS,
    EMISSION_TARGETS,
)
from yunzhu.city.registers.energy import EMISSION_FACTORS, ENERGY_BALANCE, GDP
from yunzhu.city.registers.enterprises import ENTERPRISE_LISTINGS, ENTERPRISES
from yunzhu.city.registers.grid_staff import GRID_STAFF, PATROLS
from yunzhu.city.registers.heavy_metals import HEAVY_METAL_LOADS
from yunzhu.city.registers.industrial_kilns import INDUSTRIAL_KILNS
from yunzhu.city.registers.inspections import INSPECTION_ANSWERS, INSPECTIONS, OFFICERS
from yunzhu.city.registers.monitoring_schedule import MONITORING_SCHEDULE
from yunzhu.city.registers.nonroad_machines import NONROAD_MACHINES
from yunzhu.city.registers.online_monitors import GAS_STATIONS, ONLINE_MONITORS
from yunzhu.city.registers.outfalls import OUTFALLS
from yunzhu.city.registers.parcels import PARCEL_STEPS, PARCELS, SOIL_SAMPLES
from yunzhu.city.registers.permits import PERMIT_REPORT_EMISSIONS, PERMIT_REPORTS, PERMITS
from yunzhu.city.registers.posts import POSTS
from yunzhu.city.registers.power_units import POWER_GENERATION, POWER_UNITS
from yunzhu.city.registers.projects import PROJECT_MILESTONES, PROJECTS
from yunzhu.city.registers.proposals import PROPOSALS
from yunzhu.city.registers.protection_zones import PROTECTION_ZONES
from yunzhu.city.registers.publicity_items import PUBLICITY_ITEMS
from yunzhu.city.registers.radioactive_sources import RADIOACTIVE_SOURCES
from yunzhu.city.registers.rectification import RECTIFICATION_ITEMS
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.responsibility_assessments import RESPONSIBILITY_ASSESSMENTS
from yunzhu.city.registers.roads import ROAD_CLEANING, ROADS
from yunzhu.city.registers.ship_fuel_checks import SHIP_FUEL_CHECKS
from yunzhu.city.registers.statistical_returns import (
    STATISTICAL_RETURN_EMISSIONS,
    STATISTICAL_RETURNS,
)
from yunzhu.city.registers.training_records import TRAINING_RECORDS
from yunzhu.city.registers.vehicles import VEHICLE_FLEET, VEHICLE_REGISTRATIONS
from yunzhu.city.registers.villages import VILLAGES
from yunzhu.city.registers.voc_firms import VOC_FIRMS
from yunzhu.city.registers.waste import DECLARATIONS, DISPOSAL_FACILITIES, FACILITY_CAPACITIES
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
    PARCELS,
    PARCEL_STEPS,
    SOIL_SAMPLES,
    DECLARATIONS,
    DISPOSAL_FACILITIES,
    FACILITY_CAPACITIES,
    RADIOACTIVE_SOURCES,
    VILLAGES,
    PROJECTS,
    PROJECT_MILESTONES,
    RECTIFICATION_ITEMS,
    MONITORING_SCHEDULE,
    EMERGENCY_PLANS,
    EMERGENCY_RESOURCES,
    EMERGENCY_EVENTS,
    DUTY_SHIFTS,
    DRILLS,
    TRAINING_RECORDS,
    VEHICLE_REGISTRATIONS,
    VEHICLE_FLEET,
    NONROAD_MACHINES,
    SHIP_FUEL_CHECKS,
    INDUSTRIAL_KILNS,
    POWER_UNITS,
    POWER_GENERATION,
    ENERGY_BALANCE,
    EMISSION_FACTORS,
    GDP,
    EMISSION_INVENTORY,
    EMISSION_TARGETS,
    EMISSION_PROJECTS,
    HEAVY_METAL_LOADS,
    POSTS,
    RESPONSIBILITY_ASSESSMENTS,
    DATA_ASSETS,
    IT_SYSTEM_YEARS,
    GRID_STAFF,
    PATROLS,
    ANALYSIS_RUNS,
    BUDGET_LINES,
    BUDGET_SPENDING,
    PROPOSALS,
    PUBLICITY_ITEMS,
    DISTRICT_INDICATORS,
    CONSTRUCTION_SITES,
    ROADS,
    ROAD_CLEANING,
    ACTIONS,
    ACTION_KINDS,
    ACTION_DEPARTMENTS,
    PERMITS,
    PERMIT_REPORTS,
    PERMIT_REPORT_EMISSIONS,
    DISCHARGE_OUTLETS,
    OUTLET_LIMITS,
    ONLINE_MONITORS,
    MONITOR_READINGS,
    GAS_STATIONS,
    VOC_FIRMS,
    EIA_DOCUMENTS,
    EIA_PROMISED_EMISSIONS,
    STATISTICAL_RETURNS,
    STATISTICAL_RETURN_EMISSIONS,
    OFFICERS,
    INSPECTIONS,
    INSPECTION_ANSWERS,
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
