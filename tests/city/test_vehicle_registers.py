"""Plates, ids of vessels, and the rules between the columns of vehicles, machines and ships."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import ValidationError

from yunzhu.city.actions.areas import register_areas
from yunzhu.city.actions.recording import LOCAL_OPERATOR
from yunzhu.city.actions.register_rows import import_register_file, withdraw_register_row
from yunzhu.city.evidence import register_contents, row_history
from yunzhu.city.records import AreaRecord
from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.nonroad_machines import NonroadMachine
from yunzhu.city.registers.plate import PROVINCES, Plate
from yunzhu.city.registers.register_row import Column, RegisterRow
from yunzhu.city.registers.ship_fuel_checks import ShipFuelCheck
from yunzhu.city.registers.vehicles import VEHICLE_REGISTRATIONS, VehicleEnergy, VehicleFleet
from yunzhu.city.registers.vessel_id import VesselId, imo_check_digit


class Vehicle(RegisterRow):
    """A row with a plate."""

    plate: Plate


class Vessel(RegisterRow):
    """A row with the id of a vessel."""

    vessel: VesselId
    name: Annotated[str | None, Column("船名")] = None


def example(model: Any, **changes: Any) -> dict[str, Any]:
    """The row of examples; an empty text empties a cell."""
    return {field: column.example for field, column in model.columns().items()} | changes


def fault_of(model: Any, cells: dict[str, Any]) -> CellFault:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(cells)
    (error,) = raised.value.errors()
    return error["ctx"]["error"]


def test_there_are_31_provinces() -> None:
    assert len(PROVINCES) == len(set(PROVINCES)) == 31


@pytest.mark.parametrize(
    "plate", ["粤A00001", "粤AD00001", "粤A0000D", "粤A00001D", "粤Z0001港", "京A0001学"]
)
def test_a_plate_of_five_or_six_is_taken_as_it_is(plate: str) -> None:
    assert Vehicle.model_validate({"plate": plate}).plate == plate


@pytest.mark.parametrize(
    ("plate", "what", "expected"),
    [
        ("粤A·00001", "a blank or a dot", "粤A00001"),
        ("粤A•D00001", "a blank or a dot", "粤AD00001"),
        ("粤A 00001", "a blank or a dot", "粤A00001"),
        ("粤A-00001", "a blank or a dot", "粤A00001"),
        ("粤Ａ０0001", "full-width", "粤A00001"),
        ("粤Ａ·００001", "full-width", "粤A00001"),
        ("粤a00001", "small letters", "粤A00001"),
        ("粤AO0001", "no serial has I or O", "粤A00001"),
        ("粤A0I00O", "no serial has I or O", "粤A01000"),
        ("A00001", "not a plate", "the province's character"),
        ("粤A0001", "not a plate", "5 or 6"),
        ("粤A0000001", "not a plate", "5 or 6"),
        ("粤100001", "not a plate", "a letter"),
        ("未上牌", "not a plate", "粤A00001"),
    ],
)
def test_another_spelling_of_a_plate_is_told_with_the_right_one(
    plate: str, what: str, expected: str
) -> None:
    fault = fault_of(Vehicle, {"plate": plate})
    assert what in fault.what
    assert expected in fault.expected


def test_the_check_digit_of_an_imo_number_by_hand() -> None:
    # 1x7 + 2x6 + 3x5 + 4x4 + 5x3 + 6x2 = 7 + 12 + 15 + 16 + 15 + 12 = 77.
    assert imo_check_digit("123456") == "7"
    # Only the last place: 3 x 2 = 6.
    assert imo_check_digit("000003") == "6"


@pytest.mark.parametrize("vessel", ["IMO1234567", "413000000", "CN20200000001", "200012000001"])
def test_the_three_sorts_of_ids_are_taken_as_they_are(vessel: str) -> None:
    assert Vessel.model_validate({"vessel": vessel}).vessel == vessel


@pytest.mark.parametrize(
    ("vessel", "what", "expected"),
    [
        ("IMO 1234567", "another spelling", "IMO1234567"),
        ("IMO号：1234567", "full-width", "IMO1234567"),
        ("imo1234567", "another spelling", "IMO1234567"),
        ("MMSI: 413000000", "another spelling", "413000000"),
        ("４１３000000", "full-width", "413000000"),
        ("1234567", "without IMO", "IMO1234567"),
        ("IMO1234568", "check digit", "the last one: 7"),
        ("113000000", "not an id", "MMSI 9"),
        ("甲轮", "not an id", "a name is none"),
        ("IMO12345", "not an id", "IMO and 7 digits"),
    ],
)
def test_another_spelling_of_an_id_is_told_with_the_right_one(
    vessel: str, what: str, expected: str
) -> None:
    fault = fault_of(Vessel, {"vessel": vessel})
    assert what in fault.what
    assert expected in fault.expected


def test_plug_in_hybrid_and_fuel_cell_are_new_energy_and_a_hybrid_without_a_plug_is_not() -> None:
    assert {one.value for one in VehicleEnergy if one.is_new_energy} == {
        "plug_in_hybrid",
        "battery_electric",
        "fuel_cell",
    }


def test_no_more_vehicles_are_enclosed_than_there_are() -> None:
    whole = example(VehicleFleet, number="90", enclosed_number="90")
    assert VehicleFleet.model_validate(whole).enclosed_number == 90
    fault = fault_of(VehicleFleet, whole | {"enclosed_number": "91"})
    assert (fault.field, fault.expected) == ("enclosed_number", "≤ 90")


def test_a_machine_ends_by_a_document_and_after_its_coding() -> None:
    assert fault_of(NonroadMachine, example(NonroadMachine, end_evidence="")).field == (
        "end_evidence"
    )
    assert fault_of(NonroadMachine, example(NonroadMachine, ended="2019-11-30")).field == "ended"


@pytest.mark.parametrize("empty", ["sulphur_percent", "limit_percent"])
def test_a_case_needs_a_result_over_its_limit(empty: str) -> None:
    equal = example(ShipFuelCheck, sulphur_percent="0.50", is_case_opened="否")
    # The limit itself is within the limit.
    assert ShipFuelCheck.model_validate(equal).is_over_limit is False
    assert fault_of(ShipFuelCheck, equal | {"is_case_opened": "是"}).field == "is_case_opened"
    without = example(ShipFuelCheck) | {empty: ""}
    assert fault_of(ShipFuelCheck, without).field == "is_case_opened"
    open_yet = ShipFuelCheck.model_validate(without | {"is_case_opened": "否"})
    assert open_yet.is_over_limit is None


def test_several_events_of_a_plate_are_told_apart_by_their_choice(city, tmp_path: Path) -> None:
    register_areas([AreaRecord("990101", "甲区", "district", "")], by=LOCAL_OPERATOR)
    columns = VEHICLE_REGISTRATIONS.row.columns()
    header = ",".join(columns)
    lines = [
        f"粤A00001,{event},2020-03-02,巡游出租车,汽油,国五,,990101"
        for event in ("更新", "新增", "提前淘汰")
    ]
    path = tmp_path / "events.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    report = import_register_file(VEHICLE_REGISTRATIONS, path, by="甲")
    assert len(report.new) == 3
    key = ("粤A00001", "new", "2020-03-02")
    assert len(row_history(VEHICLE_REGISTRATIONS, key)) == 1
    withdraw_register_row(VEHICLE_REGISTRATIONS, key, reason="误登", by="甲")
    left = register_contents(VEHICLE_REGISTRATIONS, None)
    assert [row.event.value for row in left] == ["early_scrapped", "renewed"]
