"""Tests of diesel vehicles in 云珠市(模拟): half of the stock on 19 December, not a day before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from yunzhu.simulation.city import DISTRICTS
from yunzhu.simulation.register_files import RegisterRows

STOCK_PER_DISTRICT = 300
OFTEN_TESTED = "云Z00000"
"""Planted: the plate with the most tests."""

# Every day 15 vehicles that were not tested yet, until 1,170 are; then 29, then one: 1,200.
_PER_DAY, _DAYS, _NEXT_DAY = 15, 78, 29
_HALF = STOCK_PER_DISTRICT * len(DISTRICTS) // 2
_SEASON = (10, 1)
_SENSED_FROM, _SENSED_DAYS, _SENSED_BEGIN = (11, 1), 50, 1300
_AGAIN_DAYS, _AGAIN_PER_DAY, _OFTEN, _FOREIGN = 12, 10, 40, 92
_EARLIER_BEGIN, _EARLIER = 1500, 100
_LAST_YEAR, _LAST_YEAR_OF_LAST = 10, 250
_ONE_DAY = timedelta(days=1)
_DISTRICTS = tuple(DISTRICTS)


def rows_of(year: int) -> dict[str, RegisterRows]:
    """Return the stock at the end of the year before, and the tests of both years.

    Parameters
    ----------
    year : of the plan, whose season lies in it.
    """
    return {"vehicle_fleet": _fleet(year), "vehicle_tests": tuple(_numbered(_tests(year)))}


def _fleet(year: int) -> RegisterRows:
    return tuple(
        {
            "day": f"{year - 1}-12-31",
            "area": district,
            "vehicle_kind": "truck",
            "energy": energy,
            "number": str(number),
            "enclosed_number": "",
            "source": f"{year - 1}年机动车统计(模拟)",
        }
        for district in DISTRICTS
        for energy, number in (("diesel", STOCK_PER_DISTRICT), ("petrol", 900))
    )


def _numbered(tests: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    for number, test in enumerate(tests):
        yield {"code": f"T{number:06}", **test}


def _tests(year: int) -> Iterator[dict[str, str]]:
    first = date(year, *_SEASON)
    for step in range(_DAYS):
        for number in range(step * _PER_DAY, (step + 1) * _PER_DAY):
            yield _test(number, first + step * _ONE_DAY)
    begin = _DAYS * _PER_DAY
    for number in range(begin, begin + _NEXT_DAY):
        yield _test(number, first + _DAYS * _ONE_DAY)
    for number in range(begin + _NEXT_DAY, _HALF):
        yield _test(number, first + (_DAYS + 1) * _ONE_DAY)
    for step in range(_AGAIN_DAYS):
        for number in range(step * _AGAIN_PER_DAY, (step + 1) * _AGAIN_PER_DAY):
            yield _test(number, first + (_DAYS + 2 + step) * _ONE_DAY)
    for step in range(1, _OFTEN + 1):
        yield _test(0, first + step * _ONE_DAY)
    for step in range(_FOREIGN):
        yield _test(step, first + step * _ONE_DAY) | {
            "plate": f"云Y{step:05}",
            "is_local": "否",
        }
    yield from _sensed(date(year, *_SENSED_FROM))
    # These belong to the season before.
    for number in range(_EARLIER_BEGIN, _EARLIER_BEGIN + _EARLIER):
        yield _test(number, date(year, 2, 3) + number % 20 * _ONE_DAY)
    yield from _last_year(date(year - 1, *_SEASON))


def _sensed(first: date) -> Iterator[dict[str, str]]:
    """Give four passes a day: two vehicles that nobody tested on site, and two that were."""
    for step in range(_SENSED_DAYS):
        for number in (2 * step, 2 * step + 1):
            for plate in (number, _SENSED_BEGIN + number):
                sensed = {"method": "remote_sensing", "result": "passed"}
                yield _test(plate, first + step * _ONE_DAY) | sensed


def _last_year(first: date) -> Iterator[dict[str, str]]:
    """Give the tests on the road of the year before: many in the last district, few elsewhere."""
    for place, district in enumerate(_DISTRICTS):
        is_last = place == len(_DISTRICTS) - 1
        for number in range(_LAST_YEAR_OF_LAST if is_last else _LAST_YEAR):
            road = {"method": "roadside", "area": district}
            yield _test(number * len(_DISTRICTS), first + number % 60 * _ONE_DAY) | road


def _test(number: int, day: date) -> dict[str, str]:
    """Return a test in the district of the vehicle; every third where it is parked."""
    return {
        "plate": f"云Z{number:05}",
        "energy": "diesel",
        "method": "roadside" if number % 3 else "parking",
        "day": day.isoformat(),
        "area": _DISTRICTS[number % len(_DISTRICTS)],
        "is_supervision": "是",
        "result": "passed" if number % 10 else "failed",
        "is_local": "是",
    }
