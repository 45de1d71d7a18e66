"""In which district an area lies, and which areas lie within others, by GB/T 2260."""

from __future__ import annotations

from collections.abc import Iterable

_DIGITS = 6
_CITY_END = "00"


def district_of(area: str) -> str:
    """Return the district of an area's code: its first six digits, as in GB/T 2260.

    Examples
    --------
    >>> district_of("990101001"), district_of("990101")
    ('990101', '990101')
    """
    return area[:_DIGITS]


def is_city(area: str) -> bool:
    """Tell whether a code is that of a whole city."""
    return len(area) == _DIGITS and area.endswith(_CITY_END)


def nested_areas(areas: Iterable[str]) -> list[tuple[str, str]]:
    """Return areas that lie within others of them, by the codes of GB/T 2260."""
    stems = {_stem(area): area for area in areas}
    return [
        (area, stems[stem[:length]])
        for stem, area in sorted(stems.items())
        for length in range(1, len(stem))
        if stem[:length] in stems
    ]


def _stem(area: str) -> str:
    """Return what the codes within an area begin with: 9901 of the city 990100."""
    if len(area) != _DIGITS:
        return area
    return area.removesuffix("00").removesuffix("00")
