"""Full-width characters: told with the spelling that was meant, and left out of comparisons."""

from __future__ import annotations

import unicodedata

FULL_WIDTH_REASON = "全角字符 full-width characters"


def half_width(text: str) -> str | None:
    """Return the half-width spelling of a text that has full-width characters, otherwise None.

    Examples
    --------
    >>> half_width("０.25"), half_width("0.25") is None
    ('0.25', True)
    """
    usual = unicodedata.normalize("NFKC", text).strip()
    return usual if usual != text.strip() else None


def half_width_expected(usual: str) -> str:
    """Return what a message expects in place of full-width characters."""
    return f"半角 half-width: {usual}"


def folded(text: str) -> str:
    """Return a text as it is compared: without blanks, case and full-width forms.

    Examples
    --------
    >>> folded("铬（六价） CR6")
    '铬(六价)cr6'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
