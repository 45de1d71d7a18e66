"""Monitoring of the sea, emergency plans, duty, drills and trainings of 云珠市(模拟)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from yunzhu.periods import Period
from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.firms import firm_code, firm_row
from yunzhu.simulation.register_files import RegisterRows

MISSED_ROUND = "Q3"
"""Planted: the round of the sea that was sampled eight days after its date."""

EXPIRED_IN, RENEWED_IN = "990102", "990103"
"""Planted: the district whose key source let its plan expire in May, and the one that filed again
eleven days before the last day."""

UNSTAFFED = (7, 19)
"""Planted: month and day of the one shift nobody signed in for."""

LATE_REPORT = "E02"
"""Planted: the event that was reported after 300 minutes."""

WITHOUT_TRAINING = "990108"
"""Planted: the only district without a training on climate; its resource has no owner either."""

_FIRM_NUMBER = 901


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the schedule, key sources with their plans, resources, events, shifts and trainings.

    Parameters
    ----------
    year : of the plan.
    """
    return {
        "enterprises": tuple(
            firm_row(district, _FIRM_NUMBER, f"{name[0]}区化工厂")
            for district, name in DISTRICTS.items()
        ),
        "enterprise_listings": tuple(
            {
                "enterprise": firm_code(district, _FIRM_NUMBER),
                "enterprise_list": "key_industrial_source",
                "year": str(year),
                "listed_on": f"{year}-01-02",
                "removed_on": "",
                "document": "",
            }
            for district in DISTRICTS
        ),
        "monitoring_schedule": _schedule(year),
        "emergency_plans": _plans(year),
        "emergency_resources": tuple(_resource(district, year) for district in DISTRICTS),
        "emergency_events": _events(year),
        "duty_shifts": _shifts(year),
        "drills": _drills(year),
        "training_records": _trainings(year),
    }


def _schedule(year: int) -> RegisterRows:
    return tuple(
        {
            "task": "M01",
            "period": period,
            "name": "近岸海域监测(模拟)",
            "medium": "sea",
            "kind": "routine",
            "sites": "",
            "items": "",
            "frequency": "每季一次",
            "due_on": f"{year}-{due}",
            "done_on": f"{year}-{done}",
            "samples_due": "6",
            "samples_done": "6",
        }
        for period, due, done in (
            ("Q1", "03-31", "03-20"),
            ("Q2", "06-30", "06-22"),
            (MISSED_ROUND, "09-30", "10-08"),
            ("Q4", "12-31", "12-10"),
        )
    )


def _plans(year: int) -> RegisterRows:
    """Return a plan of each key source, filed for three years as its filing says."""
    rows = [
        _plan(district, "1", date(year - 1, 2, 1), date(year + 2, 1, 31))
        for district in DISTRICTS
        if district not in (EXPIRED_IN, RENEWED_IN)
    ]
    return (
        *rows,
        _plan(EXPIRED_IN, "1", date(year - 3, 5, 11), date(year, 5, 10)),
        _plan(RENEWED_IN, "1", date(year - 3, 9, 1), date(year, 8, 31)),
        _plan(RENEWED_IN, "2", date(year, 8, 20), date(year + 3, 8, 19)),
    )


def _plan(district: str, version: str, filed: date, valid_to: date) -> Mapping[str, str]:
    return {
        "enterprise": firm_code(district, _FIRM_NUMBER),
        "version": version,
        "written_on": "",
        "revised_on": "",
        "filed_on": filed.isoformat(),
        "filing_number": f"模拟备{district}-{version}",
        "valid_to": valid_to.isoformat(),
        "risk_grade": "larger",
    }


def _resource(district: str, year: int) -> Mapping[str, str]:
    number = district[-1]
    return {
        "code": f"R0{number}",
        "name": "吸油毡(模拟)",
        "kind": "material",
        "quantity": "200",
        "unit": "kg",
        "owner": "" if district == WITHOUT_TRAINING else "应急物资库(模拟)",
        "area": district,
        "place": f"{number}号仓库(模拟)",
        "longitude": "",
        "latitude": "",
        "checked_on": f"{year}-0{number}-15",
    }


def _events(year: int) -> RegisterRows:
    return tuple(
        {
            "code": code,
            "name": "油品泄漏(模拟)",
            "grade": grade,
            "area": area,
            "started_on": f"{year}-{started}",
            "report_minutes": minutes,
            "closed_on": f"{year}-{closed}",
            "has_full_log": "是",
        }
        for code, grade, area, started, minutes, closed in (
            ("E01", "IV", "990104", "05-06", "90", "05-09"),
            (LATE_REPORT, "III", "990105", "10-12", "300", "10-20"),
        )
    )


def _shifts(year: int) -> RegisterRows:
    span = Period.of_year(year)
    days = (span.first + timedelta(days=n) for n in range(span.days))
    return tuple(
        {
            "day": day.isoformat(),
            "shift": "whole",
            "people_due": "2",
            "people_signed_in": "0" if (day.month, day.day) == UNSTAFFED else "2",
        }
        for day in days
    )


def _drills(year: int) -> RegisterRows:
    return tuple(
        {
            "code": code,
            "day": f"{year}-{day}",
            "scenario": "化学品泄漏(模拟)",
            "organiser": organiser,
            "area": "990101",
            "participants": "60",
            "record": f"模拟演{code}",
            "reviewed_on": f"{year}-{reviewed}",
        }
        for code, day, organiser, reviewed in (
            ("L01", "03-12", "firm", "03-13"),
            ("L02", "09-18", "bureau", "09-25"),
        )
    )


def _trainings(year: int) -> RegisterRows:
    """Return one training on climate a month from March on, district after district."""
    districts = [one for one in DISTRICTS if one != WITHOUT_TRAINING]
    climate = [
        _training(f"K0{month}", f"{year}-{month:02}-10", "climate", district)
        for month, district in enumerate(districts, start=3)
    ]
    return (*climate, _training("K20", f"{year}-04-16", "emergency", "990100"))


def _training(course: str, day: str, kind: str, area: str) -> Mapping[str, str]:
    return {
        "course": course,
        "day": day,
        "name": f"{course}班(模拟)",
        "kind": kind,
        "is_planned": "是",
        "held_on": day,
        "units": "",
        "people": "40",
        "area": area,
        "record": f"模拟训{course}",
    }
