"""What a file would change in a register, and what of it cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from yunzhu.errors import FileFault


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one row that a file changes; values as users read them."""

    key: str
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RegisterReport:
    """The comparison of a file with a register.

    Attributes
    ----------
    register : its name. file : name of the file. sha256 : of its content.
    rows : how many rows the file has, faulty ones included.
    new : keys of rows that the register does not have.
    changes : fields that differ, row by row. changed : keys of those rows.
    unchanged : how many rows are as they are.
    faults : what cannot be taken, in the order of rows; with any, nothing is.
    mapping_sha256 : of the mapping of the file's headings, where there is one.
    warnings : what is to be looked into before it is relied on.
    """

    register: str
    file: str
    sha256: str
    rows: int
    new: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    unchanged: int = 0
    faults: tuple[FileFault, ...] = field(default=())
    mapping_sha256: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """Keys of the rows with a difference, each once."""
        return tuple(dict.fromkeys(change.key for change in self.changes))
