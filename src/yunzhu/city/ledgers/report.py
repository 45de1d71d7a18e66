"""What a file would add to a ledger, and what of it cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass

from yunzhu.errors import FileFault

MOST_FAULTS = 1000
"""A file with as many faults is read no further than the block where they stand."""


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The comparison of a file with a ledger.

    Attributes
    ----------
    ledger : its name. file : name of the file. sha256 : of its content.
    rows : how many rows were read, faulty ones included.
    new : rows that the ledger does not have. unchanged : rows that it has as they are.
    faults : what cannot be taken, in the order of rows; with any, nothing is.
    receipt : number of the receipt; None when nothing was stored.
    """

    ledger: str
    file: str
    sha256: str
    rows: int
    new: int
    unchanged: int
    faults: tuple[FileFault, ...] = ()
    receipt: int | None = None

    @property
    def counts(self) -> str:
        """The counts for reading."""
        cut = " (其余未读 the rest was not read)" if len(self.faults) >= MOST_FAULTS else ""
        return (
            f"{self.rows} 行 rows: 新增 new {self.new}, 不变 unchanged {self.unchanged},"
            f" 错误 faults {len(self.faults)}{cut}"
        )
