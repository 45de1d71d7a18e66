"""云珠市(模拟), the simulated city: districts and stations that cannot be taken for real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CITY_CODE = "990100"
CITY_NAME = "云珠市(模拟)"
DISTRICTS = {
    f"99010{number}": f"{stem}区" for number, stem in enumerate("甲乙丙丁戊己庚辛", start=1)
}
STREETS = {
    f"{district}00{number}": f"{name[0]}区{stem}街(模拟)"
    for district, name in DISTRICTS.items()
    for number, stem in enumerate("一二三", start=1)
}
CONTROL_LEVEL = "national"


@dataclass(frozen=True)
class Station:
    """A simulated monitoring station.

    Attributes
    ----------
    id : ``YZ01`` ...; real stations have four digits and a letter.
    name, district : name and district code; what is evaluated is the city, `CITY_CODE`.
    background : a background site is not part of the city's value.
    opened : first day of operation; None: from the beginning.
    closed : first day on which it no longer operates; None: it operates.
    traffic, industry : strength of the sources around it, 1 is the city's average.
    """

    id: str
    name: str
    district: str
    traffic: float
    industry: float
    background: bool = False
    opened: date | None = None
    closed: date | None = None


_PLACES = (
    ("YZ01", "甲区一号点(模拟)", "990101", 1.35, 0.6),
    ("YZ02", "甲区二号点(模拟)", "990101", 1.10, 0.7),
    ("YZ03", "乙区一号点(模拟)", "990102", 1.25, 0.8),
    ("YZ04", "丙区一号点(模拟)", "990103", 1.00, 1.2),
    ("YZ05", "丁区一号点(模拟)", "990104", 0.90, 1.6),
    ("YZ06", "丁区二号点(模拟)", "990104", 0.85, 1.4),
    ("YZ07", "戊区一号点(模拟)", "990105", 1.05, 1.0),
    ("YZ08", "己区一号点(模拟)", "990106", 0.75, 1.1),
    ("YZ09", "庚区一号点(模拟)", "990107", 0.70, 0.9),
    ("YZ10", "辛区一号点(模拟)", "990108", 0.60, 0.7),
)


def stations(closing: date, opening: date) -> tuple[Station, ...]:
    """Return the stations: ten evaluated throughout, a background one, one closed, one opened.

    Parameters
    ----------
    closing : first day without the station that closes.
    opening : first day of the station that opens.

    Examples
    --------
    >>> [one.id for one in stations(date(2019, 12, 1), date(2020, 2, 1)) if one.background]
    ['YZ11']
    """
    return (
        *(Station(*place) for place in _PLACES),
        Station("YZ11", "辛区背景点(模拟)", "990108", 0.10, 0.1, background=True),
        Station("YZ12", "戊区旧点(模拟)", "990105", 1.05, 1.0, closed=closing),
        Station("YZ13", "戊区新点(模拟)", "990105", 1.00, 0.9, opened=opening),
    )
