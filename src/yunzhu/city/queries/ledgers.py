"""Ledgers read: counts by a few fields, receipts, rows for export, and a file compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from django.db.models import Count, Q, QuerySet

from yunzhu.city.clock import end_of, wall_clock
from yunzhu.city.ledgers.ledger import Ledger
from yunzhu.city.ledgers.reading import LedgerBlock, LedgerFile, Progress
from yunzhu.city.ledgers.report import MOST_FAULTS, LedgerReport
from yunzhu.city.models import City, LedgerReceipt, ledger_model_of
from yunzhu.city.queries.register_rows import known_codes
from yunzhu.city.records import LedgerReceiptRecord
from yunzhu.city.registers.cell_text import CellFault
from yunzhu.city.registers.register import RowT
from yunzhu.city.registers.writing import shown_value
from yunzhu.errors import FileFault
from yunzhu.files import digest_of_file
from yunzhu.values import Origin

# Keys that one query looks up; both engines take more parameters.
_KEYS_AT_ONCE = 5000
_ROWS_AT_ONCE = 20_000


class ContentDigest:
    """The SHA-256 of rows in the order in which they came, whatever the database."""

    def __init__(self) -> None:
        self._sum = sha256()

    def add(self, rows: Iterable[Sequence[str]]) -> Self:
        """Add rows of `stored_texts`."""
        self._sum.update("".join("\x1f".join(row) + "\n" for row in rows).encode("utf-8"))
        return self

    def __str__(self) -> str:
        return self._sum.hexdigest()


def stored_text(value: Any) -> str:
    """Return a value as it is compared and digested, the same from a file and from a database.

    Examples
    --------
    >>> stored_text(Decimal("2.50")), stored_text(True), stored_text(None)
    ('2.50', '1', '')
    """
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def stored_texts(columns: Iterable[Sequence[Any]]) -> list[tuple[str, ...]]:
    """Return rows as texts, from columns; each value is written once however often it stands."""
    return list(zip(*(_texts(values) for values in columns), strict=True))


def _texts(values: Sequence[Any]) -> Sequence[str]:
    if all(type(value) is str for value in values):
        return values
    texts = {value: stored_text(value) for value in set(values)}
    return [texts[value] for value in values]


@dataclass(frozen=True)
class BlockCompared:
    """A block beside the ledger.

    Attributes
    ----------
    block : as it was read. texts : its rows as texts.
    fresh : places of the rows that the ledger does not have.
    unchanged : how many it has as they are.
    faults : of cells and rows, and of rows that the ledger has otherwise.
    """

    block: LedgerBlock
    texts: Sequence[tuple[str, ...]]
    fresh: Sequence[int]
    unchanged: int
    faults: tuple[FileFault, ...]


def compared_blocks(
    ledger: Ledger[Any], path: Path, encoding: str, progress: Progress
) -> Iterator[BlockCompared]:
    """Read a file and compare each block with the ledger; nothing is changed.

    Raises
    ------
    FileFault : the file as a whole cannot be used.
    """
    origin = Origin(City.objects.get().origin)
    known = {name: known_codes(name) for name in ledger.row.referred()}
    file = LedgerFile(ledger, path, origin=origin, known=known, encoding=encoding)
    is_empty = not ledger_model_of(ledger).objects.filter(is_current=True).exists()
    faults = 0
    for block in file.blocks(progress):
        found = _compared(ledger, file, block, is_empty=is_empty)
        yield found
        faults += len(found.faults)
        if faults >= MOST_FAULTS:
            return


def _compared(
    ledger: Ledger[Any], file: LedgerFile, block: LedgerBlock, *, is_empty: bool
) -> BlockCompared:
    texts = stored_texts(block.columns.values())
    if is_empty:
        return BlockCompared(block, texts, range(len(texts)), 0, block.faults)
    keys = block.columns[ledger.key[0]]
    held = _held(ledger, keys)
    fresh = [place for place, key in enumerate(keys) if key not in held]
    faults = [
        _conflict(ledger, file, block, place, held[key])
        for place, key in enumerate(keys)
        if key in held and held[key][1:] != texts[place]
    ]
    unchanged = len(keys) - len(fresh) - len(faults)
    return BlockCompared(block, texts, fresh, unchanged, (*block.faults, *faults))


def _held(ledger: Ledger[Any], keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Return key to receipt and texts of the current rows that have these keys."""
    (key,) = ledger.key
    fields = [*ledger.row.columns()]
    rows = ledger_model_of(ledger).objects.filter(is_current=True)
    held: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = rows.filter(**{f"{key}__in": keys[start : start + _KEYS_AT_ONCE]})
        found = list(some.values_list("receipt_id", *fields))
        if found:
            receipts, *columns = zip(*found, strict=True)
            texts = stored_texts(columns)
            place = fields.index(key)
            held |= {
                text[place]: (receipt, *text) for receipt, text in zip(receipts, texts, strict=True)
            }
    return held


def _conflict(
    ledger: Ledger[Any],
    file: LedgerFile,
    block: LedgerBlock,
    place: int,
    held: Sequence[Any],
) -> FileFault:
    """Tell the first field in which a row differs from the one that the ledger has."""
    receipt, *texts = held
    field, before = next(
        (field, text)
        for (field, values), text in zip(block.columns.items(), texts, strict=True)
        if stored_text(values[place]) != text
    )
    fault = file.fault(
        block.rows[place],
        field,
        CellFault(
            "与台账不同 the ledger has this key otherwise",
            expected=shown_value(_value(ledger, field, before)) or "（空）empty",
        ),
        shown_value(block.columns[field][place]),
    )
    return FileFault(
        fault.what,
        file=fault.file,
        row=fault.row,
        field=fault.field,
        found=fault.found,
        expected=fault.expected,
        action=f"台账有误则撤销其回执 withdraw the receipt if the ledger is wrong: "
        f"yunzhu ledger withdraw {ledger.name} {receipt} --reason …",
    )


