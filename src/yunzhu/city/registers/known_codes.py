"""The codes that a column may hold, and the one that a wrong one was probably meant to be."""

from __future__ import annotations

import difflib
import string
from collections.abc import Collection, Iterator
from functools import cached_property

_SHOWN_CODES = 10
# Comparing with each code takes a third of a second in a register of 50,000.
_MOST_COMPARED = 1000
_CHARACTERS = string.digits + string.ascii_letters + "-_./"


class KnownCodes(Collection[str]):
    """The codes of a register, of the areas or of the sites."""

    def __init__(self, codes: Collection[str]) -> None:
        self._codes = frozenset(codes)

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def suggested(self, code: str) -> str:
        """Return what is expected in place of an unknown code: one like it, or the first ones.

        Among many codes only those with one character more, less, or another are like it, so
        that a file full of wrong codes is told in time.

        Examples
        --------
        >>> KnownCodes({"S01", "T02"}).suggested("S0１")
        'S01'
        >>> KnownCodes({f"{one:05}" for one in range(5000)}).suggested("0004230")
        '00000 | 00001 | 00002 | 00003 | 00004 | 00005 | 00006 | 00007 | 00008 | 00009'
        >>> KnownCodes({f"{one:05}" for one in range(5000)}).suggested("0o423")
        '00423'
        """
        if len(self._codes) <= _MOST_COMPARED:
            near = difflib.get_close_matches(code, self._codes, n=1, cutoff=0.5)
        else:
            near = sorted(self._codes.intersection(_one_edit_from(code)))[:1]
        return " | ".join(near or self._first) or "（空）nothing there yet"

    @cached_property
    def _first(self) -> list[str]:
        return sorted(self._codes)[:_SHOWN_CODES]


def _one_edit_from(code: str) -> set[str]:
    """Return the texts with one character more, less, another, or two of them exchanged."""
    halves = [(code[:place], code[place:]) for place in range(len(code) + 1)]
    found = {before + after[1:] for before, after in halves}
    found |= {before + after[1:2] + after[:1] + after[2:] for before, after in halves}
    for before, after in halves:
        found |= {before + one + after for one in _CHARACTERS}
        found |= {before + one + after[1:] for one in _CHARACTERS}
    return found
