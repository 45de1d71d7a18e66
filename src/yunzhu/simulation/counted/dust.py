"""Building sites and roads of 云珠市(模拟): what sites report of themselves, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.counted.officers import visit_row
from yunzhu.simulation.register_files import RegisterRows

DUST_ITEMS = (
    "fenced",
    "piles_covered",
    "vehicles_washed",
    "roads_hardened",
    "wet_works",
    "transport_closed",
)
SITES = 40
RESAMPLED = tuple(f"G{n:03}" for n in range(1, 35, 3))
"""Planted: the 12 of the 40 sites, all reporting six items met, that the city goes to see."""

FAILING: Mapping[str, tuple[str, ...]] = {
    "G001": ("fenced", "piles_covered"),
    "G004": ("piles_covered", "vehicles_washed"),
    "G007": ("piles_covered", "wet_works"),
    "G010": ("vehicles_washed", "roads_hardened"),
    "G013": ("transport_closed",),
}
"""Planted: the five that fail, one of them one item only and to the end of the year."""

FINISHED = "G041"
"""Planted: the site that was finished in May before anyone came."""

DRY_ROAD = "L7001"
"""Planted: the road watered once instead of twice on 5 December, not washed on 12 December."""

RAIN_DAYS = ("11-10", "11-11")
"""Planted: the days on which rain exempts all roads."""

_STILL_FAILING = "G013"
_EARLIER_TARGETED = 8
# Code, class, weekdays of washing from Monday 0, waterings a day.
_ROADS = (("L7001", "arterial", range(7), 2), ("L7002", "branch", (0, 3), 1))


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return sites, visits with their answers, roads and their cleaning, by register.

    Parameters
    ----------
    year : of the plan, in which the visits are made.
    """
    visits = tuple(_visits(year))
    return {
        "construction_sites": tuple(_site(n, year) for n in range(1, SITES + 2)),
        "inspections": tuple(row for row, _ in visits),
        "inspection_answers": tuple(
            {
                "inspection": row["code"],
                "item": item,
                "is_met": "否" if item in failed else "是",
            }
            for row, failed in visits
            for item in DUST_ITEMS
        ),
        "roads": tuple(
            {
                "code": code,
                "name": f"甲区{number}号路(模拟)",
                "area": f"99010100{number}",
                "road_class": road_class,
                "washing_days_per_week": str(len(washing)),
                "waterings_per_day": str(watering),
                "frequency_document": f"模拟城管〔{year}〕1号",
                "in_service_from": f"{year}-11-02",
                "in_service_to": "",
            }
            for number, (code, road_class, washing, watering) in enumerate(_ROADS, start=1)
        ),
        "road_cleaning": tuple(_cleanings(year)),
    }


def _area_of(number: int) -> str:
    district = list(DISTRICTS)[number % len(DISTRICTS)]
    return f"{district}00{1 + number % 3}"


def _site(number: int, year: int) -> Mapping[str, str]:
    code = f"G{number:03}"
    return {
        "code": code,
        "name": f"{number}号工地(模拟)",
        "contractor": "",
        "area": _area_of(number),
        "active_from": f"{year - 1}-01-01",
        "active_to": f"{year}-05-31" if code == FINISHED else "",
        "agency": "住建部门(模拟)",
        "is_self_reporting": "是",
    }


def _visit(
    number: int, code: str, day: date, kind: str, result: str = "passed", **changes: str
) -> Mapping[str, str]:
    area = _area_of(int(code[1:]))
    row = visit_row(f"J7{number:03}", "construction_site", code, area, day, **changes)
    return row | {"kind": kind, "result": result, "checklist": "六个100%检查表(模拟)"}


def _visits(year: int) -> Iterator[tuple[Mapping[str, str], tuple[str, ...]]]:
    """Give the visits, each with the items that were not met.

    All sites report themselves on 10 March. From 3 February on one site not re-sampled is seen
    every four days, by turns a targeted and a random visit; the first two targeted ones find a
    violation that is none of the six items. The re-sampling is in August; on 10 November four of
    the five that failed are seen again, and have put it right. The year before has eight targeted
    visits, one of them with a violation, and four random ones.
    """
    codes = [f"G{n:03}" for n in range(1, SITES + 2)]
    for number, code in enumerate(codes, start=1):
        nobody = {"first_officer": "", "second_officer": "", "evidence_sha256": ""}
        yield _visit(number, code, date(year, 3, 10), "self_report", **nobody), ()
    others = [code for code in codes if code not in (*RESAMPLED, FINISHED)]
    for number, code in enumerate(others):
        kind = "random" if number % 2 else "targeted"
        result = "violation" if number in (0, 2) else "passed"
        day = date(year, 2, 3) + number * timedelta(days=4)
        yield _visit(100 + number, code, day, kind, result), ()
    for number, code in enumerate(RESAMPLED):
        failed = FAILING.get(code, ())
        day = date(year, 8, 3) + timedelta(days=number)
        result = "problem" if failed else "passed"
        yield _visit(200 + number, code, day, "resample", result), failed
    for number, code in enumerate(one for one in FAILING if one != _STILL_FAILING):
        yield _visit(300 + number, code, date(year, 11, 10), "special"), ()
    for number, code in enumerate(codes[:12]):
        kind = "targeted" if number < _EARLIER_TARGETED else "random"
        day = date(year - 1, 3, 4) + number * timedelta(days=7)
        yield _visit(400 + number, code, day, kind, "passed" if number else "violation"), ()


def _cleanings(year: int) -> Iterator[Mapping[str, str]]:
    """Give what was done from 2 November, a Monday in 2020, on: washing, then watering."""
    first, last = date(year, 11, 2), date(year, 12, 31)
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        is_rain = f"{day:%m-%d}" in RAIN_DAYS
        for code, _, washing, watering in _ROADS:
            is_dry = code == DRY_ROAD and day == date(year, 12, 5)
            is_unwashed = code == DRY_ROAD and day == date(year, 12, 12)
            is_due = day.weekday() in washing
            washed = 0 if is_rain or is_unwashed or not is_due else 1
            watered = 0 if is_rain else watering - is_dry
            for kind, times in (("washing", washed), ("watering", watered)):
                yield {
                    "road": code,
                    "day": day.isoformat(),
                    "kind": kind,
                    "times": str(times),
                    "evidence": f"作业-{code}-{day:%m%d}(模拟)" if times else "",
                    "is_rain_exempt": "是" if is_rain else "否",
                }
