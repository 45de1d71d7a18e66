"""Figures of a whole year, by parts: which are out, which parts count, what may be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from yunzhu.plan.counted.facts import Facts
from yunzhu.plan.status import Status
from yunzhu.plan.threshold import KnownThreshold
from yunzhu.standards.air_assessment import PERCENT
from yunzhu.standards.rounding import round_half_even

FIGURE_DECIMALS = 2
PROVISIONAL = "暂定 provisional"


def is_out(row: Any, as_of: date) -> bool:
    """Tell whether a figure of a year was there on a day; without a date on the year's last.

    A year's figure is made after the year, so it is held against the day of the assessment and
    not against the due day.
    """
    issued: date = row.issued_on or date(row.year, 12, 31)
    return issued <= as_of


@dataclass(frozen=True)
class YearFigure:
    """A sum over the parts of a year.

    Attributes
    ----------
    value : the sum. parts : what was added. is_provisional : whether any part is.
    rows : what was added, and `compared` what is only shown beside it.
    """

    value: Fraction
    parts: frozenset[Enum]
    is_provisional: bool
    rows: tuple[Any, ...]
    compared: Fraction | None = None


def year_figure(
    rows: Iterable[Any],
    part_of: Callable[[Any], Enum],
    whole: Enum,
    amount_of: Callable[[Any], Decimal],
) -> YearFigure | None:
    """Return the sum of one year's rows; the row of the whole city replaces all the others.

    Parameters
    ----------
    rows : of one year. part_of : the class or sector of a row. whole : the part that is all.
    amount_of : what is added.
    """
    found = tuple(rows)
    if not found:
        return None
    wholes = tuple(row for row in found if part_of(row) is whole)
    used = wholes or found
    others = [row for row in found if part_of(row) is not whole] if wholes else []
    return YearFigure(
        _sum(used, amount_of),
        frozenset(part_of(row) for row in used),
        any(row.is_provisional for row in used),
        used,
        _sum(others, amount_of) if others else None,
    )


def _sum(rows: Sequence[Any], amount_of: Callable[[Any], Decimal]) -> Fraction:
    return sum((Fraction(amount_of(row)) for row in rows), Fraction(0))


def lacking_parts(
    first: YearFigure, second: YearFigure, whole: Enum
) -> tuple[list[str], list[str]]:
    """Return which parts the second of two figures lacks of the first, and the reverse.

    Two figures can be compared when both lists are empty; the whole city lacks nothing.
    """
    if whole in first.parts | second.parts:
        return [], []
    labels: tuple[list[str], list[str]] = ([], [])
    for place, gone in enumerate((first.parts - second.parts, second.parts - first.parts)):
        labels[place].extend(sorted(str(one.label) for one in gone))  # type: ignore[attr-defined]
    return labels


def fall_percent(earlier: Fraction, later: Fraction) -> Fraction:
    """Return by how much a figure fell [%], exactly; negative when it rose.

    Parameters
    ----------
    earlier : not zero. later : in the same unit.

    Examples
    --------
    >>> fall_percent(Fraction(1000), Fraction(853))
    Fraction(147, 10)
    """
    return (earlier - later) / earlier * PERCENT


def shown(value: Fraction, decimals: int = FIGURE_DECIMALS) -> Decimal:
    """Return an exact number as it is shown; comparisons use the exact one."""
    return round_half_even(value, decimals)


def is_met(value: Fraction, threshold: KnownThreshold) -> bool:
    """Hold an exact value against a threshold.

    Examples
    --------
    >>> is_met(Fraction(-1, 3), KnownThreshold(compare="below", value=Decimal(0), unit="%"))
    True
    """
    limit = Fraction(threshold.value)
    return {
        "at_most": value <= limit,
        "at_least": value >= limit,
        "below": value < limit,
        "equal": value == limit,
    }[threshold.compare]


def settled_by_confirmed(is_reached: bool, *, is_provisional: bool, facts: Facts) -> Status:
    """Return the word of a year's figure: settled by a confirmed one once the due day is over.

    What rests on a provisional figure is at most 有望, and at worst 难以达成.
    """
    if is_provisional or not facts.is_closed:
        return Status.ON_TRACK if is_reached else Status.OFF_TRACK
    return Status.ACHIEVED if is_reached else Status.MISSED
