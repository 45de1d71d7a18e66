"""What every opened number shows: the row, the number once more, the digest, the imports."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol

from yunzhu.errors import UsageError
from yunzhu.observations.manifest import ImportRecord
from yunzhu.values import Result

ImportMarks = tuple[tuple[str, str, str], ...]
"""The stored imports behind a number: (file, received, digest)."""


class OpenedNumber(Protocol):
    """A number with its row, its recomputation and what it rests on."""

    @property
    def result(self) -> Result:
        """The row as it is reported."""

    @property
    def recomputed(self) -> Decimal | None:
        """The published value once more."""

    @property
    def working(self) -> tuple[str, ...]:
        """How, in a few lines."""

    @property
    def inputs_digest(self) -> str:
        """SHA-256 over the inputs."""

    @property
    def imports(self) -> ImportMarks:
        """The imports that hold them."""

    @property
    def agrees(self) -> bool:
        """Whether both computations give the same, be it no number."""


def agreement_of(opened: OpenedNumber) -> bool | None:
    """Return whether both computations give the same number; None where neither gives one."""
    if opened.result.value is None and opened.recomputed is None:
        return None
    return opened.agrees


def opened_as_dict(opened: OpenedNumber) -> dict[str, Any]:
    """Return for JSON what every opened number shows."""
    return {
        "result": opened.result.as_dict(),
        "origin": opened.result.origin.value,
        "origin_label": opened.result.origin.label,
        "recomputed": None if opened.recomputed is None else str(opened.recomputed),
        "agrees": agreement_of(opened),
        "working": list(opened.working),
        "inputs_digest": opened.inputs_digest,
        "imports": [
            {"file": file, "received": received, "digest": digest}
            for file, received, digest in opened.imports
        ],
    }


def import_marks(records: Iterable[ImportRecord[Any]]) -> ImportMarks:
    """Return file, moment of receipt and digest of imports."""
    return tuple((one.source, one.received.isoformat(), one.digest) for one in records)


def parts_of_lineage(lineage_id: str, form: str, command: str) -> list[str]:
    """Split a lineage id.

    Parameters
    ----------
    lineage_id : as printed with every row.
    form : its parts, for the message.
    command : that prints such ids.

    Raises
    ------
    UsageError : not an id.
    """
    parts = lineage_id.split("/")
    if len(parts) != form.count("/") + 1:
        raise UsageError(
            "不是编号 not a lineage id",
            found=lineage_id,
            expected=form,
            action=f"从 {command} --format json 的 lineage_id 复制 copy it from there",
        )
    return parts
