"""Parcels, waste and radioactive sources of 云珠市(模拟), with what went wrong at some of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.register_files import RegisterRows

EARLY, LATE, CLEAN, OUT_OF_ORDER = "K0202", "K0302", "K0402", "K0502"
"""Planted parcels: permitted before its removal; the same, but after the cut-off; never polluted;
assessed before its detailed survey."""
UNSAMPLED = "K0801"
"""Planted: the one parcel of key industries without a sample of the year."""
UNCHECKED, RETIRED, MISFIT = "R0701", "R0601", "R0301"
"""Planted sources: never checked; gone in March with a document; its category does not fit."""

UNDECLARED_FIRM, UNBALANCED_FIRM = 15, 6
"""Planted firms by their place: the one without a declaration, the one that lacks 3 t."""

_FIRM_NUMBERS, _FIRMS_PER_DISTRICT = 850, 2
_SIZE, _EARLY_SIZE = "10000", "30000"
# Day and result of the six steps up to the removal, counted back from it.
_STEPS = (
    ("survey", -700, "否"),
    ("detailed_survey", -600, "否"),
    ("risk_assessment", -500, "否"),
    ("listed", -450, ""),
    ("remediation", -120, ""),
    ("effect_evaluation", -30, "是"),
    ("removed", 0, ""),
)
_VERIFIED = {1: "0", 3: "0", 5: "2", 7: "0"}


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return firms, parcels with their steps and samples, declarations, capacities and sources.

    Parameters
    ----------
    year : of the plan, in which parcels are re-used and declarations accepted.
    """
    return {
        "enterprises": tuple(
            firm_row(district, number, f"{DISTRICTS[district][0]}区{number}号金属厂")
            for district, number in _firms()
        ),
        "enterprise_listings": tuple(_listing(code, year) for code in _firm_codes()),
        "parcels": tuple(_parcels(year)),
        "parcel_steps": tuple(_steps(year)),
        "soil_samples": _samples(year),
        "declarations": tuple(_declarations(year)),
        "disposal_facilities": _facilities(),
        "facility_capacities": _capacities(year),
        "radioactive_sources": tuple(_sources(year)),
    }


def _firms() -> list[tuple[str, int]]:
    return [
        (district, _FIRM_NUMBERS + n)
        for n in range(1, _FIRMS_PER_DISTRICT + 1)
        for district in DISTRICTS
    ]


def _firm_codes() -> list[str]:
    return [firm_code(district, number) for district, number in _firms()]


def _listing(code: str, year: int) -> Mapping[str, str]:
    return {
        "enterprise": code,
        "enterprise_list": "waste_declarant",
        "year": str(year),
        "listed_on": f"{year}-01-02",
        "removed_on": "",
        "document": f"模拟固废〔{year}〕1号",
    }


def _safe_codes() -> list[str]:
    """Return the nine parcels that were removed in time, one more permitted each month."""
    return [f"K0{district[-1]}01" for district in DISTRICTS] + ["K0102"]


def _permits(year: int) -> dict[str, date | None]:
    """Return code to the day of the permit; the nine safe ones on the 15th from February on."""
    safe = {code: date(year, 2 + place, 15) for place, code in enumerate(_safe_codes())}
    return {
        **safe,
        EARLY: date(year, 5, 20),
        LATE: date(year, 12, 10),
        CLEAN: date(year, 3, 2),
        OUT_OF_ORDER: None,
    }


def _parcels(year: int) -> Iterator[Mapping[str, str]]:
    for code, permit in _permits(year).items():
        district = f"9901{code[1:3]}"
        yield {
            "code": code,
            "name": f"{DISTRICTS[district][0]}区{code[3:]}号地块(模拟)",
            "area": f"{district}001",
            "area_m2": _EARLY_SIZE if code == EARLY else _SIZE,
            "enterprise": "",
            "outline": "",
            "land_use": "first_type",
            "is_key_industry_survey": "是" if code.endswith("01") else "否",
            "is_redevelopment": "是",
            "registered_on": "2018-01-02",
            "reuse_permit_on": "" if permit is None else permit.isoformat(),
            "use_started_on": "",
        }


def _steps(year: int) -> Iterator[Mapping[str, str]]:
    permits = _permits(year)
    removals = {code: _before(permits[code], 40) for code in _safe_codes()}
    removals[EARLY] = date(year, 7, 10)
    removals[LATE] = date(year, 12, 28)
    for code, removal in removals.items():
        for step, days, within in _STEPS:
            yield _step(code, step, removal + timedelta(days=days), within)
    yield _step(CLEAN, "survey", date(year - 1, 9, 2), "是")
    yield _step(OUT_OF_ORDER, "survey", date(year - 1, 9, 2), "否")
    yield _step(OUT_OF_ORDER, "risk_assessment", date(year, 2, 3), "否")
    yield _step(OUT_OF_ORDER, "detailed_survey", date(year, 4, 7), "否")


