"""A ledger: a register's description, the field of its day, and the fields its rules join."""

from __future__ import annotations

from dataclasses import dataclass

from yunzhu.city.registers.register import Register, RowT
from yunzhu.city.registers.register_row import RegisterRow


@dataclass(frozen=True)
class Ledger(Register[RowT]):
    """A ledger of the city; its table, files, import and export all come from this.

    A cell is judged by itself, so that each spelling is judged once however many rows have it: a
    column's own rules are annotated validators, never field validators of the row class, and no
    column refers by another one.

    Attributes
    ----------
    day : field of the day on which a row happened; counts are asked by it.
    joint : all fields that the row's model validators read.
    counted : the fields by which rows are counted; with the day they are the table's index, so
        that a count reads no row.
    """

    day: str = "day"
    joint: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a description whose cells could not be judged one by one."""
        own = {*self.row.__pydantic_decorators__.field_validators}
        if own != {*RegisterRow.__pydantic_decorators__.field_validators}:
            raise AssertionError(f"{self.name}: a rule of one cell belongs to its annotation")
        if any(column.refers_by for column in self.row.columns().values()):
            raise AssertionError(f"{self.name}: a column of a ledger refers by no other one")
        if len(self.key) != 1 or self.row.described(self.key[0])[1:] != (str, False):
            raise AssertionError(f"{self.name}: the key of a ledger is one text")
        if self.row.__pydantic_decorators__.model_validators and not self.joint:
            raise AssertionError(f"{self.name}: the fields that its rules read are not named")

    @property
    def template_command(self) -> str:
        """The command that writes an empty file of this kind."""
        return f"yunzhu ledger template {self.name}"
