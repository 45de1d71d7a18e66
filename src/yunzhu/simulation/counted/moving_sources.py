"""Vehicles, machines and ships of 云珠市(模拟), with what is planted among them.

Plates begin with 云X and ids of vessels with YZM; no authority issues such ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

NEW_TAXIS, PETROL_TAXI = 99, 80
"""One new taxi every third day from 6 January on; number 80 (from 0) burns petrol, 2 September."""

EARLY_SCRAPPED, MOVED_OUT = 18, 4
"""Diesel trucks scrapped early, and some that moved out of the city, which do not count."""

MACHINES, UNTESTED, STRUCK_OFF, FAILED = 16, "FX0016", "FX0009", "FX0003"
"""One machine a fortnight is tested; one never, one is struck off in May, one fails."""

SHIP_VISITS, WITHOUT_RESULT, TWICE_IN_A_DAY = 110, 20, 5
"""One visit every third day from 8 January on; number 20 (from 0) never has a result."""

SHIPS = 40
_SECOND_SAMPLE_STEP = 12
_OTHER_TAXIS = dict.fromkeys(range(9, 90, 20), "fuel_cell") | dict.fromkeys(
    range(19, 90, 20), "plug_in_hybrid"
)
_THIRD_DAY = timedelta(days=3)
_FIRST_OVER, _SECOND_OVER = 33, 66
_SULPHUR, _OVER, _LIMIT = "0.38", "0.62", "0.5"
_CARRIERS = ("construction_waste", "powder")


@dataclass(frozen=True)
class _Fleet:
    """The vehicles of a kind that each district has at the end of a day.

    Attributes
    ----------
    kind : of vehicle. others : what drives those that are not battery-electric.
    meant, rest : battery-electric or enclosed vehicles, and the others, on the three days.
    """

    kind: str
    others: str
    meant: tuple[int, int, int]
    rest: tuple[int, int, int]


_FLEETS = (
    # 40 % → 55 % → 70 %.
    _Fleet("cruising_taxi", "petrol", (40, 55, 70), (60, 45, 30)),
    # 30 % → 28 % → 33 %: below the year before in June, above it in December.
    _Fleet("delivery", "gas", (30, 28, 33), (70, 72, 67)),
    # 62.5 % → 70.6 % → 88.9 %.
    _Fleet("construction_waste", "gas", (50, 60, 80), (30, 25, 10)),
    # 50 % → 52.5 % → 48.8 %: above in June, below in December.
    _Fleet("powder", "gas", (20, 21, 20), (20, 19, 21)),
)


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return registrations, fleets, machines with their tests, and checks of ships' fuel.

    Parameters
    ----------
    year : of the plan.
    """
    return {
        "vehicle_registrations": (*_taxis(year), *_others(year)),
        "vehicle_fleet": tuple(_fleets(year)),
        "nonroad_machines": tuple(_machine(number, year) for number in range(1, MACHINES + 1)),
        "inspections": tuple(_tests(year)),
        "ship_fuel_checks": tuple(_checks(year)),
    }


def _district(number: int) -> str:
    return list(DISTRICTS)[number % len(DISTRICTS)]


def _event(
    plate: str, event: str, day: date, kind: str, energy: str, **more: str
) -> dict[str, str]:
    row = {
        "plate": plate,
        "event": event,
        "day": day.isoformat(),
        "vehicle_kind": kind,
        "energy": energy,
        "emission_stage": "",
        "is_enclosed": "",
        "area": _district(int(plate[-4:])),
    }
    return row | more


def _taxis(year: int) -> Iterator[Mapping[str, str]]:
    """Give 89 battery-electric taxis of 99; nine plug-in hybrids or on fuel cells, one petrol."""
    for number in range(NEW_TAXIS):
        day = date(year, 1, 6) + number * _THIRD_DAY
        event = "renewed" if number % 2 else "new"
        energy = _OTHER_TAXIS.get(number, "battery_electric")
        plate = f"云XD{number:05}"
        stage = ""
        if number == PETROL_TAXI:
            plate, energy, stage = f"云X{number:05}", "petrol", "vi"
        yield _event(plate, event, day, "cruising_taxi", energy, emission_stage=stage)


