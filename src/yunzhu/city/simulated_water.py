"""The simulated city's registers, and what its people did about one alarm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from yunzhu.city.actions.alarms import (
    acknowledge_alarm,
    close_alarm,
    handle_alarm,
    raise_alarms,
)
from yunzhu.city.actions.ledgers import import_ledger_file
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file
from yunzhu.city.ledgers import LEDGERS
from yunzhu.city.registers import REGISTERS
from yunzhu.city.water_warnings import alarmed_of, watch_of_city, water_warnings
from yunzhu.indicators.water.warning_words import AlarmKind
from yunzhu.simulation.plan_evidence import ACCEPTER, SUBMITTER, VERIFIER
from yunzhu.simulation.water_truth import SPILL_SECTION, WaterTruthKind, planted_waters
from yunzhu.workspace import Workspace

# What is known of a year only after it is recorded then.
_RECORDED_LATE = dict.fromkeys(
    (
        "source_volumes",
        "inspections",
        "inspection_answers",
        "patrols",
        "district_indicators",
        "vehicle_registrations",
        "vehicle_fleet",
        "ship_fuel_checks",
        "power_units",
        "power_generation",
        "energy_balance",
        "gdp",
        "emission_inventory",
        "emission_targets",
        "emission_projects",
        "heavy_metal_loads",
        "villages",
        "projects",
        "project_milestones",
        "rectification_items",
        "monitoring_schedule",
        "emergency_plans",
        "emergency_resources",
        "emergency_events",
        "duty_shifts",
        "drills",
        "training_records",
        "road_cleaning",
        "actions",
        "action_kinds",
        "action_departments",
        "parcels",
        "parcel_steps",
        "soil_samples",
        "declarations",
        "facility_capacities",
        "radioactive_sources",
        "permits",
        "permit_reports",
        "permit_report_emissions",
        "discharge_outlets",
        "outlet_limits",
        "online_monitors",
        "monitor_readings",
        "gas_stations",
        "voc_firms",
        "eia_documents",
        "eia_promised_emissions",
        "statistical_returns",
        "statistical_return_emissions",
    ),
    datetime(2021, 1, 8, 9),
)
_LEDGERS_RECORDED = datetime(2021, 1, 8, 10)
_RECORDED = datetime(2020, 1, 3, 9)
_WARNED = datetime(2020, 4, 8, 12)
_STEPS = (timedelta(minutes=10), timedelta(minutes=40), timedelta(hours=26), timedelta(hours=50))
_YEAR = 2020


def water_acts(
    workspace: Workspace, registers: Mapping[str, Path]
) -> Iterator[tuple[datetime, Callable[[], object]]]:
    """Give the dated acts: registers imported, the spill's alarms raised, one of them closed.

    Parameters
    ----------
    workspace : of the simulated city, with its water samples imported.
    registers : name of each register to its file.
    """
    for register in REGISTERS:
        if register.name in registers:
            moment = _RECORDED_LATE.get(register.name, _RECORDED)
            path = registers[register.name]
            yield moment, partial(import_register_file, register, path, by=LOCAL_OPERATOR)
    for ledger in LEDGERS:
        if ledger.name in registers:
            path = registers[ledger.name]
            yield (
                _LEDGERS_RECORDED,
                partial(import_ledger_file, ledger, path, by=LOCAL_OPERATOR),
            )
    if registers:
        raised, seen, handled, closed = (_WARNED + step for step in _STEPS)
        alarm = _SpillAlarm(workspace)
        yield raised, alarm.raise_all
        yield seen, alarm.acknowledge
        yield handled, alarm.handle
        yield closed, alarm.close


class _SpillAlarm:
    """The alarm of the planted spill; its number is known once it is raised."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._number = 0
        self._outlet = next(
            str(one.numbers["outlet"])
            for one in planted_waters(_YEAR)
            if one.kind is WaterTruthKind.SPILL
        )

    def raise_all(self) -> None:
        watch = watch_of_city(_WARNED.date())
        since = _WARNED - timedelta(days=1)
        found = water_warnings(self._workspace, watch, _WARNED, since)
        numbers = raise_alarms(map(alarmed_of, found.alarms), by=LOCAL_OPERATOR)
        self._number = next(
            number
            for number, one in zip(numbers, found.alarms, strict=True)
            if one.section == SPILL_SECTION and one.alarm.kind is AlarmKind.INFLOW
        )

    def acknowledge(self) -> None:
        acknowledge_alarm(self._number, by=VERIFIER)

    def handle(self) -> None:
        note = f"现场检查 {self._outlet}，事故池泄漏已封堵(模拟) leak stopped at {self._outlet}"
        handle_alarm(self._number, note=note, by=SUBMITTER)

    def close(self) -> None:
        note = "断面恢复(模拟) the section has recovered (simulated)"
        close_alarm(self._number, note=note, by=ACCEPTER)
