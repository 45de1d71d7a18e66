"""Settings in the text of a rule: each that is not the default, and the day that was known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from yunzhu.errors import UsageError

_KNOWN_AT = "known_at_"
_KNOWN_AT_DAY = re.compile(rf"{_KNOWN_AT}(\d{{4}}-\d{{2}}-\d{{2}})")


def known_at_text(day: date) -> str:
    """Return the part of a rule's text that says what was known when.

    Examples
    --------
    >>> known_at_text(date(2020, 7, 1))
    'known_at_2020-07-01'
    """
    return f"{_KNOWN_AT}{day}"


def known_at_of(part: str) -> date | None:
    """Return the day of such a part, None for another; raise `UsageError` on no calendar day."""
    match = _KNOWN_AT_DAY.fullmatch(part)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError as error:
        raise UsageError(
            "日期不存在 no such date", field="rule", found=part, expected=f"{_KNOWN_AT}YYYY-MM-DD"
        ) from error


def unknown_setting(part: str, known: Iterable[str]) -> UsageError:
    """Return what is told of a part that is no setting of the rule."""
    return UsageError(
        "规则中有未知设置 unknown setting in a rule",
        field="rule",
        found=part,
        expected=", ".join(known),
    )


def chosen_settings(parts: Iterable[str], known: Mapping[str, tuple[str, Enum]]) -> dict[str, Any]:
    """Return the settings that the parts of a rule's text name.

    Parameters
    ----------
    parts : of the text.
    known : text of a setting to its name and choice.

    Raises
    ------
    UsageError : a part is no setting.
    """
    chosen: dict[str, Any] = {}
    for part in parts:
        if (day := known_at_of(part)) is not None:
            chosen["known_at"] = day
            continue
        if part not in known:
            raise unknown_setting(part, known)
        name, choice = known[part]
        chosen[name] = choice
    return chosen
