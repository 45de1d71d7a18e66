"""In which district an area lies."""

from __future__ import annotations

_DIGITS = 6


def district_of(area: str) -> str:
    """Return the district of an area's code: its first six digits, as in GB/T 2260.

    Examples
    --------
    >>> district_of("990101001"), district_of("990101")
    ('990101', '990101')
    """
    return area[:_DIGITS]
