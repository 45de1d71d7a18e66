"""The tables of the registers, each made from its description, and their histories.

Every table has one column per field of the row and a history in which each earlier state of a
row stays with who recorded it and when. References are foreign keys on the code itself, so a
row of the history can be read without following them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from yunzhu.city.models.areas import Area
from yunzhu.city.registers import REGISTERS
from yunzhu.city.registers.cell_text import label_of
from yunzhu.city.registers.register import Register
from yunzhu.city.registers.register_row import AREAS, SHORT_TEXT, SITES

_FIELDS: Mapping[type, type[models.Field[Any, Any]]] = {
    str: models.TextField,
    int: models.BigIntegerField,
    Decimal: models.DecimalField,
    date: models.DateField,
    bool: models.BooleanField,
}
_LONGEST_ACTOR = 60
# All that SQLite keeps exactly of a decimal number.
_DIGITS = 15


def model_of(register: Register[Any]) -> Any:
    """Return the model of a register's table; ``model_of(register).history`` is its history."""
    return _MODELS[register.name]


def column_of(register: Register[Any], field: str) -> str:
    """Return the attribute of the model that holds a field; a reference's is its code."""
    return str(model_of(register)._meta.get_field(field).attname)


def history_table_of(register: Register[Any]) -> str:
    """Return the name of the table that holds a register's history."""
    return str(model_of(register).history.model._meta.db_table)


def _field(
    register: Register[Any], name: str, earlier: Mapping[str, Any]
) -> models.Field[Any, Any]:
    column, _, may_be_empty = register.row.described(name)
    told: dict[str, Any] = {
        "verbose_name": register.heading(name),
        "null": may_be_empty,
        "blank": may_be_empty,
    }
    if column.refers_to not in ("", SITES):
        target = {AREAS: Area, register.name: "self", **earlier}[column.refers_to]
        return models.ForeignKey(
            target, models.PROTECT, to_field="code", related_name="+", db_column=name, **told
        )
    return plain_field(register, name, is_unique=register.key == (name,))


def plain_field(register: Register[Any], name: str, *, is_unique: bool) -> models.Field[Any, Any]:
    """Return the field of the model that holds a column's values as they are.

    Parameters
    ----------
    register, name : which column. is_unique : whether a text stands in one row only.
    """
    column, kind, may_be_empty = register.row.described(name)
    told: dict[str, Any] = {
        "verbose_name": register.heading(name),
        "null": may_be_empty,
        "blank": may_be_empty,
    }
    if issubclass(kind, Enum):
        told["choices"] = [(member.value, label_of(member)) for member in kind]
        if not issubclass(kind, IntEnum):
            return models.CharField(max_length=SHORT_TEXT, **told)
    elif kind is str and column.longest <= SHORT_TEXT:
        return models.CharField(max_length=column.longest, unique=is_unique, **told)
    elif kind is Decimal:
        told |= {"max_digits": _DIGITS, "decimal_places": column.decimals}
    return _FIELDS[int if issubclass(kind, IntEnum) else kind](**told)


def _recorder(record: Any) -> str | None:
    recorded_by: str | None = record.history_user_id
    return recorded_by


def _note_recorder(record: Any, name: str | None) -> None:
    record.history_user_id = name


def _told(self: Any) -> str:
    return "/".join(
        str(getattr(self, column_of(self.register, name))) for name in self.register.key
    )


def _made(register: Register[Any], earlier: Mapping[str, Any]) -> Any:
    constraints = []
    if len(register.key) > 1:
        constraints.append(
            models.UniqueConstraint(fields=register.key, name=f"one_row_per_key_{register.name}")
        )
    names = {
        "verbose_name": register.label,
        "verbose_name_plural": register.label,
        "ordering": register.key,
        "constraints": constraints,
    }
    body = {
        "__module__": "yunzhu.city.models",
        "__doc__": register.row.__doc__,
        "__str__": _told,
        "register": register,
        "history": HistoricalRecords(
            # Names, since the local operator records too and has no account.
            history_user_id_field=models.CharField(max_length=_LONGEST_ACTOR, null=True),
            history_user_getter=_recorder,
            history_user_setter=_note_recorder,
            history_change_reason_field=models.TextField(null=True),
        ),
        "Meta": type("Meta", (), names),
        **{name: _field(register, name, earlier) for name in register.row.model_fields},
    }
    return type(register.row.__name__, (models.Model,), body)


_MODELS: dict[str, Any] = {}
for _register in REGISTERS:
    _MODELS[_register.name] = _made(_register, _MODELS)