def _before(day: date | None, days: int) -> date:
    assert day is not None
    return day - timedelta(days=days)


def _step(parcel: str, step: str, day: date, within: str) -> Mapping[str, str]:
    return {
        "parcel": parcel,
        "step": step,
        "day": day.isoformat(),
        "is_within_limits": within,
        "document": "模拟报告",
    }


def _samples(year: int) -> RegisterRows:
    """Return one sample of cadmium of each key parcel but one, one parcel a month from March."""
    codes = [code for code in _safe_codes() if code.endswith("01") and code != UNSAMPLED]
    return tuple(
        {
            "sample": f"TR{place:04}",
            "item": "镉",
            "site": "",
            "parcel": code,
            "depth_m": "0.5",
            "day": date(year, 3 + place, 9).isoformat(),
            "value": "0.21",
            "unit": "mg/kg",
            "is_below_detection": "否",
            "round_number": "",
        }
        for place, code in enumerate(codes)
    )


def _declarations(year: int) -> Iterator[Mapping[str, str]]:
    """Yield a declaration every 14 days from 20 January: 10 t of HW17 and 5 t of HW08 by turns."""
    for place, code in enumerate(_firm_codes()):
        if place == UNDECLARED_FIRM:
            continue
        is_plating = place % 2 == 0
        accepted = date(year, 1, 20) + timedelta(days=14 * place)
        errors = _VERIFIED.get(place, "")
        yield {
            "enterprise": code,
            "year": str(year - 1),
            "waste_code": "336-054-17" if is_plating else "900-249-08",
            "waste_class": "HW17" if is_plating else "HW08",
            "opening_t": "1",
            "generated_t": "10" if is_plating else "5",
            "transferred_t": "8" if is_plating else "4",
            "disposed_t": "2" if is_plating else "1",
            # 1 + 10 - 8 - 2 leaves 1, not 4.
            "closing_t": "4" if place == UNBALANCED_FIRM else "1",
            "submitted_on": (accepted - timedelta(days=7)).isoformat(),
            "accepted_on": accepted.isoformat(),
            "sampled_on": date(year, 6, 10 + place).isoformat() if errors else "",
            "errors_found": errors,
        }


def _facilities() -> RegisterRows:
    return tuple(
        {"code": code, "name": f"{name}(模拟)", "area": area, "enterprise": ""}
        for code, name, area in (("D01", "东处置中心", "990104"), ("D02", "西处置中心", "990105"))
    )


def _capacities(year: int) -> RegisterRows:
    """HW17 has 60 t/a for 80 t, since the new 30 t/a have no licence; HW08 has 45 for 35."""
    lines = (
        ("D01", "HW17", "60", "2015-06-01", "模拟危废证1号"),
        ("D02", "HW17", "30", f"{year}-09-01", ""),
        ("D01", "HW08", "20", "2015-06-01", "模拟危废证1号"),
        ("D02", "HW08", "25", f"{year}-04-01", "模拟危废证2号"),
    )
    return tuple(
        {
            "facility": facility,
            "waste_class": waste_class,
            "licensed_t_per_year": tonnes,
            "in_operation_from": since,
            "in_operation_to": "",
            "licence": licence,
            "licence_to": "",
        }
        for facility, waste_class, tonnes, since, licence in lines
    )


def _sources(year: int) -> Iterator[Mapping[str, str]]:
    """Yield a source per district, each checked in a month of its own from February on."""
    for place, district in enumerate(DISTRICTS):
        code = f"R0{district[-1]}01"
        is_gone = code == RETIRED
        has_no_check = code in (UNCHECKED, RETIRED)
        yield {
            "code": code,
            "nuclide": "Co-60",
            "activity_bq": "400000000000",
            "activity_on": "2018-05-01",
            "category": "III" if code == MISFIT else "II",
            "holder": firm_code(district, _FIRM_NUMBERS + 1),
            "area": f"{district}001",
            "place": f"{DISTRICTS[district][0]}区源库(模拟)",
            "state": "retired" if is_gone else "in_use",
            "last_check_on": "" if has_no_check else date(year, 2 + place, 18).isoformat(),
            "ended_on": f"{year}-03-31" if is_gone else "",
            "ending_document": f"模拟辐〔{year}〕1号" if is_gone else "",
        }