def _value(ledger: Ledger[Any], field: str, text: str) -> Any:
    kind = ledger.row.described(field)[1]
    if issubclass(kind, bool):
        return text == "1" if text else None
    if issubclass(kind, Enum):
        return next((member for member in kind if str(member.value) == text), text)
    return text


def check_file(ledger: Ledger[Any], path: Path, encoding: str, progress: Progress) -> LedgerReport:
    """Return what an import of a file would do; nothing is changed."""
    rows = new = unchanged = 0
    faults: list[FileFault] = []
    for found in compared_blocks(ledger, path, encoding, progress):
        rows += found.block.count
        new += len(found.fresh)
        unchanged += found.unchanged
        faults += found.faults
    sha = digest_of_file(path)
    return LedgerReport(ledger.name, path.name, sha, rows, new, unchanged, tuple(faults))


def ledger_counts(
    ledger: Ledger[Any],
    by: Sequence[str],
    first: date,
    last: date,
    known_at: date | None,
    only: Collection[tuple[str, Any]],
) -> dict[tuple[Any, ...], int]:
    """Return how many rows have each combination of values: one query."""
    rows = _known(ledger, known_at).filter(**{f"{ledger.day}__range": (first, last)})
    rows = rows.filter(**{field: getattr(value, "value", value) for field, value in only})
    if not by:
        count = rows.count()
        return {(): count} if count else {}
    found = rows.order_by().values_list(*by).annotate(number=Count("pk"))
    kinds = [ledger.row.described(field)[1] for field in by]
    members: list[Mapping[Any, Any]] = [
        {one.value: one for one in kind} if issubclass(kind, Enum) else {} for kind in kinds
    ]
    return {
        tuple(named.get(value, value) for named, value in zip(members, values, strict=True)): number
        for *values, number in found.iterator(chunk_size=_ROWS_AT_ONCE)
    }


def ledger_has_rows(ledger: Ledger[Any], first: date, last: date, known_at: date | None) -> bool:
    """Tell whether a ledger has any row of a span."""
    span = {f"{ledger.day}__range": (first, last)}
    return bool(_known(ledger, known_at).filter(**span).exists())


def _known(ledger: Ledger[Any], known_at: date | None) -> QuerySet[Any]:
    """Return the rows that the ledger has now, or had at the end of a day."""
    rows: QuerySet[Any] = ledger_model_of(ledger).objects.all()
    if known_at is None:
        return rows.filter(is_current=True)
    end = end_of(known_at)
    is_there = Q(receipt__withdrawn_at=None) | Q(receipt__withdrawn_at__gte=end)
    return rows.filter(is_there, receipt__recorded_at__lt=end)


def ledger_sizes() -> dict[str, int]:
    """Return ledger to the number of rows that its receipts in force brought."""
    sizes: dict[str, int] = {}
    receipts = LedgerReceipt.objects.filter(withdrawn_at=None)
    for name, new in receipts.values_list("ledger", "new"):
        sizes[name] = sizes.get(name, 0) + new
    return sizes


def ledger_receipts(ledger: Ledger[Any]) -> list[LedgerReceiptRecord]:
    """Return all receipts of a ledger, withdrawn ones too, the earliest first."""
    return [
        LedgerReceiptRecord(
            number=row.pk,
            file=row.file,
            sha256=row.sha256,
            recorded=wall_clock(row.recorded_at),
            recorded_by=row.recorded_by,
            new=row.new,
            unchanged=row.unchanged,
            withdrawn=None if row.withdrawn_at is None else wall_clock(row.withdrawn_at),
            withdrawn_by=row.withdrawn_by,
            reason=row.reason,
        )
        for row in LedgerReceipt.objects.filter(ledger=ledger.name)
    ]


def ledger_rows(ledger: Ledger[RowT]) -> Iterator[RowT]:
    """Give the current rows in the order in which they came."""
    fields = [*ledger.row.columns()]
    enums = {
        field: {one.value: one for one in kind}
        for field in fields
        if issubclass(kind := ledger.row.described(field)[1], Enum)
    }
    rows = _known(ledger, None).order_by("pk").values_list(*fields)
    for values in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        content = dict(zip(fields, values, strict=True))
        for field, members in enums.items():
            content[field] = members.get(content[field])
        yield ledger.row.model_construct(**content)


def receipt_contents(ledger: Ledger[Any]) -> dict[int, tuple[str, int, int]]:
    """Return receipt to the digest of its rows, their number, and how many are current."""
    fields = [*ledger.row.columns()]
    digests: dict[int, ContentDigest] = {}
    counts: dict[int, list[int]] = {}
    rows = ledger_model_of(ledger).objects.order_by("receipt_id", "pk")
    some: list[tuple[Any, ...]] = []

    def add() -> None:
        receipts, is_current, *columns = zip(*some, strict=True)
        texts = stored_texts(columns)
        for receipt in dict.fromkeys(receipts):
            places = [place for place, one in enumerate(receipts) if one == receipt]
            digests.setdefault(receipt, ContentDigest()).add(texts[place] for place in places)
            count = counts.setdefault(receipt, [0, 0])
            count[0] += len(places)
            count[1] += sum(is_current[place] for place in places)
        some.clear()

    found = rows.values_list("receipt_id", "is_current", *fields)
    for values in found.iterator(chunk_size=_ROWS_AT_ONCE):
        some.append(values)
        if len(some) == _ROWS_AT_ONCE:
            add()
    if some:
        add()
    return {one: (str(digest), *counts[one]) for one, digest in digests.items()}  # type: ignore[misc]
