"""Dates as tables write them: 2024-05-08, 2024/5/8, 2024.5.8, 2024年5月8日."""

from __future__ import annotations

import re
from datetime import date

YEAR = r"([0-9]{4})[-/.年]"
MONTH_AND_DAY = r"([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
BEFORE_HOUR = r"(?:[ T]+|(?<=日))"
"""Between a date and the hour: a blank or T, and nothing need stand after 日."""

_DAY = re.compile(YEAR + MONTH_AND_DAY)


def day_of_text(text: str) -> date | None:
    """Return the date that a trimmed text is, or None.

    Examples
    --------
    >>> day_of_text("2024年5月8日") == day_of_text("2024-05-08") == date(2024, 5, 8)
    True
    >>> day_of_text("2024-02-30") is None
    True
    """
    match = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
