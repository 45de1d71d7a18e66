"""Counts of the city's ledgers as a plan's metrics ask for them; no row is ever handed out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yunzhu.city.evidence import ledger_counts, ledger_has_rows
from yunzhu.city.ledgers.ledger import Ledger

Counts = Mapping[tuple[Any, ...], int]

EARLIEST = date(1900, 1, 1)
"""Before every day that a ledger takes."""


@dataclass(frozen=True)
class LedgerCount:
    """A question: how many rows of a ledger there are for each combination of values.

    Without fields the answer is one group when there is any row at all, and none otherwise.

    Attributes
    ----------
    ledger : which. by : its fields whose values are told apart.
    first, last : days of the rows, both included.
    only : pairs of field and value that all counted rows have.
    """

    ledger: Ledger[Any]
    by: tuple[str, ...]
    first: date
    last: date
    only: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class LedgerEvidence:
    """The answers to the questions of a plan's metrics.

    Attributes
    ----------
    counts : question to its answer.
    """

    counts: Mapping[LedgerCount, Counts] = field(default_factory=dict)

    def of(self, question: LedgerCount) -> Counts:
        """Return the answer to a question; nothing is known without a city's ledgers."""
        return self.counts.get(question, {})


NO_LEDGERS = LedgerEvidence()


def any_row_until(ledger: Ledger[Any], day: date) -> LedgerCount:
    """Ask whether a ledger has anything at all, up to a day: an empty one proves no miss."""
    return LedgerCount(ledger, (), EARLIEST, day)


def gather_ledgers(questions: Collection[LedgerCount], known_at: date | None) -> LedgerEvidence:
    """Return what the open city's ledgers answer; one query for each question, asked once.

    Parameters
    ----------
    questions : of the plan's metrics.
    known_at : leave out what was recorded after that day.
    """
    return LedgerEvidence({one: _answer(one, known_at) for one in dict.fromkeys(questions)})


def _answer(asked: LedgerCount, known_at: date | None) -> Counts:
    ledger, span = asked.ledger, (asked.first, asked.last)
    if not asked.by and not asked.only:
        return {(): 1} if ledger_has_rows(ledger, *span, known_at) else {}
    return ledger_counts(ledger, asked.by, *span, known_at, only=asked.only)