def _others(year: int) -> Iterator[Mapping[str, str]]:
    """Give what is of no cohort, and the vehicles that leave the city's roads."""
    yield _event(
        "云XD00010", "deregistered", date(year, 11, 2), "cruising_taxi", "battery_electric"
    )
    yield _event("云X02001", "moved_in", date(year, 3, 9), "cruising_taxi", "gas")
    yield _event("云X02002", "new", date(year, 3, 10), "ride_hailing", "petrol")
    stages = ("i", "ii", "iii")
    for number in range(EARLY_SCRAPPED):
        day = date(year, 2, 10) + number * timedelta(days=15)
        stage = {"emission_stage": stages[number % len(stages)]}
        yield _event(f"云X{3000 + number:05}", "early_scrapped", day, "truck", "diesel", **stage)
    for number in range(MOVED_OUT):
        day = date(year, 4, 20) + number * timedelta(days=15)
        plate = f"云X{4000 + number:05}"
        yield _event(plate, "moved_out", day, "truck", "diesel", emission_stage="iii")


def _fleets(year: int) -> Iterator[Mapping[str, str]]:
    days = (date(year - 1, 12, 31), date(year, 6, 30), date(year, 12, 31))
    for fleet in _FLEETS:
        for day, meant, rest in zip(days, fleet.meant, fleet.rest, strict=True):
            for district in DISTRICTS:
                row = {
                    "day": day.isoformat(),
                    "area": district,
                    "vehicle_kind": fleet.kind,
                    "energy": fleet.others,
                    "number": str(rest),
                    "enclosed_number": "",
                    "source": f"模拟车〔{day.year}〕{day.month}号",
                }
                if fleet.kind in _CARRIERS:
                    yield row | {"number": str(meant + rest), "enclosed_number": str(meant)}
                else:
                    yield row
                    yield row | {"energy": "battery_electric", "number": str(meant)}


def _machine_code(number: int) -> str:
    return f"FX{number:04}"


def _machine(number: int, year: int) -> Mapping[str, str]:
    code = _machine_code(number)
    is_gone = code == STRUCK_OFF
    return {
        "code": code,
        "kind": "excavator" if number % 2 else "loader",
        "emission_stage": "iii",
        "owner": f"{number}号施工单位(模拟)",
        "area": _district(number),
        "coded_on": f"{year - 2}-06-01",
        "ended": f"{year}-05-31" if is_gone else "",
        "end_evidence": f"模拟注〔{year}〕1号" if is_gone else "",
    }


def _tests(year: int) -> Iterator[Mapping[str, str]]:
    """Give one test a fortnight from 14 January on, and three in the spring of the year before."""
    numbers = [
        number
        for number in range(1, MACHINES + 1)
        if _machine_code(number) not in (UNTESTED, STRUCK_OFF)
    ]
    for place, number in enumerate(numbers):
        day = date(year, 1, 14) + place * timedelta(days=14)
        result = "violation" if _machine_code(number) == FAILED else "passed"
        yield _test(f"JM{place:03}", number, day, result)
    for place, number in enumerate(numbers[:3]):
        yield _test(f"JM9{place:02}", number, date(year - 1, 3, 4 + place), "passed")


def _test(code: str, number: int, day: date, result: str) -> Mapping[str, str]:
    machine = _machine_code(number)
    return visit_row(code, "machine", machine, _district(number), day, result=result)


def _checks(year: int) -> Iterator[Mapping[str, str]]:
    for number in range(SHIP_VISITS):
        day = date(year, 1, 8) + number * _THIRD_DAY
        sulphur = _OVER if number in (_FIRST_OVER, _SECOND_OVER) else _SULPHUR
        row = {
            "vessel": f"YZM{number % SHIPS:07}",
            "day": day.isoformat(),
            "sample": f"Y{number:03}A",
            "vessel_name": f"{number % SHIPS}号轮(模拟)",
            "berth": f"{number % 4}号泊位(模拟)",
            "area": _district(number),
            "fuel": "distillate",
            "sulphur_percent": "" if number == WITHOUT_RESULT else sulphur,
            "limit_percent": _LIMIT,
            "department": "海事(模拟)",
            "is_case_opened": "是" if number == _FIRST_OVER else "否",
        }
        yield row
        if number % _SECOND_SAMPLE_STEP == TWICE_IN_A_DAY:
            yield row | {"sample": f"Y{number:03}B"}
