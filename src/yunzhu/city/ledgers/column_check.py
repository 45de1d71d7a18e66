"""One column of a ledger: each spelling is judged once, exactly as a row's own cell would be."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError, create_model

from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.reading import cause_of
from yunzhu.city.registers.register_row import RegisterRow

# Spellings that are remembered from one block to the next.
_MOST_KEPT = 200_000


class ColumnCheck:
    """Reads the cells of one column, as `RegisterRow.model_validate` reads those of one row.

    Parameters
    ----------
    ledger, field : which column.
    known : what the ledger's columns refer to, to the codes known there.
    """

    def __init__(
        self, ledger: Ledger[Any], field: str, known: Mapping[str, Collection[str]]
    ) -> None:
        info = ledger.row.model_fields[field]
        alone: Any = {field: (info.annotation, info)}
        self._field = field
        self._row: type[RegisterRow] = create_model(field, __base__=RegisterRow, **alone)
        self._known = known
        self._kept: dict[object, Any] = {}
        self._usual = _usual_text(ledger, field)

    def values(self, cells: Sequence[object]) -> tuple[list[Any], bool]:
        """Return the value or the `CellFault` of each cell, and whether there is any fault."""
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        keys = _spellings(cells)
        spellings = set(keys)
        kept = self._kept
        for spelling in spellings - kept.keys():
            kept[spelling] = self._checked(spelling)
        is_faulty = any(type(kept[spelling]) is CellFault for spelling in spellings)
        return [kept[key] for key in keys], is_faulty

    def _checked(self, spelling: Any) -> Any:
        cell = spelling if type(spelling) is str else spelling[1]
        if self._usual is not None and type(cell) is str and self._usual.fullmatch(cell):
            return cell
        try:
            return getattr(
                self._row.model_validate({self._field: cell}, context=self._known), self._field
            )
        except ValidationError as error:
            (told,) = error.errors()
            return cause_of(dict(told))


class JointCheck:
    """Runs the rules that join several columns, once for each combination of their values."""

    def __init__(self, ledger: Ledger[Any]) -> None:
        self._row = ledger.row
        self._rules = tuple(ledger.row.__pydantic_decorators__.model_validators)
        self.fields = ledger.joint

    def faults(self, columns: Sequence[Sequence[Any]]) -> list[CellFault | None]:
        """Return for each row what its rules tell; ``columns`` are those of `fields`."""
        combinations = list(zip(*columns, strict=True))
        told = {one: self._fault(one) for one in set(combinations)}
        return [told[one] for one in combinations]

    def _fault(self, values: Sequence[Any]) -> CellFault | None:
        # A rule that reads another field than those named fails at once: it is not there.
        row = self._row.model_construct(**dict(zip(self.fields, values, strict=True)))
        for rule in self._rules:
            try:
                getattr(row, rule)()
            except CellFault as fault:
                return fault
        return None


def _spellings(cells: Sequence[object]) -> Sequence[Any]:
    """Return the cells as keys; 1, 1.0 and true of a workbook are three spellings."""
    if all(type(cell) is str for cell in cells):
        return cells
    return [cell if type(cell) is str else (type(cell), cell) for cell in cells]


def _usual_text(ledger: Ledger[Any], field: str) -> re.Pattern[str] | None:
    """Return the form of a plain text that no rule of the column could refuse or change."""
    column, kind, _ = ledger.row.described(field)
    has_rules = len(ledger.row.model_fields[field].metadata) > 1
    if kind is not str or column.refers_to or has_rules:
        return None
    return re.compile(rf"[!-~]{{1,{column.longest}}}")
