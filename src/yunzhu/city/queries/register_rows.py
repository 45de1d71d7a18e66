"""The rows of the registers, now and as known on a day, and a file compared with them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic

from yunzhu.city.canonical import canonical_json
from yunzhu.city.clock import end_of, wall_clock
from yunzhu.city.models import Area, City, column_of, model_of
from yunzhu.city.queries.outlines import displacement_warnings
from yunzhu.city.records import RowVersion
from yunzhu.city.registers import REGISTERS, register_named
from yunzhu.city.registers.column_mapping import read_column_mapping
from yunzhu.city.registers.discharge_outlets import MONITOR_READINGS, OUTLET_LIMITS
from yunzhu.city.registers.limit_warnings import limit_warnings
from yunzhu.city.registers.reading import RowsRead, read_rows
from yunzhu.city.registers.register import Register, RowT, shown_key
from yunzhu.city.registers.register_row import AREAS, SITES, Column, RegisterRow
from yunzhu.city.registers.report import FieldChange, RegisterReport
from yunzhu.city.registers.writing import shown_value
from yunzhu.city.setup import current_workspace
from yunzhu.errors import UsageError
from yunzhu.observations.sites import load_sites
from yunzhu.values import Origin

_SHOWN_CODES = 10
_CHANGES = {"+": "新增 new", "~": "变更 changed", "-": "撤销 withdrawn"}


@dataclass(frozen=True)
class FileCompared(Generic[RowT]):
    """A file beside the register: the report, and the rows to add and to change."""

    report: RegisterReport
    fresh: tuple[RowT, ...]
    differing: tuple[RowT, ...]


def register_rows(
    register: Register[RowT], since: date, until: date, known_at: date | None
) -> list[RowT]:
    """Return the rows that hold on any day of a span, in the order of their keys."""
    rows = current_rows(register) if known_at is None else rows_known(register, known_at)
    return [row for _, row in sorted(rows.items()) if register.holds_between(row, since, until)]


def current_rows(register: Register[RowT]) -> dict[tuple[Any, ...], RowT]:
    """Return key to row of everything that the register holds now."""
    fields = _columns(register)
    rows = model_of(register).objects.values_list(*fields.values())
    return _by_key(register, (dict(zip(fields, values, strict=True)) for values in rows))


def rows_known(register: Register[RowT], known_at: date | None) -> dict[tuple[Any, ...], RowT]:
    """Return key to row as the history has it at the end of a day, or at its end when None."""
    fields = _columns(register)
    history = model_of(register).history.order_by("history_id")
    if known_at is not None:
        history = history.filter(history_date__lt=end_of(known_at))
    latest: dict[int, dict[str, Any]] = {}
    for number, change, *values in history.values_list("id", "history_type", *fields.values()):
        latest.pop(number, None)
        if change != "-":
            latest[number] = dict(zip(fields, values, strict=True))
    return _by_key(register, latest.values())


def row_history(register: Register[Any], key: Collection[str]) -> list[RowVersion]:
    """Return what was recorded about a key, the earliest first; withdrawn rows have a history.

    Raises
    ------
    UsageError : the key has another number of parts, or was never in the register.
    """
    if len(key) != len(register.key):
        raise UsageError(
            "主键不符 not a key of this register",
            field="key",
            found=" ".join(key),
            expected=" ".join(register.heading(field) for field in register.key),
        )
    fields = _columns(register)
    choices = _choices(register)
    versions: list[RowVersion] = []
    before: dict[str, str] = {}
    for change, moment, recorded_by, reason, *values in (
        model_of(register)
        .history.order_by("history_id")
        .values_list(
            "history_type",
            "history_date",
            "history_user_id",
            "history_change_reason",
            *fields.values(),
        )
    ):
        row = _row(register, dict(zip(fields, values, strict=True)), choices)
        if [str(part) for part in register.key_of(row)] != list(key):
            continue
        shown = (
            {} if change == "-" else {field: shown_value(getattr(row, field)) for field in fields}
        )
        versions.append(
            RowVersion(
                recorded=wall_clock(moment),
                recorded_by=recorded_by,
                change=_CHANGES[change],
                source=reason or "",
                differences=tuple(
                    f"{register.heading(field)}: {before.get(field, '')} → {shown.get(field, '')}"
                    for field in fields
                    if before.get(field, "") != shown.get(field, "")
                ),
            )
        )
        before = shown
    if not versions:
        raise _unknown_key(register, key)
    return versions


def compared_file(
    register: Register[RowT], path: Path, encoding: str, columns: Path | None
) -> FileCompared[RowT]:
    """Read a file and compare it with the register; nothing is changed.

    Raises
    ------
    FileFault : the file as a whole, or the mapping ``columns`` of its headings, cannot be used.
    """
    origin = Origin(City.objects.get().origin)
    known = {name: known_codes(name) for name in register.row.referred()}
    mapping = None if columns is None else read_column_mapping(register, columns)
    read = read_rows(register, path, origin=origin, known=known, encoding=encoding, mapping=mapping)
    held = current_rows(register)
    fresh: list[RowT] = []
    differing: list[RowT] = []
    changes: list[FieldChange] = []
    for row in read.rows:
        before = held.get(register.key_of(row))
        if before is None:
            fresh.append(row)
        elif before != row:
            differing.append(row)
            changes += _changes(register, before, row)
    report = RegisterReport(
        register.name,
        read.file,
        read.sha256,
        read.count,
        tuple(shown_key(register.key_of(row)) for row in fresh),
        tuple(changes),
        len(read.rows) - len(fresh) - len(differing),
        read.faults,
        None if mapping is None else mapping.sha256,
        (*displacement_warnings(register, read.rows), *_beyond_limits(register, read)),
    )
    return FileCompared(report, tuple(fresh), tuple(differing))


def _beyond_limits(register: Register[Any], read: RowsRead[Any]) -> tuple[str, ...]:
    if register is not MONITOR_READINGS:
        return ()
    return limit_warnings(read.rows, read.numbers, current_rows(OUTLET_LIMITS).values())


def content_digest(rows: Mapping[tuple[Any, ...], RowT]) -> str:
    """Return the SHA-256 of all rows of a register."""
    # Row by row, so that the text of a large register never stands in memory as a whole.
    digest, before = sha256(b'{"rows":['), ""
    for _, row in sorted(rows.items()):
        digest.update(f"{before}{canonical_json(row.model_dump(mode='json'))}".encode())
        before = ","
    digest.update(b"]}")
    return digest.hexdigest()


def referring_rows(register: Register[Any], code: str) -> list[str]:
    """Return which rows of all registers refer to a code of a register."""
    return [
        f"{other.name} {shown_key(key)}"
        for other in REGISTERS
        if register.name in other.row.referred()
        for key, row in current_rows(other).items()
        for field, column in other.row.columns().items()
        if getattr(row, field) == code and register.name in _registers_meant(column, row)
    ]


def _registers_meant(column: Column, row: RegisterRow) -> tuple[str, str]:
    """Return where the code in a column of a row stands."""
    by_kind = getattr(row, column.refers_by).register if column.refers_by else ""
    return column.refers_to, by_kind


def _columns(register: Register[Any]) -> dict[str, str]:
    return {field: column_of(register, field) for field in register.row.columns()}


def _by_key(
    register: Register[RowT], contents: Iterable[dict[str, Any]]
) -> dict[tuple[Any, ...], RowT]:
    choices = _choices(register)
    found: dict[tuple[Any, ...], RowT] = {}
    for values in contents:
        row = _row(register, values, choices)
        found[register.key_of(row)] = row
    return found


def _row(
    register: Register[RowT],
    values: dict[str, Any],
    choices: Sequence[tuple[str, Mapping[Any, Enum | None]]],
) -> RowT:
    for field, members in choices:
        values[field] = members[values[field]]
    return register.row.stored(values)


def _choices(register: Register[Any]) -> list[tuple[str, dict[Any, Enum | None]]]:
    """Return the fields of an enumeration, each with its members by their stored values."""
    kinds = {field: register.row.described(field)[1] for field in register.row.columns()}
    return [
        (field, {None: None, **{one.value: one for one in kind}})
        for field, kind in kinds.items()
        if issubclass(kind, Enum)
    ]


def _changes(register: Register[RowT], before: RowT, after: RowT) -> Iterator[FieldChange]:
    for field in register.row.columns():
        if getattr(before, field) != getattr(after, field):
            yield FieldChange(
                shown_key(register.key_of(after)),
                register.heading(field),
                shown_value(getattr(before, field)),
                shown_value(getattr(after, field)),
            )


def known_codes(name: str) -> set[str]:
    """Return the codes that a column may refer to, by the name of what it refers to."""
    if name == AREAS:
        return set(Area.objects.values_list("code", flat=True))
    if name == SITES:
        return set(load_sites(current_workspace()).sites)
    return set(model_of(register_named(name)).objects.values_list("code", flat=True))


def _unknown_key(register: Register[Any], key: Collection[str]) -> UsageError:
    known = [shown_key(one) for one in sorted(current_rows(register))]
    shown = shown_key(tuple(key))
    near = difflib.get_close_matches(shown, known, n=1, cutoff=0.5)
    return UsageError(
        f"{register.label} 中没有 not in the register",
        field="key",
        found=shown,
        expected=" | ".join(near or known[:_SHOWN_CODES]) or "（空）nothing there yet",
    )
