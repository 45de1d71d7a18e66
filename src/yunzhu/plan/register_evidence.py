"""The city's registers as a plan's metrics read them: their rows as they were known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yunzhu.city.evidence import register_contents
from yunzhu.city.registers import REGISTERS
from yunzhu.city.registers.register import Register, RowT
from yunzhu.values import EvidenceKind


@dataclass(frozen=True)
class RegisterEvidence:
    """All rows of the registers, whenever they hold; a metric says for which days it asks.

    Attributes
    ----------
    rows : name of a register to its rows, in the order of their keys.
    kind : what rests on the registers alone: what the bureau itself entered, or simulated.
    """

    rows: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    kind: EvidenceKind = EvidenceKind.DECLARED

    def all(self, register: Register[RowT]) -> tuple[RowT, ...]:
        """Return all rows of a register, ended ones too."""
        return self.rows.get(register.name, ())

    def on(self, register: Register[RowT], day: date) -> tuple[RowT, ...]:
        """Return the rows of a register that hold on a day."""
        return self.between(register, day, day)

    def between(self, register: Register[RowT], since: date, until: date) -> tuple[RowT, ...]:
        """Return the rows of a register that hold on any day of a span."""
        return tuple(row for row in self.all(register) if register.holds_between(row, since, until))


NO_REGISTERS = RegisterEvidence()


def gather_registers(known_at: date | None, kind: EvidenceKind) -> RegisterEvidence:
    """Return the registers of the open city, one query each however many rows they have.

    Parameters
    ----------
    known_at : leave out what was recorded after that day.
    kind : of evidence that rests on them.
    """
    rows = {one.name: tuple(register_contents(one, known_at)) for one in REGISTERS}
    return RegisterEvidence(rows, kind)
